//! The proof that a layout changed nothing. Takes a document before and after; gives the first place where the two differ.
//!
//! Compared are the nodes in their order and depth: elements by their names and attributes, values as they are written, in whatever
//! order; texts, comments and instructions character by character, as read and as written; and what stands outside of the root
//! element. White space is passed over in elements alone that hold no text by their content models and in this document, and where no
//! `xml:space="preserve"` is in force.

use super::content::Answers;
use super::layout::loose;
use super::tag::{self, Written};
use crate::text::Span;
use crate::xml::document::{Kind, Node};
use crate::xml::{Document, XML_NAMESPACE, is_blank};

/// A document and the text it was read from.
#[derive(Clone, Copy)]
pub(super) struct Side<'d> {
    pub(super) document: &'d Document,
    pub(super) source: &'d str,
}

/// The place in the document before where the one after differs; `None` where it does not.
pub(super) fn difference(before: Side<'_>, after: Side<'_>, answers: &Answers<'_>) -> Option<Span> {
    let mut theirs = Significant::of(after, answers);
    for (depth, node) in Significant::of(before, answers) {
        let is_same = theirs.next().is_some_and(|(other_depth, other)| {
            other_depth == depth && is_same(node, before.source, other, after.source)
        });
        if !is_same {
            return Some(node.span());
        }
    }
    let is_whole = theirs.next().is_none() && outside(before).eq(outside(after));
    (!is_whole).then_some(Span::default())
}

fn is_same(a: Node<'_>, a_source: &str, b: Node<'_>, b_source: &str) -> bool {
    let is_kind = a.kind() == b.kind() && a.name() == b.name() && a.text() == b.text();
    is_kind
        && match a.kind() {
            Kind::Element => has_same_tag(a.tag_span().of(a_source), b.tag_span().of(b_source)),
            _ => a.span().of(a_source) == b.span().of(b_source),
        }
}

fn has_same_tag(a: &str, b: &str) -> bool {
    fn sorted(tag: &str) -> (&str, Vec<Written<'_>>) {
        let mut attributes = Vec::new();
        let name = tag::parts(tag, &mut attributes);
        attributes.sort_unstable();
        (name, attributes)
    }
    a == b || sorted(a) == sorted(b)
}

/// What stands outside of the root element and is no node.
fn outside(side: Side<'_>) -> impl Iterator<Item = &str> {
    let nodes = side.document.top().into_iter().flat_map(Node::children).map(Node::span);
    let ends = nodes.chain([Span::at(side.source.len())]);
    let mut at = 0;
    ends.flat_map(move |span| {
        loose(side.source.get(std::mem::replace(&mut at, span.end)..span.start).unwrap_or_default())
    })
}

/// The nodes of a document with their depth, without white space that means nothing.
struct Significant<'d> {
    nodes: Box<dyn Iterator<Item = Node<'d>> + 'd>,
    answers: &'d Answers<'d>,
    open: Vec<Around>,
}

/// An element around.
struct Around {
    after: u32,
    keeps_space: bool,
    holds_no_text: bool,
}

impl<'d> Significant<'d> {
    fn of(side: Side<'d>, answers: &'d Answers<'d>) -> Self {
        let nodes = side.document.top().into_iter().flat_map(Node::descendants);
        Self { nodes: Box::new(nodes), answers, open: Vec::new() }
    }

    fn enter(&mut self, node: Node<'d>) {
        let keeps_space = match node.attribute(XML_NAMESPACE, "space").map(|attribute| attribute.value) {
            Some("preserve") => true,
            Some("default") => false,
            _ => self.open.last().is_some_and(|around| around.keeps_space),
        };
        let texts = || node.children().filter(|child| child.kind() == Kind::Text);
        let holds_no_text = !keeps_space
            && node.name().is_some_and(|name| self.answers.hold_no_text(name))
            && texts().all(|text| is_blank(text.text()));
        self.open.push(Around { after: node.after(), keeps_space, holds_no_text });
    }
}

impl<'d> Iterator for Significant<'d> {
    type Item = (usize, Node<'d>);

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            let node = self.nodes.next()?;
            while self.open.pop_if(|around| around.after <= node.id()).is_some() {}
            let depth = self.open.len();
            match node.kind() {
                Kind::Element => self.enter(node),
                Kind::Text if self.open.last().is_some_and(|around| around.holds_no_text) => continue,
                _ => {}
            }
            return Some((depth, node));
        }
    }
}
