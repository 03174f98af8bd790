//! Attributes of TEI that point (TEI P5, `teidata.pointer`), and the pointers in them. Takes elements; gives pointers with their places.

use super::case::{Case, around, elements};
use super::place;
use crate::text::Span;
use crate::vocabulary::{self, TEI};
use crate::xml::document::{Attribute, Node};
use crate::xml::{Document, XML_NAMESPACE};

/// A pointer.
#[derive(Clone, Copy, Debug)]
pub struct Pointer<'d> {
    /// The name of its attribute.
    pub attribute: &'d str,
    /// As it is written.
    pub text: &'d str,
    /// Where.
    pub span: Span,
}

/// All pointers of a document in order, but for those below an inner `xml:base`.
pub fn pointers<'d>(document: &'d Document, source: &'d str) -> impl Iterator<Item = Pointer<'d>> {
    all(document, source).filter(|(element, _)| !has_base(*element)).map(|(_, pointer)| pointer)
}

/// All pointers of a document in order, each with the element that has it.
pub(super) fn all<'d>(document: &'d Document, source: &'d str) -> impl Iterator<Item = (Node<'d>, Pointer<'d>)> {
    elements(document).flat_map(move |(element, _)| {
        let pointing = element.attributes().filter(|attribute| is_pointing(*attribute));
        pointing.flat_map(move |attribute| {
            let words = place::words(attribute, source);
            words.map(move |(text, span)| (element, Pointer { attribute: &attribute.name.local, text, span }))
        })
    })
}

fn is_pointing(attribute: Attribute<'_>) -> bool {
    let name = &*attribute.name.local;
    attribute.name.namespace.is_empty() && vocabulary::pointing(name).is_some()
}

/// Whether an element below the root says that pointers lead elsewhere. At the root it is the address of the document itself.
fn has_base(element: Node<'_>) -> bool {
    let holders = std::iter::once(element).chain(around(element));
    let mut inner = holders.filter(|node| !node.is(TEI, "TEI") && !node.is(TEI, "teiCorpus"));
    inner.any(|node| node.attribute(XML_NAMESPACE, "base").is_some())
}

/// The address to which pointers of an element are relative (XML Base, 4.3).
pub(super) fn base(case: &Case<'_>, element: Node<'_>) -> String {
    let bases: Vec<&str> = bases(element).collect();
    let loader = case.dynamic_context.loader;
    bases.iter().rev().fold(case.address.to_owned(), |address, base| loader.resolve(&address, base))
}

/// What elements below the root say of where pointers lead, from the inside out. At the root it is the address of the document itself.
pub(super) fn bases<'d>(element: Node<'d>) -> impl Iterator<Item = &'d str> {
    let holders = std::iter::once(element).chain(around(element));
    let inner = holders.filter(|node| {
        let is_root = node.parent().is_some_and(|parent| parent.id() == 0);
        !is_root || !(node.is(TEI, "TEI") || node.is(TEI, "teiCorpus"))
    });
    inner.filter_map(|node| Some(node.attribute(XML_NAMESPACE, "base")?.value))
}
