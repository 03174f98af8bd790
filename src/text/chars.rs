//! The characters of XML 1.0 and of Namespaces in XML. Takes characters and names; says whether they are allowed.

/// Whether XML 1.0 can hold the character at all (production 2, `Char`).
#[must_use]
pub fn is_char(c: char) -> bool {
    matches!(c, '\t' | '\n' | '\r' | ' '..='\u{d7ff}' | '\u{e000}'..='\u{fffd}' | '\u{10000}'..)
}

/// Whether XML 1.0 counts the character as white space (production 3, `S`).
#[must_use]
pub fn is_space(c: char) -> bool {
    matches!(c, ' ' | '\t' | '\n' | '\r')
}

/// Whether the text is white space of XML alone, or empty.
#[must_use]
pub fn is_blank(text: &str) -> bool {
    text.bytes().all(is_space_byte)
}

/// Whether the text is a name without colon (`NCName`), as `xml:id` needs it.
#[must_use]
pub fn is_ncname(text: &str) -> bool {
    text.starts_with(is_name_start) && text.chars().all(is_name_char)
}

/// Whether the text is a name token (production 7, `Nmtoken`).
#[must_use]
pub fn is_nmtoken(text: &str) -> bool {
    !text.is_empty() && text.chars().all(|c| is_name_char(c) || c == ':')
}

/// Whether the text is a name with at most one prefix (Namespaces in XML 1.0, production 7, `QName`).
#[must_use]
pub fn is_qname(text: &str) -> bool {
    match text.split_once(':') {
        Some((prefix, local)) => is_ncname(prefix) && is_ncname(local),
        None => is_ncname(text),
    }
}

/// Whether a public identifier can hold the character (production 13, `PubidChar`).
#[must_use]
pub fn is_pubid_char(c: char) -> bool {
    matches!(c, ' ' | '\r' | '\n' | 'a'..='z' | 'A'..='Z' | '0'..='9') || "-'()+,./:=?;!*#@$_%".contains(c)
}

/// Whether the byte is white space of XML.
#[must_use]
pub fn is_space_byte(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\n' | b'\r')
}

/// The part of the text before the first character that cannot be in a name, colons allowed.
#[must_use]
pub fn name_prefix(text: &str) -> &str {
    let end = text.find(|c| !(is_name_char(c) || c == ':')).unwrap_or(text.len());
    text.get(..end).unwrap_or_default()
}

/// Whether a name may begin with the character (production 4, `NameStartChar`), the colon left out.
#[must_use]
pub fn is_name_start(c: char) -> bool {
    matches!(c,
        'A'..='Z' | '_' | 'a'..='z' | '\u{c0}'..='\u{d6}' | '\u{d8}'..='\u{f6}' | '\u{f8}'..='\u{2ff}'
        | '\u{370}'..='\u{37d}' | '\u{37f}'..='\u{1fff}' | '\u{200c}'..='\u{200d}' | '\u{2070}'..='\u{218f}'
        | '\u{2c00}'..='\u{2fef}' | '\u{3001}'..='\u{d7ff}' | '\u{f900}'..='\u{fdcf}' | '\u{fdf0}'..='\u{fffd}'
        | '\u{10000}'..='\u{effff}')
}

/// Whether a name may hold the character (production 4a, `NameChar`), the colon left out.
#[must_use]
pub fn is_name_char(c: char) -> bool {
    is_name_start(c) || matches!(c, '-' | '.' | '0'..='9' | '\u{b7}' | '\u{300}'..='\u{36f}' | '\u{203f}'..='\u{2040}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_begin_with_a_letter() {
        assert!(is_ncname("pg_30") && is_ncname("é-1"));
        for text in ["", "1a", "-a", "a b", "a:b", "pg_*", "pg_[3]"] {
            assert!(!is_ncname(text), "{text}");
        }
    }

    #[test]
    fn control_characters_are_refused() {
        assert!(is_char('\t') && is_char('\u{1f600}'));
        assert!(!is_char('\0') && !is_char('\u{b}') && !is_char('\u{ffff}'));
    }
}
