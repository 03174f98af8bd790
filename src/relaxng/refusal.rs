//! What was said of tags that do not fit: documents of one project make the same mistakes over and over, and the words for one, with
//! all that could stand in its place, take a hundred times as long as a tag that fits.
//!
//! Takes and gives what `recovery` worked out, by all that it depends on. Lives and dies with the automaton whose states it names.

use std::sync::Arc;

use rustc_hash::FxHashMap;

use super::automaton::{Follows, StateId};
use super::expected::Rows;
use super::name_table::Key;
use super::spelling::Spelling;
use crate::diag::{Diagnostic, Fix};
use crate::text::Span;

/// How many are kept.
const MOST: usize = 4096;

/// How many names their findings may hold together.
const MOST_NAMES: usize = 1 << 19;

/// All that is asked when an element cannot come.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct ElementCase {
    /// The state around it.
    pub state: StateId,
    /// What the schema sees of its name.
    pub key: Key,
    /// Its name as written.
    pub name: Box<str>,
    /// Its namespace.
    pub namespace: Arc<str>,
    /// The element around it as written.
    pub parent: Option<Box<str>>,
    /// How names are written there.
    pub spelling: Spelling,
}

/// What became of an element that cannot come.
#[derive(Clone, Debug)]
pub struct ElementRefusal {
    /// What is said of it; its place is that of the first that asked.
    pub finding: Diagnostic,
    /// The state inside it.
    pub state: StateId,
    /// What follows it.
    pub follows: Follows,
    /// The elements that must come before it: they are passed over when they come.
    pub passed: Rows,
}

/// All that is asked when an attribute cannot stand at an element.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct AttributeCase {
    /// The state inside the element before its attributes.
    pub state: StateId,
    /// What the schema sees of all attributes of the tag, in order.
    pub present: Box<[Key]>,
    /// The name of the attribute as written.
    pub name: Box<str>,
    /// The name of the element as written.
    pub element: Box<str>,
    /// How names are written there.
    pub spelling: Spelling,
}

/// What became of an attribute that cannot stand at an element.
#[derive(Clone, Debug)]
pub struct AttributeRefusal {
    /// What is said of it; its place is that of the first that asked.
    pub finding: Diagnostic,
    /// Rows of the attributes that were likely meant.
    pub guessed: Rows,
}

/// What was said before.
#[derive(Debug, Default)]
pub struct Refusals {
    elements: FxHashMap<ElementCase, Arc<ElementRefusal>>,
    attributes: FxHashMap<AttributeCase, Arc<AttributeRefusal>>,
    /// Names that all findings hold together.
    names: usize,
}

impl Refusals {
    /// What was said of such an element.
    #[must_use]
    pub fn element(&self, case: &ElementCase) -> Option<Arc<ElementRefusal>> {
        self.elements.get(case).cloned()
    }

    /// What was said of such an attribute.
    #[must_use]
    pub fn attribute(&self, case: &AttributeCase) -> Option<Arc<AttributeRefusal>> {
        self.attributes.get(case).cloned()
    }

    /// Keeps what is said of an element.
    pub fn keep_element(&mut self, case: ElementCase, refusal: ElementRefusal) -> Arc<ElementRefusal> {
        self.make_room(&refusal.finding);
        Arc::clone(self.elements.entry(case).insert_entry(Arc::new(refusal)).get())
    }

    /// Keeps what is said of an attribute.
    pub fn keep_attribute(&mut self, case: AttributeCase, refusal: AttributeRefusal) -> Arc<AttributeRefusal> {
        self.make_room(&refusal.finding);
        Arc::clone(self.attributes.entry(case).insert_entry(Arc::new(refusal)).get())
    }

    fn make_room(&mut self, finding: &Diagnostic) {
        self.names += finding.expected.len();
        if self.elements.len() + self.attributes.len() >= MOST || self.names > MOST_NAMES {
            self.clear();
        }
    }

    /// Forgets all.
    pub fn clear(&mut self) {
        self.elements.clear();
        self.attributes.clear();
        self.names = 0;
    }
}

/// The same finding at another place; a change that would mend it goes with it.
#[must_use]
pub fn moved(finding: &Diagnostic, to: Span) -> Diagnostic {
    let mut finding = finding.clone().at(to);
    finding.fix = finding.fix.map(|fix| Fix { span: to, ..fix });
    finding
}
