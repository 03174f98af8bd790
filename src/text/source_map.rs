//! A text that is put together from parts of several texts. Takes parts; gives the text, and for each place in it the text it comes from
//! and its place there. Leaves out why the parts are joined.

use std::sync::Arc;

use super::{Source, Span};

/// A text made of parts of sources, one after the other.
#[derive(Clone, Debug, Default)]
pub struct SourceMap {
    text: String,
    sources: Vec<Arc<Source>>,
    /// In the order of the text, none of them empty.
    parts: Vec<Part>,
}

#[derive(Clone, Copy, Debug)]
struct Part {
    /// Where it begins in the text.
    at: usize,
    source: usize,
    /// Where it begins in its source.
    start: usize,
}

impl SourceMap {
    /// Takes a source of which parts may follow; gives its number, from 0 on.
    pub fn add(&mut self, source: Arc<Source>) -> usize {
        self.sources.push(source);
        self.sources.len() - 1
    }

    /// Puts a part of a source at the end of the text.
    pub fn append(&mut self, source: usize, span: Span) {
        let Some(part) = self.sources.get(source).map(|source| source.slice(span)) else { return };
        if !part.is_empty() {
            self.parts.push(Part { at: self.text.len(), source, start: span.start });
            self.text.push_str(part);
        }
    }

    /// Sets what follows apart: the end of what stands before is no place in it.
    pub fn gap(&mut self) {
        self.text.push('\n');
    }

    /// The text.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The sources, by their numbers.
    #[must_use]
    pub fn sources(&self) -> &[Arc<Source>] {
        &self.sources
    }

    /// Where a span of the text comes from: the source and the span in it. One that begins in one source and ends in another is the
    /// place where it begins.
    #[must_use]
    pub fn origin(&self, span: Span) -> (usize, Span) {
        let start = self.part(span.start);
        let from = start.start + (span.start.saturating_sub(start.at));
        // What ends with a part ends there, and not where the next begins.
        let end = if span.is_empty() { start } else { self.part(span.end - 1) };
        let to = end.start + (span.end.saturating_sub(end.at));
        let is_one = start.source == end.source && from <= to;
        (start.source, if is_one { Span::new(from, to) } else { Span::at(from) })
    }

    /// The part in which a byte stands; the last for what stands behind all.
    fn part(&self, byte: usize) -> Part {
        let after = self.parts.partition_point(|part| part.at <= byte);
        self.parts.get(after.saturating_sub(1)).copied().unwrap_or(Part { at: 0, source: 0, start: 0 })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_place_has_its_origin() {
        let mut map = SourceMap::default();
        let outer = map.add(Arc::new(Source::new("outer", "<a>HERE</a>")));
        let inner = map.add(Arc::new(Source::new("inner", "<?x?><b/>")));
        map.append(outer, Span::new(0, 3));
        map.append(inner, Span::new(5, 9));
        map.append(outer, Span::new(7, 11));
        assert_eq!(map.text(), "<a><b/></a>");
        let of = |start, end| map.origin(Span::new(start, end));
        assert_eq!(of(1, 2), (outer, Span::new(1, 2)));
        assert_eq!(of(3, 7), (inner, Span::new(5, 9)));
        assert_eq!(of(7, 11), (outer, Span::new(7, 11)));
        assert_eq!(of(0, 11), (outer, Span::new(0, 11)));
        assert_eq!(of(2, 5), (outer, Span::at(2)));
        assert_eq!(of(11, 11), (outer, Span::at(11)));
        assert_eq!(SourceMap::default().origin(Span::new(3, 4)), (0, Span::new(3, 4)));
    }
}
