//! What was said of tags that do not fit: documents of one project make the same mistakes over and over, and the words for one, with
//! all that could stand in its place, take a hundred times as long as a tag that fits.
//!
//! Takes and gives what `recovery` worked out, by all that it depends on, with what it costs: each document pays as if it were the first. Lives and dies with the automaton whose states it names.

use std::sync::Arc;

use rustc_hash::FxHashMap;

use super::automaton::{Follows, StateId};
use super::compiled::{AttributeRow, ElementRow};
use super::name_table::Key;
use super::spelling::Spelling;
use crate::diag::{Diagnostic, Fix};
use crate::text::{Edit, Span};

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
    pub passed: Vec<ElementRow>,
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
    pub guessed: Vec<AttributeRow>,
}

/// What working a refusal out takes. It is paid once a document, whichever document asked first.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Price {
    /// Steps of the document.
    pub steps: u64,
    /// Bytes that are made in the automaton.
    pub made: usize,
    /// Names and patterns that are compared for its help.
    pub help: u64,
}

/// What was said, and which document asked for it last.
#[derive(Debug)]
struct Kept<R> {
    refusal: Arc<R>,
    price: Price,
    document: u64,
}

/// What was said before.
#[derive(Debug, Default)]
pub struct Refusals {
    elements: FxHashMap<ElementCase, Kept<ElementRefusal>>,
    attributes: FxHashMap<AttributeCase, Kept<AttributeRefusal>>,
    /// The number of the document.
    document: u64,
    /// How many the document has asked for, and the names that their findings hold together.
    asked: usize,
    names: usize,
}

impl Refusals {
    /// What was said of such an element, and what the document has yet to pay for it.
    #[must_use]
    pub fn element(&mut self, case: &ElementCase) -> Option<(Arc<ElementRefusal>, Price)> {
        let kept = self.elements.get_mut(case)?;
        let (refusal, price) = (Arc::clone(&kept.refusal), kept.ask(self.document));
        self.count(&refusal.finding, price);
        Some((refusal, price.unwrap_or_default()))
    }

    /// What was said of such an attribute, and what the document has yet to pay for it.
    #[must_use]
    pub fn attribute(&mut self, case: &AttributeCase) -> Option<(Arc<AttributeRefusal>, Price)> {
        let kept = self.attributes.get_mut(case)?;
        let (refusal, price) = (Arc::clone(&kept.refusal), kept.ask(self.document));
        self.count(&refusal.finding, price);
        Some((refusal, price.unwrap_or_default()))
    }

    /// Keeps what is said of an element.
    pub fn keep_element(&mut self, case: ElementCase, refusal: ElementRefusal, price: Price) -> Arc<ElementRefusal> {
        self.count(&refusal.finding, Some(price));
        let kept = Kept { refusal: Arc::new(refusal), price, document: self.document };
        Arc::clone(&self.elements.entry(case).insert_entry(kept).get().refusal)
    }

    /// Keeps what is said of an attribute.
    pub fn keep_attribute(
        &mut self,
        case: AttributeCase,
        refusal: AttributeRefusal,
        price: Price,
    ) -> Arc<AttributeRefusal> {
        self.count(&refusal.finding, Some(price));
        let kept = Kept { refusal: Arc::new(refusal), price, document: self.document };
        Arc::clone(&self.attributes.entry(case).insert_entry(kept).get().refusal)
    }

    /// Another document begins.
    pub fn begin_document(&mut self) {
        self.document += 1;
        (self.asked, self.names) = (0, 0);
        if self.elements.len() + self.attributes.len() >= MOST {
            self.clear();
        }
    }

    /// Counts what the document asks for the first time. When it has asked for many, all are forgotten: that depends on the document alone.
    fn count(&mut self, finding: &Diagnostic, price: Option<Price>) {
        if price.is_none() {
            return;
        }
        (self.asked, self.names) = (self.asked + 1, self.names + finding.expected.len());
        if self.asked >= MOST || self.names > MOST_NAMES {
            self.clear();
        }
    }

    fn clear(&mut self) {
        self.elements.clear();
        self.attributes.clear();
        (self.asked, self.names) = (0, 0);
    }
}

impl<R> Kept<R> {
    /// The price, where it is this document's first question.
    fn ask(&mut self, document: u64) -> Option<Price> {
        (std::mem::replace(&mut self.document, document) != document).then_some(self.price)
    }
}

/// The same finding at another place; a change that would mend it goes with it.
#[must_use]
pub fn moved(finding: &Diagnostic, to: Span) -> Diagnostic {
    let mut finding = finding.clone().at(to);
    finding.fix = finding.fix.map(|fix| Fix { edit: Edit { span: to, ..fix.edit }, ..fix });
    finding
}
