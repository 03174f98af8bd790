//! One document as it is compared. Takes a tree; gives the stream of its text and what stands where in it.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use regex::Regex;
use unicode_normalization::UnicodeNormalization;

use super::older::{Gold, Style};
use crate::xml::Document;
use crate::xml::document::{Kind, Node};

/// The elements that are compared: those that have a text, then those that have a place.
pub const ELEMENTS: &[&str] =
    &["head", "dateline", "salute", "p", "signed", "item", "label", "cell", "postscript", "pb", "note"];

/// Elements whose text is not visible.
const SKIPPED: &[&str] = &["del", "corr", "reg", "expan", "figDesc", "fw", "teiHeader"];

/// What is visible of a `choice`, the first of these that it has.
const VISIBLE: &[&str] = &["sic", "orig", "abbr"];

/// How many characters before and after a place tell where it is.
const CONTEXT: usize = 12;

/// What an element is known by: two are the same when their keys are.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Key {
    /// An element with its text.
    Span(&'static str, String),
    /// A page break: its number, the characters before and after it.
    Page(String, String, String),
    /// A note: its text and the characters before it.
    Note(String, String),
}

impl Key {
    /// The name of the element.
    #[must_use]
    pub fn element(&self) -> &'static str {
        match self {
            Self::Span(name, _) => name,
            Self::Page(..) => "pb",
            Self::Note(..) => "note",
        }
    }
}

/// An element and the text in it, in characters of [`Reading::text`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TextRange {
    /// The local name of the element.
    pub name: String,
    /// The number of its first character.
    pub start: usize,
    /// The number of the first character behind it.
    pub end: usize,
}

/// What is compared of a document.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reading {
    /// The visible text without notes and white space, composed (NFC).
    pub text: String,
    /// Its elements, page breaks and notes.
    pub keys: Vec<Key>,
    /// For each of them the characters that it holds: the number of the first, and of the one behind the last. A page break or note holds
    /// none.
    pub places: Vec<(usize, usize)>,
    /// Every element with a text, in the order of their ends.
    pub elements: Vec<TextRange>,
    /// `@when` of the first date in a dateline, as far as the day.
    pub when: Option<String>,
}

impl Reading {
    /// Reads a published document, whose root is the document itself.
    #[must_use]
    pub fn of_gold(document: &Document, style: Style) -> Self {
        let Some(root) = document.root() else { return Self::default() };
        Walk::default().read(root, &Gold::new(root, style))
    }

    /// Reads a document that is to be measured: its `body` where it has one, else all of it.
    #[must_use]
    pub fn of_output(document: &Document) -> Self {
        let Some(body) = body(document) else { return Self::default() };
        Walk::default().read(body, &Gold::default())
    }
}

/// The element whose text is compared of a document to be measured: the first `body` in a `text`, the first `body`, or the root.
fn body(document: &Document) -> Option<Node<'_>> {
    let root = document.root()?;
    let bodies = || root.descendants().filter(|node| local(*node) == Some("body"));
    let is_in_text = |node: &Node<'_>| node.parent().and_then(local) == Some("text");
    bodies().find(is_in_text).or_else(|| bodies().next()).or(Some(root))
}

/// How often each letter stands in a document to be measured, notes included.
#[must_use]
pub fn letters_of_body(document: &Document) -> BTreeMap<char, usize> {
    let texts = body(document).into_iter().flat_map(Node::descendants).filter(|node| node.kind() == Kind::Text);
    letters(&texts.map(Node::text).collect::<String>())
}

/// How often each letter stands in the text that was converted, page marks (`[Page 12]`) left out.
#[must_use]
pub fn letters_of_text(text: &str) -> BTreeMap<char, usize> {
    let mut plain = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("[Page ") {
        plain.push_str(before);
        match after.split_once(']') {
            Some((_, behind)) => rest = behind,
            None => {
                plain.push_str("[Page ");
                rest = after;
            }
        }
    }
    letters(&(plain + rest))
}

/// How often each letter stands in a text: characters of words that are no digits.
fn letters(text: &str) -> BTreeMap<char, usize> {
    static LETTER: OnceLock<Option<Regex>> = OnceLock::new();
    let letter = LETTER.get_or_init(|| Regex::new(r"^[\p{L}\p{Nl}\p{No}]$").ok());
    let mut all: BTreeMap<char, usize> = BTreeMap::new();
    for c in text.nfc() {
        *all.entry(c).or_default() += 1;
    }
    let mut buffer = [0; 4];
    all.retain(|c, _| letter.as_ref().is_some_and(|letter| letter.is_match(c.encode_utf8(&mut buffer))));
    all
}

pub(super) fn local(node: Node<'_>) -> Option<&str> {
    node.name().map(|name| &*name.local)
}

/// Whether a note stands apart from the text: one that is printed in its place does not.
pub(super) fn is_apart(node: Node<'_>) -> bool {
    local(node) == Some("note") && node.attribute("", "rend").is_none_or(|rend| rend.value != "inline")
}

/// The way through a document.
#[derive(Debug, Default)]
struct Walk {
    /// Whether it goes through a note: notes in it do not count.
    is_note: bool,
    text: String,
    length: usize,
    spans: Vec<(&'static str, usize, usize)>,
    elements: Vec<TextRange>,
    points: Vec<Point>,
    pages: usize,
    when: Option<String>,
}

/// What has a place: the number of the character after it.
#[derive(Debug)]
enum Point {
    Page(usize, String),
    Note(usize, String),
}

impl Walk {
    fn read(mut self, root: Node<'_>, gold: &Gold) -> Reading {
        self.element(root, gold);
        let characters: Vec<char> = self.text.chars().collect();
        let slice = |from: usize, to: usize| -> String {
            characters.get(from..to.min(characters.len())).unwrap_or_default().iter().collect()
        };
        let before = |at: usize| slice(at.saturating_sub(CONTEXT), at);
        let spans = self.spans.iter().map(|(name, start, end)| Key::Span(name, slice(*start, *end)));
        let points = self.points.iter().map(|point| match point {
            Point::Page(at, number) => Key::Page(number.clone(), before(*at), slice(*at, at + CONTEXT)),
            Point::Note(at, text) => Key::Note(text.clone(), before(*at)),
        });
        let at_points = self.points.iter().map(|(Point::Page(at, _) | Point::Note(at, _))| (*at, *at));
        let places = self.spans.iter().map(|(_, start, end)| (*start, *end)).chain(at_points).collect();
        let keys = spans.chain(points).collect();
        Reading { keys, places, elements: self.elements, text: self.text, when: self.when }
    }

    fn add(&mut self, text: &str) {
        let start = self.text.len();
        self.text.extend(text.nfc().filter(|c| !c.is_whitespace()));
        self.length += self.text.get(start..).unwrap_or_default().chars().count();
    }

    /// Goes through an element and what is in it.
    fn element(&mut self, root: Node<'_>, gold: &Gold) {
        let mut open: Vec<(Node<'_>, usize)> = Vec::new();
        // After which node the next one is not the following: what else stands in a choice is passed over.
        let mut jumps: Vec<(u32, u32)> = Vec::new();
        let mut at = root.id();
        while let Some(node) = root.document().node(at).filter(|_| at < root.after()) {
            while let Some((element, start)) = open.pop_if(|(element, _)| element.after() <= at) {
                self.leave(element, start, gold);
            }
            at = match node.kind() {
                Kind::Element => match self.enter(node, gold) {
                    Next::Inside => {
                        open.push((node, self.length));
                        node.id() + 1
                    }
                    Next::Only(inner) => {
                        jumps.push((inner.after(), node.after()));
                        inner.id()
                    }
                    Next::After => node.after(),
                },
                Kind::Text if !gold.is_dropped(node) => {
                    self.add(node.text());
                    node.after()
                }
                _ => node.after(),
            };
            while let Some((_, after)) = jumps.pop_if(|(from, _)| *from == at) {
                at = after;
            }
        }
        while let Some((element, start)) = open.pop() {
            self.leave(element, start, gold);
        }
    }

    fn enter<'d>(&mut self, node: Node<'d>, gold: &Gold) -> Next<'d> {
        let name = gold.name(node);
        if SKIPPED.contains(&name) {
            return Next::After;
        }
        if name == "pb" {
            self.pages += 1;
            let number = node.attribute("", "n").map(|number| number.value).filter(|number| !number.is_empty());
            let number = number.map_or_else(|| self.pages.to_string(), str::to_owned);
            self.points.push(Point::Page(self.length, number));
            return Next::After;
        }
        if is_apart(node) {
            if self.is_note {
                return Next::After;
            }
            let mut inner = Self { is_note: true, ..Self::default() };
            for child in node.children() {
                match child.kind() {
                    Kind::Text if !gold.is_dropped(child) => inner.add(child.text()),
                    Kind::Element => inner.element(child, gold),
                    _ => {}
                }
            }
            self.points.push(Point::Note(self.length, inner.text));
            return Next::After;
        }
        let visible = node.elements().find(|child| VISIBLE.contains(&gold.name(*child)));
        match visible.filter(|_| name == "choice") {
            Some(visible) => Next::Only(visible),
            None => Next::Inside,
        }
    }

    fn leave(&mut self, node: Node<'_>, start: usize, gold: &Gold) {
        let name = gold.name(node);
        if self.length > start {
            self.elements.push(TextRange { name: name.to_owned(), start, end: self.length });
        }
        // A note that is printed in its place is text, not a note.
        let known = ELEMENTS.iter().find(|known| **known == name && self.length > start && name != "note");
        self.spans.extend(known.map(|known| (*known, start, self.length)));
        if name == "date" && self.when.is_none() {
            let mut around = std::iter::successors(node.parent(), |node| node.parent());
            let when = node.attribute("", "when").filter(|when| !when.value.is_empty());
            let when = when.filter(|_| around.any(|node| gold.name(node) == "dateline"));
            self.when = when.map(|when| when.value.chars().take("2000-01-01".len()).collect());
        }
    }
}

/// Where to go on after the tag of an element.
enum Next<'d> {
    /// In it.
    Inside,
    /// In one of its elements, then after it.
    Only(Node<'d>),
    /// After it.
    After,
}
