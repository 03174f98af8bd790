//! Numbers on a line of their own: "II." above the heading of a section, "2)" above a paragraph. Takes the body of a division; gives it with
//! each number in what it counts. A heading keeps the break between the two lines. Where the profile writes headings as paragraphs a number
//! stays one of its own, and so does one without a bracket above a paragraph: that may be a heading.

use super::inline::cut_block;
use super::mark::Marks;
use super::words::bare;
use crate::model::{Block, Division, Inline, Role};
use crate::profile::SectionElement;
use crate::text::Span;

/// Joins each number with the heading or the paragraph behind it.
pub(super) fn join(division: &mut Division, text: &str, marks: &Marks, sections: SectionElement) {
    let mut joined: Vec<Block> = Vec::new();
    for block in std::mem::take(&mut division.body) {
        let is_number = |before: &&mut Block| before.role == block.role && is_number(bare(before.span.of(text)));
        match joined.last_mut().filter(is_number) {
            Some(number) if block.role == Role::Section && sections == SectionElement::Head => {
                number.content.push(Inline::LineBreak(Span::new(number.span.end, block.span.start)));
                number.content.extend(block.content);
                number.span = number.span.to(block.span);
            }
            Some(number) if block.role == Role::Paragraph && bare(number.span.of(text)).ends_with(')') => {
                number.span = number.span.to(block.span);
                number.content = cut_block(number.span, marks);
            }
            _ => joined.push(block),
        }
    }
    division.body = joined;
}

/// "II.", "3)", "§ 4.", "B:".
fn is_number(words: &str) -> bool {
    let Some(number) = words.trim_start_matches(['§', ' ']).strip_suffix(['.', ')', ':']) else { return false };
    let is_roman = number.bytes().all(|letter| b"IVXLC".contains(&letter));
    let is_decimal = number.len() < 4 && number.bytes().all(|digit| digit.is_ascii_digit());
    let is_letter = number.len() == 1 && number.bytes().all(|letter| letter.is_ascii_uppercase());
    !number.is_empty() && (is_roman || is_decimal || is_letter)
}

#[cfg(test)]
mod tests {
    use super::is_number;

    #[test]
    fn numbers_stand_alone() {
        for number in ["I.", "XIV.", "3)", "§ 12.", "B:"] {
            assert!(is_number(number), "{number}");
        }
        for other in ["", "§", "1823.", "Ad", "I. One", "b)", "I", "12"] {
            assert!(!is_number(other), "{other}");
        }
    }
}
