//! Facts about a document that its text does not tell: the TOML file beside it (`letter.txt`, `letter.toml`), or its row in the table of all
//! letters.
//!
//! Takes a source; gives [`Metadata`] and findings that point into it. Every key may be left out. What is given goes to the
//! TEI header, never into the text. Leaves out where the file is looked for: `project` does that.

mod dating;
mod keys;
mod names;
pub mod table;
mod texts;
mod value;

use oxilangtag::LanguageTag;

pub use dating::{Dating, Meant};
pub use keys::{KEYS, Key, Metadata};
pub use names::Names;
pub use texts::{Changes, Texts};
pub use value::{Person, Persons, Place, words};

use crate::datatype::{is_id, is_uri};
use crate::diag::{self, Diagnostic};
use crate::model::DateValue;
use crate::settings::{self, Places};
use crate::text::Source;

/// A value that cannot be, which was taken out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refused {
    /// Its key.
    pub key: &'static str,
    /// The part of it; empty for all of it.
    pub part: &'static str,
    /// Why it cannot be.
    pub message: String,
}

impl Metadata {
    /// The day, month or year, where one alone is meant.
    #[must_use]
    pub fn date_value(&self) -> Option<DateValue> {
        self.date.as_ref().and_then(Dating::value)
    }

    /// Takes out values that cannot be.
    pub fn refuse(&mut self) -> Vec<Refused> {
        let mut refused = Vec::new();
        let mut refuse = |key, part, message| refused.push(Refused { key, part, message });
        if let Some(id) = self.id.take_if(|id| !is_id(id)) {
            refuse("id", "", format!("`{id}` cannot be an xml:id"));
        }
        if let Some(pattern) = self.facsimile.take_if(|pattern| !pattern.contains("{n}")) {
            refuse("facsimile", "", format!("`{pattern}` has no `{{n}}`"));
        }
        if let Some(code) = self.language.take_if(|code| !is_language(code)) {
            refuse("language", "", format!("`{code}` is not a language code like `en` or `de-AT`"));
        }
        let not_a_pointer = |reference: &str| format!("`{reference}` is neither a URL nor a pointer like `#id`");
        let of_parts = self.responsible.values_mut().map(|persons| ("responsible", persons));
        let whole = [
            ("sender", &mut self.sender),
            ("addressee", &mut self.addressee),
            ("editor", &mut self.editor),
            ("funder", &mut self.funder),
        ];
        for (key, persons) in whole.into_iter().chain(of_parts) {
            for person in &mut persons.0 {
                if let Some(reference) = person.r#ref.take_if(|reference| !is_reference(reference)) {
                    refuse(key, "ref", not_a_pointer(&reference));
                }
                if person.name.is_empty() && person.office.is_none() && person.r#ref.is_some() {
                    refuse(key, "ref", "a `ref` without a name".to_owned());
                }
            }
        }
        for (key, place) in [("place", &mut self.place), ("destination", &mut self.destination)] {
            let Some(place) = place else { continue };
            if let Some(reference) = place.r#ref.take_if(|reference| !is_reference(reference)) {
                refuse(key, "ref", not_a_pointer(&reference));
            }
            if place.name.is_empty() && place.r#ref.is_some() {
                refuse(key, "ref", "a `ref` without a name".to_owned());
            }
        }
        refused
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
    let places = Places::of(source);
    let finding = |refused: Refused| {
        let part = Some(refused.part).filter(|part| !part.is_empty());
        let path: Vec<&str> = table.into_iter().chain([refused.key]).chain(part).collect();
        Diagnostic { span: places.span(&path), ..Diagnostic::new(&diag::BAD_VALUE, refused.message) }
    };
    metadata.refuse().into_iter().map(finding).collect()
}

/// Whether a text can be a pointer to a record: a URL, a prefix with a number (`gnd:118540238`), a file, or an id (`#goethe`).
fn is_reference(text: &str) -> bool {
    !text.contains(char::is_whitespace) && text.contains([':', '/', '#']) && is_uri(text)
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
        assert_eq!(metadata.sender.0.first().map(|person| person.name.as_str()), Some("Ed"));
        assert_eq!(metadata.addressee.0[0].r#ref.as_deref(), Some("http://viaf.org/1"));
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
            [("R0103", "'28 October'"), ("R0102", "titel"), ("R0103", "'1a'"), ("R0103", "'x'"), ("R0103", "'ä'")]
        );
    }
}
