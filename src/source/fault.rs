//! What is wrong with a file. Takes what a reader met; gives the finding.

use crate::diag::{self, Diagnostic};

/// The finding that a file is not what its program writes.
pub(super) fn damaged(message: String) -> Diagnostic {
    let finding = Diagnostic::new(&diag::DAMAGED, message);
    finding.help("open it in the program that wrote it and save it again")
}

/// The finding that a file is closed with a password.
pub(super) fn encrypted() -> Diagnostic {
    let finding = Diagnostic::new(&diag::DAMAGED, "the file is encrypted");
    finding.help("open it with its password and save it without one")
}

/// The finding that a file unpacks to more than any letter.
pub(super) fn too_large(message: String) -> Diagnostic {
    Diagnostic::new(&diag::DAMAGED, message).help("open it and save it as plain text in UTF-8")
}
