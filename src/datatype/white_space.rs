//! What a type does with white space before anything else (XML Schema part 2, 4.3.6). Takes a string as it stands in a document;
//! gives the one that is checked. Promises to borrow where nothing but the ends changes.

use std::borrow::Cow;

use crate::text::chars::is_space;

/// What happens to white space: space, tab, line feed and carriage return.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum WhiteSpace {
    /// It stays.
    Preserve,
    /// Each becomes a space.
    Replace,
    /// Runs become one space, those at the ends nothing.
    Collapse,
}

impl WhiteSpace {
    /// The string that is checked.
    pub(crate) fn normalise(self, text: &str) -> Cow<'_, str> {
        match self {
            Self::Preserve => Cow::Borrowed(text),
            Self::Replace if !text.contains(['\t', '\n', '\r']) => Cow::Borrowed(text),
            Self::Replace => Cow::Owned(text.replace(['\t', '\n', '\r'], " ")),
            Self::Collapse => collapse(text.trim_matches(is_space)),
        }
    }
}

/// Collapses what stands between the ends.
fn collapse(text: &str) -> Cow<'_, str> {
    if is_collapsed(text) {
        return Cow::Borrowed(text);
    }
    let mut collapsed = String::with_capacity(text.len());
    for word in text.split(is_space).filter(|word| !word.is_empty()) {
        if !collapsed.is_empty() {
            collapsed.push(' ');
        }
        collapsed.push_str(word);
    }
    Cow::Owned(collapsed)
}

/// Whether a text without white space at its ends has none but single spaces.
fn is_collapsed(text: &str) -> bool {
    let mut last = b'.';
    for byte in text.bytes() {
        if byte <= b' ' && (matches!(byte, b'\t' | b'\n' | b'\r') || (byte == b' ' && last == b' ')) {
            return false;
        }
        last = byte;
    }
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_way_does_what_it_says() {
        for (text, replaced, collapsed) in [
            ("", "", ""),
            (" ", " ", ""),
            ("a b", "a b", "a b"),
            ("\ta\r\nb \n", " a  b  ", "a b"),
            ("a\u{a0} b", "a\u{a0} b", "a\u{a0} b"),
        ] {
            assert_eq!(WhiteSpace::Preserve.normalise(text), text);
            assert_eq!(WhiteSpace::Replace.normalise(text), replaced);
            assert_eq!(WhiteSpace::Collapse.normalise(text), collapsed);
        }
    }

    #[test]
    fn what_is_normal_is_borrowed() {
        for text in ["a b", " a b\n", ""] {
            assert!(matches!(WhiteSpace::Collapse.normalise(text), Cow::Borrowed(_)), "{text:?}");
        }
    }
}
