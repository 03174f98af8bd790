//! Running over many files: in parallel, reported in order. Takes jobs and what is done with one; hands each outcome on in the
//! order of the jobs. Promises that no more than a few files wait to be handed on, so that memory holds for any number of files,
//! that a large file does not keep the cores from the small ones after it, and that a fault of the program at one file is a finding.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::mpsc;

use super::fault::guarded;
use super::findings::Findings;
use super::job::{Job, Output};
use super::outside::unwritable;
use super::place::{Placed, Places};
use super::replace::{Seen, replace};
use super::stack;
use crate::budget::{Budget, Exceeded, Spent};
use crate::diag::{self, Diagnostic};
use crate::tei::Explained;
use crate::view::Entry;

/// For each thread, the files that are worked on or wait for one before them; of many threads, how many wait in all.
const AHEAD: usize = 8;
const WAITING: usize = 48;

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
pub struct FileOutcome {
    /// Findings in the metadata file, where there is one of its own.
    pub metadata: Option<Findings>,
    /// Findings in the input.
    pub input: Findings,
    /// Findings in files that the input includes.
    pub included: Vec<Findings>,
    /// What is not valid in the result, where there is any.
    pub result: Option<Findings>,
    /// What became of the result.
    pub delivery: Delivery,
    /// Where each element came from; empty unless asked for.
    pub elements: Vec<Explained>,
    /// What validating the result has cost.
    pub spent: Spent,
    /// Its line in the index of pages, where it has a page.
    pub entry: Option<Entry>,
}

/// Does `work` for every job in parallel and hands the outcomes to `deliver` in order; where the program itself failed, the finding
/// that says so for the `name` of the job.
///
/// # Errors
/// The first error of `deliver`, which ends the run.
pub fn in_order<J: Sync, T: Send, E>(
    jobs: &[J],
    name: impl Fn(&J) -> String + Sync,
    work: impl Fn(&J) -> T + Sync,
    mut deliver: impl FnMut(Result<T, Box<Findings>>) -> Result<(), E>,
) -> Result<(), E> {
    if let [job] = jobs {
        return deliver(guarded(&name(job), || work(job)));
    }
    stack::begin_threads();
    let (sender, receiver) = mpsc::channel();
    let (name, work) = (&name, &work);
    rayon::in_place_scope_fifo(|scope| {
        let start = |(at, job): (usize, _)| {
            let sender = sender.clone();
            scope.spawn_fifo(move |_| {
                // Nobody waits when the run has ended early.
                let _ = sender.send((at, guarded(&name(job), || work(job))));
            });
        };
        let mut waiting = jobs.iter().enumerate();
        let threads = rayon::current_num_threads();
        waiting.by_ref().take((AHEAD * threads).min(threads + WAITING)).for_each(start);
        let mut done = BTreeMap::new();
        for next in 0..jobs.len() {
            while !done.contains_key(&next) {
                let Ok((at, outcome)) = receiver.recv() else {
                    return Ok(());
                };
                done.insert(at, outcome);
            }
            if let Some(outcome) = done.remove(&next) {
                deliver(outcome)?;
            }
            waiting.next().into_iter().for_each(start);
        }
        Ok(())
    })
}

impl FileOutcome {
    /// All findings, in the order in which they are reported.
    pub fn findings(&self) -> impl Iterator<Item = &Findings> {
        self.metadata.iter().chain([&self.input]).chain(&self.included).chain(&self.result)
    }

    /// Pays what it has cost. Where nothing is left of the budget, what is not valid counts for nothing: how far it came is chance.
    pub fn pay(&mut self, budget: &Budget) {
        if let Err(exceeded) = budget.pay(&self.spent) {
            let diagnostics = vec![over_budget(exceeded)];
            self.result = Some(Findings { source: self.input.source.clone(), diagnostics });
        }
    }

    /// The outcome of an input that could not be read.
    #[must_use]
    pub fn unread(input: Findings) -> Self {
        Self {
            metadata: None,
            input,
            included: Vec::new(),
            result: None,
            delivery: Delivery::Failed,
            elements: Vec::new(),
            spent: Spent::default(),
            entry: None,
        }
    }
}

/// The finding that files before this one have used up the budget.
pub(super) fn over_budget(exceeded: Exceeded) -> Diagnostic {
    let message = format!("not checked: with the files before it, {exceeded}");
    Diagnostic::new(&diag::OVER_BUDGET, message).help(Exceeded::HELP)
}

/// Puts a result where the job says. That a file cannot be written, or is not replaced, is a finding.
pub(super) fn deliver(job: &Job, result: Option<String>, places: &Places, findings: &mut Findings) -> Delivery {
    let Some(result) = result else {
        return Delivery::Failed;
    };
    match &job.output {
        Output::Stdout => Delivery::Print(result),
        Output::Nowhere => Delivery::Done,
        Output::File(path) => {
            let mine = places.mine(path);
            if let Ok(Some(note)) = mine {
                findings.diagnostics.push(note);
                return Delivery::Done;
            }
            let finding = match mine.and_then(|_| places.put(path, &result)) {
                Ok(Placed::Done(notes)) => {
                    findings.diagnostics.extend(notes);
                    return Delivery::Done;
                }
                Ok(Placed::Kept) => places.kept(path),
                Err(error) => unwritable(path, &error),
            };
            findings.diagnostics.push(finding);
            Delivery::Failed
        }
    }
}

/// Writes an input anew, which is as it was read; that it cannot be written, or was saved meanwhile, is a finding.
pub(super) fn rewrite(path: &Path, text: &str, findings: &mut Findings) -> Delivery {
    match replace(path, text, Seen::of(findings.source.text().as_bytes())) {
        Ok(notes) => {
            findings.diagnostics.extend(notes);
            Delivery::Done
        }
        Err(unwritten) => {
            findings.diagnostics.push(unwritten.finding(path));
            Delivery::Failed
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fault_at_one_file_leaves_the_others() {
        let jobs: Vec<u32> = (0..100).collect();
        let mut outcomes = Vec::new();
        let work = |job: &u32| if *job == 7 { panic!("no {job}") } else { *job };
        let done = in_order(
            &jobs,
            |job| format!("{job}.xml"),
            work,
            |outcome| {
                outcomes.push(outcome.map_err(|findings| findings.source.name().to_owned()));
                Ok::<(), ()>(())
            },
        );
        assert_eq!(done, Ok(()));
        assert_eq!(outcomes.len(), 100);
        assert_eq!(outcomes[7], Err("7.xml".to_owned()));
        assert!(outcomes.iter().enumerate().all(|(at, one)| at == 7 || *one == Ok(jobs[at])));
    }
}
