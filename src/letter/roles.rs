//! The role of each block: the best sequence that the grammar of a document allows.
//!
//! Takes what is seen of the blocks and the profile's model; gives the index of a [`Row`] of the grammar for each block. A part is likely for
//! its features and words and for the part before it; the grammar says what may follow what, so that a short last line is a signature only
//! where a signature can stand. Viterbi's algorithm finds the sequence with the greatest sum. Promises a sequence for every input (all
//! paragraphs is one), and one that can be written as valid TEI.

use super::grammar::{GRAMMAR, Row};
use super::observation::Observation;
use crate::profile::LinearModel;

/// What a row counts that cannot be.
pub(super) const NOWHERE: f32 = f32::NEG_INFINITY;
const ROWS: usize = GRAMMAR.len();

/// What a row loses that is not what the original says of the block: more than all features of its neighbours count. It stays possible, for the
/// grammar may have no place for what is said.
const AGAINST_ORIGINAL: f32 = 10_000.0;

/// A number for each row of the grammar.
pub(super) type Sums = [f32; ROWS];

/// The best row of the grammar for each observation, as an index. `extra` adds to what a row of the grammar counts for an observation, both as
/// indices.
pub fn best_rows(observations: &[Observation], model: &LinearModel, extra: impl Fn(usize, usize) -> f32) -> Vec<usize> {
    let mut sums = None;
    let mut trail: Vec<[u8; ROWS]> = Vec::with_capacity(observations.len());
    for (rank, seen) in observations.iter().enumerate() {
        let own = emission(seen, model, |row| extra(rank, row));
        let (next, from) = forward(sums.as_ref(), &own, model);
        sums = Some(next);
        trail.push(from);
    }
    let mut found = vec![0; observations.len()];
    let mut index = sums.map_or(0, |sums| best_index(&sums));
    for (slot, from) in found.iter_mut().zip(&trail).rev() {
        *slot = index;
        index = from.get(index).copied().unwrap_or(0).into();
    }
    found
}

/// What an observation counts for each row of the grammar by itself. `extra` adds to it.
pub(super) fn emission(seen: &Observation, model: &LinearModel, extra: impl Fn(usize) -> f32) -> Sums {
    let of_parts = model.emission(seen.features, &seen.words);
    let mut sums = [NOWHERE; ROWS];
    for (index, (slot, row)) in sums.iter_mut().zip(&GRAMMAR).enumerate() {
        if row.fits(seen.shape, seen.span.len()) {
            *slot = of_parts.get(row.part as usize).copied().unwrap_or(0.0) + extra(index);
            if seen.role.is_some_and(|role| !row.is_for(role)) {
                *slot -= AGAINST_ORIGINAL;
            }
        }
    }
    sums
}

/// What the best sequence counts that ends in each row, from what it counted one block before (at the beginning: nothing) and what the
/// block counts by itself; and the row before it, as an index.
pub(super) fn forward(before: Option<&Sums>, own: &Sums, model: &LinearModel) -> (Sums, [u8; ROWS]) {
    let (mut sums, mut from) = ([NOWHERE; ROWS], [0_u8; ROWS]);
    for (((row, own), slot), back) in GRAMMAR.iter().zip(own).zip(&mut sums).zip(&mut from) {
        if *own == NOWHERE {
            continue;
        }
        let best = match before {
            None => row.begins().then(|| (model.initial(row.part), 0)),
            Some(before) => best_before(row, before, model),
        };
        if let Some((sum, earlier)) = best {
            *slot = sum + own;
            *back = u8::try_from(earlier).unwrap_or(0);
        }
    }
    (sums, from)
}

fn best_before(row: &Row, sums: &Sums, model: &LinearModel) -> Option<(f32, usize)> {
    let mut best: Option<(f32, usize)> = None;
    for (before, (sum, earlier)) in sums.iter().zip(&GRAMMAR).enumerate() {
        if *sum == NOWHERE || !row.follows(earlier) {
            continue;
        }
        let sum = sum + model.transition(earlier.part, row.part);
        if best.is_none_or(|best| sum > best.0) {
            best = Some((sum, before));
        }
    }
    best
}

fn best_index(sums: &Sums) -> usize {
    let mut best = 0;
    for (at, sum) in sums.iter().enumerate() {
        if sums.get(best).is_none_or(|so_far| sum > so_far) {
            best = at;
        }
    }
    best
}
