//! What a line alone says of where a letter begins and ends. Takes a line and the words of the profile; gives signs.
//!
//! For texts that hold many letters, before it is known where each begins: nothing is known there of a line's place.

use enumset::{EnumSet, EnumSetType};

use super::facts::LineFacts;
use super::formulas::{is_valediction, is_whole_formula};
use super::heading;
use crate::profile::Lexicon;

/// A sign of a letter's beginning or end.
#[derive(Debug, EnumSetType)]
pub enum LineSign {
    /// A place and a date, or a date, and nothing else.
    Dateline,
    /// A salutation and nothing else: "Dear Bill:".
    Salutation,
    /// A closing formula: "Sincerely yours,".
    Closing,
    /// A heading of names: "To Cassandra Austen", "Robert Southey to John May".
    Names,
    /// A heading that names a kind of document: "Letter to his mother".
    Kind,
}

/// The longest line with a sign, in bytes.
const LONGEST: usize = 160;

/// Reads the signs of a line.
#[must_use]
pub fn line_signs(line: &str, lexicon: &Lexicon) -> EnumSet<LineSign> {
    if line.len() > LONGEST {
        return EnumSet::empty();
    }
    let facts = LineFacts::read(line, lexicon);
    let is_dated = facts.is_dateline() && facts.dateline.is_some_and(|parts| parts.date.is_some());
    let closes = facts.closes || is_whole_formula(line, lexicon) || is_valediction(line, lexicon);
    let signs = [
        (LineSign::Dateline, is_dated),
        (LineSign::Salutation, facts.opens),
        (LineSign::Closing, closes && !facts.opens),
        (LineSign::Names, heading::correspondents(line, lexicon).is_of_names),
        (LineSign::Kind, heading::names_kind(line, lexicon)),
    ];
    signs.into_iter().filter(|(_, holds)| *holds).map(|(sign, _)| sign).collect()
}
