//! Which tokens of two documents belong together. Takes two streams; gives for each token its partner in the other one, if it has one.
//! Partners say the same and stand in the same order.
//!
//! Where what was taken out or put in could begin at several places (`<p>a</p>` after `<p>b</p>`), it begins where its tags
//! close each other.

use std::ops::Range;

use imara_diff::{Algorithm, Diff, Token as Meaning};

use super::tokens::{Stream, TokenKind, widened};
use crate::alignment::pieces;

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
