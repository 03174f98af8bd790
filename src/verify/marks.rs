//! Marks of the text and the elements they stand for. Takes a comparison; gives which belong together, and which are alone.
//!
//! Punctuation may stand between a mark and its element. A number that the text has and an element beside gives is a mark, though the
//! profile does not spell it; so is a hyphen at a line's end, where the TEI has a break inside of the word.

use std::collections::VecDeque;

use rustc_hash::{FxHashMap, FxHashSet};

use super::compare::{Part, Step};
use super::comparison::Comparison;
use super::stream::{Mark, PointKind};
use super::tokens::index;
use crate::text::with_plain_digits;

/// The marks of a comparison, by their tokens.
#[derive(Debug, Default)]
pub(super) struct Marks {
    /// Marks with their elements.
    pub(super) pairs: Vec<(u32, u32)>,
    /// Marks without elements, with the place in the TEI behind what stands before them.
    pub(super) lost: Vec<(u32, u32)>,
    /// Elements without marks.
    pub(super) extra: Vec<u32>,
}

impl Marks {
    pub(super) fn of(comparison: &Comparison) -> Self {
        let mut marks = Self::default();
        let (mut lost, mut extra): (Vec<u32>, Vec<u32>) = (Vec::new(), Vec::new());
        let mut place = 0;
        for step in &comparison.steps {
            match step {
                Step::Same(_, piece) => {
                    if comparison.tei_side().is_word(index(piece.token)) {
                        marks.settle(&mut lost, &mut extra, place, comparison);
                    }
                    place = piece.end;
                }
                Step::LostMark(mark) => lost.push(*mark),
                Step::ExtraMark(element) => extra.push(*element),
                Step::Mark(mark, element) => marks.pairs.push((*mark, *element)),
                Step::Differs(..) | Step::Moved(..) | Step::Doubled(..) => {}
            }
        }
        marks.settle(&mut lost, &mut extra, place, comparison);
        marks
    }

    /// Joins marks and elements between two words.
    fn settle(&mut self, lost: &mut Vec<u32>, extra: &mut Vec<u32>, place: u32, comparison: &Comparison) {
        let mut waiting: FxHashMap<Option<Mark>, VecDeque<u32>> = FxHashMap::default();
        for element in extra.iter().filter(|_| !lost.is_empty()) {
            waiting.entry(comparison.mark(*element, true)).or_default().push_back(*element);
        }
        let mut joined = FxHashSet::default();
        for mark in lost.drain(..) {
            match waiting.get_mut(&comparison.mark(mark, false)).and_then(VecDeque::pop_front) {
                Some(element) => {
                    joined.insert(element);
                    self.pairs.push((mark, element));
                }
                None => self.lost.push((mark, place)),
            }
        }
        self.extra.extend(extra.drain(..).filter(|element| !joined.contains(element)));
    }
}

/// Whether a step is the loss of characters that are markup.
pub(super) fn is_markup(comparison: &Comparison, at: usize) -> bool {
    match comparison.steps.get(at) {
        Some(Step::Differs(text, tei)) if tei.is_empty() => {
            is_number(comparison, at, text) || is_hyphen(comparison, text, tei)
        }
        _ => false,
    }
}

/// Whether an element beside a step gives the number that is lost there.
fn is_number(comparison: &Comparison, at: usize, text: &Part) -> bool {
    let steps = &comparison.steps;
    let lost = bare(comparison.text.text.get(index(text.start)..index(text.end)).unwrap_or_default());
    let gives = |step: &Step| match step {
        Step::ExtraMark(element) => comparison.point(*element, true).is_some_and(|point| bare(&point.number) == lost),
        _ => false,
    };
    let is_beside = |step: &&Step| !matches!(step, Step::Same(..));
    let before = steps.get(..at).unwrap_or_default().iter().rev().take_while(is_beside);
    let behind = steps.get(at + 1..).unwrap_or_default().iter().take_while(is_beside);
    !lost.is_empty() && before.chain(behind).any(gives)
}

/// Whether a hyphen is lost at a line's end where the TEI breaks the word.
fn is_hyphen(comparison: &Comparison, text: &Part, tei: &Part) -> bool {
    let (own, behind) = comparison.text.text.split_at_checked(index(text.end)).unwrap_or_default();
    let own = own.get(index(text.start)..).unwrap_or_default();
    let is_line_end = behind.trim_start_matches([' ', '\t', '\r']).starts_with('\n');
    let rest = comparison.tei.stream.text.get(index(tei.end)..).unwrap_or_default();
    let end = index(tei.end) + (rest.len() - rest.trim_start().len());
    let points = &comparison.tei.stream.points;
    let from = points.partition_point(|point| point.start < index(tei.end));
    let mut here = points.get(from..).unwrap_or_default().iter().take_while(|point| point.start <= end);
    matches!(own, "-" | "¬" | "=" | "⸗" | "‐") && is_line_end && here.any(|point| point.kind == PointKind::JoinBreak)
}

/// A number without the punctuation around it.
pub(super) fn bare(number: &str) -> String {
    let plain = with_plain_digits(number);
    plain.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase()
}
