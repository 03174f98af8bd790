//! Characters that mean something in XML, written so that they mean themselves (XML 1.0, 2.4 and 4.6). Takes text; gives it with
//! references. What XML cannot hold at all becomes U+FFFD.

use std::borrow::Cow;

use crate::text::chars::is_char;

/// The entities that need no declaration.
const PREDEFINED: &[(&str, &str)] = &[("amp", "&"), ("lt", "<"), ("gt", ">"), ("apos", "'"), ("quot", "\"")];

/// What is written as a reference in text. CR is, since a parser would read the character itself as LF.
pub const IN_TEXT: &[char] = &['&', '<', '>', '\r'];

/// What is written as a reference in a value between double quotes. White space is: a parser would read a space.
pub const IN_VALUE: &[char] = &['&', '<', '>', '"', '\t', '\n', '\r'];

/// What is written as a reference in a value between quotes of either kind.
pub const IN_QUOTES: &[char] = &['&', '<', '>', '"', '\'', '\t', '\n', '\r'];

/// What is written as a reference where it is not known whether it becomes text or a value; white space of a value is not kept.
pub const ANYWHERE: &[char] = &['&', '<', '>', '"', '\'', '\r'];

/// The character that a predefined entity stands for.
#[must_use]
pub fn predefined(name: &str) -> Option<&'static str> {
    PREDEFINED.iter().find(|(known, _)| *known == name).map(|(_, character)| *character)
}

/// A text with these characters as references.
#[must_use]
pub fn escape<'t>(text: &'t str, these: &[char]) -> Cow<'t, str> {
    if text.chars().all(|c| is_char(c) && !these.contains(&c)) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    push_escaped(&mut out, text, these);
    Cow::Owned(out)
}

/// Adds a text with these characters as references.
pub fn push_escaped(out: &mut String, text: &str, these: &[char]) {
    for c in text.chars() {
        match c {
            c if these.contains(&c) => push_reference(out, c),
            c if is_char(c) => out.push(c),
            _ => out.push('\u{fffd}'),
        }
    }
}

/// Adds the reference of a character.
pub fn push_reference(out: &mut String, c: char) {
    match PREDEFINED.iter().find(|(_, character)| character.starts_with(c)) {
        Some((name, _)) => out.extend(["&", name, ";"]),
        None => out.push_str(&format!("&#{};", u32::from(c))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_place_has_its_references() {
        let text = "&<>\"'\t\n\r\0é";
        for (these, written) in [
            (IN_TEXT, "&amp;&lt;&gt;\"'\t\n&#13;\u{fffd}é"),
            (IN_VALUE, "&amp;&lt;&gt;&quot;'&#9;&#10;&#13;\u{fffd}é"),
            (IN_QUOTES, "&amp;&lt;&gt;&quot;&apos;&#9;&#10;&#13;\u{fffd}é"),
            (ANYWHERE, "&amp;&lt;&gt;&quot;&apos;\t\n&#13;\u{fffd}é"),
        ] {
            assert_eq!(escape(text, these), written);
        }
        assert!(matches!(escape("a é\n", IN_TEXT), Cow::Borrowed(_)));
        assert_eq!((predefined("apos"), predefined("nbsp")), (Some("'"), None));
    }
}
