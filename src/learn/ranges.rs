//! Elements by the text in them. Takes the elements of a document in the order of their ends; says which is the nearest around a text, without
//! going through all of them for each.

use crate::eval::TextRange;

/// Elements in the order of their ends, as [`Reading::elements`](crate::eval::Reading::elements) has them.
pub(super) struct Ranges<'e> {
    by_end: Vec<&'e TextRange>,
    /// For each of them the least start of it and those behind it.
    least_starts: Vec<usize>,
}

impl<'e> Ranges<'e> {
    /// Those of these elements that have one of these names.
    pub(super) fn named(elements: &'e [TextRange], names: &[&str]) -> Self {
        Self::new(elements.iter().filter(|range| names.contains(&range.name.as_str())).collect())
    }

    /// These elements, in the order of their ends.
    pub(super) fn new(by_end: Vec<&'e TextRange>) -> Self {
        let mut least = usize::MAX;
        let mut least_starts: Vec<usize> = Vec::with_capacity(by_end.len());
        for range in by_end.iter().rev() {
            least = least.min(range.start);
            least_starts.push(least);
        }
        least_starts.reverse();
        Self { by_end, least_starts }
    }

    /// All of them.
    pub(super) fn iter(&self) -> impl Iterator<Item = &'e TextRange> {
        self.by_end.iter().copied()
    }

    /// The element whose text is this one; else the nearest around it.
    pub(super) fn of(&self, start: usize, end: usize) -> Option<&'e TextRange> {
        if self.least(end) > start {
            return None;
        }
        let behind = self.by_end.get(self.first(end)..).unwrap_or_default();
        let same = behind.iter().take_while(|range| range.end == end).find(|range| range.start == start);
        same.or_else(|| behind.iter().find(|range| range.start <= start)).copied()
    }

    /// Whether one of them begins or ends inside of this text, which none is around.
    pub(super) fn cut(&self, start: usize, end: usize) -> bool {
        let ended = self.by_end.partition_point(|range| range.end <= start);
        ended < self.first(end) || self.least(end) < end
    }

    /// The first that does not end before this place.
    fn first(&self, end: usize) -> usize {
        self.by_end.partition_point(|range| range.end < end)
    }

    /// The least start of those that do not end before this place.
    fn least(&self, end: usize) -> usize {
        self.least_starts.get(self.first(end)).copied().unwrap_or(usize::MAX)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn the_nearest_is_that_of_a_plain_search(
            spans in prop::collection::vec((0..20_usize, 1..8_usize), 0..12),
            start in 0..20_usize,
            length in 0..6_usize,
        ) {
            let range = |(start, length): &(usize, usize)| TextRange { name: "p".into(), start: *start, end: start + length };
            let mut elements: Vec<TextRange> = spans.iter().map(range).collect();
            elements.sort_by_key(|range| range.end);
            let end = start + length;
            let ranges = Ranges::named(&elements, &["p"]);
            let same = elements.iter().find(|range| (range.start, range.end) == (start, end));
            let nearest = same.or_else(|| elements.iter().find(|range| range.start <= start && range.end >= end));
            prop_assert_eq!(ranges.of(start, end), nearest);
            if nearest.is_none() {
                let is_in = |place: usize| place > start && place < end;
                prop_assert_eq!(ranges.cut(start, end), elements.iter().any(|range| is_in(range.start) || is_in(range.end)));
            }
        }
    }
}
