//! The libraries of datatypes: what types there are and what each is derived from (RELAX NG 4.16; XML Schema part 2, chapter 3). Takes
//! nothing; gives a table.

use super::atom::Primitive;
use super::binary::Encoding;
use super::duration::DurationKind;
use super::edition::Edition;
use super::float::Precision;
use super::temporal::Parts;
use super::white_space::WhiteSpace;

/// The library of W3C XML Schema part 2.
pub const XSD: &str = "http://www.w3.org/2001/XMLSchema-datatypes";

/// What a type says about identity in a document (RELAX NG DTD compatibility, section 5).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum IdType {
    /// Nothing.
    None,
    /// The value names its element.
    Id,
    /// The value is the name of an element.
    Idref,
    /// The value is a list of names of elements.
    Idrefs,
}

/// A type.
#[derive(Debug)]
pub(crate) struct BuiltIn {
    /// Its name.
    pub name: &'static str,
    /// The name of the type it is derived from; of a list, `anySimpleType`.
    base: &'static str,
    /// How its strings, or the items of them, are read.
    pub primitive: Primitive,
    /// What happens to white space first.
    pub white_space: WhiteSpace,
    /// Whether a string holds items with spaces between them, one at least.
    pub is_list: bool,
    /// The least value.
    pub least: Option<i128>,
    /// The greatest value.
    pub most: Option<i128>,
    /// What it says about identity.
    pub id_type: IdType,
    /// Which edition has it first.
    pub since: Edition,
}

impl PartialEq for BuiltIn {
    fn eq(&self, other: &Self) -> bool {
        std::ptr::eq(self, other)
    }
}

impl Eq for BuiltIn {}

impl BuiltIn {
    /// All types of XML Schema 1.1.
    pub(crate) fn all() -> &'static [Self] {
        SCHEMA
    }

    /// The type of XML Schema 1.1 with a name.
    pub(crate) fn named(name: &str) -> Option<&'static Self> {
        SCHEMA.iter().find(|row| row.name == name)
    }

    /// The type it is derived from; `None` above those of single values.
    pub(crate) fn base(&self) -> Option<&'static Self> {
        Self::named(self.base)
    }
}

/// The types of a library, and whether they take parameters; `None` when there is no such library.
pub(super) fn library(name: &str) -> Option<(&'static [BuiltIn], Parameters)> {
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

static BUILT_IN: &[BuiltIn] = &[row("string", "", P::String, Preserve), row("token", "string", P::String, Collapse)];

static SCHEMA: &[BuiltIn] = &[
    // Of XPath and of XML Schema 1.1: any text at all.
    row("anyAtomicType", "anySimpleType", P::String, Preserve),
    row("untypedAtomic", "anyAtomicType", P::String, Preserve),
    row("string", "anyAtomicType", P::String, Preserve),
    row("normalizedString", "string", P::String, Replace),
    row("token", "normalizedString", P::String, Collapse),
    row("language", "token", P::Language, Collapse),
    row("Name", "token", P::Name, Collapse),
    row("NCName", "Name", P::NcName, Collapse),
    row("ID", "NCName", P::NcName, Collapse).identity(IdType::Id),
    row("IDREF", "NCName", P::NcName, Collapse).identity(IdType::Idref),
    row("IDREFS", "anySimpleType", P::NcName, Collapse).list().identity(IdType::Idrefs),
    row("NMTOKEN", "token", P::NmToken, Collapse),
    row("NMTOKENS", "anySimpleType", P::NmToken, Collapse).list(),
    row("ENTITY", "NCName", P::Entity, Collapse),
    row("ENTITIES", "anySimpleType", P::Entity, Collapse).list(),
    row("QName", "anyAtomicType", P::QName, Collapse),
    row("NOTATION", "anyAtomicType", P::QName, Collapse),
    row("anyURI", "anyAtomicType", P::Uri, Collapse),
    row("boolean", "anyAtomicType", P::Boolean, Collapse),
    row("decimal", "anyAtomicType", P::Decimal, Collapse),
    row("integer", "decimal", P::Integer, Collapse),
    row("nonNegativeInteger", "integer", P::Integer, Collapse).from(0),
    row("positiveInteger", "nonNegativeInteger", P::Integer, Collapse).from(1),
    row("nonPositiveInteger", "integer", P::Integer, Collapse).to(0),
    row("negativeInteger", "nonPositiveInteger", P::Integer, Collapse).to(-1),
    row("long", "integer", P::Integer, Collapse).from(-9_223_372_036_854_775_808).to(9_223_372_036_854_775_807),
    row("int", "long", P::Integer, Collapse).from(-2_147_483_648).to(2_147_483_647),
    row("short", "int", P::Integer, Collapse).from(-32_768).to(32_767),
    row("byte", "short", P::Integer, Collapse).from(-128).to(127),
    row("unsignedLong", "nonNegativeInteger", P::Integer, Collapse).from(0).to(18_446_744_073_709_551_615),
    row("unsignedInt", "unsignedLong", P::Integer, Collapse).from(0).to(4_294_967_295),
    row("unsignedShort", "unsignedInt", P::Integer, Collapse).from(0).to(65_535),
    row("unsignedByte", "unsignedShort", P::Integer, Collapse).from(0).to(255),
    row("float", "anyAtomicType", P::Float(Precision::Single), Collapse),
    row("double", "anyAtomicType", P::Float(Precision::Double), Collapse),
    row("hexBinary", "anyAtomicType", P::Binary(Encoding::Hex), Collapse),
    row("base64Binary", "anyAtomicType", P::Binary(Encoding::Base64), Collapse),
    row("duration", "anyAtomicType", P::Duration(DurationKind::Any), Collapse),
    row("yearMonthDuration", "duration", P::Duration(DurationKind::YearMonth), Collapse).since(Edition::V1_1),
    row("dayTimeDuration", "duration", P::Duration(DurationKind::DayTime), Collapse).since(Edition::V1_1),
    row("dateTime", "anyAtomicType", P::Temporal(Parts::DateTime), Collapse),
    row("dateTimeStamp", "dateTime", P::Temporal(Parts::DateTime), Collapse).since(Edition::V1_1),
    row("date", "anyAtomicType", P::Temporal(Parts::Date), Collapse),
    row("time", "anyAtomicType", P::Temporal(Parts::Time), Collapse),
    row("gYearMonth", "anyAtomicType", P::Temporal(Parts::YearMonth), Collapse),
    row("gYear", "anyAtomicType", P::Temporal(Parts::Year), Collapse),
    row("gMonthDay", "anyAtomicType", P::Temporal(Parts::MonthDay), Collapse),
    row("gDay", "anyAtomicType", P::Temporal(Parts::Day), Collapse),
    row("gMonth", "anyAtomicType", P::Temporal(Parts::Month), Collapse),
];

const fn row(name: &'static str, base: &'static str, primitive: Primitive, white_space: WhiteSpace) -> BuiltIn {
    let (id_type, since) = (IdType::None, Edition::V1_0);
    BuiltIn { name, base, primitive, white_space, is_list: false, least: None, most: None, id_type, since }
}

impl BuiltIn {
    const fn list(self) -> Self {
        Self { is_list: true, ..self }
    }

    const fn identity(self, id_type: IdType) -> Self {
        Self { id_type, ..self }
    }

    const fn from(self, least: i128) -> Self {
        Self { least: Some(least), ..self }
    }

    const fn to(self, most: i128) -> Self {
        Self { most: Some(most), ..self }
    }

    const fn since(self, since: Edition) -> Self {
        Self { since, ..self }
    }
}
