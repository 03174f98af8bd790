//! Page numbers that do not rise. Takes a document; gives each `pb/@n` that does not fit between its neighbours.
//!
//! Numbers are arabic, roman, or those of leaves (`12r`, `12v`), in brackets where an editor gave them. A sequence is what one text
//! gives of one edition; where the way of counting changes, another begins. Leaves out pages of single readings and of notes.

use std::collections::BTreeMap;

use super::case::{Case, around, elements, is_in, local};
use super::sequence::{Member, MisfitKind, misfits};
use crate::diag::{self, Diagnostic};
use crate::text::roman;
use crate::vocabulary::{self, Property};
use crate::xml::document::Node;

/// Attributes that tell the page breaks of one edition from those of another.
const EDITION: &[&str] = &["ed", "edRef", "source", "type", "subtype"];

/// How pages are counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Count {
    Arabic,
    Roman,
    Leaves,
}

/// The pages of one text and edition; `None` where a number cannot be read.
type Pages = Vec<Option<(Count, Member)>>;

/// Tells of page numbers out of order.
pub(super) fn check(case: &Case<'_>) -> Vec<Diagnostic> {
    let mut sequences: BTreeMap<(u32, Vec<&str>), Pages> = BTreeMap::new();
    for (element, _) in elements(case.document)
        .filter(|(element, name)| *name == "pb" && !is_in(*element, |name| vocabulary::has(name, Property::Aside)))
    {
        let Some(number) = element.attribute("", "n") else { continue };
        let text = around(element).find(|node| local(*node) == Some("text")).map_or(0, Node::id);
        let edition = EDITION.iter().map(|name| element.attribute("", name).map_or("", |attribute| attribute.value));
        let sequence = sequences.entry((text, edition.collect())).or_default();
        sequence.push(read(number.value).map(|(count, rank)| (count, Member { rank, span: number.value_span })));
    }
    sequences.into_values().flat_map(|sequence| findings(case, &sequence)).collect()
}

fn findings(case: &Case<'_>, sequence: &[Option<(Count, Member)>]) -> Vec<Diagnostic> {
    let count = |page: &Option<(Count, Member)>| page.map(|(count, _)| count);
    let mut found = Vec::new();
    for part in sequence.chunk_by(|a, b| count(a) == count(b)) {
        let members: Vec<_> = part.iter().map(|page| page.map(|(_, member)| member)).collect();
        for misfit in misfits(&members) {
            let (page, before) = (misfit.member.span.of(case.source), misfit.before.span.of(case.source));
            let message = match misfit.kind {
                MisfitKind::OutOfOrder => format!("page `{page}` comes after page `{before}`"),
                MisfitKind::Twice => format!("page `{page}` begins twice"),
            };
            let finding = Diagnostic::new(&diag::PAGE_MISNUMBERED, message).at(misfit.member.span);
            found.push(finding.related(misfit.before.span, "the page before"));
        }
    }
    found
}

/// How a page is counted, and its rank in this count.
fn read(number: &str) -> Option<(Count, u32)> {
    let number = number.trim_matches(['[', ']', '(', ')', ' ']);
    if let Some(leaf) = number.strip_suffix(['r', 'v']).and_then(arabic) {
        return Some((Count::Leaves, leaf * 2 + u32::from(number.ends_with('v'))));
    }
    arabic(number).map(|rank| (Count::Arabic, rank)).or_else(|| Some((Count::Roman, roman(number)?)))
}

/// A number below a million.
fn arabic(digits: &str) -> Option<u32> {
    let is_number = digits.len() <= 6 && digits.bytes().all(|byte| byte.is_ascii_digit());
    digits.parse().ok().filter(|_| is_number)
}

/// A Roman number, in capitals or in small letters.
fn roman(letters: &str) -> Option<u32> {
    let capitals = letters.to_ascii_uppercase();
    let is_one_case = letters == capitals || letters == letters.to_ascii_lowercase();
    roman::read(&capitals).filter(|_| is_one_case)
}

#[cfg(test)]
mod tests {
    use super::super::fixture::{found, places};
    use super::*;

    /// A text with these pages.
    fn pages(numbers: &str) -> String {
        let breaks = numbers.split(' ').map(|number| format!("<pb n='{number}'/>"));
        format!("<text>{}</text>", breaks.collect::<String>())
    }

    #[test]
    fn pages_rise() {
        for (numbers, reported) in [
            ("1 2 3", &[][..]),
            ("i ii iii iv 1 2 3", &[]),
            ("1 2 31 4", &["31"]),
            ("1 2 2 3", &["2"]),
            ("[1] 2 [3]", &[]),
            ("1r 1v 2r 2v", &[]),
            ("1r 2v 2r 3r", &["2v"]),
            ("1 2 2a 3", &[]),
            ("x xi ix xii", &["ix"]),
        ] {
            places(check, &[(&pages(numbers), reported)]);
        }
        let inside = "<text><pb n='1'/><note><pb n='9'/></note><pb n='2' ed='b'/><pb n='2'/><pb n='3'/></text>";
        places(check, &[(inside, &[])]);
        assert_eq!(found(check, &pages("1 2 31 4"), None)[0].1.message, "page `31` comes after page `2`");
    }

    #[test]
    fn roman_numbers_are_read_as_they_are_written_today() {
        for (letters, number) in [
            ("iv", Some(4)),
            ("XIX", Some(19)),
            ("mcmxcix", Some(1999)),
            ("iiii", None),
            ("ic", None),
            ("Xi", None),
            ("", None),
        ] {
            assert_eq!(roman(letters), number, "{letters}");
        }
    }
}
