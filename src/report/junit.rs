//! XML of JUnit, as test runners and CI servers read it: a test case for each file, which fails where the run does. Its totals stand at
//! the beginning, so that it is held until the end.

use std::io::{self, Write};

use super::concise::line;
use super::file::{File, Found};
use super::totals::counted;
use super::writer::{Ending, Report};
use crate::diag::Severity;
use crate::xml::{Element, write_at};

/// The report.
#[derive(Debug)]
pub struct Junit {
    /// The lowest severity with which a file fails.
    threshold: Severity,
    cases: String,
    tests: usize,
    failures: usize,
}

impl Junit {
    /// A report in which a file fails with a finding of this severity, or a more severe one.
    pub fn new(threshold: Severity) -> Self {
        Self { threshold, cases: String::new(), tests: 0, failures: 0 }
    }
}

impl Report for Junit {
    fn add(&mut self, _out: &mut dyn Write, file: &File<'_>) -> io::Result<()> {
        let case = Element::new("testcase").with("classname", "recto").with("name", &*file.name);
        let (severe, other): (Vec<&Found<'_>>, Vec<_>) =
            file.findings.iter().partition(|found| found.finding.severity() >= self.threshold);
        let mut children = Vec::new();
        if let Some(first) = severe.first() {
            let failure = Element::mixed("failure").with("type", first.finding.code.id);
            let failure = failure.with("message", counted(severe.len(), "finding"));
            children.push(failure.text(lines(&file.name, &severe)).into());
        }
        if !other.is_empty() {
            children.push(Element::mixed("system-out").text(lines(&file.name, &other)).into());
        }
        self.tests += 1;
        self.failures += usize::from(!severe.is_empty());
        self.cases += &format!("    {}\n", write_at(&case.holding(children), 2));
        Ok(())
    }

    fn end(&mut self, out: &mut dyn Write, _ending: Ending) -> io::Result<()> {
        let totals = format!("name=\"recto\" tests=\"{}\" failures=\"{}\" errors=\"0\"", self.tests, self.failures);
        writeln!(
            out,
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites {totals}>\n  <testsuite {totals}>\n{}  </testsuite>\n</testsuites>",
            self.cases
        )
    }
}

/// One line a finding.
fn lines(file: &str, findings: &[&Found<'_>]) -> String {
    findings.iter().map(|found| line(file, found)).collect::<Vec<_>>().join("\n")
}
