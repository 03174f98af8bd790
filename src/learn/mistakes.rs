//! What is still wrong in letters, each with its place: what the TEI says of a text, and what Recto says of it. Takes a letter and what was
//! made of it; gives a [`Mistake`] for each element that one of the two has alone.
//!
//! Elements are the same where their [`Key`]s are. A `signed` that was read as a `p` is one mistake and not two. Where the other has
//! nothing of the same text, it is asked what it has at the first character of it: `p` beside `p` is a paragraph that begins or ends elsewhere.

use std::collections::BTreeMap;

use super::example::{Example, places};
use super::ranges::Ranges;
use crate::eval::{ELEMENTS, Key, Reading, TextRange};

/// The most characters that are shown of an element.
const SHOWN: usize = 40;

/// An element that the TEI or Recto has alone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mistake {
    /// The name of the text.
    pub name: String,
    /// The line of the text in which it begins, counted from 1.
    pub line: usize,
    /// The element of the TEI; none where it has none of those that are compared.
    pub published: Option<&'static str>,
    /// The element that Recto made.
    pub made: Option<&'static str>,
    /// How its text begins, without white space.
    pub begins: String,
}

/// The characters of what is published that an element holds, the first and the one behind the last; a page break or note stands before
/// the first.
type Place = (usize, usize);

/// What is wrong in a letter of which this was made, in the order of the text.
pub(super) fn mistakes(example: &Example, output: &Reading) -> Vec<Mistake> {
    let gold = &example.gold;
    let published: Vec<char> = gold.text.chars().collect();
    // Where the text became another, its places are taken as they are.
    let moves = places(&output.text.chars().collect::<Vec<_>>(), &published).unwrap_or_default();
    let first = |at: usize| moves.get(at).copied().unwrap_or(at);
    let moved = |(start, end): Place| (first(start), if end > start { first(end - 1) + 1 } else { first(end) });
    let (wanted, made) = (by_key(gold, |place| place), by_key(output, moved));
    let mut invented: BTreeMap<Place, Vec<&Key>> = BTreeMap::new();
    for (key, place) in alone(&made, &wanted) {
        invented.entry(place).or_default().push(key);
    }
    let of_output: Vec<TextRange> = compared(output)
        .map(|range| {
            let (start, end) = moved((range.start, range.end));
            TextRange { name: range.name.clone(), start, end }
        })
        .collect();
    let (of_output, of_gold) = (Ranges::new(of_output.iter().collect()), Ranges::new(compared(gold).collect()));
    let mut all: Vec<(Place, Option<&'static str>, Option<&'static str>, &Key)> = Vec::new();
    for (key, place) in alone(&wanted, &made) {
        let instead = invented.get_mut(&place).and_then(Vec::pop).map(Key::element);
        all.push((place, Some(key.element()), instead.or_else(|| at_first_character(&of_output, place)), key));
    }
    for (place, keys) in invented {
        let rest = keys.into_iter();
        all.extend(rest.map(|key| (place, at_first_character(&of_gold, place), Some(key.element()), key)));
    }
    all.sort_by_key(|(place, ..)| *place);
    let mistake = |((start, _), published, made, key): (Place, Option<&'static str>, Option<&'static str>, &Key)| {
        let name = example.source.name().to_owned();
        Mistake { name, line: example.line(start), published, made, begins: begin(key) }
    };
    all.into_iter().map(mistake).collect()
}

/// The places of each key, in order.
fn by_key(reading: &Reading, moved: impl Fn(Place) -> Place) -> BTreeMap<&Key, Vec<Place>> {
    let mut all: BTreeMap<&Key, Vec<Place>> = BTreeMap::new();
    for (key, place) in reading.keys.iter().zip(&reading.places) {
        all.entry(key).or_default().push(moved(*place));
    }
    all.values_mut().for_each(|places| places.sort_unstable());
    all
}

/// Of each key as many places as the others have less, those first that they have not.
fn alone<'k>(own: &BTreeMap<&'k Key, Vec<Place>>, others: &BTreeMap<&Key, Vec<Place>>) -> Vec<(&'k Key, Place)> {
    let mut found = Vec::new();
    for (key, places) in own {
        let theirs = others.get(key).map_or(&[][..], Vec::as_slice);
        let (shared, own): (Vec<Place>, Vec<Place>) =
            places.iter().partition(|place| theirs.binary_search(place).is_ok());
        let more = places.len().saturating_sub(theirs.len());
        found.extend(own.into_iter().chain(shared).take(more).map(|place| (*key, place)));
    }
    found
}

/// The elements with a text that are compared.
fn compared(reading: &Reading) -> impl Iterator<Item = &TextRange> {
    reading.elements.iter().filter(|range| ELEMENTS.contains(&range.name.as_str()))
}

/// The innermost element around the first character of a place.
fn at_first_character(ranges: &Ranges<'_>, (start, end): Place) -> Option<&'static str> {
    let range = ranges.of(start, start + 1).filter(|_| end > start)?;
    ELEMENTS.iter().copied().find(|name| *name == range.name)
}

/// The beginning of what an element holds.
fn begin(key: &Key) -> String {
    let (Key::Span(_, text) | Key::Note(text, _) | Key::Page(text, ..)) = key;
    let mut chars = text.chars();
    let begin: String = chars.by_ref().take(SHOWN).collect();
    if chars.next().is_none() { begin } else { begin + "…" }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::budget::Limits;
    use crate::eval::Style;
    use crate::profile::built_in;
    use crate::text::Source;
    use crate::xml::{Document, External};

    fn check(gold: &str, made: &str, expected: &[(usize, Option<&str>, Option<&str>, &str)]) {
        let gold = Reading::of_gold(&Document::parse(gold, External::Refused).0, Style::AsIs);
        let text = Source::new("a.txt", "May 3\n\nAll is\nwell. Yes.\n\nEd\n");
        let example = Example::align(text, gold, &built_in("letter").unwrap(), Limits::USUAL).unwrap();
        let output = Reading::of_output(&Document::parse(made, External::Refused).0);
        let found = mistakes(&example, &output);
        let found: Vec<_> = found.iter().map(|m| (m.line, m.published, m.made, m.begins.as_str())).collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn what_was_read_as_another_is_one_mistake() {
        let gold = "<body><p>May 3</p><p>All is well. Yes.</p><signed>Ed</signed></body>";
        check(gold, gold, &[]);
        check(
            gold,
            "<body><dateline>May 3</dateline><p>All is well. Yes.</p><p>Ed</p></body>",
            &[(1, Some("p"), Some("dateline"), "May3"), (6, Some("signed"), Some("p"), "Ed")],
        );
    }

    #[test]
    fn what_ends_elsewhere_is_named_at_each_end() {
        check(
            "<body><p>May 3</p><p>All is well. <pb n='2'/>Yes.</p>Ed</body>",
            "<body><p>May 3</p><p>All is well.</p><p><hi>Yes.</hi></p><signed>Ed</signed></body>",
            &[
                (3, Some("p"), Some("p"), "Alliswell."),
                (3, Some("p"), Some("p"), "Alliswell.Yes."),
                (4, Some("pb"), None, "2"),
                (4, Some("p"), Some("p"), "Yes."),
                (6, None, Some("signed"), "Ed"),
            ],
        );
    }
}
