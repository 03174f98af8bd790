//! A summary in Markdown, as forges show it: totals, a table by code, then the findings file by file. It is held until its totals are
//! known; findings are listed up to [`LIMIT`], for forges refuse more than a megabyte.

use std::io::{self, Write};

use super::file::{File, Found};
use super::totals::{Totals, counted, grouped};
use super::writer::{Ending, Report};
use crate::text::visible;

/// Bytes of findings that are listed.
const LIMIT: usize = 400_000;

/// The report.
#[derive(Debug, Default)]
pub struct Markdown {
    totals: Totals,
    list: String,
    listed: usize,
}

impl Report for Markdown {
    fn add(&mut self, _out: &mut dyn Write, file: &File<'_>) -> io::Result<()> {
        self.totals.add(file);
        if !file.findings.is_empty() && self.list.len() < LIMIT {
            self.list += &format!("\n### {}\n\n", escaped(&file.name));
        }
        for found in &file.findings {
            if self.list.len() >= LIMIT {
                break;
            }
            self.list += &item(found);
            self.listed += 1;
        }
        Ok(())
    }

    fn end(&mut self, out: &mut dyn Write, _ending: Ending) -> io::Result<()> {
        writeln!(out, "## Recto\n\n{}.", self.totals.sentence())?;
        if self.totals.findings == 0 {
            return Ok(());
        }
        writeln!(out, "\n| code | | findings | files | what it is |\n|---|---|---:|---:|---|")?;
        for kind in self.totals.kinds() {
            let (findings, files) = (grouped(kind.findings), grouped(kind.files));
            let (severity, title) = (kind.severity.name(), escaped(kind.code.title));
            writeln!(out, "| {} | {severity} | {findings} | {files} | {title} |", kind.code.id)?;
        }
        out.write_all(self.list.as_bytes())?;
        match self.totals.findings - self.listed {
            0 => Ok(()),
            rest => writeln!(out, "\n{} not listed.", counted(rest, "more finding")),
        }
    }
}

fn item(found: &Found<'_>) -> String {
    let finding = found.finding;
    let place = found.place().map_or(String::new(), |place| format!(" {}:{}", place.line, place.column));
    let (severity, id) = (finding.severity().name(), finding.code.id);
    let mut item = format!("- **{severity} {id}**{place}: {}\n", escaped(&finding.message));
    if let Some(help) = &finding.help {
        item += &format!("  <br>{}\n", escaped(help));
    }
    if let Some(excerpt) = found.excerpt().map(|excerpt| excerpt.text.trim()).filter(|text| !text.is_empty()) {
        item += &format!("  <br>{}\n", code(excerpt));
    }
    item
}

/// Text that stands for itself, on one line.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if matches!(c, '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '|' | '~' | '&' | '$' | '#' | '!') {
            out.push('\\');
        }
        out.push(if matches!(c, '\n' | '\r') { ' ' } else { visible(c) });
    }
    out
}

/// Text as code: its fence is longer than any row of backticks in it.
fn code(text: &str) -> String {
    let longest = text.split(|c| c != '`').map(str::len).max().unwrap_or(0);
    let fence = "`".repeat(longest + 1);
    // A blank on both sides is taken away again.
    format!("{fence} {text} {fence}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diag::{self, Diagnostic};
    use crate::text::{Source, Span};

    #[test]
    fn nothing_in_a_text_is_markup() {
        assert_eq!(escaped("<b>*a*_|`x`\n[y](z) #1"), "\\<b\\>\\*a\\*\\_\\|\\`x\\` \\[y\\](z) \\#1");
        assert_eq!(code("a `` b"), "``` a `` b ```");
        assert_eq!(code("<b>"), "` <b> `");
    }

    #[test]
    fn a_long_list_is_cut_and_says_so() {
        let source = Source::new("a.xml", "<p>x</p>\n".repeat(10_000));
        let finding = |at: usize| Diagnostic::new(&diag::UNKNOWN_ELEMENT, "no such element").at(Span::at(at * 9 + 1));
        let findings: Vec<_> = (0..10_000).map(finding).collect();
        let mut report = Markdown::default();
        let mut out = Vec::new();
        report.add(&mut out, &File::new(&source, &findings)).unwrap();
        report.end(&mut out, Ending::Complete).unwrap();
        let text = String::from_utf8(out).unwrap();
        assert!(text.len() < LIMIT + 1000, "{}", text.len());
        let listed = text.lines().filter(|line| line.starts_with("- ")).count();
        assert!(text.ends_with(&format!("\n{} not listed.\n", counted(10_000 - listed, "more finding"))));
        assert!(text.contains("| R1301 | error | 10,000 | 1 | unknown element |"));
    }
}
