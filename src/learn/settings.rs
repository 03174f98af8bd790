//! Settings of a profile that letters decide: where an edition puts the lists that a paragraph introduces, say. Takes letters and a profile with
//! learned weights; gives how many letters come out better, and how many worse, by each setting, and the profile with those that are
//! habits.
//!
//! A setting is tried as the program uses it: all letters are converted with and without it. It is a habit where it mends four times the
//! mistakes that it makes, in several letters, and more letters come out better than worse. Letters count by their mistakes, for a setting
//! may touch a hundred elements of one letter and two of another. Leaves out what the figures of `eval` do not see: ids, `rend`.

use super::example::Example;
use crate::profile::{IntroducedList, IntroducedQuotation, Profile, RunInList, SaluteElement, SectionElement};

/// A setting that may be learned.
struct Setting {
    table: &'static str,
    key: &'static str,
    value: &'static str,
    apply: fn(&mut Profile),
}

/// The settings, in the order in which they are tried; each over those before it that are habits.
const SETTINGS: [Setting; 6] = [
    Setting {
        table: "lists",
        key: "introduced",
        value: "inside",
        apply: |profile| profile.lists.introduced = IntroducedList::Inside,
    },
    Setting {
        table: "lists",
        key: "introduced",
        value: "labelled-inside",
        apply: |profile| profile.lists.introduced = IntroducedList::LabelledInside,
    },
    Setting { table: "lists", key: "run-in", value: "list", apply: |profile| profile.lists.run_in = RunInList::List },
    Setting {
        table: "quotations",
        key: "introduced",
        value: "inside",
        apply: |profile| profile.quotations.introduced = IntroducedQuotation::Inside,
    },
    Setting {
        table: "section",
        key: "element",
        value: "head",
        apply: |profile| profile.section.element = SectionElement::Head,
    },
    Setting { table: "salute", key: "element", value: "p", apply: |profile| profile.salute.element = SaluteElement::P },
];

/// So many letters must come out better.
const FEWEST_BETTER: usize = 2;
/// So many times the mistakes that it makes a setting must mend.
const MENDED: usize = 4;

/// A setting that was tried on letters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Tried {
    /// Its table in the profile.
    pub table: &'static str,
    /// Its key there.
    pub key: &'static str,
    /// The value that was tried.
    pub value: &'static str,
    /// Letters that come out better by it.
    pub better: usize,
    /// Letters that come out worse.
    pub worse: usize,
    /// Mistakes that those have less.
    pub mended: usize,
    /// Mistakes that these have more.
    pub made: usize,
}

impl Tried {
    /// Whether it mends several letters, and four times what it spoils.
    #[must_use]
    pub fn is_habit(&self) -> bool {
        self.better >= FEWEST_BETTER && self.better > self.worse && self.mended >= MENDED * self.made
    }
}

/// Tries the settings on letters; gives the profile with those that are habits, and all that make a difference.
pub(super) fn tried<'e>(examples: impl Iterator<Item = &'e Example>, profile: &Profile) -> (Profile, Vec<Tried>) {
    let examples: Vec<&Example> = examples.collect();
    let mistakes =
        |profile: &Profile| -> Vec<usize> { examples.iter().map(|example| example.score(profile).wrong).collect() };
    let mut best = profile.clone();
    let mut before = mistakes(&best);
    let mut all: Vec<Tried> = Vec::new();
    for Setting { table, key, value, apply } in &SETTINGS {
        if all.iter().any(|tried| (tried.table, tried.key) == (*table, *key) && tried.is_habit()) {
            continue;
        }
        let mut other = best.clone();
        apply(&mut other);
        let after = mistakes(&other);
        let pairs = || before.iter().zip(&after);
        let tried = Tried {
            table,
            key,
            value,
            better: pairs().filter(|(before, after)| after < before).count(),
            worse: pairs().filter(|(before, after)| after > before).count(),
            mended: pairs().map(|(before, after)| before.saturating_sub(*after)).sum(),
            made: pairs().map(|(before, after)| after.saturating_sub(*before)).sum(),
        };
        if tried.is_habit() {
            (best, before) = (other, after);
        }
        if tried.better > 0 {
            all.push(tried);
        }
    }
    (best, all)
}
