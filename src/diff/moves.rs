//! Elements that stand elsewhere. Takes the elements that were removed and those that were added; gives the pairs that hold the same
//! words and elements. Attributes and white space may differ. Short ones are not looked at: they could be any.

use std::collections::{BTreeMap, VecDeque};

use imara_diff::Token as Meaning;
use rustc_hash::FxHashMap;

use super::elements::{Lone, Scan};
use super::pair::{Pair, Side};
use super::tokens::{TokenKind, widened};

/// How many words an element has at least.
const WORDS: usize = 3;

/// An element that stands elsewhere, by its start tags.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Moved {
    pub(super) before: u32,
    pub(super) after: u32,
}

/// Which parts hold which moved elements.
#[derive(Debug, Default)]
pub(super) struct Joined {
    of: BTreeMap<usize, Vec<Moved>>,
    /// Parts that hold the two places of one element.
    pairs: Vec<(usize, usize)>,
}

impl Joined {
    /// The moved elements of a part.
    pub(super) fn of(&self, part: usize) -> &[Moved] {
        self.of.get(&part).map_or(&[], Vec::as_slice)
    }

    /// Gives parts that go together the same root, the first of them. A root is its own.
    pub(super) fn bind(&self, roots: &mut [usize]) {
        for (a, b) in &self.pairs {
            let (Some(first), Some(second)) = (roots.get(*a).copied(), roots.get(*b).copied()) else { continue };
            let (low, high) = (first.min(second), first.max(second));
            roots.iter_mut().filter(|root| **root == high).for_each(|root| *root = low);
        }
    }
}

/// Joins what was removed in one part and added in another.
pub(super) fn join(pair: &Pair<'_>, parts: &[Option<&Scan>]) -> Joined {
    let mut waiting: FxHashMap<&[Meaning], VecDeque<(usize, u32)>> = FxHashMap::default();
    for (part, scan) in parts.iter().enumerate() {
        for lone in scan.iter().flat_map(|scan| &scan.removed) {
            if let Some(key) = meanings(&pair.before, lone) {
                waiting.entry(key).or_default().push_back((part, lone.open));
            }
        }
    }
    let mut joined = Joined::default();
    for (part, scan) in parts.iter().enumerate() {
        for lone in scan.iter().flat_map(|scan| &scan.added) {
            let places = meanings(&pair.after, lone).and_then(|key| waiting.get_mut(key));
            let Some((from, before)) = places.and_then(VecDeque::pop_front) else { continue };
            let moved = Moved { before, after: lone.open };
            joined.of.entry(from).or_default().push(moved);
            if from != part {
                joined.of.entry(part).or_default().push(moved);
                joined.pairs.push((from, part));
            }
        }
    }
    joined
}

/// What an element says, where it has enough words.
fn meanings<'p>(half: &'p Side<'_>, lone: &Lone) -> Option<&'p [Meaning]> {
    let range = widened(lone.open)..=widened(lone.close);
    let words = half.stream.tokens.get(range.clone())?.iter().filter(|token| token.kind == TokenKind::Word);
    (words.take(WORDS).count() == WORDS).then(|| half.stream.meanings.get(range)).flatten()
}
