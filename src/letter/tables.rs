//! Tables: lines with tabs. Takes a block of rows; gives rows and cells.

use super::blocks::TextBlock;
use super::inline::{Marks, cut};
use crate::model::{Block, Role};
use crate::text::Span;

/// The rule's name for `--explain`.
const RULE: &str = "tabs";

/// A table of a block's lines, a row each, a cell between two tabs.
pub(super) fn build(block: &TextBlock, text: &str, marks: &Marks) -> Block {
    let mut table = Block::new(Role::Table, block.span, RULE);
    for line in &block.lines {
        let mut row = Block::new(Role::Row, *line, RULE);
        let mut start = line.start;
        for cell in line.of(text).split('\t') {
            let span = Span::new(start, start + cell.len()).trim(text);
            let mut made = Block::new(Role::Cell, span, RULE);
            made.content.extend(marks.line_start(span).filter(|_| start == line.start));
            made.content.extend(cut(span, marks));
            row.children.push(made);
            start += cell.len() + 1;
        }
        table.children.push(row);
    }
    table
}
