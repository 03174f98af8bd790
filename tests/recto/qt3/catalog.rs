//! The catalogue of QT3. Takes the folder of the suite; gives its sets with their cases, environments and dependencies, as the elements
//! that say them.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use recto::internals::xml::document::Node;
use recto::internals::xml::{Document, External};

/// An element of the catalogue.
pub type Element = Node<'static>;

/// The versions of XPath whose cases are those of XPath 3.1.
const SPECS: [&str; 4] = ["XP31", "XP31+", "XP30+", "XP20+"];

/// Whether a dependency holds for Recto; what is not listed does not.
const HELD: &[(&str, &str)] = &[
    ("default-language", "en"),
    ("feature", "arbitraryPrecisionDecimal"),
    ("feature", "collection-stability"),
    ("feature", "higherOrderFunctions"),
    ("feature", "infoset-dtd"),
    ("feature", "namespace-axis"),
    ("feature", "non_empty_sequence_collection"),
    ("feature", "serialization"),
    ("feature", "xpath-1.0-compatibility"),
    ("language", "en"),
    ("limits", "year_lt_0"),
    ("unicode-normalization-form", "NFD"),
    ("unicode-normalization-form", "NFKC"),
    ("unicode-normalization-form", "NFKD"),
    ("unicode-version", "5.2"),
    ("unicode-version", "6.0"),
    ("unicode-version", "6.2"),
    ("unicode-version", "7.0"),
    ("xml-version", "1.0"),
    ("xml-version", "1.0:5+ 1.1"),
    ("xsd-version", "1.1"),
];

/// The collations that Recto has.
const COLLATIONS: [&str; 2] = [
    "http://www.w3.org/2005/xpath-functions/collation/codepoint",
    "http://www.w3.org/2005/xpath-functions/collation/html-ascii-case-insensitive",
];

/// A set of cases.
pub struct Set {
    pub name: String,
    /// The folder that its file stands in.
    pub folder: PathBuf,
    /// The address of its file below that of the suite.
    pub address: String,
    pub cases: Vec<Case>,
    dependencies: Vec<Element>,
}

/// What surrounds a test: the element that says it, and the folder that its files are relative to.
#[derive(Clone)]
pub struct Environment {
    pub element: Element,
    pub folder: PathBuf,
}

/// A case.
pub struct Case {
    pub name: String,
    pub test: String,
    pub result: Element,
    pub environment: Option<Environment>,
    dependencies: Vec<Element>,
}

/// The local name of an element.
pub fn local(element: Element) -> &'static str {
    element.name().map_or("", |name| &name.local)
}

/// The value of an attribute without prefix.
pub fn attribute(element: Element, name: &str) -> Option<&'static str> {
    element.attribute("", name).map(|attribute| attribute.value)
}

/// The children of an element that have a name.
pub fn children(element: Element, name: &'static str) -> impl Iterator<Item = Element> {
    element.elements().filter(move |child| local(*child) == name)
}

fn root(text: &str) -> Element {
    // The catalogue is read once and looked at until the test ends.
    let document: &'static Document = Box::leak(Box::new(Document::parse(text, External::Refused).0));
    document.root().unwrap()
}

fn environments(parent: Element, folder: &Path) -> BTreeMap<String, Environment> {
    let named = |element: Element| Some((attribute(element, "name")?.to_owned(), element));
    let all = children(parent, "environment").filter_map(named);
    all.map(|(name, element)| (name, Environment { element, folder: folder.to_owned() })).collect()
}

/// The sets of a suite, and the texts of the files that list them.
pub fn read(folder: &Path) -> (Vec<Set>, Vec<String>) {
    let text = std::fs::read_to_string(folder.join("catalog.xml")).unwrap();
    let catalog = root(&text);
    let shared = environments(catalog, folder);
    let mut texts = vec![text];
    let mut sets = Vec::new();
    for entry in children(catalog, "test-set") {
        let file = attribute(entry, "file").unwrap();
        let text = std::fs::read_to_string(folder.join(file)).unwrap();
        sets.push(Set::read(root(&text), folder, file, &shared));
        texts.push(text);
    }
    (sets, texts)
}

impl Set {
    fn read(element: Element, suite: &Path, file: &str, shared: &BTreeMap<String, Environment>) -> Self {
        let folder = suite.join(file).parent().unwrap().to_owned();
        let own = environments(element, &folder);
        let case = |case: Element| {
            let environment = children(case, "environment").next().and_then(|here| match attribute(here, "ref") {
                Some(name) => own.get(name).or_else(|| shared.get(name)).cloned(),
                None => Some(Environment { element: here, folder: folder.clone() }),
            });
            let test = children(case, "test").next().unwrap();
            let text = match attribute(test, "file") {
                Some(file) => std::fs::read_to_string(folder.join(file)).unwrap_or_default(),
                None => test.string_value().to_owned(),
            };
            Case {
                name: attribute(case, "name").unwrap().to_owned(),
                test: text,
                result: children(case, "result").next().unwrap(),
                environment,
                dependencies: children(case, "dependency").collect(),
            }
        };
        let cases = children(element, "test-case").map(case).collect();
        let dependencies = children(element, "dependency").collect();
        let name = attribute(element, "name").unwrap().to_owned();
        Self { name, address: file.to_owned(), cases, dependencies, folder }
    }

    /// Why a case is not run.
    pub fn unmet(&self, case: &Case) -> Option<String> {
        let all = self.dependencies.iter().chain(&case.dependencies);
        let unmet = all.copied().filter(|dependency| !is_held(*dependency)).map(|dependency| {
            match attribute(dependency, "type").unwrap_or_default() {
                "spec" => "not of XPath 3.1".to_owned(),
                "feature" => attribute(dependency, "value").unwrap_or_default().to_owned(),
                kind => format!("{kind} {}", attribute(dependency, "value").unwrap_or_default()),
            }
        });
        let collations = case.environment.iter().flat_map(|all| children(all.element, "collation"));
        let foreign =
            collations.filter_map(|collation| attribute(collation, "uri")).find(|uri| !COLLATIONS.contains(uri));
        let has_schema =
            || case.environment.as_ref().is_some_and(|all| children(all.element, "schema").next().is_some());
        let mut unmet: Vec<String> = unmet.collect();
        // That a case is of XQuery says more than the rest.
        unmet.sort_by_key(|reason| reason != "not of XPath 3.1");
        let unmet = unmet.into_iter().next().or_else(|| has_schema().then(|| "schemaValidation".to_owned()));
        unmet.or_else(|| foreign.map(|uri| format!("collation {}", uri.rsplit('/').next().unwrap_or_default())))
    }
}

impl Case {
    /// Whether it asks for a feature.
    pub fn asks_for(&self, feature: &str) -> bool {
        self.dependencies.iter().any(|dependency| {
            attribute(*dependency, "value") == Some(feature) && attribute(*dependency, "satisfied") != Some("false")
        })
    }
}

fn is_held(dependency: Element) -> bool {
    let value = |name| attribute(dependency, name).unwrap_or_default();
    let is_held = match value("type") {
        "spec" => value("value").split(' ').any(|spec| SPECS.contains(&spec)),
        kind => HELD.contains(&(kind, value("value"))),
    };
    is_held == (value("satisfied") != "false")
}
