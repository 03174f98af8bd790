//! How a document comes to be. Takes the steps of reading, as a [`Sink`]; gives a [`Document`]. Promises that a document with errors is as whole
//! as it can be made, and that one of 4 GiB or more is empty. Texts that follow each other are one node.

use la_arena::Arena;

use super::{AttributeRecord, Content, Document, Identity, NodeId, Range, Record, first};
use crate::diag::Diagnostic;
use crate::text::Span;
use crate::xml::AttributeKind;
use crate::xml::external::External;
use crate::xml::files::Files;
use crate::xml::parse::{parse, parse_with};
use crate::xml::sink::{Sink, Start};

/// Builds a [`Document`] while it is read.
#[derive(Debug)]
pub struct Builder {
    document: Document,
    /// The node that is open, innermost last; the document itself first.
    open: Vec<NodeId>,
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
        // A published volume has a node for every 40 bytes, an attribute for every 90.
        let mut nodes = Arena::with_capacity(1 + bytes / 32);
        let (span, text) = Default::default();
        nodes.alloc(Record { parent: first(), after: 1, span, text, content: Content::Document });
        let document = Document {
            nodes,
            attributes: Vec::with_capacity(bytes / 64),
            text: String::with_capacity(bytes),
            buffer: String::with_capacity(bytes / 8),
            ..Document::default()
        };
        Self { document, open: vec![first()], is_too_large: false }
    }

    /// Begins with a document.
    #[must_use]
    pub fn new() -> Self {
        Self::with_room(0)
    }

    /// The document; empty where it was 4 GiB or more.
    #[must_use]
    pub fn finish(mut self) -> Document {
        if self.is_too_large {
            return Document::default();
        }
        self.close(first());
        self.document
    }

    fn push(&mut self, span: Span, content: Content) -> NodeId {
        let after = self.next().saturating_add(1);
        let parent = self.around();
        let span = self.range(span.start, span.end);
        let text = self.text_from(self.document.text.len());
        self.document.nodes.alloc(Record { parent, after, span, text, content })
    }

    /// The node that is open, innermost.
    fn around(&self) -> NodeId {
        self.open.last().copied().unwrap_or_else(first)
    }

    /// Ends a node here.
    fn close(&mut self, id: NodeId) {
        let after = self.next();
        let text = self.text_from(0);
        let record = &mut self.document.nodes[id];
        record.after = after;
        record.text.end = text.end;
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
        let element = self.next();
        for (at, attribute) in (0..).zip(start.attributes) {
            if let AttributeKind::Id | AttributeKind::References = attribute.kind {
                self.document.identities.push(Identity { element, at, kind: attribute.kind });
            }
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
        let record = &mut self.document.nodes[id];
        record.span.end = record.span.end.max(end);
    }

    fn text(&mut self, text: &str, span: Span) {
        let start = self.document.text.len();
        self.document.text.push_str(text);
        let range = self.text_from(start);
        let end = self.span(span).end;
        let parent = self.around();
        let before = self.document.nodes.iter().next_back();
        let joined = before.filter(|(_, node)| matches!(node.content, Content::Text) && node.parent == parent);
        match joined.map(|(id, _)| id) {
            Some(id) => {
                let record = &mut self.document.nodes[id];
                record.text.end = range.end;
                record.span.end = record.span.end.max(end);
            }
            None => {
                let id = self.push(span, Content::Text);
                self.document.nodes[id].text = range;
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

    /// Reads a document with the files it names, as [`Self::parse`] reads one alone: see [`parse_with`].
    #[must_use]
    pub fn parse_with(text: &str, external: External, files: &mut Files<'_>) -> (Self, Vec<Diagnostic>) {
        let mut builder = Builder::with_room(text.len());
        let findings = parse_with(text, external, files, &mut builder);
        (builder.finish(), findings)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::xml::External;

    #[test]
    fn a_broken_document_is_whole() {
        let (document, findings) = Document::parse("<a><b>x</a>", External::Refused);
        assert_eq!(findings.len(), 1);
        assert_eq!(document.root().unwrap().elements().next().unwrap().string_value(), "x");
        assert!(Document::parse("", External::Refused).0.root().is_none());
    }
}
