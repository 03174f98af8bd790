//! Blocks to running text. Takes a span of the source and the marks in it; gives inlines that cover it.

use super::pages::PageMark;
use crate::model::{Block, Inline, Role};
use crate::text::Span;

/// A mark that is taken out of the text.
#[derive(Clone, Copy, Debug)]
pub(super) enum Mark {
    /// A page break.
    Page(PageMark),
    /// The mark of a note: its place and the note's index.
    Note(Span, usize),
}

impl Mark {
    pub(super) fn span(self) -> Span {
        match self {
            Self::Page(page) => page.span,
            Self::Note(span, _) => span,
        }
    }
}

/// All marks of a text, in order and without overlap.
#[derive(Debug, Default)]
pub(super) struct Marks(Vec<Mark>);

impl Marks {
    /// Sorts marks by place. Of two that overlap the first stays.
    pub(super) fn new(mut marks: Vec<Mark>) -> Self {
        marks.sort_by_key(|mark| (mark.span().start, mark.span().end));
        marks.dedup_by(|next, kept| next.span().start < kept.span().end);
        Self(marks)
    }

    /// Those that lie wholly inside a span. A mark without length, the anchor of a note without mark, belongs to the piece that
    /// ends there, not to the one that begins.
    pub(super) fn inside(&self, span: Span) -> &[Mark] {
        let is_before = |mark: Span| mark.start < span.start || (mark.is_empty() && mark.start == span.start);
        let from = self.0.partition_point(|mark| is_before(mark.span()));
        let to = self.0.partition_point(|mark| mark.span().end <= span.end);
        self.0.get(from..to).unwrap_or_default()
    }

    /// Every mark.
    pub(super) fn all(&self) -> &[Mark] {
        &self.0
    }
}

/// A page break between blocks.
pub(super) fn page_block(page: PageMark) -> Block {
    let mut made = Block::new(Role::Page, page.span, "page-mark");
    made.content.push(Inline::PageBreak { number: page.number, mark: page.span });
    made
}

/// The text of a span with its marks as inlines.
pub(super) fn cut(span: Span, marks: &Marks) -> Vec<Inline> {
    let mut found = Vec::new();
    let mut at = span.start;
    for mark in marks.inside(span) {
        push_text(Span::new(at, mark.span().start), &mut found);
        found.push(match mark {
            Mark::Page(page) => Inline::PageBreak { number: page.number, mark: page.span },
            Mark::Note(_, note) => Inline::Note(*note),
        });
        at = mark.span().end;
    }
    push_text(Span::new(at, span.end), &mut found);
    found
}

/// The text of lines whose breaks matter.
pub(super) fn cut_lines(lines: &[Span], marks: &Marks) -> Vec<Inline> {
    let mut found = Vec::new();
    let mut before: Option<Span> = None;
    for line in lines {
        if let Some(before) = before {
            found.push(Inline::LineBreak(Span::new(before.end, line.start)));
        }
        found.extend(cut(*line, marks));
        before = Some(*line);
    }
    found
}

fn push_text(span: Span, found: &mut Vec<Inline>) {
    if !span.is_empty() {
        found.push(Inline::Text(span));
    }
}
