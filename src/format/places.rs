//! Where places of a document lie in its layout. Takes both and places in the document; gives those in the layout, counted by the characters that are
//! text and no white space: these are the same in both.

use crate::text::Span;
use crate::xml::{External, Sink, parse};

/// The places in the layout that stand behind as many characters as `places` do in the document; for its end that of the layout.
#[must_use]
pub fn places(document: &str, layout: &str, places: impl IntoIterator<Item = usize>) -> Vec<usize> {
    let (before, after) = (Characters::of(document), Characters::of(layout));
    let moved = |place: usize| {
        let count = before.partition_point(|end| *end <= place);
        let last = count.checked_sub(1).and_then(|last| after.get(last)).copied();
        if place >= document.len() { layout.len() } else { last.unwrap_or(0) }
    };
    places.into_iter().map(moved).collect()
}

/// Reads where each character ends.
struct Characters<'t> {
    text: &'t str,
    ends: Vec<usize>,
}

impl<'t> Characters<'t> {
    fn of(text: &'t str) -> Vec<usize> {
        let mut characters = Self { text, ends: Vec::new() };
        parse(text, External::Refused, &mut characters);
        characters.ends
    }
}

impl Sink for Characters<'_> {
    fn text(&mut self, _: &str, span: Span) {
        let visible = span.of(self.text).char_indices().filter(|(_, c)| !c.is_whitespace());
        self.ends.extend(visible.map(|(at, c)| span.start + at + c.len_utf8()));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_found_again() {
        let (document, layout) =
            ("<d ><p  n='>'>a b</p><p>&amp;c</p></d>", "<d>\n  <p n=\">\">a b</p>\n  <p>&amp;c</p>\n</d>\n");
        let place = |text: &str, of: &str| text.find(of).unwrap();
        let found = places(document, layout, ["b", "</p>", "&", "c"].map(|of| place(document, of)));
        let behind = |of: &str| place(layout, of) + 1;
        assert_eq!(found, [behind("a b"), behind("b</p>"), behind("b</p>"), behind(";")]);
        assert_eq!(places("<d/>", "<d/>\n", [0, 4]), [0, 5]);
    }
}
