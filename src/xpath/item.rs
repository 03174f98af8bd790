//! Items: nodes and atomic values (XQuery and XPath Data Model 3.1). Takes documents and values; gives their strings, their typed
//! values and their order.

use std::borrow::Cow;
use std::cmp::Ordering;
use std::sync::Arc;

/// Bytes of an item in a sequence, without its text.
pub(super) const ITEM: u64 = 64;

use rust_decimal::Decimal;

use super::collation::Collation;
use super::error::{self, Error};
use super::function_item::FunctionItem;
use super::number;
use crate::datatype::{Binary, BuiltIn, Duration, Temporal};
use crate::text::Span;
use crate::xml::Document;
use crate::xml::document::{Kind, NameKey, Node};

/// A node, attributes included. Nodes are ordered as in their documents, documents in the order in which they were read.
#[derive(Clone, Copy, Debug)]
pub struct NodeRef<'d> {
    /// The node, or the element whose attribute it is.
    pub node: Node<'d>,
    /// Which document of the evaluation.
    pub document: u32,
    /// The attribute by its place in the tag, from 1; 0 for the node itself. Behind 2^31 it is a namespace in scope.
    pub attribute: u32,
}

/// What is added to the place of a namespace node, from 1, among the prefixes in scope, which are sorted.
const NAMESPACE: u32 = 1 << 31;

/// An item of a sequence.
#[derive(Clone, Debug)]
pub enum Item<'d> {
    /// A node.
    Node(NodeRef<'d>),
    /// A value.
    Atom(Atom<'d>),
    /// A function, map or array.
    Function(FunctionItem<'d>),
}

/// The name of something, with its namespace.
#[derive(Clone, Debug)]
pub struct QName {
    /// Empty where there is none.
    pub namespace: Arc<str>,
    /// Empty where there is none.
    pub prefix: Arc<str>,
    /// The local part.
    pub local: Arc<str>,
}

impl PartialEq for QName {
    fn eq(&self, other: &Self) -> bool {
        self.local == other.local && self.namespace == other.namespace
    }
}

impl Eq for QName {}

impl std::hash::Hash for QName {
    fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
        self.namespace.hash(state);
        self.local.hash(state);
    }
}

/// An atomic value.
#[derive(Clone, Debug)]
pub enum Atom<'d> {
    /// `xs:untypedAtomic`: what stands in a document.
    Untyped(Cow<'d, str>),
    /// `xs:string`
    String(Cow<'d, str>),
    /// `xs:anyURI`
    Uri(Cow<'d, str>),
    /// `xs:boolean`
    Boolean(bool),
    /// `xs:integer`
    Integer(i64),
    /// `xs:decimal`
    Decimal(Decimal),
    /// `xs:float`
    Float(f32),
    /// `xs:double`
    Double(f64),
    /// A point in time or part of one.
    Temporal(Temporal),
    /// A length of time.
    Duration(Duration),
    /// `xs:hexBinary` or `xs:base64Binary`
    Binary(Binary),
    /// `xs:QName`
    QName(Arc<QName>),
    /// A value that was made as one of a type derived from `xs:integer`, `xs:string` or `xs:dateTime`, such as `xs:int`. Functions and
    /// operators take it as the value of the wider type: see [`Item::into_atom`].
    Derived(Box<Derived<'d>>),
}

/// A value of a derived type.
#[derive(Clone, Debug)]
pub struct Derived<'d> {
    pub(super) kind: &'static BuiltIn,
    pub(super) atom: Atom<'d>,
}

impl<'d> NodeRef<'d> {
    /// What it is; `None` for an attribute.
    #[must_use]
    pub fn kind(self) -> Option<Kind> {
        if self.attribute == 0 { Some(self.node.kind()) } else { None }
    }

    /// A node of the same document.
    #[must_use]
    pub fn with(self, node: Node<'d>) -> Self {
        Self { node, attribute: 0, ..self }
    }

    /// The node around it; for an attribute its element.
    #[must_use]
    pub fn parent(self) -> Option<Self> {
        match self.attribute {
            0 => self.node.parent().map(|node| self.with(node)),
            _ => Some(Self { attribute: 0, ..self }),
        }
    }

    /// The namespaces in scope of an element, as nodes.
    pub(super) fn namespaces(self) -> impl Iterator<Item = Self> {
        let is_element = self.kind() == Some(Kind::Element);
        let count = if is_element { self.bindings().len() } else { 0 };
        (NAMESPACE + 1..).take(count).map(move |attribute| Self { attribute, ..self })
    }

    /// Prefixes in scope with their namespaces, sorted.
    fn bindings(self) -> Vec<(&'d str, &'d str)> {
        let mut bindings: Vec<_> = self.node.scope().prefixes().collect();
        bindings.push(("xml", crate::xml::XML_NAMESPACE));
        bindings.sort_unstable();
        bindings
    }

    /// The prefix and the namespace that it is.
    #[must_use]
    pub fn as_namespace(self) -> Option<(&'d str, &'d str)> {
        let at = usize::try_from(self.attribute.checked_sub(NAMESPACE + 1)?).ok()?;
        self.bindings().get(at).copied()
    }

    /// The attributes of an element.
    pub fn attributes(self) -> impl Iterator<Item = Self> {
        let count = if self.attribute == 0 { self.node.attribute_count() } else { 0 };
        (1..=count).map(move |attribute| Self { attribute, ..self })
    }

    /// The attribute that it is.
    #[must_use]
    pub fn as_attribute(self) -> Option<crate::xml::document::Attribute<'d>> {
        self.node.attribute_at(self.attribute.checked_sub(1)?)
    }

    /// Its string value.
    #[must_use]
    pub fn string(self) -> &'d str {
        match self.as_attribute() {
            Some(attribute) => attribute.value,
            None => self.as_namespace().map_or_else(|| self.node.string_value(), |(_, namespace)| namespace),
        }
    }

    /// Its typed value: untyped, but for comments and processing instructions.
    #[must_use]
    pub fn atom(self) -> Atom<'d> {
        let string = Cow::Borrowed(self.string());
        match self.kind() {
            Some(Kind::Comment | Kind::Instruction) => Atom::String(string),
            None if self.attribute >= NAMESPACE => Atom::String(string),
            _ => Atom::Untyped(string),
        }
    }

    /// Its name: namespace, prefix, local part.
    #[must_use]
    pub fn name(self) -> Option<QName> {
        if let Some((prefix, _)) = self.as_namespace() {
            let name = QName { namespace: "".into(), prefix: "".into(), local: prefix.into() };
            return Some(name).filter(|_| !prefix.is_empty());
        }
        let name = match self.as_attribute() {
            Some(attribute) => attribute.name,
            None => match self.node.target() {
                Some(target) => {
                    return Some(QName { namespace: "".into(), prefix: "".into(), local: target.into() });
                }
                None => self.node.name()?,
            },
        };
        let (namespace, prefix, local) = (&name.namespace, &name.prefix, &name.local);
        Some(QName { namespace: Arc::clone(namespace), prefix: Arc::clone(prefix), local: Arc::clone(local) })
    }

    /// Its name in its document.
    pub(crate) fn key(self) -> Option<NameKey> {
        match self.attribute.checked_sub(1) {
            Some(at) => self.node.attribute_key(at),
            None => self.node.key(),
        }
    }

    /// The document it stands in.
    #[must_use]
    pub fn tree(self) -> &'d Document {
        self.node.document()
    }

    /// Where to point: the name of an element or attribute, the whole of others.
    #[must_use]
    pub fn span(self) -> Span {
        match self.as_attribute() {
            Some(attribute) => attribute.name_span.to(attribute.value_span),
            None if self.node.kind() == Kind::Document => {
                self.node.document().root().map_or(Span::at(0), Node::name_span)
            }
            None => self.node.name_span(),
        }
    }

    fn rank(self) -> (u32, u32, u32) {
        // Namespaces stand before attributes.
        let inside = if self.attribute == 0 { 0 } else { self.attribute ^ NAMESPACE };
        (self.document, self.node.id(), inside)
    }
}

impl PartialEq for NodeRef<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.rank() == other.rank()
    }
}

impl Eq for NodeRef<'_> {}

impl std::hash::Hash for NodeRef<'_> {
    fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
        self.rank().hash(state);
    }
}

impl PartialOrd for NodeRef<'_> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for NodeRef<'_> {
    fn cmp(&self, other: &Self) -> Ordering {
        self.rank().cmp(&other.rank())
    }
}

impl<'d> Item<'d> {
    /// Bytes that it takes in a sequence.
    pub(super) fn weight(&self) -> u64 {
        match self {
            Self::Function(function) => ITEM + function.weight(),
            _ => ITEM + self.made_bytes() as u64,
        }
    }

    /// How many maps, arrays and functions stand inside each other in it.
    pub(super) fn depth(&self) -> u32 {
        match self {
            Self::Function(function) => function.depth(),
            _ => 0,
        }
    }

    /// The node, if it is one.
    pub(super) fn node(&self) -> Option<NodeRef<'d>> {
        match self {
            Self::Node(node) => Some(*node),
            Self::Atom(_) | Self::Function(_) => None,
        }
    }

    /// The bytes of its text that no document holds.
    pub(super) fn made_bytes(&self) -> usize {
        match self {
            Self::Atom(Atom::Untyped(text) | Atom::String(text) | Atom::Uri(text)) => match text {
                Cow::Owned(text) => text.len(),
                Cow::Borrowed(_) => 0,
            },
            Self::Atom(Atom::Derived(derived)) => derived.atom.as_text().map_or(0, str::len),
            Self::Atom(Atom::Binary(binary)) => binary.octets.len(),
            _ => 0,
        }
    }

    /// The value: of a node its typed value, of a derived type that of the type it comes from.
    ///
    /// # Errors
    /// A function has none, and an array has as many as its members.
    pub fn into_atom(self) -> Result<Atom<'d>, Error> {
        match self {
            Self::Node(node) => Ok(node.atom()),
            Self::Atom(atom) => Ok(atom.plain()),
            Self::Function(function) => Err(Error::new(error::NO_VALUE, format!("{} is no value", function.kind()))),
        }
    }

    /// The string, as `string()` gives it; what a function is called where it is one, which has no string.
    #[must_use]
    pub fn string(&self) -> Cow<'d, str> {
        match self {
            Self::Node(node) => Cow::Borrowed(node.string()),
            Self::Atom(atom) => atom.string(),
            Self::Function(function) => Cow::Borrowed(function.kind()),
        }
    }
}

impl<'d> Atom<'d> {
    /// A string.
    #[must_use]
    pub fn text(text: impl Into<Cow<'d, str>>) -> Self {
        Self::String(text.into())
    }

    /// The string, as `string()` gives it.
    #[must_use]
    pub fn string(&self) -> Cow<'d, str> {
        match self {
            Self::Untyped(text) | Self::String(text) | Self::Uri(text) => text.clone(),
            Self::Boolean(value) => Cow::Borrowed(if *value { "true" } else { "false" }),
            Self::Integer(number) => Cow::Owned(number.to_string()),
            Self::Decimal(number) => Cow::Owned(number::decimal_string(*number)),
            Self::Float(number) => Cow::Owned(number::float_string(*number)),
            Self::Double(number) => Cow::Owned(number::double_string(*number)),
            Self::Temporal(moment) => Cow::Owned(moment.to_string()),
            Self::Duration(duration) => Cow::Owned(duration.to_string()),
            Self::Binary(binary) => Cow::Owned(binary.to_string()),
            Self::QName(name) => Cow::Owned(match &*name.prefix {
                "" => name.local.to_string(),
                prefix => format!("{prefix}:{}", name.local),
            }),
            Self::Derived(derived) => derived.atom.string(),
        }
    }

    /// The characters of a string, an address or an untyped value.
    #[must_use]
    pub fn as_text(&self) -> Option<&str> {
        match self {
            Self::Untyped(text) | Self::String(text) | Self::Uri(text) => Some(text),
            Self::Derived(derived) => derived.atom.as_text(),
            _ => None,
        }
    }

    /// The value; of a derived type that of the type it comes from.
    pub(super) fn plain(self) -> Self {
        match self {
            Self::Derived(derived) => derived.atom,
            atom => atom,
        }
    }

    /// The same value; of a text what its collation compares.
    pub(super) fn folded(self, collation: Collation) -> Self {
        match self.as_text() {
            Some(text) if collation != Collation::CodePoint => {
                Self::String(Cow::Owned(collation.fold(text).into_owned()))
            }
            _ => self,
        }
    }

    /// Whether it is a number.
    #[must_use]
    pub fn is_number(&self) -> bool {
        match self {
            Self::Integer(_) | Self::Decimal(_) | Self::Float(_) | Self::Double(_) => true,
            Self::Derived(derived) => derived.atom.is_number(),
            _ => false,
        }
    }
}

impl From<bool> for Item<'_> {
    fn from(value: bool) -> Self {
        Self::Atom(Atom::Boolean(value))
    }
}

impl From<i64> for Item<'_> {
    fn from(value: i64) -> Self {
        Self::Atom(Atom::Integer(value))
    }
}

impl<'d> From<Atom<'d>> for Item<'d> {
    fn from(value: Atom<'d>) -> Self {
        Self::Atom(value)
    }
}

impl<'d> From<NodeRef<'d>> for Item<'d> {
    fn from(value: NodeRef<'d>) -> Self {
        Self::Node(value)
    }
}
