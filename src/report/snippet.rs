//! The part of a line that a report shows. Takes a source and a span; gives at most [`WIDTH`] characters of the span's first
//! line and where in them the span lies.
//!
//! A letter's paragraph is one line of the file, and a broken file may be ten megabytes in one line: only a window around the
//! span is read and shown, `…` standing for the character at which it was cut. Control characters are replaced by visible
//! signs, one for one, so that no text can steer a terminal and columns stay right.

use std::borrow::Cow;
use std::ops::Range;

use crate::text::{Position, Source, Span};

/// Characters of a line that are shown at most.
pub const WIDTH: usize = 100;

/// Characters before a span that are shown at most.
const BEFORE: usize = 40;

/// A window on one line.
#[derive(Debug, PartialEq)]
pub struct Snippet {
    /// What is shown.
    pub text: String,
    /// The part of `text` that the span covers, in bytes. A span of several lines ends with its first.
    pub mark: Range<usize>,
    /// Where the span begins in the source.
    pub position: Position,
}

/// Cuts the window for a span.
pub fn cut(source: &Source, span: Span) -> Snippet {
    let (left, right) = source.around(span.start);
    let length = span.end.saturating_sub(span.start);
    let mut before: Vec<char> = left.chars().rev().take_while(|&c| !is_line_end(c)).take(BEFORE + 1).collect();
    before.reverse();
    if let (BEFORE.., Some(first)) = (before.len().saturating_sub(1), before.first_mut()) {
        *first = '…';
    }
    let mut shown: String = before.iter().copied().map(visible).collect();
    let mut mark = shown.len()..shown.len();
    let room = WIDTH - before.len();
    let mut rest = right.char_indices().take_while(|&(_, c)| !is_line_end(c)).peekable();
    for _ in 0..room {
        let Some((at, character)) = rest.next() else {
            break;
        };
        shown.push(visible(character));
        if at < length {
            mark.end = shown.len();
        }
    }
    if rest.peek().is_some() {
        shown.push('…');
    }
    Snippet { text: shown, mark, position: source.position(span.start) }
}

fn is_line_end(character: char) -> bool {
    matches!(character, '\n' | '\r')
}

/// The sign that stands for a character in a report.
pub fn visible(character: char) -> char {
    match character {
        '\t' => ' ',
        '\u{7f}' => '␡',
        '\0'..='\u{1f}' => char::from_u32(0x2400 + u32::from(character)).unwrap_or('\u{fffd}'),
        // C1 controls, and the signs that reorder or hide what stands around them.
        '\u{80}'..='\u{9f}'
        | '\u{200b}'..='\u{200f}'
        | '\u{2028}'..='\u{202e}'
        | '\u{2066}'..='\u{2069}'
        | '\u{feff}' => '\u{fffd}',
        other => other,
    }
}

/// A text with every character that could steer a terminal, or end a line, replaced by the sign that stands for it: names of files,
/// values of settings and what a file says go into a report as this.
#[must_use]
pub fn shown(text: &str) -> Cow<'_, str> {
    if text.chars().all(|character| visible(character) == character) {
        return Cow::Borrowed(text);
    }
    Cow::Owned(text.chars().map(visible).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, span: Span, expected: &str) {
        let snippet = cut(&Source::new("x", text), span);
        let mut marked = snippet.text.clone();
        marked.insert(snippet.mark.end, ']');
        marked.insert(snippet.mark.start, '[');
        assert_eq!(marked, expected);
        assert!(snippet.text.chars().count() <= WIDTH + 1);
    }

    #[test]
    fn a_short_line_is_shown_whole() {
        check("ab\ncdé f\r\ng", Span::new(5, 7), "cd[é] f");
        check("ab\ncd", Span::new(0, 5), "[ab]");
        check("ab", Span::at(2), "ab[]");
        check("", Span::at(0), "[]");
        check("ab", Span::new(9, 12), "ab[]");
    }

    #[test]
    fn a_long_line_is_cut_on_both_sides() {
        let text = format!("{}X{}", "a".repeat(1000), "b".repeat(1000));
        let expected = format!("…{}[X]{}…", "a".repeat(40), "b".repeat(58));
        check(&text, Span::new(1000, 1001), &expected);
        check(&text, Span::new(0, 2001), &format!("[{}]…", "a".repeat(100)));
    }

    #[test]
    fn what_steers_a_terminal_is_replaced() {
        check("a\u{1b}[31m\0\t\u{202e}b", Span::new(1, 2), "a[␛][31m␀ \u{fffd}b");
    }
}
