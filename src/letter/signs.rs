//! Editors' signs: `⟨…⟩`, `~~…~~`, `[illegible]`, `Smith [?]`. Takes the text, its lines, the marks already found and the profile;
//! gives the signs that stand for elements, and those that are never closed.
//!
//! A pair opens before a character that is not white space and closes behind one, in the same lines without a blank one
//! between. Pairs nest and never overlap: where one is closed, those opened inside it and still open are text. A sign that opens
//! and closes alike and is one character long opens only at the beginning of a word, so that "a*b" and "snake_case" stay. A pair inside
//! too many others is text, and is reported. Marks of
//! pages and notes come first. Whether both ends of a pair fall into one piece of the document, `inline` decides.

use super::first_characters::FirstCharacters;
use super::mark::{Mark, Sign};
use crate::profile::SignStyle;
use crate::text::Span;

/// How many pairs may be open at once.
const DEEPEST: usize = 64;

/// The signs of a text.
#[derive(Clone, Debug, Default)]
pub(super) struct Signs {
    /// Those that stand for elements, in the order of their closing.
    pub(super) found: Vec<Sign>,
    /// Opening signs that nothing closes.
    pub(super) unclosed: Vec<Span>,
    /// The first opening sign of each group of lines that stands inside too many others.
    pub(super) too_deep: Vec<Span>,
}

/// Finds all signs outside the marks.
pub(super) fn find(text: &str, lines: &[Span], marks: &[Mark], styles: &[SignStyle]) -> Signs {
    let mut rows: Vec<usize> = (0..styles.len()).collect();
    let length = |row: &usize| styles.get(*row).map_or(0, |sign| sign.open.len().max(sign.close.len()));
    rows.sort_by_key(|row| std::cmp::Reverse(length(row)));
    let mut signs = Signs::default();
    if rows.is_empty() {
        return signs;
    }
    let ends = styles.iter().flat_map(|style| [&style.open, &style.close]);
    let firsts: FirstCharacters = ends.filter_map(|end| end.chars().next()).collect();
    for group in lines.split(|line| line.of(text).trim().is_empty()) {
        let Some(span) = group.iter().copied().reduce(Span::to) else { continue };
        let mut reader =
            Reader { text, span, styles, rows: &rows, firsts: &firsts, free: span.start, open: Vec::new(), signs };
        reader.read(marks);
        signs = reader.signs;
    }
    signs.unclosed.sort_unstable();
    signs
}

struct Reader<'a> {
    text: &'a str,
    span: Span,
    styles: &'a [SignStyle],
    /// Rows of the profile, the longest signs first.
    rows: &'a [usize],
    /// What signs begin with.
    firsts: &'a FirstCharacters,
    /// Where the last mark or sign ends.
    free: usize,
    open: Vec<(usize, Span)>,
    signs: Signs,
}

impl Reader<'_> {
    fn read(&mut self, marks: &[Mark]) {
        let from = marks.partition_point(|mark| mark.span().end <= self.span.start);
        let mut marks = marks.iter().skip(from).map(|mark| mark.span()).filter(|mark| !mark.is_empty()).peekable();
        let mut at = self.span.start;
        while let Some(first) = self.rest(at).chars().next() {
            while marks.next_if(|mark| mark.end <= at).is_some() {}
            let mark = marks.peek().copied();
            if let Some(mark) = mark.filter(|mark| mark.start <= at) {
                self.free = mark.end;
                at = mark.end;
                continue;
            }
            let limit = mark.map_or(self.span.end, |mark| mark.start.min(self.span.end));
            let rows = if self.firsts.has(first) { self.rows } else { &[] };
            match rows.iter().find_map(|row| self.sign(*row, Span::new(at, limit))) {
                Some(end) => {
                    self.free = end;
                    at = end;
                }
                None => at += first.len_utf8(),
            }
        }
        self.signs.unclosed.extend(self.open.drain(..).map(|(_, span)| span));
    }

    fn rest(&self, at: usize) -> &str {
        Span::new(at, self.span.end).of(self.text)
    }

    /// Takes the sign of a row at the beginning of a span, if it stands there and may; gives where it ends.
    fn sign(&mut self, row: usize, at: Span) -> Option<usize> {
        let SignStyle { open, close, .. } = self.styles.get(row)?;
        let begins = |sign: &str| !sign.is_empty() && at.of(self.text).starts_with(sign);
        let before = Span::new(self.span.start, at.start).of(self.text).chars().next_back();
        if begins(close) {
            let close = Span::new(at.start, at.start + close.len());
            if open.is_empty() {
                return self.behind_word(row, close);
            }
            let place = self.open.iter().rposition(|(other, _)| *other == row);
            if let Some(place) = place.filter(|_| before.is_some_and(|c| !c.is_whitespace())) {
                let (_, open) = *self.open.get(place)?;
                if open.end < close.start {
                    self.signs.unclosed.extend(self.open.drain(place + 1..).map(|(_, span)| span));
                    self.open.truncate(place);
                    self.signs.found.push(Sign { row, open, close });
                    return Some(close.end);
                }
            }
        }
        if !begins(open) {
            return None;
        }
        let opening = Span::new(at.start, at.start + open.len());
        if close.is_empty() {
            self.signs.found.push(Sign { row, open: opening, close: Span::at(opening.end) });
            return Some(opening.end);
        }
        let is_before_text = self.rest(opening.end).chars().next().is_some_and(|c| !c.is_whitespace());
        let is_inside_word = open == close && open.chars().count() == 1 && before.is_some_and(char::is_alphanumeric);
        let is_open = self.open.iter().any(|(other, _)| *other == row && open == close);
        if !is_before_text || is_inside_word || is_open {
            return None;
        }
        if self.open.len() == DEEPEST {
            let is_first = self.signs.too_deep.last().is_none_or(|deep| deep.start < self.span.start);
            self.signs.too_deep.extend(is_first.then_some(opening));
            return None;
        }
        self.open.push((row, opening));
        Some(opening.end)
    }

    /// A sign behind a word, with or without a blank between.
    fn behind_word(&mut self, row: usize, sign: Span) -> Option<usize> {
        let before = Span::new(self.free, sign.start).of(self.text);
        let word = before.strip_suffix(' ').unwrap_or(before);
        let is_of_word = |c: &char| c.is_alphanumeric() || ['’', '\'', '-'].contains(c);
        let length: usize = word.chars().rev().take_while(is_of_word).map(char::len_utf8).sum();
        if length == 0 {
            return None;
        }
        let end = self.free + word.len();
        self.signs.found.push(Sign { row, open: Span::at(end - length), close: Span::new(end, sign.end) });
        Some(sign.end)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::profile::read;
    use crate::text::Source;

    const HOUSE: &str = "
signs = [
  { open = '[…]', element = 'gap' }, { close = '[?]', element = 'unclear' }, { open = '⟨', close = '⟩', element = 'supplied' },
  { open = '~~', close = '~~', element = 'del' }, { open = '*', close = '*', element = 'hi' }, { open = '\\', close = '/', element = 'add' },
]";

    /// What each sign holds, with its element, and the signs that are not closed.
    fn check(text: &str, expected: &[&str], unclosed: &[&str]) {
        let (profile, findings) = read(&Source::new("house.toml", HOUSE));
        assert_eq!(findings, []);
        let profile = profile.unwrap();
        let lines: Vec<Span> = Source::new("x", text).lines().collect();
        let signs = find(text, &lines, &[], &profile.signs);
        let row = |sign: &Sign| {
            let inner = Span::new(sign.open.end, sign.close.start.max(sign.open.end)).of(text);
            format!("{} {inner}", profile.signs[sign.row].element.name())
        };
        assert_eq!(signs.found.iter().map(row).collect::<Vec<_>>(), expected, "{text}");
        assert_eq!(signs.unclosed.iter().map(|span| span.of(text)).collect::<Vec<_>>(), unclosed, "{text}");
    }

    #[test]
    fn signs_stand_for_elements() {
        check("a […] b", &["gap "], &[]);
        check("Smith [?] and Jones[?], [?]", &["unclear Smith", "unclear Jones"], &[]);
        check("wo~~r~~rd ⟨and⟩ \\so/", &["del r", "supplied and", "add so"], &[]);
        check("⟨a ~~b~~ c⟩", &["del b", "supplied a ~~b~~ c"], &[]);
        check("⟨a\nb⟩", &["supplied a\nb"], &[]);
    }

    #[test]
    fn a_pair_inside_too_many_others_is_text() {
        let signs = |depth: usize| {
            let text = format!("{}x{}", "⟨".repeat(depth), "⟩".repeat(depth));
            let (profile, _) = read(&Source::new("house.toml", HOUSE));
            let lines = [Span::new(0, text.len())];
            let signs = find(&text, &lines, &[], &profile.unwrap().signs);
            (signs.found.len(), signs.unclosed.len(), signs.too_deep.len())
        };
        assert_eq!(signs(DEEPEST), (DEEPEST, 0, 0));
        assert_eq!(signs(10_000), (DEEPEST, 0, 1));
    }

    #[test]
    fn what_does_not_nest_or_close_is_text() {
        check("⟨a ~~b⟩ c~~", &["supplied a ~~b"], &["~~"]);
        check("⟨a\n\nb⟩", &[], &["⟨"]);
        check("⟨⟩ and ~~ b", &[], &["⟨"]);
    }

    #[test]
    fn signs_of_one_character_open_at_a_word() {
        check("* item, a*b*c, word* and *so*", &["hi so"], &[]);
    }
}
