//! What speaks for and against each part of a letter: keys under `[weights]`. Takes nothing; gives the types they are read into.
//!
//! A block of a text has [`Feature`]s; `[weights.PART]` says what each of them counts for one [`Part`]. `after-PART` holds where the
//! block before plays that part, `after-start` at the beginning of the text. What is not named counts 0. Leaves out when a feature holds
//! (`letter::features`) and where a part may stand (`letter::grammar`).

use std::collections::{BTreeMap, HashMap};
use std::fmt;
use std::sync::LazyLock;

use enumset::{EnumSet, EnumSetType};
use serde::de::Error;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use toml::Value;

use super::Part;

/// The numbers of `[weights]`: part, then evidence, then what it counts; higher is likelier.
pub type Weights = BTreeMap<Part, BTreeMap<Evidence, f32>>;

/// The numbers of `[words]`: part, then a word with its place, then what it counts. Words of a short block are `first:dear`, `last:cody` and
/// `any:sincerely`; of a longer one `begins:farewell` and `ends:yours`. `above:yours` is the
/// last word of a short block before it, `below:robin` the first of a short one behind.
pub type WordWeights = BTreeMap<Part, BTreeMap<String, f32>>;

/// What a block looks like. Features are of typography, position, formula, punctuation and length, never of a particular name.
#[derive(Debug, EnumSetType, PartialOrd, Ord, Deserialize, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Feature {
    /// Holds of every block.
    Any,
    /// 40 characters or fewer; marks do not count.
    Short,
    /// 41 to 90 characters.
    Medium,
    /// More than 200 characters.
    Long,
    /// Ends in a comma.
    EndsComma,
    /// Ends in a colon.
    EndsColon,
    /// Ends in `.`, `!`, `?`, `…` or `;`.
    EndsStop,
    /// Ends in none of these signs.
    EndsBare,
    /// All its letters are capitals, three or more.
    Capitals,
    /// Begins with a small letter.
    SmallStart,
    /// Begins with a figure.
    DigitStart,
    /// Stands in square brackets.
    Bracketed,
    /// Begins with a quotation mark.
    Quoted,
    /// Its longer words begin with capitals, as in titles.
    TitleCase,
    /// Begins with a number as headings have it (`heading.numbers`).
    Numbered,
    /// Begins with a word for a kind of document (`headings`), behind its number.
    KindWord,
    /// Names sender and addressee as headings do.
    FromTo,
    /// Reads as a salutation.
    Salutation,
    /// Reads as a closing formula.
    Valediction,
    /// Begins as a postscript does.
    Postscript,
    /// The word for a postscript and nothing else: "P.S."
    PostscriptLabel,
    /// A line that begins as the label of an enclosure does.
    Enclosure,
    /// A place, a date or both, and nothing else.
    Dateline,
    /// Holds a date, and up to 40 letters and figures beside it.
    Dated,
    /// A dateline whose date has no reading: "undated", "Monday".
    Undated,
    /// Names the file or archive that the document is kept in.
    Reference,
    /// Words of classification and urgency alone.
    Marking,
    /// A line whose words have capitals as names do.
    Name,
    /// The heading of a list with a known meaning: "SUBJECT".
    ListHeading,
    /// The next block is an item.
    BeforeList,
    /// The next block is a table.
    BeforeTable,
    /// The next block is a dateline; numbers of series may stand between.
    BeforeDateline,
    /// The next blocks are a short line and an item.
    BeforeListHead,
    /// The first block of text.
    First,
    /// The second block of text.
    Second,
    /// The third block of text.
    Third,
    /// Nothing follows, or an enclosure does.
    Last,
    /// One block follows.
    LastButOne,
    /// Has more than one line.
    SeveralLines,
    /// Has several lines, none of more than 60 characters.
    ShortLines,
    /// A line that begins with the number of a section: "II.", "A.".
    SectionNumber,
    /// All its letters are small.
    SmallLetters,
    /// There is no other block of text.
    OnlyBlock,
    /// A line that begins as an address does.
    Address,
    /// A few words with a number at one end: "24, Rue Feydeau".
    HouseNumber,
    /// Leads over to the name below: "Herzlichst Ihr".
    LeadsToName,
    /// A line that names an office, a rank or a body.
    Office,
    /// A salutation follows soon, with nothing but short blocks before it.
    BeforeSalutation,
    /// A page mark follows.
    BeforePage,
    /// A page mark stands before, and text before that.
    AfterPage,
    /// The next block begins as a postscript does.
    BeforePostscript,
    /// The block before ends in the middle of a sentence.
    GoesOn,
    /// The block before ends in a closing formula that a name must follow.
    AfterFormula,
    /// The number of a letter in its series: "No. 1312".
    SeriesNumber,
    /// A few words that call somebody: "Geliebte Clara,".
    Calls,
    /// A heading made of names: "Robert Southey to John May".
    NamesPersons,
    /// Reads as verse.
    Verse,
    /// A paragraph of a block quotation.
    Quotation,
    /// The text begins with a file reference; holds of every block after it.
    FileReference,
    /// Names of persons alone follow to the end: several sign.
    BeforeNames,
    /// Says that a quoted text ends: "End text.".
    TextEnds,
    /// A line that begins as an endorsement does: "Filed May 9, 1862".
    Endorsement,
    /// The first block is a number and nothing else: "225.", "VIII.".
    BareNumber,
    /// The block before is such a number.
    BehindNumber,
    /// The name of a person behind the text, with a dateline below it and at most one paragraph behind that.
    SignsAndDates,
    /// A closing formula with no word that such formulas do not have: "Ever faithfully."
    WholeFormula,
    /// Such a formula and a name behind it in one line: "Yours truly, Tom Bell".
    FormulaAndName,
}

/// What is weighed for a part: a key of `[weights.PART]`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Evidence {
    /// A feature of the block.
    Feature(Feature),
    /// `after-PART`: what the block before is.
    After(Part),
    /// `after-start`: there is no block before.
    AtStart,
}

impl Evidence {
    /// The evidence of this name.
    fn named(name: &str) -> Option<Self> {
        // One table: serde answers each name that is none with all that are, and `after-PART` is no feature.
        static NAMES: LazyLock<HashMap<String, Evidence>> =
            LazyLock::new(|| Evidence::all().map(|evidence| (evidence.to_string(), evidence)).collect());
        NAMES.get(name).copied()
    }

    /// All there are.
    pub fn all() -> impl Iterator<Item = Self> {
        let features = EnumSet::all().into_iter().map(Self::Feature);
        features.chain(EnumSet::all().into_iter().map(Self::After)).chain([Self::AtStart])
    }
}

/// The name of a variant, as it is written.
pub(super) fn name<T: Serialize>(value: T) -> String {
    Value::try_from(value).ok().as_ref().and_then(Value::as_str).unwrap_or_default().to_owned()
}

impl fmt::Display for Evidence {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Feature(feature) => f.write_str(&name(feature)),
            Self::After(part) => write!(f, "after-{part}"),
            Self::AtStart => f.write_str("after-start"),
        }
    }
}

impl<'de> Deserialize<'de> for Evidence {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let written = String::deserialize(deserializer)?;
        Self::named(&written).ok_or_else(|| {
            let known: Vec<String> = Self::all().map(|evidence| format!("`{evidence}`")).collect();
            D::Error::custom(format!("unknown variant `{written}`, expected one of {}", known.join(", ")))
        })
    }
}

impl Serialize for Evidence {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

#[cfg(test)]
mod tests {
    use super::super::read;
    use super::*;
    use crate::text::Source;

    #[test]
    fn every_name_is_read_back() {
        for evidence in Evidence::all() {
            assert_eq!(Evidence::named(&evidence.to_string()), Some(evidence));
        }
        assert_eq!(Evidence::named("after-formula"), Some(Evidence::Feature(Feature::AfterFormula)));
    }

    #[test]
    fn unknown_names_point_into_the_file() {
        let source =
            Source::new("house.toml", "[weights.salut]\nany = 1.0\n[weights.head]\nfirts = 1.0\nafter-hed = 2\n");
        let (profile, found) = read(&source);
        assert!(profile.is_some());
        let mut rows: Vec<_> =
            found.iter().map(|f| (f.code.id, source.slice(f.span.unwrap()), f.help.clone().unwrap())).collect();
        rows.sort_unstable();
        assert_eq!(
            rows,
            [
                ("R0102", "after-hed", "did you mean `after-head`?".into()),
                ("R0102", "firts", "did you mean `first`?".into()),
                ("R0102", "salut", "did you mean `salute`?".into())
            ]
        );
    }
}
