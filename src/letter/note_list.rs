//! Notes as they are printed: in a list at the end, or each after the block that cites it. Takes lines; gives the notes and the
//! lines that are left.
//!
//! A list at the end is only a candidate here: numbered paragraphs look alike. Whether it is one is decided by the marks in the
//! text (`note_marks`, `assign`). Leaves out where the notes are cited.

use super::closings::Closings;
use super::layout;
use super::note_marks::{superscript_length, symbol_length};
use super::words::{bare, match_template};
use crate::profile::{NoteStyle, Template};
use crate::text::Span;

/// A note with its label.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Entry {
    /// Number or sign alone.
    pub(super) number: Span,
    /// The label with its punctuation.
    pub(super) label: Span,
    /// The text, lines after the first included.
    pub(super) body: Span,
    /// The sign that closes it.
    pub(super) closing: Option<Span>,
    /// Whether it stands between other blocks and not in a list at the end.
    pub(super) is_in_text: bool,
}

impl Entry {
    /// Its paragraphs: a sign that closes the note holds several together.
    pub(super) fn paragraphs<'t>(&self, text: &'t str) -> impl Iterator<Item = Span> + 't {
        let body = self.body.trim(text);
        let mut at = body.start;
        let parts = body.of(text).split('\n').map(move |line| {
            let span = Span::new(at, at + line.len());
            at += line.len() + 1;
            span
        });
        let is_one = self.closing.is_none() && !takes_indented(self.label, text);
        let mut groups: Vec<Option<Span>> = vec![None];
        for line in parts {
            match groups.last_mut() {
                Some(open) if is_one || !line.of(text).trim().is_empty() => {
                    *open = Some(open.map_or(line, |open| open.to(line)));
                }
                _ => groups.push(None),
            }
        }
        groups.into_iter().flatten().map(move |span| span.trim(text))
    }
}

/// Labels of notes that a sign closes, with the lines that close what each line opens.
struct ClosedLabels<'n>(Vec<(&'n Template, Closings)>);

impl<'n> ClosedLabels<'n> {
    fn of(lines: &[Span], text: &str, notes: &'n NoteStyle) -> Self {
        let is_used = |label: &&Template| !label.close().is_empty() && text.contains(label.prefix());
        let with_closings = |label: &'n Template| {
            let (opening, closing) = (label.prefix().chars().next()?, label.close().chars().next()?);
            Some((label, Closings::of(lines, text, opening, closing)))
        };
        Self(notes.labels.iter().filter(is_used).filter_map(with_closings).collect())
    }

    /// A note that begins at a line and that a sign closes, and the line after it: "[Footnote 1: …]", over several paragraphs. Brackets
    /// inside it are counted.
    fn note(&self, lines: &[Span], at: usize, text: &str, notes: &NoteStyle) -> Option<(Entry, usize)> {
        let first = lines.get(at)?.trim(text);
        let is_sign = |c: char| notes.symbols.iter().any(|symbol| symbol.starts_with(c));
        let is_number = |c: char| c.is_ascii_alphanumeric() || is_sign(c);
        let (template, closings, found) = self.0.iter().find_map(|(template, closings)| {
            Some((template, closings, match_template(first.of(text), template, is_number)?))
        })?;
        let label = Span::new(first.start, first.start + found.end);
        let number = Span::new(first.start + found.start, first.start + found.start + found.number.len());
        let last = closings.of_line(at);
        let words = lines.get(last)?.trim(text);
        let end = words.start + words.of(text).strip_suffix(template.close())?.len();
        let (body, closing) = (Span::new(label.end, end), Some(Span::new(end, words.end)));
        Some((Entry { number, label, body, closing, is_in_text: true }, last + 1))
    }
}

/// Notes that stand after their blocks under a label that nothing else has ("/1/"), and the lines without them.
pub(super) fn in_text(lines: &[Span], text: &str, notes: &NoteStyle) -> (Vec<Entry>, Vec<Span>) {
    let mut entries: Vec<Entry> = Vec::new();
    let mut rest = Vec::new();
    let mut is_open = false;
    // Whether nothing but blank lines stands between a line and a note that indented paragraphs go on.
    let mut is_above = false;
    let mut closing = 0;
    let labels = ClosedLabels::of(lines, text, notes);
    for (at, line) in lines.iter().enumerate() {
        let trimmed = line.trim(text);
        if at < closing {
            rest.push(Span::at(line.start));
            continue;
        }
        if let Some((entry, next)) = labels.note(lines, at, text, notes) {
            entries.push(entry);
            (is_open, is_above, closing) = (false, false, next);
            rest.push(Span::at(line.start));
            continue;
        }
        match label(trimmed, text, notes).filter(|label| is_explicit(*label, text)) {
            Some(found) => {
                entries.push(entry(found, trimmed, true));
                (is_open, is_above) = (true, takes_indented(found.1, text));
                // A blank line in its place keeps the blocks around it apart.
                rest.push(Span::at(line.start));
            }
            None if !trimmed.is_empty() && (is_open || is_above && layout::indent(*line, text) >= INDENTED) => {
                if let Some(open) = entries.last_mut() {
                    open.body = open.body.to(trimmed);
                }
                is_open = true;
                rest.push(Span::at(line.start));
            }
            None => {
                is_open = false;
                is_above &= trimmed.is_empty();
                rest.push(*line);
            }
        }
    }
    (entries, rest)
}

/// From here on a line is indented that goes on with a note labelled "[^1]:", as Markdown has it.
const INDENTED: usize = 4;

/// Whether further paragraphs of a note with this label are indented.
fn takes_indented(label: Span, text: &str) -> bool {
    label.of(text).starts_with("[^")
}

/// Where lists of notes at the end may begin: indices of lines, the shortest list first. The last group of lines without a blank
/// between them is one; each group before it that begins with a label and precedes in number makes a longer one.
pub(super) fn candidates(lines: &[Span], text: &str, notes: &NoteStyle) -> Vec<usize> {
    let is_blank = |line: &Span| bare(line.of(text)).is_empty();
    let mut found = Vec::new();
    let mut end = lines.iter().rposition(|line| !is_blank(line)).map_or(0, |last| last + 1);
    let mut below: Option<u32> = None;
    while end > 0 {
        let start = lines.get(..end).and_then(|before| before.iter().rposition(is_blank)).map_or(0, |blank| blank + 1);
        let Some(first) = lines.get(start).map(|line| line.trim(text)) else { break };
        let Some((number, _)) = label(first, text, notes) else { break };
        let value = number.of(text).parse::<u32>().ok();
        if let (Some(value), Some(below)) = (value, below)
            && value >= below
        {
            break;
        }
        found.push(start);
        below = value.or(below);
        end = lines
            .get(..start)
            .and_then(|before| before.iter().rposition(|line| !is_blank(line)))
            .map_or(0, |last| last + 1);
    }
    found
}

/// The notes of a list that begins at a line: every label begins one, other lines go on.
pub(super) fn entries(lines: &[Span], text: &str, notes: &NoteStyle) -> Vec<Entry> {
    let mut found: Vec<Entry> = Vec::new();
    for line in lines {
        let trimmed = line.trim(text);
        match label(trimmed, text, notes) {
            Some(label) => found.push(entry(label, trimmed, false)),
            None => {
                if let Some(open) = found.last_mut().filter(|_| !trimmed.is_empty()) {
                    open.body = open.body.to(trimmed);
                }
            }
        }
    }
    found
}

/// Whether the layout alone says that the lines from `start` are notes: indented, and two blank lines before.
pub(super) fn is_set_apart(lines: &[Span], start: usize, text: &str) -> bool {
    let blank_before = lines
        .get(..start)
        .map_or(0, |before| before.iter().rev().take_while(|line| line.of(text).trim().is_empty()).count());
    blank_before >= 2 && lines.get(start).is_some_and(|line| layout::indent(*line, text) > 0)
}

fn entry((number, label): (Span, Span), line: Span, is_in_text: bool) -> Entry {
    Entry { number, label, body: Span::new(label.end, line.end), closing: None, is_in_text }
}

/// The number and the whole label at the beginning of a line.
pub(super) fn label(line: Span, text: &str, notes: &NoteStyle) -> Option<(Span, Span)> {
    let words = line.of(text);
    let made = |start: usize, length: usize, end: usize| {
        let number = Span::new(line.start + start, line.start + start + length);
        Some((number, Span::new(line.start, line.start + end)))
    };
    for template in notes.labels.iter().filter(|label| label.close().is_empty()) {
        let found = match template.is_lettered() {
            true => {
                match_template(words, template, |c| c.is_ascii_alphabetic()).filter(|found| found.number.len() == 1)
            }
            false => match_template(words, template, |c| c.is_ascii_digit()).filter(|found| found.number.len() <= 6),
        };
        if let Some(found) = found {
            return made(found.start, found.number.len(), found.end);
        }
        let Some(after) = words.strip_prefix(template.prefix()) else { continue };
        let length = symbol_length(after, &notes.symbols);
        let Some(rest) = after.get(length..).filter(|_| length > 0) else { continue };
        if rest.starts_with(template.suffix()) {
            return made(template.prefix().len(), length, template.prefix().len() + length + template.suffix().len());
        }
    }
    // "¹ The mill": nothing else begins with a superscript digit.
    let length = superscript_length(words);
    if length > 0 {
        return made(0, length, length);
    }
    // A sign and a blank: an item may begin so as well; the marks in the text decide.
    let length = symbol_length(words, &notes.symbols);
    let is_followed = length > 0 && words.get(length..).is_some_and(|rest| rest.starts_with(char::is_whitespace));
    if is_followed { made(0, length, length) } else { None }
}

/// A label that begins with a sign and ends with one: no list or paragraph is numbered so.
fn is_explicit((number, label): (Span, Span), text: &str) -> bool {
    let before = Span::new(label.start, number.start).of(text);
    let after = Span::new(number.end, label.end).of(text);
    before == "/" && after == "/" || before == "[^"
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::profile::built_in;
    use crate::text::Source;

    #[test]
    fn lists_at_the_end_begin_with_labels() {
        let source = Source::new("x", "Text1\n\n\n  1. Source: x\n  *. y\n  goes on\n");
        let (text, lines) = (source.text(), source.lines().collect::<Vec<_>>());
        let style = built_in("frus").unwrap().notes;
        assert_eq!(candidates(&lines, text, &style), [3]);
        let notes = entries(&lines[3..], text, &style);
        let rows: Vec<_> = notes.iter().map(|note| (note.number.of(text), note.body.of(text))).collect();
        assert_eq!(rows, [("1", "Source: x"), ("*", "y\n  goes on")]);
    }

    #[test]
    fn a_sign_and_a_blank_are_a_label() {
        let source = Source::new("x", "Text*\n\n* y\n*z\n");
        let (text, lines) = (source.text(), source.lines().collect::<Vec<_>>());
        let notes = entries(&lines[2..], text, &built_in("letter").unwrap().notes);
        let rows: Vec<_> = notes.iter().map(|note| (note.number.of(text), note.body.of(text))).collect();
        assert_eq!(rows, [("*", " y\n*z")]);
    }

    #[test]
    fn a_sign_closes_a_note_of_several_paragraphs() {
        let text = "Boat[A]\n\n[Footnote A: The Hope [of Hull].\n\nShe was\nlost.]\n\nMore\n\n[Footnote B: open\n";
        let source = Source::new("x", text);
        let lines: Vec<_> = source.lines().collect();
        let (notes, rest) = in_text(&lines, text, &built_in("letter").unwrap().notes);
        let paragraphs: Vec<_> =
            notes.iter().flat_map(|note| note.paragraphs(text)).map(|part| part.of(text)).collect();
        assert_eq!(paragraphs, ["The Hope [of Hull].", "She was\nlost."]);
        assert_eq!(notes.first().and_then(|note| note.closing).map(|sign| sign.of(text)), Some("]"));
        assert_eq!(rest.iter().filter(|line| !line.is_empty()).count(), 3);
    }

    #[test]
    fn notes_after_their_block_are_taken_out() {
        let source = Source::new("x", "Text/1/\n\n/1/Source: x\n\nMore\n");
        let lines: Vec<_> = source.lines().collect();
        let (notes, rest) = in_text(&lines, source.text(), &built_in("frus").unwrap().notes);
        assert_eq!(notes.len(), 1);
        assert_eq!(notes[0].body.of(source.text()), "Source: x");
        assert_eq!(rest.iter().filter(|line| !line.is_empty()).count(), 2);
    }
}
