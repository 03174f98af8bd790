//! A stream as tokens. Takes a stream and what counts as equal; gives words, signs and marks in order, each with what it says as a number that is
//! the same for the same in both streams, and what white space stands before it.
//!
//! A word is a run of letters and digits, with invisible characters in it; any other visible character is a token of its own; a mark is one
//! token, whatever it is spelt of.

use std::borrow::Cow;

use imara_diff::{Interner, Token as Meaning};

use super::characters::{is_invisible, is_word};
use super::equality::Equality;
use super::stream::{BORDER, Mark, PointKind, Stream};

/// What a token says.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) enum Key<'s> {
    Text(Cow<'s, str>),
    Mark(Mark),
}

/// The white space before a token.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Gap {
    /// Whether there is any.
    pub(super) is_space: bool,
    /// Whether a line ends in it.
    pub(super) is_line: bool,
    /// The first character that is neither blank, tab nor line end.
    pub(super) special: Option<char>,
    /// Whether a border or a break stands in it that says nothing of words.
    pub(super) is_maybe: bool,
    /// Whether a break inside of a word stands in it.
    pub(super) is_join: bool,
}

impl Gap {
    fn add(&mut self, c: char) {
        self.is_space = true;
        self.is_line |= c == '\n';
        self.is_maybe |= c == BORDER;
        if !matches!(c, ' ' | '\t' | '\n' | '\r' | '\u{c}' | BORDER) {
            self.special = self.special.or(Some(c));
        }
    }

    /// The white space in a text.
    pub(super) fn of(text: &str) -> Self {
        let mut gap = Self::default();
        text.chars().filter(|c| c.is_whitespace()).for_each(|c| gap.add(c));
        gap
    }

    /// This gap and the next one, as one.
    pub(super) fn and(self, next: Self) -> Self {
        Self {
            is_space: self.is_space || next.is_space,
            is_line: self.is_line || next.is_line,
            special: self.special.or(next.special),
            is_maybe: self.is_maybe || next.is_maybe,
            is_join: self.is_join || next.is_join,
        }
    }
}

/// What a token is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum TokenKind {
    /// Characters of the text.
    Text,
    /// A mark, by its number among the points of the stream.
    Mark(u32),
}

/// A token.
#[derive(Clone, Copy, Debug)]
pub(super) struct Token {
    pub(super) kind: TokenKind,
    pub(super) start: u32,
    pub(super) end: u32,
    pub(super) zone: u32,
    pub(super) gap: Gap,
}

/// The tokens of a stream.
#[derive(Debug, Default)]
pub(super) struct Tokens {
    pub(super) tokens: Vec<Token>,
    pub(super) meanings: Vec<Meaning>,
}

fn narrowed(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

/// A number of 32 bits as an index.
pub(super) fn index(number: u32) -> usize {
    usize::try_from(number).unwrap_or(usize::MAX)
}

impl Token {
    /// Its characters.
    pub(super) fn of<'s>(&self, stream: &'s Stream) -> &'s str {
        stream.text.get(index(self.start)..index(self.end)).unwrap_or_default()
    }
}

impl Tokens {
    /// The tokens of a stream, in order.
    pub(super) fn of<'s>(stream: &'s Stream, equality: &Equality, interner: &mut Interner<Key<'s>>) -> Self {
        let mut reader =
            Reader { stream, equality, interner, made: Self::default(), gap: Gap::default(), at: 0, point: 0 };
        for (zone, start) in stream.zones.iter().enumerate() {
            let end = stream.zones.get(zone + 1).copied().unwrap_or(stream.text.len());
            reader.zone(narrowed(zone), *start, end);
        }
        reader.made
    }
}

struct Reader<'s, 'i> {
    stream: &'s Stream,
    equality: &'i Equality,
    interner: &'i mut Interner<Key<'s>>,
    made: Tokens,
    gap: Gap,
    /// The place that is read next.
    at: usize,
    /// The point that comes next.
    point: usize,
}

impl<'s> Reader<'s, '_> {
    fn zone(&mut self, zone: u32, start: usize, end: usize) {
        self.gap = Gap::default();
        self.at = start;
        while let Some(point) = self.stream.points.get(self.point).filter(|point| point.zone == zone) {
            self.text(zone, point.start);
            self.mark(zone);
        }
        self.text(zone, end);
    }

    fn mark(&mut self, zone: u32) {
        let Some(point) = self.stream.points.get(self.point) else { return };
        match point.kind {
            PointKind::MaybeBreak => self.gap.is_maybe = true,
            PointKind::JoinBreak => self.gap.is_join = true,
            PointKind::Mark(mark) => {
                let kind = TokenKind::Mark(narrowed(self.point));
                self.push(kind, zone, point.start, point.end, Key::Mark(mark));
            }
        }
        self.at = self.at.max(point.end);
        self.point += 1;
    }

    /// Reads characters up to a place.
    fn text(&mut self, zone: u32, end: usize) {
        while self.at < end {
            let rest = self.stream.text.get(self.at..end).unwrap_or_default();
            let Some(first) = rest.chars().next() else { break };
            if first.is_whitespace() {
                self.gap.add(first);
                self.at += first.len_utf8();
                continue;
            }
            let length = token_length(rest);
            let token = rest.get(..length).unwrap_or_default();
            let key = self.equality.key(token);
            // Invisible characters alone say nothing; they stay with what is before them.
            match (key.is_empty(), self.made.tokens.last_mut()) {
                (true, Some(last)) if index(last.end) == self.at => last.end = narrowed(self.at + length),
                (true, _) => {}
                (false, _) => self.push(TokenKind::Text, zone, self.at, self.at + length, Key::Text(key)),
            }
            self.at += length;
        }
    }

    fn push(&mut self, kind: TokenKind, zone: u32, start: usize, end: usize, key: Key<'s>) {
        let gap = std::mem::take(&mut self.gap);
        self.made.tokens.push(Token { kind, start: narrowed(start), end: narrowed(end), zone, gap });
        self.made.meanings.push(self.interner.intern(key));
    }
}

/// The length of the token at the beginning of a text.
fn token_length(text: &str) -> usize {
    let is_part = |c: char| is_word(c) || is_invisible(c);
    let word = text.find(|c| !is_part(c)).unwrap_or(text.len());
    let first = text.chars().next().map_or(0, char::len_utf8);
    word.max(first)
}
