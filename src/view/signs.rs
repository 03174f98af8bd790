//! What has no text of its own on a page: breaks, signs, what stands beside the text, and the marks of notes. The style sheet shows them, so that the
//! text of the column is the text of the letter.

use std::fmt::Write as _;

use super::edition::{Open, Writer};
use super::html::value;
use super::parts::{attribute, local};
use super::presentation::{Rule, Shape};
use super::told::{TOLD, told};
use crate::tei::collapse;
use crate::vocabulary::{self, Property};
use crate::xml::document::Node;

impl Writer<'_> {
    pub(super) fn page_break(&mut self, node: Node<'_>, rule: Rule<'_>) {
        let number = attribute(node, "n").unwrap_or("");
        let (class, label) = (local(node), rule.label);
        let number = value(number);
        let _ = write!(self.out(), "<span class=\"pb {class}\"");
        self.id(node);
        let space = if number.is_empty() { "" } else { " " };
        let _ = write!(self.out(), " role=\"note\" aria-label=\"{label}{space}{number}\"></span>");
    }

    /// An element without content: what it is and says.
    pub(super) fn sign(&mut self, node: Node<'_>, rule: Rule<'_>) {
        if matches!(rule.shape, Shape::Frame | Shape::Block(_) | Shape::Strict(..) | Shape::Within(_)) {
            return;
        }
        let _ = write!(self.out(), "<span class=\"sign {}\"", rule.class);
        self.id(node);
        let title = told(node, rule.label);
        let _ = write!(self.out(), " role=\"note\" aria-label=\"{title}\"></span>");
    }

    /// What is not read on the page is named, but for what stands beside the text.
    pub(super) fn hidden(&mut self, node: Node<'_>) {
        let name = local(node);
        if vocabulary::has(name, Property::ElementOnly) {
            return;
        }
        let said: String = collapse(node.string_value()).chars().take(TOLD).collect();
        let (name, said) = (value(name), value(&said));
        let _ = write!(self.out(), "<span class=\"beside\"");
        self.id(node);
        let _ = write!(self.out(), " role=\"note\" aria-label=\"{name}: {said}\"></span>");
    }

    /// The mark of a note, and the note behind the text.
    pub(super) fn note(&mut self, node: Node<'_>) {
        let id = node.id();
        // A note that is cited once more has its text where it was cited first.
        let first = attribute(node, "sameAs");
        let target = match first {
            Some(same) => node.document().element_with_id(same.trim_start_matches('#')).map(Node::id),
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
            "><a class=\"nb\" href=\"#r{id}\" role=\"doc-backlink\" data-h=\"{number}\" aria-label=\"note {number}\"></a>"
        );
        self.open.push(Open { after: node.after(), tag: "div", is_note: true });
    }
}
