//! The kinds of values that metadata have. Takes cells of a table, or what TOML says; gives values, laid over each other and compared.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::dating::Dating;

/// What a key holds.
pub(super) trait Value: Clone {
    /// What columns can give of it: `""` for all of it, `*` for any part.
    const PARTS: &'static [&'static str];

    /// Takes what a cell says of a part.
    ///
    /// # Errors
    /// Why it cannot be that.
    fn set(&mut self, part: &str, cell: &str) -> Result<(), String>;

    /// This value, or the one below where there is none.
    fn over(self, below: &Self) -> Self;

    /// Both values, where they cannot both be.
    fn contradiction(&self, other: &Self) -> Option<(String, String)>;
}

/// Whether two texts say the same but for white space.
pub(super) fn differ(one: &str, other: &str) -> Option<(String, String)> {
    (!one.split_whitespace().eq(other.split_whitespace())).then(|| (one.to_owned(), other.to_owned()))
}

/// A value that one cell says whole, or nothing does.
trait Single: Clone {
    /// Reads a cell.
    ///
    /// # Errors
    /// Why it cannot be that.
    fn of_cell(cell: &str) -> Result<Self, String>;

    /// Both, where they cannot both be.
    fn contradiction(&self, other: &Self) -> Option<(String, String)>;
}

impl<T: Single> Value for Option<T> {
    const PARTS: &'static [&'static str] = &[""];

    fn set(&mut self, _: &str, cell: &str) -> Result<(), String> {
        *self = Some(T::of_cell(cell)?);
        Ok(())
    }

    fn over(self, below: &Self) -> Self {
        self.or_else(|| below.clone())
    }

    fn contradiction(&self, other: &Self) -> Option<(String, String)> {
        self.as_ref()?.contradiction(other.as_ref()?)
    }
}

impl Single for String {
    fn of_cell(cell: &str) -> Result<Self, String> {
        Ok(cell.to_owned())
    }

    fn contradiction(&self, other: &Self) -> Option<(String, String)> {
        differ(self, other)
    }
}

impl Single for Dating {
    fn of_cell(cell: &str) -> Result<Self, String> {
        Self::try_from(cell.to_owned())
    }

    /// A date less exact than the other is no contradiction.
    fn contradiction(&self, other: &Self) -> Option<(String, String)> {
        self.is_apart(other.first, other.last).then(|| (self.text.clone(), other.text.clone()))
    }
}

/// A table laid over another, name by name.
fn named_over<T: Clone>(own: BTreeMap<String, T>, below: &BTreeMap<String, T>) -> BTreeMap<String, T> {
    let mut all = below.clone();
    all.extend(own);
    all
}

impl Value for BTreeMap<String, String> {
    const PARTS: &'static [&'static str] = &["", "*"];

    fn set(&mut self, part: &str, cell: &str) -> Result<(), String> {
        self.insert(part.to_owned(), cell.to_owned());
        Ok(())
    }

    fn over(self, below: &Self) -> Self {
        named_over(self, below)
    }

    fn contradiction(&self, other: &Self) -> Option<(String, String)> {
        self.iter().find_map(|(name, text)| differ(text, other.get(name)?))
    }
}

/// What separates several values in one cell.
pub(super) const SEPARATOR: char = '|';

/// A place: a name alone, or a table.
#[derive(Clone, Debug, Default, Deserialize, PartialEq)]
#[cfg_attr(feature = "cli", derive(schemars::JsonSchema))]
#[serde(from = "PlaceForm")]
pub struct Place {
    /// The name.
    pub name: String,
    /// Authority record: a URI for `@ref`.
    pub r#ref: Option<String>,
}

#[derive(Deserialize)]
#[cfg_attr(feature = "cli", derive(schemars::JsonSchema))]
#[serde(untagged, expecting = "expected a name or a table with `name`, `ref`")]
enum PlaceForm {
    Name(String),
    Table(PlaceTable),
}

#[derive(Deserialize)]
#[cfg_attr(feature = "cli", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
struct PlaceTable {
    name: String,
    r#ref: Option<String>,
}

impl From<PlaceForm> for Place {
    fn from(form: PlaceForm) -> Self {
        match form {
            PlaceForm::Name(name) => Self { name, r#ref: None },
            PlaceForm::Table(PlaceTable { name, r#ref }) => Self { name, r#ref },
        }
    }
}

impl Value for Option<Place> {
    const PARTS: &'static [&'static str] = &["", "ref"];

    fn set(&mut self, part: &str, cell: &str) -> Result<(), String> {
        let place = self.get_or_insert_default();
        match part {
            "ref" => place.r#ref = Some(cell.to_owned()),
            _ => cell.clone_into(&mut place.name),
        }
        Ok(())
    }

    fn over(self, below: &Self) -> Self {
        match (self, below) {
            (Some(own), Some(below)) if is_within(&own.name, &below.name) => {
                Some(Place { r#ref: own.r#ref.or_else(|| below.r#ref.clone()), ..own })
            }
            (own, below) => own.or_else(|| below.clone()),
        }
    }

    fn contradiction(&self, other: &Self) -> Option<(String, String)> {
        let (own, other) = (self.as_ref()?, other.as_ref()?);
        if is_within(&own.name, &other.name) {
            return differ(own.r#ref.as_ref()?, other.r#ref.as_ref()?);
        }
        Some((own.name.clone(), other.name.clone()))
    }
}

/// A correspondent: a name alone, or a table.
#[derive(Clone, Debug, Default, Deserialize, PartialEq)]
#[cfg_attr(feature = "cli", derive(schemars::JsonSchema))]
#[serde(from = "PersonForm")]
pub struct Person {
    /// The name.
    pub name: String,
    /// Authority record: a URI for `@ref`.
    pub r#ref: Option<String>,
    /// The office held.
    pub office: Option<String>,
    /// Whether it is a body and not a person.
    pub organisation: bool,
}

#[derive(Deserialize)]
#[cfg_attr(feature = "cli", derive(schemars::JsonSchema))]
#[serde(untagged, expecting = "expected a name or a table with `name`, `ref`, `office`, `organisation`")]
enum PersonForm {
    Name(String),
    Table(PersonTable),
}

#[derive(Deserialize)]
#[cfg_attr(feature = "cli", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
struct PersonTable {
    name: String,
    r#ref: Option<String>,
    office: Option<String>,
    #[serde(default)]
    organisation: bool,
}

impl From<PersonForm> for Person {
    fn from(form: PersonForm) -> Self {
        match form {
            PersonForm::Name(name) => Self { name, ..Self::default() },
            PersonForm::Table(PersonTable { name, r#ref, office, organisation }) => {
                Self { name, r#ref, office, organisation }
            }
        }
    }
}

/// One person or several: a name, a table, or a list of them.
#[derive(Clone, Debug, Default, Deserialize, PartialEq)]
#[cfg_attr(feature = "cli", derive(schemars::JsonSchema))]
#[serde(from = "PersonsForm")]
pub struct Persons(pub Vec<Person>);

#[derive(Deserialize)]
#[cfg_attr(feature = "cli", derive(schemars::JsonSchema))]
#[serde(
    untagged,
    expecting = "expected a name, a table with `name`, `ref`, `office`, `organisation`, or a list of them"
)]
enum PersonsForm {
    One(Person),
    Several(Vec<Person>),
}

impl From<PersonsForm> for Persons {
    fn from(form: PersonsForm) -> Self {
        match form {
            PersonsForm::One(person) => Self(vec![person]),
            PersonsForm::Several(persons) => Self(persons),
        }
    }
}

impl Persons {
    /// Each with the other of the same place, where both may be the same persons.
    fn may_be(&self, other: &Self) -> bool {
        self.0.len() == other.0.len()
            && self.0.iter().zip(&other.0).all(|(own, other)| is_within(&own.name, &other.name))
    }

    fn names(&self) -> String {
        self.0.iter().map(|person| person.name.as_str()).collect::<Vec<_>>().join(" | ")
    }
}

impl Value for Persons {
    const PARTS: &'static [&'static str] = &["", "ref", "office", "organisation"];

    fn set(&mut self, part: &str, cell: &str) -> Result<(), String> {
        for (at, value) in cell.split(SEPARATOR).map(str::trim).enumerate() {
            if self.0.len() <= at {
                self.0.push(Person::default());
            }
            let Some(person) = self.0.get_mut(at).filter(|_| !value.is_empty()) else { continue };
            match part {
                "ref" => person.r#ref = Some(value.to_owned()),
                "office" => person.office = Some(value.to_owned()),
                "organisation" => person.organisation = truth(value)?,
                _ => value.clone_into(&mut person.name),
            }
        }
        Ok(())
    }

    fn over(mut self, below: &Self) -> Self {
        if self.0.is_empty() {
            return below.clone();
        }
        if self.may_be(below) {
            for (own, below) in self.0.iter_mut().zip(&below.0) {
                own.r#ref = own.r#ref.take().or_else(|| below.r#ref.clone());
                own.office = own.office.take().or_else(|| below.office.clone());
                own.organisation |= below.organisation;
            }
        }
        self
    }

    fn contradiction(&self, other: &Self) -> Option<(String, String)> {
        if self.0.is_empty() || other.0.is_empty() {
            return None;
        }
        if !self.may_be(other) {
            return Some((self.names(), other.names()));
        }
        let pairs = self.0.iter().zip(&other.0);
        pairs.filter_map(|(own, other)| differ(own.r#ref.as_ref()?, other.r#ref.as_ref()?)).next()
    }
}

/// Persons by what they did.
impl Value for BTreeMap<String, Persons> {
    const PARTS: &'static [&'static str] = &["*"];

    fn set(&mut self, part: &str, cell: &str) -> Result<(), String> {
        self.entry(part.to_owned()).or_default().set("", cell)
    }

    fn over(self, below: &Self) -> Self {
        named_over(self, below)
    }

    fn contradiction(&self, other: &Self) -> Option<(String, String)> {
        self.iter().find_map(|(did, persons)| persons.contradiction(other.get(did)?))
    }
}

/// The words of a name in small letters.
#[must_use]
pub fn words(name: &str) -> Vec<String> {
    let words = name.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    words.map(str::to_lowercase).collect()
}

/// Whether two names may be of one: the words of the shorter are all in the longer.
fn is_within(one: &str, other: &str) -> bool {
    let (one, other) = (words(one), words(other));
    let within = |some: &[String], all: &[String]| some.iter().all(|word| all.contains(word));
    within(&one, &other) || within(&other, &one)
}

/// What people write in a cell for yes and no.
const TRUE: &[&str] = &["true", "yes", "1", "x", "ja", "wahr", "oui", "vrai"];
const FALSE: &[&str] = &["false", "no", "0", "nein", "falsch", "non", "faux"];

fn truth(cell: &str) -> Result<bool, String> {
    let word = cell.to_lowercase();
    match (TRUE.contains(&word.as_str()), FALSE.contains(&word.as_str())) {
        (true, _) => Ok(true),
        (_, true) => Ok(false),
        _ => Err(format!("`{cell}` is neither `yes` nor `no`")),
    }
}
