//! Documents for the tests of this folder, built from a source by the words their parts begin with. Takes texts; gives blocks.

use crate::metadata::Metadata;
use crate::model::{Block, Document, Inline, Note, Role};
use crate::profile::{self, Profile};
use crate::text::{Source, Span};

/// A source whose parts are found by their words.
pub(super) struct Page(pub(super) Source);

impl Page {
    pub(super) fn new(text: &str) -> Self {
        Self(Source::new("test.txt", text))
    }

    /// Where these words stand first.
    pub(super) fn span(&self, words: &str) -> Span {
        let start = self.0.text().find(words).expect(words);
        Span::new(start, start + words.len())
    }

    pub(super) fn text(&self, words: &str) -> Inline {
        Inline::Text(self.span(words))
    }

    pub(super) fn page_break(&self, mark: &str, number: &str) -> Inline {
        Inline::PageBreak { number: self.span(number), mark: self.span(mark) }
    }

    /// A block of these words.
    pub(super) fn block(&self, role: Role, words: &str) -> Block {
        self.holding(role, words, vec![self.text(words)])
    }

    /// A block of these inlines; an item's bullet is what stands before the first blank, where it is a sign.
    pub(super) fn holding(&self, role: Role, words: &str, content: Vec<Inline>) -> Block {
        let span = self.span(words);
        let sign = words.split(' ').next().filter(|sign| role == Role::Item && ["•", "–", "-"].contains(sign));
        let bullet = sign.map(|sign| Span::new(span.start, span.start + sign.len()));
        Block { bullet, content, ..Block::new(role, span, "test") }
    }

    /// A block around other blocks.
    pub(super) fn around(&self, role: Role, children: Vec<Block>) -> Block {
        let span = children.iter().map(|child| child.span).reduce(Span::to);
        Block { children, ..Block::new(role, span.unwrap_or_default(), "test") }
    }

    /// A note with this mark.
    pub(super) fn note(&self, mark: &str, words: &str) -> Note {
        Note {
            further: Vec::new(),
            closing: None,
            mark: self.span(mark),
            cited: Some(self.span(mark)),
            label: self.span(mark),
            span: self.span(words),
            content: vec![self.text(words)],
            is_source: false,
        }
    }

    /// What is inside `body`, of the file written for a document.
    pub(super) fn body(&self, document: &Document, profile: &Profile) -> String {
        let written = super::write(document, &self.0, profile, &Metadata::default()).xml;
        let body = written.split_once("<body").unwrap().1.split_once("</text>").unwrap().0;
        let body = body.trim_start_matches(['>', '/', '\n']).trim_end();
        body.trim_end_matches("</body>").trim_end().replace("\n      ", "\n").trim_start().to_owned()
    }
}

pub(super) fn letter() -> Profile {
    profile::built_in("letter").unwrap()
}
