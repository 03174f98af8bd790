//! Decimal numbers of any size (XML Schema part 2, 3.2.3). Takes a string; gives its digits, which are compared as they are.

use std::borrow::Cow;
use std::cmp::Ordering;

/// A decimal number. Zeros that say nothing are gone, so that equal numbers are equal here.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct Decimal<'v> {
    /// Whether it is less than zero.
    negative: bool,
    /// The digits before the point, without zeros in front.
    whole: Cow<'v, str>,
    /// The digits behind it, without zeros at the end.
    fraction: Cow<'v, str>,
}

impl<'v> Decimal<'v> {
    /// Reads a number.
    pub(super) fn read(text: &'v str) -> Option<Self> {
        if !is_decimal(text) {
            return None;
        }
        let unsigned = text.strip_prefix(['+', '-']).unwrap_or(text);
        let (whole, fraction) = unsigned.split_once('.').unwrap_or((unsigned, ""));
        let (whole, fraction) = (whole.trim_start_matches('0'), fraction.trim_end_matches('0'));
        let is_zero = whole.is_empty() && fraction.is_empty();
        Some(Self { negative: text.starts_with('-') && !is_zero, whole: whole.into(), fraction: fraction.into() })
    }

    /// Reads a number without point.
    pub(super) fn read_integer(text: &'v str) -> Option<Self> {
        if is_integer(text) { Self::read(text) } else { None }
    }

    /// The number as a count; the largest when it is larger. `None` when it is less than zero or has a fraction.
    pub(super) fn count(&self) -> Option<usize> {
        if self.negative || !self.fraction.is_empty() {
            return None;
        }
        Some(if self.whole.is_empty() { 0 } else { self.whole.parse().unwrap_or(usize::MAX) })
    }

    /// How many digits it has: facet `totalDigits`.
    pub(super) fn digits(&self) -> usize {
        self.whole.len() + self.fraction.len()
    }

    /// How many digits it has behind the point: facet `fractionDigits`.
    pub(super) fn fraction_digits(&self) -> usize {
        self.fraction.len()
    }

    /// The same number, on its own.
    pub(super) fn into_owned(self) -> Decimal<'static> {
        Decimal {
            negative: self.negative,
            whole: Cow::Owned(self.whole.into_owned()),
            fraction: Cow::Owned(self.fraction.into_owned()),
        }
    }

    fn size(&self) -> (usize, &str, &str) {
        (self.whole.len(), &self.whole, &self.fraction)
    }
}

impl Ord for Decimal<'_> {
    fn cmp(&self, other: &Self) -> Ordering {
        match (self.negative, other.negative) {
            (false, false) => self.size().cmp(&other.size()),
            (true, true) => other.size().cmp(&self.size()),
            (true, false) => Ordering::Less,
            (false, true) => Ordering::Greater,
        }
    }
}

impl PartialOrd for Decimal<'_> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

/// Whether a string is a number: sign, digits, point, digits; one digit at least.
pub(crate) fn is_decimal(text: &str) -> bool {
    let unsigned = text.strip_prefix(['+', '-']).unwrap_or(text);
    let (whole, fraction) = unsigned.split_once('.').unwrap_or((unsigned, ""));
    is_digits(whole) && is_digits(fraction) && whole.len() + fraction.len() > 0
}

/// Whether a string is a number without point.
pub(crate) fn is_integer(text: &str) -> bool {
    is_decimal(text) && !text.contains('.')
}

fn is_digits(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_stand_in_their_order() {
        let ascending =
            ["-100000000000000000000000000", "-2", "-1.5", "-1.05", "-.5", "0", "0.05", "0.5", "1", "9", "10.0"];
        for (i, a) in ascending.iter().enumerate() {
            for (j, b) in ascending.iter().enumerate() {
                assert_eq!(Decimal::read(a).unwrap().cmp(&Decimal::read(b).unwrap()), i.cmp(&j), "{a} {b}");
            }
        }
    }

    #[test]
    fn zeros_say_nothing() {
        for (a, b) in [("-0", "0"), ("+1", "1."), ("01.50", "1.5"), (".0", "0")] {
            assert_eq!(Decimal::read(a), Decimal::read(b));
        }
        let number = Decimal::read("-012.340").unwrap();
        assert_eq!((number.digits(), number.fraction_digits()), (4, 2));
    }

    #[test]
    fn other_strings_are_none() {
        for text in ["", "+", ".", "-.", "1e3", "1.2.3", "--1", "١", "1 2", "0x1", "INF"] {
            assert_eq!(Decimal::read(text), None, "{text}");
        }
        assert_eq!(Decimal::read_integer("1."), None);
    }
}
