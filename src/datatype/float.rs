//! Floating-point numbers (XML Schema part 2, 3.2.4 and 3.2.5). Takes a string; gives the nearest number of the precision.

use std::cmp::Ordering;
use std::hash::{Hash, Hasher};

use super::decimal::{is_decimal, is_integer};
use super::edition::Edition;

/// How exact numbers are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Precision {
    /// `float`
    Single,
    /// `double`
    Double,
}

/// A number, infinity or none, as 1.0 has them: there is one zero; `NaN` equals itself and is comparable with nothing else.
#[derive(Clone, Copy, Debug)]
pub(super) struct Float(f64);

/// Reads a `double`: a decimal with an exponent or without, `INF`, `-INF` or `NaN`.
pub(crate) fn read_double(text: &str, edition: Edition) -> Option<f64> {
    special(text, edition).or_else(|| if is_numeral(text) { text.parse().ok() } else { None })
}

/// Reads a `float`, as [`read_double`].
pub(crate) fn read_float(text: &str, edition: Edition) -> Option<f32> {
    #[expect(clippy::cast_possible_truncation, reason = "what is special is so in both types")]
    let special = special(text, edition).map(|number| number as f32);
    special.or_else(|| if is_numeral(text) { text.parse().ok() } else { None })
}

fn special(text: &str, edition: Edition) -> Option<f64> {
    match text {
        "INF" => Some(f64::INFINITY),
        "+INF" if edition == Edition::V1_1 => Some(f64::INFINITY),
        "-INF" => Some(f64::NEG_INFINITY),
        "NaN" => Some(f64::NAN),
        _ => None,
    }
}

fn is_numeral(text: &str) -> bool {
    match text.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => is_decimal(mantissa) && is_integer(exponent),
        None => is_decimal(text),
    }
}

impl Float {
    /// Reads a number.
    pub(super) fn read(text: &str, precision: Precision) -> Option<Self> {
        let number = match precision {
            Precision::Single => f64::from(read_float(text, Edition::V1_0)?),
            Precision::Double => read_double(text, Edition::V1_0)?,
        };
        // Adding zero turns a negative zero into a positive one and changes nothing else.
        Some(Self(number + 0.0))
    }

    /// How two numbers stand; `None` when they are not comparable.
    pub(super) fn compare(self, other: Self) -> Option<Ordering> {
        if self == other { Some(Ordering::Equal) } else { self.0.partial_cmp(&other.0) }
    }
}

impl PartialEq for Float {
    fn eq(&self, other: &Self) -> bool {
        self.0.to_bits() == other.0.to_bits()
    }
}

impl Eq for Float {}

impl Hash for Float {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.0.to_bits().hash(state);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn precision_decides_what_is_equal() {
        let equal = |precision| Float::read("16777216", precision) == Float::read("16777217", precision);
        assert!(equal(Precision::Single) && !equal(Precision::Double));
        assert_eq!(Float::read("-0", Precision::Double), Float::read("0", Precision::Double));
        assert_eq!(Float::read("1e400", Precision::Double), Float::read("INF", Precision::Double));
    }

    #[test]
    fn nan_stands_alone() {
        let [nan, infinite] = ["NaN", "INF"].map(|text| Float::read(text, Precision::Double).unwrap());
        assert_eq!(nan.compare(nan), Some(Ordering::Equal));
        assert_eq!(nan.compare(infinite), None);
    }

    #[test]
    fn the_words_of_others_are_refused() {
        for text in ["", "inf", "infinity", "nan", "+INF", "1e", "e1", "1e1.0", "1e1e1", ".", "0x1p3", "1_0"] {
            assert_eq!(Float::read(text, Precision::Double), None, "{text}");
        }
    }
}
