//! The XML of Checkstyle, which many tools read: a `file` for each file with findings. A finding about a whole file has no line.

use std::io::{self, Write};

use super::file::{File, Found};
use super::writer::{Ending, Report};
use crate::diag::Severity;
use crate::xml::{Element, write_at};

/// The report.
#[derive(Debug)]
pub struct Checkstyle;

impl Report for Checkstyle {
    fn begin(&mut self, out: &mut dyn Write) -> io::Result<()> {
        out.write_all(b"<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<checkstyle version=\"4.3\">\n")
    }

    fn add(&mut self, out: &mut dyn Write, file: &File<'_>) -> io::Result<()> {
        if file.findings.is_empty() {
            return Ok(());
        }
        let errors: Vec<_> = file.findings.iter().map(|found| error(found).into()).collect();
        let element = Element::new("file").with("name", &*file.name).holding(errors);
        writeln!(out, "  {}", write_at(&element, 1))
    }

    fn end(&mut self, out: &mut dyn Write, _ending: Ending) -> io::Result<()> {
        out.write_all(b"</checkstyle>\n")
    }
}

fn error(found: &Found<'_>) -> Element {
    let finding = found.finding;
    let severity = match finding.severity() {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Note => "info",
    };
    let place = found.place();
    Element::new("error")
        .with_some("line", place.map(|place| place.line.to_string()).as_deref())
        .with_some("column", place.map(|place| place.column.to_string()).as_deref())
        .with("severity", severity)
        .with("message", finding.message.as_str())
        .with("source", format!("recto.{}", finding.code.id))
}
