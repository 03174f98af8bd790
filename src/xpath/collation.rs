//! Collations (Functions and Operators 3.1, section 5.3): in which order strings stand, and which are the same. Takes the address of one;
//! gives strings that stand by their code points as the collation has it.

use std::borrow::Cow;

use super::error::Error;

/// A collation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Collation {
    /// Characters by their numbers.
    CodePoint,
    /// The same, but the capitals of ASCII are their small letters.
    HtmlAscii,
}

/// The address of the collation that is used where none is asked for.
pub(super) const CODE_POINT: &str = "http://www.w3.org/2005/xpath-functions/collation/codepoint";

const ALL: [(&str, Collation); 2] = [
    (CODE_POINT, Collation::CodePoint),
    ("http://www.w3.org/2005/xpath-functions/collation/html-ascii-case-insensitive", Collation::HtmlAscii),
];

impl Collation {
    /// The collation at an address.
    pub(super) fn named(address: &str) -> Result<Self, Error> {
        let found = ALL.iter().find(|(known, _)| *known == address);
        found.map(|(_, collation)| *collation).ok_or_else(|| {
            Error::new(
                "FOCH0002",
                format!("the collation `{address}` is not supported: code points and those of HTML are"),
            )
        })
    }

    /// A string that stands by its code points where the collation has the given one; as long, character by character.
    pub(super) fn fold(self, text: &str) -> Cow<'_, str> {
        match self {
            Self::HtmlAscii if text.bytes().any(|byte| byte.is_ascii_uppercase()) => {
                Cow::Owned(text.to_ascii_lowercase())
            }
            _ => Cow::Borrowed(text),
        }
    }
}
