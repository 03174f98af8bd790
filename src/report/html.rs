//! A page for a browser, whole in itself: what was run, totals, a bar for each code, the files with most findings, and the findings with their lines, to
//! be filtered and read.
//!
//! Findings stand by severity, then by code, then in the order of the files. Reads without JavaScript; with it (`html/page.js`) findings are
//! filtered by code, severity, file and text, and the filter stands in the address, so that it can be sent. Nothing is loaded from
//! anywhere, and nothing runs but the page's own script, which its policy names by its hash (Content Security Policy Level 3, section 2.3.1); all
//! text is escaped. Held until the totals are known; [`LIMIT`] findings are listed, the more severe rather than others, and the page says how many
//! are not.

mod list;

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::io::{self, Write};

use super::file::File;
use super::totals::{Kind, Totals, counted, grouped};
use super::writer::{Ending, Fact, Report};
use crate::diag::Severity;
use crate::text::escape::push_reference;
use crate::text::visible;
use list::List;

/// Findings that are listed: more than anyone reads, and a page of some megabytes.
const LIMIT: usize = 5_000;

/// Files that are ranked.
const RANKED: usize = 50;

const STYLE: &str = include_str!("html/page.css");
const SCRIPT: &str = include_str!("html/page.js");

/// SHA-256 in Base64 of the style sheet and the script; a test computes them anew.
const STYLE_HASH: &str = "XjdlOTs66IagdVCoddchPiMI0AixgWcz2ryJPIQ1JTs=";
const SCRIPT_HASH: &str = "yUuiyFiVve2DieSYLirEBBEcakIQzOhAEfBGDoY/I/E=";

/// The report.
#[derive(Debug, Default)]
pub struct Html {
    totals: Totals,
    list: List,
    /// Of each file with findings, how many there are by severity, and its page.
    files: BTreeMap<String, Ranked>,
    facts: Vec<Fact>,
    /// The page of the file that is added next.
    page: Option<String>,
}

/// What a file of the ranking has.
#[derive(Debug, Default)]
struct Ranked {
    findings: BTreeMap<Reverse<Severity>, usize>,
    page: Option<String>,
}

impl Report for Html {
    fn about(&mut self, fact: Fact) {
        self.facts.retain(|other| other.name() != fact.name());
        self.facts.extend(Some(fact).filter(|fact| !fact.value().is_empty()));
    }

    fn link(&mut self, page: Option<String>) {
        self.page = page;
    }

    fn add(&mut self, _out: &mut dyn Write, file: &File<'_>) -> io::Result<()> {
        self.totals.add(file);
        if file.findings.is_empty() {
            return Ok(());
        }
        let name = escaped(&file.name);
        let ranked = self.files.entry(name.clone()).or_default();
        ranked.page.clone_from(&self.page);
        for found in &file.findings {
            *ranked.findings.entry(Reverse(found.finding.severity())).or_default() += 1;
            self.list.add(&name, self.page.as_deref(), file, found);
        }
        Ok(())
    }

    fn end(&mut self, out: &mut dyn Write, _ending: Ending) -> io::Result<()> {
        let totals = &self.totals;
        write!(
            out,
            "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
             <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
             <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'sha256-{STYLE_HASH}'; \
             script-src 'sha256-{SCRIPT_HASH}'; base-uri 'none'; form-action 'none'\">\n\
             <title>Recto: {findings}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n<h1>Recto</h1>\n<p>{sentence}.</p>\n",
            findings = counted(totals.findings, "finding"),
            sentence = totals.sentence(),
        )?;
        self.facts(out)?;
        if totals.findings > 0 {
            self.table(out)?;
            self.ranking(out)?;
            self.filter(out)?;
        }
        match totals.findings - self.list.held() {
            0 => {}
            rest => writeln!(
                out,
                "<p class=\"limit\">{} are listed below, the most severe; {} only counted. <code>--format json</code> gives all.</p>",
                counted(self.list.held(), "finding"),
                if rest == 1 { "1 more is".to_owned() } else { format!("{} more are", grouped(rest)) },
            )?,
        }
        writeln!(out, "<main>\n{}</main>\n<script>{SCRIPT}</script>\n</body>\n</html>", self.list.html())
    }
}

impl Html {
    /// What was run.
    fn facts(&self, out: &mut dyn Write) -> io::Result<()> {
        if self.facts.is_empty() {
            return Ok(());
        }
        let row = |fact: &Fact| format!("<dt>{}</dt><dd>{}</dd>\n", fact.name(), escaped(fact.value()));
        writeln!(out, "<dl>\n{}</dl>", self.facts.iter().map(row).collect::<String>())
    }

    /// The files with most findings: errors count before warnings, these before notes.
    fn ranking(&self, out: &mut dyn Write) -> io::Result<()> {
        let mut files: Vec<(&String, &Ranked)> = self.files.iter().collect();
        let of = |ranked: &Ranked, severity| ranked.findings.get(&Reverse(severity)).copied().unwrap_or_default();
        let all = [Severity::Error, Severity::Warning, Severity::Note];
        files.sort_by_key(|(_, ranked)| Reverse(all.map(|severity| of(ranked, severity))));
        writeln!(
            out,
            "<details><summary>{} with findings</summary>\n<div class=\"wide\"><table class=\"files\">\n<thead><tr><th scope=\"col\">File</th>\
             <th scope=\"col\">Errors</th><th scope=\"col\">Warnings</th><th scope=\"col\">Notes</th></tr></thead>\n<tbody>",
            counted(files.len(), "file")
        )?;
        for (name, ranked) in files.iter().take(RANKED) {
            let name = linked(name, ranked.page.as_deref(), "");
            let counts: String = all.map(|severity| format!("<td>{}</td>", grouped(of(ranked, severity)))).concat();
            writeln!(out, "<tr><th scope=\"row\">{name}</th>{counts}</tr>")?;
        }
        writeln!(out, "</tbody>\n</table></div>")?;
        match files.len().saturating_sub(RANKED) {
            0 => {}
            rest => writeln!(out, "<p>and {}</p>", counted(rest, "more file"))?,
        }
        writeln!(out, "</details>")
    }

    /// A row for each code, its bar as long as its share of the largest.
    fn table(&self, out: &mut dyn Write) -> io::Result<()> {
        let most = self.totals.kinds().map(|kind| kind.findings).max().unwrap_or(1).max(1);
        writeln!(
            out,
            "<div class=\"wide\"><table>\n<thead><tr><th>Code</th><th>Severity</th><th>What it is</th><th><span class=\"unseen\">Share</span></th><th>Findings</th><th>Files</th></tr></thead>\n<tbody>"
        )?;
        for Kind { code, severity, findings, files, .. } in self.totals.kinds() {
            let (id, severity, title) = (code.id, severity.name(), escaped(code.title));
            let width = (findings * 100).div_ceil(most);
            writeln!(
                out,
                "<tr class=\"{severity}\"><td><a href=\"#code={id}\">{id}</a></td><td><span class=\"severity\">{severity}</span></td>\
                 <td><details><summary>{title}</summary><pre>{}</pre></details></td>\
                 <td class=\"bar\"><svg aria-hidden=\"true\"><rect width=\"{width}%\" height=\"100%\"/></svg></td><td>{}</td><td>{}</td></tr>",
                escaped(code.explanation),
                grouped(*findings),
                grouped(*files),
            )?;
        }
        writeln!(out, "</tbody>\n</table></div>")
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

/// A name as a link to its page, where it has one.
fn linked(name: &str, page: Option<&str>, fragment: &str) -> String {
    match page {
        Some(page) => format!("<a href=\"{}{fragment}\">{name}</a>", escaped(page)),
        None => name.to_owned(),
    }
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
        assert_eq!(page.matches("alert(&#39;&quot;&#39;)").count(), 7);
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
        assert!(page.contains("5,000 findings are listed below, the most severe; 1 more is only counted."));
        assert!(page.contains("1 file, 1 with errors: 5,001 errors, 0 warnings, 0 notes."));
    }

    #[test]
    fn notes_cut_nothing_off_that_is_more_severe() {
        let mut findings = vec![Diagnostic::new(&diag::TITLE_UNKNOWN, "note"); LIMIT + 1];
        findings.push(Diagnostic::new(&diag::UNREAD_DATE, "warning"));
        findings.push(Diagnostic::new(&diag::UNKNOWN_ELEMENT, "error"));
        let page = page("a.xml", "", &findings);
        let severities: Vec<&str> =
            page.split("data-severity=\"").skip(1).map(|article| article.split('"').next().unwrap()).collect();
        assert_eq!((severities.len(), &severities[..3]), (LIMIT, &["error", "warning", "note"][..]));
        assert!(page.contains("id=\"f1\" data-code=\"R1301\""), "{page}");
    }

    #[test]
    fn the_page_says_what_was_run_and_leads_to_pages() {
        let source = Source::new("a.txt", "one\ntwo");
        let finding = Diagnostic::new(&diag::UNREAD_DATE, "x").at(Span::new(4, 7));
        let (mut out, mut report) = (Vec::new(), Html::default());
        report.about(Fact::Command("recto convert <a>".to_owned()));
        report.link(Some("proof/a.html".to_owned()));
        report.add(&mut out, &File::new(&source, &[finding])).unwrap();
        report.end(&mut out, Ending::Complete).unwrap();
        let page = String::from_utf8(out).unwrap();
        assert!(page.contains("<dt>Command</dt><dd>recto convert &lt;a&gt;</dd>"), "{page}");
        assert!(page.contains("<a href=\"proof/a.html\">a.txt</a>"), "{page}");
        assert!(page.contains("<a href=\"proof/a.html#t2\">2:1</a>"), "{page}");
    }

    #[test]
    fn hashes_are_those_of_the_files() {
        use base64::{Engine as _, engine::general_purpose::STANDARD};
        use sha2::{Digest, Sha256};
        for (text, hash) in [(STYLE, STYLE_HASH), (SCRIPT, SCRIPT_HASH)] {
            // A browser reads every line end as LF.
            assert_eq!(STANDARD.encode(Sha256::digest(text.replace("\r\n", "\n"))), hash, "the hash of\n{text}");
            assert!(!text.contains("</"), "nothing in it may end it");
        }
    }
}
