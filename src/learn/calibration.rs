//! Below which margin a reading is doubted. Takes how sure the blocks of letters were read that were not learned from, and whether rightly; gives
//! the least margin below which most of the wrong blocks are found, or the greatest below which one block in three is wrong.

/// Of the blocks that are doubted at least one in so many is wrong.
const ONE_IN: usize = 3;
/// Of so many blocks that are wrong two are found, where that leaves one in three wrong.
const TWO_OF: usize = 3;

/// A margin, and what it finds.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Calibration {
    /// Blocks with a smaller one are doubted; in tenths.
    pub margin: f32,
    /// How many blocks are.
    pub doubted: usize,
    /// How many of them are wrong.
    pub found: usize,
    /// How many blocks are wrong in all.
    pub wrong: usize,
}

impl Calibration {
    /// Of the margin of each block, and whether it was read rightly.
    pub(super) fn of(blocks: &[(f32, bool)]) -> Self {
        // Tenths, rounded up: blocks of one tenth are doubted together.
        let mut blocks: Vec<(f32, bool)> =
            blocks.iter().map(|(margin, right)| (tenths_above(*margin), *right)).collect();
        blocks.sort_by(|(one, _), (other, _)| one.total_cmp(other));
        let wrong = blocks.iter().filter(|(_, right)| !right).count();
        let mut best = Self { wrong, ..Self::default() };
        let mut so_far = Self { wrong, ..Self::default() };
        for tenth in blocks.chunk_by(|(one, _), (other, _)| one == other) {
            so_far.margin = tenth.first().map_or(0.0, |(margin, _)| *margin);
            so_far.doubted += tenth.len();
            so_far.found += tenth.iter().filter(|(_, right)| !right).count();
            let is_enough = best.found * TWO_OF >= 2 * wrong;
            if !is_enough && so_far.margin.is_finite() && so_far.found * ONE_IN >= so_far.doubted {
                best = so_far;
            }
        }
        best
    }
}

/// The tenth above a number.
fn tenths_above(number: f32) -> f32 {
    ((number * 10.0).floor() + 1.0) / 10.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_third_is_wrong_below_the_margin_and_two_of_three_are_found() {
        let blocks =
            [(0.02, false), (0.3, true), (1.0, true), (2.55, true), (2.59, false), (2.7, true), (f32::INFINITY, false)];
        let found = Calibration::of(&blocks);
        assert_eq!(found, Calibration { margin: 2.6, doubted: 5, found: 2, wrong: 3 });
        assert_eq!(Calibration::of(&[(1.0, true)]), Calibration::default());
        let unsure = [(0.3, false), (1.0, true), (2.0, true), (3.0, true), (4.0, true), (5.0, true), (6.0, false)];
        assert_eq!(Calibration::of(&unsure), Calibration { margin: 2.1, doubted: 3, found: 1, wrong: 2 });
        let sure = [(0.3, false), (1.0, false), (2.0, false), (3.0, true)];
        assert_eq!(Calibration::of(&sure), Calibration { margin: 1.1, doubted: 2, found: 2, wrong: 3 });
    }
}
