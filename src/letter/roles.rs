//! The role of each block: the best sequence that the grammar of a document allows.
//!
//! Takes the features of the blocks and the profile's weights; gives a [`Row`] of the grammar for each block. A part is likely for its
//! features and for the part before it; the grammar says what may follow what, so that a short last line is a signature only where a
//! signature can stand. Viterbi's algorithm finds the sequence with the greatest sum. Promises a sequence for every input (all
//! paragraphs is one), and one that can be written as valid TEI.

use enumset::EnumSet;

use super::blocks::{Shape, TextBlock};
use super::grammar::{GRAMMAR, Row};
use crate::profile::{self, Evidence, Feature, Part};

/// The weights of a profile, ready for use.
struct Weights(Vec<Weight>);

/// What speaks for a part: a number for each feature, for each part before it, and for the beginning.
#[derive(Clone)]
struct Weight {
    features: Vec<f32>,
    after: Vec<f32>,
    at_start: f32,
}

impl Weights {
    fn of(written: &profile::Weights) -> Self {
        let number = |part: Part, evidence: Evidence| {
            written.get(&part).and_then(|weights| weights.get(&evidence)).copied().unwrap_or(0.0)
        };
        let weight = |part: Part| Weight {
            features: EnumSet::all().iter().map(|feature| number(part, Evidence::Feature(feature))).collect(),
            after: EnumSet::all().iter().map(|before| number(part, Evidence::After(before))).collect(),
            at_start: number(part, Evidence::AtStart),
        };
        Self(EnumSet::all().iter().map(weight).collect())
    }

    fn of_features(&self, part: Part, features: EnumSet<Feature>) -> f32 {
        let Some(weight) = self.0.get(part as usize) else { return 0.0 };
        features.iter().filter_map(|feature| weight.features.get(feature as usize)).sum()
    }

    fn after(&self, part: Part, before: Part) -> f32 {
        self.0.get(part as usize).and_then(|weight| weight.after.get(before as usize)).copied().unwrap_or(0.0)
    }

    fn at_start(&self, part: Part) -> f32 {
        self.0.get(part as usize).map_or(0.0, |weight| weight.at_start)
    }
}

const NOWHERE: f32 = f32::NEG_INFINITY;
const ROWS: usize = GRAMMAR.len();

/// The row of the grammar for each block; `None` for page breaks.
pub(super) fn rows(
    blocks: &[TextBlock<'_>],
    features: &[EnumSet<Feature>],
    weights: &profile::Weights,
) -> Vec<Option<&'static Row>> {
    let weights = Weights::of(weights);
    let counted: Vec<usize> = blocks
        .iter()
        .enumerate()
        .filter(|(_, block)| !matches!(block.shape, Shape::Page(_)))
        .map(|(at, _)| at)
        .collect();
    let mut gains = [NOWHERE; ROWS];
    let mut trail: Vec<[u8; ROWS]> = Vec::with_capacity(counted.len());
    for (rank, at) in counted.iter().enumerate() {
        let (Some(block), Some(set)) = (blocks.get(*at), features.get(*at)) else { continue };
        let mut next = [NOWHERE; ROWS];
        let mut from = [0_u8; ROWS];
        for (index, row) in GRAMMAR.iter().enumerate().filter(|(_, row)| row.fits(block.shape, block.span.len())) {
            let own = weights.of_features(row.part, *set);
            let best = if rank == 0 {
                row.begins().then(|| (weights.at_start(row.part), 0))
            } else {
                best_before(row, &gains, &weights)
            };
            if let (Some((gain, before)), Some(slot), Some(back)) = (best, next.get_mut(index), from.get_mut(index)) {
                *slot = gain + own;
                *back = u8::try_from(before).unwrap_or(0);
            }
        }
        gains = next;
        trail.push(from);
    }
    let mut found = vec![None; blocks.len()];
    let mut part = best_index(&gains);
    for (at, from) in counted.iter().zip(&trail).rev() {
        if let Some(slot) = found.get_mut(*at) {
            *slot = GRAMMAR.get(part);
        }
        part = from.get(part).copied().unwrap_or(0).into();
    }
    found
}

fn best_before(row: &Row, gains: &[f32; ROWS], weights: &Weights) -> Option<(f32, usize)> {
    let mut best: Option<(f32, usize)> = None;
    for (before, (gain, earlier)) in gains.iter().zip(&GRAMMAR).enumerate() {
        if *gain == NOWHERE || !row.follows(earlier) {
            continue;
        }
        let gain = gain + weights.after(row.part, earlier.part);
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
