//! The bytes of an XML file to its text, piece by piece. Takes what gives bytes; gives the text from one place on, as much of it as
//! is held. Promises to hold no more than a piece, unless it is asked to. Leaves out what the text means.

use std::fmt;
use std::io::{self, Read};

use super::encoding::{Decoder, EncodingFault, Ends, charset};

/// Text that is held, in bytes.
const PIECE: usize = 1 << 20;

/// Text at the end of a piece in which nothing is sure: what follows may belong to it.
const UNSURE: usize = 1 << 16;

/// Bytes of a character in any encoding, at most, and more.
const LONGEST_CHARACTER: usize = 16;

/// Why a file gives no text.
#[derive(Debug)]
pub enum PieceFault {
    /// It cannot be read.
    Unreadable(io::Error),
    /// Its bytes are no text.
    Encoding(EncodingFault),
}

/// A file of which a part is held.
pub struct Pieces<R> {
    bytes: R,
    length: usize,
    decoder: Decoder,
    /// Bytes that have been read and not decoded.
    raw: Vec<u8>,
    has_read_all: bool,
    text: String,
    /// Where the text begins in the document.
    base: usize,
    is_last: bool,
    /// How much text is held, and how much of that is not sure.
    most: usize,
    unsure: usize,
}

impl<R> fmt::Debug for Pieces<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Pieces").field("base", &self.base).field("held", &self.text.len()).finish_non_exhaustive()
    }
}

impl<R: Read> Pieces<R> {
    /// The beginning of a file of so many bytes.
    ///
    /// # Errors
    /// The file cannot be read, or its encoding is not known.
    pub fn open(bytes: R, length: usize) -> Result<Self, PieceFault> {
        Self::of(bytes, length, PIECE, UNSURE)
    }

    fn of(mut bytes: R, length: usize, most: usize, unsure: usize) -> Result<Self, PieceFault> {
        let mut raw = Vec::new();
        bytes.by_ref().take(PIECE as u64).read_to_end(&mut raw).map_err(PieceFault::Unreadable)?;
        let (charset, mark) = charset(&raw).map_err(PieceFault::Encoding)?;
        raw.drain(..mark.min(raw.len()));
        let decoder = Decoder::new(charset);
        let (text, has_read_all) = (String::new(), raw.len() < PIECE);
        let mut pieces =
            Self { bytes, length, decoder, raw, has_read_all, text, base: 0, is_last: false, most, unsure };
        pieces.fill()?;
        Ok(pieces)
    }

    /// How many bytes the file has.
    #[must_use]
    pub fn length(&self) -> usize {
        self.length
    }

    /// The text that is held.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Where it begins in the text of the document, in bytes.
    #[must_use]
    pub fn base(&self) -> usize {
        self.base
    }

    /// Whether the text that is held goes to the end of the document.
    #[must_use]
    pub fn is_last(&self) -> bool {
        self.is_last
    }

    /// Up to where in the text it is sure what begins there.
    pub(super) fn sure(&self) -> usize {
        if self.is_last { usize::MAX } else { self.text.len().saturating_sub(self.unsure) }
    }

    /// Lets go of so many bytes of the text, and goes on.
    ///
    /// # Errors
    /// What follows cannot be read or is no text.
    pub fn pass(&mut self, length: usize) -> Result<(), PieceFault> {
        let length = length.min(self.text.len());
        if self.text.is_char_boundary(length) {
            self.text.drain(..length);
            self.base += length;
        }
        self.fill()
    }

    /// Holds twice as much as before.
    pub(super) fn grow(&mut self) -> Result<(), PieceFault> {
        self.most = self.most.saturating_mul(2);
        self.fill()
    }

    fn fill(&mut self) -> Result<(), PieceFault> {
        while !self.is_last && self.text.len() < self.most {
            let wanted = (self.most - self.text.len()).max(LONGEST_CHARACTER);
            if let Some(lacking) = wanted.checked_sub(self.raw.len()).filter(|_| !self.has_read_all) {
                let read = self.bytes.by_ref().take(lacking as u64).read_to_end(&mut self.raw);
                self.has_read_all = read.map_err(PieceFault::Unreadable)? < lacking;
            }
            let bytes = self.raw.get(..wanted).unwrap_or(&self.raw);
            self.is_last = self.has_read_all && bytes.len() == self.raw.len();
            let ends = if self.is_last { Ends::Here } else { Ends::Later };
            let taken = self.decoder.decode(bytes, ends, &mut self.text).map_err(PieceFault::Encoding)?;
            self.raw.drain(..taken);
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diag::Diagnostic;
    use crate::text::Span;
    use crate::xml::{External, Sink, Start, parse, parse_pieces};

    /// What a sink is passed on, written down.
    #[derive(Debug, Default, PartialEq)]
    struct Recorded(String);

    impl Recorded {
        fn add(&mut self, what: impl fmt::Debug) {
            self.0 += &format!("{what:?}\n");
        }
    }

    impl Sink for Recorded {
        fn start(&mut self, start: &Start<'_>) {
            self.add((start.name, start.name_span, start.span, start.attributes, start.scope.namespace("")));
        }

        fn end(&mut self, span: Span) {
            self.add(span);
        }

        fn text(&mut self, text: &str, span: Span) {
            self.add((text, span));
        }

        fn comment(&mut self, text: &str, span: Span) {
            self.add(("comment", text, span));
        }

        fn instruction(&mut self, target: &str, data: &str, span: Span) {
            self.add((target, data, span));
        }
    }

    fn in_pieces(bytes: &[u8], most: usize) -> (Recorded, Result<Vec<Diagnostic>, PieceFault>) {
        let mut recorded = Recorded::default();
        let pieces = Pieces::of(bytes, bytes.len(), most, most / 2);
        let findings = pieces.and_then(|mut pieces| parse_pieces(&mut pieces, External::Refused, &mut recorded));
        (recorded, findings)
    }

    const TEXT: &str = "\u{feff}<?xml version='1.0'?>\r\n<!-- letter --><!DOCTYPE r [<!ENTITY e '<q>é</q>&amp;'>]>\n\
                        <r xmlns='n' xmlns:p='m'>a\r\nb&e;c<p:e xml:id='i' k='a &lt; &e2;'/><!--c--><e xmlns=''>ü–z</e>\
                        <![CDATA[<&]]><?x y?>]]&gt;<b><c>1</b></r><!-- end -->\n";

    #[test]
    fn pieces_of_any_size_tell_what_the_whole_tells() {
        let mut recorded = Recorded::default();
        let findings = parse(TEXT, External::Refused, &mut recorded);
        assert_eq!(findings.len(), 2, "{findings:?}");
        for most in 16..TEXT.len() + 2 {
            let (in_pieces, found) = in_pieces(TEXT.as_bytes(), most);
            assert_eq!(in_pieces, recorded, "{most}");
            assert_eq!(found.unwrap(), findings, "{most}");
        }
    }

    #[test]
    fn other_encodings_are_read_too() {
        let text = "<?xml version='1.0' encoding='UTF-16'?><r>\u{1d54f}é</r>";
        let mut recorded = Recorded::default();
        parse(text, External::Refused, &mut recorded);
        let utf_16: Vec<u8> = [0xfe, 0xff].into_iter().chain(text.encode_utf16().flat_map(u16::to_be_bytes)).collect();
        for most in 16..80 {
            assert_eq!(in_pieces(&utf_16, most).0, recorded, "{most}");
        }
    }

    #[test]
    fn a_bad_byte_has_its_place_in_the_file() {
        let bytes = ["<r>".as_bytes(), &[b'x'; 90], &[0xe9], b"</r>"].concat();
        for most in [16, 40, 1000] {
            let Err(PieceFault::Encoding(fault)) = in_pieces(&bytes, most).1 else { unreachable!("the byte is bad") };
            assert_eq!((fault.at, &*fault.message), (Some(93), "the byte E9 is not valid UTF-8"));
        }
    }
}
