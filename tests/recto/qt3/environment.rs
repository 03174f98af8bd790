//! What surrounds a test: documents, texts, variables, prefixes. Takes an environment of the catalogue; evaluates expressions in it.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::rc::Rc;
use std::sync::{Arc, Mutex};

use recto::internals::budget::{Limits, Meter};
use recto::internals::text::uri;
use recto::internals::xml::{Document, External, decode};
use recto::internals::xpath::{
    Bound, DecimalFormat, Documents, Error, Evaluation, Expression, ExternalVariables, Item, Library, NodeRef, QName,
    StaticContext, Temporal, Version,
};

use super::catalog::{Case, Element, Set, attribute, children};

/// Items of an expression.
pub type Items = Vec<Item<'static>>;

/// What one expression may cost.
const COST: Limits = Limits { steps: 100_000_000, memory: 512 << 20, ..Limits::USUAL };

/// Where the suite stands for expressions, wherever it is on the machine.
const SUITE: &str = "file:///qt3/";

/// Documents that were read, by their paths: several sets ask for the same.
static READ: Mutex<BTreeMap<PathBuf, Option<&'static Document>>> = Mutex::new(BTreeMap::new());

/// What surrounds a test.
pub struct Surroundings {
    prefixes: Vec<(Arc<str>, Arc<str>)>,
    default_namespace: Arc<str>,
    version: Version,
    base: String,
    /// The suite's folder on the machine.
    suite: PathBuf,
    /// The folder of the set.
    folder: PathBuf,
    /// Files by their addresses.
    files: BTreeMap<String, PathBuf>,
    collections: BTreeMap<String, Vec<String>>,
    context: Option<Item<'static>>,
    variables: Vec<(QName, Rc<Bound<'static>>)>,
    decimal_formats: Vec<(Option<QName>, DecimalFormat)>,
    /// Documents in the order in which they were asked for, with their addresses.
    opened: RefCell<Vec<(String, &'static Document)>>,
    made: Cell<u32>,
}

fn read(path: &PathBuf) -> Option<&'static Document> {
    let mut known = READ.lock().unwrap();
    if let Some(found) = known.get(path) {
        return *found;
    }
    let read = || {
        let text = decode(std::fs::read(path).ok()?).ok()?;
        let (document, faults) = Document::parse(&text, External::Refused);
        let document: &'static Document = Box::leak(Box::new(document));
        Some(document).filter(|_| faults.is_empty())
    };
    let found = read();
    known.insert(path.clone(), found);
    found
}

/// A name; without prefix it is in no namespace.
fn qname(name: &str, namespace: impl Fn(&str) -> Option<Arc<str>>) -> QName {
    let (prefix, local) = name.split_once(':').unwrap_or(("", name));
    let namespace = if prefix.is_empty() { None } else { namespace(prefix) };
    QName { namespace: namespace.unwrap_or_default(), prefix: prefix.into(), local: local.into() }
}

impl Surroundings {
    /// What surrounds a case.
    pub fn of(set: &Set, case: &Case) -> Self {
        let suite = set.folder.ancestors().find(|folder| folder.join("catalog.xml").exists()).unwrap().to_owned();
        let mut this = Self {
            prefixes: Vec::new(),
            default_namespace: "".into(),
            version: Version::Later,
            base: format!("{SUITE}{}", set.address),
            suite,
            folder: set.folder.clone(),
            files: BTreeMap::new(),
            collections: BTreeMap::new(),
            context: None,
            variables: Vec::new(),
            decimal_formats: Vec::new(),
            opened: RefCell::default(),
            made: Cell::new(1 << 20),
        };
        if case.asks_for("xpath-1.0-compatibility") {
            this.version = Version::One;
        }
        if let Some(environment) = &case.environment {
            this.take(environment.element, &environment.folder);
        }
        this
    }

    fn take(&mut self, environment: Element, folder: &std::path::Path) {
        for namespace in children(environment, "namespace") {
            let value = |name| attribute(namespace, name).unwrap_or_default();
            match value("prefix") {
                "" => self.default_namespace = value("uri").into(),
                prefix => self.prefixes.push((prefix.into(), value("uri").into())),
            }
        }
        for format in children(environment, "decimal-format") {
            let properties =
                DecimalFormat::PROPERTIES.iter().filter_map(|name| Some((*name, attribute(format, name)?)));
            let namespace = |prefix: &str| format.scope().namespace(prefix).map(Into::into);
            let name = attribute(format, "name").map(|name| qname(name, namespace));
            self.decimal_formats.push((name, DecimalFormat::new(properties).unwrap()));
        }
        if let Some(base) = children(environment, "static-base-uri").find_map(|base| attribute(base, "uri")) {
            self.base = if base == "#UNDEFINED" { String::new() } else { base.to_owned() };
        }
        for resource in children(environment, "resource") {
            let (Some(file), Some(uri)) = (attribute(resource, "file"), attribute(resource, "uri")) else { continue };
            self.files.insert(uri::resolve(&self.base, uri), folder.join(file));
        }
        let mut roles = Vec::new();
        for source in children(environment, "source") {
            let address = self.source(source, folder);
            roles.extend(attribute(source, "role").map(|role| (role.to_owned(), address)));
        }
        for collection in children(environment, "collection") {
            let sources = children(collection, "source").map(|source| self.source(source, folder)).collect();
            let uri = attribute(collection, "uri").unwrap_or_default();
            let address = if uri.is_empty() { String::new() } else { uri::resolve(&self.base, uri) };
            self.collections.insert(address, sources);
        }
        for (role, address) in roles {
            let Ok(node) = self.document(&address, "") else { continue };
            match role.strip_prefix('$') {
                None => self.context = Some(node.into()),
                Some(name) => self.bind(name, vec![node.into()]),
            }
        }
        for item in children(environment, "context-item") {
            let items = self.evaluate(attribute(item, "select").unwrap_or("()"), &[]);
            self.context = items.ok().and_then(|items| items.into_iter().next());
        }
        for param in children(environment, "param") {
            let Some(select) = attribute(param, "select") else { continue };
            if let Ok(items) = self.evaluate(select, &[]) {
                self.bind(attribute(param, "name").unwrap_or_default(), items);
            }
        }
    }

    /// The address of a source, under which its file is known.
    fn source(&mut self, source: Element, folder: &std::path::Path) -> String {
        let file = attribute(source, "file").unwrap_or_default();
        let path = folder.join(file);
        let address = match attribute(source, "uri") {
            Some(uri) => uri::resolve(&self.base, uri),
            None => {
                let folder = folder.strip_prefix(&self.suite).unwrap_or(folder).display().to_string();
                uri::resolve(&format!("{SUITE}{folder}/x"), file)
            }
        };
        self.files.insert(address.clone(), path);
        address
    }

    fn bind(&mut self, name: &str, items: Items) {
        let known = |prefix: &str| self.prefixes.iter().find(|(known, _)| &**known == prefix);
        let name = qname(name, |prefix| known(prefix).map(|(_, namespace)| Arc::clone(namespace)));
        self.variables.push((name, Rc::new(Bound::new(items))));
    }

    /// What an expression gives, with more variables.
    pub fn evaluate(&self, text: &str, more: &[(&str, &Items)]) -> Result<Items, Error> {
        let mut variables = self.variables.clone();
        for (name, items) in more {
            let name = QName { namespace: "".into(), prefix: "".into(), local: (*name).into() };
            variables.push((name, Rc::new(Bound::new((*items).clone()))));
        }
        let numbers = [variables.iter().zip(0..).map(|((name, _), number)| (name.clone(), number)).collect()];
        let mut library = Library::default();
        for (name, format) in &self.decimal_formats {
            library.add_decimal_format(name.clone(), format.clone());
        }
        let mut context = StaticContext {
            library: &mut library,
            prefixes: Arc::new(self.prefixes.clone()),
            default_namespace: Arc::clone(&self.default_namespace),
            version: self.version,
            variables: &numbers,
        };
        let expression = Expression::parse(text, &mut context)?;
        let meter = Meter::new(COST, 0);
        let values = Values(variables.into_iter().map(|(_, value)| value).collect());
        let mut evaluation = Evaluation::new(&library, self, &values, &meter);
        evaluation.items(&expression, self.context.as_ref())
    }

    /// A file of the suite that stands beside the set.
    pub fn beside(&self, file: &str) -> PathBuf {
        self.folder.join(file)
    }

    /// The file at an address.
    fn file(&self, href: &str, base: &str) -> Result<(String, PathBuf), Error> {
        let address = uri::resolve(base, href);
        let path = match (self.files.get(&address), address.strip_prefix(SUITE)) {
            (Some(path), _) => path.clone(),
            (None, Some(rest)) => self.suite.join(uri::decode(rest)),
            (None, None) => return Err(Error::new("FODC0002", format!("there is no `{address}`"))),
        };
        Ok((address, path))
    }
}

/// The values of variables.
struct Values(Vec<Rc<Bound<'static>>>);

impl ExternalVariables<'static> for Values {
    fn variable(&self, _: &mut Evaluation<'_, 'static>, number: u32) -> Result<Rc<Bound<'static>>, Error> {
        Ok(Rc::clone(&self.0[number as usize]))
    }
}

impl Documents<'static> for Surroundings {
    fn document(&self, href: &str, base: &str) -> Result<NodeRef<'static>, Error> {
        let (address, path) = self.file(href, base)?;
        let mut opened = self.opened.borrow_mut();
        let at = match opened.iter().position(|(known, _)| *known == address) {
            Some(at) => at,
            None => {
                let none = || Error::new("FODC0002", format!("`{address}` is no document"));
                let document = read(&path).ok_or_else(none)?;
                opened.push((address, document));
                opened.len() - 1
            }
        };
        Ok(NodeRef { node: opened[at].1.top().unwrap(), document: u32::try_from(at).unwrap(), attribute: 0 })
    }

    fn keep(&self, document: Document) -> Result<NodeRef<'static>, Error> {
        // Documents that expressions make live as long as the test.
        let document: &'static Document = Box::leak(Box::new(document));
        let number = self.made.replace(self.made.get() + 1);
        Ok(NodeRef { node: document.top().unwrap(), document: number, attribute: 0 })
    }

    fn collection(&self, href: &str, base: &str) -> Result<Vec<NodeRef<'static>>, Error> {
        let address = if href.is_empty() { String::new() } else { uri::resolve(base, href) };
        let none = || Error::new("FODC0002", format!("there is no collection `{address}`"));
        self.collections.get(&address).ok_or_else(none)?.iter().map(|source| self.document(source, "")).collect()
    }

    fn text(&self, href: &str, base: &str) -> Result<String, Error> {
        let (address, path) = self.file(href, base)?;
        let octets = std::fs::read(path).map_err(|error| Error::new("FODC0002", format!("`{address}`: {error}")))?;
        let text = recto::internals::text::decode(&octets, None);
        text.map_err(|_| Error::new("FOUT1190", format!("`{address}` is in no known encoding")))
    }

    fn address(&self, document: u32) -> String {
        self.opened.borrow().get(document as usize).map(|(address, _)| address.clone()).unwrap_or_default()
    }

    fn base(&self) -> String {
        self.base.clone()
    }

    fn now(&self) -> Option<Temporal> {
        Temporal::from_unix(1_400_000_000)
    }
}
