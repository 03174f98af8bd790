//! Changes of several files that depend on each other, in one file. Takes the edits of each file; gives a [`Journal`] that
//! [is carried out](super::recovery), or that a later run finds.
//!
//! All edits are written to one file in the folder that holds all the others, `.recto-journal`. From the moment in which it has that
//! name the changes hold. It is a line of JSON for each file between a first and a last one, which has a checksum of all before. It counts
//! only where it belongs to the person who runs the program, and its names lead, without links, below its folder: one that came with a
//! repository can do no more than its files could.

use std::fs::{self, File};
use std::io::{self, BufRead, BufReader};
use std::path::{Component, Path, PathBuf};

use serde::{Deserialize, Serialize};
use xxhash_rust::xxh3::Xxh3;

use super::disk;
use super::outside;
use super::replace::Seen;
use super::stage;
use crate::text::{Edit, Edits};

/// Its name.
pub(super) const NAME: &str = ".recto-journal";

/// What its first line says.
const HEAD: &str = "{\"recto\":\"journal\",\"version\":1}\n";

/// Lines are held back until there is this much of them, in bytes.
const PIECE: usize = 1 << 16;

/// The changes of one file.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub(super) struct Entry {
    /// Its path below the folder of the journal, with `/`.
    pub path: String,
    /// The file before.
    pub before: Seen,
    /// The file after.
    pub after: Seen,
    /// First byte in the file before, what stands there, and what is to stand there, in order.
    pub edits: Vec<(usize, String, String)>,
}

/// The last line.
#[derive(Debug, Deserialize, Serialize)]
struct End {
    files: usize,
    checksum: String,
}

/// A journal that is being written. It is gone when it is not committed.
pub(super) struct Draft {
    part: stage::Part,
    folder: PathBuf,
    files: usize,
    hasher: Xxh3,
    piece: String,
}

impl Draft {
    /// Begins one in this folder, which has no links in it.
    ///
    /// # Errors
    /// What the system refuses.
    pub fn begin(folder: &Path) -> io::Result<Self> {
        let part = stage::beside(&folder.join(NAME))?;
        let mut draft = Self { part, folder: folder.to_owned(), files: 0, hasher: Xxh3::new(), piece: String::new() };
        draft.line(HEAD)?;
        Ok(draft)
    }

    /// Adds a file below the folder with its changes, none of which touch.
    ///
    /// # Errors
    /// What the system refuses; or the name of the file is not Unicode.
    pub fn add(&mut self, path: &Path, (before, after): (&str, &str), edits: &Edits) -> io::Result<()> {
        let below = path.strip_prefix(&self.folder).ok();
        let parts = below.into_iter().flat_map(Path::components).map(|part| part.as_os_str().to_str());
        let Some(parts) = parts.collect::<Option<Vec<_>>>().filter(|parts| !parts.is_empty()) else {
            return Err(io::Error::other("its name is not Unicode"));
        };
        let edit = |edit: &Edit| (edit.span.start, edit.span.of(before).to_owned(), edit.text.clone());
        let edits = edits.as_slice().iter().map(edit).collect();
        let entry = Entry {
            path: parts.join("/"),
            before: Seen::of(before.as_bytes()),
            after: Seen::of(after.as_bytes()),
            edits,
        };
        self.files += 1;
        self.line(&(serde_json::to_string(&entry)? + "\n"))
    }

    /// Makes the changes hold. `None` where there are none.
    ///
    /// # Errors
    /// What the system refuses: nothing has been changed then.
    pub fn commit(mut self) -> io::Result<Option<Journal>> {
        if self.files == 0 {
            return Ok(None);
        }
        let end = End { files: self.files, checksum: format!("{:032x}", self.hasher.digest128()) };
        self.line(&(serde_json::to_string(&end)? + "\n"))?;
        self.flush()?;
        disk::sync(self.part.file.as_file())?;
        disk::place_new(self.part.file, &self.part.path)?;
        let journal = Journal { folder: self.folder, files: self.files };
        if let Err(error) = disk::sync_folder(&journal.folder) {
            let _ = disk::remove(&journal.path());
            return Err(error);
        }
        Ok(Some(journal))
    }

    fn line(&mut self, line: &str) -> io::Result<()> {
        self.hasher.update(line.as_bytes());
        self.piece.push_str(line);
        if self.piece.len() < PIECE { Ok(()) } else { self.flush() }
    }

    fn flush(&mut self) -> io::Result<()> {
        self.part.write(std::mem::take(&mut self.piece).as_bytes())
    }
}

/// A journal that holds.
#[derive(Debug)]
pub(super) struct Journal {
    pub(super) folder: PathBuf,
    /// How many files it changes.
    pub files: usize,
}

impl Journal {
    /// The journal in this folder, which has no links in it; `None` where there is none.
    ///
    /// # Errors
    /// Why it cannot be trusted: a phrase.
    pub fn of(folder: &Path) -> Result<Option<Self>, String> {
        let journal = Self { folder: folder.to_owned(), files: 0 };
        let about = match fs::symlink_metadata(journal.path()) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            about => about.map_err(|error| outside::reason(&error))?,
        };
        if !about.is_file() {
            return Err("it is no regular file".to_owned());
        }
        if !stage::is_mine(&about) {
            return Err("it belongs to another person".to_owned());
        }
        let files = journal.verified().map_err(|error| outside::reason(&error))?;
        files.map(|files| Some(Self { files, ..journal })).ok_or_else(|| "Recto did not write it so".to_owned())
    }

    pub fn path(&self) -> PathBuf {
        self.folder.join(NAME)
    }

    /// Whether a path leads to a file below the folder without links.
    pub(super) fn leads_to(&self, path: &Path) -> bool {
        path.canonicalize().is_ok_and(|found| found == path)
    }

    /// What it says of each file, in order.
    pub(super) fn entries(&self) -> io::Result<impl Iterator<Item = io::Result<Entry>>> {
        let lines = BufReader::new(File::open(self.path())?).lines();
        Ok(lines.skip(1).take(self.files).map(|line| Ok(serde_json::from_str(&line?)?)))
    }

    /// How many files it changes; `None` where it is not as it was written.
    fn verified(&self) -> io::Result<Option<usize>> {
        let mut reader = BufReader::new(File::open(self.path())?);
        let mut hasher = Xxh3::new();
        let mut line = String::new();
        reader.read_line(&mut line)?;
        if line != HEAD {
            return Ok(None);
        }
        for files in 0.. {
            hasher.update(line.as_bytes());
            line.clear();
            reader.read_line(&mut line)?;
            if let Ok(end) = serde_json::from_str::<End>(&line) {
                let is_whole = end.files == files && end.checksum == format!("{:032x}", hasher.digest128());
                return Ok(is_whole.then_some(files));
            }
            if !serde_json::from_str::<Entry>(&line).is_ok_and(|entry| is_below(&entry.path)) {
                return Ok(None);
            }
        }
        Ok(None)
    }
}

/// Whether a path, with `/`, is one of a file below a folder.
fn is_below(path: &str) -> bool {
    let is_plain = |part: &str| {
        let mut parts = Path::new(part).components();
        matches!((parts.next(), parts.next()), (Some(Component::Normal(_)), None))
    };
    path.split('/').all(is_plain)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_lead_below() {
        for (path, expected) in [
            ("a.xml", true),
            ("a/b.xml", true),
            ("", false),
            ("/a", false),
            ("a/../b", false),
            ("./a", false),
            ("a//b", false),
        ] {
            assert_eq!(is_below(path), expected, "{path:?}");
        }
    }
}
