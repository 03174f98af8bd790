//! How the attributes of an element are checked: those of a plain group each for itself, so that a subset of attributes is no state.
//!
//! Takes a state that has just been opened; gives its [`Plan`], and where an attribute belongs in it. Leaves out attributes that are entangled with
//! content: they stay in the state.

use std::sync::Arc;

use super::super::derivative;
use super::super::name_table::Key;
use super::super::pattern::{Id, Pattern};
use super::state::{Entry, Factor, FactorKind, Labels, Plan, Slot, StateId};
use super::{Automaton, ROW};

impl Automaton {
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
}
