//! What is reported where a document does not fit, and how to go on so that one mistake is one finding.
//!
//! - An element that stands too early: what is missing before it is reported, and the document goes on behind it. Where that
//!   comes later it is passed over in silence.
//! - A name that is nearly one that is expected, or the right name in another namespace, is taken for it.
//! - A namespace that was not right anywhere before is taken for the other below that element, where its names do not fit as they are.
//! - Any other element that cannot stand here is checked against what the schema says of its name elsewhere, and the element
//!   around it goes on as if it were not there. An element that the schema does not know may hold anything; what is found inside
//!   it is [secondary](Diagnostic::is_secondary). Further ones of the same name in the same element are the same finding.
//! - What is missing at the end of an element is reported unless something was there that did not fit: it may have been that.
//!
//! Leaves out attributes: `attribute_recovery`.

use std::sync::Arc;

use super::automaton::{Follows, State, StateId};
use super::compiled::{ElementRow, Names};
use super::expected::{self, Missing};
use super::message::{self, Refused};
use super::name_table::Key;
use super::pattern::{Id, Pattern};
use super::refusal::{self, ElementCase, ElementRefusal};
use super::spelling::{Spelling, quoted};
use super::validator::{ANYTHING, ErrorState, Frame, Renaming, Unexpected, Validator};
use super::word_fault::word_fault;
use crate::datatype::Context;
use crate::diag::{self, Diagnostic, Related};
use crate::text::Span;
use crate::xml::{Name, NameId, Start};

/// Steps that a comparison of two names for likeness takes, about.
pub(super) const COMPARED: usize = 32;

/// Names that are spelt out for one finding, at most.
const MOST_NAMED: usize = 1000;

/// The rows whose names a finding may show.
pub(super) fn first<R>(rows: &[R]) -> &[R] {
    rows.get(..MOST_NAMED).unwrap_or(rows)
}

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
        if self.has_enough() {
            return (self.anywhere(key), Follows::Same);
        }
        let trouble = self.frames.last_mut().and_then(|frame| frame.trouble.as_deref_mut());
        let was_passed = trouble
            .as_ref()
            .is_some_and(|trouble| trouble.passed.iter().any(|&row| schema.element(row).names.contains(key)));
        if was_passed {
            return (self.anywhere(key), Follows::Same);
        }
        let known = trouble.and_then(|trouble| trouble.strays.iter_mut().find(|stray| stray.name == start.name));
        if let Some(stray) = known {
            stray.count += 1;
            let is_unknown = stray.is_unknown;
            let finding = stray.finding.and_then(|at| self.findings.get_mut(at));
            if let Some(finding) = finding.filter(|finding| finding.related.len() < MOST_PLACES) {
                finding.related.push(Related::here(start.name_span, "the same again"));
            }
            if is_unknown {
                self.enter_unknown();
            }
            return (self.anywhere(key), Follows::Same);
        }
        let case = ElementCase {
            state: self_state(&self.frames),
            key,
            name: self.label(start.name).into(),
            namespace: start.names.get(start.name).map(|name| name.namespace.clone()).unwrap_or_default(),
            parent: self.parent_label().map(Into::into),
            spelling: self.spelling(start),
        };
        let known = self.cache.refusals.element(&case).filter(|(_, price)| self.pays(*price));
        let refusal = match known {
            Some((known, _)) => known,
            None => {
                let (made, price) = self.priced(|this| match this.too_early(&case) {
                    Some(early) => Ok(early),
                    None => {
                        this.other_namespace(start, &case.spelling).map_or_else(|| Ok(this.out_of_place(&case)), Err)
                    }
                });
                match made {
                    Err(gone_on) => return gone_on,
                    // What was said for want of steps is not for others.
                    Ok(refusal) if self.help.is_spent() || self.cache.is_spent() => Arc::new(refusal),
                    Ok(refusal) => self.cache.refusals.keep_element(case, refusal, price),
                }
            }
        };
        let finding = self.report(refusal::moved(&refusal.finding, start.name_span));
        let is_unknown = refusal.finding.code == &diag::UNKNOWN_ELEMENT;
        if let Some(frame) = self.frames.last_mut() {
            let trouble = frame.trouble();
            trouble.passed.extend(&refusal.passed);
            if refusal.follows == Follows::Same {
                trouble.strays.push(Unexpected { name: start.name, finding, count: 1, is_unknown });
            }
        }
        if is_unknown {
            self.enter_unknown();
        }
        (refusal.state, refusal.follows)
    }

    /// An element that can come here only where nothing or another is written for it.
    fn out_of_place(&mut self, case: &ElementCase) -> ElementRefusal {
        let (key, name, at) = (case.key, &*case.name, &case.spelling);
        let state = Arc::clone(self.cache.state(case.state));
        let next = self.next_rows(&state);
        let is_afforded = self.affords(next.len() * COMPARED);
        let expected = if is_afforded { self.names_of(&next, at) } else { Vec::new() };
        let is_known = self.is_written(key);
        let is_foreign = !is_known && !self.schema.compiled().names.has_namespace(&case.namespace);
        let meant = if is_known || is_foreign { None } else { message::likely(name, &expected) };
        let expected = message::ordered(expected, meant.as_deref());
        let finding = match (&case.parent, is_known) {
            _ if is_foreign && case.namespace.is_empty() => {
                let message = format!("`{name}` is in no namespace, where the schema knows no element");
                Diagnostic::new(&diag::UNKNOWN_ELEMENT, message)
            }
            _ if is_foreign => {
                let namespace = message::shortened(&case.namespace);
                let message = format!("the schema knows no element of the namespace of `{name}`, `{namespace}`");
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
            Some(meant) => self.did_you_mean(meant, at),
            None => self.where_else(case, is_known || is_foreign, &expected, &state),
        };
        let mut finding = finding.expected(message::held(&expected));
        finding.help = help;
        let meant = meant.and_then(|meant| self.element_key(&meant, at));
        let step = meant.map(|key| self.cache.step(case.state, key)).filter(|step| step.state != StateId::DEAD);
        let (state, follows) = match step {
            Some(step) => (step.state, Follows::Next(step.continuation)),
            None if is_known => (self.anywhere(key), Follows::Same),
            None => (ANYTHING, Follows::Same),
        };
        ElementRefusal { finding, state, follows, passed: Vec::new() }
    }

    /// An element before which something is missing.
    fn too_early(&mut self, case: &ElementCase) -> Option<ElementRefusal> {
        let (key, name, at) = (case.key, &*case.name, &case.spelling);
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
        let is_it = |row: &ElementRow| schema.element(*row).names.contains(key);
        let mut missing: Vec<ElementRow> =
            before.into_iter().filter(|row| !after.contains(row) && !is_it(row)).collect();
        let mut link = "and";
        if missing.is_empty() {
            missing = self.next_rows(&state).iter().copied().filter(|row| !is_it(row)).collect();
            link = "or";
        }
        let names = message::ordered(self.names_of(first(&missing), at), None);
        // Nothing to name: what is missing is no element.
        let parent = case.parent.as_deref().filter(|_| !names.is_empty())?;
        let message = format!("{} must come before `{name}` in `{parent}`", message::listed(&names, link));
        let mut finding = Diagnostic::new(&diag::MISSING_ELEMENT, message).expected(message::held(&names));
        finding.help = match (&*missing, &*names) {
            ([only], [name]) => message::gloss(schema, *only, name),
            _ => None,
        };
        Some(ElementRefusal { finding, state: step.state, follows: Follows::Next(step.continuation), passed: missing })
    }

    /// An element ends: what its first stray child was said to be is said of the others by number.
    pub(super) fn count_strays(&mut self, trouble: &ErrorState) {
        for stray in trouble.strays.iter().chain(&trouble.misnamed).filter(|stray| stray.count > 1) {
            if let Some(finding) = stray.finding.and_then(|at| self.findings.get_mut(at)) {
                finding.message = format!("{} ({} times)", finding.message, stray.count);
            }
        }
    }

    /// An element of the right name in the wrong namespace: one that the schema writes for this place in another.
    fn other_namespace(&mut self, start: &Start<'_>, at: &Spelling) -> Option<(StateId, Follows)> {
        let schema = self.schema.compiled();
        let name = start.names.get(start.name)?;
        let state = self.state_of_parent();
        let next = self.next_rows(&state);
        if !self.affords(next.len()) {
            return None;
        }
        let rows = next.iter().map(|&row| schema.element(row));
        let right = rows.flat_map(|row| &row.names.written).find(|(_, local)| **local == *name.local)?;
        let step = self.cache.step(self_state(&self.frames), schema.names.key(&right.0, &right.1));
        if step.state == StateId::DEAD {
            return None;
        }
        let gone_on = (step.state, Follows::Next(step.continuation));
        let known = self.frames.last_mut().and_then(|frame| frame.trouble.as_deref_mut());
        if let Some(stray) = known.and_then(|known| known.misnamed.iter_mut().find(|stray| stray.name == start.name)) {
            stray.count += 1;
            return Some(gone_on);
        }
        let is_new = !self.accepted.contains(&name.namespace);
        let label = self.label(start.name);
        let message = match &*name.namespace {
            "" => format!("`{label}` is in no namespace"),
            own => format!("`{label}` is in the namespace `{}`", message::shortened(own)),
        };
        let namespace = message::shortened(&right.0);
        let help = match (&*right.0, &*name.prefix) {
            ("", "") => "the schema knows it without a namespace: write `xmlns=\"\"`".to_owned(),
            ("", _) => format!("the schema knows it without a namespace: write `{}`", message::shortened(&right.1)),
            (other, prefix) => match (at.prefix(other).filter(|known| *known != prefix), is_new, prefix) {
                (Some(_), ..) => format!("the schema knows it in another: write {}", quoted(&at.element(right))),
                (None, true, "") => format!("the schema knows it in another: write `xmlns=\"{namespace}\"`"),
                (None, true, prefix) => {
                    let prefix = message::shortened(prefix);
                    format!("the schema knows it in another: write `xmlns:{prefix}=\"{namespace}\"`")
                }
                (None, false, _) => {
                    format!("the schema knows it in `{namespace}`: write it with a prefix of that namespace")
                }
            },
        };
        let finding = self.report(Diagnostic::new(&diag::WRONG_NAMESPACE, message).at(start.name_span).help(help));
        if is_new {
            self.renamings.push(Renaming {
                depth: self.frames.len(),
                from: Arc::clone(&name.namespace),
                to: Arc::clone(&right.0),
            });
        }
        if let Some(frame) = self.frames.last_mut() {
            frame.trouble().misnamed.push(Unexpected { name: start.name, finding, count: 1, is_unknown: false });
        }
        Some(gone_on)
    }

    /// What an element means where its namespace is taken for another.
    pub(super) fn renamed(&self, start: &Start<'_>) -> Option<Key> {
        let name = start.names.get(start.name).filter(|_| !self.renamings.is_empty())?;
        let renaming = self.renamings.iter().rev().find(|renaming| renaming.from == name.namespace)?;
        let names = &self.schema.compiled().names;
        Some(names.key(&renaming.to, &name.local)).filter(|&key| names.name(key).is_some())
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
        let name = frame.name;
        let at = self.spelling_inside(name);
        let next = self.next_rows(&state);
        let expected = message::ordered(self.names_of(first(&next), &at), None);
        let parent = parent.unwrap_or_default();
        let message = format!("text cannot stand here in `{parent}`: “{}”", message::brief(text));
        let help = match expected.as_slice() {
            [] => format!("`{parent}` holds nothing more"),
            names => format!("`{parent}` can hold {} here", message::listed(names, "or")),
        };
        let finding = Diagnostic::new(&diag::STRAY_TEXT, message).at(trimmed(text, span)).help(help);
        self.report(finding.expected(message::held(&expected)));
    }

    /// The text of an element that is compared with types and fits none.
    pub(super) fn bad_text(&mut self, frame: &Frame, state: &State, text: &str, span: Span, context: &dyn Context) {
        let schema = self.schema.compiled();
        let patterns: Vec<Id> = state.entries.iter().map(|entry| entry.pattern).collect();
        let (fault, leaves) = self.cache.ask(|automaton| {
            let fault = word_fault(&mut automaton.store, schema, &patterns, text, context);
            let leaves = patterns.iter().flat_map(|&pattern| expected::leaves(&automaton.store, pattern));
            (fault, leaves.collect::<Vec<Pattern>>())
        });
        let element = frame.name.map(|name| self.label(name)).unwrap_or_default();
        let whole = trimmed(text, span);
        let (word, leaves, place) = match &fault {
            Some(fault) if text.len() == span.len() => {
                let (start, end) = (span.start + fault.range.start, span.start + fault.range.end);
                (text.get(fault.range.clone()).unwrap_or_default(), &fault.possible, Span::new(start, end))
            }
            Some(fault) => (text.get(fault.range.clone()).unwrap_or_default(), &fault.possible, whole),
            None => (text, &leaves, whole),
        };
        let Refused { reason, values, details } = message::refused(schema, leaves, word, context);
        let (is_empty, shown) = (text.trim().is_empty(), message::brief(word));
        let message = match &fault {
            _ if is_empty => format!("`{element}` is empty: {reason}"),
            Some(fault) if fault.range.is_empty() => format!("the list in `{element}` is not complete: {reason}"),
            Some(fault) if fault.possible.is_empty() => format!("`{shown}` is too much for the list in `{element}`"),
            Some(_) => format!("`{shown}` cannot stand in the list in `{element}`: {reason}"),
            None => format!("`{shown}` cannot be the text of `{element}`: {reason}"),
        };
        let mut finding = Diagnostic::new(&diag::BAD_TEXT, message).at(if is_empty { whole } else { place });
        finding.help = details;
        self.report(finding.expected(message::held(&values)));
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
        let at = self.spelling_inside(frame.name);
        let (rows, link) = match missing {
            Some(Missing::All(rows)) => (rows, "and"),
            Some(Missing::OneOf(rows)) => (rows, "or"),
            None => (Vec::new(), ""),
        };
        let names = message::ordered(self.names_of(first(&rows), &at), None);
        let element = frame.name.map(|name| self.label(name)).unwrap_or_default();
        let message = match names.as_slice() {
            [] => format!("`{element}` cannot match the schema"),
            names => format!("`{element}` needs {}", message::listed(names, link)),
        };
        let mut finding = Diagnostic::new(&diag::MISSING_ELEMENT, message).at(frame.name_span);
        if !end.is_empty() {
            finding = finding.related(end, "it ends here");
        }
        finding.help = match (&*rows, &*names) {
            ([only], [name]) => message::gloss(self.schema.compiled(), *only, name),
            _ => None,
        };
        self.report(finding.expected(message::held(&names)));
    }

    fn state_of_parent(&mut self) -> Arc<State> {
        let state = self_state(&self.frames);
        Arc::clone(self.cache.state(state))
    }

    fn parent_label(&self) -> Option<String> {
        self.frames.last().and_then(|frame| frame.name).map(|name| self.label(name))
    }

    /// How names are written where a tag stands.
    pub(super) fn spelling(&self, start: &Start<'_>) -> Spelling {
        let parent = self.frames.last().and_then(|frame| frame.name).and_then(|name| start.names.get(name));
        let parent = parent.map(|name| self.as_meant(name));
        Spelling::around(parent.as_ref(), start.scope, &self.schema.compiled().names)
    }

    /// How names are written inside an element that ends here.
    fn spelling_inside(&self, element: Option<NameId>) -> Spelling {
        let element = element.and_then(|name| self.labels.get(name.0 as usize)).map(|name| self.as_meant(name));
        Spelling::inside(element.as_ref(), &self.labels)
    }

    /// A name in the namespace that its own is taken for.
    fn as_meant(&self, name: &Name) -> Name {
        let renaming = self.renamings.iter().rev().find(|renaming| renaming.from == name.namespace);
        let namespace = renaming.map_or(&name.namespace, |renaming| &renaming.to);
        Name { namespace: Arc::clone(namespace), ..name.clone() }
    }

    fn needed(&mut self, state: &State) -> Vec<ElementRow> {
        let patterns: Vec<Id> = state.entries.iter().map(|entry| entry.pattern).collect();
        let missing = self.cache.ask(|automaton| {
            let any = automaton.store.choice(patterns);
            expected::missing_elements(&automaton.store, any)
        });
        match missing {
            Some(Missing::All(rows)) => rows,
            _ => Vec::new(),
        }
    }

    pub(super) fn rows_of<R: Ord>(&mut self, state: &State, find: fn(&super::pattern::Store, Id) -> Vec<R>) -> Vec<R> {
        let mut rows = self.cache.ask(|automaton| {
            let patterns = state.entries.iter().map(|entry| entry.pattern);
            let rows = patterns.flat_map(|pattern| find(&automaton.store, pattern)).collect::<Vec<R>>();
            let _ = automaton.store.takes(rows.len());
            rows
        });
        rows.sort_unstable();
        rows.dedup();
        rows
    }

    /// The elements that may come next in a state; asked again and again of the same one.
    fn next_rows(&mut self, state: &Arc<State>) -> Arc<[ElementRow]> {
        if let Some((_, rows)) = self.next.as_ref().filter(|(known, _)| Arc::ptr_eq(known, state)) {
            return Arc::clone(rows);
        }
        let rows: Arc<[ElementRow]> = self.rows_of(state, expected::elements).into();
        self.next = Some((Arc::clone(state), Arc::clone(&rows)));
        rows
    }

    fn names_of(&self, elements: &[ElementRow], at: &Spelling) -> Vec<String> {
        let schema = self.schema.compiled();
        let rows = elements.iter().map(|&row| schema.element(row));
        let names = |names: &Names| match names.written.as_slice() {
            [] => vec!["any element".to_owned()],
            written => written.iter().map(|name| message::shortened(&at.element(name))).collect(),
        };
        rows.flat_map(|row| names(&row.names)).collect()
    }

    /// Whether some element of the schema is written with this name.
    pub(super) fn is_written(&self, key: Key) -> bool {
        let schema = self.schema.compiled();
        schema.names.name(key).is_some_and(|name| schema.element_names.contains(name))
    }

    fn element_key(&self, shown: &str, at: &Spelling) -> Option<Key> {
        let names = &self.schema.compiled().names;
        names.names().find(|(_, name)| at.element(name) == shown).map(|(key, _)| key)
    }

    fn did_you_mean(&self, meant: &str, at: &Spelling) -> Option<String> {
        let schema = self.schema.compiled();
        let row = schema
            .elements
            .iter()
            .find(|(_, element)| element.names.written.iter().any(|name| at.element(name) == meant));
        let gloss = row.and_then(|(row, _)| message::gloss(schema, row, meant));
        Some(match gloss {
            Some(gloss) => format!("did you mean {gloss}"),
            None => format!("did you mean {}?", quoted(meant)),
        })
    }

    fn where_else(&mut self, case: &ElementCase, is_known: bool, expected: &[String], state: &State) -> Option<String> {
        let schema = self.schema.compiled();
        let (key, name, at) = (case.key, &*case.name, &case.spelling);
        let mut sentences = Vec::new();
        let store = schema.store.len() as usize;
        if !self.affords(if is_known { store } else { schema.elements.len() * COMPARED }) {
            // The help would take too long to find.
        } else if is_known {
            let taking = schema.elements.iter().filter(|(_, element)| element.names.contains(key));
            let own: Vec<ElementRow> = taking.map(|(row, _)| row).collect();
            let mut parents = message::ordered(self.names_of(&expected::parents(schema, &own), at), None);
            parents.retain(|parent| !parent.contains(' ') && Some(&**parent) != case.parent.as_deref());
            if !parents.is_empty() {
                sentences.push(format!("`{name}` can stand in {}", message::listed(&parents, "or")));
            }
        } else {
            let mut all: Vec<String> =
                self.names_of(&schema.elements.iter().map(|(row, _)| row).collect::<Vec<_>>(), at);
            all.retain(|other| Some(&**other) != case.parent.as_deref());
            if let Some(meant) = message::misspelt(name, &all) {
                sentences.push(format!("did you mean {}?", quoted(&meant)));
            }
        }
        let text = self
            .cache
            .ask(|automaton| state.entries.iter().any(|entry| expected::allows_text(&automaton.store, entry.pattern)));
        let listed = message::listed(expected, "or");
        sentences.push(match (&case.parent, expected.len()) {
            (Some(parent), 0) if text => format!("here `{parent}` can hold only text"),
            (Some(parent), 0) => format!("`{parent}` holds nothing more here"),
            (Some(parent), 1) if text => format!("here `{parent}` can hold text or {listed}"),
            (Some(parent), _) if text => format!("here `{parent}` can hold text, {listed}"),
            (Some(parent), _) => format!("here `{parent}` can hold {listed}"),
            (None, 0) => "no document fits the schema".to_owned(),
            (None, _) => format!("a document is {listed}"),
        });
        Some(sentences.join("; "))
    }
}

fn self_state(frames: &[Frame]) -> StateId {
    frames.last().map_or(StateId::DEAD, |frame| frame.state)
}

/// The span of a text without the white space at its ends, where the text stands in the document as it is.
pub(super) fn trimmed(text: &str, span: Span) -> Span {
    if text.len() != span.len() {
        return span;
    }
    let inside = Span::new(0, text.len()).trim(text);
    Span::new(span.start + inside.start, span.start + inside.end)
}
