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
            let (first, second) = (root_of(roots, *a), root_of(roots, *b));
            if let Some(high) = roots.get_mut(first.max(second)) {
                *high = first.min(second);
            }
        }
        // What is above a part comes before it, and is a root by now.
        for at in 0..roots.len() {
            let above = roots.get(at).and_then(|up| roots.get(*up)).copied();
            if let (Some(root), Some(above)) = (roots.get_mut(at), above) {
                *root = above;
            }
        }
    }
}

/// The root of a part; the ways that lead to it get shorter.
fn root_of(roots: &mut [usize], mut at: usize) -> usize {
    while let Some(up) = roots.get(at).copied().filter(|up| *up != at) {
        let above = roots.get(up).copied().unwrap_or(up);
        if let Some(root) = roots.get_mut(at) {
            *root = above;
        }
        at = up;
    }
    at
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_that_go_together_have_the_first_of_them_as_root() {
        let pairs = vec![(4, 5), (1, 3), (5, 3), (2, 6), (0, 0)];
        let mut roots: Vec<usize> = (0..8).collect();
        Joined { of: BTreeMap::new(), pairs }.bind(&mut roots);
        assert_eq!(roots, [0, 1, 2, 1, 1, 1, 2, 7]);
    }
}
