//! A document as a tree that is read and never changed. Takes the steps of a document, as a [`Sink`]; gives its nodes in the
//! order of the document, each with its place.
//!
//! Nodes are numbers: a node's number is its rank in the document, what it holds are the numbers after it up to its end. All text
//! stands in one buffer, in which an element's text is one slice. Attributes are no nodes of their own. Lists of the elements of
//! each name are made when they are first asked for. Leaves out the document type.

use std::sync::OnceLock;

use rustc_hash::FxHashMap;

use super::names::{Name, NameId};
use super::parse::{External, parse};
use super::scope::{Link, Scope, ScopeId};
use super::sink::{Sink, Start};
use crate::diag::Diagnostic;
use crate::text::Span;

/// A document.
#[derive(Debug, Default)]
pub struct Document {
    nodes: Vec<Record>,
    attributes: Vec<AttributeRecord>,
    names: Vec<Name>,
    links: Vec<Link>,
    /// All text, in order.
    text: String,
    /// Values, comments, instructions, one after the other.
    buffer: String,
    unparsed_entities: Vec<String>,
    index: OnceLock<Index>,
}

/// What is looked up in a document.
#[derive(Debug, Default)]
struct Index {
    /// The key of each name.
    keys: Vec<u32>,
    by_name: FxHashMap<Name, u32>,
    /// For each key the elements of that name, in order.
    elements: Vec<Vec<u32>>,
    /// The first element with each `xml:id`.
    ids: FxHashMap<Box<str>, u32>,
}

/// A range of bytes or of numbers.
#[derive(Clone, Copy, Debug, Default)]
struct Range {
    start: u32,
    end: u32,
}

#[derive(Clone, Copy, Debug)]
struct Record {
    parent: u32,
    /// The number after the last node inside.
    after: u32,
    /// From the first byte to the last.
    span: Range,
    /// Its text and that of all nodes in it.
    text: Range,
    content: Content,
}

/// What a number that no node has stands for.
static NOTHING: Record = Record {
    parent: 0,
    after: 0,
    span: Range { start: 0, end: 0 },
    text: Range { start: 0, end: 0 },
    content: Content::Document,
};

#[derive(Clone, Copy, Debug)]
enum Content {
    Document,
    Element { name: NameId, name_span: Range, tag_end: u32, attributes: Range, scope: ScopeId },
    Text,
    Comment(Range),
    Instruction { target: Range, data: Range },
}

#[derive(Clone, Copy, Debug)]
struct AttributeRecord {
    name: NameId,
    value: Range,
    name_span: Range,
    value_span: Range,
}

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
    document: &'d Document,
    id: u32,
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

impl Document {
    /// Reads a document; gives what is not well-formed, too. A document with errors is as whole as it can be made.
    ///
    /// Texts of 4 GiB and more have no place in it: the document is empty then.
    #[must_use]
    pub fn parse(text: &str, external: External) -> (Self, Vec<Diagnostic>) {
        let mut builder = Builder::with_room(text.len());
        let findings = parse(text, external, &mut builder);
        (builder.finish(), findings)
    }

    /// The root element; `None` where there is none.
    #[must_use]
    pub fn root(&self) -> Option<Node<'_>> {
        self.top()?.elements().next()
    }

    /// The node around everything, with number 0; `None` for the empty value.
    #[must_use]
    pub fn top(&self) -> Option<Node<'_>> {
        self.node(0)
    }

    /// The node with a number.
    #[must_use]
    pub fn node(&self, id: u32) -> Option<Node<'_>> {
        (index(id) < self.nodes.len()).then_some(Node { document: self, id })
    }

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

    fn index(&self) -> &Index {
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
                if let Some(id) = node.attribute(super::XML_NAMESPACE, "id") {
                    made.ids.entry(id.value.into()).or_insert(node.id);
                }
            }
            made
        })
    }

    /// How many nodes there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.nodes.len()
    }

    /// Whether there is no node.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.nodes.is_empty()
    }

    /// Whether the document type declares an unparsed entity of this name.
    #[must_use]
    pub fn is_unparsed_entity(&self, name: &str) -> bool {
        self.unparsed_entities.iter().any(|entity| entity == name)
    }

    fn held(&self, range: Range) -> &str {
        range.span().of(&self.buffer)
    }

    fn name(&self, id: NameId) -> Option<&Name> {
        self.names.get(index(id.0))
    }
}

impl<'d> Node<'d> {
    fn record(self) -> &'d Record {
        self.document.nodes.get(index(self.id)).unwrap_or(&NOTHING)
    }

    /// Its number: its rank in the document.
    #[must_use]
    pub fn id(self) -> u32 {
        self.id
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
    pub fn key(self) -> Option<u32> {
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
    pub fn attribute_key(self, at: u32) -> Option<u32> {
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
        self.document.node(self.record().parent).filter(|_| self.id > 0)
    }

    /// The nodes in it, one level down.
    pub fn children(self) -> impl Iterator<Item = Self> {
        let first = self.document.node(self.id + 1).filter(|_| self.id + 1 < self.record().after);
        std::iter::successors(first, |child| child.next_sibling())
    }

    /// The elements in it, one level down.
    pub fn elements(self) -> impl Iterator<Item = Self> {
        self.children().filter(|child| child.is_element())
    }

    /// All nodes in it.
    pub fn descendants(self) -> impl DoubleEndedIterator<Item = Self> {
        (self.id + 1..self.record().after).filter_map(move |id| self.document.node(id))
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
        let mut before = self.document.node(self.id.checked_sub(1)?).filter(|before| before.id > parent.id)?;
        // The node before is the sibling or stands deep in it.
        while let Some(around) = before.parent().filter(|around| around.id > parent.id) {
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

/// Builds a [`Document`] while it is read.
#[derive(Debug)]
pub struct Builder {
    document: Document,
    /// The node that is open, innermost last; the document itself first.
    open: Vec<u32>,
    is_too_large: bool,
}

impl Default for Builder {
    fn default() -> Self {
        Self::new()
    }
}

impl Builder {
    /// Begins with a document of about so many bytes: it has room, so that nothing is moved while it grows.
    #[must_use]
    pub fn with_room(bytes: usize) -> Self {
        let mut builder = Self::new();
        // A published volume has a node for every 40 bytes, an attribute for every 90.
        builder.document.nodes.reserve(bytes / 32);
        builder.document.attributes.reserve(bytes / 64);
        builder.document.text.reserve(bytes);
        builder.document.buffer.reserve(bytes / 8);
        builder
    }

    /// Begins with a document.
    #[must_use]
    pub fn new() -> Self {
        let document = Document { nodes: vec![Record { after: 1, ..NOTHING }], ..Document::default() };
        Self { document, open: vec![0], is_too_large: false }
    }

    /// The document; empty where it was 4 GiB or more.
    #[must_use]
    pub fn finish(mut self) -> Document {
        if self.is_too_large {
            return Document::default();
        }
        self.close(0);
        self.document
    }

    fn push(&mut self, span: Span, content: Content) -> u32 {
        let id = self.next();
        let parent = self.open.last().copied().unwrap_or_default();
        let span = self.range(span.start, span.end);
        let text = self.text_from(self.document.text.len());
        self.document.nodes.push(Record { parent, after: id + 1, span, text, content });
        id
    }

    /// Ends a node here.
    fn close(&mut self, id: u32) {
        let after = self.next();
        let text = self.text_from(0);
        if let Some(record) = self.document.nodes.get_mut(index(id)) {
            record.after = after;
            record.text.end = text.end;
        }
    }

    /// The text from a byte on up to here.
    fn text_from(&mut self, start: usize) -> Range {
        self.range(start, self.document.text.len())
    }

    fn next(&mut self) -> u32 {
        self.range(0, self.document.nodes.len()).end
    }

    fn store(&mut self, text: &str) -> Range {
        let start = self.document.buffer.len();
        self.document.buffer.push_str(text);
        self.range(start, self.document.buffer.len())
    }

    fn range(&mut self, start: usize, end: usize) -> Range {
        if let (Ok(start), Ok(end)) = (u32::try_from(start), u32::try_from(end)) {
            return Range { start, end };
        }
        self.is_too_large = true;
        Range::default()
    }

    fn span(&mut self, span: Span) -> Range {
        self.range(span.start, span.end)
    }
}

impl Sink for Builder {
    fn start(&mut self, start: &Start<'_>) {
        let known = self.document.names.len();
        self.document.names.extend(start.names.iter().skip(known).cloned());
        let known = self.document.links.len();
        self.document.links.extend(start.scope.links().iter().skip(known).cloned());
        let first = self.document.attributes.len();
        for attribute in start.attributes {
            let value = self.store(&attribute.value);
            let name_span = self.span(attribute.name_span);
            let value_span = self.span(attribute.value_span);
            self.document.attributes.push(AttributeRecord { name: attribute.name, value, name_span, value_span });
        }
        let content = Content::Element {
            name: start.name,
            name_span: self.span(start.name_span),
            tag_end: self.span(start.span).end,
            attributes: self.range(first, self.document.attributes.len()),
            scope: start.scope.id(),
        };
        let id = self.push(start.span, content);
        self.open.push(id);
    }

    fn end(&mut self, span: Span) {
        let Some(id) = self.open.pop() else { return };
        self.close(id);
        let end = self.span(span).end;
        if let Some(record) = self.document.nodes.get_mut(index(id)) {
            record.span.end = record.span.end.max(end);
        }
    }

    fn text(&mut self, text: &str, span: Span) {
        let start = self.document.text.len();
        self.document.text.push_str(text);
        let range = self.text_from(start);
        let end = self.span(span).end;
        let parent = self.open.last().copied().unwrap_or_default();
        match self.document.nodes.last_mut() {
            Some(Record { content: Content::Text, span, parent: of, text, .. }) if *of == parent => {
                text.end = range.end;
                span.end = span.end.max(end);
            }
            _ => {
                let id = self.push(span, Content::Text);
                if let Some(record) = self.document.nodes.get_mut(index(id)) {
                    record.text = range;
                }
            }
        }
    }

    fn comment(&mut self, text: &str, span: Span) {
        let content = Content::Comment(self.store(text));
        self.push(span, content);
    }

    fn instruction(&mut self, target: &str, data: &str, span: Span) {
        let content = Content::Instruction { target: self.store(target), data: self.store(data) };
        self.push(span, content);
    }

    fn unparsed_entity(&mut self, name: &str) {
        self.document.unparsed_entities.push(name.to_owned());
    }
}

impl Range {
    fn span(self) -> Span {
        Span { start: index(self.start), end: index(self.end) }
    }
}

fn index(number: u32) -> usize {
    usize::try_from(number).unwrap_or(usize::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

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

    #[test]
    fn a_broken_document_is_whole() {
        let (document, findings) = Document::parse("<a><b>x</a>", External::Refused);
        assert_eq!(findings.len(), 1);
        assert_eq!(document.root().unwrap().elements().next().unwrap().string_value(), "x");
        assert!(Document::parse("", External::Refused).0.root().is_none());
    }
}
