//! Notes and their marks, joined. Takes the lines of a text; gives the notes, where each is cited, and the lines that are not notes.

use super::assign::{self, assign};
use super::blocks::{Shape, TextBlock};
use super::inline::cut;
use super::mark::{Mark, Marks};
use super::note_list::{self, Entry};
use super::note_marks::{self, Candidate, Value};
use super::pages::PageMark;
use crate::budget::Exceeded;
use crate::model::Note;
use crate::profile::{Lexicon, NoteStyle};
use crate::text::Span;

/// The notes of a text.
#[derive(Clone, Debug)]
pub(super) struct Notes {
    /// The notes in the order they are printed.
    pub(super) entries: Vec<Entry>,
    /// For each note its mark.
    pub(super) cited: Vec<Option<Candidate>>,
    /// Every place that may be a mark.
    pub(super) candidates: Vec<Candidate>,
    /// The lines that are not notes.
    pub(super) lines: Vec<Span>,
}

/// Finds the notes of a text and joins them to their marks; `hold` is told how many bytes that takes. Where no mark
/// as the house writes them answers a note, the other ways to write one are tried.
///
/// # Errors
/// Those of `hold`.
pub(super) fn join(
    text: &str,
    lines: &[Span],
    pages: &[PageMark],
    style: &NoteStyle,
    lexicon: &Lexicon,
    hold: impl Fn(usize) -> Result<(), Exceeded>,
) -> Result<Notes, Exceeded> {
    let found = join_as(text, lines, pages, style, lexicon, &hold)?;
    if found.cited.iter().any(Option::is_some) {
        return Ok(found);
    }
    for mark in style.agreeing_marks.iter().filter(|mark| text.contains(mark.prefix())) {
        let style = NoteStyle { marks: vec![mark.clone()], ..style.clone() };
        let other = join_as(text, lines, pages, &style, lexicon, &hold)?;
        if other.agree() {
            return Ok(other);
        }
    }
    Ok(found)
}

/// The same with the marks of this style alone.
fn join_as(
    text: &str,
    lines: &[Span],
    pages: &[PageMark],
    style: &NoteStyle,
    lexicon: &Lexicon,
    hold: &impl Fn(usize) -> Result<(), Exceeded>,
) -> Result<Notes, Exceeded> {
    let (in_text, rest) = note_list::in_text(lines, text, style);
    let mut marks = note_marks::find(text, &rest, pages, style, lexicon);
    hold(assign::bytes(&marks))?;
    if in_text.iter().any(|entry| entry.label.of(text).starts_with('/')) {
        // Notes labelled "/1/" are cited as "/1/": a bare number is a number.
        marks.retain(Candidate::is_explicit);
    }
    let plain = marks.iter().filter(|mark| mark.gain > note_marks::FAINT).copied().collect();
    let mut best = joined(text, &rest, in_text.clone(), plain, style, lexicon);
    let starts = note_list::candidates(&rest, text, style);
    let (mut held, mut failed) = (0, starts.len() + 1);
    while let Some((at, start)) = next_list(held, failed).and_then(|at| Some((at, *starts.get(at - 1)?))) {
        let (before, after) = rest.split_at_checked(start).unwrap_or((&rest, &[]));
        let list = note_list::entries(after, text, style);
        let in_list = list.len();
        let entries = in_text.iter().cloned().chain(list).collect();
        // Marks are found line by line, so those of the lines before the list are the first of all.
        let end = before.last().map_or(0, |line| line.end);
        let marks = marks.get(..marks.partition_point(|mark| mark.span.end <= end)).unwrap_or_default();
        let is_set_apart = note_list::is_set_apart(&rest, start, text);
        let marks = marks.iter().filter(|mark| is_set_apart || mark.gain > note_marks::FAINT).copied().collect();
        let found = joined(text, before, entries, marks, style, lexicon);
        let cited = found.cited.iter().skip(in_text.len()).filter(|mark| mark.is_some()).count();
        let needed = if is_set_apart { 1 } else { in_list.div_ceil(2) };
        if cited >= needed.max(1) {
            (best, held) = (found, at);
        } else {
            failed = at;
        }
    }
    best.cite_missing();
    Ok(best)
}

/// Up to this many groups of lines every list is tried.
const EVERY_LIST: usize = 64;

/// How many groups the list has that is tried next, where one of `held` groups holds and one of `failed` does not, or is not there: one
/// group more; in long lists a quarter more, and half the way back where that was too much, so that thousands of notes do not ask for
/// thousands of assignments. Nothing where the longest list is known.
fn next_list(held: usize, failed: usize) -> Option<usize> {
    let step = if held < EVERY_LIST { 1 } else { held / 4 };
    let next = if held + step < failed { held + step } else { held + (failed - held) / 2 };
    (held < next && next < failed).then_some(next)
}

/// Notes joined to candidates for their marks in these lines.
fn joined(
    text: &str,
    lines: &[Span],
    entries: Vec<Entry>,
    mut candidates: Vec<Candidate>,
    style: &NoteStyle,
    lexicon: &Lexicon,
) -> Notes {
    let firsts = lines.iter().filter(|line| !line.of(text).trim().is_empty()).take(3).map(|line| line.end).max();
    let has_source = entries.first().is_some_and(|entry| is_source(entry, text, lexicon));
    // The note that names the source is cited at the end of the heading.
    for candidate in candidates.iter_mut().filter(|mark| has_source && Some(mark.span.end) <= firsts) {
        candidate.gain += 1.0;
    }
    let labels: Vec<Value> = entries
        .iter()
        .map(|entry| note_marks::value_of(entry.number.of(text), style).unwrap_or(Value::Symbol(u8::MAX, 0)))
        .collect();
    let assigned = assign(&labels, &candidates);
    let is_faint = |mark: &Option<usize>| {
        mark.and_then(|at| candidates.get(at)).is_some_and(|mark| mark.gain <= note_marks::FAINT)
    };
    // The last notes of a list are those of a signature, which a copy of the text may have lost: a faint mark is none of theirs.
    let last = assigned.marks.iter().rposition(|mark| mark.is_some() && !is_faint(mark)).unwrap_or(usize::MAX);
    let mut end = 0;
    let cited = assigned
        .marks
        .iter()
        .enumerate()
        .map(|(at, mark)| if at > last && is_faint(mark) { &None } else { mark })
        .map(|mark| {
            let mark = candidates.get((*mark)?).copied().filter(|mark| mark.span.start >= end)?;
            end = mark.span.end;
            Some(mark)
        })
        .collect();
    Notes { entries, cited, candidates, lines: lines.to_vec() }
}

impl Notes {
    /// Whether marks and notes agree: each note of a list is cited, and most of those that nothing else can be.
    fn agree(&self) -> bool {
        let cited = |(_, cited): &(&Entry, &Option<Candidate>)| cited.is_some();
        let (in_text, in_list): (Vec<_>, Vec<_>) =
            self.entries.iter().zip(&self.cited).partition(|(entry, _)| entry.is_in_text);
        let some = in_text.iter().filter(|row| cited(row)).count();
        let is_any = some > 0 || !in_list.is_empty();
        is_any && in_list.iter().all(cited) && some * 2 >= in_text.len()
    }

    /// Marks with signs around them that no note answers, among marks that notes do answer, cite notes that the text does not
    /// print: each gets a note without text, so that no mark is taken for text. A mark is one only between its neighbours in number.
    fn cite_missing(&mut self) {
        let number = |mark: &Candidate| match mark.value {
            Value::Number(number) => Some(number),
            Value::Symbol(..) | Value::Letter(_) => None,
        };
        let answered: Vec<Candidate> = self.cited.iter().flatten().copied().filter(Candidate::is_explicit).collect();
        let mut missing: Vec<Candidate> = Vec::new();
        for mark in self.candidates.iter().filter(|mark| mark.is_explicit()) {
            let rank = answered.partition_point(|known| known.span.end <= mark.span.start);
            let next = answered.get(rank);
            let before = rank.checked_sub(1).and_then(|rank| answered.get(rank)).into_iter().chain(missing.last());
            let before = before.max_by_key(|known| known.span.end);
            let is_free = next.is_none_or(|next| next.span.start >= mark.span.end);
            let follows = before.is_none_or(|before| number(before) < number(mark));
            let precedes = next.is_none_or(|next| number(mark) < number(next));
            if !answered.is_empty() && is_free && follows && precedes {
                missing.push(*mark);
            }
        }
        for mark in missing {
            let cites_before =
                |cited: &Option<Candidate>| cited.is_some_and(|cited| cited.span.start < mark.span.start);
            let at = self.cited.iter().rposition(cites_before).map_or(0, |last| last + 1);
            let nothing = Span::at(mark.span.end);
            self.entries.insert(
                at,
                Entry { number: mark.number, label: nothing, body: nothing, closing: None, is_in_text: true },
            );
            self.cited.insert(at, Some(mark));
        }
    }

    /// All marks of the text, page marks and note marks, in order.
    pub(super) fn marks(&self, pages: &[PageMark]) -> Vec<Mark> {
        let notes = self.cited.iter().enumerate().filter_map(|(at, mark)| Some(Mark::Note((*mark)?.span, at)));
        let mut marks: Vec<Mark> = pages.iter().copied().map(Mark::Page).chain(notes).collect();
        marks.sort_by_key(|mark| (mark.span().start, mark.span().end));
        marks
    }

    /// Gives each note without a mark a place: the end of the block before it, where it stands in the text; else the end of the
    /// block that cites the note before it, or of the last block, where no later note is cited.
    pub(super) fn anchor_uncited(&self, blocks: &[TextBlock<'_>], marks: &mut Vec<Mark>) {
        let places: Vec<Span> = blocks
            .iter()
            .filter(|block| matches!(block.shape, Shape::Text | Shape::Item(_) | Shape::LabelledItem))
            .map(|block| block.span)
            .collect();
        let last_cited = self.cited.iter().rposition(Option::is_some);
        let mut earlier = 0;
        for (at, (entry, cited)) in self.entries.iter().zip(&self.cited).enumerate() {
            if let Some(mark) = cited {
                earlier = mark.span.start;
                continue;
            }
            let place = match entry.is_in_text {
                true => entry.label.start,
                false if last_cited.is_none_or(|last| last < at) => usize::MAX,
                false => earlier,
            };
            let rank = places.partition_point(|span| span.start <= place);
            if let Some(block) = places.get(rank.saturating_sub(1)) {
                marks.push(Mark::Note(Span::at(block.end), at));
            }
        }
    }

    /// The notes as the model holds them.
    pub(super) fn list(&self, marks: &Marks, text: &str, lexicon: &Lexicon) -> Vec<Note> {
        self.entries
            .iter()
            .zip(&self.cited)
            .map(|(entry, cited)| Note {
                mark: cited.map_or(entry.number, |mark| mark.number),
                cited: cited.map(|mark| mark.span),
                label: entry.label,
                span: entry.label.to(entry.closing.unwrap_or(entry.body)),
                content: cut(entry.paragraphs(text).next().unwrap_or_default(), marks),
                further: entry.paragraphs(text).skip(1).map(|paragraph| cut(paragraph, marks)).collect(),
                closing: entry.closing,
                is_source: is_source(entry, text, lexicon),
            })
            .collect()
    }
}

fn is_source(entry: &Entry, text: &str, lexicon: &Lexicon) -> bool {
    lexicon.sources.begins(entry.body.trim(text).of(text))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_lists_are_found_in_few_steps() {
        // Lists of up to `longest` of 5,000 groups hold.
        let find = |longest: usize| {
            let (mut held, mut failed, mut steps) = (0, 5_001, 0);
            while let Some(next) = next_list(held, failed) {
                *(if next <= longest { &mut held } else { &mut failed }) = next;
                steps += 1;
            }
            (held, steps)
        };
        for longest in [0, 1, 63, 64, 65, 1000, 4999, 5000] {
            let (held, steps) = find(longest);
            assert_eq!(held, longest);
            assert!(steps < EVERY_LIST + 40, "{longest}: {steps}");
        }
    }
}
