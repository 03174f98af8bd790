//! Facts about a document that its text does not tell: the TOML file beside it (`letter.txt`, `letter.toml`).
//!
//! Takes a source; gives [`Metadata`] and findings that point into it. Every key may be left out. What is given goes to the
//! TEI header, never into the text. Leaves out where the file is looked for: `project` does that.

use std::collections::BTreeMap;

use oxilangtag::LanguageTag;
use serde::Deserialize;

use crate::datatype::is_id;
use crate::diag::{self, Diagnostic};
use crate::model::DateValue;
use crate::settings;
use crate::text::Source;

/// A metadata file. The fields are its keys, with `-` for `_`.
#[derive(Clone, Debug, Default, Deserialize, PartialEq)]
#[cfg_attr(feature = "cli", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub struct Metadata {
    /// Title of the document: `titleStmt/title`.
    pub title: Option<String>,
    /// `xml:id` of the document, where its heading has no number.
    pub id: Option<String>,
    /// Who wrote.
    pub sender: Option<Person>,
    /// To whom.
    pub addressee: Option<Person>,
    /// Where it was written.
    pub place: Option<String>,
    /// Where it was received.
    pub destination: Option<String>,
    /// When it was written: `1964`, `1964-10` or `1964-10-28`.
    pub date: Option<String>,
    /// The source in a sentence: `sourceDesc`.
    pub source: Option<String>,
    /// Archive or library that holds the original: `msIdentifier/repository`.
    pub repository: Option<String>,
    /// Its shelf mark there: `msIdentifier/idno`.
    pub identifier: Option<String>,
    /// Publisher of the TEI file.
    pub publisher: Option<String>,
    /// Licence of the TEI file: a URL or a sentence.
    pub licence: Option<String>,
    /// Language of the text, a code of BCP 47: `langUsage`.
    pub language: Option<String>,
    /// Pattern of page images, `{n}` for the page's number: `pb/@facs`.
    pub facsimile: Option<String>,
    /// Further notes for the header: a name and a sentence each, written as `notesStmt/note[@type=name]`.
    pub notes: BTreeMap<String, String>,
}

/// A correspondent: a name alone, or a table.
#[derive(Clone, Debug, Deserialize, PartialEq)]
#[cfg_attr(feature = "cli", derive(schemars::JsonSchema))]
#[serde(from = "PersonForm")]
pub struct Person {
    /// The name.
    pub name: String,
    /// Authority record: a URI for `@ref`.
    pub r#ref: Option<String>,
    /// The office held.
    pub office: Option<String>,
    /// Whether it is a body and not a person.
    pub organisation: bool,
}

#[derive(Deserialize)]
#[cfg_attr(feature = "cli", derive(schemars::JsonSchema))]
#[serde(untagged, expecting = "expected a name or a table with `name`, `ref`, `office`, `organisation`")]
enum PersonForm {
    Name(String),
    Table(PersonTable),
}

#[derive(Deserialize)]
#[cfg_attr(feature = "cli", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
struct PersonTable {
    name: String,
    r#ref: Option<String>,
    office: Option<String>,
    #[serde(default)]
    organisation: bool,
}

impl From<PersonForm> for Person {
    fn from(form: PersonForm) -> Self {
        match form {
            PersonForm::Name(name) => Self { name, r#ref: None, office: None, organisation: false },
            PersonForm::Table(PersonTable { name, r#ref, office, organisation }) => {
                Self { name, r#ref, office, organisation }
            }
        }
    }
}

impl Metadata {
    /// The date, if it is one.
    #[must_use]
    pub fn date_value(&self) -> Option<DateValue> {
        self.date.as_deref().and_then(DateValue::parse)
    }

    /// These facts, and those of `below` where there is none here. Notes are distinguished by their names.
    #[must_use]
    pub fn over(self, below: &Self) -> Self {
        let below = below.clone();
        let mut notes = below.notes;
        notes.extend(self.notes);
        Self {
            title: self.title.or(below.title),
            id: self.id.or(below.id),
            sender: self.sender.or(below.sender),
            addressee: self.addressee.or(below.addressee),
            place: self.place.or(below.place),
            destination: self.destination.or(below.destination),
            date: self.date.or(below.date),
            source: self.source.or(below.source),
            repository: self.repository.or(below.repository),
            identifier: self.identifier.or(below.identifier),
            publisher: self.publisher.or(below.publisher),
            licence: self.licence.or(below.licence),
            language: self.language.or(below.language),
            facsimile: self.facsimile.or(below.facsimile),
            notes,
        }
    }
}

/// Reads a metadata file. A file that is not TOML gives the empty value and a finding.
#[must_use]
pub fn read(source: &Source) -> (Metadata, Vec<Diagnostic>) {
    let (metadata, mut findings) = settings::read::<Metadata>(source, &toml::Table::new());
    let mut metadata = metadata.unwrap_or_default();
    findings.extend(check(&mut metadata, source, None));
    (metadata, findings)
}

/// Takes out values that cannot be; gives a finding for each. `table` is the table of the source that holds the keys, where it is not the
/// whole.
#[must_use]
pub fn check(metadata: &mut Metadata, source: &Source, table: Option<&str>) -> Vec<Diagnostic> {
    let mut findings = Vec::new();
    let mut refuse = |key: &str, message: String| {
        let path: Vec<&str> = table.into_iter().chain([key]).collect();
        let span = settings::span_of(source, &path);
        findings.push(Diagnostic { span, ..Diagnostic::new(&diag::BAD_VALUE, message) });
    };
    if metadata.date.is_some() && metadata.date_value().is_none() {
        let date = metadata.date.take().unwrap_or_default();
        refuse("date", format!("`{date}` is not a date of the form 1964, 1964-10 or 1964-10-28"));
    }
    if let Some(id) = metadata.id.take_if(|id| !is_id(id)) {
        refuse("id", format!("`{id}` cannot be an xml:id"));
    }
    if let Some(pattern) = metadata.facsimile.take_if(|pattern| !pattern.contains("{n}")) {
        refuse("facsimile", format!("`{pattern}` has no `{{n}}`"));
    }
    if let Some(code) = metadata.language.take_if(|code| !is_language(code)) {
        refuse("language", format!("`{code}` is not a language code like `en` or `de-AT`"));
    }
    findings
}

/// Whether a text is a well-formed language tag (BCP 47, 2.2.9).
#[must_use]
pub fn is_language(tag: &str) -> bool {
    LanguageTag::parse(tag).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_tables_are_persons() {
        let source = Source::new("x.toml", "sender = 'Ed'\n[addressee]\nname = 'Bundy'\nref = 'http://viaf.org/1'\n");
        let (metadata, findings) = read(&source);
        assert_eq!(findings, []);
        assert_eq!(metadata.sender.map(|person| person.name).as_deref(), Some("Ed"));
        assert_eq!(metadata.addressee.and_then(|person| person.r#ref).as_deref(), Some("http://viaf.org/1"));
    }

    #[test]
    fn an_id_is_written_or_refused() {
        for (id, is_written) in [("pg_1", true), ("é", true), ("ªb", false), ("a\u{200d}", false), ("a:b", false)] {
            let (metadata, findings) = read(&Source::new("x.toml", format!("id = '{id}'")));
            assert_eq!((metadata.id.is_some(), findings.is_empty()), (is_written, is_written), "{id}");
        }
    }

    #[test]
    fn languages_are_tags_of_bcp_47() {
        for tag in ["en", "de-AT", "DE-at", "zh-Hant", "grc-Latn-x-1901", "x-klingon", "sl-rozaj-biske", "i-klingon"] {
            assert!(is_language(tag), "{tag}");
        }
        for tag in ["", "e", "en-", "en_GB", "de AT", "en--GB", "abcdefghi", "de-419-DE", "a-DE", "en-x", "ä"] {
            assert!(!is_language(tag), "{tag}");
        }
    }

    #[test]
    fn bad_values_point_into_the_file() {
        let source =
            Source::new("x.toml", "date = '28 October'\nid = '1a'\nfacsimile = 'x'\nlanguage = 'ä'\ntitel = 'x'\n");
        let (metadata, findings) = read(&source);
        assert_eq!(metadata, Metadata::default());
        let rows: Vec<_> = findings.iter().map(|f| (f.code.id, source.slice(f.span.unwrap()))).collect();
        assert_eq!(
            rows,
            [("R0102", "titel"), ("R0103", "'28 October'"), ("R0103", "'1a'"), ("R0103", "'x'"), ("R0103", "'ä'")]
        );
    }
}
