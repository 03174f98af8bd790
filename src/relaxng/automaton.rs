//! Derivatives remembered: an automaton for each content model, built as documents ask for it.
//!
//! A state says what may still come inside one element; it does not know what surrounds the element. Where a start tag can be read
//! in several ways with different contents, the state of the new element holds one entry a way, each with labels; the
//! continuation that is put aside says what follows the element for each label. So a state depends on its element alone, and
//! states are few however deep documents are.
//!
//! The attributes of an element are taken apart: those that stand in a plain group are checked each for itself (a [`Factor`]),
//! so that a subset of attributes is no state. Only attributes entangled with content stay in the state.
//!
//! Takes and gives numbers; the same question gets the same number as long as the automaton lives, and costs the same whether the answer is
//! remembered or not. What is made when the store has no step left is not remembered. Leaves out threads and limits: `cache` has those.

use std::sync::{Arc, OnceLock};

use rustc_hash::FxHashMap;

use super::compiled::{AttributeRow, Compiled};
use super::derivative::{self, Absent, Skip, StartTagOpen};
use super::name_table::Key;
use super::pattern::{Cost, Id, Pattern, Store};

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
pub(super) enum Follows {
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

/// The attribute patterns that take a name, and what it cost to find them.
type Candidates = (Arc<[AttributeRow]>, Cost);

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
    attributes: bool,
    text: OnceLock<(StateId, Cost)>,
    closed: OnceLock<(StateId, Cost)>,
    plan: OnceLock<(Arc<Plan>, Cost)>,
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
    states: Vec<Arc<State>>,
    state_ids: FxHashMap<Box<[Entry]>, StateId>,
    /// For each label of the state inside, the entries that follow.
    continuations: Vec<Box<[Box<[Entry]>]>>,
    continuation_ids: FxHashMap<Box<[Box<[Entry]>]>, Continuation>,
    labels: Vec<Box<[u32]>>,
    label_ids: FxHashMap<Box<[u32]>, Labels>,
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
            states: Vec::new(),
            state_ids: FxHashMap::default(),
            continuations: Vec::new(),
            continuation_ids: FxHashMap::default(),
            labels: Vec::new(),
            label_ids: FxHashMap::default(),
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
        let state = self.states.get(id.0 as usize).or_else(|| self.states.first());
        state.map_or_else(|| Arc::new(State::new(Box::default(), Labels::NONE, Labels::NONE, &self.store)), Arc::clone)
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
            (self.continuations.get(continuation.0 as usize), self.labels.get(labels.0 as usize))
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

    /// How the attributes of a state are checked.
    pub fn plan(&mut self, of: StateId) -> Arc<Plan> {
        let state = self.get(of);
        self.known_or_made(&state.plan, |automaton| {
            Arc::new(match *state.entries {
                [Entry { pattern, labels }] if state.attributes => automaton.take_apart(pattern, labels),
                _ => Plan { rest: of, entangled: state.attributes, factors: Box::default(), required: 0 },
            })
        })
    }

    /// Where an attribute with this name belongs in a state that has this plan.
    pub fn slot(&mut self, of: StateId, plan: &Plan, key: Key) -> Slot {
        if let Some((slot, cost)) = self.slots.get(&(of, key)) {
            self.store.pay(*cost);
            return *slot;
        }
        let before = self.store.left();
        let slot = self.slot_in(plan, key);
        if self.store.makes(ROW) && !self.store.is_spent() {
            self.slots.insert((of, key), (slot, self.store.since(before)));
        }
        slot
    }

    fn slot_in(&mut self, plan: &Plan, key: Key) -> Slot {
        let mut rows = Vec::new();
        for (number, factor) in (0..).zip(&plan.factors) {
            derivative::attributes_named(&mut self.store, &self.schema, factor.pattern, key, &mut rows);
            if !rows.is_empty() {
                return Slot::Factor(number);
            }
        }
        let is_entangled = plan.entangled && !self.candidates(plan.rest, key).is_empty();
        if is_entangled { Slot::Rest } else { Slot::None }
    }

    /// All labels of a continuation.
    pub fn all_labels(&mut self, of: Continuation) -> Labels {
        let count = self.continuations.get(of.0 as usize).map_or(0, |follows| follows.len());
        let labels: Vec<u32> = (0..).take(count).collect();
        self.set_of(&labels)
    }

    /// The union of the labels of entries that `fits` picks.
    pub fn labels_where(&mut self, state: &State, fits: impl Fn(usize) -> bool) -> Labels {
        let picked = state.entries.iter().enumerate().filter(|&(at, _)| fits(at)).map(|(_, entry)| entry.labels);
        let sets: Vec<Labels> = picked.collect();
        self.union(&sets)
    }

    /// Brings a state of another automaton of the same schema here.
    pub fn adopt_state(&mut self, other: &Self, id: StateId, known: &mut FxHashMap<Id, Id>) -> StateId {
        let entries = self.adopt_entries(other, &other.get(id).entries, known);
        self.state(entries)
    }

    /// Brings a continuation of another automaton of the same schema here.
    pub fn adopt_continuation(
        &mut self,
        other: &Self,
        id: Continuation,
        known: &mut FxHashMap<Id, Id>,
    ) -> Continuation {
        let Some(follows) = other.continuations.get(id.0 as usize) else {
            return self.continuation(Box::default());
        };
        let mut adopted = Vec::new();
        for entries in follows {
            let entries = self.adopt_entries(other, entries, known);
            adopted.push(self.normal(entries));
        }
        self.continuation(adopted.into())
    }

    fn adopt_entries(&mut self, other: &Self, entries: &[Entry], known: &mut FxHashMap<Id, Id>) -> Vec<Entry> {
        let mut adopted = Vec::new();
        for entry in entries {
            let labels = other.labels.get(entry.labels.0 as usize).cloned().unwrap_or_default();
            let labels = self.set_of(&labels);
            adopted.push(Entry { pattern: self.adopt(other, entry.pattern, known), labels });
        }
        adopted
    }

    fn adopt(&mut self, other: &Self, pattern: Id, known: &mut FxHashMap<Id, Id>) -> Id {
        if self.schema.store.holds(pattern) {
            return pattern;
        }
        if let Some(id) = known.get(&pattern) {
            return *id;
        }
        let mut all = |parts: &[Id]| parts.iter().map(|&part| self.adopt(other, part, known)).collect::<Vec<_>>();
        let id = match other.store.get(pattern) {
            Pattern::Choice(parts) => {
                let parts = all(parts);
                self.store.choice(parts)
            }
            Pattern::Group(parts) => {
                let parts = all(parts);
                self.store.group(parts)
            }
            Pattern::Interleave(parts) => {
                let parts = all(parts);
                self.store.interleave(parts)
            }
            Pattern::OneOrMore(part) => {
                let part = self.adopt(other, *part, known);
                self.store.one_or_more(part)
            }
            // All others are rows of the schema, or lists, which derivatives never make.
            _ => pattern,
        };
        known.insert(pattern, id);
        id
    }

    fn take_apart(&mut self, pattern: Id, labels: Labels) -> Plan {
        let mut found = Vec::new();
        let rest = self.split(pattern, &mut found);
        let factors: Box<[Factor]> = found.into_iter().map(|pattern| self.factor(pattern)).collect();
        let required = factors.iter().filter(|factor| !factor.optional).count();
        let entangled = self.store.facts(rest).attributes;
        Plan { rest: self.state(vec![Entry { pattern: rest, labels }]), entangled, factors, required }
    }

    /// Takes the parts of groups that hold attributes alone; gives what is left.
    fn split(&mut self, pattern: Id, factors: &mut Vec<Id>) -> Id {
        let facts = self.store.facts(pattern);
        if !facts.attributes {
            return pattern;
        }
        match self.store.get(pattern).clone() {
            Pattern::Group(parts) => {
                let rests: Vec<Id> = parts.iter().map(|&part| self.split(part, factors)).collect();
                self.store.group(rests)
            }
            Pattern::Interleave(parts) => {
                let rests: Vec<Id> = parts.iter().map(|&part| self.split(part, factors)).collect();
                self.store.interleave(rests)
            }
            _ if facts.content => pattern,
            _ => {
                factors.push(pattern);
                Id::EMPTY
            }
        }
    }

    fn factor(&mut self, pattern: Id) -> Factor {
        let optional = self.store.nullable(pattern);
        let one = match self.store.get(pattern) {
            Pattern::Attribute(row) => Some(*row),
            Pattern::Choice(parts) => match **parts {
                [Id::EMPTY, only] => match self.store.get(only) {
                    Pattern::Attribute(row) => Some(*row),
                    _ => None,
                },
                _ => None,
            },
            _ => None,
        };
        let kind = match one.filter(|&row| self.schema.attribute(row).names.is_written_once()) {
            Some(row) => FactorKind::One(row),
            None => FactorKind::Many(self.single(pattern)),
        };
        Factor { pattern, optional, kind }
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
        if let Some(id) = self.state_ids.get(&entries) {
            return *id;
        }
        let id = StateId(number(self.states.len()));
        self.entries += entries.len();
        self.states.push(Arc::new(State::new(entries.clone(), accepts, all, &self.store)));
        self.state_ids.insert(entries, id);
        id
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
        if let Some(id) = self.continuation_ids.get(&follows) {
            return *id;
        }
        let id = Continuation(number(self.continuations.len()));
        self.entries += entries;
        self.continuations.push(follows.clone());
        self.continuation_ids.insert(follows, id);
        id
    }

    fn union(&mut self, sets: &[Labels]) -> Labels {
        if let [only] = *sets {
            return only;
        }
        let labels = sets.iter().filter_map(|set| self.labels.get(set.0 as usize));
        let mut all: Vec<u32> = labels.flatten().copied().collect();
        let _ = self.store.takes(all.len());
        all.sort_unstable();
        all.dedup();
        self.set_of(&all)
    }

    fn set_of(&mut self, labels: &[u32]) -> Labels {
        if let Some(id) = self.label_ids.get(labels) {
            return *id;
        }
        let id = Labels(number(self.labels.len()));
        self.entries += labels.len();
        self.labels.push(labels.into());
        self.label_ids.insert(labels.into(), id);
        id
    }
}

impl State {
    fn new(entries: Box<[Entry]>, accepts: Labels, all: Labels, store: &Store) -> Self {
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

fn number(length: usize) -> u32 {
    u32::try_from(length).unwrap_or(u32::MAX)
}
