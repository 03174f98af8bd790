//! One value that is no list: how each kind of type is read, compared and measured (XML Schema part 2, 3.2 and 3.3). Takes a string with
//! white space normalised; gives an [`Atom`] that borrows from it.

use std::borrow::Cow;
use std::cmp::Ordering;

use super::binary::{Binary, Encoding};
use super::context::Context;
use super::decimal::Decimal;
use super::duration::{Duration, DurationKind};
use super::edition::Edition;
use super::float::{Float, Precision};
use super::language::language;
use super::limit::Unit;
use super::name;
use super::reason::Reason;
use super::temporal::{Parts, Temporal};
use super::uri::uri;

/// How the strings of a type are read.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Primitive {
    /// Any string.
    String,
    /// `language`
    Language,
    /// `Name`
    Name,
    /// `NCName` and what is derived from it.
    NcName,
    /// `NMTOKEN`
    NmToken,
    /// `ENTITY`
    Entity,
    /// `QName` and `NOTATION`
    QName,
    /// `anyURI`
    Uri,
    /// `boolean`
    Boolean,
    /// `decimal`
    Decimal,
    /// `integer` and what is derived from it.
    Integer,
    /// `float` and `double`
    Float(Precision),
    /// `hexBinary` and `base64Binary`
    Binary(Encoding),
    /// `duration` and what is derived from it.
    Duration(DurationKind),
    /// `dateTime` and its parts.
    Temporal(Parts),
}

/// A value. Equal when the type says so; comparable only with values of the same type.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) enum Atom<'v> {
    /// A string that is its own value.
    Text(Cow<'v, str>),
    /// A qualified name: namespace and local name.
    QName(Cow<'v, str>, Cow<'v, str>),
    /// A truth value.
    Boolean(bool),
    /// A decimal number.
    Decimal(Decimal<'v>),
    /// A floating-point number.
    Float(Float),
    /// Binary data.
    Binary(Binary),
    /// A length of time.
    Duration(Duration),
    /// A point in time.
    Temporal(Temporal),
}

impl Primitive {
    /// Reads a string, as 1.0 has it.
    pub(super) fn read<'v>(self, text: &'v str, context: &'v dyn Context) -> Result<Atom<'v>, Reason<'v>> {
        let itself = Atom::Text(Cow::Borrowed(text));
        match self {
            Self::String => Ok(itself),
            Self::Language => language(text).map(|()| itself),
            Self::Name => name::name(text).map(|()| itself),
            Self::NcName => name::nc_name(text).map(|()| itself),
            Self::NmToken => name::nm_token(text).map(|()| itself),
            Self::Uri => uri(text).map(|()| itself),
            Self::Entity => {
                name::nc_name(text)?;
                if context.is_unparsed_entity(text) { Ok(itself) } else { Err(Reason::Entity(text)) }
            }
            Self::QName => {
                let (namespace, local) = name::q_name(text, context)?;
                Ok(Atom::QName(Cow::Borrowed(namespace), Cow::Borrowed(local)))
            }
            Self::Boolean => match text {
                "true" | "1" => Ok(Atom::Boolean(true)),
                "false" | "0" => Ok(Atom::Boolean(false)),
                _ => Err(Reason::Form("a truth value", "`true`, `false`, `1` or `0`")),
            },
            Self::Decimal => {
                Decimal::read(text).map(Atom::Decimal).ok_or(Reason::Form("a number", "digits such as `12` or `-0.5`"))
            }
            Self::Integer => {
                let number = Decimal::read_integer(text).map(Atom::Decimal);
                number.ok_or(Reason::Form("a whole number", "digits such as `12`"))
            }
            Self::Float(precision) => {
                let number = Float::read(text, precision).map(Atom::Float);
                number.ok_or(Reason::Form(
                    "a floating-point number",
                    "a number such as `1.5e3`, or `INF`, `-INF`, `NaN`,",
                ))
            }
            Self::Binary(encoding) => Binary::read(text, encoding).map(Atom::Binary),
            Self::Duration(kind) => Duration::read(text, kind).map(Atom::Duration),
            Self::Temporal(parts) => Temporal::read(text, parts, Edition::V1_0).map(Atom::Temporal),
        }
    }

    /// Whether the facets of length mean something.
    pub(super) fn has_length(self) -> bool {
        match self {
            Self::String | Self::Language | Self::Name | Self::NcName | Self::NmToken => true,
            Self::Entity | Self::QName | Self::Uri | Self::Binary(_) => true,
            Self::Boolean | Self::Decimal | Self::Integer => false,
            Self::Float(_) | Self::Duration(_) | Self::Temporal(_) => false,
        }
    }

    /// Whether bounds mean something.
    pub(super) fn is_ordered(self) -> bool {
        matches!(self, Self::Decimal | Self::Integer | Self::Float(_) | Self::Duration(_) | Self::Temporal(_))
    }

    /// Whether the facets of digits mean something.
    pub(super) fn is_decimal(self) -> bool {
        matches!(self, Self::Decimal | Self::Integer)
    }

    /// Whether a string means something only in a document.
    pub(super) fn needs_context(self) -> bool {
        matches!(self, Self::Entity | Self::QName)
    }
}

impl Atom<'_> {
    /// How two values stand; `None` when they are not comparable.
    pub(super) fn compare(&self, other: &Atom<'_>) -> Option<Ordering> {
        match (self, other) {
            (Self::Decimal(one), Atom::Decimal(other)) => Some(one.cmp(other)),
            (Self::Float(one), Atom::Float(other)) => one.compare(*other),
            (Self::Duration(one), Atom::Duration(other)) => one.compare(other),
            (Self::Temporal(one), Atom::Temporal(other)) => one.compare(other),
            _ => None,
        }
    }

    /// How long it is; `None` where any length is right, as for qualified names (XML Schema part 2, 4.3.1.3).
    pub(super) fn length(&self) -> Option<(usize, Unit)> {
        match self {
            Self::Text(text) => Some((text.chars().count(), Unit::Character)),
            Self::Binary(binary) => Some((binary.octets.len(), Unit::Octet)),
            _ => None,
        }
    }

    /// The same value, on its own.
    pub(super) fn into_owned(self) -> Atom<'static> {
        let own = |text: Cow<'_, str>| Cow::Owned(text.into_owned());
        match self {
            Self::Text(text) => Atom::Text(own(text)),
            Self::QName(namespace, local) => Atom::QName(own(namespace), own(local)),
            Self::Boolean(truth) => Atom::Boolean(truth),
            Self::Decimal(number) => Atom::Decimal(number.into_owned()),
            Self::Float(number) => Atom::Float(number),
            Self::Binary(binary) => Atom::Binary(binary),
            Self::Duration(duration) => Atom::Duration(duration),
            Self::Temporal(moment) => Atom::Temporal(moment),
        }
    }
}
