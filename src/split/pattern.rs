//! Headings as the profile spells them. Takes a template of a whole line; gives whether a line is one, and its number.
//!
//! `{n}` stands for a number, `{date}` for a date as letters word it, `{text}` for one character or more. All ways to read a line are
//! followed at once, so that a line costs its length times that of the template.

use std::collections::BTreeSet;

use super::number::Number;
use crate::letter::date_length;
use crate::profile::{Lexicon, Template};

/// The longest heading, in bytes.
const LONGEST: usize = 400;

/// A template of a line, cut at its places.
#[derive(Clone, Debug)]
pub struct Pattern(Vec<Piece>);

#[derive(Clone, Debug, PartialEq)]
enum Piece {
    Literal(String),
    Number,
    Date,
    Text,
}

/// How the places are spelled.
const PLACES: &[(&str, Piece)] = &[("{n}", Piece::Number), ("{date}", Piece::Date), ("{text}", Piece::Text)];

impl Pattern {
    /// Cuts a template at its places.
    #[must_use]
    pub fn new(template: &Template) -> Self {
        let mut pieces = Vec::new();
        let mut rest = template.as_str().trim();
        while !rest.is_empty() {
            let first = PLACES
                .iter()
                .filter_map(|(spelled, piece)| Some((rest.find(spelled)?, *spelled, piece)))
                .min_by_key(|row| row.0);
            let (literal, after) = match first {
                Some((at, spelled, _)) => (rest.get(..at), rest.get(at + spelled.len()..)),
                None => (Some(rest), None),
            };
            pieces.extend(
                literal.filter(|literal| !literal.is_empty()).map(|literal| Piece::Literal(literal.to_owned())),
            );
            pieces.extend(first.map(|(_, _, piece)| piece.clone()));
            rest = after.unwrap_or_default();
        }
        Self(pieces)
    }

    /// Whether a line is such a heading; gives its number where it has one.
    #[must_use]
    pub fn read(&self, line: &str, lexicon: &Lexicon) -> Option<Option<Number>> {
        if line.len() > LONGEST || self.0.is_empty() {
            return None;
        }
        let mut reached: BTreeSet<(usize, Option<Number>)> = BTreeSet::from([(0, None)]);
        for piece in &self.0 {
            if *piece == Piece::Text {
                // What can end behind a place can end behind one before it.
                let mut numbers = BTreeSet::new();
                reached.retain(|(_, number)| numbers.insert(*number));
            }
            reached = reached.into_iter().flat_map(|from| piece.ends(line, from, lexicon)).collect();
        }
        reached.into_iter().find(|(end, _)| *end == line.len()).map(|(_, number)| number)
    }
}

impl Piece {
    /// Where it can end that begins at a place, with the number read so far.
    fn ends(
        &self,
        line: &str,
        (at, number): (usize, Option<Number>),
        lexicon: &Lexicon,
    ) -> Vec<(usize, Option<Number>)> {
        let Some(rest) = line.get(at..) else { return Vec::new() };
        let ends = || rest.char_indices().map(|(length, c)| length + c.len_utf8());
        match self {
            Self::Literal(literal) => {
                rest.strip_prefix(literal.as_str()).map(|_| (at + literal.len(), number)).into_iter().collect()
            }
            Self::Text => ends().map(|length| (at + length, number)).collect(),
            Self::Number => {
                // A number ends where its digits do: "12" in "123" is none.
                let length = rest.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(rest.len());
                let read = rest.get(..length).and_then(Number::read);
                read.map(|read| (at + length, Some(read))).into_iter().collect()
            }
            Self::Date => {
                let begins = !rest.starts_with(char::is_whitespace);
                let length = window(rest).filter(|_| begins).and_then(|window| date_length(window, lexicon));
                length.map(|length| (at + length, number)).into_iter().collect()
            }
        }
    }
}

/// What a date is looked for in: no date is longer.
fn window(text: &str) -> Option<&str> {
    const LONGEST_DATE: usize = 80;
    let end = text.char_indices().map(|(at, _)| at).find(|at| *at >= LONGEST_DATE).unwrap_or(text.len());
    text.get(..end)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::profile::built_in;

    #[track_caller]
    fn check(template: &str, line: &str, expected: Option<Option<u32>>) {
        let pattern = Pattern::new(&Template::from(template.to_owned()));
        let found = pattern.read(line, built_in("letter").unwrap().lexicon());
        assert_eq!(found.map(|number| number.map(|number| number.value)), expected, "{template}: {line}");
    }

    #[test]
    fn a_template_is_a_whole_line() {
        check("Letter {n}", "Letter 12", Some(Some(12)));
        check("Letter {n}", "Letter XII", Some(Some(12)));
        check("Letter {n}", "Letter 12 came", None);
        check("Letter {n}", "Letter twelve", None);
        check("{n}. To {text}", "12. To Julia Cody", Some(Some(12)));
        check("{n}.", "12.", Some(Some(12)));
        check("{n}.", "12. To Julia", None);
        check("* * *", "* * *", Some(None));
        check("", "", None);
    }

    #[test]
    fn places_stand_for_dates_and_for_anything() {
        check("To {text}, {date}", "To Julia Cody, May 3, 1890", Some(None));
        check("To {text}, {date}", "To Julia Cody, Esq., May 3, 1890", Some(None));
        check("To {text}, {date}", "To be or not, that is it", None);
        check("{text} an {text}, {date}", "Goethe an Schiller, 3. Mai 1795", Some(None));
        check("{date}: {text}", "3. Mai 1795: an Schiller", Some(None));
    }
}
