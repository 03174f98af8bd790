//! What was learned, as a profile writes it: rounded to tenths, without what hardly differs from the weights it began with. Takes a model and
//! the profile below; gives the profile that converts so, and its rows.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::example::Example;
use super::settings::{self, Tried};
use crate::profile::{LinearModel, Part, Profile, Weights, WordWeights};

/// Differences from the profile below that are smaller are not written.
const SMALLEST: f32 = 0.1;
/// Words that count less are not written: a row of `[words]` is to say something.
const SMALLEST_WORD: f32 = 1.0;

/// What examples taught.
#[derive(Clone, Debug)]
pub struct Learned {
    /// The profile that converts with it.
    pub profile: Profile,
    /// Numbers of `[weights]` that differ from those of the profile below.
    pub weights: Weights,
    /// Numbers of `[words]` that differ.
    pub words: WordWeights,
    /// Settings by which letters come out better.
    pub settings: Vec<Tried>,
    below: LinearModel,
}

/// A number that was learned.
#[derive(Clone, Debug, PartialEq)]
pub struct Moved {
    /// The part that it speaks for, or against.
    pub part: Part,
    /// Its key below `[weights.PART]` or `[words.PART]`.
    pub key: String,
    /// What it was.
    pub before: f32,
    /// What it is.
    pub after: f32,
}

impl Learned {
    /// What a trained model says otherwise than a profile.
    pub(super) fn of(trained: LinearModel, profile: &Profile) -> Self {
        let below = profile.model().clone();
        let (all, all_words) = trained.written();
        let (old, old_words) = below.written();
        let mut weights = Weights::new();
        for (part, evidence) in keys(&all).chain(keys(&old)) {
            let (before, after) = (number(&old, part, &evidence), tenths(number(&all, part, &evidence)));
            if differs(before, after) {
                weights.entry(part).or_default().insert(evidence, after);
            }
        }
        let mut words = WordWeights::new();
        for (part, word) in keys(&all_words).chain(keys(&old_words)) {
            let (before, after) = (number(&old_words, part, &word), tenths(number(&all_words, part, &word)));
            if differs(before, after) && (after.abs() >= SMALLEST_WORD || before != 0.0) {
                words.entry(part).or_default().insert(word, after);
            }
        }
        let profile = profile.with_weights(over(old, &weights), over(old_words, &words));
        Self { profile, weights, words, settings: Vec::new(), below }
    }

    /// The same with the settings that are habits of letters.
    #[must_use]
    pub(super) fn with_settings<'e>(mut self, examples: impl Iterator<Item = &'e Example>) -> Self {
        (self.profile, self.settings) = settings::tried(examples, &self.profile);
        self
    }

    /// The rows that moved most, the furthest first.
    #[must_use]
    pub fn moved(&self) -> Vec<Moved> {
        let (old, old_words) = self.below.written();
        let weights = keys(&self.weights).map(|(part, evidence)| Moved {
            part,
            key: evidence.to_string(),
            before: number(&old, part, &evidence),
            after: number(&self.weights, part, &evidence),
        });
        let words = keys(&self.words).map(|(part, word)| Moved {
            part,
            before: number(&old_words, part, &word),
            after: number(&self.words, part, &word),
            key: word,
        });
        let mut all: Vec<Moved> = weights.chain(words).collect();
        all.sort_by(|a, b| (b.after - b.before).abs().total_cmp(&(a.after - a.before).abs()));
        all
    }

    /// Its tables as a profile has them: the settings, `[weights.PART]`, then `[words.PART]`, each sorted by key.
    #[must_use]
    pub fn tables(&self) -> String {
        let mut text = String::new();
        let habits: Vec<&Tried> = self.settings.iter().filter(|tried| tried.is_habit()).collect();
        for table in habits.chunk_by(|one, other| one.table == other.table) {
            let _ = writeln!(text, "\n[{}]", table.first().map_or("", |tried| tried.table));
            for Tried { key, value, .. } in table {
                let _ = writeln!(text, "{key} = \"{value}\"");
            }
        }
        for (part, row) in &self.weights {
            table(&mut text, "weights", *part, row);
        }
        for (part, row) in &self.words {
            table(&mut text, "words", *part, row);
        }
        text
    }
}

fn table<K: ToString>(text: &mut String, name: &str, part: Part, row: &BTreeMap<K, f32>) {
    // Writing to a string does not fail.
    let _ = writeln!(text, "\n[{name}.{part}]");
    for (key, number) in row {
        let key = key.to_string();
        let is_bare = key.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
        let key = if is_bare { key } else { format!("{key:?}") };
        let _ = writeln!(text, "{key} = {number:.1}");
    }
}

fn keys<K: Clone + Ord>(numbers: &BTreeMap<Part, BTreeMap<K, f32>>) -> impl Iterator<Item = (Part, K)> {
    numbers.iter().flat_map(|(part, row)| row.keys().map(|key| (*part, key.clone())))
}

fn number<K: Ord>(numbers: &BTreeMap<Part, BTreeMap<K, f32>>, part: Part, key: &K) -> f32 {
    numbers.get(&part).and_then(|row| row.get(key)).copied().unwrap_or(0.0)
}

fn over<K: Ord + Clone>(
    mut below: BTreeMap<Part, BTreeMap<K, f32>>,
    above: &BTreeMap<Part, BTreeMap<K, f32>>,
) -> BTreeMap<Part, BTreeMap<K, f32>> {
    for (part, row) in above {
        below.entry(*part).or_default().extend(row.iter().map(|(key, number)| (key.clone(), *number)));
    }
    below
}

fn tenths(number: f32) -> f32 {
    (number * 10.0).round() / 10.0
}

/// Half a step of rounding is no difference.
fn differs(before: f32, after: f32) -> bool {
    (before - after).abs() >= SMALLEST - 0.01
}
