//! The keys of metadata, in one table: what each holds, and the heads of a column that mean it. A TOML file and a table of all letters are read
//! by it alike.
//!
//! To add a key is to add it here; what kinds of values there are stands in `value`.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::dating::Dating;
use super::texts::{Changes, Texts};
use super::value::{Persons, Place, Value};

/// One key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Key {
    /// Its name.
    pub name: &'static str,
    /// What columns can give of its value: `""` for all of it, `*` for any part.
    pub parts: &'static [&'static str],
    /// Other heads of a column that mean it, each in words joined by `-`.
    pub synonyms: &'static [&'static str],
}

impl Key {
    /// The heads of a column that mean it.
    pub fn names(&self) -> impl Iterator<Item = &'static str> + Clone {
        std::iter::once(self.name).chain(self.synonyms.iter().copied())
    }
}

macro_rules! keys {
    ($($(#[$about:meta])* $name:ident: $kind:ty, [$($synonym:literal)*];)+) => {
        /// Facts about a document. The fields are the keys of a metadata file.
        #[derive(Clone, Debug, Default, Deserialize, PartialEq)]
        #[cfg_attr(feature = "cli", derive(schemars::JsonSchema))]
        #[serde(deny_unknown_fields, default)]
        pub struct Metadata { $($(#[$about])* pub $name: $kind,)+ }

        /// Every key.
        pub static KEYS: &[Key] = &[$(Key {
            name: stringify!($name),
            parts: <$kind as Value>::PARTS,
            synonyms: &[$($synonym),*],
        }),+];

        impl Metadata {
            /// These facts, and those of `below` where there is none here. Notes are distinguished by their names.
            #[must_use]
            pub fn over(self, below: &Self) -> Self {
                Self { $($name: self.$name.over(&below.$name),)+ }
            }

            /// Takes what a cell says of a part of a key.
            ///
            /// # Errors
            /// Why it is no value of this key.
            pub(super) fn set(&mut self, key: &str, part: &str, cell: &str) -> Result<(), String> {
                match key {
                    $(stringify!($name) => self.$name.set(part, cell),)+
                    _ => Err(format!("there is no key `{key}`")),
                }
            }

            /// The keys of which both say what cannot both be, each with the two values.
            #[must_use]
            pub fn contradictions(&self, other: &Self) -> Vec<(&'static str, String, String)> {
                let mut found = Vec::new();
                $(found.extend(self.$name.contradiction(&other.$name).map(|(own, other)| (stringify!($name), own, other)));)+
                found
            }
        }
    };
}

keys! {
    /// Title of the document: `titleStmt/title`.
    title: Option<String>, ["titel" "titre" "betreff"];
    /// `xml:id` of the document, where its heading has no number.
    id: Option<String>, ["xml-id" "kennung" "identifiant"];
    /// Who edited it: `titleStmt/editor`.
    editor: Persons, ["editors" "herausgeber" "herausgeberin" "bearbeiter" "bearbeiterin" "éditeur-scientifique"];
    /// Who did what for the edition: `titleStmt/respStmt`, by what they did.
    responsible: BTreeMap<String, Persons>, ["resp" "responsibility" "verantwortlich" "responsabilité"];
    /// Who pays for it: `titleStmt/funder`.
    funder: Persons, ["funders" "funding" "förderer" "förderung" "financeur" "financement"];
    /// The series that the file belongs to: `seriesStmt/title`.
    series: Option<String>, ["reihe" "série"];
    /// The project in a sentence: `projectDesc`.
    project: Option<String>, ["projekt" "projet"];
    /// Who wrote.
    sender: Persons, ["from" "author" "writer" "absender" "absenderin" "von" "verfasser" "schreiber" "expéditeur" "auteur" "de"];
    /// To whom.
    addressee: Persons, ["to" "recipient" "receiver" "empfänger" "empfängerin" "adressat" "an" "destinataire" "à"];
    /// Where it was written.
    place: Option<Place>, ["place-of-writing" "place-sent" "sender-place" "ort" "schreibort" "absendeort" "ausstellungsort" "lieu" "lieu-d-expédition"];
    /// Where it was received.
    destination: Option<Place>, ["place-received" "addressee-place" "recipient-place" "empfangsort" "zielort" "lieu-de-réception"];
    /// When it was written, as EDTF says it: `1964`, `1964-10-28`, `1964-10?`, `1964-10/1964-11`.
    date: Option<Dating>, ["date-sent" "datum" "briefdatum" "schreibdatum" "jour"];
    /// The source in a sentence: `sourceDesc`.
    source: Option<String>, ["quelle" "provenance"];
    /// Archive or library that holds the original: `msIdentifier/repository`.
    repository: Option<String>, ["archive" "library" "institution" "archiv" "bibliothek" "aufbewahrungsort" "bibliothèque" "archives"];
    /// Its shelf mark there: `msIdentifier/idno`.
    identifier: Option<String>, ["shelf-mark" "shelfmark" "call-number" "signatur" "cote"];
    /// How many pages or leaves it has: `physDesc//extent`.
    pages: Option<String>, ["extent" "umfang" "seiten" "blätter" "étendue" "feuillets"];
    /// The hands that wrote it, a sentence each: `handNotes/handNote`.
    hands: Texts, ["hand" "hände" "schreiberhände" "mains"];
    /// Publisher of the TEI file.
    publisher: Option<String>, ["herausgeber-der-datei" "verlag" "éditeur"];
    /// Licence of the TEI file: a URL or a sentence.
    licence: Option<String>, ["license" "lizenz"];
    /// Under which terms the TEI file may be used, in a sentence: `availability/p`.
    availability: Option<String>, ["access" "terms-of-use" "verfügbarkeit" "nutzung" "disponibilité"];
    /// What was changed in the TEI file, a day and a sentence each: `revisionDesc/change`.
    revision: Changes, ["revisions" "changes" "änderungen" "révisions"];
    /// Language of the text, a code of BCP 47: `langUsage`.
    language: Option<String>, ["lang" "sprache" "langue"];
    /// Pattern of page images, `{n}` for the page's number: `pb/@facs`.
    facsimile: Option<String>, ["images" "facs" "faksimile" "digitalisat" "fac-similé"];
    /// Further notes for the header: a name and a sentence each, written as `notesStmt/note[@type=name]`.
    notes: BTreeMap<String, String>, ["note" "remark" "remarks" "comment" "anmerkung" "anmerkungen" "bemerkung" "bemerkungen" "kommentar" "remarque" "remarques"];
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_head_means_one_key() {
        let mut names: Vec<&str> = KEYS.iter().flat_map(Key::names).collect();
        let count = names.len();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), count);
        let is_normal = |name: &str| {
            name.split('-')
                .all(|word| !word.is_empty() && word.chars().all(|c| c.is_alphanumeric() && !c.is_uppercase()))
        };
        assert!(names.iter().all(|name| is_normal(name)), "{names:?}");
    }
}
