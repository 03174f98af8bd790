//! One document against a schema, step by step. Takes the steps of the document as a [`Sink`]; gives diagnostics.
//!
//! What fits costs a look at a table for each tag, attribute and text, and allocates nothing. What does not fit is reported by
//! `recovery`, which also says how to go on. Holds one frame for each open element.

mod attributes;
mod value;

use std::sync::Arc;

use rustc_hash::FxHashSet;

use super::automaton::{Follows, Labels, State, StateId};
use super::cache::{Cache, Live};
use super::compiled::{AttributeRow, ElementRow};
use super::identity::Identity;
use super::limits::{Effort, STEPS_PER_BYTE, STEPS_PER_ELEMENT};
use super::message::{self, shortened};
use super::name_table::Key;
use super::pattern::Store;
use super::refusal::Price;
use super::schema::Schema;

use crate::diag::Diagnostic;
use crate::text::Span;
use crate::xml::{Name, NameId, Names, ScopeId, Sink, Start, is_blank};

/// Findings in one document before the rest is left out; as many secondary ones beside them.
const MOST_FINDINGS: usize = 10_000;

/// Bytes of the store for single values before it is emptied.
const MOST_SCRATCH: usize = 8 << 20;

/// The state inside an element that the schema does not know: anything may stand there, and what the schema knows is checked.
pub(super) const ANYTHING: StateId = StateId(u32::MAX);

/// Validates one document.
#[derive(Debug)]
pub struct Validator<'s> {
    pub(super) schema: &'s Schema,
    /// The automaton as this document sees it.
    pub(super) cache: Cache,
    /// What the schema sees of each name of the document.
    pub(super) keys: Vec<Key>,
    /// The names of the document as they are written.
    pub(super) labels: Vec<Name>,
    /// Namespaces of elements that fitted as they are.
    pub(super) accepted: FxHashSet<Arc<str>>,
    last_accepted: Option<Arc<str>>,
    /// Namespaces that are taken for others, the innermost last.
    pub(super) renamings: Vec<Renaming>,
    /// How many elements are open around the outermost one that the schema does not know.
    unknown: Option<usize>,
    pub(super) frames: Vec<Frame>,
    /// The text of the innermost element, where it is compared with a type.
    text: String,
    text_span: Option<Span>,
    pub(super) scratch: Store,
    /// Steps that are left for the help of findings.
    pub(super) help: Effort,
    /// A state, and the elements that may come next in it.
    pub(super) next: Option<(Arc<State>, Arc<[ElementRow]>)>,
    /// Whether nothing further is checked.
    has_given_up: bool,
    /// The factors that attributes of the tag at hand have moved.
    moved: Vec<(u32, StateId)>,
    /// Rows of attributes that the tag at hand was likely meant to have: they are not reported as missing too.
    pub(super) guessed: Vec<AttributeRow>,
    fits: Vec<bool>,
    identity: Identity,
    unparsed: FxHashSet<String>,
    /// The last scope that was kept.
    kept: Option<(ScopeId, Namespaces)>,
    pub(super) findings: Vec<Diagnostic>,
    primary: usize,
    secondary: usize,
}

/// Prefixes with their namespaces.
type Namespaces = Arc<[(Box<str>, Box<str>)]>;

/// An open element; the first stands for the document.
#[derive(Clone, Debug)]
pub(super) struct Frame {
    /// Its name for people.
    pub name: Option<NameId>,
    /// Where its name stands.
    pub name_span: Span,
    /// What may still come inside.
    pub state: StateId,
    /// What follows in the element around it.
    pub follows: Follows,
    /// What has been reported of its content.
    pub trouble: Option<Box<ErrorState>>,
    /// The namespaces in scope, where the content is compared with types that ask for them.
    pub scope: Option<Namespaces>,
}

/// A namespace that is taken for another of the schema's.
#[derive(Debug)]
pub(super) struct Renaming {
    /// How many elements are open around the one where it was found.
    pub depth: usize,
    /// The namespace of the document.
    pub from: Arc<str>,
    /// That of the schema.
    pub to: Arc<str>,
}

/// What has been reported of the content of an element.
#[derive(Clone, Debug, Default)]
pub(super) struct ErrorState {
    /// Children that cannot stand here: what is missing may be one of them.
    pub strays: Vec<Unexpected>,
    /// Children that are in a wrong namespace.
    pub misnamed: Vec<Unexpected>,
    /// Whether there was text that cannot stand here.
    pub has_stray_text: bool,
    /// Elements that are missing: they are passed over when they come.
    pub passed: Vec<ElementRow>,
}

impl Frame {
    /// What has been reported of its content, to add to it.
    pub(super) fn trouble(&mut self) -> &mut ErrorState {
        self.trouble.get_or_insert_default()
    }
}

/// A kind of child that cannot stand in an element.
#[derive(Clone, Debug)]
pub(super) struct Unexpected {
    /// Its name.
    pub name: NameId,
    /// Which finding reported the first; `None` where there were too many.
    pub finding: Option<usize>,
    /// How many there are.
    pub count: usize,
    /// Whether the schema does not know it.
    pub is_unknown: bool,
}

impl<'s> Validator<'s> {
    pub(super) fn new(schema: &'s Schema, cache: Cache) -> Self {
        let document = Frame {
            name: None,
            name_span: Span::default(),
            state: cache.start(),
            follows: Follows::Same,
            trouble: None,
            scope: None,
        };
        Self {
            schema,
            cache,
            keys: Vec::new(),
            labels: Vec::new(),
            accepted: FxHashSet::default(),
            last_accepted: None,
            renamings: Vec::new(),
            unknown: None,
            frames: vec![document],
            text: String::new(),
            text_span: None,
            scratch: Store::on(Arc::clone(&schema.compiled().store)),
            help: Effort::new(schema.help_steps()),
            next: None,
            has_given_up: false,
            moved: Vec::new(),
            guessed: Vec::new(),
            fits: Vec::new(),
            identity: Identity::default(),
            unparsed: FxHashSet::default(),
            kept: None,
            findings: Vec::new(),
            primary: 0,
            secondary: 0,
        }
    }

    /// Steps that the document has taken beyond those that its length earns.
    #[must_use]
    pub fn debt(&self) -> u64 {
        self.cache.debt()
    }

    /// What was found, in the order of the document.
    #[must_use]
    pub fn finish(mut self) -> Vec<Diagnostic> {
        if self.cache.is_spent() {
            self.give_up();
        }
        let mut findings = self.findings;
        // What was not checked may give the id.
        findings.extend((!self.has_given_up).then(|| self.identity.finish()).into_iter().flatten());
        findings.sort_by_key(|finding| finding.is_secondary);
        let primary = findings.iter().take_while(|finding| !finding.is_secondary).count();
        findings.drain(primary.min(MOST_FINDINGS)..primary);
        findings.sort_by_key(|finding| finding.span.map(|span| span.start));
        self.schema.give_back(self.cache);
        findings
    }

    /// As [`Self::finish`]; gives a validator for another part of the same document too, which need not learn its names again.
    #[must_use]
    pub fn next_part(mut self) -> (Vec<Diagnostic>, Self) {
        let (schema, unparsed) = (self.schema, std::mem::take(&mut self.unparsed));
        let (keys, labels) = (std::mem::take(&mut self.keys), std::mem::take(&mut self.labels));
        let findings = self.finish();
        (findings, Self { keys, labels, unparsed, ..schema.validator() })
    }

    /// How many names of the document it knows.
    #[must_use]
    pub fn known(&self) -> usize {
        self.keys.len()
    }

    /// Takes a finding; gives its number. Inside an element that the schema does not know it is secondary.
    pub(super) fn report(&mut self, finding: Diagnostic) -> Option<usize> {
        if self.cache.is_spent() {
            self.give_up();
            return None;
        }
        self.take(finding)
    }

    fn take(&mut self, mut finding: Diagnostic) -> Option<usize> {
        finding.is_secondary = self.unknown.is_some();
        let number = self.findings.len();
        let count = if finding.is_secondary { &mut self.secondary } else { &mut self.primary };
        if *count >= MOST_FINDINGS {
            return None;
        }
        *count += 1;
        self.findings.push(finding);
        Some(number)
    }

    /// Whether there is no room for a finding where the document has come to.
    pub(super) fn has_enough(&self) -> bool {
        (if self.unknown.is_some() { self.secondary } else { self.primary }) >= MOST_FINDINGS
    }

    /// Does work with its price, which does not depend on what the document has asked before.
    pub(super) fn priced<T>(&mut self, work: impl FnOnce(&mut Self) -> T) -> (T, Price) {
        let (before, help) = (self.cache.take_answers(), self.help.left());
        self.next = None;
        let done = work(self);
        self.next = None;
        let price = self.cache.restore(before);
        (done, Price { help: help.saturating_sub(self.help.left()), ..price })
    }

    /// Pays for what was worked out for another document; `false` where the document would not have come so far.
    pub(super) fn pays(&mut self, price: Price) -> bool {
        let is_afforded = price.help == 0 || self.help.left() > price.help;
        if is_afforded {
            self.cache.pay(price);
            let _ = self.help.takes(usize::try_from(price.help).unwrap_or(usize::MAX));
        }
        is_afforded
    }

    /// Whether so many names or patterns can still be looked at for the help of a finding.
    pub(super) fn affords(&mut self, steps: usize) -> bool {
        self.help.takes(steps)
    }

    /// No step is left, or the states in use are too large: nothing further is checked.
    fn give_up(&mut self) {
        if !std::mem::replace(&mut self.has_given_up, true) {
            let span = self.frames.last().map_or(Span::default(), |frame| frame.name_span);
            self.unknown = None;
            self.take(message::too_ambiguous(span));
        }
        for frame in &mut self.frames {
            (frame.state, frame.follows) = (ANYTHING, Follows::Same);
        }
    }

    /// An element begins that the schema does not know.
    pub(super) fn enter_unknown(&mut self) {
        self.unknown.get_or_insert(self.frames.len());
    }

    /// An element has ended.
    fn leave(&mut self) {
        let depth = self.frames.len();
        self.unknown = self.unknown.filter(|unknown| *unknown < depth);
        while self.renamings.last().is_some_and(|renaming| renaming.depth >= depth) {
            self.renamings.pop();
        }
    }

    pub(super) fn key(&mut self, name: NameId, names: &Names) -> Key {
        let at = name.0 as usize;
        while self.keys.len() <= at {
            let Some(name) = names.get(NameId(u32::try_from(self.keys.len()).unwrap_or(u32::MAX))) else {
                return Key(0);
            };
            self.keys.push(self.schema.compiled().names.key(&name.namespace, &name.local));
            self.labels.push(name.clone());
        }
        self.keys.get(at).copied().unwrap_or(Key(0))
    }

    /// The name of an element or attribute for people.
    pub(super) fn label(&self, name: NameId) -> String {
        self.labels.get(name.0 as usize).map(|name| shortened(&name.as_written())).unwrap_or_default()
    }

    fn open(&mut self, start: &Start<'_>) -> (StateId, Follows) {
        let mut key = self.key(start.name, start.names);
        let around = self.frames.last().map_or(ANYTHING, |frame| frame.state);
        if self.has_given_up {
            return (ANYTHING, Follows::Same);
        }
        if around == ANYTHING {
            return (self.anywhere(key), Follows::Same);
        }
        let step = self.cache.step(around, key);
        if step.state != StateId::DEAD {
            self.accept(start);
            return (step.state, Follows::Next(step.continuation));
        }
        if let Some(renamed) = self.renamed(start) {
            let step = self.cache.step(around, renamed);
            if step.state != StateId::DEAD {
                return (step.state, Follows::Next(step.continuation));
            }
            key = if self.is_written(key) { key } else { renamed };
        }
        self.unexpected(start, key)
    }

    /// An element fits as it is, and so does its namespace.
    fn accept(&mut self, start: &Start<'_>) {
        let Some(name) = start.names.get(start.name) else { return };
        if self.last_accepted.as_ref().is_none_or(|last| !Arc::ptr_eq(last, &name.namespace)) {
            self.accepted.insert(Arc::clone(&name.namespace));
            self.last_accepted = Some(Arc::clone(&name.namespace));
        }
    }

    /// An element ends whose content was checked.
    fn close(&mut self, frame: &Frame, span: Span) {
        let state = self.cache.state(frame.state);
        let all = state.all;
        let (is_data, accepts) = (state.data, state.accepts);
        let mut labels = if is_data { self.text_labels(frame) } else { accepts };
        if labels == Labels::NONE {
            if !is_data {
                self.incomplete(frame, span);
            }
            labels = all;
        }
        if let Follows::Next(continuation) = frame.follows {
            let next = self.cache.next(continuation, labels);
            if let Some(parent) = self.frames.last_mut() {
                parent.state = next;
            }
        }
    }

    /// Moves to a new automaton when the old one has grown too large.
    fn renew(&mut self) {
        let live = self.frames.iter_mut().flat_map(|frame| {
            let state = (frame.state != ANYTHING).then_some(Live::State(&mut frame.state));
            let follows = match &mut frame.follows {
                Follows::Next(continuation) => Some(Live::Continuation(continuation)),
                Follows::Same => None,
            };
            state.into_iter().chain(follows)
        });
        if self.cache.renew(self.schema.shared(), live).is_err() {
            self.give_up();
        }
    }
}

impl Sink for Validator<'_> {
    fn start(&mut self, start: &Start<'_>) {
        let values = start.attributes.iter().map(|attribute| attribute.value.len()).sum::<usize>();
        self.cache.earn(STEPS_PER_ELEMENT + STEPS_PER_BYTE * values);
        if self.cache.is_spent() {
            self.give_up();
        } else if self.cache.is_full() && !self.has_given_up {
            self.renew();
        }
        if self.text_span.is_some() {
            self.flush_text();
        }
        let (opened, follows) = self.open(start);
        let state = if opened == ANYTHING { opened } else { self.attributes(start, opened) };
        let is_asked = self.schema.compiled().needs_context && state != ANYTHING && self.cache.state(state).data;
        let scope = is_asked.then(|| self.namespaces(start.scope));
        self.frames.push(Frame {
            name: Some(start.name),
            name_span: start.name_span,
            state,
            follows,
            trouble: None,
            scope,
        });
    }

    fn end(&mut self, span: Span) {
        let Some(frame) = self.frames.pop() else {
            return;
        };
        if let Some(trouble) = &frame.trouble {
            self.count_strays(trouble);
        }
        if frame.state != ANYTHING {
            self.close(&frame, span);
        }
        self.leave();
    }

    fn text(&mut self, text: &str, span: Span) {
        let Some(frame) = self.frames.last() else {
            return;
        };
        let at = frame.state;
        if at == ANYTHING {
            return;
        }
        let state = self.cache.state(at);
        if state.data {
            self.cache.earn(STEPS_PER_BYTE * text.len());
            self.text.push_str(text);
            self.text_span = Some(self.text_span.map_or(span, |before| before.to(span)));
            return;
        }
        if !self.cache.stays_at_text(at) && !is_blank(text) {
            self.free_text(text, span);
        }
    }

    fn unparsed_entity(&mut self, name: &str) {
        self.unparsed.insert(name.to_owned());
    }
}
