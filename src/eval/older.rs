//! Published documents as they are encoded today. Takes the tree of one; gives other names for some of its elements, and texts that
//! are left out.
//!
//! Older volumes print salutations and closing formulas as `p`: a short "Dear Bill:" before the first paragraph and a "Sincerely,"
//! before the closer are read as `salute`. What a rendering left out is left out here as well. The tree itself stays as it is.
//!
//! What counts as such a formula is part of the measure and not of a language table: figures of two versions could not be compared if the
//! measure changed with the tables of what is measured.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::OnceLock;

use regex::Regex;

use super::reading::{is_apart, local};
use crate::xml::document::{Kind, Node};

/// How a published document is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Style {
    /// As it is.
    AsIs,
    /// Salutations and closing formulas that are `p` count as `salute`.
    Full,
    /// The same, and datelines, signatures and closing formulas are left out, as web pages leave them out.
    Web,
}

const SALUTE: &str = r#"^(“|")?((My )?(Dear|Esteemed|Respected|Most)\b|Sir[:,]|Sirs[:,]|Gentlemen[:,]|Excellency[:,]|(Your|His) (Excellency|Majesty|Imperial)|Mr\. (President|Secretary|Chairman|Ambassador|Prime Minister)[:,]|Madam|Lieber|Liebe|Mein lieb|Verehrte|Sehr geehrte|Hochverehrte|Hochgeehrte|Cher|Chère|Mon cher|Ma chère)"#;
const SALUTE_END: &str = r"([:,.—!-]|[A-Za-z])$";
const VALEDICTION: &str = r"(?i)^((And )?(with|sincerely|very|yours?|your|respectfully|faithfully|cordially|ever|best|kind|warm|as ever|believe me|I (am|remain|have the honor)|please accept|accept,|affectionately|devotedly|in (deep|great)? ?friendship|regards|all (the )?best|love)\b)";

/// A salutation is shorter, in characters.
const SALUTE_LENGTH: usize = 90;
/// A closing formula is shorter, in characters.
const VALEDICTION_LENGTH: usize = 70;

/// Elements that are no blocks of a division.
const BETWEEN: &[&str] = &["pb", "fw", "milestone"];

struct Patterns {
    salute: Regex,
    salute_end: Regex,
    valediction: Regex,
}

fn patterns() -> Option<&'static Patterns> {
    static PATTERNS: OnceLock<Option<Patterns>> = OnceLock::new();
    let made = PATTERNS.get_or_init(|| {
        Some(Patterns {
            salute: Regex::new(SALUTE).ok()?,
            salute_end: Regex::new(SALUTE_END).ok()?,
            valediction: Regex::new(VALEDICTION).ok()?,
        })
    });
    made.as_ref()
}

/// What is read otherwise than it is written.
#[derive(Debug, Default)]
pub(super) struct Gold {
    names: BTreeMap<u32, &'static str>,
    dropped: BTreeSet<u32>,
}

impl Gold {
    /// What is read otherwise in a document with this root.
    pub(super) fn new(root: Node<'_>, style: Style) -> Self {
        let mut gold = Self::default();
        if let Some(patterns) = patterns().filter(|_| style != Style::AsIs) {
            let all = || std::iter::once(root).chain(root.descendants());
            let divisions = all().filter(|node| matches!(local(*node), Some("div" | "attachment")));
            for holder in std::iter::once(root).chain(divisions) {
                gold.salutes(holder, patterns);
            }
            if style == Style::Web {
                gold.leave_out(root, patterns);
            }
        }
        gold
    }

    /// The name of an element.
    pub(super) fn name<'d>(&self, node: Node<'d>) -> &'d str {
        self.names.get(&node.id()).copied().or_else(|| local(node)).unwrap_or_default()
    }

    /// Whether a text is left out.
    pub(super) fn is_dropped(&self, node: Node<'_>) -> bool {
        self.dropped.contains(&node.id())
    }

    fn salutes(&mut self, holder: Node<'_>, patterns: &Patterns) {
        let blocks: Vec<Node<'_>> = holder.elements().filter(|node| !BETWEEN.contains(&self.name(*node))).collect();
        let mut has_paragraph = false;
        for block in &blocks {
            if self.name(*block) != "p" {
                continue;
            }
            let text = self.plain(*block);
            let is_short = text.chars().count() < SALUTE_LENGTH;
            if !has_paragraph && is_short && patterns.salute.is_match(&text) && patterns.salute_end.is_match(&text) {
                self.names.insert(block.id(), "salute");
            } else {
                has_paragraph = true;
            }
        }
        for (at, _) in blocks.iter().enumerate().filter(|(_, block)| local(**block) == Some("closer")) {
            for before in blocks.get(..at).unwrap_or_default().iter().rev() {
                let text = self.plain(*before);
                let is_short = text.chars().count() < VALEDICTION_LENGTH;
                let is_formula = is_short && text.ends_with(',') && patterns.valediction.is_match(&text);
                if self.name(*before) != "p" || !is_formula {
                    break;
                }
                self.names.insert(before.id(), "salute");
            }
        }
    }

    fn leave_out(&mut self, root: Node<'_>, patterns: &Patterns) {
        let inside: Vec<Node<'_>> = root.descendants().filter(|node| node.is_element()).collect();
        for node in &inside {
            if matches!(self.name(*node), "dateline" | "closer" | "signed") {
                self.drop_text(*node);
            }
        }
        let salutes: Vec<Node<'_>> = inside.into_iter().filter(|node| self.name(*node) == "salute").collect();
        for salute in salutes {
            let after = std::iter::successors(salute.next_sibling(), |node| node.next_sibling());
            let mut after = after.filter(|node| node.kind() != Kind::Text);
            let next = after.find(|node| !matches!(self.name(*node), "pb" | "salute"));
            if next.is_some_and(|next| self.name(next) == "closer")
                && patterns.valediction.is_match(&self.plain(salute))
            {
                self.drop_text(salute);
            }
        }
    }

    /// Leaves only page breaks and notes of an element.
    fn drop_text(&mut self, element: Node<'_>) {
        for text in element.descendants().filter(|node| node.kind() == Kind::Text) {
            // A text goes with the node before it, or with the element that it begins.
            let owner = text.previous_sibling().or_else(|| text.parent());
            let mut around = std::iter::successors(owner, |node| node.parent());
            if !around.any(|node| local(node) == Some("note")) {
                self.dropped.insert(text.id());
            }
        }
        for node in std::iter::once(element).chain(element.descendants()) {
            if matches!(self.name(node), "dateline" | "signed" | "salute") {
                self.names.insert(node.id(), "seg");
            }
        }
    }

    /// The text of an element without notes, white space as one blank.
    fn plain(&self, element: Node<'_>) -> String {
        let mut text = String::new();
        let mut skipped = 0;
        for node in std::iter::once(element).chain(element.descendants()) {
            if node.id() < skipped {
                continue;
            }
            if is_apart(node) {
                skipped = node.after();
            } else if node.kind() == Kind::Text && !self.is_dropped(node) {
                text.push_str(node.text());
            }
        }
        text.split_whitespace().collect::<Vec<_>>().join(" ")
    }
}
