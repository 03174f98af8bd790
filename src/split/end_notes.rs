//! Notes behind the letters of a volume. Takes its back part; gives for each note the letter that cites it, where that can be told.
//!
//! A note begins with a label ("12. ") and goes on to the next one. Numbered through the volume, its mark is looked for in all letters; below the heading of a
//! letter, in that letter alone. Marks and notes agree where marks with the numbers of the notes stand in their order: a series, as the numbers of
//! letters are. A number that may be the mark in two letters is none.

use std::collections::{BTreeMap, HashMap};

use super::border::Border;
use super::lines::Line;
use super::number::Number;
use super::series;
use crate::diag::{self, Diagnostic};
use crate::profile::{Lexicon, NoteStyle, Profile, Template};
use crate::text::Span;

/// A note, the letter below whose heading it stands, and the list that it is in: each heading of the back part begins one.
#[derive(Clone, Debug)]
struct Note {
    number: Number,
    label: Span,
    span: Span,
    section: Option<usize>,
    list: usize,
}

/// A number that may be a mark, and the letter that it stands in.
#[derive(Clone, Copy, Debug)]
struct Mark {
    at: usize,
    number: Number,
    letter: usize,
}

/// The letter of each note that has one, by its place among the letters; and what is to be said of the others.
pub fn letters_of_notes(
    text: &str,
    lines: &[Line],
    borders: &[Border],
    back: usize,
    profile: &Profile,
) -> (Vec<(usize, Span)>, Vec<Diagnostic>) {
    let mut sections: BTreeMap<(usize, Option<usize>), Vec<Note>> = BTreeMap::new();
    for note in notes(text, lines, borders, back, profile) {
        sections.entry((note.list, note.section)).or_default().push(note);
    }
    let (mut placed, mut left) = (Vec::new(), Vec::new());
    for ((_, section), notes) in sections {
        let range = match section.and_then(|at| Some((borders.get(at)?.at, borders.get(at + 1)))) {
            Some((start, next)) => Span::new(start, next.map_or(back, |next| next.at)),
            None => Span::new(borders.first().map_or(back, |first| first.at), back),
        };
        let found = cited(text, range, borders, &notes, profile);
        for note in notes {
            match found.get(&note.number) {
                Some(letter) => placed.push((*letter, note.span)),
                None => left.push(unplaced(&note)),
            }
        }
    }
    placed.sort_by_key(|(_, span)| span.start);
    (placed, left)
}

fn unplaced(note: &Note) -> Diagnostic {
    let message = "this note stays in the back part: which letter cites it cannot be told";
    let finding = Diagnostic::new(&diag::END_NOTE_LEFT, message).at(note.label);
    finding.help("move it to its letter, or mend the mark: `notes.marks` of the profile says how marks are written")
}

/// The notes of a back part.
fn notes(text: &str, lines: &[Line], borders: &[Border], back: usize, profile: &Profile) -> Vec<Note> {
    let headings: HashMap<&str, usize> =
        borders.iter().enumerate().map(|(at, border)| (border.heading(text).of(text), at)).collect();
    let mut notes: Vec<Note> = Vec::new();
    let (mut section, mut list, mut is_open) = (None, 0, false);
    for line in lines.iter().skip(lines.partition_point(|line| line.start < back)) {
        let words = line.words.of(text);
        let label = label(words, &profile.notes);
        let heading = headings.get(words);
        let begins = profile.lexicon().back_matter.has_alike(words.trim_end_matches(['.', ':']));
        let ends = heading.is_some() || begins;
        list += usize::from(begins);
        if let Some(last) = notes.last_mut().filter(|_| is_open && (ends || label.is_some())) {
            last.span.end = line.start;
        }
        if let Some((number, length)) = label {
            let label = Span::new(line.words.start, line.words.start + length);
            notes.push(Note { number, label, span: Span::new(line.start, text.len()), section, list });
        }
        section = if ends { heading.copied() } else { section };
        is_open = (is_open || label.is_some()) && !ends;
    }
    notes
}

/// The number of the label with which a line begins, and the length of the label.
fn label(line: &str, style: &NoteStyle) -> Option<(Number, usize)> {
    style.labels.iter().find_map(|template| {
        let (number, length) = numbered(line, template)?;
        (length < line.len()).then_some((number, length))
    })
}

/// The number behind the first words of a template, and the length of both with what follows the number.
fn numbered(text: &str, template: &Template) -> Option<(Number, usize)> {
    let rest = text.strip_prefix(template.prefix())?;
    let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
    let end = rest.get(digits..)?.strip_prefix(template.suffix())?;
    Some((Number::read(rest.get(..digits)?)?, text.len() - end.len()))
}

/// The letters that cite notes, by the number of the note: in the way to write marks that answers most of them.
fn cited(text: &str, range: Span, borders: &[Border], notes: &[Note], profile: &Profile) -> HashMap<Number, usize> {
    let is_rising = notes.is_sorted_by(|before, after| before.number < after.number);
    let styles = profile.notes.marks.iter().chain(&profile.notes.agreeing_marks).rev();
    let found = styles.map(|style| {
        let mut marks = marks(text, range, style, profile.lexicon());
        marks.retain(|(_, number)| notes.binary_search_by_key(number, |note| note.number).is_ok());
        let letter = |at: usize| borders.partition_point(|border| border.at <= at).saturating_sub(1);
        assigned(&marks.into_iter().map(|(at, number)| Mark { at, number, letter: letter(at) }).collect::<Vec<_>>())
    });
    let best = found.max_by_key(HashMap::len).unwrap_or_default();
    // Marks that answer few of the notes are none.
    if is_rising && best.len() * 2 >= notes.len() { best } else { HashMap::new() }
}

/// The letters of marks in series; one that might stand in another letter is left out.
fn assigned(marks: &[Mark]) -> HashMap<Number, usize> {
    let series = series::best(&marks.iter().map(|mark| (mark.number, false)).collect::<Vec<_>>());
    let chosen: Vec<&Mark> = series.into_iter().filter_map(|at| marks.get(at)).collect();
    let mut places: HashMap<Number, Vec<&Mark>> = HashMap::new();
    marks.iter().for_each(|mark| places.entry(mark.number).or_default().push(mark));
    let is_certain = |at: usize, mark: &Mark| {
        let before = at.checked_sub(1).and_then(|at| chosen.get(at)).map_or(0, |mark| mark.at);
        let after = chosen.get(at + 1).map_or(usize::MAX, |mark| mark.at);
        let others = places.get(&mark.number).into_iter().flatten();
        others.filter(|other| before < other.at && other.at < after).all(|other| other.letter == mark.letter)
    };
    chosen
        .iter()
        .enumerate()
        .filter(|(at, mark)| is_certain(*at, mark))
        .map(|(_, mark)| (mark.number, mark.letter))
        .collect()
}

/// What may be a mark: with its signs anywhere; a number alone where it is glued to a word, to a sign behind it, or to a year.
fn marks(text: &str, range: Span, style: &Template, lexicon: &Lexicon) -> Vec<(usize, Number)> {
    let inside = range.of(text);
    if !style.is_bare() {
        let places = inside.match_indices(style.prefix()).filter(|_| !style.prefix().is_empty());
        let read = |at: usize| Some((range.start + at, numbered(inside.get(at..)?, style)?.0));
        return places.filter_map(|(at, _)| read(at)).collect();
    }
    let mut found = Vec::new();
    let mut end = 0;
    for (at, _) in inside.match_indices(|c: char| c.is_ascii_digit()) {
        if at < end {
            continue;
        }
        let (before, rest) = inside.split_at_checked(at).unwrap_or((inside, ""));
        let digits = rest.get(..rest.bytes().take_while(u8::is_ascii_digit).count()).unwrap_or_default();
        end = at + digits.len();
        let is_apart = !rest.get(digits.len()..).unwrap_or_default().starts_with(char::is_alphanumeric);
        let year = digits.get(..4).filter(|year| digits.len() > 4 && lexicon.is_year(year));
        let is_glued = before.ends_with(|c: char| c.is_alphabetic() || ".,;:!?…)]”’»\"'".contains(c));
        let number = digits.get(year.map_or(0, str::len)..).and_then(Number::read);
        found.extend(
            number.filter(|_| is_apart && (is_glued || year.is_some())).map(|number| (range.start + at, number)),
        );
    }
    found
}
