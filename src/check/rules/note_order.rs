//! Numbers of notes that do not rise. Takes a document; gives each `note/@n` that does not fit between its neighbours.
//!
//! A sequence is what one division gives of notes of one kind and place: editors' notes are counted apart from the author's. Where
//! the count begins again, as on each page, nothing is wrong: not even where each page has a note 1 alone. Leaves out notes that are marked by signs.

use std::collections::BTreeMap;

use super::case::{Case, around, elements, is_in, local};
use super::sequence::{Member, MisfitKind, misfits};
use crate::diag::{self, Diagnostic};
use crate::vocabulary::{self, Property};
use crate::xml::document::Node;

/// Attributes that tell notes of one sequence from those of another.
const KIND: &[&str] = &["place", "type", "subtype", "resp"];

/// Notes that are counted together.
#[derive(Default)]
struct Sequence {
    members: Vec<Option<Member>>,
    /// The last of them, as a node.
    last: u32,
}

/// Tells of notes out of order.
pub(super) fn check(case: &Case<'_>) -> Vec<Diagnostic> {
    let mut sequences: BTreeMap<(u32, Vec<&str>), Sequence> = BTreeMap::new();
    let mut page = 0;
    for (element, name) in elements(case.document) {
        if name == "pb" {
            page = element.id();
        }
        if name != "note" {
            continue;
        }
        let Some(number) = element.attribute("", "n") else { continue };
        if element.attribute("", "sameAs").is_some() || is_in(element, |name| name == "teiHeader") {
            continue;
        }
        let is_division = |node: &Node<'_>| local(*node).is_some_and(|name| vocabulary::has(name, Property::Division));
        let division = around(element).find(is_division).map_or(0, Node::id);
        let kind = KIND.iter().map(|name| element.attribute("", name).map_or("", |attribute| attribute.value));
        let rank = number.value.trim().parse().ok();
        let sequence = sequences.entry((division, kind.collect())).or_default();
        let begins_page = page > std::mem::replace(&mut sequence.last, element.id());
        if begins_page && rank == Some(1) {
            sequence.members.push(None);
        }
        sequence.members.push(rank.map(|rank| Member { rank, span: number.value_span }));
    }
    let misfits = sequences.into_values().flat_map(|sequence| misfits(&sequence.members));
    let reported = misfits.map(|misfit| {
        let (note, before) = (misfit.member.span.of(case.source), misfit.before.span.of(case.source));
        let message = match misfit.kind {
            MisfitKind::OutOfOrder => format!("note `{note}` comes after note `{before}`"),
            MisfitKind::Twice => format!("two notes in a row have the number `{note}`"),
        };
        let finding = Diagnostic::new(&diag::NOTE_MISNUMBERED, message).at(misfit.member.span);
        finding.related(misfit.before.span, "the note before")
    });
    reported.collect()
}

#[cfg(test)]
mod tests {
    use super::super::fixture::places;
    use super::*;

    #[test]
    fn notes_rise() {
        for (numbers, reported) in [
            ("1 2 3", &[][..]),
            ("1 2 1 2", &[]),
            ("1 2 2 3", &["2"]),
            ("1 2 31 4", &["31"]),
            ("1 * 2", &[]),
            ("3 2", &[]),
        ] {
            let notes = numbers.split(' ').map(|number| format!("<note n='{number}'/>"));
            places(check, &[(&format!("<text>{}</text>", notes.collect::<String>()), reported)]);
        }
        let page = "<text><note n='1'/>x<pb/>y<note n='1'/>x<pb/>y<note n='1'/><note n='2'/></text>";
        places(check, &[(page, &[]), (&page.replace("<pb/>", ""), &["1"])]);
        places(check, &[("<text><div><note n='1'/></div><div><note n='1'/><note n='2'/></div></text>", &[])]);
        places(check, &[("<text><note n='1'/><note n='1' resp='#a'/><note n='2'/></text>", &[])]);
    }
}
