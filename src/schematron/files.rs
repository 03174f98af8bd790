//! The files of a schema: `include` and `extends href` (ISO/IEC 19757-3:2020, 5.4.4 and 5.4.6). Takes a loader and an address; gives the
//! schema as one element. An address is relative to its base URI: `xml:base` where something around it says one, else the file. It may name
//! a part of a file by its `id` or `xml:id`. Promises an end: a part that comes back to itself is an error, and so are too many parts.
//! Leaves out what stands in the schema.

use std::borrow::Cow;
use std::sync::Arc;

use la_arena::Arena;

use super::element::{self, Child, Element, Language, Scopes};
use super::file::{File, FileId, Place};
use crate::diag::{self, Diagnostic, Severity};
use crate::text::{Load, Source, Unread, uri};
use crate::xml::XML_NAMESPACE;
use crate::xml::document::Node;

/// Parts that are put into one schema, at most.
const MOST: usize = 1000;

/// Findings in one file; the rest is left out.
const MOST_FINDINGS: usize = 10_000;

/// Bytes of all parts that are put into one schema, at most.
const LARGEST: usize = 1 << 26;

/// Elements and texts of a schema, at most; they count as often as they are put in.
const MOST_NODES: usize = 1 << 18;

/// Namespaces in scope, at most; they count for each scope in which something is read, and once more for each that is put with others.
const MOST_PREFIXES: usize = 1 << 21;

/// Parts that include each other, at most.
const DEEPEST: usize = 16;

/// Elements around a part that say a base URI, at most.
const DEEPEST_BASE: usize = 200;

/// The files that have been read.
pub(super) struct Files<'l> {
    loader: &'l dyn Load,
    pub all: Arena<File>,
    /// The query language of the first.
    pub binding: Option<String>,
    /// The elements that lead to the one that is being read.
    open: Vec<Place>,
    /// How many parts have been put in, and how many bytes.
    parts: usize,
    bytes: usize,
    nodes: usize,
    prefixes: usize,
}

impl<'l> Files<'l> {
    /// None yet.
    pub(super) fn new(loader: &'l dyn Load) -> Self {
        let (all, binding, open, parts, bytes, nodes, prefixes) = Default::default();
        Self { loader, all, binding, open, parts, bytes, nodes, prefixes }
    }

    /// The address of `href` in the file with this address.
    pub(super) fn resolve(&self, base: &str, href: &str) -> String {
        self.loader.resolve(base, href)
    }

    /// Adds a finding.
    pub(super) fn report(&mut self, place: Place, finding: Diagnostic) {
        let findings = &mut self.all[place.file].findings;
        if findings.len() < MOST_FINDINGS {
            findings.push(finding.at(place.span));
        }
    }

    /// Whether something is found that keeps the schema from being run.
    pub(super) fn has_errors(&self) -> bool {
        self.all.values().flat_map(|file| &file.findings).any(|finding| finding.severity() == Severity::Error)
    }

    /// Adds a file.
    pub(super) fn add(&mut self, address: &str, source: Arc<Source>) -> FileId {
        self.all.alloc(File::new(address, source))
    }

    /// Reads the first file with all that it includes; `None` where it is not well-formed.
    pub(super) fn read(&mut self, address: &str) -> Result<Option<Element>, Unread> {
        let file = self.file(address)?;
        let document = self.all[file].tree();
        let mut root = document.as_ref().and_then(|document| document.root()).and_then(|root| self.element(root, file));
        if let Some(root) = &mut root {
            self.binding = root.value("queryBinding").map(str::to_ascii_lowercase);
            self.open.push(root.place);
            self.put_together(root, None);
            self.open.pop();
        }
        Ok(root)
    }

    /// An element of a file, where it is not too deep, and the schema not too large.
    fn element(&mut self, node: Node<'_>, file: FileId) -> Option<Element> {
        let nodes = node.after().saturating_sub(node.id());
        if !self.has_room(usize::try_from(nodes).unwrap_or(usize::MAX), Place { file, span: node.name_span() }) {
            return None;
        }
        let mut scopes = Scopes::new(MOST_PREFIXES.saturating_sub(self.prefixes));
        let element = Element::of(node, file, &mut scopes).map_err(|place| self.too_deep(place)).ok()?;
        self.has_prefixes(scopes.count, element.place).then_some(element)
    }

    /// Counts namespaces in scope at a place; reports where they are too many.
    pub(super) fn has_prefixes(&mut self, prefixes: usize, place: Place) -> bool {
        let before = self.prefixes;
        self.prefixes = before.saturating_add(prefixes);
        if before <= MOST_PREFIXES && self.prefixes > MOST_PREFIXES {
            let message = format!("a schema has {MOST_PREFIXES} namespaces in scope at most");
            let finding = Diagnostic::new(&diag::SCHEMATRON_FILE, message);
            self.report(place, finding.help("they count for each scope: declare prefixes in the root element"));
        }
        self.prefixes <= MOST_PREFIXES
    }

    /// Counts bytes that are copied for a place; reports where they are too many.
    pub(super) fn has_bytes(&mut self, bytes: usize, place: Place) -> bool {
        let before = self.bytes;
        self.bytes = before.saturating_add(bytes);
        if before <= LARGEST && self.bytes > LARGEST {
            self.report(place, Diagnostic::unread(&diag::SCHEMATRON_FILE, "what is written once", &too_many()));
        }
        self.bytes <= LARGEST
    }

    /// Counts elements and texts that are put in at a place; reports where they are too many.
    pub(super) fn has_room(&mut self, nodes: usize, place: Place) -> bool {
        let before = self.nodes;
        self.nodes = before.saturating_add(nodes);
        if before <= MOST_NODES && self.nodes > MOST_NODES {
            let message = format!("a schema has {MOST_NODES} elements and texts at most");
            let finding = Diagnostic::new(&diag::SCHEMATRON_FILE, message);
            self.report(place, finding.help("what is extended or made from an abstract pattern counts each time"));
        }
        self.nodes <= MOST_NODES
    }

    /// Says that an element lies too deep.
    pub(super) fn too_deep(&mut self, place: Place) {
        let message = format!("elements are nested more than {} deep", element::DEEPEST);
        self.report(place, Diagnostic::new(&diag::SCHEMATRON_FILE, message));
    }

    /// The file at an address, which is read when it is asked for first.
    fn file(&mut self, address: &str) -> Result<FileId, Unread> {
        let known = self.all.iter().find(|(_, file)| file.address == address).map(|(id, _)| id);
        match known {
            Some(known) => Ok(known),
            None => self.loader.load(address).map(|source| self.add(address, source)),
        }
    }

    /// Puts in what an element includes; `base` is the base URI that something around it says.
    pub(super) fn put_together(&mut self, element: &mut Element, base: Option<&str>) {
        let base = self.base_in(element, base);
        let base = base.as_deref();
        let children = std::mem::take(&mut element.children);
        for child in children {
            match child {
                Child::Element(inner) if inner.is("include") => {
                    let Some(found) = self.included(&inner, base) else { continue };
                    if is_whole(&found) {
                        self.spread(element, found, &inner);
                    } else {
                        element.children.push(Child::Element(found));
                    }
                }
                Child::Element(inner) if inner.is("extends") && inner.attribute("rule").is_none() => {
                    let Some(found) = self.included(&inner, base) else { continue };
                    if found.is(&element.name) || (is_whole(&found) && is_whole(element)) {
                        self.hold_to_language(&found);
                        element.children.extend(found.children);
                    } else {
                        let message = format!("`extends` takes a `{}` here, this is `{}`", element.name, found.name);
                        let finding = Diagnostic::new(&diag::SCHEMATRON_FILE, message);
                        let place = inner.attribute("href").map_or(inner.place, |href| href.place);
                        self.report(place, finding.help("name a part by its id: `rules.sch#id`; or write `include`"));
                    }
                }
                Child::Element(mut inner) => {
                    self.put_together(&mut inner, base);
                    element.children.push(Child::Element(inner));
                }
                text @ Child::Text(_) => element.children.push(text),
            }
        }
    }

    /// A whole schema that is included: what stands in it is run, as if it were extended.
    fn spread(&mut self, element: &mut Element, found: Element, include: &Element) {
        if !is_whole(element) {
            let message = format!("a whole `{}` cannot stand in `{}`", found.name, element.name);
            return self.report(include.place, Diagnostic::new(&diag::SCHEMATRON_FILE, message));
        }
        let message = format!("`include` of a whole `{}`: what stands in it is run", found.name);
        let finding = Diagnostic::new(&diag::BEYOND_STANDARD, message);
        self.report(include.place, finding.help("write `extends` with this `href`: other programs run nothing of it"));
        self.hold_to_language(&found);
        element.children.extend(found.children);
    }

    /// Says where a part is written for another query language than the schema.
    fn hold_to_language(&mut self, part: &Element) {
        let Some(own) = part.attribute("queryBinding") else { return };
        let of_schema = self.binding.as_deref().unwrap_or("xslt");
        // Later languages have one XPath.
        let is_first = |binding: &str| matches!(binding, "xslt" | "xslt1" | "xpath");
        if is_first(&own.value.to_ascii_lowercase()) != is_first(of_schema) {
            let message = format!("this is not heeded: the schema that it is taken into has `{of_schema}`");
            let finding = Diagnostic::new(&diag::UNKNOWN_IN_SCHEMATRON, message);
            self.report(own.place, finding.help("the first file of a schema says its query language"));
        }
    }

    /// The base URI that an element says, or something around it (XML Base, section 4.2).
    fn base_in<'b>(&mut self, element: &Element, base: Option<&'b str>) -> Option<Cow<'b, str>> {
        let mut own =
            element.attributes.iter().filter(|own| *own.namespace == *XML_NAMESPACE && own.name == "xml:base");
        match own.next() {
            None => base.map(Cow::Borrowed),
            Some(own) => Some(Cow::Owned(self.inside(base, &own.value, own.place))),
        }
    }

    /// The base URI in another one, or in a file; one that is too long is not heeded.
    pub(super) fn inside(&mut self, base: Option<&str>, own: &str, place: Place) -> String {
        let around = base.unwrap_or(&self.all[place.file].address).to_owned();
        if around.len() + own.len() <= uri::LONGEST {
            return self.resolve(&around, own);
        }
        self.report(place, Diagnostic::new(&diag::RULE_NOT_RUN, "`xml:base` is not heeded: it is too long"));
        around
    }

    /// The base URI that something around a node of a file says.
    fn base_around(&mut self, node: Node<'_>, file: FileId) -> Option<String> {
        let around = std::iter::successors(node.parent(), |node| node.parent());
        let said: Vec<_> = around.filter_map(|node| node.attribute(XML_NAMESPACE, "base")).take(DEEPEST_BASE).collect();
        said.iter().rev().fold(None, |base: Option<String>, own| {
            Some(self.inside(base.as_deref(), own.value, Place { file, span: own.value_span }))
        })
    }

    /// The part that an element asks for.
    fn included(&mut self, element: &Element, base: Option<&str>) -> Option<Element> {
        let Some(href) = element.attribute("href") else {
            let (name, needed) = (&element.name, if element.is("extends") { "`rule` or `href`" } else { "`href`" });
            let finding = Diagnostic::new(&diag::SCHEMATRON_STRUCTURE, format!("`{name}` needs {needed}"));
            self.report(element.place, finding);
            return None;
        };
        let base = self.base_in(element, base);
        match self.part(element.place.file, base.as_deref(), &href.value) {
            Ok(found) => found,
            Err(reason) => {
                self.report(
                    href.place,
                    Diagnostic::unread(&diag::SCHEMATRON_FILE, &format!("`{}`", href.value), &reason),
                );
                None
            }
        }
    }

    /// The element that `href` in a file leads to, with all that it includes. A fragment alone means that file, whatever its base is.
    fn part(&mut self, from: FileId, base: Option<&str>, href: &str) -> Result<Option<Element>, Unread> {
        if self.parts > MOST {
            return Err(too_many());
        }
        let (path, id) = uri::split_fragment(href);
        let base = base.unwrap_or(&self.all[from].address);
        let file = if path.is_empty() { from } else { self.file(&self.resolve(base, path))? };
        let Some(document) = self.all[file].tree() else { return Ok(None) };
        let found = match id {
            None | Some("") => document.root(),
            Some(id) => document.root().and_then(|root| named(root, id)),
        };
        let Some(node) = found else { return Err(format!("nothing in it is named `{}`", id.unwrap_or(path)).into()) };
        let Some(mut element) = self.element(node, file) else { return Ok(None) };
        if self.open.contains(&element.place) {
            return Err("it includes itself".into());
        }
        (self.parts, self.bytes) = (self.parts + 1, self.bytes + node.span().len());
        if self.parts > MOST || self.bytes > LARGEST || self.open.len() >= DEEPEST {
            return Err(too_many());
        }
        self.open.push(element.place);
        let around = self.base_around(node, file);
        self.put_together(&mut element, around.as_deref());
        self.open.pop();
        Ok(Some(element))
    }
}

fn too_many() -> Unread {
    let bytes = LARGEST >> 20;
    format!("a schema has {MOST} parts and {bytes} MB at most, {DEEPEST} inside each other").into()
}

/// Whether an element is a whole schema or library.
fn is_whole(element: &Element) -> bool {
    element.is("schema") || element.is("library")
}

/// The element with an id: `id` or `xml:id`, one of Schematron before others.
fn named<'d>(root: Node<'d>, id: &str) -> Option<Node<'d>> {
    let own = |node: &Node<'_>, namespace| node.attribute(namespace, "id").is_some_and(|own| own.value == id);
    let has_id = |node: &Node<'d>| own(node, "") || own(node, XML_NAMESPACE);
    let is_ours = |node: &Node<'d>| Language::of(*node) == Language::Schematron;
    let all = || std::iter::once(root).chain(root.descendants()).filter(has_id);
    all().find(is_ours).or_else(|| all().next())
}
