//! The lines of a volume. Takes a source; gives those that are not blank, each with where its words stand.

use super::border::Border;
use super::number::Number;
use crate::text::{Source, Span};

/// A line that is not blank.
#[derive(Clone, Copy, Debug)]
pub struct Line {
    /// Where it begins.
    pub start: usize,
    /// Its words, without white space and a byte-order mark at either end.
    pub words: Span,
}

impl Line {
    /// A letter that begins here, with this heading.
    pub fn border(&self, number: Option<Number>) -> Border {
        Border { at: self.start, end: self.words.end, number }
    }
}

/// The lines of a text that are not blank.
pub fn of(source: &Source) -> Vec<Line> {
    let text = source.text();
    let line = |line: Span| {
        let mark = if line.start == 0 && text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
        Line { start: line.start, words: Span::new(line.start + mark, line.end).trim(text) }
    };
    source.lines().map(line).filter(|line| !line.words.is_empty()).collect()
}
