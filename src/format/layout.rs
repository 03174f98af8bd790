//! The layout itself. Takes a document and the text it was read from; gives that text with tags written in one way and with new white space
//! in elements that are laid out.
//!
//! An element is laid out where its content model has no text, it holds no text but white space, something stands in it, no
//! `xml:space="preserve"` is in force, and the element around it is laid out; a block such as a list is laid out in running text too.
//! What stands in it has a line of its own, two blanks deeper. A comment or instruction stays on the line of what is before it if it
//! stands there. One blank line between children stays. What comes from an entity, or is no node of the tree, is never looked into: the
//! element around it stays as it is.

use super::content::{Answers, is_block};
use super::tag::{self, Written};
use crate::xml::document::{Kind, Node};
use crate::xml::{self, Document, is_blank};

/// Levels that are indented; what is deeper stands where these end, so that no text grows beyond bounds.
const DEEPEST: usize = 100;

/// Writes a document that is well-formed.
pub(super) fn write(document: &Document, source: &str, answers: &Answers<'_>) -> String {
    let mut writer = Writer {
        source,
        answers,
        line_end: line_end(source),
        out: String::with_capacity(source.len() + source.len() / 8),
        at: 0,
        open: Vec::new(),
        attributes: Vec::new(),
    };
    let mut skipped = 0;
    for node in document.top().into_iter().flat_map(Node::descendants) {
        if node.id() < skipped {
            continue;
        }
        writer.close(node.id());
        match node.kind() {
            Kind::Element if is_literal(node, source) => writer.start(node),
            // All of it comes from an entity.
            Kind::Element => skipped = node.after(),
            Kind::Comment | Kind::Instruction => writer.other(node),
            Kind::Text | Kind::Document => {}
        }
    }
    writer.finish(document)
}

/// The parts of the text outside of the root that are no nodes: the byte order mark, the XML declaration, the document type.
pub(super) fn loose(gap: &str) -> impl Iterator<Item = &str> {
    let mut rest = gap;
    std::iter::from_fn(move || {
        rest = rest.trim_start_matches(xml::is_space);
        let mark = rest.starts_with('\u{feff}').then_some('\u{feff}'.len_utf8());
        let declaration = || rest.starts_with("<?").then(|| rest.find("?>").map(|end| end + "?>".len())).flatten();
        let (part, after) = rest.split_at_checked(mark.or_else(declaration).unwrap_or(rest.len()))?;
        rest = after;
        Some(part.trim_end_matches(xml::is_space)).filter(|part| !part.is_empty())
    })
}

/// Whether the tag of an element, or a comment or instruction, stands in the text itself.
fn is_literal(node: Node<'_>, source: &str) -> bool {
    source.as_bytes().get(node.span().start) == Some(&b'<')
}

/// The line end of a text: that of its first line.
fn line_end(source: &str) -> &'static str {
    match source.find(['\n', '\r']).and_then(|at| source.get(at..)) {
        Some(rest) if rest.starts_with("\r\n") => "\r\n",
        Some(rest) if rest.starts_with('\r') => "\r",
        _ => "\n",
    }
}

/// An element that has been begun.
#[derive(Clone, Copy)]
struct Open {
    /// The number of the node after it.
    after: u32,
    /// Where it ends in the source.
    end: usize,
    is_laid_out: bool,
    keeps_space: bool,
    /// Whether nothing has been written in it yet.
    is_fresh: bool,
}

struct Writer<'t> {
    source: &'t str,
    answers: &'t Answers<'t>,
    line_end: &'static str,
    out: String,
    /// What is before this byte of the source has been written.
    at: usize,
    open: Vec<Open>,
    /// Room for the attributes of a tag.
    attributes: Vec<Written<'t>>,
}

impl<'t> Writer<'t> {
    fn slice(&self, start: usize, end: usize) -> &'t str {
        self.source.get(start..end).unwrap_or_default()
    }

    fn start(&mut self, node: Node<'_>) {
        let span = node.span();
        let tag_end = node.tag_span().end;
        self.go_to(span.start, Child::Element);
        let tag = self.slice(span.start, tag_end);
        tag::push_start(&mut self.out, tag, &mut self.attributes);
        self.at = tag_end;
        if tag.ends_with("/>") {
            return;
        }
        let around = self.open.last().copied();
        let keeps_space = match node.attribute(xml::XML_NAMESPACE, "space").map(|attribute| attribute.value) {
            Some("preserve") => true,
            Some("default") => false,
            _ => around.is_some_and(|around| around.keeps_space),
        };
        let is_laid_out = !keeps_space && self.is_laid_out(node, around.is_none_or(|around| around.is_laid_out));
        self.open.push(Open { after: node.after(), end: span.end, is_laid_out, keeps_space, is_fresh: true });
    }

    fn is_laid_out(&self, node: Node<'_>, in_layout: bool) -> bool {
        let Some(name) = node.name().filter(|name| in_layout || is_block(name)) else { return false };
        if !self.answers.hold_no_text(name) {
            return false;
        }
        let mut at = node.tag_span().end;
        let mut holds_nodes = false;
        for child in node.children() {
            let span = child.span();
            let is_expected = match child.kind() {
                Kind::Text => is_blank(span.of(self.source)),
                _ => is_literal(child, self.source),
            };
            if span.start != at || !is_expected {
                return false;
            }
            holds_nodes |= child.kind() != Kind::Text;
            at = span.end;
        }
        holds_nodes && self.source.get(at..).is_some_and(|rest| rest.starts_with("</"))
    }

    /// A comment or instruction.
    fn other(&mut self, node: Node<'_>) {
        let span = node.span();
        if is_literal(node, self.source) {
            self.go_to(span.start, Child::Other);
            self.out.push_str(span.of(self.source));
            self.at = span.end;
        }
    }

    /// Ends the elements before a node.
    fn close(&mut self, next: u32) {
        while let Some(open) = self.open.pop_if(|open| open.after <= next) {
            let start = self.slice(0, open.end).rfind("</").unwrap_or(open.end);
            if open.is_laid_out {
                self.push_line();
            } else {
                self.copy(start);
            }
            let tag = self.slice(start, open.end);
            tag::push_end(&mut self.out, tag);
            self.at = open.end;
        }
    }

    /// Goes to what begins here, over white space or text.
    fn go_to(&mut self, start: usize, child: Child) {
        let Some(open) = self.open.last_mut() else { return self.outside(start) };
        let is_first = std::mem::replace(&mut open.is_fresh, false);
        if !open.is_laid_out {
            return self.copy(start);
        }
        let space = self.slice(self.at, start);
        match (child, lines(space)) {
            (Child::Other, 0) if space.is_empty() => {}
            (Child::Other, 0) => self.out.push(' '),
            (_, lines) => {
                if lines > 1 && !is_first {
                    self.out.push_str(self.line_end);
                }
                self.push_line();
            }
        }
    }

    /// What stands between nodes outside of the root element, each on a line of its own.
    fn outside(&mut self, start: usize) {
        let mut space = self.at;
        for part in loose(self.slice(self.at, start)) {
            let begin = space + self.slice(space, start).find(part).unwrap_or_default();
            self.push_outside(space, begin);
            self.out.push_str(part);
            space = begin + part.len();
        }
        self.push_outside(space, start);
        self.at = start;
    }

    /// Begins a line outside of the root element, after this white space.
    fn push_outside(&mut self, space: usize, start: usize) {
        if self.out.is_empty() || self.out == "\u{feff}" {
            return;
        }
        if lines(self.slice(space, start)) > 1 {
            self.out.push_str(self.line_end);
        }
        self.out.push_str(self.line_end);
    }

    fn copy(&mut self, end: usize) {
        self.out.push_str(self.slice(self.at, end));
        self.at = end;
    }

    fn push_line(&mut self) {
        self.out.push_str(self.line_end);
        self.out.extend(std::iter::repeat_n("  ", self.open.len().min(DEEPEST)));
    }

    fn finish(mut self, document: &Document) -> String {
        self.close(u32::try_from(document.len()).unwrap_or(u32::MAX));
        self.out.push_str(self.line_end);
        self.out
    }
}

/// What begins in an element.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Child {
    Element,
    /// A comment or instruction.
    Other,
}

/// How many lines end in white space.
fn lines(space: &str) -> usize {
    let lone = |(at, byte): (usize, u8)| byte == b'\r' && space.as_bytes().get(at + 1) != Some(&b'\n');
    space.bytes().enumerate().filter(|&(at, byte)| byte == b'\n' || lone((at, byte))).count()
}
