//! A compiled schema. Takes a [`Grammar`]; gives [`Validator`]s, one a document, on as many threads as one likes.

use std::sync::Arc;

use super::cache::{Cache, Shared};
use super::compiled::Compiled;
use super::simple::Grammar;
use super::validator::Validator;

/// Bytes that the automaton of a schema may take before it is made anew, about.
const MEMORY: usize = 32 << 20;

/// A schema, ready to validate; shared by all threads.
#[derive(Debug)]
pub struct Schema {
    shared: Shared,
    home: Arc<str>,
}

impl Schema {
    /// Compiles a grammar.
    #[must_use]
    pub fn new(grammar: &Grammar) -> Self {
        Self::within(grammar, MEMORY)
    }

    /// Compiles a grammar whose automaton may take about so many bytes.
    ///
    /// A document that needs more is not checked to its end, and a finding says so.
    #[must_use]
    pub fn within(grammar: &Grammar, bytes: usize) -> Self {
        let compiled = Compiled::new(grammar);
        let written = compiled.elements.first().and_then(|element| element.names.written.first());
        let home = written.map_or_else(|| "".into(), |(namespace, _)| Arc::clone(namespace));
        Self { shared: Shared::new(Arc::new(compiled), bytes), home }
    }

    /// Begins with a document.
    #[must_use]
    pub fn validator(&self) -> Validator<'_> {
        Validator::new(self, self.shared.take())
    }

    pub(super) fn compiled(&self) -> &Compiled {
        self.shared.schema()
    }

    pub(super) fn shared(&self) -> &Shared {
        &self.shared
    }

    pub(super) fn give_back(&self, cache: Cache) {
        self.shared.give_back(cache);
    }

    /// The namespace of its first element, which messages need not mention.
    pub(super) fn home(&self) -> &str {
        &self.home
    }
}
