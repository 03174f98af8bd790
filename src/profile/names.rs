//! Names that a register knows: keys under `[names]`. Takes nothing; gives the types they are read into.

use serde::{Deserialize, Serialize};

use crate::model::NameKind;

/// Keys under `[names]`.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[cfg_attr(feature = "cli", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct NameStyle {
    /// What points at a record: `{id}` is its id in the register.
    pub pointer: String,
    /// Parts of a document in which names are looked for.
    pub parts: Vec<NamePart>,
    /// Forms of a name that are looked for besides the one in the register.
    pub rules: Vec<NameRule>,
    /// What becomes of a name that several records of one kind have.
    pub ambiguous: AmbiguousName,
    /// Persons.
    pub person: NameMarkup,
    /// Places.
    pub place: NameMarkup,
    /// Bodies.
    pub organisation: NameMarkup,
    /// Terms and abbreviations.
    pub term: NameMarkup,
}

/// How names of one kind are written.
#[derive(Clone, Copy, Debug, Deserialize, Serialize)]
#[cfg_attr(feature = "cli", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct NameMarkup {
    /// The element.
    pub element: NameElement,
    /// The attribute that points at the record.
    pub attribute: NameAttribute,
}

/// A part of a document.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "cli", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum NamePart {
    /// Headings of the document and of its lists.
    Heading,
    /// What stands before the text: dateline, address, salutation.
    Opener,
    /// The text.
    Text,
    /// What stands after the text: closing formula, signature, postscript.
    Closer,
    /// Notes.
    Notes,
}

/// How a form is made from the name in the register. Of two records the one whose name needs the earlier rule is meant.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[cfg_attr(feature = "cli", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum NameRule {
    /// "Edwin O. Reischauer" for "Reischauer, Edwin O.".
    NaturalOrder,
    /// "Edwin Reischauer".
    ShortForenames,
    /// "E. O. Reischauer", "E.O. Reischauer", "E. Reischauer".
    Initials,
    /// "Reischauer", where no word beside it makes it a part of another name.
    Surname,
    /// "Reischauer" behind a title: "Ambassador Reischauer", "Herr Reischauer".
    BehindTitle,
    /// "Kim Il Sung" for "Kim Il-sung".
    Hyphens,
    /// "REISCHAUER".
    Capitals,
    /// "Reischauers": with an ending of the language tables (`genitive`).
    Genitive,
}

impl NameRule {
    /// The name of the rule, as it is written in profiles.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::NaturalOrder => "natural-order",
            Self::ShortForenames => "short-forenames",
            Self::Initials => "initials",
            Self::Surname => "surname",
            Self::BehindTitle => "behind-title",
            Self::Hyphens => "hyphens",
            Self::Capitals => "capitals",
            Self::Genitive => "genitive",
        }
    }
}

/// What becomes of a name that several records have.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "cli", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum AmbiguousName {
    /// An element that points at none of them.
    Element,
    /// It stays text.
    Text,
}

/// The elements of names.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "cli", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub enum NameElement {
    /// `persName`.
    PersName,
    /// `placeName`.
    PlaceName,
    /// `orgName`.
    OrgName,
    /// `name`.
    Name,
    /// `rs`.
    Rs,
    /// `term`.
    Term,
    /// `gloss`.
    Gloss,
}

impl NameElement {
    /// The name of the element.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::PersName => "persName",
            Self::PlaceName => "placeName",
            Self::OrgName => "orgName",
            Self::Name => "name",
            Self::Rs => "rs",
            Self::Term => "term",
            Self::Gloss => "gloss",
        }
    }
}

/// The attributes that point at a record.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "cli", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum NameAttribute {
    /// `ref`.
    Ref,
    /// `corresp`.
    Corresp,
    /// `target`.
    Target,
}

impl NameAttribute {
    /// The name of the attribute.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Ref => "ref",
            Self::Corresp => "corresp",
            Self::Target => "target",
        }
    }
}

impl NameStyle {
    /// How names of this kind are written.
    #[must_use]
    pub fn markup(&self, kind: NameKind) -> NameMarkup {
        match kind {
            NameKind::Person => self.person,
            NameKind::Place => self.place,
            NameKind::Organisation => self.organisation,
            NameKind::Term => self.term,
        }
    }
}
