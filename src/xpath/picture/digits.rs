//! Decimal digits of all scripts. Takes characters; gives their values and the zero of their family: ten characters in a row, as
//! Unicode has them (Functions and Operators 3.1, 4.6.1).

use std::sync::LazyLock;

use regex::Regex;

#[expect(clippy::unwrap_used, reason = "the expression is written here")]
static DIGIT: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"\p{Nd}").unwrap());

/// Whether a character is a decimal digit of any script.
pub(super) fn is_digit(c: char) -> bool {
    c.is_ascii_digit() || (!c.is_ascii() && DIGIT.is_match(c.encode_utf8(&mut [0; 4])))
}

/// The zero of the family that a digit belongs to.
pub(super) fn zero(digit: char) -> char {
    if digit.is_ascii_digit() {
        return '0';
    }
    // The families of mathematical digits follow on each other: the first of the row is some zero.
    let before = |c: char| char::from_u32(u32::from(c) - 1).filter(|c| is_digit(*c));
    let first = std::iter::successors(Some(digit), |c| before(*c)).last().unwrap_or(digit);
    let value = (u32::from(digit) - u32::from(first)) % 10;
    char::from_u32(u32::from(digit) - value).unwrap_or(digit)
}

/// A digit between `0` and `9` in a family.
pub(super) fn in_family(digit: char, zero: char) -> char {
    let value = digit.to_digit(10).and_then(|value| char::from_u32(u32::from(zero) + value));
    value.unwrap_or(digit)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digits_belong_to_families() {
        for (digit, expected) in [('7', '0'), ('٣', '٠'), ('९', '०'), ('𝟗', '𝟎'), ('𝟙', '𝟘'), ('3', '0')]
        {
            assert!(is_digit(digit));
            assert_eq!(zero(digit), expected);
        }
        for other in ['a', '#', '½', 'Ⅷ', '²', '①'] {
            assert!(!is_digit(other), "{other}");
        }
        assert_eq!(in_family('3', '٠'), '٣');
    }
}
