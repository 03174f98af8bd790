//! The tree that is written: owned, built from the outside in, never changed after. Takes names and texts; gives [`Element`]s.
//! Leaves out comments, processing instructions and any check of names.

use crate::text::{Origin, Span};

/// An element with what it holds.
#[derive(Clone, Debug, PartialEq)]
pub struct Element {
    /// Name, with a prefix where it has one.
    pub name: &'static str,
    /// Attributes; the writer orders them.
    pub attributes: Vec<(&'static str, String)>,
    /// Elements and text inside.
    pub children: Vec<Node>,
    /// Whether white space may be added inside.
    pub content: Content,
    /// Where it came from, if it came from a source.
    pub origin: Option<Origin>,
}

/// What stands inside an element.
#[derive(Clone, Debug, PartialEq)]
pub enum Node {
    /// An element.
    Element(Element),
    /// Characters.
    Text(Text),
}

/// Characters, and which of them stand in a source.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Text {
    /// The characters.
    pub characters: String,
    /// The first byte of each part that stands in a source as it is, and its place there; in order.
    pub origins: Vec<(usize, Span)>,
}

/// What an element holds (XML 1.0, 3.2.1 and 3.2.2), and so whether white space inside it is text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Content {
    /// Elements only: each may stand on a line of its own.
    Elements,
    /// Running text, with elements in it: nothing may be added.
    Mixed,
}

impl Element {
    /// An empty element that holds elements only.
    #[must_use]
    pub fn new(name: &'static str) -> Self {
        Self { name, attributes: Vec::new(), children: Vec::new(), content: Content::Elements, origin: None }
    }

    /// An empty element that holds running text.
    #[must_use]
    pub fn mixed(name: &'static str) -> Self {
        Self { content: Content::Mixed, ..Self::new(name) }
    }

    /// The same element with an attribute.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.attributes.push((name, value.into()));
        self
    }

    /// The same element with an attribute, if there is a value for it.
    #[must_use]
    pub fn with_some(self, name: &'static str, value: Option<impl Into<String>>) -> Self {
        match value {
            Some(value) => self.with(name, value),
            None => self,
        }
    }

    /// The same element with its origin.
    #[must_use]
    pub fn made_from(mut self, span: Span, rule: &'static str) -> Self {
        self.origin = Some(Origin::new(rule, span));
        self
    }

    /// The same element with further content at its end.
    #[must_use]
    pub fn holding(mut self, nodes: impl IntoIterator<Item = Node>) -> Self {
        self.children.extend(nodes);
        self
    }

    /// The same element with text at its end.
    #[must_use]
    pub fn text(self, text: impl Into<String>) -> Self {
        self.holding([Node::Text(Text { characters: text.into(), origins: Vec::new() })])
    }

    /// The value of an attribute.
    #[must_use]
    pub fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(key, _)| *key == name).map(|(_, value)| value.as_str())
    }
}

impl Text {
    /// Adds characters that stand in a source from this byte on.
    pub fn push_from(&mut self, characters: &str, start: usize) {
        if !characters.is_empty() {
            self.origins.push((self.characters.len(), Span::new(start, start + characters.len())));
            self.characters.push_str(characters);
        }
    }
}

impl From<Element> for Node {
    fn from(element: Element) -> Self {
        Self::Element(element)
    }
}
