//! Ids over all files of a run. Takes jobs and a plan; gives for each file what changes. Promises that nothing is written before all is
//! worked out, checked, and written beside the files; then each file is replaced whole. If anything is wrong anywhere, nothing is.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use rayon::prelude::*;

use super::address::join;
use super::find::{Input, Job};
use super::run::Findings;
use super::{Refusal, load, write};
use crate::diag::{self, Diagnostic, Severity};
use crate::ids::{Edit, Minted, Plan, edited, mint, references};
use crate::xml::{Document, External};

/// What a run does with files.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Writing {
    /// Each change is a finding.
    Shown,
    /// Files are written.
    Done,
}

/// What became of one file.
#[derive(Debug)]
pub struct Identified {
    /// What was found in it.
    pub input: Findings,
    /// How many places of it change.
    pub changes: usize,
}

/// A file with its new ids.
struct File {
    path: PathBuf,
    input: Findings,
    document: Document,
    minted: Minted,
}

/// Gives ids to the files of a run, and follows what points to them.
///
/// # Errors
/// [`Refusal`] when a file is named twice, or standard input is.
pub fn ids(jobs: &[Job], plan: &Plan, writing: Writing) -> Result<Vec<Identified>, Refusal> {
    let mut files: Vec<File> = jobs.par_iter().map(|job| open(job, plan)).collect();
    let mut renamed: BTreeMap<PathBuf, BTreeMap<String, String>> = BTreeMap::new();
    for (file, job) in files.iter_mut().zip(jobs) {
        if job.input == Input::Stdin {
            return Err(Refusal::new("ids are written to files: standard input is none"));
        }
        if renamed.insert(file.path.clone(), std::mem::take(&mut file.minted.renamed)).is_some() {
            return Err(Refusal::new(format!("`{}` is named twice", job.name)));
        }
    }
    files.par_iter_mut().zip(jobs).for_each(|(file, job)| follow(file, job, &renamed));
    let is_sound = files.iter().all(|file| !has_error(&file.input.diagnostics));
    let mut staged = Vec::new();
    let mut done = Vec::new();
    for mut file in files {
        let edits = std::mem::take(&mut file.minted.edits);
        if is_sound && writing == Writing::Shown {
            let change = |edit: &Edit| Diagnostic::new(&diag::IDS_CHANGE, &edit.message).at(edit.span);
            file.input.diagnostics.extend(edits.iter().map(change));
        } else if is_sound && !edits.is_empty() {
            let text = edited(file.input.source.text(), &edits);
            staged.push((done.len(), write::Staged::new(&file.path, &text)));
        }
        done.push(Identified { input: file.input, changes: if is_sound { edits.len() } else { 0 } });
    }
    let is_written = staged.iter().all(|(_, staged)| staged.is_ok());
    for (at, staged) in staged {
        let written = staged.and_then(|staged| if is_written { staged.replace() } else { Ok(()) });
        if let (Err(error), Some(own)) = (written, done.get_mut(at)) {
            let message = format!("cannot be written: {}", load::reason(&error));
            own.input.diagnostics.push(Diagnostic::new(&diag::UNWRITABLE, message));
        }
    }
    if !is_written {
        done.iter_mut().for_each(|own| own.changes = 0);
    }
    Ok(done)
}

fn has_error(findings: &[Diagnostic]) -> bool {
    findings.iter().any(|finding| finding.severity() == Severity::Error)
}

fn open(job: &Job, plan: &Plan) -> File {
    let path = match &job.input {
        Input::File(path) => path.canonicalize().unwrap_or_else(|_| path.clone()),
        Input::Stdin | Input::Closed(_) => PathBuf::from(&job.name),
    };
    let unread = |input| File { path: path.clone(), input, document: Document::default(), minted: Minted::default() };
    if job.input == Input::Stdin {
        return unread(Findings { source: crate::text::Source::new(&job.name, ""), diagnostics: Vec::new() });
    }
    let source = match load::utf_8_document(job) {
        Ok(source) => source,
        Err(findings) => return unread(*findings),
    };
    let (document, diagnostics) = Document::parse(source.text(), External::Noted);
    if has_error(&diagnostics) {
        return unread(Findings { source, diagnostics });
    }
    let stem = path.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
    let mut minted = mint(&document, source.text(), &stem, plan);
    let diagnostics = std::mem::take(&mut minted.findings);
    File { path, input: Findings { source, diagnostics }, document, minted }
}

/// Adds the changes of pointers, and holds what all changes make to what the file was.
fn follow(file: &mut File, job: &Job, renamed: &BTreeMap<PathBuf, BTreeMap<String, String>>) {
    let base = job.address();
    let find = |name: &str| match name {
        "" => renamed.get(&file.path),
        name => renamed.get(&Path::new(&join(&base, name)).canonicalize().ok()?),
    };
    let text = file.input.source.text();
    let (edits, findings) = references(&file.document, text, &find);
    file.input.diagnostics.extend(findings);
    file.minted.edits.extend(edits);
    file.minted.edits.sort_by_key(|edit| edit.span);
    let (after, faults) = Document::parse(&edited(text, &file.minted.edits), External::Noted);
    let string = |document: &Document| document.top().map(|top| top.string_value().to_owned());
    let is_same = after.len() == file.document.len() && string(&after) == string(&file.document);
    if !file.document.is_empty() && (!is_same || has_error(&faults)) {
        let finding = Diagnostic::new(&diag::LAYOUT_CHANGES, "new ids would change more of the document than ids");
        file.input.diagnostics.push(finding);
    }
}
