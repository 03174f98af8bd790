//! Floating-point numbers (XML Schema part 2, 3.2.4 and 3.2.5). Takes a string; gives the nearest number of the precision.

use std::cmp::Ordering;
use std::hash::{Hash, Hasher};

use super::decimal::Decimal;

/// How exact numbers are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Precision {
    /// `float`
    Single,
    /// `double`
    Double,
}

/// A number, infinity or none. There is one zero; `NaN` equals itself and is comparable with nothing else.
#[derive(Clone, Copy, Debug)]
pub(super) struct Float(f64);

impl Float {
    /// Reads a number: a decimal with an exponent or without, `INF`, `-INF` or `NaN`.
    pub(super) fn read(text: &str, precision: Precision) -> Option<Self> {
        match text {
            "INF" => return Some(Self(f64::INFINITY)),
            "-INF" => return Some(Self(f64::NEG_INFINITY)),
            "NaN" => return Some(Self(f64::NAN)),
            _ => {}
        }
        let (mantissa, exponent) = text.split_once(['e', 'E']).unwrap_or((text, "0"));
        Decimal::read(mantissa)?;
        Decimal::read_integer(exponent)?;
        let number = match precision {
            Precision::Single => f64::from(text.parse::<f32>().ok()?),
            Precision::Double => text.parse().ok()?,
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
