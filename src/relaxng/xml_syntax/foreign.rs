//! An element of another namespace inside a schema, kept whole. Takes the steps of the document from its start to its end; gives
//! a [`ForeignElement`]. Whoever drives it bounds the depth.

use std::sync::Arc;

use crate::relaxng::syntax::{Foreign, ForeignAttribute, ForeignElement, ForeignName, ForeignNode, Prefixes};
use crate::xml::{Name, Start};

/// The element while it is read: itself and those open inside.
pub(super) struct ForeignReader {
    open: Vec<ForeignElement>,
    base: Arc<str>,
}

impl ForeignReader {
    /// Begins with the element; `base` is what elements of RELAX NG around it say.
    pub(super) fn new(start: &Start<'_>, prefixes: Prefixes, base: Arc<str>) -> Self {
        Self { open: vec![element(start, prefixes, Arc::clone(&base))], base }
    }

    /// How many elements are open.
    pub(super) fn depth(&self) -> usize {
        self.open.len()
    }

    /// An element inside.
    pub(super) fn start(&mut self, start: &Start<'_>, prefixes: Prefixes) {
        self.open.push(element(start, prefixes, Arc::clone(&self.base)));
    }

    /// The end of the innermost; the element when it was all of it.
    pub(super) fn end(&mut self) -> Option<ForeignElement> {
        let ended = self.open.pop()?;
        match self.open.last_mut() {
            Some(around) => {
                around.children.push(ForeignNode::Foreign(Foreign::Element(ended)));
                None
            }
            None => Some(ended),
        }
    }

    /// Text inside; what comes in pieces is joined.
    pub(super) fn text(&mut self, text: &str) {
        let Some(around) = self.open.last_mut() else { return };
        if let Some(ForeignNode::Text(before)) = around.children.last_mut() {
            before.push_str(text);
        } else {
            around.children.push(ForeignNode::Text(text.to_owned()));
        }
    }

    /// A comment inside.
    pub(super) fn comment(&mut self, text: &str) {
        if let Some(around) = self.open.last_mut() {
            around.children.push(ForeignNode::Foreign(Foreign::Comment(text.to_owned())));
        }
    }
}

fn element(start: &Start<'_>, prefixes: Prefixes, base: Arc<str>) -> ForeignElement {
    let own = |id| start.names.get(id).map(name);
    let attributes = start.attributes.iter().filter_map(|attribute| {
        let (value, span) = (attribute.value.to_string(), attribute.value_span);
        Some(ForeignAttribute { name: own(attribute.name)?, value, span })
    });
    let empty = || ForeignName { namespace: String::new(), prefix: String::new(), local: String::new() };
    ForeignElement {
        name: own(start.name).unwrap_or_else(empty),
        attributes: attributes.collect(),
        children: Vec::new(),
        span: start.name_span,
        prefixes,
        base,
    }
}

fn name(name: &Name) -> ForeignName {
    ForeignName {
        namespace: name.namespace.to_string(),
        prefix: name.prefix.to_string(),
        local: name.local.to_string(),
    }
}
