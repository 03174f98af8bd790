//! Numbers to strings (XPath Functions and Operators 3.1, 19.1.2), and back. Takes numbers; gives strings, or the number of a string
//! as `number()` and casts read it.

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

/// The double that a string says.
pub(super) fn read_double(text: &str) -> Option<f64> {
    match text {
        "INF" | "+INF" => Some(f64::INFINITY),
        "-INF" => Some(f64::NEG_INFINITY),
        "NaN" => Some(f64::NAN),
        _ => is_numeral(text).then(|| text.parse().ok())?,
    }
}

/// The float that a string says.
pub(super) fn read_float(text: &str) -> Option<f32> {
    match text {
        "INF" | "+INF" => Some(f32::INFINITY),
        "-INF" => Some(f32::NEG_INFINITY),
        "NaN" => Some(f32::NAN),
        _ => is_numeral(text).then(|| text.parse().ok())?,
    }
}

/// The decimal that a string says.
pub(super) fn read_decimal(text: &str) -> Option<Decimal> {
    let is_plain = is_numeral(text) && !text.contains(['e', 'E']);
    let text = text.strip_prefix('+').unwrap_or(text);
    is_plain.then(|| text.parse().ok())?
}

/// Sign, digits, point, digits, exponent: one digit at least.
fn is_numeral(text: &str) -> bool {
    let (mantissa, exponent) = text.split_once(['e', 'E']).map_or((text, None), |(one, other)| (one, Some(other)));
    let unsigned = mantissa.strip_prefix(['+', '-']).unwrap_or(mantissa);
    let (whole, fraction) = unsigned.split_once('.').unwrap_or((unsigned, ""));
    let is_digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    let is_exponent = |text: &str| {
        let digits = text.strip_prefix(['+', '-']).unwrap_or(text);
        !digits.is_empty() && is_digits(digits)
    };
    is_digits(whole) && is_digits(fraction) && whole.len() + fraction.len() > 0 && exponent.is_none_or(is_exponent)
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

    #[test]
    fn numerals_are_read_and_nothing_else() {
        for (text, expected) in [("1", Some(1.0)), ("-.5e1", Some(-5.0)), ("1.", Some(1.0)), ("+2", Some(2.0))] {
            assert_eq!(read_double(text), expected, "{text}");
        }
        for text in ["", ".", "e1", "1e", "infinity", "nan", "0x1", "1 ", "1_0"] {
            assert_eq!(read_double(text), None, "{text}");
        }
        assert_eq!(read_decimal("1e3"), None);
        assert_eq!(read_decimal("+1.50").map(decimal_string).as_deref(), Some("1.5"));
    }
}
