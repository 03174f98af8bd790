//! What the encoding of a house does that no weight can say. Takes examples; gives the elements that Recto does not make of a text, and in what its
//! salutations, datelines and signatures stand.

use std::collections::BTreeMap;

use super::example::Example;
use super::ranges::Ranges;

/// Elements that Recto makes of a text, or that hold others of them.
const MADE: &[&str] = &[
    "TEI",
    "address",
    "addrLine",
    "body",
    "cell",
    "closer",
    "date",
    "dateline",
    "div",
    "head",
    "item",
    "l",
    "label",
    "lg",
    "list",
    "note",
    "opener",
    "p",
    "persName",
    "placeName",
    "postscript",
    "quote",
    "row",
    "salute",
    "seg",
    "signed",
    "table",
    "text",
];

/// Which element may stand in which, as houses do it.
const INSIDE: &[(&str, &str)] = &[
    ("salute", "p"),
    ("salute", "opener"),
    ("salute", "closer"),
    ("dateline", "opener"),
    ("dateline", "closer"),
    ("address", "opener"),
    ("signed", "closer"),
    ("signed", "p"),
];

/// The most characters that are shown of an element.
const SHOWN: usize = 40;

/// An element of the letters that Recto does not make.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unmade {
    /// Its name.
    pub name: String,
    /// How often it stands there with text in it.
    pub number: usize,
    /// The text of the first letter that has it, by name.
    pub letter: String,
    /// How its text begins there, without white space.
    pub begins: String,
}

/// How often an element stands in another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Habit {
    /// The element.
    pub element: &'static str,
    /// What it stands in.
    pub inside: &'static str,
    /// How often.
    pub here: usize,
    /// How often the element is there at all.
    pub of: usize,
}

/// The elements that Recto does not make, the commonest first.
#[must_use]
pub fn unmade(examples: &[Example]) -> Vec<Unmade> {
    let mut all: BTreeMap<&str, Unmade> = BTreeMap::new();
    for example in examples {
        for range in example.gold.elements.iter().filter(|range| !MADE.contains(&range.name.as_str())) {
            let begins = || example.gold.text.chars().take(range.end).skip(range.start).take(SHOWN).collect();
            let found = all.entry(&range.name).or_insert_with(|| Unmade {
                name: range.name.clone(),
                number: 0,
                letter: example.source.name().to_owned(),
                begins: begins(),
            });
            found.number += 1;
        }
    }
    let mut all: Vec<Unmade> = all.into_values().collect();
    all.sort_by_key(|unmade| std::cmp::Reverse(unmade.number));
    all
}

/// Where elements stand whose place differs from house to house; those that are not there are left out.
#[must_use]
pub fn habits(examples: &[Example]) -> Vec<Habit> {
    let habit = |(element, inside): &(&'static str, &'static str)| {
        let mut habit = Habit { element, inside, here: 0, of: 0 };
        for example in examples {
            let outer = Ranges::named(&example.gold.elements, &[*inside]);
            for inner in Ranges::named(&example.gold.elements, &[*element]).iter() {
                habit.of += 1;
                habit.here += usize::from(outer.of(inner.start, inner.end).is_some());
            }
        }
        habit
    };
    INSIDE.iter().map(habit).filter(|habit| habit.here > 0).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::budget::Limits;
    use crate::eval::{Reading, Style};
    use crate::profile::built_in;
    use crate::text::Source;
    use crate::xml::{Document, External};

    #[test]
    fn what_a_house_does_otherwise_is_counted() {
        let tei = "<body><p><salute>Dear Ann,</salute> all is well.</p><closer><signed>Ed</signed></closer>\
            <ab>Filed</ab><ab>May</ab></body>";
        let gold = Reading::of_gold(&Document::parse(tei, External::Refused).0, Style::AsIs);
        let text = Source::new("a.txt", "Dear Ann, all is well.\n\nEd\n\nFiled\n\nMay\n");
        let example = [Example::align(text, gold, &built_in("letter").unwrap(), Limits::USUAL).unwrap()];
        let found = unmade(&example);
        assert_eq!(found.len(), 1, "{found:?}");
        assert_eq!((found[0].name.as_str(), found[0].number, found[0].begins.as_str()), ("ab", 2, "Filed"));
        let habits: Vec<_> = habits(&example).into_iter().map(|h| (h.element, h.inside, h.here, h.of)).collect();
        assert_eq!(habits, [("salute", "p", 1, 1), ("signed", "closer", 1, 1)]);
    }
}
