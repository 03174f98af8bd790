//! What counts as equal between a text and its TEI: `[verify]`. Takes nothing; gives the types the keys are read into.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// Keys under `[verify]`.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[cfg_attr(feature = "cli", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct VerifyStyle {
    /// Sets of characters that count as the same, a string each: `"sſ"`, `"\"“”„"`, `"-–—"`.
    pub equal: Vec<String>,
    /// Which white space counts.
    pub white_space: WhiteSpaceCompared,
    /// Which forms of one character count as the same.
    pub unicode_form: UnicodeForm,
    /// Elements whose text is not of the text, besides the header and running heads.
    pub not_text: Vec<NotText>,
}

/// Which white space counts.
#[derive(Clone, Copy, Debug, Default, Deserialize, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "cli", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum WhiteSpaceCompared {
    /// Whether there is any between two characters.
    #[default]
    Between,
    /// None.
    None,
}

/// Which forms of one character count as the same (Unicode Standard Annex 15).
#[derive(Clone, Copy, Debug, Default, Deserialize, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "cli", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum UnicodeForm {
    /// Canonically equivalent ones are no change, but are told.
    #[default]
    Told,
    /// Canonically equivalent ones.
    Canonical,
    /// Compatible ones: "ﬁ" and "fi", "²" and "2".
    Compatible,
}

/// A row of `[[verify.not-text]]`.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[cfg_attr(feature = "cli", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct NotText {
    /// The local name of the element.
    pub element: String,
    /// Attributes that it has; `""` for any value.
    #[serde(default)]
    pub attributes: BTreeMap<String, String>,
}
