//! Lines to blocks. Takes the text, its page marks and the layout of its house; gives blocks in order, each with its shape and what it
//! says.
//!
//! A blank line ends a block. A bullet, a label on a line of its own and a page mark on a line of its own begin one; lines with
//! tabs between words are rows of a table. A page mark at the beginning or end of a line is a block of its own, so that no
//! paragraph begins or ends with one; it may stand between two lines of a block where the lines of the manuscript are kept, and where a
//! sentence goes on behind it in a small letter.
//! Salutations, datelines and closing formulas that stand on a line of their own inside a
//! block are cut off it. Leaves out what the blocks mean.

use std::cell::OnceCell;

use super::facts::BlockFacts;
use super::layout::{self, Layout, indent};
use super::open_block::{NextLine, OpenBlock, opener};
use super::pages::PageMark;
use super::words::bare;
use crate::text::Span;

/// How a block looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Shape {
    /// Lines of text.
    Text,
    /// A page mark alone.
    Page(PageMark),
    /// An item after this bullet.
    Item(Span),
    /// A label alone on its line, its item in the next block: "1.".
    ItemLabel,
    /// The item after a label.
    LabelledItem,
    /// Rows of a table, a line each.
    Rows,
}

/// A block of lines.
#[derive(Clone, Debug)]
pub(super) struct TextBlock<'t> {
    /// From the first character that is not white space to the last. The bullet of an item is inside.
    pub(super) span: Span,
    /// The lines, without white space at their ends.
    pub(super) lines: Vec<Span>,
    /// Characters of white space before the first line.
    pub(super) indent: usize,
    /// How it looks.
    pub(super) shape: Shape,
    /// What it says, if it is text.
    pub(super) facts: Option<BlockFacts<'t>>,
}

impl TextBlock<'_> {
    /// What is text in it: without bullet.
    pub(super) fn body(&self, text: &str) -> Span {
        match self.shape {
            Shape::Item(bullet) => Span::new(bullet.end, self.span.end).trim(text),
            _ => self.span,
        }
    }
}

/// Cuts lines of the masked text into blocks.
pub(super) fn cut<'t>(text: &'t str, lines: &[Span], pages: &[PageMark], layout: Layout<'t>) -> Vec<TextBlock<'t>> {
    let layout = Layout { opener: opener(text), ..layout };
    let mut cutter =
        Cutter { text, layout, blocks: Vec::new(), open: OpenBlock::default(), shape: Shape::Text, pages: Vec::new() };
    for group in lines.split(|line| line.of(text).trim().is_empty()) {
        let has_inner_tab = |line: &Span| line.trim(text).of(text).contains('\t');
        if group.iter().any(has_inner_tab) {
            cutter.end();
            let lines: Vec<Span> = group.iter().map(|line| trim_end(*line, text)).collect();
            cutter.blocks.extend(block_of(text, lines, Shape::Rows));
            continue;
        }
        if !cutter.goes_on() {
            cutter.end();
        }
        for (at, line) in group.iter().enumerate() {
            for piece in around_pages(*line, text, pages) {
                cutter.take(piece, group, at);
            }
        }
    }
    cutter.end();
    cutter.blocks
}

/// The blocks so far, and the one that is open.
struct Cutter<'a> {
    text: &'a str,
    layout: Layout<'a>,
    blocks: Vec<TextBlock<'a>>,
    open: OpenBlock,
    shape: Shape,
    /// Page marks behind the lines that are open: the next line tells whether they stand inside the block.
    pages: Vec<PageMark>,
}

impl Cutter<'_> {
    /// Takes a piece of the line that is number `at` of a group.
    fn take(&mut self, piece: Piece, group: &[Span], at: usize) {
        let goes_on = |span: Span| {
            self.layout.keeps_lines() || span.trim(self.text).of(self.text).starts_with(char::is_lowercase)
        };
        if !self.pages.is_empty() && !goes_on(piece.span()) {
            self.end();
        }
        let begins = match piece {
            Piece::Page(mark) if self.may_go_on() => {
                self.pages.push(mark);
                return;
            }
            Piece::Page(mark) => Some(Shape::Page(mark)),
            Piece::Text(span) => shape_of(span, self.text, self.layout, group.get(at + 1), self.shape)
                .filter(|shape| !(group.len() == 1 && is_dash(*shape, self.text))),
        };
        let rest = group.get(at + 1..).unwrap_or_default();
        let next = NextLine { span: piece.span(), rest, read: OnceCell::new() };
        if begins.is_some() || self.pages.len() > 1 || self.must_split(&next) {
            self.end();
            self.shape = begins.unwrap_or(Shape::Text);
        }
        for page in self.pages.drain(..) {
            self.open.push(page.span, OnceCell::new(), self.text);
        }
        self.open.push(next.span, next.read, self.text);
    }

    /// Whether the lines that are open may go on behind a page mark: where line ends are white space, in the middle of a sentence.
    fn may_go_on(&self) -> bool {
        let Some(last) = self.open.lines.last().filter(|_| self.shape == Shape::Text) else { return false };
        let is_in_sentence =
            |words: &str| words.ends_with(|c: char| c.is_alphanumeric() || matches!(c, ',' | ';' | '-'));
        self.layout.keeps_lines() || is_in_sentence(bare(last.of(self.text)))
    }

    /// Ends the block that is open. Page marks behind it are blocks of their own.
    fn end(&mut self) {
        let open = std::mem::take(&mut self.open);
        let read = open.read_of_only_line();
        let block = block_of(self.text, open.lines, self.shape).map(|block| TextBlock {
            facts: (block.shape == Shape::Text)
                .then(|| BlockFacts::read(block.span, self.text, read, self.layout.lexicon)),
            ..block
        });
        self.blocks.extend(block);
        for page in self.pages.drain(..) {
            self.blocks.extend(block_of(self.text, vec![page.span], Shape::Page(page)));
        }
        self.shape = Shape::Text;
    }

    /// Whether a blank line ends no block, because a word goes on behind it: blank lines stand around page marks.
    fn goes_on(&self) -> bool {
        let last = self.open.lines.last().filter(|_| self.shape == Shape::Text && self.layout.keeps_lines());
        last.is_some_and(|last| self.layout.ends_in_hyphen(last.of(self.text)))
    }

    /// Whether a line cannot belong to the lines before it.
    fn must_split(&self, next: &NextLine<'_>) -> bool {
        let Some(first) = self.open.lines.first() else { return false };
        match self.shape {
            Shape::Page(_) | Shape::ItemLabel => true,
            // The lines of an item go on as long as they are indented more than its bullet.
            Shape::Item(_) | Shape::LabelledItem => indent(next.span, self.text) <= indent(*first, self.text),
            Shape::Text | Shape::Rows => self.open.ends_before(next, self.text, self.layout),
        }
    }
}

#[derive(Clone, Copy)]
enum Piece {
    Page(PageMark),
    Text(Span),
}

impl Piece {
    fn span(self) -> Span {
        match self {
            Self::Page(mark) => mark.span,
            Self::Text(span) => span,
        }
    }
}

/// A line with the page marks at its beginning and end set apart; those inside stay.
fn around_pages(line: Span, text: &str, pages: &[PageMark]) -> Vec<Piece> {
    let from = pages.partition_point(|page| page.span.start < line.start);
    let inside = pages.get(from..).unwrap_or_default();
    let inside = inside.get(..inside.partition_point(|page| page.span.end <= line.end)).unwrap_or_default();
    let (mut first, mut last) = (0, inside.len());
    let mut rest = line.trim(text);
    while let Some(page) = inside.get(first).filter(|page| page.span.start == rest.start && first < last) {
        let after = Span::new(page.span.end, rest.end);
        if !after.is_empty() && after.trim(text).start == after.start {
            break;
        }
        rest = after.trim(text);
        first += 1;
    }
    while let Some(page) = last.checked_sub(1).and_then(|at| inside.get(at)).filter(|_| first < last) {
        let before = Span::new(rest.start, page.span.start);
        if page.span.end != rest.end || before.trim(text).end == before.end {
            break;
        }
        rest = before.trim(text);
        last -= 1;
    }
    let leading = inside.iter().take(first).copied().map(Piece::Page);
    let trailing = inside.iter().skip(last).copied().map(Piece::Page);
    // The line's own indentation belongs to its text.
    let start = if first == 0 { line.start } else { rest.start };
    let middle = (!rest.is_empty()).then_some(Piece::Text(Span::new(start, rest.end)));
    leading.chain(middle).chain(trailing).collect()
}

/// The shape of a line that begins a block by itself.
fn shape_of(line: Span, text: &str, layout: Layout<'_>, next: Option<&Span>, open: Shape) -> Option<Shape> {
    let start = line.trim(text).start;
    let words = line.trim(text).of(text);
    if let Some(bullet) = layout.bullet(words) {
        return Some(Shape::Item(Span::new(start, start + bullet.len())));
    }
    let is_deeper = |other: &Span| indent(*other, text) >= 2 && !other.trim(text).is_empty();
    if is_label(words) && next.is_some_and(is_deeper) {
        return Some(Shape::ItemLabel);
    }
    (open == Shape::ItemLabel).then_some(Shape::LabelledItem)
}

/// A dash that begins a block of one line is one of punctuation: "– Why do you not write? –"; an item has others beside it.
fn is_dash(shape: Shape, text: &str) -> bool {
    matches!(shape, Shape::Item(bullet) if layout::is_dash(bullet.of(text)))
}

/// "1.", "(b)", "3:", "iv)": one to four letters or digits with a sign around or behind.
pub(super) fn is_label(words: &str) -> bool {
    let inner = words.trim_start_matches('(').trim_end_matches(['.', ')', ':']);
    inner.len() < words.len() && (1..=4).contains(&inner.len()) && inner.bytes().all(|b| b.is_ascii_alphanumeric())
}

fn trim_end(line: Span, text: &str) -> Span {
    Span::new(line.start, line.start + line.of(text).trim_end_matches(' ').len())
}

/// A block of these lines, nothing of it read.
fn block_of<'t>(text: &str, lines: Vec<Span>, shape: Shape) -> Option<TextBlock<'t>> {
    let first = *lines.first()?;
    let indent = indent(first, text);
    let trimmed: Vec<Span> =
        if shape == Shape::Rows { lines } else { lines.iter().map(|line| line.trim(text)).collect() };
    let span = trimmed.iter().copied().reduce(Span::to)?;
    let span = if shape == Shape::Rows { span } else { span.trim(text) };
    (!span.is_empty()).then_some(TextBlock { span, lines: trimmed, indent, shape, facts: None })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::profile::built_in;
    use crate::text::Source;

    /// The blocks of a text, each as shape and words.
    fn check(text: &str, expected: &[&str]) {
        let profile = built_in("letter").unwrap();
        let source = Source::new("x", text);
        let lines: Vec<Span> = source.lines().collect();
        let pages = super::super::pages::find(text, &profile.page);
        let shape = |block: &TextBlock<'_>| match block.shape {
            Shape::Text => "text",
            Shape::Page(_) => "page",
            Shape::Item(_) => "item",
            Shape::ItemLabel => "label",
            Shape::LabelledItem => "labelled",
            Shape::Rows => "rows",
        };
        let blocks = cut(text, &lines, &pages, Layout::of(&profile));
        let found: Vec<String> = blocks.iter().map(|b| format!("{} {}", shape(b), b.body(text).of(text))).collect();
        assert_eq!(found, expected, "{text}");
    }

    #[test]
    fn blank_lines_bullets_labels_and_tabs_make_blocks() {
        check("a\nb\n\nc", &["text a\nb", "text c"]);
        check("• a\n  goes on\n• b", &["item a\n  goes on", "item b"]);
        check("1.\n  a\n(b)\n  c", &["label 1.", "labelled a", "label (b)", "labelled c"]);
        check("x\ty\nz", &["rows x\ty\nz"]);
    }

    #[test]
    fn page_marks_at_the_ends_of_a_line_stand_alone() {
        check("[Page 1] a [Page 2] b [Page 3]", &["page [Page 1]", "text a [Page 2] b", "page [Page 3]"]);
        check("ne[Page 5]gotiations", &["text ne[Page 5]gotiations"]);
    }

    #[test]
    fn formulas_on_lines_of_their_own_are_cut_off() {
        check(
            "Wien, 3. Mai 1890\nLieber Max!\nKomm bald.",
            &["text Wien, 3. Mai 1890", "text Lieber Max!", "text Komm bald."],
        );
        check("Dein\nKarl", &["text Dein", "text Karl"]);
        check(
            "a line of a paragraph that is wrapped at its margin and\nIhr wisst es.",
            &["text a line of a paragraph that is wrapped at its margin and\nIhr wisst es."],
        );
    }
}
