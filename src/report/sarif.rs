//! The Static Analysis Results Interchange Format, SARIF 2.1.0 (OASIS): one run, its results in the order given.
//!
//! Rules and files are known when the results have been written, so they stand after them. Names of files are relative to `SRCROOT`,
//! the folder of the run, which is not written down: it differs from machine to machine. What was not read or not run is a
//! notification, not a result. Of the tool no version is given.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::io::{self, Write};

use serde::Serialize;
use serde_json::{Value, json};

use super::file::{File, Found, Place, slashed};
use super::writer::{Ending, Report};
use crate::diag::{self, Code, Related};
use crate::text::uri;

const SCHEMA: &str = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";

/// What tells of the run rather than of a text.
const OF_THE_RUN: &[&Code] = &[
    &diag::UNREADABLE,
    &diag::UNWRITABLE,
    &diag::READING_STOPPED,
    &diag::NOT_RUN,
    &diag::RULE_NOT_RUN,
    &diag::OVER_BUDGET,
];

/// The report.
#[derive(Debug, Default)]
pub struct Sarif {
    rules: Codes,
    notified: Codes,
    notifications: Vec<String>,
    results: usize,
}

/// Codes that occurred, with their numbers in the order of their occurrence.
#[derive(Debug, Default)]
struct Codes {
    numbers: BTreeMap<&'static str, usize>,
    rows: Vec<&'static Code>,
}

impl Codes {
    fn number(&mut self, code: &'static Code) -> usize {
        *self.numbers.entry(code.id).or_insert_with(|| {
            self.rows.push(code);
            self.rows.len() - 1
        })
    }

    fn descriptors(&self) -> Vec<Value> {
        self.rows.iter().map(|code| descriptor(code)).collect()
    }
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Finding<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    rule_id: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    rule_index: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    descriptor: Option<Value>,
    level: &'static str,
    message: Text<'a>,
    locations: [Location<'a>; 1],
    #[serde(skip_serializing_if = "Vec::is_empty")]
    related_locations: Vec<Location<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    partial_fingerprints: Option<Value>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    fixes: Vec<Value>,
    #[serde(skip_serializing_if = "Option::is_none")]
    properties: Option<Value>,
}

#[derive(Serialize)]
struct Text<'a> {
    text: Cow<'a, str>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Location<'a> {
    physical_location: PhysicalLocation,
    #[serde(skip_serializing_if = "Option::is_none")]
    message: Option<Text<'a>>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct PhysicalLocation {
    artifact_location: Value,
    #[serde(skip_serializing_if = "Option::is_none")]
    region: Option<Region>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Region {
    start_line: usize,
    start_column: usize,
    end_line: usize,
    end_column: usize,
}

impl From<Place> for Region {
    fn from(place: Place) -> Self {
        Self {
            start_line: place.line,
            start_column: place.column,
            end_line: place.end_line,
            end_column: place.end_column,
        }
    }
}

impl Report for Sarif {
    fn begin(&mut self, out: &mut dyn Write) -> io::Result<()> {
        let roots = json!({ "SRCROOT": { "description": { "text": "The folder in which Recto was run." } } });
        write!(
            out,
            "{{\"$schema\":\"{SCHEMA}\",\"version\":\"2.1.0\",\"runs\":[{{\"columnKind\":\"unicodeCodePoints\",\
             \"originalUriBaseIds\":{roots},\"results\":["
        )
    }

    fn add(&mut self, out: &mut dyn Write, file: &File<'_>) -> io::Result<()> {
        for (found, fingerprint) in file.fingerprinted() {
            let code = found.finding.code;
            if OF_THE_RUN.contains(&code) {
                let number = self.notified.number(code);
                let notification =
                    Finding { descriptor: Some(json!({ "id": code.id, "index": number })), ..finding(file, found) };
                self.notifications.push(serde_json::to_string(&notification)?);
                continue;
            }
            let result = Finding {
                rule_id: Some(code.id),
                rule_index: Some(self.rules.number(code)),
                partial_fingerprints: Some(json!({ "rectoFinding/v1": fingerprint })),
                related_locations: related(file, found),
                fixes: fix(file, found).into_iter().collect(),
                ..finding(file, found)
            };
            out.write_all(if self.results == 0 { b"\n" } else { b",\n" })?;
            serde_json::to_writer(&mut *out, &result)?;
            self.results += 1;
        }
        Ok(())
    }

    fn end(&mut self, out: &mut dyn Write, ending: Ending) -> io::Result<()> {
        let driver = json!({
            "name": "Recto",
            "rules": self.rules.descriptors(),
            "notifications": self.notified.descriptors(),
        });
        let is_complete = ending == Ending::Complete;
        writeln!(
            out,
            "\n],\"tool\":{{\"driver\":{driver}}},\"invocations\":[{{\"executionSuccessful\":{is_complete},\
             \"toolExecutionNotifications\":[{}]}}]}}]}}",
            self.notifications.join(",")
        )
    }
}

/// What results and notifications have in common.
fn finding<'a>(file: &File<'_>, found: &Found<'a>) -> Finding<'a> {
    let finding = found.finding;
    let text = match &finding.help {
        Some(help) => format!("{}\n{help}", finding.message).into(),
        None => finding.message.as_str().into(),
    };
    Finding {
        rule_id: None,
        rule_index: None,
        descriptor: None,
        level: finding.severity().name(),
        message: Text { text },
        locations: [Location { physical_location: physical(&file.name, found.place()), message: None }],
        related_locations: Vec::new(),
        partial_fingerprints: None,
        fixes: Vec::new(),
        properties: (!finding.expected.is_empty()).then(|| json!({ "expected": &*finding.expected })),
    }
}

fn related<'a>(file: &File<'_>, found: &Found<'a>) -> Vec<Location<'a>> {
    let physical = |related: &Related| {
        let source = related.source(file.source);
        physical(&slashed(source.name()), Some(Place::new(source, related.span)))
    };
    let location = |related: &'a Related| Location {
        physical_location: physical(related),
        message: Some(Text { text: related.message.as_str().into() }),
    };
    found.finding.related.iter().map(location).collect()
}

fn fix(file: &File<'_>, found: &Found<'_>) -> Option<Value> {
    let fix = found.finding.fix.as_ref()?;
    let description = match fix.is_safe {
        true => "A change that `recto validate --fix` makes.",
        false => "A change that is likely right.",
    };
    Some(json!({
        "description": { "text": description },
        "artifactChanges": [{
            "artifactLocation": artifact(&file.name),
            "replacements": [{
                "deletedRegion": Region::from(Place::new(file.source, fix.edit.span)),
                "insertedContent": { "text": fix.edit.text },
            }],
        }],
    }))
}

fn physical(name: &str, place: Option<Place>) -> PhysicalLocation {
    PhysicalLocation { artifact_location: artifact(name), region: place.map(Region::from) }
}

fn artifact(name: &str) -> Value {
    let uri = uri::of_file(name);
    match uri::scheme(&uri) {
        None => json!({ "uri": uri, "uriBaseId": "SRCROOT" }),
        Some(_) => json!({ "uri": uri }),
    }
}

/// A row of the table of codes. Its explanation is Markdown; it reads as plain text too.
fn descriptor(code: &Code) -> Value {
    json!({
        "id": code.id,
        "shortDescription": { "text": code.title },
        "fullDescription": { "text": summary(code) },
        "help": { "text": code.explanation, "markdown": code.explanation },
        "defaultConfiguration": { "level": code.severity.name() },
    })
}

/// The first paragraph below the title, as one line.
fn summary(code: &Code) -> String {
    let paragraph = code.explanation.split("\n\n").nth(1).unwrap_or(code.title);
    paragraph.lines().collect::<Vec<_>>().join(" ")
}
