//! What can be read as a document. Takes nothing; says what who checks a document may ask of it: its text, and its steps in order.

use super::external::External;
use super::parse::parse;
use super::sink::Sink;
use crate::diag::Diagnostic;

/// What can be read as one document.
pub trait Input {
    /// The text into which spans point.
    fn text(&self) -> &str;

    /// Tells `sink` of the document from its beginning to its end; gives what is not well-formed.
    fn tell(&self, sink: &mut impl Sink) -> Vec<Diagnostic>;
}

/// The document entity (XML 1.0, 4.8): a text that is read as it stands.
#[derive(Clone, Copy, Debug)]
pub struct Entity<'t> {
    /// The text.
    pub text: &'t str,
    /// What becomes of external entities.
    pub external: External,
}

impl Input for Entity<'_> {
    fn text(&self) -> &str {
        self.text
    }

    fn tell(&self, sink: &mut impl Sink) -> Vec<Diagnostic> {
        parse(self.text, self.external, sink)
    }
}
