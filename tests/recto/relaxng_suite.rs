//! The suites of RELAX NG: every schema is accepted or refused as its case says, and every document is valid or not.
//!
//! Takes `spectest.xml`, `compacttest.xml` and `xsdtest.xml`; turns each into [`Case`]s, which run through [`schema_faults`] and
//! [`document_faults`]. Failures that are known stand in [`KNOWN`] with their reason.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::PathBuf;
use std::sync::Arc;

use recto::datatype::XSD;
use recto::relaxng::{Load, Read, Schema, read};
use recto::text::Source;
use recto::xml::document::Node;
use recto::xml::{self, Document, External};

/// Cases that fail, by suite and line, with the reason. Meant to be empty.
const KNOWN: &[(&str, &str)] = &[];

/// One schema with its files, and documents.
struct Case {
    /// Suite and line, and what is tested.
    name: String,
    /// The schema under its address, beside the files it refers to.
    files: BTreeMap<String, String>,
    /// The address of the schema.
    schema: &'static str,
    /// Whether it is one.
    is_correct: bool,
    /// Documents, and whether they are valid.
    documents: Vec<(String, bool)>,
}

struct Memory<'f>(&'f BTreeMap<String, String>);

impl Load for Memory<'_> {
    fn resolve(&self, base: &str, href: &str) -> String {
        match base.rfind('/') {
            Some(slash) => format!("{}/{href}", &base[..slash]),
            None => href.to_owned(),
        }
    }

    fn load(&self, address: &str) -> Result<Arc<Source>, String> {
        let text = self.0.get(address).ok_or_else(|| "there is no such file".to_owned())?;
        Ok(Arc::new(Source::new(address, text.as_str())))
    }
}

/// Files of the machine.
struct Disk;

impl Load for Disk {
    fn resolve(&self, base: &str, href: &str) -> String {
        PathBuf::from(base).with_file_name(href).to_str().unwrap().to_owned()
    }

    fn load(&self, address: &str) -> Result<Arc<Source>, String> {
        let text = std::fs::read_to_string(address).map_err(|error| error.to_string())?;
        Ok(Arc::new(Source::new(address, text)))
    }
}

#[test]
fn spectest_schemas() {
    run("spectest.xml", 373, suite_cases, schema_faults);
}

#[test]
#[ignore = "the matcher and all datatypes are needed"]
fn spectest_documents() {
    run("spectest.xml", 373, suite_cases, document_faults);
}

#[test]
fn xsdtest_schemas() {
    run("xsdtest.xml", 240, datatype_cases, schema_faults);
}

#[test]
#[ignore = "the matcher and all datatypes are needed"]
fn xsdtest_documents() {
    run("xsdtest.xml", 240, datatype_cases, document_faults);
}

/// Runs a suite, which must have at least so many cases, and compares what fails with what is known.
fn run(suite: &str, least: usize, cases: fn(&str, &str) -> Vec<Case>, faults: fn(&Case) -> Vec<String>) {
    let folder = std::env::var_os("RECTO_CONFORMANCE")
        .map_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../shared/conformance"), PathBuf::from);
    let path = folder.join("relaxng").join(suite);
    let Ok(text) = std::fs::read_to_string(&path) else {
        println!("SKIPPED: {} is not there", path.display());
        return;
    };
    let cases = cases(suite, &text);
    assert!(cases.len() >= least, "{suite} has only {} cases", cases.len());
    let documents: usize = cases.iter().map(|case| case.documents.len()).sum();
    println!("{suite}: {} schemas, {documents} documents", cases.len());
    let mut report = String::new();
    for case in &cases {
        let known = KNOWN.iter().find(|(name, _)| case.name.starts_with(name));
        let faults = faults(case);
        match known {
            None => faults.iter().for_each(|fault| writeln!(report, "{}: {fault}", case.name).unwrap()),
            Some((_, reason)) if faults.is_empty() => {
                writeln!(report, "{}: passes, yet is known to fail: {reason}", case.name).unwrap();
            }
            Some(_) => {}
        }
    }
    assert!(report.is_empty(), "\n{report}");
}

/// How the schema of a case is taken wrongly.
fn schema_faults(case: &Case) -> Vec<String> {
    let read = read(&Memory(&case.files), case.schema);
    match (read.grammar.is_some(), case.is_correct) {
        (true, false) => vec![format!("a wrong schema is accepted:\n{}", case.files[case.schema])],
        (false, true) => vec![format!("refused:\n{}{}", told(&read), case.files[case.schema])],
        _ => Vec::new(),
    }
}

/// How the documents of a case are taken wrongly.
fn document_faults(case: &Case) -> Vec<String> {
    let Some(grammar) = read(&Memory(&case.files), case.schema).grammar else { return Vec::new() };
    let schema = Schema::new(&grammar);
    let mut faults = Vec::new();
    for (document, is_valid) in &case.documents {
        let mut validator = schema.validator();
        let mut findings = xml::parse(document, External::Noted, &mut validator);
        assert!(findings.is_empty(), "{}: {document}: {findings:#?}", case.name);
        findings.extend(validator.finish());
        if findings.is_empty() != *is_valid {
            let messages: Vec<_> = findings.iter().map(|finding| &finding.message).collect();
            faults.push(format!("valid should be {is_valid}: {document}\n{messages:#?}\n{}", case.files[case.schema]));
        }
    }
    faults
}

/// All findings with their places, a line each.
fn told(read: &Read) -> String {
    let mut told = String::new();
    for (source, findings) in &read.findings {
        for finding in findings {
            let at = finding.span.map(|span| (source.position(span.start).line, source.slice(span)));
            writeln!(told, "{} {}: {} {at:?}", source.name(), finding.code.id, finding.message).unwrap();
        }
    }
    told
}

/// The cases of `spectest.xml`.
fn suite_cases(suite: &str, text: &str) -> Vec<Case> {
    let (document, findings) = Document::parse(text, External::Noted);
    assert!(findings.is_empty(), "{findings:#?}");
    // Documents of the suite use an entity of its document type.
    let declarations = text.find("]>").map(|end| &text[..end + 2]).unwrap_or_default();
    let source = Source::new(suite, text);
    let mut cases = Vec::new();
    for case in document.top().unwrap().descendants().filter(|node| node.is("", "testCase")) {
        let mut files = BTreeMap::new();
        resources(case, "", text, &mut files);
        let section = case.elements().find(|child| child.is("", "section")).map(Node::string_value);
        let schema = case.elements().find(|child| child.is("", "correct") || child.is("", "incorrect")).unwrap();
        files.insert("schema.rng".to_owned(), inside(schema, text).to_owned());
        let documents = case.elements().filter(|child| child.is("", "valid") || child.is("", "invalid"));
        cases.push(Case {
            name: format!("{suite}:{} ({})", source.position(case.span().start).line, section.unwrap_or_default()),
            files,
            schema: "schema.rng",
            is_correct: schema.is("", "correct"),
            documents: documents
                .map(|document| (format!("{declarations}{}", inside(document, text)), document.is("", "valid")))
                .collect(),
        });
    }
    cases
}

fn resources(around: Node<'_>, folder: &str, text: &str, files: &mut BTreeMap<String, String>) {
    for child in around.elements() {
        let Some(name) = child.attribute("", "name") else { continue };
        if child.is("", "dir") {
            resources(child, &format!("{folder}{}/", name.value), text, files);
        } else if child.is("", "resource") {
            files.insert(format!("{folder}{}", name.value), inside(child, text).to_owned());
        }
    }
}

/// The one element inside another, as written.
fn inside<'t>(around: Node<'_>, text: &'t str) -> &'t str {
    around.elements().next().unwrap().span().of(text)
}

/// The cases of `xsdtest.xml`, written out: a schema for each type, value, length and bound.
fn datatype_cases(suite: &str, text: &str) -> Vec<Case> {
    let (document, findings) = Document::parse(text, External::Noted);
    assert!(findings.is_empty(), "{findings:#?}");
    let source = Source::new(suite, text);
    let mut cases = Vec::new();
    for datatype in document.root().unwrap().elements() {
        let name = datatype.attribute("", "name").unwrap().value;
        let mut add = |at: Node<'_>, pattern: String, documents: Vec<(String, bool)>| {
            let schema = format!(
                r#"<element xmlns="http://relaxng.org/ns/structure/1.0" datatypeLibrary="{XSD}" name="doc"{}>{pattern}</element>"#,
                declarations(at)
            );
            cases.push(Case {
                name: format!("{suite}:{} ({name})", source.position(at.span().start).line),
                files: BTreeMap::from([("schema.rng".to_owned(), schema)]),
                schema: "schema.rng",
                is_correct: true,
                documents,
            });
        };
        let forms = datatype.elements().filter(|child| child.is("", "valid") || child.is("", "invalid"));
        add(
            datatype,
            format!(r#"<data type="{name}"/>"#),
            forms.map(|form| (doc(form), form.is("", "valid"))).collect(),
        );
        let bounded = |facet: &str, bound: Node<'_>| {
            format!(r#"<data type="{name}"><param name="{facet}">{}</param></data>"#, escape(&bound.string_value()))
        };
        for child in datatype.elements() {
            let values: Vec<Node<'_>> = child.elements().collect();
            if child.is("", "equiv") {
                for class in &values {
                    for value in class.elements() {
                        let all = values.iter().flat_map(|other| other.elements().map(move |form| (other.id(), form)));
                        add(
                            value,
                            format!(r#"<value type="{name}">{}</value>"#, escape(&value.string_value())),
                            all.map(|(other, form)| (doc(form), other == class.id())).collect(),
                        );
                    }
                }
            } else if child.is("", "length") {
                let length = child.attribute("", "value").unwrap().value;
                for (facet, length, is_valid) in [
                    ("length", length.to_owned(), true),
                    ("length", (length.parse::<u32>().unwrap() + 1).to_string(), false),
                ] {
                    let pattern = format!(r#"<data type="{name}"><param name="{facet}">{length}</param></data>"#);
                    add(child, pattern, vec![(doc(child), is_valid)]);
                }
            } else if let (true, [low, high]) = (child.is("", "lessThan"), values.as_slice()) {
                add(child, bounded("minExclusive", *low), vec![(doc(*high), true), (doc(*low), false)]);
                add(child, bounded("maxExclusive", *high), vec![(doc(*low), true), (doc(*high), false)]);
                add(child, bounded("minInclusive", *high), vec![(doc(*low), false), (doc(*high), true)]);
                add(child, bounded("maxInclusive", *low), vec![(doc(*high), false), (doc(*low), true)]);
            } else if let (true, [one, other]) = (child.is("", "incomparable"), values.as_slice()) {
                for facet in ["minExclusive", "maxExclusive"] {
                    add(child, bounded(facet, *one), vec![(doc(*other), false)]);
                    add(child, bounded(facet, *other), vec![(doc(*one), false)]);
                }
            }
        }
    }
    cases
}

/// A document that holds the text of an element, with its namespaces.
fn doc(form: Node<'_>) -> String {
    format!("<doc{}>{}</doc>", declarations(form), escape(&form.string_value()))
}

fn declarations(at: Node<'_>) -> String {
    at.scope().prefixes().map(|(prefix, uri)| format!(r#" xmlns:{prefix}="{uri}""#)).collect()
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('\t', "&#9;").replace('\r', "&#13;").replace('\n', "&#10;")
}

#[test]
fn published_schemas_load() {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../shared/schemas/odd");
    let Ok(entries) = std::fs::read_dir(&folder) else {
        println!("SKIPPED: {} is not there", folder.display());
        return;
    };
    let mut seen = 0;
    for path in
        entries.map(|entry| entry.unwrap().path()).filter(|path| path.extension().is_some_and(|end| end == "rng"))
    {
        let read = read(&Disk, path.to_str().unwrap());
        let others = read.findings.iter().flat_map(|(_, findings)| findings).filter(|finding| {
            finding.code != &recto::diag::SCHEMA_ID_CONFLICT && finding.code != &recto::diag::SCHEMA_ID_PLACE
        });
        assert_eq!(others.count(), 0, "{}", told(&read));
        assert!(read.grammar.is_some_and(|grammar| grammar.elements.len() > 20));
        seen += 1;
    }
    assert!(seen > 5, "only {seen} schemas");
}
