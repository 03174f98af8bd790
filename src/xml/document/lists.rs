//! What is looked up in a document: elements by name and by `xml:id`. Takes a document; makes its lists once, when one of them is first
//! asked for. Leaves out attributes, which are found from their elements.

use rustc_hash::FxHashMap;

use super::{Content, Document, Node, index};
use crate::xml::XML_NAMESPACE;
use crate::xml::names::Name;

/// What is looked up in a document.
#[derive(Debug, Default)]
pub(super) struct Index {
    /// The key of each name.
    pub(super) keys: Vec<u32>,
    by_name: FxHashMap<Name, u32>,
    /// For each key the elements of that name, in order.
    elements: Vec<Vec<u32>>,
    /// The first element with each `xml:id`.
    ids: FxHashMap<Box<str>, u32>,
}

impl Document {
    /// The number of a name in this document, the same for all prefixes; `None` where no element or attribute has it.
    #[must_use]
    pub fn key(&self, namespace: &str, local: &str) -> Option<u32> {
        let name = Name { namespace: namespace.into(), prefix: "".into(), local: local.into() };
        self.index().by_name.get(&name).copied()
    }

    /// The elements of the name with this key, in order: their numbers.
    #[must_use]
    pub fn elements(&self, key: u32) -> &[u32] {
        self.index().elements.get(index(key)).map_or(&[], Vec::as_slice)
    }

    /// The first element with this `xml:id`.
    #[must_use]
    pub fn element_with_id(&self, id: &str) -> Option<Node<'_>> {
        self.node(*self.index().ids.get(id)?)
    }

    pub(super) fn index(&self) -> &Index {
        self.index.get_or_init(|| {
            let mut made = Index::default();
            for name in &self.names {
                let next = u32::try_from(made.by_name.len()).unwrap_or(u32::MAX);
                let expanded = Name { prefix: "".into(), ..name.clone() };
                made.keys.push(*made.by_name.entry(expanded).or_insert(next));
            }
            made.elements.resize(made.by_name.len(), Vec::new());
            let all = (0..).map_while(|id| self.node(id));
            for node in all {
                let Content::Element { name, .. } = node.record().content else { continue };
                let key = made.keys.get(index(name.0)).copied().unwrap_or_default();
                if let Some(list) = made.elements.get_mut(index(key)) {
                    list.push(node.id);
                }
                if let Some(id) = node.attribute(XML_NAMESPACE, "id") {
                    made.ids.entry(id.value.into()).or_insert(node.id);
                }
            }
            made
        })
    }
}
