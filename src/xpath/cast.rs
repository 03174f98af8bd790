//! Casting of atomic values (XPath Functions and Operators 3.1, section 19). Takes a value and a type; gives the value in that type,
//! or why it has none.

use std::borrow::Cow;
use std::sync::Arc;

use rust_decimal::Decimal;
use rust_decimal::prelude::{FromPrimitive, ToPrimitive};

use super::error::{self, Error};
use super::item::{Atom, QName};
use super::number;
use super::types::AtomicType;
use crate::datatype::{
    Binary, BuiltIn, Duration, DurationKind, Edition, Parts, Primitive, Reason, Temporal, WhiteSpace, is_decimal,
    is_integer, language, read_double, read_float,
};

/// Looks up the namespaces of prefixes.
pub(super) type Prefixes<'p> = &'p dyn Fn(&str) -> Option<Arc<str>>;

/// Casts a value.
pub(super) fn cast<'d>(atom: &Atom<'d>, to: AtomicType, prefixes: Prefixes<'_>) -> Result<Atom<'d>, Error> {
    let impossible = || {
        let (from, to) = (AtomicType::of(atom).name(), to.name());
        Error::new(error::TYPE, format!("`{from}` cannot be cast to `{to}`"))
    };
    if to == AtomicType::Error {
        return Err(Error::new(error::VALUE, "nothing is an `xs:error`"));
    }
    if let Some(text) = atom.as_text() {
        return match (atom, to) {
            (_, AtomicType::Untyped) => Ok(Atom::Untyped(atom.string())),
            (_, AtomicType::String) => Ok(Atom::String(atom.string())),
            (Atom::Uri(_), _) if !to.is_textual() => Err(impossible()),
            _ => from_text(text, to, prefixes),
        };
    }
    match to {
        AtomicType::Untyped => Ok(Atom::Untyped(atom.string())),
        AtomicType::String => Ok(Atom::String(atom.string())),
        AtomicType::Boolean => match atom {
            Atom::Boolean(_) => Ok(atom.clone()),
            Atom::Integer(number) => Ok(Atom::Boolean(*number != 0)),
            Atom::Decimal(number) => Ok(Atom::Boolean(!number.is_zero())),
            Atom::Float(number) => Ok(Atom::Boolean(*number != 0.0 && !number.is_nan())),
            Atom::Double(number) => Ok(Atom::Boolean(*number != 0.0 && !number.is_nan())),
            _ => Err(impossible()),
        },
        AtomicType::Double => double(atom).map(Atom::Double).ok_or_else(impossible),
        AtomicType::Float => float(atom).map(Atom::Float).ok_or_else(impossible),
        AtomicType::Decimal => match atom {
            Atom::Boolean(value) => Ok(Atom::Decimal(Decimal::from(u8::from(*value)))),
            Atom::Integer(number) => Ok(Atom::Decimal(Decimal::from(*number))),
            Atom::Decimal(number) => Ok(Atom::Decimal(*number)),
            Atom::Float(_) | Atom::Double(_) => {
                let number = finite(double(atom).unwrap_or(f64::NAN))?;
                Decimal::from_f64(number).map(Atom::Decimal).ok_or_else(too_large)
            }
            _ => Err(impossible()),
        },
        AtomicType::Integer => integer(atom)?.map(Atom::Integer).ok_or_else(impossible),
        AtomicType::Derived(kind) => match kind.primitive {
            Primitive::Integer => bounded(integer(atom)?.ok_or_else(impossible)?, kind),
            Primitive::Temporal(parts) => stamp(temporal(atom, parts).ok_or_else(impossible)?, kind),
            _ => from_text(&atom.string(), to, prefixes),
        },
        AtomicType::Temporal(parts) => temporal(atom, parts).map(Atom::Temporal).ok_or_else(impossible),
        AtomicType::Duration(kind) => match atom {
            Atom::Duration(duration) => Ok(Atom::Duration(part(duration, kind))),
            _ => Err(impossible()),
        },
        AtomicType::Binary(encoding) => match atom {
            Atom::Binary(binary) => Ok(Atom::Binary(Binary { encoding, ..binary.clone() })),
            _ => Err(impossible()),
        },
        AtomicType::QName if matches!(atom, Atom::QName(_)) => Ok(atom.clone()),
        AtomicType::Numeric if atom.is_number() => Ok(atom.clone()),
        AtomicType::Numeric => double(atom).map(Atom::Double).ok_or_else(impossible),
        AtomicType::AnyAtomic => Ok(atom.clone()),
        AtomicType::QName | AtomicType::Uri | AtomicType::Notation | AtomicType::Error => Err(impossible()),
    }
}

/// The point in time that another is in a type; `None` where there is no such cast.
fn temporal(atom: &Atom<'_>, to: Parts) -> Option<Temporal> {
    let Atom::Temporal(moment) = atom else { return None };
    let is_cast = match moment.parts {
        Parts::DateTime => true,
        Parts::Date => to != Parts::Time,
        parts => parts == to,
    };
    is_cast.then(|| moment.only(to))
}

/// The part that a duration of another type has of one.
fn part(duration: &Duration, kind: DurationKind) -> Duration {
    match kind {
        DurationKind::Any => Duration { kind, ..*duration },
        DurationKind::YearMonth => Duration { kind, picoseconds: 0, ..*duration },
        DurationKind::DayTime => Duration { kind, months: 0, ..*duration },
    }
}

fn from_text<'d>(text: &str, to: AtomicType, prefixes: Prefixes<'_>) -> Result<Atom<'d>, Error> {
    let trimmed = text.trim_matches(crate::xml::is_space);
    let no = || {
        let shown: String = text.chars().take(40).collect();
        Error::new(error::VALUE, format!("`{shown}` is no `{}`", to.name()))
    };
    let read_temporal = |parts| {
        let moment = Temporal::read(trimmed, parts, Edition::V1_1);
        match moment.map_err(|reason| out_of_range(&reason, DATE).unwrap_or_else(no))? {
            moment if moment.year.unsigned_abs() > LATEST => {
                Err(Error::new(DATE, format!("the year {} is too far", moment.year)))
            }
            moment => Ok(moment),
        }
    };
    match to {
        AtomicType::Boolean => match trimmed {
            "true" | "1" => Ok(Atom::Boolean(true)),
            "false" | "0" => Ok(Atom::Boolean(false)),
            _ => Err(no()),
        },
        AtomicType::Double | AtomicType::Numeric => {
            read_double(trimmed, Edition::V1_1).map(Atom::Double).ok_or_else(no)
        }
        AtomicType::Float => read_float(trimmed, Edition::V1_1).map(Atom::Float).ok_or_else(no),
        AtomicType::Decimal if !is_decimal(trimmed) => Err(no()),
        AtomicType::Decimal => number::read_decimal(trimmed).map(Atom::Decimal).ok_or_else(too_large),
        AtomicType::Integer => read_integer(trimmed, &no).map(Atom::Integer),
        AtomicType::Temporal(parts) => read_temporal(parts).map(Atom::Temporal),
        AtomicType::Duration(kind) => {
            let duration = Duration::read(trimmed, kind).and_then(|duration| {
                let is_short = i64::try_from(duration.months).is_ok();
                if is_short { Ok(duration) } else { Err(Reason::TooLarge("a duration has 2^63 months at most")) }
            });
            duration.map(Atom::Duration).map_err(|reason| out_of_range(&reason, DURATION).unwrap_or_else(no))
        }
        AtomicType::Binary(encoding) => {
            Binary::read(&WhiteSpace::Collapse.normalise(text), encoding).map(Atom::Binary).map_err(|_| no())
        }
        AtomicType::Uri => Ok(Atom::Uri(Cow::Owned(trimmed.to_owned()))),
        AtomicType::QName => {
            let name = qname(trimmed, prefixes).map_err(|error| match error.code {
                NO_NAME => Error { code: error::VALUE, ..error },
                _ => error,
            });
            name.map(|name| Atom::QName(Arc::new(name)))
        }
        AtomicType::Derived(kind) => match kind.primitive {
            // What is too large for an integer here is too large for a type with bounds.
            Primitive::Integer if kind.least.is_some() && kind.most.is_some() => {
                bounded(read_integer(trimmed, &no).map_err(|_| no())?, kind)
            }
            Primitive::Integer => bounded(read_integer(trimmed, &no)?, kind),
            Primitive::Temporal(parts) => stamp(read_temporal(parts)?, kind),
            _ => token(text, kind).map(|text| Atom::String(Cow::Owned(text))).ok_or_else(no),
        },
        AtomicType::Notation | AtomicType::Error => Err(no()),
        AtomicType::AnyAtomic | AtomicType::Untyped | AtomicType::String => {
            Ok(Atom::Untyped(Cow::Owned(text.to_owned())))
        }
    }
}

/// The codes for dates and durations that are too large.
const DATE: error::Code = "FODT0001";
/// The year that dates are computed with, at most.
const LATEST: u64 = 1_000_000_000_000_000;
const DURATION: error::Code = "FODT0002";

fn out_of_range(reason: &Reason<'_>, code: error::Code) -> Option<Error> {
    matches!(reason, Reason::TooLarge(_)).then(|| Error::new(code, reason.to_string()))
}

/// A text is no name.
const NO_NAME: error::Code = "FOCA0002";

/// The name that a string says, where its prefix has a namespace.
pub(super) fn qname(text: &str, prefixes: Prefixes<'_>) -> Result<QName, Error> {
    let (prefix, local) = text.split_once(':').unwrap_or(("", text));
    if !crate::xml::is_ncname(local) || (text != local && !crate::xml::is_ncname(prefix)) {
        return Err(Error::new(NO_NAME, format!("`{text}` is no name")));
    }
    let namespace = match prefix {
        "" => Arc::default(),
        _ => {
            prefixes(prefix).ok_or_else(|| Error::new("FONS0004", format!("the prefix `{prefix}` has no namespace")))?
        }
    };
    Ok(QName { namespace, prefix: prefix.into(), local: local.into() })
}

/// A string of a type derived from `xs:string`. Names are those of the edition of XML that documents are read in.
fn token(text: &str, kind: &BuiltIn) -> Option<String> {
    let text = kind.white_space.normalise(text);
    let is_name_char = |c| crate::xml::is_name_char(c) || c == ':';
    let is_good = match kind.primitive {
        Primitive::NmToken => !text.is_empty() && text.chars().all(is_name_char),
        Primitive::Name => {
            text.starts_with(|c| crate::xml::is_name_start(c) || c == ':') && text.chars().all(is_name_char)
        }
        Primitive::NcName | Primitive::Entity => crate::xml::is_ncname(&text),
        Primitive::Language => language(&text).is_ok(),
        _ => true,
    };
    is_good.then(|| text.into_owned())
}

fn read_integer(text: &str, no: &dyn Fn() -> Error) -> Result<i64, Error> {
    if !is_integer(text) {
        return Err(no());
    }
    text.parse().map_err(|_| Error::new("FOCA0003", format!("`{text}` is too large")))
}

fn bounded<'d>(number: i64, kind: &BuiltIn) -> Result<Atom<'d>, Error> {
    let wide = i128::from(number);
    if kind.least.is_none_or(|least| least <= wide) && kind.most.is_none_or(|most| wide <= most) {
        return Ok(Atom::Integer(number));
    }
    Err(Error::new(error::VALUE, format!("{number} is no `xs:{}`", kind.name)))
}

/// A point in time that must have a zone.
fn stamp<'d>(moment: Temporal, kind: &BuiltIn) -> Result<Atom<'d>, Error> {
    match moment.zone {
        Some(_) => Ok(Atom::Temporal(moment)),
        None => Err(Error::new(error::VALUE, format!("`{moment}` is no `xs:{}`", kind.name))),
    }
}

/// The double that a number or truth value is; `None` for other values.
pub(super) fn double(atom: &Atom<'_>) -> Option<f64> {
    match atom {
        Atom::Boolean(value) => Some(f64::from(u8::from(*value))),
        #[expect(clippy::cast_precision_loss, reason = "the nearest double is asked for")]
        Atom::Integer(number) => Some(*number as f64),
        Atom::Decimal(number) => number.to_f64(),
        Atom::Float(number) => Some(f64::from(*number)),
        Atom::Double(number) => Some(*number),
        Atom::Derived(derived) => double(&derived.atom),
        _ => None,
    }
}

/// The number that a value is, as `number()` says: `NaN` where it is none.
pub(super) fn number(atom: &Atom<'_>) -> f64 {
    let number = match atom.as_text() {
        // No address can be cast to a number.
        _ if matches!(atom, Atom::Uri(_)) => None,
        Some(text) => read_double(text.trim_matches(crate::xml::is_space), Edition::V1_1),
        None => double(atom),
    };
    number.unwrap_or(f64::NAN)
}

/// The float that a number or truth value is; `None` for other values.
pub(super) fn float(atom: &Atom<'_>) -> Option<f32> {
    match atom {
        Atom::Float(number) => Some(*number),
        Atom::Decimal(number) => number.to_f32(),
        #[expect(clippy::cast_possible_truncation, reason = "the nearest float is asked for")]
        _ => double(atom).map(|number| number as f32),
    }
}

fn integer(atom: &Atom<'_>) -> Result<Option<i64>, Error> {
    match atom {
        Atom::Boolean(value) => Ok(Some(i64::from(*value))),
        Atom::Integer(number) => Ok(Some(*number)),
        Atom::Decimal(number) => number.trunc().to_i64().map(Some).ok_or_else(too_large_integer),
        Atom::Float(_) | Atom::Double(_) => {
            let number = finite(double(atom).unwrap_or(f64::NAN))?;
            number.trunc().to_i64().map(Some).ok_or_else(too_large_integer)
        }
        _ => Ok(None),
    }
}

fn finite(number: f64) -> Result<f64, Error> {
    if number.is_finite() {
        return Ok(number);
    }
    Err(Error::new("FOCA0002", format!("`{}` is no such number", number::double_string(number))))
}

fn too_large_integer() -> Error {
    Error::new("FOCA0003", "an integer has 64 bits at most")
}

fn too_large() -> Error {
    Error::new("FOCA0001", "the number is too large")
}
