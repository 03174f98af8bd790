//! References: `&name;`, `&#10;`, `&#xA;`. Takes text that begins with `&`; says what stands there. Leaves out what a name means.

use crate::text::chars::{is_char, is_ncname, name_prefix};

/// What begins with `&`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Reference<'t> {
    /// A character.
    Character(char),
    /// A number that is no character of XML.
    NoCharacter,
    /// An entity by its name.
    Entity(&'t str),
    /// A name or number without `;`.
    Unended,
    /// `&` and nothing that belongs to it.
    Alone,
}

/// Reads a reference; gives its length too.
pub(super) fn read(text: &str) -> (Reference<'_>, usize) {
    let inside = text.get(1..).unwrap_or_default();
    if let Some(number) = inside.strip_prefix('#') {
        let (digits, radix) = number.strip_prefix('x').map_or((number, 10), |hexadecimal| (hexadecimal, 16));
        let length = digits.find(|c: char| !c.is_digit(radix)).unwrap_or(digits.len());
        let before = text.len() - digits.len();
        let (digits, after) = digits.split_at_checked(length).unwrap_or_default();
        return match (digits, after.starts_with(';')) {
            ("", _) => (Reference::Alone, 1),
            (_, false) => (Reference::Unended, before + length),
            _ => {
                let c = u32::from_str_radix(digits, radix).ok().and_then(char::from_u32).filter(|&c| is_char(c));
                (c.map_or(Reference::NoCharacter, Reference::Character), before + length + 1)
            }
        };
    }
    let name = name_prefix(inside);
    let length = 1 + name.len();
    match inside.get(name.len()..).is_some_and(|after| after.starts_with(';')) {
        true if is_ncname(name) => (Reference::Entity(name), length + 1),
        false if is_ncname(name) => (Reference::Unended, length),
        _ => (Reference::Alone, 1),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_are_told_apart() {
        let cases = [
            ("&#65;x", Reference::Character('A'), 5),
            ("&#x1F600;", Reference::Character('\u{1f600}'), 9),
            ("&#X41;", Reference::Alone, 1),
            ("&#0;", Reference::NoCharacter, 4),
            ("&#99999999999;", Reference::NoCharacter, 14),
            ("&#xD800;", Reference::NoCharacter, 8),
            ("&#65 ", Reference::Unended, 4),
            ("&#;", Reference::Alone, 1),
            ("&é;", Reference::Entity("é"), 4),
            ("&a", Reference::Unended, 2),
            ("&a b;", Reference::Unended, 2),
            ("& b;", Reference::Alone, 1),
            ("&1;", Reference::Alone, 1),
            ("&a:b;", Reference::Alone, 1),
            ("&", Reference::Alone, 1),
        ];
        for (text, reference, length) in cases {
            assert_eq!(read(text), (reference, length), "{text}");
        }
    }
}
