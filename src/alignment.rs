//! Where two long streams of tokens are cut so that their parts can be compared one by one, in linear memory and near-linear time. Takes what
//! the tokens say as numbers; gives pairs of ranges that hold all of both in order. `imara-diff` compares the parts. Knows neither text nor XML.

use std::ops::Range;

use imara_diff::Token as Meaning;

/// Tokens of a stream that is compared as a whole with any other: the time may grow by the square of the length.
const SHORT: usize = 1 << 16;

/// Tokens of a piece, about.
const PIECE: usize = 4096;

/// The parts of two streams that are compared. Long ones are cut at landmarks, which both say once and in the same order; where there is none
/// for long, both are cut in as many pieces.
#[must_use]
pub fn pieces(before: &[Meaning], after: &[Meaning], count: u32) -> Vec<(Range<usize>, Range<usize>)> {
    if before.len().min(after.len()) <= SHORT {
        return vec![(0..before.len(), 0..after.len())];
    }
    let mut pieces = Vec::new();
    let (mut at, mut other) = (0, 0);
    let end = (before.len(), after.len());
    for (a, b) in landmarks(before, after, count).into_iter().chain([end]) {
        if (a, b) == end || a - at >= PIECE || b - other >= PIECE {
            cut(at..a, other..b, &mut pieces);
            (at, other) = (a, b);
        }
    }
    pieces
}

/// Cuts two ranges that are both long in as many pieces.
fn cut(old: Range<usize>, new: Range<usize>, pieces: &mut Vec<(Range<usize>, Range<usize>)>) {
    let count = if old.len().min(new.len()) <= 2 * PIECE { 1 } else { old.len().max(new.len()).div_ceil(PIECE) };
    let place = |all: &Range<usize>, at: usize| all.start + all.len() / count * at + all.len() % count * at / count;
    pieces.extend((0..count).map(|at| (place(&old, at)..place(&old, at + 1), place(&new, at)..place(&new, at + 1))));
}

/// The places of tokens that both streams say once: the longest chain of them that is in order in both.
fn landmarks(before: &[Meaning], after: &[Meaning], count: u32) -> Vec<(usize, usize)> {
    // For each meaning how often it is said, and where last.
    let places = |all: &[Meaning]| {
        let mut places = vec![(0_u32, 0_usize); index(count)];
        for (at, meaning) in all.iter().enumerate() {
            if let Some(place) = places.get_mut(index(meaning.0)) {
                *place = (place.0.saturating_add(1), at);
            }
        }
        places
    };
    let mut pairs: Vec<(usize, usize)> = std::iter::zip(places(before), places(after))
        .filter(|((first, _), (second, _))| (*first, *second) == (1, 1))
        .map(|((_, a), (_, b))| (a, b))
        .collect();
    pairs.sort_unstable();
    // For each length of a chain, the one that ends first; for each pair, the one before it in its chain.
    let mut ends: Vec<usize> = Vec::new();
    let mut previous: Vec<Option<usize>> = Vec::with_capacity(pairs.len());
    let place = |pair: usize| pairs.get(pair).map_or(usize::MAX, |(_, b)| *b);
    for pair in 0..pairs.len() {
        let length = ends.partition_point(|end| place(*end) < place(pair));
        previous.push(length.checked_sub(1).and_then(|shorter| ends.get(shorter).copied()));
        match ends.get_mut(length) {
            Some(end) => *end = pair,
            None => ends.push(pair),
        }
    }
    let chain = std::iter::successors(ends.last().copied(), |pair| previous.get(*pair).copied().flatten());
    let mut chain: Vec<(usize, usize)> = chain.filter_map(|pair| pairs.get(pair).copied()).collect();
    chain.reverse();
    chain
}

/// A number of 32 bits as an index.
fn index(number: u32) -> usize {
    usize::try_from(number).unwrap_or(usize::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(numbers: impl IntoIterator<Item = u32>) -> Vec<Meaning> {
        numbers.into_iter().map(Meaning).collect()
    }

    /// The pieces of two streams, which hold all of both in order.
    fn whole(before: &[Meaning], after: &[Meaning]) -> Vec<(Range<usize>, Range<usize>)> {
        let pieces = pieces(before, after, 1 << 20);
        let (mut at, mut other) = (0, 0);
        for (old, new) in &pieces {
            assert_eq!((at, other), (old.start, new.start));
            (at, other) = (old.end, new.end);
        }
        assert_eq!((at, other), (before.len(), after.len()));
        pieces
    }

    #[test]
    fn long_streams_are_cut_at_landmarks_or_evenly() {
        let same = |length: usize| vec![Meaning(0); length];
        assert_eq!(whole(&same(2 * SHORT), &same(SHORT)).len(), 1);
        assert_eq!(whole(&same(2 * SHORT), &same(SHORT + 7)).len(), 2 * SHORT / PIECE);
        let (numbers, shifted) = (of(0..200_000), of((300_000..307_000).chain(0..200_000)));
        let pieces = whole(&numbers, &shifted);
        assert!(pieces.iter().skip(1).all(|(old, new)| old.start + 7_000 == new.start), "{pieces:?}");
        assert!(pieces.len() > 40);
    }

    #[test]
    fn landmarks_are_in_order_in_both() {
        let (before, after) = (of([1, 9, 2, 3, 9, 4, 5]), of([5, 1, 3, 2, 9, 4, 7]));
        assert_eq!(landmarks(&before, &after, 10), [(0, 1), (3, 2), (5, 5)]);
    }
}
