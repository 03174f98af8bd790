//! Where things stand in a text in the making. Takes their beginnings and ends as a reader comes by them; gives spans, from the first character
//! to the last.

use crate::text::Span;

/// Names an extent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Extent(usize);

/// Extents, those that wait for their first character among them.
#[derive(Clone, Debug, Default)]
pub(super) struct Extents {
    spans: Vec<Option<Span>>,
    waiting: Vec<Extent>,
}

impl Extents {
    /// One begins with the next character.
    pub(super) fn begin(&mut self) -> Extent {
        let extent = Extent(self.spans.len());
        self.spans.push(None);
        self.waiting.push(extent);
        extent
    }

    /// The next character stands here.
    pub(super) fn start(&mut self, at: usize) {
        for Extent(place) in self.waiting.drain(..) {
            self.spans.get_mut(place).into_iter().for_each(|span| *span = Some(Span::at(at)));
        }
    }

    /// One ends with the last character, which ends here.
    pub(super) fn end(&mut self, extent: Extent, at: usize) {
        self.waiting.retain(|waiting| *waiting != extent);
        if let Some(Some(span)) = self.spans.get_mut(extent.0) {
            span.end = at.max(span.start);
        }
    }

    /// The place of one; nothing where it had no character.
    pub(super) fn span(&self, extent: Extent) -> Option<Span> {
        self.spans.get(extent.0).copied().flatten()
    }
}
