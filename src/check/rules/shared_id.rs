//! Ids that stand in several documents of a project. Takes the ids of one document after the other; gives for each document those
//! that another one before it has. Ids need to be unique in a document alone: a project that puts documents together needs more.

use rustc_hash::FxHashMap;

use crate::budget::{Exceeded, Limits, Meter};
use crate::diag::{self, Diagnostic};
use crate::text::Span;
use crate::xml::document::Node;
use crate::xml::{Document, XML_NAMESPACE};

/// Bytes that an id takes beside its own while it is remembered, about.
const ID: u64 = 48;

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
    /// What it may cost.
    meter: Meter,
}

impl SharedIds {
    /// None yet, of as many as memory allows.
    #[must_use]
    pub fn within(limits: Limits) -> Self {
        Self { meter: Meter::new(limits, 0), ..Self::default() }
    }

    /// Tells which of these ids another document has; remembers the others as those of `name`, and tells once when there are too many.
    pub fn add(&mut self, name: &str, ids: Vec<(Box<str>, Span)>) -> Vec<Diagnostic> {
        let number = self.files.len();
        let was_full = self.meter.exceeded().is_some();
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
                None if self.meter.exceeded().is_none() && self.meter.keep(ID + id.len() as u64).is_ok() => {
                    self.known.insert(id, number);
                }
                None => {}
            }
        }
        let exceeded = self.meter.exceeded().filter(|_| !was_full).map(|exceeded| {
            let message = format!("ids from here on are not compared with those of other files: {exceeded}");
            Diagnostic::new(&diag::OVER_BUDGET, message).help(Exceeded::HELP)
        });
        shared.map(|shared| self.reported(shared, count)).into_iter().chain(exceeded).collect()
    }

    fn reported(&self, (id, span, other): (Box<str>, Span, usize), count: usize) -> Diagnostic {
        let others = match count - 1 {
            0 => String::new(),
            1 => "; so does another id of this file".to_owned(),
            others => format!("; so do {others} more ids of this file"),
        };
        let other = self.files.get(other).map_or("", String::as_str);
        Diagnostic::new(&diag::SHARED_ID, format!("the id `{id}` stands in `{other}` too{others}")).at(span)
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
            shared.add(name, ids.collect()).pop().map(|finding| (finding.message, finding.span))
        };
        assert_eq!(add("a.xml", &["x", "y", "x"]), None);
        let reported = "the id `y` stands in `a.xml` too; so does another id of this file".to_owned();
        assert_eq!(add("b.xml", &["z", "y", "x"]), Some((reported, Some(Span::at(1)))));
        assert_eq!(add("c.xml", &["z"]), Some(("the id `z` stands in `b.xml` too".to_owned(), Some(Span::at(0)))));
    }

    #[test]
    fn ids_that_memory_has_no_room_for_are_told_once() {
        let mut shared = SharedIds::within(Limits { memory: 2 * ID + 2, ..Limits::USUAL });
        let mut add = |name: &str, ids: &[&str]| {
            let found = shared.add(name, ids.iter().map(|id| ((*id).into(), Span::at(0))).collect());
            found.iter().map(|finding| finding.code.id).collect::<Vec<_>>()
        };
        let (shared, full) = (diag::SHARED_ID.id, diag::OVER_BUDGET.id);
        assert_eq!(
            [add("a.xml", &["x", "y"]), add("b.xml", &["y", "z"]), add("c.xml", &["z", "x"])],
            [vec![], vec![shared, full], vec![shared]]
        );
    }
}
