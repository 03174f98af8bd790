//! The letter as an edition prints it. Takes a document and what is known of its parts; gives HTML, the notes behind the text, and which elements
//! have a part of the page of their own.
//!
//! What is not read on the page (`tei::is_hidden`) is named at its place, but for the header and lists beside the text. Marks that stand for
//! elements are no text: the style sheet shows them. So the text of the column is the text of the letter.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::html::{push_text, value};
use super::marks::{Around, Marks};
use super::parts::{Parts, attribute, is_note, local, origin};
use super::presentation::{Rule, Shape, rule};
use super::told::{classes, told};
use crate::tei::is_hidden;
use crate::text::{Origin, uri};
use crate::vocabulary::{self, Property};
use crate::xml::document::{Kind, Node};
use crate::xml::{Document, XML_NAMESPACE};

/// The letter.
#[derive(Debug, Default)]
pub(super) struct Edition {
    /// The text.
    pub(super) text: String,
    /// Its notes, in the order in which they begin.
    pub(super) notes: String,
    /// For each element by its number, whether the page has a part with this number.
    shown: Vec<bool>,
    /// For lines of the transcript, the parts that begin there, each with its last line.
    first: BTreeMap<usize, Vec<(u32, usize)>>,
}

/// The parts to which the lines of the transcript belong, from the first line to the last.
#[derive(Debug)]
pub(super) struct PartsOfLines<'e> {
    first: &'e BTreeMap<usize, Vec<(u32, usize)>>,
    /// Parts that may have further lines; the last one has the line.
    open: Vec<(u32, usize)>,
}

impl PartsOfLines<'_> {
    /// The part that holds the text of the next line, by its number.
    pub(super) fn part_of(&mut self, line: usize) -> Option<u32> {
        while self.open.pop_if(|(_, last)| *last < line).is_some() {}
        // The first that begins in a line has it, be it around the others or before them.
        self.open.extend(self.first.get(&line).into_iter().flatten().rev());
        self.open.last().map(|(part, _)| *part)
    }
}

impl Edition {
    pub(super) fn parts_of_lines(&self) -> PartsOfLines<'_> {
        PartsOfLines { first: &self.first, open: Vec::new() }
    }

    /// Whether the page has a part for an element.
    pub(super) fn has(&self, id: u32) -> bool {
        usize::try_from(id).ok().and_then(|at| self.shown.get(at)).is_some_and(|shown| *shown)
    }
}

/// Shows a document, with the marks of findings at their places in the TEI; `origins` are those of elements, by the first byte of their tags.
pub(super) fn edition(document: &Document, parts: &Parts, marks: Marks<'_>, origins: &[(usize, Origin)]) -> Edition {
    let Some(root) = document.root() else { return Edition::default() };
    let nodes = usize::try_from(root.after()).unwrap_or(0);
    let edition = Edition { shown: vec![false; nodes], ..Edition::default() };
    let (notes, open_notes, open) = Default::default();
    let mut writer = Writer { parts, marks, origins, edition, notes, open_notes, open, links: 0 };
    let mut id = root.id();
    while let Some(node) = document.node(id).filter(|_| id < root.after()) {
        writer.close_before(id);
        id = writer.node(node);
    }
    writer.close_before(u32::MAX);
    writer.marks.push_before(&mut writer.edition.text, usize::MAX, Around::Text);
    writer.edition.notes = writer.notes.concat();
    writer.edition
}

/// An element that is open.
pub(super) struct Open {
    /// The number of the first node behind it.
    pub(super) after: u32,
    /// What it was opened with.
    pub(super) tag: &'static str,
    pub(super) is_note: bool,
}

/// What writes a document, node by node.
pub(super) struct Writer<'p> {
    parts: &'p Parts,
    /// Findings that are still to be marked.
    marks: Marks<'p>,
    origins: &'p [(usize, Origin)],
    edition: Edition,
    pub(super) notes: Vec<String>,
    pub(super) open_notes: Vec<usize>,
    pub(super) open: Vec<Open>,
    /// Links that are open, in which no other may stand.
    pub(super) links: usize,
}

impl Writer<'_> {
    /// What is being written: a note, or the text.
    pub(super) fn out(&mut self) -> &mut String {
        let note = self.open_notes.last().and_then(|&at| self.notes.get_mut(at));
        note.unwrap_or(&mut self.edition.text)
    }

    /// Writes text with the marks in it, or those before another node.
    fn marked(&mut self, text: &str, start: usize) {
        let around = if self.links == 0 { Around::Text } else { Around::Link };
        let note = self.open_notes.last().and_then(|&at| self.notes.get_mut(at));
        self.marks.push(note.unwrap_or(&mut self.edition.text), text, start, around);
    }

    /// Whether text, and so a mark, may stand here.
    fn may_hold_text(&self) -> bool {
        !matches!(self.open.last().map_or("", |open| open.tag), "table" | "tr" | "ul")
    }

    fn close_before(&mut self, id: u32) {
        while let Some(open) = self.open.pop_if(|open| open.after <= id) {
            if !open.tag.is_empty() {
                let _ = write!(self.out(), "</{}>", open.tag);
            }
            self.links -= usize::from(open.tag == "a");
            if matches!(open.tag, "p" | "div" | "h2" | "tr" | "li" | "ul" | "table" | "blockquote") {
                self.out().push('\n');
            }
            if open.is_note {
                self.open_notes.pop();
            }
        }
    }

    /// Shows one node; gives the number of the next.
    fn node(&mut self, node: Node<'_>) -> u32 {
        match node.kind() {
            Kind::Text if self.may_hold_text() => self.marked(node.text(), node.span().start),
            Kind::Text => push_text(self.out(), node.text()),
            Kind::Element => return self.element(node),
            Kind::Document | Kind::Comment | Kind::Instruction => {}
        }
        node.id() + 1
    }

    fn element(&mut self, node: Node<'_>) -> u32 {
        let name = local(node);
        let around = node.parent().map_or("", local);
        if is_hidden(name, around) {
            self.hidden(node);
            return node.after();
        }
        if is_note(node) {
            self.note(node);
            return node.id() + 1;
        }
        let is_block = vocabulary::has(name, Property::Block);
        let plain = Rule {
            shape: if is_block { Shape::Block("div") } else { Shape::Inline("span") },
            class: "plain",
            label: name,
        };
        let rule = rule(name).unwrap_or(plain);
        match rule.shape {
            Shape::LineBreak => self.out().push_str("<br>"),
            Shape::PageBreak => self.page_break(node, rule),
            Shape::Silent => {}
            _ if node.after() == node.id() + 1 && rule.shape != Shape::Within("td") => self.sign(node, rule),
            _ => {
                let tag = self.tag(node, rule.shape);
                self.start(node, rule, tag);
                return node.id() + 1;
            }
        }
        self.hold(node, "");
        node.id() + 1
    }

    /// The element of HTML for an element that holds something.
    fn tag(&self, node: Node<'_>, shape: Shape) -> &'static str {
        let part = self.parts.get(node);
        let around = self.open.last().map_or("", |open| open.tag);
        match shape {
            Shape::Block("blockquote")
                if !part.has_block && matches!(around, "p" | "h2" | "span" | "a" | "del" | "ins") =>
            {
                "span"
            }
            Shape::Block(tag @ ("p" | "h2")) => {
                if part.has_block {
                    "div"
                } else {
                    tag
                }
            }
            Shape::Block(tag) | Shape::Inline(tag) => tag,
            Shape::Strict("tr", _) if around == "table" => "tr",
            Shape::Strict("tr", _) => "div",
            Shape::Strict(tag, _) if part.is_regular() => tag,
            Shape::Within("td") if around == "tr" => "td",
            Shape::Within("li") if around == "ul" => "li",
            Shape::Link if self.links == 0 && self.address(node).is_some() => "a",
            Shape::Link | Shape::Sign => "span",
            _ => "div",
        }
    }

    fn start(&mut self, node: Node<'_>, rule: Rule<'_>, tag: &'static str) {
        let part = self.parts.get(node);
        let _ = write!(self.out(), "<{tag}");
        let class = classes(node, rule);
        if !class.is_empty() {
            let _ = write!(self.out(), " class=\"{class}\"");
        }
        if rule.shape != Shape::Frame {
            self.id(node);
        }
        if let Some(address) = self.address(node).filter(|_| tag == "a") {
            let _ = write!(self.out(), " href=\"{}\" rel=\"noreferrer\"", value(&address));
        }
        if tag == "span" || tag == "del" || tag == "ins" {
            let title = self.told(node, rule.label);
            let _ = write!(self.out(), " title=\"{title}\"");
        }
        self.language(node);
        self.out().push('>');
        let has_own_line = matches!(tag, "p" | "h2" | "li" | "td") || tag == "div" && rule.shape != Shape::Frame;
        if has_own_line && !part.has_block && self.links == 0 {
            self.margin(node, part.lines);
        }
        self.links += usize::from(tag == "a");
        self.hold(node, tag);
    }

    /// What an element is and says of itself, and the rule that made it, as a value.
    fn told(&self, node: Node<'_>, label: &str) -> String {
        let said = told(node, label);
        match origin(self.origins, node) {
            Some(Origin { rule, .. }) => format!("{said}, rule {}", value(rule)),
            None => said,
        }
    }

    /// The number of the part, and its lines of the transcript.
    pub(super) fn id(&mut self, node: Node<'_>) {
        let id = node.id();
        if let Some(shown) = usize::try_from(id).ok().and_then(|at| self.edition.shown.get_mut(at)) {
            *shown = true;
        }
        let _ = write!(self.out(), " id=\"p{id}\"");
        if let Some((first, last)) = self.parts.get(node).lines {
            if !self.is_in_running_text(node, first) {
                self.edition.first.entry(first).or_default().push((id, last));
            }
            let _ = match first == last {
                true => write!(self.out(), " data-t=\"{first}\""),
                false => write!(self.out(), " data-t=\"{first}-{last}\""),
            };
        }
    }

    /// Whether an element, such as a name, stands in the text of a part that has this line already.
    fn is_in_running_text(&self, node: Node<'_>, line: usize) -> bool {
        let Some(around) = node.parent().filter(|around| self.edition.has(around.id())) else { return false };
        let part = self.parts.get(around);
        let has_line = part.lines.is_some_and(|(first, last)| (first..=last).contains(&line));
        part.has_text && has_line && !vocabulary::has(local(node), Property::Block)
    }

    pub(super) fn language(&mut self, node: Node<'_>) {
        if let Some(language) = node.attribute(XML_NAMESPACE, "lang") {
            let language = value(language.value);
            let _ = write!(self.out(), " lang=\"{language}\"");
        }
    }

    /// What leads from a block to its line and its source.
    fn margin(&mut self, node: Node<'_>, lines: Option<(usize, usize)>) {
        let (id, name) = (node.id(), value(local(node)));
        let source = self.told(node, local(node));
        if let Some((first, _)) = lines {
            let _ = write!(
                self.out(),
                "<a class=\"l\" href=\"#t{first}\" data-l=\"{first}\" aria-label=\"line {first}\"></a>"
            );
        }
        let _ = write!(self.out(), "<a class=\"l s\" href=\"#s{id}\" data-l=\"{name}\" title=\"{source}\"></a>");
    }

    pub(super) fn hold(&mut self, node: Node<'_>, tag: &'static str) {
        self.open.push(Open { after: node.after(), tag, is_note: false });
    }

    /// Where a reference leads, if it is on this page or on the web: nothing else may be followed.
    fn address(&self, node: Node<'_>) -> Option<String> {
        let target = attribute(node, "target")?.trim();
        if let Some(id) = target.strip_prefix('#') {
            return node.document().element_with_id(id).map(|to| format!("#p{}", to.id()));
        }
        (uri::is_web_address(target) && !target.contains(char::is_whitespace)).then(|| target.to_owned())
    }
}
