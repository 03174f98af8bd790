//! What is looked up in a document: elements by name and by id, attributes by the id that they refer to. Takes a document; makes its
//! lists once, when one of them is first asked for. Other attributes are found from their elements.
//!
//! An id is an `xml:id`, or what the internal subset of the document type declares to be of type `ID`; a reference is what it declares
//! to be of type `IDREF` or `IDREFS` (XQuery and XPath Data Model 3.1, `is-id` and `is-idrefs`).

use super::index::{Index, NameKey};
use super::{Content, Document, Node, index};
use crate::xml::names::Name;
use crate::xml::{AttributeKind, XML_NAMESPACE};

impl Document {
    /// A name of this document, the same for all prefixes; `None` where no element or attribute has it.
    #[must_use]
    pub fn key(&self, namespace: &str, local: &str) -> Option<NameKey> {
        let name = Name { namespace: namespace.into(), prefix: "".into(), local: local.into() };
        self.index().by_name.get(&name).copied()
    }

    /// The elements of a name of this document, in order: their numbers.
    #[must_use]
    pub fn elements(&self, key: NameKey) -> &[u32] {
        &self.index().elements[key]
    }

    /// The first element with this id: an `xml:id`, or an attribute of type `ID` in the document type.
    #[must_use]
    pub fn element_with_id(&self, id: &str) -> Option<Node<'_>> {
        self.node(*self.index().ids.get(id)?)
    }

    /// The attributes of type `IDREF` or `IDREFS` in the document type that refer to this id, in order: the element, and the place of the
    /// attribute as [`Node::attribute_at`] takes it. No attribute stands here twice.
    pub fn references(&self, id: &str) -> impl Iterator<Item = (Node<'_>, u32)> {
        let found = self.index().references.get(id).map_or(&[][..], Vec::as_slice);
        found.iter().filter_map(|(element, at)| Some((self.node(*element)?, *at)))
    }

    pub(super) fn index(&self) -> &Index {
        self.index.get_or_init(|| {
            let mut made = Index::default();
            for name in &self.names {
                let expanded = Name { prefix: "".into(), ..name.clone() };
                let elements = &mut made.elements;
                made.keys.push(*made.by_name.entry(expanded).or_insert_with(|| elements.alloc(Vec::new())));
            }
            let all = (0..).map_while(|id| self.node(id));
            for node in all {
                let Content::Element { name, .. } = node.record().content else { continue };
                if let Some(key) = made.keys.get(index(name.0)) {
                    made.elements[*key].push(node.id());
                }
                if let Some(id) = node.attribute(XML_NAMESPACE, "id") {
                    made.ids.entry(id.value.into()).or_insert(node.id());
                }
            }
            self.identify(&mut made);
            made
        })
    }

    /// Adds what the document type says to be ids and references.
    fn identify(&self, made: &mut Index) {
        for identity in &self.identities {
            let (element, at) = (identity.element, identity.at);
            let Some(attribute) = self.node(element).and_then(|node| node.attribute_at(at)) else { continue };
            if identity.kind == AttributeKind::Id {
                let first = made.ids.entry(attribute.value.into()).or_insert(element);
                *first = element.min(*first);
                continue;
            }
            for id in attribute.value.split(' ') {
                let references = made.references.entry(id.into()).or_default();
                if references.last() != Some(&(element, at)) {
                    references.push((element, at));
                }
            }
        }
    }
}
