//! What belongs to the sentence before it: lists ("the following decisions were reached:") and quotations. Takes the body of a
//! division in which paragraphs, lists and quotations stand side by side; gives those inside their paragraphs that the profile
//! wants there.

use super::quotations::introduces;
use super::words::bare;
use crate::model::{Block, Division, Role};
use crate::profile::{IntroducedList, IntroducedQuotation};

/// Moves lists and quotations into the paragraphs that introduce them, with the page marks between the two.
pub(super) fn join(division: &mut Division, text: &str, lists: IntroducedList, quotations: IntroducedQuotation) {
    let mut joined: Vec<Block> = Vec::new();
    for block in std::mem::take(&mut division.body) {
        let before = joined.iter().rposition(|block| block.role != Role::Page);
        let introduction = before.filter(|_| is_inside(&block, lists, quotations)).filter(|before| {
            joined.get(*before).is_some_and(|block| {
                block.role == Role::Paragraph && block.children.is_empty() && introduces(bare(block.span.of(text)))
            })
        });
        let Some(introduction) = introduction else {
            joined.push(block);
            continue;
        };
        let pages = joined.split_off(introduction + 1);
        if let Some(paragraph) = joined.last_mut() {
            paragraph.span = paragraph.span.to(block.span);
            paragraph.children.extend(pages);
            paragraph.children.push(block);
        }
    }
    division.body = joined;
}

/// Whether a block is a list or a quotation that the profile wants inside the paragraph that introduces it.
fn is_inside(block: &Block, lists: IntroducedList, quotations: IntroducedQuotation) -> bool {
    let is_headed = block.children.iter().any(|child| child.role == Role::ListHead);
    let is_labelled = block.children.iter().any(|child| child.role == Role::ItemLabel);
    match (block.role, lists) {
        (Role::Quotation, _) => quotations == IntroducedQuotation::Inside,
        (Role::List(_), IntroducedList::Inside) => !is_headed,
        (Role::List(_), IntroducedList::LabelledInside) => !is_headed && is_labelled,
        _ => false,
    }
}
