//! What goes wrong: the codes of XPath 3.1 and of Functions and Operators 3.1. Takes nothing; gives [`Error`]s.

use std::fmt;
use std::sync::Arc;

use super::item::QName;
use crate::budget::Exceeded;
use crate::datatype::SearchError;
use crate::text::{Span, Unread};

/// A code of the specification, such as `XPTY0004`.
pub type Code = &'static str;

/// Why an expression cannot be read or has no value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Error {
    /// The code of the specification.
    pub code: Code,
    /// What is wrong: a phrase without capital or full stop.
    pub message: String,
    /// Where in the expression, in bytes; empty where the place is not known.
    pub span: Span,
    /// The address in the network that was asked for, where this is why. Nothing is read from there.
    pub remote: Option<String>,
    /// The name that the expression gave to `error()`, where that raised it.
    pub raised: Option<Arc<QName>>,
}

impl Error {
    /// An error without a place.
    #[must_use]
    pub fn new(code: Code, message: impl Into<String>) -> Self {
        Self { code, message: message.into(), span: Span::at(0), remote: None, raised: None }
    }

    /// The same error at a place, unless it has one.
    #[must_use]
    pub fn at(self, span: Span) -> Self {
        if self.span == Span::at(0) { Self { span, ..self } } else { self }
    }

    /// That something cannot be had from outside: a document, a text, a collection.
    #[must_use]
    pub fn unread(what: &str, unread: &Unread) -> Self {
        let message = format!("{what} cannot be had: {unread}");
        match unread {
            Unread::Failed(_) => Self::new(NO_DOCUMENT, message),
            Unread::Outside { help, .. } => Self::new(OUTSIDE, format!("{message}; {help}")),
        }
    }

    /// Whether it says that something may not be read.
    #[must_use]
    pub fn is_outside(&self) -> bool {
        self.code == OUTSIDE
    }

    /// Whether it says that something is not there to be run: a function, a document that is not at hand. Nothing is wrong with
    /// what was checked then.
    #[must_use]
    pub fn is_not_run(&self) -> bool {
        matches!(self.code, NO_FUNCTION | NOT_SUPPORTED | NO_DOCUMENT | NO_TEXT | OUTSIDE)
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.raised {
            Some(name) => write!(f, "{} ({})", self.message, name.local),
            None => write!(f, "{} ({})", self.message, self.code),
        }
    }
}

impl std::error::Error for Error {}

impl From<Exceeded> for Error {
    fn from(exceeded: Exceeded) -> Self {
        Self::new(LIMIT, exceeded.to_string())
    }
}

impl From<SearchError> for Error {
    fn from(error: SearchError) -> Self {
        Self::new(error.code, error.message)
    }
}

/// The expression is not written as the grammar asks.
pub(super) const SYNTAX: Code = "XPST0003";
/// A variable is not declared, or a name is not known.
pub(super) const UNDECLARED: Code = "XPST0008";
/// A prefix has no namespace.
pub(super) const PREFIX: Code = "XPST0081";
/// A type is not known.
pub(super) const NO_TYPE: Code = "XPST0051";
/// A type cannot be cast to.
pub(super) const NO_CAST: Code = "XPST0080";
/// There is no such function, or not with so many arguments.
pub(super) const NO_FUNCTION: Code = "XPST0017";
/// A value has not the type that is asked for.
pub(super) const TYPE: Code = "XPTY0004";
/// A step gives nodes and other values.
pub(super) const MIXED: Code = "XPTY0018";
/// A step is taken from what is no node.
pub(super) const NOT_A_NODE: Code = "XPTY0019";
/// The context item is no node.
pub(super) const CONTEXT_NOT_A_NODE: Code = "XPTY0020";
/// There is no context item.
pub(super) const NO_CONTEXT: Code = "XPDY0002";
/// `treat as` meets another type.
pub(super) const TREAT: Code = "XPDY0050";
/// A function is no value.
pub(super) const NO_VALUE: Code = "FOTY0013";
/// An array has no such member.
pub(super) const NO_MEMBER: Code = "FOAY0001";
/// A limit is reached.
pub(super) const LIMIT: Code = "XPDY0130";
/// A value cannot be cast.
pub(super) const VALUE: Code = "FORG0001";
/// A sequence is no truth value, or no number.
pub(super) const ARGUMENT: Code = "FORG0006";
/// A division by zero.
pub(super) const ZERO: Code = "FOAR0001";
/// A number is too large.
pub(super) const OVERFLOW: Code = "FOAR0002";
/// A document cannot be had.
pub(super) const NO_DOCUMENT: Code = "FODC0002";
/// A text cannot be had.
pub(super) const NO_TEXT: Code = "FOUT1170";
/// A document or text may not be read.
pub(super) const OUTSIDE: Code = "RECTO002";
/// Recto does not do this.
pub(super) const NOT_SUPPORTED: Code = "RECTO001";
