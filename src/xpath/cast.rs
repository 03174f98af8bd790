//! Casting of atomic values (XPath Functions and Operators 3.1, section 19). Takes a value and a type; gives the value in that type,
//! or why it has none.

use std::borrow::Cow;
use std::sync::Arc;

use rust_decimal::Decimal;
use rust_decimal::prelude::{FromPrimitive, ToPrimitive};

use super::error::{self, Error};
use super::item::{Atom, QName};
use super::number;
use super::temporal::{Duration, Temporal};
use super::types::AtomicType;

/// Looks up the namespaces of prefixes.
pub(super) type Prefixes<'p> = &'p dyn Fn(&str) -> Option<Arc<str>>;

/// Casts a value.
pub(super) fn cast<'d>(atom: &Atom<'d>, to: AtomicType, prefixes: Prefixes<'_>) -> Result<Atom<'d>, Error> {
    if let Some(text) = atom.as_text() {
        return match to {
            AtomicType::Untyped => Ok(Atom::Untyped(own(atom))),
            AtomicType::String => Ok(Atom::String(own(atom))),
            _ => from_text(text, to, prefixes),
        };
    }
    let impossible = || {
        let (from, to) = (AtomicType::of(atom).name(), to.name());
        Error::new(error::TYPE, format!("`{from}` cannot be cast to `{to}`"))
    };
    match to {
        AtomicType::Untyped => Ok(Atom::Untyped(atom.string())),
        AtomicType::String => Ok(Atom::String(atom.string())),
        AtomicType::Token(_) => from_text(&atom.string(), to, prefixes),
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
        AtomicType::Bounded(name, least, greatest) => {
            let number = integer(atom)?.ok_or_else(impossible)?;
            bounded(number, name, least, greatest)
        }
        AtomicType::Temporal(parts) => match atom {
            Atom::Temporal(moment) => moment.cast(parts).map(Atom::Temporal).ok_or_else(impossible),
            _ => Err(impossible()),
        },
        AtomicType::Duration(kind) => match atom {
            Atom::Duration(duration) => Ok(Atom::Duration(duration.cast(kind))),
            _ => Err(impossible()),
        },
        AtomicType::QName if matches!(atom, Atom::QName(_)) => Ok(atom.clone()),
        AtomicType::Numeric if atom.is_number() => Ok(atom.clone()),
        AtomicType::Numeric => double(atom).map(Atom::Double).ok_or_else(impossible),
        AtomicType::AnyAtomic => Ok(atom.clone()),
        AtomicType::QName | AtomicType::Uri => Err(impossible()),
    }
}

fn own<'d>(atom: &Atom<'d>) -> Cow<'d, str> {
    atom.string()
}

fn from_text<'d>(text: &str, to: AtomicType, prefixes: Prefixes<'_>) -> Result<Atom<'d>, Error> {
    let trimmed = text.trim_matches(crate::xml::is_space);
    let no = || {
        let shown: String = text.chars().take(40).collect();
        Error::new(error::VALUE, format!("`{shown}` is no `{}`", to.name()))
    };
    match to {
        AtomicType::Boolean => match trimmed {
            "true" | "1" => Ok(Atom::Boolean(true)),
            "false" | "0" => Ok(Atom::Boolean(false)),
            _ => Err(no()),
        },
        AtomicType::Double | AtomicType::Numeric => number::read_double(trimmed).map(Atom::Double).ok_or_else(no),
        AtomicType::Float => number::read_float(trimmed).map(Atom::Float).ok_or_else(no),
        AtomicType::Decimal => number::read_decimal(trimmed).map(Atom::Decimal).ok_or_else(no),
        AtomicType::Integer => read_integer(trimmed, &no).map(Atom::Integer),
        AtomicType::Bounded(name, least, greatest) => {
            read_integer(trimmed, &no).and_then(|number| bounded(number, name, least, greatest))
        }
        AtomicType::Temporal(parts) => Temporal::read(trimmed, parts).map(Atom::Temporal).ok_or_else(no),
        AtomicType::Duration(kind) => Duration::read(trimmed, kind).map(Atom::Duration).ok_or_else(no),
        AtomicType::Uri => Ok(Atom::Uri(Cow::Owned(trimmed.to_owned()))),
        AtomicType::QName => qname(trimmed, prefixes).map(|name| Atom::QName(Arc::new(name))),
        AtomicType::Token(name) => token(text, name).map(|text| Atom::String(Cow::Owned(text))).ok_or_else(no),
        AtomicType::AnyAtomic | AtomicType::Untyped | AtomicType::String => {
            Ok(Atom::Untyped(Cow::Owned(text.to_owned())))
        }
    }
}

/// The name that a string says, where its prefix has a namespace.
pub(super) fn qname(text: &str, prefixes: Prefixes<'_>) -> Result<QName, Error> {
    let (prefix, local) = text.split_once(':').unwrap_or(("", text));
    if !crate::xml::is_ncname(local) || !(prefix.is_empty() || crate::xml::is_ncname(prefix)) {
        return Err(Error::new("FOCA0002", format!("`{text}` is no name")));
    }
    let namespace = match prefix {
        "" => Arc::default(),
        _ => {
            prefixes(prefix).ok_or_else(|| Error::new("FONS0004", format!("the prefix `{prefix}` has no namespace")))?
        }
    };
    Ok(QName { namespace, prefix: prefix.into(), local: local.into() })
}

fn token(text: &str, name: &str) -> Option<String> {
    if name == "normalizedString" {
        return Some(text.replace(['\t', '\n', '\r'], " "));
    }
    let words: Vec<&str> = text.split(crate::xml::is_space).filter(|word| !word.is_empty()).collect();
    let text = words.join(" ");
    let is_good = match name {
        "NMTOKEN" => !text.is_empty() && text.chars().all(|c| crate::xml::is_name_char(c) || c == ':'),
        "Name" => {
            text.starts_with(|c| crate::xml::is_name_start(c) || c == ':')
                && text.chars().all(|c| crate::xml::is_name_char(c) || c == ':')
        }
        "NCName" | "ID" | "IDREF" | "ENTITY" => crate::xml::is_ncname(&text),
        "language" => text.split('-').enumerate().all(|(at, part)| {
            let is_made = |c: char| c.is_ascii_alphabetic() || (at > 0 && c.is_ascii_digit());
            (1..=8).contains(&part.len()) && part.chars().all(is_made)
        }),
        _ => true,
    };
    is_good.then_some(text)
}

fn read_integer(text: &str, no: &dyn Fn() -> Error) -> Result<i64, Error> {
    let digits = text.strip_prefix(['+', '-']).unwrap_or(text);
    if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(no());
    }
    text.parse().map_err(|_| Error::new("FOCA0003", format!("`{text}` is too large")))
}

fn bounded<'d>(number: i64, name: &str, least: i64, greatest: i64) -> Result<Atom<'d>, Error> {
    if (least..=greatest).contains(&number) {
        return Ok(Atom::Integer(number));
    }
    Err(Error::new(error::VALUE, format!("{number} is no `xs:{name}`")))
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
        Some(text) => number::read_double(text.trim_matches(crate::xml::is_space)),
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
        Atom::Decimal(number) => number.trunc().to_i64().map(Some).ok_or_else(too_large),
        Atom::Float(_) | Atom::Double(_) => {
            let number = finite(double(atom).unwrap_or(f64::NAN))?;
            number.trunc().to_i64().map(Some).ok_or_else(too_large)
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

fn too_large() -> Error {
    Error::new("FOCA0001", "the number is too large")
}
