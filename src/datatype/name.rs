//! Names of XML: `Name`, `NCName`, `NMTOKEN`, `QName`. Takes a string; gives why it is no such name.
//!
//! The characters are those of `name_chars`.

use super::context::Context;
use super::name_chars::{MORE, START};
use super::reason::Reason;

/// Whether a text can be an id: a name without colon as XML Schema 1.0 has it (Part 2, section 3.3.8, `ID`), which all validators accept.
/// White space around it is not taken off.
///
/// ```
/// use recto::internals::datatype::is_id;
///
/// assert!(is_id("pg_3r"));
/// // XML 1.0 allows a joiner in names since its fifth edition, XML Schema 1.0 does not.
/// assert!(!is_id("pg_3\u{200d}") && !is_id("3") && !is_id("a:b") && !is_id(""));
/// ```
#[must_use]
pub fn is_id(text: &str) -> bool {
    nc_name(text).is_ok()
}

/// Why a string is no name; colons may stand in it.
pub(super) fn name(text: &str) -> Result<(), Reason<'static>> {
    check("a name", text, |c| is_start(c) || c == ':', |c| is_char(c) || c == ':')
}

/// Why a string is no name without colon.
pub(super) fn nc_name(text: &str) -> Result<(), Reason<'static>> {
    check("a name", text, is_start, is_char)
}

/// Why a string is no name token.
pub(super) fn nm_token(text: &str) -> Result<(), Reason<'static>> {
    let is_token_char = |c| is_char(c) || c == ':';
    check("a name token", text, is_token_char, is_token_char)
}

/// The namespace and local name of a qualified name.
pub(super) fn q_name<'v>(text: &'v str, context: &'v dyn Context) -> Result<(&'v str, &'v str), Reason<'v>> {
    let Some((prefix, local)) = text.split_once(':') else {
        nc_name(text)?;
        return Ok((context.namespace("").unwrap_or_default(), text));
    };
    nc_name(prefix)?;
    nc_name(local)?;
    Ok((context.namespace(prefix).ok_or(Reason::Prefix(prefix))?, local))
}

fn check(
    what: &'static str,
    text: &str,
    may_start: impl Fn(char) -> bool,
    may_follow: impl Fn(char) -> bool,
) -> Result<(), Reason<'static>> {
    let mut chars = text.chars();
    match chars.next() {
        None => return Err(Reason::Empty(what)),
        Some(first) if may_start(first) => {}
        Some(first) if may_follow(first) => return Err(Reason::Start(what, first)),
        Some(first) => return Err(Reason::Contains(what, first)),
    }
    chars.find(|&c| !may_follow(c)).map_or(Ok(()), |c| Err(Reason::Contains(what, c)))
}

fn is_start(c: char) -> bool {
    if c.is_ascii() { c.is_ascii_alphabetic() || c == '_' } else { is_among(START, c) }
}

fn is_char(c: char) -> bool {
    if c.is_ascii() {
        c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.')
    } else {
        is_among(START, c) || is_among(MORE, c)
    }
}

fn is_among(ranges: &[(char, char)], c: char) -> bool {
    let at = ranges.partition_point(|&(_, last)| last < c);
    ranges.get(at).is_some_and(|&(first, _)| first <= c)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_say_what_is_wrong() {
        for (text, plain, colons, token) in [
            ("pg_30", None, None, None),
            ("é-1·", None, None, None),
            ("", Some("a name cannot be empty"), Some("a name cannot be empty"), Some("a name token cannot be empty")),
            ("1a", Some("a name cannot begin with a digit"), Some("a name cannot begin with a digit"), None),
            ("-", Some("a name cannot begin with `-`"), Some("a name cannot begin with `-`"), None),
            ("a:b", Some("a name cannot contain `:`"), None, None),
            (
                "*",
                Some("a name cannot contain `*`"),
                Some("a name cannot contain `*`"),
                Some("a name token cannot contain `*`"),
            ),
        ] {
            for (check, expected) in
                [(nc_name as fn(&str) -> Result<(), Reason<'static>>, plain), (name, colons), (nm_token, token)]
            {
                assert_eq!(check(text).err().map(|reason| reason.to_string()).as_deref(), expected, "{text}");
            }
        }
    }

    #[test]
    fn tables_ascend() {
        for table in [START, MORE] {
            assert!(table.iter().all(|(first, last)| first <= last));
            assert!(table.windows(2).all(|pair| pair[0].1 < pair[1].0));
        }
        assert!(is_start('字') && is_start('ά') && !is_start('\u{e35}') && is_char('\u{e35}') && !is_char('\u{1e9e}'));
    }

    #[test]
    fn tables_agree_with_the_short_way_for_ascii() {
        for c in '\0'..='\u{7f}' {
            assert_eq!(is_start(c), is_among(START, c), "{c:?}");
            assert_eq!(is_char(c), is_among(START, c) || is_among(MORE, c), "{c:?}");
        }
    }
}
