//! The kinds of values that metadata have. Takes cells of a table, or what TOML says; gives values, laid over each other and compared.

use std::collections::BTreeMap;

use serde::Deserialize;

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
fn differ(one: &str, other: &str) -> Option<(String, String)> {
    (!one.split_whitespace().eq(other.split_whitespace())).then(|| (one.to_owned(), other.to_owned()))
}

impl Value for Option<String> {
    const PARTS: &'static [&'static str] = &[""];

    fn set(&mut self, _: &str, cell: &str) -> Result<(), String> {
        *self = Some(cell.to_owned());
        Ok(())
    }

    fn over(self, below: &Self) -> Self {
        self.or_else(|| below.clone())
    }

    fn contradiction(&self, other: &Self) -> Option<(String, String)> {
        differ(self.as_ref()?, other.as_ref()?)
    }
}

impl Value for BTreeMap<String, String> {
    const PARTS: &'static [&'static str] = &["", "*"];

    fn set(&mut self, part: &str, cell: &str) -> Result<(), String> {
        self.insert(part.to_owned(), cell.to_owned());
        Ok(())
    }

    fn over(self, below: &Self) -> Self {
        let mut all = below.clone();
        all.extend(self);
        all
    }

    fn contradiction(&self, other: &Self) -> Option<(String, String)> {
        self.iter().find_map(|(name, text)| differ(text, other.get(name)?))
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

impl Value for Option<Person> {
    const PARTS: &'static [&'static str] = &["", "ref", "office", "organisation"];

    fn set(&mut self, part: &str, cell: &str) -> Result<(), String> {
        let person = self.get_or_insert_default();
        match part {
            "ref" => person.r#ref = Some(cell.to_owned()),
            "office" => person.office = Some(cell.to_owned()),
            "organisation" => person.organisation = truth(cell)?,
            _ => cell.clone_into(&mut person.name),
        }
        Ok(())
    }

    fn over(self, below: &Self) -> Self {
        match (self, below) {
            (Some(own), Some(below)) if own.may_be(below) => Some(Person {
                r#ref: own.r#ref.or_else(|| below.r#ref.clone()),
                office: own.office.or_else(|| below.office.clone()),
                organisation: own.organisation || below.organisation,
                ..own
            }),
            (own, below) => own.or_else(|| below.clone()),
        }
    }

    fn contradiction(&self, other: &Self) -> Option<(String, String)> {
        let (own, other) = (self.as_ref()?, other.as_ref()?);
        let names = || Some((own.name.clone(), other.name.clone()));
        let references = || differ(own.r#ref.as_ref()?, other.r#ref.as_ref()?);
        if own.may_be(other) { references() } else { names() }
    }
}

impl Person {
    /// Whether both names may be of one: the words of the shorter are all in the longer.
    fn may_be(&self, other: &Self) -> bool {
        let words = |name: &str| -> Vec<String> {
            let words = name.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
            words.map(str::to_lowercase).collect()
        };
        let (one, other) = (words(&self.name), words(&other.name));
        let within = |some: &[String], all: &[String]| some.iter().all(|word| all.contains(word));
        within(&one, &other) || within(&other, &one)
    }
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
