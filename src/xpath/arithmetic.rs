//! Arithmetic (XPath 3.1, 3.5). Takes an operator and two values; gives the result in the type that the specification says.

use rust_decimal::Decimal;

use super::cast::{double, float};
use super::error::{self, Error};
use super::item::Atom;
use super::number;
use super::types::AtomicType;

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
    number::read_double(trimmed).map(Atom::Double).ok_or_else(no)
}

/// Reckons; both values have gone through [`operand`].
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
            Ok(Atom::Duration(one.since(other)))
        }
        (Atom::Temporal(moment), Atom::Duration(duration), Plus) => moment.plus(duration).map(Atom::Temporal),
        (Atom::Duration(duration), Atom::Temporal(moment), Plus) => moment.plus(duration).map(Atom::Temporal),
        (Atom::Temporal(moment), Atom::Duration(duration), Minus) => {
            moment.plus(&duration.negated()).map(Atom::Temporal)
        }
        (Atom::Duration(one), Atom::Duration(other), Plus) => one.plus(other).map(Atom::Duration).ok_or_else(unfit),
        (Atom::Duration(one), Atom::Duration(other), Minus) => {
            one.plus(&other.negated()).map(Atom::Duration).ok_or_else(unfit)
        }
        (Atom::Duration(duration), number, Times) | (number, Atom::Duration(duration), Times) if number.is_number() => {
            duration.times(double(number).unwrap_or(f64::NAN)).map(Atom::Duration)
        }
        (Atom::Duration(duration), number, Divide) if number.is_number() => {
            let by = double(number).unwrap_or(f64::NAN);
            if by == 0.0 {
                return Err(Error::new("FODT0002", "a duration is divided by zero"));
            }
            duration.times(1.0 / by).map(Atom::Duration)
        }
        (Atom::Duration(one), Atom::Duration(other), Divide) => {
            let ratio = one.over(other)?;
            let decimal = rust_decimal::prelude::FromPrimitive::from_f64(ratio);
            decimal.map(Atom::Decimal).ok_or_else(overflow)
        }
        _ => Err(unfit()),
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
