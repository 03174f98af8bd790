//! A text that is read from front to back, for the grammars of XML and document type declarations. Takes text and where it
//! stands; gives its parts.

use super::characters::Provenance;
use crate::text::Span;
use crate::text::chars::{is_space, name_prefix};

/// A place in a text.
#[derive(Clone, Copy, Debug)]
pub(super) struct Cursor<'t> {
    text: &'t str,
    at: usize,
    provenance: Provenance,
}

/// A part of the text with its place.
#[derive(Clone, Copy, Debug)]
pub(super) struct Part<'t> {
    /// What stands there.
    pub(super) text: &'t str,
    /// Where its text stands.
    pub(super) provenance: Provenance,
}

impl Part<'_> {
    /// The place in the document.
    pub(super) fn span(self) -> Span {
        self.provenance.span(0, self.text.len())
    }
}

impl<'t> Cursor<'t> {
    /// A place in a text that stands in the document as `provenance` says.
    pub(super) fn new(text: &'t str, at: usize, provenance: Provenance) -> Self {
        Self { text, at, provenance }
    }

    /// The place in the text.
    pub(super) fn at(&self) -> usize {
        self.at
    }

    /// Where the text stands.
    pub(super) fn provenance(&self) -> Provenance {
        self.provenance
    }

    /// The whole text.
    pub(super) fn text(&self) -> &'t str {
        self.text
    }

    /// What is left.
    pub(super) fn rest(&self) -> &'t str {
        self.text.get(self.at..).unwrap_or_default()
    }

    /// Goes to a place.
    pub(super) fn go_to(&mut self, at: usize) {
        self.at = at;
    }

    /// The place in the document of what was read since `start`.
    pub(super) fn since(&self, start: usize) -> Span {
        self.provenance.span(start, self.at)
    }

    /// The place in the document of the next character.
    pub(super) fn here(&self) -> Span {
        self.provenance.span(self.at, self.at + self.peek().map_or(0, char::len_utf8))
    }

    /// The next character.
    pub(super) fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    /// Passes over this text; whether it stood here.
    pub(super) fn eat(&mut self, token: &str) -> bool {
        let is_here = self.rest().starts_with(token);
        if is_here {
            self.at += token.len();
        }
        is_here
    }

    /// Passes over white space; whether there was any.
    pub(super) fn space(&mut self) -> bool {
        let rest = self.rest();
        let length = rest.len() - rest.trim_start_matches(is_space).len();
        self.at += length;
        length > 0
    }

    /// Passes over the characters of a name or name token; it may be empty.
    pub(super) fn token(&mut self) -> Part<'t> {
        self.part(name_prefix(self.rest()).len())
    }

    /// Passes over what stands between quotes; `None` where no quote stands, or it does not end.
    pub(super) fn quoted(&mut self) -> Option<Part<'t>> {
        let quote = self.peek().filter(|c| matches!(c, '"' | '\''))?;
        let inside = self.rest().get(1..)?;
        let length = inside.find(quote)?;
        self.at += 1;
        let part = self.part(length);
        self.at += 1;
        Some(part)
    }

    fn part(&mut self, length: usize) -> Part<'t> {
        let text = self.rest().get(..length).unwrap_or_default();
        let provenance = self.provenance.after(self.at);
        self.at += text.len();
        Part { text, provenance }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_have_their_places() {
        let text = "a:b-1  'x y' \"z";
        let mut cursor = Cursor::new(text, 0, Provenance::default());
        let name = cursor.token();
        assert_eq!((name.text, name.span()), ("a:b-1", Span::new(0, 5)));
        assert!(cursor.space() && !cursor.space());
        let quoted = cursor.quoted().unwrap();
        assert_eq!((quoted.text, quoted.span()), ("x y", Span::new(8, 11)));
        assert!(cursor.eat(" ") && !cursor.eat(" "));
        assert!(cursor.quoted().is_none());
        assert_eq!(cursor.rest(), "\"z");
    }
}
