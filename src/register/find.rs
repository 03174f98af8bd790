//! Where names stand in running text: of all forms the longest at each place, between borders of words. Takes a
//! register, a profile and a line of characters; gives matches.
//!
//! What is looked up are folded characters (small letters, hyphens as blanks); what it finds is then compared with the form itself,
//! and a difference needs a rule of the profile. A surname alone is part of another name where a word with a capital stands beside
//! it that is no title ("Johnson Library", "James L. Brown").

use std::collections::BTreeMap;
use std::sync::Arc;

use super::forms::{Form, forms, is_title};
use super::lookup::Lookup;
use super::{Pointer, Register};
use crate::model::NameKind;
use crate::profile::{NameRule, Profile};

/// The names of a register, ready to be looked for.
#[derive(Clone, Debug, Default)]
pub struct Finder {
    /// For each form, folded, what it may be.
    forms: Lookup<Vec<Candidate>>,
    pub(super) records: Vec<Known>,
}

/// A record as texts point at it.
#[derive(Clone, Debug)]
pub(super) struct Known {
    pub(super) kind: NameKind,
    pub(super) pointer: Option<Arc<str>>,
    /// Its first name, for people.
    pub(super) name: String,
}

#[derive(Clone, Debug)]
struct Candidate {
    form: Form,
    record: usize,
}

/// A name in a line of characters.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Match {
    /// First character, and the one after the last.
    pub(super) start: usize,
    pub(super) end: usize,
    /// Every record that it may be; one where it is clear.
    pub(super) records: Vec<usize>,
    /// The rule that made the form; `None` for the name as the register has it.
    pub(super) rule: Option<NameRule>,
}

impl Finder {
    /// Makes names ready to be looked for in texts of this house.
    #[must_use]
    pub fn new(register: &Register, profile: &Profile) -> Self {
        let mut by_text: BTreeMap<String, Vec<Candidate>> = BTreeMap::new();
        let mut records = Vec::new();
        // A record that several registers have is one.
        let mut places: BTreeMap<(NameKind, Arc<str>), usize> = BTreeMap::new();
        for record in &register.0 {
            let pointer: Option<Arc<str>> = match &record.pointer {
                Pointer::Id(id) => Some(profile.names.pointer.replace("{id}", id).into()),
                Pointer::Uri(uri) => Some(uri.as_str().into()),
                Pointer::None => None,
            };
            let next = records.len();
            let place = match &pointer {
                Some(pointer) => *places.entry((record.kind, Arc::clone(pointer))).or_insert(next),
                None => next,
            };
            if place == next {
                let name = record.names.first().cloned().unwrap_or_default();
                records.push(Known { kind: record.kind, pointer, name });
            }
            for name in &record.names {
                for form in forms(name, record.kind, profile) {
                    let is_on = |rule| match rule {
                        NameRule::Surname => has(profile, rule) || has(profile, NameRule::BehindTitle),
                        other => has(profile, other),
                    };
                    if form.rule.is_none_or(is_on) {
                        let text = tidied(&form.text);
                        // Most forms are those of one name.
                        let of_text = by_text.entry(folded(&form.text)).or_insert_with(|| Vec::with_capacity(1));
                        of_text.push(Candidate { form: Form { text, ..form }, record: place });
                    }
                }
            }
        }
        Self { forms: Lookup::new(by_text), records }
    }

    /// Whether there is nothing to be found.
    pub(super) fn is_empty(&self) -> bool {
        self.forms.is_empty()
    }

    /// The names in a line, in order and without overlap.
    pub(super) fn matches(&self, line: &[char], profile: &Profile) -> Vec<Match> {
        if self.is_empty() {
            return Vec::new();
        }
        let mut text = String::with_capacity(line.len());
        let mut places = Vec::with_capacity(line.len());
        for (at, c) in line.iter().enumerate() {
            text.push(fold(*c));
            places.resize(text.len(), at);
        }
        let place = |byte: usize| places.get(byte).copied().unwrap_or(line.len());
        let mut found: Vec<Match> = Vec::new();
        let mut before = None;
        for ((at, _), (start, c)) in text.char_indices().zip(line.iter().enumerate()) {
            // A name begins where no word goes on.
            if !before.is_some_and(is_joined) {
                let rest = text.get(at..).unwrap_or_default();
                self.forms.beginnings(rest, |length, candidates| {
                    found.extend(choose(candidates, line, start, place(at + length), profile));
                });
            }
            before = Some(*c);
        }
        // The first one, and of those that begin there the longest.
        found.sort_by_key(|found| (found.start, std::cmp::Reverse(found.end)));
        let mut free = 0;
        found.retain(|found| {
            let is_free = found.start >= free;
            free = if is_free { found.end } else { free };
            is_free
        });
        found
    }
}

/// What a folded match is, if it is a name at all.
fn choose(candidates: &[Candidate], line: &[char], start: usize, end: usize, profile: &Profile) -> Option<Match> {
    match line.get(..start)? {
        [.., before] if is_joined(*before) => return None,
        // "S" of "U.S.".
        [.., before, '.'] if is_joined(*before) => return None,
        _ => {}
    }
    let end = word_end(line, end, profile)?;
    let here: String = line.get(start..end.0)?.iter().collect();
    let fitting = candidates.iter().filter(|candidate| fits(&candidate.form.text, &here, profile));
    // A noun with a capital follows a genitive and makes no other name of it: “Reischauers Brief”.
    let behind = line.get(end.1..).filter(|_| end.0 == end.1).unwrap_or_default();
    let fitting = fitting.filter(|candidate| {
        candidate.form.rule != Some(NameRule::Surname) || stands_alone(line, start, behind, profile)
    });
    let mut fitting: Vec<&Candidate> = fitting.collect();
    let rule = fitting.iter().map(|candidate| candidate.form.rule).min()?;
    fitting.retain(|candidate| candidate.form.rule == rule);
    let mut records: Vec<usize> = fitting.iter().map(|candidate| candidate.record).collect();
    records.sort_unstable();
    records.dedup();
    Some(Match { start, end: end.1, records, rule })
}

/// Where the form ends, and where the word ends that it stands in, with an ending of the genitive; `None` where it ends inside a word.
fn word_end(line: &[char], end: usize, profile: &Profile) -> Option<(usize, usize)> {
    let rest = line.get(end..)?;
    let ends = |rest: &[char]| match rest {
        [] => true,
        // "Rusk's", and not "Ch'oe" for "Ch".
        ['\'', 's', after @ ..] => !after.first().is_some_and(|c| is_joined(*c)),
        ['\'' | '.', after, ..] => !is_joined(*after),
        [next, ..] => !is_joined(*next),
    };
    if has(profile, NameRule::Genitive) {
        let endings = profile.tables().flat_map(|table| &table.genitive);
        for ending in endings {
            let length = ending.chars().count();
            if ending.chars().all(char::is_alphabetic)
                && rest.iter().take(length).copied().eq(ending.chars())
                && ends(rest.get(length..).unwrap_or_default())
            {
                return Some((end, end + length));
            }
        }
    }
    ends(rest).then_some((end, end))
}

/// Whether a character beside a name makes it part of a longer word.
fn is_joined(c: char) -> bool {
    c.is_alphanumeric()
}

/// Whether the text has the form, or one that a rule makes of it.
fn fits(form: &str, here: &str, profile: &Profile) -> bool {
    if form == here {
        return true;
    }
    let has_capitals =
        here.chars().filter(|c| c.is_alphabetic()).count() > 2 && here.chars().all(|c| !c.is_lowercase());
    if has_capitals && has(profile, NameRule::Capitals) && form.to_uppercase() == here {
        return true;
    }
    let is_hyphened = form.contains('-') || here.contains('-');
    let begin_alike = form.chars().next() == here.chars().next();
    is_hyphened && begin_alike && has(profile, NameRule::Hyphens) && here.chars().any(char::is_lowercase)
}

/// Whether no word beside a surname makes it part of another name; `behind` is the text after it.
fn stands_alone(line: &[char], start: usize, behind: &[char], profile: &Profile) -> bool {
    let before: &[char] = line.get(..start).unwrap_or_default();
    let titled = match before.split_last() {
        Some((' ', before)) => {
            let word: Vec<char> = before.iter().rev().take_while(|c| !c.is_whitespace()).copied().collect();
            let word: String = word.into_iter().rev().collect();
            let bare = word.trim_start_matches(|c: char| !c.is_alphanumeric());
            let is_capital = bare.chars().next().is_some_and(char::is_uppercase);
            let initial = bare.trim_end_matches('.').chars().count() == 1 && bare.ends_with('.');
            let begins = word.len() > bare.len() || begins_sentence(before.get(..before.len() - word.chars().count()));
            let titled = is_title(bare, profile);
            let is_name = is_capital && !titled && (initial || (!begins && bare.ends_with(char::is_alphabetic)));
            if is_name {
                return false;
            }
            titled
        }
        _ => false,
    };
    if !titled && !has(profile, NameRule::Surname) {
        return false;
    }
    match behind {
        [' ', first, second, ..] => !(first.is_uppercase() && second.is_alphabetic()),
        _ => true,
    }
}

/// Whether a sentence begins behind this text.
fn begins_sentence(before: Option<&[char]>) -> bool {
    let last = before.and_then(|before| before.iter().rfind(|c| !c.is_whitespace()));
    last.is_none_or(|c| ".?!:;“\"”([—".contains(*c))
}

fn has(profile: &Profile, rule: NameRule) -> bool {
    profile.names.rules.contains(&rule)
}

/// A name as it is looked up.
fn folded(name: &str) -> String {
    name.chars().map(|c| fold(plain(c))).collect()
}

/// A name with plain quotation marks and hyphens.
fn tidied(name: &str) -> String {
    name.chars().map(plain).collect()
}

/// One sign for all apostrophes, and one for all hyphens and short dashes.
pub(super) fn plain(c: char) -> char {
    match c {
        '’' | 'ʼ' | '‘' => '\'',
        '‐' | '‑' | '–' => '-',
        other => other,
    }
}

fn fold(c: char) -> char {
    if c == '-' {
        return ' ';
    }
    let mut small = c.to_lowercase();
    match (small.next(), small.next()) {
        (Some(small), None) => small,
        _ => c,
    }
}

#[cfg(test)]
mod tests {
    use super::super::Record;
    use super::*;
    use crate::profile::built_in;

    /// The names in a text, each with the numbers of its records.
    fn check(text: &str, expected: &[&str]) {
        let names = [
            "Rusk, Dean",
            "Bundy, William P.",
            "Bundy, McGeorge",
            "Kim Il-Sung",
            "Brown, Winthrop G.",
            "Reischauer, Edwin O.",
        ];
        let record = |name: &&str| Record {
            kind: NameKind::Person,
            pointer: Pointer::None,
            names: vec![(*name).to_owned()],
            addresses: Vec::new(),
            life: super::super::Life::default(),
        };
        let profile = built_in("letter").unwrap();
        let finder = Finder::new(&Register(names.iter().map(record).collect()), &profile);
        let line: Vec<char> = text.chars().map(plain).collect();
        let show = |found: Match| {
            let words: String = line[found.start..found.end].iter().collect();
            format!("{words} {:?}", found.records)
        };
        let found: Vec<String> = finder.matches(&line, &profile).into_iter().map(show).collect();
        assert_eq!(found, expected, "{text}");
    }

    #[test]
    fn forms_are_found_between_borders_of_words() {
        check("Mr. Rusk’s view; Ruskin, RUSK, rusk", &["Rusk [0]", "RUSK [0]"]);
        check("E. O. Reischauer and Edwin Reischauer", &["E. O. Reischauer [5]", "Edwin Reischauer [5]"]);
        check("Reischauers Brief", &["Reischauers [5]"]);
        check("Kim Il Sung, Kim Il-sung, Kim Il", &["Kim Il Sung [3]", "Kim Il-sung [3]"]);
    }

    #[test]
    fn what_several_bear_is_none_of_them() {
        check("Bundy and McGeorge Bundy", &["Bundy [1, 2]", "McGeorge Bundy [2]"]);
        check("Bundy, McGeorge", &["Bundy, McGeorge [2]"]);
    }

    #[test]
    fn a_word_beside_a_surname_makes_another_name() {
        check("James L. Brown, to Jim Brown, the Brown Papers", &[]);
        check("Ambassador Brown spoke. But Brown left.", &["Brown [4]", "Brown [4]"]);
    }
}
