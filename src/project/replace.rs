//! Replacing a file that was read, if it is still what was read. Takes a path, the new text and what was [`Seen`]; gives what is to be said,
//! or why the file is as it was.
//!
//! The new text is written beside the file and is on the disk before it takes its place. Then the two change names in one step, where
//! the system can do that, and what was taken away is compared with what was read: where somebody saved the file meanwhile, even
//! in the last moment, the names are changed back. Elsewhere the file is compared, and replaced in the next step. What this cannot
//! see is a program that holds the old file open and goes on writing to it after it was compared. Another name of the same
//! file (a hard link) keeps the old content, which a note says: whoever made a copy so wants it as it was.

use std::io;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use tempfile::NamedTempFile;

use super::disk::{self, Print};
use super::{outside, stage};
use crate::diag::{self, Diagnostic};

/// What stood at a path when it was looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize)]
pub struct Seen(Option<Print>);

impl Seen {
    /// There was no file.
    pub const NOTHING: Self = Self(None);

    /// A file with these bytes.
    #[must_use]
    pub fn of(bytes: &[u8]) -> Self {
        Self(Some(disk::print_of(bytes)))
    }

    /// What is there now.
    ///
    /// # Errors
    /// What the system says, but that there is no file.
    pub fn at(path: &Path) -> io::Result<Self> {
        match disk::print_at(path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Self::NOTHING),
            read => read.map(|print| Self(Some(print))),
        }
    }
}

/// Why a file is as it was, or as somebody else left it.
#[derive(Debug)]
pub enum Unwritten {
    /// It is not what was read.
    Changed,
    /// What the system says.
    System(io::Error),
}

impl From<io::Error> for Unwritten {
    fn from(error: io::Error) -> Self {
        Self::System(error)
    }
}

impl Unwritten {
    /// The finding that says so of a file.
    #[must_use]
    pub fn finding(&self, path: &Path) -> Diagnostic {
        match self {
            Self::Changed => {
                let message = "the file was changed while it was worked on: it is left as it is now";
                Diagnostic::new(&diag::CHANGED_MEANWHILE, message).help("run the command once more")
            }
            Self::System(error) => {
                let message = format!("cannot write `{}`: {}", path.display(), outside::reason(error));
                Diagnostic::new(&diag::UNWRITABLE, message)
            }
        }
    }
}

/// Replaces a file that is still what was seen; gives what is to be said of it.
///
/// # Errors
/// Why it was not.
pub fn replace(path: &Path, text: &str, seen: Seen) -> Result<Vec<Diagnostic>, Unwritten> {
    Staged::new(path, text)?.replace(seen)
}

/// A text that has been written beside the file whose place it is to take. It is gone when it does not.
#[derive(Debug)]
pub struct Staged {
    file: NamedTempFile,
    path: PathBuf,
    own: Seen,
    notes: Vec<Diagnostic>,
}

impl Staged {
    /// Writes `text` beside `path`.
    ///
    /// # Errors
    /// What the system refuses; nothing has been changed then, but folders may have been made.
    pub fn new(path: &Path, text: &str) -> io::Result<Self> {
        let staged = Self::of_result(path, text)?;
        disk::sync(staged.file.as_file())?;
        Ok(staged)
    }

    /// The same for a text that can be made again: a power cut may undo it, so that the disk is not waited for.
    ///
    /// # Errors
    /// As [`Self::new`].
    pub fn of_result(path: &Path, text: &str) -> io::Result<Self> {
        let mut part = stage::beside(path)?;
        part.write(text.as_bytes())?;
        let notes = notes(&part);
        Ok(Self { file: part.file, path: part.path, own: Seen::of(text.as_bytes()), notes })
    }

    /// Takes the place of the file, if it is still what was seen; gives what is to be said of it.
    ///
    /// # Errors
    /// Why it does not.
    pub fn replace(self, seen: Seen) -> Result<Vec<Diagnostic>, Unwritten> {
        if seen == Seen::NOTHING {
            // It is not placed where anything is.
            return match disk::place_new(self.file, &self.path) {
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Err(Unwritten::Changed),
                placed => Ok(placed.map(|()| self.notes)?),
            };
        }
        if Seen::at(&self.path)? != seen {
            return Err(Unwritten::Changed);
        }
        match disk::exchange(self.file.path(), &self.path) {
            Ok(()) => self.finish(seen),
            Err(error) if error.kind() == io::ErrorKind::Unsupported => {
                Ok(disk::place(self.file, &self.path).map(|()| self.notes)?)
            }
            Err(error) if error.kind() == io::ErrorKind::NotFound => Err(Unwritten::Changed),
            Err(error) => Err(error.into()),
        }
    }

    /// The two have changed names: looks at what was taken away, and gives it back where that is not what was seen.
    fn finish(self, seen: Seen) -> Result<Vec<Diagnostic>, Unwritten> {
        let taken = Seen::at(self.file.path());
        if taken.as_ref().is_ok_and(|taken| *taken == seen) {
            return Ok(self.notes);
        }
        if disk::exchange(self.file.path(), &self.path).is_err() {
            disk::place(self.file, &self.path)?;
        } else if Seen::at(self.file.path())? != self.own {
            // Somebody saved the file once more, in the moment in which the new text stood there: the last one counts.
            disk::exchange(self.file.path(), &self.path)?;
        }
        Err(taken.map_or_else(Unwritten::System, |_| Unwritten::Changed))
    }
}

/// What is to be said of a file that is replaced.
fn notes(part: &stage::Part) -> Vec<Diagnostic> {
    let mut notes = Vec::new();
    if !part.lost.is_empty() {
        let message =
            format!("the system does not let the new file have the {} of the old one", part.lost.join(" and "));
        notes.push(Diagnostic::new(&diag::RIGHTS_NOT_KEPT, message));
    }
    if part.other_names > 0 {
        let message = "the file has other names (hard links), which keep the old content";
        notes.push(Diagnostic::new(&diag::OTHER_NAMES, message));
    }
    notes
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

    /// A file `x` with this content, in a folder of its own.
    fn file(content: &str) -> (tempfile::TempDir, PathBuf) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("x");
        fs::write(&path, content).unwrap();
        (folder, path)
    }

    #[track_caller]
    fn holds(folder: &tempfile::TempDir, content: &str) {
        assert_eq!(fs::read_to_string(folder.path().join("x")).unwrap(), content);
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1, "nothing is left beside it");
    }

    #[test]
    fn what_was_saved_meanwhile_stays() {
        let (folder, path) = file("old");
        assert!(replace(&path, "new", Seen::of(b"old")).unwrap().is_empty());
        holds(&folder, "new");
        assert!(matches!(replace(&path, "newer", Seen::of(b"old")), Err(Unwritten::Changed)));
        assert!(matches!(replace(&path, "newer", Seen::NOTHING), Err(Unwritten::Changed)));
        holds(&folder, "new");
        fs::remove_file(&path).unwrap();
        assert!(matches!(replace(&path, "newer", Seen::of(b"new")), Err(Unwritten::Changed)));
        replace(&path, "newer", Seen::NOTHING).unwrap();
        holds(&folder, "newer");
    }

    /// Where the file is saved between the comparison and the exchange.
    #[test]
    #[cfg(any(target_os = "linux", target_vendor = "apple"))]
    fn what_was_saved_in_the_last_moment_stays() {
        let (folder, path) = file("old");
        let staged = Staged::new(&path, "new").unwrap();
        fs::write(&path, "saved").unwrap();
        disk::exchange(staged.file.path(), &path).unwrap();
        assert!(matches!(staged.finish(Seen::of(b"old")), Err(Unwritten::Changed)));
        holds(&folder, "saved");
        // And once more while the new text stood there.
        let staged = Staged::new(&path, "new").unwrap();
        disk::exchange(staged.file.path(), &path).unwrap();
        fs::write(&path, "saved again").unwrap();
        assert!(matches!(staged.finish(Seen::of(b"old")), Err(Unwritten::Changed)));
        holds(&folder, "saved again");
    }
}
