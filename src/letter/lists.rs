//! Lists: runs of items. Takes the blocks of a run; gives lists nested by indentation.
//!
//! Items of one indentation are one list; deeper ones are a list inside the item before. A list has bullets or labels, never both:
//! where the kind changes a new list begins. Nesting is followed to [`DEEPEST`] levels; what lies deeper stays on that level.

use super::blocks::{Shape, TextBlock};
use super::inline::{cut_block, page_block};
use super::mark::Marks;
use crate::model::{Block, ListKind, Role};
use crate::text::Span;

/// How many lists deep.
pub(super) const DEEPEST: usize = 32;

/// The lists of a run of items, labels and page marks. `rule` is that of the grammar; lists with labels have one of their own.
pub(super) fn build(run: &[TextBlock<'_>], rule: &'static str, text: &str, marks: &Marks) -> Vec<Block> {
    let mut reader = Reader { run, at: 0, rule, text, marks };
    let mut lists = Vec::new();
    while reader.at < run.len() {
        lists.push(reader.list(1));
    }
    lists
}

struct Reader<'a> {
    run: &'a [TextBlock<'a>],
    at: usize,
    rule: &'static str,
    text: &'a str,
    marks: &'a Marks,
}

/// What makes two items members of one list.
#[derive(Clone, Copy, PartialEq)]
struct Level {
    indent: usize,
    is_labelled: bool,
}

impl Reader<'_> {
    /// The list whose first item is the next block. Takes at least one block.
    fn list(&mut self, depth: usize) -> Block {
        let mut list = Block::new(Role::List(ListKind::Simple), Span::default(), "");
        let mut own: Option<Level> = None;
        while let Some(block) = self.run.get(self.at) {
            let level = self.level();
            if let (Some(own), Some(level)) = (own, level) {
                let is_deeper = level.indent > own.indent && depth < DEEPEST;
                match list.children.last_mut().filter(|last| last.role == Role::Item) {
                    Some(_) if level == own => {}
                    Some(item) if is_deeper => {
                        let inner = self.list(depth + 1);
                        item.span = item.span.to(inner.span);
                        item.children.push(inner);
                        continue;
                    }
                    _ if level.is_labelled == own.is_labelled && depth == DEEPEST && level.indent > own.indent => {}
                    _ if level == own => {}
                    _ => break,
                }
            }
            own = own.or(level);
            list.children.push(self.child(block));
            self.at += 1;
        }
        let labelled = own.is_some_and(|own| own.is_labelled);
        list.rule = if labelled { "labels" } else { self.rule };
        list.span = list.children.iter().map(|child| child.span).reduce(Span::to).unwrap_or_default();
        list
    }

    /// The level of the next block: a labelled item is on the level of its label. A page mark has none.
    fn level(&self) -> Option<Level> {
        let block = self.run.get(self.at)?;
        match block.shape {
            Shape::ItemLabel => Some(Level { indent: block.indent, is_labelled: true }),
            Shape::LabelledItem => {
                let label = self.run.get(..self.at)?.iter().rev().find(|before| before.shape == Shape::ItemLabel);
                Some(Level { indent: label.map_or(block.indent, |label| label.indent), is_labelled: true })
            }
            Shape::Item(_) => Some(Level { indent: block.indent, is_labelled: false }),
            _ => None,
        }
    }

    fn child(&self, block: &TextBlock<'_>) -> Block {
        let (role, rule) = match block.shape {
            Shape::Page(page) => return page_block(page),
            Shape::ItemLabel => (Role::ItemLabel, "label-line"),
            Shape::LabelledItem => (Role::Item, "label-line"),
            _ => (Role::Item, "bullet"),
        };
        let mut made = Block::new(role, block.span, rule);
        made.bullet = match block.shape {
            Shape::Item(bullet) => Some(bullet),
            _ => None,
        };
        made.content = cut_block(block.body(self.text), self.marks);
        made
    }
}
