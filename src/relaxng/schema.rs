//! A compiled schema. Takes a [`Grammar`]; gives [`Validator`]s, one a document, on as many threads as one likes.

use std::sync::Arc;

use super::cache::{Cache, Shared};
use super::compiled::Compiled;
use super::limits::Limits;
use super::simple::Grammar;
use super::validator::Validator;

/// A schema, ready to validate; shared by all threads.
#[derive(Debug)]
pub struct Schema {
    shared: Shared,
    help: u64,
}

impl Schema {
    /// Compiles a grammar.
    #[must_use]
    pub fn new(grammar: &Grammar) -> Self {
        Self::within(grammar, &Limits::default())
    }

    /// Compiles a grammar with other bounds than the usual ones.
    ///
    /// A document that needs more is not checked to its end, and a finding says so; where the grammar does, no document is.
    #[must_use]
    pub fn within(grammar: &Grammar, limits: &Limits) -> Self {
        let compiled = Arc::new(Compiled::new(grammar, limits.parts));
        Self { shared: Shared::new(compiled, limits.automaton_bytes, limits.document_steps), help: limits.help_steps }
    }

    /// Steps that the help of findings in one document may take.
    pub(super) fn help_steps(&self) -> u64 {
        self.help
    }

    /// Begins with a document.
    #[must_use]
    pub fn validator(&self) -> Validator<'_> {
        self.validator_within(u64::MAX)
    }

    /// Begins with a document that may take so many steps beyond those that its length earns.
    #[must_use]
    pub fn validator_within(&self, steps: u64) -> Validator<'_> {
        Validator::new(self, self.shared.take(steps))
    }

    /// Whether an element with this name may hold text, or a string of a type, by any pattern that takes it, wherever it stands;
    /// `None` where no pattern takes it.
    #[must_use]
    pub fn may_hold_text(&self, namespace: &str, local: &str) -> Option<bool> {
        let compiled = self.compiled();
        let key = compiled.names.key(namespace, local);
        let taking = compiled.elements.values().filter(|element| element.names.contains(key));
        let facts = taking.map(|element| compiled.store.facts(element.content));
        facts.map(|facts| facts.text || facts.data).reduce(|any, own| any || own)
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
}

#[cfg(test)]
mod tests {
    use super::super::fixture::read_one;
    use super::Schema;

    #[test]
    fn an_element_may_hold_text_where_one_of_its_patterns_says_so() {
        let lone = "<element name='lone'><attribute name='k'/><element name='both'><empty/></element></element>";
        let both = "<element name='both'><optional><group><text/></group></optional></element>";
        let word = "<element name='word'><data type='token'/></element><element name='list'><list><value>a</value></list></element>";
        let any = "<element><nsName ns='u'/><text/></element>";
        let read = read_one(&format!("<element name='r'><choice>{lone}{both}{word}{any}</choice></element>"));
        let schema = Schema::new(&read.grammar.unwrap());
        for (namespace, name, expected) in [
            ("", "r", Some(false)),
            ("", "lone", Some(false)),
            ("", "both", Some(true)),
            ("", "word", Some(true)),
            ("", "list", Some(true)),
            ("u", "x", Some(true)),
            ("", "x", None),
        ] {
            assert_eq!(schema.may_hold_text(namespace, name), expected, "{name}");
        }
    }
}
