//! A schema between `lower` and `expand`: all that is written (section 4 up to 4.18), with references. Takes nothing; says what the two pass on.

use std::sync::Arc;

use la_arena::{Arena, ArenaMap, Idx};

use crate::datatype::{Datatype, Value};
use crate::relaxng::simple::{NameClass, Place};

/// How deep the patterns of one element may be nested, references followed; later stages recurse that deep.
pub(super) const DEPTH: u16 = 500;

/// Everything that is written, in simple terms, references apart.
pub(super) struct Lowered {
    /// A node names only nodes before it, save through a reference.
    pub(super) nodes: Arena<Node>,
    /// Where each node stands.
    pub(super) places: ArenaMap<NodeId, Place>,
    pub(super) elements: Arena<Element>,
    pub(super) definitions: Arena<Definition>,
    pub(super) start: DefinitionId,
}

/// Index into [`Lowered::nodes`].
pub(super) type NodeId = Idx<Node>;

/// Index into [`Lowered::definitions`].
pub(super) type DefinitionId = Idx<Definition>;

/// A pattern after section 4.18.
pub(super) enum Node {
    Empty,
    NotAllowed,
    Text,
    Data(Arc<Datatype>, Option<NodeId>),
    Value(Arc<Datatype>, Value, Arc<str>),
    List(NodeId),
    Attribute(Arc<NameClass>, NodeId),
    /// Index into [`Lowered::elements`].
    Element(Idx<Element>),
    OneOrMore(NodeId),
    Choice(Vec<NodeId>),
    Group(Vec<NodeId>),
    Interleave(Vec<NodeId>),
    Reference(DefinitionId),
}

pub(super) struct Element {
    pub(super) name: Arc<NameClass>,
    pub(super) content: NodeId,
    pub(super) place: Place,
    pub(super) documentation: Option<Arc<str>>,
}

/// What a name of a grammar stands for; also the start of a grammar and the pattern of another file, which have no name.
pub(super) struct Definition {
    pub(super) name: Option<Arc<str>>,
    pub(super) body: NodeId,
}
