//! What a heading looks like, whatever names, days and numbers stand in it. Takes a line; gives its shape: "To Julia Cody, May 3, 1890" and
//! "To C. L. Hinkle, June 14, 1890" are both "to N, M # #".
//!
//! The headings of a volume are made by one hand and have one shape, or few. Only lines have one that editors put above letters: they hold
//! a date, a number, a word that leads to the addressee, or nothing but signs.

use crate::profile::{DateWord, Lexicon};

/// The longest heading, in characters.
const LONGEST: usize = 120;

/// A word of a heading.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
enum Word {
    /// A word with a capital, and what belongs to names.
    Name,
    /// A month.
    Month,
    /// A number in digits.
    Number,
    /// A word that leads to the addressee.
    To,
    /// Any other word.
    Small,
}

/// The shape of a heading.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Shape {
    words: Vec<Word>,
    /// The signs at the ends of words; of a line without words all of them.
    signs: String,
    /// Whether it is in capitals.
    is_capital: bool,
}

/// Of so many small words, at most, is a heading.
const SMALL: usize = 2;

impl Shape {
    /// The shape of a line that may be a heading.
    #[must_use]
    pub fn of(line: &str, lexicon: &Lexicon) -> Option<Self> {
        let is_small = line.starts_with(char::is_lowercase);
        if line.len() > LONGEST || is_small || lexicon.endorsement.begins(line) {
            return None;
        }
        let is_capital = !line.contains(char::is_lowercase);
        let mut shape = Self { words: Vec::new(), signs: String::new(), is_capital };
        for word in line.split_whitespace() {
            shape.add(word, lexicon);
        }
        shape.close_up();
        let has = |word: Word| shape.words.contains(&word);
        let small = shape.words.iter().filter(|word| **word == Word::Small).count();
        let is_dated = has(Word::Month) && has(Word::Number);
        let leads = shape.words.first() == Some(&Word::To) || has(Word::To) && is_dated;
        let is_numbered = shape.words.first() == Some(&Word::Number) && has(Word::Name);
        let is_rule = shape.words.is_empty() && shape.signs.chars().count() > 2;
        (small <= SMALL && (is_dated || leads || is_numbered || is_rule)).then_some(shape)
    }

    fn add(&mut self, written: &str, lexicon: &Lexicon) {
        let word = written.trim_matches(|c: char| !c.is_alphanumeric());
        if word.is_empty() {
            self.signs += written;
            return;
        }
        let end = written.get(written.rfind(word).unwrap_or(0) + word.len()..).unwrap_or_default();
        let kind = match word {
            _ if word.starts_with(|c: char| c.is_ascii_digit()) => Word::Number,
            _ if lexicon.to.has_alike(word) => Word::To,
            _ => match lexicon.dates.word(word, end) {
                Some(DateWord::Month(_)) => Word::Month,
                Some(DateWord::Filler) => return,
                None if word.starts_with(char::is_uppercase) || lexicon.name_particles.has(word) => Word::Name,
                None => Word::Small,
            },
        };
        self.words.push(kind);
        let is_new = |c: &char| ",:;—–".contains(*c) && !self.signs.ends_with(*c);
        self.signs.extend(end.chars().find(is_new));
    }

    /// Takes a month without a number beside it for a name, and a name of several words for one.
    fn close_up(&mut self) {
        let is_number = |at: Option<usize>| at.and_then(|at| self.words.get(at)) == Some(&Word::Number);
        let is_dated = |at: usize| is_number(at.checked_sub(1)) || is_number(Some(at + 1));
        let word = |(at, word): (usize, &Word)| if *word == Word::Month && !is_dated(at) { Word::Name } else { *word };
        self.words = self.words.iter().enumerate().map(word).collect();
        self.words.dedup_by(|next, before| *next == Word::Name && *before == Word::Name);
    }

    /// Whether it names an addressee and a day, as only editors do above a letter.
    #[must_use]
    pub fn is_of_edition(&self) -> bool {
        [Word::To, Word::Name, Word::Month, Word::Number].iter().all(|word| self.words.contains(word))
    }

    /// Whether it begins with a number, which counts the letters.
    #[must_use]
    pub fn is_numbered(&self) -> bool {
        self.words.first() == Some(&Word::Number)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::profile::built_in;

    fn shape(line: &str) -> Option<Shape> {
        Shape::of(line, built_in("letter").unwrap().lexicon())
    }

    #[test]
    fn headings_of_one_hand_have_one_shape() {
        for (one, other) in [
            ("To Julia Cody, May 3, 1890", "To C. L. Hinkle, December 14, 1901"),
            ("An Rahel Levin, 3. Mai 1801", "An August Boeckh, 3. April 1801"),
            ("An Ludwig Tieck, 3. Mai 1801", "An Friedrich von Raumer, 12. Dezember 1801"),
            ("12. To Julia Cody", "7. To Mrs. George Everhart"),
            ("London, May 3, 1890", "New York, June 12, 1890"),
            ("TO JULIA CODY", "TO JOHN BURKE"),
            ("* * *", "* * *"),
        ] {
            assert!(shape(one).is_some(), "{one}");
            assert_eq!(shape(one), shape(other), "{one}");
        }
        assert_ne!(shape("To Julia Cody"), shape("To Julia Cody, May 3, 1890"));
        assert_ne!(shape("To Julia Cody"), shape("TO JULIA CODY"));
        for line in ["Julia Cody", "We went home", "I have it from him that all is well, May 3", "--"] {
            assert_eq!(shape(line), None, "{line}");
        }
    }
}
