//! What is known of each node before it is shown. Takes a document, where its text stands in the lines of the transcript, and what elements were made
//! from; gives for each node its lines, and what it holds. One pass from the last node to the first, so that what is in an element is known before the element.

use super::presentation;
use super::transcript::Transcript;
use crate::text::Origin;
use crate::vocabulary::{self, Property};
use crate::xml::Document;
use crate::xml::document::{Kind, Node};

/// What is known of a node.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Part {
    /// The first and the last line of the transcript that have its text, without its notes; counted from 1.
    pub(super) lines: Option<(usize, usize)>,
    /// Whether an element in it stands apart from the text around it.
    pub(super) has_block: bool,
    /// Whether there is text in it, one level down.
    pub(super) has_text: bool,
    /// Whether it holds elements that its rule does not allow, or such that hold what theirs does not.
    pub(super) is_irregular: bool,
}

/// All nodes of a document, by number.
#[derive(Debug)]
pub(super) struct Parts(Vec<Part>);

impl Parts {
    pub(super) fn of(document: &Document, transcript: Option<&Transcript<'_>>, origins: &[(usize, Origin)]) -> Self {
        let nodes = document.top().map_or(0, Node::after);
        let mut parts = Self(vec![Part::default(); at(nodes)]);
        for (id, node) in (0..nodes).rev().filter_map(|id| Some((id, document.node(id)?))) {
            match node.kind() {
                Kind::Text => parts.text(node, transcript),
                // What was a mark in the text has no text of its own.
                Kind::Element if node.after() == id + 1 => {
                    let lines = transcript.zip(origin(origins, node));
                    parts.set_lines(node, lines.map(|(transcript, origin)| transcript.lines_at(origin.span)));
                }
                Kind::Element | Kind::Document | Kind::Comment | Kind::Instruction => {}
            }
            parts.hand_on(node);
        }
        parts
    }

    pub(super) fn get(&self, node: Node<'_>) -> Part {
        self.0.get(at(node.id())).copied().unwrap_or_default()
    }

    fn text(&mut self, node: Node<'_>, transcript: Option<&Transcript<'_>>) {
        let is_blank = node.text().trim().is_empty();
        let lines = transcript.filter(|_| !is_blank).and_then(|transcript| transcript.lines_of(node.span()));
        self.set_lines(node, lines);
        if let Some(part) = self.0.get_mut(at(node.id())) {
            part.has_text = !is_blank;
        }
    }

    fn set_lines(&mut self, node: Node<'_>, lines: Option<(usize, usize)>) {
        if let Some(part) = self.0.get_mut(at(node.id())) {
            part.lines = lines;
        }
    }

    /// Tells the parent what this node means for it.
    fn hand_on(&mut self, node: Node<'_>) {
        let Some(parent) = node.parent() else { return };
        let own = self.get(node);
        let (name, around) = (local(node), local(parent));
        let Some(part) = self.0.get_mut(at(parent.id())) else { return };
        match node.kind() {
            Kind::Text => part.has_text |= own.has_text,
            Kind::Element => {
                part.has_block |= !is_note(node) && (own.has_block || vocabulary::has(name, Property::Block));
                let demanded = presentation::demanded(around);
                part.is_irregular |=
                    demanded.is_some_and(|child| child != name || own.is_irregular || own.is_torn(name));
            }
            Kind::Document | Kind::Comment | Kind::Instruction => {}
        }
        if !is_note(node) {
            part.lines = joined(part.lines, own.lines);
        }
    }
}

impl Part {
    /// Whether there is text between the elements that a rule demands.
    fn is_torn(self, name: &str) -> bool {
        self.has_text && presentation::demanded(name).is_some()
    }

    /// Whether it has the content that its rule demands.
    pub(super) fn is_regular(self) -> bool {
        !self.is_irregular && !self.has_text
    }
}

/// The name of an element without its prefix; empty for other nodes.
pub(super) fn local(node: Node<'_>) -> &str {
    node.name().map_or("", |name| &*name.local)
}

/// Whether an element is a note that stands behind the text.
pub(super) fn is_note(node: Node<'_>) -> bool {
    local(node) == "note" && attribute(node, "rend") != Some("inline")
}

/// The value of an attribute without namespace.
pub(super) fn attribute<'d>(node: Node<'d>, name: &str) -> Option<&'d str> {
    node.attribute("", name).map(|attribute| attribute.value).filter(|value| !value.trim().is_empty())
}

/// What an element was made from; `origins` are sorted by the first bytes of tags.
pub(super) fn origin<'o>(origins: &'o [(usize, Origin)], node: Node<'_>) -> Option<&'o Origin> {
    let found = origins.binary_search_by_key(&node.tag_span().start, |(start, _)| *start).ok()?;
    origins.get(found).map(|(_, origin)| origin)
}

fn joined(one: Option<(usize, usize)>, other: Option<(usize, usize)>) -> Option<(usize, usize)> {
    match (one, other) {
        (Some((first, last)), Some((start, end))) => Some((first.min(start), last.max(end))),
        (one, other) => one.or(other),
    }
}

fn at(id: u32) -> usize {
    usize::try_from(id).unwrap_or(usize::MAX)
}
