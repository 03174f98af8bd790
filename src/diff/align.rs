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

/// Tokens of a piece, where a document says the same over and over.
const PIECE: usize = 4096;

/// How often at most a token is said that leads the comparison; what is said more often is no landmark.
const RARE: u32 = 63;

/// The parts of two streams that are compared: the whole. Where one goes on for long without a landmark, which takes time by the square of its
/// length, both are cut in as many pieces.
fn pieces(before: &[Meaning], after: &[Meaning], count: u32) -> Vec<(Range<usize>, Range<usize>)> {
    let mut said = vec![(0_u32, 0_u32); widened(count)];
    for meaning in before {
        said.get_mut(widened(meaning.0)).into_iter().for_each(|said| said.0 += 1);
    }
    for meaning in after {
        said.get_mut(widened(meaning.0)).into_iter().for_each(|said| said.1 += 1);
    }
    let is_landmark = |meaning: &Meaning| {
        said.get(widened(meaning.0)).is_some_and(|(a, b)| (1..=RARE).contains(a) && (1..=RARE).contains(b))
    };
    let longest = |all: &[Meaning]| all.split(is_landmark).map(<[Meaning]>::len).max().unwrap_or_default();
    if longest(before).min(longest(after)) <= 4 * PIECE {
        return vec![(0..before.len(), 0..after.len())];
    }
    let count = before.len().max(after.len()).div_ceil(PIECE);
    let cut = |all: &[Meaning], at: usize| all.len() / count * at + (all.len() % count) * at / count;
    (0..count).map(|at| (cut(before, at)..cut(before, at + 1), cut(after, at)..cut(after, at + 1))).collect()
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

    #[test]
    fn what_says_the_same_over_and_over_is_compared_in_pieces() {
        let same = |length: usize| vec![Meaning(0); length];
        assert_eq!(pieces(&same(10 * PIECE), &same(3 * PIECE), 1), [(0..10 * PIECE, 0..3 * PIECE)]);
        let cut = pieces(&same(10 * PIECE + 7), &same(5 * PIECE), 1);
        assert_eq!(cut.len(), 11);
        for (sides, length) in [
            (cut.iter().map(|piece| &piece.0).collect::<Vec<_>>(), 10 * PIECE + 7),
            (cut.iter().map(|piece| &piece.1).collect(), 5 * PIECE),
        ] {
            assert_eq!(sides.iter().map(|side| side.len()).sum::<usize>(), length);
            assert!(sides.iter().zip(sides.iter().skip(1)).all(|(one, next)| one.end == next.start));
        }
        // Landmarks lead the comparison.
        let numbers: Vec<Meaning> = (0..200_000).map(Meaning).collect();
        assert_eq!(pieces(&numbers, &numbers, 200_000).len(), 1);
    }
}
