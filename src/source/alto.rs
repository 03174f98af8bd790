//! ALTO, as text recognition writes it (Library of Congress, versions 1 to 4). Takes the bytes of the file; gives its transcript: blocks are
//! paragraphs, lines are lines.

use super::markup;
use super::notation::Notation;
use super::transcript::Transcript;
use crate::diag::Diagnostic;
use crate::text::Span;
use crate::xml::{Sink, Start};

#[derive(Debug)]
struct Reader<'n> {
    transcript: Transcript<'n>,
    pages: usize,
    /// Names of the open elements, where their end counts.
    open: Vec<Option<End>>,
}

#[derive(Clone, Copy, Debug)]
enum End {
    Block,
    Line,
}

/// Reads a file.
///
/// # Errors
/// It is not well-formed XML.
pub(super) fn read<'n>(bytes: &[u8], notation: &'n Notation) -> Result<Transcript<'n>, Diagnostic> {
    let mut reader = Reader { transcript: Transcript::new(notation), pages: 0, open: Vec::new() };
    markup::read(bytes.to_vec(), "the file", &mut reader)?;
    Ok(reader.transcript)
}

impl Sink for Reader<'_> {
    fn start(&mut self, start: &Start<'_>) {
        let content = || markup::attribute(start, "CONTENT").unwrap_or_default();
        let mut end = None;
        match markup::local(start) {
            "Page" => {
                self.pages += 1;
                if self.pages > 1 {
                    self.transcript.page();
                }
            }
            "TextBlock" => {
                self.transcript.paragraph();
                end = Some(End::Block);
            }
            "TextLine" => end = Some(End::Line),
            "String" | "HYP" => self.transcript.text(content()),
            "SP" => self.transcript.text(" "),
            _ => {}
        }
        self.open.push(end);
    }

    fn end(&mut self, _: Span) {
        match self.open.pop().flatten() {
            Some(End::Block) => self.transcript.paragraph(),
            Some(End::Line) => self.transcript.line(),
            None => {}
        }
    }
}
