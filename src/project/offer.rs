//! A conversion, or a transplant, and the accepted file. Takes what it gives; puts it in its place, compares it with the accepted file, or writes it
//! beside that, where it is [pending](super::pending).
//!
//! What people decided holds: what was rejected stays as it was, and a file that is kept is left alone.

use std::io;
use std::path::Path;

use super::border::Border;
use super::disk::remove;
use super::findings::Findings;
use super::job::Job;
use super::outside::unwritable;
use super::pending::{pending_of, rules_of, text};
use super::place::{Placed, Places, Replaced};
use super::record::Record;
use super::run::Delivery;
use super::stamp::Stamp;
use crate::diag::{self, Diagnostic, Severity};
use crate::diff::{self, KINDS, Version};
use crate::review;
use crate::xml::{Document, External};

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

/// A conversion as people want it.
#[derive(Debug)]
pub(super) struct Wanted {
    /// What the conversion gave.
    pub(super) conversion: String,
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
        let edits = review::without(&conversion, &rejections);
        let (tei, rejected) = (edits.apply(&conversion), edits.len());
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

/// Puts a result in its place, compares it with the accepted file, or writes it beside that where it differs, with its record.
pub(super) fn deliver(
    job: &Job,
    path: &Path,
    (wanted, record): (&Wanted, impl FnOnce() -> Record),
    results: Results,
    places: &Places,
    findings: &mut Findings,
) -> Delivery {
    findings.diagnostics.extend(wanted.notes(path));
    let done = match results {
        Results::Pending if wanted.mine.is_some() => withdraw(path, places),
        _ if wanted.mine.is_some() => Ok(Vec::new()),
        Results::Written => place(&job.border, path, wanted, places),
        Results::Compared => {
            text(&job.border, path).map(|accepted| difference(path, &accepted, wanted).into_iter().collect())
        }
        Results::Pending => offer(&job.border, path, wanted, record(), places),
    };
    let said = done.unwrap_or_else(|error| vec![unwritable(path, &error)]);
    let is_failed = said.iter().any(|said| said.severity() == Severity::Error && said.code != &diag::NOT_ACCEPTED);
    findings.diagnostics.extend(said);
    if is_failed { Delivery::Failed } else { Delivery::Done }
}

/// Writes what is wanted; a finding where something of others lies there.
fn place(border: &Border, path: &Path, wanted: &Wanted, places: &Places) -> io::Result<Vec<Diagnostic>> {
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
    Ok(said(placed, path, places))
}

/// What is to be said of a result.
fn said(placed: Placed, path: &Path, places: &Places) -> Vec<Diagnostic> {
    match placed {
        Placed::Done(notes) => notes,
        Placed::Kept => vec![places.kept(path)],
    }
}

/// Writes a conversion beside the accepted file, where there is something to decide.
fn offer(
    border: &Border,
    path: &Path,
    wanted: &Wanted,
    mut record: Record,
    places: &Places,
) -> io::Result<Vec<Diagnostic>> {
    let accepted = text(border, path)?;
    // Where a transplant changes nothing of its model, the file as a whole is what is new.
    if record.model == wanted.conversion || !accepted.is_empty() {
        record.model.clear();
    }
    if wanted.is(if record.model.is_empty() { &accepted } else { &record.model }) {
        return withdraw(path, places);
    }
    let (pending, rules) = (pending_of(path), rules_of(path));
    border.may_write(&pending).and_then(|()| border.may_write(&rules))?;
    let (is_free, is_own) = (places.is_free(&pending)?, Record::is_at(&rules));
    let others = [(&pending, is_free), (&rules, is_own || !rules.exists())];
    if let Some((path, _)) = others.iter().find(|(_, is_free)| !is_free) {
        let help = "decide about it with `recto review`, or give it another name";
        return Ok(vec![places.kept(path).help(help)]);
    }
    record.accepted = vec![Stamp::of(&accepted)];
    record.write(&rules)?;
    Ok(said(places.put(&pending, &wanted.conversion)?, &pending, places))
}

/// Removes what was written beside the accepted file: there is nothing to decide. What a person wrote there stays.
fn withdraw(path: &Path, places: &Places) -> io::Result<Vec<Diagnostic>> {
    let (pending, rules) = (pending_of(path), rules_of(path));
    if Record::is_at(&rules) && places.is_free(&pending)? {
        remove(&pending).and_then(|()| remove(&rules))?;
    }
    Ok(Vec::new())
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
        let listed = KINDS.iter().zip(counts).filter(|(_, count)| *count > 0);
        let listed: Vec<String> = listed.map(|(kind, count)| format!("{count} {}", kind.name())).collect();
        let listed = if listed.is_empty() { "it is written otherwise".to_owned() } else { listed.join(", ") };
        format!("`{name}` would change: {listed}")
    };
    let finding = Diagnostic::new(&diag::NOT_ACCEPTED, message);
    Some(finding.help("`recto convert --pending`, then `recto review`, shows what changes"))
}
