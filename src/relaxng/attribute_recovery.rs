//! What is reported of attributes that do not fit, and how to go on: a wrong value is taken for a right one, and an attribute that
//! cannot stand at its element is as if it were not there, or for the one that was likely meant. A change is proposed only where the tag
//! stands in the document as it is read.

use std::borrow::Cow;
use std::ops::Range;
use std::sync::Arc;

use super::automaton::{FactorKind, StateId};
use super::compiled::AttributeRow;
use super::expected::{self, Missing};
use super::message::{self, Refused};
use super::name_table::Key;
use super::pattern::{Id, Pattern};
use super::recovery::{COMPARED, first};
use super::refusal::{self, AttributeCase, AttributeRefusal};
use super::spelling::{Spelling, is_writable, quoted};
use super::validator::{ANYTHING, Validator};
use super::word_fault::word_fault;
use crate::datatype::Context;
use crate::diag::{self, Diagnostic, Fix};
use crate::text::escape::{IN_QUOTES, escape};
use crate::text::{Edit, Span};
use crate::xml::{Attribute, Start};

/// Attributes of a tag that are looked at to say which others it may have.
const MOST_PRESENT: usize = 256;

impl Validator<'_> {
    /// An attribute that no pattern of the element takes.
    pub(super) fn stray_attribute(&mut self, start: &Start<'_>, attribute: &Attribute<'_>, of: StateId) {
        if self.has_enough() {
            return;
        }
        let case = AttributeCase {
            state: of,
            present: start
                .attributes
                .iter()
                .take(MOST_PRESENT)
                .map(|other| self.key(other.name, start.names))
                .collect(),
            name: self.label(attribute.name).into(),
            element: self.label(start.name).into(),
            spelling: self.spelling(start),
        };
        let known = self.cache.refusals.attribute(&case).filter(|(_, price)| self.pays(*price));
        let refusal = match known {
            Some((known, _)) => known,
            None => {
                let key = self.key(attribute.name, start.names);
                match self.priced(|this| this.no_attribute(&case, key)) {
                    // What was said for want of steps is not for others.
                    (refusal, _) if self.help.is_spent() || self.cache.is_spent() => Arc::new(refusal),
                    (refusal, price) => self.cache.refusals.keep_attribute(case, refusal, price),
                }
            }
        };
        self.guessed.extend(&refusal.guessed);
        let mut finding = refusal::moved(&refusal.finding, attribute.name_span);
        finding.fix = finding.fix.filter(|_| is_in_tag(start, attribute));
        self.report(finding);
    }

    fn no_attribute(&mut self, case: &AttributeCase, key: Key) -> AttributeRefusal {
        let schema = self.schema.compiled();
        let (name, element) = (&*case.name, &*case.element);
        if !self.affords(0) {
            let finding =
                Diagnostic::new(&diag::UNKNOWN_ATTRIBUTE, format!("the schema knows no attribute `{name}` here"));
            return AttributeRefusal { finding, guessed: Vec::new() };
        }
        let state = Arc::clone(self.cache.state(case.state));
        let free: Vec<AttributeRow> = self
            .rows_of(&state, expected::attributes)
            .into_iter()
            .filter(|&row| !case.present.iter().any(|&key| schema.attribute(row).names.contains(key)))
            .collect();
        let is_afforded = self.affords(free.len() * COMPARED);
        let expected = if is_afforded { self.attribute_names_of(&free, &case.spelling) } else { Vec::new() };
        let meant = message::likely(name, &expected);
        let expected = message::ordered(expected, meant.as_deref());
        let is_known = schema.names.name(key).is_some_and(|name| schema.attribute_names.contains(name));
        let (code, message) = if is_known {
            (&diag::MISPLACED_ATTRIBUTE, format!("`{element}` has no attribute `{name}`"))
        } else {
            (&diag::UNKNOWN_ATTRIBUTE, format!("the schema knows no attribute `{name}`"))
        };
        let mut guessed = Vec::new();
        let finding = Diagnostic::new(code, message);
        let finding = match &meant {
            Some(meant) => {
                guessed.extend(
                    free.iter().filter(|&&row| self.attribute_names_of(&[row], &case.spelling).contains(meant)),
                );
                let finding = finding.help(format!("did you mean {}?", quoted(meant)));
                if is_writable(meant) {
                    finding.fix(Span::default(), meant.clone())
                } else {
                    let help = format!("did you mean {}? declare a prefix for it", quoted(meant));
                    finding.help(help)
                }
            }
            None if expected.is_empty() => finding.help(format!("`{element}` takes no attribute here")),
            None => finding.help(format!("`{element}` may have {}", message::listed(&expected, "or"))),
        };
        AttributeRefusal { finding: finding.expected(message::held(&expected)), guessed }
    }

    /// An attribute that cannot stand beside those before it.
    pub(super) fn stray_beside(&mut self, start: &Start<'_>, attribute: &Attribute<'_>) {
        let (name, element) = (self.label(attribute.name), self.label(start.name));
        let message = format!("`{name}` cannot stand beside the other attributes of this `{element}`");
        self.report(Diagnostic::new(&diag::MISPLACED_ATTRIBUTE, message).at(attribute.name_span));
    }

    /// A value that no pattern of the attribute takes.
    pub(super) fn bad_value(
        &mut self,
        start: &Start<'_>,
        attribute: &Attribute<'_>,
        rows: &[AttributeRow],
        context: &dyn Context,
    ) {
        let schema = self.schema.compiled();
        let contents: Vec<Id> = rows.iter().map(|&row| schema.attribute(row).content).collect();
        let value = &*attribute.value;
        let scratch = &mut self.scratch;
        let fault = self.cache.charge(scratch, |store| word_fault(store, schema, &contents, value, context));
        let leaves: Vec<Pattern> =
            contents.iter().flat_map(|&content| expected::leaves(&schema.store, content)).collect();
        let (word, leaves) = match &fault {
            Some(fault) => (value.get(fault.range.clone()).unwrap_or_default(), &fault.possible),
            None => (value, &leaves),
        };
        let place = value_place(start, attribute, fault.as_ref().map(|fault| &fault.range));
        let Refused { reason, values, details } = message::refused(schema, leaves, word, context);
        let (name, element, shown) = (self.label(attribute.name), self.label(start.name), message::brief(word));
        let message = match &fault {
            _ if value.trim().is_empty() => format!("`{name}` of `{element}` is empty: {reason}"),
            Some(fault) if fault.range.is_empty() => {
                format!("the list `{name}` of `{element}` is not complete: {reason}")
            }
            Some(fault) if fault.possible.is_empty() => {
                format!("`{shown}` is too much for the list `{name}` of `{element}`")
            }
            Some(_) => format!("`{shown}` cannot stand in the list `{name}` of `{element}`: {reason}"),
            None => format!("`{shown}` is no value of `{name}` of `{element}`: {reason}"),
        };
        let meant = message::likely(&shown, &values).filter(|meant| !shown.is_empty() && !meant.is_empty());
        let mut finding = Diagnostic::new(&diag::BAD_ATTRIBUTE_VALUE, message)
            .at(place.unwrap_or(attribute.value_span))
            .expected(message::held(&values));
        if let Some(meant) = meant {
            finding = finding.help(format!("did you mean `{}`?", message::shortened(&meant)));
            // Without its place in the tag the word cannot be put right.
            finding.fix = place.map(|span| Fix { edit: Edit::new(span, escape(&meant, IN_QUOTES)), is_safe: false });
        } else {
            finding.help = details;
        }
        self.report(finding);
    }

    /// Factors that must have come and did not.
    pub(super) fn missing_factors(&mut self, start: &Start<'_>, of: StateId) {
        let schema = self.schema.compiled();
        let plan = self.cache.ask(|automaton| automaton.plan(of));
        let keys: Vec<Key> = start.attributes.iter().map(|attribute| self.key(attribute.name, start.names)).collect();
        for (number, factor) in (0..).zip(&plan.factors) {
            let left = match factor.kind {
                FactorKind::One(row) => {
                    let names = &schema.attribute(row).names;
                    let came = keys.iter().any(|&key| names.contains(key));
                    if came { Id::EMPTY } else { factor.pattern }
                }
                FactorKind::Many(first) => {
                    let state =
                        self.moved().iter().find(|(factor, _)| *factor == number).map_or(first, |(_, state)| *state);
                    self.cache.state(state).entries.first().map_or(Id::EMPTY, |entry| entry.pattern)
                }
            };
            let missing = self.cache.ask(|automaton| expected::missing_attributes(&automaton.store, left));
            missing.into_iter().for_each(|missing| self.report_missing_attributes(start, &missing));
        }
    }

    /// Attributes are missing that are entangled with content; gives the state to go on with.
    pub(super) fn missing_attributes(&mut self, start: &Start<'_>, state: StateId) -> StateId {
        let patterns: Vec<Id> = self.cache.state(state).entries.iter().map(|entry| entry.pattern).collect();
        let missing = self.cache.ask(|automaton| {
            let any = automaton.store.choice(patterns);
            expected::missing_attributes(&automaton.store, any)
        });
        missing.into_iter().for_each(|missing| self.report_missing_attributes(start, &missing));
        match self.cache.ask(|automaton| automaton.closed_forgiving(state)) {
            StateId::DEAD => ANYTHING,
            closed => closed,
        }
    }

    fn report_missing_attributes(&mut self, start: &Start<'_>, missing: &Missing<AttributeRow>) {
        let element = self.label(start.name);
        let (rows, link) = match missing {
            Missing::All(rows) => (rows, "and"),
            Missing::OneOf(rows) => (rows, "or"),
        };
        if rows.iter().any(|row| self.guessed.contains(row)) {
            return;
        }
        let names = message::ordered(self.attribute_names_of(first(rows), &self.spelling(start)), None);
        let noun = if names.len() == 1 || link == "or" { "the attribute" } else { "the attributes" };
        let message = format!("`{element}` needs {noun} {}", message::listed(&names, link));
        self.report(
            Diagnostic::new(&diag::MISSING_ATTRIBUTE, message).at(start.name_span).expected(message::held(&names)),
        );
    }

    fn attribute_names_of(&self, attributes: &[AttributeRow], at: &Spelling) -> Vec<String> {
        let schema = self.schema.compiled();
        let rows = attributes.iter().map(|&row| schema.attribute(row));
        let names = |row: &super::compiled::Attribute| match row.names.written.as_slice() {
            [] => vec!["any attribute".to_owned()],
            written => written.iter().map(|name| message::shortened(&at.attribute(name))).collect(),
        };
        rows.flat_map(names).collect()
    }
}

/// Whether an attribute is written in its tag: neither added by the document type nor part of an entity.
fn is_in_tag(start: &Start<'_>, attribute: &Attribute<'_>) -> bool {
    start.span != start.name_span && attribute.name_span != start.name_span
}

/// Where a value, or a part of it, stands in its tag; `None` where it is written otherwise than it is read.
fn value_place(start: &Start<'_>, attribute: &Attribute<'_>, part: Option<&Range<usize>>) -> Option<Span> {
    let Span { start: from, .. } = attribute.value_span;
    let is_as_written =
        matches!(attribute.value, Cow::Borrowed(_)) && attribute.value.len() == attribute.value_span.len();
    match part {
        _ if !is_in_tag(start, attribute) => None,
        None => Some(attribute.value_span),
        Some(part) => is_as_written.then(|| Span::new(from + part.start, from + part.end)),
    }
}
