//! Arithmetic (XPath 3.1, 3.5). Takes an operator and two values; gives the result in the type that the specification says.

use rust_decimal::Decimal;

use super::cast::{double, float};
use super::compare::IMPLICIT_ZONE;
use super::error::{self, Error};
use super::item::Atom;
use super::types::AtomicType;
use crate::datatype::{Duration, DurationKind, Edition, Parts, Temporal, read_double};

/// An operator.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Operator {
    Plus,
    Minus,
    Times,
    Divide,
    IntegerDivide,
    Modulo,
}

impl Operator {
    fn sign(self) -> &'static str {
        match self {
            Self::Plus => "+",
            Self::Minus => "-",
            Self::Times => "*",
            Self::Divide => "div",
            Self::IntegerDivide => "idiv",
            Self::Modulo => "mod",
        }
    }
}

/// What is untyped is a double.
pub(super) fn operand<'d>(atom: Atom<'d>) -> Result<Atom<'d>, Error> {
    let Atom::Untyped(text) = &atom else { return Ok(atom) };
    let trimmed = text.trim_matches(crate::xml::is_space);
    let no = || Error::new(error::VALUE, format!("`{text}` is no number"));
    read_double(trimmed, Edition::V1_1).map(Atom::Double).ok_or_else(no)
}

/// Computes; both values have gone through [`operand`].
pub(super) fn compute<'d>(operator: Operator, one: &Atom<'d>, other: &Atom<'d>) -> Result<Atom<'d>, Error> {
    use Operator::{Divide, Minus, Plus, Times};
    let unfit = || {
        let (one, other) = (AtomicType::of(one).name(), AtomicType::of(other).name());
        Error::new(error::TYPE, format!("`{}` means nothing between `{one}` and `{other}`", operator.sign()))
    };
    match (one, other, operator) {
        (Atom::Integer(one), Atom::Integer(other), _) => integers(operator, *one, *other),
        (one, other, _) if one.is_number() && other.is_number() => match (one, other) {
            (Atom::Double(_), _) | (_, Atom::Double(_)) => {
                let (one, other) = (double(one).unwrap_or(f64::NAN), double(other).unwrap_or(f64::NAN));
                doubles(operator, one, other, Atom::Double)
            }
            (Atom::Float(_), _) | (_, Atom::Float(_)) => {
                let (one, other) = (float(one).unwrap_or(f32::NAN), float(other).unwrap_or(f32::NAN));
                #[expect(clippy::cast_possible_truncation, reason = "the nearest float is asked for")]
                doubles(operator, f64::from(one), f64::from(other), |number| Atom::Float(number as f32))
            }
            _ => decimals(operator, decimal(one), decimal(other)),
        },
        (Atom::Temporal(one), Atom::Temporal(other), Minus) if one.parts == other.parts => {
            let picoseconds = one.instant(IMPLICIT_ZONE) - other.instant(IMPLICIT_ZONE);
            Ok(Atom::Duration(Duration { kind: DurationKind::DayTime, months: 0, picoseconds }))
        }
        (Atom::Temporal(moment), Atom::Duration(duration), Plus)
        | (Atom::Duration(duration), Atom::Temporal(moment), Plus)
            if is_shifted(moment, duration) =>
        {
            later(moment, duration)
        }
        (Atom::Temporal(moment), Atom::Duration(duration), Minus) if is_shifted(moment, duration) => {
            later(moment, &duration.negated())
        }
        (Atom::Duration(one), Atom::Duration(other), Plus) => together(one, other).ok_or_else(unfit),
        (Atom::Duration(one), Atom::Duration(other), Minus) => together(one, &other.negated()).ok_or_else(unfit),
        (Atom::Duration(duration), ..) if duration.kind == DurationKind::Any => Err(unfit()),
        (Atom::Duration(duration), number, Times) | (number, Atom::Duration(duration), Times)
            if number.is_number() && duration.kind != DurationKind::Any =>
        {
            times(duration, double(number).unwrap_or(f64::NAN))
        }
        (Atom::Duration(duration), number, Divide) if number.is_number() => {
            let by = double(number).unwrap_or(f64::NAN);
            if by == 0.0 {
                return Err(Error::new("FODT0002", "a duration is divided by zero"));
            }
            times(duration, 1.0 / by)
        }
        (Atom::Duration(one), Atom::Duration(other), Divide) => {
            let near = ratio(one, other)?;
            let (one, other) = (one.months + one.picoseconds, other.months + other.picoseconds);
            let decimal = |number| Decimal::try_from_i128_with_scale(number, 0).ok();
            let exact = decimal(one).zip(decimal(other)).and_then(|(one, other)| one.checked_div(other));
            let found = exact.or_else(|| rust_decimal::prelude::FromPrimitive::from_f64(near));
            found.map(Atom::Decimal).ok_or_else(overflow)
        }
        _ => Err(unfit()),
    }
}

/// Whether such a duration can be added to such a point in time.
fn is_shifted(moment: &Temporal, duration: &Duration) -> bool {
    match duration.kind {
        DurationKind::Any => false,
        DurationKind::YearMonth => matches!(moment.parts, Parts::Date | Parts::DateTime),
        DurationKind::DayTime => matches!(moment.parts, Parts::Date | Parts::DateTime | Parts::Time),
    }
}

/// The number with the other sign.
pub(super) fn negated<'d>(atom: &Atom<'d>) -> Result<Atom<'d>, Error> {
    match atom {
        Atom::Integer(number) => number.checked_neg().map(Atom::Integer).ok_or_else(overflow),
        Atom::Decimal(number) => Ok(Atom::Decimal(-number)),
        Atom::Float(number) => Ok(Atom::Float(-number)),
        Atom::Double(number) => Ok(Atom::Double(-number)),
        other => {
            let name = AtomicType::of(other).name();
            Err(Error::new(error::TYPE, format!("`-` means nothing before `{name}`")))
        }
    }
}

fn integers<'d>(operator: Operator, one: i64, other: i64) -> Result<Atom<'d>, Error> {
    let result = match operator {
        Operator::Plus => one.checked_add(other),
        Operator::Minus => one.checked_sub(other),
        Operator::Times => one.checked_mul(other),
        Operator::Divide => return decimals(operator, Decimal::from(one), Decimal::from(other)),
        Operator::IntegerDivide | Operator::Modulo if other == 0 => return Err(by_zero()),
        Operator::IntegerDivide => one.checked_div(other),
        Operator::Modulo => Some(one.checked_rem(other).unwrap_or(0)),
    };
    result.map(Atom::Integer).ok_or_else(overflow)
}

fn decimals<'d>(operator: Operator, one: Decimal, other: Decimal) -> Result<Atom<'d>, Error> {
    let result = match operator {
        Operator::Plus => one.checked_add(other),
        Operator::Minus => one.checked_sub(other),
        Operator::Times => one.checked_mul(other),
        _ if other.is_zero() => return Err(by_zero()),
        Operator::Divide => one.checked_div(other),
        Operator::IntegerDivide => {
            let whole = one.checked_div(other).map(|number| number.trunc());
            let whole = whole.and_then(|number| rust_decimal::prelude::ToPrimitive::to_i64(&number));
            return whole.map(Atom::Integer).ok_or_else(overflow);
        }
        Operator::Modulo => one.checked_rem(other),
    };
    result.map(Atom::Decimal).ok_or_else(overflow)
}

fn doubles<'d>(operator: Operator, one: f64, other: f64, atom: impl Fn(f64) -> Atom<'d>) -> Result<Atom<'d>, Error> {
    Ok(atom(match operator {
        Operator::Plus => one + other,
        Operator::Minus => one - other,
        Operator::Times => one * other,
        Operator::Divide => one / other,
        Operator::Modulo => one % other,
        Operator::IntegerDivide => {
            if other == 0.0 {
                return Err(by_zero());
            }
            let whole = (one / other).trunc();
            let whole = Some(whole).filter(|whole| whole.is_finite());
            let whole = whole.and_then(|whole| rust_decimal::prelude::ToPrimitive::to_i64(&whole));
            return whole.map(Atom::Integer).ok_or_else(overflow);
        }
    }))
}

fn decimal(atom: &Atom<'_>) -> Decimal {
    match atom {
        Atom::Integer(number) => Decimal::from(*number),
        Atom::Decimal(number) => *number,
        _ => Decimal::ZERO,
    }
}

fn by_zero() -> Error {
    Error::new(error::ZERO, "division by zero")
}

fn overflow() -> Error {
    Error::new(error::OVERFLOW, "the number is too large")
}

/// The point in time that is so much later.
fn later<'d>(moment: &Temporal, duration: &Duration) -> Result<Atom<'d>, Error> {
    let later = moment.plus(duration.months, duration.picoseconds).map(Atom::Temporal);
    later.ok_or_else(|| Error::new("FODT0001", "the date is too large"))
}

/// Both durations together; `None` where their types differ or it is too long.
fn together<'d>(one: &Duration, other: &Duration) -> Option<Atom<'d>> {
    const LONGEST: u128 = 1 << 120;
    if one.kind != other.kind || one.kind == DurationKind::Any {
        return None;
    }
    let (months, picoseconds) = (one.months + other.months, one.picoseconds.checked_add(other.picoseconds)?);
    let is_short = months.unsigned_abs().max(picoseconds.unsigned_abs()) <= LONGEST;
    is_short.then_some(Atom::Duration(Duration { months, picoseconds, ..*one }))
}

/// A duration that is so many times as long.
fn times<'d>(duration: &Duration, factor: f64) -> Result<Atom<'d>, Error> {
    if factor.is_nan() {
        return Err(Error::new("FOCA0005", "a duration times `NaN`"));
    }
    let overflow = || Error::new("FODT0002", "the duration is too long");
    if factor.is_infinite() || duration.kind == DurationKind::Any {
        return Err(overflow());
    }
    #[expect(clippy::cast_precision_loss, reason = "the result is rounded to picoseconds")]
    let (months, picoseconds) = (duration.months as f64 * factor, duration.picoseconds as f64 * factor);
    if months.abs() > 1e12 || picoseconds.abs() > 1e33 {
        return Err(overflow());
    }
    #[expect(clippy::cast_possible_truncation, reason = "it was looked at before")]
    let (months, picoseconds) = ((months + 0.5).floor() as i128, picoseconds.round() as i128);
    Ok(Atom::Duration(Duration { months, picoseconds, ..*duration }))
}

/// How many times a duration contains another.
fn ratio(one: &Duration, other: &Duration) -> Result<f64, Error> {
    #[expect(clippy::cast_precision_loss, reason = "a ratio")]
    let (one, other) = match (one.kind, other.kind) {
        (DurationKind::YearMonth, DurationKind::YearMonth) => (one.months as f64, other.months as f64),
        (DurationKind::DayTime, DurationKind::DayTime) => (one.picoseconds as f64, other.picoseconds as f64),
        _ => return Err(Error::new(error::TYPE, "durations of two types cannot be divided")),
    };
    if other == 0.0 { Err(Error::new(error::ZERO, "division by zero")) } else { Ok(one / other) }
}
