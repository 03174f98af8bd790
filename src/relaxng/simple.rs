//! A schema in the simple form of section 5 of the specification: what it means, free of how it is written.
//!
//! Takes nothing; gives the value that `simplify` makes, `restrict` checks and `pattern` compiles. Patterns are a list in which
//! each names only those before it, so that a definition used twice stands there once and nobody need recurse over references.

use std::sync::Arc;

use la_arena::{Arena, ArenaMap, Idx};

use crate::datatype::{Datatype, Value};
use crate::text::{Source, Span};

/// A whole schema.
#[derive(Clone, Debug)]
pub struct Grammar {
    /// The files it was read from; the first is the one that was asked for.
    pub files: Vec<Arc<Source>>,
    /// The patterns. A pattern names only patterns with smaller numbers, save through [`Pattern::Element`].
    pub patterns: Arena<Pattern>,
    /// Where each pattern stands.
    pub places: ArenaMap<PatternId, Place>,
    /// The element patterns.
    pub elements: Arena<Element>,
    /// What a document must match: a choice of elements, or `NotAllowed`.
    pub start: PatternId,
}

/// A place in one of the files of a schema.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Place {
    /// Index into [`Grammar::files`].
    pub file: u32,
    /// Where in it.
    pub span: Span,
}

/// Index into [`Grammar::patterns`].
pub type PatternId = Idx<Pattern>;

/// Index into [`Grammar::elements`].
pub type ElementId = Idx<Element>;

/// The patterns of the simple form. `optional` is a choice with `Empty`, `zeroOrMore` one with `OneOrMore`, `mixed` an
/// interleave with `Text`. Lists have two members or more. `NotAllowed` and `Empty` stand only where section 4.20 and 4.21
/// leave them.
#[derive(Clone, Debug)]
pub enum Pattern {
    /// Nothing.
    Empty,
    /// No document.
    NotAllowed,
    /// Any text.
    Text,
    /// A string of a type, without those of `except`.
    Data(Arc<Datatype>, Option<PatternId>),
    /// One value of a type.
    Value(Arc<Datatype>, Value, Arc<str>),
    /// Words separated by white space.
    List(PatternId),
    /// An attribute.
    Attribute(Arc<NameClass>, PatternId),
    /// An element.
    Element(ElementId),
    /// Once or more.
    OneOrMore(PatternId),
    /// One of them.
    Choice(Vec<PatternId>),
    /// All of them, in this order.
    Group(Vec<PatternId>),
    /// All of them, in any order and mixed.
    Interleave(Vec<PatternId>),
}

impl Pattern {
    /// Tells each pattern that this one names, the content of an element apart.
    pub fn each_inside(&self, tell: &mut dyn FnMut(PatternId)) {
        match self {
            Self::Empty | Self::NotAllowed | Self::Text | Self::Value(..) | Self::Element(_) => {}
            Self::Data(_, except) => except.iter().for_each(|except| tell(*except)),
            Self::List(inside) | Self::Attribute(_, inside) | Self::OneOrMore(inside) => tell(*inside),
            Self::Choice(inside) | Self::Group(inside) | Self::Interleave(inside) => {
                inside.iter().for_each(|inside| tell(*inside));
            }
        }
    }
}

/// An element pattern.
#[derive(Clone, Debug)]
pub struct Element {
    /// The names it takes.
    pub name: Arc<NameClass>,
    /// What it holds.
    pub content: PatternId,
    /// Where it stands.
    pub place: Place,
    /// The first `a:documentation` at it, or at the definition that holds nothing else; white space joined.
    pub documentation: Option<Arc<str>>,
}

/// The names that an element or attribute takes.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum NameClass {
    /// This one.
    Name(Arc<str>, Arc<str>),
    /// All but those of the other.
    AnyName(Option<Box<NameClass>>),
    /// All of a namespace but those of the other.
    NsName(Arc<str>, Option<Box<NameClass>>),
    /// Those of each.
    Choice(Vec<NameClass>),
}

impl NameClass {
    /// Whether it takes a name (section 6.2.1 of the specification).
    #[must_use]
    pub fn contains(&self, namespace: &str, local: &str) -> bool {
        match self {
            Self::Name(own, name) => &**own == namespace && &**name == local,
            Self::AnyName(except) => !except.as_ref().is_some_and(|except| except.contains(namespace, local)),
            Self::NsName(own, except) => {
                &**own == namespace && !except.as_ref().is_some_and(|except| except.contains(namespace, local))
            }
            Self::Choice(members) => members.iter().any(|member| member.contains(namespace, local)),
        }
    }
}
