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
use super::lock::Lock;
use super::place::{Placed, Places, Replaced, is_special};
use super::record::{Fit, Record};
use super::run::{Delivery, Findings, unwritable};
use super::stamp::Stamp;
use super::written::{Folder, Folders, Text};
use super::{Refusal, load};
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

pub(super) fn remove(path: &Path) -> io::Result<()> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

/// A conversion as people want it.
#[derive(Debug)]
pub(super) struct Wanted {
    /// What the conversion gave.
    conversion: String,
    /// The same without what was rejected.
    tei: String,
    /// How many changes were rejected.
    rejected: usize,
    /// Why the file that lies there stays as it is.
    mine: Option<Diagnostic>,
}

impl Wanted {
    /// What people want of a conversion that is to lie at this path.
    ///
    /// # Errors
    /// What is known of the file cannot be read.
    pub(super) fn of(path: &Path, conversion: String, places: &Places) -> io::Result<Self> {
        let (folder, name) = places.folder(path);
        let mine = places.mine(path)?;
        let rejections = if places.replaced() == Replaced::All { Vec::new() } else { folder.rejected(&name)? };
        let patch = review::without(&conversion, &rejections);
        let (tei, rejected) = (patch.apply(&conversion), patch.replacements().len());
        Ok(Self { conversion, tei, rejected, mine })
    }

    /// The TEI that is to lie there, unless the file stays as it is.
    pub(super) fn written(&self) -> Option<&str> {
        self.mine.is_none().then_some(self.tei.as_str())
    }

    /// Whether this is what is wanted. The conversion itself is, where somebody took it over after all.
    fn is(&self, accepted: &str) -> bool {
        accepted == self.tei || accepted == self.conversion
    }

    fn notes(&self, path: &Path) -> Option<Diagnostic> {
        if self.mine.is_some() {
            return self.mine.clone();
        }
        let number = if self.rejected == 1 { "one place".to_owned() } else { format!("{} places", self.rejected) };
        let message = format!("what was rejected in `{}` stays so, at {number}", path.display());
        let note = Diagnostic::new(&diag::STAYS_REJECTED, message);
        (self.rejected > 0).then(|| note.help("`--force` writes what the conversion gives"))
    }
}

/// Puts a conversion in its place, compares it with the accepted file, or writes it beside that where it differs.
pub(super) fn deliver(
    job: &Job,
    path: &Path,
    (wanted, origins): (&Wanted, Vec<(usize, Origin)>),
    results: Results,
    places: &Places,
    findings: &mut Findings,
) -> Delivery {
    findings.diagnostics.extend(wanted.notes(path));
    let source = (job.name.as_str(), findings.source.text());
    let done = match results {
        Results::Pending if wanted.mine.is_some() => withdraw(path, places),
        _ if wanted.mine.is_some() => Ok(None),
        Results::Written => place(&job.border, path, wanted, places),
        Results::Compared => text(&job.border, path).map(|accepted| difference(path, &accepted, wanted)),
        Results::Pending => offer(&job.border, path, wanted, Record::new(source, &wanted.conversion, origins), places),
    };
    let finding = match done {
        Ok(finding) => finding,
        Err(error) => Some(unwritable(path, &error)),
    };
    let is_failed = finding.as_ref().is_some_and(|finding| finding.code != &diag::NOT_ACCEPTED);
    findings.diagnostics.extend(finding);
    if is_failed { Delivery::Failed } else { Delivery::Done }
}

/// Writes what is wanted; a finding where something of others lies there.
fn place(border: &Border, path: &Path, wanted: &Wanted, places: &Places) -> io::Result<Option<Diagnostic>> {
    let placed = match text(border, path) {
        // Nobody but Recto writes a whole conversion.
        Ok(accepted) if accepted == wanted.conversion => places.put_own(path, &wanted.conversion)?,
        _ if wanted.tei == wanted.conversion => places.put_own(path, &wanted.conversion)?,
        _ => places.put(path, &wanted.tei)?,
    };
    if places.replaced() == Replaced::All {
        let (folder, name) = places.folder(path);
        folder.reject(&name, &[])?;
    }
    Ok((placed == Placed::Kept).then(|| places.kept(path)))
}

/// Writes a conversion beside the accepted file, where there is something to decide.
fn offer(
    border: &Border,
    path: &Path,
    wanted: &Wanted,
    mut record: Record,
    places: &Places,
) -> io::Result<Option<Diagnostic>> {
    let accepted = text(border, path)?;
    if wanted.is(&accepted) {
        return withdraw(path, places);
    }
    let (pending, rules) = (pending_of(path), rules_of(path));
    border.may_write(&pending).and_then(|()| border.may_write(&rules))?;
    let (is_free, is_own) = (places.is_free(&pending)?, Record::is_at(&rules));
    let others = [(&pending, is_free), (&rules, is_own || !rules.exists())];
    if let Some((path, _)) = others.iter().find(|(_, is_free)| !is_free) {
        let help = "decide about it with `recto review`, or give it another name";
        return Ok(Some(places.kept(path).help(help)));
    }
    record.accepted = vec![Stamp::of(&accepted)];
    record.write(&rules)?;
    let placed = places.put(&pending, &wanted.conversion)?;
    Ok((placed == Placed::Kept).then(|| places.kept(&pending)))
}

/// Removes what was written beside the accepted file: there is nothing to decide. What a person wrote there stays.
fn withdraw(path: &Path, places: &Places) -> io::Result<Option<Diagnostic>> {
    let (pending, rules) = (pending_of(path), rules_of(path));
    if Record::is_at(&rules) && places.is_free(&pending)? {
        remove(&pending).and_then(|()| remove(&rules))?;
    }
    Ok(None)
}

/// Where the changes of a file are pending.
fn pending_of(path: &Path) -> PathBuf {
    beside(path, ".new")
}

/// Where the rules that made them are told.
fn rules_of(path: &Path) -> PathBuf {
    beside(&pending_of(path), ".rules")
}

/// The finding that a result is not the accepted file.
fn difference(path: &Path, accepted: &str, wanted: &Wanted) -> Option<Diagnostic> {
    let (name, tei) = (path.display(), wanted.tei.as_str());
    let message = if wanted.is(accepted) {
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
                jobs(border, std::slice::from_ref(path), Target::Nowhere, Extensions { from: "new", to: "new" })?;
            found.extend(below.into_iter().filter_map(|job| match job.input {
                Input::File(path) => Some(path.with_extension("")),
                Input::Stdin | Input::Closed(_) => None,
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
            let diagnostics = vec![border::finding(&diag::UNWRITABLE, &error)];
            return Err(Box::new(Findings { source: Source::new(name(&self.accepted), ""), diagnostics }));
        }
        let accepted =
            if self.accepted.exists() { self.utf_8(&self.accepted)? } else { Source::new(name(&self.accepted), "") };
        let whole = self.utf_8(&self.pending())?;
        let (record, fit) = Record::read(self, whole.text());
        let failed = |error: io::Error| {
            Box::new(Findings { source: accepted.clone(), diagnostics: vec![unwritable(&self.accepted, &error)] })
        };
        let (folder, own) = self.folder();
        let is_own =
            |text: &str| text.is_empty() || folder.is_written(&own, Text::Written(Stamp::of(text))).unwrap_or(false);
        let text = accepted.text();
        // Where it is not known what the changes were found for, only what Recto wrote is sure not to have been edited.
        let is_for = record.accepted.contains(&Stamp::of(text)) || record.accepted.is_empty() && is_own(text);
        if !is_for && text != whole.text() {
            let finding = Diagnostic::new(&diag::EDITED_SINCE, "the file was edited after its changes were found");
            let finding = finding.help("convert it once more with `--pending`; the edit is then one of the changes");
            return Err(Box::new(Findings { source: accepted, diagnostics: vec![finding] }));
        }
        let patch = review::without(whole.text(), &folder.rejected(&own).map_err(failed)?);
        let (pending, reasons) = (patch.apply(whole.text()), record.reasons(&patch));
        let changes = match review::changes(text, &pending, &reasons) {
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
