//! What is known of a pending file beside it, in `x.xml.new.rules`: where its elements came from, and which accepted text it was made
//! for. Takes the texts; gives what still holds for them.
//!
//! Texts are known again by a [`Stamp`]. What is said of another pending text than the one that is there does not hold. The file is
//! JSON, written whole or not at all.

use std::io;
use std::path::Path;

use serde::{Deserialize, Serialize};

use super::pending::PendingFile;
use super::stage;
use super::stamp::Stamp;
use crate::text::{Edits, Origin, Span};

/// The file beside a pending one.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Record {
    /// The text that was converted: its path as it was given, and its stamp.
    pub source: (String, Stamp),
    /// The pending text.
    pub pending: Stamp,
    /// The accepted text; while it is being replaced, the old one and the new one.
    pub accepted: Vec<Stamp>,
    /// First byte in the pending text, rule, first byte and end in the source.
    pub elements: Vec<(usize, String, usize, usize)>,
    /// What stands for the accepted text while there is none: the TEI whose elements were set onto the source. Empty for a conversion.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub model: String,
}

/// Whether what is recorded is about the pending text that is there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fit {
    /// It is.
    Fits,
    /// It is about another one, or cannot be read.
    Stale,
    /// There is no record.
    Missing,
}

impl Record {
    /// The record of what was made of a source.
    #[must_use]
    pub fn new(source: (&str, &str), pending: &str, origins: Vec<(usize, Origin)>) -> Self {
        let elements =
            origins.into_iter().map(|(at, from)| (at, from.rule.into_owned(), from.span.start, from.span.end));
        Self {
            source: (source.0.to_owned(), Stamp::of(source.1)),
            pending: Stamp::of(pending),
            accepted: Vec::new(),
            elements: elements.collect(),
            model: String::new(),
        }
    }

    /// What is recorded of a pending file, as far as it holds for this pending text.
    ///
    /// Which accepted text the conversion was made for holds also where the pending text is another one.
    #[must_use]
    pub fn read(file: &PendingFile, pending: &str) -> (Self, Fit) {
        let fresh = Self { pending: Stamp::of(pending), ..Self::default() };
        let read = match file.border.read(&file.rules()) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return (fresh, Fit::Missing),
            read => read.ok().and_then(|bytes| serde_json::from_slice::<Self>(&bytes).ok()),
        };
        match read {
            Some(record) if record.pending == fresh.pending => (record, Fit::Fits),
            Some(record) => (Self { accepted: record.accepted, ..fresh }, Fit::Stale),
            None => (fresh, Fit::Stale),
        }
    }

    /// Writes it.
    ///
    /// # Errors
    /// What the system says.
    pub fn write(&self, path: &Path) -> io::Result<()> {
        stage::put(path, &serde_json::to_string(self)?)
    }

    /// Whether there is a record at a path: what looks like one by its name alone is none.
    #[must_use]
    pub fn is_at(path: &Path) -> bool {
        path.is_file() && std::fs::read(path).is_ok_and(|bytes| serde_json::from_slice::<Self>(&bytes).is_ok())
    }

    /// Where the elements of the pending text came from, after edits: each by the first byte of its start tag.
    #[must_use]
    pub fn origins(&self, edits: &Edits) -> Vec<(usize, Origin)> {
        let origin = |(start, rule, from, to): &(usize, String, usize, usize)| {
            Some((edits.moved(*start)?, Origin::new(rule.clone(), Span::new(*from, *to))))
        };
        self.elements.iter().filter_map(origin).collect()
    }
}
