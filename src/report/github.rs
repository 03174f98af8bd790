//! Workflow commands of GitHub Actions, which become annotations in a pull request
//! (<https://docs.github.com/en/actions/reference/workflow-commands-for-github-actions>): one line a finding.

use std::io::{self, Write};

use super::file::{File, Found};
use super::writer::Report;
use crate::diag::Severity;
use crate::text::visible;

/// The report.
#[derive(Debug)]
pub struct Github;

impl Report for Github {
    fn add(&mut self, out: &mut dyn Write, file: &File<'_>) -> io::Result<()> {
        file.findings.iter().try_for_each(|found| writeln!(out, "{}", command(&file.name, found)))
    }
}

fn command(file: &str, found: &Found<'_>) -> String {
    let finding = found.finding;
    let name = match finding.severity() {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Note => "notice",
    };
    let mut command = format!("::{name} file={}", property(file));
    if let Some(place) = found.place() {
        command += &format!(",line={},endLine={}", place.line, place.end_line);
        // Columns of several lines are refused.
        if place.line == place.end_line {
            command += &format!(",col={},endColumn={}", place.column, place.end_column);
        }
    }
    let title = format!("{}: {}", finding.code.id, finding.code.title);
    command += &format!(",title={}::{}", property(&title), data(&finding.message));
    if let Some(help) = &finding.help {
        command += &format!("%0A{}", data(help));
    }
    command
}

/// Text of a message as a command holds it.
fn data(text: &str) -> String {
    let shown = text.chars().map(|c| if matches!(c, '\n' | '\r') { c } else { visible(c) });
    shown.collect::<String>().replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// A value of a property as a command holds it.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diag::{self, Diagnostic};
    use crate::text::{Source, Span};

    #[test]
    fn everything_dangerous_is_escaped() {
        let source = Source::new("a,b:100%.txt", "Köln\nden 3.");
        let findings = [
            Diagnostic::new(&diag::UNREADABLE, "100% gone\r\n::error::x").help("look\u{1b}[31m"),
            Diagnostic::new(&diag::UNREAD_DATE, "odd").at(Span::new(10, 11)),
            Diagnostic::new(&diag::NO_HEADING, "none").at(Span::new(0, 8)),
        ];
        let mut out = Vec::new();
        Github.add(&mut out, &File::new(&source, &findings)).unwrap();
        let file = "file=a%2Cb%3A100%25.txt";
        let expected = [
            format!("::error {file},title=R0004%3A file cannot be read::100%25 gone%0D%0A::error::x%0Alook␛[31m"),
            format!("::warning {file},line=2,endLine=2,col=5,endColumn=6,title=R0205%3A date not read::odd"),
            format!("::notice {file},line=1,endLine=2,title=R0201%3A no heading found::none"),
        ];
        assert_eq!(String::from_utf8(out).unwrap(), expected.join("\n") + "\n");
    }
}
