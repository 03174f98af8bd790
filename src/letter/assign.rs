//! Joining notes to marks: the best monotone assignment of the whole sequence.
//!
//! Takes the labels of the notes in order and the candidates for marks in order; gives for each note its mark, or none. Notes are
//! cited in order, each once. A list may be numbered unlike its marks: a *shift* is how much a label is ahead of its mark (one behind,
//! level, or up to three ahead, and one more for each sign in the text), and it may grow where a note is cited by a sign or a number is
//! cited twice. The assignment maximises the sum of the gains of the chosen
//! candidates less the cost of each change of shift. Promises `O(p · s² · log c)` time for `p` pairs of note and candidate, `c`
//! candidates and `s` shifts, and bounds `p`, so that 100,000 marks take no more than seconds.

use std::collections::HashMap;

use super::note_marks::{Candidate, Value};

/// How many shifts there are in a text without signs; the one with index [`LEVEL`] is none.
const SHIFTS: usize = 5;
/// How many more there are at most, one for each sign in the text.
const MOST_SIGNS: usize = 48;
/// The index of the shift of a list that is numbered like its marks.
const LEVEL: usize = 1;
/// What a list pays that is not numbered like its marks from the start.
const START_SHIFTED: f32 = 3.0;
/// What a change of shift without a sign costs.
const CHANGE: f32 = 4.0;
/// What it costs a note to be cited by a sign when its label is a number.
const SIGN_FOR_NUMBER: f32 = 2.0;
/// The most pairs that are weighed.
const MOST_PAIRS: usize = 4_000_000;

/// Bytes that a candidate takes, with its copies and its place among those that say the same.
const CANDIDATE: usize = 160;

/// Bytes that joining notes to these candidates takes, at most.
pub(super) fn bytes(candidates: &[Candidate]) -> usize {
    let signs = candidates.iter().filter(|mark| matches!(mark.value, Value::Symbol(..))).take(MOST_SIGNS).count();
    candidates.len().saturating_mul(CANDIDATE + (SHIFTS + signs) * size_of::<Option<(f32, u32)>>())
}

/// The result: for each note the index of its candidate, and the sum of gains.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Assignment {
    /// For each note, in order, the index of its mark among the candidates.
    pub(super) marks: Vec<Option<usize>>,
    /// How much speaks for the whole.
    pub(super) gain: f32,
}

/// The best path that ends at a pair.
#[derive(Clone, Copy)]
struct Pair {
    note: u32,
    candidate: u32,
    before: Option<u32>,
    gain: f32,
}

/// Joins labels to candidates.
pub(super) fn assign(labels: &[Value], candidates: &[Candidate]) -> Assignment {
    let most = (MOST_PAIRS / labels.len().max(1)).clamp(16, 4096);
    let index = Index::of(candidates, most.min(MOST_SIGNS));
    // Each pair of a note and a sign counts once for each shift.
    let signs = index.signs.len();
    let shifts = SHIFTS + if labels.len() * signs * (SHIFTS + signs) > MOST_PAIRS / 8 { 0 } else { signs };
    let mut pairs: Vec<Pair> = Vec::new();
    let mut best: Vec<Prefixes> = (0..shifts).map(|_| Prefixes::new(candidates.len())).collect();
    for (note, label) in labels.iter().enumerate() {
        let mut new: Vec<(usize, usize)> = Vec::new();
        for (candidate, shift_before, shift_after, cost) in steps(*label, &index, shifts, most) {
            let Some(mark) = candidates.get(candidate) else { continue };
            let own = mark.gain - cost;
            let mut choice = (start_cost(shift_before), None);
            for (shift, prefixes) in best.iter().enumerate().take(shift_before + 1) {
                if let Some((gain, pair)) = prefixes.best_before(candidate) {
                    let gain = gain - step_cost(shift, shift_before);
                    if gain > choice.0 || (gain == choice.0 && choice.1.is_none()) {
                        choice = (gain, Some(pair));
                    }
                }
            }
            let gain = choice.0 + own;
            new.push((shift_after, pairs.len()));
            pairs.push(Pair { note: to_u32(note), candidate: to_u32(candidate), before: choice.1, gain });
        }
        for (shift, pair) in new {
            if let (Some(made), Some(prefixes)) = (pairs.get(pair), best.get_mut(shift)) {
                prefixes.insert(made.candidate as usize, made.gain, to_u32(pair));
            }
        }
    }
    trace(labels.len(), &pairs)
}

/// Ways a label can be cited: candidate, shift before, shift after, cost.
fn steps(label: Value, index: &Index, shifts: usize, most: usize) -> Vec<(usize, usize, usize, f32)> {
    let with =
        |value: Value| index.by_value.get(&value).map(Vec::as_slice).unwrap_or_default().iter().copied().take(most);
    match label {
        Value::Symbol(..) | Value::Letter(_) => {
            (0..shifts).flat_map(|shift| with(label).map(move |at| (at, shift, shift, 0.0))).collect()
        }
        Value::Number(number) => {
            let numbered = (0..shifts).flat_map(|shift| {
                let mark = (number + to_u32(LEVEL)).checked_sub(to_u32(shift));
                mark.into_iter().flat_map(move |mark| with(Value::Number(mark)).map(move |at| (at, shift, shift, 0.0)))
            });
            let signed = index
                .signs
                .iter()
                .flat_map(|at| (0..shifts - 1).map(move |shift| (*at, shift, shift + 1, SIGN_FOR_NUMBER)));
            numbered.chain(signed).collect()
        }
    }
}

fn start_cost(shift: usize) -> f32 {
    match shift {
        LEVEL => 0.0,
        0 => -START_SHIFTED,
        _ => -START_SHIFTED - step_cost(LEVEL + 1, shift),
    }
}

/// What growing from one shift to another costs without a sign.
fn step_cost(from: usize, to: usize) -> f32 {
    #[expect(clippy::cast_precision_loss, reason = "shifts are below ten")]
    let steps = to.saturating_sub(from) as f32;
    steps * CHANGE
}

/// The candidates by what they say, and the first signs among them.
struct Index {
    by_value: HashMap<Value, Vec<usize>>,
    signs: Vec<usize>,
}

impl Index {
    fn of(candidates: &[Candidate], most_signs: usize) -> Self {
        let mut by_value: HashMap<Value, Vec<usize>> = HashMap::new();
        let mut signs = Vec::new();
        for (at, candidate) in candidates.iter().enumerate() {
            by_value.entry(candidate.value).or_default().push(at);
            if matches!(candidate.value, Value::Symbol(..)) && signs.len() < most_signs {
                signs.push(at);
            }
        }
        Self { by_value, signs }
    }
}

fn trace(notes: usize, pairs: &[Pair]) -> Assignment {
    let mut result = Assignment { marks: vec![None; notes], gain: 0.0 };
    // The first of equal sums: the earliest mark.
    let mut last: Option<&Pair> = None;
    for pair in pairs.iter().filter(|pair| pair.gain > 0.0) {
        if last.is_none_or(|best| pair.gain > best.gain) {
            last = Some(pair);
        }
    }
    result.gain = last.map_or(0.0, |pair| pair.gain);
    while let Some(pair) = last {
        if let Some(mark) = result.marks.get_mut(pair.note as usize) {
            *mark = Some(pair.candidate as usize);
        }
        last = pair.before.and_then(|before| pairs.get(before as usize));
    }
    result
}

fn to_u32(index: usize) -> u32 {
    u32::try_from(index).unwrap_or(u32::MAX)
}

/// The best gain among all candidates before one: a Fenwick tree of maxima.
struct Prefixes {
    tree: Vec<Option<(f32, u32)>>,
}

impl Prefixes {
    fn new(candidates: usize) -> Self {
        Self { tree: vec![None; candidates + 1] }
    }

    /// The best pair whose candidate comes before this one; of equal ones the first that was put in.
    fn best_before(&self, candidate: usize) -> Option<(f32, u32)> {
        let mut at = candidate;
        let mut best: Option<(f32, u32)> = None;
        while at > 0 {
            if let Some(Some(found)) = self.tree.get(at)
                && best.is_none_or(|best| found.0 > best.0 || (found.0 == best.0 && found.1 < best.1))
            {
                best = Some(*found);
            }
            at &= at - 1;
        }
        best
    }

    fn insert(&mut self, candidate: usize, gain: f32, pair: u32) {
        let mut at = candidate + 1;
        while let Some(slot) = self.tree.get_mut(at) {
            if slot.is_none_or(|best| gain > best.0) {
                *slot = Some((gain, pair));
            }
            at += at & at.wrapping_neg();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::Span;

    /// Labels and marks as numbers; 100 and above are signs. Marks are all equally good.
    fn check(labels: &[u32], marks: &[u32], expected: &[Option<usize>]) {
        let value = |n: &u32| match *n {
            sign @ 100.. => Value::Symbol(u8::try_from(sign - 100).unwrap(), 1),
            number => Value::Number(number),
        };
        let candidates: Vec<Candidate> = marks
            .iter()
            .enumerate()
            .map(|(at, mark)| Candidate { number: Span::at(at), span: Span::at(at), value: value(mark), gain: 10.0 })
            .collect();
        let labels: Vec<Value> = labels.iter().map(value).collect();
        assert_eq!(assign(&labels, &candidates).marks, expected, "{labels:?} in {marks:?}");
    }

    #[test]
    fn in_order_each_once() {
        check(&[1, 2, 3], &[1, 7, 2, 3], &[Some(0), Some(2), Some(3)]);
        check(&[1, 2, 3], &[2, 1, 3, 2, 3], &[Some(1), Some(3), Some(4)]);
        check(&[1, 2], &[2], &[None, Some(0)]);
        check(&[], &[1], &[]);
    }

    #[test]
    fn lists_numbered_unlike_their_marks() {
        check(&[1, 2, 3], &[0, 1, 2], &[Some(0), Some(1), Some(2)]);
        check(&[1, 2, 3], &[2, 3, 4], &[Some(0), Some(1), Some(2)]);
        check(&[1, 2, 3], &[2, 3], &[None, Some(0), Some(1)]);
    }

    #[test]
    fn signs_and_doubled_numbers_shift_the_list() {
        check(&[1, 2, 3], &[1, 100, 2], &[Some(0), Some(1), Some(2)]);
        check(&[1, 100, 2], &[1, 100, 2], &[Some(0), Some(1), Some(2)]);
        check(&[1, 2, 3, 4], &[1, 2, 2, 3], &[Some(0), Some(1), Some(2), Some(3)]);
        let signs = [1, 100, 101, 102, 103, 104, 105, 106, 107, 108, 2, 3];
        check(&[1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12], &signs, &std::array::from_fn::<_, 12, _>(Some));
    }
}
