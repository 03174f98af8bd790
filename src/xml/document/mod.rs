//! A document as a tree that is read and never changed. Takes the steps of a document, as a [`Sink`](super::Sink); gives its nodes in the
//! order of the document, each with its place.
//!
//! Nodes stand in an arena in the order of the document: the number of a node is its rank, what it holds are the numbers after it up to its end. All text
//! stands in one buffer, in which an element's text is one slice. Attributes are no nodes of their own. Lists of the elements of
//! each name are made when they are first asked for. Leaves out the document type.
//!
//! Here is how a document is held; `node` is how it is read, `lists` what is looked up in it, `build` how it comes to be, `tell`
//! how a document is made of parts of several.

mod build;
mod index;
mod lists;
mod node;
mod tell;

use std::sync::OnceLock;

use la_arena::{Arena, Idx, RawIdx};

use super::dtd::AttributeKind;
use super::names::{Name, NameId};
use super::scope::{Link, ScopeId};
use crate::text::Span;
use index::Index;

pub use build::Builder;
pub use index::NameKey;
pub use node::{Attribute, Kind, Node};
pub use tell::{Added, Shift, Teller};

/// A document.
#[derive(Debug, Default)]
pub struct Document {
    nodes: Arena<Record>,
    attributes: Vec<AttributeRecord>,
    names: Vec<Name>,
    links: Vec<Link>,
    /// All text, in order.
    text: String,
    /// Values, comments, instructions, one after the other.
    buffer: String,
    unparsed_entities: Vec<String>,
    /// The attributes that the document type says to be of type `ID`, `IDREF` or `IDREFS`, in order.
    identities: Vec<Identity>,
    index: OnceLock<Index>,
}

/// A range of bytes or of numbers.
#[derive(Clone, Copy, Debug, Default)]
struct Range {
    start: u32,
    end: u32,
}

/// A node among those of its document.
type NodeId = Idx<Record>;

/// The document itself, which is the first node.
fn first() -> NodeId {
    NodeId::from_raw(RawIdx::from_u32(0))
}

#[derive(Clone, Copy, Debug)]
struct Record {
    /// The node around it; of the document, itself.
    parent: NodeId,
    /// The number after the last node inside.
    after: u32,
    /// From the first byte to the last.
    span: Range,
    /// Its text and that of all nodes in it.
    text: Range,
    content: Content,
}

#[derive(Clone, Copy, Debug)]
enum Content {
    Document,
    Element { name: NameId, name_span: Range, tag_end: u32, attributes: Range, scope: ScopeId },
    Text,
    Comment(Range),
    Instruction { target: Range, data: Range },
}

#[derive(Clone, Copy, Debug)]
struct AttributeRecord {
    name: NameId,
    value: Range,
    name_span: Range,
    value_span: Range,
}

/// An attribute that names its element or others, as the document type declares.
#[derive(Clone, Copy, Debug)]
struct Identity {
    element: u32,
    /// Its place among the attributes of the tag, from 0.
    at: u32,
    kind: AttributeKind,
}

impl Document {
    /// The root element; `None` where there is none.
    #[must_use]
    pub fn root(&self) -> Option<Node<'_>> {
        self.top()?.elements().next()
    }

    /// The node around everything, with number 0; `None` for the empty value.
    #[must_use]
    pub fn top(&self) -> Option<Node<'_>> {
        self.node(0)
    }

    /// The node with a number.
    #[must_use]
    pub fn node(&self, id: u32) -> Option<Node<'_>> {
        (index(id) < self.nodes.len()).then(|| Node { document: self, id: NodeId::from_raw(RawIdx::from_u32(id)) })
    }

    /// How many nodes there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.nodes.len()
    }

    /// Bytes that it takes in memory.
    #[must_use]
    pub fn weight(&self) -> u64 {
        let records = self.nodes.len() * size_of::<Record>() + self.attributes.len() * size_of::<AttributeRecord>();
        (records + self.text.len() + self.buffer.len()) as u64
    }

    /// Whether there is no node.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.nodes.is_empty()
    }

    /// Whether the document type declares an unparsed entity of this name.
    #[must_use]
    pub fn is_unparsed_entity(&self, name: &str) -> bool {
        self.unparsed_entities.iter().any(|entity| entity == name)
    }

    fn held(&self, range: Range) -> &str {
        range.span().of(&self.buffer)
    }

    fn name(&self, id: NameId) -> Option<&Name> {
        self.names.get(index(id.0))
    }
}

impl Range {
    fn span(self) -> Span {
        Span { start: index(self.start), end: index(self.end) }
    }
}

fn index(number: u32) -> usize {
    usize::try_from(number).unwrap_or(usize::MAX)
}
