//! Derivatives remembered: an automaton for each content model, built as documents ask for it.
//!
//! A state says what may still come inside one element; it does not know what surrounds the element. Where a start tag can be read
//! in several ways with different contents, the state of the new element holds one entry a way, each with labels; the
//! continuation that is put aside says what follows the element for each label. So a state depends on its element alone, and
//! states are few however deep documents are.
//!
//! The attributes of an element are taken apart: those that stand in a plain group are checked each for itself (`attribute_plan`),
//! so that a subset of attributes is no state. Only attributes entangled with content stay in the state.
//!
//! Takes and gives numbers; the same question gets the same number as long as the automaton lives, and costs the same whether the answer is
//! remembered or not. What is made when the store has no step left is not remembered. Leaves out threads and limits: `cache` has those.

mod adoption;
mod attribute_plan;
mod state;

use std::sync::{Arc, OnceLock};

use indexmap::{IndexMap, IndexSet};
use rustc_hash::{FxBuildHasher, FxHashMap};

use super::compiled::{AttributeRow, Compiled};
use super::derivative::{self, Absent, Skip, StartTagOpen};
use super::name_table::Key;
use super::pattern::{Cost, Id, Store};

pub(super) use state::Follows;
pub use state::{Continuation, Entry, FactorKind, Labels, Slot, State, StateId};

/// The attribute patterns that take a name, and what it cost to find them.
type Candidates = (Arc<[AttributeRow]>, Cost);

/// What an element leads to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Step {
    /// The state inside it; dead when it cannot come here.
    pub state: StateId,
    /// What follows it.
    pub continuation: Continuation,
}

/// Bytes of an answer that is remembered, about.
const ROW: usize = 64;

/// The automaton of a schema.
#[derive(Debug)]
pub struct Automaton {
    /// The patterns.
    pub store: Store,
    schema: Arc<Compiled>,
    /// By number; a [`StateId`] is a place in it, as are the numbers of the next two.
    states: IndexMap<Box<[Entry]>, Arc<State>, FxBuildHasher>,
    /// For each label of the state inside, the entries that follow.
    continuations: IndexSet<Box<[Box<[Entry]>]>, FxBuildHasher>,
    labels: IndexSet<Box<[u32]>, FxBuildHasher>,
    steps: FxHashMap<(StateId, Key, Skip), (Step, Cost)>,
    nexts: FxHashMap<(Continuation, Labels), (StateId, Cost)>,
    slots: FxHashMap<(StateId, Key), (Slot, Cost)>,
    candidates: FxHashMap<(StateId, Key), Candidates>,
    /// Entries of all states and continuations, and labels: a measure of the memory used.
    entries: usize,
    start: StateId,
}

impl Automaton {
    /// The automaton of a schema, as yet without any state but the first.
    #[must_use]
    pub fn new(schema: Arc<Compiled>) -> Self {
        let mut automaton = Self {
            store: Store::on(Arc::clone(&schema.store)),
            states: IndexMap::default(),
            continuations: IndexSet::default(),
            labels: IndexSet::default(),
            steps: FxHashMap::default(),
            nexts: FxHashMap::default(),
            slots: FxHashMap::default(),
            candidates: FxHashMap::default(),
            entries: 0,
            start: StateId::DEAD,
            schema,
        };
        automaton.store.refuel(u64::MAX);
        automaton.set_of(&[]);
        automaton.state(Vec::new());
        automaton.start = automaton.single(automaton.schema.start);
        automaton
    }

    /// The state before the root element.
    #[must_use]
    pub fn start(&self) -> StateId {
        self.start
    }

    /// Bytes that the automaton takes, about.
    #[must_use]
    pub fn bytes(&self) -> usize {
        let rows = self.states.len() * 2 + self.continuations.len() * 2 + self.labels.len();
        self.store.bytes()
            + rows * 2 * size_of::<State>()
            + self.entries * 2 * size_of::<Entry>()
            + (self.steps.len() + self.nexts.len() + self.slots.len() + self.candidates.len()) * ROW
    }

    /// What is known of a state; that of the dead state for a number that is none.
    #[must_use]
    pub fn get(&self, id: StateId) -> Arc<State> {
        let state = self.states.get_index(id.0 as usize).or_else(|| self.states.first());
        let dead = || Arc::new(State::new(Box::default(), Labels::NONE, Labels::NONE, &self.store));
        state.map_or_else(dead, |(_, state)| Arc::clone(state))
    }

    /// The state of one pattern.
    pub fn single(&mut self, pattern: Id) -> StateId {
        let labels = self.set_of(&[0]);
        self.state(vec![Entry { pattern, labels }])
    }

    /// The state inside an element of this name wherever it stands; `None` when the schema has no such element.
    pub fn anywhere(&mut self, key: Key) -> Option<StateId> {
        let named = self.schema.elements.values().filter(|element| element.names.contains(key));
        let contents: Vec<Id> = named.map(|element| element.content).collect();
        if contents.is_empty() {
            return None;
        }
        let any = self.store.choice(contents);
        Some(self.single(any))
    }

    /// What an element with this name leads to.
    pub fn step(&mut self, from: StateId, key: Key) -> Step {
        self.known_or_opened(from, key, Skip::Optional)
    }

    /// What an element with this name leads to when what must come before it is passed over.
    pub fn early_step(&mut self, from: StateId, key: Key) -> Step {
        self.known_or_opened(from, key, Skip::Anything)
    }

    fn known_or_opened(&mut self, from: StateId, key: Key, skip: Skip) -> Step {
        if let Some((step, cost)) = self.steps.get(&(from, key, skip)) {
            self.store.pay(*cost);
            return *step;
        }
        let before = self.store.left();
        let step = self.open(from, key, skip);
        if !self.store.is_spent() {
            self.steps.insert((from, key, skip), (step, self.store.since(before)));
        }
        step
    }

    fn open(&mut self, from: StateId, key: Key, skip: Skip) -> Step {
        let schema = Arc::clone(&self.schema);
        // For each content, what follows.
        let mut contents: Vec<(Id, Vec<Entry>)> = Vec::new();
        for entry in &self.get(from).entries {
            let mut ways = Vec::new();
            derivative::open(&mut self.store, &schema, entry.pattern, key, skip, &mut ways);
            for StartTagOpen { content, rest } in ways {
                if !self.store.takes(1 + contents.len() / 8) {
                    break;
                }
                let follows = Entry { pattern: rest, labels: entry.labels };
                match contents.iter_mut().find(|(known, _)| *known == content) {
                    Some((_, all)) => all.push(follows),
                    None => contents.push((content, vec![follows])),
                }
            }
        }
        let mut entries = Vec::new();
        let mut continuation = Vec::new();
        for (label, (content, follows)) in (0..).zip(contents) {
            let labels = self.set_of(&[label]);
            entries.push(Entry { pattern: content, labels });
            continuation.push(self.normal(follows));
        }
        Step { state: self.state(entries), continuation: self.continuation(continuation.into()) }
    }

    /// The state after an element that ended with these labels.
    pub fn next(&mut self, continuation: Continuation, labels: Labels) -> StateId {
        if let Some((next, cost)) = self.nexts.get(&(continuation, labels)) {
            self.store.pay(*cost);
            return *next;
        }
        let before = self.store.left();
        let mut entries = Vec::new();
        if let (Some(follows), Some(labels)) =
            (self.continuations.get_index(continuation.0 as usize), self.labels.get_index(labels.0 as usize))
        {
            entries.extend(labels.iter().filter_map(|&label| follows.get(label as usize)).flatten().copied());
        }
        let next = self.state(entries);
        if !self.store.is_spent() {
            self.nexts.insert((continuation, labels), (next, self.store.since(before)));
        }
        next
    }

    /// The state after text that is not only white space.
    pub fn text(&mut self, from: StateId) -> StateId {
        let state = self.get(from);
        self.known_or_made(&state.text, |automaton| automaton.map(&state, derivative::text))
    }

    /// The state at the end of a start tag.
    pub fn closed(&mut self, from: StateId) -> StateId {
        let state = self.get(from);
        self.known_or_made(&state.closed, |automaton| {
            automaton.map(&state, |store, pattern| derivative::close_tag(store, pattern, Absent::Missing))
        })
    }

    /// What is remembered, or made and remembered.
    fn known_or_made<T: Clone>(&mut self, memory: &OnceLock<(T, Cost)>, make: impl FnOnce(&mut Self) -> T) -> T {
        if let Some((known, cost)) = memory.get() {
            self.store.pay(*cost);
            return known.clone();
        }
        let before = self.store.left();
        let made = make(self);
        if !self.store.is_spent() {
            let _ = memory.set((made.clone(), self.store.since(before)));
        }
        made
    }

    /// The state at the end of a start tag, as if every attribute that is needed had come.
    pub fn closed_forgiving(&mut self, from: StateId) -> StateId {
        let state = self.get(from);
        self.map(&state, |store, pattern| derivative::close_tag(store, pattern, Absent::Forgiven))
    }

    /// The state after an attribute; `rows` are the attribute patterns that take its name and value.
    pub fn attribute(&mut self, from: StateId, rows: &[AttributeRow]) -> StateId {
        let state = self.get(from);
        self.map(&state, |store, pattern| derivative::attribute(store, pattern, rows))
    }

    /// The attribute patterns of a state that take a name.
    pub fn candidates(&mut self, from: StateId, key: Key) -> Arc<[AttributeRow]> {
        if let Some((rows, cost)) = self.candidates.get(&(from, key)) {
            self.store.pay(*cost);
            return Arc::clone(rows);
        }
        let before = self.store.left();
        let mut rows = Vec::new();
        for entry in &self.get(from).entries {
            derivative::attributes_named(&mut self.store, &self.schema, entry.pattern, key, &mut rows);
        }
        let rows: Arc<[AttributeRow]> = rows.into();
        if self.store.makes(ROW + size_of_val(&*rows)) && !self.store.is_spent() {
            self.candidates.insert((from, key), (Arc::clone(&rows), self.store.since(before)));
        }
        rows
    }

    /// All labels of a continuation.
    pub fn all_labels(&mut self, of: Continuation) -> Labels {
        let count = self.continuations.get_index(of.0 as usize).map_or(0, |follows| follows.len());
        let labels: Vec<u32> = (0..).take(count).collect();
        self.set_of(&labels)
    }

    /// The union of the labels of entries that `fits` picks.
    pub fn labels_where(&mut self, state: &State, fits: impl Fn(usize) -> bool) -> Labels {
        let picked = state.entries.iter().enumerate().filter(|&(at, _)| fits(at)).map(|(_, entry)| entry.labels);
        let sets: Vec<Labels> = picked.collect();
        self.union(&sets)
    }

    fn map(&mut self, state: &State, mut derive: impl FnMut(&mut Store, Id) -> Id) -> StateId {
        let mut entries = Vec::new();
        for entry in &state.entries {
            entries.push(Entry { pattern: derive(&mut self.store, entry.pattern), labels: entry.labels });
        }
        self.state(entries)
    }

    fn state(&mut self, entries: Vec<Entry>) -> StateId {
        let entries = self.normal(entries);
        let accepting: Vec<Labels> =
            entries.iter().filter(|entry| self.store.nullable(entry.pattern)).map(|entry| entry.labels).collect();
        let all: Vec<Labels> = entries.iter().map(|entry| entry.labels).collect();
        let (accepts, all) = (self.union(&accepting), self.union(&all));
        let _ = self.store.makes(2 * size_of::<State>() + entries.len() * 2 * size_of::<Entry>());
        if let Some(known) = self.states.get_index_of(&entries) {
            return StateId(number(known));
        }
        self.entries += entries.len();
        let state = Arc::new(State::new(entries.clone(), accepts, all, &self.store));
        StateId(number(self.states.insert_full(entries, state).0))
    }

    /// The entries sorted, each pattern once, without those that cannot match.
    fn normal(&mut self, mut entries: Vec<Entry>) -> Box<[Entry]> {
        // Entries with the same labels are one: what follows the element is the same for both.
        entries.sort_unstable_by_key(|entry| (entry.labels, entry.pattern));
        let mut merged: Vec<Entry> = Vec::new();
        for same in entries.chunk_by(|a, b| a.labels == b.labels) {
            let pattern = self.store.choice(same.iter().map(|entry| entry.pattern));
            if let (Some(first), false) = (same.first(), pattern == Id::NOT_ALLOWED) {
                merged.push(Entry { pattern, labels: first.labels });
            }
        }
        merged.sort_unstable();
        let mut normal: Vec<Entry> = Vec::new();
        for same in merged.chunk_by(|a, b| a.pattern == b.pattern) {
            let sets: Vec<Labels> = same.iter().map(|entry| entry.labels).collect();
            if let Some(first) = same.first() {
                normal.push(Entry { pattern: first.pattern, labels: self.union(&sets) });
            }
        }
        normal.into()
    }

    fn continuation(&mut self, follows: Box<[Box<[Entry]>]>) -> Continuation {
        let entries = follows.iter().map(|entries| entries.len()).sum::<usize>();
        let _ = self.store.makes(entries * 2 * size_of::<Entry>());
        let (at, is_new) = self.continuations.insert_full(follows);
        if is_new {
            self.entries += entries;
        }
        Continuation(number(at))
    }

    fn union(&mut self, sets: &[Labels]) -> Labels {
        if let [only] = *sets {
            return only;
        }
        let labels = sets.iter().filter_map(|set| self.labels.get_index(set.0 as usize));
        let mut all: Vec<u32> = labels.flatten().copied().collect();
        let _ = self.store.takes(all.len());
        all.sort_unstable();
        all.dedup();
        self.set_of(&all)
    }

    fn set_of(&mut self, labels: &[u32]) -> Labels {
        if let Some(known) = self.labels.get_index_of(labels) {
            return Labels(number(known));
        }
        self.entries += labels.len();
        Labels(number(self.labels.insert_full(labels.into()).0))
    }
}

/// The number of a place. The limits of `cache` end an automaton long before four thousand million.
fn number(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(u32::MAX)
}
