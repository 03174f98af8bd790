//! The role of each block: the best sequence that the grammar of a document allows.
//!
//! Takes what is seen of the blocks and the profile's model; gives the index of a [`Row`] of the grammar for each block. A part is likely for
//! its features and words and for the part before it; the grammar says what may follow what, so that a short last line is a signature only
//! where a signature can stand. Viterbi's algorithm finds the sequence with the greatest sum. Promises a sequence for every input (all
//! paragraphs is one), and one that can be written as valid TEI.

use super::grammar::{GRAMMAR, Row};
use super::observation::Observation;
use crate::profile::LinearModel;

const NOWHERE: f32 = f32::NEG_INFINITY;
const ROWS: usize = GRAMMAR.len();

/// The best row of the grammar for each observation, as an index. `extra` adds to what a row of the grammar counts for an observation, both as
/// indices.
pub fn best_rows(observations: &[Observation], model: &LinearModel, extra: impl Fn(usize, usize) -> f32) -> Vec<usize> {
    let mut gains = [NOWHERE; ROWS];
    let mut trail: Vec<[u8; ROWS]> = Vec::with_capacity(observations.len());
    for (rank, seen) in observations.iter().enumerate() {
        let emission = model.emission(seen.features, &seen.words);
        let mut next = [NOWHERE; ROWS];
        let mut from = [0_u8; ROWS];
        for (index, row) in GRAMMAR.iter().enumerate().filter(|(_, row)| row.fits(seen.shape, seen.span.len())) {
            let own = emission.get(row.part as usize).copied().unwrap_or(0.0) + extra(rank, index);
            let best = if rank == 0 {
                row.begins().then(|| (model.initial(row.part), 0))
            } else {
                best_before(row, &gains, model)
            };
            if let (Some((gain, before)), Some(slot), Some(back)) = (best, next.get_mut(index), from.get_mut(index)) {
                *slot = gain + own;
                *back = u8::try_from(before).unwrap_or(0);
            }
        }
        gains = next;
        trail.push(from);
    }
    let mut found = vec![0; observations.len()];
    let mut index = best_index(&gains);
    for (slot, from) in found.iter_mut().zip(&trail).rev() {
        *slot = index;
        index = from.get(index).copied().unwrap_or(0).into();
    }
    found
}

fn best_before(row: &Row, gains: &[f32; ROWS], model: &LinearModel) -> Option<(f32, usize)> {
    let mut best: Option<(f32, usize)> = None;
    for (before, (gain, earlier)) in gains.iter().zip(&GRAMMAR).enumerate() {
        if *gain == NOWHERE || !row.follows(earlier) {
            continue;
        }
        let gain = gain + model.transition(earlier.part, row.part);
        if best.is_none_or(|best| gain > best.0) {
            best = Some((gain, before));
        }
    }
    best
}

fn best_index(gains: &[f32; ROWS]) -> usize {
    let mut best = 0;
    for (at, gain) in gains.iter().enumerate() {
        if gains.get(best).is_none_or(|so_far| gain > so_far) {
            best = at;
        }
    }
    best
}
