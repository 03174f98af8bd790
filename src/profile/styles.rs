//! What paragraphs of a house's own styles are: keys under `[styles]`. Takes nothing; gives the type they are read into.

use serde::{Deserialize, Serialize};

use crate::model::Role;

/// A part of a letter that a style can name.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "cli", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum StyledPart {
    /// A heading.
    Head,
    /// Name, street and town printed above the letter.
    Letterhead,
    /// Place and date.
    Dateline,
    /// Lines of an address.
    Address,
    /// The salutation.
    Salute,
    /// A paragraph of the text.
    Paragraph,
    /// A paragraph of a block quotation.
    Quotation,
    /// Verse.
    Verse,
    /// The closing formula.
    Valediction,
    /// The signature.
    Signed,
    /// A postscript.
    Postscript,
    /// What an office or the addressee wrote on the letter.
    Endorsement,
}

impl StyledPart {
    /// The part of the model.
    #[must_use]
    pub fn role(self) -> Role {
        match self {
            Self::Head => Role::Head,
            Self::Letterhead => Role::Letterhead,
            Self::Dateline => Role::Dateline,
            Self::Address => Role::Address,
            Self::Salute => Role::Salute,
            Self::Paragraph => Role::Paragraph,
            Self::Quotation => Role::Quotation,
            Self::Verse => Role::Verse,
            Self::Valediction => Role::Valediction,
            Self::Signed => Role::Signed,
            Self::Postscript => Role::Postscript,
            Self::Endorsement => Role::Endorsement,
        }
    }
}
