//! Elements whose text the TEI has moved or doubled. Takes a comparison; gives the elements that can be set around their text where the text has it.
//!
//! Only elements inside of lines are carried, and the parts of opener and closer: paragraphs and divisions stay. Where one would cross others,
//! or stands already, it is not carried.

use super::anchors::{Anchor, slice};
use super::compare::{Part, Step};
use super::comparison::Comparison;
use super::tags::Tags;
use super::tei_reading::ElementPlace;
use super::tokens::index;
use crate::text::Span;
use crate::vocabulary::{self, Property};

/// An element that goes where its text stands already.
#[derive(Clone, Debug)]
pub(super) struct Carried {
    /// The part of the file that it will hold.
    pub(super) span: Span,
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

/// Finds all.
pub(super) fn find(comparison: &Comparison, tags: &Tags<'_>, anchors: &[Anchor]) -> (Vec<Carried>, Vec<Lifted>) {
    let (mut carried, mut lifted): (Vec<Carried>, Vec<Lifted>) = (Vec::new(), Vec::new());
    for step in &comparison.steps {
        let (Step::Doubled(text, tei) | Step::Moved(text, tei)) = step else { continue };
        for element in tags.elements.iter().filter(|element| is_inside(element, tei) && !stays(&element.name)) {
            let Some(own) = target(comparison, element, (text, tei)) else { continue };
            let (open, close) = (element.open, element.close);
            if matches!(step, Step::Moved(..)) {
                lifted.push(Lifted { name: element.name.clone(), text: own, open, close });
                continue;
            }
            let span = in_file(comparison, &own, anchors);
            let span = span.filter(|span| {
                tags.is_balanced(*span)
                    && may_stand(tags, tags.around(span.start), &element.name)
                    && !is_there(tags, element, *span)
            });
            let is_free =
                |span: &Span| carried.iter().all(|other| other.span.end <= span.start || span.end <= other.span.start);
            carried.extend(span.filter(is_free).map(|span| Carried { span, text: own, open, close }));
        }
    }
    (carried, lifted)
}

fn is_inside(element: &ElementPlace, tei: &Part) -> bool {
    !element.is_hidden
        && !element.close.is_empty()
        && element.start < element.end
        && index(tei.start) <= element.end
        && element.start <= index(tei.end)
}

/// Where the text has the text of an element.
fn target(comparison: &Comparison, element: &ElementPlace, (text, tei): (&Part, &Part)) -> Option<Part> {
    let stream = &comparison.tei.stream;
    let own = stream.text.get(element.start..element.end)?;
    let start = element.start + (own.len() - own.trim_start().len());
    let end = element.start + own.trim_end().len();
    if start < index(tei.start) || end > index(tei.end) || start >= end {
        return None;
    }
    let count =
        |from: usize, to: usize| Some(stream.text.get(from..to)?.chars().filter(|c| !c.is_whitespace()).count());
    let (before, length) = (count(index(tei.start), start)?, count(start, end)?);
    let places = slice(&comparison.text, text).char_indices().filter(|(_, c)| !c.is_whitespace());
    let mut places = places.map(|(offset, c)| (offset, offset + c.len_utf8())).skip(before).take(length);
    let (first, end) = places.next()?;
    let end = places.last().map_or(end, |(_, end)| end);
    let place = |offset: usize| text.start + u32::try_from(offset).unwrap_or(0);
    Some(place(first)..place(end))
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

/// Whether an element may be set into another: the document has one there already, or it stands in any line of text. A fragment, which is valid
/// by no schema, may have all.
pub(super) fn may_stand(tags: &Tags<'_>, around: Option<usize>, name: &str) -> bool {
    let is_document = tags.elements.first().is_some_and(|root| matches!(&*root.name, "TEI" | "teiCorpus"));
    let (parent, has) = (tags.name(around), |at: usize| tags.name(Some(at)) == name);
    let stands = |at: usize| tags.elements.get(at).is_some_and(|element| tags.name(element.parent) == parent);
    !is_document || !vocabulary::has(name, Property::Block) || (0..tags.elements.len()).any(|at| has(at) && stands(at))
}

/// Whether an element of the same name holds this part already.
fn is_there(tags: &Tags<'_>, element: &ElementPlace, span: Span) -> bool {
    let around = std::iter::successors(tags.around(span.start), |at| tags.elements.get(*at)?.parent);
    let same = |at: usize| {
        tags.elements.get(at).is_some_and(|other| {
            other.name == element.name && other.open.end == span.start && other.close.start == span.end
        })
    };
    around.into_iter().any(same)
}

/// Elements that are set only where they stand: they hold blocks, or are the paragraphs of a text.
fn stays(name: &str) -> bool {
    vocabulary::has(name, Property::Block) && !matches!(name, "salute" | "signed" | "dateline")
}
