//! Which tokens of two documents belong together. Takes two streams; gives for each token its partner in the other one, if it has one.
//! Partners say the same and stand in the same order.
//!
//! Where what was taken out or put in could begin at several places (`<p>a</p>` after `<p>b</p>`), it begins where its tags
//! close each other.

use std::ops::Range;

use imara_diff::{Algorithm, Diff, Token as Meaning};

use super::tokens::{Stream, TokenKind, widened};

/// The partners of all tokens.
#[derive(Debug)]
pub(super) struct Alignment {
    /// For each token before, its partner after.
    pub(super) after: Vec<Option<u32>>,
    /// For each token after, its partner before.
    pub(super) before: Vec<Option<u32>>,
}

impl Alignment {
    /// Aligns two streams that say `count` different things.
    pub(super) fn of(before: &Stream, after: &Stream, count: u32) -> Self {
        let steps = steps(before, after, count);
        let mut made = Self { after: vec![None; before.tokens.len()], before: vec![None; after.tokens.len()] };
        for (old, new) in pieces(&before.meanings, &after.meanings, count) {
            made.join(before, after, (old, new), (count, &steps));
        }
        made
    }

    /// Joins the partners in a piece of each stream.
    fn join(
        &mut self,
        before: &Stream,
        after: &Stream,
        (old, new): (Range<usize>, Range<usize>),
        (count, steps): (u32, &[i8]),
    ) {
        let (Some(a), Some(b)) = (before.meanings.get(old.clone()), after.meanings.get(new.clone())) else { return };
        let mut diff = Diff::default();
        diff.compute_with(Algorithm::Histogram, a, b, count);
        diff.postprocess_with(a, b, |all: &[Meaning], hunk: Range<u32>, earliest: u32| {
            balanced_end(all, &hunk, earliest, steps)
        });
        let (mut at, mut other) = (old.start, new.start);
        for hunk in diff.hunks().chain([imara_diff::Hunk::NONE]) {
            let start = old.start.saturating_add(widened(hunk.before.start));
            while at < start.min(old.end) && other < new.end {
                if let (Some(a), Some(b)) = (self.after.get_mut(at), self.before.get_mut(other)) {
                    (*a, *b) = (u32::try_from(other).ok(), u32::try_from(at).ok());
                }
                at += 1;
                other += 1;
            }
            (at, other) =
                (old.start.saturating_add(widened(hunk.before.end)), new.start.saturating_add(widened(hunk.after.end)));
        }
    }
}

/// Tokens of a stream that is compared as a whole with any other: the time may grow by the square of the length.
const SHORT: usize = 1 << 16;

/// Tokens of a piece, about.
const PIECE: usize = 4096;

/// The parts of two streams that are compared. Long ones are cut at landmarks, which both say once and in the same order; where there is none
/// for long, both are cut in as many pieces.
fn pieces(before: &[Meaning], after: &[Meaning], count: u32) -> Vec<(Range<usize>, Range<usize>)> {
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
        let mut places = vec![(0_u32, 0_usize); widened(count)];
        for (at, meaning) in all.iter().enumerate() {
            if let Some(place) = places.get_mut(widened(meaning.0)) {
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

/// For each meaning, by how much it changes the depth.
fn steps(before: &Stream, after: &Stream, count: u32) -> Vec<i8> {
    let mut steps = vec![0; widened(count)];
    for stream in [before, after] {
        for (token, meaning) in stream.tokens.iter().zip(&stream.meanings) {
            if let Some(step) = steps.get_mut(widened(meaning.0)) {
                *step = match token.kind {
                    TokenKind::Open => 1,
                    TokenKind::Close => -1,
                    TokenKind::Word | TokenKind::Comment => 0,
                };
            }
        }
    }
    steps
}

/// The last end, from `earliest` on, at which the tags of a run that may slide close each other.
///
/// A run that slides goes round in a circle: where its depth is lowest, it can begin.
fn balanced_end(all: &[Meaning], hunk: &Range<u32>, earliest: u32, steps: &[i8]) -> u32 {
    let length = hunk.end - hunk.start;
    let first = earliest.saturating_sub(length);
    let mut depth = 0_i64;
    let mut depths = Vec::new();
    for meaning in all.get(widened(first)..widened(hunk.end)).unwrap_or_default() {
        depths.push(depth);
        depth += i64::from(steps.get(widened(meaning.0)).copied().unwrap_or(0));
    }
    depths.push(depth);
    let own = depths.len().saturating_sub(1 + widened(length));
    let is_whole = depths.get(own) == depths.last();
    let lowest = depths.iter().min().copied().unwrap_or_default();
    let start = depths.iter().take(own + 1).rposition(|depth| *depth == lowest);
    match start.filter(|_| is_whole).and_then(|start| u32::try_from(start).ok()) {
        Some(start) => first + start + length,
        None => hunk.end,
    }
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
