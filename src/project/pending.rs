//! Accepted files and what is pending. Takes what a conversion gives; compares it with the accepted file, or writes what differs
//! beside it: `x.xml.new`, with `x.xml.new.rules`, which says where its elements came from. Takes paths; gives the pending changes
//! below them, and accepts or rejects some.
//!
//! The pending file is all that is remembered: accepting a change replaces the accepted file, rejecting one the pending file, each
//! whole or not at all, so that a run that is broken off leaves every change decided or pending. A pending file without
//! changes is removed.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::find::{Extensions, Input, Job, Output, Target, jobs};
use super::run::{Delivery, Findings};
use super::{Refusal, load, write};
use crate::diag::{self, Diagnostic};
use crate::diff::{self, KINDS, Version};
use crate::review::{self, Change, Reason};
use crate::text::{Source, Span};
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

/// Where the elements of a pending file came from.
#[derive(Debug, Default, Deserialize, Serialize)]
struct Rules {
    /// The file that was converted.
    source: String,
    /// Length of the pending file that this is about, in bytes.
    length: usize,
    /// First byte in the pending file, rule, first byte and end in the source.
    elements: Vec<(usize, String, usize, usize)>,
}

fn beside(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(ending);
    PathBuf::from(name)
}

/// The text of a file; empty where there is none.
fn text(path: &Path) -> io::Result<String> {
    match fs::read_to_string(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(String::new()),
        read => read,
    }
}

fn remove(path: &Path) -> io::Result<()> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

/// Compares a result with the accepted file, or writes it beside it where it differs.
pub(super) fn deliver(
    job: &Job,
    result: Option<(String, Vec<(usize, Origin)>)>,
    results: Results,
    findings: &mut Findings,
) -> Delivery {
    let (Some((tei, origins)), Output::File(path)) = (result, &job.output) else {
        return Delivery::Failed;
    };
    let done = text(path).and_then(|accepted| {
        if results == Results::Compared {
            findings.diagnostics.extend(difference(path, &accepted, &tei));
            return Ok(());
        }
        let pending = beside(path, ".new");
        let rules = beside(&pending, ".rules");
        if accepted == tei {
            return remove(&pending).and_then(|()| remove(&rules));
        }
        let elements = origins.into_iter().map(|(at, from)| (at, from.rule.to_owned(), from.span.start, from.span.end));
        let told = Rules { source: job.name.clone(), length: tei.len(), elements: elements.collect() };
        write::whole(&rules, &serde_json::to_string(&told)?)?;
        write::whole(&pending, &tei)
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
}

/// A pending file with what it changes.
#[derive(Debug)]
pub struct Pending {
    /// The accepted text.
    pub accepted: Source,
    /// The pending text.
    pub pending: Source,
    /// The file that was converted.
    pub source: String,
    /// The changes.
    pub changes: Vec<Change>,
}

impl PendingFile {
    /// The pending files at and below these paths, sorted by path within each.
    ///
    /// # Errors
    /// A path is not there.
    pub fn all(paths: &[PathBuf]) -> Result<Vec<Self>, Refusal> {
        let mut found = Vec::new();
        for path in paths {
            let is_pending = path.extension().is_some_and(|ending| ending == "new");
            if !path.is_dir() {
                let accepted = if is_pending { path.with_extension("") } else { path.clone() };
                if !accepted.exists() && !beside(&accepted, ".new").exists() {
                    return Err(Refusal::new(format!("`{}` is not there", path.display())));
                }
                found.push(Self { accepted });
                continue;
            }
            let below = jobs(std::slice::from_ref(path), Target::Nowhere, Extensions { from: "new", to: "new" })?;
            found.extend(below.into_iter().filter_map(|job| match job.input {
                Input::File(path) => Some(Self { accepted: path.with_extension("") }),
                Input::Stdin | Input::Closed(_) => None,
            }));
        }
        found.retain(|file| file.pending().exists());
        Ok(found)
    }

    fn pending(&self) -> PathBuf {
        beside(&self.accepted, ".new")
    }

    fn rules(&self) -> PathBuf {
        beside(&self.pending(), ".rules")
    }

    /// What the file changes.
    ///
    /// # Errors
    /// What the system says.
    pub fn load(&self) -> io::Result<Pending> {
        let (accepted, pending) = (text(&self.accepted)?, text(&self.pending())?);
        let rules: Rules =
            text(&self.rules()).ok().and_then(|text| serde_json::from_str(&text).ok()).unwrap_or_default();
        let is_about = rules.length == pending.len();
        let elements = rules.elements.into_iter().filter(|_| is_about);
        let reasons: Vec<Reason> =
            elements.map(|(start, rule, from, to)| Reason { start, rule, source: Span::new(from, to) }).collect();
        let changes = review::changes(&accepted, &pending, &reasons);
        let name = self.accepted.display().to_string();
        let (accepted, pending) = (Source::new(name.clone(), accepted), Source::new(name + ".new", pending));
        Ok(Pending { accepted, pending, source: rules.source, changes })
    }
}

/// Accepts or rejects the changes of a file that are chosen; gives how many there were.
///
/// # Errors
/// What the system says; nothing was changed then.
pub fn settle(file: &PendingFile, accept: bool, is_chosen: impl Fn(&Change) -> bool) -> io::Result<usize> {
    let Pending { accepted, pending, changes, .. } = file.load()?;
    let count = changes.iter().filter(|change| is_chosen(change)).count();
    let (mut old, mut new) = (accepted.text().to_owned(), pending.text().to_owned());
    if count > 0 && accept {
        old = review::accepted(accepted.text(), pending.text(), &changes, &is_chosen);
        write::whole(&file.accepted, &old)?;
    } else if count > 0 {
        new = review::rejected(accepted.text(), pending.text(), &changes, &is_chosen);
        if new != old {
            write::whole(&file.pending(), &new)?;
        }
    }
    if old == new {
        remove(&file.pending())?;
        remove(&file.rules())?;
    }
    Ok(count)
}
