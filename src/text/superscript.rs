//! Superscript digits, as word processors and web pages give them for note marks. Takes characters; gives what they say.

/// The digit that a character is in superscript: "²" is 2.
#[must_use]
pub fn superscript_digit(c: char) -> Option<u32> {
    "⁰¹²³⁴⁵⁶⁷⁸⁹".chars().zip(0..).find(|(sign, _)| *sign == c).map(|(_, digit)| digit)
}

/// The text with plain digits for superscript ones.
#[must_use]
pub fn with_plain_digits(text: &str) -> String {
    text.chars().map(|c| superscript_digit(c).and_then(|digit| char::from_digit(digit, 10)).unwrap_or(c)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digits_are_made_plain() {
        assert_eq!(with_plain_digits("a¹⁰3"), "a103");
    }
}
