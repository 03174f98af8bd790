//! Which images a document names for its pages. Takes the document; gives them in its order: where it stands in the text, and the address as it is
//! written (TEI P5, 12.1: `@facs` leads to an image, or to a `surface` or `zone` with a `graphic`).

use super::parts::{attribute, local};
use crate::xml::Document;
use crate::xml::document::Node;

/// An image of a page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Facsimile {
    /// The number of the element that names it: that of the text, or the `graphic` that nothing in the text leads to.
    pub(super) part: u32,
    /// What it shows, in words.
    pub label: String,
    /// Its address, as the document writes it.
    pub address: String,
}

/// Where an image is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Image {
    /// At hand: a reference from the page.
    Here(String),
    /// In the network: a person may go there, the page does not.
    Web(String),
    /// Nowhere that can be reached: what the document says.
    Missing(String),
}

/// The images of a document.
#[must_use]
pub fn facsimiles(document: &Document) -> Vec<Facsimile> {
    let Some(root) = document.root() else { return Vec::new() };
    let mut found = Vec::new();
    let mut shown = Vec::new();
    for node in root.descendants().filter(|node| node.is_element() && !is_of_facsimile(*node)) {
        for pointer in attribute(node, "facs").into_iter().flat_map(str::split_whitespace) {
            let graphic = pointer.strip_prefix('#').map(|id| graphic(document.element_with_id(id)));
            shown.extend(graphic.flatten().map(Node::id));
            let address = match graphic {
                Some(graphic) => graphic.and_then(|graphic| attribute(graphic, "url")).unwrap_or(pointer),
                None => pointer,
            };
            found.push(Facsimile { part: node.id(), label: label(node), address: address.trim().to_owned() });
        }
    }
    shown.sort_unstable();
    let facsimile = root.elements().filter(|node| local(*node) == "facsimile");
    for node in facsimile.flat_map(Node::descendants).filter(|node| local(*node) == "graphic") {
        if let Some(url) = attribute(node, "url").filter(|_| shown.binary_search(&node.id()).is_err()) {
            found.push(Facsimile { part: node.id(), label: "image".to_owned(), address: url.trim().to_owned() });
        }
    }
    found
}

fn is_of_facsimile(node: Node<'_>) -> bool {
    matches!(local(node), "surface" | "zone" | "line")
}

/// The image of a surface, of a zone of it, or itself.
fn graphic(pointed: Option<Node<'_>>) -> Option<Node<'_>> {
    let mut next = pointed;
    while let Some(node) = next {
        if local(node) == "graphic" {
            return Some(node);
        }
        if let Some(graphic) = node.elements().find(|child| local(*child) == "graphic") {
            return Some(graphic);
        }
        next = node.parent().filter(|_| is_of_facsimile(node));
    }
    None
}

fn label(node: Node<'_>) -> String {
    let name = if local(node) == "pb" { "page" } else { local(node) };
    attribute(node, "n").map_or_else(|| name.to_owned(), |number| format!("{name} {number}"))
}
