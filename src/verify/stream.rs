//! A reading as one stream: visible characters with the place of each in its file, and what stands at points between them. Takes pieces in the
//! order of the document; gives a [`Stream`]. What is read apart, a note, is a zone of its own behind the zones before it.
//!
//! Nothing is left out of the text: white space stays. The border of a block, which may separate words or not, is a [`BORDER`].

use crate::text::Span;

/// The border of a block: the paragraph separator, which no text is written with.
pub(super) const BORDER: char = '\u{2029}';

/// What stands at a point of a stream, on the side of the text as a mark, on that of the TEI as an element.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Mark {
    /// A page begins.
    Page,
    /// A note is cited.
    Note,
    /// A note begins: the label in the text, the element in the TEI.
    Label,
    /// A note ends.
    NoteEnd,
    /// An item of a list begins.
    Item,
    /// An element begins that editors' signs stand for.
    Open(&'static str),
    /// It ends.
    Close(&'static str),
}

/// What a point is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum PointKind {
    Mark(Mark),
    /// A break that says nothing of words.
    MaybeBreak,
    /// A break inside of a word.
    JoinBreak,
}

/// A mark with the characters that spell it, or an element that stands between characters.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Point {
    pub(super) kind: PointKind,
    /// The characters of the stream that spell it; none on the side of the TEI.
    pub(super) start: usize,
    pub(super) end: usize,
    /// Its place in the file.
    pub(super) span: Span,
    /// The number that it gives.
    pub(super) number: String,
    /// The zone in which it stands.
    pub(super) zone: u32,
}

/// Where a run of characters comes from.
#[derive(Clone, Copy, Debug)]
struct Place {
    /// Its first byte in the stream.
    at: usize,
    /// Its place in the file.
    span: Span,
    /// Whether each byte of it stands for one in the file; a reference stands for all of what it gives.
    is_exact: bool,
}

/// A reading of a text or of TEI.
#[derive(Clone, Debug, Default)]
pub(super) struct Stream {
    pub(super) text: String,
    places: Vec<Place>,
    /// In the order of the stream.
    pub(super) points: Vec<Point>,
    /// Where each zone begins.
    pub(super) zones: Vec<usize>,
}

impl Stream {
    /// Puts characters at the end.
    pub(super) fn push(&mut self, text: &str, span: Span) {
        if !text.is_empty() {
            self.places.push(Place { at: self.text.len(), span, is_exact: text.len() == span.len() });
            self.text.push_str(text);
        }
    }

    /// Puts the border of a block at the end.
    pub(super) fn border(&mut self, at: usize) {
        if !self.text.ends_with(BORDER) {
            self.push(BORDER.encode_utf8(&mut [0; 4]), Span::at(at));
        }
    }

    /// Puts an element that has no characters of its own at the end.
    pub(super) fn point(&mut self, kind: PointKind, span: Span, number: &str) {
        let at = self.text.len();
        self.points.push(Point { kind, start: at, end: at, span, number: number.to_owned(), zone: 0 });
    }

    /// Puts a whole reading at the end, as a zone.
    pub(super) fn zone(&mut self, zone: Self) {
        let at = self.text.len();
        self.zones.push(at);
        self.places.extend(zone.places.into_iter().map(|place| Place { at: place.at + at, ..place }));
        let zone_number = u32::try_from(self.zones.len() - 1).unwrap_or(u32::MAX);
        let moved = |point: Point| Point { start: point.start + at, end: point.end + at, zone: zone_number, ..point };
        self.points.extend(zone.points.into_iter().map(moved));
        self.text.push_str(&zone.text);
    }

    /// The place in the file of characters of the stream; where there are none, the place behind the character before, in the same zone.
    pub(super) fn span(&self, start: usize, end: usize) -> Span {
        if start >= end {
            let is_first = self.zones.binary_search(&start).is_ok();
            return Span::at(if is_first { self.begin(start) } else { self.end(start) });
        }
        Span::new(self.begin(start), self.end(end))
    }

    /// The place in the file behind the character before, which may belong to the zone before.
    pub(super) fn behind(&self, at: usize) -> Span {
        Span::at(self.end(at))
    }

    fn begin(&self, at: usize) -> usize {
        let after = self.places.partition_point(|place| place.at <= at);
        let place = after.checked_sub(1).and_then(|last| self.places.get(last));
        place.map_or(0, |place| if place.is_exact { place.span.start + (at - place.at) } else { place.span.start })
    }

    fn end(&self, at: usize) -> usize {
        let after = self.places.partition_point(|place| place.at < at);
        let place = after.checked_sub(1).and_then(|last| self.places.get(last));
        place.map_or(0, |place| if place.is_exact { place.span.start + (at - place.at) } else { place.span.end })
    }
}
