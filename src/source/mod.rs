//! What editors hold, before it is the text of a letter.
//!
//! Takes the bytes of a file; says which [`Format`] they are. Leaves out what the text means: `letter` reads it.

mod format;

pub use format::Format;

use crate::diag::{self, Diagnostic};

/// The finding that a file holds a format that is not read here, with the way out.
#[must_use]
pub fn unread(format: Format) -> Diagnostic {
    let finding = Diagnostic::new(&diag::UNREAD_FORMAT, format!("this is {}, not plain text", format.name()));
    finding.help(format.way_out())
}
