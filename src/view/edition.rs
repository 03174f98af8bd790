//! The letter as an edition prints it. Takes a document and what is known of its parts; gives HTML, the notes behind the text, and which elements
//! have a part of the page of their own.
//!
//! What is not read on the page (`tei::is_hidden`) is named at its place, but for the header and lists beside the text. Marks that stand for
//! elements are no text: the style sheet shows them. So the text of the column is the text of the letter.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::html::{push_text, push_value, value};
use super::parts::{Parts, attribute, is_note, local};
use super::presentation::{LOOKS, Rule, Shape, rule};
use crate::tei::{collapse, is_hidden};
use crate::vocabulary::{self, Property};
use crate::xml::document::{Kind, Node};
use crate::xml::{Document, XML_NAMESPACE};

/// Characters of a value that is told.
const TOLD: usize = 120;

/// Attributes that say to a reader what an element is.
const TELLING: &[&str] = &[
    "type",
    "subtype",
    "when",
    "when-iso",
    "from",
    "to",
    "notBefore",
    "notAfter",
    "ref",
    "key",
    "reason",
    "unit",
    "quantity",
    "extent",
    "place",
    "hand",
    "cert",
    "resp",
    "rend",
    "rendition",
    "n",
    "url",
    "target",
    "facs",
];

/// The letter.
#[derive(Debug, Default)]
pub(super) struct Edition {
    /// The text.
    pub(super) text: String,
    /// Its notes, in the order in which they begin.
    pub(super) notes: String,
    /// For each element by its number, whether the page has a part with this number.
    shown: Vec<bool>,
    /// For lines of the transcript, the part that begins there, and its last line.
    first: BTreeMap<usize, (u32, usize)>,
}

impl Edition {
    /// The part that holds the text of a line of the transcript.
    pub(super) fn part_of(&self, line: usize) -> Option<u32> {
        let (_, (part, last)) = self.first.range(..=line).next_back()?;
        (*last >= line).then_some(*part)
    }

    /// Whether the page has a part for an element.
    pub(super) fn has(&self, id: u32) -> bool {
        usize::try_from(id).ok().and_then(|at| self.shown.get(at)).is_some_and(|shown| *shown)
    }
}

/// Shows a document.
pub(super) fn edition(document: &Document, parts: &Parts) -> Edition {
    let Some(root) = document.root() else { return Edition::default() };
    let nodes = usize::try_from(root.after()).unwrap_or(0);
    let edition = Edition { shown: vec![false; nodes], ..Edition::default() };
    let id_of = |node: Node<'_>| Some((node.attribute(XML_NAMESPACE, "id")?.value.to_owned(), node.id()));
    let ids = root.descendants().filter_map(id_of).collect();
    let mut writer =
        Writer { parts, ids, edition, notes: Vec::new(), open_notes: Vec::new(), open: Vec::new(), links: 0 };
    let mut id = root.id();
    while let Some(node) = document.node(id).filter(|_| id < root.after()) {
        writer.close_before(id);
        id = writer.node(node);
    }
    writer.close_before(u32::MAX);
    writer.edition.notes = writer.notes.concat();
    writer.edition
}

/// An element that is open.
struct Open {
    /// The number of the first node behind it.
    after: u32,
    /// What it was opened with.
    tag: &'static str,
    is_note: bool,
}

struct Writer<'p> {
    parts: &'p Parts,
    /// Elements by their ids.
    ids: BTreeMap<String, u32>,
    edition: Edition,
    notes: Vec<String>,
    open_notes: Vec<usize>,
    open: Vec<Open>,
    /// Links that are open, in which no other may stand.
    links: usize,
}

impl Writer<'_> {
    /// What is being written: a note, or the text.
    fn out(&mut self) -> &mut String {
        let note = self.open_notes.last().and_then(|&at| self.notes.get_mut(at));
        note.unwrap_or(&mut self.edition.text)
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
            let title = told(node, rule.label);
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

    /// The number of the part, and its lines of the transcript.
    fn id(&mut self, node: Node<'_>) {
        let id = node.id();
        if let Some(shown) = usize::try_from(id).ok().and_then(|at| self.edition.shown.get_mut(at)) {
            *shown = true;
        }
        let _ = write!(self.out(), " id=\"p{id}\"");
        if let Some((first, last)) = self.parts.get(node).lines {
            self.edition.first.entry(first).or_insert((id, last));
            let _ = match first == last {
                true => write!(self.out(), " data-t=\"{first}\""),
                false => write!(self.out(), " data-t=\"{first}-{last}\""),
            };
        }
    }

    fn language(&mut self, node: Node<'_>) {
        if let Some(language) = node.attribute(XML_NAMESPACE, "lang") {
            let language = value(language.value);
            let _ = write!(self.out(), " lang=\"{language}\"");
        }
    }

    /// What leads from a block to its line and its source.
    fn margin(&mut self, node: Node<'_>, lines: Option<(usize, usize)>) {
        let (id, name) = (node.id(), value(local(node)));
        if let Some((first, _)) = lines {
            let _ = write!(
                self.out(),
                "<a class=\"l\" href=\"#t{first}\" data-l=\"{first}\" aria-label=\"line {first}\"></a>"
            );
        }
        let _ = write!(
            self.out(),
            "<a class=\"l s\" href=\"#s{id}\" data-l=\"{name}\" aria-label=\"source of {name}\"></a>"
        );
    }

    fn hold(&mut self, node: Node<'_>, tag: &'static str) {
        self.open.push(Open { after: node.after(), tag, is_note: false });
    }

    fn page_break(&mut self, node: Node<'_>, rule: Rule<'_>) {
        let number = attribute(node, "n").unwrap_or("");
        let (class, label) = (local(node), rule.label);
        let number = value(number);
        let _ = write!(self.out(), "<span class=\"pb {class}\"");
        self.id(node);
        let space = if number.is_empty() { "" } else { " " };
        let _ = write!(
            self.out(),
            " role=\"note\" data-h=\"{label}{space}{number}\" aria-label=\"{label}{space}{number}\"></span>"
        );
    }

    /// An element without content: what it is and says.
    fn sign(&mut self, node: Node<'_>, rule: Rule<'_>) {
        if matches!(rule.shape, Shape::Frame | Shape::Block(_) | Shape::Strict(..) | Shape::Within(_)) {
            return;
        }
        let _ = write!(self.out(), "<span class=\"sign {}\"", rule.class);
        self.id(node);
        let title = told(node, rule.label);
        let _ = write!(self.out(), " role=\"note\" data-h=\"{title}\" aria-label=\"{title}\"></span>");
    }

    /// What is not read on the page is named, but for what stands beside the text.
    fn hidden(&mut self, node: Node<'_>) {
        let name = local(node);
        if vocabulary::has(name, Property::ElementOnly) {
            return;
        }
        let said: String = collapse(node.string_value()).chars().take(TOLD).collect();
        let (name, said) = (value(name), value(&said));
        let _ = write!(self.out(), "<span class=\"beside\"");
        self.id(node);
        let _ = write!(self.out(), " role=\"note\" data-h=\"{name}: {said}\" aria-label=\"{name}: {said}\"></span>");
    }

    /// The mark of a note, and the note behind the text.
    fn note(&mut self, node: Node<'_>) {
        let id = node.id();
        // A note that is cited once more has its text where it was cited first.
        let first = attribute(node, "sameAs");
        let target = match first {
            Some(same) => self.ids.get(same.trim_start_matches('#')).copied(),
            None => Some(id),
        };
        let number = attribute(node, "n").map_or_else(|| (self.notes.len() + 1).to_string(), str::to_owned);
        let number = value(number.trim());
        let (link, target) = match target.filter(|_| self.links == 0) {
            Some(target) => ("a", format!(" href=\"#p{target}\"")),
            None => ("span", String::new()),
        };
        let _ = write!(
            self.out(),
            "<{link} class=\"nr\" id=\"r{id}\"{target} role=\"doc-noteref\" data-h=\"{number}\" aria-label=\"note {number}\"></{link}>"
        );
        if first.is_some() {
            return self.hold(node, "");
        }
        self.open_notes.push(self.notes.len());
        self.notes.push("<div class=\"note\"".to_owned());
        self.id(node);
        self.language(node);
        let _ = write!(
            self.out(),
            "><a class=\"nb\" href=\"#r{id}\" role=\"doc-backlink\" data-h=\"{number}\" aria-label=\"note {number}: back to the text\"></a>"
        );
        self.open.push(Open { after: node.after(), tag: "div", is_note: true });
    }

    /// Where a reference leads, if it is on this page or on the web: nothing else may be followed.
    fn address(&self, node: Node<'_>) -> Option<String> {
        let target = attribute(node, "target")?.trim();
        if let Some(id) = target.strip_prefix('#') {
            return self.ids.get(id).map(|id| format!("#p{id}"));
        }
        let is_web = ["https://", "http://"].iter().any(|scheme| target.starts_with(scheme));
        (is_web && !target.contains(char::is_whitespace)).then(|| target.to_owned())
    }
}

/// What an element is and says of itself, as a value.
fn told(node: Node<'_>, label: &str) -> String {
    let mut out = String::new();
    push_value(&mut out, label);
    for attribute in
        node.attributes().filter(|one| one.name.namespace.is_empty() && TELLING.contains(&&*one.name.local))
    {
        let told: String = attribute.value.chars().take(TOLD).collect();
        out.push(' ');
        push_value(&mut out, &attribute.name.local);
        out.push('=');
        push_value(&mut out, &told);
    }
    out
}

/// The class of its rule, and those of its look.
fn classes(node: Node<'_>, rule: Rule<'_>) -> String {
    let look = ["rend", "rendition"].iter().filter_map(|name| attribute(node, name)).collect::<String>().to_lowercase();
    let looks = LOOKS.iter().filter(|(part, _)| look.contains(part)).map(|(_, class)| *class);
    std::iter::once(rule.class).chain(looks).filter(|class| !class.is_empty()).collect::<Vec<_>>().join(" ")
}
