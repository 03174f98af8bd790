//! Types of items and sequences (XPath 3.1, 2.5). Takes names; gives types and whether an item has one.

use super::function_item::FunctionItem;
use super::item::{Atom, Derived, Item, NodeRef};
use super::library::{FunctionTypeId, NameId};
use crate::datatype::{BuiltIn, DurationKind, Encoding, Parts, Precision, Primitive};
use crate::xml::document::Kind;

/// An atomic type.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum AtomicType {
    AnyAtomic,
    Untyped,
    String,
    Uri,
    Boolean,
    Numeric,
    Decimal,
    Integer,
    Float,
    Double,
    Temporal(Parts),
    Duration(DurationKind),
    Binary(Encoding),
    QName,
    /// `xs:NOTATION`, which has no values here.
    Notation,
    /// `xs:error`, which has no values at all.
    Error,
    /// A type derived from `xs:string`, `xs:integer` or `xs:dateTime`.
    Derived(&'static BuiltIn),
}

impl AtomicType {
    /// The type with this local name in the namespace of XML Schema.
    pub(super) fn named(local: &str) -> Option<Self> {
        match local {
            "numeric" => Some(Self::Numeric),
            "error" => Some(Self::Error),
            _ => Self::built_in(BuiltIn::named(local)?),
        }
    }

    /// The type of a row; `None` for lists.
    fn built_in(row: &'static BuiltIn) -> Option<Self> {
        Some(match (row.primitive, row.name) {
            _ if row.is_list => return None,
            (_, "anyAtomicType") => Self::AnyAtomic,
            (_, "untypedAtomic") => Self::Untyped,
            (_, "string") => Self::String,
            (_, "integer") => Self::Integer,
            (_, "dateTimeStamp") => Self::Derived(row),
            (_, "NOTATION") => Self::Notation,
            (Primitive::Uri, _) => Self::Uri,
            (Primitive::Boolean, _) => Self::Boolean,
            (Primitive::Decimal, _) => Self::Decimal,
            (Primitive::Float(Precision::Single), _) => Self::Float,
            (Primitive::Float(Precision::Double), _) => Self::Double,
            (Primitive::Temporal(parts), _) => Self::Temporal(parts),
            (Primitive::Duration(kind), _) => Self::Duration(kind),
            (Primitive::Binary(encoding), _) => Self::Binary(encoding),
            (Primitive::QName, _) => Self::QName,
            _ => Self::Derived(row),
        })
    }

    /// Whether its values are texts.
    pub(super) fn is_textual(self) -> bool {
        match self {
            Self::Derived(row) => !matches!(row.primitive, Primitive::Integer | Primitive::Temporal(_)),
            _ => matches!(self, Self::AnyAtomic | Self::Untyped | Self::String | Self::Uri),
        }
    }

    /// The row that has this type.
    fn row(self) -> Option<&'static BuiltIn> {
        match self {
            Self::Derived(row) => Some(row),
            _ => BuiltIn::all().iter().find(|row| Self::built_in(row) == Some(self)),
        }
    }

    /// Its name, with the usual prefix.
    pub(super) fn name(self) -> String {
        let other = if self == Self::Error { "error" } else { "numeric" };
        format!("xs:{}", self.row().map_or(other, |row| row.name))
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
            Atom::Binary(binary) => Self::Binary(binary.encoding),
            Atom::QName(_) => Self::QName,
            Atom::Derived(derived) => Self::Derived(derived.kind),
        }
    }

    /// A value that has just been cast to this type, as one of it.
    pub(super) fn typed(self, atom: Atom<'_>) -> Atom<'_> {
        match self {
            Self::Derived(kind) => Atom::Derived(Box::new(Derived { kind, atom })),
            _ => atom,
        }
    }

    /// Whether a value has this type, or one derived from it.
    pub(super) fn has(self, atom: &Atom<'_>) -> bool {
        let own = Self::of(atom);
        match self {
            Self::AnyAtomic => true,
            Self::Numeric => atom.is_number(),
            _ => own.is_within(self),
        }
    }

    /// Whether it is another type, or one derived from it.
    fn is_within(self, other: Self) -> bool {
        if self == other || other == Self::AnyAtomic {
            return true;
        }
        if other == Self::Numeric {
            return [Self::Decimal, Self::Float, Self::Double].iter().any(|kind| self.is_within(*kind));
        }
        let mut above = std::iter::successors(self.row(), |row| row.base());
        above.any(|row| Self::built_in(row) == Some(other))
    }
}

/// What a name test asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum NameTest {
    /// One name.
    Name(NameId),
    /// Any name of a namespace: `tei:*`, which stands with the local part `*`.
    Namespace(NameId),
    /// Any namespace: `*:p`, which stands in none.
    Local(NameId),
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
    /// `namespace-node()`
    Namespace,
    /// `processing-instruction()`, perhaps with a name.
    Instruction(Option<NameId>),
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
    /// `function(*)`
    AnyFunction,
    /// `map(*)`
    AnyMap,
    /// `array(*)`
    AnyArray,
    /// A type of functions that says more.
    Function(FunctionTypeId),
}

/// A type of functions.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum FunctionType {
    /// Keys and values.
    Map(AtomicType, SequenceType),
    /// Members.
    Array(SequenceType),
    /// Parameters and result.
    Function(Vec<SequenceType>, SequenceType),
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
    /// Whether a node has the name, or the part of it that is asked for.
    fn is_named(&self, node: NodeRef<'_>, test: NameTest) -> bool;
    /// Whether an instruction has this target.
    fn is_target(&self, target: &str, test: NameId) -> bool;
    /// A type of functions.
    fn function_type(&self, id: FunctionTypeId) -> &FunctionType;
}

impl NodeTest {
    /// Whether a node passes; a name alone is that of an attribute for attributes, else of an element.
    pub(super) fn takes(self, node: NodeRef<'_>, names: &impl Names) -> bool {
        match (self, node.kind()) {
            (Self::Node, _) => true,
            (Self::Name(test), None | Some(Kind::Element)) => names.is_named(node, test),
            (Self::Attribute(test), None) => node.as_attribute().is_some() && names.is_named(node, test),
            (Self::Namespace, None) => node.as_namespace().is_some(),
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
            (Self::AnyFunction, Item::Function(_))
            | (Self::AnyMap, Item::Function(FunctionItem::Map(_)))
            | (Self::AnyArray, Item::Function(FunctionItem::Array(_))) => true,
            (Self::Function(id), Item::Function(function)) => names.function_type(id).has(function, names),
            _ => false,
        }
    }

    /// Whether each item of this type has another, too.
    fn is_within(self, other: Self, names: &impl Names) -> bool {
        let function = |id| names.function_type(id);
        match (self, other) {
            _ if self == other => true,
            (_, Self::Any) | (Self::Node(_), Self::Node(NodeTest::Node)) => true,
            (Self::Atomic(one), Self::Atomic(other)) => one.is_within(other),
            (Self::AnyMap | Self::AnyArray | Self::Function(_), Self::AnyFunction) => true,
            (Self::Function(one), Self::AnyMap) => matches!(function(one), FunctionType::Map(..)),
            (Self::Function(one), Self::AnyArray) => matches!(function(one), FunctionType::Array(_)),
            (Self::Function(one), Self::Function(other)) => function(one).is_within(function(other), names),
            _ => false,
        }
    }
}

impl SequenceType {
    /// Whether items are of this type.
    pub(super) fn has(self, items: &[Item<'_>], names: &impl Names) -> bool {
        let Some(item) = self.item else { return items.is_empty() };
        self.count.allows(items.len()) && items.iter().all(|one| item.has(one, names))
    }

    /// Whether each sequence of this type has another, too (XPath 3.1, 2.5.6.1).
    fn is_within(self, other: Self, names: &impl Names) -> bool {
        let may_be_nothing = matches!(self.count, Count::Optional | Count::Many);
        let may_be_more = matches!(self.count, Count::Many | Count::Some);
        match (self.item, other.item) {
            (None, None) => true,
            (None, Some(_)) => other.count.allows(0),
            (Some(_), None) => false,
            (Some(one), Some(item)) => {
                one.is_within(item, names)
                    && (!may_be_nothing || other.count.allows(0))
                    && (!may_be_more || other.count.allows(2))
            }
        }
    }
}

impl FunctionType {
    /// Whether a function has this type.
    fn has(&self, function: &FunctionItem<'_>, names: &impl Names) -> bool {
        let one = |kind: AtomicType| SequenceType { item: Some(ItemType::Atomic(kind)), count: Count::One };
        let is_one_of = |kind: AtomicType, parameters: &[SequenceType]| match parameters {
            [parameter] => parameter.is_within(one(kind), names),
            _ => false,
        };
        match (self, function) {
            (Self::Map(key, value), FunctionItem::Map(map)) => {
                map.entries().iter().all(|(own, items)| key.has(own) && value.has(items, names))
            }
            (Self::Array(member), FunctionItem::Array(array)) => {
                array.members.iter().all(|items| member.has(items, names))
            }
            (Self::Function(parameters, result), FunctionItem::Map(map)) => {
                let is_result = |items: &[Item<'_>]| result.has(items, names);
                is_one_of(AtomicType::AnyAtomic, parameters)
                    && result.count.allows(0)
                    && map.entries().iter().all(|(_, items)| is_result(items))
            }
            (Self::Function(parameters, result), FunctionItem::Array(array)) => {
                is_one_of(AtomicType::Integer, parameters) && array.members.iter().all(|items| result.has(items, names))
            }
            (Self::Function(parameters, result), FunctionItem::Closure(closure)) => {
                let own = &closure.code.parameters;
                own.len() == parameters.len()
                    && parameters.iter().zip(own).all(|(wanted, (_, own))| wanted.is_within(*own, names))
                    && closure.code.result.is_within(*result, names)
            }
            _ => false,
        }
    }

    fn is_within(&self, other: &Self, names: &impl Names) -> bool {
        match (self, other) {
            (Self::Map(key, value), Self::Map(other, kind)) => key.is_within(*other) && value.is_within(*kind, names),
            (Self::Array(one), Self::Array(other)) => one.is_within(*other, names),
            (Self::Function(one, result), Self::Function(other, kind)) => {
                one.len() == other.len()
                    && one.iter().zip(other).all(|(one, other)| other.is_within(*one, names))
                    && result.is_within(*kind, names)
            }
            _ => false,
        }
    }
}
