//! PAGE-XML, as Transkribus and eScriptorium export it (PRImA PAGE, 2013 to 2019). Takes the bytes of the file; adds it to a transcript: regions
//! are paragraphs, in the reading order of the file, lines are lines.
//!
//! Numbers of pages, catchwords and signatures of sheets are left out and counted.

use std::collections::BTreeMap;
use std::mem;

use super::left_out::Kind;
use super::markup;
use super::transcript::Transcript;
use crate::diag::Diagnostic;
use crate::text::Span;
use crate::xml::{Sink, Start};

/// Types of regions that are no text of the letter.
const OUTSIDE: &[&str] = &["page-number", "catch-word", "signature-mark"];

/// What may hold a text, the inner ones last.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Holder {
    Region,
    Line,
    Word,
}

/// A text of several: the lowest index counts, and of two with one the first.
#[derive(Debug, Default)]
struct Best(Option<(u32, String)>);

/// A page with all of its regions.
#[derive(Debug, Default)]
struct Page {
    image: String,
    size: Option<(u32, u32)>,
    regions: Vec<Region>,
}

#[derive(Debug, Default)]
struct Region {
    id: String,
    kind: String,
    lines: Vec<String>,
    own: Best,
}

#[derive(Debug, Default)]
struct Reader {
    pages: Vec<Page>,
    /// Places of regions in the reading order.
    order: BTreeMap<String, usize>,
    /// Open regions, by their place in the page.
    regions: Vec<usize>,
    holders: Vec<Holder>,
    line: Best,
    words: Vec<String>,
    word: Best,
    index: u32,
    unicode: Option<String>,
    open: Vec<&'static str>,
}

/// Reads a file, which goes on after what the transcript holds.
///
/// # Errors
/// It is not well-formed XML.
pub(super) fn read(bytes: &[u8], transcript: &mut Transcript<'_>) -> Result<(), Diagnostic> {
    let mut reader = Reader::default();
    markup::read(bytes.to_vec(), "the file", &mut reader)?;
    for Page { image, size, mut regions } in mem::take(&mut reader.pages) {
        transcript.page();
        transcript.image(&image, size);
        // Regions that no order names stand behind the others, as they are.
        regions.sort_by_key(|region| reader.order.get(&region.id).copied().unwrap_or(usize::MAX));
        regions.iter().for_each(|region| region.write(transcript));
    }
    Ok(())
}

impl Best {
    fn offer(&mut self, index: u32, text: String) {
        if self.0.as_ref().is_none_or(|(best, _)| index < *best) {
            self.0 = Some((index, text));
        }
    }

    fn take(&mut self) -> Option<String> {
        self.0.take().map(|(_, text)| text)
    }
}

impl Region {
    fn write(&self, transcript: &mut Transcript<'_>) {
        let own = self.own.0.iter().flat_map(|(_, text)| text.lines());
        let lines: Vec<&str> =
            if self.lines.is_empty() { own.collect() } else { self.lines.iter().map(String::as_str).collect() };
        if OUTSIDE.contains(&self.kind.as_str()) {
            transcript.left_out.one(Kind::Margin);
            lines.iter().for_each(|line| transcript.left_out.text(Kind::Margin, line));
            return;
        }
        transcript.paragraph();
        for line in lines {
            transcript.text(line);
            transcript.line();
        }
        transcript.paragraph();
    }
}

/// The type of a region: that of its attribute, or the one in Transkribus' `structure {type:heading;}`.
fn kind(start: &Start<'_>) -> String {
    let custom = markup::attribute(start, "custom").and_then(|custom| custom.split_once("structure {"));
    let structure = custom.and_then(|(_, after)| after.split_once("type:")?.1.split([';', '}']).next());
    structure.or_else(|| markup::attribute(start, "type")).unwrap_or_default().trim().to_owned()
}

impl Sink for Reader {
    fn start(&mut self, start: &Start<'_>) {
        let index = || markup::attribute(start, "index").and_then(|index| index.parse().ok());
        let open = match markup::local(start) {
            "Page" => {
                let image = markup::attribute(start, "imageFilename").unwrap_or_default().to_owned();
                let size = markup::size(start, "imageWidth", "imageHeight");
                self.pages.push(Page { image, size, regions: Vec::new() });
                "Page"
            }
            "RegionRefIndexed" | "RegionRef" => {
                let place = self.order.len();
                if let Some(id) = markup::attribute(start, "regionRef") {
                    self.order
                        .entry(id.to_owned())
                        .or_insert(index().and_then(|at| usize::try_from(at).ok()).unwrap_or(place));
                }
                ""
            }
            "TextRegion" | "TableCell" => {
                let id = markup::attribute(start, "id").unwrap_or_default().to_owned();
                if let Some(Page { regions: page, .. }) = self.pages.last_mut() {
                    self.regions.push(page.len());
                    page.push(Region { id, kind: kind(start), ..Region::default() });
                }
                self.holders.push(Holder::Region);
                "Region"
            }
            "TextLine" => {
                self.holders.push(Holder::Line);
                "Line"
            }
            "Word" => {
                self.holders.push(Holder::Word);
                "Word"
            }
            // Glyphs repeat what the word has.
            "Glyph" => "Glyph",
            "TextEquiv" => {
                self.index = index().unwrap_or_default();
                ""
            }
            "Unicode" if !self.open.contains(&"Glyph") => {
                self.unicode = Some(String::new());
                "Unicode"
            }
            _ => "",
        };
        self.open.push(open);
    }

    fn end(&mut self, _: Span) {
        let region = |reader: &Self| reader.regions.last().copied();
        match self.open.pop() {
            Some("Unicode") => {
                let text = self.unicode.take().unwrap_or_default();
                match self.holders.last() {
                    Some(Holder::Word) => self.word.offer(self.index, text),
                    Some(Holder::Line) => self.line.offer(self.index, text),
                    Some(Holder::Region) => {
                        let at = region(self);
                        let own = self.pages.last_mut().and_then(|page| page.regions.get_mut(at?));
                        own.into_iter().for_each(|own| own.own.offer(self.index, text.clone()));
                    }
                    None => {}
                }
            }
            Some("Word") => {
                self.holders.pop();
                self.words.extend(self.word.take());
            }
            Some("Line") => {
                self.holders.pop();
                let words = mem::take(&mut self.words).join(" ");
                let line = self.line.take().unwrap_or(words);
                let at = region(self);
                let own = self.pages.last_mut().and_then(|page| page.regions.get_mut(at?));
                own.into_iter().for_each(|own| own.lines.push(line.clone()));
            }
            Some("Region") => {
                self.holders.pop();
                self.regions.pop();
            }
            _ => {}
        }
    }

    fn text(&mut self, text: &str, _: Span) {
        self.unicode.iter_mut().for_each(|unicode| unicode.push_str(text));
    }
}
