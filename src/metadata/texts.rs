//! Values of metadata that are several texts. Takes what TOML or a cell says; gives the texts, and of a change in the file its day.

use serde::Deserialize;

use super::value::{SEPARATOR, Value, differ};
use crate::model::DateValue;

/// One text or several.
#[derive(Clone, Debug, Default, Deserialize, PartialEq)]
#[cfg_attr(feature = "cli", derive(schemars::JsonSchema))]
#[serde(from = "TextsForm")]
pub struct Texts(pub Vec<String>);

#[derive(Deserialize)]
#[cfg_attr(feature = "cli", derive(schemars::JsonSchema))]
#[serde(untagged, expecting = "expected a text or a list of texts")]
enum TextsForm {
    One(String),
    Several(Vec<String>),
}

impl From<TextsForm> for Texts {
    fn from(form: TextsForm) -> Self {
        match form {
            TextsForm::One(text) => Self(vec![text]),
            TextsForm::Several(texts) => Self(texts),
        }
    }
}

impl Value for Texts {
    const PARTS: &'static [&'static str] = &[""];

    fn set(&mut self, _: &str, cell: &str) -> Result<(), String> {
        self.0 = cell.split(SEPARATOR).map(|text| text.trim().to_owned()).filter(|text| !text.is_empty()).collect();
        Ok(())
    }

    fn over(self, below: &Self) -> Self {
        if self.0.is_empty() { below.clone() } else { self }
    }

    fn contradiction(&self, other: &Self) -> Option<(String, String)> {
        let is_given = !self.0.is_empty() && !other.0.is_empty();
        is_given.then(|| differ(&self.0.join(" | "), &other.0.join(" | "))).flatten()
    }
}

/// What was changed in the file, the latest change first: `2026-05-01 transcribed`.
#[derive(Clone, Debug, Default, Deserialize, PartialEq)]
#[cfg_attr(feature = "cli", derive(schemars::JsonSchema))]
#[serde(transparent)]
pub struct Changes(pub Texts);

impl Changes {
    /// The day of each change, where it begins with one, and what was changed.
    pub fn dated(&self) -> impl Iterator<Item = (Option<DateValue>, &str)> {
        self.0.0.iter().map(|text| {
            let (first, rest) = text.trim().split_once(char::is_whitespace).unwrap_or((text, ""));
            match DateValue::parse(first.trim_end_matches([':', ','])) {
                Some(day) => (Some(day), rest.trim()),
                None => (None, text.trim()),
            }
        })
    }
}

impl Value for Changes {
    const PARTS: &'static [&'static str] = Texts::PARTS;

    fn set(&mut self, part: &str, cell: &str) -> Result<(), String> {
        self.0.set(part, cell)
    }

    fn over(self, below: &Self) -> Self {
        Self(self.0.over(&below.0))
    }

    fn contradiction(&self, other: &Self) -> Option<(String, String)> {
        self.0.contradiction(&other.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn changes_have_their_days() {
        let mut changes = Changes::default();
        changes.set("", "2026-05-01: transcribed | 2026-04 begun | checked | ").unwrap();
        let found: Vec<_> = changes.dated().map(|(day, what)| (day.map(|day| day.to_string()), what)).collect();
        let expected =
            [(Some("2026-05-01".to_owned()), "transcribed"), (Some("2026-04".to_owned()), "begun"), (None, "checked")];
        assert_eq!(found, expected);
    }
}
