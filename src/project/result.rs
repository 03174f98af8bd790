//! A result that belongs to no input: what letters teach, an index of them. Takes its text and its place; writes it. That what is there stays as it
//! is, or cannot be written, is a finding. Leaves out the results of inputs (`run`).

use std::path::Path;
use std::sync::Arc;

use super::Refusal;
use super::border::Border;
use super::claim::claim;
use super::findings::Findings;
use super::job::{Job, Output};
use super::lock::Share;
use super::outside::unwritable;
use super::place::{Places, Replaced};
use super::run::deliver;
use crate::text::Source;

/// The job of a result, where the run may write it.
///
/// # Errors
/// It may not.
pub(super) fn job_at(border: &Arc<Border>, path: &Path) -> Result<Job, Box<Findings>> {
    match border.may_write(path) {
        Ok(()) => Ok(Job { output: Output::File(path.to_owned()), ..Job::reading(border, path) }),
        Err(error) => Err(Box::new(Findings { diagnostics: vec![unwritable(path, &error)], ..nothing_of(path) })),
    }
}

/// Writes a result to the place of its job.
pub(super) fn put(path: &Path, job: &Job, text: String, places: &Places) -> Findings {
    let mut findings = nothing_of(path);
    deliver(job, Some(text), places, &mut findings);
    findings
}

fn nothing_of(path: &Path) -> Findings {
    Findings { source: Source::new(path.display().to_string(), ""), diagnostics: Vec::new() }
}

/// Writes the one result of a run to its place; that what is there stays as it is, or cannot be written, is a finding.
///
/// # Errors
/// The folder cannot be taken.
pub fn put_result(
    border: &Arc<Border>,
    path: &Path,
    text: String,
    replaced: Replaced,
) -> Result<Vec<Findings>, Refusal> {
    let job = match job_at(border, path) {
        Ok(job) => job,
        Err(findings) => return Ok(vec![*findings]),
    };
    let places = Places::new(replaced, "`--force` replaces it; `-o` names another file");
    let (lock, mut said) = claim([path], Share::of(1))?;
    said.push(put(path, &job, text, &places));
    places.close(lock);
    Ok(said)
}
