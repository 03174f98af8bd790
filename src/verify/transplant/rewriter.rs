//! The file that is being rewritten. Takes a comparison; gives the places of its anchors, tags and zones in the file, and gathers the changes.

use std::collections::{BTreeMap, BTreeSet};

use super::super::anchors::{Anchor, anchors, markup, runs};
use super::super::bounded::Bounded;
use super::super::carried::{self, Carried, Found, Lifted};
use super::super::compare::Part;
use super::super::comparison::Comparison;
use super::super::stream::Stream;
use super::super::tags::Tags;
use super::super::tokens::index;
use super::cuts::Cuts;
use crate::text::{Origin, Span};

/// What became of it.
pub(super) struct Made {
    pub(super) tei: String,
    /// Why parts of it are others, by their first byte.
    pub(super) origins: Vec<(usize, Origin)>,
    pub(super) findings: Bounded,
}

/// The file that is being rewritten.
pub(super) struct Rewriter<'c> {
    pub(super) comparison: &'c Comparison,
    pub(super) file: &'c str,
    pub(super) tags: Tags<'c>,
    pub(super) anchors: Vec<Anchor>,
    /// Parts of the text that are markup, sorted.
    pub(super) markup: Vec<Part>,
    pub(super) carried: Vec<Carried>,
    /// Elements whose text is put in anew.
    pub(super) lifted: Vec<Lifted>,
    /// The start tags of those that would cross others, with the name of the other one.
    pub(super) crossing: BTreeMap<Span, String>,
    /// The start tags of those that were put in, or set elsewhere.
    pub(super) used: BTreeSet<Span>,
    /// Parts of the file that were moved or doubled, sorted.
    pub(super) runs: Vec<Span>,
    /// For each zone of a note the note.
    notes: BTreeMap<usize, usize>,
    pub(super) cuts: Cuts,
    /// Where in the file there is text, sorted later.
    pub(super) alive: Vec<usize>,
    pub(super) findings: Bounded,
}

/// A part of both between two anchors.
pub(super) struct Between {
    pub(super) text: Part,
    pub(super) tei: Part,
    pub(super) zone: usize,
    /// Where it stands in the file.
    pub(super) span: Span,
}

/// Which white space of the TEI stays.
pub(super) struct Kept {
    pub(super) before: bool,
    pub(super) behind: bool,
    pub(super) inside: bool,
}

impl<'c> Rewriter<'c> {
    pub(super) fn of(comparison: &'c Comparison, file: &'c str) -> Self {
        let tags = Tags::of(&comparison.tei);
        let anchors = anchors(comparison);
        let Found { carried, lifted, crossing } = carried::find(comparison, &tags, &anchors, file);
        let markup = markup(comparison);
        let mut notes = BTreeMap::new();
        for (at, element) in tags.elements.iter().enumerate().filter(|(_, element)| !element.is_hidden) {
            notes.entry(element.zone).or_insert(at);
        }
        let (cuts, alive, findings) = (Cuts::new(), Vec::new(), Bounded::default());
        let runs = runs(comparison);
        let used = BTreeSet::new();
        Self {
            comparison,
            file,
            tags,
            anchors,
            markup,
            carried,
            lifted,
            crossing,
            used,
            runs,
            notes,
            cuts,
            alive,
            findings,
        }
    }

    pub(super) fn text(&self) -> &'c Stream {
        &self.comparison.text
    }

    pub(super) fn read(&self) -> &'c Stream {
        &self.comparison.tei.stream
    }

    /// The place in the source of a part of the text.
    pub(super) fn source(&self, part: &Part) -> Span {
        self.text().span(index(part.start), index(part.end))
    }

    /// The place in the file behind the character before a place of the stream.
    pub(super) fn begin(&self, at: u32, zone: usize) -> usize {
        let is_first = self.read().zones.get(zone) == Some(&index(at));
        if is_first { self.zone_span(zone).start } else { self.read().span(index(at), index(at)).start }
    }

    /// The place in the file of the character behind a place of the stream.
    pub(super) fn finish(&self, at: u32, zone: usize) -> usize {
        let end = self.read().zones.get(zone + 1).copied().unwrap_or(self.read().text.len());
        if index(at) >= end { self.zone_span(zone).end } else { self.read().span(index(at), index(at) + 1).start }
    }

    /// The part of the file that holds a zone.
    fn zone_span(&self, zone: usize) -> Span {
        let note = self.notes.get(&zone).and_then(|note| self.tags.elements.get(*note));
        match note.filter(|_| zone > 0) {
            Some(note) => Span::new(note.open.end, note.close.start),
            None => Span::new(0, self.file.len()),
        }
    }
}
