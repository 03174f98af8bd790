//! White space at page breaks and before notes, as the house style has it. Takes a document; gives each `pb` and `note` that stands
//! otherwise.
//!
//! Without a house style only a `pb` is reported that says a word goes on (`break="no"`) and has white space beside it. A page break
//! between two letters splits a word and has none in any style. A fix moves white space or takes away what is doubled: no word is
//! joined or parted by it. Leaves out breaks and notes that stand between elements.

use super::case::{Case, elements};
use crate::diag::{self, Diagnostic};
use crate::profile::{BreakSpace, NoteSpace, Profile};
use crate::text::Span;
use crate::xml::document::{Kind, Node};
use crate::xml::{is_blank, is_space};

/// Tells of white space that is not as it should be.
pub(super) fn check(case: &Case<'_>) -> Vec<Diagnostic> {
    let found = elements(case.document).filter_map(|(element, name)| match name {
        "pb" => page(case, element),
        "note" => note(case, element),
        _ => None,
    });
    found.collect()
}

/// The text beside an element, where it is more than white space.
struct Beside<'d> {
    before: &'d str,
    after: &'d str,
    /// The white space before it, in the source.
    blank_before: Span,
    /// The white space after it.
    blank_after: Span,
}

fn beside<'d>(case: &Case<'d>, element: Node<'d>) -> Option<Beside<'d>> {
    let text = |node: Node<'d>| (node.kind() == Kind::Text && !is_blank(node.text())).then(|| node.text());
    let before = text(element.previous_sibling()?)?;
    let after = element.next_sibling().and_then(text).unwrap_or_default();
    let span = element.span();
    let (head, tail) = (case.source.get(..span.start)?, case.source.get(span.end..)?);
    let start = head.trim_end_matches(is_space).len();
    let end = span.end + (tail.len() - tail.trim_start_matches(is_space).len());
    Some(Beside { before, after, blank_before: Span::new(start, span.start), blank_after: Span::new(span.end, end) })
}

fn page(case: &Case<'_>, element: Node<'_>) -> Option<Diagnostic> {
    let beside = beside(case, element).filter(|beside| !beside.after.is_empty())?;
    let (before, after) = (beside.before.ends_with(is_space), beside.after.starts_with(is_space));
    let finding = |message: &str| Diagnostic::new(&diag::BREAK_SPACE, message).at(element.tag_span());
    if element.attribute("", "break").is_some_and(|attribute| attribute.value == "no") {
        let reported =
            || finding("white space beside a page break in a word").help("take it out, or take out `break=\"no\"`");
        return (before || after).then(reported);
    }
    let style = case.profile.map_or(BreakSpace::Free, |profile| profile.page.space);
    let (wants_before, wants_after) = match style {
        BreakSpace::Free => return None,
        BreakSpace::Before => (true, false),
        BreakSpace::After => (false, true),
        BreakSpace::Both => (true, true),
    };
    if (before, after) == (wants_before, wants_after) || !(before || after) {
        return None;
    }
    let whole = Span::new(beside.blank_before.start, beside.blank_after.end);
    let blank = |is_wanted, there: Span| match (is_wanted, there.of(case.source)) {
        (false, _) => "",
        (true, "") => " ",
        (true, there) => there,
    };
    let text = [
        blank(wants_before, beside.blank_before),
        element.span().of(case.source),
        blank(wants_after, beside.blank_after),
    ];
    let wanted = match style {
        BreakSpace::Both => "before and after",
        BreakSpace::After => "after",
        _ => "before",
    };
    let message = format!("in this house style white space stands {wanted} a page break");
    Some(finding(&message).safe_fix(whole, text.concat()))
}

fn note(case: &Case<'_>, element: Node<'_>) -> Option<Diagnostic> {
    let is_glued = |profile: &Profile| profile.notes.space == NoteSpace::None;
    let beside = case.profile.filter(|profile| is_glued(profile)).and_then(|_| beside(case, element))?;
    if !beside.before.ends_with(is_space) {
        return None;
    }
    let finding = Diagnostic::new(&diag::BREAK_SPACE, "in this house style no white space stands before a note");
    let finding = finding.at(Span::new(beside.blank_before.start, element.tag_span().end));
    let parts_words =
        !beside.after.starts_with(|c: char| is_space(c) || c.is_ascii_punctuation()) && !beside.after.is_empty();
    Some(if parts_words { finding } else { finding.safe_fix(beside.blank_before, "") })
}

#[cfg(test)]
mod tests {
    use super::super::fixture::{fixed, places};
    use super::*;
    use crate::profile::built_in;

    #[test]
    fn a_word_that_goes_on_has_no_space() {
        places(check, &[("<p>a <pb break='no'/>b</p><p>a<pb break='no'/>b <pb/> c</p>", &["<pb break='no'/>"])]);
    }

    #[test]
    fn the_house_style_says_where_space_stands() {
        let mut profile = built_in("letter").unwrap();
        for (style, before, after) in [
            (
                BreakSpace::Before,
                "<p>a<pb/> b c<pb/>d <pb/> e</p><p><pb/> f</p>",
                "<p>a <pb/>b c<pb/>d <pb/>e</p><p><pb/> f</p>",
            ),
            (BreakSpace::Both, "<p>a\n<pb/>b</p>", "<p>a\n<pb/> b</p>"),
            (BreakSpace::After, "<p>a <pb/>\n<!-- x -->b <pb/>c</p>", "<p>a <pb/>\n<!-- x -->b<pb/> c</p>"),
            (BreakSpace::Free, "<p>a <pb/>b<pb/> c</p>", "<p>a <pb/>b<pb/> c</p>"),
        ] {
            profile.page.space = style;
            assert_eq!(fixed(check, before, Some(&profile)), after, "{style:?}");
        }
        profile.notes.space = NoteSpace::None;
        let before = "<p>a <note>x</note> b <note>y</note>c <note>z</note>. <hi/> <note/></p>";
        let after = "<p>a<note>x</note> b <note>y</note>c<note>z</note>. <hi/> <note/></p>";
        assert_eq!(fixed(check, before, Some(&profile)), after);
    }
}
