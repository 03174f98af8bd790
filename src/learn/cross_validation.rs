//! What learning is worth: each part of the letters converted with what the others taught. Takes the letters and a profile; gives the
//! figures before and after, and the mistakes that remain.

use super::calibration::Calibration;
use super::train::{WordsLearned, train};
use super::training_set::TrainingSet;
use crate::eval::{Differences, Score};
use crate::profile::Profile;

/// The figures of a cross-validation.
#[derive(Clone, Debug, Default)]
pub struct CrossValidation {
    /// Of the profile as it is.
    pub before: Score,
    /// Of what was learned from the other letters.
    pub after: Score,
    /// What remains wrong, letter by letter.
    pub mistakes: Vec<Mistake>,
    /// For each block the margin with which it was read, and whether rightly.
    blocks: Vec<(f32, bool)>,
}

/// What is wrong in one letter.
#[derive(Clone, Debug)]
pub struct Mistake {
    /// The name of the text.
    pub name: String,
    /// What was missed and invented.
    pub differences: Differences,
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
        found.before.add(&example.converted(profile).0);
        let (score, differences) = example.converted(&learned.profile);
        found.after.add(&score);
        found.blocks.extend(example.sequence.sureness(&learned.profile));
        if !differences.missed.is_empty() || !differences.invented.is_empty() {
            found.mistakes.push(Mistake { name: example.source.name().to_owned(), differences });
        }
    }
    found
}
