//! What the original of a text says for sure beside the text. Takes nothing; says what readers of formats hand over with it. Every place is
//! a span of the text.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::{Facsimile, Role, Surface, Zone};
use crate::text::Span;

/// All that the original of a text says beside it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Original {
    /// Paragraphs whose style says what they are, in the order of the text.
    pub styled: Vec<Styled>,
    /// Words that are marked.
    pub marked: Vec<Marked>,
    /// The images of its pages.
    pub facsimile: Facsimile,
}

/// A paragraph whose style says what it is: a heading, a salutation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Styled {
    /// Where the paragraph stands in the text.
    pub span: Span,
    /// What it is.
    pub role: Role,
}

/// Words that are marked, or the place of something that is not there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Marked {
    /// The words.
    pub span: Span,
    /// As what.
    pub tag: Arc<Tag>,
}

/// What words are marked as.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tag {
    /// Its name, as the original or the reader of its format has it: "person", "italic".
    pub name: String,
    /// What it says besides.
    pub properties: BTreeMap<String, String>,
}

impl Original {
    /// What it says of a text that is made of parts of this one, in their order.
    #[must_use]
    pub fn part(&self, parts: &[Span]) -> Self {
        let styled =
            self.styled.iter().filter_map(|styled| Some(Styled { span: within(styled.span, parts)?, ..*styled }));
        let marked = self
            .marked
            .iter()
            .filter_map(|marked| Some(Marked { span: within(marked.span, parts)?, tag: Arc::clone(&marked.tag) }));
        let starts: Vec<usize> = self.facsimile.surfaces.iter().map(|surface| surface.at).collect();
        let ends = starts.iter().skip(1).copied().chain([usize::MAX]);
        let pages = self.facsimile.surfaces.iter().zip(ends);
        let surfaces = pages.filter_map(|(surface, end)| page(surface, end, parts)).collect();
        Self { styled: styled.collect(), marked: marked.collect(), facsimile: Facsimile { surfaces } }
    }
}

/// A page up to its end, where a part of it is in the parts.
fn page(surface: &Surface, end: usize, parts: &[Span]) -> Option<Surface> {
    let at = within(Span::new(surface.at, end), parts)?.start;
    let inside = |zone: &Zone| Some(Zone { span: zone.span.and_then(|span| within(span, parts)), ..zone.clone() });
    let zones = surface.zones.iter().filter_map(inside).map(|zone| {
        let lines = zone.lines.iter().filter_map(inside).collect();
        Zone { lines, ..zone }
    });
    Some(Surface { at, image: surface.image.clone(), size: surface.size, zones: zones.collect() })
}

/// Where a span stands once the parts are put together: its first piece, with those that go on there.
fn within(span: Span, parts: &[Span]) -> Option<Span> {
    let mut found: Option<Span> = None;
    let mut before = 0;
    for part in parts {
        let (start, end) = (span.start.max(part.start), span.end.min(part.end));
        if start < end || span.is_empty() && part.contains(span) {
            let piece = Span::new(before + start - part.start, before + end - part.start);
            found = match found {
                Some(first) if first.end == piece.start => Some(first.to(piece)),
                Some(first) => Some(first),
                None => Some(piece),
            };
        }
        before += part.len();
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_keep_what_is_said_of_them() {
        let styled = |start, end| Styled { span: Span::new(start, end), role: Role::Head };
        let surface = |at| Surface { at, image: at.to_string(), ..Surface::default() };
        let original = Original {
            styled: vec![styled(0, 4), styled(12, 16)],
            facsimile: Facsimile { surfaces: vec![surface(0), surface(8), surface(30)] },
            ..Original::default()
        };
        let part = original.part(&[Span::new(10, 20), Span::new(35, 40)]);
        assert_eq!(part.styled, [styled(2, 6)]);
        let pages: Vec<_> =
            part.facsimile.surfaces.iter().map(|surface| (surface.at, surface.image.as_str())).collect();
        assert_eq!(pages, [(0, "8"), (10, "30")]);
    }
}
