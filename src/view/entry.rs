//! What a document says of its letter. Takes the document; gives one entry of the index. What is not said stays empty.

use std::collections::BTreeMap;

use super::parts::local;
use crate::cmif::{self, Action, Edition, Name};
use crate::tei::collapse;
use crate::xml::document::Node;
use crate::xml::{Document, XML_NAMESPACE};

/// How many names of one side are told.
const NAMES: usize = 3;

/// A letter in the index.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Entry {
    /// Where its page is, as a reference from the index.
    pub href: String,
    /// Its title, or the name of its file.
    pub title: String,
    /// Who sent it.
    pub senders: Vec<String>,
    /// To whom.
    pub addressees: Vec<String>,
    /// From where.
    pub place: String,
    /// When, as the document says it in attributes: the beginning of a time.
    pub date: String,
    /// Its language, as a tag of BCP 47.
    pub language: String,
    /// Findings about it.
    pub findings: usize,
    /// How often each element stands in its text.
    pub elements: BTreeMap<String, usize>,
}

impl Entry {
    /// Reads a document; `name` is that of its file.
    pub(super) fn of(document: &Document, name: &str, href: &str) -> Self {
        let letter = cmif::letters(document, name, &Edition::default()).0.into_iter().next();
        let (sent, received) = letter.map(|letter| (letter.sent, letter.received)).unwrap_or_default();
        let date = sent.date.first().map(|(_, value)| value.clone()).unwrap_or_default();
        Self {
            href: href.to_owned(),
            title: title(document).unwrap_or_else(|| name.to_owned()),
            senders: persons(&sent),
            addressees: persons(&received),
            place: joined(&texts(sent.places.iter())),
            date,
            language: language(document),
            findings: 0,
            elements: elements(document),
        }
    }

    /// Who sent it, in one line.
    pub(super) fn sender(&self) -> String {
        joined(&self.senders)
    }

    /// To whom, in one line.
    pub(super) fn addressee(&self) -> String {
        joined(&self.addressees)
    }

    /// The year in which it was sent.
    pub(super) fn year(&self) -> Option<i32> {
        let (sign, digits) = match self.date.strip_prefix('-') {
            Some(digits) => (-1, digits),
            None => (1, &*self.date),
        };
        digits.split('-').next()?.parse::<i32>().ok().map(|year| sign * year)
    }
}

fn persons(action: &Action) -> Vec<String> {
    texts(action.names.iter().filter(|name| !name.is_unknown()))
}

fn texts<'n>(names: impl Iterator<Item = &'n Name>) -> Vec<String> {
    names.map(|name| name.text.clone()).filter(|text| !text.is_empty()).collect()
}

fn joined(names: &[String]) -> String {
    let shown = names.iter().take(NAMES).map(String::as_str).collect::<Vec<_>>().join("; ");
    if names.len() > NAMES { format!("{shown} and {} more", names.len() - NAMES) } else { shown }
}

/// The first title of the first `titleStmt`.
fn title(document: &Document) -> Option<String> {
    let statement = document.root()?.descendants().find(|node| local(*node) == "titleStmt")?;
    let title = statement.elements().find(|node| local(*node) == "title")?;
    Some(collapse(title.string_value())).filter(|title| !title.is_empty())
}

/// The language that the text has, or else the first one that the header names.
fn language(document: &Document) -> String {
    let Some(root) = document.root() else { return String::new() };
    let text = root.descendants().find(|node| local(*node) == "text");
    let body = text.and_then(|text| text.elements().find(|node| local(*node) == "body"));
    let own = |node: Node<'_>| node.attribute(XML_NAMESPACE, "lang").map(|language| language.value.to_owned());
    let said = [body, text, Some(root)].into_iter().flatten().find_map(own);
    let named = || {
        let language = root.descendants().find(|node| local(*node) == "language")?;
        language.attribute("", "ident").map(|ident| ident.value.to_owned())
    };
    said.or_else(named).unwrap_or_default()
}

fn elements(document: &Document) -> BTreeMap<String, usize> {
    let mut counts = BTreeMap::new();
    let texts = document.root().into_iter().flat_map(Node::descendants).filter(|node| local(*node) == "text");
    let mut done = 0;
    for text in texts {
        // A text in a text is counted with it.
        if text.id() >= done {
            done = text.after();
            for node in text.descendants().filter(|node| node.is_element()) {
                *counts.entry(local(node).to_owned()).or_default() += 1;
            }
        }
    }
    counts
}
