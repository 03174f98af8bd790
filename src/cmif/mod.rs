//! The interchange file of letters, as correspSearch gathers it (Correspondence Metadata Interchange Format, versions 1 and 2).
//!
//! Takes what a project says of its edition ([`Edition`]) and the letters that were read from its TEI ([`letters()`]); gives the file
//! ([`write()`]). Promises that nothing is in it that the TEI or the project does not say, that the same input gives the same bytes, and that
//! the file keeps the rules of the format: each letter has somebody who sent it and somebody who received it (`Unknown` where nobody knows),
//! pointers are URLs, dates have a form that the format allows. What breaks them, is missing or stands there twice is a finding
//! ([`doubles()`], [`clashes()`]). Leaves out organisations, works and events that letters mention.

mod letter;
mod numbers;
mod write;

pub use letter::{Action, Doubt, Letter, Mention, Name, letters};
pub use numbers::{Clash, clashes};
pub use write::write;

use std::collections::BTreeMap;

use serde::Deserialize;

/// What the interchange file says of the edition: `[cmif]` in `recto.toml`.
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Eq)]
#[cfg_attr(feature = "cli", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub struct Edition {
    /// Title of the index of letters.
    pub title: String,
    /// Who is to be asked about it.
    pub editor: String,
    /// Their address.
    pub email: Option<String>,
    /// Who publishes it, and is named by whoever uses it.
    pub publisher: String,
    /// The publisher's page.
    pub publisher_url: Option<String>,
    /// Where the file will be found: a URL, which identifies it.
    pub url: String,
    /// When it was changed: `2026-11-30`.
    pub date: String,
    /// The edition in a sentence.
    pub edition: String,
    /// What the edition is.
    pub kind: Kind,
    /// The id of the edition in the file, the same for ever.
    pub id: String,
    /// Where a letter is found: a URL with `{name}`, the name of its file, or `{id}`, its `xml:id`.
    pub letter_url: Option<String>,
}

/// How an edition is published.
#[derive(Clone, Copy, Debug, Default, Deserialize, PartialEq, Eq)]
#[cfg_attr(feature = "cli", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// On the web.
    #[default]
    Online,
    /// In print.
    Print,
    /// Both.
    Hybrid,
}

impl Edition {
    /// The keys that the format demands and nobody gave, or that cannot be: each with what is wrong.
    #[must_use]
    pub fn faults(&self) -> Vec<(&'static str, &'static str)> {
        let texts = [
            ("title", &self.title),
            ("editor", &self.editor),
            ("publisher", &self.publisher),
            ("url", &self.url),
            ("date", &self.date),
            ("edition", &self.edition),
            ("id", &self.id),
        ];
        let mut faults: Vec<_> = texts
            .into_iter()
            .filter(|(_, text)| text.trim().is_empty())
            .map(|(key, _)| (key, "is missing, which the format demands"))
            .collect();
        let urls = [
            ("url", Some(&self.url)),
            ("publisher-url", self.publisher_url.as_ref()),
            ("letter-url", self.letter_url.as_ref()),
        ];
        let bad = urls.into_iter().filter(|(_, url)| url.is_some_and(|url| !url.is_empty() && !is_url(url)));
        faults.extend(bad.map(|(key, _)| (key, "is no URL that begins with `https://` or `http://`")));
        if !self.id.is_empty() && !crate::datatype::is_id(&self.id) {
            faults.push(("id", "cannot be an xml:id"));
        }
        if !self.date.is_empty() && crate::model::DateValue::parse(&self.date).is_none() {
            faults.push(("date", "is not a date of the form 2026-11-30"));
        }
        faults
    }

    /// The URL of a letter.
    fn url_of(&self, name: &str, id: Option<&str>) -> Option<String> {
        let pattern = self.letter_url.as_ref()?;
        if pattern.contains("{id}") {
            Some(pattern.replace("{id}", id?))
        } else {
            Some(pattern.replace("{name}", name))
        }
    }
}

/// Whether a pointer is a URL of the web.
fn is_url(text: &str) -> bool {
    let rest = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"));
    rest.is_some_and(|rest| rest.contains('.') && !rest.contains(char::is_whitespace))
}

/// Letters that stand in the index twice: the same URL, or the same persons on the same day. Gives the places of both.
#[must_use]
pub fn doubles(letters: &[Letter]) -> Vec<(usize, usize)> {
    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    let mut found = Vec::new();
    for (at, letter) in letters.iter().enumerate() {
        let keys = [letter.url.clone(), letter.same()];
        let first = keys.iter().flatten().filter_map(|key| seen.get(key).copied()).min();
        found.extend(first.map(|first| (first, at)));
        for key in keys.into_iter().flatten() {
            seen.entry(key).or_insert(at);
        }
    }
    found
}
