//! One JSON object a line. Takes a source and findings; gives the fields that every command promises, in a fixed order.
//!
//! `line`, `column`, `end_line`, `end_column` count from one, columns in characters; `start` and `end` are bytes of the decoded
//! text. A finding about a whole file has none of the six; `help`, `related`, `expected`, `fix` and `secondary` are there only
//! where they apply; a place in `related` names its `file` where that is another.

use std::io::{self, Write};

use serde::Serialize;

use super::file::{File, Found, Place};
use super::writer::Report;
use crate::text::Source;

#[derive(Serialize)]
struct Row<'a> {
    code: &'static str,
    severity: &'static str,
    message: &'a str,
    file: &'a str,
    #[serde(flatten)]
    place: Option<Place>,
    #[serde(skip_serializing_if = "Option::is_none")]
    help: Option<&'a str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    related: Vec<RelatedRow<'a>>,
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    expected: &'a [String],
    #[serde(skip_serializing_if = "Option::is_none")]
    fix: Option<FixRow<'a>>,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    secondary: bool,
}

#[derive(Serialize)]
struct FixRow<'a> {
    text: &'a str,
    safe: bool,
    #[serde(flatten)]
    place: Place,
}

#[derive(Serialize)]
struct RelatedRow<'a> {
    message: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    file: Option<&'a str>,
    #[serde(flatten)]
    place: Place,
}

/// The report.
#[derive(Debug)]
pub struct Json;

impl Report for Json {
    fn add(&mut self, out: &mut dyn Write, file: &File<'_>) -> io::Result<()> {
        for found in &file.findings {
            serde_json::to_writer(&mut *out, &row(file.source, found))?;
            out.write_all(b"\n")?;
        }
        Ok(())
    }
}

fn row<'a>(source: &'a Source, found: &'a Found<'_>) -> Row<'a> {
    let finding = found.finding;
    let related = finding.related.iter().map(|related| RelatedRow {
        message: &related.message,
        file: related.elsewhere.as_ref().map(|other| other.name()),
        place: Place::new(related.source(source), related.span),
    });
    Row {
        code: finding.code.id,
        severity: finding.severity().name(),
        message: &finding.message,
        file: source.name(),
        place: found.place(),
        help: finding.help.as_deref(),
        related: related.collect(),
        expected: &finding.expected,
        fix: finding.fix.as_ref().map(|fix| FixRow {
            text: &fix.edit.text,
            safe: fix.is_safe,
            place: Place::new(source, fix.edit.span),
        }),
        secondary: finding.is_secondary,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diag::{self, Diagnostic};
    use crate::text::Span;

    fn check(finding: &Diagnostic, expected: &str) {
        let source = Source::new("a.txt", "Köln\nden 3.");
        let mut out = Vec::new();
        Json.add(&mut out, &File::new(&source, [finding])).unwrap();
        assert_eq!(String::from_utf8(out).unwrap(), format!("{expected}\n"));
    }

    #[test]
    fn a_place_is_given_in_characters_and_in_bytes() {
        check(
            &Diagnostic::new(&diag::UNREAD_DATE, "odd")
                .at(Span::new(3, 8))
                .help("write it out")
                .related(Span::at(0), "here"),
            concat!(
                r#"{"code":"R0205","severity":"warning","message":"odd","file":"a.txt","line":1,"column":3,"end_line":2,"#,
                r#""end_column":3,"start":3,"end":8,"help":"write it out","related":[{"message":"here","line":1,"column":1,"#,
                r#""end_line":1,"end_column":1,"start":0,"end":0}]}"#
            ),
        );
    }

    #[test]
    fn what_is_expected_and_what_would_mend_it_is_data() {
        check(
            &Diagnostic::new(&diag::UNREAD_DATE, "odd").expected(vec!["a".to_owned()]).fix(Span::new(0, 1), "k"),
            concat!(
                r#"{"code":"R0205","severity":"warning","message":"odd","file":"a.txt","expected":["a"],"fix":{"text":"k","safe":false,"#,
                r#""line":1,"column":1,"end_line":1,"end_column":2,"start":0,"end":1}}"#
            ),
        );
    }

    #[test]
    fn a_finding_about_the_whole_file_has_no_place() {
        check(
            &Diagnostic::new(&diag::UNREADABLE, "gone"),
            r#"{"code":"R0004","severity":"error","message":"gone","file":"a.txt"}"#,
        );
    }
}
