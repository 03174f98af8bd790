//! Lists that belong to the sentence before them: "the following decisions were reached:". Takes the body of a division in which
//! paragraphs and lists stand side by side; gives such lists inside their paragraphs where the profile wants them there.

use super::words::bare;
use crate::model::{Block, Division, Role};
use crate::profile::{IntroducedList, Profile};

/// Moves lists into the paragraphs that introduce them, with the page marks between the two.
pub(super) fn join(division: &mut Division, text: &str, profile: &Profile) {
    let mut joined: Vec<Block> = Vec::new();
    for block in std::mem::take(&mut division.body) {
        let before = joined.iter().rposition(|block| block.role != Role::Page);
        let introduction = before.filter(|_| is_inside(&block, profile)).filter(|before| {
            joined.get(*before).is_some_and(|block| block.role == Role::Paragraph && introduces(block, text))
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

/// Whether a block is a list that the profile wants inside the paragraph that introduces it.
fn is_inside(block: &Block, profile: &Profile) -> bool {
    let is_headed = block.children.iter().any(|child| child.role == Role::ListHead);
    let is_labelled = block.children.iter().any(|child| child.role == Role::ItemLabel);
    let is_wanted = match profile.lists.introduced {
        IntroducedList::Beside => false,
        IntroducedList::Inside => true,
        IntroducedList::LabelledInside => is_labelled,
    };
    matches!(block.role, Role::List(_)) && !is_headed && is_wanted
}

/// Whether a paragraph ends as one that goes on in a list: with a colon, or a dash behind one.
fn introduces(block: &Block, text: &str) -> bool {
    block.children.is_empty() && bare(block.span.of(text)).trim_end_matches(['—', '–', '-', ' ']).ends_with(':')
}
