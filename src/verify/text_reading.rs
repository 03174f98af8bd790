//! A text as a stream. Takes a source and a profile; gives its characters as they stand, and what the profile's reader takes for marks: pages, note
//! marks and labels, bullets, editors' signs. Every mark keeps its characters: TEI may have them as text.
//!
//! A note is a zone of its own, in the order of the marks, where notes are read apart.

use super::stream::{Mark, Point, PointKind, Stream};
use super::tei_reading::Notes;
use crate::budget::{Exceeded, Meter};
use crate::letter;
use crate::model::{Block, Division, Document, Inline};
use crate::profile::Profile;
use crate::text::{Source, Span};

/// What a reader found in a text.
#[derive(Debug, Default)]
pub(super) struct Found {
    points: Vec<Point>,
    /// Whole notes, in the order of their marks.
    notes: Vec<Span>,
}

/// Reads a text.
///
/// # Errors
/// Its blocks take more than the meter allows.
pub(super) fn find(source: &Source, profile: &Profile, meter: &Meter) -> Result<Found, Exceeded> {
    let document = letter::read(source, &[], profile, meter)?.document;
    let mut walk =
        Walk { source, profile, document: &document, found: Found::default(), seen: vec![false; document.notes.len()] };
    walk.division(&document.division);
    let mut found = walk.found;
    found.points.sort_by_key(|point| (point.start, point.end));
    found.points.dedup_by(|next, kept| next.start < kept.end);
    Ok(found)
}

impl Found {
    /// The text as a stream.
    pub(super) fn stream(&self, source: &Source, notes: Notes) -> Stream {
        let text = source.text();
        let whole = Span::new(text.len() - text.trim_start_matches('\u{feff}').len(), text.len());
        let mut stream = Stream::default();
        let mut apart: Vec<Span> = if notes == Notes::Apart { self.notes.clone() } else { Vec::new() };
        let in_marks = apart.clone();
        apart.sort_unstable();
        let mut main = Stream::default();
        let mut at = whole.start;
        for note in apart {
            self.copy(Span::new(at, note.start), text, &mut main);
            at = at.max(note.end);
        }
        self.copy(Span::new(at, whole.end), text, &mut main);
        stream.zone(main);
        for note in in_marks {
            let mut zone = Stream::default();
            self.copy(note, text, &mut zone);
            stream.zone(zone);
        }
        stream
    }

    /// Copies a part of the text with its marks.
    fn copy(&self, part: Span, text: &str, stream: &mut Stream) {
        let from = self.points.partition_point(|point| point.start < part.start);
        let offset = stream.text.len();
        let inside = self.points.get(from..).unwrap_or_default().iter().take_while(|point| point.end <= part.end);
        let moved = inside.filter(|point| point.start < part.end).map(|point| Point {
            start: point.start - part.start + offset,
            end: point.end - part.start + offset,
            ..point.clone()
        });
        stream.points.extend(moved);
        stream.push(part.of(text), part);
    }
}

struct Walk<'a> {
    source: &'a Source,
    profile: &'a Profile,
    document: &'a Document,
    found: Found,
    seen: Vec<bool>,
}

impl Walk<'_> {
    fn mark(&mut self, mark: Mark, span: Span, number: Span) {
        if !span.of(self.source.text()).trim().is_empty() {
            let number = self.source.slice(number).to_owned();
            self.found.points.push(Point {
                kind: PointKind::Mark(mark),
                start: span.start,
                end: span.end,
                span,
                number,
                zone: 0,
            });
        }
    }

    fn division(&mut self, division: &Division) {
        for block in division.blocks() {
            self.block(block);
        }
        for enclosure in &division.enclosures {
            self.division(enclosure);
        }
    }

    fn block(&mut self, block: &Block) {
        if let Some(bullet) = block.bullet {
            self.mark(Mark::Item, bullet, Span::default());
        }
        self.inlines(&block.content);
        for child in &block.children {
            self.block(child);
        }
    }

    fn inlines(&mut self, content: &[Inline]) {
        for inline in content {
            match inline {
                Inline::PageBreak { number, mark } => self.mark(Mark::Page, *mark, *number),
                Inline::Note(index) => self.note(*index),
                Inline::Sign { row, open, close, .. } => {
                    let name = self.profile.signs.get(*row).map_or("", |sign| sign.element.name());
                    self.mark(Mark::Open(name), *open, Span::default());
                    self.mark(Mark::Close(name), *close, Span::default());
                }
                Inline::Text(_)
                | Inline::LineBreak(_)
                | Inline::WordBreak(_)
                | Inline::Date(..)
                | Inline::Name(..)
                | Inline::Marked(..) => {}
            }
            self.inlines(inline.inner());
        }
    }

    fn note(&mut self, index: usize) {
        let Some(note) = self.document.notes.get(index) else { return };
        if self.seen.get_mut(index).is_none_or(|seen| std::mem::replace(seen, true)) {
            return;
        }
        if let Some(cited) = note.cited {
            self.mark(Mark::Note, cited, note.mark);
        }
        self.mark(Mark::Label, note.label, note.mark);
        if let Some(closing) = note.closing {
            self.mark(Mark::NoteEnd, closing, Span::default());
        }
        self.found.notes.push(note.span.trim(self.source.text()));
        for paragraph in note.paragraphs() {
            self.inlines(paragraph);
        }
    }
}
