//! The Schematron Validation Report Language (ISO/IEC 19757-3:2020, annex D). Takes what rules found and which fitted; gives a report in
//! XML, in parts: head, one body for each document and schema, tail.
//!
//! A report holds any number of documents: each active pattern names its own. What raised an error or was not run has no place in the
//! language; it is reported beside the report.

use super::finding::{Finding, Kind};
use super::run::Fired;
use super::schema::{Label, Schema};
use crate::xml::{Element, write_at};

/// The namespace of reports.
pub const NAMESPACE: &str = "http://purl.oclc.org/dsdl/svrl";

/// The end of a report.
pub const TAIL: &str = "</svrl:schematron-output>\n";

/// The beginning of a report. What a schema says of itself is reported where there is one for all documents.
#[must_use]
pub fn head(schema: Option<&Schema>) -> String {
    let mut root = Element::new("svrl:schematron-output").with("xmlns:svrl", NAMESPACE);
    let mut children = Vec::new();
    if let Some(schema) = schema {
        let head = &schema.head;
        for (name, value) in [("title", &head.title), ("phase", &head.phase), ("schemaVersion", &head.version)] {
            root = root.with_some(name, value.as_deref());
        }
        for (prefix, uri) in &head.namespaces {
            let row = Element::new("svrl:ns-prefix-in-attribute-values").with("uri", uri.as_str());
            children.push(row.with("prefix", prefix.as_str()));
        }
    }
    let tag = write_at(&root, 0);
    let tag = tag.strip_suffix("/>").unwrap_or(&tag);
    let rows: String = children.iter().map(|row| format!("  {}\n", write_at(row, 1))).collect();
    format!("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n{tag}>\n{rows}")
}

/// What a schema says of one document.
#[must_use]
pub fn body(schema: &Schema, fired: &[Fired], address: &str) -> String {
    let mut report = String::new();
    // Of several phases the one that was chosen has to have found something to be known here.
    let is_selected = |number: usize| {
        let of = schema.selections.iter().find(|selection| selection.patterns.contains(&number));
        schema.selections.len() < 2
            || of.is_some_and(|own| fired.iter().any(|fired| own.patterns.contains(&fired.pattern)))
    };
    for (number, pattern) in schema.patterns.iter().enumerate() {
        let mut document = None;
        let of_pattern = || fired.iter().filter(|fired| fired.pattern == number);
        for fired in of_pattern() {
            let here = fired.document.as_deref().unwrap_or(address);
            if document != Some(here) {
                report.push_str(&line(active_pattern(pattern.id.as_deref(), pattern.title.as_deref(), here)));
                document = Some(here);
            }
            if let Some(rule) = pattern.rules.get(fired.rule) {
                let element = Element::new("svrl:fired-rule").with("context", rule.text.as_str());
                let element = element.with_some("id", rule.id.as_deref());
                let labels = &rule.labels;
                let element = element.with_some("role", labels.role.as_ref().map(Label::text));
                report.push_str(&line(element.with_some("flag", labels.flag.as_ref().map(Label::text))));
            }
            for finding in &fired.findings {
                let name = match finding.kind {
                    Kind::Assert => "svrl:failed-assert",
                    Kind::Report => "svrl:successful-report",
                    Kind::Broken | Kind::NotRun | Kind::Outside | Kind::Exceeded | Kind::More => continue,
                };
                report.push_str(&line(outcome(name, finding)));
            }
        }
        if document.is_none() && is_selected(number) {
            report.push_str(&line(active_pattern(pattern.id.as_deref(), pattern.title.as_deref(), address)));
        }
    }
    report
}

fn line(element: Element) -> String {
    format!("  {}\n", write_at(&element, 1))
}

fn active_pattern(id: Option<&str>, name: Option<&str>, document: &str) -> Element {
    let element = Element::new("svrl:active-pattern").with_some("id", id).with_some("name", name);
    element.with("documents", document)
}

fn outcome(name: &'static str, finding: &Finding) -> Element {
    let element = Element::new(name).with("test", finding.test.as_str()).with("location", finding.location.as_str());
    let element = element.with_some("id", finding.id.as_deref());
    let element = element.with_some("role", finding.role.as_deref());
    let element = element.with_some("severity", finding.severity.as_deref());
    let element = element.with_some("flag", finding.flag.as_deref()).with_some("see", finding.see.as_deref());
    let remarks = finding.remarks.iter().map(|remark| {
        let (name, attribute) = match remark.element {
            "property" => ("svrl:property-reference", "property"),
            _ => ("svrl:diagnostic-reference", "diagnostic"),
        };
        let text =
            Element::mixed("svrl:text").with_some("xml:lang", remark.language.as_deref()).text(remark.text.as_str());
        Element::new(name).with(attribute, remark.id.as_str()).holding([text.into()])
    });
    let text = Element::mixed("svrl:text").text(finding.message.as_str());
    let children: Vec<_> = remarks.chain([text]).map(Into::into).collect();
    element.holding(children)
}
