//! Plain text to model. (Stub.)
use crate::diag::Diagnostic;
use crate::model::Document;
use crate::profile::Profile;
use crate::text::Source;

/// What the reader made of a text.
pub struct Reading {
    /// The document.
    pub document: Document,
    /// Doubts, each pointing into the text.
    pub diagnostics: Vec<Diagnostic>,
}

/// Reads a text. Total: every text gives a document.
pub fn read(_source: &Source, _profile: &Profile) -> Reading {
    Reading {
        document: Document::default(),
        diagnostics: Vec::new(),
    }
}
