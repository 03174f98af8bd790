//! Figures. Takes the readings of two documents; gives how many elements were found, missed and invented, and adds up.

use std::collections::BTreeMap;

use super::reading::{ELEMENTS, Key, Reading};

/// How often an element was there, found, and found where it is not.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Count {
    /// In the published documents.
    pub gold: usize,
    /// Of these, in the others too.
    pub found: usize,
    /// Only in the others.
    pub extra: usize,
}

impl Count {
    /// How many of those that were made are right; 1 where none was made.
    #[must_use]
    pub fn precision(self) -> f64 {
        ratio(self.found, self.found + self.extra)
    }

    /// How many of the published ones were found; 1 where there are none.
    #[must_use]
    pub fn recall(self) -> f64 {
        ratio(self.found, self.gold)
    }

    /// The harmonic mean of precision and recall.
    #[must_use]
    pub fn f1(self) -> f64 {
        let (precision, recall) = (self.precision(), self.recall());
        if precision + recall > 0.0 { 2.0 * precision * recall / (precision + recall) } else { 0.0 }
    }

    fn add(&mut self, other: Self) {
        self.gold += other.gold;
        self.found += other.found;
        self.extra += other.extra;
    }
}

#[expect(clippy::cast_precision_loss, reason = "counts of elements are far below 2^52")]
fn ratio(part: usize, whole: usize) -> f64 {
    if whole == 0 { 1.0 } else { part as f64 / whole as f64 }
}

/// The figures of documents.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Score {
    /// For each of [`ELEMENTS`].
    pub elements: [Count; ELEMENTS.len()],
    /// Documents compared.
    pub documents: usize,
    /// Of these, without anything to compare with.
    pub missing: usize,
    /// Documents beside which the text lies that was converted.
    pub texts: usize,
    /// Of these, with every letter of the text and no others.
    pub kept: usize,
    /// Documents whose text is the same to the character: no mark taken for text, no text for a mark.
    pub same_text: usize,
    /// Documents with every element right.
    pub perfect: usize,
    /// Documents whose dateline has a day.
    pub dated: usize,
    /// Of these, with the same day.
    pub same_day: usize,
    /// Elements missed or invented, and texts that differ: what orders documents from the worst.
    pub wrong: usize,
}

impl Score {
    /// All elements together.
    #[must_use]
    pub fn all(&self) -> Count {
        let mut all = Count::default();
        self.elements.iter().for_each(|count| all.add(*count));
        all
    }

    /// A part of all documents, or of those with a date; 0 where there are none.
    #[must_use]
    pub fn share(part: usize, of: usize) -> f64 {
        if of == 0 { 0.0 } else { ratio(part, of) }
    }

    /// Adds the figures of other documents.
    pub fn add(&mut self, other: &Self) {
        self.elements.iter_mut().zip(&other.elements).for_each(|(count, other)| count.add(*other));
        self.documents += other.documents;
        self.missing += other.missing;
        self.texts += other.texts;
        self.kept += other.kept;
        self.same_text += other.same_text;
        self.perfect += other.perfect;
        self.dated += other.dated;
        self.same_day += other.same_day;
        self.wrong += other.wrong;
    }
}

/// What one document has and the other has not.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Differences {
    /// Only in the published one, each as often as it is missed.
    pub missed: Vec<Key>,
    /// Only in the other one.
    pub invented: Vec<Key>,
}

/// Compares a document with the published one; `None` is a document that is not there.
#[must_use]
pub fn compare(gold: &Reading, output: Option<&Reading>) -> (Score, Differences) {
    let mut balance: BTreeMap<&Key, (usize, usize)> = BTreeMap::new();
    gold.keys.iter().for_each(|key| balance.entry(key).or_default().0 += 1);
    output.iter().flat_map(|output| &output.keys).for_each(|key| balance.entry(key).or_default().1 += 1);
    let mut score = Score { documents: 1, missing: usize::from(output.is_none()), ..Score::default() };
    let mut differences = Differences::default();
    for (key, (gold, output)) in balance {
        let found = gold.min(output);
        let count = Count { gold, found, extra: output - found };
        if let Some(at) = ELEMENTS.iter().position(|name| *name == key.element())
            && let Some(element) = score.elements.get_mut(at)
        {
            element.add(count);
        }
        score.wrong += gold - found + count.extra;
        differences.missed.extend(std::iter::repeat_n(key.clone(), gold - found));
        differences.invented.extend(std::iter::repeat_n(key.clone(), count.extra));
    }
    let is_same = output.is_some_and(|output| output.text == gold.text);
    score.same_text = usize::from(is_same);
    score.wrong += usize::from(!is_same);
    score.dated = usize::from(gold.when.is_some());
    score.same_day = usize::from(gold.when.is_some() && output.is_some_and(|output| output.when == gold.when));
    score.perfect = usize::from(score.wrong == 0);
    (score, differences)
}
