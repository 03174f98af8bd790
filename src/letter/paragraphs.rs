//! Texts in which each line is a paragraph, as programs for writing give them. Takes the lines of a text, those joined that were broken at
//! a margin; gives them with an empty line between any two that are paragraphs.
//!
//! A text is written so where its profile says it, or where it shows it: long lines, of unlike length, that all end their sentences.
//! Lines that were broken at a margin end where they may. Where only some groups of lines are long, the others stay: an address has lines of
//! its own. Leaves out lines of a manuscript, unless the profile says that each is a paragraph.

use super::blocks::is_label;
use super::layout::{Layout, indent, is_blank};
use super::words::bare;
use crate::profile::ParagraphStart;
use crate::text::Span;

/// From here on a line is long, in characters: short ones stand alone in any text.
const LONG: usize = 60;
/// Above this a line was broken at no margin.
const UNBROKEN: usize = 160;
/// Up to this a line may be a salutation or a name beside one that was broken at no margin.
const SHORT: usize = 80;
/// So many long lines with another line behind each show how a text is written, where none is longer than any margin.
const LEAST: usize = 2;

/// The lines, with an empty one between paragraphs.
pub(super) fn parted(layout: Layout<'_>, lines: Vec<Span>, text: &str) -> Vec<Span> {
    let is_so = match layout.lines.paragraphs {
        ParagraphStart::Line => return lines.into_iter().flat_map(apart).collect(),
        ParagraphStart::Found => !layout.keeps_lines() && show(layout, &lines, text),
        ParagraphStart::BlankLine | ParagraphStart::Indentation => false,
    };
    if !is_so {
        return lines;
    }
    let groups = lines.chunk_by(|line, next| !is_blank(*line, text) && !is_blank(*next, text));
    let part = |group: &[Span]| -> Vec<Span> {
        match group.iter().any(|line| is_long(*line, text)) {
            true => group.iter().copied().flat_map(apart).collect(),
            false => group.to_vec(),
        }
    };
    groups.flat_map(part).collect()
}

/// The lines, with an empty one between the short lines of a salutation and the first line of the letter, where that was broken at no margin,
/// and between the last such line and a name below it. For a text without margin, in which the profile leaves it open what begins a paragraph.
pub(super) fn around_unbroken(layout: Layout<'_>, lines: Vec<Span>, text: &str) -> Vec<Span> {
    if layout.keeps_lines() || layout.lines.paragraphs != ParagraphStart::Found {
        return lines;
    }
    let is_unbroken = |line: &Span| bare(line.of(text)).chars().nth(UNBROKEN).is_some();
    let is_short = |line: &Span| {
        let words = bare(line.of(text));
        !words.is_empty() && !is_label(words) && words.chars().nth(SHORT).is_none()
    };
    let first = lines.iter().position(is_unbroken).unwrap_or(0);
    let last = lines.iter().rposition(is_unbroken).unwrap_or(usize::MAX);
    let above = first.checked_sub(1).and_then(|at| lines.get(at)).is_some_and(is_short);
    let below = last.checked_add(1).and_then(|at| lines.get(at)).is_some_and(is_short);
    let mut parted = Vec::with_capacity(lines.len() + 2);
    for (at, line) in lines.into_iter().enumerate() {
        if above && at == first {
            parted.push(Span::at(line.start));
        }
        parted.push(line);
        if below && at == last {
            parted.push(Span::at(line.end));
        }
    }
    parted
}

/// A line with an empty one behind it.
fn apart(line: Span) -> [Span; 2] {
    [line, Span::at(line.end)]
}

/// Whether the lines show that each is a paragraph. Lists and tables have lines of their own, and so have columns of short and long ones.
fn show(layout: Layout<'_>, lines: &[Span], text: &str) -> bool {
    let has_own_lines = |line: &Span| {
        let words = line.trim(text).of(text);
        words.contains('\t')
            || is_label(words) && words.len() < 4
            || layout.bullet(words).is_some()
            || indent(*line, text) > 1
    };
    let is_written = |group: &&[Span]| group.first().is_some_and(|line| !is_blank(*line, text));
    let groups = || lines.chunk_by(|line, next| is_blank(*line, text) == is_blank(*next, text)).filter(is_written);
    let is_unparted = groups().nth(1).is_none();
    let is_of_long = |group: &&[Span]| {
        let all_but_last = group.split_last().map(|(_, others)| others).unwrap_or_default();
        is_unparted || all_but_last.iter().all(|line| is_long(*line, text))
    };
    let pairs: Vec<(&str, &str)> = groups()
        .filter(is_of_long)
        .flat_map(|group| group.windows(2))
        .filter_map(|pair| match pair {
            [line, next] if is_long(*line, text) => Some((bare(line.of(text)), bare(next.of(text)))),
            _ => None,
        })
        .collect();
    let lengths = || lines.iter().filter(|line| is_long(**line, text)).map(|line| bare(line.of(text)).chars().count());
    let (shortest, longest) = (lengths().min().unwrap_or(0), lengths().max().unwrap_or(0));
    let is_unlike = pairs.len() >= LEAST && longest * 3 >= shortest * 4;
    let is_enough = is_unlike || pairs.iter().any(|(line, _)| line.chars().count() > UNBROKEN);
    let is_paragraph = |(line, next): &(&str, &str)| ends_sentence(line) && !next.starts_with(char::is_lowercase);
    is_enough && !lines.iter().any(has_own_lines) && pairs.iter().all(is_paragraph)
}

fn is_long(line: Span, text: &str) -> bool {
    bare(line.of(text)).chars().nth(LONG).is_some()
}

/// Whether a sentence ends with the line; quotation marks, brackets and marks of notes may stand behind its stop.
fn ends_sentence(line: &str) -> bool {
    let words = line.trim_end_matches(|c: char| {
        "”“\"»«’')]*†".contains(c) || c.is_ascii_digit() || !c.is_ascii() && c.is_numeric()
    });
    words.ends_with(['.', '!', '?', '…', ':', ';', '—', '–']) || line.ends_with(']')
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::profile::built_in;

    /// The groups of lines, with a stroke for a line's end.
    fn groups(text: &str) -> Vec<String> {
        let profile = built_in("letter").unwrap();
        let lines: Vec<Span> = crate::text::Source::new("x", text).lines().collect();
        let lines = around_unbroken(Layout::of(&profile), parted(Layout::of(&profile), lines, text), text);
        let written = lines.split(|line| is_blank(*line, text)).filter(|group| !group.is_empty());
        written.map(|group| group.iter().map(|line| line.of(text)).collect::<Vec<_>>().join("|")).collect()
    }

    const FIRST: &str = "The boat came in on Sunday with her mast gone and all hands safe, thank God.";
    const SECOND: &str = "Your father has been mending nets with me ever since, and he wants to know whether the cook is to be paid for March.";

    #[test]
    fn long_lines_that_end_their_sentences_are_paragraphs() {
        assert_eq!(groups(&format!("Dear Ann,\n{FIRST}\n{SECOND}\nYours,\nTom")).len(), 5);
        let parted = groups(&format!("Whitby,\nMay 1\n\n{FIRST}\n{SECOND}\n{FIRST}\n\nTom\nHolt"));
        assert_eq!(parted, ["Whitby,|May 1", FIRST, SECOND, FIRST, "Tom|Holt"]);
    }

    #[test]
    fn a_salutation_and_a_name_stand_apart_from_lines_without_margin() {
        let (long, list) = (format!("{FIRST} {SECOND}"), "1.)");
        let parted = groups(&format!("Dear Ann, my friend\n{long} and\n{long}\nTom Holt\nMay 1"));
        assert_eq!(
            parted,
            ["Dear Ann, my friend".to_owned(), format!("{long} and|{long}"), "Tom Holt|May 1".to_owned()]
        );
        assert_eq!(groups(&format!("{list}\n{long}")).len(), 1);
    }

    #[test]
    fn other_lines_are_none() {
        // A sentence goes on behind a line; lines of a like length; one pair alone that may have been broken at a margin.
        for text in [
            format!("{FIRST}\n{SECOND} and\n{FIRST}\n{SECOND}"),
            format!("{FIRST}\n{FIRST}\n{FIRST}"),
            format!("{FIRST}\n{SECOND}"),
        ] {
            assert_eq!(groups(&text).len(), 1, "{text}");
        }
    }
}
