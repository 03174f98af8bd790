//! What the names of texts tell: a pattern such as `{date}_{sender}_an_{addressee}.txt`. Takes the pattern, then paths; gives facts.
//!
//! In braces stands a key, or a key and a part of it, as in the head of a column of the table of all letters; `{}` stands for anything. What
//! stands outside of braces is compared without regard to capitals. The extension of a name does not matter. Underscores of a value
//! are blanks.

use std::fmt::Write;
use std::path::Path;

use regex::{Regex, RegexBuilder, escape};
use serde::Deserialize;

use super::table::{Column, column};
use super::{Metadata, Refused};

/// A day, a month or a year, as far as it reaches; else anything.
const DATE: &str = r"([0-9]{4}(?:-[0-9]{2}(?:-[0-9]{2})?)?|.+?)";

/// A pattern of names.
#[derive(Clone, Debug, Deserialize)]
#[serde(try_from = "String")]
pub struct Names {
    pattern: String,
    /// The key and the part in each pair of braces.
    keys: Vec<(&'static str, String)>,
    expression: Regex,
    /// How many names of a path it is about.
    depth: usize,
}

impl PartialEq for Names {
    fn eq(&self, other: &Self) -> bool {
        self.pattern == other.pattern
    }
}

impl TryFrom<String> for Names {
    type Error = String;

    fn try_from(pattern: String) -> Result<Self, String> {
        let body = pattern.rsplit_once('.').filter(|(_, end)| end.chars().all(char::is_alphanumeric));
        let mut rest = body.map_or(pattern.as_str(), |(body, _)| body);
        let (mut keys, mut expression) = (Vec::new(), "^".to_owned());
        while let Some((before, (inside, after))) =
            rest.split_once('{').and_then(|(before, after)| Some((before, after.split_once('}')?)))
        {
            let value = match inside {
                "" => "(?:.*?)",
                inside => match column(inside) {
                    Column::Fact(key, part) => {
                        keys.push((key, part));
                        if key == "date" { DATE } else { "(.+?)" }
                    }
                    _ => return Err(format!("`{inside}` is no key of metadata")),
                },
            };
            // Writing to a string cannot fail.
            let _ = write!(expression, "{}{value}", escape(before));
            rest = after;
        }
        if keys.is_empty() || rest.contains(['{', '}']) {
            return Err("expected a pattern with keys in braces, as `{date}_{sender}.txt`".to_owned());
        }
        let _ = write!(expression, "{}$", escape(rest));
        let built = RegexBuilder::new(&expression).case_insensitive(true).build();
        let expression = built.map_err(|error| format!("the pattern cannot be used: {error}"))?;
        let depth = pattern.matches('/').count() + 1;
        Ok(Self { pattern, keys, expression, depth })
    }
}

impl Names {
    /// The pattern as it is written.
    #[must_use]
    pub fn pattern(&self) -> &str {
        &self.pattern
    }

    /// Whether names tell a key.
    #[must_use]
    pub fn tell(&self, key: &str) -> bool {
        self.keys.iter().any(|(own, _)| *own == key)
    }

    /// What the name of a text tells, with what in it cannot be; nothing where it is not one of these names.
    #[must_use]
    pub fn facts(&self, path: &Path) -> Option<(Metadata, Vec<Refused>)> {
        let stem = path.with_extension("");
        let names: Vec<_> = stem.components().map(|name| name.as_os_str().to_string_lossy()).collect();
        let name = names.get(names.len().saturating_sub(self.depth)..)?.join("/");
        let found = self.expression.captures(&name)?;
        let (mut metadata, mut refused) = (Metadata::default(), Vec::new());
        for (at, (key, part)) in self.keys.iter().enumerate() {
            let value = found.get(at + 1).map_or("", |value| value.as_str()).replace('_', " ");
            if let Err(message) = metadata.set(key, part, value.trim()) {
                refused.push(Refused { key, part: "", message });
            }
        }
        refused.extend(metadata.refuse());
        Some((metadata, refused))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_tell_what_the_pattern_says() {
        let names = Names::try_from("{date}_{sender}_an_{addressee}.txt".to_owned()).unwrap();
        let facts = |path: &str| names.facts(Path::new(path)).map(|(facts, refused)| (facts, refused.len()));
        let person = |name: &str| {
            super::super::Persons(vec![super::super::Person { name: name.to_owned(), ..Default::default() }])
        };
        let expected = Metadata {
            date: super::super::Dating::try_from("1823-06-01".to_owned()).ok(),
            sender: person("J. W. Goethe"),
            addressee: person("Schiller"),
            ..Metadata::default()
        };
        assert_eq!(facts("in/1823-06-01_J._W._Goethe_AN_Schiller.docx"), Some((expected, 0)));
        assert_eq!(facts("1823-06-01_Goethe.txt"), None);
        assert_eq!(facts("1823-06-31_Goethe_an_Schiller.txt").map(|(_, refused)| refused), Some(1));
    }

    #[test]
    fn a_pattern_may_name_folders_and_synonyms() {
        let names = Names::try_from("{Absender}/{Datum}-{}-{Signatur}".to_owned()).unwrap();
        let (facts, _) = names.facts(Path::new("x/Goethe/1823-06-x-y-7.txt")).unwrap();
        assert_eq!(
            (facts.date.as_ref().map(|date| date.text.as_str()), facts.identifier.as_deref()),
            (Some("1823-06"), Some("y-7"))
        );
        for bad in ["", "letters", "{sendr}", "{file}", "{date", "{date}}"] {
            assert!(Names::try_from(bad.to_owned()).is_err(), "{bad}");
        }
    }
}
