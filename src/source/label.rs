//! Numbers of items. Takes how a list counts; gives the numbers as its labels show them.

use crate::text::roman;

/// How a number is written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum NumberFormat {
    /// In figures.
    #[default]
    Decimal,
    /// a, b, … z, aa.
    Lower,
    /// A, B.
    Upper,
    /// i, ii.
    LowerRoman,
    /// I, II.
    UpperRoman,
    /// A sign in its stead.
    Bullet,
    /// Not at all.
    Nothing,
}

/// Numbers that are written in letters go up to here.
const LONGEST: usize = 3999;

impl NumberFormat {
    /// A number as it is written.
    pub(super) fn write(self, number: usize) -> String {
        let is_in_letters = (1..=LONGEST).contains(&number);
        match self {
            Self::Lower if is_in_letters => letters(number),
            Self::Upper if is_in_letters => letters(number).to_ascii_uppercase(),
            Self::LowerRoman if is_in_letters => roman(number).to_ascii_lowercase(),
            Self::UpperRoman if is_in_letters => roman(number),
            _ => number.to_string(),
        }
    }
}

/// a to z, then aa, bb.
fn letters(number: usize) -> String {
    let letter = char::from(b'a' + u8::try_from((number - 1) % 26).unwrap_or_default());
    letter.to_string().repeat((number - 1) / 26 + 1)
}

fn roman(number: usize) -> String {
    u64::try_from(number).map(roman::written).unwrap_or_default()
}

/// How far a list has been counted, level by level.
#[derive(Clone, Debug, Default)]
pub(super) struct Counter(Vec<usize>);

impl Counter {
    /// Counts the next item of a level; the levels below begin anew. `start` is the first number of a level.
    pub(super) fn next(&mut self, level: usize, start: impl Fn(usize) -> usize) {
        self.0.truncate(level + 1);
        if let Some(number) = self.0.get_mut(level) {
            *number = number.saturating_add(1);
            return;
        }
        while self.0.len() <= level {
            self.0.push(start(self.0.len()));
        }
    }

    /// Goes on from another number in the level that was counted last.
    pub(super) fn set(&mut self, number: usize) {
        self.0.last_mut().into_iter().for_each(|last| *last = number);
    }

    /// The number of a level.
    pub(super) fn number(&self, level: usize, start: impl Fn(usize) -> usize) -> usize {
        self.0.get(level).copied().unwrap_or_else(|| start(level))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_written_as_lists_show_them() {
        use NumberFormat::{Decimal, Lower, LowerRoman, Upper, UpperRoman};
        for (format, number, written) in [
            (Decimal, 12, "12"),
            (Lower, 26, "z"),
            (Upper, 28, "BB"),
            (LowerRoman, 1994, "mcmxciv"),
            (UpperRoman, 4, "IV"),
            (UpperRoman, 0, "0"),
            (Lower, 99_999, "99999"),
        ] {
            assert_eq!(format.write(number), written);
        }
    }

    #[test]
    fn lower_levels_begin_anew() {
        let mut counter = Counter::default();
        let seen = [0, 1, 1, 0, 1].map(|level| {
            counter.next(level, |_| 1);
            (0..=level).map(|level| counter.number(level, |_| 1).to_string()).collect::<Vec<_>>().join(".")
        });
        assert_eq!(seen, ["1", "1.1", "1.2", "2", "2.1"]);
    }
}
