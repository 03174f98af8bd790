//! The names of a document as small numbers. Takes names as they are written and the namespaces in scope; gives a [`NameId`] for
//! each name that is new, the same one for the same name in the same scope.
//!
//! Promises that an id is an index: ids are given from 0 on without gaps, so that who listens can keep a list beside them. Two
//! ids may stand for one expanded name, when a document gives a namespace two prefixes.

use std::hash::Hasher;

use hashbrown::HashTable;
use rustc_hash::FxHasher;

use super::scope::ScopeId;

/// A name of the document that is being read; an index from 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct NameId(pub u32);

/// A name with its namespace.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Name {
    /// The namespace; empty when there is none.
    pub namespace: Box<str>,
    /// The prefix as written; empty when there is none.
    pub prefix: Box<str>,
    /// The part after the colon, or all of it.
    pub local: Box<str>,
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
}

/// All names met so far.
#[derive(Debug, Default)]
pub struct Names {
    list: Vec<Name>,
    /// For each name the first one with the same namespace and local part.
    firsts: Vec<NameId>,
    as_written: HashTable<Written>,
    by_value: HashTable<NameId>,
    by_expanded: HashTable<NameId>,
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
    place: Place,
    id: NameId,
    text: Box<str>,
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
        let found =
            self.as_written.find(hash_written(text, place), |known| known.place == place && *known.text == *text);
        found.map(|known| known.id)
    }

    /// The id of a name that has not been met in this place.
    pub(super) fn add(&mut self, text: &str, place: Place, name: Name) -> NameId {
        let id = self.intern(name);
        let written = Written { place, id, text: text.into() };
        self.as_written
            .insert_unique(hash_written(text, place), written, |known| hash_written(&known.text, known.place));
        id
    }

    fn intern(&mut self, name: Name) -> NameId {
        let Self { list, firsts, by_value, by_expanded, .. } = self;
        let at = |id: NameId| list.get(index(id));
        if let Some(id) = by_value.find(hash_value(&name), |&id| at(id) == Some(&name)) {
            return *id;
        }
        let id = NameId(u32::try_from(list.len()).unwrap_or(u32::MAX));
        let is_same = |other: &Name| other.namespace == name.namespace && other.local == name.local;
        let first = by_expanded.find(hash_expanded(&name), |&id| at(id).is_some_and(is_same)).copied().unwrap_or(id);
        if first == id {
            by_expanded.insert_unique(hash_expanded(&name), id, |&id| at(id).map_or(0, hash_expanded));
        }
        by_value.insert_unique(hash_value(&name), id, |&id| at(id).map_or(0, hash_value));
        firsts.push(first);
        list.push(name);
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

fn hash_value(name: &Name) -> u64 {
    let mut hasher = FxHasher::default();
    hasher.write(name.prefix.as_bytes());
    hasher.write_u64(hash_expanded(name));
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
        assert_eq!(names.get(other), Some(&name("b", "n", "p")));
        assert_eq!(names.get(NameId(2)), None);
    }
}
