//! Why every element is there. Takes a document; gives each element made from its text, in document order, with the rule and the
//! part of the source it came from. Leaves out the header: its facts are named in the metadata file and the heading.

use super::division;
use crate::metadata::Metadata;
use crate::model::Document;
use crate::profile::Profile;
use crate::text::{Origin, Source};
use crate::xml::Node;

/// The reason for one element.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Explained {
    /// Name of the element.
    pub element: String,
    /// The rule that made it, and the part of the source it came from.
    pub origin: Origin,
}

/// Explains every element of the text.
#[must_use]
pub fn explain(document: &Document, source: &Source, profile: &Profile) -> Vec<Explained> {
    let parts = division::text(document, source, profile, &Metadata::default());
    let mut reasons = Vec::new();
    collect(&parts, &mut reasons);
    reasons
}

fn collect(nodes: &[Node], reasons: &mut Vec<Explained>) {
    for node in nodes {
        let Node::Element(element) = node else { continue };
        if let Some(origin) = element.origin.clone() {
            reasons.push(Explained { element: element.name.to_owned(), origin });
        }
        collect(&element.children, reasons);
    }
}
