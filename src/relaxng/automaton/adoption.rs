//! States and continuations of one automaton brought into another of the same schema, when the full one is put aside for a new one.
//!
//! Takes the other automaton and what was brought before; gives numbers of this one. Leaves out what is remembered of a state: it is made anew.

use rustc_hash::FxHashMap;

use super::super::pattern::{Id, Pattern};
use super::{Automaton, Continuation, Entry, StateId};

impl Automaton {
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
        let Some(follows) = other.continuations.get_index(id.0 as usize) else {
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
            let labels = other.labels.get_index(entry.labels.0 as usize).cloned().unwrap_or_default();
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
}
