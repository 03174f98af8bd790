//! What facets limit, and on which side: words that facets and messages share. Takes nothing.

/// On which side of a bound a value must lie.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Edge {
    /// `minInclusive`
    AtLeast,
    /// `minExclusive`
    Above,
    /// `maxInclusive`
    AtMost,
    /// `maxExclusive`
    Below,
}

/// How a length is limited.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Limit {
    /// `length`
    Exactly,
    /// `minLength`
    AtLeast,
    /// `maxLength`
    AtMost,
}

/// What a length counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Unit {
    /// Characters of a string.
    Character,
    /// Octets of binary data.
    Octet,
    /// Items of a list.
    Item,
}

impl Unit {
    /// A number of them: `1 character`.
    pub(super) fn count(self, number: usize) -> String {
        let unit = match self {
            Self::Character => "character",
            Self::Octet => "octet",
            Self::Item => "item",
        };
        format!("{number} {unit}{}", if number == 1 { "" } else { "s" })
    }
}
