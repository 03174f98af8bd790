//! What a reader of XML tells: the steps of a document in order, each with its spans. Takes nothing; says what a [`Sink`] may
//! rely on. Leaves out how a document is read: `parse` does that.

use std::borrow::Cow;

use super::dtd::AttributeKind;
use super::names::{NameId, Names};
use super::scope::Scope;
use crate::text::Span;

/// Who listens to a document while it is read, from its beginning to its end, once.
///
/// Every start is followed by its end, also where the document is broken: what is not closed is closed for it. Spans are bytes
/// of the decoded text, from its very beginning; what comes from an entity has the span of the reference in the document.
pub trait Sink {
    /// An element begins. An empty element ends at once: [`end`](Sink::end) follows.
    fn start(&mut self, start: &Start<'_>) {
        let _ = start;
    }

    /// The element that began last and has not ended ends. The span is that of the end tag; it is empty, at the end of the
    /// start tag, for an empty element, and where the end tag is missing.
    fn end(&mut self, span: Span) {
        let _ = span;
    }

    /// Characters inside the root element, line ends as LF. A run of text may come in several pieces, none of them empty:
    /// references and `CDATA` sections are pieces of their own.
    fn text(&mut self, text: &str, span: Span) {
        let _ = (text, span);
    }

    /// A comment: what stands between `<!--` and `-->`. Those of the document type are not passed on.
    fn comment(&mut self, text: &str, span: Span) {
        let _ = (text, span);
    }

    /// A processing instruction, before, inside or after the root element. The XML declaration is none.
    fn instruction(&mut self, target: &str, data: &str, span: Span) {
        let _ = (target, data, span);
    }

    /// The document type declares an unparsed entity (`NDATA`), which values of type `ENTITY` may name.
    fn unparsed_entity(&mut self, name: &str) {
        let _ = name;
    }
}

/// Nobody listens.
#[derive(Clone, Copy, Debug)]
pub(super) struct Ignored;

impl Sink for Ignored {}

/// Two who listen to one reading.
impl<A: Sink, B: Sink> Sink for (A, B) {
    fn start(&mut self, start: &Start<'_>) {
        self.0.start(start);
        self.1.start(start);
    }

    fn end(&mut self, span: Span) {
        self.0.end(span);
        self.1.end(span);
    }

    fn text(&mut self, text: &str, span: Span) {
        self.0.text(text, span);
        self.1.text(text, span);
    }

    fn comment(&mut self, text: &str, span: Span) {
        self.0.comment(text, span);
        self.1.comment(text, span);
    }

    fn instruction(&mut self, target: &str, data: &str, span: Span) {
        self.0.instruction(target, data, span);
        self.1.instruction(target, data, span);
    }

    fn unparsed_entity(&mut self, name: &str) {
        self.0.unparsed_entity(name);
        self.1.unparsed_entity(name);
    }
}

/// A start tag or the tag of an empty element.
#[derive(Debug)]
pub struct Start<'t> {
    /// The name of the element.
    pub name: NameId,
    /// The name in the tag.
    pub name_span: Span,
    /// The whole tag, `<` and `>` included.
    pub span: Span,
    /// The attributes in the order of the tag, those that the document type adds last; without declarations of namespaces.
    pub attributes: &'t [Attribute<'t>],
    /// What the ids of names mean, here and from here on.
    pub names: &'t Names,
    /// The namespaces in scope inside the element.
    pub scope: Scope<'t>,
}

/// An attribute of a start tag.
#[derive(Clone, Debug)]
pub struct Attribute<'t> {
    /// Its name.
    pub name: NameId,
    /// Its value with references resolved and white space normalised (XML 1.0, 3.3.3).
    pub value: Cow<'t, str>,
    /// The name in the tag; the name of the element when the document type adds the attribute.
    pub name_span: Span,
    /// The value without its quotes; the name of the element when the document type adds the attribute.
    pub value_span: Span,
    /// Its type in the document type.
    pub kind: AttributeKind,
}
