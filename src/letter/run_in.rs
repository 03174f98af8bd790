//! Lists that run on in the line of their paragraph: "We resolved: 1) to write, 2) to wait, 3) to sell." Takes the body of a division; gives
//! those lists as blocks inside their paragraphs, a label before each item.
//!
//! Labels are numbers or letters with the same sign around or behind, which count up from the first on, each a word of its own. An item goes
//! up to the next label, the last to the end of the paragraph: nobody can tell what stands behind it. Leaves out lists inside of such
//! items, and paragraphs of which the lines are kept apart.

use super::inline::cut_block;
use super::mark::Marks;
use super::words::is_bare;
use crate::model::{Block, Division, Inline, ListKind, Role};
use crate::text::Span;

/// So many labels count up by no chance.
const FEWEST: usize = 3;

/// The rule of its blocks.
const RULE: &str = "run-in-list";

/// Puts the lists that run on in paragraphs into them.
pub(super) fn put(division: &mut Division, text: &str, marks: &Marks) {
    join_over_pages(&mut division.body, text, marks);
    for paragraph in division.body.iter_mut().filter(|block| block.role == Role::Paragraph) {
        let labels = if has_lines(paragraph) { Vec::new() } else { labels(paragraph.span, text) };
        let Some(first) = labels.first() else { continue };
        let end = paragraph.span.end;
        paragraph.content = cut_block(Span::new(paragraph.span.start, first.start).trim(text), marks);
        let mut list = Block::new(Role::List(ListKind::Simple), Span::new(first.start, end), RULE);
        let ends = labels.iter().skip(1).map(|next| next.start).chain([end]);
        for (label, end) in labels.iter().zip(ends) {
            list.children.push(part(Role::ItemLabel, *label, marks));
            list.children.push(part(Role::Item, Span::new(label.end, end).trim(text), marks));
        }
        paragraph.children.push(list);
    }
}

/// Joins a paragraph with the one behind a page that begins with the next label of its list.
fn join_over_pages(blocks: &mut Vec<Block>, text: &str, marks: &Marks) {
    let mut joined: Vec<Block> = Vec::new();
    for block in std::mem::take(blocks) {
        let before = joined.iter().rposition(|before| before.role != Role::Page);
        let counts_on = |before: &&mut Block| {
            let are_text = [&block, before].iter().all(|block| block.role == Role::Paragraph && !has_lines(block));
            are_text && counts_on(before.span, block.span, text)
        };
        let behind_page = before.filter(|before| before + 1 < joined.len());
        match behind_page.and_then(|at| joined.get_mut(at)).filter(counts_on) {
            Some(paragraph) => {
                paragraph.span = paragraph.span.to(block.span);
                paragraph.content = cut_block(paragraph.span, marks);
                joined.truncate(before.map_or(0, |before| before + 1));
            }
            None => joined.push(block),
        }
    }
    *blocks = joined;
}

/// Whether the second part of the text begins with the label behind the last of a list in the first.
fn counts_on(part: Span, next: Span, text: &str) -> bool {
    let first = words(next, text).find(|word| !word.is_empty()).and_then(|word| label(word, text));
    first.is_some_and(|(form, number, _)| {
        lists(part, text).iter().any(|(known, list)| *known == form && list.len() + 1 == number)
    })
}

fn has_lines(block: &Block) -> bool {
    block.content.iter().any(|inline| matches!(inline, Inline::LineBreak(_)))
}

fn part(role: Role, span: Span, marks: &Marks) -> Block {
    Block { content: cut_block(span, marks), ..Block::new(role, span, RULE) }
}

/// The labels of the first list that runs on in a part of the text; none where there is no list.
fn labels(part: Span, text: &str) -> Vec<Span> {
    let found = lists(part, text).into_iter().map(|(_, list)| list).filter(|list| list.len() >= FEWEST);
    found.min_by_key(|list| list.first().map(|first| first.start)).unwrap_or_default()
}

/// For each form the labels that count up in a part of the text.
fn lists(part: Span, text: &str) -> Vec<(Form, Vec<Span>)> {
    let mut lists: Vec<(Form, Vec<Span>)> = Vec::new();
    for (form, number, span) in words(part, text).filter_map(|word| label(word, text)) {
        match lists.iter_mut().find(|(known, _)| *known == form) {
            Some((_, list)) if number == list.len() + 1 => list.push(span),
            Some((_, list)) if number == 1 && list.len() < FEWEST => *list = vec![span],
            None if number == 1 => lists.push((form, vec![span])),
            _ => {}
        }
    }
    lists
}

/// How a label is written.
#[derive(Clone, Copy, PartialEq)]
struct Form {
    is_letter: bool,
    is_open: bool,
    end: &'static str,
}

/// What may stand behind a number or letter that is a label.
const ENDS: [&str; 4] = [".)", ")", ".", ":"];

/// How a word is written that is a label, the number that it counts, and the word.
fn label(word: Span, text: &str) -> Option<(Form, usize, Span)> {
    let (inner, end) = ENDS.iter().find_map(|end| Some((word.of(text).strip_suffix(end)?, *end)))?;
    let (inner, is_open) = inner.strip_prefix('(').map_or((inner, false), |inner| (inner, true));
    let (number, is_letter) = match *inner.as_bytes() {
        [letter @ b'a'..=b'z'] => (usize::from(letter - b'a') + 1, true),
        [b'1'..=b'9'] | [b'1'..=b'9', b'0'..=b'9'] => (inner.parse().ok()?, false),
        _ => return None,
    };
    (!is_open || end.ends_with(')')).then_some((Form { is_letter, is_open, end }, number, word))
}

/// The words of a part of the text, between white space and marks.
fn words(part: Span, text: &str) -> impl Iterator<Item = Span> {
    let mut at = part.start;
    let pieces = part.of(text).split_inclusive(is_bare);
    pieces.map(move |piece| {
        let start = at;
        at += piece.len();
        Span::new(start, start + piece.trim_end_matches(is_bare).len())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &[&str]) {
        let found = labels(Span::new(0, text.len()), text);
        assert_eq!(found.iter().map(|label| label.of(text)).collect::<Vec<_>>(), expected, "{text}");
    }

    #[test]
    fn labels_count_up_in_one_form() {
        check("We resolved: 1) to write, 2) to wait, 3) to sell.", &["1)", "2)", "3)"]);
        check("It holds (a) oats, (b) flour, (c) salt, (e) soap.", &["(a)", "(b)", "(c)"]);
        check("Of 1) two: a. one, b. two, c. three, 2) one.", &["a.", "b.", "c."]);
        check("Read 1. one, 1. two, 2. three, 3. four; 1. five.", &["1.", "2.", "3."]);
        check("On 1. May, 2. May and 4. May.", &[]);
        check("Sums: 1) to write, 2) to wait.", &[]);
        check("(1.two (2.three 3.", &[]);
    }
}
