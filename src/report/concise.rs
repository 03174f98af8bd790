//! One line a finding, as compilers write it: `letter.xml:12:5: error R1303: message`. Takes a source and findings. A finding
//! about a whole file has no numbers. Leaves out help and further places.

use std::io::{self, Write};

use super::file::{File, Found};
use super::writer::Report;
use crate::text::shown;

/// The report.
#[derive(Debug)]
pub struct Concise;

impl Report for Concise {
    fn add(&mut self, out: &mut dyn Write, file: &File<'_>) -> io::Result<()> {
        file.findings.iter().try_for_each(|found| writeln!(out, "{}", line(file.source.name(), found)))
    }
}

/// The line of a finding in the file of this name.
pub fn line(file: &str, found: &Found<'_>) -> String {
    let finding = found.finding;
    let place = found.place().map_or(String::new(), |place| format!("{}:{}:", place.line, place.column));
    let (severity, code) = (finding.severity().name(), finding.code.id);
    // A line of a runner that begins with two colons is a command.
    let folder = if file.starts_with(':') { "./" } else { "" };
    format!("{folder}{}:{place} {severity} {code}: {}", shown(file), shown(&finding.message))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diag::{self, Diagnostic};
    use crate::text::{Source, Span};

    #[test]
    fn a_finding_is_one_line() {
        let source = Source::new("a.txt", "Köln\nden 3.");
        let findings = [
            Diagnostic::new(&diag::UNREADABLE, "gone"),
            Diagnostic::new(&diag::UNREAD_DATE, "odd\nand more").at(Span::new(10, 11)).help("look it up"),
        ];
        let mut out = Vec::new();
        Concise.add(&mut out, &File::new(&source, &findings)).unwrap();
        let expected = "a.txt: error R0004: gone\na.txt:2:5: warning R0205: odd␊and more\n";
        assert_eq!(String::from_utf8(out).unwrap(), expected);
    }
}
