//! A result to its place. Takes a path, a text and whether it may replace what a person wrote; writes it whole or not at all.
//!
//! What stands there is replaced where it is empty or was written by Recto (`super::written`); anything else
//! only where that is asked for. It is looked at once more before it is replaced. What is no regular file (`/dev/null`, a pipe)
//! is written to as it stands. That a path belongs to the run was made sure of when it was named: by a [job](super::find) or by the
//! [border](super::border).

use std::fs::{self, OpenOptions};
use std::io::{self, ErrorKind, Write};
use std::path::Path;
use std::sync::Arc;

use super::lock::Lock;
use super::replace::{Seen, Staged, Unwritten};
use super::stamp::Stamp;
use super::written::{Folder, Folders, Text};
use crate::diag::{self, Diagnostic};

/// Which files results replace.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Replaced {
    /// Those that Recto wrote.
    #[default]
    Own,
    /// All.
    All,
}

/// The places of the results of a run.
#[derive(Debug, Default)]
pub struct Places {
    replaced: Replaced,
    /// How else a person can go on, where a file is not replaced.
    ways: &'static str,
    folders: Folders,
}

/// What became of a result.
#[derive(Clone, Debug, PartialEq)]
pub enum Placed {
    /// It lies there, and this is to be said of it.
    Done(Vec<Diagnostic>),
    /// What lies there was not written by Recto, and is as it was.
    Kept,
}

impl Places {
    /// Places for a run. `ways` are those on which a person can go on beside `--force`.
    #[must_use]
    pub fn new(replaced: Replaced, ways: &'static str) -> Self {
        Self { replaced, ways, folders: Folders::default() }
    }

    /// Whether a result may go to a path.
    ///
    /// # Errors
    /// What the system says.
    pub fn is_free(&self, path: &Path) -> io::Result<bool> {
        self.may_replace(path, present(path)?.as_deref(), Text::Written)
    }

    /// Whether a result may go to a path where this lies.
    pub(super) fn may_replace(&self, path: &Path, present: Option<&[u8]>, of: fn(Stamp) -> Text) -> io::Result<bool> {
        let present = present.unwrap_or_default();
        if present.is_empty() || self.replaced == Replaced::All {
            return Ok(true);
        }
        let (folder, name) = self.folders.of(path);
        folder.is_written(&name, of(Stamp::of(present)))
    }

    /// Writes a result.
    ///
    /// # Errors
    /// What the system says; nothing has been changed then.
    pub fn put(&self, path: &Path, text: &str) -> io::Result<Placed> {
        Ok(self.put_other(path, text)?.unwrap_or_else(|| Placed::Done(Vec::new())))
    }

    /// Writes a result that nobody but Recto would write: what is the same counts as written, whoever put it there.
    ///
    /// # Errors
    /// As [`Self::put`].
    pub fn put_own(&self, path: &Path, text: &str) -> io::Result<Placed> {
        if let Some(placed) = self.put_other(path, text)? {
            return Ok(placed);
        }
        let (folder, name) = self.folders.of(path);
        folder.note_written(&name, Text::Written(Stamp::of(text)))?;
        Ok(Placed::Done(Vec::new()))
    }

    /// Writes a result; nothing is done where the same lies there.
    fn put_other(&self, path: &Path, text: &str) -> io::Result<Option<Placed>> {
        let before = match fs::metadata(path) {
            Ok(about) if !about.is_file() && !about.is_dir() => {
                OpenOptions::new().write(true).open(path)?.write_all(text.as_bytes())?;
                return Ok(Some(Placed::Done(Vec::new())));
            }
            Err(error) if error.kind() == ErrorKind::NotFound => None,
            _ => present(path)?,
        };
        let stamp = Stamp::of(text);
        if before.as_ref().is_some_and(|present| Stamp::of(present) == stamp) {
            return Ok(None);
        }
        if !self.may_replace(path, before.as_deref(), Text::Written)? {
            return Ok(Some(Placed::Kept));
        }
        let (folder, name) = self.folders.of(path);
        folder.note_written(&name, Text::Written(stamp))?;
        let seen = before.map_or(Seen::NOTHING, |before| Seen::of(&before));
        match Staged::of_result(path, text)?.replace(seen) {
            Ok(notes) => Ok(Some(Placed::Done(notes))),
            Err(Unwritten::Changed) => Ok(Some(Placed::Kept)),
            Err(Unwritten::System(error)) => Err(error),
        }
    }

    /// Why a file that lies there is to stay as it is, as a finding; nothing where it need not.
    ///
    /// # Errors
    /// What is known of the file cannot be read.
    pub fn mine(&self, path: &Path) -> io::Result<Option<Diagnostic>> {
        let (folder, own) = self.folders.of(path);
        let reason = folder.mine(&own)?.filter(|_| path.is_file());
        let name = path.display();
        Ok(reason.map(|reason| {
            let note = Diagnostic::new(&diag::KEPT, format!("`{name}` stays as somebody made it: {reason}"));
            note.help(format!("`recto review --not-mine {name}` takes this back"))
        }))
    }

    /// The folder of a file with what is known of it, and the name of the file.
    #[must_use]
    pub fn folder(&self, path: &Path) -> (Arc<Folder>, String) {
        self.folders.of(path)
    }

    /// Which files are replaced.
    #[must_use]
    pub fn replaced(&self) -> Replaced {
        self.replaced
    }

    /// The finding that a file is not replaced.
    #[must_use]
    pub fn kept(&self, path: &Path) -> Diagnostic {
        let message = format!("`{}` is not as Recto wrote it, and stays as it is", path.display());
        Diagnostic::new(&diag::NOT_REPLACED, message).help(self.ways)
    }

    /// Ends the run: its lock goes, and what is known of the files is put in order.
    pub fn close(&self, lock: Option<Lock>) {
        self.folders.close(lock);
    }
}

/// What lies at a path; nothing where there is no file.
pub(super) fn present(path: &Path) -> io::Result<Option<Vec<u8>>> {
    if is_special(path) {
        return Ok(None);
    }
    match fs::read(path) {
        Ok(bytes) => Ok(Some(bytes)),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}

/// Whether there is something that is no regular file: it is written to as it stands, and never read.
pub(super) fn is_special(path: &Path) -> bool {
    fs::metadata(path).is_ok_and(|about| !about.is_file() && !about.is_dir())
}
