//! One text to TEI: the whole conversion as a pure function. (Stub.)
use crate::diag::Diagnostic;
use crate::metadata::Metadata;
use crate::model::Document;
use crate::profile::Profile;
use crate::text::Source;

/// What a conversion gives.
#[derive(Debug)]
pub struct Conversion {
    /// The TEI; `None` when a finding of severity error forbids to write it.
    pub tei: Option<String>,
    /// The document as it was understood, for `--explain`.
    pub document: Document,
    /// Findings, in the order of the text.
    pub diagnostics: Vec<Diagnostic>,
}

/// Converts one text.
#[must_use]
pub fn convert(source: &Source, profile: &Profile, metadata: &Metadata) -> Conversion {
    let _ = (source, profile, metadata);
    Conversion {
        tei: None,
        document: Document::default(),
        diagnostics: Vec::new(),
    }
}
