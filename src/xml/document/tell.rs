//! Telling of parts of several documents as of one. Takes nodes; tells a [`Sink`] of them, with names, scopes and places of the whole.
//! Promises that an element keeps the namespaces in scope where it stands, whatever stands around it in the whole. Leaves out which
//! parts are passed on, in which order: every start is to be followed by its end.

use std::borrow::Cow;

use rustc_hash::FxHashMap;

use super::{Content, Document, Identity, Kind, Node, index};
use crate::text::Span;
use crate::xml::names::{Name, NameId, Names};
use crate::xml::scope::{ScopeId, Scopes};
use crate::xml::sink::{Attribute, Sink, Start};
use crate::xml::{AttributeKind, XML_NAMESPACE};

/// Tells a sink of nodes of several documents.
#[derive(Debug)]
pub struct Teller<'s, S> {
    sink: &'s mut S,
    names: Names,
    scopes: Scopes,
    known: FxHashMap<usize, Known>,
}

/// The numbers that names and scopes of one document have in the whole.
#[derive(Debug, Default)]
struct Known {
    names: FxHashMap<NameId, NameId>,
    scopes: FxHashMap<ScopeId, ScopeId>,
}

/// Where a part of a text stands in another text.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Shift {
    /// The part.
    pub from: Span,
    /// Its first byte there.
    pub to: usize,
    /// The end of the text, and what it is there, for places in files that are read behind it.
    pub behind: Option<(usize, usize)>,
}

impl Shift {
    /// The place of a span there; what does not stand in the part is moved to its nearer end.
    #[must_use]
    pub fn span(self, span: Span) -> Span {
        let there = |at: usize| match self.behind {
            Some((end, there)) if at > end => there + (at - end),
            _ => self.to + (at.clamp(self.from.start, self.from.end) - self.from.start),
        };
        Span::new(there(span.start), there(span.end))
    }
}

/// An attribute of the namespace of `xml` that an element has in the whole, in the stead of its own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Added {
    /// The part of its name after `xml:`.
    pub local: &'static str,
    /// Its value.
    pub value: String,
    /// The place of what adds it, in the whole.
    pub span: Span,
}

impl<'s, S: Sink> Teller<'s, S> {
    /// Begins the whole.
    pub fn new(sink: &'s mut S) -> Self {
        Self { sink, names: Names::default(), scopes: Scopes::default(), known: FxHashMap::default() }
    }

    /// Tells of what the document type of a document declares.
    pub fn declarations(&mut self, document: &Document) {
        document.unparsed_entities.iter().for_each(|name| self.sink.unparsed_entity(name));
    }

    /// Tells of the start of an element, or of the whole of another node. Documents are distinguished by their number.
    pub fn node(&mut self, number: usize, node: Node<'_>, shift: Shift, added: &[Added]) {
        let span = shift.span(node.span());
        match node.kind() {
            Kind::Document => {}
            Kind::Element => self.start(number, node, shift, added),
            Kind::Text => self.text(node.text(), span),
            Kind::Comment => self.sink.comment(node.text(), span),
            Kind::Instruction => self.sink.instruction(node.target().unwrap_or_default(), node.text(), span),
        }
    }

    /// Tells of characters.
    pub fn text(&mut self, text: &str, span: Span) {
        if !text.is_empty() {
            self.sink.text(text, span);
        }
    }

    /// Tells of the end of the innermost element, which is this one.
    pub fn end(&mut self, node: Node<'_>, shift: Shift) {
        let end = node.span().end;
        self.sink.end(shift.span(Span::new(node.inside().end.min(end), end)));
    }

    fn start(&mut self, number: usize, node: Node<'_>, shift: Shift, added: &[Added]) {
        let known = self.known.entry(number).or_default();
        let (names, scopes) = (&mut self.names, &mut self.scopes);
        let scope = node.scope();
        let scope = *known.scopes.entry(scope.id()).or_insert_with(|| scopes.adopt(scope));
        scopes.restore(scope);
        let mut id = |own: NameId, name: &Name| *known.names.entry(own).or_insert_with(|| names.intern(name.clone()));
        let mut attributes: Vec<Attribute<'_>> = Vec::new();
        for (at, (own, attribute)) in (0..).zip(node.numbered_attributes()) {
            if !added.iter().any(|added| attribute.name.is(XML_NAMESPACE, added.local)) {
                attributes.push(Attribute {
                    name: id(own, attribute.name),
                    value: Cow::Borrowed(attribute.value),
                    name_span: shift.span(attribute.name_span),
                    value_span: shift.span(attribute.value_span),
                    kind: node.attribute_kind(at),
                });
            }
        }
        let name = node.numbered_name().map_or(NameId(0), |(own, name)| id(own, name));
        for Added { local, value, span } in added {
            let name = Name { namespace: XML_NAMESPACE.into(), prefix: "xml".into(), local: (*local).into() };
            attributes.push(Attribute {
                name: names.intern(name),
                value: Cow::Borrowed(value),
                name_span: *span,
                value_span: *span,
                kind: AttributeKind::Text,
            });
        }
        self.sink.start(&Start {
            name,
            name_span: shift.span(node.name_span()),
            span: shift.span(node.tag_span()),
            attributes: &attributes,
            names: &self.names,
            scope: self.scopes.scope(),
        });
    }
}

impl<'d> Node<'d> {
    /// The name of an element, with its number in its document.
    fn numbered_name(self) -> Option<(NameId, &'d Name)> {
        let Content::Element { name, .. } = self.record().content else { return None };
        Some((name, self.document.name(name)?))
    }

    /// The attributes of an element, with the numbers of their names in its document.
    fn numbered_attributes(self) -> impl Iterator<Item = (NameId, super::Attribute<'d>)> {
        let range = match self.record().content {
            Content::Element { attributes, .. } => index(attributes.start)..index(attributes.end),
            _ => 0..0,
        };
        let records = self.document.attributes.get(range).unwrap_or_default();
        records.iter().map(|record| record.name).zip(self.attributes())
    }

    /// The type of an attribute by its place among those of the tag, as far as the document holds it.
    fn attribute_kind(self, at: u32) -> AttributeKind {
        let all = &self.document.identities;
        let place = |identity: &Identity| (identity.element, identity.at);
        let found = all.binary_search_by_key(&(self.id(), at), place);
        found.ok().and_then(|found| all.get(found)).map_or(AttributeKind::Text, |identity| identity.kind)
    }
}

#[cfg(test)]
mod tests {
    use super::super::Builder;
    use super::*;
    use crate::xml::External;

    #[test]
    fn nodes_of_two_documents_are_one_document() {
        let (outer, inner) =
            ("<a xmlns='m' xmlns:p='n' p:k='1'>xy</a>", "<!DOCTYPE b [<!ATTLIST b i ID #IMPLIED>]><b i='j'/>");
        let [first, second] = [outer, inner].map(|text| Document::parse(text, External::Refused).0);
        let mut builder = Builder::new();
        let mut teller = Teller::new(&mut builder);
        let shift = Shift { from: Span::new(0, 33), ..Shift::default() };
        let (a, b) = (first.root().unwrap(), second.root().unwrap());
        teller.node(0, a, shift, &[]);
        let added = Added { local: "base", value: "b.xml".to_owned(), span: Span::at(3) };
        let start = inner.len() - 10;
        teller.node(1, b, Shift { from: Span::new(start, inner.len()), to: 33, behind: None }, &[added]);
        teller.end(b, Shift { from: Span::new(start, inner.len()), to: 33, behind: None });
        let rest = Shift { from: Span::new(33, 39), to: 43, behind: None };
        teller.node(0, a.children().next().unwrap(), rest, &[]);
        teller.end(a, rest);
        let whole = builder.finish();
        let root = whole.root().unwrap();
        assert_eq!((root.span(), root.string_value()), (Span::new(0, 49), "xy"));
        assert_eq!(root.attribute("n", "k").unwrap().value, "1");
        let b = whole.element_with_id("j").unwrap();
        assert!(b.is("", "b") && b.scope().namespace("p").is_none());
        assert_eq!(b.attribute(XML_NAMESPACE, "base").unwrap().value, "b.xml");
        assert_eq!(b.span(), Span::new(33, 43));
    }
}
