//! The conformance suite of Schematron: each file holds documents, schemas and what is expected of them. Needs the suite beside the
//! project; says loudly when it is not there. What fails is listed with the reason.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use recto::internals::budget::Meter;
use recto::internals::schematron::{DocumentCache, DynamicContext, Kind, Phase, read, svrl};
use recto::internals::text::MemoryFiles;
use recto::internals::xml::document::Node;
use recto::internals::xml::{Document, External};

use crate::suite_results;

/// Cases that are expected to fail, and why. The list only shrinks.
const KNOWN: &[(&str, &str)] = &[
    ("let-scope-pattern-01", "5.4.5 makes it an error, as let-name-collision-error-05 and -06 say"),
    ("rule-abstract-02", "extends a rule of another pattern, which is run with a note"),
    ("let-value-element-content-01", "its first schema counts elements that the document does not have"),
];

fn inner<'t>(node: Node<'_>, text: &'t str) -> &'t str {
    node.elements().next().unwrap().span().of(text)
}

/// What became of each schema of a case, and what was expected.
fn run(text: &str) -> (String, Vec<String>) {
    let (case, _) = Document::parse(text, External::Refused);
    let root = case.root().unwrap();
    let part = |name: &str| root.elements().find(|node| &*node.name().unwrap().local == name);
    let mut files: BTreeMap<String, String> = BTreeMap::new();
    let mut primary = String::new();
    for document in part("documents").unwrap().elements() {
        let name = document.attribute("", "filename").unwrap().value;
        if &*document.name().unwrap().local == "primary" {
            primary = name.to_owned();
        }
        files.insert(name.to_owned(), inner(document, text).to_owned());
    }
    let schemas = part("schemas").unwrap();
    let phase = schemas.attribute("", "phase").map_or(Phase::Default, |phase| Phase::named(phase.value));
    let documented = DocumentCache::default();
    let mut found = Vec::new();
    for schema in schemas.elements() {
        files.insert("schema.sch".to_owned(), schema.span().of(text).to_owned());
        let loader = MemoryFiles::new(files.clone());
        let read = read(&loader, "schema.sch", &phase).unwrap();
        let Some(schema) = read.schema else {
            found.push("error".to_owned());
            continue;
        };
        let dynamic_context =
            DynamicContext { loader: &loader, documents: &documented, now: None, meter: &Meter::default() };
        let (document, _) = Document::parse(&files[&primary], External::Refused);
        let (findings, fired) = schema.run_told(&document, &primary, &dynamic_context);
        let report = svrl::head(Some(&schema)) + &svrl::body(&schema, &fired, &primary) + svrl::TAIL;
        for expectation in part("expectations").into_iter().flat_map(Node::elements) {
            holds(expectation.attribute("", "test").unwrap().value, &report);
        }
        let has = |kinds: &[Kind]| findings.iter().any(|finding| kinds.contains(&finding.kind));
        found.push(
            match (has(&[Kind::Broken, Kind::NotRun]), has(&[Kind::Assert, Kind::Report])) {
                (true, _) => "error",
                (_, true) => "invalid",
                _ => "valid",
            }
            .to_owned(),
        );
    }
    (root.attribute("", "expect").unwrap().value.to_owned(), found)
}

/// Holds a report to an expectation of the suite, which is a test of Schematron itself.
#[track_caller]
fn holds(test: &str, report: &str) {
    let schema = format!(
        "<schema xmlns='http://purl.oclc.org/dsdl/schematron' queryBinding='xslt2'><ns prefix='svrl' uri='{}'/>\
         <pattern><rule context='/'><assert test=\"{}\"/></rule></pattern></schema>",
        svrl::NAMESPACE,
        test.replace('<', "&lt;")
    );
    let files = MemoryFiles::new([("s.sch", schema)]);
    let schema = read(&files, "s.sch", &Phase::Default).unwrap().schema.unwrap();
    let (document, faults) = Document::parse(report, External::Refused);
    assert_eq!(faults, [], "{report}");
    let documented = DocumentCache::default();
    let dynamic_context =
        DynamicContext { loader: &files, documents: &documented, now: None, meter: &Meter::default() };
    let found = schema.run(&document, "r.xml", &dynamic_context);
    assert!(found.is_empty(), "{test} does not hold for\n{report}");
}

#[test]
fn the_suite_passes() {
    let folder = match std::env::var("RECTO_CONFORMANCE") {
        Ok(folder) => PathBuf::from(folder),
        Err(_) => Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/conformance"),
    };
    let folder = folder.join("schematron/tests");
    if !folder.exists() {
        eprintln!("SKIPPED: the Schematron suite is not there");
        return;
    }
    let (mut count, mut wrong) = (0, Vec::new());
    let (mut texts, mut results) = (Vec::new(), Vec::new());
    for part in ["core", "svrl"] {
        let mut paths: Vec<PathBuf> =
            std::fs::read_dir(folder.join(part)).unwrap().map(|entry| entry.unwrap().path()).collect();
        paths.sort();
        for path in paths {
            let name = path.file_stem().unwrap().to_str().unwrap().to_owned();
            let text = std::fs::read_to_string(&path).unwrap();
            let (expected, found) = run(&text);
            texts.push(text);
            results.push(format!("{name}: {}", found.join(" ")));
            count += 1;
            let is_known = KNOWN.iter().any(|(known, _)| *known == name);
            if found.iter().all(|found| *found == expected) == is_known {
                wrong.push(format!("{name}: expected {expected}, found {found:?}"));
            }
        }
    }
    assert!(wrong.is_empty(), "of {count}:\n{}", wrong.join("\n"));
    assert_eq!(count, 50);
    suite_results::compare("schematron", texts.iter().map(String::as_bytes), &results);
}
