//! Values of attributes and texts of elements, compared with the types of the schema.
//!
//! Takes a value, or the text of an element piece by piece until an element begins or ends; gives whether it fits, or the labels with which the element
//! may end. Text that no type can take is reported by `recovery`.

use std::sync::Arc;

use rustc_hash::FxHashSet;

use super::super::automaton::{Labels, StateId};
use super::super::derivative;
use super::super::pattern::{Id, Pattern, Store};
use super::{Frame, MOST_SCRATCH, Namespaces, Validator};
use crate::datatype::Context;
use crate::text::Span;
use crate::xml::{Scope, is_blank};

/// What a value may depend on: the namespaces in scope and the unparsed entities.
pub(super) struct ValueContext<'a> {
    /// The namespaces.
    pub prefixes: Prefixes<'a>,
    /// The unparsed entities.
    pub unparsed: &'a FxHashSet<String>,
}

/// Where the namespace of a prefix is looked up.
#[derive(Clone, Copy)]
pub(super) enum Prefixes<'a> {
    /// In the tag that is being read.
    Scope(Scope<'a>),
    /// In what was kept of an earlier tag.
    Kept(&'a [(Box<str>, Box<str>)]),
}

impl Context for ValueContext<'_> {
    fn namespace(&self, prefix: &str) -> Option<&str> {
        match self.prefixes {
            Prefixes::Scope(scope) => scope.namespace(prefix),
            Prefixes::Kept(kept) => kept.iter().find(|(own, _)| &**own == prefix).map(|(_, namespace)| &**namespace),
        }
    }

    fn is_unparsed_entity(&self, name: &str) -> bool {
        self.unparsed.contains(name)
    }
}

impl Validator<'_> {
    /// Whether the value of an attribute fits a pattern.
    pub(super) fn value_fits(&mut self, content: Id, value: &str, scope: Scope<'_>) -> bool {
        let schema = self.schema.compiled();
        let context = ValueContext { prefixes: Prefixes::Scope(scope), unparsed: &self.unparsed };
        // Where the values are too many to meet again, or the check is cheap, it is made anew each time.
        let is_kept = match schema.store.get(content) {
            Pattern::Text => return true,
            Pattern::Data(_) | Pattern::Value(_) | Pattern::List(_) => false,
            _ => !schema.needs_context,
        };
        if let Some(fits) = is_kept.then(|| self.cache.known_value(content, value)).flatten() {
            return fits;
        }
        if self.scratch.bytes() > MOST_SCRATCH {
            self.scratch = Store::on(Arc::clone(&schema.store));
        }
        let scratch = &mut self.scratch;
        let fits = self.cache.charge(scratch, |store| derivative::matches(store, schema, content, value, &context));
        if is_kept {
            self.cache.keep_value(content, value, fits);
        }
        fits
    }

    /// The text kept so far stands before an element: only text that is compared with no type can.
    pub(super) fn flush_text(&mut self) {
        let Some(span) = self.text_span.take() else {
            return;
        };
        let text = std::mem::take(&mut self.text);
        if !is_blank(&text) {
            self.free_text(&text, span);
        }
        self.text = text;
        self.text.clear();
    }

    pub(super) fn free_text(&mut self, text: &str, span: Span) {
        let Some(state) = self.frames.last().map(|frame| frame.state) else {
            return;
        };
        match self.cache.text(state) {
            StateId::DEAD => self.stray_text(text, span),
            next => {
                if let Some(frame) = self.frames.last_mut() {
                    frame.state = next;
                }
            }
        }
    }

    /// What is in scope, to be kept: one value for all elements in the same scope.
    pub(super) fn namespaces(&mut self, scope: Scope<'_>) -> Namespaces {
        if let Some((_, kept)) = self.kept.as_ref().filter(|(id, _)| *id == scope.id()) {
            return Arc::clone(kept);
        }
        let all: Namespaces = scope.prefixes().map(|(prefix, namespace)| (prefix.into(), namespace.into())).collect();
        self.kept = Some((scope.id(), Arc::clone(&all)));
        all
    }

    /// The labels with which an element may end whose content is compared with types.
    pub(super) fn text_labels(&mut self, frame: &Frame) -> Labels {
        let text = std::mem::take(&mut self.text);
        let state = Arc::clone(self.cache.state(frame.state));
        let schema = self.schema.compiled();
        let bindings = frame.scope.as_deref().unwrap_or_default();
        let unparsed = std::mem::take(&mut self.unparsed);
        let context = ValueContext { prefixes: Prefixes::Kept(bindings), unparsed: &unparsed };
        let labels = self.cache.ask(|automaton| {
            let fits: Vec<bool> = state
                .entries
                .iter()
                .map(|entry| derivative::matches(&mut automaton.store, schema, entry.pattern, &text, &context))
                .collect();
            automaton.labels_where(&state, |at| fits.get(at).copied().unwrap_or(false))
        });
        if labels == Labels::NONE {
            let span = self.text_span.unwrap_or(frame.name_span);
            self.bad_text(frame, &state, &text, span, &context);
        }
        self.unparsed = unparsed;
        self.text_span = None;
        self.text = text;
        self.text.clear();
        labels
    }
}
