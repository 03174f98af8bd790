//! Numbers of letters, and the lines that hold one alone. Takes a line and the words of the profile; gives the number and how it is written.

use crate::profile::Lexicon;
use crate::text::roman;

/// The number of a letter: "12", "XII", "12a".
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Number {
    /// Its value, from 1.
    pub value: u32,
    /// The letter behind it, of a letter that was put in later.
    pub addition: Option<char>,
}

impl Number {
    /// Reads a text that is a number and nothing else: up to six digits, with a small letter behind, or Roman.
    #[must_use]
    pub fn read(text: &str) -> Option<Self> {
        let digits = text.trim_end_matches(|c: char| c.is_ascii_lowercase());
        let mut addition = text.get(digits.len()..)?.chars();
        let is_arabic = (1..=6).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit());
        match (addition.next(), addition.next()) {
            (addition, None) if is_arabic => Some(Self { value: digits.parse().ok()?, addition }),
            _ => Some(Self { value: roman::read(text)?, addition: None }),
        }
    }

    /// Whether it comes next: 13 and 12a behind 12, 13 behind 12a.
    #[must_use]
    pub fn follows(self, before: Self) -> bool {
        let is_next = self.value == before.value + 1 && self.addition.is_none_or(|addition| addition == 'a');
        is_next || self.value == before.value && self.addition > before.addition
    }

    /// The first number that it could follow.
    #[must_use]
    pub fn first_before(self) -> Self {
        Self { value: self.value.saturating_sub(1), addition: None }
    }
}

/// How a number stands on its line.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Look {
    /// What stands before it, in small letters.
    lead: String,
    is_roman: bool,
    /// What stands behind it.
    end: String,
}

/// The number that a heading begins with: "12. To his mother".
#[must_use]
pub fn first(line: &str) -> Option<Number> {
    let word = line.split_whitespace().next()?;
    Number::read(word.trim_matches(|c: char| !c.is_alphanumeric()))
}

/// The longest line with a number alone, in bytes.
const LONGEST: usize = 40;

/// What may stand around a number: `[12]`, `(12)`, `12.`, `12.—`.
const SIGNS: &[char] = &['.', ':', ')', '(', '[', ']', '—', '–', '-', ' '];

/// Reads a line that holds a number, and beside it nothing but signs and words for a number or a letter.
#[must_use]
pub fn alone(line: &str, lexicon: &Lexicon) -> Option<(Look, Number)> {
    if line.len() > LONGEST || line.starts_with(['-', '–', '—']) {
        return None;
    }
    let body = line.trim_end_matches(SIGNS);
    let start =
        body.rfind(|c: char| !c.is_ascii_alphanumeric()).map_or(0, |at| at + body.get(at..).map_or(1, first_length));
    let (lead, written) = body.split_at_checked(start)?;
    let number = Number::read(written)?;
    is_lead(lead, lexicon).then(|| {
        let is_roman = !written.starts_with(|c: char| c.is_ascii_digit());
        let end = line.get(body.len()..).unwrap_or_default().to_owned();
        (Look { lead: lead.to_lowercase(), is_roman, end }, number)
    })
}

fn first_length(text: &str) -> usize {
    text.chars().next().map_or(1, char::len_utf8)
}

/// Whether words before a number say nothing but that it is one: "No. ", "Lettre N° ", "[".
fn is_lead(lead: &str, lexicon: &Lexicon) -> bool {
    let mut rest = lead.trim_matches(SIGNS);
    let is_letter = |word: &&String| rest.to_lowercase().starts_with(&word.to_lowercase());
    if let Some(word) = lexicon.letter_words.iter().find(is_letter) {
        rest = rest.get(word.len()..).unwrap_or_default().trim_start_matches(SIGNS);
    }
    let number = lexicon.number_words.begin(rest).or_else(|| lexicon.number_words.begin(&format!("{rest}.")));
    rest.is_empty() || number.is_some_and(|length| length >= rest.len())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::profile::built_in;

    #[test]
    fn numbers_stand_alone_with_their_words() {
        let profile = built_in("letter").unwrap();
        let read = |line: &str| alone(line, profile.lexicon()).map(|(_, number)| (number.value, number.addition));
        for (line, value) in [
            ("12.", 12),
            ("12", 12),
            ("XII.", 12),
            ("[12]", 12),
            ("No. 12", 12),
            ("Nr. 12.", 12),
            ("N° 12.", 12),
            ("Letter 12", 12),
            ("LETTRE N° 12.", 12),
            ("Brief XL", 40),
            ("LETTER No. 12", 12),
        ] {
            assert_eq!(read(line), Some((value, None)), "{line}");
        }
        assert_eq!(read("12a."), Some((12, Some('a'))));
        for line in ["- 12 -", "12 hens", "May 12", "12. Mai", "IIII.", "12, 13", "MIX it", "Page 12", "[Page 12]", ""]
        {
            assert_eq!(read(line), None, "{line}");
        }
    }

    #[test]
    fn a_number_follows_the_one_before() {
        let number = |text: &str| Number::read(text).unwrap();
        for (before, after, follows) in [
            ("12", "13", true),
            ("12", "12a", true),
            ("12a", "13", true),
            ("12b", "12a", false),
            ("12", "14", false),
            ("12", "12", false),
        ] {
            assert_eq!(number(after).follows(number(before)), follows, "{before} {after}");
        }
    }
}
