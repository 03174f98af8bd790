//! What belongs to the sentence before it: lists ("the following decisions were reached:") and quotations. Takes the body of a
//! division in which paragraphs, lists and quotations stand side by side; gives those inside their paragraphs that the profile
//! wants there.
//!
//! A paragraph introduces what follows it with a colon. Where the profile wants every list inside, a paragraph that breaks off in
//! mid-sentence introduces one too, and so does one whose sentence goes on behind the list. What goes on begins with a small letter or
//! with punctuation, and belongs to the paragraph as well.

use super::quotations::introduces;
use super::words::bare;
use crate::model::{Block, Division, Role};
use crate::profile::{IntroducedList, IntroducedQuotation};

/// Moves lists and quotations into the paragraphs that introduce them, with the page marks between the two.
pub(super) fn join(division: &mut Division, text: &str, lists: IntroducedList, quotations: IntroducedQuotation) {
    let joiner = Joiner { text, lists, quotations };
    let mut joined: Vec<Block> = Vec::new();
    let mut blocks = std::mem::take(&mut division.body).into_iter().peekable();
    while let Some(block) = blocks.next() {
        let before = joined.iter().rposition(|block| block.role != Role::Page);
        let is_of = |paragraph: &Block| joiner.belongs(&block, paragraph, blocks.peek());
        let Some(paragraph) = before.filter(|before| joined.get(*before).is_some_and(is_of)) else {
            joined.push(block);
            continue;
        };
        let pages = joined.split_off(paragraph + 1);
        if let Some(paragraph) = joined.last_mut() {
            paragraph.span = paragraph.span.to(block.span);
            paragraph.children.extend(pages);
            paragraph.children.push(match block.role {
                Role::Paragraph => Block { role: Role::Continuation, ..block },
                _ => block,
            });
        }
    }
    division.body = joined;
}

struct Joiner<'t> {
    text: &'t str,
    lists: IntroducedList,
    quotations: IntroducedQuotation,
}

impl Joiner<'_> {
    /// Whether a block belongs to the paragraph before it.
    fn belongs(&self, block: &Block, paragraph: &Block, next: Option<&Block>) -> bool {
        if paragraph.role != Role::Paragraph {
            return false;
        }
        let is_inside = self.lists == IntroducedList::Inside;
        match (block.role, self.open_end(paragraph)) {
            (Role::Paragraph, None) => is_inside && self.goes_on(block),
            (Role::List(_) | Role::Quotation, Some(end)) if self.is_inside(block) => {
                introduces(end) || is_inside && (breaks_off(end) || next.is_some_and(|next| self.goes_on(next)))
            }
            _ => false,
        }
    }

    /// The text at the end of a paragraph; none where a list or a quotation inside it is its end.
    fn open_end(&self, paragraph: &Block) -> Option<&str> {
        let last = paragraph.children.last().unwrap_or(paragraph);
        matches!(last.role, Role::Paragraph | Role::Continuation).then(|| bare(last.span.of(self.text)))
    }

    /// Whether a block of text goes on with the sentence before it.
    fn goes_on(&self, block: &Block) -> bool {
        let first = bare(block.span.of(self.text)).chars().next();
        block.role == Role::Paragraph
            && first
                .is_some_and(|first| first.is_lowercase() || matches!(first, ',' | ';' | ':' | '.' | ')' | ']' | '}'))
    }

    /// Whether a block is a list or a quotation that the profile wants inside the paragraph that introduces it.
    fn is_inside(&self, block: &Block) -> bool {
        let is_headed = block.children.iter().any(|child| child.role == Role::ListHead);
        let is_labelled = block.children.iter().any(|child| child.role == Role::ItemLabel);
        match (block.role, self.lists) {
            (Role::Quotation, _) => self.quotations == IntroducedQuotation::Inside,
            (Role::List(_), IntroducedList::Inside) => !is_headed,
            (Role::List(_), IntroducedList::LabelledInside) => !is_headed && is_labelled,
            _ => false,
        }
    }
}

/// Whether a text ends in mid-sentence.
fn breaks_off(text: &str) -> bool {
    text.ends_with(|last: char| last == ',' || last.is_alphabetic())
}
