//! The `custom` attribute of PAGE-XML as Transkribus writes it: `readingOrder {index:0;} person {offset:4; length:8; wikiData:Q1;}`. Takes its
//! value; gives the tags in it. Offsets and lengths count units of UTF-16, as Java does; signs of the notation stand as `\u003b`.
//!
//! What does not follow the notation is passed on as a tag without properties, so that it is counted.

use std::collections::BTreeMap;

/// The tag that says how words look.
pub(super) const STYLE: &str = "textStyle";

/// The tag that says what a region or a line is, and the one that says which place it has.
const STRUCTURE: &str = "structure";
const ORDER: &str = "readingOrder";

/// A tag.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Custom {
    pub(super) name: String,
    pub(super) properties: BTreeMap<String, String>,
}

impl Custom {
    /// Whether it says what the whole region or line is.
    pub(super) fn is_of_whole(&self) -> bool {
        [STRUCTURE, ORDER].contains(&self.name.as_str())
    }

    /// Whether it says yes to a key.
    pub(super) fn is(&self, key: &str) -> bool {
        self.properties.get(key).is_some_and(|value| value == "true")
    }

    /// The bytes of a text that it is about; nothing where it does not say that.
    pub(super) fn range(&self, text: &str) -> Option<(usize, usize)> {
        let number = |key| self.properties.get(key)?.parse::<usize>().ok();
        let (offset, length) = (number("offset")?, number("length")?);
        Some((byte_at(text, offset), byte_at(text, offset.saturating_add(length))))
    }
}

/// What a region or a line is, as its tags say it.
pub(super) fn structure(tags: &[Custom]) -> Option<&str> {
    let structure = tags.iter().find(|tag| tag.name == STRUCTURE)?;
    structure.properties.get("type").map(String::as_str)
}

/// The byte of a text at so many units of UTF-16.
fn byte_at(text: &str, units: usize) -> usize {
    let mut before = 0;
    let at = text.char_indices().find(|(_, c)| {
        let is_there = before >= units;
        before += c.len_utf16();
        is_there
    });
    at.map_or(text.len(), |(at, _)| at)
}

/// The tags of a value, in order.
pub(super) fn tags(value: &str) -> Vec<Custom> {
    let mut found = Vec::new();
    let mut rest = value.trim();
    while !rest.is_empty() {
        let (name, inside, behind) = match rest.split_once('{') {
            Some((name, after)) => {
                let (inside, behind) = after.split_once('}').unwrap_or((after, ""));
                (name, inside, behind)
            }
            None => (rest, "", ""),
        };
        let properties = inside.split(';').filter_map(|pair| pair.split_once(':'));
        let properties = properties.map(|(key, value)| (key.trim().to_owned(), plain(value.trim())));
        let properties = properties.filter(|(_, value)| !value.is_empty()).collect();
        found.push(Custom { name: name.trim().to_owned(), properties });
        rest = behind.trim_start();
    }
    found
}

/// A value with the signs that its escapes stand for.
fn plain(value: &str) -> String {
    let mut made = String::new();
    let mut rest = value;
    while let Some((before, after)) = rest.split_once("\\u") {
        made.push_str(before);
        let sign = after.get(..4).and_then(|digits| u32::from_str_radix(digits, 16).ok()).and_then(char::from_u32);
        match sign {
            Some(sign) => {
                made.push(sign);
                rest = after.get(4..).unwrap_or_default();
            }
            None => {
                made.push_str("\\u");
                rest = after;
            }
        }
    }
    made.push_str(rest);
    made
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_have_names_and_properties() {
        let found = tags(
            "readingOrder {index:0;} abbrev {offset:1; length:2; expansion:Dr\\u003b\\u0020x:y;} odd person{offset:0",
        );
        let rows: Vec<_> = found.iter().map(|tag| (tag.name.as_str(), tag.properties.len())).collect();
        assert_eq!(rows, [("readingOrder", 1), ("abbrev", 3), ("odd person", 1)]);
        assert_eq!(found[1].properties["expansion"], "Dr; x:y");
        assert_eq!(found[1].range("\u{1d11e}\u{e4}b"), Some((4, 6)));
        assert_eq!(found[0].range("ab"), None);
        assert_eq!(plain("\\uzz \\u00e4"), "\\uzz \u{e4}");
    }
}
