//! What a text and its TEI have both, and what stands between. Takes a comparison; gives its anchors in the order of both, the gaps between
//! them, and which parts were moved or are markup.

use super::compare::{Part, Step};
use super::comparison::Comparison;
use super::marks::{Marks, is_markup};
use super::stream::Stream;
use super::tokens::index;
use crate::text::Span;

/// Characters that are the same, or a mark with its element: the part of the text, that of the TEI.
#[derive(Clone, Debug)]
pub(super) struct Anchor {
    pub(super) text: Part,
    pub(super) tei: Part,
}

/// A part of both between two anchors, in one zone of the TEI.
pub(super) struct Gap {
    pub(super) text: Part,
    pub(super) tei: Part,
    pub(super) zone: usize,
}

/// What both have, in the order of both.
pub(super) fn anchors(comparison: &Comparison) -> Vec<Anchor> {
    let mut anchors: Vec<Anchor> = Vec::new();
    for step in &comparison.steps {
        let anchor = match step {
            Step::Same(a, b) => Anchor { text: a.start..a.end, tei: b.start..b.end },
            _ => continue,
        };
        if anchors.last().is_none_or(|last| last.text.end <= anchor.text.start && last.tei.end <= anchor.tei.start) {
            anchors.push(anchor);
        }
    }
    anchors
}

/// What stands between anchors, zone by zone.
pub(super) fn gaps(comparison: &Comparison, anchors: &[Anchor]) -> Vec<Gap> {
    let (mine, theirs) = (&comparison.text, &comparison.tei.stream);
    let end = |stream: &Stream| u32::try_from(stream.text.len()).unwrap_or(u32::MAX);
    let last = Anchor { text: end(mine)..end(mine), tei: end(theirs)..end(theirs) };
    let mut found = Vec::new();
    let (mut text, mut tei) = (0, 0);
    for anchor in anchors.iter().chain([&last]) {
        split(comparison, text..anchor.text.start.max(text), tei..anchor.tei.start.max(tei), &mut found);
        (text, tei) = (anchor.text.end.max(text), anchor.tei.end.max(tei));
    }
    found
}

/// Cuts what reaches over zones of the TEI; the text goes with the zone that it has too, or with the first.
fn split(comparison: &Comparison, text: Part, tei: Part, found: &mut Vec<Gap>) {
    let (mine, theirs) = (&comparison.text, &comparison.tei.stream);
    let zone_of =
        |at: u32, stream: &Stream| stream.zones.partition_point(|start| *start <= index(at)).saturating_sub(1);
    let (first, last) = (zone_of(tei.start, theirs), zone_of(tei.end, theirs));
    let border = |zone: usize, stream: &Stream| {
        stream.zones.get(zone).and_then(|at| u32::try_from(*at).ok()).unwrap_or(u32::MAX)
    };
    let is_parallel = zone_of(text.end, mine) > zone_of(text.start, mine);
    let text_border = match is_parallel {
        true => border(zone_of(text.end, mine), mine).clamp(text.start, text.end),
        false => text.end,
    };
    for zone in first..=last {
        let start = if zone == first { tei.start } else { border(zone, theirs) };
        let end = if zone == last { tei.end } else { border(zone + 1, theirs) };
        let text = match (zone == first, zone == last) {
            (true, true) => text.clone(),
            (true, false) => text.start..text_border,
            (false, true) => text_border..text.end,
            (false, false) => text_border..text_border,
        };
        found.push(Gap { text, tei: start..end, zone });
    }
}

/// The parts of the file that were moved or doubled.
pub(super) fn runs(comparison: &Comparison) -> Vec<Span> {
    let mut runs: Vec<Span> = Vec::new();
    for step in &comparison.steps {
        if let Step::Moved(_, tei) | Step::Doubled(_, tei) = step {
            runs.push(comparison.tei.stream.span(index(tei.start), index(tei.end)));
        }
    }
    runs.sort_unstable();
    runs
}

/// The parts of the text that the TEI has as elements.
pub(super) fn markup(comparison: &Comparison) -> Vec<Part> {
    let marks = Marks::of(comparison);
    let side = comparison.text_side();
    let token = |(mark, _): &(u32, u32)| side.token(index(*mark)).map(|token| token.start..token.end);
    let mut parts: Vec<Part> = marks.pairs.iter().filter_map(token).collect();
    for (at, step) in comparison.steps.iter().enumerate() {
        if let (Step::Differs(text, _), true) = (step, is_markup(comparison, at)) {
            parts.push(text.clone());
        }
    }
    parts.sort_unstable_by_key(|part| part.start);
    parts
}

/// The characters of a part.
pub(super) fn slice<'s>(stream: &'s Stream, part: &Part) -> &'s str {
    stream.text.get(index(part.start)..index(part.end)).unwrap_or_default()
}
