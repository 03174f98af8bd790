//! Elements whose text the TEI has moved or doubled. Takes a comparison; gives the elements that can be set around their text where the text has it.
//!
//! Only elements inside of lines are carried, and the parts of opener and closer: paragraphs and divisions stay. Where one would cross others it is
//! parted, or not carried (`parting`); where it stands already it is not carried.

use std::collections::{BTreeMap, BTreeSet};

use super::anchors::{Anchor, slice};
use super::compare::{Part, Step};
use super::comparison::Comparison;
use super::parting;
use super::stream::Stream;
use super::tags::Tags;
use super::tei_reading::ElementPlace;
use super::tokens::index;
use crate::text::Span;
use crate::vocabulary::{self, Property};

/// An element that goes where its text stands already.
#[derive(Clone, Debug)]
pub(super) struct Carried {
    pub(super) name: String,
    /// The parts of the file that it will hold: one, or several where it would cross others.
    pub(super) parts: Vec<Span>,
    /// The part of the text that it will hold.
    pub(super) text: Part,
    /// Its tags.
    pub(super) open: Span,
    pub(super) close: Span,
}

/// An element that goes where its text is put in.
#[derive(Clone, Debug)]
pub(super) struct Lifted {
    pub(super) name: String,
    /// The part of the text that it will hold.
    pub(super) text: Part,
    /// Its tags.
    pub(super) open: Span,
    pub(super) close: Span,
}

/// The elements that go elsewhere.
#[derive(Debug, Default)]
pub(super) struct Found {
    pub(super) carried: Vec<Carried>,
    pub(super) lifted: Vec<Lifted>,
    /// The start tags of those that are not carried since they would cross others, with the name of the other one.
    pub(super) crossing: BTreeMap<Span, String>,
}

/// Finds all.
pub(super) fn find(comparison: &Comparison, tags: &Tags<'_>, anchors: &[Anchor], file: &str) -> Found {
    let mut found = Found::default();
    let mut taken: BTreeSet<Span> = BTreeSet::new();
    let candidates = candidates(tags);
    for step in &comparison.steps {
        let (Step::Doubled(text, tei) | Step::Moved(text, tei)) = step else { continue };
        let run = Run::of(comparison, text, tei);
        for element in inside(comparison, &candidates, tei) {
            let Some(text) = run.target(comparison, element) else { continue };
            let (name, open, close) = (element.name.clone(), element.open, element.close);
            if matches!(step, Step::Moved(..)) {
                found.lifted.push(Lifted { name, text, open, close });
                continue;
            }
            let span = in_file(comparison, &text, anchors)
                .filter(|span| tags.may_stand(tags.around(span.start), &name) && !is_there(tags, element, *span));
            match span.map(|span| parting::parts(&name, span, tags, &near(&taken, span), file)) {
                Some(Ok(parts)) => {
                    taken.extend(&parts);
                    found.carried.push(Carried { name, parts, text, open, close });
                }
                Some(Err(other)) => {
                    found.crossing.insert(open, other);
                }
                None => {}
            }
        }
    }
    found.lifted.sort_by_key(|one| one.text.start);
    found
}

/// Parts that elements around a place are looked for among.
const AROUND: usize = 64;

/// The parts of the file that other elements will hold and that have something in common with this one.
fn near(taken: &BTreeSet<Span>, own: Span) -> Vec<Span> {
    let inside = taken.range(own..).take_while(|other| other.start < own.end);
    let around = taken.range(..own).rev().take(AROUND).filter(|other| other.end > own.start);
    inside.chain(around).copied().collect()
}

/// The elements that may be carried, by the beginning of their text.
fn candidates<'r>(tags: &Tags<'r>) -> Vec<&'r ElementPlace> {
    let is_one = |element: &&ElementPlace| {
        !element.is_hidden && !element.close.is_empty() && element.start < element.end && !stays(&element.name)
    };
    let mut candidates: Vec<&ElementPlace> = tags.elements.iter().filter(is_one).collect();
    candidates.sort_by_key(|element| element.start);
    candidates
}

/// Those whose text can be in a part of the TEI, in their order: nothing but white space of theirs stands before it.
fn inside<'r>(comparison: &Comparison, candidates: &[&'r ElementPlace], tei: &Part) -> Vec<&'r ElementPlace> {
    let before = comparison.tei.stream.text.get(..index(tei.start)).unwrap_or_default();
    let from = candidates.partition_point(|element| element.start < before.trim_end().len());
    let all = candidates.get(from..).unwrap_or_default().iter().copied();
    let mut inside: Vec<&ElementPlace> = all.take_while(|element| element.start <= index(tei.end)).collect();
    inside.sort_unstable_by_key(|element| element.open);
    inside
}

/// Text that was moved or doubled: where its visible characters stand in both.
struct Run {
    tei: Part,
    from: Vec<u32>,
    to: Vec<Part>,
}

impl Run {
    fn of(comparison: &Comparison, text: &Part, tei: &Part) -> Self {
        let from = visible(&comparison.tei.stream, tei).map(|part| part.start).collect();
        Self { tei: tei.clone(), from, to: visible(&comparison.text, text).collect() }
    }

    /// Where the text has the text of an element.
    fn target(&self, comparison: &Comparison, element: &ElementPlace) -> Option<Part> {
        let own = comparison.tei.stream.text.get(element.start..element.end)?;
        let start = element.start + (own.len() - own.trim_start().len());
        let end = element.start + own.trim_end().len();
        if start < index(self.tei.start) || end > index(self.tei.end) || start >= end {
            return None;
        }
        let rank = |place: usize| self.from.partition_point(|at| index(*at) < place);
        let to = self.to.get(rank(start)..)?;
        let to = to.get(..rank(end) - rank(start)).unwrap_or(to);
        Some(to.first()?.start..to.last()?.end)
    }
}

/// The parts of a stream that are characters of a part of it, without white space.
fn visible<'s>(stream: &'s Stream, part: &Part) -> impl Iterator<Item = Part> + use<'s> {
    let start = part.start;
    let place = move |offset: usize| start + u32::try_from(offset).unwrap_or(0);
    let characters = slice(stream, part).char_indices().filter(|(_, c)| !c.is_whitespace());
    characters.map(move |(offset, c)| place(offset)..place(offset + c.len_utf8()))
}

/// Where a part of the text stands in the file, between characters that both have.
fn in_file(comparison: &Comparison, text: &Part, anchors: &[Anchor]) -> Option<Span> {
    let anchor = |at: u32| {
        let anchor = anchors.get(anchors.partition_point(|anchor| anchor.text.end <= at))?;
        (anchor.text.start <= at).then_some(anchor)
    };
    let (first, last) = (anchor(text.start)?, anchor(text.end.checked_sub(1)?)?);
    let start = first.tei.start + (text.start - first.text.start);
    let end = last.tei.end.checked_sub(last.text.end - text.end)?;
    Some(comparison.tei.stream.span(index(start), index(end)))
}

/// Whether an element of the same name holds this part already.
fn is_there(tags: &Tags<'_>, element: &ElementPlace, span: Span) -> bool {
    let around = std::iter::successors(tags.around(span.start), |at| tags.elements.get(*at)?.parent);
    let same = |at: usize| {
        tags.elements.get(at).is_some_and(|other| {
            other.name == element.name && other.open.end == span.start && other.close.start == span.end
        })
    };
    around.take_while(|at| tags.elements.get(*at).is_some_and(|other| span.start <= other.open.end)).any(same)
}

/// Elements that are set only where they stand: they hold blocks, or are the paragraphs of a text.
fn stays(name: &str) -> bool {
    vocabulary::has(name, Property::Block) && !matches!(name, "salute" | "signed" | "dateline")
}
