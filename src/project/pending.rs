//! Accepted files and what is pending. Takes what a conversion gives; compares it with the accepted file, or writes what differs
//! beside it: `x.xml.new`, with its [`Record`] in `x.xml.new.rules`. Takes paths; gives the pending changes below them.
//!
//! A pending file whose accepted file was edited since is a finding, not changes: accepting them would undo the edit. So is one that
//! cannot be read or is not well-formed.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::border::{self, Border};
use super::find::{Extensions, Input, Job, Target, jobs};
use super::place::{Placed, Places};
use super::record::{Fit, Record};
use super::run::{Delivery, Findings, unwritable};
use super::stamp::Stamp;
use super::{Refusal, load, write};
use crate::diag::{self, Diagnostic};
use crate::diff::{self, KINDS, Version};
use crate::review::{self, Change};
use crate::text::{self, Source};
use crate::xml::{Document, External, Origin};

/// What becomes of the results of a conversion.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Results {
    /// They are written.
    Written,
    /// They are compared with the accepted files.
    Compared,
    /// What differs from the accepted files is written beside them.
    Pending,
}

fn beside(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(ending);
    PathBuf::from(name)
}

/// The text of a file, with the line ends that Recto writes; empty where there is none.
pub(super) fn text(border: &Border, path: &Path) -> io::Result<String> {
    match border.read_text(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(String::new()),
        read => read.map(with_line_feeds),
    }
}

/// What git writes out with the line ends of another system is the same text.
fn with_line_feeds(text: String) -> String {
    if text.contains("\r\n") { text.replace("\r\n", "\n") } else { text }
}

pub(super) fn remove(path: &Path) -> io::Result<()> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

/// Puts a result in its place, compares it with the accepted file, or writes it beside that where it differs.
pub(super) fn deliver(
    job: &Job,
    path: &Path,
    (tei, origins): (String, Vec<(usize, Origin)>),
    results: Results,
    places: &Places,
    findings: &mut Findings,
) -> Delivery {
    if results == Results::Written {
        return place(path, &tei, places, findings);
    }
    let done = text(&job.border, path).and_then(|accepted| {
        if results == Results::Compared {
            findings.diagnostics.extend(difference(path, &accepted, &tei));
            return Ok(());
        }
        let file = PendingFile { accepted: path.to_owned(), border: Arc::clone(&job.border) };
        if accepted == tei {
            return remove(&file.pending()).and_then(|()| remove(&file.record()));
        }
        let mut record = Record::new((&job.name, findings.source.text()), &accepted, &tei, origins);
        if let (old, Fit::Fits) = Record::read(&file, &tei) {
            record.rejected = old.rejected;
        }
        record.write(&file.record())?;
        write::whole(&file.pending(), &tei)
    });
    match done {
        Ok(()) => Delivery::Done,
        Err(error) => {
            let message = format!("cannot compare with `{}`: {}", path.display(), load::reason(&error));
            findings.diagnostics.push(Diagnostic::new(&diag::UNWRITABLE, message));
            Delivery::Failed
        }
    }
}

fn place(path: &Path, tei: &str, places: &Places, findings: &mut Findings) -> Delivery {
    let finding = match places.put_own(path, tei) {
        Ok(Placed::Done) => return Delivery::Done,
        Ok(Placed::Kept) => places.kept(path),
        Err(error) => unwritable(path, &error),
    };
    findings.diagnostics.push(finding);
    Delivery::Failed
}

/// The finding that a result is not the accepted file.
fn difference(path: &Path, accepted: &str, tei: &str) -> Option<Diagnostic> {
    let name = path.display();
    let message = if accepted == tei {
        return None;
    } else if accepted.is_empty() {
        format!("`{name}` was not accepted yet")
    } else {
        let (old, new) = (Document::parse(accepted, External::Noted), Document::parse(tei, External::Noted));
        let version = |document, text| Version { document, text };
        let counts = diff::count(&diff::compare(version(&old.0, accepted), version(&new.0, tei)));
        let told = KINDS.iter().zip(counts).filter(|(_, count)| *count > 0);
        let told: Vec<String> = told.map(|(kind, count)| format!("{count} {}", kind.name())).collect();
        let told = if told.is_empty() { "it is written otherwise".to_owned() } else { told.join(", ") };
        format!("`{name}` would change: {told}")
    };
    let finding = Diagnostic::new(&diag::NOT_ACCEPTED, message);
    Some(finding.help("`recto convert --pending`, then `recto review`, shows what changes"))
}

/// A pending file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PendingFile {
    /// The accepted file, which may not be there.
    pub accepted: PathBuf,
    /// What may be read and written.
    pub(super) border: Arc<Border>,
}

/// A pending file with what it changes.
#[derive(Debug)]
pub struct Pending {
    /// Where it lies.
    pub file: PendingFile,
    /// The accepted text.
    pub accepted: Source,
    /// The pending text, without what was rejected.
    pub pending: Source,
    /// The file that was converted, as it was named then; empty where it is not known.
    pub source: String,
    /// The changes.
    pub changes: Vec<Change>,
    /// What is true of the pending file and does not keep it from being reviewed.
    pub remarks: Vec<Diagnostic>,
    pub(super) record: Record,
}

impl PendingFile {
    /// The pending files at and below these paths, sorted by path within each.
    ///
    /// # Errors
    /// A path is not there.
    pub fn all(border: &Arc<Border>, paths: &[PathBuf]) -> Result<Vec<Self>, Refusal> {
        let mut found = Vec::new();
        let of = |accepted| Self { accepted, border: Arc::clone(border) };
        for path in paths {
            let is_pending = path.extension().is_some_and(|ending| ending == "new");
            if !path.is_dir() {
                let accepted = if is_pending { path.with_extension("") } else { path.clone() };
                if !accepted.exists() && !beside(&accepted, ".new").exists() {
                    return Err(Refusal::new(format!("`{}` is not there", path.display())));
                }
                found.push(of(accepted));
                continue;
            }
            let below =
                jobs(border, std::slice::from_ref(path), Target::Nowhere, Extensions { from: "new", to: "new" })?;
            found.extend(below.into_iter().filter_map(|job| match job.input {
                Input::File(path) => Some(of(path.with_extension(""))),
                Input::Stdin | Input::Closed(_) => None,
            }));
        }
        found.retain(|file| file.pending().exists());
        Ok(found)
    }

    /// The name of the accepted file.
    #[must_use]
    pub fn name(&self) -> String {
        name(&self.accepted)
    }

    pub(super) fn pending(&self) -> PathBuf {
        beside(&self.accepted, ".new")
    }

    fn utf_8(&self, path: &Path) -> Result<Source, Box<Findings>> {
        let source = load::utf_8_document(&Job::reading(&self.border, path))?;
        Ok(if source.text().contains('\r') {
            Source::new(name(path), with_line_feeds(source.text().to_owned()))
        } else {
            source
        })
    }

    pub(super) fn record(&self) -> PathBuf {
        beside(&self.pending(), ".rules")
    }

    /// What the file changes.
    ///
    /// # Errors
    /// Why it cannot be reviewed: a file cannot be read, the pending one is not well-formed, or the accepted one was edited since.
    pub fn load(&self) -> Result<Pending, Box<Findings>> {
        if let Err(error) = self.border.may_write(&self.accepted) {
            let diagnostics = vec![border::finding(&diag::UNWRITABLE, &error)];
            return Err(Box::new(Findings { source: Source::new(name(&self.accepted), ""), diagnostics }));
        }
        let accepted =
            if self.accepted.exists() { self.utf_8(&self.accepted)? } else { Source::new(name(&self.accepted), "") };
        let whole = self.utf_8(&self.pending())?;
        let (record, fit) = Record::read(self, whole.text());
        if !record.is_for(accepted.text()) {
            let finding = Diagnostic::new(&diag::EDITED_SINCE, "the file was edited after its changes were found");
            let finding = finding.help("convert it once more with `--pending`; the edit is then one of the changes");
            return Err(Box::new(Findings { source: accepted, diagnostics: vec![finding] }));
        }
        let (text, reasons) = record.left(whole.text().to_owned());
        let changes = match review::changes(accepted.text(), &text, &reasons) {
            Ok(changes) => changes,
            Err(diagnostics) => return Err(Box::new(Findings { source: whole, diagnostics })),
        };
        let remark = || Diagnostic::new(&diag::STALE_RULES, "the rules that made these changes are not known");
        let help = "convert once more with `--pending`";
        let remarks = (fit == Fit::Stale && !changes.is_empty()).then(|| remark().help(help)).into_iter().collect();
        let (file, source) = (self.clone(), record.source.0.clone());
        let pending = Source::new(whole.name(), text);
        Ok(Pending { file, accepted, pending, source, changes, remarks, record })
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
