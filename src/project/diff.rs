//! Two TEI files or folders compared. Takes two paths; gives what differs in each pair of files of the same name, in the order of
//! their paths, and the files that only one folder has.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::Refusal;
use super::border::Border;
use super::find::{comparable, jobs};
use super::findings::Findings;
use super::inclusion::{Inclusion, Whole};
use super::job::{Extensions, Input, Job, Target};
use super::projects::Projects;
use crate::diff::{self, Hunk, Version};
use crate::xml::{Document, Input as _};

/// A file before and after; one of them may be missing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Counterpart {
    /// Its path in the folder; for two files that of the second.
    pub name: String,
    /// Before.
    pub before: Option<PathBuf>,
    /// After.
    pub after: Option<PathBuf>,
    /// What may be read.
    border: Arc<Border>,
}

impl Counterpart {
    /// The files that there are.
    pub fn jobs(&self) -> impl Iterator<Item = Job> {
        self.before.iter().chain(&self.after).map(|path| Job::reading(&self.border, path))
    }
}

/// What comparing one pair gave.
#[derive(Debug)]
pub struct Diffed {
    /// The pair.
    pub files: Counterpart,
    /// The document before; empty where it is missing.
    pub before: Whole,
    /// The document after.
    pub after: Whole,
    /// What differs.
    pub hunks: Vec<Hunk>,
    /// Why a file cannot be read.
    pub unread: Vec<Findings>,
}

/// The pairs of two files or folders.
///
/// # Errors
/// One is a folder and the other is not, or there is nothing at the path.
pub fn counterparts(border: &Arc<Border>, before: &Path, after: &Path) -> Result<Vec<Counterpart>, Refusal> {
    comparable(before, after)?;
    if !before.is_dir() {
        let (name, before, after) = (after.display().to_string(), Some(before.to_owned()), Some(after.to_owned()));
        return Ok(vec![Counterpart { name, before, after, border: Arc::clone(border) }]);
    }
    let mut all: BTreeMap<PathBuf, (Option<PathBuf>, Option<PathBuf>)> = BTreeMap::new();
    for (folder, is_after) in [(before, false), (after, true)] {
        for job in jobs(border, &[folder.to_owned()], Target::Nowhere, Extensions { from: &["xml"], to: "xml" })? {
            let Input::File(path) = job.input else { continue };
            let Ok(below) = path.strip_prefix(folder) else { continue };
            let both = all.entry(below.to_owned()).or_default();
            *(if is_after { &mut both.1 } else { &mut both.0 }) = Some(path);
        }
    }
    if all.is_empty() {
        return Err(Refusal::new(format!("no .xml file in `{}` and `{}`", before.display(), after.display())));
    }
    let pair = |(name, (before, after)): (PathBuf, _)| {
        let name = name.display().to_string();
        Counterpart { name, before, after, border: Arc::clone(border) }
    };
    Ok(all.into_iter().map(pair).collect())
}

/// Compares one pair, each with what it includes. Nothing is said of the inside of a file that the other folder does not have.
#[must_use]
pub fn diff(files: &Counterpart, projects: &Projects, inclusion: Inclusion) -> Diffed {
    let mut unread = Vec::new();
    let mut read = |path: &Option<PathBuf>| {
        let job = Job::reading(&files.border, path.as_deref()?);
        let whole = Whole::read(&job, projects, inclusion).map_err(|findings| vec![*findings]);
        whole.and_then(Whole::with_tree).map_err(|findings| unread.extend(findings)).ok()
    };
    let (before, after) = (read(&files.before), read(&files.after));
    let hunks = match (&before, &after) {
        (Some((a, old)), Some((b, new))) if a.text() != b.text() => {
            diff::compare(Version { document: old, text: a.text() }, Version { document: new, text: b.text() })
        }
        _ => Vec::new(),
    };
    let whole = |read: Option<(Whole, Document)>| read.map_or_else(Whole::nothing, |(whole, _)| whole);
    Diffed { files: files.clone(), before: whole(before), after: whole(after), hunks, unread }
}
