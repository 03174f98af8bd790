//! The training: an averaged structured perceptron with a margin, over sequences of which only a part is known.
//!
//! Takes letters and a model to begin with; gives the model that was right on average (Collins 2002, "Discriminative Training Methods for
//! Hidden Markov Models"). A step compares the best of the sequences that give what was published with the best of all, in which a wrong
//! row counts more by the margin (Tsochantaridis et al. 2005, margin rescaling), and moves the weights by what differs. It begins with
//! the weights of the profile, and few letters make few steps: what they do not speak of stays. Letters come in an order that a fixed
//! sequence of numbers shuffles.

use std::collections::HashMap;

use super::example::Sequence;
use super::learned::Learned;
use crate::letter::{GRAMMAR, Observation, best_rows};
use crate::profile::{Evidence, LinearModel, Part, Profile};

/// How often each letter is seen.
const EPOCHS: usize = 60;
/// How far one step moves a weight. The weights of the profiles are numbers of about ten.
const STEP: f32 = 0.1;
/// How much better than any wrong row a right one shall be: a little where there are few letters, which hold much by chance.
const MARGIN: f32 = 14.0;
const MARGIN_OF_FEW: f32 = 8.0;
const FEW: usize = 20;
/// In how many letters a word must stand at least.
const FEWEST_LETTERS: usize = 2;
/// Of so many letters it must stand in one.
const ONE_IN: usize = 250;

/// Whether words are learned.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WordsLearned {
    /// Those that stand in several letters.
    Several,
    /// None.
    Nothing,
}

/// What letters teach, each counting as much as is said, from the weights of a profile.
#[must_use]
pub(super) fn train(sequences: &[(&Sequence, f32)], profile: &Profile, words: WordsLearned) -> Learned {
    let kept = match words {
        WordsLearned::Several => frequent_words(sequences),
        WordsLearned::Nothing => HashMap::new(),
    };
    let letters: Vec<Letter<'_>> = sequences
        .iter()
        .map(|(sequence, weight)| {
            let mut seen = sequence.observations.clone();
            seen.iter_mut().for_each(|seen| seen.words.retain(|word| kept.contains_key(word)));
            Letter { sequence, seen, step: STEP * weight }
        })
        .collect();
    Learned::of(averaged(&letters, profile.model()), profile)
}

/// A letter in training.
struct Letter<'a> {
    sequence: &'a Sequence,
    /// Its blocks with the words that are learned.
    seen: Vec<Observation>,
    /// How far a step for it moves a weight.
    step: f32,
}

/// Words that stand in several letters, with their number.
fn frequent_words(sequences: &[(&Sequence, f32)]) -> HashMap<String, usize> {
    let mut all: HashMap<String, usize> = HashMap::new();
    for (sequence, _) in sequences {
        let mut words: Vec<&String> = sequence.observations.iter().flat_map(|seen| &seen.words).collect();
        words.sort_unstable();
        words.dedup();
        for word in words {
            *all.entry(word.clone()).or_default() += 1;
        }
    }
    let fewest = FEWEST_LETTERS.max(sequences.len() / ONE_IN);
    all.retain(|_, letters| *letters >= fewest);
    all
}

/// The mean of the models after each letter.
fn averaged(letters: &[Letter<'_>], base: &LinearModel) -> LinearModel {
    let mut model = base.clone();
    // What is to be taken off for the mean of all steps (Daumé 2006, section 2.2).
    let mut drift = LinearModel::default();
    let margin = if letters.len() < FEW { MARGIN_OF_FEW } else { MARGIN };
    let mut order: Vec<usize> = (0..letters.len()).collect();
    let mut number = 1_u64;
    let mut steps = 1.0_f32;
    for _ in 0..EPOCHS {
        shuffle(&mut order, &mut number);
        for Letter { sequence, seen, step } in order.iter().filter_map(|at| letters.get(*at)) {
            let worth = |rank: usize, row: usize| sequence.worth(rank, row);
            let wanted = sequence.best_right_rows(seen, &model);
            let found = best_rows(seen, &model, |rank, row| margin * (1.0 - worth(rank, row)));
            let right = |rows: &[usize]| rows.iter().enumerate().map(|(rank, row)| worth(rank, *row)).sum::<f32>();
            if right(&found) < right(&wanted) {
                for (rows, step) in [(&wanted, *step), (&found, -step)] {
                    add(&mut model, seen, rows, step);
                    add(&mut drift, seen, rows, step * steps);
                }
            }
            steps += 1.0;
        }
    }
    model.add(&drift, -1.0 / steps);
    model
}

/// Adds a step to the weights of all that a sequence holds.
fn add(model: &mut LinearModel, seen: &[Observation], rows: &[usize], step: f32) {
    let mut before: Option<Part> = None;
    for (observation, row) in seen.iter().zip(rows) {
        let Some(part) = GRAMMAR.get(*row).map(|row| row.part) else { continue };
        for feature in observation.features {
            *model.weight_mut(part, Evidence::Feature(feature)) += step;
        }
        for word in &observation.words {
            *model.word_mut(part, word) += step;
        }
        *model.weight_mut(part, before.map_or(Evidence::AtStart, Evidence::After)) += step;
        before = Some(part);
    }
}

/// Shuffles by a linear congruential generator (Knuth's MMIX), so that the order is the same everywhere.
fn shuffle(order: &mut [usize], number: &mut u64) {
    for at in (1..order.len()).rev() {
        *number = number.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        let other = usize::try_from((*number >> 33) % (at as u64 + 1)).unwrap_or(0);
        order.swap(at, other);
    }
}
