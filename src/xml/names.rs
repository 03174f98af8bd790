//! The names of a document as small numbers. Takes names as they are written and the namespaces in scope; gives a [`NameId`] for
//! each name that is new, the same one for the same name in the same scope.
//!
//! Promises that an id is an index: ids are given from 0 on without gaps, so that who listens can keep a list beside them. Two
//! ids may stand for one expanded name, when a document gives a namespace two prefixes.

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
    /// The name as written.
    #[must_use]
    pub fn written(&self) -> String {
        if self.prefix.is_empty() { self.local.to_string() } else { format!("{}:{}", self.prefix, self.local) }
    }
}

/// All names met so far.
#[derive(Debug, Default)]
pub struct Names {
    list: Vec<Name>,
}

impl Names {
    /// The name behind an id; `None` for an id of another document.
    #[must_use]
    pub fn get(&self, id: NameId) -> Option<&Name> {
        self.list.get(usize::try_from(id.0).ok()?)
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
}

/// The namespaces in scope at one place.
#[derive(Clone, Copy, Debug)]
pub struct Scope<'t> {
    /// Prefix and namespace, the innermost last; an empty namespace takes the prefix out of scope.
    bindings: &'t [(Box<str>, Box<str>)],
}

impl<'t> Scope<'t> {
    /// The scope of these bindings: prefix and namespace, the innermost last.
    #[must_use]
    pub fn of(bindings: &'t [(Box<str>, Box<str>)]) -> Self {
        Self { bindings }
    }

    /// What it was made of.
    #[must_use]
    pub fn bindings(&self) -> &'t [(Box<str>, Box<str>)] {
        self.bindings
    }

    /// The namespace of a prefix, `""` for the default one; `xml` always has its own. `None` when the prefix has none.
    #[must_use]
    pub fn namespace(&self, prefix: &str) -> Option<&'t str> {
        if prefix == "xml" {
            return Some(super::XML_NAMESPACE);
        }
        let (_, namespace) = self.bindings.iter().rev().find(|(bound, _)| &**bound == prefix)?;
        Some(&**namespace).filter(|namespace| !namespace.is_empty())
    }
}
