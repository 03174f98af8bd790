//! The names that a schema tells apart, as small numbers. Takes name classes; gives a [`Key`] for every name there is, so that
//! two names with one key are the same to every name class of the schema.
//!
//! A name that the schema writes out has a key of its own. All other names of a namespace that it mentions share one, and so do
//! all names of all other namespaces.

use std::sync::Arc;

use rustc_hash::FxHashMap;

use super::simple::NameClass;

/// What a schema sees of a name; an index from 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Key(pub u32);

/// Stands for a name that no schema writes out: no XML name holds this character.
const OTHER: &str = "\0";

/// A name: namespace and local part.
pub type ExpandedName = (Arc<str>, Arc<str>);

/// The keys of a schema.
#[derive(Debug)]
pub struct NameTable {
    /// One name of each key.
    samples: Vec<ExpandedName>,
    keys: FxHashMap<Arc<str>, FxHashMap<Arc<str>, Key>>,
    other: Key,
}

impl NameTable {
    /// Gathers the names of all classes.
    pub fn new<'a>(classes: impl IntoIterator<Item = &'a NameClass>) -> Self {
        let mut table = Self { samples: Vec::new(), keys: FxHashMap::default(), other: Key(0) };
        table.add(&OTHER.into(), &OTHER.into());
        for class in classes {
            table.gather(class);
        }
        table
    }

    /// The key of a name.
    #[must_use]
    pub fn key(&self, namespace: &str, local: &str) -> Key {
        let Some(names) = self.keys.get(namespace) else {
            return self.other;
        };
        names.get(local).or_else(|| names.get(OTHER)).copied().unwrap_or(self.other)
    }

    /// The name behind a key; `None` when the key stands for names that the schema does not write out.
    #[must_use]
    pub fn name(&self, key: Key) -> Option<&ExpandedName> {
        self.sample(key).filter(|(_, local)| &**local != OTHER)
    }

    /// The keys that a class takes, sorted.
    #[must_use]
    pub fn keys_of(&self, class: &NameClass) -> Vec<Key> {
        if let NameClass::Name(namespace, local) = class {
            return vec![self.key(namespace, local)];
        }
        let all = (0..).map(Key).zip(&self.samples);
        all.filter(|(_, (namespace, local))| class.contains(namespace, local)).map(|(key, _)| key).collect()
    }

    /// Every name that the schema writes out.
    pub fn names(&self) -> impl Iterator<Item = (Key, &ExpandedName)> {
        (0..).map(Key).zip(&self.samples).filter(|(_, (_, local))| &**local != OTHER)
    }

    /// Whether some name of the schema is in a namespace.
    #[must_use]
    pub fn has_namespace(&self, namespace: &str) -> bool {
        self.keys.contains_key(namespace)
    }

    fn sample(&self, key: Key) -> Option<&ExpandedName> {
        self.samples.get(key.0 as usize)
    }

    fn gather(&mut self, class: &NameClass) {
        match class {
            NameClass::Name(namespace, local) => {
                self.add(namespace, &OTHER.into());
                self.add(namespace, local);
            }
            NameClass::AnyName(except) => except.iter().for_each(|except| self.gather(except)),
            NameClass::NsName(namespace, except) => {
                self.add(namespace, &OTHER.into());
                except.iter().for_each(|except| self.gather(except));
            }
            NameClass::Choice(members) => members.iter().for_each(|member| self.gather(member)),
        }
    }

    fn add(&mut self, namespace: &Arc<str>, local: &Arc<str>) {
        let next = Key(u32::try_from(self.samples.len()).unwrap_or(u32::MAX));
        let names = self.keys.entry(Arc::clone(namespace)).or_default();
        if !names.contains_key(local) {
            names.insert(Arc::clone(local), next);
            self.samples.push((Arc::clone(namespace), Arc::clone(local)));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_no_class_tells_apart_share_a_key() {
        let name = |namespace: &str, local: &str| NameClass::Name(namespace.into(), local.into());
        let all_but = NameClass::AnyName(Some(Box::new(name("u", "b"))));
        let table = NameTable::new([&name("t", "a"), &all_but]);
        assert_eq!(table.key("t", "x"), table.key("t", "y"));
        assert_ne!(table.key("t", "x"), table.key("t", "a"));
        assert_ne!(table.key("t", "x"), table.key("u", "x"));
        assert_eq!(table.key("v", "a"), table.key("w", "b"));
        let taken = table.keys_of(&all_but);
        assert!(taken.contains(&table.key("t", "a")) && !taken.contains(&table.key("u", "b")));
        assert!(taken.contains(&table.key("u", "x")) && taken.contains(&table.key("v", "b")));
        assert_eq!(table.name(table.key("v", "b")), None);
    }
}
