//! What the findings of a run come to. Takes findings file by file; gives counts by severity and by code.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use super::file::File;
use crate::diag::{Code, Severity};

/// Counts of a run.
#[derive(Debug, Default)]
pub struct Totals {
    /// Files that were reported.
    pub files: usize,
    /// Files with a finding of severity error.
    pub bad: usize,
    /// All findings.
    pub findings: usize,
    kinds: BTreeMap<(Reverse<Severity>, &'static str), Kind>,
}

/// The findings of one code and severity.
#[derive(Clone, Copy, Debug)]
pub struct Kind {
    /// The code.
    pub code: &'static Code,
    /// How severe they are.
    pub severity: Severity,
    /// How many there are.
    pub findings: usize,
    /// In how many files.
    pub files: usize,
    /// The number of the file that was counted last, from one.
    last: usize,
}

impl Totals {
    /// Counts the findings of one file.
    pub fn add(&mut self, file: &File<'_>) {
        self.files += 1;
        self.findings += file.findings.len();
        self.bad += usize::from(file.findings.iter().any(|found| found.finding.severity() == Severity::Error));
        for found in &file.findings {
            let (code, severity) = (found.finding.code, found.finding.severity());
            let empty = Kind { code, severity, findings: 0, files: 0, last: 0 };
            let kind = self.kinds.entry((Reverse(severity), code.id)).or_insert(empty);
            kind.findings += 1;
            kind.files += usize::from(kind.last != self.files);
            kind.last = self.files;
        }
    }

    /// The findings by code, the most severe first.
    pub fn kinds(&self) -> impl Iterator<Item = &Kind> {
        self.kinds.values()
    }

    /// "2 files, 1 with errors: 4 errors, 0 warnings, 1 note".
    pub fn sentence(&self) -> String {
        format!("{}, {} with errors: {}", counted(self.files, "file"), grouped(self.bad), self.by_severity())
    }

    /// "4 errors, 0 warnings, 1 note".
    pub fn by_severity(&self) -> String {
        let of = |severity| self.kinds().filter(|kind| kind.severity == severity).map(|kind| kind.findings).sum();
        let all = [Severity::Error, Severity::Warning, Severity::Note];
        all.map(|severity| counted(of(severity), severity.name())).join(", ")
    }
}

/// A number with its noun.
#[must_use]
pub fn counted(number: usize, noun: &str) -> String {
    let plural = if number == 1 { "" } else { "s" };
    format!("{} {noun}{plural}", grouped(number))
}

/// The number with commas between its thousands.
#[must_use]
pub fn grouped(number: usize) -> String {
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
    use crate::diag::{self, Diagnostic};
    use crate::text::Source;

    #[test]
    fn thousands_are_grouped() {
        let cases = [(0, "0"), (999, "999"), (1000, "1,000"), (2_285_000, "2,285,000")];
        for (number, expected) in cases {
            assert_eq!(grouped(number), expected);
        }
    }

    #[test]
    fn findings_are_counted_by_code_and_severity() {
        let source = Source::new("a.xml", "");
        let (date, name) = (Diagnostic::new(&diag::UNREAD_DATE, "x"), Diagnostic::new(&diag::UNKNOWN_ELEMENT, "x"));
        let mut totals = Totals::default();
        for findings in [vec![&date, &date, &name], vec![&date], vec![]] {
            totals.add(&File::new(&source, findings));
        }
        assert_eq!(totals.sentence(), "3 files, 1 with errors: 1 error, 3 warnings, 0 notes");
        let kinds: Vec<_> = totals.kinds().map(|kind| (kind.code.id, kind.findings, kind.files)).collect();
        assert_eq!(kinds, [("R1301", 1, 1), ("R0205", 3, 2)]);
    }
}
