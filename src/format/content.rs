//! Which elements hold no text, so that white space between their children means nothing. Takes RELAX NG schemas; where there are none,
//! the table of TEI P5 (`vocabulary`). Gives
//! answers about names. What no schema knows, or the table does not name, may hold text.

use std::cell::RefCell;
use std::sync::Arc;

use rustc_hash::FxHashMap;

use crate::relaxng;
use crate::vocabulary::{self, Property, TEI};
use crate::xml::Name;

/// Where it is known from what elements may hold.
#[derive(Clone, Debug, Default)]
pub struct ContentModels {
    schemas: Vec<Arc<relaxng::Schema>>,
}

impl ContentModels {
    /// Those of TEI P5.
    #[must_use]
    pub fn tei() -> Self {
        Self::default()
    }

    /// Those of these schemas, all of which must agree that an element holds no text; those of TEI P5 where there is none.
    #[must_use]
    pub fn of(schemas: Vec<Arc<relaxng::Schema>>) -> Self {
        Self { schemas }
    }

    /// Answers for the names of one document.
    pub(super) fn about(&self) -> Answers<'_> {
        Answers { models: self, known: RefCell::default() }
    }

    fn hold_no_text(&self, name: &Name) -> bool {
        if self.schemas.is_empty() {
            return *name.namespace == *TEI && vocabulary::has(&name.local, Property::ElementOnly);
        }
        let answers = self.schemas.iter().filter_map(|schema| schema.may_hold_text(&name.namespace, &name.local));
        answers.reduce(|any, own| any || own) == Some(false)
    }
}

/// Answers that are worked out once a name.
#[derive(Debug)]
pub(super) struct Answers<'m> {
    models: &'m ContentModels,
    known: RefCell<FxHashMap<Name, bool>>,
}

impl Answers<'_> {
    /// Whether elements of this name hold no text.
    pub(super) fn hold_no_text(&self, name: &Name) -> bool {
        if let Some(known) = self.known.borrow().get(name) {
            return *known;
        }
        let answer = self.models.hold_no_text(name);
        self.known.borrow_mut().insert(name.clone(), answer);
        answer
    }
}

/// Whether elements of this name are blocks of their own also in running text.
pub(super) fn is_block(name: &Name) -> bool {
    *name.namespace == *TEI && vocabulary::has(&name.local, Property::OwnLines)
}
