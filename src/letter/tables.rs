//! Tables: lines with tabs. Takes a block of rows; gives rows and cells.

use super::blocks::TextBlock;
use super::inline::cut;
use super::mark::Marks;
use crate::model::{Block, Role};
use crate::text::Span;

/// A table of a block's lines, a row each, a cell between two tabs. `rule` is that of the grammar.
pub(super) fn build(block: &TextBlock<'_>, rule: &'static str, text: &str, marks: &Marks) -> Block {
    let mut table = Block::new(Role::Table, block.span, rule);
    for line in &block.lines {
        let mut row = Block::new(Role::Row, *line, rule);
        let mut start = line.start;
        for cell in line.of(text).split('\t') {
            let span = Span::new(start, start + cell.len()).trim(text);
            let mut made = Block::new(Role::Cell, span, rule);
            made.content.extend(marks.line_start(span).filter(|_| start == line.start));
            made.content.extend(cut(span, marks));
            row.children.push(made);
            start += cell.len() + 1;
        }
        table.children.push(row);
    }
    table
}
