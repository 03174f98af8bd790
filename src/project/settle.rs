//! Decisions about pending changes, put into the files at once. Takes changes and a decision; gives what takes it back.
//!
//! What is accepted goes to the accepted file, which is replaced whole; what is rejected is noted in the record beside the pending
//! file. So one file makes a decision hold, and a run that is broken off at any moment leaves each file old or new, and each
//! change decided or pending. The pending file stays as it is until none of its changes is left; then [`PendingFile::tidy`]
//! takes it away.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use walkdir::{DirEntry, WalkDir};

use super::pending::{self, Pending, PendingFile, remove};
use super::record::Record;
use super::replace::{self, Seen, Unwritten};
use super::run::{self, Findings};
use super::stage;
use super::stamp::Stamp;
use crate::review::{self, Change, Decision, Patch};
use crate::text::Source;

/// What takes a decision about one file back.
#[derive(Debug)]
pub struct Undo {
    file: PendingFile,
    step: Step,
}

#[derive(Debug)]
enum Step {
    /// The accepted text before, and the stamp of the one after.
    Accepted { before: Before, after: Stamp },
    /// How many steps of rejection there were before.
    Rejected(usize),
}

#[derive(Debug)]
enum Before {
    Missing,
    /// What leads back to it.
    Text(Patch),
}

impl Pending {
    /// Accepts or rejects these changes.
    ///
    /// # Errors
    /// Why nothing was done: a file cannot be written, or was changed since it was loaded.
    pub fn settle(&self, decision: Decision, changes: &[&Change]) -> Result<Undo, Box<Findings>> {
        let (accepted, pending) = (self.accepted.text(), self.pending.text());
        let chosen = changes.iter().copied();
        let step = match decision {
            Decision::Accept => self.accept(&review::accepting(chosen, pending)),
            Decision::Reject => self.reject(&review::rejecting(chosen, accepted)),
        };
        step.map(|step| Undo { file: self.file.clone(), step }).map_err(|error| unwritable(&self.file.accepted, &error))
    }

    fn accept(&self, patch: &Patch) -> io::Result<Step> {
        let (path, old) = (&self.file.accepted, self.accepted.text());
        let before = if path.exists() { Before::Text(patch.reversed(old)) } else { Before::Missing };
        let new = patch.apply(old);
        let after = Stamp::of(&new);
        put(&self.file, old, &new, self.record.clone())?;
        Ok(Step::Accepted { before, after })
    }

    fn reject(&self, patch: &Patch) -> io::Result<Step> {
        let mut record = self.record.clone();
        let steps = record.rejected.len();
        record.reject(patch);
        if record.accepted.is_empty() {
            record.accepted.push(Stamp::of(self.accepted.text()));
        }
        record.write(&self.file.record())?;
        Ok(Step::Rejected(steps))
    }
}

impl Undo {
    /// Takes the decision back.
    ///
    /// # Errors
    /// Why nothing was done: a file cannot be written, or was changed since.
    pub fn run(&self) -> Result<(), Box<Findings>> {
        self.back().map_err(|error| unwritable(&self.file.accepted, &error))
    }

    fn back(&self) -> io::Result<()> {
        let path = &self.file.accepted;
        let pending = pending::text(&self.file.border, &self.file.pending())?;
        let (mut record, _) = Record::read(&self.file, &pending);
        match &self.step {
            Step::Rejected(steps) => {
                record.rejected.truncate(*steps);
                record.write(&self.file.record())
            }
            Step::Accepted { before, after } => {
                let text = pending::text(&self.file.border, path)?;
                if Stamp::of(&text) != *after {
                    return Err(changed());
                }
                match before {
                    Before::Text(patch) => put(&self.file, &text, &patch.apply(&text), record),
                    Before::Missing => {
                        record.accepted = vec![*after, Stamp::of("")];
                        record.write(&self.file.record())?;
                        remove(path)
                    }
                }
            }
        }
    }
}

/// Replaces the accepted text, if it is still the old one. The record allows both, until one is there.
fn put(file: &PendingFile, old: &str, new: &str, mut record: Record) -> io::Result<()> {
    record.accepted = vec![Stamp::of(old), Stamp::of(new)];
    record.write(&file.record())?;
    let bytes = match file.border.read(&file.accepted) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => None,
        bytes => Some(bytes?),
    };
    if pending::text(&file.border, &file.accepted)? != old {
        return Err(changed());
    }
    let has_returns = bytes.as_ref().is_some_and(|bytes| bytes.windows(2).any(|pair| pair == b"\r\n"));
    let new = if has_returns { new.replace('\n', "\r\n") } else { new.to_owned() };
    match replace::replace(&file.accepted, &new, bytes.map_or(Seen::NOTHING, |bytes| Seen::of(&bytes))) {
        Ok(_) => Ok(()),
        Err(Unwritten::Changed) => Err(changed()),
        Err(Unwritten::System(error)) => Err(error),
    }
}

fn changed() -> io::Error {
    io::Error::other("another program changed the file")
}

fn unwritable(path: &Path, error: &io::Error) -> Box<Findings> {
    let source = Source::new(path.display().to_string(), "");
    Box::new(Findings { source, diagnostics: vec![run::unwritable(path, error)] })
}

impl PendingFile {
    /// Removes the pending file when none of its changes is left.
    ///
    /// # Errors
    /// What the system says.
    pub fn tidy(&self) -> io::Result<()> {
        // The record goes last: without it what was rejected would be pending again.
        match self.load() {
            Ok(pending) if pending.changes.is_empty() => remove(&self.pending()).and_then(|()| remove(&self.record())),
            _ => Ok(()),
        }
    }
}

/// Nothing takes this long to write a file.
const ABANDONED: Duration = Duration::from_secs(60 * 60);

/// Removes what runs that were broken off have left below these paths: temporary files, and records without their pending file.
/// What cannot be removed stays.
pub fn sweep(paths: &[PathBuf]) {
    let is_shown = |entry: &DirEntry| {
        let is_hidden = entry.file_type().is_dir() && entry.file_name().as_encoded_bytes().starts_with(b".");
        entry.depth() == 0 || !is_hidden
    };
    let walk = |path| WalkDir::new(path).follow_links(true).into_iter().filter_entry(is_shown);
    for entry in paths.iter().flat_map(walk).flatten().filter(|entry| entry.file_type().is_file()) {
        let name = entry.file_name().to_string_lossy();
        let is_part = stage::is_part(&name);
        let is_lone = name.ends_with(".new.rules") && !entry.path().with_extension("").exists();
        if !is_part && !is_lone {
            continue;
        }
        let changed = entry.metadata().ok().and_then(|about| about.modified().ok());
        let age = changed.and_then(|at| SystemTime::now().duration_since(at).ok());
        if age.is_some_and(|age| age > ABANDONED) {
            let _ = fs::remove_file(entry.path());
        }
    }
}
