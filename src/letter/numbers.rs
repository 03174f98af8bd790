//! The numbers of a text: which of them stand in it more than once, and how many places its decimals have. Takes the text; says whether
//! digits are a number by themselves. "Delga 309" that stands elsewhere is no "Delga 30" with a mark, and among "4.8", "1.3" and
//! "2.0" the number "1.02" is "1.0" with one. Leaves out what becomes of it: `note_marks` weighs it.

use std::collections::HashMap;

/// Numbers as they stand in a text.
pub(super) struct Numbers<'a> {
    /// How often a number stands behind a word.
    known: HashMap<(&'a str, &'a str), usize>,
    /// How many places most decimals of the text have.
    places: Option<usize>,
}

/// So many decimals say how many places decimals have.
const LEAST_DECIMALS: usize = 4;
/// The longest number of places that is counted.
const MOST_PLACES: usize = 3;

impl<'a> Numbers<'a> {
    pub(super) fn of(text: &'a str) -> Self {
        let mut known: HashMap<(&str, &str), usize> = HashMap::new();
        let mut counts = [0; MOST_PLACES + 1];
        let mut at = 0;
        while let Some(start) = text.get(at..).and_then(|rest| rest.find(|c: char| c.is_ascii_digit())) {
            let (before, rest) = text.split_at_checked(at + start).unwrap_or_default();
            let length = rest.bytes().take_while(u8::is_ascii_digit).count();
            let (digits, after) = rest.split_at_checked(length).unwrap_or_default();
            *known.entry((word_before(before), digits)).or_default() += 1;
            if let Some(count) = counts.get_mut(length).filter(|_| is_behind_point(before) && !goes_on(after)) {
                *count += 1;
            }
            at = before.len() + length;
        }
        let all: usize = counts.iter().sum();
        let places = counts.iter().position(|count| *count >= LEAST_DECIMALS && count * 4 >= all * 3);
        Self { known, places }
    }

    /// How often digits stand in the text behind the same word. `before` is what stands before them.
    pub(super) fn count(&self, before: &str, digits: &str) -> usize {
        let word = word_before(before);
        let is_telling = digits.len() > 1 && !word.is_empty();
        self.known.get(&(word, digits)).copied().filter(|_| is_telling).unwrap_or(0)
    }

    /// Whether digits behind a point have as many places as the decimals of the text.
    pub(super) fn is_decimal(&self, before: &str, digits: &str) -> bool {
        is_behind_point(before) && self.places == Some(digits.len())
    }
}

/// The word before a number: "Delga" of "Delga 309", "A" of "A–79".
fn word_before(before: &str) -> &str {
    let before = before.trim_end_matches([' ', '.', '’', '\'', '–', '-']);
    let stem = before.trim_end_matches(char::is_alphabetic);
    before.get(stem.len()..).unwrap_or_default()
}

/// "4." before "8", and " ." before "3".
fn is_behind_point(before: &str) -> bool {
    let whole = before.strip_suffix('.');
    whole.is_some_and(|whole| whole.ends_with(|c: char| c.is_ascii_digit() || c.is_whitespace()))
}

/// "4.8.62" is no decimal.
fn goes_on(after: &str) -> bool {
    after.strip_prefix('.').is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_known_by_the_word_before_them() {
        let numbers = Numbers::of("See Delga 309. In Delga 309 and Delga 31, and 309 men.");
        assert_eq!(
            (numbers.count("of Delga ", "309"), numbers.count("by ", "309"), numbers.count("Delga ", "30")),
            (2, 0, 0)
        );
    }

    #[test]
    fn decimals_have_as_many_places_as_most() {
        let numbers = Numbers::of("4.8 and 1.3, 2.0, 7.1 of 1.02; 10.22.1888");
        assert!(numbers.is_decimal("7.", "5") && !numbers.is_decimal("1.", "02") && !numbers.is_decimal("p.", "5"));
        assert!(!Numbers::of("4.8 and 2.06").is_decimal("7.", "5"));
    }
}
