//! Hard-wrapped text: lines that end because they were full. Takes the lines of a text; gives them with those joined that a program or
//! a typist broke at a margin, so that a text reads the same whatever its width.
//!
//! A line is full where the first word of the next one had no room in the longest line. A text is wrapped where sentences that go on
//! in a small letter do so behind full lines. A poem, a table and a list are not: their lines end early. Leaves out lines of a
//! manuscript, which are never joined, and words broken by a hyphen.

use std::borrow::Cow;

use super::facts::LineFacts;
use super::layout::{Layout, indent, is_blank, is_dash};
use super::words::bare;
use super::{blocks, note_list, pages};
use crate::profile::NoteStyle;
use crate::text::Span;

/// The widest margin, in columns.
const WIDEST: usize = 160;
/// From here on an indented line stands at the right, as datelines and signatures do.
const RIGHT: usize = 12;
/// The most bytes of a date or a salutation, and of what stands above it in its group.
const MOST_ABOVE: usize = 80;
/// For one sentence that goes on behind a line with room, so many must go on behind full ones.
const FULL_FOR_ONE: usize = 5;

/// How the width of a text is measured: programs count characters or bytes.
type Measure = fn(&str) -> usize;

/// The lines, those joined that were broken at a margin; lines of a manuscript stay. What begins with a bullet or the label of a note,
/// or is a label or a page number, is a line of its own; a dash is a bullet where its group begins with one, else it belongs to the sentence.
pub(super) fn unwrapped(layout: Layout<'_>, lines: Vec<Span>, text: &str, notes: &NoteStyle) -> Vec<Span> {
    if layout.keeps_lines() {
        return lines;
    }
    let bullet = |line: Span| layout.bullet(line.of(text).trim_start());
    // Date and salutation end their lines whatever the margin is.
    let stands_alone = |first: Span, before: Span| {
        let is_top = before.start.saturating_sub(first.start) <= MOST_ABOVE && before.len() <= MOST_ABOVE;
        let facts = || LineFacts::read(bare(before.of(text)), layout.lexicon);
        is_top && (facts().is_formula() || facts().is_dateline())
    };
    joined(&lines, text, |first, before, line| {
        let is_item = bullet(line).is_some_and(|sign| !is_dash(sign) || bullet(first) == Some(sign));
        let is_label = blocks::is_label(line.trim(text).of(text));
        let is_page = pages::number_alone(line.trim(text), text).is_some();
        is_item
            || is_label
            || is_page
            || stands_alone(first, before)
            || note_list::label(line.trim(text), text, notes).is_some()
    })
}

/// The lines, those joined that were broken at a margin. `begins` says of the first line of a group, which a blank one ends, and of one
/// in it, with the line before, whether that begins something by itself.
fn joined(lines: &[Span], text: &str, begins: impl Fn(Span, Span, Span) -> bool) -> Vec<Span> {
    let Some(margin) = Margin::of(lines, text) else { return lines.to_vec() };
    let mut joined: Vec<Span> = Vec::with_capacity(lines.len());
    for group in lines.chunk_by(|line, next| !is_blank(*line, text) && !is_blank(*next, text)) {
        let Some(first) = group.first() else { continue };
        joined.push(*first);
        for pair in group.windows(2) {
            let [line, next] = pair else { continue };
            match joined.last_mut() {
                Some(open) if margin.goes_on(*line, *next, text) && !begins(*first, *line, *next) => {
                    *open = open.to(*next)
                }
                _ => joined.push(*next),
            }
        }
    }
    joined
}

/// The text with a blank for each line's end inside one of the joined lines, byte for byte, so that what reads it knows of no margin.
pub(super) fn flat<'t>(text: &'t str, lines: &[Span]) -> Cow<'t, str> {
    let mut found = Cow::Borrowed(text);
    for line in lines.iter().filter(|line| line.of(text).contains('\n')) {
        let joined = line.of(text).replace(['\r', '\n'], " ");
        found.to_mut().replace_range(line.start..line.end, &joined);
    }
    found
}

/// The margin of a text.
struct Margin {
    width: usize,
    measure: Measure,
}

impl Margin {
    /// The margin, if the text has one.
    fn of(lines: &[Span], text: &str) -> Option<Self> {
        let measures: [Measure; 2] = [str::len, columns];
        let margins = measures.into_iter().filter_map(|measure| {
            let width = lines.iter().map(|line| measure(line.of(text).trim_end())).max()?;
            let margin = Self { width, measure };
            Some((margin.full_lines(lines, text).filter(|_| width <= WIDEST)?, margin))
        });
        margins.max_by_key(|(full, _)| *full).map(|(_, margin)| margin)
    }

    /// Behind how many full lines a sentence goes on, if most do so there.
    fn full_lines(&self, lines: &[Span], text: &str) -> Option<usize> {
        let (mut full, mut all) = (0_usize, 0_usize);
        for pair in lines.windows(2) {
            let [line, next] = pair else { continue };
            let goes_on = bare(next.of(text)).starts_with(char::is_lowercase);
            // A salutation is followed by small letters in many languages.
            let is_long = (self.measure)(line.of(text)) * 2 >= self.width;
            if goes_on && is_long {
                all += 1;
                full += usize::from(self.is_full(*line, *next, text));
            }
        }
        (full > 0 && (all - full) * FULL_FOR_ONE <= full).then_some(full)
    }

    /// Whether a line ends where it does because the next word had no room.
    fn is_full(&self, line: Span, next: Span, text: &str) -> bool {
        let word = next.of(text).split_whitespace().next().unwrap_or_default();
        (self.measure)(line.of(text).trim_end()) + 1 + (self.measure)(word) > self.width
    }

    /// Whether a line goes on in the next one.
    fn goes_on(&self, line: Span, next: Span, text: &str) -> bool {
        let (depth, next_depth) = (indent(line, text), indent(next, text));
        let stands_alike = next_depth == depth || next_depth < depth && depth < RIGHT;
        stands_alike && self.is_full(line, next, text)
    }
}

/// Columns of a line, with a tab stop at every eighth.
fn columns(line: &str) -> usize {
    line.chars().fold(0, |at, c| if c == '\t' { (at / 8 + 1) * 8 } else { at + 1 })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The lines that are left, with a stroke for a line's end inside.
    fn check(text: &str, expected: &[&str]) {
        let lines: Vec<Span> = crate::text::Source::new("x", text).lines().collect();
        let joined = joined(&lines, text, |_, _, line| line.of(text).starts_with('•'));
        let found: Vec<String> = joined.iter().map(|line| line.of(text).replace('\n', "|")).collect();
        assert_eq!(found, expected, "{text}");
    }

    #[test]
    fn full_lines_go_on() {
        check(
            "Dear Ann,\nthe barn is dry again and the hay\nwhich we thought lost will do for\nBessie and the two calves. Come\nsoon.\n\nYours\nTom",
            &[
                "Dear Ann,",
                "the barn is dry again and the hay|which we thought lost will do for|Bessie and the two calves. Come|soon.",
                "",
                "Yours",
                "Tom",
            ],
        );
    }

    #[test]
    fn lines_that_end_early_stay() {
        let poem = "the hay is in,\nthe days are long,\nthe larks begin\ntheir morning song";
        check(poem, &poem.split('\n').collect::<Vec<_>>());
        let list = "we need what you and I had last year,\n• a plough of the kind that he had us\n• six hens";
        check(list, &list.split('\n').collect::<Vec<_>>());
    }

    #[test]
    fn what_stands_at_the_right_stays() {
        let text = "                    Ash, June 2\nDear Ann, the barn is dry again\nand the hay, which we thought";
        check(
            text,
            &["                    Ash, June 2", "Dear Ann, the barn is dry again|and the hay, which we thought"],
        );
    }
}
