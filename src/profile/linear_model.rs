//! The weights of a profile, ready for use: a linear model of sequences. Takes `[weights]` and `[words]`; gives what a block's features
//! and words count for each part (emission), what a part counts behind another (transition), and at the beginning (initial).
//!
//! The terms are those of conditional random fields. A profile makes it once ([`Profile::model`](super::Profile::model)); `learn` changes
//! its numbers and writes them back. Leaves out which part may follow which (`letter::grammar`).

use std::collections::HashMap;

use enumset::EnumSet;

use super::Part;
use super::weights::{Evidence, Feature, Weights, WordWeights};

/// How many parts there are.
pub const PARTS: usize = EnumSet::<Part>::variant_count() as usize;

const FEATURES: usize = EnumSet::<Feature>::variant_count() as usize;

/// A number for each part.
pub type PartWeights = [f32; PARTS];

/// A linear model over the parts of a letter. What is not in it counts 0.
#[derive(Clone, Debug, PartialEq)]
pub struct LinearModel {
    features: Vec<PartWeights>,
    /// By the part before.
    transitions: Vec<PartWeights>,
    initial: PartWeights,
    words: HashMap<String, PartWeights>,
}

impl Default for LinearModel {
    fn default() -> Self {
        let none = [0.0; PARTS];
        let (features, transitions) = (vec![none; FEATURES], vec![none; PARTS]);
        Self { features, transitions, initial: none, words: HashMap::new() }
    }
}

impl LinearModel {
    /// The model of written weights.
    #[must_use]
    pub fn of(weights: &Weights, words: &WordWeights) -> Self {
        let mut model = Self::default();
        for (part, numbers) in weights {
            for (evidence, number) in numbers {
                *model.weight_mut(*part, *evidence) = *number;
            }
        }
        for (part, numbers) in words {
            for (word, number) in numbers {
                *model.word_mut(*part, word) = *number;
            }
        }
        model
    }

    /// What features and words count for each part.
    #[must_use]
    pub fn emission(&self, features: EnumSet<Feature>, words: &[String]) -> PartWeights {
        let mut sum = [0.0; PARTS];
        let rows = features.iter().filter_map(|feature| self.features.get(feature as usize));
        let words = words.iter().filter_map(|word| self.words.get(word));
        for row in rows.chain(words) {
            sum.iter_mut().zip(row).for_each(|(sum, number)| *sum += number);
        }
        sum
    }

    /// What a part counts behind another.
    #[must_use]
    pub fn transition(&self, before: Part, part: Part) -> f32 {
        self.transitions.get(before as usize).map_or(0.0, |row| of_part(row, part))
    }

    /// What a part counts at the beginning.
    #[must_use]
    pub fn initial(&self, part: Part) -> f32 {
        of_part(&self.initial, part)
    }

    /// Whether words count at all.
    #[must_use]
    pub fn has_words(&self) -> bool {
        !self.words.is_empty()
    }

    /// The number of a key of `[weights]`.
    #[expect(clippy::indexing_slicing, reason = "there is a row for each feature and each part")]
    pub fn weight_mut(&mut self, part: Part, evidence: Evidence) -> &mut f32 {
        let row = match evidence {
            Evidence::Feature(feature) => &mut self.features[feature as usize],
            Evidence::After(before) => &mut self.transitions[before as usize],
            Evidence::AtStart => &mut self.initial,
        };
        part_mut(row, part)
    }

    /// The number of a key of `[words]`.
    pub fn word_mut(&mut self, part: Part, word: &str) -> &mut f32 {
        part_mut(self.words.entry(word.to_owned()).or_insert([0.0; PARTS]), part)
    }

    /// Adds another model's numbers, each times a factor.
    pub fn add(&mut self, other: &Self, factor: f32) {
        let rows =
            |model: &Self| model.features.clone().into_iter().chain(model.transitions.clone()).chain([model.initial]);
        let others: Vec<PartWeights> = rows(other).collect();
        let own = self.features.iter_mut().chain(&mut self.transitions).chain([&mut self.initial]);
        for (own, other) in own.zip(&others) {
            own.iter_mut().zip(other).for_each(|(own, other)| *own += other * factor);
        }
        for (word, row) in &other.words {
            let own = self.words.entry(word.clone()).or_insert([0.0; PARTS]);
            own.iter_mut().zip(row).for_each(|(own, other)| *own += other * factor);
        }
    }

    /// Its numbers as they are written, without those that are 0.
    #[must_use]
    pub fn written(&self) -> (Weights, WordWeights) {
        let (mut weights, mut words) = (Weights::new(), WordWeights::new());
        for part in EnumSet::<Part>::all() {
            for evidence in Evidence::all() {
                let number = match evidence {
                    Evidence::Feature(feature) => {
                        self.features.get(feature as usize).map_or(0.0, |row| of_part(row, part))
                    }
                    Evidence::After(before) => self.transition(before, part),
                    Evidence::AtStart => self.initial(part),
                };
                if number != 0.0 {
                    weights.entry(part).or_default().insert(evidence, number);
                }
            }
            for (word, row) in &self.words {
                let number = of_part(row, part);
                if number != 0.0 {
                    words.entry(part).or_default().insert(word.clone(), number);
                }
            }
        }
        (weights, words)
    }
}

fn of_part(row: &PartWeights, part: Part) -> f32 {
    row.get(part as usize).copied().unwrap_or(0.0)
}

#[expect(clippy::indexing_slicing, reason = "a row has a number for each part")]
fn part_mut(row: &mut PartWeights, part: Part) -> &mut f32 {
    &mut row[part as usize]
}
