//! Straight quotation marks and apostrophes in a text that has curled ones. Takes a document; gives the few that differ from the many.
//!
//! Where neither form is rare there is no slip but a custom, of two hands perhaps, and nothing is reported. Leaves out marks of feet and
//! inches, which stand after a digit.

use super::case::{Case, prose};
use super::place;
use crate::diag::{self, Diagnostic};
use crate::xml::document::Node;

/// Signs of one kind: what they are, the straight one, the curled ones.
const KINDS: &[(&str, char, &[char])] =
    &[("quotation mark", '"', &['“', '”', '„', '«', '»']), ("apostrophe", '\'', &['’'])];

/// Of so many signs one may be a slip.
const RARE: usize = 20;

/// Tells of straight signs among curled ones.
pub(super) fn check(case: &Case<'_>) -> Vec<Diagnostic> {
    let texts: Vec<Node<'_>> = prose(case.document).collect();
    let mut found = Vec::new();
    for (what, straight, curled) in KINDS {
        let is_sign = |c: char| c == *straight || curled.contains(&c);
        let all: usize = texts.iter().map(|node| node.text().matches(is_sign).count()).sum();
        let slips = texts.iter().flat_map(|node| {
            let marks = node.text().match_indices(*straight).filter(|(at, _)| !is_measure(node.text(), *at));
            marks.map(|(at, sign)| (*node, at..at + sign.len()))
        });
        let slips: Vec<_> = slips.collect();
        if slips.len() * RARE <= all {
            found.extend(slips.into_iter().map(|(node, part)| {
                let message = format!("straight {what} in a text with curled ones");
                Diagnostic::new(&diag::MIXED_QUOTATION_MARKS, message).at(place::nearly(node, case.source, part))
            }));
        }
    }
    found
}

fn is_measure(text: &str, at: usize) -> bool {
    text.get(..at).is_some_and(|before| before.ends_with(|c: char| c.is_ascii_digit()))
}

#[cfg(test)]
mod tests {
    use super::super::fixture::places;
    use super::*;

    #[test]
    fn the_few_among_the_many_are_told() {
        let many = "“a” ".repeat(20);
        places(
            check,
            &[
                (&format!("<p>{many} \"b\"</p>"), &["\"", "\""]),
                (&format!("<p>{many} 5\" of rain</p>"), &[]),
                ("<p>“a” \"b\"</p>", &[]),
                ("<p>\"b\" don't</p>", &[]),
                (&format!("<p>{} don't</p>", "don’t ".repeat(20)), &["'"]),
            ],
        );
    }
}
