//! Pictures of `format-integer` (4.6.1), which those of dates are made of. Takes a number and a picture such as `001`, `i`, `Ww` or `1;o`;
//! gives text. A letter that stands for no numbering counts as `1`, as the specification has it.

use std::sync::LazyLock;

use regex::Regex;

use super::bounded;
use super::digits::{in_family, is_digit, zero};
use super::words;
use crate::text::roman;
use crate::xpath::error::Error;

/// Cardinal or ordinal numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Numbering {
    Cardinal,
    Ordinal,
}

#[expect(clippy::unwrap_used, reason = "the expression is written here")]
static MODIFIER: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"^([co](\(.+\))?)?[at]?$").unwrap());

/// A number as a picture with its modifier says.
pub(in super::super) fn integer(number: i64, picture: &str) -> Result<String, Error> {
    let picture = bounded(picture)?;
    let (primary, modifier) = picture.rsplit_once(';').unwrap_or((picture, ""));
    if !MODIFIER.is_match(modifier) {
        return Err(bad(picture));
    }
    let numbering = if modifier.starts_with('o') { Numbering::Ordinal } else { Numbering::Cardinal };
    let written = primary_token(number.unsigned_abs(), primary, numbering).ok_or_else(|| bad(picture))?;
    Ok(if number < 0 { format!("-{written}") } else { written })
}

fn bad(picture: &str) -> Error {
    Error::new("FODF1310", format!("the picture `{picture}` cannot be used"))
}

/// A number as the first part of a picture says; `None` where that is not written as it must be.
pub(super) fn primary_token(number: u64, token: &str, numbering: Numbering) -> Option<String> {
    if token.is_empty() {
        return None;
    }
    if token.chars().any(is_digit) {
        let digits = Digits::read(token)?.write(number);
        return Some(with_ending(digits, number, numbering));
    }
    let spelled = || match numbering {
        Numbering::Cardinal => words::cardinal(number),
        Numbering::Ordinal => words::ordinal(number),
    };
    match token {
        "w" => return Some(spelled()),
        "W" => return Some(spelled().to_uppercase()),
        "Ww" => return Some(title_case(&spelled())),
        _ => {}
    }
    let plain = match token {
        "i" => roman(number).to_lowercase(),
        "I" => roman(number),
        "a" => letters(number),
        "A" => letters(number).to_uppercase(),
        _ => number.to_string(),
    };
    Some(with_ending(plain, number, numbering))
}

fn with_ending(written: String, number: u64, numbering: Numbering) -> String {
    match numbering {
        Numbering::Cardinal => written,
        Numbering::Ordinal => written + ending(number),
    }
}

/// The ending of an ordinal number in English.
fn ending(number: u64) -> &'static str {
    match (number % 10, number % 100) {
        (_, 11..=13) => "th",
        (1, _) => "st",
        (2, _) => "nd",
        (3, _) => "rd",
        _ => "th",
    }
}

/// Each word with a capital, but “and”.
fn title_case(words: &str) -> String {
    let raised = words.split_inclusive([' ', '-']).map(|word| {
        let mut letters = word.chars();
        let first = letters.next().filter(|_| word.trim_end() != "and");
        first.map_or_else(|| word.to_owned(), |first| first.to_uppercase().chain(letters).collect::<String>())
    });
    raised.collect()
}

/// A picture of digits, such as `#,##0`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Digits {
    zero: char,
    /// Digits that are always written.
    pub(super) least: usize,
    /// Places of the picture, those that need not be filled among them.
    pub(super) places: usize,
    /// Separators, with the digits behind each, from the right.
    separators: Vec<(usize, char)>,
}

impl Digits {
    /// `None` where the picture breaks a rule: `#` after a digit, digits of two families, separators at an end or side by side.
    pub(super) fn read(picture: &str) -> Option<Self> {
        let family = zero(picture.chars().find(|c| is_digit(*c))?);
        let mut digits = Self { zero: family, least: 0, places: 0, separators: Vec::new() };
        let mut was_separator = true;
        for c in picture.chars().rev() {
            let is_separator = !(is_digit(c) || c == '#');
            if is_separator && (was_separator || c.is_alphanumeric()) {
                return None;
            }
            if is_separator {
                digits.separators.push((digits.places, c));
            } else {
                let is_optional = c == '#';
                let breaks_order = !is_optional && digits.places > digits.least;
                if breaks_order || (!is_optional && zero(c) != family) {
                    return None;
                }
                digits.least += usize::from(!is_optional);
                digits.places += 1;
            }
            was_separator = is_separator;
        }
        (!was_separator && digits.least > 0).then_some(digits)
    }

    /// A number; groups of one size go on to the left.
    pub(super) fn write(&self, number: u64) -> String {
        let least = self.least;
        self.grouped(&format!("{number:0least$}"))
    }

    fn grouped(&self, digits: &str) -> String {
        let (size, sign) = self.separators.first().copied().unwrap_or((0, ','));
        let is_regular = size > 0
            && self.separators.iter().zip(1..).all(|(found, count)| *found == (size * count, sign))
            && size * (self.separators.len() + 1) >= self.places;
        let mut written = Vec::new();
        for (at, digit) in digits.chars().rev().enumerate().map(|(at, digit)| (at, in_family(digit, self.zero))) {
            let separator = match is_regular {
                true => (at > 0 && at % size == 0).then_some(sign),
                false => self.separator(at),
            };
            written.extend(separator);
            written.push(digit);
        }
        written.into_iter().rev().collect()
    }

    /// The separator before the digit that has so many behind it.
    pub(super) fn separator(&self, behind: usize) -> Option<char> {
        let found = self.separators.binary_search_by_key(&behind, |(behind, _)| *behind).ok()?;
        self.separators.get(found).map(|(_, sign)| *sign)
    }

    /// With so many digits at least.
    pub(super) fn at_least(self, least: usize) -> Self {
        Self { least: self.least.max(least), ..self }
    }
}

/// A Roman number; zero, and what is larger than any year, in digits.
fn roman(number: u64) -> String {
    const MOST: u64 = 10_000;
    if number == 0 || number > MOST {
        return number.to_string();
    }
    roman::written(number)
}

/// `a` to `z`, `aa` and so on; zero as a digit.
fn letters(mut number: u64) -> String {
    let mut text = Vec::new();
    while number > 0 {
        let place = u8::try_from((number - 1) % 26).unwrap_or_default();
        text.push(char::from(b'a' + place));
        number = (number - 1) / 26;
    }
    if text.is_empty() { "0".to_owned() } else { text.into_iter().rev().collect() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pictures_of_digits_have_rules() {
        for picture in ["0#", "1,", ",1", "1,,0", "0٠", "#", "1a0", ""] {
            assert_eq!(Digits::read(picture), None, "{picture}");
        }
        for (picture, expected) in [
            ("#,##0", "1,234,567"),
            ("0.000", "1.234.567"),
            ("#,##,000", "12,34,567"),
            ("00000000", "01234567"),
            ("٠", "١٢٣٤٥٦٧"),
        ] {
            assert_eq!(Digits::read(picture).unwrap().write(1_234_567), expected, "{picture}");
        }
    }
}
