//! Text as HTML. Takes text of strangers; gives it so that it stands for itself, in content and in values between double quotes.
//!
//! What would reorder or steer the text around it is not written: in content it is named by its number, in values a sign stands for it.

use std::fmt::Write as _;

use crate::text::escape::push_reference;
use crate::text::visible;

/// Adds text as content.
pub(super) fn push_text(out: &mut String, text: &str) {
    for c in text.chars() {
        match c {
            '&' | '<' | '>' => push_reference(out, c),
            '\n' | '\t' => out.push(c),
            '\r' => {}
            c if is_steering(c) => {
                // Writing to a string cannot fail.
                let _ = write!(out, "<span class=\"ctl\" data-h=\"U+{:04X}\"></span>", u32::from(c));
            }
            c => out.push(c),
        }
    }
}

/// Adds text as a value.
pub(super) fn push_value(out: &mut String, text: &str) {
    for c in text.chars() {
        match c {
            '&' | '<' | '>' | '"' => push_reference(out, c),
            c => out.push(visible(c)),
        }
    }
}

/// Text as content.
pub(super) fn text(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    push_text(&mut out, text);
    out
}

/// Text as a value.
pub(super) fn value(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    push_value(&mut out, text);
    out
}

/// Whether a character is a control, or reorders the text behind it. Marks of direction and joiners belong to the text of many languages.
fn is_steering(c: char) -> bool {
    c.is_control() || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
}
