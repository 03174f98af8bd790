//! A result to its place. Takes a path, a text and whether it may replace what a person wrote; writes it whole or not at all.
//!
//! What stands there is replaced where it is empty or was written by Recto (`super::written`); anything else
//! only where that is asked for. It is looked at once more before it is replaced. What is no regular file (`/dev/null`, a pipe)
//! is written to as it stands.

use std::fs;
use std::io::{self, ErrorKind, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::lock::{Lock, Share};
use super::replace::{Seen, Staged, Unwritten};
use super::stage::folder_of;
use super::stamp::{Stamp, Stamping};
use super::write::{self, FileWriter};
use super::written::{Folder, Folders, Text};
use super::{Refusal, load};
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
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Placed {
    /// It lies there.
    Done,
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

    fn may_replace(&self, path: &Path, present: Option<&[u8]>, of: fn(Stamp) -> Text) -> io::Result<bool> {
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
        if is_special(path) {
            return write::whole(path, text).map(|()| Placed::Done);
        }
        let stamp = Stamp::of(text);
        let before = present(path)?;
        let is_same = before.as_ref().is_some_and(|present| Stamp::of(present) == stamp);
        if !is_same && !self.may_replace(path, before.as_deref(), Text::Written)? {
            return Ok(Placed::Kept);
        }
        if is_same {
            return Ok(Placed::Done);
        }
        fs::create_dir_all(folder_of(path))?;
        let (folder, name) = self.folders.of(path);
        folder.note_written(&name, Text::Written(stamp))?;
        let seen = before.map_or(Seen::NOTHING, |before| Seen::of(&before));
        match Staged::of_result(path, text)?.replace(seen) {
            Ok(_) => Ok(Placed::Done),
            Err(Unwritten::Changed) => Ok(Placed::Kept),
            Err(Unwritten::System(error)) => Err(error),
        }
    }

    /// Writes a result that nobody but Recto would write: what is the same counts as written, whoever put it there.
    ///
    /// # Errors
    /// As [`Self::put`].
    pub fn put_own(&self, path: &Path, text: &str) -> io::Result<Placed> {
        let placed = self.put(path, text)?;
        if placed == Placed::Done && !is_special(path) {
            let (folder, name) = self.folders.of(path);
            folder.note_written(&name, Text::Written(Stamp::of(text)))?;
        }
        Ok(placed)
    }

    /// Why a file that lies there is to stay as it is, as a finding; nothing where it need not.
    ///
    /// # Errors
    /// What is known of the file cannot be read.
    pub fn mine(&self, path: &Path) -> io::Result<Option<Diagnostic>> {
        let (folder, own) = self.folders.of(path);
        let reason = if path.is_file() { folder.mine(&own)? } else { None };
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
fn present(path: &Path) -> io::Result<Option<Vec<u8>>> {
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

/// A file that is written piece by piece, and takes its place when it is finished.
#[derive(Debug)]
pub struct ReportWriter {
    file: FileWriter,
    stamping: Box<Stamping>,
    place: PathBuf,
}

impl ReportWriter {
    /// Begins to write what will stand at `path`.
    ///
    /// # Errors
    /// What stands there was not written by Recto; or what the system says.
    pub fn open(path: &Path) -> Result<Self, Refusal> {
        let places = Places::new(Replaced::Own, "name another file for the report, or remove this one");
        let failed = |error: io::Error| {
            let message = format!("cannot write `{}`: {}", path.display(), load::reason(&error));
            Refusal::coded(&diag::UNWRITABLE, message)
        };
        let is_free = present(path).and_then(|present| places.may_replace(path, present.as_deref(), Text::Reported));
        if !is_free.map_err(failed)? {
            return Err(places.kept(path).into());
        }
        let file = FileWriter::open(path).map_err(failed)?;
        Ok(Self { file, stamping: Box::default(), place: path.to_owned() })
    }

    /// Puts the file in its place.
    ///
    /// # Errors
    /// What the system says.
    pub fn finish(self) -> io::Result<()> {
        if is_special(&self.place) {
            return self.file.finish();
        }
        let folders = Folders::default();
        let (folder, name): (Arc<Folder>, String) = folders.of(&self.place);
        let lock = Lock::on(&[&self.place], Share::Shared).map_err(|refusal| io::Error::other(refusal.message))?;
        folder.note_written(&name, Text::Reported(self.stamping.end()))?;
        self.file.finish()?;
        folders.close(lock);
        Ok(())
    }
}

impl Write for ReportWriter {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.file.write(bytes)?;
        self.stamping.add(bytes.get(..written).unwrap_or_default());
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}
