//! Marks: what is taken out of the text because it stands for markup. Takes places that others found; gives them in order.
//!
//! `pages`, `notes`, `signs` and `line_breaks` find marks; the text is masked under them, and `inline` puts what they stand for in their
//! places.

use super::pages::PageMark;
use super::words::MASK;
use crate::model::Inline;
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

/// An editors' sign that stands for an element.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Sign {
    /// Which row of the profile's signs.
    pub(super) row: usize,
    /// What opens it: the whole sign of an empty element; nothing, before a word that a sign follows.
    pub(super) open: Span,
    /// What closes it; empty for an empty element.
    pub(super) close: Span,
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
    pub(super) fn before_line(self) -> Span {
        Span::new(self.page.map_or(self.span.start, |page| page.span.end), self.span.end)
    }
}

impl Mark {
    /// Where it stands.
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

/// The text with every byte of a mark masked, so that spans stay what they are.
pub(super) fn masked(text: &str, marks: &[Mark]) -> String {
    let mut masked = String::with_capacity(text.len());
    let mut at = 0;
    for mark in marks.iter().map(|mark| mark.span()).filter(|span| !span.is_empty()) {
        if mark.start < at {
            continue;
        }
        masked.push_str(Span::new(at, mark.start).of(text));
        masked.extend(std::iter::repeat_n(MASK, mark.len()));
        at = mark.end;
    }
    masked.push_str(text.get(at..).unwrap_or_default());
    masked
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
