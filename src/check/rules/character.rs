//! Characters that do not belong in an edition. Takes a document; gives each soft hyphen, character for private use, replacement
//! character and the like in its texts. Those that a style of the document declares (`char`, `glyph`) are its own.

use super::case::{Case, elements, prose};
use super::place;
use crate::diag::{self, Diagnostic};
use crate::text::Span;

/// What does not belong: first and last character, what it is, what to do. Sorted.
const ODD: &[(char, char, &str, &str)] = &[
    ('\u{80}', '\u{9F}', "control character", "the text may have been read in a wrong encoding"),
    (
        '\u{AD}',
        '\u{AD}',
        "soft hyphen",
        "it is a hint for typesetters; a line end that splits a word is `<lb break=\"no\"/>`",
    ),
    ('\u{200B}', '\u{200B}', "zero-width space", "take it out, or write what was meant"),
    ('\u{2028}', '\u{2029}', "line or paragraph separator", "write `lb` or `p`"),
    (
        '\u{E000}',
        '\u{F8FF}',
        "character for private use",
        "others see another sign, or none: describe it with `g` and `char`",
    ),
    ('\u{FEFF}', '\u{FEFF}', "byte order mark", "take it out: it was once the beginning of a file"),
    (
        '\u{FFFC}',
        '\u{FFFC}',
        "object replacement character",
        "it stands for something that was lost when the text was copied",
    ),
    ('\u{FFFD}', '\u{FFFD}', "replacement character", "it stands for a character that was lost: look into the source"),
    (
        '\u{F0000}',
        '\u{10FFFF}',
        "character for private use",
        "others see another sign, or none: describe it with `g` and `char`",
    ),
];

/// Tells of characters that do not belong.
pub(super) fn check(case: &Case<'_>) -> Vec<Diagnostic> {
    let odd = |text: &str| text.chars().any(|c| c >= '\u{80}' && of(c).is_some());
    let top = case.document.top();
    if !top.is_some_and(|top| odd(top.string_value())) {
        return Vec::new();
    }
    let declared: Vec<char> = elements(case.document)
        .filter(|(_, name)| matches!(*name, "mapping" | "g"))
        .flat_map(|(element, _)| element.string_value().chars())
        .collect();
    let mut found = Vec::new();
    for node in prose(case.document).filter(|node| odd(node.text())) {
        for (at, c) in node.text().char_indices() {
            let Some((what, help)) = of(c).filter(|_| !declared.contains(&c)) else { continue };
            let span: Span = place::nearly(node, case.source, at..at + c.len_utf8());
            let message = format!("{what} U+{:04X}", u32::from(c));
            found.push(Diagnostic::new(&diag::ODD_CHARACTER, message).at(span).help(help));
        }
    }
    found
}

fn of(c: char) -> Option<(&'static str, &'static str)> {
    ODD.iter().find(|(first, last, ..)| (*first..=*last).contains(&c)).map(|(.., what, help)| (*what, *help))
}

#[cfg(test)]
mod tests {
    use super::super::fixture::{found, places};
    use super::*;

    #[test]
    fn odd_characters_are_told_with_their_place() {
        places(
            check,
            &[
                ("<p>Ge\u{AD}dicht &#xAD; – „é“</p>", &["\u{AD}", "&#xAD;"]),
                ("<p><code>\u{AD}</code></p><teiHeader>\u{AD}</teiHeader>", &[]),
                ("<p>\u{E001}</p>", &["\u{E001}"]),
                ("<p>\u{E001}</p><mapping>\u{E001}</mapping>", &[]),
            ],
        );
        assert_eq!(found(check, "<p>\u{FFFD}</p>", None)[0].1.message, "replacement character U+FFFD");
    }

    #[test]
    fn the_table_is_sorted() {
        assert!(ODD.is_sorted_by_key(|(first, ..)| *first) && ODD.iter().all(|(first, last, ..)| first <= last));
    }
}
