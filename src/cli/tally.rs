//! What a run over several files came to. Takes outcomes one by one; gives the exit status and the line that sums up.

use super::exit::Exit;
use crate::diag::{Diagnostic, Severity};
use crate::project::{Delivery, Outcome};

/// Counts of a run.
#[derive(Clone, Copy, Debug, Default)]
pub struct Tally {
    files: usize,
    failed: usize,
    errors: usize,
    warnings: usize,
    notes: usize,
    exit: Exit,
}

impl Tally {
    /// Counts findings; those from `threshold` up make the exit status.
    pub fn add<'a>(&mut self, findings: impl IntoIterator<Item = &'a Diagnostic>, threshold: Severity) {
        for finding in findings {
            *match finding.severity() {
                Severity::Error => &mut self.errors,
                Severity::Warning => &mut self.warnings,
                Severity::Note => &mut self.notes,
            } += 1;
            self.exit = self.exit.max(Exit::of(finding, threshold));
        }
    }

    /// Counts one file with its findings.
    pub fn add_file(&mut self, outcome: &Outcome, threshold: Severity) {
        self.files += 1;
        self.failed += usize::from(outcome.delivery == Delivery::Failed);
        if let Some(metadata) = &outcome.metadata {
            self.add(&metadata.diagnostics, threshold);
        }
        self.add(&outcome.input.diagnostics, threshold);
    }

    /// The exit status so far.
    pub fn exit(&self) -> Exit {
        self.exit
    }

    /// "2,285 files: 2,285 converted, 0 failed; 12 warnings, 3 notes"; errors stand there when there are any.
    pub fn summary(&self) -> String {
        let mut line = format!(
            "{}: {} converted, {} failed; ",
            counted(self.files, "file"),
            grouped(self.files - self.failed),
            grouped(self.failed)
        );
        if self.errors > 0 {
            line = line + &counted(self.errors, "error") + ", ";
        }
        line + &counted(self.warnings, "warning") + ", " + &counted(self.notes, "note")
    }
}

fn counted(number: usize, noun: &str) -> String {
    let plural = if number == 1 { "" } else { "s" };
    format!("{} {noun}{plural}", grouped(number))
}

/// The number with commas between its thousands.
fn grouped(number: usize) -> String {
    let digits = number.to_string();
    let mut out = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diag;

    #[test]
    fn thousands_are_grouped() {
        let cases = [(0, "0"), (999, "999"), (1000, "1,000"), (2_285_000, "2,285,000")];
        for (number, expected) in cases {
            assert_eq!(grouped(number), expected);
        }
    }

    #[test]
    fn the_worst_finding_makes_the_status() {
        let mut tally = Tally::default();
        tally.add(&[Diagnostic::new(&diag::NO_DATELINE, "")], Severity::Error);
        assert_eq!(tally.exit(), Exit::Clean);
        tally.add(&[Diagnostic::new(&diag::NO_DATELINE, "")], Severity::Warning);
        assert_eq!(tally.exit(), Exit::Findings);
        tally.add(&[Diagnostic::new(&diag::UNREADABLE, "")], Severity::Error);
        tally.add(&[Diagnostic::new(&diag::EMPTY_INPUT, "")], Severity::Error);
        assert_eq!(tally.exit(), Exit::Failed);
        assert_eq!(tally.summary(), "0 files: 0 converted, 0 failed; 2 errors, 2 warnings, 0 notes");
    }
}
