//! One person, one number. Takes the letters of an index; says which senders and addressees have several records in one authority file, and which
//! records several names have. Names are the same where the words of one are all in the other, in whatever order.

use std::collections::{BTreeMap, BTreeSet};

use super::letter::{Letter, Name};

/// A number and a name that do not go together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Clash {
    /// The letter in which the second of both stands, by its place.
    pub letter: usize,
    /// The letter with the first.
    pub first: usize,
    /// What is wrong.
    pub message: String,
}

/// All clashes, each once.
#[must_use]
pub fn clashes(letters: &[Letter]) -> Vec<Clash> {
    let mut numbers: BTreeMap<(String, BTreeSet<String>), (usize, &str)> = BTreeMap::new();
    let mut names: BTreeMap<String, Vec<(usize, &Name)>> = BTreeMap::new();
    let mut found = Vec::new();
    let mut reported = BTreeSet::new();
    for (at, letter) in letters.iter().enumerate() {
        for name in letter.sent.names.iter().chain(&letter.received.names) {
            let Some((authority, record)) = name.reference.as_deref().and_then(split) else { continue };
            let words = words(&name.text);
            if words.is_empty() {
                continue;
            }
            let (first, other) = *numbers.entry((authority, words.clone())).or_insert((at, record));
            if other != record && reported.insert((other.to_owned(), record.to_owned())) {
                let message =
                    format!("`{}` has the record `{other}` in another letter, and `{record}` here", name.text);
                found.push(Clash { letter: at, first, message });
            }
            let known = names.entry(record.to_owned()).or_default();
            let is_known = |(_, other): &(usize, &Name)| {
                let other = self::words(&other.text);
                other.is_subset(&words) || words.is_subset(&other)
            };
            if known.iter().any(is_known) {
                continue;
            }
            if let Some((first, other)) = known.first() {
                let message = format!(
                    "`{record}` is the record of `{}` in another letter, and of `{}` here",
                    other.text, name.text
                );
                found.push(Clash { letter: at, first: *first, message });
            }
            known.push((at, name));
        }
    }
    found
}

/// The authority file that a URL belongs to, and the URL without what may differ.
fn split(reference: &str) -> Option<(String, &str)> {
    let bare = reference.trim_end_matches('/');
    let bare = bare.strip_prefix("https://").or_else(|| bare.strip_prefix("http://")).unwrap_or(bare);
    let (authority, number) = bare.rsplit_once('/')?;
    (!number.is_empty()).then(|| (authority.to_lowercase(), bare))
}

/// The words of a name in small letters; initials stand for no word.
fn words(name: &str) -> BTreeSet<String> {
    let words = name.split(|c: char| !c.is_alphanumeric()).filter(|word| word.chars().nth(1).is_some());
    words.map(str::to_lowercase).collect()
}
