//! Tree to text. Takes an element; gives an XML document in UTF-8 with LF line ends.
//!
//! Elements that hold only elements are indented by two blanks a level; inside running text no white space is added, so that
//! one block of text is one line. Attributes stand in the one order, whatever the tree has. A character that XML cannot hold becomes
//! U+FFFD, so that the result is always well-formed. Recurses over the depth of the tree, which its builder bounds.

use super::attribute_order;
use super::tree::{Content, Element, Node};
use crate::text::Origin;
use crate::text::escape::{IN_TEXT, IN_VALUE, push_escaped};

/// A processing instruction of pseudo-attributes, such as `xml-model`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Instruction<'a> {
    /// Its name.
    pub target: &'a str,
    /// Names and values.
    pub pairs: Vec<(&'a str, &'a str)>,
}

/// Writes a document with `root` as its only element.
#[must_use]
pub fn write(root: &Element) -> String {
    write_with_origins(&[], root).0
}

/// Writes a document with these instructions before its root element, and tells of each element with an origin the first byte of its
/// start tag, in the order of the document.
#[must_use]
pub fn write_with_origins(instructions: &[Instruction<'_>], root: &Element) -> (String, Vec<(usize, Origin)>) {
    let mut out = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    for Instruction { target, pairs } in instructions {
        out.push_str("<?");
        out.push_str(target);
        pairs.iter().for_each(|(name, value)| push_pair(&mut out, name, value));
        out.push_str("?>\n");
    }
    let mut origins = Vec::new();
    push_element(&mut out, &mut origins, root, 0);
    out.push('\n');
    (out, origins)
}

/// Writes an element that stands at this depth in a document, its first line without indentation.
#[must_use]
pub fn write_at(element: &Element, depth: usize) -> String {
    let mut out = String::new();
    push_element(&mut out, &mut Vec::new(), element, depth);
    out
}

fn push_element(out: &mut String, origins: &mut Vec<(usize, Origin)>, element: &Element, depth: usize) {
    origins.extend(element.origin.clone().map(|origin| (out.len(), origin)));
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
            push_line(out, depth + 1);
        }
        match node {
            Node::Element(child) => push_element(out, origins, child, depth + 1),
            Node::Text(text) => push_escaped(out, text, IN_TEXT),
        }
    }
    if is_indented {
        push_line(out, depth);
    }
    out.push_str("</");
    out.push_str(element.name);
    out.push('>');
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
        let (written, _) = write_with_origins(&instructions, &Element::new("a"));
        let body = written.split_once('\n').unwrap().1;
        assert_eq!(body, "<?xml-model href=\"a?&gt;&amp;.rng\" title=\"&quot;\"?>\n<a/>\n");
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
