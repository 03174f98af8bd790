//! The libraries of datatypes: what types there are (RELAX NG 4.16; XML Schema part 2, chapter 3). Takes nothing; gives a table.

use super::atom::Primitive;
use super::float::Precision;
use super::moment::{DATE, DATE_TIME, DAY_ONLY, MONTH, MONTH_DAY, TIME, YEAR, YEAR_MONTH};
use super::white_space::WhiteSpace;
use super::{IdType, XSD};

/// A type.
#[derive(Debug)]
pub(super) struct Row {
    /// Its name.
    pub name: &'static str,
    /// How its strings, or the items of them, are read.
    pub primitive: Primitive,
    /// What happens to white space first.
    pub white_space: WhiteSpace,
    /// Whether a string holds items with spaces between them, one at least.
    pub is_list: bool,
    /// The least value.
    pub least: Option<&'static str>,
    /// The greatest value.
    pub most: Option<&'static str>,
    /// What it says about identity.
    pub id_type: IdType,
}

/// The types of a library, and whether they take parameters; `None` when there is no such library.
pub(super) fn library(name: &str) -> Option<(&'static [Row], Parameters)> {
    match name {
        "" => Some((BUILT_IN, Parameters::None)),
        XSD => Some((SCHEMA, Parameters::Facets)),
        _ => None,
    }
}

/// What parameters the types of a library take.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Parameters {
    /// None at all.
    None,
    /// The facets of XML Schema.
    Facets,
}

use Primitive as P;
use WhiteSpace::{Collapse, Preserve, Replace};

const BUILT_IN: &[Row] = &[row("string", P::String, Preserve), row("token", P::String, Collapse)];

const SCHEMA: &[Row] = &[
    // Of XPath and of XML Schema 1.1: any text at all.
    row("anyAtomicType", P::String, Preserve),
    row("untypedAtomic", P::String, Preserve),
    row("string", P::String, Preserve),
    row("normalizedString", P::String, Replace),
    row("token", P::String, Collapse),
    row("language", P::Language, Collapse),
    row("Name", P::Name, Collapse),
    row("NCName", P::NcName, Collapse),
    row("ID", P::NcName, Collapse).identity(IdType::Id),
    row("IDREF", P::NcName, Collapse).identity(IdType::Idref),
    row("IDREFS", P::NcName, Collapse).list().identity(IdType::Idrefs),
    row("NMTOKEN", P::NmToken, Collapse),
    row("NMTOKENS", P::NmToken, Collapse).list(),
    row("ENTITY", P::Entity, Collapse),
    row("ENTITIES", P::Entity, Collapse).list(),
    row("QName", P::QName, Collapse),
    row("NOTATION", P::QName, Collapse),
    row("anyURI", P::Uri, Collapse),
    row("boolean", P::Boolean, Collapse),
    row("decimal", P::Decimal, Collapse),
    row("integer", P::Integer, Collapse),
    row("nonNegativeInteger", P::Integer, Collapse).from("0"),
    row("positiveInteger", P::Integer, Collapse).from("1"),
    row("nonPositiveInteger", P::Integer, Collapse).to("0"),
    row("negativeInteger", P::Integer, Collapse).to("-1"),
    row("long", P::Integer, Collapse).from("-9223372036854775808").to("9223372036854775807"),
    row("int", P::Integer, Collapse).from("-2147483648").to("2147483647"),
    row("short", P::Integer, Collapse).from("-32768").to("32767"),
    row("byte", P::Integer, Collapse).from("-128").to("127"),
    row("unsignedLong", P::Integer, Collapse).from("0").to("18446744073709551615"),
    row("unsignedInt", P::Integer, Collapse).from("0").to("4294967295"),
    row("unsignedShort", P::Integer, Collapse).from("0").to("65535"),
    row("unsignedByte", P::Integer, Collapse).from("0").to("255"),
    row("float", P::Float(Precision::Single), Collapse),
    row("double", P::Float(Precision::Double), Collapse),
    row("hexBinary", P::Hex, Collapse),
    row("base64Binary", P::Base64, Collapse),
    row("duration", P::Duration, Collapse),
    row("dateTime", P::Moment(&DATE_TIME), Collapse),
    row("date", P::Moment(&DATE), Collapse),
    row("time", P::Moment(&TIME), Collapse),
    row("gYearMonth", P::Moment(&YEAR_MONTH), Collapse),
    row("gYear", P::Moment(&YEAR), Collapse),
    row("gMonthDay", P::Moment(&MONTH_DAY), Collapse),
    row("gDay", P::Moment(&DAY_ONLY), Collapse),
    row("gMonth", P::Moment(&MONTH), Collapse),
];

const fn row(name: &'static str, primitive: Primitive, white_space: WhiteSpace) -> Row {
    Row { name, primitive, white_space, is_list: false, least: None, most: None, id_type: IdType::None }
}

impl Row {
    const fn list(self) -> Self {
        Self { is_list: true, ..self }
    }

    const fn identity(self, id_type: IdType) -> Self {
        Self { id_type, ..self }
    }

    const fn from(self, least: &'static str) -> Self {
        Self { least: Some(least), ..self }
    }

    const fn to(self, most: &'static str) -> Self {
        Self { most: Some(most), ..self }
    }
}
