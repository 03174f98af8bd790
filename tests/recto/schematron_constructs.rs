//! Every construct of Schematron, row by row: a small schema that finds `ran` where the construct is run, or is reported as the table
//! of constructs says. No row of the table is without one; the page that shows the table is the table.

mod rows;

use std::collections::BTreeSet;
use std::fmt::Write;

use self::rows::ROWS;
use recto::internals::budget::Meter;
use recto::internals::relaxng;
use recto::internals::schematron::{
    CONSTRUCTS, Construct, DocumentCache, DynamicContext, Part, Phase, Treatment, read, read_embedded,
};
use recto::internals::text::MemoryFiles;
use recto::internals::xml::{Document, External};

const DOCUMENT: &str = "<a n='1'><b m='2'>t</b><!--c--><c ref='2'/></a>";

const SPACES: &str = "xmlns='http://purl.oclc.org/dsdl/schematron' xmlns:xsl='http://www.w3.org/1999/XSL/Transform' \
                      xmlns:sqf='http://www.schematron-quickfix.com/validator/process' xmlns:x='urn:x'";

/// A pattern that finds `ran`.
const R: &str = "<pattern><rule context='a'><report test='true()'>ran</report></rule></pattern>";

fn files(main: &'static str, text: String) -> MemoryFiles {
    let fill = |text: &str| text.replace("{R}", R).replace("{S}", SPACES);
    MemoryFiles::new([
        (main, fill(&text)),
        ("whole.sch", fill("<schema {S}>{R}</schema>")),
        ("library.sch", fill("<library {S} queryBinding='xslt2'>{R}</library>")),
        (
            "parts.xml",
            fill(
                "<parts {S}><pattern id='one'><rule id='r' context='a'><report test='true()'>ran</report></rule></pattern></parts>",
            ),
        ),
        ("other.xml", "<o/>".to_owned()),
        (
            "inner.rng",
            fill(
                "<grammar xmlns='http://relaxng.org/ns/structure/1.0' xmlns:s='http://purl.oclc.org/dsdl/schematron'>\
                  <define name='i'><element name='b'><s:assert test='false()'>ran</s:assert><attribute name='m'/><text/></element></define></grammar>",
            ),
        ),
    ])
}

/// What is found in a schema, by code, and what it finds: messages, remarks, labels, places, fixes.
fn found(part: Part, text: &str, phase: &Phase) -> (Vec<&'static str>, BTreeSet<String>) {
    let (read, files) = if part == Part::Embedded {
        let address = if text.starts_with('<') { "s.rng" } else { "s.rnc" };
        let files = files(address, text.to_owned());
        let schema = relaxng::read(&files, address);
        assert!(schema.grammar.is_some(), "{text}: {:#?}", schema.findings);
        let Some(read) = read_embedded(&files, &schema.files, phase) else { return Default::default() };
        (read, files)
    } else {
        let whole = if text.starts_with("<schema") {
            text.to_owned()
        } else {
            format!("<schema {{S}} queryBinding='xslt2'>{text}</schema>")
        };
        let files = files("s.sch", whole);
        (read(&files, "s.sch", phase).unwrap(), files)
    };
    let codes = read.findings.iter().flat_map(|(_, findings)| findings).map(|finding| finding.code.id).collect();
    let mut all = BTreeSet::new();
    if let Some(schema) = read.schema {
        let documented = DocumentCache::default();
        let dynamic_context =
            DynamicContext { loader: &files, documents: &documented, now: None, meter: &Meter::default() };
        for finding in schema.run(&Document::parse(DOCUMENT, External::Refused).0, "a.xml", &dynamic_context) {
            all.insert(finding.message);
            all.extend(finding.remarks.into_iter().map(|remark| remark.text));
            all.insert(format!("at {}", finding.span.of(DOCUMENT)));
            let labels = [
                ("role", finding.role),
                ("role", finding.rule_role),
                ("severity", finding.severity),
                ("flag", finding.flag),
            ];
            all.extend(labels.into_iter().filter_map(|(name, value)| Some(format!("{name} {}", value?))));
            all.extend(finding.repair.map(|repair| format!("fix {}", repair.title)));
        }
    }
    (codes, all)
}

/// The part and name of a construct, the first element it is of, a schema, what it finds where it is run.
type Row = (Part, &'static str, &'static str, &'static str, &'static str);

/// What is wrong with what becomes of a construct.
fn fault(construct: &Construct, (_, name, _, text, expected): &Row) -> Option<String> {
    let phase = if text.contains("#ANY") { Phase::Any } else { Phase::Default };
    let (mut codes, all) = found(construct.part, text, &phase);
    codes.retain(|code| *code != "R1223");
    let has = |code: &str| codes.contains(&code);
    let is_right = match construct.treatment {
        Treatment::Run | Treatment::Said => codes.is_empty() && all.contains(*expected) && !all.contains("wrong"),
        Treatment::NotRun => has("R1505") || all.iter().any(|message| message.contains("is not run")),
        Treatment::PassedOver => has("R1222") && all.contains("ran"),
        Treatment::Doubted => has("R1221") && all.contains("ran"),
        Treatment::Refused => all.is_empty() && ["R1210", "R1211", "R1212"].iter().any(|code| has(code)),
    };
    (!is_right).then(|| format!("{name}: {:?}: {text}\n  {codes:?} {all:?}", construct.treatment))
}

#[test]
fn every_construct_is_run_or_reported() {
    let is_it = |construct: &Construct, (part, name, of, ..): &Row| {
        construct.part == *part
            && construct.name == *name
            && (of.is_empty() || construct.of.split(' ').any(|own| own == *of))
    };
    let mut wrong = Vec::new();
    for row in ROWS {
        match CONSTRUCTS.iter().find(|construct| is_it(construct, row)) {
            Some(construct) => wrong.extend(fault(construct, row)),
            None => wrong.push(format!("no construct: {row:?}")),
        }
    }
    for construct in CONSTRUCTS {
        let is_tested = ROWS.iter().any(|row| CONSTRUCTS.iter().find(|other| is_it(other, row)) == Some(construct));
        if !is_tested {
            wrong.push(format!("no test of {construct:?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// The table for people.
fn page() -> String {
    let mut page = "# What Recto runs of Schematron\n\nEvery construct of Schematron 1.x, ISO/IEC 19757-3:2006 to 2025, Schematron QuickFix, and of XSLT as far as it may stand in a schema. \
        *run*: it does what the standard says; *for people*: nothing of a document depends on it; *not run*: reported as R1505, and the exit status is 2 unless `--allow-not-run` is given; \
        *passed over*: a note says so (R1222), no verdict depends on it; *doubted*: a warning (R1221); *refused*: an error. This page is made from the table that Recto reads schemas with, and each row has a test.\n"
        .to_owned();
    for (part, title) in [
        (Part::Element, "Elements"),
        (Part::Attribute, "Attributes"),
        (Part::Form, "Ways to write a schema"),
        (Part::Embedded, "Rules in RELAX NG"),
        (Part::Xslt, "XSLT"),
        (Part::QuickFix, "Quick fixes"),
    ] {
        let of = match part {
            Part::Element | Part::Xslt => "in",
            _ => "of",
        };
        writeln!(page, "\n## {title}\n\n| | {of} | since | |\n|---|---|---|---|").unwrap();
        for row in CONSTRUCTS.iter().filter(|row| row.part == part) {
            let treatment = match row.treatment {
                Treatment::Run => "run",
                Treatment::Said => "for people",
                Treatment::NotRun => "**not run**",
                Treatment::PassedOver => "passed over",
                Treatment::Doubted => "doubted",
                Treatment::Refused => "refused",
            };
            let is_name = row.name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
            let name = match (is_name, part) {
                (true, Part::Xslt) => format!("`xsl:{}`", row.name),
                (true, _) => format!("`{}`", row.name),
                _ => row.name.replace('|', "\\|"),
            };
            writeln!(page, "| {name} | {} | {} | {treatment} |", row.of.replace(' ', ", "), row.since).unwrap();
        }
    }
    page
}

#[test]
fn the_page_shows_the_table() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/schematron.md");
    if std::env::var("INSTA_UPDATE").is_ok_and(|update| update == "always") {
        std::fs::write(path, page()).unwrap();
    }
    let written = std::fs::read_to_string(path).unwrap_or_default().replace("\r\n", "\n");
    assert!(written == page(), "docs/schematron.md is not the table: INSTA_UPDATE=always writes it");
}
