//! Numbers to strings (XPath Functions and Operators 3.1, 19.1.2), and decimals back. Takes numbers; gives strings, or the number
//! of a string of the right form.

use rust_decimal::Decimal;

/// A decimal without zeros that say nothing.
pub(super) fn decimal_string(number: Decimal) -> String {
    number.normalize().to_string()
}

/// A double: as a decimal between a millionth and a million, else with an exponent.
pub(super) fn double_string(number: f64) -> String {
    written(number, &format!("{number:e}"), &format!("{number}"))
}

/// A float, as [`double_string`].
pub(super) fn float_string(number: f32) -> String {
    written(f64::from(number), &format!("{number:e}"), &format!("{number}"))
}

fn written(number: f64, scientific: &str, plain: &str) -> String {
    if number.is_nan() {
        return "NaN".to_owned();
    }
    if number.is_infinite() {
        return if number > 0.0 { "INF" } else { "-INF" }.to_owned();
    }
    let size = number.abs();
    if size == 0.0 || (0.000_001..1_000_000.0).contains(&size) {
        return plain.to_owned();
    }
    match scientific.split_once('e') {
        Some((mantissa, exponent)) if mantissa.contains('.') => format!("{mantissa}E{exponent}"),
        Some((mantissa, exponent)) => format!("{mantissa}.0E{exponent}"),
        None => scientific.to_owned(),
    }
}

/// The decimal that a string says, rounded behind 28 digits; `None` where it is too large.
pub(super) fn read_decimal(text: &str) -> Option<Decimal> {
    text.strip_prefix('+').unwrap_or(text).parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn doubles_are_written_as_the_specification_says() {
        let cases = [
            (1.0, "1"),
            (0.1, "0.1"),
            (1e6, "1.0E6"),
            (999_999.0, "999999"),
            (1.5e7, "1.5E7"),
            (0.000_001, "0.000001"),
            (0.000_000_1, "1.0E-7"),
            (-0.0, "-0"),
            (f64::NAN, "NaN"),
            (f64::NEG_INFINITY, "-INF"),
        ];
        for (number, expected) in cases {
            assert_eq!(double_string(number), expected);
        }
        assert_eq!(float_string(0.1), "0.1");
    }
}
