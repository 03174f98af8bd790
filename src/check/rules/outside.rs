//! Files that a document names and the run may not look at. Takes each with the refusal; gives one note for all of them.

use crate::diag::{Code, Diagnostic};
use crate::text::{Span, Unread};

/// The files of one document that were not looked at.
#[derive(Debug, Default)]
pub(super) struct Outside {
    /// The first, as it is named at a place, and why.
    first: Option<(String, Span, Unread)>,
    others: usize,
}

impl Outside {
    /// Adds a file, as it is named at a place.
    pub(super) fn add(&mut self, file: &str, span: Span, unread: Unread) {
        match self.first {
            None => self.first = Some((file.to_owned(), span, unread)),
            Some(_) => self.others += 1,
        }
    }

    /// The note, with this code.
    pub(super) fn reported(self, code: &'static Code) -> Option<Diagnostic> {
        let (file, span, unread) = self.first?;
        let others = match self.others {
            0 => String::new(),
            others => format!(" and {others} more"),
        };
        let finding = Diagnostic::new(code, format!("not looked at: `{file}`{others}; {unread}")).at(span);
        Some(match unread {
            Unread::Outside { help, .. } => finding.help(help),
            Unread::Failed(_) => finding,
        })
    }
}
