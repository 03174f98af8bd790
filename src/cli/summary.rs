//! What a run over several files came to. Takes outcomes one by one; gives the exit status and the line that sums up.

use super::exit::Exit;
use crate::diag::{Code, Diagnostic, Severity};
use crate::report::{counted, grouped};

/// Counts of a run.
#[derive(Clone, Copy, Debug)]
pub struct Summary {
    /// The words for files that went well and for those that did not.
    words: (&'static str, &'static str),
    files: usize,
    bad: usize,
    /// Files that were held to nothing.
    unchecked: usize,
    errors: usize,
    warnings: usize,
    notes: usize,
    secondary: usize,
    exit: Exit,
    /// Codes that do not count for the status.
    allowed: &'static [&'static Code],
}

/// How a file came out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// As it was wished.
    Good,
    /// Otherwise.
    Bad,
    /// Nobody knows: it was checked against no schema.
    Unchecked,
}

impl Summary {
    /// Nothing counted yet; the words for files that went well and for those that did not.
    pub fn of(good: &'static str, bad: &'static str) -> Self {
        Self {
            words: (good, bad),
            files: 0,
            bad: 0,
            unchecked: 0,
            errors: 0,
            warnings: 0,
            notes: 0,
            secondary: 0,
            exit: Exit::Clean,
            allowed: &[],
        }
    }

    /// The same, where findings with these codes do not count for the status.
    pub fn allowing(self, allowed: &'static [&'static Code]) -> Self {
        Self { allowed, ..self }
    }

    /// Counts findings; those from `threshold` up make the exit status. Secondary ones are counted apart: what they go with counts.
    pub fn add<'a>(&mut self, findings: impl IntoIterator<Item = &'a Diagnostic>, threshold: Severity) {
        for finding in findings {
            if finding.is_secondary {
                self.secondary += 1;
                continue;
            }
            *match finding.severity() {
                Severity::Error => &mut self.errors,
                Severity::Warning => &mut self.warnings,
                Severity::Note => &mut self.notes,
            } += 1;
            if !self.allowed.contains(&finding.code) {
                self.exit = self.exit.max(Exit::of(finding, threshold));
            }
        }
    }

    /// Counts one file.
    pub fn add_file(&mut self, outcome: Outcome) {
        self.files += 1;
        self.bad += usize::from(outcome == Outcome::Bad);
        self.unchecked += usize::from(outcome == Outcome::Unchecked);
    }

    /// How many files went well.
    pub fn good(&self) -> usize {
        self.files - self.bad - self.unchecked
    }

    /// The exit status so far.
    pub fn exit(&self) -> Exit {
        self.exit
    }

    /// What reports other than JSON leave out, if there is any.
    pub fn left_out(&self) -> Option<String> {
        let count = counted(self.secondary, "finding");
        (self.secondary > 0).then(|| format!("{count} inside unknown elements not shown: `--format json` gives all"))
    }

    /// "2,285 files: 2,285 converted, 0 failed; 12 warnings, 3 notes"; errors stand there when there are any.
    pub fn line(&self) -> String {
        let mut line = format!(
            "{}: {} {}, {} {}",
            counted(self.files, "file"),
            grouped(self.good()),
            self.words.0,
            grouped(self.bad),
            self.words.1
        );
        if self.unchecked > 0 {
            line = line + ", " + &grouped(self.unchecked) + " not checked against a schema";
        }
        line += "; ";
        if self.errors > 0 {
            line = line + &counted(self.errors, "error") + ", ";
        }
        line + &counted(self.warnings, "warning") + ", " + &counted(self.notes, "note")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diag;

    #[test]
    fn the_worst_finding_makes_the_status() {
        let mut summary = Summary::of("converted", "failed");
        summary.add(&[Diagnostic::new(&diag::NO_DATELINE, "")], Severity::Error);
        assert_eq!(summary.exit(), Exit::Clean);
        summary.add(&[Diagnostic::new(&diag::NO_DATELINE, "")], Severity::Warning);
        assert_eq!(summary.exit(), Exit::Findings);
        summary.add(&[Diagnostic::new(&diag::UNREADABLE, "")], Severity::Error);
        summary.add(&[Diagnostic::new(&diag::EMPTY_INPUT, "")], Severity::Error);
        assert_eq!(summary.exit(), Exit::Failed);
        assert_eq!(summary.line(), "0 files: 0 converted, 0 failed; 2 errors, 2 warnings, 0 notes");
    }

    #[test]
    fn a_file_that_was_not_checked_is_not_called_valid() {
        let mut summary = Summary::of("valid", "with errors");
        [Outcome::Good, Outcome::Unchecked, Outcome::Bad, Outcome::Good]
            .into_iter()
            .for_each(|outcome| summary.add_file(outcome));
        let expected = "4 files: 2 valid, 1 with errors, 1 not checked against a schema; 0 warnings, 0 notes";
        assert_eq!(summary.line(), expected);
    }
}
