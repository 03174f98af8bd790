//! What is known of a pending file beside it, in `x.xml.new.rules`: where its elements came from, which accepted text it was made
//! for, and what of it was rejected. Takes the texts; gives what still holds for them.
//!
//! Texts are known again by a [`Stamp`]. What is told of another pending text than the one that is there does not hold. The file is
//! JSON, written whole or not at all.

use std::io;
use std::path::Path;

use serde::{Deserialize, Serialize};

use super::pending::PendingFile;
use super::stamp::Stamp;
use super::write;
use crate::review::{Patch, Reason};
use crate::text::Span;
use crate::xml::Origin;

/// The file beside a pending one.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
pub struct Record {
    /// The text that was converted: its path as it was given, and its stamp.
    pub source: (String, Stamp),
    /// The pending text.
    pub pending: Stamp,
    /// The accepted text; while it is being replaced, the old one and the new one.
    pub accepted: Vec<Stamp>,
    /// What was rejected: replacements of the pending text, each step in what the steps before it left.
    #[serde(default)]
    pub rejected: Vec<Vec<(usize, usize, String)>>,
    /// First byte in the pending text, rule, first byte and end in the source.
    pub elements: Vec<(usize, String, usize, usize)>,
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
    /// The record of a conversion.
    #[must_use]
    pub fn new(source: (&str, &str), accepted: &str, pending: &str, origins: Vec<(usize, Origin)>) -> Self {
        let elements = origins.into_iter().map(|(at, from)| (at, from.rule.to_owned(), from.span.start, from.span.end));
        Self {
            source: (source.0.to_owned(), Stamp::of(source.1)),
            pending: Stamp::of(pending),
            accepted: vec![Stamp::of(accepted)],
            rejected: Vec::new(),
            elements: elements.collect(),
        }
    }

    /// What is recorded of a pending file, as far as it holds for this pending text.
    ///
    /// Which accepted text the conversion was made for holds also where the pending text is another one.
    #[must_use]
    pub fn read(file: &PendingFile, pending: &str) -> (Self, Fit) {
        let fresh = Self { pending: Stamp::of(pending), ..Self::default() };
        let read = match file.border.read(&file.record()) {
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
        write::whole(path, &serde_json::to_string(self)?)
    }

    /// Whether the accepted file is still what the pending text was made for; not known counts as yes.
    #[must_use]
    pub fn is_for(&self, accepted: &str) -> bool {
        self.accepted.is_empty() || self.accepted.contains(&Stamp::of(accepted))
    }

    /// The pending text without what was rejected, and where its elements came from.
    #[must_use]
    pub fn left(&self, pending: String) -> (String, Vec<Reason>) {
        let reason = |(start, rule, from, to): &(usize, String, usize, usize)| Reason {
            start: *start,
            rule: rule.clone(),
            source: Span::new(*from, *to),
        };
        let mut reasons: Vec<Reason> = self.elements.iter().map(reason).collect();
        let mut text = pending;
        for step in &self.rejected {
            let replacements = step.iter().map(|(start, end, new)| (Span::new(*start, *end), new.clone()));
            let patch = Patch::new(replacements.collect());
            text = patch.apply(&text);
            reasons.retain_mut(|reason| match patch.moved(reason.start) {
                Some(start) => {
                    reason.start = start;
                    true
                }
                None => false,
            });
        }
        (text, reasons)
    }

    /// Notes that something was rejected.
    pub fn reject(&mut self, patch: &Patch) {
        let replacements = patch.replacements().iter().map(|(span, new)| (span.start, span.end, new.clone()));
        self.rejected.push(replacements.collect());
    }
}
