//! What could stand in a place: the elements that may come next, those that must come, the attributes of an element. Takes a
//! pattern; gives rows of the tables of the schema. Asked only when something is wrong, so nothing is remembered.

use super::compiled::Compiled;
use super::pattern::{Id, Pattern, Store};

/// Rows of a table, each once.
pub type Rows = Vec<u32>;

/// The elements that may come next, in the order of the schema.
#[must_use]
pub fn elements(store: &Store, pattern: Id) -> Rows {
    let mut rows = Rows::new();
    each_next(store, pattern, &mut |leaf| {
        if let Pattern::Element(row) = leaf {
            rows.push(*row);
        }
    });
    tidy(rows)
}

/// Tells each leaf that may come next.
fn each_next(store: &Store, pattern: Id, tell: &mut impl FnMut(&Pattern)) {
    match store.get(pattern) {
        Pattern::OneOrMore(part) => each_next(store, *part, tell),
        Pattern::Choice(parts) | Pattern::Interleave(parts) => {
            parts.iter().for_each(|&part| each_next(store, part, tell));
        }
        Pattern::Group(parts) => {
            for &part in parts {
                each_next(store, part, tell);
                if !store.nullable(part) {
                    break;
                }
            }
        }
        leaf => tell(leaf),
    }
}

/// The elements anywhere in a pattern, but not inside those.
#[must_use]
pub fn all_elements(store: &Store, pattern: Id) -> Rows {
    let mut rows = Rows::new();
    gather(store, pattern, &mut |pattern| {
        if let Pattern::Element(row) = pattern {
            rows.push(*row);
        }
    });
    tidy(rows)
}

/// The attributes of a pattern.
#[must_use]
pub fn attributes(store: &Store, pattern: Id) -> Rows {
    let mut rows = Rows::new();
    gather(store, pattern, &mut |pattern| {
        if let Pattern::Attribute(row) = pattern {
            rows.push(*row);
        }
    });
    tidy(rows)
}

/// Whether text can come next.
#[must_use]
pub fn allows_text(store: &Store, pattern: Id) -> bool {
    match store.get(pattern) {
        Pattern::Text | Pattern::Data(_) | Pattern::Value(_) | Pattern::List(_) => true,
        Pattern::OneOrMore(part) => allows_text(store, *part),
        Pattern::Choice(parts) | Pattern::Interleave(parts) => parts.iter().any(|&part| allows_text(store, part)),
        Pattern::Group(parts) => {
            let reached = parts.iter().scan(true, |open, &part| {
                let is_reached = *open;
                *open = *open && store.nullable(part);
                is_reached.then_some(part)
            });
            reached.into_iter().any(|part| allows_text(store, part))
        }
        _ => false,
    }
}

/// The types and values that the next word of a list may have.
#[must_use]
pub fn next_leaves(store: &Store, pattern: Id) -> Vec<Pattern> {
    let mut leaves = Vec::new();
    each_next(store, pattern, &mut |pattern| match pattern {
        Pattern::Data(_) | Pattern::Value(_) if !leaves.contains(pattern) => leaves.push(pattern.clone()),
        _ => {}
    });
    leaves
}

/// The lists of a pattern.
#[must_use]
pub fn lists(store: &Store, pattern: Id) -> Vec<Id> {
    let mut lists = Vec::new();
    gather(store, pattern, &mut |pattern| {
        if let Pattern::List(part) = pattern {
            lists.push(*part);
        }
    });
    lists
}

/// The types and values that a text is held against, those of lists too: leaves of the pattern.
#[must_use]
pub fn leaves(store: &Store, pattern: Id) -> Vec<Pattern> {
    let mut leaves = plain_leaves(store, pattern);
    leaves.extend(lists(store, pattern).into_iter().flat_map(|list| plain_leaves(store, list)));
    leaves
}

/// The types and values that a whole text is held against.
#[must_use]
pub fn plain_leaves(store: &Store, pattern: Id) -> Vec<Pattern> {
    let mut leaves = Vec::new();
    gather(store, pattern, &mut |pattern| {
        if matches!(pattern, Pattern::Data(_) | Pattern::Value(_) | Pattern::Text) {
            leaves.push(pattern.clone());
        }
    });
    leaves
}

fn gather(store: &Store, pattern: Id, see: &mut impl FnMut(&Pattern)) {
    let own = store.get(pattern);
    match own {
        Pattern::OneOrMore(part) => gather(store, *part, see),
        Pattern::Choice(parts) | Pattern::Interleave(parts) | Pattern::Group(parts) => {
            parts.iter().for_each(|&part| gather(store, part, see));
        }
        _ => see(own),
    }
}

/// What a pattern cannot do without.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Missing {
    /// All of these.
    All(Rows),
    /// One of these.
    OneOf(Rows),
}

/// The elements that are missing when an element ends with this pattern left; `None` when none is.
#[must_use]
pub fn missing_elements(store: &Store, pattern: Id) -> Option<Missing> {
    missing(store, pattern, elements, |pattern| match pattern {
        Pattern::Element(row) => Some(*row),
        _ => None,
    })
}

/// The attributes that are missing when a start tag ends with this pattern left; `None` when none is.
#[must_use]
pub fn missing_attributes(store: &Store, pattern: Id) -> Option<Missing> {
    missing(store, pattern, attributes, |pattern| match pattern {
        Pattern::Attribute(row) => Some(*row),
        _ => None,
    })
}

fn missing(
    store: &Store,
    pattern: Id,
    possible: fn(&Store, Id) -> Rows,
    leaf: fn(&Pattern) -> Option<u32>,
) -> Option<Missing> {
    if store.nullable(pattern) {
        return None;
    }
    let needed = needed(store, pattern, leaf);
    if !needed.is_empty() {
        return Some(Missing::All(needed));
    }
    let possible = possible(store, pattern);
    (!possible.is_empty()).then_some(Missing::OneOf(possible))
}

/// The leaves that every match has.
fn needed(store: &Store, pattern: Id, leaf: fn(&Pattern) -> Option<u32>) -> Rows {
    match store.get(pattern) {
        _ if store.nullable(pattern) => Rows::new(),
        Pattern::OneOrMore(part) => needed(store, *part, leaf),
        Pattern::Choice(parts) => {
            let mut sets = parts.iter().map(|&part| needed(store, part, leaf));
            let first = sets.next().unwrap_or_default();
            sets.fold(first, |common, set| common.into_iter().filter(|row| set.contains(row)).collect())
        }
        Pattern::Group(parts) | Pattern::Interleave(parts) => {
            tidy(parts.iter().flat_map(|&part| needed(store, part, leaf)).collect())
        }
        own => leaf(own).into_iter().collect(),
    }
}

/// The elements whose content can hold an element with one of these rows.
#[must_use]
pub fn parents(schema: &Compiled, rows: &[u32]) -> Rows {
    let holds = |content: Id| all_elements(&schema.store, content).iter().any(|row| rows.contains(row));
    (0..).zip(&schema.elements).filter(|(_, element)| holds(element.content)).map(|(row, _)| row).collect()
}

fn tidy(mut rows: Rows) -> Rows {
    rows.sort_unstable();
    rows.dedup();
    rows
}
