//! Types of items and sequences (XPath 3.1, 2.5). Takes names; gives types and whether an item has one.

use super::item::{Atom, Item, NodeRef};
use super::temporal::{DurationKind, Parts};
use crate::xml::document::Kind;

/// An atomic type.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum AtomicType {
    AnyAtomic,
    Untyped,
    String,
    /// A type derived from `xs:string`, by its name.
    Token(&'static str),
    Uri,
    Boolean,
    Numeric,
    Decimal,
    Integer,
    /// A type derived from `xs:integer`: least and greatest value.
    Bounded(&'static str, i64, i64),
    Float,
    Double,
    Temporal(Parts),
    Duration(DurationKind),
    QName,
}

/// Names of types in the namespace of XML Schema.
const ATOMIC: &[(&str, AtomicType)] = &[
    ("anyAtomicType", AtomicType::AnyAtomic),
    ("untypedAtomic", AtomicType::Untyped),
    ("string", AtomicType::String),
    ("normalizedString", AtomicType::Token("normalizedString")),
    ("token", AtomicType::Token("token")),
    ("language", AtomicType::Token("language")),
    ("NMTOKEN", AtomicType::Token("NMTOKEN")),
    ("Name", AtomicType::Token("Name")),
    ("NCName", AtomicType::Token("NCName")),
    ("ID", AtomicType::Token("ID")),
    ("IDREF", AtomicType::Token("IDREF")),
    ("ENTITY", AtomicType::Token("ENTITY")),
    ("anyURI", AtomicType::Uri),
    ("boolean", AtomicType::Boolean),
    ("numeric", AtomicType::Numeric),
    ("decimal", AtomicType::Decimal),
    ("integer", AtomicType::Integer),
    ("long", AtomicType::Bounded("long", i64::MIN, i64::MAX)),
    ("int", AtomicType::Bounded("int", -0x8000_0000, 0x7fff_ffff)),
    ("short", AtomicType::Bounded("short", -0x8000, 0x7fff)),
    ("byte", AtomicType::Bounded("byte", -0x80, 0x7f)),
    ("nonNegativeInteger", AtomicType::Bounded("nonNegativeInteger", 0, i64::MAX)),
    ("positiveInteger", AtomicType::Bounded("positiveInteger", 1, i64::MAX)),
    ("nonPositiveInteger", AtomicType::Bounded("nonPositiveInteger", i64::MIN, 0)),
    ("negativeInteger", AtomicType::Bounded("negativeInteger", i64::MIN, -1)),
    ("unsignedLong", AtomicType::Bounded("unsignedLong", 0, i64::MAX)),
    ("unsignedInt", AtomicType::Bounded("unsignedInt", 0, 0xffff_ffff)),
    ("unsignedShort", AtomicType::Bounded("unsignedShort", 0, 0xffff)),
    ("unsignedByte", AtomicType::Bounded("unsignedByte", 0, 0xff)),
    ("float", AtomicType::Float),
    ("double", AtomicType::Double),
    ("dateTime", AtomicType::Temporal(Parts::DateTime)),
    ("date", AtomicType::Temporal(Parts::Date)),
    ("time", AtomicType::Temporal(Parts::Time)),
    ("gYear", AtomicType::Temporal(Parts::Year)),
    ("gYearMonth", AtomicType::Temporal(Parts::YearMonth)),
    ("gMonth", AtomicType::Temporal(Parts::Month)),
    ("gMonthDay", AtomicType::Temporal(Parts::MonthDay)),
    ("gDay", AtomicType::Temporal(Parts::Day)),
    ("duration", AtomicType::Duration(DurationKind::Any)),
    ("yearMonthDuration", AtomicType::Duration(DurationKind::YearMonth)),
    ("dayTimeDuration", AtomicType::Duration(DurationKind::DayTime)),
    ("QName", AtomicType::QName),
];

/// What types derived from `xs:integer` and `xs:string` are derived from (XML Schema part 2, 3).
const BASES: &[(&str, &str)] = &[
    ("normalizedString", "string"),
    ("token", "normalizedString"),
    ("language", "token"),
    ("NMTOKEN", "token"),
    ("Name", "token"),
    ("NCName", "Name"),
    ("ID", "NCName"),
    ("IDREF", "NCName"),
    ("ENTITY", "NCName"),
    ("long", "integer"),
    ("int", "long"),
    ("short", "int"),
    ("byte", "short"),
    ("nonNegativeInteger", "integer"),
    ("positiveInteger", "nonNegativeInteger"),
    ("unsignedLong", "nonNegativeInteger"),
    ("unsignedInt", "unsignedLong"),
    ("unsignedShort", "unsignedInt"),
    ("unsignedByte", "unsignedShort"),
    ("nonPositiveInteger", "integer"),
    ("negativeInteger", "nonPositiveInteger"),
];

impl AtomicType {
    /// The type that a derived one comes from.
    fn base(self) -> Option<Self> {
        let (Self::Bounded(own, ..) | Self::Token(own)) = self else { return None };
        BASES.iter().find(|(name, _)| *name == own).and_then(|(_, base)| Self::named(base))
    }

    /// The type with this local name.
    pub(super) fn named(local: &str) -> Option<Self> {
        ATOMIC.iter().find(|(name, _)| *name == local).map(|(_, kind)| *kind)
    }

    /// Its name, with the usual prefix.
    pub(super) fn name(self) -> String {
        let name = ATOMIC.iter().find(|(_, kind)| *kind == self).map_or("anyAtomicType", |(name, _)| name);
        format!("xs:{name}")
    }

    /// The type of a value.
    pub(super) fn of(atom: &Atom<'_>) -> Self {
        match atom {
            Atom::Untyped(_) => Self::Untyped,
            Atom::String(_) => Self::String,
            Atom::Uri(_) => Self::Uri,
            Atom::Boolean(_) => Self::Boolean,
            Atom::Integer(_) => Self::Integer,
            Atom::Decimal(_) => Self::Decimal,
            Atom::Float(_) => Self::Float,
            Atom::Double(_) => Self::Double,
            Atom::Temporal(moment) => Self::Temporal(moment.parts),
            Atom::Duration(duration) => Self::Duration(duration.kind),
            Atom::QName(_) => Self::QName,
            Atom::Derived(derived) => derived.kind,
        }
    }

    /// Whether a value has this type, or one derived from it.
    pub(super) fn has(self, atom: &Atom<'_>) -> bool {
        let own = Self::of(atom);
        match self {
            Self::AnyAtomic => true,
            Self::Numeric => atom.is_number(),
            Self::Decimal => matches!(own, Self::Decimal | Self::Integer | Self::Bounded(..)),
            Self::Duration(DurationKind::Any) => matches!(own, Self::Duration(_)),
            _ => std::iter::successors(Some(own), |kind| kind.base()).any(|kind| kind == self),
        }
    }
}

/// What a name test asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum NameTest {
    /// One name: its number among those of the expressions.
    Name(u32),
    /// Any name of a namespace: `tei:*`, the namespace's number.
    Namespace(u32),
    /// Any namespace: `*:p`, the local name's number.
    Local(u32),
    /// Any name.
    Any,
}

/// What a step or a type asks of a node.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum NodeTest {
    /// A name alone: of an attribute on the axis of attributes, else of an element.
    Name(NameTest),
    /// `node()`
    Node,
    /// `text()`
    Text,
    /// `comment()`
    Comment,
    /// `processing-instruction()`, perhaps with a name.
    Instruction(Option<u32>),
    /// `document-node()`, perhaps around an element.
    Document(Option<NameTest>),
    /// `element()`
    Element(NameTest),
    /// `attribute()`
    Attribute(NameTest),
}

/// A type of items.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ItemType {
    /// `item()`
    Any,
    /// A kind of node.
    Node(NodeTest),
    /// A kind of value.
    Atomic(AtomicType),
}

/// How many items there are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Count {
    One,
    Optional,
    Many,
    Some,
}

impl Count {
    /// Whether there may be so many.
    pub(super) fn allows(self, count: usize) -> bool {
        match self {
            Self::One => count == 1,
            Self::Optional => count <= 1,
            Self::Many => true,
            Self::Some => count >= 1,
        }
    }
}

/// A type of sequences, such as `element(p)*`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SequenceType {
    /// `None` for `empty-sequence()`.
    pub(super) item: Option<ItemType>,
    pub(super) count: Count,
}

impl SequenceType {
    /// Any sequence.
    pub const ANY: Self = Self { item: Some(ItemType::Any), count: Count::Many };
}

/// Names of an expression, resolved in a document.
pub(super) trait Names {
    /// Whether a node has the name, by the number of the name or part of it.
    fn is_named(&self, node: NodeRef<'_>, test: NameTest) -> bool;
    /// Whether an instruction has this target.
    fn is_target(&self, target: &str, test: u32) -> bool;
}

impl NodeTest {
    /// Whether a node passes; a name alone is that of an attribute for attributes, else of an element.
    pub(super) fn takes(self, node: NodeRef<'_>, names: &impl Names) -> bool {
        match (self, node.kind()) {
            (Self::Node, _) => true,
            (Self::Name(test), None | Some(Kind::Element)) => names.is_named(node, test),
            (Self::Attribute(test), None) => names.is_named(node, test),
            (Self::Element(test), Some(Kind::Element)) => names.is_named(node, test),
            (Self::Text, Some(Kind::Text)) | (Self::Comment, Some(Kind::Comment)) => true,
            (Self::Instruction(target), Some(Kind::Instruction)) => {
                target.is_none_or(|test| node.node.target().is_some_and(|target| names.is_target(target, test)))
            }
            (Self::Document(None), Some(Kind::Document)) => true,
            (Self::Document(Some(test)), Some(Kind::Document)) => {
                node.node.elements().any(|root| names.is_named(node.with(root), test))
            }
            _ => false,
        }
    }
}

impl ItemType {
    /// Whether an item has this type.
    pub(super) fn has(self, item: &Item<'_>, names: &impl Names) -> bool {
        match (self, item) {
            (Self::Any, _) => true,
            (Self::Node(test), Item::Node(node)) => test.takes(*node, names),
            (Self::Atomic(kind), Item::Atom(atom)) => kind.has(atom),
            _ => false,
        }
    }
}
