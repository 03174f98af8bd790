//! The words of dates in all languages of a profile, to be looked up in one step. Takes language tables, the likeliest first; gives
//! what a word means in the first of them that knows it.

use std::collections::BTreeMap;

use rustc_hash::FxHashMap;

use super::Language;
use super::letter_case::small;

/// Months and words inside dates.
#[derive(Clone, Debug, Default)]
pub struct DateWords {
    /// Names of months without a full stop behind, as they are written and in capitals.
    months: FxHashMap<String, Vec<Month>>,
    /// The same in small letters.
    small_months: FxHashMap<String, Month>,
    /// Words that mean nothing, days of the week and endings of a day's number, in small letters: the rank of their table.
    fillers: FxHashMap<String, usize>,
    /// Names of months that are not letters alone, "7bre", by their first character.
    with_signs: BTreeMap<char, Vec<(String, u8)>>,
}

#[derive(Clone, Copy, Debug)]
struct Month {
    /// The rank of its table.
    rank: usize,
    number: u8,
    /// Whether a full stop must follow.
    is_short: bool,
}

/// What a word is in a date.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DateWord {
    /// A month, from 1.
    Month(u8),
    /// A word that means nothing, a day of the week, the ending of a number.
    Filler,
}

impl DateWords {
    /// The words of these tables.
    pub(super) fn of<'a>(tables: impl Iterator<Item = &'a Language>) -> Self {
        let mut words = Self::default();
        for (rank, table) in tables.enumerate() {
            for (names, number) in table.months.iter().zip(1..=12) {
                for name in names {
                    words.add_month(name, Month { rank, number, is_short: name.ends_with('.') });
                }
            }
            for filler in [&table.date_words, &table.weekdays, &table.ordinals].into_iter().flatten() {
                words.fillers.entry(small(filler)).or_insert(rank);
            }
        }
        words
    }

    fn add_month(&mut self, name: &str, month: Month) {
        let stem = name.trim_end_matches('.');
        if stem.contains(|c: char| !c.is_alphabetic()) {
            let first = name.chars().next().unwrap_or_default();
            self.with_signs.entry(first).or_default().push((name.to_owned(), month.number));
        }
        if stem.chars().count() > 2 {
            self.small_months.entry(small(stem)).or_insert(month);
        }
        let capitals = stem.to_uppercase();
        if capitals != stem && capitals.chars().count() > 2 {
            self.months.entry(capitals).or_default().push(month);
        }
        self.months.entry(stem.to_owned()).or_default().push(month);
    }

    /// What a word of letters means: "October", "OCTOBER" and, where the table has it so, "octobre"; not "may" for "May". `after` is the
    /// text behind it.
    #[must_use]
    pub fn word(&self, word: &str, after: &str) -> Option<DateWord> {
        // "Sept. 1895", "Sept 1895".
        let has_stop = after.starts_with(['.', ':'])
            || after.is_empty()
            || after.trim_start().starts_with(|c: char| c.is_ascii_digit());
        let months = self.months.get(word).map(Vec::as_slice).unwrap_or_default();
        let month = months.iter().find(|month| has_stop || !month.is_short);
        match (month, self.fillers.get(&small(word))) {
            (Some(month), filler) if filler.is_none_or(|rank| month.rank <= *rank) => {
                Some(DateWord::Month(month.number))
            }
            (_, filler) => filler.map(|_| DateWord::Filler),
        }
    }

    /// The month that a word behind a day names, whatever the case of its letters, where a year or nothing follows: "14 august 1802".
    #[must_use]
    pub fn small_month(&self, word: &str, after: &str) -> Option<u8> {
        let after = after.trim_start_matches(['.', ',', ':', ' ']);
        let ends = after.trim().is_empty() || after.starts_with(|c: char| c.is_ascii_digit());
        self.small_months.get(&small(word)).filter(|_| ends).map(|month| month.number)
    }

    /// "7bre", "X.bris": a month whose name is not letters alone, at the beginning of a text; its length and number.
    #[must_use]
    pub fn month_with_signs(&self, text: &str) -> Option<(usize, u8)> {
        let is_it = |(name, _): &&(String, u8)| {
            let after = text.strip_prefix(name.as_str());
            after.is_some_and(|after| name.ends_with('.') || !after.starts_with(char::is_alphanumeric))
        };
        self.with_signs.get(&text.chars().next()?)?.iter().find(is_it).map(|(name, number)| (name.len(), *number))
    }
}

#[cfg(test)]
mod tests {
    use super::super::built_in;
    use super::*;

    #[test]
    fn words_mean_what_the_first_table_says() {
        let profile = built_in("letter").unwrap();
        let words = &profile.lexicon().dates;
        assert_eq!(words.word("October", ""), Some(DateWord::Month(10)));
        assert_eq!(words.word("MÄRZ", ""), Some(DateWord::Month(3)));
        assert_eq!(words.word("may", ""), None);
        assert_eq!(words.word("Nov", "."), Some(DateWord::Month(11)));
        assert_eq!(words.word("Nov", " 5"), Some(DateWord::Month(11)));
        assert_eq!(words.word("Nov", " we"), None);
        assert_eq!(words.word("DEN", ""), Some(DateWord::Filler));
        assert_eq!(words.month_with_signs("7bre 1793"), Some((4, 9)));
        assert_eq!(words.month_with_signs("7bres"), None);
    }
}
