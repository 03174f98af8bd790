//! Decimal formats (XPath 3.1, 2.1.1; `xsl:decimal-format`, XSLT 3.0, 10.4.1): the signs of numbers in pictures of `format-number` and in
//! what it gives. Takes properties by their names; gives a format whose signs are not mistaken for each other.

use super::digits::{is_digit, zero};

/// The signs of numbers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DecimalFormat {
    pub(super) decimal_separator: char,
    pub(super) grouping_separator: char,
    pub(super) exponent_separator: char,
    pub(super) infinity: String,
    pub(super) minus_sign: char,
    pub(super) nan: String,
    pub(super) percent: char,
    pub(super) per_mille: char,
    pub(super) zero_digit: char,
    pub(super) digit: char,
    pub(super) pattern_separator: char,
}

impl Default for DecimalFormat {
    /// The one that is there without a declaration.
    fn default() -> Self {
        Self {
            decimal_separator: '.',
            grouping_separator: ',',
            exponent_separator: 'e',
            infinity: "Infinity".to_owned(),
            minus_sign: '-',
            nan: "NaN".to_owned(),
            percent: '%',
            per_mille: '‰',
            zero_digit: '0',
            digit: '#',
            pattern_separator: ';',
        }
    }
}

impl DecimalFormat {
    /// The properties, by the names of their attributes.
    pub const PROPERTIES: [&str; 11] = [
        "decimal-separator",
        "grouping-separator",
        "exponent-separator",
        "infinity",
        "minus-sign",
        "NaN",
        "percent",
        "per-mille",
        "zero-digit",
        "digit",
        "pattern-separator",
    ];

    /// A format with these properties; the others are those of the format that is there without a declaration.
    ///
    /// # Errors
    /// A property that there is not or that is no single character, a zero that is no zero (XTSE0020), or signs of a picture that are the
    /// same (XTSE1300): a phrase.
    pub fn new<'p>(properties: impl IntoIterator<Item = (&'p str, &'p str)>) -> Result<Self, String> {
        let mut format = Self::default();
        for (name, value) in properties {
            let sign = match name {
                "infinity" => {
                    value.clone_into(&mut format.infinity);
                    continue;
                }
                "NaN" => {
                    value.clone_into(&mut format.nan);
                    continue;
                }
                "decimal-separator" => &mut format.decimal_separator,
                "grouping-separator" => &mut format.grouping_separator,
                "exponent-separator" => &mut format.exponent_separator,
                "minus-sign" => &mut format.minus_sign,
                "percent" => &mut format.percent,
                "per-mille" => &mut format.per_mille,
                "zero-digit" => &mut format.zero_digit,
                "digit" => &mut format.digit,
                "pattern-separator" => &mut format.pattern_separator,
                _ => return Err(format!("a decimal format has no `{name}`")),
            };
            let mut characters = value.chars();
            match (characters.next(), characters.next()) {
                (Some(c), None) => *sign = c,
                _ => return Err(format!("`{name}` is one character, not `{value}`")),
            }
        }
        format.checked()
    }

    fn checked(self) -> Result<Self, String> {
        if !is_digit(self.zero_digit) || zero(self.zero_digit) != self.zero_digit {
            return Err(format!("`{}` is not the digit zero of any script", self.zero_digit));
        }
        let signs = [
            self.decimal_separator,
            self.grouping_separator,
            self.exponent_separator,
            self.percent,
            self.per_mille,
            self.digit,
            self.pattern_separator,
        ];
        let is_digit = |sign: &char| self.digit_of(*sign).is_some();
        let same = signs.iter().enumerate().find(|(at, sign)| signs.iter().skip(at + 1).any(|other| other == *sign));
        match same.map(|(_, sign)| sign).or_else(|| signs.iter().find(|sign| is_digit(sign))) {
            Some(sign) => Err(format!("`{sign}` has two meanings in a picture")),
            None => Ok(self),
        }
    }

    /// The value of a character as a digit of this format.
    pub(super) fn digit_of(&self, c: char) -> Option<u32> {
        u32::from(c).checked_sub(u32::from(self.zero_digit)).filter(|value| *value < 10)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn signs_are_single_and_differ() {
        for name in DecimalFormat::PROPERTIES {
            assert!(DecimalFormat::new([(name, if name == "zero-digit" { "٠" } else { "x" })]).is_ok(), "{name}");
        }
        for (name, value) in
            [("digit", ""), ("digit", "xy"), ("digit", "5"), ("percent", "."), ("zero-digit", "1"), ("colour", "x")]
        {
            assert!(DecimalFormat::new([(name, value)]).is_err(), "{name}={value}");
        }
    }
}
