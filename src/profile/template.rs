//! Templates with a place for a number: "[Page {n}]", and behind it for a text that a sign closes: "[Footnote {n}: {text}]". Takes text; gives a matcher and a writer. No regular expressions: an editor
//! writes what the page shows.

use serde::{Deserialize, Serialize};

/// A text with at most one `{n}`, and behind it at most one `{text}`.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(from = "String", into = "String")]
pub struct Template {
    written: String,
    prefix: String,
    suffix: Option<String>,
    close: String,
}

impl From<String> for Template {
    fn from(written: String) -> Self {
        let (prefix, suffix) = match written.split_once("{n}") {
            Some((prefix, suffix)) => (prefix.to_owned(), Some(suffix.to_owned())),
            None => (written.clone(), None),
        };
        let parts = suffix.as_deref().and_then(|suffix| suffix.split_once("{text}"));
        match parts.map(|(suffix, close)| (suffix.to_owned(), close.to_owned())) {
            Some((suffix, close)) => Self { written, prefix, suffix: Some(suffix), close },
            None => Self { written, prefix, suffix, close: String::new() },
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

    /// Whether it has a place for a number.
    #[must_use]
    pub fn has_number(&self) -> bool {
        self.suffix.is_some()
    }

    /// Whether it is nothing but the number.
    #[must_use]
    pub fn is_bare(&self) -> bool {
        self.prefix.is_empty() && self.suffix.as_deref() == Some("")
    }

    /// Whether it is empty: a profile's way to say "none".
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.written.is_empty()
    }

    /// The text with the number in its place and `{document}` replaced.
    #[must_use]
    pub fn fill(&self, number: &str, document: &str) -> String {
        self.written.replace("{document}", document).replace("{n}", number)
    }
}
