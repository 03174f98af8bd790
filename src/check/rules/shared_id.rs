//! Ids that stand in several documents of a project. Takes the ids of one document after the other; gives for each document those
//! that another one before it has. Ids need to be unique in a document alone: a project that puts documents together needs more.

use rustc_hash::FxHashMap;

use crate::diag::{self, Diagnostic};
use crate::text::Span;
use crate::xml::document::Node;
use crate::xml::{Document, XML_NAMESPACE};

/// Ids that are remembered in one run.
const MOST_IDS: usize = 4_000_000;

/// The ids of a document with their places, in order.
#[must_use]
pub fn ids(document: &Document) -> Vec<(Box<str>, Span)> {
    let nodes = document.top().into_iter().flat_map(Node::descendants);
    let attributes = nodes.filter_map(|node| node.attribute(XML_NAMESPACE, "id"));
    attributes.map(|attribute| (attribute.value.into(), attribute.value_span)).collect()
}

/// The ids of the documents of a run so far.
#[derive(Debug, Default)]
pub struct SharedIds {
    files: Vec<String>,
    /// For each id the number of the file that had it first.
    known: FxHashMap<Box<str>, usize>,
}

impl SharedIds {
    /// Tells which of these ids another document has; remembers the others as those of `name`.
    pub fn add(&mut self, name: &str, ids: Vec<(Box<str>, Span)>) -> Option<Diagnostic> {
        let number = self.files.len();
        self.files.push(name.to_owned());
        let mut shared: Option<(Box<str>, Span, usize)> = None;
        let mut count = 0;
        for (id, span) in ids {
            match self.known.get(&id) {
                Some(other) if *other != number => {
                    count += 1;
                    shared.get_or_insert((id, span, *other));
                }
                Some(_) => {}
                None if self.known.len() < MOST_IDS => {
                    self.known.insert(id, number);
                }
                None => {}
            }
        }
        let (id, span, other) = shared?;
        let others = match count - 1 {
            0 => String::new(),
            1 => "; so does another id of this file".to_owned(),
            others => format!("; so do {others} more ids of this file"),
        };
        let other = self.files.get(other).map_or("", String::as_str);
        Some(Diagnostic::new(&diag::SHARED_ID, format!("the id `{id}` stands in `{other}` too{others}")).at(span))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_of_another_file_is_told_once() {
        let mut shared = SharedIds::default();
        let mut add = |name: &str, ids: &[&str]| {
            let ids = ids.iter().enumerate().map(|(at, id)| ((*id).into(), Span::at(at)));
            shared.add(name, ids.collect()).map(|finding| (finding.message, finding.span))
        };
        assert_eq!(add("a.xml", &["x", "y", "x"]), None);
        let told = "the id `y` stands in `a.xml` too; so does another id of this file".to_owned();
        assert_eq!(add("b.xml", &["z", "y", "x"]), Some((told, Some(Span::at(1)))));
        assert_eq!(add("c.xml", &["z"]), Some(("the id `z` stands in `b.xml` too".to_owned(), Some(Span::at(0)))));
    }
}
