//! Block quotations: paragraphs that quote. Takes blocks; says which of them are quotations.
//!
//! A quotation follows a block that ends in a colon. It stands in quotation marks, one before each paragraph and one behind the
//! last; or every line of it is indented more than the block before it. Without the closing mark nobody can tell where it ends,
//! and it is none. Leaves out quotations inside a paragraph.

use super::blocks::{Shape, TextBlock};
use super::layout::indent;
use super::words::{MASK, bare};
use crate::text::Span;

/// The most paragraphs of a quotation.
const LONGEST: usize = 40;

/// How much more a quotation is indented that has no marks, in characters.
const INDENTED: usize = 2;

/// The fewest characters of a paragraph that is no formula.
const SHORTEST_PROSE: usize = 60;

/// Which blocks are paragraphs of a quotation.
pub(super) fn find(blocks: &[TextBlock<'_>], masked: &str) -> Vec<bool> {
    let mut found = vec![false; blocks.len()];
    let texts: Vec<usize> = (0..blocks.len())
        .filter(|at| blocks.get(*at).is_some_and(|block| !matches!(block.shape, Shape::Page(_))))
        .collect();
    let block = |rank: usize| texts.get(rank).and_then(|at| blocks.get(*at)).filter(|block| block.shape == Shape::Text);
    let mut rank = 1;
    while rank < texts.len() {
        let introduction =
            rank.checked_sub(1).and_then(block).filter(|before| introduces(bare(before.span.of(masked))));
        let length = introduction.map_or(0, |introduction| {
            let following = || (rank..texts.len()).take(LONGEST).map_while(block);
            marked(following().map(|block| bare(block.span.of(masked))))
                .or_else(|| indented(introduction, following(), masked))
                .unwrap_or(0)
        });
        for at in texts.get(rank..rank + length).unwrap_or_default() {
            if let Some(slot) = found.get_mut(*at) {
                *slot = true;
            }
        }
        rank += length.max(1);
    }
    found
}

/// Whether a text ends as one that goes on in what follows: with a colon, or a dash behind one.
pub(super) fn introduces(text: &str) -> bool {
    text.trim_end_matches(['—', '–', '-', ' ']).ends_with(':')
}

/// How many paragraphs a quotation has that begins here, each with a mark before it, the last with one behind it.
fn marked<'t>(paragraphs: impl Iterator<Item = &'t str>) -> Option<usize> {
    let begins = |text: &&str| text.starts_with(['“', '"', '„', '«', '»', '‘']);
    let last = paragraphs.take_while(begins).position(|text| {
        let end = text.trim_end_matches(|c: char| c.is_ascii_digit() || c.is_whitespace() || c == MASK);
        end.trim_end_matches(['.', ',', ';']).ends_with(['”', '"', '“', '»', '«', '’']) && !is_mark_alone(text)
    });
    last.map(|last| last + 1)
}

/// Whether the first quotation mark of a paragraph is also its last.
fn is_mark_alone(text: &str) -> bool {
    text.chars().filter(|c| "“”\"„«»‘’".contains(*c)).count() < 2
}

/// How many paragraphs are indented more than the one that introduces them. Where one of them is a single line, which may be the
/// first of a paragraph as well as all of it, prose that is not indented must follow.
fn indented<'t>(
    introduction: &TextBlock<'_>,
    mut following: impl Iterator<Item = &'t TextBlock<'t>>,
    masked: &str,
) -> Option<usize> {
    let left = introduction.lines.iter().map(|line| indent_of(*line, masked)).min()? + INDENTED;
    let (mut length, mut are_long) = (0, true);
    let next = following.find(|block| {
        let is_inside = block.lines.iter().all(|line| indent_of(*line, masked) >= left);
        length += usize::from(is_inside);
        are_long &= !is_inside || block.lines.len() > 1;
        !is_inside
    });
    let is_prose = next.is_some_and(|block| bare(block.span.of(masked)).chars().count() >= SHORTEST_PROSE);
    (are_long || is_prose).then_some(length)
}

/// White space before a line whose span leaves it out, in characters.
fn indent_of(line: Span, text: &str) -> usize {
    let start = text.get(..line.start).and_then(|before| before.rfind('\n')).map_or(0, |at| at + 1);
    indent(Span::new(start, line.end), text)
}

#[cfg(test)]
mod tests {
    use super::super::layout::Layout;
    use super::*;
    use crate::profile::built_in;

    fn check(text: &str, expected: &[bool]) {
        let lines: Vec<Span> = crate::text::Source::new("x", text).lines().collect();
        let profile = built_in("letter").unwrap();
        let blocks = super::super::blocks::cut(text, &lines, &[], Layout::of(&profile));
        assert_eq!(find(&blocks, text), expected, "{text}");
    }

    #[test]
    fn quotations_in_marks_end_with_one() {
        check("He says:\n\n“One.\n\n“Two.”\n\nThree.", &[false, true, true, false]);
        check("He says:—\n\n„Eins“.\n\nZwei.", &[false, true, false]);
        check("He says:\n\n“One.\n\nTwo.”", &[false, false, false]);
        check("He says.\n\n“One.”", &[false, false]);
        check("He says:\n\n\"One.\n\n\"Two.\n\nThree", &[false; 4]);
    }

    #[test]
    fn quotations_without_marks_are_indented() {
        check(
            "He says:\n\n    One line\n    and another.\n\n    More\n    of it.\n\nThree.",
            &[false, true, true, false],
        );
        check("He says:\n\n    One line\nand another.", &[false, false]);
        check("He says:\n\n    One line.\n\nYours,", &[false, false, false]);
        let after = "This goes on with what has been said above, and with much more besides.";
        check(&format!("He says:\n\n    One line.\n\n{after}"), &[false, true, false]);
        check(&format!("  He says:\n\n  One line.\n\n{after}"), &[false, false, false]);
    }
}
