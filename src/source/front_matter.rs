//! What stands above the text of a Markdown file. Takes it as it is written; gives TOML, which the metadata of a letter are read from.
//!
//! Between `+++` it is TOML. Between `---` it is YAML, of which a key and a text on one line are read, as front matter has them; every other line is
//! named.

/// Front matter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FrontMatter {
    /// TOML with the same keys.
    pub toml: String,
    /// Lines that were not understood.
    pub unread: Vec<String>,
}

impl FrontMatter {
    /// Reads it.
    pub(super) fn of(text: &str, is_toml: bool) -> Self {
        if is_toml {
            return Self { toml: text.to_owned(), unread: Vec::new() };
        }
        let mut read = Self { toml: String::new(), unread: Vec::new() };
        for line in text.lines().filter(|line| !line.trim().is_empty() && !line.starts_with('#')) {
            match row(line) {
                Some((key, value)) => {
                    let key = toml::Value::from(key);
                    let value = toml::Value::from(value);
                    read.toml.push_str(&format!("{key} = {value}\n"));
                }
                None => read.unread.push(line.to_owned()),
            }
        }
        read
    }
}

/// A key with a text.
fn row(line: &str) -> Option<(&str, String)> {
    let (key, value) = line.split_once(':')?;
    let is_key = !key.is_empty() && key.chars().all(|c| c.is_alphanumeric() || matches!(c, '-' | '_'));
    let value = value.strip_prefix([' ', '\t'])?.trim();
    if !is_key || value.is_empty() || value.starts_with(['[', '{', '|', '>', '&', '*', '!', '%', '@', '`']) {
        return None;
    }
    Some((key, text(value)?))
}

/// A text with its quotation marks taken off, or without a remark behind it.
fn text(value: &str) -> Option<String> {
    if let Some(inside) = value.strip_prefix('"') {
        let inside = inside.strip_suffix('"')?;
        return (!inside.contains(['\\', '"'])).then(|| inside.to_owned());
    }
    if let Some(inside) = value.strip_prefix('\'') {
        let inside = inside.strip_suffix('\'')?;
        return (!inside.replace("''", "").contains('\'')).then(|| inside.replace("''", "'"));
    }
    Some(value.split(" #").next().unwrap_or(value).trim_end().to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_and_texts_are_read_and_the_rest_is_named() {
        let read = FrontMatter::of(
            "title: Bell to \"Ashby\"\nsender: 'Tom''s'\ndate: 1823-06-01 # or so\ntags:\n  - a\nx: [1]\n",
            false,
        );
        assert_eq!(read.toml, "\"title\" = 'Bell to \"Ashby\"'\n\"sender\" = \"Tom's\"\n\"date\" = \"1823-06-01\"\n");
        assert_eq!(read.unread, ["tags:", "  - a", "x: [1]"]);
    }
}
