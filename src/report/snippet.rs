//! The part of a line that a report shows. Takes a source and a span; gives at most [`WIDTH`] characters of the span's first
//! line and where in them the span lies.
//!
//! A letter's paragraph is one line of the file, and a broken file may be ten megabytes in one line: only a window around the
//! span is read and shown, `…` standing for the character at which it was cut. Control characters are replaced by visible
//! signs, one for one, so that no text can steer a terminal and columns stay right.

use std::ops::Range;

use crate::text::{Position, Source, Span, visible};

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
