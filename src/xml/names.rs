//! The names of a document as small numbers. Takes names as they are written and the namespaces in scope; gives a [`NameId`] for
//! each name that is new, the same one for the same name in the same scope.
//!
//! Promises that an id is an index: ids are given from 0 on without gaps, so that who listens can keep a list beside them. Two
//! ids may stand for one expanded name, when a document gives a namespace two prefixes.

use std::hash::Hasher;
use std::sync::Arc;

use hashbrown::HashTable;
use rustc_hash::FxHasher;

use super::scope::ScopeId;

/// A name of the document that is being read; an index from 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct NameId(pub u32);

/// A name with its namespace.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Name {
    /// The namespace; empty when there is none.
    pub namespace: Arc<str>,
    /// The prefix as written; empty when there is none.
    pub prefix: Arc<str>,
    /// The part after the colon, or all of it.
    pub local: Arc<str>,
}

impl Name {
    /// Whether it is this name, whatever its prefix.
    #[must_use]
    pub fn is(&self, namespace: &str, local: &str) -> bool {
        *self.local == *local && *self.namespace == *namespace
    }

    /// The name as it is written, with its prefix.
    #[must_use]
    pub fn as_written(&self) -> String {
        match &*self.prefix {
            "" => self.local.to_string(),
            prefix => format!("{prefix}:{}", self.local),
        }
    }

    fn is_written(&self, text: &str) -> bool {
        match &*self.prefix {
            "" => *self.local == *text,
            prefix => text
                .strip_prefix(prefix)
                .and_then(|rest| rest.strip_prefix(':'))
                .is_some_and(|local| local == &*self.local),
        }
    }
}

/// All names met so far.
#[derive(Debug)]
pub struct Names {
    list: Vec<Name>,
    /// For each name the first one with the same namespace and local part.
    firsts: Vec<NameId>,
    /// For each name the next one with the same namespace and local part.
    nexts: Vec<Option<NameId>>,
    as_written: HashTable<Written>,
    by_expanded: HashTable<Expanded>,
}

/// Where a name stands, as far as its namespace depends on it: in which scope, and as whose name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Place(u32);

impl Place {
    /// The name of an element in a scope.
    pub(super) fn element(scope: ScopeId) -> Self {
        Self(scope.0 << 1)
    }

    /// The name of an attribute in a scope.
    pub(super) fn attribute(scope: ScopeId) -> Self {
        Self(scope.0 << 1 | 1)
    }

    /// Whether it is that of an attribute.
    pub(super) fn is_attribute(self) -> bool {
        self.0 & 1 == 1
    }
}

/// A name as it is written somewhere.
#[derive(Debug)]
struct Written {
    hash: u64,
    place: Place,
    id: NameId,
}

/// The first name with a namespace and local part.
#[derive(Debug)]
struct Expanded {
    hash: u64,
    id: NameId,
}

/// Names for which there is room from the beginning: a letter has hardly more.
const USUAL: usize = 128;

impl Default for Names {
    fn default() -> Self {
        Self {
            list: Vec::with_capacity(USUAL),
            firsts: Vec::with_capacity(USUAL),
            nexts: Vec::with_capacity(USUAL),
            as_written: HashTable::with_capacity(USUAL),
            by_expanded: HashTable::with_capacity(USUAL),
        }
    }
}

impl Names {
    /// The name behind an id; `None` for an id of another document.
    #[must_use]
    pub fn get(&self, id: NameId) -> Option<&Name> {
        self.list.get(index(id))
    }

    /// All names, in the order of their ids.
    pub fn iter(&self) -> impl Iterator<Item = &Name> {
        self.list.iter()
    }

    /// How many ids have been given.
    #[must_use]
    pub fn len(&self) -> usize {
        self.list.len()
    }

    /// Whether no name has been met.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// The first name with the same namespace and local part.
    pub(super) fn first(&self, id: NameId) -> NameId {
        self.firsts.get(index(id)).copied().unwrap_or(id)
    }

    /// The id of a name that has been met in this place.
    pub(super) fn find(&self, text: &str, place: Place) -> Option<NameId> {
        let is_it = |known: &Written| {
            known.place == place && self.list.get(index(known.id)).is_some_and(|name| name.is_written(text))
        };
        self.as_written.find(hash_written(text, place), is_it).map(|known| known.id)
    }

    /// The id of a name that has not been met in this place.
    pub(super) fn add(&mut self, text: &str, place: Place, name: Name) -> NameId {
        let id = self.intern(name);
        let hash = hash_written(text, place);
        self.as_written.insert_unique(hash, Written { hash, place, id }, |known| known.hash);
        id
    }

    /// The id of a name, wherever it stands.
    pub(super) fn intern(&mut self, name: Name) -> NameId {
        let hash = hash_expanded(&name);
        let id = NameId(u32::try_from(self.list.len()).unwrap_or(u32::MAX));
        let is_same = |known: &Expanded| {
            self.list.get(index(known.id)).is_some_and(|other| other.is(&name.namespace, &name.local))
        };
        let first = self.by_expanded.find(hash, is_same).map(|known| known.id);
        let mut before = None;
        let mut at = first;
        while let Some(other) = at {
            if self.list.get(index(other)).is_some_and(|known| known.prefix == name.prefix) {
                return other;
            }
            before = at;
            at = self.nexts.get(index(other)).copied().flatten();
        }
        match before.and_then(|before| self.nexts.get_mut(index(before))) {
            Some(next) => *next = Some(id),
            None => drop(self.by_expanded.insert_unique(hash, Expanded { hash, id }, |known| known.hash)),
        }
        self.list.push(name);
        self.firsts.push(first.unwrap_or(id));
        self.nexts.push(None);
        id
    }
}

fn index(id: NameId) -> usize {
    usize::try_from(id.0).unwrap_or(usize::MAX)
}

fn hash_written(text: &str, place: Place) -> u64 {
    let mut hasher = FxHasher::default();
    hasher.write(text.as_bytes());
    hasher.write_u32(place.0);
    hasher.finish()
}

fn hash_expanded(name: &Name) -> u64 {
    let mut hasher = FxHasher::default();
    hasher.write(name.local.as_bytes());
    hasher.write(name.namespace.as_bytes());
    hasher.finish()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn name(prefix: &str, namespace: &str, local: &str) -> Name {
        Name { prefix: prefix.into(), namespace: namespace.into(), local: local.into() }
    }

    #[test]
    fn ids_are_dense_and_equal_for_equal_names() {
        let mut names = Names::default();
        let first = names.add("a:p", Place::element(ScopeId(0)), name("a", "n", "p"));
        let other = names.add("b:p", Place::element(ScopeId(0)), name("b", "n", "p"));
        let again = names.add("a:p", Place::attribute(ScopeId(1)), name("a", "n", "p"));
        assert_eq!((first, other, again), (NameId(0), NameId(1), NameId(0)));
        assert_eq!(names.first(other), first);
        assert_eq!(names.find("a:p", Place::attribute(ScopeId(1))), Some(first));
        assert_eq!(names.find("a:p", Place::attribute(ScopeId(0))), None);
        assert_eq!(names.get(other).map(Name::as_written).as_deref(), Some("b:p"));
        assert_eq!(names.find("a:q", Place::element(ScopeId(0))), None);
        assert_eq!(names.get(NameId(2)), None);
    }
}
