//! Templates with a place for a number ("[Page {n}]") or a letter ("{a})"), and behind it for a text that a sign closes:
//! "[Footnote {n}: {text}]". Takes text; gives a matcher and a writer. No regular expressions: an editor writes what the page shows.

use serde::{Deserialize, Serialize};

/// A text with at most one `{n}` or `{a}`, and behind it at most one `{text}`.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[cfg_attr(feature = "cli", derive(schemars::JsonSchema), schemars(with = "String"))]
#[serde(from = "String", into = "String")]
pub struct Template {
    written: String,
    prefix: String,
    suffix: Option<String>,
    close: String,
    is_lettered: bool,
}

impl From<String> for Template {
    fn from(written: String) -> Self {
        let numbered = written.split_once("{n}");
        let parts = numbered.or_else(|| written.split_once("{a}"));
        let is_lettered = numbered.is_none() && parts.is_some();
        let (prefix, suffix) = match parts {
            Some((prefix, suffix)) => (prefix.to_owned(), Some(suffix.to_owned())),
            None => (written.clone(), None),
        };
        let parts = suffix.as_deref().and_then(|suffix| suffix.split_once("{text}"));
        match parts.map(|(suffix, close)| (suffix.to_owned(), close.to_owned())) {
            Some((suffix, close)) => Self { written, prefix, suffix: Some(suffix), close, is_lettered },
            None => Self { written, prefix, suffix, close: String::new(), is_lettered },
        }
    }
}

impl From<Template> for String {
    fn from(template: Template) -> Self {
        template.written
    }
}

impl Template {
    /// As it is written in the profile.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.written
    }

    /// What stands before the number.
    #[must_use]
    pub fn prefix(&self) -> &str {
        &self.prefix
    }

    /// What stands after the number; empty without `{n}`.
    #[must_use]
    pub fn suffix(&self) -> &str {
        self.suffix.as_deref().unwrap_or_default()
    }

    /// What closes the text behind the number; empty without `{text}`.
    #[must_use]
    pub fn close(&self) -> &str {
        &self.close
    }

    /// Whether it has a place for a number or a letter.
    #[must_use]
    pub fn has_number(&self) -> bool {
        self.suffix.is_some()
    }

    /// Whether a letter stands in the place of the number.
    #[must_use]
    pub fn is_lettered(&self) -> bool {
        self.is_lettered
    }

    /// Whether it is nothing but the number.
    #[must_use]
    pub fn is_bare(&self) -> bool {
        !self.is_lettered && self.prefix.is_empty() && self.suffix.as_deref() == Some("")
    }

    /// Whether it is empty: a profile's way to say "none".
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.written.is_empty()
    }

    /// The text with the number in its place and `{document}` replaced.
    #[must_use]
    pub fn fill(&self, number: &str, document: &str) -> String {
        self.written.replace("{document}", document).replace("{n}", number).replace("{a}", number)
    }
}
