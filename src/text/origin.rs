//! What something was made from: a rule, and the part of the source that the rule was used on. Leaves out the source.

use std::borrow::Cow;

use super::Span;

/// A part of a document, and the part of the source that has the same characters.
pub type Agreement = (Span, Span);

/// The rule that made something, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Origin {
    /// The rule: a short name in the field's terms.
    pub rule: Cow<'static, str>,
    /// The part of the source.
    pub span: Span,
}

impl Origin {
    /// What this rule made of this part.
    #[must_use]
    pub fn new(rule: impl Into<Cow<'static, str>>, span: Span) -> Self {
        Self { rule: rule.into(), span }
    }
}
