//! What a run learns from: examples, edition by edition, and texts whose reading is to stay. Takes them one by one; gives the sequences to
//! train on with what each counts, all or without a part that is left out to be tested.
//!
//! Editions weigh the same, however many letters each has; texts whose reading is to stay weigh as much as all editions together. Of several editions one after the other is left out; a single one is parted.

use super::example::{Example, Sequence};
use crate::profile::Profile;

/// Into how many parts the letters of a single edition go.
const PARTS: usize = 5;

/// The letters of a run.
#[derive(Debug, Default)]
pub struct TrainingSet {
    /// What is learned from.
    pub examples: Vec<Example>,
    /// For each example its edition.
    editions: Vec<usize>,
    /// How many letters each edition has.
    sizes: Vec<usize>,
    /// Texts that are to be read as before.
    pub kept: Vec<Kept>,
}

/// A text that is to be read as before.
#[derive(Clone, Debug)]
pub struct Kept {
    /// Its name in reports.
    pub name: String,
    /// How it was read.
    pub sequence: Sequence,
}

impl TrainingSet {
    /// Takes a letter in. Editions are numbers that count from 0.
    pub fn add(&mut self, example: Example, edition: usize) {
        self.examples.push(example);
        self.editions.push(edition);
        self.sizes.resize(self.sizes.len().max(edition + 1), 0);
        if let Some(size) = self.sizes.get_mut(edition) {
            *size += 1;
        }
    }

    /// How many parts are left out in turn.
    #[must_use]
    pub fn parts(&self) -> usize {
        if self.has_several_editions() { self.sizes.len() } else { PARTS }
    }

    /// The letters of one of these parts, counted from 0.
    pub(super) fn part(&self, number: usize) -> impl Iterator<Item = &Example> {
        self.examples.iter().enumerate().filter(move |(at, _)| self.part_of(*at) == number).map(|(_, example)| example)
    }

    /// The letters of all others of these parts.
    pub(super) fn others(&self, number: usize) -> impl Iterator<Item = &Example> {
        self.examples.iter().enumerate().filter(move |(at, _)| self.part_of(*at) != number).map(|(_, example)| example)
    }

    /// All to train on, or all but one of the parts, each with what it counts.
    // Letters are counted in thousands: nothing is lost.
    #[allow(clippy::cast_precision_loss)]
    pub(super) fn sequences(&self, without: Option<usize>) -> Vec<(&Sequence, f32)> {
        let others = self.examples.iter().zip(&self.editions).enumerate();
        let others = others.filter(|(at, _)| Some(self.part_of(*at)) != without);
        let others = others.map(|(_, (example, edition))| (&example.sequence, self.weight(*edition)));
        let of_kept = self.examples.len() as f32 / self.kept.len().max(1) as f32;
        others.chain(self.kept.iter().map(|kept| (&kept.sequence, of_kept))).collect()
    }

    /// Names of the texts that were to be read as before, and a profile reads otherwise.
    #[must_use]
    pub fn read_otherwise(&self, profile: &Profile) -> Vec<&str> {
        let otherwise = self.kept.iter().filter(|kept| !kept.sequence.is_read_by(profile));
        otherwise.map(|kept| kept.name.as_str()).collect()
    }

    fn has_several_editions(&self) -> bool {
        self.sizes.iter().filter(|size| **size > 0).count() > 1
    }

    fn part_of(&self, at: usize) -> usize {
        if self.has_several_editions() { self.editions.get(at).copied().unwrap_or_default() } else { at % PARTS }
    }

    /// What a letter of an edition counts: 1 in the mean of all letters.
    // Letters are counted in thousands: nothing is lost.
    #[allow(clippy::cast_precision_loss)]
    fn weight(&self, edition: usize) -> f32 {
        let editions = self.sizes.iter().filter(|size| **size > 0).count();
        let size = self.sizes.get(edition).copied().unwrap_or_default();
        self.examples.len() as f32 / (editions * size).max(1) as f32
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::budget::Limits;
    use crate::eval::{Reading, Style};
    use crate::profile::built_in;
    use crate::text::Source;
    use crate::xml::{Document, External};

    fn set(sizes: &[usize]) -> TrainingSet {
        let gold = Document::parse("<body><p>All is well.</p></body>", External::Refused).0;
        let gold = Reading::of_gold(&gold, Style::AsIs);
        let profile = built_in("letter").unwrap();
        let example = Example::align(Source::new("x", "All is well."), gold, &profile, Limits::USUAL).unwrap();
        let mut set = TrainingSet::default();
        for (edition, size) in sizes.iter().enumerate() {
            (0..*size).for_each(|_| set.add(example.clone(), edition));
        }
        set
    }

    #[test]
    fn editions_weigh_the_same() {
        let set = set(&[2, 0, 6]);
        let weights: Vec<f32> = set.sequences(None).into_iter().map(|(_, weight)| weight).collect();
        let sum = |weights: &[f32]| (weights.iter().sum::<f32>() * 1000.0).round();
        assert_eq!((sum(&weights[..2]), sum(&weights[2..])), (4000.0, 4000.0));
        assert!(self::set(&[7]).sequences(None).iter().all(|(_, weight)| *weight == 1.0));
    }

    #[test]
    fn of_several_editions_one_is_left_out_and_a_single_one_is_parted() {
        let several = set(&[2, 0, 6]);
        assert_eq!(several.parts(), 3);
        assert_eq!([0, 1, 2].map(|part| several.part(part).count()), [2, 0, 6]);
        assert_eq!([0, 1, 2].map(|part| several.sequences(Some(part)).len()), [6, 8, 2]);
        let single = set(&[0, 7]);
        assert_eq!((single.parts(), single.part(0).count(), single.sequences(Some(0)).len()), (5, 2, 5));
    }
}
