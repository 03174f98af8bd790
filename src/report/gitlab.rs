//! A Code Quality report of GitLab (<https://docs.gitlab.com/ci/testing/code_quality/>): one JSON array. A finding about a whole file
//! stands at its first line: GitLab knows no other.

use std::io::{self, Write};

use serde::Serialize;

use super::file::File;
use super::writer::Report;
use crate::diag::Severity;

/// The report.
#[derive(Debug, Default)]
pub struct Gitlab {
    findings: usize,
}

#[derive(Serialize)]
struct Row<'a> {
    description: String,
    check_name: &'static str,
    fingerprint: &'a str,
    severity: &'static str,
    location: Location<'a>,
}

#[derive(Serialize)]
struct Location<'a> {
    path: &'a str,
    lines: Lines,
}

#[derive(Serialize)]
struct Lines {
    begin: usize,
    end: usize,
}

impl Report for Gitlab {
    fn begin(&mut self, out: &mut dyn Write) -> io::Result<()> {
        out.write_all(b"[")
    }

    fn add(&mut self, out: &mut dyn Write, file: &File<'_>) -> io::Result<()> {
        for (found, fingerprint) in file.fingerprinted() {
            let finding = found.finding;
            let (begin, end) = found.place().map_or((1, 1), |place| (place.line, place.end_line));
            let row = Row {
                description: format!("{}: {}", finding.code.id, finding.message),
                check_name: finding.code.id,
                fingerprint,
                severity: match finding.severity() {
                    Severity::Error => "major",
                    Severity::Warning => "minor",
                    Severity::Note => "info",
                },
                // GitLab takes paths as they stand in the repository.
                location: Location { path: file.name.trim_start_matches("./"), lines: Lines { begin, end } },
            };
            out.write_all(if self.findings == 0 { b"\n" } else { b",\n" })?;
            serde_json::to_writer(&mut *out, &row)?;
            self.findings += 1;
        }
        Ok(())
    }

    fn end(&mut self, out: &mut dyn Write, _ending: super::writer::Ending) -> io::Result<()> {
        out.write_all(b"\n]\n")
    }
}
