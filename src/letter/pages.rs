//! Page marks. Takes the text and the profile's templates; gives every mark in order, with its number.
//!
//! `[sic]`, `[Enclosure]` and `[Here follows…]` are no page marks: only what a template of the profile spells is one, and its
//! number must hold a digit or be Roman.

use super::words::match_template;
use crate::profile::Profile;
use crate::text::Span;

/// A page mark in the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct PageMark {
    /// The number alone.
    pub(super) number: Span,
    /// The whole mark.
    pub(super) span: Span,
}

/// Finds all page marks.
pub(super) fn find(text: &str, profile: &Profile) -> Vec<PageMark> {
    let templates: Vec<_> =
        profile.page.marks.iter().filter(|template| template.has_number() && !template.is_bare()).collect();
    let mut found: Vec<PageMark> = Vec::new();
    for template in &templates {
        // A template whose number comes first would have to be tried everywhere; its suffix finds it no better.
        let prefix = template.prefix();
        if prefix.is_empty() {
            continue;
        }
        for (at, _) in text.match_indices(prefix) {
            let Some(rest) = text.get(at..) else { continue };
            if let Some(mark) = match_template(rest, template, is_page_character).filter(|mark| is_page(mark.number)) {
                found.push(PageMark {
                    number: Span::new(at + mark.start, at + mark.start + mark.number.len()),
                    span: Span::new(at, at + mark.end),
                });
            }
        }
    }
    found.sort_by_key(|mark| (mark.span.start, std::cmp::Reverse(mark.span.end)));
    found.dedup_by(|next, kept| next.span.start < kept.span.end);
    found
}

fn is_page_character(c: char) -> bool {
    !c.is_whitespace() && !c.is_control() && !"[](){}<>|/".contains(c)
}

fn is_page(number: &str) -> bool {
    number.contains(|c: char| c.is_ascii_digit()) || number.chars().all(|c| "ivxlcdmIVXLCDM".contains(c))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::profile::built_in;

    fn check(text: &str, expected: &[&str]) {
        let marks = find(text, &built_in("letter").unwrap());
        let numbers: Vec<&str> = marks.iter().map(|mark| mark.number.of(text)).collect();
        assert_eq!(numbers, expected, "{text}");
    }

    #[test]
    fn only_what_the_profile_spells() {
        check("said [Page 775] he [sic] [Enclosure] [Page]", &["775"]);
        check("nego[Page XIV]tiations [Seite 4r] [Page one]", &["XIV", "4r"]);
        check("[Page [Page 3]", &["3"]);
    }
}
