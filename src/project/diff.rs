//! Two TEI files or folders compared. Takes two paths; gives what differs in each pair of files of the same name, in the order of
//! their paths, and the files that only one folder has.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::border::Border;
use super::find::{Extensions, Input, Job, Target, comparable, jobs};
use super::run::Findings;
use super::{Refusal, load};
use crate::diag::Severity;
use crate::diff::{self, Hunk, Version};
use crate::text::Source;
use crate::xml::{Document, External};

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

/// What comparing one pair gave.
#[derive(Debug)]
pub struct Diffed {
    /// The pair.
    pub files: Counterpart,
    /// The text before; empty where it is missing.
    pub before: Source,
    /// The text after.
    pub after: Source,
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
        for job in jobs(border, &[folder.to_owned()], Target::Nowhere, Extensions { from: "xml", to: "xml" })? {
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

/// Compares one pair. Nothing is said of the inside of a file that the other folder does not have.
#[must_use]
pub fn diff(files: &Counterpart) -> Diffed {
    let mut unread = Vec::new();
    let mut read = |path: &Option<PathBuf>| {
        let path = path.as_ref()?;
        let (source, findings) = match load::document(&Job::reading(&files.border, path), None) {
            Ok(source) => source_and_tree(source),
            Err(findings) => Err(*findings),
        }
        .map_or_else(|findings| (None, Some(findings)), |read| (Some(read), None));
        unread.extend(findings);
        source
    };
    let (before, after) = (read(&files.before), read(&files.after));
    let hunks = match (&before, &after) {
        (Some((a, old)), Some((b, new))) if a.text() != b.text() => {
            diff::compare(Version { document: old, text: a.text() }, Version { document: new, text: b.text() })
        }
        _ => Vec::new(),
    };
    let source = |read: Option<(Source, Document)>| read.map_or_else(|| Source::new("", ""), |(source, _)| source);
    Diffed { files: files.clone(), before: source(before), after: source(after), hunks, unread }
}

fn source_and_tree(source: Source) -> Result<(Source, Document), Findings> {
    let (document, diagnostics) = Document::parse(source.text(), External::Noted);
    match diagnostics.iter().any(|finding| finding.severity() == Severity::Error) {
        true => Err(Findings { source, diagnostics }),
        false => Ok((source, document)),
    }
}
