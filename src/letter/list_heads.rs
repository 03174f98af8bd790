//! Headings of lists. Takes the body of a division in which headings and lists stand side by side; gives lists with their headings.

use super::words::bare;
use crate::model::{Block, Division, ListKind, Role};
use crate::profile::Lexicon;
use crate::text::Span;

/// A list's heading goes into the list after it; a heading before another heading is that of a list of lists, as the participants
/// of several countries are printed. One without any list is a section's heading.
pub(super) fn join(division: &mut Division, text: &str, lexicon: &Lexicon) {
    let mut joined: Vec<Block> = Vec::new();
    let mut heads: Vec<Block> = Vec::new();
    let mut outer: Option<Block> = None;
    for block in std::mem::take(&mut division.body) {
        match block.role {
            Role::ListHead => {
                if heads.iter().filter(|head| head.role == Role::ListHead).count() > 1 {
                    joined.push(without_list(heads.remove(0)));
                }
                if list_kind(block.span.of(text), lexicon).is_some() {
                    joined.extend(outer.take());
                }
                heads.push(block);
            }
            Role::Page if !heads.is_empty() => heads.push(block),
            Role::List(_) if !heads.is_empty() => {
                let last = heads.iter().rposition(|head| head.role == Role::ListHead).unwrap_or(0);
                let list = headed(block, heads.split_off(last), text, lexicon);
                if !heads.is_empty() {
                    joined.extend(outer.take());
                    let empty = Block::new(Role::List(ListKind::Simple), list.span, "list-of-lists");
                    outer = Some(headed(empty, std::mem::take(&mut heads), text, lexicon));
                }
                match &mut outer {
                    Some(outer) => push_as_item(outer, list),
                    None => joined.push(list),
                }
            }
            _ => {
                joined.extend(outer.take());
                joined.extend(heads.drain(..).map(without_list));
                joined.push(block);
            }
        }
    }
    joined.extend(outer);
    joined.extend(heads.into_iter().map(without_list));
    division.body = joined;
}

/// A list with its heading, and page breaks between them.
fn headed(mut list: Block, head: Vec<Block>, text: &str, lexicon: &Lexicon) -> Block {
    let kind = head.first().and_then(|head| list_kind(head.span.of(text), lexicon));
    list.role = Role::List(kind.unwrap_or(ListKind::Simple));
    list.span = head.iter().map(|part| part.span).fold(list.span, Span::to);
    list.children.splice(0..0, head);
    list
}

/// The kind of list this is the heading of.
pub(super) fn list_kind(text: &str, lexicon: &Lexicon) -> Option<ListKind> {
    lexicon.lists.get(bare(text).trim_end_matches([':', '.', ' '])).copied()
}

fn push_as_item(list: &mut Block, inner: Block) {
    let mut item = Block::new(Role::Item, inner.span, "list-of-lists");
    list.span = list.span.to(inner.span);
    item.children.push(inner);
    list.children.push(item);
}

fn without_list(mut block: Block) -> Block {
    if block.role == Role::ListHead {
        block.role = Role::Section;
        block.rule = "section-heading";
    }
    block
}
