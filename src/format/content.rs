//! Which elements hold no text, so that white space between their children means nothing. Takes RELAX NG schemas; where there are none,
//! a table of TEI P5 (`element_only.txt`: every element of `tei_all`, release 4.9, whose content model has no text in it). Gives
//! answers about names. What no schema knows, or the table does not name, may hold text.

use std::cell::RefCell;
use std::sync::Arc;

use rustc_hash::FxHashMap;

use crate::relaxng;
use crate::xml::Name;

/// The namespace of TEI.
const TEI: &str = "http://www.tei-c.org/ns/1.0";

/// Elements of TEI P5 that hold no text, sorted, one a line.
const ELEMENT_ONLY: &str = include_str!("element_only.txt");

/// Elements of TEI that hold no text and are blocks of their own where they stand in running text. Others that stand there, such as
/// `choice` and `app`, are part of the line. Sorted.
const BLOCKS: &[&str] = &[
    "castList",
    "floatingText",
    "lg",
    "list",
    "listBibl",
    "listEvent",
    "listNym",
    "listObject",
    "listOrg",
    "listPerson",
    "listPlace",
    "listRelation",
    "listWit",
    "table",
];

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
            return *name.namespace == *TEI && ELEMENT_ONLY.lines().any(|line| line == &*name.local);
        }
        let told = self.schemas.iter().filter_map(|schema| schema.may_hold_text(&name.namespace, &name.local));
        told.reduce(|any, own| any || own) == Some(false)
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
    *name.namespace == *TEI && BLOCKS.contains(&&*name.local)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tables_are_sorted_and_blocks_hold_no_text() {
        let lines: Vec<&str> = ELEMENT_ONLY.lines().collect();
        assert!(lines.is_sorted() && BLOCKS.is_sorted());
        assert!(BLOCKS.iter().all(|name| lines.contains(name)));
        for (name, expected) in
            [("body", true), ("choice", true), ("p", false), ("opener", false), ("attachment", false)]
        {
            assert_eq!(lines.contains(&name), expected, "{name}");
        }
    }
}
