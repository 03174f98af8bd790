//! States, continuations and labels: what an automaton gives numbers to; how the attributes of a state are checked.

use std::sync::{Arc, OnceLock};

use super::super::compiled::AttributeRow;
use super::super::pattern::{Cost, Id, Store};

/// A state.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct StateId(pub u32);

impl StateId {
    /// The state in which nothing can come.
    pub const DEAD: Self = Self(0);
}

/// What follows an element, by the labels of its state.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Continuation(pub u32);

/// What follows an element in the element around it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in super::super) enum Follows {
    /// What the automaton says.
    Next(Continuation),
    /// What could come before it: it does not belong there.
    Same,
}

/// A set of labels; the first is the empty one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Labels(pub u32);

impl Labels {
    /// No label.
    pub const NONE: Self = Self(0);
}

/// One way to go on in a state.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Entry {
    /// What may still come.
    pub pattern: Id,
    /// What it would mean for what follows the element.
    pub labels: Labels,
}

/// What is known of a state.
#[derive(Debug)]
pub struct State {
    /// The ways to go on, sorted; none in the dead state.
    pub entries: Box<[Entry]>,
    /// The labels of the entries that may end here.
    pub accepts: Labels,
    /// All labels.
    pub all: Labels,
    /// Whether a type, value or list is in it: then text is to be kept until the element ends.
    pub data: bool,
    pub(super) attributes: bool,
    pub(super) text: OnceLock<(StateId, Cost)>,
    pub(super) closed: OnceLock<(StateId, Cost)>,
    pub(super) plan: OnceLock<(Arc<Plan>, Cost)>,
}

/// How the attributes of a state that has just been opened are checked.
#[derive(Debug)]
pub struct Plan {
    /// The state without the factors: that of the content, unless `entangled`.
    pub rest: StateId,
    /// Whether attributes are left in `rest`.
    pub entangled: bool,
    /// Attributes that can be checked each for itself.
    pub factors: Box<[Factor]>,
    /// How many factors must have come.
    pub required: usize,
}

/// A part of a plain group that holds attributes alone.
#[derive(Debug)]
pub struct Factor {
    /// Its pattern.
    pub pattern: Id,
    /// Whether it may be absent.
    pub optional: bool,
    /// What it does when an attribute comes.
    pub kind: FactorKind,
}

/// The kinds of factors.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FactorKind {
    /// One attribute of one name.
    One(AttributeRow),
    /// Anything else: a state of its own.
    Many(StateId),
}

/// Where an attribute belongs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Slot {
    /// Nowhere.
    None,
    /// To the factor of this number.
    Factor(u32),
    /// To the rest.
    Rest,
}

impl State {
    pub(super) fn new(entries: Box<[Entry]>, accepts: Labels, all: Labels, store: &Store) -> Self {
        Self {
            accepts,
            all,
            data: entries.iter().any(|entry| store.facts(entry.pattern).data),
            attributes: entries.iter().any(|entry| store.facts(entry.pattern).attributes),
            entries,
            text: OnceLock::new(),
            closed: OnceLock::new(),
            plan: OnceLock::new(),
        }
    }
}
