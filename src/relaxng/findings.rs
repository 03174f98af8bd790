//! What is found in the files of a schema, file by file. Takes diagnostics with the number of their file; gives them back sorted.
//! Leaves out the files themselves.

use std::collections::BTreeMap;

use crate::diag::{Diagnostic, Severity};
use crate::relaxng::simple::Place;

/// Findings of one file; the rest is left out.
const MOST: usize = 10_000;

/// Diagnostics by the number of their file.
#[derive(Debug, Default)]
pub(super) struct Findings {
    files: BTreeMap<u32, Vec<Diagnostic>>,
    has_errors: bool,
}

impl Findings {
    /// Notes a finding in a file.
    pub(super) fn add(&mut self, file: u32, finding: Diagnostic) {
        self.has_errors |= finding.severity() == Severity::Error;
        let findings = self.files.entry(file).or_default();
        if findings.len() < MOST {
            findings.push(finding);
        }
    }

    /// Notes a finding at a place.
    pub(super) fn at(&mut self, place: Place, finding: Diagnostic) {
        self.add(place.file, finding.at(place.span));
    }

    /// Whether any of them is an error.
    pub(super) fn has_errors(&self) -> bool {
        self.has_errors
    }

    /// The findings of one file in the order of its text, each once.
    pub(super) fn take(&mut self, file: u32) -> Vec<Diagnostic> {
        let mut findings = self.files.remove(&file).unwrap_or_default();
        findings.sort_by_key(|finding| (finding.span, finding.code.id));
        findings.dedup();
        findings
    }
}
