//! Notes and their marks, joined. Takes the lines of a text; gives the notes, where each is cited, and the lines that are not notes.

use super::assign::{self, assign};
use super::blocks::{Shape, TextBlock};
use super::inline::cut;
use super::layout::is_blank;
use super::mark::{Mark, Marks};
use super::note_list::{self, Entry};
use super::note_marks::{self, Candidate, Value};
use super::pages::PageMark;
use crate::budget::Exceeded;
use crate::model::Note;
use crate::profile::{Lexicon, NoteStyle, Template};
use crate::text::Span;
use std::collections::VecDeque;

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
    if style.agreeing_marks.is_empty() {
        return Ok(found);
    }
    // "letter1)": the number alone is not the whole mark.
    let is_part =
        |mark: &Candidate| text.get(mark.span.end..).is_some_and(|after| !mark.is_explicit() && after.starts_with(')'));
    let is_open = found.cited.iter().flatten().all(is_part);
    let label = |line: &Span| note_list::label(line.trim(text), text, style);
    let numbers: Vec<&str> = lines.iter().filter_map(label).map(|(number, _)| number.of(text)).collect();
    let has_notes = !found.entries.is_empty() || !numbers.is_empty();
    let has_letters = numbers.iter().any(|number| number.starts_with(char::is_alphabetic));
    if !(is_open && has_notes || has_letters) {
        return Ok(found);
    }
    let is_used = |mark: &&Template| text.contains(mark.prefix()) && text.contains(mark.suffix());
    let used: Vec<&Template> = style.agreeing_marks.iter().filter(is_used).collect();
    let all: Vec<&Template> = style.marks.iter().chain(used.iter().copied()).collect();
    let agreement = if is_open { Agreement::None } else { found.agreement(text) };
    let mut best = (agreement, found);
    for marks in used.chunks(1).chain([all.as_slice()]) {
        let style = NoteStyle { marks: marks.iter().copied().cloned().collect(), ..style.clone() };
        let other = join_as(text, lines, pages, &style, lexicon, &hold)?;
        let agreement = other.agreement(text);
        if agreement > best.0 {
            best = (agreement, other);
        }
    }
    Ok(best.1)
}

/// How well marks and notes agree; of two that agree alike the one with more notes cited is the better one.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Agreement {
    /// They do not.
    None,
    /// Half of the notes are cited, each as it is labelled: some have lost their marks.
    InPart(usize),
    /// Each note of a list is cited, and most of those that nothing else can be.
    Whole(usize),
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
    let mut best = join_list(text, &rest, &in_text, &marks, style, lexicon);
    if let Some((entries, rest, marks)) = at_foot(text, &rest, &in_text, &marks, style) {
        let other = join_list(text, &rest, &entries, &marks, style, lexicon);
        if other.certain(text) > best.certain(text) {
            best = other;
        }
    }
    best.cite_missing();
    Ok(best)
}

/// Notes that stand in groups between the blocks of the text, behind the block or at the foot of the page that cites them: with those
/// known already, the lines without them, and the marks in these lines. `None` where there are none.
///
/// A group is taken where a mark that nothing else is written like stands for each of its notes between it and the group before.
fn at_foot(
    text: &str,
    lines: &[Span],
    in_text: &[Entry],
    marks: &[Candidate],
    style: &NoteStyle,
) -> Option<(Vec<Entry>, Vec<Span>, Vec<Candidate>)> {
    /// A group cites so many of the marks before it at most.
    const NEAREST: usize = 256;
    // "(1) the ship, (2) the crew" counts what is told below; "/1/" is answered by "/1/" alone, which was found before.
    let is_apart =
        |mark: &Candidate| text.get(..mark.span.start).is_none_or(|before| before.ends_with(char::is_whitespace));
    let is_of_note = |mark: &&Candidate| {
        let written = mark.span.of(text);
        mark.is_certain(text) && !written.starts_with('/') && !(is_apart(mark) && written.ends_with(')'))
    };
    let mut certain = marks.iter().filter(is_of_note).peekable();
    certain.peek()?;
    let mut entries = in_text.to_vec();
    let mut rest = Vec::with_capacity(lines.len());
    let mut open: VecDeque<Value> = VecDeque::new();
    for group in lines.chunk_by(|line, next| !is_blank(*line, text) && !is_blank(*next, text)) {
        let end = group.last().map_or(0, |line| line.end);
        let notes = group_of_notes(group, text, style);
        let mut values = notes.iter().map(|note| note_marks::value_of(note.number.of(text), style));
        let last = values.try_fold(0, |from, value| {
            let at = open.iter().skip(from).position(|mark| Some(*mark) == value)?;
            Some(from + at + 1)
        });
        let taken = last.filter(|_| !notes.is_empty());
        let mut own = Vec::new();
        while let Some(mark) = certain.next_if(|mark| mark.span.end <= end) {
            own.push(mark.value);
        }
        match taken {
            Some(last) => {
                open.drain(..last);
                rest.extend(group.iter().map(|line| Span::at(line.start)));
                entries.extend(notes);
            }
            None => {
                open.extend(own);
                open.drain(..open.len().saturating_sub(NEAREST));
                rest.extend(group);
            }
        }
    }
    let is_of_text = |mark: &&Candidate| {
        let rank = rest.partition_point(|line| line.end < mark.span.end);
        rest.get(rank).is_some_and(|line| line.start <= mark.span.start)
    };
    let marks = marks.iter().filter(is_of_text).copied().collect();
    entries.sort_by_key(|entry| entry.label.start);
    (entries.len() > in_text.len()).then_some((entries, rest, marks))
}

/// The notes of a group of lines without a blank one between them, if a note begins it.
fn group_of_notes(group: &[Span], text: &str, style: &NoteStyle) -> Vec<Entry> {
    let begins = |line: &Span| note_list::label(line.trim(text), text, style).is_some();
    if !group.first().is_some_and(begins) {
        return Vec::new();
    }
    let mut notes = note_list::entries(group, text, style);
    notes.iter_mut().for_each(|note| note.is_in_text = true);
    notes
}

/// Notes that stand in the text, and those of the longest list at the end that the marks answer, joined to their marks.
fn join_list(
    text: &str,
    rest: &[Span],
    in_text: &[Entry],
    marks: &[Candidate],
    style: &NoteStyle,
    lexicon: &Lexicon,
) -> Notes {
    let plain = marks.iter().filter(|mark| mark.gain > note_marks::FAINT).copied().collect();
    let mut best = joined(text, rest, in_text.to_vec(), plain, style, lexicon);
    let starts = note_list::candidates(rest, text, style);
    let (mut held, mut failed) = (0, starts.len() + 1);
    while let Some((at, start)) = next_list(held, failed).and_then(|at| Some((at, *starts.get(at - 1)?))) {
        let (before, after) = rest.split_at_checked(start).unwrap_or((rest, &[]));
        let list = note_list::entries(after, text, style);
        let in_list = list.len();
        let entries = in_text.iter().cloned().chain(list).collect();
        // Marks are found line by line, so those of the lines before the list are the first of all.
        let end = before.last().map_or(0, |line| line.end);
        let marks = marks.get(..marks.partition_point(|mark| mark.span.end <= end)).unwrap_or_default();
        let is_set_apart = note_list::is_set_apart(rest, start, text);
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
    best
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
    let assigned = assign_series(&labels, &candidates);
    let is_faint = |mark: &Option<usize>| {
        mark.and_then(|at| candidates.get(at)).is_some_and(|mark| mark.gain <= note_marks::FAINT)
    };
    // The last notes of a list are those of a signature, which a copy of the text may have lost: a faint mark is none of theirs.
    let last = assigned.iter().rposition(|mark| mark.is_some() && !is_faint(mark)).unwrap_or(usize::MAX);
    // Where the last mark of each series ends.
    let mut ends = [0, 0];
    let cited = assigned
        .iter()
        .enumerate()
        .map(|(at, mark)| if at > last && is_faint(mark) { &None } else { mark })
        .map(|mark| {
            let mark = candidates.get((*mark)?).copied()?;
            let end = ends.get_mut(usize::from(mark.value.is_letter()))?;
            let is_behind = mark.span.start >= *end;
            *end = mark.span.end.max(*end);
            is_behind.then_some(mark)
        })
        .collect();
    Notes { entries, cited, candidates, lines: lines.to_vec() }
}

/// For each label the index of its mark. Letters and numbers are two series, as editions have that part the variants of a text from
/// what is said about it: each in order by itself.
fn assign_series(labels: &[Value], candidates: &[Candidate]) -> Vec<Option<usize>> {
    if !labels.iter().any(|label| label.is_letter()) {
        return assign(labels, candidates).marks;
    }
    let mut marks = vec![None; labels.len()];
    for is_letter in [false, true] {
        let of_series = |(_, value): &(usize, Value)| value.is_letter() == is_letter;
        let (label_at, of_labels): (Vec<usize>, Vec<Value>) =
            labels.iter().copied().enumerate().filter(of_series).unzip();
        let values = candidates.iter().map(|mark| mark.value).enumerate();
        let mark_at: Vec<usize> = values.filter(of_series).map(|(at, _)| at).collect();
        let of_marks: Vec<Candidate> = mark_at.iter().filter_map(|at| candidates.get(*at).copied()).collect();
        for (label, mark) in label_at.into_iter().zip(assign(&of_labels, &of_marks).marks) {
            if let Some(slot) = marks.get_mut(label) {
                *slot = mark.and_then(|mark| mark_at.get(mark).copied());
            }
        }
    }
    marks
}

impl Notes {
    /// How many marks that nothing else is written like have their note.
    fn certain(&self, text: &str) -> usize {
        self.cited.iter().flatten().filter(|mark| mark.is_certain(text)).count()
    }

    fn agreement(&self, text: &str) -> Agreement {
        let is_as_labelled = |(entry, cited): (&Entry, &Option<Candidate>)| {
            cited.is_none_or(|mark| mark.span.of(text) == entry.label.of(text).trim_end())
        };
        let [(in_text, some), (in_list, of_list)] = [true, false].map(|is_in_text| self.cited_of(is_in_text));
        let cited = some + of_list;
        match () {
            () if cited == 0 || some * 2 < in_text || of_list * 2 < in_list => Agreement::None,
            () if of_list == in_list => Agreement::Whole(cited),
            () if self.entries.iter().zip(&self.cited).all(is_as_labelled) => Agreement::InPart(cited),
            () => Agreement::None,
        }
    }

    /// How many notes stand in the text, or in a list at the end, and how many of them are cited.
    fn cited_of(&self, is_in_text: bool) -> (usize, usize) {
        let notes = self.entries.iter().zip(&self.cited).filter(|(entry, _)| entry.is_in_text == is_in_text);
        notes.fold((0, 0), |(all, cited), (_, mark)| (all + 1, cited + usize::from(mark.is_some())))
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
