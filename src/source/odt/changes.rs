//! Tracked changes of a text (ODF 1.3, part 3, 5.5). Takes the regions that stand before it, then the marks in it; says which insertions are open, and
//! what a mark says was deleted there. Leaves out who made a change and when, and changes of looks.

use std::collections::{BTreeMap, BTreeSet};

/// The changes of a text.
#[derive(Debug, Default)]
pub(super) struct Changes {
    /// The region that is being read.
    id: String,
    insertions: BTreeSet<String>,
    /// The paragraphs of each deletion.
    deletions: BTreeMap<String, Vec<String>>,
    /// The insertions in which the text is.
    open: BTreeSet<String>,
}

impl Changes {
    /// A region begins.
    pub(super) fn region(&mut self, id: &str) {
        id.clone_into(&mut self.id);
    }

    /// It is an insertion.
    pub(super) fn insertion(&mut self) {
        self.insertions.insert(self.id.clone());
    }

    /// A paragraph of its deletion begins.
    pub(super) fn deleted_paragraph(&mut self) {
        self.deletions.entry(self.id.clone()).or_default().push(String::new());
    }

    /// Text of its deletion; what stands between paragraphs is layout.
    pub(super) fn deleted_text(&mut self, text: &str) {
        let paragraph = self.deletions.get_mut(&self.id).and_then(|paragraphs| paragraphs.last_mut());
        paragraph.into_iter().for_each(|paragraph| paragraph.push_str(text));
    }

    /// An insertion begins in the text; whether there is one of this id.
    pub(super) fn begin(&mut self, id: &str) -> bool {
        let is_one = self.insertions.contains(id);
        self.open.extend(is_one.then(|| id.to_owned()));
        is_one
    }

    /// It ends.
    pub(super) fn end(&mut self, id: &str) {
        self.open.remove(id);
    }

    /// Whether text that comes now was inserted.
    pub(super) fn is_inserted(&self) -> bool {
        !self.open.is_empty()
    }

    /// The paragraphs that were deleted where a mark stands. Each deletion has one mark.
    pub(super) fn deleted(&mut self, id: &str) -> Vec<String> {
        self.deletions.remove(id).unwrap_or_default()
    }
}
