//! ALTO, as text recognition writes it (Library of Congress, versions 1 to 4). Takes the bytes of the file; adds it to a transcript: blocks are
//! paragraphs, lines are lines.

use super::extent::Extent;
use super::transcript::Transcript;
use super::{images, markup};
use crate::diag::Diagnostic;
use crate::model::Outline;
use crate::text::Span;
use crate::xml::{Sink, Start};

#[derive(Debug)]
struct Reader<'t, 'n> {
    transcript: &'t mut Transcript<'n>,
    /// The name of the image, and whether lengths are its pixels.
    image: String,
    is_in_pixels: bool,
    /// The text of an element so far, where it counts.
    words: Option<String>,
    /// Names of the open elements, where their end counts.
    open: Vec<Option<End>>,
}

#[derive(Clone, Copy, Debug)]
enum End {
    /// A block and a line, with their places on the image.
    Block(Option<Extent>),
    Line(Option<Extent>),
    /// The name of the image.
    Image,
    /// The unit of lengths.
    Unit,
}

/// Reads a file, which goes on after what the transcript holds.
///
/// # Errors
/// It is not well-formed XML.
pub(super) fn read(bytes: &[u8], transcript: &mut Transcript<'_>) -> Result<(), Diagnostic> {
    let mut reader = Reader { transcript, image: String::new(), is_in_pixels: true, words: None, open: Vec::new() };
    markup::read(bytes.to_vec(), "the file", &mut reader)
}

/// Where a block or a line stands.
fn outline(start: &Start<'_>) -> Option<Outline> {
    let length = |name| markup::attribute(start, name)?.trim().parse::<f64>().ok();
    let (left, upper) = (length("HPOS")?, length("VPOS")?);
    images::rectangle(left, upper, left + length("WIDTH")?, upper + length("HEIGHT")?)
}

impl Sink for Reader<'_, '_> {
    fn start(&mut self, start: &Start<'_>) {
        let content = || markup::attribute(start, "CONTENT").unwrap_or_default();
        let mut end = None;
        match markup::local(start) {
            "Page" => {
                self.transcript.page();
                let size = markup::size(start, "WIDTH", "HEIGHT").filter(|_| self.is_in_pixels);
                self.transcript.image(&self.image, size);
            }
            "fileName" => end = Some(End::Image),
            "MeasurementUnit" => end = Some(End::Unit),
            "TextBlock" => {
                self.transcript.paragraph();
                let outline = outline(start).filter(|_| self.is_in_pixels);
                end = Some(End::Block(outline.map(|outline| self.transcript.region(None, outline))));
            }
            "TextLine" => {
                let outline = outline(start).filter(|_| self.is_in_pixels);
                end = Some(End::Line(outline.map(|outline| self.transcript.begin_line(outline))));
            }
            "String" | "HYP" => self.transcript.text(content()),
            "SP" => self.transcript.text(" "),
            _ => {}
        }
        self.words = matches!(end, Some(End::Image | End::Unit)).then(String::new);
        self.open.push(end);
    }

    fn end(&mut self, _: Span) {
        match self.open.pop().flatten() {
            Some(End::Block(zone)) => {
                zone.into_iter().for_each(|zone| self.transcript.end(zone));
                self.transcript.paragraph();
            }
            Some(End::Line(zone)) => {
                zone.into_iter().for_each(|zone| self.transcript.end(zone));
                self.transcript.line();
            }
            Some(End::Image) => self.image = self.words.take().unwrap_or_default(),
            Some(End::Unit) => self.is_in_pixels = self.words.take().is_some_and(|unit| unit.trim() == "pixel"),
            None => {}
        }
    }

    fn text(&mut self, text: &str, _: Span) {
        self.words.iter_mut().for_each(|words| words.push_str(text));
    }
}
