//! Editors' signs: a row of `[[signs]]`. Takes nothing; gives the type a row is read into.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// Keys of a row of `[[signs]]`. With `open` and `close` the element holds what stands between them; with `open` alone the sign
/// is an empty element; with `close` alone the element holds the word before the sign.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[cfg_attr(feature = "cli", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct SignStyle {
    /// The sign that opens: "⟨", or the whole sign: `[illegible]`.
    #[serde(default)]
    pub open: String,
    /// The sign that closes: "⟩", or the one behind a word: "[?]".
    #[serde(default)]
    pub close: String,
    /// Whether the rows of a house stand in place of the built-in ones; said in one of them.
    #[serde(default)]
    pub replace: bool,
    /// The element.
    pub element: SignElement,
    /// Its attributes.
    #[serde(default)]
    pub attributes: BTreeMap<SignAttribute, String>,
}

/// The elements that signs can stand for.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "cli", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum SignElement {
    /// Addition of the writer.
    Add,
    /// Deletion of the writer.
    Del,
    /// Something left out or illegible; always empty.
    Gap,
    /// Words set apart by their look.
    Hi,
    /// Text that the editors put in.
    Supplied,
    /// Text that can be read with doubts only.
    Unclear,
}

impl SignElement {
    /// The name of the element.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Add => "add",
            Self::Del => "del",
            Self::Gap => "gap",
            Self::Hi => "hi",
            Self::Supplied => "supplied",
            Self::Unclear => "unclear",
        }
    }
}

/// The attributes that signs can give.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[cfg_attr(feature = "cli", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum SignAttribute {
    /// How sure the editors are.
    Cert,
    /// How much is left out, in words.
    Extent,
    /// Where the writer put it.
    Place,
    /// How many of `unit`.
    Quantity,
    /// Why it is so.
    Reason,
    /// What points at its record.
    Ref,
    /// How it looks.
    Rend,
    /// Which editor says so.
    Resp,
    /// What kind it is.
    Type,
    /// What `quantity` counts.
    Unit,
    /// The day.
    When,
}

impl SignAttribute {
    /// The name of the attribute.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Cert => "cert",
            Self::Extent => "extent",
            Self::Place => "place",
            Self::Quantity => "quantity",
            Self::Reason => "reason",
            Self::Ref => "ref",
            Self::Rend => "rend",
            Self::Resp => "resp",
            Self::Type => "type",
            Self::Unit => "unit",
            Self::When => "when",
        }
    }
}
