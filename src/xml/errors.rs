//! What is not well-formed, as it is found. Takes findings in any order; gives them in the order of the text, at most [`MOST`] of
//! each kind.

use crate::diag::{self, Diagnostic, Severity};
use crate::text::Span;

/// Findings that are reported, at most: of errors, after which nothing more is read, and of notes.
const MOST: usize = 100;

/// The findings so far.
#[derive(Debug, Default)]
pub(super) struct Errors {
    list: Vec<Diagnostic>,
    errors: usize,
    notes: usize,
    /// Whether the rest of the document is lost, so that nothing can be said about it.
    is_cut: bool,
}

impl Errors {
    /// Adds a finding.
    pub(super) fn push(&mut self, finding: Diagnostic) {
        let count = if finding.severity() == Severity::Error { &mut self.errors } else { &mut self.notes };
        *count += 1;
        if *count <= MOST {
            self.list.push(finding);
        }
    }

    /// Adds an error that takes the rest of the document with it.
    pub(super) fn push_last(&mut self, finding: Diagnostic) {
        self.push(finding);
        self.cut();
    }

    /// Notes that the rest of the document is not to be read.
    pub(super) fn cut(&mut self) {
        self.is_cut = true;
    }

    /// Whether the rest of the document is lost.
    pub(super) fn is_cut(&self) -> bool {
        self.is_cut
    }

    /// Whether there are so many errors that reading on is of no use.
    pub(super) fn is_full(&self) -> bool {
        self.errors >= MOST
    }

    /// All findings; reading ended at `end`.
    pub(super) fn finish(mut self, end: usize) -> Vec<Diagnostic> {
        if self.is_full() {
            let message = format!("nothing was read from here on, after {MOST} errors");
            self.list.push(Diagnostic::new(&diag::READING_STOPPED, message).at(Span::at(end)));
        }
        self.list.sort_by_key(|finding| finding.span.map_or(0, |span| span.start));
        self.list
    }
}
