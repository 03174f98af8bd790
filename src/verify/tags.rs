//! The tags of a document in their order, and the places between them where text can be put. Takes the elements of a reading; gives for each part of
//! the file its [`Slot`]s.

use std::collections::HashSet;

use super::tei_reading::{ElementPlace, TeiReading};
use crate::text::Span;
use crate::vocabulary::{self, Property};

/// A tag of an element.
#[derive(Clone, Copy, Debug)]
pub(super) struct Tag {
    pub(super) span: Span,
    /// The element, by its place in the list.
    pub(super) element: usize,
    pub(super) kind: TagKind,
}

/// What a tag does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum TagKind {
    Open,
    Close,
    /// The tag of an element that holds nothing.
    Empty,
}

/// A part of the file between two tags.
#[derive(Clone, Copy, Debug)]
pub(super) struct Slot {
    pub(super) span: Span,
    /// The innermost element around it.
    pub(super) element: Option<usize>,
}

/// The tags of a document.
#[derive(Debug)]
pub(super) struct Tags<'r> {
    pub(super) elements: &'r [ElementPlace],
    pub(super) tags: Vec<Tag>,
    /// How many elements each is in, with itself.
    depths: Vec<usize>,
    /// The blocks of the document by their names, with those of the elements that they stand in.
    blocks: HashSet<(&'r str, &'r str)>,
}

impl<'r> Tags<'r> {
    pub(super) fn of(reading: &'r TeiReading) -> Self {
        let mut tags = Vec::new();
        for (element, place) in reading.elements.iter().enumerate() {
            let tag = |span, kind| Tag { span, element, kind };
            match place.close.is_empty() {
                true => tags.push(tag(place.open, TagKind::Empty)),
                false => tags.extend([tag(place.open, TagKind::Open), tag(place.close, TagKind::Close)]),
            }
        }
        tags.sort_unstable_by_key(|tag| tag.span);
        let mut all = Self { elements: &reading.elements, tags, depths: Vec::new(), blocks: HashSet::new() };
        for element in all.elements {
            all.depths.push(all.depth(element.parent) + 1);
            if vocabulary::has(&element.name, Property::Block) {
                all.blocks.insert((&element.name, all.name(element.parent)));
            }
        }
        all
    }

    /// The tags in a part of the file.
    pub(super) fn inside(&self, part: Span) -> &[Tag] {
        let from = self.tags.partition_point(|tag| tag.span.start < part.start);
        let to = self.tags.partition_point(|tag| tag.span.start < part.end);
        self.tags.get(from..to.max(from)).unwrap_or_default()
    }

    /// The innermost element around a place.
    pub(super) fn around(&self, at: usize) -> Option<usize> {
        let behind = self.tags.partition_point(|tag| tag.span.start < at);
        self.behind(*behind.checked_sub(1).and_then(|last| self.tags.get(last))?)
    }

    /// The innermost element around what stands behind a tag.
    fn behind(&self, tag: Tag) -> Option<usize> {
        match tag.kind {
            TagKind::Open => Some(tag.element),
            TagKind::Close | TagKind::Empty => self.elements.get(tag.element)?.parent,
        }
    }

    /// The slots of a part of the file.
    pub(super) fn slots(&self, part: Span) -> Vec<Slot> {
        let mut slots = Vec::new();
        let (mut at, mut element) = (part.start, self.around(part.start));
        for tag in self.inside(part) {
            slots.push(Slot { span: Span::new(at, tag.span.start), element });
            (at, element) = (tag.span.end, self.behind(*tag));
        }
        slots.push(Slot { span: Span::new(at, part.end), element });
        slots
    }

    /// Whether text of a zone can stand in an element.
    pub(super) fn takes_text(&self, element: Option<usize>, zone: usize) -> bool {
        element.and_then(|element| self.elements.get(element)).is_some_and(|element| {
            !element.is_hidden && element.zone == zone && !vocabulary::has(&element.name, Property::ElementOnly)
        })
    }

    /// The name of an element; nothing for none.
    pub(super) fn name(&self, element: Option<usize>) -> &'r str {
        element.and_then(|element| self.elements.get(element)).map_or("", |element| element.name.as_str())
    }

    /// How many elements are around a place in an element.
    pub(super) fn depth(&self, element: Option<usize>) -> usize {
        element.and_then(|element| self.depths.get(element)).copied().unwrap_or(0)
    }

    /// Whether an element may be set into another: the document has one there already, or it stands in any line of text. A fragment, which is
    /// valid by no schema, may have all.
    pub(super) fn may_stand(&self, around: Option<usize>, name: &str) -> bool {
        let is_document = self.elements.first().is_some_and(|root| matches!(&*root.name, "TEI" | "teiCorpus"));
        !is_document || !vocabulary::has(name, Property::Block) || self.blocks.contains(&(name, self.name(around)))
    }
}
