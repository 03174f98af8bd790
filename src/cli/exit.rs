//! Exit statuses and what ends a run early. Takes findings and errors; gives the status that the contract names.

use std::io;

use super::console::Console;
use crate::diag::{self, Code, Diagnostic, Severity};
use crate::project::Refusal;
use crate::report::Ending;

/// How a run ended; of several, the worst counts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Exit {
    /// Status 0: nothing to complain of.
    #[default]
    Clean,
    /// Status 1: findings.
    Findings,
    /// Status 2: something could not be run, read or written.
    Failed,
}

/// Findings that say that something was not read, written or run.
const FAILED: &[&Code] = &[
    &diag::UNREADABLE,
    &diag::UNWRITABLE,
    &diag::FAULT,
    &diag::OUTSIDE,
    &diag::OVER_BUDGET,
    &diag::TOO_AMBIGUOUS,
    &diag::RULE_NOT_RUN,
];

impl Exit {
    /// The status.
    pub fn status(self) -> u8 {
        match self {
            Self::Clean => 0,
            Self::Findings => 1,
            Self::Failed => 2,
        }
    }

    /// What one finding means for the status, when findings from `threshold` up count.
    pub fn of(finding: &Diagnostic, threshold: Severity) -> Self {
        if FAILED.iter().any(|code| code.id == finding.code.id) {
            Self::Failed
        } else if finding.severity() >= threshold {
            Self::Findings
        } else {
            Self::Clean
        }
    }
}

/// What ends a run before its end.
#[derive(Debug)]
pub enum Stop {
    /// It cannot be run as it was asked for.
    Refused(Refusal),
    /// What was needed could not be used; it has been reported.
    Reported,
    /// Standard output or standard error does not take what is written.
    Stream(io::Error),
}

impl From<Refusal> for Stop {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(refusal)
    }
}

impl From<io::Error> for Stop {
    fn from(error: io::Error) -> Self {
        Self::Stream(error)
    }
}

/// The status of a run; what ended it early is said on standard error. Reports are ended.
pub fn exit_status(done: Result<Exit, Stop>, console: &mut Console) -> Exit {
    let (exit, refusal) = match done {
        Ok(exit) => (exit, None),
        Err(Stop::Reported) => (Exit::Failed, None),
        Err(Stop::Stream(error)) => (Exit::Failed, Some(Refusal::new(format!("cannot write: {error}")))),
        Err(Stop::Refused(refusal)) => (Exit::Failed, Some(refusal)),
    };
    if let Some(refusal) = &refusal {
        // When standard error is closed as well, the status has to say it.
        let _ = console.refuse(refusal);
    }
    let ended = match refusal {
        Some(_) => Ok(()),
        None => console.end(if exit == Exit::Failed { Ending::Failed } else { Ending::Complete }),
    };
    match ended {
        Ok(()) => exit,
        Err(refusal) => {
            let _ = console.refuse(&refusal);
            Exit::Failed
        }
    }
}
