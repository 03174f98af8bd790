//! Patterns: which nodes an expression is about (XSLT 3.0, 5.5), as the context of a rule says. Takes an expression; gives whether a
//! node is one of those it finds from some node around it. Steps are matched from the last to the first.

mod matching;
mod parse;
mod results;

use super::axis::Axis;
use super::expression::{Expr, Expression, Step};
use super::library::NameId;
use super::types::{NameTest, NodeTest};

/// A pattern.
#[derive(Clone, Debug)]
pub struct Pattern {
    expression: Expression,
    /// Its alternatives.
    paths: Vec<Path>,
}

/// One alternative.
#[derive(Clone, Debug)]
enum Path {
    /// Steps, the last first.
    Steps(Vec<Part>, Start),
    /// Anything else.
    Other(Other),
}

/// An alternative that is no path.
#[derive(Clone, Debug)]
struct Other {
    /// Its number in the library.
    number: u32,
    expr: Expr,
    from: EvaluatedFrom,
}

/// From where an expression is evaluated.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum EvaluatedFrom {
    /// From anywhere in a document it gives the same.
    Document,
    /// From each node around the one that is asked about.
    Around,
}

/// A step of a pattern, and how it is joined to the one before it.
#[derive(Clone, Debug)]
struct Part {
    step: Step,
    joint: Joint,
}

/// How a step is joined to the one before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Joint {
    /// `/`
    Parent,
    /// `//`
    Ancestor,
}

/// Where the first step begins.
#[derive(Clone, Debug)]
enum Start {
    /// Anywhere.
    Anywhere,
    /// At the document node, `/`.
    Root,
}

/// What nodes a pattern may take, to be looked up.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Target {
    /// Elements of one name.
    Element(NameId),
    /// Attributes of one name.
    Attribute(NameId),
    /// Any element.
    AnyElement,
    /// Any attribute.
    AnyAttribute,
    /// Text.
    Text,
    /// Anything.
    Any,
}

impl Pattern {
    /// What its alternatives may take.
    pub(crate) fn targets(&self) -> Vec<Target> {
        self.paths.iter().map(Path::target).collect()
    }
}

impl Path {
    fn target(&self) -> Target {
        let Self::Steps(parts, _) = self else { return Target::Any };
        let Some(last) = parts.first() else { return Target::Any };
        match (last.step.axis, last.step.test) {
            (Axis::Attribute, NodeTest::Name(NameTest::Name(name)) | NodeTest::Attribute(NameTest::Name(name))) => {
                Target::Attribute(name)
            }
            (Axis::Attribute, _) => Target::AnyAttribute,
            (_, NodeTest::Name(NameTest::Name(name)) | NodeTest::Element(NameTest::Name(name))) => {
                Target::Element(name)
            }
            (_, NodeTest::Name(_) | NodeTest::Element(_)) => Target::AnyElement,
            (_, NodeTest::Text) => Target::Text,
            _ => Target::Any,
        }
    }
}
