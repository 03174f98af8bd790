//! Words of a masked text. Takes text; says what words look like, and matches templates. Masked marks (see [`MASK`]) at either end of a
//! text are stepped over. What words mean is in `profile::Lexicon`.

use crate::profile::{Lexicon, Template};

/// The byte that stands for markup in the masked text: page marks and note marks, byte for byte.
pub(super) const MASK: char = '\u{1}';

/// The text without white space and masked marks at either end.
pub(super) fn bare(text: &str) -> &str {
    text.trim_matches(is_bare)
}

/// Whether a character is white space or masked.
pub(super) fn is_bare(c: char) -> bool {
    c.is_whitespace() || c == MASK || c == '\u{feff}'
}

/// Whether the word begins with the entry, whatever the case of either.
pub(super) fn begins_alike(word: &str, entry: &str) -> bool {
    if word.is_ascii() && entry.is_ascii() {
        return word.get(..entry.len()).is_some_and(|beginning| beginning.eq_ignore_ascii_case(entry));
    }
    let mut letters = lower(word);
    lower(entry).all(|letter| letters.next() == Some(letter))
}

/// Whether the word ends with the entry, whatever the case of either.
pub(super) fn ends_alike(word: &str, entry: &str) -> bool {
    if word.is_ascii() && entry.is_ascii() {
        let end = word.len().checked_sub(entry.len()).and_then(|at| word.get(at..));
        return end.is_some_and(|end| end.eq_ignore_ascii_case(entry));
    }
    let mut letters = word.chars().rev().flat_map(char::to_lowercase);
    entry.chars().rev().flat_map(char::to_lowercase).all(|letter| letters.next() == Some(letter))
}

/// "Ed", "Dean Rusk", "L. Brezhnev": one to four words with capitals, without titles behind.
pub(super) fn is_personal_name(name: &str, lexicon: &Lexicon) -> bool {
    let words: Vec<&str> = name.split_whitespace().collect();
    let is_name = |word: &&str| word.starts_with(char::is_uppercase) || lexicon.name_particles.has(word);
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
    // The number ends where the suffix begins, which a character of numbers may begin as well: "page 1---".
    let ends = after.get(..length)?.char_indices().map(|(at, _)| at).chain([length]).filter(|at| *at > 0);
    let suffix = template.suffix();
    let (number, rest) = match suffix {
        "" => after.split_at_checked(length)?,
        _ => ends.filter_map(|at| after.split_at_checked(at)).find(|(_, rest)| rest.starts_with(suffix))?,
    };
    let is_number = !number.is_empty() && number.chars().count() <= 16;
    let end = text.len() - rest.strip_prefix(suffix)?.len();
    is_number.then_some(Numbered { number, start: template.prefix().len(), end })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn templates_match_numbers_between_signs() {
        let template = Template::from("[Page {n}]".to_owned());
        let found = match_template("[Page 775] he", &template, |c| c.is_ascii_digit());
        assert_eq!(found.map(|found| (found.number, found.start, found.end)), Some(("775", 6, 10)));
        let dashes = Template::from("--- page {n}---".to_owned());
        let found = match_template("--- page 12---", &dashes, |c| !c.is_whitespace());
        assert_eq!(found.map(|found| (found.number, found.end)), Some(("12", 14)));
        assert!(match_template("[Page ]", &template, |c| c.is_ascii_digit()).is_none());
    }
}
