//! Capitals and small letters. Takes a word; gives it in small letters, as lists of words are looked up.

/// A word in small letters.
pub(super) fn small(word: &str) -> String {
    match word.is_ascii() {
        true => word.to_ascii_lowercase(),
        false => word.chars().flat_map(char::to_lowercase).collect(),
    }
}
