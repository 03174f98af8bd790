//! The files of a schema: `include` and `extends href` (ISO/IEC 19757-3, 5.4.4, 6.2). Takes a loader and an address; gives the schema as
//! one element. Promises an end: a file that comes back to itself is an error, and so are too many files.

use std::sync::Arc;

use super::element::{Child, Element, Place};
use crate::diag::{self, Diagnostic};
use crate::text::{Load, Source};
use crate::xml::document::Node;
use crate::xml::{Document, External, XML_NAMESPACE};

/// Files of one schema, at most.
const MOST: usize = 1000;

/// Files that include each other, at most.
const DEEPEST: usize = 16;

/// The files that have been read.
pub(super) struct Files<'l> {
    loader: &'l dyn Load,
    pub sources: Vec<Arc<Source>>,
    pub addresses: Vec<String>,
    pub findings: Vec<Vec<Diagnostic>>,
    /// The files that lead to the one that is being read.
    open: Vec<String>,
}

impl<'l> Files<'l> {
    /// None yet.
    pub(super) fn new(loader: &'l dyn Load) -> Self {
        Self { loader, sources: Vec::new(), addresses: Vec::new(), findings: Vec::new(), open: Vec::new() }
    }

    /// Adds a finding.
    pub(super) fn report(&mut self, place: Place, finding: Diagnostic) {
        if let Some(findings) = self.findings.get_mut(place.file) {
            findings.push(finding.at(place.span));
        }
    }

    /// Reads a file with all that it includes; the part with an id, where the address names one.
    pub(super) fn read(&mut self, address: &str) -> Result<Option<Element>, String> {
        let (path, id) = address.split_once('#').map_or((address, None), |(path, id)| (path, Some(id)));
        if self.sources.len() >= MOST || self.open.len() >= DEEPEST {
            return Err(format!("a schema has {MOST} files at most, and {DEEPEST} inside each other"));
        }
        let source = self.loader.load(path)?;
        let (document, findings) = Document::parse(source.text(), External::Noted);
        let file = self.sources.len();
        let is_broken = findings.iter().any(|finding| finding.severity() == diag::Severity::Error);
        self.sources.push(source);
        self.addresses.push(path.to_owned());
        self.findings.push(findings);
        if is_broken {
            return Ok(None);
        }
        let root = match id {
            None => document.root(),
            Some(id) => {
                let has_id = |node: &Node<'_>| {
                    let own = node.attribute(XML_NAMESPACE, "id").or_else(|| node.attribute("", "id"));
                    own.is_some_and(|own| own.value == id)
                };
                document.root().and_then(|root| std::iter::once(root).chain(root.descendants()).find(has_id))
            }
        };
        let Some(root) = root else { return Err(format!("there is nothing named `{}`", id.unwrap_or(path))) };
        let mut element = Element::of(root, file);
        self.open.push(path.to_owned());
        self.put_together(&mut element);
        self.open.pop();
        Ok(Some(element))
    }

    /// Puts in what an element includes.
    fn put_together(&mut self, element: &mut Element) {
        let children = std::mem::take(&mut element.children);
        for child in children {
            let Child::Element(mut inner) = child else {
                element.children.push(child);
                continue;
            };
            let href = inner.attribute("href").cloned();
            match href {
                Some(href) if inner.is("include") || inner.is("extends") => {
                    let Some(found) = self.included(&inner, &href.value, href.place) else { continue };
                    if inner.is("include") {
                        element.children.push(Child::Element(found));
                    } else {
                        element.children.extend(found.children);
                    }
                }
                _ => {
                    self.put_together(&mut inner);
                    element.children.push(Child::Element(inner));
                }
            }
        }
    }

    fn included(&mut self, element: &Element, href: &str, place: Place) -> Option<Element> {
        let base = self.addresses.get(element.place.file).cloned().unwrap_or_default();
        let address = self.loader.resolve(&base, href);
        let path = address.split('#').next().unwrap_or_default();
        if self.open.iter().any(|open| open == path) && !address.contains('#') {
            let finding = Diagnostic::new(&diag::SCHEMATRON_FILE, format!("`{href}` includes itself"));
            self.report(place, finding);
            return None;
        }
        match self.read(&address) {
            Ok(found) => found,
            Err(reason) => {
                let finding = Diagnostic::new(&diag::SCHEMATRON_FILE, format!("`{href}` cannot be read: {reason}"));
                self.report(place, finding);
                None
            }
        }
    }
}
