//! A finding about a letter, as its page says it.

/// A finding about a letter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Remark {
    /// `error`, `warning` or `note`.
    pub severity: &'static str,
    /// Its code.
    pub code: &'static str,
    /// What it says.
    pub message: String,
    /// What a person can do.
    pub help: String,
    /// Its first byte in the TEI, where it is about the TEI.
    pub tei: Option<usize>,
    /// Its first byte in the text, where it is about the text.
    pub text: Option<usize>,
}
