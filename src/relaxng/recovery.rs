//! What is reported where a document does not fit, and how to go on so that one mistake is one finding.
//!
//! - An element that stands too early: what is missing before it is reported, and the document goes on behind it. Where that
//!   comes later it is passed over in silence.
//! - A name that is nearly one that is expected, or the right name in another namespace, is taken for it.
//! - Any other element that cannot stand here is checked against what the schema says of its name elsewhere, and the element
//!   around it goes on as if it were not there. An element that the schema does not know may hold anything. Further ones of the same
//!   name in the same element are the same finding.
//! - A wrong value is taken for a right one; an attribute that cannot stand here is as if it were not there.
//! - What is missing at the end of an element is reported unless something was there that did not fit: it may have been that.

use std::sync::Arc;

use super::automaton::{FactorKind, State, StateId};
use super::expected::{self, Missing, Rows};
use super::message::{self, Refused};
use super::name_table::Key;
use super::pattern::{Id, Pattern};
use super::refusal::{self, AttributeCase, AttributeRefusal, ElementCase, ElementRefusal};
use super::validator::{ANYTHING, Follows, Frame, Stray, Trouble, Validator};
use crate::datatype::Context;
use crate::diag::{self, Diagnostic, Related};
use crate::text::Span;
use crate::xml::{Attribute, Start};

/// Further places of one finding that are shown.
const MOST_PLACES: usize = 3;

impl Validator<'_> {
    /// The state inside an element whose place is wrong or not known: what the schema says of the name anywhere.
    pub(super) fn anywhere(&mut self, key: Key) -> StateId {
        self.cache.anywhere(key).unwrap_or(ANYTHING)
    }

    /// An element that cannot come here: reports it; gives the state inside it and what follows.
    pub(super) fn unexpected(&mut self, start: &Start<'_>, key: Key) -> (StateId, Follows) {
        let schema = self.schema.compiled();
        let trouble = self.frames.last_mut().and_then(|frame| frame.trouble.as_deref_mut());
        let was_passed = trouble.as_ref().is_some_and(|trouble| {
            trouble
                .passed
                .iter()
                .any(|&row| schema.elements.get(row as usize).is_some_and(|row| row.names.contains(key)))
        });
        if was_passed {
            return (self.anywhere(key), Follows::Same);
        }
        let known = trouble.and_then(|trouble| trouble.strays.iter_mut().find(|stray| stray.name == start.name));
        if let Some(stray) = known {
            stray.count += 1;
            let finding = self.findings.get_mut(stray.finding);
            if let Some(finding) = finding.filter(|finding| finding.related.len() < MOST_PLACES) {
                finding.related.push(Related { span: start.name_span, message: "the same again".to_owned() });
            }
            return (self.anywhere(key), Follows::Same);
        }
        let case = ElementCase {
            state: self_state(&self.frames),
            key,
            name: self.label(start.name).into(),
            namespace: start.names.get(start.name).map(|name| name.namespace.clone()).unwrap_or_default(),
            parent: self.parent_label().map(Into::into),
            home: self.home(start).into(),
        };
        let refusal = match self.cache.refusals.element(&case) {
            Some(known) => known,
            None => {
                let refusal = match self.too_early(&case) {
                    Some(early) => early,
                    None => match self.other_namespace(start) {
                        Some(gone_on) => return gone_on,
                        None => self.out_of_place(&case),
                    },
                };
                self.cache.refusals.keep_element(case, refusal)
            }
        };
        self.report(refusal::moved(&refusal.finding, start.name_span));
        let stray = Stray { name: start.name, finding: self.findings.len().saturating_sub(1), count: 1 };
        if let Some(frame) = self.frames.last_mut() {
            let trouble = frame.trouble();
            trouble.passed.extend(&refusal.passed);
            if refusal.follows == Follows::Same {
                trouble.strays.push(stray);
            }
        }
        (refusal.state, refusal.follows)
    }

    /// An element that can come here only where nothing or another is written for it.
    fn out_of_place(&mut self, case: &ElementCase) -> ElementRefusal {
        let (key, name, home) = (case.key, &*case.name, &*case.home);
        let state = Arc::clone(self.cache.state(case.state));
        let next = self.rows_of(&state, expected::elements);
        let expected = self.names_of(&next, home);
        let is_known = self.is_written(key);
        let names = &self.schema.compiled().names;
        let is_foreign = !is_known && !names.names().any(|(_, (known, _))| **known == *case.namespace);
        let meant = if is_known || is_foreign { None } else { message::likely(name, &expected) };
        let expected = message::ordered(expected, meant.as_deref());
        let finding = match (&case.parent, is_known) {
            _ if is_foreign && case.namespace.is_empty() => {
                let message = format!("`{name}` is in no namespace, where the schema knows no element");
                Diagnostic::new(&diag::UNKNOWN_ELEMENT, message)
            }
            _ if is_foreign => {
                let message = format!("the schema knows no element of the namespace of `{name}`, `{}`", case.namespace);
                Diagnostic::new(&diag::UNKNOWN_ELEMENT, message)
            }
            (_, false) => Diagnostic::new(&diag::UNKNOWN_ELEMENT, format!("the schema knows no element `{name}`")),
            (None, true) => {
                Diagnostic::new(&diag::MISPLACED_ELEMENT, format!("`{name}` cannot hold the whole document"))
            }
            (Some(parent), true) => {
                Diagnostic::new(&diag::MISPLACED_ELEMENT, format!("`{name}` cannot stand here in `{parent}`"))
            }
        };
        let help = match &meant {
            Some(meant) => self.did_you_mean(meant, home),
            None => self.where_else(case, is_known || is_foreign, &expected, &state),
        };
        let mut finding = finding.expected(expected);
        finding.help = help;
        let meant = meant.and_then(|meant| self.element_key(&meant, home));
        let step = meant.map(|key| self.cache.step(case.state, key)).filter(|step| step.state != StateId::DEAD);
        let (state, follows) = match step {
            Some(step) => (step.state, Follows::Next(step.continuation)),
            None if is_known => (self.anywhere(key), Follows::Same),
            None => (ANYTHING, Follows::Same),
        };
        ElementRefusal { finding, state, follows, passed: Rows::new() }
    }

    /// An element before which something is missing.
    fn too_early(&mut self, case: &ElementCase) -> Option<ElementRefusal> {
        let (key, name, home) = (case.key, &*case.name, &*case.home);
        let step = self.cache.ask(|automaton| automaton.early_step(case.state, key));
        if step.state == StateId::DEAD {
            return None;
        }
        let state = Arc::clone(self.cache.state(case.state));
        let before = self.needed(&state);
        let labels = self.cache.ask(|automaton| automaton.all_labels(step.continuation));
        let after = self.cache.next(step.continuation, labels);
        let after = Arc::clone(self.cache.state(after));
        let after = self.needed(&after);
        let schema = self.schema.compiled();
        let is_it = |row: &u32| schema.elements.get(*row as usize).is_some_and(|row| row.names.contains(key));
        let mut missing: Rows = before.into_iter().filter(|row| !after.contains(row) && !is_it(row)).collect();
        let mut link = "and";
        if missing.is_empty() {
            missing = self.rows_of(&state, expected::elements).into_iter().filter(|row| !is_it(row)).collect();
            link = "or";
        }
        let names = message::ordered(self.names_of(&missing, home), None);
        let parent = case.parent.as_deref().unwrap_or_default();
        let message = format!("{} must come before `{name}` in `{parent}`", message::listed(&names, link));
        let mut finding = Diagnostic::new(&diag::MISSING_ELEMENT, message).expected(names);
        finding.help = match *missing {
            [only] => message::gloss(schema, only, home),
            _ => None,
        };
        Some(ElementRefusal { finding, state: step.state, follows: Follows::Next(step.continuation), passed: missing })
    }

    /// An element ends: what its first stray child was said to be is said of the others by number.
    pub(super) fn count_strays(&mut self, trouble: &Trouble) {
        for stray in trouble.strays.iter().filter(|stray| stray.count > 1) {
            if let Some(finding) = self.findings.get_mut(stray.finding) {
                finding.message = format!("{} ({} times)", finding.message, stray.count);
            }
        }
    }

    /// The right name in the wrong namespace: reported once for the namespace.
    fn other_namespace(&mut self, start: &Start<'_>) -> Option<(StateId, Follows)> {
        let schema = self.schema.compiled();
        let name = start.names.get(start.name)?;
        let state = self_state(&self.frames);
        let candidates: Vec<(Key, Arc<str>)> = schema
            .names
            .names()
            .filter(|(_, (namespace, local))| **local == *name.local && **namespace != *name.namespace)
            .map(|(key, (namespace, _))| (key, Arc::clone(namespace)))
            .collect();
        let fitting = candidates.into_iter().find_map(|(key, namespace)| {
            let step = self.cache.step(state, key);
            (step.state != StateId::DEAD).then_some((step, namespace))
        });
        let (step, namespace) = fitting?;
        let label = self.label(start.name);
        let message = match (&*name.namespace, &*namespace) {
            ("", _) => format!("`{label}` is in no namespace"),
            (own, _) => format!("`{label}` is in the namespace `{own}`"),
        };
        let help = match (&*namespace, &*name.prefix) {
            ("", _) => "the schema knows it without a namespace".to_owned(),
            (right, "") => format!("the schema knows it in another: write `xmlns=\"{right}\"`"),
            (right, prefix) => format!("the schema knows it in another: write `xmlns:{prefix}=\"{right}\"`"),
        };
        let finding = Diagnostic::new(&diag::WRONG_NAMESPACE, message).at(start.name_span).help(help);
        self.report(finding);
        self.renamed.insert(name.namespace.clone(), namespace);
        self.keys.clear();
        Some((step.state, Follows::Next(step.continuation)))
    }

    /// An attribute that no pattern of the element takes.
    pub(super) fn stray_attribute(&mut self, start: &Start<'_>, attribute: &Attribute<'_>, of: StateId) {
        let case = AttributeCase {
            state: of,
            present: start.attributes.iter().map(|other| self.attribute_key(other.name, start.names)).collect(),
            name: self.label(attribute.name).into(),
            element: self.label(start.name).into(),
        };
        let refusal = match self.cache.refusals.attribute(&case) {
            Some(known) => known,
            None => {
                let key = self.attribute_key(attribute.name, start.names);
                let refusal = self.no_attribute(&case, key);
                self.cache.refusals.keep_attribute(case, refusal)
            }
        };
        self.guessed.extend(&refusal.guessed);
        self.report(refusal::moved(&refusal.finding, attribute.name_span));
    }

    fn no_attribute(&mut self, case: &AttributeCase, key: Key) -> AttributeRefusal {
        let schema = self.schema.compiled();
        let (name, element) = (&*case.name, &*case.element);
        let state = Arc::clone(self.cache.state(case.state));
        let free: Rows = self
            .rows_of(&state, expected::attributes)
            .into_iter()
            .filter(|&row| {
                let row = schema.attributes.get(row as usize);
                row.is_some_and(|row| !case.present.iter().any(|&key| row.names.contains(key)))
            })
            .collect();
        let expected = self.attribute_names_of(&free);
        let meant = message::likely(name, &expected);
        let expected = message::ordered(expected, meant.as_deref());
        let is_known = schema.attributes.iter().any(|row| {
            let written = schema.names.name(key);
            written.is_some_and(|written| row.names.written.contains(written))
        });
        let (code, message) = if is_known {
            (&diag::MISPLACED_ATTRIBUTE, format!("`{element}` has no attribute `{name}`"))
        } else {
            (&diag::UNKNOWN_ATTRIBUTE, format!("the schema knows no attribute `{name}`"))
        };
        let mut guessed = Rows::new();
        let finding = Diagnostic::new(code, message);
        let finding = match &meant {
            Some(meant) => {
                guessed.extend(free.iter().filter(|&&row| self.attribute_names_of(&[row]).contains(meant)));
                finding.help(format!("did you mean `{meant}`?")).fix(Span::default(), meant.clone())
            }
            None if expected.is_empty() => finding.help(format!("`{element}` takes no attribute here")),
            None => finding.help(format!("`{element}` may have {}", message::listed(&expected, "or"))),
        };
        AttributeRefusal { finding: finding.expected(expected), guessed }
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
        rows: &[u32],
        context: &dyn Context,
    ) {
        let schema = self.schema.compiled();
        let mut leaves = Vec::new();
        for &row in rows {
            if let Some(row) = schema.attributes.get(row as usize) {
                leaves.extend(expected::leaves(&schema.store, row.content));
            }
        }
        let (name, element) = (self.label(attribute.name), self.label(start.name));
        let value = message::brief(&attribute.value);
        let Refused { reason, values, details } = message::refused(schema, &leaves, &attribute.value, context);
        let message = match value.as_str() {
            "" => format!("`{name}` of `{element}` is empty: {reason}"),
            value => format!("`{value}` is no value of `{name}` of `{element}`: {reason}"),
        };
        let meant = message::likely(&value, &values).filter(|_| !value.is_empty());
        let mut finding =
            Diagnostic::new(&diag::BAD_ATTRIBUTE_VALUE, message).at(attribute.value_span).expected(values);
        if let Some(meant) = meant {
            finding = finding.help(format!("did you mean `{meant}`?")).fix(attribute.value_span, meant);
        } else if let Some(details) = details {
            finding = finding.help(details);
        }
        self.report(finding);
    }

    /// Factors that must have come and did not.
    pub(super) fn missing_factors(&mut self, start: &Start<'_>, of: StateId) {
        let schema = self.schema.compiled();
        let plan = self.cache.ask(|automaton| automaton.plan(of));
        let keys: Vec<Key> =
            start.attributes.iter().map(|attribute| self.attribute_key(attribute.name, start.names)).collect();
        for (number, factor) in (0..).zip(&plan.factors) {
            let left = match factor.kind {
                FactorKind::One(row) => {
                    let names = schema.attributes.get(row as usize).map(|row| &row.names);
                    let came = names.is_some_and(|names| keys.iter().any(|&key| names.contains(key)));
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

    fn report_missing_attributes(&mut self, start: &Start<'_>, missing: &Missing) {
        let element = self.label(start.name);
        let (rows, link) = match missing {
            Missing::All(rows) => (rows, "and"),
            Missing::OneOf(rows) => (rows, "or"),
        };
        if rows.iter().any(|row| self.guessed.contains(row)) {
            return;
        }
        let names = message::ordered(self.attribute_names_of(rows), None);
        let noun = if names.len() == 1 || link == "or" { "the attribute" } else { "the attributes" };
        let message = format!("`{element}` needs {noun} {}", message::listed(&names, link));
        self.report(Diagnostic::new(&diag::MISSING_ATTRIBUTE, message).at(start.name_span).expected(names));
    }

    /// Text where none can stand.
    pub(super) fn stray_text(&mut self, text: &str, span: Span) {
        let state = self.state_of_parent();
        let parent = self.parent_label();
        let Some(frame) = self.frames.last_mut() else {
            return;
        };
        if std::mem::replace(&mut frame.trouble().has_stray_text, true) {
            return;
        }
        let home = self.schema.home();
        let next = self.rows_of(&state, expected::elements);
        let expected = message::ordered(self.names_of(&next, home), None);
        let parent = parent.unwrap_or_default();
        let message = format!("text cannot stand here in `{parent}`: “{}”", message::brief(text));
        let help = match expected.as_slice() {
            [] => format!("`{parent}` holds nothing more"),
            names => format!("`{parent}` can hold {} here", message::listed(names, "or")),
        };
        let finding = Diagnostic::new(&diag::STRAY_TEXT, message).at(trimmed(text, span)).help(help).expected(expected);
        self.report(finding);
    }

    /// The text of an element that is held against types and fits none.
    pub(super) fn bad_text(&mut self, frame: &Frame, state: &State, text: &str, span: Span, context: &dyn Context) {
        let schema = self.schema.compiled();
        let leaves = self.cache.ask(|automaton| {
            let patterns = state.entries.iter().map(|entry| entry.pattern);
            patterns.flat_map(|pattern| expected::leaves(&automaton.store, pattern)).collect::<Vec<Pattern>>()
        });
        let element = frame.name.map(|name| self.label(name)).unwrap_or_default();
        let Refused { reason, values, details } = message::refused(schema, &leaves, text, context);
        let message = match message::brief(text).as_str() {
            "" => format!("`{element}` is empty: {reason}"),
            value => format!("`{value}` cannot be the text of `{element}`: {reason}"),
        };
        let mut finding = Diagnostic::new(&diag::BAD_TEXT, message).at(trimmed(text, span)).expected(values);
        if let Some(details) = details {
            finding = finding.help(details);
        }
        self.report(finding);
    }

    /// An element ends and something is missing.
    pub(super) fn incomplete(&mut self, frame: &Frame, end: Span) {
        if frame.trouble.as_ref().is_some_and(|trouble| !trouble.strays.is_empty() || trouble.has_stray_text) {
            return;
        }
        let state = Arc::clone(self.cache.state(frame.state));
        let patterns: Vec<Id> = state.entries.iter().map(|entry| entry.pattern).collect();
        let missing = self.cache.ask(|automaton| {
            let any = automaton.store.choice(patterns);
            expected::missing_elements(&automaton.store, any)
        });
        let home = self.schema.home();
        let (rows, link) = match missing {
            Some(Missing::All(rows)) => (rows, "and"),
            Some(Missing::OneOf(rows)) => (rows, "or"),
            None => (Rows::new(), ""),
        };
        let names = message::ordered(self.names_of(&rows, home), None);
        let element = frame.name.map(|name| self.label(name)).unwrap_or_default();
        let message = match names.as_slice() {
            [] => format!("`{element}` cannot match the schema"),
            names => format!("`{element}` needs {}", message::listed(names, link)),
        };
        let mut finding = Diagnostic::new(&diag::MISSING_ELEMENT, message).at(frame.name_span).expected(names);
        if !end.is_empty() {
            finding = finding.related(end, "it ends here");
        }
        finding.help = match *rows {
            [only] => message::gloss(self.schema.compiled(), only, home),
            _ => None,
        };
        self.report(finding);
    }

    fn state_of_parent(&mut self) -> Arc<State> {
        let state = self_state(&self.frames);
        Arc::clone(self.cache.state(state))
    }

    fn parent_label(&self) -> Option<String> {
        self.frames.last().and_then(|frame| frame.name).map(|name| self.label(name))
    }

    /// The namespace that messages about an element need not mention: that of the element around it.
    fn home(&self, start: &Start<'_>) -> String {
        let around = self.frames.last().and_then(|frame| frame.name).or(Some(start.name));
        around
            .and_then(|name| start.names.get(name))
            .map(|name| name.namespace.to_string())
            .filter(|own| !own.is_empty())
            .unwrap_or_else(|| self.schema.home().to_owned())
    }

    fn needed(&mut self, state: &State) -> Rows {
        let patterns: Vec<Id> = state.entries.iter().map(|entry| entry.pattern).collect();
        let missing = self.cache.ask(|automaton| {
            let any = automaton.store.choice(patterns);
            expected::missing_elements(&automaton.store, any)
        });
        match missing {
            Some(Missing::All(rows)) => rows,
            _ => Rows::new(),
        }
    }

    fn rows_of(&mut self, state: &State, find: fn(&super::pattern::Store, Id) -> Rows) -> Rows {
        let mut rows = self.cache.ask(|automaton| {
            let patterns = state.entries.iter().map(|entry| entry.pattern);
            patterns.flat_map(|pattern| find(&automaton.store, pattern)).collect::<Rows>()
        });
        rows.sort_unstable();
        rows.dedup();
        rows
    }

    fn names_of(&self, elements: &[u32], home: &str) -> Vec<String> {
        let schema = self.schema.compiled();
        let rows = elements.iter().filter_map(|&row| schema.elements.get(row as usize));
        rows.flat_map(|row| message::names(&row.names, home, "element")).collect()
    }

    fn attribute_names_of(&self, attributes: &[u32]) -> Vec<String> {
        let schema = self.schema.compiled();
        let rows = attributes.iter().filter_map(|&row| schema.attributes.get(row as usize));
        rows.flat_map(|row| message::names(&row.names, "", "attribute")).collect()
    }

    /// Whether some element of the schema is written with this name.
    fn is_written(&self, key: Key) -> bool {
        let schema = self.schema.compiled();
        schema
            .names
            .name(key)
            .is_some_and(|name| schema.elements.iter().any(|element| element.names.written.contains(name)))
    }

    fn element_key(&self, shown: &str, home: &str) -> Option<Key> {
        let names = &self.schema.compiled().names;
        names.names().find(|(_, name)| message::shown(name, home) == shown).map(|(key, _)| key)
    }

    fn did_you_mean(&self, meant: &str, home: &str) -> Option<String> {
        let schema = self.schema.compiled();
        let row = (0..)
            .zip(&schema.elements)
            .find(|(_, element)| element.names.written.iter().any(|name| message::shown(name, home) == meant));
        let gloss = row.and_then(|(row, _)| message::gloss(schema, row, home));
        Some(match gloss {
            Some(gloss) => format!("did you mean {gloss}"),
            None => format!("did you mean `{meant}`?"),
        })
    }

    fn where_else(&mut self, case: &ElementCase, is_known: bool, expected: &[String], state: &State) -> Option<String> {
        let schema = self.schema.compiled();
        let (key, name, home) = (case.key, &*case.name, &*case.home);
        let mut sentences = Vec::new();
        if is_known {
            let own: Rows = (0..)
                .zip(&schema.elements)
                .filter(|(_, element)| element.names.contains(key))
                .map(|(row, _)| row)
                .collect();
            let parents = message::ordered(self.names_of(&expected::parents(schema, &own), home), None);
            if !parents.is_empty() {
                sentences.push(format!("`{name}` can stand in {}", message::listed(&parents, "or")));
            }
        } else {
            let all: Vec<String> = self.names_of(&(0..).take(schema.elements.len()).collect::<Rows>(), home);
            if let Some(meant) = message::likely(name, &all) {
                sentences.push(format!("did you mean `{meant}`?"));
            }
        }
        let text = self
            .cache
            .ask(|automaton| state.entries.iter().any(|entry| expected::allows_text(&automaton.store, entry.pattern)));
        let text = if text { "text, " } else { "" };
        sentences.push(match (&case.parent, expected.is_empty()) {
            (Some(parent), false) => format!("here `{parent}` can hold {text}{}", message::listed(expected, "or")),
            (Some(parent), true) if text.is_empty() => format!("`{parent}` holds nothing more here"),
            (Some(parent), true) => format!("here `{parent}` can hold only text"),
            (None, _) => format!("a document is {}", message::listed(expected, "or")),
        });
        Some(sentences.join("; "))
    }
}

fn self_state(frames: &[Frame]) -> StateId {
    frames.last().map_or(StateId::DEAD, |frame| frame.state)
}

/// The span of a text without the white space at its ends, where the text stands in the document as it is.
fn trimmed(text: &str, span: Span) -> Span {
    if text.len() != span.len() {
        return span;
    }
    let inside = Span::new(0, text.len()).trim(text);
    Span::new(span.start + inside.start, span.start + inside.end)
}
