//! What the original of a text says for sure of one of its paragraphs. Takes nothing; says what readers of formats hand over with the text.

use super::Role;
use crate::text::Span;

/// A paragraph whose style says what it is: a heading, a salutation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Styled {
    /// Where the paragraph stands in the text.
    pub span: Span,
    /// What it is.
    pub role: Role,
}
