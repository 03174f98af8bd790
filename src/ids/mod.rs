//! `xml:id`s by a pattern, and every pointer to one that changes.
//!
//! Takes documents; gives [`Edit`]s of the texts they were read from, so that nothing else changes, and what keeps a run from being
//! written. `{n}` counts the ids of a document that are otherwise alike, from 1; where ids stay it goes on after the highest number that
//! is in use, so that no number comes to mean something else. Promises that no two elements of a document get one id. Pointers
//! are those of TEI's attributes that point; leaves out those below an inner `xml:base`, and attributes of type IDREF.

mod pattern;

pub use pattern::Pattern;
use pattern::Place;

use std::collections::BTreeMap;

use rustc_hash::FxHashMap;

use crate::check::rules::pointers;
use crate::datatype::is_id;
use crate::diag::{self, Diagnostic};
use crate::text::{Edit, Span, uri};
use crate::vocabulary::{self, Property};
use crate::xml::document::Node;
use crate::xml::{Document, XML_NAMESPACE};

/// Which elements get ids, and what ids.
#[derive(Clone, Debug)]
pub struct Plan {
    /// Names of elements as they are written, with their prefix.
    pub elements: Vec<String>,
    /// How an id is made.
    pub pattern: Pattern,
    /// Whether ids stay.
    pub existing: ExistingIds,
}

/// What becomes of ids that are there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ExistingIds {
    /// They stay.
    Kept,
    /// They are made anew.
    Renumbered,
}

/// A change of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// What is replaced, and by what.
    pub edit: Edit,
    /// What it is for people.
    pub message: String,
}

/// New ids of one document.
#[derive(Clone, Debug, Default)]
pub struct Minted {
    /// The changes.
    pub changes: Vec<Change>,
    /// Each id that changes, with the new one.
    pub renamed: BTreeMap<String, String>,
    /// What is wrong: nothing may be written then.
    pub findings: Vec<Diagnostic>,
}

/// Makes the ids of a document, which is well-formed; `file` is its name without extension.
#[must_use]
pub fn mint(document: &Document, source: &str, file: &str, plan: &Plan) -> Minted {
    let mut work = Work { minted: Minted::default(), taken: FxHashMap::default(), counts: FxHashMap::default() };
    let nodes = || document.top().into_iter().flat_map(Node::descendants).filter(|node| node.is_element());
    let is_chosen = |node: Node<'_>| {
        let name = node.name().map(crate::xml::Name::as_written).unwrap_or_default();
        plan.elements.contains(&name) && (plan.existing == ExistingIds::Renumbered || id(node).is_none())
    };
    let mut known: FxHashMap<&str, Span> = FxHashMap::default();
    for node in nodes() {
        let Some(own) = node.attribute(XML_NAMESPACE, "id") else { continue };
        if let Some(first) =
            known.insert(own.value, own.value_span).filter(|_| plan.existing == ExistingIds::Renumbered)
        {
            let finding = Diagnostic::new(&diag::BAD_ID, format!("the id `{}` is given twice", own.value));
            work.minted.findings.push(finding.at(own.value_span).related(first, "given here first"));
        }
        if !is_chosen(node) {
            work.taken.insert(own.value.to_owned(), own.value_span);
        }
    }
    let mut around: Vec<(u32, String, bool)> = Vec::new();
    for node in nodes() {
        while around.pop_if(|(after, ..)| *after <= node.id()).is_some() {}
        let made = is_chosen(node).then(|| work.next(node, source, file, &around, plan)).flatten();
        let is_document = node.name().is_some_and(|name| vocabulary::has(&name.local, Property::Document));
        if let Some(own) = made.or_else(|| id(node).map(str::to_owned)) {
            around.push((node.after(), own, is_document));
        }
    }
    work.minted
}

fn id(node: Node<'_>) -> Option<&str> {
    Some(node.attribute(XML_NAMESPACE, "id")?.value)
}

struct Work {
    minted: Minted,
    /// Ids that an element has or has been existing, with a place.
    taken: FxHashMap<String, Span>,
    /// The last number, for what stands around it.
    counts: FxHashMap<(String, String), u64>,
}

impl Work {
    /// The id of a chosen element.
    fn next(
        &mut self,
        node: Node<'_>,
        source: &str,
        file: &str,
        around: &[(u32, String, bool)],
        plan: &Plan,
    ) -> Option<String> {
        let parent = around.last().map(|(_, id, _)| id.as_str());
        let document = around.iter().rev().find(|(.., is_document)| *is_document).map(|(_, id, _)| id.as_str());
        for (place, id) in [(Place::Parent, parent), (Place::Document, document)] {
            if plan.pattern.has(place) && id.is_none() {
                return self.fault(&diag::BAD_ID, &format!("nothing around has an id for `{}`", place.name()), node);
            }
        }
        let (before, after) = plan.pattern.filled(file, parent.unwrap_or_default(), document.unwrap_or_default());
        let new = match after {
            None => before,
            Some(after) => {
                let key = (before, after);
                let last = match self.counts.get(&key) {
                    Some(last) => *last,
                    None if plan.existing == ExistingIds::Renumbered => 0,
                    None => self.taken.keys().filter_map(|id| number(id, &key.0, &key.1)).max().unwrap_or(0),
                };
                let new = format!("{}{}{}", key.0, last.saturating_add(1), key.1);
                self.counts.insert(key, last.saturating_add(1));
                new
            }
        };
        if !is_id(&new) {
            return self.fault(&diag::BAD_ID, &format!("`{new}` is no name, as an id must be"), node);
        }
        if let Some(other) = self.taken.insert(new.clone(), node.name_span()) {
            let finding = Diagnostic::new(&diag::ID_COLLISION, format!("`{new}` is the id of another element"));
            self.minted.findings.push(finding.at(node.name_span()).related(other, "of this one"));
            return None;
        }
        self.edit(node, source, &new);
        Some(new)
    }

    fn edit(&mut self, node: Node<'_>, source: &str, new: &str) {
        let own = node.attribute(XML_NAMESPACE, "id");
        let is_declared = own.is_some_and(|own| own.name_span == node.name_span());
        if is_declared || source.as_bytes().get(node.span().start) != Some(&b'<') {
            self.fault(&diag::BAD_ID, "this element or its id comes from the document type", node);
            return;
        }
        let (span, text, message) = match own {
            Some(own) if own.value == new => return,
            Some(own) => {
                self.minted.renamed.insert(own.value.to_owned(), new.to_owned());
                (own.value_span, new.to_owned(), format!("the id `{}` becomes `{new}`", own.value))
            }
            None => (Span::at(node.name_span().end), format!(" xml:id=\"{new}\""), format!("this gets the id `{new}`")),
        };
        self.minted.changes.push(Change { edit: Edit::new(span, text), message });
    }

    fn fault(&mut self, code: &'static diag::Code, message: &str, node: Node<'_>) -> Option<String> {
        self.minted.findings.push(Diagnostic::new(code, message).at(node.name_span()));
        None
    }
}

/// The number in an id that has one between these.
fn number(id: &str, before: &str, after: &str) -> Option<u64> {
    let digits = id.strip_prefix(before)?.strip_suffix(after)?;
    digits.parse().ok().filter(|_| digits.bytes().all(|byte| byte.is_ascii_digit()))
}

/// The changes of pointers in a document, and what keeps one as it is. `renamed` tells for the name of a file, empty for the document
/// itself, and one of its ids what that becomes, if it changes.
#[must_use]
pub fn references<'r>(
    document: &Document,
    source: &str,
    renamed: &dyn Fn(&str, &str) -> Option<&'r str>,
) -> (Vec<Change>, Vec<Diagnostic>) {
    let (mut changes, mut findings) = (Vec::new(), Vec::new());
    for pointer in pointers(document, source).filter(|pointer| uri::scheme(pointer.text).is_none()) {
        let (file, Some(id)) = uri::split_fragment(pointer.text) else { continue };
        let mut names = id.split(|c: char| !crate::xml::is_name_char(c));
        if id.contains('(') && names.any(|name| renamed(file, name).is_some()) {
            let message = format!("`{}` names an id that changes, in a way that is not rewritten", pointer.text);
            findings.push(Diagnostic::new(&diag::REFERENCE_NOT_REWRITTEN, message).at(pointer.span));
            continue;
        }
        let Some(new) = renamed(file, &uri::decode(id)) else { continue };
        if pointer.span.of(source) != pointer.text {
            let message = format!("`{}` is written with character references", pointer.text);
            findings.push(Diagnostic::new(&diag::REFERENCE_NOT_REWRITTEN, message).at(pointer.span));
            continue;
        }
        let span = Span::new(pointer.span.end - id.len(), pointer.span.end);
        let message = format!("`{}` becomes `{file}#{new}`", pointer.text);
        changes.push(Change { edit: Edit::new(span, new), message });
    }
    (changes, findings)
}
