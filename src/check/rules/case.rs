//! What a rule looks at. Takes a document and where it comes from; gives its elements of TEI, the texts of the edition in it, and what stands
//! around a node.

use crate::profile::Profile;
use crate::schematron::DynamicContext;
use crate::vocabulary::{self, Property, TEI};
use crate::xml::Document;
use crate::xml::document::{Kind, Node};

/// A document that is looked at.
#[derive(Debug)]
pub struct Case<'c> {
    /// The document.
    pub document: &'c Document,
    /// What it was read from.
    pub source: &'c str,
    /// Its address.
    pub address: &'c str,
    /// Where the documents come from that it points into.
    pub dynamic_context: &'c DynamicContext<'c>,
    /// The house style that it is held to, where one is known.
    pub profile: Option<&'c Profile>,
}

/// All elements of TEI in the order of the document, each with its local name.
pub(super) fn elements(document: &Document) -> impl Iterator<Item = (Node<'_>, &str)> {
    let nodes = document.top().into_iter().flat_map(Node::descendants);
    nodes.filter_map(|node| Some((node, local(node)?)))
}

/// The local name of an element of TEI.
pub(super) fn local(node: Node<'_>) -> Option<&str> {
    node.name().filter(|name| *name.namespace == *TEI).map(|name| &*name.local)
}

/// The nodes around a node, innermost first.
pub(super) fn around(node: Node<'_>) -> impl Iterator<Item = Node<'_>> {
    std::iter::successors(node.parent(), |node| node.parent())
}

/// Whether a node stands in an element with such a local name.
pub(super) fn is_in(node: Node<'_>, is_such: impl Fn(&str) -> bool) -> bool {
    around(node).any(|node| local(node).is_some_and(&is_such))
}

/// The texts of the edition: text nodes outside of the header, code and the like.
pub(super) fn prose(document: &Document) -> impl Iterator<Item = Node<'_>> {
    let mut nodes = Vec::new();
    let mut skipped = 0;
    for node in document.top().into_iter().flat_map(Node::descendants) {
        if node.id() < skipped {
            continue;
        }
        let is_prose = match local(node) {
            Some(name) => !vocabulary::has(name, Property::NoProse),
            None => !node.is_element(),
        };
        if !is_prose {
            skipped = node.after();
        } else if node.kind() == Kind::Text {
            nodes.push(node);
        }
    }
    nodes.into_iter()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn code_and_header_are_no_prose() {
        let text = format!(
            "<TEI xmlns='{TEI}'><teiHeader><p>a</p></teiHeader><p>b<code>c</code>d<x xmlns='n'>e</x></p></TEI>"
        );
        let (document, _) = Document::parse(&text, crate::xml::External::Refused);
        assert_eq!(prose(&document).map(Node::text).collect::<Vec<_>>(), ["b", "d"]);
    }
}
