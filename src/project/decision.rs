//! Decisions about pending changes, put into the files at once. Takes changes and a decision; gives what takes it back.
//!
//! What is accepted goes to the accepted file, which is replaced whole; what is rejected is noted beside it (`written`). So one file
//! makes a decision hold, and a run that is broken off at any moment leaves each file old or new, and each
//! change decided or pending. The pending file stays as it is until none of its changes is left; then [`PendingFile::tidy`]
//! takes it away.

use std::io;
use std::path::{Path, PathBuf};

use walkdir::{DirEntry, WalkDir};

use super::disk::remove;
use super::findings::Findings;
use super::lock::Lock;
use super::outside;
use super::pending::{self, Pending, PendingFile};
use super::record::{Fit, Record};
use super::replace::{self, Seen, Unwritten};
use super::stage::{self, folder_of};
use super::stamp::Stamp;
use super::written::Text;
use crate::diag::Diagnostic;
use crate::review::{self, Change, Decision, Rejection};
use crate::text::{Edits, Source};

/// What takes a decision about one file back.
#[derive(Debug)]
pub struct Undo {
    file: PendingFile,
    step: Step,
    notes: Vec<Diagnostic>,
}

#[derive(Debug)]
enum Step {
    /// The accepted text before, and the stamp of the one after.
    Accepted { before: Before, after: Stamp },
    /// What was rejected before.
    Rejected(Vec<Rejection>),
}

#[derive(Debug)]
enum Before {
    Missing,
    /// What leads back to it.
    Text(Edits),
}

impl Pending {
    /// Accepts or rejects these changes.
    ///
    /// # Errors
    /// Why nothing was done: a file cannot be written, or was changed since it was loaded.
    pub fn apply_decision(&self, decision: Decision, changes: &[&Change]) -> Result<Undo, Box<Findings>> {
        let (accepted, pending) = (self.accepted.text(), self.pending.text());
        let chosen = changes.iter().copied();
        let step = match decision {
            Decision::Accept => review::accepting(chosen, pending).map(|edits| self.accept(&edits)),
            Decision::Reject => {
                review::rejecting(chosen, accepted).map(|edits| self.reject(&edits).map(|step| (step, Vec::new())))
            }
        };
        let step = step.unwrap_or_else(|| Err(io::Error::other("two of the changes overlap")));
        step.map(|(step, notes)| Undo { file: self.file.clone(), step, notes })
            .map_err(|error| unwritable(&self.file.accepted, &error))
    }

    fn accept(&self, edits: &Edits) -> io::Result<(Step, Vec<Diagnostic>)> {
        let (path, old) = (&self.file.accepted, self.accepted.text());
        let is_there = path.exists();
        let before = if is_there { Before::Text(edits.reversed(old)) } else { Before::Missing };
        let lies_there = if is_there { old } else { "" };
        let new = edits.apply(old);
        let after = Stamp::of(&new);
        // What a person has put into either of the two is in the new text.
        let is_own =
            self.fit == Fit::Fits && (new == self.conversion || is_written(&self.file, Stamp::of(lies_there))?);
        let notes = put(&self.file, lies_there, &new, is_own, self.record.clone())?;
        Ok((Step::Accepted { before, after }, notes))
    }

    fn reject(&self, edits: &Edits) -> io::Result<Step> {
        let (folder, name) = self.file.folder();
        let before = folder.rejected(&name)?;
        let wanted = edits.apply(self.pending.text());
        folder.reject(&name, &review::rejections(&wanted, &self.conversion))?;
        Ok(Step::Rejected(before))
    }
}

impl Undo {
    /// What there is to say of the file that was replaced.
    #[must_use]
    pub fn notes(&self) -> Option<Findings> {
        let source = || Source::new(self.file.accepted.display().to_string(), "");
        (!self.notes.is_empty()).then(|| Findings { source: source(), diagnostics: self.notes.clone() })
    }

    /// Takes the decision back.
    ///
    /// # Errors
    /// Why nothing was done: a file cannot be written, or was changed since.
    pub fn run(&self) -> Result<(), Box<Findings>> {
        self.back().map_err(|error| unwritable(&self.file.accepted, &error))
    }

    fn back(&self) -> io::Result<()> {
        let path = &self.file.accepted;
        match &self.step {
            Step::Rejected(before) => {
                let (folder, name) = self.file.folder();
                folder.reject(&name, before)
            }
            Step::Accepted { before, after } => {
                let text = pending::text(&self.file.border, path)?;
                if Stamp::of(&text) != *after {
                    return Err(changed());
                }
                let pending = pending::text(&self.file.border, &self.file.pending())?;
                let (mut record, _) = Record::read(&self.file, &pending);
                match before {
                    Before::Text(edits) => {
                        let old = edits.apply(&text);
                        let is_own = is_written(&self.file, Stamp::of(&old))?;
                        // What was lost was lost when the decision was made, and said then.
                        put(&self.file, &text, &old, is_own, record).map(drop)
                    }
                    Before::Missing => {
                        record.accepted = vec![*after, Stamp::of("")];
                        record.write(&self.file.rules())?;
                        remove(path)
                    }
                }
            }
        }
    }
}

/// Whether Recto wrote a text to the accepted file.
fn is_written(file: &PendingFile, text: Stamp) -> io::Result<bool> {
    let (folder, name) = file.folder();
    folder.is_written(&name, Text::Written(text))
}

/// Replaces the accepted text, if it is still the old one. The record allows both, until one is there. The new one counts as Recto's
/// own where all of it is.
fn put(file: &PendingFile, old: &str, new: &str, is_own: bool, mut record: Record) -> io::Result<Vec<Diagnostic>> {
    record.accepted = vec![Stamp::of(old), Stamp::of(new)];
    record.write(&file.rules())?;
    if is_own {
        let (folder, name) = file.folder();
        folder.note_written(&name, Text::Written(Stamp::of(new)))?;
    }
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
        Ok(notes) => Ok(notes),
        Err(Unwritten::Changed) => Err(changed()),
        Err(Unwritten::System(error)) => Err(error),
    }
}

fn changed() -> io::Error {
    io::Error::other("another program changed the file")
}

fn unwritable(path: &Path, error: &io::Error) -> Box<Findings> {
    let source = Source::new(path.display().to_string(), "");
    Box::new(Findings { source, diagnostics: vec![outside::unwritable(path, error)] })
}

impl PendingFile {
    /// Removes the pending file when none of its changes is left; one that a person wrote stays, unless all of it was accepted.
    ///
    /// # Errors
    /// The finding that it cannot be removed.
    pub fn tidy(&self) -> Result<(), Box<Findings>> {
        let Ok(pending) = self.load() else { return Ok(()) };
        let is_done = pending.fit == Fit::Fits || pending.accepted.text() == pending.conversion;
        if !pending.changes.is_empty() || !is_done {
            return Ok(());
        }
        let removed = remove(&self.pending())
            .and_then(|()| if Record::is_at(&self.rules()) { remove(&self.rules()) } else { Ok(()) });
        removed.map_err(|error| unwritable(&self.pending(), &error))
    }
}

/// Removes what runs that were broken off have left below these paths: temporary files, and records without their pending file.
/// What only has such a name, and what a link leads to, belongs to others. What cannot be removed stays.
pub fn sweep(paths: &[PathBuf]) {
    let is_shown = |entry: &DirEntry| {
        let is_hidden = entry.file_type().is_dir() && entry.file_name().as_encoded_bytes().starts_with(b".");
        entry.depth() == 0 || !is_hidden
    };
    let walk = |path| WalkDir::new(path).into_iter().filter_entry(is_shown);
    for entry in paths.iter().flat_map(walk).flatten().filter(|entry| entry.file_type().is_file()) {
        let name = entry.file_name().to_string_lossy();
        if stage::is_part(&name) {
            stage::sweep_part(entry.path());
            continue;
        }
        let is_alone = || !entry.path().with_extension("").exists() && Record::is_at(entry.path());
        let is_lone = name.ends_with(".new.rules") && is_alone();
        // A run that is at work writes the record before its pending file.
        if is_lone && Lock::at_once(folder_of(entry.path())).is_some_and(|_lock| is_alone()) {
            let _ = remove(entry.path());
        }
    }
}
