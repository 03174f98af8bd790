//! What every format needs to know of the findings of one file. Takes a source and findings; gives for each its place, the line it
//! concerns and its fingerprint, worked out when first asked for and once.

use std::borrow::Cow;
use std::cell::OnceCell;
use std::path::MAIN_SEPARATOR;

use serde::Serialize;

use super::fingerprint::fingerprints;
use super::snippet::{self, Snippet};
use crate::diag::Diagnostic;
use crate::text::{Source, Span};

/// The name of a file with `/` between its parts on every system.
#[must_use]
pub fn slashed(name: &str) -> Cow<'_, str> {
    match MAIN_SEPARATOR {
        '/' => Cow::Borrowed(name),
        separator => Cow::Owned(name.replace(separator, "/")),
    }
}

/// The findings of one file.
#[derive(Debug)]
pub struct File<'a> {
    /// Where the findings are.
    pub source: &'a Source,
    /// Its name with `/` between its parts on every system.
    pub name: Cow<'a, str>,
    /// What was found, in the order in which it is reported.
    pub findings: Vec<Found<'a>>,
    fingerprints: OnceCell<Vec<String>>,
}

/// One finding and what is to be known of it.
#[derive(Debug)]
pub struct Found<'a> {
    source: &'a Source,
    /// The finding.
    pub finding: &'a Diagnostic,
    place: OnceCell<Option<Place>>,
    excerpt: OnceCell<Option<Snippet>>,
}

/// A span as programs want it: lines and columns for people, bytes for slicing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Place {
    /// Line of the first character, from 1.
    pub line: usize,
    /// Column of the first character, in characters from 1.
    pub column: usize,
    /// Line of the end.
    pub end_line: usize,
    /// Column of the end, not included.
    pub end_column: usize,
    /// First byte.
    pub start: usize,
    /// The byte after the last.
    pub end: usize,
}

impl Place {
    /// The place of a span.
    #[must_use]
    pub fn new(source: &Source, span: Span) -> Self {
        let (start, end) = (source.position(span.start), source.position(span.end));
        Self {
            line: start.line,
            column: start.column,
            end_line: end.line,
            end_column: end.column,
            start: span.start,
            end: span.end,
        }
    }
}

impl<'a> File<'a> {
    /// These findings in this source.
    #[must_use]
    pub fn new(source: &'a Source, findings: impl IntoIterator<Item = &'a Diagnostic>) -> Self {
        let found = |finding| Found { source, finding, place: OnceCell::new(), excerpt: OnceCell::new() };
        let name = slashed(source.name());
        Self { source, name, findings: findings.into_iter().map(found).collect(), fingerprints: OnceCell::new() }
    }

    /// Each finding with its fingerprint: the same as long as its line and the findings in lines like it are, wherever the line moves.
    pub fn fingerprinted(&self) -> impl Iterator<Item = (&Found<'a>, &str)> {
        let all = self.fingerprints.get_or_init(|| fingerprints(&self.name, &self.findings));
        self.findings.iter().zip(all.iter().map(String::as_str))
    }
}

impl Found<'_> {
    /// Where it is; `None` where it concerns the file as a whole.
    pub fn place(&self) -> Option<Place> {
        *self.place.get_or_init(|| self.finding.span.map(|span| Place::new(self.source, span)))
    }

    /// The part of its line that is shown.
    pub fn excerpt(&self) -> Option<&Snippet> {
        self.excerpt.get_or_init(|| self.finding.span.map(|span| snippet::cut(self.source, span))).as_ref()
    }
}
