//! The attributes of one start tag: each where its state has a place for it, its value compared with its type.
//!
//! Takes a start tag and the state that it opened; gives the state of the content. What does not fit is reported by `attribute_recovery`.

use super::super::automaton::{Labels, StateId};
use super::super::cache::Place;
use super::super::compiled::AttributeRow;
use super::super::name_table::Key;
use super::Validator;
use super::value::{Prefixes, ValueContext};
use crate::datatype::IdType;
use crate::xml::{Attribute, Start};

impl Validator<'_> {
    /// Checks the attributes of an element; gives the state of its content.
    pub(super) fn attributes(&mut self, start: &Start<'_>, of: StateId) -> StateId {
        let outline = self.cache.outline(of);
        let mut required = outline.required;
        let mut rest = outline.rest;
        self.moved.clear();
        self.guessed.clear();
        for attribute in start.attributes {
            let key = self.key(attribute.name, start.names);
            match self.cache.place(of, key) {
                Place::One { row, optional } => {
                    self.value(start, attribute, row);
                    required -= usize::from(!optional);
                }
                Place::Many { factor, first } => {
                    let at = self.moved.iter().position(|(known, _)| *known == factor);
                    let state = at.and_then(|at| self.moved.get(at)).map_or(first, |(_, state)| *state);
                    let next = self.one_of_several(start, attribute, key, state);
                    let (before, after) = (self.may_end(state), self.may_end(next));
                    required = (required + usize::from(!after)).saturating_sub(usize::from(!before));
                    match at.and_then(|at| self.moved.get_mut(at)) {
                        Some((_, state)) => *state = next,
                        None => self.moved.push((factor, next)),
                    }
                }
                Place::Rest => rest = self.one_of_several(start, attribute, key, rest),
                Place::None => self.stray_attribute(start, attribute, of),
            }
        }
        if required > 0 {
            self.missing_factors(start, of);
        }
        if !outline.entangled {
            return rest;
        }
        match self.cache.closed(rest) {
            StateId::DEAD => self.missing_attributes(start, rest),
            closed => closed,
        }
    }

    fn may_end(&mut self, state: StateId) -> bool {
        self.cache.state(state).accepts != Labels::NONE
    }

    /// The states that attributes have moved factors to.
    pub(in super::super) fn moved(&self) -> &[(u32, StateId)] {
        &self.moved
    }

    /// An attribute that is the only one of its name.
    fn value(&mut self, start: &Start<'_>, attribute: &Attribute<'_>, row: AttributeRow) {
        let pattern = self.schema.compiled().attribute(row);
        if !self.value_fits(pattern.content, &attribute.value, start.scope) {
            self.refuse(start, attribute, &[row]);
        } else if pattern.id_type != IdType::None {
            self.identify(pattern.id_type, attribute);
        }
    }

    /// An attribute that several patterns may take.
    fn one_of_several(&mut self, start: &Start<'_>, attribute: &Attribute<'_>, key: Key, state: StateId) -> StateId {
        let candidates = self.cache.candidates(state, key);
        let mut fits = std::mem::take(&mut self.fits);
        fits.clear();
        let mut id_type = IdType::None;
        for &row in candidates.iter() {
            let pattern = self.schema.compiled().attribute(row);
            let does_fit = self.value_fits(pattern.content, &attribute.value, start.scope);
            fits.push(does_fit);
            if does_fit && pattern.id_type != IdType::None {
                id_type = pattern.id_type;
            }
        }
        let next = if candidates.is_empty() {
            self.stray_beside(start, attribute);
            state
        } else if fits.contains(&true) {
            self.identify(id_type, attribute);
            match self.cache.moved(state, key, &candidates, &fits) {
                StateId::DEAD => {
                    self.stray_beside(start, attribute);
                    state
                }
                next => next,
            }
        } else {
            self.refuse(start, attribute, &candidates);
            fits.fill(true);
            self.cache.moved(state, key, &candidates, &fits)
        };
        self.fits = fits;
        next
    }

    fn identify(&mut self, id_type: IdType, attribute: &Attribute<'_>) {
        if let Some(doubled) = self.identity.take(id_type, &attribute.value, attribute.value_span) {
            self.report(doubled);
        }
    }

    fn refuse(&mut self, start: &Start<'_>, attribute: &Attribute<'_>, rows: &[AttributeRow]) {
        let unparsed = std::mem::take(&mut self.unparsed);
        let context = ValueContext { prefixes: Prefixes::Scope(start.scope), unparsed: &unparsed };
        self.bad_value(start, attribute, rows, &context);
        self.unparsed = unparsed;
    }
}
