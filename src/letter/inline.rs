//! Blocks to running text. Takes a span of the source and the marks in it; gives inlines that cover it.
//!
//! Where the lines of a manuscript are kept, the breaks between them are marks as well.

use super::mark::{Mark, Marks, Sign};
use super::pages::PageMark;
use crate::model::{Block, Inline, Role};
use crate::text::Span;

/// A page break between blocks.
pub(super) fn page_block(page: PageMark) -> Block {
    let mut made = Block::new(Role::Page, page.span, "page-mark");
    made.content.push(page_break(page.number, page.span));
    made
}

fn page_break(number: Span, mark: Span) -> Inline {
    Inline::PageBreak { number, mark }
}

/// The text of a span with its marks as inlines.
pub(super) fn cut(span: Span, marks: &Marks) -> Vec<Inline> {
    cut_lines(&[span], marks)
}

/// The text of a block, with its marks as inlines: the lines of the manuscript, where they are kept.
pub(super) fn cut_block(span: Span, marks: &Marks) -> Vec<Inline> {
    marks.line_start(span).into_iter().chain(cut(span, marks)).collect()
}

/// The text of lines whose breaks matter, with its marks as inlines. A sign of which one end lies outside stays text.
pub(super) fn cut_lines(lines: &[Span], marks: &Marks) -> Vec<Inline> {
    let is_inside = |sign: Span| lines.iter().any(|line| line.contains(sign));
    let mut open: Vec<Vec<Inline>> = Vec::new();
    let mut found = Vec::new();
    let mut before: Option<Span> = None;
    for line in lines {
        if let Some(before) = before {
            found.push(Inline::LineBreak(Span::new(before.end, line.start)));
        }
        let mut at = line.start;
        for mark in marks.inside(*line) {
            if let Mark::Open(sign) | Mark::Close(sign) = mark
                && !(is_inside(sign.open) && is_inside(sign.close))
            {
                continue;
            }
            push_text(Span::new(at, mark.span().start), &mut found);
            at = mark.span().end;
            match mark {
                Mark::Page(page) => found.push(page_break(page.number, page.span)),
                Mark::Note(_, note) => found.push(Inline::Note(*note)),
                Mark::Open(_) => open.push(std::mem::take(&mut found)),
                Mark::Close(Sign { row, open: opening, close }) => {
                    let content = std::mem::replace(&mut found, open.pop().unwrap_or_default());
                    found.push(Inline::Sign { row: *row, open: *opening, close: *close, content });
                }
                Mark::LineBreak(gap) => {
                    found.extend(gap.page.map(|page| page_break(page.number, page.span)));
                    found.push(Inline::LineBreak(gap.before_line()));
                }
                // White space in a word belongs to the marks.
                Mark::WordBreak(gap) => {
                    found
                        .extend(gap.page.map(|page| page_break(page.number, Span::new(gap.span.start, page.span.end))));
                    found.push(Inline::WordBreak(gap.before_line()));
                }
            }
        }
        push_text(Span::new(at, line.end), &mut found);
        before = Some(*line);
    }
    found
}

fn push_text(span: Span, found: &mut Vec<Inline>) {
    if !span.is_empty() {
        found.push(Inline::Text(span));
    }
}
