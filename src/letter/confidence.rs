//! How sure a reading is. Takes what is seen of the blocks, the profile's model and the best rows; gives for each block and each row of the grammar
//! by how much the best sequence that has it there counts less than the best of all: the likeliest row of another element, the block that is
//! likeliest to be a part which was not found.
//!
//! Such a sum is a max-marginal: what leads to a row is added up forwards, as in `roles`, what follows it backwards. A row that gives the
//! same element in another place is no alternative: nobody sees the difference in the text.

use super::grammar::{GRAMMAR, Row};
use super::observation::Observation;
use super::roles::{NOWHERE, Sums, emission, forward};
use crate::model::Role;
use crate::profile::{LinearModel, Part};
use crate::text::Span;

/// What a block might be instead.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Alternative {
    /// Where the block stands.
    pub span: Span,
    /// What it was taken for.
    pub read_as: Part,
    /// What it might be.
    pub part: Part,
    /// By how much less the best sequence counts that has it; not negative.
    pub margin: f32,
}

/// How sure the blocks of a text are read.
#[derive(Debug)]
pub struct Confidence {
    blocks: Vec<Margins>,
}

/// A block with its row, and for each row by how much its best sequence counts less.
#[derive(Debug)]
struct Margins {
    span: Span,
    row: usize,
    of_rows: Sums,
}

impl Confidence {
    /// How sure these rows are the best.
    #[must_use]
    pub fn of(observations: &[Observation], rows: &[usize], model: &LinearModel) -> Self {
        let own: Vec<Sums> = observations.iter().map(|seen| emission(seen, model, |_| 0.0)).collect();
        let mut forwards: Vec<Sums> = Vec::with_capacity(own.len());
        for own in &own {
            forwards.push(forward(forwards.last(), own, model).0);
        }
        let best = forwards.last().map_or(NOWHERE, |sums| sums.iter().copied().fold(NOWHERE, f32::max));
        let mut after: Sums = [0.0; GRAMMAR.len()];
        let mut blocks = Vec::with_capacity(observations.len());
        for (((seen, own), before), row) in observations.iter().zip(&own).zip(forwards).zip(rows).rev() {
            let mut of_rows = before;
            of_rows.iter_mut().zip(&after).for_each(|(sum, after)| *sum = best - (*sum + after));
            blocks.push(Margins { span: seen.span, row: *row, of_rows });
            after = backward(&after, own, model);
        }
        blocks.reverse();
        Self { blocks }
    }

    /// For each block the likeliest row that gives another element than its own; none where no sequence has one.
    pub fn alternatives(&self) -> impl Iterator<Item = Option<Alternative>> {
        self.blocks.iter().map(|block| {
            let element = GRAMMAR.get(block.row)?.element();
            block.likeliest(|row| row.element() != element)
        })
    }

    /// The block that is likeliest to play a role; the first of those that are as likely.
    #[must_use]
    pub fn likeliest(&self, role: Role) -> Option<Alternative> {
        let all = self.blocks.iter().filter_map(|block| block.likeliest(|row| row.role == role));
        all.min_by(|one, other| one.margin.total_cmp(&other.margin))
    }
}

impl Margins {
    fn likeliest(&self, is: impl Fn(&Row) -> bool) -> Option<Alternative> {
        let read_as = GRAMMAR.get(self.row)?.part;
        let rows = GRAMMAR.iter().zip(self.of_rows).filter(|(row, margin)| margin.is_finite() && is(row));
        let (row, margin) = rows.min_by(|(_, one), (_, other)| one.total_cmp(other))?;
        Some(Alternative { span: self.span, read_as, part: row.part, margin })
    }
}

/// What the best sequence counts that follows each row one block before, from what follows this block and what it counts by itself.
fn backward(after: &Sums, own: &Sums, model: &LinearModel) -> Sums {
    let mut sums = [NOWHERE; GRAMMAR.len()];
    for (slot, earlier) in sums.iter_mut().zip(&GRAMMAR) {
        for ((row, own), after) in GRAMMAR.iter().zip(own).zip(after) {
            if *own > NOWHERE && *after > NOWHERE && row.follows(earlier) {
                *slot = slot.max(model.transition(earlier.part, row.part) + own + after);
            }
        }
    }
    sums
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::budget::{Limits, Meter};
    use crate::letter::{best_rows, observe};
    use crate::profile::built_in;
    use crate::text::Source;

    const LETTER: &str =
        "No. 4\n\nWhitby, May 3, 1831\n\nDear Ann,\n\nAll is well here.\n\nYours truly,\n\nRobin\n\nthe mill\n";

    #[test]
    fn a_margin_is_what_the_best_sequence_with_a_row_loses() {
        let profile = built_in("letter").unwrap();
        let model = profile.model();
        let seen: Vec<_> = observe(&Source::new("x", LETTER), &profile, &Meter::new(Limits::default(), LETTER.len()))
            .unwrap()
            .into_iter()
            .map(|(observation, _)| observation)
            .collect();
        let rows = best_rows(&seen, model, |_, _| 0.0);
        let sum = |rows: &[usize]| {
            let own = rows.iter().zip(&seen).map(|(row, seen)| emission(seen, model, |_| 0.0)[*row]).sum::<f32>();
            let parts: Vec<_> = rows.iter().map(|row| GRAMMAR[*row].part).collect();
            own + model.initial(parts[0]) + parts.windows(2).map(|two| model.transition(two[0], two[1])).sum::<f32>()
        };
        let confidence = Confidence::of(&seen, &rows, model);
        for (rank, (block, other)) in confidence.blocks.iter().zip(confidence.alternatives()).enumerate() {
            let own = &GRAMMAR[rows[rank]];
            assert!(block.of_rows[rows[rank]].abs() < 0.01, "{rank}: its own row is the best");
            assert_eq!((other.unwrap().span, other.unwrap().read_as), (seen[rank].span, own.part));
            for (row, margin) in block.of_rows.iter().enumerate().filter(|(_, margin)| margin.is_finite()) {
                // The best sequence that has this row: any other counts far too little here.
                let forced = best_rows(&seen, model, |at, other| if at == rank && other != row { -1e5 } else { 0.0 });
                assert_eq!(forced[rank], row);
                assert!((sum(&rows) - sum(&forced) - margin).abs() < 0.01, "{rank} {row}: {margin}");
            }
            let least = |other: &Alternative| {
                GRAMMAR
                    .iter()
                    .zip(block.of_rows)
                    .all(|(row, margin)| row.element() == own.element() || margin >= other.margin)
            };
            assert!(other.is_some_and(|other| least(&other)));
        }
        let signed = confidence.likeliest(Role::Signed).unwrap();
        assert_eq!((signed.span.of(LETTER), signed.margin.round()), ("Robin", 0.0));
    }
}
