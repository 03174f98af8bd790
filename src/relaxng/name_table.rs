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

/// Keys: these, or all but these.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct KeySet {
    /// Sorted.
    keys: Box<[Key]>,
    is_complement: bool,
}

impl KeySet {
    fn these(mut keys: Vec<Key>) -> Self {
        keys.sort_unstable();
        keys.dedup();
        Self { keys: keys.into(), is_complement: false }
    }

    fn complement(self) -> Self {
        Self { is_complement: !self.is_complement, ..self }
    }

    fn union(sets: impl Iterator<Item = Self>) -> Self {
        let mut keys = Vec::new();
        let mut missing: Option<Self> = None;
        for set in sets {
            match (set.is_complement, &mut missing) {
                (false, _) => keys.extend_from_slice(&set.keys),
                (true, None) => missing = Some(set.complement()),
                (true, Some(known)) => {
                    known.keys = known.keys.iter().copied().filter(|key| !set.contains(*key)).collect()
                }
            }
        }
        let own = Self::these(keys);
        match missing {
            Some(missing) => {
                Self::these(missing.keys.iter().copied().filter(|key| !own.contains(*key)).collect()).complement()
            }
            None => own,
        }
    }

    /// Whether a key is among them.
    #[must_use]
    pub fn contains(&self, key: Key) -> bool {
        match *self.keys {
            [only] => (only == key) != self.is_complement,
            _ => self.keys.binary_search(&key).is_ok() != self.is_complement,
        }
    }

    /// Whether it is one key.
    #[must_use]
    pub fn is_one(&self) -> bool {
        self.keys.len() == 1 && !self.is_complement
    }

    /// How many keys it holds in memory.
    #[must_use]
    pub fn len(&self) -> usize {
        self.keys.len()
    }
}

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

    /// The keys that a class takes.
    #[must_use]
    pub fn keys_of(&self, class: &NameClass) -> KeySet {
        match class {
            NameClass::Name(namespace, local) => KeySet::these(vec![self.key(namespace, local)]),
            NameClass::AnyName(except) => match except {
                Some(except) => self.keys_of(except).complement(),
                None => KeySet::these(Vec::new()).complement(),
            },
            NameClass::NsName(namespace, except) => {
                let own = self.keys.get(namespace).into_iter().flat_map(|names| names.values().copied());
                match except.as_ref().map(|except| self.keys_of(except)) {
                    Some(except) => KeySet::these(own.filter(|key| !except.contains(*key)).collect()),
                    None => KeySet::these(own.collect()),
                }
            }
            NameClass::Choice(members) => KeySet::union(members.iter().map(|member| self.keys_of(member))),
        }
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
        assert!(taken.contains(table.key("t", "a")) && !taken.contains(table.key("u", "b")));
        assert!(taken.contains(table.key("u", "x")) && taken.contains(table.key("v", "b")));
        assert_eq!(table.name(table.key("v", "b")), None);
    }
    /// Every class takes, by its keys, the names that it takes by itself.
    #[test]
    fn keys_are_those_of_the_names() {
        let name = |namespace: &str, local: &str| NameClass::Name(namespace.into(), local.into());
        let any = |except: NameClass| NameClass::AnyName(Some(Box::new(except)));
        let all_of =
            |namespace: &str, except: Option<NameClass>| NameClass::NsName(namespace.into(), except.map(Box::new));
        let choice = |members: &[NameClass]| NameClass::Choice(members.to_vec());
        let classes = [
            name("t", "a"),
            NameClass::AnyName(None),
            any(name("t", "a")),
            any(all_of("t", None)),
            any(choice(&[name("t", "a"), all_of("u", Some(name("u", "b")))])),
            all_of("u", Some(choice(&[name("u", "b"), name("u", "c")]))),
            choice(&[any(name("t", "a")), name("t", "a")]),
            choice(&[any(choice(&[name("t", "a"), name("u", "b")])), any(name("u", "b")), name("v", "z")]),
            choice(&[name("u", "c"), all_of("t", Some(name("t", "a")))]),
        ];
        let table = NameTable::new(&classes);
        for class in &classes {
            let keys = table.keys_of(class);
            for namespace in ["t", "u", "v", "w", ""] {
                for local in ["a", "b", "c", "z", "other"] {
                    let key = table.key(namespace, local);
                    assert_eq!(keys.contains(key), class.contains(namespace, local), "{class:?} {namespace} {local}");
                }
            }
        }
    }
}
