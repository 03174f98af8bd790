//! One text and the place up to which it has been read: the document, or what an entity stands for. Takes text; gives where text between
//! markup ends, and where markup does that may go on behind what is held. Leaves out what stands in it: whoever reads a construct finds its
//! end in the same pass.

use memchr::{memchr2, memchr3, memmem};

use super::characters::Provenance;
use crate::text::Span;

/// A text that is being read.
#[derive(Debug)]
pub(super) struct Frame<'a> {
    /// All of it.
    pub(super) text: &'a str,
    /// Where the next construct begins.
    at: usize,
    /// Where the text begins in the document; nothing for an entity.
    pub(super) base: usize,
    /// What the text comes from; `None` for the document itself.
    pub(super) entity: Option<Expansion<'a>>,
}

/// An entity that is being read in place of a reference.
#[derive(Clone, Copy, Debug)]
pub(super) struct Expansion<'a> {
    /// Its name.
    pub(super) name: &'a str,
    /// The reference in the document.
    pub(super) reference: Span,
    /// The elements that are open around it.
    pub(super) depth: usize,
    /// Where the text stands behind the document, for one that is a file.
    pub(super) at: Option<usize>,
}

impl<'a> Frame<'a> {
    /// A part of the document that begins there at `base`, from a place in it on.
    pub(super) fn document(text: &'a str, at: usize, base: usize) -> Self {
        Self { text, at, base, entity: None }
    }

    /// The text of an entity.
    pub(super) fn entity(text: &'a str, entity: Expansion<'a>) -> Self {
        Self { entity: Some(entity), ..Self::document(text, 0, 0) }
    }

    /// Where the next construct begins.
    pub(super) fn at(&self) -> usize {
        self.at
    }

    /// What is not read yet.
    pub(super) fn rest(&self) -> &'a [u8] {
        self.text.as_bytes().get(self.at..).unwrap_or_default()
    }

    /// Where the text that begins here ends: before the next markup.
    pub(super) fn end_of_characters(&self) -> usize {
        self.at + memchr2(b'<', b'&', self.rest()).unwrap_or(self.rest().len())
    }

    /// Where the construct that begins here ends; `None` where it does not end in the text that is held.
    pub(super) fn end_of_construct(&self) -> Option<usize> {
        let rest = self.rest();
        let after = |mark: &[u8]| memmem::find(rest, mark).map(|found| found + mark.len());
        let length = match rest {
            [b'<', b'!', b'-', b'-', ..] => after(b"-->"),
            [b'<', b'!', b'[', ..] => after(b"]]>"),
            [b'<', b'?', ..] => after(b"?>"),
            [b'<', b'!' | b'/', ..] => after(b">"),
            [b'<', ..] => tag_length(rest),
            [b'&', name @ ..] => {
                let is_end = |byte: &u8| byte.is_ascii_whitespace() || matches!(byte, b';' | b'<' | b'&');
                let is_ended = |found: &usize| name.get(*found) == Some(&b';');
                name.iter().position(is_end).map(|found| if is_ended(&found) { found + 2 } else { found + 1 })
            }
            _ => memchr2(b'<', b'&', rest).or(Some(rest.len())),
        };
        length.map(|length| self.at + length)
    }

    /// Goes on at a place.
    pub(super) fn go_to(&mut self, at: usize) {
        self.at = at;
    }

    /// Where the text stands in the document.
    pub(super) fn provenance(&self) -> Provenance {
        match self.entity.map(|entity| (entity.at, entity.reference)) {
            None => Provenance { base: self.base, reference: None },
            Some((Some(at), _)) => Provenance { base: at, reference: None },
            Some((None, reference)) => Provenance { base: 0, reference: Some(reference) },
        }
    }
}

/// The length of the start tag that a text begins with: `>` in values does not end it.
fn tag_length(text: &[u8]) -> Option<usize> {
    let mut at = 1;
    loop {
        let rest = text.get(at..)?;
        let found = memchr3(b'>', b'"', b'\'', rest)?;
        at += found + 1;
        match rest.get(found) {
            Some(b'>') => return Some(at),
            Some(&quote) => at += memchr::memchr(quote, text.get(at..)?)? + 1,
            None => return None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ends(text: &str) -> Vec<Option<usize>> {
        let mut frame = Frame::document(text, 0, 0);
        let mut found = Vec::new();
        while !frame.rest().is_empty() {
            let end = frame.end_of_construct();
            found.push(end);
            frame.go_to(end.unwrap_or(text.len()));
        }
        found
    }

    #[test]
    fn constructs_end_where_they_are_written_to_end() {
        assert_eq!(ends("<p>a&b;</p>"), [Some(3), Some(4), Some(7), Some(11)]);
        assert_eq!(ends("<p a='>' b=\"'>\"/>x"), [Some(17), Some(18)]);
        assert_eq!(ends("<!-- > --><![CDATA[>]]><?x >?><!x>"), [Some(10), Some(23), Some(30), Some(34)]);
        assert_eq!(ends("a<p"), [Some(1), None]);
        assert_eq!(ends("<p a='>"), [None]);
        assert_eq!(ends("& b"), [Some(1), Some(3)]);
    }
}
