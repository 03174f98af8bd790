//! The words of a profile's languages, ready to be looked up. Takes the language tables, the likeliest first; gives one [`Lexicon`], in
//! which each list holds the entries of all of them.
//!
//! A profile makes it once ([`Profile::lexicon`](super::Profile::lexicon)), whatever number of texts is read with it. Leaves out
//! where the words stand in a letter: `letter::facts` reads them.

use rustc_hash::{FxHashMap, FxHashSet};

use super::letter_case::small;
use super::{DateStyle, DateWords, Language, Profile, Template};
use crate::model::ListKind;

/// Entries of one list, in all languages of a profile.
#[derive(Clone, Debug, Default)]
pub struct Words {
    /// As they are written, by their first character, the longest first.
    by_first: FxHashMap<char, Vec<String>>,
    exact: FxHashSet<String>,
    small: FxHashSet<String>,
}

impl Words {
    fn of<'a>(entries: impl IntoIterator<Item = &'a String>) -> Self {
        let mut words = Self::default();
        for entry in entries {
            if let Some(first) = entry.chars().next() {
                words.by_first.entry(first).or_default().push(entry.clone());
                words.exact.insert(entry.clone());
                words.small.insert(small(entry));
            }
        }
        for entries in words.by_first.values_mut() {
            entries.sort_by_key(|entry| std::cmp::Reverse(entry.len()));
        }
        words
    }

    /// The length of the longest entry that begins a text, in bytes. A single word begins it as a whole word; an entry of several
    /// words as a prefix: "Mit herzlich" finds "Mit herzlichen Grüßen".
    #[must_use]
    pub fn begin(&self, text: &str) -> Option<usize> {
        let entries = self.by_first.get(&text.chars().next()?)?;
        entries.iter().find(|entry| begins_with(text, entry)).map(String::len)
    }

    /// Whether an entry begins a text.
    #[must_use]
    pub fn begins(&self, text: &str) -> bool {
        self.begin(text).is_some()
    }

    /// Whether a text is an entry and nothing else, whatever signs stand in and behind it: "P.S,-" is "P.S.".
    #[must_use]
    pub fn is_spelt(&self, text: &str) -> bool {
        fn letters(text: &str) -> impl Iterator<Item = char> {
            text.chars().filter(|c| c.is_alphanumeric())
        }
        letters(text).next().is_some() && self.exact.iter().any(|entry| letters(entry).eq(letters(text)))
    }

    /// Whether a word is an entry, as it is written.
    #[must_use]
    pub fn has(&self, word: &str) -> bool {
        self.exact.contains(word)
    }

    /// Whether a word is an entry, whatever the case of its letters.
    #[must_use]
    pub fn has_alike(&self, word: &str) -> bool {
        let is_small = !word.contains(char::is_uppercase);
        self.small.contains(word) && is_small || !is_small && self.small.contains(&small(word))
    }

    /// Whether an entry is the beginning of a text in small letters, as a whole word.
    #[must_use]
    pub fn begins_small(&self, text: &str) -> bool {
        let begins = |entry: &String| {
            text.strip_prefix(entry.as_str()).is_some_and(|rest| !rest.starts_with(char::is_alphanumeric))
        };
        self.small.iter().any(begins)
    }
}

fn begins_with(text: &str, entry: &str) -> bool {
    let Some(rest) = text.strip_prefix(entry) else { return false };
    entry.contains(' ')
        || entry.ends_with(|c: char| !c.is_alphanumeric())
        || !rest.starts_with(|c: char| c.is_alphanumeric() || c == '’' || c == '\'')
}

/// What tells one language from others.
#[derive(Clone, Debug, Default)]
pub struct LanguageSigns {
    /// Its code.
    pub code: String,
    /// Beginnings of a salutation.
    pub salutation: Words,
    /// Beginnings of a closing formula.
    pub valediction: Words,
    /// Names of months.
    pub months: FxHashSet<String>,
}

/// The words of a profile's languages. Fields without a comment hold the list of [`Language`] of the same name.
#[derive(Clone, Debug, Default)]
#[expect(missing_docs, reason = "the fields of `Language` have them")]
pub struct Lexicon {
    pub dates: DateWords,
    /// Years of dates (`dates`).
    pub years: DateStyle,
    /// Names of months without the full stop behind.
    pub months: FxHashSet<String>,
    /// Words of dates and days of the week.
    pub date_fillers: Words,
    pub place_words: Words,
    pub name_particles: Words,
    /// In the order of the tables, as they are written.
    pub weekdays: Vec<String>,
    pub ordinals: Words,
    /// In the order of the tables, in small letters.
    pub undated: Vec<String>,
    pub received: Words,
    pub number_words: Words,
    /// Signs of the half of a day, each list with the hours that it adds.
    pub halves: Vec<(Vec<String>, u8)>,
    pub noon: Words,
    pub midnight: Words,
    pub conjunctions: Words,
    pub function_words: Words,
    pub salutation_leads: Words,
    pub salutation: Words,
    pub valediction: Words,
    pub bonds: Words,
    pub subscription: Words,
    /// The words of closing formulas, of bonds and of salutations, in small letters.
    pub closing_words: FxHashSet<String>,
    pub address: Words,
    pub postscript: Words,
    pub endorsement: Words,
    pub enclosure: Words,
    pub archives: Words,
    pub headings: Words,
    /// In the order of the tables, as they are written.
    pub letter_words: Vec<String>,
    pub back_matter: Words,
    pub from: Words,
    pub to: Words,
    pub offices_to: Words,
    pub organisations: Words,
    /// Offices, ranks and bodies.
    pub offices: Words,
    pub articles: Words,
    pub name_suffixes: Words,
    pub titles: Words,
    pub text_ends: Vec<String>,
    pub markings: Words,
    /// The words that markings are made of.
    pub marking_words: FxHashSet<String>,
    /// Spellings by their first letter, each with the first spelling of its sound.
    pub sounds: FxHashMap<char, Vec<(String, String)>>,
    /// Headings of lists and what the list is about.
    pub lists: FxHashMap<String, ListKind>,
    /// Beginnings of a note that names the source (`notes.source`).
    pub sources: Words,
    /// How a number stands before a heading (`heading.numbers`).
    pub heading_numbers: Vec<Template>,
    /// What tells each language, the likeliest first.
    pub languages: Vec<LanguageSigns>,
    /// Small words, each with the places in `languages` of those that have it.
    pub language_words: FxHashMap<String, Vec<usize>>,
}

impl Lexicon {
    /// The words of a profile.
    pub(super) fn of(profile: &Profile) -> Self {
        let tables: Vec<(&str, &Language)> = profile.tables_by_code().collect();
        let all = || tables.iter().map(|(_, table)| *table);
        let list = |of: fn(&Language) -> &Vec<String>| Words::of(all().flat_map(of));
        let owned = |of: fn(&Language) -> &Vec<String>| all().flat_map(of).cloned().collect::<Vec<_>>();
        let mut lexicon = Self {
            dates: DateWords::of(all()),
            years: profile.dates,
            months: all().flat_map(|t| t.months.iter().flatten()).map(|m| m.trim_end_matches('.').to_owned()).collect(),
            date_fillers: Words::of(all().flat_map(|table| table.date_words.iter().chain(&table.weekdays))),
            place_words: list(|table| &table.place_words),
            name_particles: list(|table| &table.name_particles),
            weekdays: owned(|table| &table.weekdays),
            ordinals: list(|table| &table.ordinals),
            undated: all().flat_map(|table| &table.undated).map(|word| word.to_lowercase()).collect(),
            received: list(|table| &table.received),
            number_words: list(|table| &table.number_words),
            halves: all().flat_map(|table| [(table.am.clone(), 0), (table.pm.clone(), 12)]).collect(),
            noon: list(|table| &table.noon),
            midnight: list(|table| &table.midnight),
            conjunctions: list(|table| &table.conjunctions),
            function_words: list(|table| &table.function_words),
            salutation_leads: list(|table| &table.salutation_leads),
            salutation: list(|table| &table.salutation),
            valediction: list(|table| &table.valediction),
            bonds: list(|table| &table.bonds),
            subscription: list(|table| &table.subscription),
            closing_words: all().flat_map(closing_words).collect(),
            address: list(|table| &table.address),
            postscript: list(|table| &table.postscript),
            endorsement: list(|table| &table.endorsement),
            enclosure: list(|table| &table.enclosure),
            archives: list(|table| &table.archives),
            headings: list(|table| &table.headings),
            letter_words: owned(|table| &table.letter_words),
            back_matter: list(|table| &table.back_matter),
            from: list(|table| &table.from),
            to: list(|table| &table.to),
            offices_to: list(|table| &table.offices_to),
            organisations: list(|table| &table.organisations),
            offices: Words::of(all().flat_map(|t| t.ranks.iter().chain(&t.offices_to).chain(&t.organisations))),
            articles: list(|table| &table.articles),
            name_suffixes: list(|table| &table.name_suffixes),
            titles: list(|table| &table.titles),
            text_ends: owned(|table| &table.text_ends),
            markings: list(|table| &table.markings),
            marking_words: all().flat_map(|t| &t.markings).flat_map(|m| m.split(' ')).map(str::to_owned).collect(),
            sources: Words::of(&profile.notes.source),
            heading_numbers: profile.heading.numbers.iter().filter(|t| t.has_number()).cloned().collect(),
            ..Self::default()
        };
        for (rank, (code, table)) in tables.iter().enumerate() {
            lexicon.add(table);
            lexicon.add_signs(rank, code, table);
        }
        // Where a text may be in one of several languages, it may be in any that has a table.
        let others = profile.language.iter().filter(|(code, _)| tables.len() > 1 && !profile.languages.contains(*code));
        for (rank, (code, table)) in (tables.len()..).zip(others) {
            lexicon.add_signs(rank, code, table);
        }
        lexicon
    }

    /// Whether digits are a year of which letters are written.
    #[must_use]
    pub fn is_year(&self, digits: &str) -> bool {
        let is_in_time = |year: u16| (self.years.earliest..=self.years.latest).contains(&year);
        digits.len() == 4 && digits.parse().is_ok_and(is_in_time)
    }

    /// What tells a language from others.
    fn add_signs(&mut self, rank: usize, code: &str, table: &Language) {
        self.languages.push(LanguageSigns {
            code: code.to_owned(),
            salutation: Words::of(&table.salutation),
            valediction: Words::of(&table.valediction),
            months: table.months.iter().flatten().cloned().collect(),
        });
        for word in &table.function_words {
            self.language_words.entry(word.clone()).or_default().push(rank);
        }
    }

    /// What is kept of a table by letters.
    fn add(&mut self, table: &Language) {
        for (kind, heads) in &table.lists {
            for head in heads {
                self.lists.entry(head.clone()).or_insert(*kind);
            }
        }
        for (row, first) in table.sounds.iter().filter_map(|row| Some((row, row.first()?))) {
            for (spelling, letter) in row.iter().filter_map(|spelling| Some((spelling, spelling.chars().next()?))) {
                self.sounds.entry(letter).or_default().push((spelling.clone(), first.clone()));
            }
        }
    }
}

/// The words that closing formulas are made of, those by which they call the reader included: "Believe me, dear Sir, yours".
fn closing_words(table: &Language) -> impl Iterator<Item = String> {
    let lists = [&table.valediction, &table.closing_words, &table.bonds, &table.subscription, &table.salutation];
    let entries = lists.into_iter().chain([&table.salutation_leads]).flatten();
    entries.flat_map(|entry| entry.split(|c: char| !c.is_alphabetic())).filter(|word| !word.is_empty()).map(small)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn single_words_match_whole_and_phrases_as_prefixes() {
        let words = Words::of(&["Sir".to_owned(), "Mit herzlich".to_owned()]);
        assert_eq!(words.begin("Sir:"), Some(3));
        assert_eq!(words.begin("Since"), None);
        assert_eq!(words.begin("Sirs"), None);
        assert_eq!(words.begin("Mit herzlichen Grüßen"), Some(12));
        assert!(words.has("Sir") && !words.has("SIR") && words.has_alike("SIR") && words.has_alike("sir"));
    }
}
