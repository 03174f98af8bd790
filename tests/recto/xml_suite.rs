//! The W3C XML conformance test suite. Takes the suite from `../shared/conformance` or `$RECTO_CONFORMANCE`; holds every case of XML
//! 1.0 (fifth edition) and Namespaces in XML 1.0 to what the suite expects of a processor that reads no external entities.
//!
//! Documents that are not well-formed must be refused, all others accepted. Cases marked `NAMESPACE="no"` use colons in ways that
//! Namespaces in XML forbids and do not apply; cases of type `error` may go either way. `xml_suite_exceptions.txt` names the
//! cases whose errors stand in files that are not read; one that no longer applies fails the test.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use recto::internals::diag::{self, Diagnostic, Severity};
use recto::internals::text::{Load, Source, Unread};
use recto::internals::xml::{self, External, Files, Sink, Start};

use crate::suite_results;

/// Cases that cannot be refused: id, then why.
const EXCEPTIONS: &str = include_str!("xml_suite_exceptions.txt");

#[test]
fn every_case_of_the_suite() {
    let Some(folder) = suite() else {
        eprintln!("SKIPPED: the XML conformance suite is not at hand; see tests/recto/xml_suite.rs");
        return;
    };
    let cases = cases(&folder);
    let mut exceptions: BTreeSet<&str> =
        EXCEPTIONS.lines().filter_map(|line| line.split_once(": ")).map(|(id, _)| id).collect();
    let mut counts = BTreeMap::new();
    let mut wrong = Vec::new();
    let (mut files, mut results) = (Vec::new(), Vec::new());
    for case in &cases {
        *counts.entry(case.expected).or_insert(0) += 1;
        let file = std::fs::read(&case.path).unwrap();
        let is_refused = is_refused(&file);
        files.push(file);
        results.push(format!(
            "{}: {}",
            case.id,
            is_refused.as_deref().map_or("accepted", |found| found.split(' ').next().unwrap_or(found))
        ));
        let is_right = match case.expected {
            Expected::Refused => is_refused.is_some(),
            Expected::Accepted => is_refused.is_none(),
            Expected::Either | Expected::NotApplicable => true,
        };
        if !is_right && !exceptions.remove(&*case.id) {
            wrong.push(format!("{} {:?}: {:?} ({})", case.id, case.expected, is_refused, case.path.display()));
        }
    }
    eprintln!("{} cases: {counts:?}; {} wrong", cases.len(), wrong.len());
    assert!(wrong.is_empty(), "{} of {}:\n{}", wrong.len(), cases.len(), wrong.join("\n"));
    assert!(exceptions.is_empty(), "no longer exceptions: {exceptions:?}");
    suite_results::compare("xml", files.iter().map(Vec::as_slice), &results);
    assert!(counts.get(&Expected::Refused).is_some_and(|count| *count > 1000), "the suite is not whole: {counts:?}");
}

/// With the files that documents name, none of the exceptions is left.
#[test]
fn every_case_of_the_suite_with_its_files() {
    let Some(folder) = suite() else {
        eprintln!("SKIPPED: the XML conformance suite is not at hand; see tests/recto/xml_suite.rs");
        return;
    };
    let mut wrong = Vec::new();
    for case in cases(&folder) {
        let text = match xml::decode(std::fs::read(&case.path).unwrap()) {
            Ok(text) => Arc::new(Source::new("", text)),
            Err(_) => continue,
        };
        let address = case.path.display().to_string();
        let mut files = Files::new(Arc::clone(&text), &address, &Disk);
        let findings = xml::parse_with(text.text(), External::Local, &mut files, &mut Nobody);
        let found = findings.into_iter().find(|finding| finding.severity() == Severity::Error);
        let is_right = match case.expected {
            Expected::Refused => found.is_some(),
            Expected::Accepted => found.is_none() || WITH_FILES.iter().any(|(id, _)| *id == case.id),
            Expected::Either | Expected::NotApplicable => true,
        };
        if !is_right {
            let found = found.map(|finding| finding.message);
            wrong.push(format!("{} {:?}: {found:?} ({})", case.id, case.expected, case.path.display()));
        }
    }
    assert!(wrong.is_empty(), "{}:\n{}", wrong.len(), wrong.join("\n"));
}

/// Cases that are refused with their files, and why.
const WITH_FILES: &[(&str, &str)] = &[(
    "rmt-e3e-13",
    "an entity that nothing declares is an error where all has been read, though one of validity alone",
)];

struct Nobody;

impl Sink for Nobody {}

struct Disk;

impl Load for Disk {
    fn resolve(&self, base: &str, href: &str) -> String {
        Path::new(base).parent().unwrap_or(Path::new("")).join(href).display().to_string()
    }

    fn load(&self, address: &str) -> Result<Arc<Source>, Unread> {
        let bytes = std::fs::read(address).map_err(|error| error.to_string())?;
        let text = xml::decode(bytes).map_err(|(fault, _)| fault.message)?;
        Ok(Arc::new(Source::new(address, text)))
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Expected {
    Refused,
    Accepted,
    Either,
    NotApplicable,
}

struct Case {
    id: String,
    path: PathBuf,
    expected: Expected,
}

/// The first error, if there is one: its code and its message.
fn is_refused(bytes: &[u8]) -> Option<String> {
    let text = match xml::decode(bytes.to_vec()) {
        Ok(text) => text,
        Err((fault, _)) => return Some(format!("{} {}", diag::BAD_ENCODING.id, fault.message)),
    };
    let findings = xml::parse(&text, External::Noted, &mut Nobody);
    findings.iter().find(|finding| finding.severity() == Severity::Error).map(told)
}

fn told(finding: &Diagnostic) -> String {
    format!("{} {}", finding.code.id, finding.message)
}

fn suite() -> Option<PathBuf> {
    let root = match std::env::var_os("RECTO_CONFORMANCE") {
        Some(root) => PathBuf::from(root),
        None => Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/conformance"),
    };
    let folder = root.join("xml");
    folder.join("xmlconf.xml").exists().then_some(folder)
}

/// The cases of the files that `xmlconf.xml` puts together; paths are relative to the file that lists them.
fn cases(folder: &Path) -> Vec<Case> {
    let index = std::fs::read_to_string(folder.join("xmlconf.xml")).unwrap();
    let lists = index.split("<!ENTITY").skip(1).filter_map(|declaration| declaration.split('"').nth(1));
    let mut all = Vec::new();
    for list in lists {
        let path = folder.join(list);
        let mut cases = Cases { folder: path.parent().unwrap().to_owned(), found: Vec::new() };
        // A list is an external entity: it need not have one root element.
        let text = format!("<list>{}</list>", without_declaration(&std::fs::read_to_string(&path).unwrap()));
        let findings = xml::parse(&text, External::Refused, &mut cases);
        assert_eq!(findings, [], "{list}");
        assert!(!cases.found.is_empty(), "{list}");
        all.extend(cases.found);
    }
    all
}

fn without_declaration(text: &str) -> &str {
    let text = text.trim_start_matches('\u{feff}');
    match text.strip_prefix("<?xml ") {
        Some(rest) => rest.split_once("?>").unwrap().1,
        None => text,
    }
}

/// Listens to a list of cases.
struct Cases {
    folder: PathBuf,
    found: Vec<Case>,
}

impl Sink for Cases {
    fn start(&mut self, start: &Start<'_>) {
        let name_of = |id| &*start.names.get(id).unwrap().local;
        if name_of(start.name) != "TEST" {
            return;
        }
        let get = |name: &str| start.attributes.iter().find(|attribute| name_of(attribute.name) == name);
        let get = |name: &str| get(name).map(|attribute| &*attribute.value);
        let applies = !matches!(get("RECOMMENDATION"), Some("XML1.1" | "NS1.1"))
            && get("VERSION").is_none_or(|versions| versions.split(' ').any(|version| version == "1.0"))
            && get("EDITION").is_none_or(|editions| editions.split(' ').any(|edition| edition == "5"))
            && get("NAMESPACE") != Some("no");
        let expected = match get("TYPE") {
            _ if !applies => Expected::NotApplicable,
            Some("not-wf") => Expected::Refused,
            Some("valid" | "invalid") => Expected::Accepted,
            Some("error") => Expected::Either,
            other => panic!("{other:?}"),
        };
        self.found.push(Case {
            id: get("ID").unwrap().to_owned(),
            path: self.folder.join(get("URI").unwrap()),
            expected,
        });
    }
}
