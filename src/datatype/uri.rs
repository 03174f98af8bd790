//! `anyURI` (XML Schema part 2, 3.2.17). Takes a string; gives why it is no reference to a resource.
//!
//! Nearly every string is one, since what a URI cannot hold may be written all the same and counts as escaped. What is left of RFC
//! 2396 and 2732: two hexadecimal digits behind a `%`, one `#` at most, and a well-formed scheme. Leaves out what a scheme asks
//! for.

use super::reason::Reason;
use crate::text::uri::{claimed_scheme, has_whole_escapes, is_scheme_character, split_fragment};

const SCHEME: &str = "the scheme of a URI";

/// Why a string is no `anyURI`.
pub(super) fn uri(text: &str) -> Result<(), Reason<'static>> {
    let (reference, fragment) = split_fragment(text);
    if fragment.is_some_and(|fragment| fragment.contains('#')) {
        return Err(Reason::Said("a URI has one `#` at most"));
    }
    if !has_whole_escapes(text) {
        return Err(Reason::Said("`%` in a URI must be followed by two hexadecimal digits"));
    }
    claimed_scheme(reference).map_or(Ok(()), check_scheme)
}

/// RFC 2396, 3.1.
fn check_scheme(scheme: &str) -> Result<(), Reason<'static>> {
    match scheme.chars().find(|&c| !is_scheme_character(c)) {
        Some(c) => Err(Reason::Contains(SCHEME, c)),
        None => match scheme.chars().next() {
            None => Err(Reason::Empty(SCHEME)),
            Some(first) if first.is_ascii_alphabetic() => Ok(()),
            Some(first) => Err(Reason::Start(SCHEME, first)),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn little_is_refused() {
        for text in [
            "",
            "#",
            "#a",
            "a b",
            "é",
            "http://x/%C3%A9?a=b:c#d",
            "a/b:c",
            "?a:b",
            "#a:b",
            "urn:",
            "x-y+z.1:a",
            "//[::1]/",
        ] {
            assert_eq!(uri(text), Ok(()), "{text}");
        }
        for (text, phrase) in [
            ("a#b#c", "a URI has one `#` at most"),
            ("%", "`%` in a URI must be followed by two hexadecimal digits"),
            ("a%2", "`%` in a URI must be followed by two hexadecimal digits"),
            ("%2%20", "`%` in a URI must be followed by two hexadecimal digits"),
            ("#%xx", "`%` in a URI must be followed by two hexadecimal digits"),
            (":a", "the scheme of a URI cannot be empty"),
            ("1a:b", "the scheme of a URI cannot begin with a digit"),
            ("a b:c", "the scheme of a URI cannot contain white space"),
        ] {
            assert_eq!(uri(text).err().map(|reason| reason.to_string()).as_deref(), Some(phrase), "{text}");
        }
    }
}
