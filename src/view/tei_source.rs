//! The TEI of a letter, to be read. Takes a document, its text, and the elements that have a part of the page; gives HTML. Tags stand as they are
//! written; where an element holds elements only, each has a line of its own, whatever lines the file has.

use std::fmt::Write as _;

use super::edition::Edition;
use super::html::{push_text, text};
use crate::text::Span;
use crate::text::escape::{IN_TEXT, IN_VALUE, escape};
use crate::xml::Document;
use crate::xml::document::{Kind, Node};

/// Levels that are indented.
const LEVELS: usize = 12;

/// An element that is open.
struct Open<'d> {
    node: Node<'d>,
    /// Whether what it holds stands on lines of its own.
    has_lines: bool,
    is_part: bool,
}

/// Shows a document; `slice` gives the characters of a place in it.
pub(super) fn source<'t>(document: &Document, edition: &Edition, slice: impl Fn(Span) -> &'t str) -> String {
    let mut out = String::new();
    let mut open: Vec<Open<'_>> = Vec::new();
    for node in document.top().into_iter().flat_map(Node::descendants) {
        close_before(&mut out, &mut open, node.id());
        let has_lines = open.last().is_none_or(|open| open.has_lines);
        if has_lines && node.kind() != Kind::Text {
            line(&mut out, open.len());
        }
        match node.kind() {
            Kind::Text if has_lines => {}
            Kind::Text => push_text(&mut out, &escape(node.text(), IN_TEXT)),
            Kind::Element => {
                let is_part = edition.has(node.id());
                start(&mut out, node, is_part, slice(node.tag_span()));
                let holds_text =
                    node.children().any(|child| child.kind() == Kind::Text && !child.text().trim().is_empty());
                open.push(Open { node, has_lines: has_lines && !holds_text, is_part });
            }
            Kind::Comment | Kind::Instruction => aside(&mut out, node),
            Kind::Document => {}
        }
    }
    close_before(&mut out, &mut open, u32::MAX);
    out
}

fn close_before(out: &mut String, open: &mut Vec<Open<'_>>, id: u32) {
    while let Some(Open { node, has_lines, is_part }) = open.pop_if(|open| open.node.after() <= id) {
        if node.children().next().is_some() {
            if has_lines {
                line(out, open.len());
            }
            // Writing to a string cannot fail.
            let _ = write!(out, "&lt;/{}>", text(written_name(node)));
        }
        if is_part {
            out.push_str("</span>");
        }
    }
}

fn line(out: &mut String, depth: usize) {
    if !out.is_empty() {
        out.push('\n');
    }
    out.extend(std::iter::repeat_n(' ', depth.min(LEVELS)));
}

/// The name as it is told: without prefix, which the start tag shows.
fn written_name(node: Node<'_>) -> &str {
    node.name().map_or("", |name| &*name.local)
}

/// A start tag: as it is written, or, where it comes from an entity, as it could be.
fn start(out: &mut String, node: Node<'_>, is_part: bool, written: &str) {
    let name = written_name(node);
    if is_part {
        let _ = write!(out, "<span id=\"s{}\">", node.id());
    }
    let tag = match written.strip_prefix('<').and_then(|tag| tag.strip_suffix('>')) {
        Some(tag) => tag.to_owned(),
        None => built(node),
    };
    let (prefixed, rest) = tag
        .split_at_checked(tag.find(|c: char| c.is_whitespace() || c == '/').unwrap_or(tag.len()))
        .unwrap_or_default();
    out.push_str("&lt;");
    let shown = if prefixed.is_empty() { name } else { prefixed };
    let _ = match is_part {
        true => write!(out, "<a href=\"#p{}\">{}</a>", node.id(), text(shown)),
        false => write!(out, "<b>{}</b>", text(shown)),
    };
    push_text(out, rest);
    out.push('>');
}

/// A tag made of what is known of the element.
fn built(node: Node<'_>) -> String {
    let mut tag = written_name(node).to_owned();
    for attribute in node.attributes() {
        let _ = write!(tag, " {}=\"{}\"", attribute.name.local, escape(attribute.value, IN_VALUE));
    }
    if node.children().next().is_none() {
        tag.push('/');
    }
    tag
}

/// A comment or an instruction.
fn aside(out: &mut String, node: Node<'_>) {
    let whole = match node.target() {
        Some(target) => format!("<?{target} {}?>", node.text()),
        None => format!("<!--{}-->", node.text()),
    };
    let _ = write!(out, "<i>{}</i>", text(&whole));
}
