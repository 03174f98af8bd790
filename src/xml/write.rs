//! Tree to text. Takes an element; gives an XML document in UTF-8 with LF line ends.
//!
//! Elements that hold only elements are indented by two blanks a level; inside running text no white space is added, so that
//! one block of text is one line. Attributes stand in the one order, whatever the tree has. A character that XML cannot hold becomes
//! U+FFFD, so that the result is always well-formed. Recurses over the depth of the tree, which its builder bounds.

use super::attribute_order;
use super::tree::{Content, Element, Node, Text};
use crate::text::escape::{IN_TEXT, IN_VALUE, push_escaped};
use crate::text::{Agreement, Origin, Span};

/// A processing instruction of pseudo-attributes, such as `xml-model`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Instruction<'a> {
    /// Its name.
    pub target: &'a str,
    /// Names and values.
    pub pairs: Vec<(&'a str, &'a str)>,
}

/// A document with the origins of what it holds, in its order.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct WithOrigins {
    /// The document.
    pub xml: String,
    /// The first byte of the start tag of each element that has an origin.
    pub elements: Vec<(usize, Origin)>,
    /// The parts of its text that stand in the source.
    pub texts: Vec<Agreement>,
}

/// Writes a document with `root` as its only element.
#[must_use]
pub fn write(root: &Element) -> String {
    write_with_origins(&[], root).xml
}

/// Writes a document with these instructions before its root element, and tells where its elements and texts came from.
#[must_use]
pub fn write_with_origins(instructions: &[Instruction<'_>], root: &Element) -> WithOrigins {
    let xml = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    let mut written = WithOrigins { xml, ..WithOrigins::default() };
    let out = &mut written.xml;
    for Instruction { target, pairs } in instructions {
        out.push_str("<?");
        out.push_str(target);
        pairs.iter().for_each(|(name, value)| push_pair(out, name, value));
        out.push_str("?>\n");
    }
    push_element(&mut written, root, 0);
    written.xml.push('\n');
    written
}

/// Writes an element that stands at this depth in a document, its first line without indentation.
#[must_use]
pub fn write_at(element: &Element, depth: usize) -> String {
    let mut written = WithOrigins::default();
    push_element(&mut written, element, depth);
    written.xml
}

fn push_element(written: &mut WithOrigins, element: &Element, depth: usize) {
    let out = &mut written.xml;
    written.elements.extend(element.origin.clone().map(|origin| (out.len(), origin)));
    out.push('<');
    out.push_str(element.name);
    let mut attributes: Vec<&(&str, String)> = element.attributes.iter().collect();
    attributes.sort_by_key(|(name, _)| attribute_order(name));
    for (name, value) in attributes {
        push_pair(out, name, value);
    }
    if element.children.is_empty() {
        out.push_str("/>");
        return;
    }
    out.push('>');
    let has_text = element.children.iter().any(|node| matches!(node, Node::Text(_)));
    let is_indented = element.content == Content::Elements && !has_text;
    for node in &element.children {
        if is_indented {
            push_line(&mut written.xml, depth + 1);
        }
        match node {
            Node::Element(child) => push_element(written, child, depth + 1),
            Node::Text(text) => push_text(written, text),
        }
    }
    let out = &mut written.xml;
    if is_indented {
        push_line(out, depth);
    }
    out.push_str("</");
    out.push_str(element.name);
    out.push('>');
}

fn push_text(WithOrigins { xml, texts, .. }: &mut WithOrigins, Text { characters, origins }: &Text) {
    let part = |from: usize, to: usize| characters.get(from..to).unwrap_or_default();
    let mut done = 0;
    for &(at, span) in origins {
        push_escaped(xml, part(done, at), IN_TEXT);
        let start = xml.len();
        done = at + span.len();
        push_escaped(xml, part(at, done), IN_TEXT);
        texts.push((Span::new(start, xml.len()), span));
    }
    push_escaped(xml, part(done, characters.len()), IN_TEXT);
}

fn push_line(out: &mut String, depth: usize) {
    out.push('\n');
    out.extend(std::iter::repeat_n("  ", depth));
}

fn push_pair(out: &mut String, name: &str, value: &str) {
    out.push(' ');
    out.push_str(name);
    out.push_str("=\"");
    push_escaped(out, value, IN_VALUE);
    out.push('"');
}

#[cfg(test)]
mod tests {
    use super::*;

    fn body(root: &Element) -> String {
        write(root).split_once("?>\n").unwrap().1.to_owned()
    }

    #[test]
    fn only_element_content_is_indented() {
        let item = Element::mixed("item")
            .text("a")
            .holding([Element::new("list").holding([Element::mixed("item").text("b").into()]).into()]);
        let root = Element::new("list").holding([item.into(), Element::new("pb").into()]);
        assert_eq!(
            body(&root),
            "<list>\n  <item>a<list>\n      <item>b</item>\n    </list></item>\n  <pb/>\n</list>\n"
        );
    }

    #[test]
    fn mixed_content_of_elements_alone_gets_no_white_space() {
        let root = Element::mixed("p").holding([Element::mixed("hi").text("a").into(), Element::new("pb").into()]);
        assert_eq!(body(&root), "<p><hi>a</hi><pb/></p>\n");
    }

    #[test]
    fn instructions_stand_before_the_root_and_never_end_early() {
        let instructions = [Instruction { target: "xml-model", pairs: vec![("href", "a?>&.rng"), ("title", "\"")] }];
        let written = write_with_origins(&instructions, &Element::new("a")).xml;
        let body = written.split_once('\n').unwrap().1;
        assert_eq!(body, "<?xml-model href=\"a?&gt;&amp;.rng\" title=\"&quot;\"?>\n<a/>\n");
    }

    #[test]
    fn parts_of_a_source_are_told_where_they_are_written() {
        let mut text = Text::default();
        text.push_from("a & b", 7);
        text.characters.push(' ');
        text.push_from("c", 20);
        let root = Element::mixed("p").holding([Node::Text(text)]).text("d");
        let written = write_with_origins(&[], &root);
        let parts: Vec<(&str, Span)> = written.texts.iter().map(|(own, from)| (own.of(&written.xml), *from)).collect();
        assert_eq!(parts, [("a &amp; b", Span::new(7, 12)), ("c", Span::new(20, 21))]);
        assert!(written.xml.ends_with("<p>a &amp; b cd</p>\n"));
    }

    #[test]
    fn everything_dangerous_is_escaped() {
        let root = Element::mixed("p").with("n", "\"<'\t\n\r").text("a & b < c > 'd' \"e\" ]]>\r\0");
        assert_eq!(
            body(&root),
            "<p n=\"&quot;&lt;'&#9;&#10;&#13;\">a &amp; b &lt; c &gt; 'd' \"e\" ]]&gt;&#13;\u{fffd}</p>\n"
        );
    }
}
