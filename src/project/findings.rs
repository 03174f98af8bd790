//! What is known of one file after a stage: its text, and what is to be reported of it.

use crate::diag::Diagnostic;
use crate::text::Source;

/// What was found in one source.
#[derive(Clone, Debug)]
pub struct Findings {
    /// The source; empty where it could not be read.
    pub source: Source,
    /// The findings, in the order of the text.
    pub diagnostics: Vec<Diagnostic>,
}
