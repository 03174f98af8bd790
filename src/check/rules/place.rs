//! Where characters of a text node or of a value stand in the source. Takes a part of what was read; gives its span. Leaves out what
//! comes from an entity that the document type declares: it has the place of all that was read with it.

use std::ops::Range;

use crate::text::Span;
use crate::xml::document::{Attribute, Node};
use crate::xml::written;

/// Where a range of bytes of a text node stands in the source; `None` where an entity of the document type stands in the node.
pub(super) fn exact(node: Node<'_>, source: &str, part: Range<usize>) -> Option<Span> {
    let span = node.span();
    let part = written(span.of(source), node.text(), part)?;
    Some(Span::new(span.start + part.start, span.start + part.end))
}

/// Where a range of bytes of a text node stands in the source; the whole node where that is not known.
pub(super) fn nearly(node: Node<'_>, source: &str, part: Range<usize>) -> Span {
    exact(node, source, part).unwrap_or(node.span())
}

/// The words of a value with their places; the place of the whole value where it is written with references.
pub(super) fn words<'d>(attribute: Attribute<'d>, source: &str) -> impl Iterator<Item = (&'d str, Span)> {
    let span = attribute.value_span;
    let raw = span.of(source);
    let is_plain = attribute.value.split_ascii_whitespace().eq(raw.split_ascii_whitespace());
    let mut after = 0;
    attribute.value.split_ascii_whitespace().map(move |word| {
        let found = raw.get(after..).and_then(|rest| rest.find(word)).filter(|_| is_plain);
        let Some(start) = found.map(|start| start + after) else { return (word, span) };
        after = start + word.len();
        (word, Span::new(span.start + start, span.start + after))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::xml::{Document, External};

    /// The place in `source`, whose root holds one text, of the first `part` in that text.
    #[track_caller]
    fn check(source: &str, part: &str, place: Option<&str>) {
        let (document, _) = Document::parse(source, External::Refused);
        let node = document.root().unwrap().children().next().unwrap();
        let start = node.text().find(part).unwrap();
        let found = exact(node, source, start..start + part.len());
        assert_eq!(found.map(|span| span.of(source)), place, "{source}");
    }

    #[test]
    fn characters_of_a_text_have_a_place() {
        for (source, part, place) in [
            ("<p>one two</p>", "two", "two"),
            ("<p>a &amp; b</p>", " b", " b"),
            ("<p>a &amp; b</p>", "&", "&amp;"),
            ("<p>a &amp; b</p>", "& ", "&amp; "),
            ("<p>a&#xAD;b</p>", "\u{AD}", "&#xAD;"),
            ("<p>a&#173;b</p>", "b", "b"),
            ("<p>a\r\nb \r\n</p>", " \n", " \r\n"),
            ("<p>x<![CDATA[a<b]]>c</p>", "<b", "<b"),
            ("<p>x<![CDATA[a&b]]>c</p>", "&", "&"),
            ("<p>x<![CDATA[a]]>c</p>", "c", "c"),
            ("<p>x<![CDATA[a]]><![CDATA[]]>&#99;</p>", "c", "&#99;"),
        ] {
            check(source, part, Some(place));
        }
        check("<!DOCTYPE p [<!ENTITY e 'wxyz'>]><p>a&e;b</p>", "b", None);
        check("<!DOCTYPE p [<!ENTITY e 'xyz'>]><p>a&e;b</p>", "b", None);
    }

    #[test]
    fn words_of_a_value_have_a_place() {
        for (source, places) in [
            ("<p k='#a  #b'/>", vec!["#a", "#b"]),
            ("<p k=' #a\r\n#a '/>", vec!["#a", "#a"]),
            ("<p k='#a &#35;b'/>", vec!["#a &#35;b", "#a &#35;b"]),
            ("<p k=''/>", vec![]),
        ] {
            let (document, _) = Document::parse(source, External::Refused);
            let attribute = document.root().unwrap().attribute("", "k").unwrap();
            let found: Vec<&str> = words(attribute, source).map(|(_, span)| span.of(source)).collect();
            assert_eq!(found, places, "{source}");
        }
    }
}
