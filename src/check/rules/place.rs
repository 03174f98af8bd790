//! Where characters of a text node or of a value stand in the source. Takes a part of what was read; gives its span. Leaves out what
//! comes from an entity that the document type declares: it has the place of all that was read with it.

use std::ops::Range;

use crate::text::Span;
use crate::text::escape::predefined;
use crate::xml::document::{Attribute, Node};

/// Where a range of bytes of a text node stands in the source; `None` where an entity of the document type stands in the node.
pub(super) fn exact(node: Node<'_>, source: &str, part: Range<usize>) -> Option<Span> {
    let (text, span) = (node.text(), node.span());
    let raw = span.of(source);
    if raw == text {
        return Some(Span::new(span.start + part.start, span.start + part.end));
    }
    let mut steps = Steps { raw, text, is_literal: false };
    let mut found = Span::default();
    loop {
        let at = text.len() - steps.text.len();
        let place = span.start + (raw.len() - steps.raw.len());
        if at == part.start {
            found.start = place;
        }
        if at >= part.end {
            let end = if part.is_empty() { found.start } else { found.end };
            return (at == part.end).then_some(Span::new(found.start, end));
        }
        steps.pass()?;
        found.end = span.start + (raw.len() - steps.raw.len());
    }
}

/// Where a range of bytes of a text node stands in the source; the whole node where that cannot be told.
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

/// A source and what was read of it, side by side.
struct Steps<'t> {
    raw: &'t str,
    text: &'t str,
    /// Inside of a `CDATA` section.
    is_literal: bool,
}

impl Steps<'_> {
    /// Passes one character of the text, and the markers of `CDATA` sections before it.
    fn pass(&mut self) -> Option<()> {
        loop {
            let marker = if self.is_literal { "]]>" } else { "<![CDATA[" };
            let Some(rest) = self.raw.strip_prefix(marker) else { break };
            (self.raw, self.is_literal) = (rest, !self.is_literal);
        }
        let read = self.text.chars().next()?;
        let rest = if self.raw.starts_with('&') && !self.is_literal {
            let (reference, rest) = self.raw.strip_prefix('&')?.split_once(';')?;
            (referred(reference)? == read).then_some(rest)?
        } else if read == '\n' {
            self.raw.strip_prefix("\r\n").or_else(|| self.raw.strip_prefix(['\n', '\r']))?
        } else {
            self.raw.strip_prefix(read)?
        };
        self.raw = rest;
        self.text = self.text.strip_prefix(read)?;
        Some(())
    }
}

/// The character of a reference: by its number, or of the five that need no declaration (XML 1.0, 4.1 and 4.6).
fn referred(reference: &str) -> Option<char> {
    if let Some(number) = reference.strip_prefix('#') {
        let number = match number.strip_prefix('x') {
            Some(digits) => u32::from_str_radix(digits, 16),
            None => number.parse(),
        };
        return char::from_u32(number.ok()?);
    }
    predefined(reference)?.chars().next()
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
            ("<p>x<![CDATA[a]]>c</p>", "c", "]]>c"),
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
