//! What could stand in a place: the elements that may come next, those that must come, the attributes of an element. Takes a
//! pattern; gives rows of the tables of the schema. Asked only when something is wrong, so nothing is remembered.

use rustc_hash::FxHashMap;

use super::compiled::{AttributeRow, Compiled, ElementRow};
use super::pattern::{Id, Pattern, Store};

/// The elements that may come next, in the order of the schema.
#[must_use]
pub fn elements(store: &Store, pattern: Id) -> Vec<ElementRow> {
    let mut rows = Vec::new();
    each_next(store, pattern, &mut |leaf| {
        if let Pattern::Element(row) = leaf {
            rows.push(*row);
        }
    });
    tidy(rows)
}

/// Tells each leaf that may come next.
fn each_next(store: &Store, pattern: Id, tell: &mut impl FnMut(&Pattern)) {
    store.each_leaf(pattern, |id| reached(store, id), tell);
}

/// The parts of a pattern that can come first.
fn reached(store: &Store, pattern: Id) -> &[Id] {
    match store.get(pattern) {
        Pattern::Group(parts) => {
            let last = parts.iter().position(|&part| !store.nullable(part));
            last.and_then(|last| parts.get(..=last)).unwrap_or(parts)
        }
        other => other.parts(),
    }
}

/// The elements anywhere in a pattern, but not inside those.
#[must_use]
pub fn all_elements(store: &Store, pattern: Id) -> Vec<ElementRow> {
    rows(store, pattern, |pattern| if let Pattern::Element(row) = pattern { Some(*row) } else { None })
}

/// The attributes of a pattern.
#[must_use]
pub fn attributes(store: &Store, pattern: Id) -> Vec<AttributeRow> {
    rows(store, pattern, |pattern| if let Pattern::Attribute(row) = pattern { Some(*row) } else { None })
}

fn rows<R: Ord>(store: &Store, pattern: Id, row: fn(&Pattern) -> Option<R>) -> Vec<R> {
    let mut rows = Vec::new();
    gather(store, pattern, &mut |pattern| rows.extend(row(pattern)));
    tidy(rows)
}

/// Whether text can come next.
#[must_use]
pub fn allows_text(store: &Store, pattern: Id) -> bool {
    let mut is_allowed = false;
    each_next(store, pattern, &mut |leaf| {
        is_allowed |= matches!(leaf, Pattern::Text | Pattern::Data(_) | Pattern::Value(_) | Pattern::List(_));
    });
    is_allowed
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

/// The types and values that a text is compared with, those of lists too: leaves of the pattern.
#[must_use]
pub fn leaves(store: &Store, pattern: Id) -> Vec<Pattern> {
    let mut leaves = plain_leaves(store, pattern);
    leaves.extend(lists(store, pattern).into_iter().flat_map(|list| plain_leaves(store, list)));
    leaves
}

/// The types and values that a whole text is compared with.
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
    store.each_leaf(pattern, |id| store.get(id).parts(), see);
}

/// What a pattern cannot do without: rows of one table, each once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Missing<R> {
    /// All of these.
    All(Vec<R>),
    /// One of these.
    OneOf(Vec<R>),
}

/// The elements that are missing when an element ends with this pattern left; `None` when none is.
#[must_use]
pub fn missing_elements(store: &Store, pattern: Id) -> Option<Missing<ElementRow>> {
    missing(store, pattern, elements, |pattern| match pattern {
        Pattern::Element(row) => Some(*row),
        _ => None,
    })
}

/// The attributes that are missing when a start tag ends with this pattern left; `None` when none is.
#[must_use]
pub fn missing_attributes(store: &Store, pattern: Id) -> Option<Missing<AttributeRow>> {
    missing(store, pattern, attributes, |pattern| match pattern {
        Pattern::Attribute(row) => Some(*row),
        _ => None,
    })
}

fn missing<R: Copy + Ord>(
    store: &Store,
    pattern: Id,
    possible: fn(&Store, Id) -> Vec<R>,
    leaf: fn(&Pattern) -> Option<R>,
) -> Option<Missing<R>> {
    if store.nullable(pattern) {
        return None;
    }
    let needed = needed(store, pattern, leaf, &mut FxHashMap::default());
    if !needed.is_empty() {
        return Some(Missing::All(needed));
    }
    let possible = possible(store, pattern);
    (!possible.is_empty()).then_some(Missing::OneOf(possible))
}

/// The leaves that every match has; what is known of a pattern is kept. Recurses as deep as patterns are nested.
fn needed<R: Copy + Ord>(
    store: &Store,
    pattern: Id,
    leaf: fn(&Pattern) -> Option<R>,
    known: &mut FxHashMap<Id, Vec<R>>,
) -> Vec<R> {
    let own = store.get(pattern);
    if store.nullable(pattern) {
        return Vec::new();
    }
    if own.parts().is_empty() {
        return leaf(own).into_iter().collect();
    }
    if let Some(rows) = known.get(&pattern) {
        return rows.clone();
    }
    let mut sets = own.parts().iter().map(|&part| needed(store, part, leaf, known)).collect::<Vec<_>>().into_iter();
    let rows = match own {
        Pattern::Choice(_) => {
            let first = sets.next().unwrap_or_default();
            sets.fold(first, |common, set| common.into_iter().filter(|row| set.binary_search(row).is_ok()).collect())
        }
        _ => tidy(sets.flatten().collect()),
    };
    known.insert(pattern, rows.clone());
    rows
}

/// The elements whose content can hold an element with one of these rows.
#[must_use]
pub fn parents(schema: &Compiled, rows: &[ElementRow]) -> Vec<ElementRow> {
    let holds = |content: Id| all_elements(&schema.store, content).iter().any(|row| rows.contains(row));
    schema.elements.iter().filter(|(_, element)| holds(element.content)).map(|(row, _)| row).collect()
}

fn tidy<R: Ord>(mut rows: Vec<R>) -> Vec<R> {
    rows.sort_unstable();
    rows.dedup();
    rows
}
