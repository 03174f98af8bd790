//! Why a string does not belong to a type, as data: making one costs nothing, since most are never read. Gives the phrase for
//! people through `Display`.

use std::cmp::Ordering;
use std::fmt;

use super::limit::{Edge, Limit, Unit};

/// How much of a string stands in a phrase, in characters.
const SHOWN: usize = 40;

/// Why a string does not belong to a type.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Reason<'v> {
    /// It is not written as it should be: what it should be, and its form.
    Form(&'static str, &'static str),
    /// There is nothing, where this should be.
    Empty(&'static str),
    /// This kind of string cannot begin with the character.
    Start(&'static str, char),
    /// This kind of string cannot contain the character.
    Contains(&'static str, char),
    /// All there is to say.
    Said(&'static str),
    /// It says a value that is larger than those that Recto computes with.
    TooLarge(&'static str),
    /// There is no such part of a date or time, `month` say, of this number.
    Number(&'static str, u8),
    /// The month has no such day, in this year if one is given.
    Day(u8, &'static str, Option<&'v str>),
    /// No such time zone.
    Zone(&'v str),
    /// The prefix stands for no namespace.
    Prefix(&'v str),
    /// The document declares no unparsed entity of this name.
    Entity(&'v str),
    /// It does not match the pattern.
    Pattern(&'v str),
    /// It lies on the wrong side of a bound, or beside it.
    Bound(&'v str, Edge, &'v str, Option<Ordering>),
    /// Its length is wrong: the length, the limit.
    Length(usize, Unit, Limit, usize),
    /// It has more digits than this many.
    Digits(usize, usize),
    /// It has more digits behind the point than this many.
    Fraction(usize, usize),
}

impl fmt::Display for Reason<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {
            Self::Form(what, form) => write!(f, "not {what}: {form} is expected"),
            Self::Empty(what) => write!(f, "{what} cannot be empty"),
            Self::Start(what, c) => write!(f, "{what} cannot begin with {}", Character(c)),
            Self::Contains(what, c) => write!(f, "{what} cannot contain {}", Character(c)),
            Self::Said(phrase) | Self::TooLarge(phrase) => f.write_str(phrase),
            Self::Number(part, number) => write!(f, "there is no {part} {number:02}"),
            Self::Day(day, month, None) => write!(f, "there is no {day} {month}"),
            Self::Day(day, month, Some(year)) => write!(f, "there is no {day} {month} {year}"),
            Self::Zone(zone) => write!(f, "there is no time zone {}", Short(zone)),
            Self::Prefix(prefix) => write!(f, "the prefix `{}` has no namespace", Short(prefix)),
            Self::Entity(name) => write!(f, "the document declares no unparsed entity `{}`", Short(name)),
            Self::Pattern(pattern) => write!(f, "does not match the pattern {pattern}"),
            Self::Bound(text, _, bound, None) => write!(f, "{} cannot be compared with {bound}", Short(text)),
            Self::Bound(text, edge, bound, Some(_)) => {
                let relation = match edge {
                    Edge::AtLeast => "less than",
                    Edge::Above => "not greater than",
                    Edge::AtMost => "greater than",
                    Edge::Below => "not less than",
                };
                write!(f, "{} is {relation} {bound}", Short(text))
            }
            Self::Length(length, unit, limit, number) => {
                let relation = match limit {
                    Limit::Exactly => "not",
                    Limit::AtLeast => "less than",
                    Limit::AtMost => "more than",
                };
                write!(f, "{}, {relation} {number}", unit.count(length))
            }
            Self::Digits(digits, limit) => write!(f, "{digits} digits, more than {limit}"),
            Self::Fraction(digits, limit) => write!(f, "{digits} digits behind the point, more than {limit}"),
        }
    }
}

/// A character for people.
struct Character(char);

impl fmt::Display for Character {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            ' ' | '\t' | '\n' | '\r' => f.write_str("white space"),
            '0'..='9' => f.write_str("a digit"),
            c if c.is_control() || c.is_whitespace() => write!(f, "U+{:04X}", u32::from(c)),
            c => write!(f, "`{c}`"),
        }
    }
}

/// A string, or its beginning when it is long.
struct Short<'v>(&'v str);

impl fmt::Display for Short<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0.char_indices().nth(SHOWN).and_then(|(end, _)| self.0.get(..end)) {
            Some(beginning) => write!(f, "{beginning}…"),
            None => f.write_str(self.0),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn phrases_are_for_people() {
        for (reason, phrase) in [
            (Reason::Form("a date", "YYYY-MM-DD"), "not a date: YYYY-MM-DD is expected"),
            (Reason::Start("a name", '1'), "a name cannot begin with a digit"),
            (Reason::Contains("a name", '\t'), "a name cannot contain white space"),
            (Reason::Contains("a name", '\u{a0}'), "a name cannot contain U+00A0"),
            (Reason::Day(31, "June", None), "there is no 31 June"),
            (Reason::Day(29, "February", Some("1900")), "there is no 29 February 1900"),
            (Reason::Number("month", 0), "there is no month 00"),
            (Reason::Bound("13", Edge::AtMost, "12", Some(Ordering::Greater)), "13 is greater than 12"),
            (Reason::Length(1, Unit::Character, Limit::AtLeast, 2), "1 character, less than 2"),
        ] {
            assert_eq!(reason.to_string(), phrase);
        }
    }

    #[test]
    fn long_strings_are_cut() {
        let long = "é".repeat(50);
        assert_eq!(Reason::Prefix(&long).to_string().matches('é').count(), SHOWN);
    }
}
