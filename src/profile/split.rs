//! How a volume is cut into letters: `[split]`. Takes nothing; gives the types that the table is read into.

use serde::{Deserialize, Serialize};

use super::Template;

/// Keys under `[split]`.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[cfg_attr(feature = "cli", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct SplitStyle {
    /// Where a letter begins. Without it `recto split` finds that by itself, and `recto convert` does not split.
    #[serde(default)]
    pub at: Option<SplitAt>,
    /// The lines that begin a letter: templates of a whole line, with `{n}` for its number, `{date}` for a date and `{text}` for anything.
    #[serde(default)]
    pub headings: Vec<Template>,
    /// What `recto convert` makes of a volume.
    #[serde(default)]
    pub output: SplitOutput,
}

/// What is made of a volume.
#[cfg_attr(feature = "cli", derive(schemars::JsonSchema))]
#[derive(Clone, Copy, Debug, Default, Deserialize, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum SplitOutput {
    /// A TEI file of each letter; what stands before and behind the letters is in none.
    #[default]
    Letters,
    /// One `teiCorpus` with a `TEI` for each part of the volume.
    Corpus,
    /// One `TEI` with a `group` of `text`, and one header.
    Group,
}

/// Where a letter begins.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "cli", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum SplitAt {
    /// Where the volume shows it clearly in one of the other ways.
    Found,
    /// At a line that one of `headings` spells.
    Heading,
    /// At a number alone on its line, with the word for a letter or a number: "12.", "XII", "No. 12", "Letter 12"; the numbers count up.
    Number,
    /// Behind a form feed.
    FormFeed,
    /// At each dateline or salutation that opens a letter, or at the heading above it.
    Dateline,
}

impl SplitOutput {
    /// The output of this name; letters for any other.
    #[must_use]
    pub fn named(name: &str) -> Self {
        match name {
            "corpus" => Self::Corpus,
            "group" => Self::Group,
            _ => Self::Letters,
        }
    }
}

impl SplitStyle {
    /// Where a letter begins, as far as it is said: the headings say it as well.
    #[must_use]
    pub fn way(&self) -> Option<SplitAt> {
        self.at.or((!self.headings.is_empty()).then_some(SplitAt::Heading))
    }
}
