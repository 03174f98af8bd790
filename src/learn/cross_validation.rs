//! What learning is worth: each part of the letters converted with what the others taught. Takes the letters and a profile; gives the
//! figures before and after, and the mistakes that remain.

use super::calibration::Calibration;
use super::mistakes::{Mistake, mistakes};
use super::train::{WordsLearned, train};
use super::training_set::TrainingSet;
use crate::eval::{Score, compare};
use crate::profile::Profile;

/// The figures of a cross-validation.
#[derive(Clone, Debug, Default)]
pub struct CrossValidation {
    /// Of the profile as it is.
    pub before: Score,
    /// Of what was learned from the other letters.
    pub after: Score,
    /// What remains wrong, letter by letter, in the order of their names and texts.
    pub mistakes: Vec<Mistake>,
    /// For each block the margin with which it was read, and whether rightly.
    blocks: Vec<(f32, bool)>,
}

impl CrossValidation {
    /// Whether letters are read better than before.
    #[must_use]
    pub fn is_better(&self) -> bool {
        self.after.all().f1() > self.before.all().f1()
    }

    /// Below which margin what was learned is doubted.
    #[must_use]
    pub fn calibration(&self) -> Calibration {
        Calibration::of(&self.blocks)
    }

    /// The figures of all parts together.
    #[must_use]
    pub fn of(folds: Vec<Self>) -> Self {
        let mut all = Self::default();
        for fold in folds {
            all.before.add(&fold.before);
            all.after.add(&fold.after);
            all.mistakes.extend(fold.mistakes);
            all.blocks.extend(fold.blocks);
        }
        all.mistakes.sort_by(|a, b| a.name.cmp(&b.name));
        all
    }
}

/// Converts one of the [`parts`](TrainingSet::parts) of the letters, counted from 0, with what the others teach.
#[must_use]
pub fn fold(set: &TrainingSet, number: usize, profile: &Profile, words: WordsLearned) -> CrossValidation {
    let learned = train(&set.sequences(Some(number)), profile, words).with_settings(set.others(number));
    let mut found = CrossValidation::default();
    for example in set.part(number) {
        found.before.add(&example.score(profile));
        let output = example.converted(&learned.profile);
        found.after.add(&compare(&example.gold, output.as_ref()).0);
        found.blocks.extend(example.sequence.sureness(&learned.profile));
        found.mistakes.extend(mistakes(example, &output.unwrap_or_default()));
    }
    found
}
