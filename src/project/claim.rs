//! What is done in a folder before a run reads or writes there. Takes the files of the run; gives for one that writes its [`Lock`], and what
//! is to be said of a run that was broken off there.
//!
//! A run that writes finishes what another left half done, or takes it back; one that only reads says that it is there. A journal lies
//! in a folder above all files that it changes, so that it is found from each of them.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use super::Refusal;
use super::findings::Findings;
use super::job::Job;
use super::journal::{self, Journal};
use super::lock::{self, Lock, Share};
use super::recovery::{Open, Recovered};
use super::stage::{self, folder_of};
use crate::diag::{self, Diagnostic};
use crate::text::Source;

/// How often a run looks for what others left, before it gives up.
const ROUNDS: usize = 3;

/// The files that jobs read.
pub fn read(jobs: &[Job]) -> impl Iterator<Item = &Path> {
    jobs.iter().filter_map(Job::path)
}

/// The files that jobs write.
pub fn written(jobs: &[Job]) -> impl Iterator<Item = &Path> {
    jobs.iter().filter_map(|job| job.output.path())
}

/// Takes the folder of files that are to be written, and brings to an end what another run left there; gives what is to be said of that.
///
/// # Errors
/// Another run is at work, or what was left cannot be brought to an end.
pub fn claim<'f>(
    files: impl IntoIterator<Item = &'f Path>,
    share: Share,
) -> Result<(Option<Lock>, Vec<Findings>), Refusal> {
    let files: Vec<&Path> = files.into_iter().collect();
    let mut said = Vec::new();
    for _ in 0..ROUNDS {
        for folder in with_journal(&files) {
            said.extend(recover(&folder)?);
        }
        folders(&files).into_iter().for_each(sweep);
        let lock = Lock::on(&files, share)?;
        if with_journal(&files).is_empty() {
            return Ok((lock, said));
        }
    }
    Err(Refusal::new("other runs of Recto are broken off here again and again"))
}

/// What is to be said of runs that were broken off among these files.
#[must_use]
pub fn unfinished<'f>(files: impl IntoIterator<Item = &'f Path>) -> Vec<Findings> {
    let files: Vec<&Path> = files.into_iter().collect();
    let about = |folder: PathBuf| {
        let (message, help) = match Journal::of(&folder) {
            Ok(None) => return None,
            Ok(Some(_)) if lock::is_busy(&folder) => (
                "`recto ids` is at work here: some files may be changed and others not yet".to_owned(),
                "wait until it has ended",
            ),
            Ok(Some(journal)) => (
                format!(
                    "`recto ids` was broken off while it changed {} files: ids and pointers may not agree",
                    journal.files
                ),
                "`recto ids` finishes it, and so does every command that writes here, such as `recto format`",
            ),
            Err(reason) => (format!("a journal that cannot be used: {reason}"), UNUSABLE),
        };
        let finding = Diagnostic::new(&diag::SET_UNFINISHED, message).help(help);
        Some(of_journal(&folder, finding))
    };
    with_journal(&files).into_iter().filter_map(about).collect()
}

const UNUSABLE: &str = "who broke `recto ids` off here runs it once more; a file of another origin is removed";

/// Removes from a folder in which no run is at work what others have left.
fn sweep(folder: &Path) {
    if let Some(_lock) = Lock::at_once(folder) {
        stage::sweep(folder);
    }
}

/// The folders that files stand in.
fn folders<'f>(files: &[&'f Path]) -> BTreeSet<&'f Path> {
    files.iter().map(|file| folder_of(file)).collect()
}

/// The folders with a journal that may be about these files.
fn with_journal(files: &[&Path]) -> BTreeSet<PathBuf> {
    let mut seen: BTreeSet<PathBuf> = BTreeSet::new();
    for folder in folders(files) {
        let Ok(folder) = folder.canonicalize() else { continue };
        for above in lock::own_folders(&folder) {
            if !seen.insert(above.to_owned()) {
                break;
            }
        }
    }
    seen.retain(|folder| folder.join(journal::NAME).symlink_metadata().is_ok());
    seen
}

/// Brings to an end what was left in this folder.
fn recover(folder: &Path) -> Result<Option<Findings>, Refusal> {
    // Whoever is at work there is waited for.
    let _lock = Lock::of_folder(folder, Share::Alone)?;
    let name = folder.join(journal::NAME).display().to_string();
    let refused = |message: String, help: String| Err(Refusal::coded(&diag::SET_UNFINISHED, message).help(help));
    let journal = match Journal::of(folder) {
        Ok(None) => return Ok(None),
        Ok(Some(journal)) => journal,
        Err(reason) => return refused(format!("`{name}` cannot be used: {reason}"), UNUSABLE.to_owned()),
    };
    let ended = match journal.recover() {
        Ok(Recovered::Finished) => "was finished",
        Ok(Recovered::TakenBack) => "was taken back, as files were edited that it had not reached",
        Err(Open::Stuck(stuck)) => {
            let reason = stuck.reason.finding(&stuck.path).message;
            return refused(
                format!("`recto ids` was broken off here and cannot be finished: {reason}"),
                AGAIN.to_owned(),
            );
        }
        Err(Open::Edited(paths)) => {
            let names: Vec<String> = paths.iter().map(|path| format!("`{}`", path.display())).collect();
            let message = format!("`recto ids` was broken off here, and {} edited since", names.join(", "));
            let help = "bring these files back as they were, or see to their ids and pointers; then remove";
            return refused(message + if paths.len() > 1 { " were" } else { " was" }, format!("{help} `{name}`"));
        }
    };
    let message = format!("`recto ids` was broken off here: it {ended}");
    Ok(Some(of_journal(folder, Diagnostic::new(&diag::SET_RECOVERED, message))))
}

const AGAIN: &str = "make room or give rights, then run any command that writes here";

fn of_journal(folder: &Path, finding: Diagnostic) -> Findings {
    let name = folder.join(journal::NAME).display().to_string();
    Findings { source: Source::new(name, ""), diagnostics: vec![finding] }
}
