//! Datatypes: which strings belong to a type, and when two strings are the same value.
//!
//! Takes the name of a library and of a type with its parameters; gives a [`Datatype`] that checks strings. Knows the built-in
//! library of RELAX NG and W3C XML Schema part 2 in its two [editions](Edition). Promises linear time in the string for every type. Knows no XML: what a
//! prefix or an entity means in a document is asked of a [`Context`].

mod atom;
mod binary;
mod calendar;
mod context;
mod decimal;
mod duration;
mod edition;
mod facet;
mod float;
mod language;
mod library;
mod limit;
mod name;
mod name_chars;
mod pattern;
mod reason;
mod temporal;
mod uri;
mod white_space;

use std::hash::{Hash, Hasher};
use std::ops::Range;

use self::atom::Atom;
pub(crate) use self::atom::Primitive;
use self::facet::Facets;
use self::library::Parameters;
use crate::text::chars::is_space;
use crate::text::nearest;

pub use self::binary::{Binary, Encoding};
pub(crate) use self::calendar::MONTHS;
pub use self::context::Context;
pub(crate) use self::decimal::{is_decimal, is_integer};
pub use self::duration::{Duration, DurationKind};
pub use self::edition::Edition;
pub use self::facet::{Fault, Param};
pub(crate) use self::float::{Precision, read_double, read_float};
pub(crate) use self::language::language;
pub(crate) use self::library::BuiltIn;
pub use self::library::{IdType, XSD};
pub use self::name::is_id;
pub use self::pattern::{Found, Search, SearchError};
pub(crate) use self::reason::Reason;
pub(crate) use self::temporal::{DAY, MINUTE, SECOND};
pub use self::temporal::{Parts, Temporal};
pub(crate) use self::white_space::WhiteSpace;

/// A type with its parameters. Equal to one of the same name and library with the same parameters.
#[derive(Clone, Debug)]
pub struct Datatype {
    row: &'static BuiltIn,
    params: Box<[Param]>,
    facets: Facets,
}

/// A value in the value space of a type; equal when the type says so. Comparable only with values of the same type.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Value(Items);

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
enum Items {
    One(Atom<'static>),
    List(Box<[Atom<'static>]>),
}

/// Whether a text can be an `anyURI`.
#[must_use]
pub fn is_uri(text: &str) -> bool {
    uri::uri(text).is_ok()
}

/// Whether a string is a name without colon, as schemas mean it: XML 1.0 up to its fourth edition.
#[must_use]
pub fn is_nc_name(text: &str) -> bool {
    name::nc_name(text).is_ok()
}

impl Datatype {
    /// Makes a type. The empty library is the built-in one.
    ///
    /// # Errors
    /// [`Fault`] when there is no such type or a parameter does not fit it.
    pub fn new(library: &str, name: &str, params: &[Param]) -> Result<Self, Fault> {
        let (rows, parameters) = library::library(library).ok_or(Fault::Library)?;
        let rows = rows.iter().filter(|row| row.since == Edition::V1_0);
        let Some(row) = rows.clone().find(|row| row.name == name) else {
            let names: Vec<&'static str> = rows.map(|row| row.name).collect();
            return Err(Fault::Type(nearest(name, &names)));
        };
        if parameters == Parameters::None && !params.is_empty() {
            return Err(Fault::Param(0, format!("the built-in type `{name}` takes no parameters")));
        }
        Ok(Self { row, params: params.into(), facets: Facets::read(row, params)? })
    }

    /// Whether a string belongs to the type. Allocates nothing for most types.
    #[must_use]
    pub fn allows(&self, text: &str, context: &dyn Context) -> bool {
        if matches!(self.row.primitive, Primitive::String) && self.facets.is_empty() {
            return true;
        }
        self.check(&self.row.white_space.normalise(text), context).is_ok()
    }

    /// Why a string does not belong to the type: a phrase such as `there is no 31 June`; `None` when it does belong.
    #[must_use]
    pub fn fault(&self, text: &str, context: &dyn Context) -> Option<String> {
        let text = self.row.white_space.normalise(text);
        let reason = self.check(&text, context).err()?;
        Some(reason.to_string())
    }

    /// Where the first item stands that keeps a string from being of this type, which is one of lists.
    #[must_use]
    pub fn bad_item(&self, text: &str, context: &dyn Context) -> Option<Range<usize>> {
        let mut start = 0;
        for item in text.split(is_space).filter(|_| self.row.is_list) {
            let range = start..start + item.len();
            if !item.is_empty() && self.row.primitive.read(item, context).is_err() {
                return Some(range);
            }
            start = range.end + 1;
        }
        None
    }

    /// The value of a string; `None` when it does not belong to the type.
    #[must_use]
    pub fn value(&self, text: &str, context: &dyn Context) -> Option<Value> {
        let text = self.row.white_space.normalise(text);
        self.check(&text, context).ok()?;
        let read = |item| Some(self.row.primitive.read(item, context).ok()?.into_owned());
        let items = if self.row.is_list {
            Items::List(items(&text).map(read).collect::<Option<_>>()?)
        } else {
            Items::One(read(&text)?)
        };
        Some(Value(items))
    }

    /// Whether a string is one way to write a value of this type. Allocates nothing for most types.
    #[must_use]
    pub fn means(&self, text: &str, value: &Value, context: &dyn Context) -> bool {
        let text = self.row.white_space.normalise(text);
        let is_one =
            |item, atom: &Atom<'static>| self.row.primitive.read(item, context).is_ok_and(|read| read == *atom);
        let is_equal = match &value.0 {
            Items::One(atom) => is_one(&*text, atom),
            Items::List(atoms) => {
                items(&text).count() == atoms.len() && items(&text).zip(atoms).all(|(item, atom)| is_one(item, atom))
            }
        };
        // Most strings are not the value: what else the type asks of them need not be looked at.
        is_equal && self.check(&text, context).is_ok()
    }

    /// What the type says about identity.
    #[must_use]
    pub fn id_type(&self) -> IdType {
        self.row.id_type
    }

    /// Whether what a string means depends on the [`Context`], so that answers must not be kept.
    #[must_use]
    pub fn needs_context(&self) -> bool {
        self.row.primitive.needs_context()
    }

    /// What its expressions take when they are used: about so many kilobytes.
    #[must_use]
    pub fn weight(&self) -> u64 {
        self.facets.weight()
    }

    /// The type for people: `date`, `string matching \c+`, `integer from 1 to 4`.
    #[must_use]
    pub fn describe(&self) -> String {
        format!("{}{}", self.row.name, facet::describe(&self.params))
    }

    /// Checks a string whose white space is normalised.
    fn check<'v>(&'v self, text: &'v str, context: &'v dyn Context) -> Result<(), Reason<'v>> {
        if !self.row.is_list {
            let atom = self.row.primitive.read(text, context)?;
            return self.facets.check(text, &atom);
        }
        let mut count = 0;
        for item in items(text) {
            self.row.primitive.read(item, context)?;
            count += 1;
        }
        if count == 0 {
            return Err(Reason::Empty("a list of names"));
        }
        self.facets.check_list(text, count)
    }
}

fn items(text: &str) -> impl Iterator<Item = &str> {
    text.split(' ').filter(|item| !item.is_empty())
}

impl PartialEq for Datatype {
    fn eq(&self, other: &Self) -> bool {
        std::ptr::eq(self.row, other.row) && self.params == other.params
    }
}

impl Eq for Datatype {}

impl Hash for Datatype {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.row.name.hash(state);
        self.params.hash(state);
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    struct Declared;

    impl Context for Declared {
        fn namespace(&self, prefix: &str) -> Option<&str> {
            [("", "urn:d"), ("a", "urn:x"), ("b", "urn:x")]
                .iter()
                .find(|(name, _)| *name == prefix)
                .map(|(_, uri)| *uri)
        }

        fn is_unparsed_entity(&self, name: &str) -> bool {
            name == "picture"
        }
    }

    fn params(pairs: &[(&str, &str)]) -> Vec<Param> {
        pairs.iter().map(|(name, value)| Param { name: (*name).to_owned(), value: (*value).to_owned() }).collect()
    }

    fn xsd(name: &str, pairs: &[(&str, &str)]) -> Datatype {
        Datatype::new(XSD, name, &params(pairs)).unwrap()
    }

    #[test]
    fn strings_belong_or_say_why() {
        for (name, pairs, text, fault) in [
            ("string", [].as_slice(), " any\n", None),
            ("string", &[("minLength", "2"), ("maxLength", "3")], "é", Some("1 character, less than 2")),
            ("string", &[("length", "1")], "é", None),
            ("token", &[("maxLength", "3")], "  a\n b ", None),
            ("integer", &[("minInclusive", "1"), ("maxExclusive", "5")], "5", Some("5 is not less than 5")),
            ("byte", &[], "128", Some("128 is greater than 127")),
            ("negativeInteger", &[], "0", Some("0 is greater than -1")),
            ("decimal", &[("totalDigits", "3"), ("fractionDigits", "1")], "012.50", None),
            ("decimal", &[("fractionDigits", "1")], "1.25", Some("2 digits behind the point, more than 1")),
            ("date", &[("minInclusive", "1914-07-28")], "1914-07-27", Some("1914-07-27 is less than 1914-07-28")),
            (
                "date",
                &[("minInclusive", "1914-07-28")],
                "1914-07-28Z",
                Some("1914-07-28Z cannot be compared with 1914-07-28"),
            ),
            ("hexBinary", &[("length", "2")], "0aff", None),
            ("NMTOKENS", &[("length", "2")], " a \n 1b ", None),
            ("NMTOKENS", &[], "  ", Some("a list of names cannot be empty")),
            ("IDREFS", &[("maxLength", "1")], "a b", Some("2 items, more than 1")),
            ("IDREFS", &[], "a 1", Some("a name cannot begin with a digit")),
            ("ENTITY", &[], "picture", None),
            ("ENTITIES", &[], "picture sound", Some("the document declares no unparsed entity `sound`")),
            ("QName", &[("length", "99")], "a:x", None),
            ("QName", &[], "c:x", Some("the prefix `c` has no namespace")),
            ("boolean", &[], "yes", Some("not a truth value: `true`, `false`, `1` or `0` is expected")),
        ] {
            let datatype = xsd(name, pairs);
            assert_eq!(datatype.fault(text, &Declared).as_deref(), fault, "{name} {text}");
            assert_eq!(datatype.allows(text, &Declared), fault.is_none(), "{name} {text}");
            assert_eq!(datatype.value(text, &Declared).is_some(), fault.is_none(), "{name} {text}");
        }
    }

    #[test]
    fn values_are_equal_when_the_type_says_so() {
        for (name, one, other, is_equal) in [
            ("string", "a", " a", false),
            ("token", "a b", "  a  b", true),
            ("integer", "010", "+10", true),
            ("boolean", "1", "true", true),
            ("QName", "a:x", "b:x", true),
            ("QName", "a:x", "x", false),
            ("NMTOKENS", "a b", "a  b", true),
            ("NMTOKENS", "a b", "b a", false),
            ("base64Binary", "TWFu", "TW Fu", true),
            ("time", "24:00:00", "00:00:00", true),
        ] {
            let value = |text| xsd(name, &[]).value(text, &Declared).unwrap();
            assert_eq!(value(one) == value(other), is_equal, "{name} {one} {other}");
            assert_eq!(xsd(name, &[]).means(one, &value(other), &Declared), is_equal, "{name} {one} {other}");
        }
    }

    #[test]
    fn faults_name_what_is_wrong() {
        let fault = |library, name, pairs| Datatype::new(library, name, &params(pairs)).err();
        assert_eq!(fault("urn:x", "string", &[]), Some(Fault::Library));
        assert_eq!(fault(XSD, "dat", &[]), Some(Fault::Type(Some("date"))));
        assert_eq!(fault(XSD, "anyType", &[]), Some(Fault::Type(None)));
        assert_eq!(fault("", "date", &[]), Some(Fault::Type(None)));
        for (library, name, pairs, index, phrase) in [
            ("", "token", [("length", "1")].as_slice(), 0, "the built-in type `token` takes no parameters"),
            (
                XSD,
                "string",
                &[("pattern", "a"), ("lenght", "1")],
                1,
                "XML Schema has no facet `lenght`; did you mean `length`?",
            ),
            (XSD, "string", &[("length", "1"), ("length", "1")], 1, "`length` can be said only once"),
            (XSD, "string", &[("length", "-1")], 0, "the value of `length` must be a number from 0 on, not `-1`"),
            (XSD, "string", &[("minInclusive", "a")], 0, "`minInclusive` means nothing for `string`"),
            (
                XSD,
                "date",
                &[("maxInclusive", "1952")],
                0,
                "the value of `maxInclusive` must be a `date`, which `1952` is not",
            ),
            (XSD, "decimal", &[("totalDigits", "0")], 0, "the value of `totalDigits` must be greater than 0"),
            (
                XSD,
                "date",
                &[("whiteSpace", "collapse")],
                0,
                "`whiteSpace` cannot be used in RELAX NG: choose a type that treats it so",
            ),
        ] {
            assert_eq!(fault(library, name, pairs), Some(Fault::Param(index, phrase.to_owned())), "{name} {pairs:?}");
        }
    }

    #[test]
    fn types_are_described() {
        assert_eq!(xsd("date", &[]).describe(), "date");
        assert_eq!(xsd("integer", &[("minInclusive", "1"), ("maxInclusive", "4")]).describe(), "integer from 1 to 4");
        assert_eq!(xsd("string", &[("pattern", r"\c+")]).describe(), r"string matching \c+");
    }

    proptest! {
        /// No string is too strange for any type; a string has a value, no fault and is allowed all at once.
        #[test]
        fn answers_agree(text in r"[ \t0-9+\-.:TZPYMDHSeE/#%a-fé=]{0,24}|.{0,12}") {
            let (rows, _) = library::library(XSD).unwrap();
            for row in rows.iter().filter(|row| row.since == Edition::V1_0) {
                let datatype = xsd(row.name, &[]);
                let is_allowed = datatype.allows(&text, &Declared);
                prop_assert_eq!(datatype.fault(&text, &Declared).is_none(), is_allowed, "{}", row.name);
                prop_assert_eq!(datatype.value(&text, &Declared).is_some(), is_allowed, "{}", row.name);
            }
        }
    }
}
