//! What an evaluation remembers of its documents, as data: nodes by their values (`value_index`), values of fixed expressions (`fixed`), what
//! alternatives of patterns gave (`pattern`), tables of keys.

use std::borrow::Cow;
use std::ops::Range;
use std::rc::Rc;
use std::sync::Arc;

use rustc_hash::{FxHashMap, FxHashSet};

use super::item::NodeRef;
use super::variable::Bound;

/// What is known of a condition that can be looked up.
pub(super) struct ValueIndex<'d> {
    /// The document it is known for, and the value of the variable that the items come from.
    pub(super) document: u32,
    pub(super) base: Option<Rc<Bound<'d>>>,
    /// Steps that plain evaluation took so far.
    pub(super) spent: u64,
    pub(super) state: State<'d>,
    /// Bytes of the index.
    pub(super) weight: u64,
}

pub(super) enum State<'d> {
    /// It is not worth it so far.
    Unmade,
    /// Only plain evaluation gives what is right.
    Unfit,
    Made(Rc<Table<'d>>),
}

/// Where an item is: the number of its parent for a step to children or siblings, otherwise 0; its place among the items, or the number of
/// the node for a step.
pub(super) type Spot = (u32, u32);

/// Items by their values.
#[derive(Default)]
pub(super) struct Table<'d> {
    pub(super) items: Rc<Bound<'d>>,
    /// Sorted for each value.
    pub(super) places: FxHashMap<Cow<'d, str>, Vec<Spot>>,
}

impl Table<'_> {
    /// The places of a value, in order.
    pub(super) fn of(&self, parent: u32, text: &str) -> &[Spot] {
        self.within(&(parent..parent.saturating_add(1)), text)
    }

    /// The places of a value whose parents are among these, in order.
    pub(super) fn within(&self, parents: &Range<u32>, text: &str) -> &[Spot] {
        let places = self.places.get(text).map_or(&[][..], Vec::as_slice);
        let before = |number: u32| places.partition_point(|spot| spot.0 < number);
        places.get(before(parents.start)..before(parents.end)).unwrap_or_default()
    }
}

impl<'d> ValueIndex<'d> {
    pub(super) fn new(document: u32, base: Option<Rc<Bound<'d>>>) -> Self {
        Self { document, base, spent: 0, state: State::Unmade, weight: 0 }
    }
}

/// Whether two values of a variable are one.
pub(super) fn is_same<'d>(one: Option<&Rc<Bound<'d>>>, other: Option<&Rc<Bound<'d>>>) -> bool {
    match (one, other) {
        (Some(one), Some(other)) => Rc::ptr_eq(one, other),
        (one, other) => one.is_none() && other.is_none(),
    }
}

/// The value of a fixed expression, and that of the variable it begins with.
pub(super) struct FixedValue<'d> {
    pub(super) base: Option<Rc<Bound<'d>>>,
    pub(super) value: Rc<Bound<'d>>,
}

/// What alternatives gave for the nodes that they were evaluated from.
#[derive(Debug, Default)]
pub(super) struct PatternResults<'d> {
    pub(super) found: FxHashMap<(u32, NodeRef<'d>), GivenNodes<'d>>,
    /// Nodes in all sets together.
    pub(super) nodes: usize,
}

/// What an alternative gives from one node. `None` where it must be evaluated for each node that is asked about, since it asks for
/// `current()` or raises an error that may lie behind that node.
pub(super) type GivenNodes<'d> = Option<Rc<FxHashSet<NodeRef<'d>>>>;

/// A name as a key of a table.
pub(super) type QNameKey = (Arc<str>, Arc<str>);

/// The nodes of a key by their values.
pub(super) type KeyTable<'d> = FxHashMap<String, Vec<NodeRef<'d>>>;
