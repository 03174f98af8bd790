//! Nodes and attributes as they are read. Takes a document and a number; gives what the node is and holds, what stands around it, and its
//! places in the text. Promises no recursion, and slices of the document in the stead of copies.

use super::index::NameKey;
use super::{Content, Document, NodeId, Range, Record, first, index};
use crate::text::Span;
use crate::xml::names::Name;
use crate::xml::scope::{Scope, ScopeId};

/// What a node is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// The document itself: around the root element, and what stands before and after it.
    Document,
    /// An element.
    Element,
    /// Characters between markup.
    Text,
    /// A comment.
    Comment,
    /// A processing instruction.
    Instruction,
}

/// A node of a document.
#[derive(Clone, Copy, Debug)]
pub struct Node<'d> {
    pub(super) document: &'d Document,
    pub(super) id: NodeId,
}

/// An attribute of an element.
#[derive(Clone, Copy, Debug)]
pub struct Attribute<'d> {
    /// Its name.
    pub name: &'d Name,
    /// Its value, references resolved and white space normalised.
    pub value: &'d str,
    /// The name in the tag; the name of the element when the document type adds the attribute.
    pub name_span: Span,
    /// The value without its quotes; the name of the element when the document type adds the attribute.
    pub value_span: Span,
}

impl<'d> Node<'d> {
    pub(super) fn record(self) -> &'d Record {
        &self.document.nodes[self.id]
    }

    /// Its number: its rank in the document.
    #[must_use]
    pub fn id(self) -> u32 {
        self.id.into_raw().into_u32()
    }

    /// What it is.
    #[must_use]
    pub fn kind(self) -> Kind {
        match self.record().content {
            Content::Document => Kind::Document,
            Content::Element { .. } => Kind::Element,
            Content::Text => Kind::Text,
            Content::Comment(_) => Kind::Comment,
            Content::Instruction { .. } => Kind::Instruction,
        }
    }

    /// Whether it is an element.
    #[must_use]
    pub fn is_element(self) -> bool {
        self.kind() == Kind::Element
    }

    /// The name of an element.
    #[must_use]
    pub fn name(self) -> Option<&'d Name> {
        match self.record().content {
            Content::Element { name, .. } => self.document.name(name),
            _ => None,
        }
    }

    /// Whether it is an element with this name.
    #[must_use]
    pub fn is(self, namespace: &str, local: &str) -> bool {
        self.name().is_some_and(|name| name.is(namespace, local))
    }

    /// What a text, comment or instruction holds; empty for others.
    #[must_use]
    pub fn text(self) -> &'d str {
        match self.record().content {
            Content::Text => self.record().text.span().of(&self.document.text),
            Content::Comment(range) | Content::Instruction { data: range, .. } => self.document.held(range),
            Content::Document | Content::Element { .. } => "",
        }
    }

    /// The target of a processing instruction.
    #[must_use]
    pub fn target(self) -> Option<&'d str> {
        match self.record().content {
            Content::Instruction { target, .. } => Some(self.document.held(target)),
            _ => None,
        }
    }

    /// All text inside an element or the document, without comments and instructions; for others their own.
    #[must_use]
    pub fn string_value(self) -> &'d str {
        match self.kind() {
            Kind::Document | Kind::Element => self.record().text.span().of(&self.document.text),
            _ => self.text(),
        }
    }

    /// The number after the last node in it.
    #[must_use]
    pub fn after(self) -> u32 {
        self.record().after
    }

    /// The key of an element's name: see [`Document::key`].
    #[must_use]
    pub fn key(self) -> Option<NameKey> {
        match self.record().content {
            Content::Element { name, .. } => self.document.index().keys.get(index(name.0)).copied(),
            _ => None,
        }
    }

    /// How many attributes an element has.
    #[must_use]
    pub fn attribute_count(self) -> u32 {
        match self.record().content {
            Content::Element { attributes, .. } => attributes.end - attributes.start,
            _ => 0,
        }
    }

    /// An attribute by its place among those of the tag, from 0.
    #[must_use]
    pub fn attribute_at(self, at: u32) -> Option<Attribute<'d>> {
        self.attributes().nth(index(at))
    }

    /// The key of the name of an attribute by its place among those of the tag, from 0.
    #[must_use]
    pub fn attribute_key(self, at: u32) -> Option<NameKey> {
        let Content::Element { attributes, .. } = self.record().content else { return None };
        let record = self.document.attributes.get(index(attributes.start + at)).filter(|_| at < attributes.end)?;
        self.document.index().keys.get(index(record.name.0)).copied()
    }

    /// The document it stands in.
    #[must_use]
    pub fn document(self) -> &'d Document {
        self.document
    }

    /// The attributes of an element, in the order of the tag; without declarations of namespaces.
    pub fn attributes(self) -> impl DoubleEndedIterator<Item = Attribute<'d>> {
        let range = match self.record().content {
            Content::Element { attributes, .. } => index(attributes.start)..index(attributes.end),
            _ => 0..0,
        };
        let document = self.document;
        document.attributes.get(range).unwrap_or_default().iter().filter_map(move |record| {
            Some(Attribute {
                name: document.name(record.name)?,
                value: document.held(record.value),
                name_span: record.name_span.span(),
                value_span: record.value_span.span(),
            })
        })
    }

    /// The attribute with this name; the namespace is empty for a name without prefix.
    #[must_use]
    pub fn attribute(self, namespace: &str, local: &str) -> Option<Attribute<'d>> {
        self.attributes().find(|attribute| attribute.name.is(namespace, local))
    }

    /// The node around it.
    #[must_use]
    pub fn parent(self) -> Option<Self> {
        (self.id != first()).then(|| Self { id: self.record().parent, ..self })
    }

    /// The nodes in it, one level down.
    pub fn children(self) -> impl Iterator<Item = Self> {
        let first = self.document.node(self.id() + 1).filter(|_| self.id() + 1 < self.record().after);
        std::iter::successors(first, |child| child.next_sibling())
    }

    /// The elements in it, one level down.
    pub fn elements(self) -> impl Iterator<Item = Self> {
        self.children().filter(|child| child.is_element())
    }

    /// All nodes in it.
    pub fn descendants(self) -> impl DoubleEndedIterator<Item = Self> {
        (self.id() + 1..self.record().after).filter_map(move |id| self.document.node(id))
    }

    /// The node after it in the same parent.
    #[must_use]
    pub fn next_sibling(self) -> Option<Self> {
        let parent = self.parent()?;
        self.document.node(self.record().after).filter(|_| self.record().after < parent.record().after)
    }

    /// The node before it in the same parent.
    #[must_use]
    pub fn previous_sibling(self) -> Option<Self> {
        let parent = self.parent()?;
        let mut before = self.document.node(self.id().checked_sub(1)?).filter(|before| before.id() > parent.id())?;
        // The node before is the sibling or stands deep in it.
        while let Some(around) = before.parent().filter(|around| around.id() > parent.id()) {
            before = around;
        }
        Some(before)
    }

    /// The place: of an element from its tag to the end of its end tag. What comes from an entity has the place of the reference.
    #[must_use]
    pub fn span(self) -> Span {
        self.record().span.span()
    }

    /// The start tag of an element, `<` and `>` included; of others, the whole.
    #[must_use]
    pub fn tag_span(self) -> Span {
        match self.record().content {
            Content::Element { tag_end, .. } => Range { end: tag_end, ..self.record().span }.span(),
            _ => self.span(),
        }
    }

    /// What stands between the tags of an element; empty for others.
    #[must_use]
    pub fn inside(self) -> Span {
        let Content::Element { tag_end, .. } = self.record().content else { return Span::at(self.span().end) };
        let end = self.children().last().map_or(index(tag_end), |child| child.span().end);
        Span::new(index(tag_end), end)
    }

    /// The name in the start tag of an element; of others, the whole.
    #[must_use]
    pub fn name_span(self) -> Span {
        match self.record().content {
            Content::Element { name_span, .. } => name_span.span(),
            _ => self.span(),
        }
    }

    /// The namespaces in scope in an element; for others, in the element around them.
    #[must_use]
    pub fn scope(self) -> Scope<'d> {
        let record = match self.record().content {
            Content::Element { .. } | Content::Document => Some(self.record().content),
            _ => self.parent().map(|parent| parent.record().content),
        };
        let innermost = match record {
            Some(Content::Element { scope, .. }) => scope,
            _ => ScopeId::default(),
        };
        Scope::new(&self.document.links, innermost)
    }
}

impl PartialEq for Node<'_> {
    fn eq(&self, other: &Self) -> bool {
        std::ptr::eq(self.document, other.document) && self.id == other.id
    }
}

impl Eq for Node<'_> {}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::xml::External;

    const TEXT: &str = "<?a b?><r xmlns='n' xmlns:p='m' k='1'>x&amp;y<p:e xml:id='i'/><!--c--><e xmlns=''>z</e></r>";

    fn document() -> Document {
        let (document, findings) = Document::parse(TEXT, External::Refused);
        assert_eq!(findings, []);
        document
    }

    #[test]
    fn nodes_are_found_from_nodes() {
        let document = document();
        let root = document.root().unwrap();
        assert!(root.is("n", "r"));
        let kinds: Vec<Kind> = root.children().map(Node::kind).collect();
        assert_eq!(kinds, [Kind::Text, Kind::Element, Kind::Comment, Kind::Element]);
        assert_eq!(root.string_value(), "x&yz");
        let names: Vec<_> =
            root.elements().map(|node| (&*node.name().unwrap().namespace, node.parent() == Some(root))).collect();
        assert_eq!(names, [("m", true), ("", true)]);
        let ids: Vec<u32> = document.top().unwrap().descendants().map(Node::id).collect();
        assert_eq!(ids, (1..8).collect::<Vec<_>>());
        let instruction = document.top().unwrap().children().next().unwrap();
        assert_eq!((instruction.target(), instruction.text()), (Some("a"), "b"));
        assert!(instruction.next_sibling() == Some(root) && root.next_sibling().is_none());
    }

    #[test]
    fn attributes_have_names_values_and_places() {
        let document = document();
        let root = document.root().unwrap();
        let attribute = root.attribute("", "k").unwrap();
        assert_eq!((attribute.value, attribute.name_span.of(TEXT), attribute.value_span.of(TEXT)), ("1", "k", "1"));
        assert_eq!(root.attributes().count(), 1);
        let element = root.elements().next().unwrap();
        assert_eq!(element.attribute(crate::xml::XML_NAMESPACE, "id").unwrap().value, "i");
    }

    #[test]
    fn places_and_scopes() {
        let document = document();
        let root = document.root().unwrap();
        assert_eq!(Some(root.span().of(TEXT)), TEXT.get(7..));
        assert_eq!(root.tag_span().of(TEXT), "<r xmlns='n' xmlns:p='m' k='1'>");
        assert_eq!(root.children().next().unwrap().span().of(TEXT), "x&amp;y");
        let last = root.elements().last().unwrap();
        assert_eq!((last.name_span().of(TEXT), last.span().of(TEXT)), ("e", "<e xmlns=''>z</e>"));
        assert_eq!((last.scope().namespace(""), last.scope().namespace("p")), (None, Some("m")));
        assert_eq!(root.scope().namespace(""), Some("n"));
    }
}
