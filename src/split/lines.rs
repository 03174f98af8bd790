//! The lines of a volume. Takes a source; gives those that are not blank, each with where its words stand.

use crate::letter::FORM_FEED;
use crate::text::{Source, Span};

/// A line that is not blank.
#[derive(Clone, Copy, Debug)]
pub struct Line {
    /// Where it begins.
    pub start: usize,
    /// How many blank lines stand before it; at the beginning of the text and of a page one more than any.
    pub gap: usize,
    /// Its words, without white space and a byte-order mark at either end.
    pub words: Span,
}

/// The gap before a page.
const PAGE: usize = usize::MAX;

/// A gap that sets letters apart, not paragraphs.
pub const WIDE: usize = 2;

/// The lines of a text that are not blank.
pub fn of(source: &Source) -> Vec<Line> {
    let text = source.text();
    let mut gap = PAGE;
    let mut lines = Vec::new();
    for line in source.lines() {
        let mark = if line.start == 0 && text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
        let words = Span::new(line.start + mark, line.end).trim(text);
        gap = if line.of(text).starts_with(FORM_FEED) { PAGE } else { gap };
        if !words.is_empty() {
            lines.push(Line { start: line.start, gap, words });
            gap = 0;
        } else {
            gap = gap.saturating_add(1);
        }
        gap = if line.of(text).ends_with(FORM_FEED) { PAGE } else { gap };
    }
    lines
}
