//! Blocks and items as the tags of HTML and Markdown begin and end them. Takes where one begins or ends; writes it to a transcript. What a
//! list counts is the reader's (`L`).

use std::mem;

use super::transcript::Transcript;
use crate::model::Role;

/// A text: the file, or a note.
#[derive(Debug)]
pub(super) struct Flow<'n, L> {
    pub(super) transcript: Transcript<'n>,
    /// The open lists.
    pub(super) lists: Vec<L>,
    /// The depth and label of the item whose text comes next.
    pub(super) label: Option<(usize, Option<String>)>,
    pub(super) is_item: bool,
    /// Block quotations that are open.
    pub(super) quotations: usize,
}

impl<'n, L> Flow<'n, L> {
    pub(super) fn new(transcript: Transcript<'n>) -> Self {
        Self { transcript, lists: Vec::new(), label: None, is_item: false, quotations: 0 }
    }

    /// A block begins or ends.
    pub(super) fn block(&mut self) {
        if mem::take(&mut self.is_item) {
            self.transcript.end_item();
        }
        self.transcript.paragraph();
        self.transcript.style((self.quotations > 0).then_some(Role::Quotation));
    }

    /// A block quotation begins.
    pub(super) fn quotation(&mut self) {
        self.quotations += 1;
        self.block();
    }

    /// It ends.
    pub(super) fn end_quotation(&mut self) {
        self.quotations = self.quotations.saturating_sub(1);
        self.block();
    }

    /// A heading begins.
    pub(super) fn heading(&mut self) {
        self.block();
        self.transcript.style(Some(Role::Head));
    }

    /// An item ends, or another begins. A number is text, whatever stands behind it.
    pub(super) fn end_item(&mut self) {
        if matches!(self.label, Some((_, Some(_)))) {
            self.put_label();
        }
        self.label = None;
        self.block();
    }

    /// Text comes: the item that waits for it begins.
    pub(super) fn put_label(&mut self) {
        if let Some((depth, label)) = self.label.take() {
            self.is_item = true;
            self.transcript.item(depth, label.as_deref());
        }
    }
}
