//! Comparison of atomic values (XPath 3.1, 3.7). Takes two values and an operator; gives whether it holds, or that the types cannot be
//! compared.

use std::cmp::Ordering;

use super::cast::{self, Prefixes, double, float};
use super::collation::Collation;
use super::error::{self, Error};
use super::item::Atom;
use super::types::AtomicType;
use crate::datatype::Parts::{Date, DateTime, Time};
use crate::datatype::{Duration, DurationKind};

/// An operator.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Comparison {
    Equal,
    NotEqual,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
}

impl Comparison {
    /// Whether it holds where values stand like this; nothing but "not equal" holds for `NaN`.
    fn holds(self, ordering: Option<Ordering>) -> bool {
        let Some(ordering) = ordering else { return self == Self::NotEqual };
        match self {
            Self::Equal => ordering.is_eq(),
            Self::NotEqual => ordering.is_ne(),
            Self::Less => ordering.is_lt(),
            Self::LessOrEqual => ordering.is_le(),
            Self::Greater => ordering.is_gt(),
            Self::GreaterOrEqual => ordering.is_ge(),
        }
    }

    fn is_order(self) -> bool {
        !matches!(self, Self::Equal | Self::NotEqual)
    }
}

/// Bytes that a comparison of two texts may look at.
pub(super) fn common(one: &Atom<'_>, other: &Atom<'_>) -> usize {
    one.as_text().zip(other.as_text()).map_or(0, |(one, other)| one.len().min(other.len()))
}

/// A value comparison, `eq` and its like: what is untyped is a string.
pub(super) fn value(operator: Comparison, one: &Atom<'_>, other: &Atom<'_>) -> Result<bool, Error> {
    if let (Some(one), Some(other)) = (one.as_text(), other.as_text()) {
        return Ok(operator.holds(Some(one.cmp(other))));
    }
    let incomparable = || {
        let (one, other) = (AtomicType::of(one).name(), AtomicType::of(other).name());
        Error::new(error::TYPE, format!("`{one}` and `{other}` cannot be compared"))
    };
    let ordering = match (one, other) {
        (Atom::Integer(one), Atom::Integer(other)) => Some(one.cmp(other)),
        (Atom::Boolean(one), Atom::Boolean(other)) => Some(one.cmp(other)),
        (one, other) if one.is_number() && other.is_number() => numbers(one, other),
        (Atom::Temporal(one), Atom::Temporal(other)) => {
            let is_ordered = matches!(one.parts, Date | DateTime | Time);
            if one.parts != other.parts || operator.is_order() && !is_ordered {
                return Err(incomparable());
            }
            Some(one.instant(IMPLICIT_ZONE).cmp(&other.instant(IMPLICIT_ZONE)))
        }
        (Atom::Duration(one), Atom::Duration(other)) if operator.is_order() => {
            Some(durations(one, other).ok_or_else(incomparable)?)
        }
        (Atom::Duration(one), Atom::Duration(other)) => {
            let is_same = (one.months, one.picoseconds) == (other.months, other.picoseconds);
            Some(if is_same { Ordering::Equal } else { Ordering::Less })
        }
        (Atom::Binary(one), Atom::Binary(other)) if one.encoding == other.encoding => Some(one.cmp(other)),
        (Atom::QName(one), Atom::QName(other)) if !operator.is_order() => {
            Some(if one == other { Ordering::Equal } else { Ordering::Less })
        }
        _ => return Err(incomparable()),
    };
    Ok(operator.holds(ordering))
}

/// The zone of what has none, in minutes: that of Greenwich, wherever Recto is run.
pub(super) const IMPLICIT_ZONE: i16 = 0;

/// How two durations stand; `None` where their types have no order.
pub(super) fn durations(one: &Duration, other: &Duration) -> Option<Ordering> {
    match (one.kind, other.kind) {
        (DurationKind::YearMonth, DurationKind::YearMonth) => Some(one.months.cmp(&other.months)),
        (DurationKind::DayTime, DurationKind::DayTime) => Some(one.picoseconds.cmp(&other.picoseconds)),
        _ => None,
    }
}

/// How two numbers stand, in the more exact of their types; `None` with `NaN`.
pub(super) fn numbers(one: &Atom<'_>, other: &Atom<'_>) -> Option<Ordering> {
    match (one, other) {
        (Atom::Double(_), _) | (_, Atom::Double(_)) => double(one)?.partial_cmp(&double(other)?),
        (Atom::Float(_), _) | (_, Atom::Float(_)) => float(one)?.partial_cmp(&float(other)?),
        (Atom::Integer(one), Atom::Integer(other)) => Some(one.cmp(other)),
        (Atom::Integer(one), Atom::Decimal(other)) => Some(rust_decimal::Decimal::from(*one).cmp(other)),
        (Atom::Decimal(one), Atom::Integer(other)) => Some(one.cmp(&rust_decimal::Decimal::from(*other))),
        (Atom::Decimal(one), Atom::Decimal(other)) => Some(one.cmp(other)),
        _ => None,
    }
}

/// A pair of a general comparison, `=` and its like: what is untyped takes the type of the other (3.7.2).
pub(super) fn general(
    operator: Comparison,
    one: &Atom<'_>,
    other: &Atom<'_>,
    prefixes: Prefixes<'_>,
) -> Result<bool, Error> {
    match (one, other) {
        (one, other) if one.as_text().is_some() && other.as_text().is_some() => value(operator, one, other),
        (Atom::Untyped(_), other) => value(operator, &like(one, other, prefixes)?, other),
        (one, Atom::Untyped(_)) => value(operator, one, &like(other, one, prefixes)?),
        (one, other) => value(operator, one, other),
    }
}

/// What is untyped in the type in which it is compared with another value.
fn like<'d>(untyped: &Atom<'d>, other: &Atom<'_>, prefixes: Prefixes<'_>) -> Result<Atom<'d>, Error> {
    let kind = match AtomicType::of(other) {
        AtomicType::Integer | AtomicType::Decimal | AtomicType::Float | AtomicType::Double => AtomicType::Double,
        other => other,
    };
    cast::cast(untyped, kind, prefixes)
}

/// A pair of a comparison in XPath 1.0, without truth values or with two (XPath 1.0, 3.4).
pub(super) fn of_one(operator: Comparison, one: &Atom<'_>, other: &Atom<'_>) -> bool {
    if let (Atom::Boolean(one), Atom::Boolean(other)) = (one, other) {
        return operator.holds(Some(one.cmp(other)));
    }
    match (one.as_text(), other.as_text()) {
        (Some(one), Some(other)) if !operator.is_order() => operator.holds(Some(one.cmp(other))),
        _ => operator.holds(cast::number(one).partial_cmp(&cast::number(other))),
    }
}

/// Whether two values are the same where nothing else is known of them, as `distinct-values` and `index-of` ask: what cannot be
/// compared differs, `NaN` is itself.
pub(super) fn is_same(one: &Atom<'_>, other: &Atom<'_>, collation: Collation) -> bool {
    let is_nan = |atom: &Atom<'_>| double(atom).is_some_and(f64::is_nan);
    is_equal(one, other, collation) || (is_nan(one) && is_nan(other))
}

/// Whether two values are equal in a collation; what cannot be compared is not.
pub(super) fn is_equal(one: &Atom<'_>, other: &Atom<'_>, collation: Collation) -> bool {
    match (one.as_text(), other.as_text()) {
        (Some(one), Some(other)) => collation.fold(one) == collation.fold(other),
        _ => value(Comparison::Equal, one, other).unwrap_or(false),
    }
}
