//! What is pending beside accepted files: `x.xml.new`, with its [`Record`] in `x.xml.new.rules`. Takes paths; gives the pending changes below
//! them.
//!
//! A pending file whose accepted file was edited since is a finding, not changes: accepting them would undo the edit. So is one that
//! cannot be read or is not well-formed.

use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::border::Border;
use super::find::jobs;
use super::findings::Findings;
use super::job::{Extensions, Input, Job, Target};
use super::lock::Lock;
use super::outside::unwritable;
use super::place::is_special;
use super::record::{Fit, Record};
use super::stamp::Stamp;
use super::written::{Folder, Folders, Text};
use super::{Refusal, load};
use crate::diag::{self, Diagnostic};
use crate::review::{self, Change};
use crate::text::{self, Source};

fn beside(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(ending);
    PathBuf::from(name)
}

/// The text of a file, with the line ends that Recto writes; empty where there is none.
pub(super) fn text(border: &Border, path: &Path) -> io::Result<String> {
    if is_special(path) {
        return Ok(String::new());
    }
    match border.read_text(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(String::new()),
        read => read.map(with_line_feeds),
    }
}

/// What git writes out with the line ends of another system is the same text.
fn with_line_feeds(text: String) -> String {
    if text.contains("\r\n") { text.replace("\r\n", "\n") } else { text }
}

/// Where the changes of a file are pending.
pub(super) fn pending_of(path: &Path) -> PathBuf {
    beside(path, ".new")
}

/// Where the rules that made them are written down.
pub(super) fn rules_of(path: &Path) -> PathBuf {
    beside(&pending_of(path), ".rules")
}

/// A pending file.
#[derive(Clone, Debug)]
pub struct PendingFile {
    /// The accepted file, which may not be there.
    pub accepted: PathBuf,
    /// What may be read and written.
    pub(super) border: Arc<Border>,
    /// The folders of the run.
    folders: Arc<Folders>,
}

/// A pending file with what it changes.
#[derive(Debug)]
pub struct Pending {
    /// Where it lies.
    pub file: PendingFile,
    /// The accepted text, or what stands for it while there is none.
    pub accepted: Source,
    /// The pending text, without what was rejected.
    pub pending: Source,
    /// The file that was converted, as it was named then; empty where it is not known.
    pub source: String,
    /// The changes.
    pub changes: Vec<Change>,
    /// What is true of the pending file and does not keep it from being reviewed.
    pub remarks: Vec<Diagnostic>,
    /// The pending text, with what was rejected.
    pub(super) conversion: String,
    pub(super) record: Record,
    pub(super) fit: Fit,
}

impl PendingFile {
    /// The pending files at and below these paths, sorted by path within each. Those of files that stay as they are belong to none.
    ///
    /// # Errors
    /// A path is not there.
    pub fn all(border: &Arc<Border>, paths: &[PathBuf]) -> Result<Vec<Self>, Refusal> {
        let mut found = Vec::new();
        for path in paths {
            let is_pending = path.extension().is_some_and(|ending| ending == "new");
            if !path.is_dir() {
                let accepted = if is_pending { path.with_extension("") } else { path.clone() };
                if !accepted.exists() && !pending_of(&accepted).exists() {
                    return Err(Refusal::new(format!("`{}` is not there", path.display())));
                }
                found.push(accepted);
                continue;
            }
            let below =
                jobs(border, std::slice::from_ref(path), Target::Nowhere, Extensions { from: &["new"], to: "new" })?;
            found.extend(below.into_iter().filter_map(|job| match job.input {
                Input::File(path) => Some(path.with_extension("")),
                Input::Pages(_)
                | Input::Letter(..)
                | Input::Volume(..)
                | Input::Stdin
                | Input::Held(_)
                | Input::Closed(_) => None,
            }));
        }
        let folders = Arc::new(Folders::default());
        let files = found.into_iter().map(|accepted| Self {
            accepted,
            border: Arc::clone(border),
            folders: Arc::clone(&folders),
        });
        Ok(files.filter(|file| file.pending().exists() && !file.is_kept()).collect())
    }

    /// Ends a review: its lock goes, and what is known of the files is put in order.
    pub fn close<'f>(files: impl IntoIterator<Item = &'f Self>, lock: Option<Lock>) {
        // They are of one run, which has one set of folders.
        match files.into_iter().next() {
            Some(file) => file.folders.close(lock),
            None => drop(lock),
        }
    }

    fn is_kept(&self) -> bool {
        let (folder, name) = self.folder();
        folder.mine(&name).is_ok_and(|reason| reason.is_some())
    }

    /// The name of the accepted file.
    #[must_use]
    pub fn name(&self) -> String {
        name(&self.accepted)
    }

    pub(super) fn pending(&self) -> PathBuf {
        pending_of(&self.accepted)
    }

    fn utf_8(&self, path: &Path) -> Result<Source, Box<Findings>> {
        let source = load::utf_8_document(&Job::reading(&self.border, path))?;
        Ok(if source.text().contains('\r') {
            Source::new(name(path), with_line_feeds(source.text().to_owned()))
        } else {
            source
        })
    }

    pub(super) fn rules(&self) -> PathBuf {
        rules_of(&self.accepted)
    }

    /// The folder of the accepted file, and its name there.
    pub(super) fn folder(&self) -> (Arc<Folder>, String) {
        self.folders.of(&self.accepted)
    }

    /// Whether all that is written lies inside: the accepted file, the pending one and its record.
    fn may_be_written(&self) -> io::Result<()> {
        [self.accepted.clone(), self.pending(), self.rules()].iter().try_for_each(|path| self.border.may_write(path))
    }

    /// What the file changes.
    ///
    /// # Errors
    /// Why it cannot be reviewed: a file cannot be read, the pending one is not well-formed, or the accepted one was edited since.
    pub fn load(&self) -> Result<Pending, Box<Findings>> {
        if let Err(error) = self.may_be_written() {
            let diagnostics = vec![unwritable(&self.accepted, &error)];
            return Err(Box::new(Findings { source: Source::new(name(&self.accepted), ""), diagnostics }));
        }
        let whole = self.utf_8(&self.pending())?;
        let (record, fit) = Record::read(self, whole.text());
        let is_there = self.accepted.exists();
        let accepted =
            if is_there { self.utf_8(&self.accepted)? } else { Source::new(name(&self.accepted), &*record.model) };
        let failed = |error: io::Error| {
            Box::new(Findings { source: accepted.clone(), diagnostics: vec![unwritable(&self.accepted, &error)] })
        };
        let (folder, own) = self.folder();
        let is_own =
            |text: &str| text.is_empty() || folder.is_written(&own, Text::Written(Stamp::of(text))).unwrap_or(false);
        let text = accepted.text();
        let lies_there = if is_there { text } else { "" };
        // Where it is not known what the changes were found for, only what Recto wrote is sure not to have been edited.
        let stamp = Stamp::of(lies_there);
        let is_for = record.accepted.contains(&stamp) || record.accepted.is_empty() && is_own(lies_there);
        if !is_for && text != whole.text() {
            let finding = Diagnostic::new(&diag::EDITED_SINCE, "the file was edited after its changes were found");
            let finding = finding.help("convert it once more with `--pending`; the edit is then one of the changes");
            return Err(Box::new(Findings { source: accepted, diagnostics: vec![finding] }));
        }
        let edits = review::without(whole.text(), &folder.rejected(&own).map_err(failed)?);
        let (pending, origins) = (edits.apply(whole.text()), record.origins(&edits));
        let changes = match review::changes(text, &pending, &origins) {
            _ if text == whole.text() => Vec::new(),
            Ok(changes) => changes,
            Err(diagnostics) => return Err(Box::new(Findings { source: whole, diagnostics })),
        };
        let remark = || Diagnostic::new(&diag::STALE_RULES, "the rules that made these changes are not known");
        let help = "convert once more with `--pending`";
        let remarks = (fit == Fit::Stale && !changes.is_empty()).then(|| remark().help(help)).into_iter().collect();
        let (file, source) = (self.clone(), record.source.0.clone());
        let (pending, conversion) = (Source::new(whole.name(), pending), whole.text().to_owned());
        Ok(Pending { file, accepted, pending, source, changes, remarks, conversion, record, fit })
    }
}

impl Pending {
    /// What tells this state of the two texts from any other.
    #[must_use]
    pub fn stamp(&self) -> (Stamp, Stamp) {
        (Stamp::of(self.accepted.text()), Stamp::of(self.pending.text()))
    }

    /// The text that was converted, where it is at hand and the same as then.
    #[must_use]
    pub fn origin(&self) -> Option<Source> {
        let text = text::decode(&self.file.border.read(Path::new(&self.source)).ok()?, None).ok()?;
        (Stamp::of(&text) == self.record.source.1).then(|| Source::new(&self.source, text))
    }
}

fn name(path: &Path) -> String {
    path.display().to_string()
}
