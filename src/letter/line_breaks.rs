//! Line breaks of a manuscript inside blocks. Takes blocks of a text in which each line is one of the manuscript; gives the breaks as
//! marks. A page mark between two lines stands before the break. Has nothing to give where a line's end is white space.

use super::blocks::{Shape, TextBlock};
use super::layout::Layout;
use super::mark::{Gap, Mark};
use super::pages::PageMark;
use super::words::bare;
use crate::text::Span;

/// The breaks between the lines of each block.
pub(super) fn find(blocks: &[TextBlock<'_>], text: &str, pages: &[PageMark], layout: Layout<'_>) -> Vec<Mark> {
    let mut found = Vec::new();
    let texts = blocks.iter().filter(|block| layout.keeps_lines() && block.shape != Shape::Rows);
    for block in texts {
        let (mut before, mut page): (Option<Span>, Option<PageMark>) = (None, None);
        for line in &block.lines {
            if let Some(mark) = page_at(*line, pages) {
                page = Some(mark);
                continue;
            }
            if let Some(before) = before {
                let gap = Gap { span: Span::new(before.end, line.start), page };
                let is_word = layout.is_broken(before.of(text), line.of(text));
                found.push(if is_word { Mark::WordBreak(gap) } else { Mark::LineBreak(gap) });
            }
            (before, page) = (Some(*line), None);
        }
    }
    found.retain(|mark| is_empty(*mark, text));
    found
}

/// Whether nothing but white space and the page mark is in a gap.
fn is_empty(mark: Mark, text: &str) -> bool {
    bare(mark.span().of(text)).is_empty()
}

/// The page mark that a line consists of.
fn page_at(line: Span, pages: &[PageMark]) -> Option<PageMark> {
    let at = pages.partition_point(|page| page.span.start < line.start);
    pages.get(at).copied().filter(|page| page.span == line)
}
