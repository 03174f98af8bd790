//! What kind a character is when two texts are compared. Takes characters; gives the kind that names a difference in them.

use unicode_normalization::char::is_combining_mark;

/// Kinds of characters, those that say most of a text first: a difference is named by the first kind that it has.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Kind {
    Letters,
    Digits,
    QuotationMarks,
    Punctuation,
    Invisible,
}

/// Whether a character is part of a word.
pub(super) fn is_word(c: char) -> bool {
    c.is_alphanumeric() || is_combining_mark(c)
}

/// Whether a character shows nothing and takes no room: soft hyphens, joiners, marks of direction, variation selectors.
pub(super) fn is_invisible(c: char) -> bool {
    matches!(c,
        '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}'
        | '\u{2060}'..='\u{2064}' | '\u{2066}'..='\u{206f}' | '\u{feff}' | '\u{fe00}'..='\u{fe0f}' | '\u{e0100}'..='\u{e01ef}')
}

/// Whether a character is a quotation mark or an apostrophe.
fn is_quotation_mark(c: char) -> bool {
    matches!(c,
        '"' | '\'' | '`' | '´' | '«' | '»' | '‘'..='‟' | '‹' | '›' | '′' | '″' | '〝'..='〟' | '「'..='』' | '＂' | '＇')
}

impl Kind {
    /// The word for it.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Letters => "letters",
            Self::Digits => "digits",
            Self::QuotationMarks => "quotation marks",
            Self::Punctuation => "punctuation",
            Self::Invisible => "invisible characters",
        }
    }

    /// The kind of one character.
    pub(super) fn of(c: char) -> Self {
        match c {
            c if is_invisible(c) => Self::Invisible,
            c if c.is_numeric() => Self::Digits,
            c if is_word(c) => Self::Letters,
            c if is_quotation_mark(c) => Self::QuotationMarks,
            _ => Self::Punctuation,
        }
    }

    /// The kind of a difference: the first that one of its characters has.
    pub(super) fn of_all(characters: impl IntoIterator<Item = char>) -> Self {
        let kinds = characters.into_iter().filter(|c| !c.is_whitespace()).map(Self::of);
        kinds.min().unwrap_or(Self::Invisible)
    }
}
