//! Matching the words of language tables and templates. Takes text and lists of words; gives lengths in bytes.
//!
//! A single word of a list matches as a whole word; an entry of several words matches as a prefix ("Mit herzlich" finds
//! "Mit herzlichen Grüßen"). Masked marks (see [`MASK`]) at the beginning are stepped over.

use crate::profile::{Language, Profile, Template};

/// The byte that stands for markup in the masked text: page marks and note marks, byte for byte.
pub(super) const MASK: char = '\u{1}';

/// The text without white space and masked marks at either end.
pub(super) fn bare(text: &str) -> &str {
    text.trim_matches(|c: char| c.is_whitespace() || c == MASK || c == '\u{feff}')
}

/// The length of the entry that begins the text, the longest if several do.
pub(super) fn begins(text: &str, entries: &[String]) -> Option<usize> {
    entries.iter().filter(|entry| begins_with(text, entry)).map(String::len).max()
}

/// Whether an entry of any of the profile's languages begins the text.
pub(super) fn begins_in(text: &str, profile: &Profile, list: impl Fn(&Language) -> &[String]) -> bool {
    profile.tables().any(|language| begins(text, list(language)).is_some())
}

fn begins_with(text: &str, entry: &str) -> bool {
    let Some(rest) = text.strip_prefix(entry) else { return false };
    entry.contains(' ')
        || entry.ends_with(|c: char| !c.is_alphanumeric())
        || !rest.starts_with(|c: char| c.is_alphanumeric() || c == '’' || c == '\'')
}

/// Whether the word is one of the entries, whatever its case.
pub(super) fn is_one_of(word: &str, entries: &[String]) -> bool {
    entries.iter().any(|entry| entry == word || lower(entry).eq(lower(word)))
}

/// Whether the word begins with the entry, whatever the case of either.
pub(super) fn begins_alike(word: &str, entry: &str) -> bool {
    let mut letters = lower(word);
    lower(entry).all(|letter| letters.next() == Some(letter))
}

/// Whether the word ends with the entry, whatever the case of either.
pub(super) fn ends_alike(word: &str, entry: &str) -> bool {
    let mut letters = word.chars().rev().flat_map(char::to_lowercase);
    entry.chars().rev().flat_map(char::to_lowercase).all(|letter| letters.next() == Some(letter))
}

/// "Ed", "Dean Rusk", "L. Brezhnev": one to four words with capitals, without titles behind.
pub(super) fn is_personal_name(name: &str) -> bool {
    let words: Vec<&str> = name.split_whitespace().collect();
    let is_name = |word: &&str| word.starts_with(char::is_uppercase) || ["von", "de", "van", "of"].contains(word);
    (1..=4).contains(&words.len())
        && words.iter().all(is_name)
        && words.first().is_some_and(|word| word.starts_with(char::is_uppercase))
        && !name.contains(|c: char| c.is_ascii_digit() || c == MASK || "[]():;?!".contains(c))
}

/// The letters in small; nothing is allocated, for this is asked of every word of a short block.
fn lower(text: &str) -> impl Iterator<Item = char> {
    text.chars().flat_map(char::to_lowercase)
}

/// What a template found at the beginning of a text: the number and where the whole match ends, both in bytes of the text.
pub(super) struct Numbered<'a> {
    /// The number.
    pub(super) number: &'a str,
    /// Bytes before the number.
    pub(super) start: usize,
    /// Bytes up to the end of the match.
    pub(super) end: usize,
}

/// Matches a template at the beginning of a text; `accept` says which characters a number may have.
pub(super) fn match_template<'a>(
    text: &'a str,
    template: &Template,
    accept: impl Fn(char) -> bool,
) -> Option<Numbered<'a>> {
    let after = text.strip_prefix(template.prefix())?;
    let length: usize = after.chars().take_while(|c| accept(*c)).take(17).map(char::len_utf8).sum();
    let (number, rest) = after.split_at_checked(length)?;
    let is_number = !number.is_empty() && number.chars().count() <= 16;
    let end = text.len() - rest.strip_prefix(template.suffix())?.len();
    is_number.then_some(Numbered { number, start: template.prefix().len(), end })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn single_words_match_whole_and_phrases_as_prefixes() {
        let entries = ["Sir".to_owned(), "Mit herzlich".to_owned()];
        assert_eq!(begins("Sir:", &entries), Some(3));
        assert_eq!(begins("Since", &entries), None);
        assert_eq!(begins("Sirs", &entries), None);
        assert_eq!(begins("Mit herzlichen Grüßen", &entries), Some(12));
    }

    #[test]
    fn templates_match_numbers_between_signs() {
        let template = Template::from("[Page {n}]".to_owned());
        let found = match_template("[Page 775] he", &template, |c| c.is_ascii_digit());
        assert_eq!(found.map(|found| (found.number, found.start, found.end)), Some(("775", 6, 10)));
        assert!(match_template("[Page ]", &template, |c| c.is_ascii_digit()).is_none());
    }
}
