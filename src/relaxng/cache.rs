//! The automaton of a schema, shared by all threads and bounded. Takes questions; answers from a table of its own where it can,
//! and asks the shared automaton, behind a lock, where it cannot.
//!
//! A [`Cache`] belongs to one document at a time and goes back to the [`Shared`] after it, emptied: what a document asks for the first time
//! it pays for, as if nobody had asked before, so that its cost is its own whatever other documents have made the automaton learn. A document
//! that has had more made than the limit allows goes over to a new automaton with the states in use, a full one is not given to others; the old
//! one goes when the last document leaves it.

use std::hash::{Hash, Hasher};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use hashbrown::HashTable;
use rustc_hash::{FxHashMap, FxHasher};

use super::automaton::{Automaton, Continuation, FactorKind, Labels, Slot, State, StateId, Step};
use super::compiled::{AttributeRow, Compiled};
use super::name_table::Key;
use super::pattern::{Id, Store};
use super::refusal::{Price, Refusals};

/// Rows of a cache's tables before they are emptied.
const ROWS: usize = 1 << 18;

/// Bytes of values whose verdict is kept.
const VALUE_BYTES: usize = 1 << 20;

/// A value longer than this is checked anew each time.
const LONGEST_VALUE: usize = 64;

/// An automaton for all threads.
#[derive(Debug)]
pub struct Shared {
    schema: Arc<Compiled>,
    current: Mutex<Arc<Mutex<Automaton>>>,
    idle: Mutex<Vec<Cache>>,
    limit: usize,
    steps: u64,
}

/// What one thread knows of the automaton.
#[derive(Debug)]
pub struct Cache {
    automaton: Arc<Mutex<Automaton>>,
    dead: Known,
    answers: Answers,
    values: HashTable<Verdict>,
    value_bytes: usize,
    /// What was said of tags that do not fit, for the next that ask the same.
    pub refusals: Refusals,
    /// Bytes that were made for the document, and how many may be.
    made: usize,
    limit: usize,
    /// Steps that are left for the document, and those that it may take beyond what it earns.
    effort: u64,
    allowed: u64,
}

/// What was answered for a document.
#[derive(Debug, Default)]
pub struct Answers {
    states: Vec<Option<Known>>,
    steps: FxHashMap<(StateId, Key), Step>,
    nexts: FxHashMap<(Continuation, Labels), StateId>,
    places: FxHashMap<(StateId, Key), Place>,
    candidates: FxHashMap<(StateId, Key), Arc<[AttributeRow]>>,
    moves: FxHashMap<(StateId, Key, u64), StateId>,
    anywhere: FxHashMap<Key, Option<StateId>>,
    rows: usize,
}

impl Answers {
    /// Forgets all, and keeps the room for it.
    fn clear(&mut self) {
        self.rows = 0;
        self.states.clear();
        self.steps.clear();
        self.nexts.clear();
        self.places.clear();
        self.candidates.clear();
        self.moves.clear();
        self.anywhere.clear();
    }
}

/// What a document knows of a state.
#[derive(Debug)]
struct Known {
    state: Arc<State>,
    text: Option<StateId>,
    closed: Option<StateId>,
    outline: Option<Outline>,
}

impl Known {
    fn new(state: Arc<State>) -> Self {
        Self { state, text: None, closed: None, outline: None }
    }
}

/// What is to be done with an attribute.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// It cannot stand here.
    None,
    /// It is the only one of its factor.
    One {
        /// Its pattern.
        row: AttributeRow,
        /// Whether it may be absent.
        optional: bool,
    },
    /// It moves a factor on.
    Many {
        /// Which factor.
        factor: u32,
        /// The state of the factor before any attribute came.
        first: StateId,
    },
    /// It moves the rest on.
    Rest,
}

/// What a plan says of an element before its attributes are read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Outline {
    /// The state without the factors.
    pub rest: StateId,
    /// Whether attributes are left in it.
    pub entangled: bool,
    /// How many factors must have come.
    pub required: usize,
}

impl Shared {
    /// An automaton that may take about `limit` bytes, and `steps` for each document.
    #[must_use]
    pub fn new(schema: Arc<Compiled>, limit: usize, steps: u64) -> Self {
        let automaton = Arc::new(Mutex::new(Automaton::new(Arc::clone(&schema))));
        Self { schema, current: Mutex::new(automaton), idle: Mutex::default(), limit, steps }
    }

    /// The grammar.
    #[must_use]
    pub fn schema(&self) -> &Compiled {
        &self.schema
    }

    /// A cache for one document, which may take so many steps beyond those that it earns, and never more than all may.
    #[must_use]
    pub fn take(&self, steps: u64) -> Cache {
        let idle = lock(&self.idle).pop();
        let current = Arc::clone(&lock(&self.current));
        let mut cache = match idle {
            Some(cache) if Arc::ptr_eq(&cache.automaton, &current) => cache,
            _ => Cache::new(current, self.limit),
        };
        cache.allowed = if self.schema.is_cut { 0 } else { self.steps.min(steps) };
        cache.effort = cache.allowed;
        cache
    }

    /// Takes a cache back.
    pub fn give_back(&self, cache: Cache) {
        let mut cache = cache;
        if cache.is_spent() || lock(&cache.automaton).bytes() > self.limit {
            self.successor(&cache.automaton);
        } else {
            cache.clear();
            lock(&self.idle).push(cache);
        }
    }

    /// The automaton that comes after a full one.
    fn successor(&self, full: &Arc<Mutex<Automaton>>) -> Arc<Mutex<Automaton>> {
        let mut current = lock(&self.current);
        if Arc::ptr_eq(&current, full) {
            *current = Arc::new(Mutex::new(Automaton::new(Arc::clone(&self.schema))));
        }
        Arc::clone(&current)
    }
}

/// What is in use by a document and must survive a change of the automaton.
#[derive(Debug)]
pub enum Live<'a> {
    /// A state.
    State(&'a mut StateId),
    /// A continuation.
    Continuation(&'a mut Continuation),
}

/// The states in use alone are beyond the limit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TooLarge;

impl Cache {
    fn new(automaton: Arc<Mutex<Automaton>>, limit: usize) -> Self {
        let dead = Known::new(lock(&automaton).get(StateId::DEAD));
        Self {
            dead,
            automaton,
            answers: Answers::default(),
            values: HashTable::new(),
            value_bytes: 0,
            refusals: Refusals::default(),
            made: 0,
            limit,
            effort: u64::MAX,
            allowed: u64::MAX,
        }
    }

    /// More of the document has come: it earns steps, unless none was left.
    pub fn earn(&mut self, steps: usize) {
        if !self.is_spent() {
            self.effort = self.effort.saturating_add(steps as u64);
        }
    }

    /// Steps that were taken beyond those that the document has earned.
    #[must_use]
    pub fn debt(&self) -> u64 {
        self.allowed.saturating_sub(self.effort)
    }

    /// Whether no step is left: nothing that was answered since the last was is sure.
    #[must_use]
    pub fn is_spent(&self) -> bool {
        self.effort == 0
    }

    /// What `work` does with a store costs the document as many steps as the store says.
    pub fn charge<T>(&mut self, store: &mut Store, work: impl FnOnce(&mut Store) -> T) -> T {
        store.refuel(self.effort);
        let done = work(store);
        self.effort = store.steps();
        done
    }

    /// Whether as much was made for the document as may be: [`renew`](Self::renew) is due.
    #[must_use]
    pub fn is_full(&self) -> bool {
        self.made > self.limit
    }

    /// Forgets what the document has asked.
    fn clear(&mut self) {
        self.answers.clear();
        self.refusals.begin_document();
        self.values.clear();
        (self.value_bytes, self.made) = (0, 0);
    }

    /// Puts aside what was answered for the document, for work whose cost must not depend on it.
    pub fn take_answers(&mut self) -> (Answers, Price) {
        (std::mem::take(&mut self.answers), self.price())
    }

    /// Takes back what was put aside; gives the price of what was done in between.
    pub fn restore(&mut self, (answers, before): (Answers, Price)) -> Price {
        self.answers = answers;
        let now = self.price();
        Price { steps: before.steps.saturating_sub(now.steps), made: now.made.saturating_sub(before.made), help: 0 }
    }

    fn price(&self) -> Price {
        Price { steps: self.effort, made: self.made, help: 0 }
    }

    /// Pays for what was worked out before.
    pub fn pay(&mut self, price: Price) {
        self.effort = self.effort.saturating_sub(price.steps);
        self.made = self.made.saturating_add(price.made);
    }

    /// Goes over to the next automaton with all that is in use.
    ///
    /// # Errors
    /// [`TooLarge`] when that alone is too large; nothing that was in use may be used then.
    pub fn renew<'a>(&mut self, shared: &Shared, live: impl IntoIterator<Item = Live<'a>>) -> Result<(), TooLarge> {
        let successor = shared.successor(&self.automaton);
        let before = std::mem::replace(self, Self::new(successor, self.limit));
        (self.effort, self.allowed) = (before.effort, before.allowed);
        let (old, mut new) = (lock(&before.automaton), lock(&self.automaton));
        new.store.refuel(u64::MAX);
        let mut known = FxHashMap::default();
        for live in live {
            match live {
                Live::State(id) => *id = new.adopt_state(&old, *id, &mut known),
                Live::Continuation(id) => *id = new.adopt_continuation(&old, *id, &mut known),
            }
        }
        let made = new.store.made();
        drop(new);
        self.made = made;
        if made <= self.limit / 2 { Ok(()) } else { Err(TooLarge) }
    }

    /// The state before the root element.
    #[must_use]
    pub fn start(&self) -> StateId {
        lock(&self.automaton).start()
    }

    /// Asks the shared automaton; afterwards its size is looked at.
    pub fn ask<T>(&mut self, question: impl FnOnce(&mut Automaton) -> T) -> T {
        self.answers.rows += 1;
        if self.answers.rows > ROWS {
            self.answers.clear();
        }
        let mut automaton = lock(&self.automaton);
        automaton.store.refuel(self.effort);
        let answer = question(&mut automaton);
        self.effort = automaton.store.steps();
        self.made = self.made.saturating_add(automaton.store.made());
        answer
    }

    /// What is known of a state.
    pub fn state(&mut self, id: StateId) -> &Arc<State> {
        &self.known(id).state
    }

    fn known(&mut self, id: StateId) -> &mut Known {
        let at = id.0 as usize;
        if self.answers.states.len() <= at {
            self.answers.states.resize_with(at + 1, || None);
        }
        let automaton = &self.automaton;
        match self.answers.states.get_mut(at) {
            Some(known) => known.get_or_insert_with(|| Known::new(lock(automaton).get(id))),
            None => &mut self.dead,
        }
    }

    /// What an element leads to.
    pub fn step(&mut self, from: StateId, key: Key) -> Step {
        if let Some(step) = self.answers.steps.get(&(from, key)) {
            return *step;
        }
        let step = self.ask(|automaton| automaton.step(from, key));
        self.answers.steps.insert((from, key), step);
        step
    }

    /// The state after an element.
    pub fn next(&mut self, continuation: Continuation, labels: Labels) -> StateId {
        if let Some(next) = self.answers.nexts.get(&(continuation, labels)) {
            return *next;
        }
        let next = self.ask(|automaton| automaton.next(continuation, labels));
        self.answers.nexts.insert((continuation, labels), next);
        next
    }

    /// The state inside an element whose place is wrong: what the schema says of the name anywhere; `None` when it knows no
    /// such name.
    pub fn anywhere(&mut self, key: Key) -> Option<StateId> {
        if let Some(state) = self.answers.anywhere.get(&key) {
            return *state;
        }
        let state = self.ask(|automaton| automaton.anywhere(key));
        self.answers.anywhere.insert(key, state);
        state
    }

    /// The state after text that is not only white space.
    pub fn text(&mut self, from: StateId) -> StateId {
        if let Some(next) = self.known(from).text {
            return next;
        }
        let next = self.ask(|automaton| automaton.text(from));
        self.known(from).text = Some(next);
        next
    }

    /// Whether text is known to change nothing.
    pub fn stays_at_text(&mut self, at: StateId) -> bool {
        self.known(at).text == Some(at)
    }

    /// The state at the end of a start tag.
    pub fn closed(&mut self, from: StateId) -> StateId {
        if let Some(next) = self.known(from).closed {
            return next;
        }
        let next = self.ask(|automaton| automaton.closed(from));
        self.known(from).closed = Some(next);
        next
    }

    /// What is asked of the attributes of an element.
    pub fn outline(&mut self, of: StateId) -> Outline {
        if let Some(outline) = self.known(of).outline {
            return outline;
        }
        let plan = self.ask(|automaton| automaton.plan(of));
        let outline = Outline { rest: plan.rest, entangled: plan.entangled, required: plan.required };
        self.known(of).outline = Some(outline);
        outline
    }

    /// What is to be done with an attribute.
    pub fn place(&mut self, of: StateId, key: Key) -> Place {
        if let Some(place) = self.answers.places.get(&(of, key)) {
            return *place;
        }
        let place = self.ask(|automaton| {
            let plan = automaton.plan(of);
            match automaton.slot(of, &plan, key) {
                Slot::None => Place::None,
                Slot::Rest => Place::Rest,
                Slot::Factor(number) => match plan.factors.get(number as usize) {
                    None => Place::None,
                    Some(factor) => match factor.kind {
                        FactorKind::One(row) => Place::One { row, optional: factor.optional },
                        FactorKind::Many(first) => Place::Many { factor: number, first },
                    },
                },
            }
        });
        self.answers.places.insert((of, key), place);
        place
    }

    /// The attribute patterns of a state that take a name.
    pub fn candidates(&mut self, from: StateId, key: Key) -> Arc<[AttributeRow]> {
        if let Some(rows) = self.answers.candidates.get(&(from, key)) {
            return Arc::clone(rows);
        }
        let rows = self.ask(|automaton| automaton.candidates(from, key));
        self.answers.candidates.insert((from, key), Arc::clone(&rows));
        rows
    }

    /// The state after an attribute that these of its candidates take.
    pub fn moved(&mut self, from: StateId, key: Key, candidates: &[AttributeRow], fits: &[bool]) -> StateId {
        let rows = || {
            let fitting = candidates.iter().zip(fits).filter(|(_, fits)| **fits);
            fitting.map(|(row, _)| *row).collect::<Vec<AttributeRow>>()
        };
        if candidates.len() > 64 {
            return self.ask(|automaton| automaton.attribute(from, &rows()));
        }
        let mask = fits.iter().rev().fold(0, |mask, &fits| mask << 1 | u64::from(fits));
        if let Some(next) = self.answers.moves.get(&(from, key, mask)) {
            return *next;
        }
        let next = self.ask(|automaton| automaton.attribute(from, &rows()));
        self.answers.moves.insert((from, key, mask), next);
        next
    }

    /// Whether a value fits, as it was found before.
    #[must_use]
    pub fn known_value(&self, content: Id, value: &str) -> Option<bool> {
        let hash = hash_value(content, value);
        let is_it = |known: &Verdict| known.content == content && *known.value == *value;
        self.values.find(hash, is_it).map(|known| known.fits)
    }

    /// Keeps whether a value fits; it must not be known.
    pub fn keep_value(&mut self, content: Id, value: &str, fits: bool) {
        if value.len() > LONGEST_VALUE {
            return;
        }
        self.value_bytes += value.len() + 2 * size_of::<Verdict>();
        if self.value_bytes > VALUE_BYTES {
            self.value_bytes = 0;
            self.values.clear();
        }
        let verdict = Verdict { content, value: value.into(), fits };
        self.values.insert_unique(hash_value(content, value), verdict, |known| hash_value(known.content, &known.value));
    }
}

/// Whether a value fits the content of an attribute.
#[derive(Debug)]
struct Verdict {
    content: Id,
    value: Box<str>,
    fits: bool,
}

fn hash_value(content: Id, value: &str) -> u64 {
    let mut hasher = FxHasher::default();
    content.hash(&mut hasher);
    hasher.write(value.as_bytes());
    hasher.finish()
}

/// A thread that died while it held the lock left whole entries behind: what it was about to add is not there.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
