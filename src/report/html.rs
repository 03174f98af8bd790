//! A page for a browser, whole in itself: totals, a bar for each code, and the findings with their lines, to be filtered and read.
//!
//! Reads without JavaScript; with it (`html/page.js`) findings are filtered by code, severity, file and text, and the filter stands in
//! the address, so that it can be sent. Nothing is loaded from anywhere, which the page itself forbids; all text is escaped. Held until
//! the totals are known; the first [`LIMIT`] findings are listed, and the page says how many are not.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::io::{self, Write};

use super::file::{File, Found, Place};
use super::totals::{Kind, Totals, counted, grouped};
use super::writer::{Ending, Report};
use crate::text::escape::push_reference;
use crate::text::visible;

/// Findings that are listed: more than anyone reads, and a page of some megabytes.
const LIMIT: usize = 5_000;

const STYLE: &str = include_str!("html/page.css");
const SCRIPT: &str = include_str!("html/page.js");

/// The report.
#[derive(Debug, Default)]
pub struct Html {
    totals: Totals,
    list: String,
    listed: usize,
    codes: BTreeSet<&'static str>,
}

impl Report for Html {
    fn add(&mut self, _out: &mut dyn Write, file: &File<'_>) -> io::Result<()> {
        self.totals.add(file);
        let room = LIMIT - self.listed;
        if file.findings.is_empty() || room == 0 {
            return Ok(());
        }
        let name = escaped(&file.name);
        self.list += &format!("<section class=\"file\" data-file=\"{name}\">\n<h2>{name}</h2>\n");
        for found in file.findings.iter().take(room) {
            self.listed += 1;
            let id = found.finding.code.id;
            if self.codes.insert(id) {
                // Where its row in the table leads without JavaScript.
                self.list += &format!("<a id=\"code={id}\"></a>\n");
            }
            // Writing to a string cannot fail.
            let _ = article(&mut self.list, file, found, self.listed);
        }
        self.list += "</section>\n";
        Ok(())
    }

    fn end(&mut self, out: &mut dyn Write, _ending: Ending) -> io::Result<()> {
        let totals = &self.totals;
        write!(
            out,
            "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
             <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
             <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'\">\n\
             <title>Recto: {findings}</title>\n<style>\n{STYLE}</style>\n</head>\n<body>\n<h1>Recto</h1>\n<p>{sentence}.</p>\n",
            findings = counted(totals.findings, "finding"),
            sentence = totals.sentence(),
        )?;
        if totals.findings > 0 {
            self.table(out)?;
            self.filter(out)?;
        }
        match totals.findings - self.listed {
            0 => {}
            rest => writeln!(
                out,
                "<p class=\"limit\">The first {} are listed below; {} only counted. <code>--format json</code> gives all.</p>",
                counted(self.listed, "finding"),
                if rest == 1 { "1 more is".to_owned() } else { format!("{} more are", grouped(rest)) },
            )?,
        }
        writeln!(out, "<main>\n{}</main>\n<script>\n{SCRIPT}</script>\n</body>\n</html>", self.list)
    }
}

impl Html {
    /// A row for each code, its bar as long as its share of the largest.
    fn table(&self, out: &mut dyn Write) -> io::Result<()> {
        let most = self.totals.kinds().map(|kind| kind.findings).max().unwrap_or(1).max(1);
        writeln!(
            out,
            "<table>\n<thead><tr><th>Code</th><th>Severity</th><th>What it is</th><th></th><th>Findings</th><th>Files</th></tr></thead>\n<tbody>"
        )?;
        for Kind { code, severity, findings, files, .. } in self.totals.kinds() {
            let (id, severity, title) = (code.id, severity.name(), escaped(code.title));
            let width = (findings * 100).div_ceil(most);
            writeln!(
                out,
                "<tr class=\"{severity}\"><td><a href=\"#code={id}\">{id}</a></td><td><span class=\"severity\">{severity}</span></td>\
                 <td><details><summary>{title}</summary><pre>{}</pre></details></td>\
                 <td class=\"bar\"><span style=\"width:{width}%\"></span></td><td>{}</td><td>{}</td></tr>",
                escaped(code.explanation),
                grouped(*findings),
                grouped(*files),
            )?;
        }
        writeln!(out, "</tbody>\n</table>")
    }

    /// What can be filtered; shown where there is JavaScript.
    fn filter(&self, out: &mut dyn Write) -> io::Result<()> {
        let mut codes: Vec<&str> = self.totals.kinds().map(|kind| kind.code.id).collect();
        codes.sort_unstable();
        codes.dedup();
        let mut severities: Vec<&str> = self.totals.kinds().map(|kind| kind.severity.name()).collect();
        severities.dedup();
        let options =
            |values: &[&str]| values.iter().map(|value| format!("<option>{value}</option>")).collect::<String>();
        writeln!(
            out,
            "<form id=\"filter\" hidden>\n\
             <label>Code <select name=\"code\"><option value=\"\">all</option>{}</select></label>\n\
             <label>Severity <select name=\"severity\"><option value=\"\">all</option>{}</select></label>\n\
             <label>File <input name=\"file\" type=\"search\" placeholder=\"part of its name\"></label>\n\
             <label>Text <input name=\"text\" type=\"search\" placeholder=\"in message or line\"></label>\n\
             <button type=\"reset\">Show all</button>\n<output></output>\n</form>",
            options(&codes),
            options(&severities),
        )
    }
}

/// One finding.
fn article(out: &mut String, file: &File<'_>, found: &Found<'_>, number: usize) -> std::fmt::Result {
    let finding = found.finding;
    let (id, severity) = (finding.code.id, finding.severity().name());
    write!(
        out,
        "<article class=\"finding {severity}\" id=\"f{number}\" data-code=\"{id}\" data-severity=\"{severity}\">\n<p>"
    )?;
    write!(out, "<span class=\"severity\">{severity}</span> <a href=\"#f{number}\">{id}</a> ")?;
    if let Some(place) = found.place() {
        write!(out, "<span class=\"place\">{}</span> ", position(place))?;
    }
    writeln!(out, "{}</p>", escaped(&finding.message))?;
    if let Some(excerpt) = found.excerpt() {
        let (before, rest) = excerpt.text.split_at_checked(excerpt.mark.start).unwrap_or_default();
        let (marked, after) = rest.split_at_checked(excerpt.mark.len()).unwrap_or_default();
        let (before, marked, after) = (escaped(before), escaped(marked), escaped(after));
        writeln!(out, "<pre>{before}<mark>{marked}</mark>{after}</pre>")?;
    }
    for related in &finding.related {
        let place = position(Place::new(related.source(file.source), related.span));
        let place = match &related.elsewhere {
            Some(other) => format!("{}:{place}", escaped(other.name())),
            None => place,
        };
        writeln!(out, "<p class=\"more\"><span class=\"place\">{place}</span> {}</p>", escaped(&related.message))?;
    }
    if let Some(help) = &finding.help {
        writeln!(out, "<p class=\"more\">{}</p>", escaped(help))?;
    }
    writeln!(out, "</article>")
}

fn position(place: Place) -> String {
    format!("{}:{}", place.line, place.column)
}

/// Text that stands for itself, in content and in values between double quotes.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' | '<' | '>' | '"' => push_reference(&mut out, c),
            '\'' => out.push_str("&#39;"),
            '\n' => out.push('\n'),
            c => out.push(visible(c)),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diag::{self, Diagnostic};
    use crate::text::{Source, Span};

    fn page(name: &str, text: &str, findings: &[Diagnostic]) -> String {
        let source = Source::new(name, text);
        let mut out = Vec::new();
        let mut report = Html::default();
        report.add(&mut out, &File::new(&source, findings)).unwrap();
        report.end(&mut out, Ending::Complete).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn all_text_is_escaped() {
        let evil = "</pre><script>alert('\"')</script>&amp;\u{202e}";
        let finding = Diagnostic::new(&diag::UNKNOWN_ELEMENT, evil).at(Span::new(6, 14)).help(evil);
        let page = page(evil, evil, &[finding.related(Span::at(2), evil)]);
        assert_eq!(page.matches("<script").count(), 1);
        assert_eq!(page.matches("alert(&#39;&quot;&#39;)").count(), 6);
        assert!(page.contains("<pre>&lt;/pre&gt;<mark>&lt;script&gt;</mark>alert("), "{page}");
        assert!(!page.contains('\u{202e}'));
    }

    #[test]
    fn nothing_is_loaded() {
        let page = page("a.xml", "<p>", &[Diagnostic::new(&diag::UNKNOWN_ELEMENT, "x")]);
        for way_out in ["http://", "https://", " src=", "@import", "url(", "<link"] {
            assert!(!page.contains(way_out), "{way_out}");
        }
    }

    #[test]
    fn a_huge_run_is_cut_and_says_so() {
        let findings = vec![Diagnostic::new(&diag::UNKNOWN_ELEMENT, "x"); LIMIT + 1];
        let page = page("a.xml", "", &findings);
        assert_eq!(page.matches("<article").count(), LIMIT);
        assert!(page.contains("The first 5,000 findings are listed below; 1 more is only counted."));
        assert!(page.contains("1 file, 1 with errors: 5,001 errors, 0 warnings, 0 notes."));
    }
}
