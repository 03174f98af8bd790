//! Functions of numbers (Functions and Operators 3.1, section 4).

use rust_decimal::prelude::ToPrimitive;
use rust_decimal::{Decimal, RoundingStrategy};

use super::{Call, Single, given, text};
use crate::xpath::cast;
use crate::xpath::error::{self, Error};
use crate::xpath::item::Atom;
use crate::xpath::types::AtomicType;

fn each<'d>(
    call: &mut Call<'_, '_, 'd>,
    integer: impl Fn(i64) -> Option<i64>,
    decimal: impl Fn(Decimal) -> Decimal,
    double: impl Fn(f64) -> f64,
) -> Single<'d> {
    let overflow = || Error::new(error::OVERFLOW, "the number is too large");
    match call.typed(0, AtomicType::Numeric)? {
        Some(Atom::Integer(number)) => given(Atom::Integer(integer(number).ok_or_else(overflow)?)),
        Some(Atom::Decimal(number)) => given(Atom::Decimal(decimal(number))),
        #[expect(clippy::cast_possible_truncation, reason = "the number was a float")]
        Some(Atom::Float(number)) => given(Atom::Float(double(f64::from(number)) as f32)),
        Some(Atom::Double(number)) => given(Atom::Double(double(number))),
        _ => Ok(None),
    }
}

pub(super) fn abs<'d>(call: &mut Call<'_, '_, 'd>) -> Single<'d> {
    each(call, i64::checked_abs, |number| number.abs(), f64::abs)
}

pub(super) fn ceiling<'d>(call: &mut Call<'_, '_, 'd>) -> Single<'d> {
    each(call, Some, |number| number.ceil(), f64::ceil)
}

pub(super) fn floor<'d>(call: &mut Call<'_, '_, 'd>) -> Single<'d> {
    each(call, Some, |number| number.floor(), f64::floor)
}

/// Half goes up.
pub(super) fn round<'d>(call: &mut Call<'_, '_, 'd>) -> Single<'d> {
    rounded(call, |number, places| {
        // Half of a negative number goes towards zero: up.
        let strategy = match number.is_sign_negative() {
            true => RoundingStrategy::MidpointTowardZero,
            false => RoundingStrategy::MidpointAwayFromZero,
        };
        number.round_dp_with_strategy(places, strategy)
    })
}

pub(super) fn round_half_to_even<'d>(call: &mut Call<'_, '_, 'd>) -> Single<'d> {
    rounded(call, |number, places| number.round_dp_with_strategy(places, RoundingStrategy::MidpointNearestEven))
}

fn rounded<'d>(call: &mut Call<'_, '_, 'd>, round: fn(Decimal, u32) -> Decimal) -> Single<'d> {
    const MOST: i64 = 28;
    let places = if call.len() > 1 { call.integer(1)?.unwrap_or(0) } else { 0 };
    let at = |number: Decimal| match u32::try_from(places.min(MOST)) {
        Ok(places) => round(number, places),
        Err(_) if places < -MOST => Decimal::ZERO,
        Err(_) => {
            let unit = (0..-places).fold(Decimal::ONE, |unit, _| unit * Decimal::TEN);
            number.checked_div(unit).map_or(number, |number| round(number, 0)) * unit
        }
    };
    let double = |number: f64| {
        if number == 0.0 || !number.is_finite() {
            return number;
        }
        let rounded = Decimal::from_f64_retain(number).map(at).and_then(|number| number.to_f64());
        rounded.unwrap_or(number).copysign(number)
    };
    each(call, |number| if places >= 0 { Some(number) } else { at(Decimal::from(number)).to_i64() }, at, double)
}

pub(super) fn number<'d>(call: &mut Call<'_, '_, 'd>) -> Single<'d> {
    let Some(item) = call.item_or_context(0)? else { return given(Atom::Double(f64::NAN)) };
    given(Atom::Double(cast::number(&item.into_atom())))
}

/// Digits, letters and roman numerals; other pictures are not supported.
pub(super) fn format_integer<'d>(call: &mut Call<'_, '_, 'd>) -> Single<'d> {
    let Some(number) = call.integer(0)? else { return text("") };
    let picture = call.required(1)?;
    let (primary, modifier) = picture.rsplit_once(';').unwrap_or((&picture, ""));
    let written = formatted(number, primary)?;
    text(if modifier.starts_with('o') { written + ending(number) } else { written })
}

/// A number as a picture says.
pub(super) fn formatted(number: i64, picture: &str) -> Result<String, Error> {
    let sign = if number < 0 { "-" } else { "" };
    let size = number.unsigned_abs();
    let body = match picture {
        "i" => roman(size).to_lowercase(),
        "I" => roman(size),
        "a" => letters(size),
        "A" => letters(size).to_uppercase(),
        digits if !digits.is_empty() && digits.chars().all(|c| matches!(c, '0' | '1' | '#')) => {
            let least = digits.chars().filter(|c| *c != '#').count();
            format!("{size:0least$}")
        }
        digits if digits.contains(['0', '1']) && digits.chars().all(is_digit_or_separator) => grouped(size, digits),
        _ => return Err(Error::new("FODF1310", format!("the picture `{picture}` is not supported"))),
    };
    Ok(format!("{sign}{body}"))
}

fn is_digit_or_separator(c: char) -> bool {
    matches!(c, '0' | '1' | '#') || !(c.is_alphanumeric() || c == ';')
}

/// A number with the separators of a picture such as `#,##0`; groups of one size go on to the left (4.6.1).
fn grouped(number: u64, picture: &str) -> String {
    let is_digit = |c: &char| matches!(c, '0' | '1' | '#');
    let least = picture.chars().filter(|c| matches!(c, '0' | '1')).count();
    // Separators with the digits behind each, from the right.
    let mut separators: Vec<(usize, char)> = Vec::new();
    let mut behind = 0;
    for c in picture.chars().rev() {
        if is_digit(&c) { behind += 1 } else { separators.push((behind, c)) }
    }
    let size = separators.first().map_or(0, |(size, _)| *size);
    let sign = separators.first().map_or(',', |(_, sign)| *sign);
    let is_regular = separators.iter().zip(1..).all(|(found, count)| *found == (size * count, sign));
    let digits = format!("{number:0least$}");
    let mut written = Vec::new();
    for (at, digit) in digits.chars().rev().enumerate() {
        let regular = separators.first().filter(|_| is_regular && size > 0 && at > 0 && at % size == 0);
        let own = separators.iter().find(|(behind, _)| *behind == at && at > 0);
        written.extend(regular.or(own).map(|(_, sign)| *sign));
        written.push(digit);
    }
    written.into_iter().rev().collect()
}

/// The ending of an ordinal number in English.
pub(super) fn ending(number: i64) -> &'static str {
    match (number % 10, number % 100) {
        (_, 11..=13) => "th",
        (1, _) => "st",
        (2, _) => "nd",
        (3, _) => "rd",
        _ => "th",
    }
}

const ROMAN: [(u64, &str); 13] = [
    (1000, "M"),
    (900, "CM"),
    (500, "D"),
    (400, "CD"),
    (100, "C"),
    (90, "XC"),
    (50, "L"),
    (40, "XL"),
    (10, "X"),
    (9, "IX"),
    (5, "V"),
    (4, "IV"),
    (1, "I"),
];

fn roman(mut number: u64) -> String {
    const MOST: u64 = 10_000;
    if number == 0 || number > MOST {
        return number.to_string();
    }
    let mut text = String::new();
    for (value, letters) in ROMAN {
        while number >= value {
            text.push_str(letters);
            number -= value;
        }
    }
    text
}

fn letters(mut number: u64) -> String {
    let mut text = Vec::new();
    while number > 0 {
        let place = u8::try_from((number - 1) % 26).unwrap_or_default();
        text.push(char::from(b'a' + place));
        number = (number - 1) / 26;
    }
    if text.is_empty() { "0".to_owned() } else { text.into_iter().rev().collect() }
}
