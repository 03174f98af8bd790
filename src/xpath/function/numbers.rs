//! Functions of numbers (Functions and Operators 3.1, section 4).

use std::borrow::Cow;

use rust_decimal::prelude::ToPrimitive;
use rust_decimal::{Decimal, RoundingStrategy};

use super::call::{Call, Single, given, text};
use super::environment::resolved;
use crate::xpath::cast;
use crate::xpath::error::{self, Error};
use crate::xpath::item::Atom;
use crate::xpath::picture::{self, Number};

fn each<'d>(
    call: &mut Call<'_, '_, 'd>,
    integer: impl Fn(i64) -> Option<i64>,
    decimal: impl Fn(Decimal) -> Decimal,
    double: impl Fn(f64) -> f64,
) -> Single<'d> {
    let overflow = || Error::new(error::OVERFLOW, "the number is too large");
    match call.value(0)?.map(Cow::into_owned) {
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
    let places = call.integer(1)?.unwrap_or(0);
    let at = |number: Decimal| match u32::try_from(places.min(MOST)) {
        Ok(places) => round(number, places),
        Err(_) if places < -MOST => Decimal::ZERO,
        Err(_) => {
            let unit = (0..-places).fold(Decimal::ONE, |unit, _| unit * Decimal::TEN);
            number.checked_div(unit).and_then(|number| round(number, 0).checked_mul(unit)).unwrap_or(number)
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
    given(Atom::Double(call.value(0)?.map_or(f64::NAN, |atom| cast::number(&atom))))
}

/// Digits, letters and roman numerals; other pictures are not supported.
pub(super) fn format_integer<'d>(call: &mut Call<'_, '_, 'd>) -> Single<'d> {
    let Some(number) = call.integer(0)? else { return text("") };
    text(picture::integer(number, &call.text(1)?)?)
}

pub(super) fn format_number<'d>(call: &mut Call<'_, '_, 'd>) -> Single<'d> {
    let number = call.value(0)?.map(Cow::into_owned);
    let unknown = |name: &str| Error::new("FODF1280", format!("there is no decimal format `{name}`"));
    let written = call.string(2)?;
    let name =
        written.as_deref().map(|written| resolved(call, written, "").map_err(|_| unknown(written))).transpose()?;
    let format = call.evaluation.library.decimal_format(name.as_ref());
    let format = format.ok_or_else(|| unknown(written.as_deref().unwrap_or_default()))?;
    let number = match number {
        None => Number::Double(f64::NAN),
        Some(Atom::Double(number)) => Number::Double(number),
        Some(Atom::Float(number)) => Number::Float(number),
        Some(other) => Number::Digits(other.string().into_owned()),
    };
    text(picture::decimal(&number, &call.text(1)?, format)?)
}
