//! Two versions of a document as tokens, each with its partner in the other one. Takes what `align` found; gives what stands at a token and
//! around it.

use std::ops::Range;

use super::Version;
use super::tokens::{Stream, Token, TokenKind, widened};
use crate::text::Span;
use crate::xml::document::Node;

/// One version with its tokens, each with its partner in the other one.
pub(super) struct Side<'d> {
    pub(super) version: Version<'d>,
    pub(super) stream: Stream,
    pub(super) partners: Vec<Option<u32>>,
}

/// Both versions.
pub(super) struct Pair<'d> {
    pub(super) before: Side<'d>,
    pub(super) after: Side<'d>,
}

/// A run of tokens in each version.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Region {
    pub(super) before: Range<u32>,
    pub(super) after: Range<u32>,
}

impl<'d> Side<'d> {
    pub(super) fn token(&self, at: u32) -> Option<&Token> {
        self.stream.tokens.get(widened(at))
    }

    pub(super) fn partner(&self, at: u32) -> Option<u32> {
        *self.partners.get(widened(at))?
    }

    pub(super) fn node(&self, at: u32) -> Option<Node<'d>> {
        self.version.document.node(self.token(at)?.node)
    }

    /// The name of an element by its start tag, as it is written.
    pub(super) fn name(&self, open: u32) -> String {
        self.node(open).and_then(Node::name).map(crate::xml::Name::as_written).unwrap_or_default()
    }

    /// The number of the element around a token; 0 for the document.
    pub(super) fn parent(&self, at: u32) -> u32 {
        self.node(at).and_then(Node::parent).map_or(0, Node::id)
    }

    /// What stands between the token before a run and the one after it.
    pub(super) fn between(&self, run: &Range<u32>) -> Span {
        let start = run.start.checked_sub(1).and_then(|at| self.token(at)).map_or(0, |token| token.span().end);
        let end = self.token(run.end).map_or(self.version.text.len(), |token| token.span().start);
        Span::new(start, end)
    }

    /// The place of an element by its start tag.
    pub(super) fn element(&self, open: u32) -> Span {
        self.node(open).map_or(Span::default(), Node::span)
    }

    /// Whether an element has no end tag of its own.
    pub(super) fn is_closed_at_once(&self, open: u32) -> bool {
        self.node(open).is_some_and(|node| node.tag_span() == node.span())
    }
}

impl Pair<'_> {
    /// The start tag after of an element that both have, by its start tag before.
    pub(super) fn same(&self, open: u32) -> Option<u32> {
        let own = self.before.token(open).filter(|token| token.kind == TokenKind::Open)?;
        let other = self.before.partner(open)?;
        let is_same = self.before.partner(own.other)? == self.after.token(other)?.other
            && self.before.is_closed_at_once(open) == self.after.is_closed_at_once(other);
        is_same.then_some(other)
    }
}
