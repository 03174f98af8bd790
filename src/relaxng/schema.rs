//! A compiled schema and what validates one document against it. Takes a [`Grammar`]; gives [`Validator`]s, one a document, on as
//! many threads as one likes.

use crate::diag::Diagnostic;
use crate::relaxng::simple::Grammar;
use crate::xml::Sink;

/// A schema, ready to validate; shared by all threads.
#[derive(Debug)]
pub struct Schema {}

impl Schema {
    /// Compiles a grammar.
    #[must_use]
    pub fn new(grammar: &Grammar) -> Self {
        let _ = grammar;
        Self {}
    }

    /// Begins with a document.
    #[must_use]
    pub fn validator(&self) -> Validator<'_> {
        Validator { schema: self }
    }
}

/// Validates one document: a [`Sink`] for the reader of XML.
#[derive(Debug)]
pub struct Validator<'s> {
    schema: &'s Schema,
}

impl Sink for Validator<'_> {}

impl Validator<'_> {
    /// What was found, in the order of the document.
    #[must_use]
    pub fn finish(self) -> Vec<Diagnostic> {
        let _ = self.schema;
        Vec::new()
    }
}
