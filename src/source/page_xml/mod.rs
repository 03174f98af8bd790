//! PAGE-XML, as Transkribus and eScriptorium export it (PRImA PAGE, 2013 to 2019). Takes the bytes of the file; adds it to a transcript: regions
//! are paragraphs, in the reading order of the file, lines are lines, with what they and their words are tagged as (`line`, `custom`).
//!
//! Numbers of pages, catchwords and signatures of sheets are left out and counted.

mod custom;
mod line;

use std::collections::BTreeMap;
use std::mem;

use self::custom::Custom;
use self::line::{Line, Open, Word};
use super::left_out::Kind;
use super::transcript::Transcript;
use super::{images, markup};
use crate::diag::Diagnostic;
use crate::model::Outline;
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
    outline: Option<Outline>,
    /// What is said of all of its lines.
    tags: Vec<Custom>,
    lines: Vec<Line>,
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
    /// The line that is open, and its text.
    line: Line,
    line_text: Best,
    word: Word,
    word_text: Best,
    /// The corners of an outline, as the first versions give them.
    corners: String,
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
    let mut open = Open::default();
    for Page { image, size, mut regions } in mem::take(&mut reader.pages) {
        transcript.page();
        transcript.image(&image, size);
        // Regions that no order names stand behind the others, as they are.
        regions.sort_by_key(|region| reader.order.get(&region.id).copied().unwrap_or(usize::MAX));
        regions.iter().for_each(|region| region.write(&mut open, transcript));
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
    fn write(&self, open: &mut Open, transcript: &mut Transcript<'_>) {
        transcript.paragraph();
        let zone = self.outline.clone().map(|outline| transcript.region(Some(&self.kind), outline));
        let own = self.own.0.iter().flat_map(|(_, text)| text.lines());
        if OUTSIDE.contains(&self.kind.as_str()) {
            zone.into_iter().for_each(|zone| transcript.end(zone));
            transcript.left_out.one(Kind::Margin);
            let lines = self.lines.iter().map(|line| line.text.as_str());
            let texts: Vec<&str> = if self.lines.is_empty() { own.collect() } else { lines.collect() };
            texts.iter().for_each(|line| transcript.left_out.text(Kind::Margin, line));
            return;
        }
        transcript.style(transcript.role(&self.kind));
        if self.lines.is_empty() {
            own.for_each(|text| Line { text: text.to_owned(), ..Line::default() }.write(&self.tags, open, transcript));
        }
        let mut kind: Option<&str> = None;
        for line in &self.lines {
            // A line that is something of its own is a paragraph of its own.
            if line.kind() != kind {
                kind = line.kind();
                transcript.paragraph();
                transcript.style(transcript.role(kind.unwrap_or(&self.kind)));
            }
            line.write(&self.tags, open, transcript);
        }
        zone.into_iter().for_each(|zone| transcript.end(zone));
        transcript.paragraph();
    }
}

/// The type of a region: that of its attribute, or the one in Transkribus' `structure {type:heading;}`.
fn kind(start: &Start<'_>, tags: &[Custom]) -> String {
    let structure = custom::structure(tags);
    structure.or_else(|| markup::attribute(start, "type")).unwrap_or_default().trim().to_owned()
}

/// The tags of an element.
fn tags(start: &Start<'_>) -> Vec<Custom> {
    markup::attribute(start, "custom").map(custom::tags).unwrap_or_default()
}

/// What `TextStyle` says of all text in an element.
fn style(start: &Start<'_>) -> Custom {
    let said = start.attributes.iter().filter_map(|attribute| {
        let name = start.names.get(attribute.name)?;
        Some((name.local.to_string(), attribute.value.to_string()))
    });
    Custom { name: custom::STYLE.to_owned(), properties: said.collect() }
}

impl Reader {
    fn region(&mut self) -> Option<&mut Region> {
        let at = *self.regions.last()?;
        self.pages.last_mut()?.regions.get_mut(at)
    }

    /// The outline of what is open.
    fn outline(&mut self, points: &str) {
        let outline = images::polygon(points);
        match self.open.last() {
            Some(&"Region") => self.region().into_iter().for_each(|region| region.outline.clone_from(&outline)),
            Some(&"Line") => self.line.outline = outline,
            _ => {}
        }
    }

    /// A style of all text in what is open.
    fn style(&mut self, style: Custom) {
        match self.open.last() {
            Some(&"Region") => self.region().into_iter().for_each(|region| region.tags.push(style.clone())),
            Some(&"Line") => self.line.tags.push(style),
            Some(&"Word") => self.word.tags.push(style),
            _ => {}
        }
    }
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
                let tags = tags(start);
                if let Some(Page { regions: page, .. }) = self.pages.last_mut() {
                    self.regions.push(page.len());
                    page.push(Region { id, kind: kind(start, &tags), tags, ..Region::default() });
                }
                self.holders.push(Holder::Region);
                "Region"
            }
            "TextLine" => {
                self.holders.push(Holder::Line);
                self.line = Line { tags: tags(start), ..Line::default() };
                "Line"
            }
            "Word" => {
                self.holders.push(Holder::Word);
                self.word = Word { tags: tags(start), ..Word::default() };
                "Word"
            }
            "Coords" => {
                self.outline(markup::attribute(start, "points").unwrap_or_default());
                self.corners.clear();
                "Coords"
            }
            "Point" if self.open.last() == Some(&"Coords") => {
                let corner = |name| markup::attribute(start, name).unwrap_or_default();
                self.corners.push_str(&format!("{},{} ", corner("x"), corner("y")));
                ""
            }
            "TextStyle" => {
                self.style(style(start));
                ""
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
        match self.open.pop() {
            Some("Unicode") => {
                let text = self.unicode.take().unwrap_or_default();
                let index = self.index;
                match self.holders.last() {
                    Some(Holder::Word) => self.word_text.offer(index, text),
                    Some(Holder::Line) => self.line_text.offer(index, text),
                    Some(Holder::Region) => {
                        self.region().into_iter().for_each(|own| own.own.offer(index, text.clone()));
                    }
                    None => {}
                }
            }
            Some("Word") => {
                self.holders.pop();
                let text = self.word_text.take();
                let word = mem::take(&mut self.word);
                self.line.words.extend(text.map(|text| Word { text, ..word }));
            }
            Some("Line") => {
                self.holders.pop();
                let mut line = mem::take(&mut self.line);
                line.text = self.line_text.take().unwrap_or_else(|| line.text_of_words());
                self.region().into_iter().for_each(|own| own.lines.push(mem::take(&mut line)));
            }
            Some("Region") => {
                self.holders.pop();
                self.regions.pop();
            }
            Some("Coords") if !self.corners.is_empty() => {
                let corners = mem::take(&mut self.corners);
                self.outline(&corners);
            }
            _ => {}
        }
    }

    fn text(&mut self, text: &str, _: Span) {
        self.unicode.iter_mut().for_each(|unicode| unicode.push_str(text));
    }
}
