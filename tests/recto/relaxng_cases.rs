//! The files of the RELAX NG suites as cases.
//!
//! Takes the text of `spectest.xml`, `compacttest.xml` or `xsdtest.xml`; gives a [`Case`] for each schema in it. Leaves out what
//! is done with them: `relaxng_suite`.

use std::collections::BTreeMap;

use recto::internals::datatype::XSD;
use recto::internals::text::Source;
use recto::internals::xml::document::Node;
use recto::internals::xml::{Document, External};

/// One schema with its files, and documents.
pub struct Case {
    /// Suite and line, and what is tested.
    pub name: String,
    /// The schema under its address, beside the files it refers to.
    pub files: BTreeMap<String, String>,
    /// The address of the schema.
    pub schema: &'static str,
    /// Whether it is one.
    pub is_correct: bool,
    /// Documents, and whether they are valid.
    pub documents: Vec<(String, bool)>,
}

/// The cases of `spectest.xml`.
pub fn suite_cases(suite: &str, text: &str) -> Vec<Case> {
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

/// The cases of `compacttest.xml`.
pub fn compact_cases(suite: &str, text: &str) -> Vec<Case> {
    let (document, findings) = Document::parse(text, External::Noted);
    assert!(findings.is_empty(), "{findings:#?}");
    let source = Source::new(suite, text);
    let mut cases = Vec::new();
    for case in document.root().unwrap().elements().filter(|node| node.is("", "testCase")) {
        let mut files = BTreeMap::new();
        let mut is_correct = false;
        for syntax in case.elements() {
            let is_compact = syntax.is("", "compact");
            for file in syntax.elements() {
                let name = match file.attribute("", "name") {
                    Some(name) => name.value,
                    None if is_compact => "schema.rnc",
                    None => "schema.rng",
                };
                is_correct |= file.is("", "correct");
                let (_, inner) = file.span().of(text).split_once('>').unwrap();
                let content = if is_compact {
                    file.string_value().to_owned()
                } else {
                    inner[..inner.rfind("</").unwrap()].to_owned()
                };
                files.insert(name.to_owned(), content);
            }
        }
        let name = format!("{suite}:{} (compact)", source.position(case.span().start).line);
        cases.push(Case { name, files, schema: "schema.rnc", is_correct, documents: Vec::new() });
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
pub fn datatype_cases(suite: &str, text: &str) -> Vec<Case> {
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
            format!(r#"<data type="{name}"><param name="{facet}">{}</param></data>"#, escape(bound.string_value()))
        };
        for child in datatype.elements() {
            let values: Vec<Node<'_>> = child.elements().collect();
            if child.is("", "equiv") {
                for class in &values {
                    for value in class.elements() {
                        let all = values.iter().flat_map(|other| other.elements().map(move |form| (other.id(), form)));
                        add(
                            value,
                            format!(r#"<value type="{name}">{}</value>"#, escape(value.string_value())),
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
    let subset = form.attribute("", "internalSubset").map(|subset| format!("<!DOCTYPE doc [{}]>", subset.value));
    format!("{}<doc{}>{}</doc>", subset.unwrap_or_default(), declarations(form), escape(form.string_value()))
}

fn declarations(at: Node<'_>) -> String {
    at.scope().prefixes().map(|(prefix, uri)| format!(r#" xmlns:{prefix}="{uri}""#)).collect()
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('\t', "&#9;").replace('\r', "&#13;").replace('\n', "&#10;")
}
