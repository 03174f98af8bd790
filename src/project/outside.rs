//! Why a file is not opened or written: what the system says, or that it [lies outside](super::border). Takes errors; gives findings.

use std::io;
use std::path::{Path, PathBuf};

use super::address::tidy;
use crate::diag::{self, Code, Diagnostic};
use crate::text::Unread;

/// That something lies outside of what belongs to a run.
#[derive(Debug)]
pub(super) struct Outside {
    reason: String,
    help: String,
}

impl Outside {
    /// A file that is not opened.
    pub fn new(path: &Path) -> Self {
        let folder = tidy(path.parent().unwrap_or(path));
        let folder = if folder.as_os_str().is_empty() { PathBuf::from(".") } else { folder };
        let help = format!(
            "`--allow-read {}` allows its folder; in a project, which `recto init` begins, all files belong to the run",
            folder.display()
        );
        Self { reason: "it lies outside of what belongs to this run".to_owned(), help }
    }

    /// A result that is not written.
    pub fn result() -> Self {
        Self {
            reason: "it lies outside of the places of results".to_owned(),
            help: "results go to `-o`, or else to the inputs or into the project: name the place with `-o`".to_owned(),
        }
    }

    /// What a link leads to.
    pub fn link() -> Self {
        let reason = "a link leads out of what belongs to this run".to_owned();
        Self { reason, help: "`--follow-links` follows such links".to_owned() }
    }
}

impl std::fmt::Display for Outside {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.reason)
    }
}

impl std::error::Error for Outside {}

impl From<Outside> for io::Error {
    fn from(outside: Outside) -> Self {
        Self::new(io::ErrorKind::PermissionDenied, outside)
    }
}

/// Why there is no text at a path.
#[must_use]
pub fn unread(error: &io::Error) -> Unread {
    match error.get_ref().and_then(|inner| inner.downcast_ref::<Outside>()) {
        Some(Outside { reason, help }) => Unread::Outside { reason: reason.clone(), help: help.clone() },
        None => Unread::Failed(reason(error)),
    }
}

/// The finding that a file cannot be opened: with this code, or that it lies outside.
#[must_use]
pub fn finding(code: &'static Code, error: &io::Error) -> Diagnostic {
    match unread(error) {
        Unread::Failed(reason) => Diagnostic::new(code, reason),
        Unread::Outside { reason, help } => Diagnostic::new(&diag::OUTSIDE, reason).help(help),
    }
}

/// The finding that a file cannot be written.
#[must_use]
pub fn unwritable(path: &Path, error: &io::Error) -> Diagnostic {
    let finding = finding(&diag::UNWRITABLE, error);
    let message = format!("cannot write `{}`: {}", path.display(), finding.message);
    Diagnostic { message, ..finding }
}

/// What the system says, without its number.
#[must_use]
pub fn reason(error: &io::Error) -> String {
    let message = error.to_string();
    let plain = message.split(" (os error").next().unwrap_or_default();
    let mut characters = plain.chars();
    characters.next().map(|first| first.to_lowercase().chain(characters).collect()).unwrap_or_default()
}
