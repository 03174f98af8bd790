//! Forms of names in order, to be looked up where a text begins with one. Takes forms with what each may be; gives all that a text begins
//! with. Made in the time that it takes to sort them: an automaton of 200,000 names takes a minute.

use std::collections::BTreeMap;
use std::ops::Range;

use rustc_hash::FxHashMap;

/// Characters by which forms are grouped: few begin alike in so many.
const FIRST: usize = 3;

/// Values by forms.
#[derive(Clone, Debug)]
pub(super) struct Lookup<T> {
    forms: Vec<(String, T)>,
    /// The places of the forms that begin with some characters; shorter ones by all that they have.
    groups: FxHashMap<String, Range<usize>>,
}

impl<T> Default for Lookup<T> {
    fn default() -> Self {
        Self { forms: Vec::new(), groups: FxHashMap::default() }
    }
}

impl<T> Lookup<T> {
    pub(super) fn new(forms: BTreeMap<String, T>) -> Self {
        let forms: Vec<(String, T)> = forms.into_iter().collect();
        let mut groups: FxHashMap<String, Range<usize>> = FxHashMap::default();
        for (at, (form, _)) in forms.iter().enumerate() {
            let key: String = form.chars().take(FIRST).collect();
            groups.entry(key).and_modify(|group| group.end = at + 1).or_insert(at..at + 1);
        }
        Self { forms, groups }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.forms.is_empty()
    }

    /// Calls `found` with the length in bytes and the value of each form that a text begins with.
    pub(super) fn beginnings<'f>(&'f self, text: &str, mut found: impl FnMut(usize, &'f T)) {
        for (count, (at, c)) in (1..=FIRST).zip(text.char_indices()) {
            let Some(group) = text.get(..at + c.len_utf8()).and_then(|key| self.groups.get(key)) else { continue };
            let group = self.forms.get(group.clone()).unwrap_or_default();
            if count < FIRST {
                // Of so few characters there is one.
                group.iter().for_each(|(form, value)| found(form.len(), value));
            } else {
                narrow(group, text, at + c.len_utf8(), &mut found);
            }
        }
    }
}

/// Goes on through a text as long as some form does; all of them begin as the text does up to `at`.
fn narrow<'f, T>(mut forms: &'f [(String, T)], text: &str, mut at: usize, found: &mut impl FnMut(usize, &'f T)) {
    let mut rest = text.get(at..).unwrap_or_default().chars();
    loop {
        // The shortest comes first.
        if let Some((form, value)) = forms.first().filter(|(form, _)| form.len() == at) {
            found(form.len(), value);
        }
        let Some(next) = rest.next() else { return };
        let behind = |form: &str| form.get(at..).and_then(|rest| rest.chars().next());
        let start = forms.partition_point(|(form, _)| behind(form) < Some(next));
        let end = forms.partition_point(|(form, _)| behind(form) <= Some(next));
        forms = forms.get(start..end).unwrap_or_default();
        if forms.is_empty() {
            return;
        }
        at += next.len_utf8();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_that_a_text_begins_with_is_found() {
        let names = ["a", "ab", "abc", "abcd", "abcé", "abd", "b", "", "éà", "éàü", "éàüx"];
        let lookup = Lookup::new(names.iter().map(|name| ((*name).to_owned(), *name)).collect());
        let check = |text: &str, expected: &[&str]| {
            let mut found = Vec::new();
            lookup.beginnings(text, |length, value| {
                assert_eq!(text.get(..length), Some(*value));
                found.push(*value);
            });
            assert_eq!(found, expected, "{text}");
        };
        check("abcde", &["a", "ab", "abc", "abcd"]);
        check("abcéx", &["a", "ab", "abc", "abcé"]);
        check("abx", &["a", "ab"]);
        check("éàü", &["éà", "éàü"]);
        check("xabc", &[]);
    }
}
