//! What becomes of words that the original marks: tables under `[tags]`; of what was changed in it: keys under `[changes]`; and of the images of
//! its pages: keys under `[facsimile]`. Takes nothing; gives the types they are read into.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::SignAttribute;
use crate::model::{NameKind, Tag};

/// Keys of a table `[tags.NAME]`, for words that the original marks with this name.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[cfg_attr(feature = "cli", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct TagStyle {
    /// The element, or `none`: then the words are text as others are, and counted.
    pub element: TagElement,
    /// Its attributes: texts in which `{key}` is what the mark says of `key`. An attribute is left out where it says nothing of one of them.
    #[serde(default)]
    pub attributes: BTreeMap<SignAttribute, String>,
    /// The other reading of an `abbr` or a `sic`, likewise: both stand in a `choice`.
    #[serde(default)]
    pub reading: String,
}

/// The elements that marked words can be.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "cli", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub enum TagElement {
    /// Nothing is written.
    None,
    /// An abbreviation, with `expan` beside it.
    Abbr,
    /// Addition of the writer.
    Add,
    /// A date.
    Date,
    /// Deletion of the writer.
    Del,
    /// Words of another language.
    Foreign,
    /// Something left out or illegible, at the beginning of the words.
    Gap,
    /// Words set apart by their look.
    Hi,
    /// Any other name.
    Name,
    /// A body, written as `[names]` says.
    OrgName,
    /// A person, likewise.
    PersName,
    /// A place, likewise.
    PlaceName,
    /// Words that mean somebody or something.
    Rs,
    /// A slip, with `corr` beside it.
    Sic,
    /// Text that the editors put in.
    Supplied,
    /// Text that can be read with doubts only.
    Unclear,
}

impl TagElement {
    /// The name of the element.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::None => "",
            Self::Abbr => "abbr",
            Self::Add => "add",
            Self::Date => "date",
            Self::Del => "del",
            Self::Foreign => "foreign",
            Self::Gap => "gap",
            Self::Hi => "hi",
            Self::Name => "name",
            Self::OrgName => "orgName",
            Self::PersName => "persName",
            Self::PlaceName => "placeName",
            Self::Rs => "rs",
            Self::Sic => "sic",
            Self::Supplied => "supplied",
            Self::Unclear => "unclear",
        }
    }

    /// What it names, where it is written as names are.
    #[must_use]
    pub fn kind(self) -> Option<NameKind> {
        match self {
            Self::OrgName => Some(NameKind::Organisation),
            Self::PersName => Some(NameKind::Person),
            Self::PlaceName => Some(NameKind::Place),
            _ => None,
        }
    }

    /// The element of the other reading beside it.
    #[must_use]
    pub fn other_reading(self) -> Option<&'static str> {
        match self {
            Self::Abbr => Some("expan"),
            Self::Sic => Some("corr"),
            _ => None,
        }
    }
}

impl TagStyle {
    /// The attributes that a mark gives, with their values.
    pub fn attributes<'t>(&'t self, tag: &'t Tag) -> impl Iterator<Item = (SignAttribute, String)> + 't {
        self.attributes.iter().filter_map(|(name, value)| Some((*name, filled(value, tag)?)))
    }

    /// The other reading that a mark gives.
    #[must_use]
    pub fn reading(&self, tag: &Tag) -> Option<String> {
        self.element.other_reading().and_then(|_| filled(&self.reading, tag))
    }

    /// Whether something is made of what a mark says of a key.
    #[must_use]
    pub fn takes(&self, key: &str) -> bool {
        let place = format!("{{{key}}}");
        self.element != TagElement::None
            && self.attributes.values().chain([&self.reading]).any(|value| value.contains(&place))
    }
}

/// A text with what a mark says in it; `None` where it is empty, or the mark does not say it.
fn filled(text: &str, tag: &Tag) -> Option<String> {
    let mut made = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('{') {
        let (key, after) = after.split_once('}')?;
        made.push_str(before);
        made.push_str(tag.properties.get(key)?);
        rest = after;
    }
    made.push_str(rest);
    Some(made).filter(|made| !made.trim().is_empty())
}

/// Keys under `[changes]`.
#[derive(Clone, Copy, Debug, Deserialize, Serialize)]
#[cfg_attr(feature = "cli", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct ChangeStyle {
    /// What becomes of the tracked changes of a file of Word or LibreOffice.
    pub tracked: TrackedChanges,
}

/// What becomes of tracked changes.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "cli", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum TrackedChanges {
    /// Insertions are text, deletions are none.
    Accepted,
    /// Deletions are text, insertions are none.
    Rejected,
    /// Both are text, marked as `insertion` and `deletion`.
    Marked,
}

/// Keys under `[facsimile]`.
#[derive(Clone, Copy, Debug, Deserialize, Serialize)]
#[cfg_attr(feature = "cli", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct FacsimileStyle {
    /// Which parts of the images are written.
    pub zones: ZonesWritten,
}

/// Which parts of an image are written.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "cli", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum ZonesWritten {
    /// Regions and the lines in them.
    Lines,
    /// Regions.
    Regions,
    /// None.
    None,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn attributes_are_filled_by_what_the_mark_says() {
        let tag = Tag { name: "gap".to_owned(), properties: BTreeMap::from([("extent".to_owned(), "3".to_owned())]) };
        for (text, made) in [
            ("{extent} chars", Some("3 chars")),
            ("lost", Some("lost")),
            ("{extent} {unit}", None),
            ("{extent", None),
            ("", None),
        ] {
            assert_eq!(filled(text, &tag).as_deref(), made, "{text}");
        }
    }
}
