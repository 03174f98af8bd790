//! Blocks to running text. Takes a span of the source and the marks in it; gives inlines that cover it.
//!
//! Where the lines of a manuscript are kept, the breaks between them are marks as well.

use super::pages::PageMark;
use super::signs::Sign;
use crate::model::{Block, Inline, Role};
use crate::profile::LineBreaks;
use crate::text::Span;

/// A mark that is taken out of the text.
#[derive(Clone, Copy, Debug)]
pub(super) enum Mark {
    /// A page break.
    Page(PageMark),
    /// The mark of a note: its place and the note's index.
    Note(Span, usize),
    /// An editors' sign where it opens.
    Open(Sign),
    /// The same sign where it closes.
    Close(Sign),
    /// The end of a line.
    LineBreak(Gap),
    /// The end of a line in the middle of a word.
    WordBreak(Gap),
}

/// What stands between two lines of a manuscript: white space, and the mark of the page that begins there.
#[derive(Clone, Copy, Debug)]
pub(super) struct Gap {
    /// From the end of one line to the beginning of the next.
    pub(super) span: Span,
    /// The page mark in it.
    pub(super) page: Option<PageMark>,
}

impl Gap {
    /// The white space between the page mark, if there is one, and the line.
    fn before_line(self) -> Span {
        Span::new(self.page.map_or(self.span.start, |page| page.span.end), self.span.end)
    }
}

impl Mark {
    pub(super) fn span(self) -> Span {
        match self {
            Self::Page(page) => page.span,
            Self::Note(span, _) => span,
            Self::Open(sign) => sign.open,
            Self::Close(sign) => sign.close,
            Self::LineBreak(gap) | Self::WordBreak(gap) => gap.span,
        }
    }

    /// Marks by place; where several begin at one place, those without length first, and of these what opens last.
    pub(super) fn order(&self) -> (usize, usize, bool) {
        (self.span().start, self.span().end, matches!(self, Self::Open(_)))
    }
}

/// All marks of a text, in order and without overlap.
#[derive(Debug)]
pub(super) struct Marks {
    all: Vec<Mark>,
    breaks: LineBreaks,
}

impl Marks {
    /// Sorts marks by place. Of two that overlap the first stays.
    pub(super) fn new(mut marks: Vec<Mark>, breaks: LineBreaks) -> Self {
        marks.sort_by_key(Mark::order);
        marks.dedup_by(|next, kept| next.span().start < kept.span().end);
        Self { all: marks, breaks }
    }

    /// What stands before the text of a line: a break, where the lines of the manuscript are kept.
    pub(super) fn line_start(&self, line: Span) -> Option<Inline> {
        (self.breaks == LineBreaks::Lb).then(|| Inline::LineBreak(Span::at(line.start)))
    }

    /// Those that lie wholly inside a span. A mark without length, the anchor of a note without mark, belongs to the piece that
    /// ends there, not to the one that begins.
    pub(super) fn inside(&self, span: Span) -> &[Mark] {
        let is_at_end = |mark: &Mark| mark.span().is_empty() && !matches!(mark, Mark::Open(_));
        let is_before =
            |mark: &Mark| mark.span().start < span.start || (mark.span().start == span.start && is_at_end(mark));
        let from = self.all.partition_point(is_before);
        let to = self.all.partition_point(|mark| mark.span().end <= span.end);
        self.all.get(from..to).unwrap_or_default()
    }

    /// A span with the signs whose ends touch both of its ends: "⟨Wien⟩" for "Wien".
    pub(super) fn around(&self, span: Span) -> Span {
        let signs = self.all.iter().filter_map(|mark| match mark {
            Mark::Open(sign) if sign.open.end <= span.start && sign.close.start >= span.end => Some(sign),
            _ => None,
        });
        signs.rev().fold(span, |inner, sign| {
            let touches = sign.open.end == inner.start && sign.close.start == inner.end;
            if touches { sign.open.to(sign.close) } else { inner }
        })
    }

    /// Every mark.
    pub(super) fn all(&self) -> &[Mark] {
        &self.all
    }
}

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
