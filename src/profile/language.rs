//! Language tables: the words of letters. Takes nothing; gives the type that the files in `languages/` are read into.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// The words of one language, keys under `[language.CODE]`. Every list may be left out; a profile's list is added to the
/// built-in one. Matching is by whole words at the beginning of a text unless the field says otherwise.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[cfg_attr(feature = "cli", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub struct Language {
    /// Twelve lists of names and abbreviations, January first.
    pub months: Vec<Vec<String>>,
    /// Words inside a date that mean nothing: "of", "den", "le".
    pub date_words: Vec<String>,
    /// Words before a place that are no part of its name: "A" of "A Paris", "Desde".
    pub place_words: Vec<String>,
    /// Small words that are frequent in every text, in small letters: "und", "der". They tell which language a text is in.
    pub function_words: Vec<String>,
    /// Words before which a hyphen at a line's end ends a word: "Vor-" above "und Nachteile".
    pub conjunctions: Vec<String>,
    /// Days of the week.
    pub weekdays: Vec<String>,
    /// Endings of a day's number: "th", "er".
    pub ordinals: Vec<String>,
    /// What a dateline says instead of a date.
    pub undated: Vec<String>,
    /// Words before the day on which a letter came: "[Received March 12.]". It is not the day on which it was written.
    pub received: Vec<String>,
    /// Words before the number of a letter in its series: "No. 1312".
    pub number_words: Vec<String>,
    /// Signs of the hours before noon.
    pub am: Vec<String>,
    /// Signs of the hours after noon.
    pub pm: Vec<String>,
    /// Words for 12:00.
    pub noon: Vec<String>,
    /// Words for 00:00.
    pub midnight: Vec<String>,
    /// Words that may stand before any beginning of a salutation, whatever the case of the first letter: "Mein sehr", "My very".
    pub salutation_leads: Vec<String>,
    /// Beginnings of a salutation.
    pub salutation: Vec<String>,
    /// Beginnings of a closing formula, whatever the case of the first letter.
    pub valediction: Vec<String>,
    /// Other words that closing formulas are made of: "etc", "remain", "sehr".
    pub closing_words: Vec<String>,
    /// Words that say what the writer is to the reader: "servant", "Sohn". A short line that ends in one, with no stop behind, closes a letter.
    pub bonds: Vec<String>,
    /// Words that lead over to a signature: "Ihr", "ergebener". A closing formula that begins or ends with one is a subscription.
    pub subscription: Vec<String>,
    /// Beginnings of an address: "Herrn", "Mrs.".
    pub address: Vec<String>,
    /// Beginnings of a postscript.
    pub postscript: Vec<String>,
    /// Beginnings of what an office or the addressee wrote on a letter: "Filed".
    pub endorsement: Vec<String>,
    /// Beginnings of an enclosure's label.
    pub enclosure: Vec<String>,
    /// Words that name where a document is kept: "files", "papers".
    pub archives: Vec<String>,
    /// Words for a letter: "LETTRE N° 12" is a number and no heading.
    pub letter_words: Vec<String>,
    /// Headings of what stands behind the last letter of a volume: "Notes", "Register". A line is nothing else.
    pub back_matter: Vec<String>,
    /// Words that begin a heading: kinds of document.
    pub headings: Vec<String>,
    /// Words before the sender in a heading.
    pub from: Vec<String>,
    /// Words before the addressee in a heading.
    pub to: Vec<String>,
    /// Offices after which the word of `to` does not name the addressee: "Ambassador to Japan".
    pub offices_to: Vec<String>,
    /// Other offices and ranks that stand below a signature: "Chairman", "Colonel".
    pub ranks: Vec<String>,
    /// Words that make a name that of a body: "Embassy".
    pub organisations: Vec<String>,
    /// Articles before an office.
    pub articles: Vec<String>,
    /// What belongs to a name behind its comma: "Jr.".
    pub name_suffixes: Vec<String>,
    /// Words before a name that are no part of it: "Mr.", "Herr".
    pub titles: Vec<String>,
    /// Small words inside a name: "von", "de".
    pub name_particles: Vec<String>,
    /// Endings of a name in the genitive: "s". What follows an apostrophe ("'s") is never part of the name.
    pub genitive: Vec<String>,
    /// Words that end a text quoted in a telegram: "End text", "Unquote".
    pub text_ends: Vec<String>,
    /// Words of classification and urgency, lower case; a line made of them alone is a marking.
    pub markings: Vec<String>,
    /// Spellings that sound alike where lines rhyme, a row for each sound, in small letters: "ei", "ai", "eu".
    pub sounds: Vec<Vec<String>>,
    /// Headings of lists with a known meaning.
    #[cfg_attr(feature = "cli", schemars(with = "BTreeMap<String, Vec<String>>"))]
    pub lists: ListHeads,
}

/// Headings of lists, by what the list is about: keys under `[language.CODE.lists]`. A colon may follow.
pub type ListHeads = BTreeMap<crate::model::ListKind, Vec<String>>;
