//! Characters as a document has them: line ends as LF (XML 1.0, 2.11), none that XML forbids (2.2). Takes raw text and where it
//! stands; gives the text to tell and what is wrong with it.

use std::borrow::Cow;

use super::errors::Errors;
use crate::diag::{self, Diagnostic};
use crate::text::Span;
use crate::text::chars::is_char;

/// Where a text stands in the document.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Provenance {
    /// The place of its first byte, for the document itself.
    pub(super) base: usize,
    /// The reference that it stands for, for the text of an entity.
    pub(super) reference: Option<Span>,
}

impl Provenance {
    /// The part of the document that a part of the text stands for.
    pub(super) fn span(self, start: usize, end: usize) -> Span {
        self.reference.unwrap_or(Span { start: self.base + start, end: self.base + end })
    }

    /// Where the text from a place on stands.
    pub(super) fn after(self, start: usize) -> Self {
        Self { base: self.base + start, ..self }
    }
}

/// Whether text can be passed on as it stands, without a closer look. One pass without branches.
pub(super) fn is_plain(raw: &str) -> bool {
    !raw.bytes().fold(false, |found, b| found | is_rough(b) | (b == b']'))
}

/// Whether a character that is not passed on as it stands may begin with this byte.
fn is_rough(b: u8) -> bool {
    (b < 0x20) & (b != b'\n') & (b != b'\t') | (b == 0xef)
}

/// The text to tell. The line ends of an entity have been seen to where it is declared.
pub(super) fn clean<'t>(raw: &'t str, provenance: Provenance, errors: &mut Errors) -> Cow<'t, str> {
    let is_document = provenance.reference.is_none();
    let mut text = String::new();
    let mut copied = 0;
    let mut from = 0;
    while let Some(found) = raw.as_bytes().get(from..).and_then(|rest| rest.iter().position(|&b| is_rough(b))) {
        let at = from + found;
        let mut characters = raw.get(at..).unwrap_or_default().chars();
        let Some(c) = characters.next() else { break };
        from = at + c.len_utf8();
        let line_end = match c {
            '\r' if is_document && characters.next() == Some('\n') => "",
            '\r' if is_document => "\n",
            c if is_char(c) => continue,
            c => {
                errors.push(forbidden(c, provenance.span(at, from)));
                ""
            }
        };
        if copied == 0 {
            text.reserve(raw.len());
        }
        text.push_str(raw.get(copied..at).unwrap_or_default());
        text.push_str(line_end);
        copied = from;
    }
    if copied == 0 {
        return Cow::Borrowed(raw);
    }
    text.push_str(raw.get(copied..).unwrap_or_default());
    Cow::Owned(text)
}

/// The finding about a character that XML cannot hold.
pub(super) fn forbidden(c: char, span: Span) -> Diagnostic {
    Diagnostic::new(&diag::BAD_CHARACTER, format!("XML cannot hold the character U+{:04X}", u32::from(c))).at(span)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn line_ends_become_lf() {
        let check = |raw: &str, provenance| clean(raw, provenance, &mut Errors::default()).into_owned();
        assert_eq!(check("a\r\nb\rc\n\r\n", Provenance::default()), "a\nb\nc\n\n");
        let entity = Provenance { reference: Some(Span::at(3)), ..Provenance::default() };
        assert_eq!(check("a\rb", entity), "a\rb");
    }

    #[test]
    fn forbidden_characters_are_told_and_left_out() {
        let mut errors = Errors::default();
        assert_eq!(clean("é\u{1}b\u{ffff}", Provenance { base: 10, reference: None }, &mut errors), "éb");
        let spans: Vec<_> = errors.finish(0).into_iter().map(|finding| finding.span.unwrap()).collect();
        assert_eq!(spans, [Span::new(12, 13), Span::new(14, 17)]);
    }

    #[test]
    fn plain_text_is_told_at_once() {
        assert!(is_plain("a\n\tb é"));
        assert!(!is_plain("a]b") && !is_plain("\r") && !is_plain("\u{ffff}") && !is_plain("\0"));
    }
}
