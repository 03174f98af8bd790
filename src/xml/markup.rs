//! One text and the place up to which it has been read: the document, or what an entity stands for. Takes text; gives the
//! boundaries of markup, as quick-xml finds them.
//!
//! quick-xml looks for the end of what begins at a place. Where it finds none, or where whoever reads finds another, it begins
//! anew from the place it is given.

use quick_xml::Reader;
use quick_xml::events::Event;

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
    reader: Reader<&'a [u8]>,
    /// Where `reader` began.
    began: usize,
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

/// Where a construct ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Boundary {
    /// Nothing begins: the text is at its end.
    EndOfText,
    /// Before this byte.
    At(usize),
    /// Nowhere: it is broken.
    Missing,
}

const BYTE_ORDER_MARK: char = '\u{feff}';

impl<'a> Frame<'a> {
    /// A part of the document that begins there at `base`, from a place in it on.
    pub(super) fn document(text: &'a str, at: usize, base: usize) -> Self {
        let (reader, began) = reader(text, at);
        Self { text, at, base, reader, began, entity: None }
    }

    /// The text of an entity.
    pub(super) fn entity(text: &'a str, entity: Expansion<'a>) -> Self {
        Self { entity: Some(entity), ..Self::document(text, 0, 0) }
    }

    /// Where the next construct begins.
    pub(super) fn at(&self) -> usize {
        self.at
    }

    /// The construct that begins here.
    pub(super) fn boundary(&mut self) -> Boundary {
        match self.reader.read_event() {
            Ok(Event::Eof) if self.at >= self.text.len() => Boundary::EndOfText,
            Ok(Event::Eof) => Boundary::At(self.text.len()),
            Ok(_) => Boundary::At(self.found()),
            Err(_) => Boundary::Missing,
        }
    }

    /// Goes on at a place.
    pub(super) fn go_to(&mut self, at: usize) {
        if self.found() != at {
            (self.reader, self.began) = reader(self.text, at);
        }
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

    fn found(&self) -> usize {
        self.began + usize::try_from(self.reader.buffer_position()).unwrap_or(usize::MAX)
    }
}

/// A reader, and the place its positions count from: it passes over a byte-order mark and does not count it.
fn reader(text: &str, at: usize) -> (Reader<&[u8]>, usize) {
    let rest = text.get(at..).unwrap_or_default();
    let mark = if rest.starts_with(BYTE_ORDER_MARK) { BYTE_ORDER_MARK.len_utf8() } else { 0 };
    let mut reader = Reader::from_str(rest);
    let config = reader.config_mut();
    config.check_end_names = false;
    config.allow_unmatched_ends = true;
    (reader, at + mark)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn boundaries(text: &str) -> Vec<Boundary> {
        let mut frame = Frame::document(text, 0, 0);
        let mut found = Vec::new();
        loop {
            let boundary = frame.boundary();
            found.push(boundary);
            let Boundary::At(end) = boundary else { return found };
            frame.go_to(end);
        }
    }

    #[test]
    fn positions_are_those_of_the_text() {
        use Boundary::{At, EndOfText, Missing};
        assert_eq!(boundaries("<p>a&b;</p>"), [At(3), At(4), At(7), At(11), EndOfText]);
        assert_eq!(boundaries("\u{feff}<p/>"), [At(7), EndOfText]);
        assert_eq!(boundaries("</q></q>"), [At(4), At(8), EndOfText]);
        assert_eq!(boundaries("a<p"), [At(1), Missing]);
        assert_eq!(boundaries("\u{feff}"), [At(3), EndOfText]);
    }
}
