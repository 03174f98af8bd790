//! Changes that a person has rejected, known again in a later conversion of the same text.
//!
//! Takes a conversion and what a person wants of it; gives [`Rejection`]s. Takes these and another conversion; gives what leads to it
//! without them. A rejection is a change with its surroundings: the characters before and after each edit, and the markup between. It
//! holds where these are the same, whatever else has changed; where the conversion gives something else it has lapsed. A change of
//! several edits holds whole or not at all.

use std::collections::HashMap;

use serde::{Deserialize, Serialize};

use super::{Change, changes};
use crate::diag::Severity;
use crate::text::{Edit, Edits, Span};
use crate::xml::{Document, External};

/// A change that was rejected: all of its edits.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct Rejection(Vec<Rejected>);

/// One edit of it, and where it is.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
struct Rejected {
    /// The characters before it, without markup and white space.
    before: String,
    /// What stands between these and the edit.
    between: String,
    /// What the conversion gives.
    new: String,
    /// What stands there instead.
    old: String,
    /// The characters after it, without markup and white space.
    after: String,
    /// How many places of the conversion before it are alike.
    #[serde(default)]
    alike: usize,
}

/// What places are known by.
type Key<'k> = (&'k str, &'k str, &'k str, &'k str);

impl Rejected {
    fn key(&self) -> Key<'_> {
        (&self.before, &self.between, &self.new, &self.after)
    }
}

/// What makes of a conversion what a person wants; both are well-formed.
#[must_use]
pub fn rejections(wanted: &str, conversion: &str) -> Vec<Rejection> {
    let words = Words::of(conversion);
    let made = words.rejections(&changes(wanted, conversion, &[]).unwrap_or_default(), wanted);
    if without(conversion, &made).apply(conversion) == wanted {
        return made;
    }
    let (before, between, after) = Default::default();
    let (new, old) = (conversion.to_owned(), wanted.to_owned());
    vec![Rejection(vec![Rejected { before, between, new, old, after, alike: 0 }])]
}

/// What leads from a conversion to the one without what was rejected. What would not give well-formed XML has lapsed.
#[must_use]
pub fn without(conversion: &str, rejections: &[Rejection]) -> Edits {
    if rejections.is_empty() {
        return Edits::default();
    }
    let found = Words::of(conversion).found(rejections);
    let sound = |edits: Vec<Edit>| Edits::new(edits).filter(|edits| is_sound(edits, conversion));
    sound(found.concat()).unwrap_or_else(|| {
        found
            .into_iter()
            .fold(Edits::default(), |edits, more| sound([edits.as_slice(), &more].concat()).unwrap_or(edits))
    })
}

fn is_sound(edits: &Edits, text: &str) -> bool {
    let has_error = |made: &str| {
        let (_, findings) = Document::parse(made, External::Noted);
        findings.iter().any(|finding| finding.severity() == Severity::Error)
    };
    !has_error(&edits.apply(text))
}

/// The characters of XML without markup and white space.
struct Words<'t> {
    text: &'t str,
    words: String,
    /// For each character, and for the beginning: the byte after it in `words`, and in the text.
    ends: Vec<(usize, usize)>,
}

/// Bytes of the characters on each side by which a place is known.
const AROUND: usize = 16;

impl<'t> Words<'t> {
    fn of(text: &'t str) -> Self {
        let (mut words, mut ends, mut is_tag) = (String::new(), vec![(0, 0)], false);
        for (at, character) in text.char_indices() {
            match character {
                '<' => is_tag = true,
                '>' if is_tag => is_tag = false,
                _ if is_tag || character.is_whitespace() => {}
                _ => {
                    words.push(character);
                    ends.push((words.len(), at + character.len_utf8()));
                }
            }
        }
        Self { text, words, ends }
    }

    /// The last character that ends at or before a place of the text: where it ends in the words, and in the text.
    fn last(&self, at: usize) -> (usize, usize) {
        let next = self.ends.partition_point(|(_, end)| *end <= at);
        next.checked_sub(1).and_then(|last| self.ends.get(last)).copied().unwrap_or_default()
    }

    fn before(&self, at: usize) -> &str {
        let start = (at.saturating_sub(AROUND)..=at).find(|start| self.words.is_char_boundary(*start));
        self.words.get(start.unwrap_or(at)..at).unwrap_or_default()
    }

    fn after(&self, at: usize) -> &str {
        let end = (at..=self.words.len().min(at + AROUND)).rev().find(|end| self.words.is_char_boundary(*end));
        self.words.get(at..end.unwrap_or(at)).unwrap_or_default()
    }

    /// Changes that lead from `old` to the text, as rejections.
    fn rejections(&self, changes: &[Change], old: &str) -> Vec<Rejection> {
        let edits =
            |change: &Change| change.edits.iter().map(|edit| self.rejected(edit.after, edit.before.of(old))).collect();
        let mut made: Vec<Rejection> = changes.iter().map(|change| Rejection(edits(change))).collect();
        let before = made.clone();
        let places = self.places(before.iter().flat_map(|change| &change.0));
        for (rejection, change) in made.iter_mut().zip(changes) {
            for (rejected, edit) in rejection.0.iter_mut().zip(&change.edits) {
                let alike =
                    places.get(&rejected.key()).map_or(0, |all| all.partition_point(|at| *at < edit.after.start));
                rejected.alike = alike;
            }
        }
        made
    }

    fn rejected(&self, new: Span, old: &str) -> Rejected {
        let (last, end) = self.last(new.start);
        Rejected {
            before: self.before(last).to_owned(),
            between: Span::new(end, new.start).of(self.text).to_owned(),
            new: new.of(self.text).to_owned(),
            old: old.to_owned(),
            after: self.after(self.last(new.end).0).to_owned(),
            alike: 0,
        }
    }

    /// Where the edits of rejections stand in the text, of those that still hold.
    fn found(&self, rejections: &[Rejection]) -> Vec<Vec<Edit>> {
        let places = self.places(rejections.iter().flat_map(|rejection| &rejection.0));
        let place = |edit: &Rejected| {
            let start = *places.get(&edit.key())?.get(edit.alike)?;
            Some(Edit::new(Span::new(start, start + edit.new.len()), edit.old.clone()))
        };
        rejections.iter().filter_map(|rejection| rejection.0.iter().map(place).collect()).collect()
    }

    /// All places where edits could stand, in order.
    fn places<'k>(&self, edits: impl Iterator<Item = &'k Rejected>) -> HashMap<Key<'k>, Vec<usize>> {
        let mut places: HashMap<Key<'k>, Vec<usize>> = edits.map(|edit| (edit.key(), Vec::new())).collect();
        let mut by_words: HashMap<&str, Vec<(Key<'k>, &mut Vec<usize>)>> = HashMap::new();
        for (key, own) in &mut places {
            by_words.entry(key.0).or_default().push((*key, own));
        }
        for (words, end) in &self.ends {
            for ((_, between, new, after), own) in by_words.get_mut(self.before(*words)).into_iter().flatten() {
                let start = end + between.len();
                let rest = self.text.get(*end..).unwrap_or_default();
                let fits = rest.strip_prefix(*between).is_some_and(|rest| rest.starts_with(*new));
                if fits && self.after(self.last(start + new.len()).0) == *after {
                    own.push(start);
                }
            }
        }
        places
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What is left of a conversion when what a person wanted of an earlier one is known.
    fn kept(wanted: &str, earlier: &str, later: &str) -> String {
        without(later, &rejections(wanted, earlier)).apply(later)
    }

    #[test]
    fn a_rejection_holds_whatever_else_changes() {
        let earlier = "<d><h>One</h><p>Dear Bill:</p><p>All is well.</p><p>Yours,</p></d>";
        let wanted = "<d><h>One</h><s>Dear Bill:</s><p>All is well.</p><p>Yours,</p></d>";
        assert_eq!(kept(wanted, earlier, earlier), wanted);
        // Elsewhere markup and text are others; before it something is new.
        let later = "<d><h>One</h><p>Dear Bill:</p><p n='1'>All is well.</p><closer><s>Yours,</s></closer></d>";
        assert_eq!(kept(wanted, earlier, later), later.replacen("<p>Dear Bill:</p>", "<s>Dear Bill:</s>", 1));
        // The rule gives something else: it is a new question.
        let other = earlier.replace("<p>Dear Bill:</p>", "<q>Dear Bill:</q>");
        assert_eq!(kept(wanted, earlier, &other), other);
        let text = earlier.replace("Bill", "William");
        assert_eq!(kept(wanted, earlier, &text), text);
    }

    #[test]
    fn one_of_several_alike_is_meant() {
        let rows = |marked: &str| format!("<d>{}</d>", marked.replace('p', "<p>Yes.</p>").replace('q', "<q>Yes.</q>"));
        for wanted in ["pqp", "qpp", "ppq", "qpq", "qqq", "ppp"] {
            assert_eq!(kept(&rows(wanted), &rows("ppp"), &rows("ppp")), rows(wanted));
        }
    }

    #[test]
    fn text_attributes_and_what_was_left_out_are_known_again() {
        let new = r#"<d><date when="1964-10-28">28 October</date>, <p>a <lb/>rose</p></d>"#;
        for wanted in [
            r#"<d><date when="1964">28 October</date>, <p>a <lb/>rose</p></d>"#,
            r#"<d><date when="1964-10-28">28 October</date>, <p>a rose</p></d>"#,
            r#"<d><date when="1964-10-28">28 October</date>, <p>a <lb/><hi>red</hi> rose</p></d>"#,
            r#"<d><date>29 October</date>, <p>a rose</p><p>Ö</p></d>"#,
            "<x/>",
        ] {
            assert_eq!(kept(wanted, new, new), wanted);
        }
    }

    #[test]
    fn what_would_break_the_document_has_lapsed() {
        let earlier = "<d><a/>One<b/></d>";
        let rejections = rejections("<d><w>One</w></d>", earlier);
        for later in ["<d><a/>One</d>", "<d>One<b/></d>", "<d><q><a/>One</q><b/></d>", "<d/>", ""] {
            let made = without(later, &rejections).apply(later);
            assert!(is_sound(&Edits::default(), &made) || made == later, "{later}: {made}");
        }
    }
}
