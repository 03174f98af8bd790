//! Elements that would cross others. Takes a part of the file that an element shall hold; gives the parts of it that it can hold without crossing, or
//! the name of the element that keeps it from being parted.
//!
//! An element inside of a line may be parted: it says of each of its words what it says of all. TEI says of segments which part each is (`part`);
//! others are parted plainly. A block is parted by nothing, and parts nothing. The id stays with the first part.

use super::tags::{TagKind, Tags};
use crate::text::Span;
use crate::vocabulary::{self, Property};

/// What becomes of an element that would cross others.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Parting {
    /// Each part is an element as the whole was.
    Plain,
    /// Each part says which one it is (TEI, att.fragmentable).
    Numbered,
}

/// The elements that may be parted, sorted. Others are left out where they would cross.
const TABLE: &[(&str, Parting)] = &[
    ("abbr", Parting::Plain),
    ("add", Parting::Plain),
    ("addName", Parting::Plain),
    ("c", Parting::Numbered),
    ("cl", Parting::Numbered),
    ("corr", Parting::Plain),
    ("damage", Parting::Plain),
    ("date", Parting::Plain),
    ("del", Parting::Plain),
    ("distinct", Parting::Plain),
    ("emph", Parting::Plain),
    ("foreign", Parting::Plain),
    ("forename", Parting::Plain),
    ("geogName", Parting::Plain),
    ("gloss", Parting::Plain),
    ("hi", Parting::Plain),
    ("measure", Parting::Plain),
    ("mentioned", Parting::Plain),
    ("name", Parting::Plain),
    ("num", Parting::Plain),
    ("orgName", Parting::Plain),
    ("orig", Parting::Plain),
    ("persName", Parting::Plain),
    ("phr", Parting::Numbered),
    ("placeName", Parting::Plain),
    ("q", Parting::Plain),
    ("quote", Parting::Plain),
    ("ref", Parting::Plain),
    ("reg", Parting::Plain),
    ("retrace", Parting::Plain),
    ("roleName", Parting::Plain),
    ("rs", Parting::Plain),
    ("s", Parting::Numbered),
    ("said", Parting::Plain),
    ("seg", Parting::Numbered),
    ("sic", Parting::Plain),
    ("soCalled", Parting::Plain),
    ("supplied", Parting::Plain),
    ("surname", Parting::Plain),
    ("surplus", Parting::Plain),
    ("term", Parting::Plain),
    ("time", Parting::Plain),
    ("title", Parting::Plain),
    ("unclear", Parting::Plain),
    ("w", Parting::Numbered),
];

fn parting(name: &str) -> Option<Parting> {
    let at = TABLE.binary_search_by(|(known, _)| (*known).cmp(name)).ok()?;
    TABLE.get(at).map(|(_, parting)| *parting)
}

/// The parts of a part of the file that an element of this name can hold: all of it where it crosses nothing, else what stands between the
/// tags that it would cross. `taken` are parts of the file that other elements will hold.
///
/// # Errors
/// The name of the element that it would cross, where one of the two is not parted.
pub(super) fn parts(name: &str, whole: Span, tags: &Tags<'_>, taken: &[Span], file: &str) -> Result<Vec<Span>, String> {
    let mut cuts: Vec<Span> = Vec::new();
    for (tag, other) in crossed(whole, tags) {
        if vocabulary::has(other, Property::Block) || parting(name).is_none() {
            return Err(other.to_owned());
        }
        cuts.push(tag);
    }
    for other in taken.iter().filter(|other| crosses(**other, whole)) {
        if parting(name).is_none() {
            return Err(name.to_owned());
        }
        cuts.extend([other.start, other.end].map(Span::at).into_iter().filter(|at| whole.contains(*at)));
    }
    cuts.sort_unstable();
    let mut parts = Vec::new();
    let mut at = whole.start;
    for cut in cuts.into_iter().chain([Span::at(whole.end)]) {
        let part = Span::new(at, cut.start.max(at));
        parts.extend(has_text(part, tags, file).then_some(part));
        at = at.max(cut.end);
    }
    Ok(parts)
}

/// The tags in a part of the file whose other tag is not in it, with the names of their elements.
fn crossed<'r>(whole: Span, tags: &Tags<'r>) -> Vec<(Span, &'r str)> {
    let (mut crossed, mut open) = (Vec::new(), Vec::new());
    for tag in tags.inside(whole) {
        let own = (tag.span, tags.name(Some(tag.element)));
        match tag.kind {
            TagKind::Open => open.push(own),
            TagKind::Close => crossed.extend(open.pop().is_none().then_some(own)),
            TagKind::Empty => {}
        }
    }
    crossed.extend(open);
    crossed
}

/// Whether two parts have some of their text in common, and neither holds the other.
fn crosses(one: Span, other: Span) -> bool {
    one.start < other.end && other.start < one.end && !one.contains(other) && !other.contains(one)
}

/// Whether a part of the file holds characters other than white space and tags.
fn has_text(part: Span, tags: &Tags<'_>, file: &str) -> bool {
    tags.slots(part)
        .iter()
        .any(|slot| file.get(slot.span.start..slot.span.end).is_some_and(|own| !own.trim().is_empty()))
}

/// The start tag of one of the parts of an element, given that of the whole.
pub(super) fn start_tag(name: &str, tag: &str, number: usize, count: usize) -> String {
    let tag = if number == 0 { tag.to_owned() } else { without(tag, "xml:id") };
    if count < 2 || parting(name) != Some(Parting::Numbered) {
        return tag;
    }
    let part = match number {
        0 => "I",
        last if last + 1 == count => "F",
        _ => "M",
    };
    let tag = without(&tag, "part");
    format!("{} part=\"{part}\">", tag.trim_end_matches('>').trim_end())
}

/// A start tag without an attribute.
fn without(tag: &str, attribute: &str) -> String {
    let whole = || {
        let at = tag.match_indices(attribute).map(|(at, _)| at).find(|at| {
            let before = tag.get(..*at).unwrap_or_default();
            let behind = tag.get(at + attribute.len()..).unwrap_or_default();
            before.ends_with(char::is_whitespace) && behind.trim_start().starts_with('=')
        })?;
        let (before, behind) = tag.split_at_checked(at)?;
        let (_, value) = behind.split_once('=')?;
        let value = value.trim_start();
        let quote = value.chars().next()?;
        let (_, rest) = value.get(quote.len_utf8()..)?.split_once(quote)?;
        Some(before.trim_end().to_owned() + rest)
    };
    whole().unwrap_or_else(|| tag.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_sorted() {
        assert!(TABLE.is_sorted_by(|(a, _), (b, _)| a < b));
    }

    #[test]
    fn parts_say_which_they_are_where_tei_has_a_word_for_it() {
        for (name, tag, made) in [
            ("hi", "<hi xml:id=\"a\" rend='i'>", ["<hi xml:id=\"a\" rend='i'>", "<hi rend='i'>", "<hi rend='i'>"]),
            ("seg", "<seg part=\"N\">", ["<seg part=\"I\">", "<seg part=\"M\">", "<seg part=\"F\">"]),
        ] {
            assert_eq!([0, 1, 2].map(|number| start_tag(name, tag, number, 3)), made);
        }
    }
}
