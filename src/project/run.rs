//! Running over many files: in parallel, told in order. Takes jobs and what is done with one; hands each outcome on in the
//! order of the jobs, a few at a time, so that memory holds for any number of files.

use rayon::iter::{IntoParallelRefIterator, ParallelIterator};

use super::find::{Job, Output};
use super::write;
use crate::diag::{self, Diagnostic};
use crate::tei::Explained;
use crate::text::Source;

/// Files that are worked on before their outcomes are handed on.
const AT_ONCE: usize = 32;

/// What was found in one source.
#[derive(Clone, Debug)]
pub struct Findings {
    /// The source; empty where it could not be read.
    pub source: Source,
    /// The findings, in the order of the text.
    pub diagnostics: Vec<Diagnostic>,
}

/// What became of a result.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Delivery {
    /// There is none: the findings say why.
    Failed,
    /// It went where the job says.
    Done,
    /// It is to be printed on standard output.
    Print(String),
}

/// What one job gave.
#[derive(Clone, Debug)]
pub struct Outcome {
    /// Findings in the metadata file, where there is one of its own.
    pub metadata: Option<Findings>,
    /// Findings in the input.
    pub input: Findings,
    /// What became of the result.
    pub delivery: Delivery,
    /// Where each element came from; empty unless asked for.
    pub elements: Vec<Explained>,
}

/// Does `work` for every job in parallel and hands the outcomes to `deliver` in order.
///
/// # Errors
/// The first error of `deliver`, which ends the run.
pub fn in_order<E>(
    jobs: &[Job],
    work: impl Fn(&Job) -> Outcome + Sync,
    mut deliver: impl FnMut(&Job, Outcome) -> Result<(), E>,
) -> Result<(), E> {
    for some in jobs.chunks(AT_ONCE) {
        let outcomes: Vec<Outcome> = some.par_iter().map(&work).collect();
        for (job, outcome) in some.iter().zip(outcomes) {
            deliver(job, outcome)?;
        }
    }
    Ok(())
}

impl Outcome {
    /// The outcome of an input that could not be read.
    pub(super) fn unread(input: Findings) -> Self {
        Self { metadata: None, input, delivery: Delivery::Failed, elements: Vec::new() }
    }
}

/// Puts a result where the job says; a file that cannot be written is a finding.
pub(super) fn deliver(job: &Job, result: Option<String>, findings: &mut Findings) -> Delivery {
    let Some(result) = result else {
        return Delivery::Failed;
    };
    match &job.output {
        Output::Stdout => Delivery::Print(result),
        Output::Nowhere => Delivery::Done,
        Output::File(path) => match write::whole(path, &result) {
            Ok(()) => Delivery::Done,
            Err(error) => {
                let message = format!("cannot write `{}`: {}", path.display(), super::load::reason(&error));
                findings.diagnostics.push(Diagnostic::new(&diag::UNWRITABLE, message));
                Delivery::Failed
            }
        },
    }
}
