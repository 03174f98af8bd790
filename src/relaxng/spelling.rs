//! How a name of the schema is written at one place of a document: with the prefix that has its namespace there. Takes the namespaces in
//! scope; gives names for programs, and the same for people.
//!
//! Where no prefix has the namespace, programs get `{namespace}name`; people never do ([`quoted`]).

use std::sync::Arc;

use super::message::shortened;
use super::name_table::{ExpandedName, NameTable};
use crate::xml::{Name, Scope, XML_NAMESPACE};

/// Prefixes that are looked at, at most.
const MOST_PREFIXES: usize = 64;

/// How names are written at one place.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Spelling {
    /// Prefixes, `""` for the default one, with their namespaces; the one that is preferred first. No prefix stands there twice.
    bindings: Vec<(Arc<str>, Arc<str>)>,
}

impl Spelling {
    /// Inside the element around a tag, which wrote its own name so; `None` around the root element.
    #[must_use]
    pub fn around(parent: Option<&Name>, scope: Scope<'_>, names: &NameTable) -> Self {
        let near = scope
            .prefixes()
            .take(MOST_PREFIXES)
            .filter(|(prefix, namespace)| prefix.is_empty() || names.has_namespace(namespace));
        Self::new(parent, near.map(|(prefix, namespace)| (prefix.into(), namespace.into())))
    }

    /// Inside an element, with the prefixes of names that the document used before.
    #[must_use]
    pub fn inside(element: Option<&Name>, used: &[Name]) -> Self {
        let used = used.iter().take(MOST_PREFIXES).filter(|name| !name.prefix.is_empty());
        Self::new(element, used.map(|name| (Arc::clone(&name.prefix), Arc::clone(&name.namespace))))
    }

    fn new(nearest: Option<&Name>, others: impl Iterator<Item = (Arc<str>, Arc<str>)>) -> Self {
        let own = nearest.map(|name| (Arc::clone(&name.prefix), Arc::clone(&name.namespace)));
        let mut bindings: Vec<(Arc<str>, Arc<str>)> = Vec::new();
        for (prefix, namespace) in own.into_iter().chain(others) {
            if bindings.iter().all(|(known, _)| *known != prefix) {
                bindings.push((prefix, namespace));
            }
        }
        Self { bindings }
    }

    /// The name of an element.
    #[must_use]
    pub fn element(&self, (namespace, local): &ExpandedName) -> String {
        let is_bound =
            |(prefix, own): &&(Arc<str>, Arc<str>)| own == namespace && (!own.is_empty() || prefix.is_empty());
        let has_default = self.bindings.iter().any(|(prefix, own)| prefix.is_empty() && !own.is_empty());
        match self.bindings.iter().find(is_bound) {
            Some((prefix, _)) => written(prefix, local),
            None if namespace.is_empty() && !has_default => local.to_string(),
            None => elsewhere(namespace, local),
        }
    }

    /// The name of an attribute, which has no namespace where it has no prefix.
    #[must_use]
    pub fn attribute(&self, (namespace, local): &ExpandedName) -> String {
        let bound = self.bindings.iter().find(|(prefix, own)| own == namespace && !prefix.is_empty());
        match bound {
            _ if namespace.is_empty() => local.to_string(),
            Some((prefix, _)) => written(prefix, local),
            None => elsewhere(namespace, local),
        }
    }

    /// The prefix of a namespace, if it has one; `""` where it is the default one.
    #[must_use]
    pub fn prefix(&self, namespace: &str) -> Option<&str> {
        self.bindings.iter().find(|(_, own)| **own == *namespace).map(|(prefix, _)| &**prefix)
    }
}

fn written(prefix: &str, local: &str) -> String {
    if prefix.is_empty() { local.to_owned() } else { format!("{prefix}:{local}") }
}

/// A name whose namespace no prefix has.
fn elsewhere(namespace: &str, local: &str) -> String {
    if namespace == XML_NAMESPACE { format!("xml:{local}") } else { format!("{{{namespace}}}{local}") }
}

/// Whether a name can be put into the document as it is.
#[must_use]
pub fn is_writable(name: &str) -> bool {
    !name.is_empty() && !name.contains(['{', ' ', '…'])
}

/// A name for people, without its middle where it is long: `` `name` ``, `` `name` (namespace `urn:x`) ``. What is a phrase, such as "any element", stays one.
#[must_use]
pub fn quoted(name: &str) -> String {
    match name.strip_prefix('{').and_then(|rest| rest.split_once('}')) {
        Some(("", local)) => format!("`{}` (no namespace)", shortened(local)),
        Some((namespace, local)) => format!("`{}` (namespace `{}`)", shortened(local), shortened(namespace)),
        None if name.contains(' ') => name.to_owned(),
        None => format!("`{}`", shortened(name)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn name(prefix: &str, namespace: &str) -> Name {
        Name { prefix: prefix.into(), namespace: namespace.into(), local: "x".into() }
    }

    #[test]
    fn a_name_has_the_prefix_of_its_namespace() {
        let used = [name("p", "urn:p"), name("", "urn:q"), name("p", "urn:r")];
        let inside = |element: Option<&Name>| Spelling::inside(element, &used);
        let expanded = |namespace: &str| (Arc::from(namespace), Arc::from("a"));
        for (element, namespace, as_element, as_attribute) in [
            (Some(name("", "urn:d")), "urn:d", "a", "{urn:d}a"),
            (Some(name("d", "urn:d")), "urn:d", "d:a", "d:a"),
            (Some(name("", "urn:d")), "urn:p", "p:a", "p:a"),
            (Some(name("p", "urn:d")), "urn:p", "{urn:p}a", "{urn:p}a"),
            (Some(name("", "urn:d")), "", "{}a", "a"),
            (Some(name("", "")), "", "a", "a"),
            (None, "", "a", "a"),
            (None, XML_NAMESPACE, "xml:a", "xml:a"),
        ] {
            let spelling = inside(element.as_ref());
            assert_eq!(spelling.element(&expanded(namespace)), as_element, "{element:?}");
            assert_eq!(spelling.attribute(&expanded(namespace)), as_attribute, "{element:?}");
        }
    }

    #[test]
    fn people_never_read_braces() {
        for (name, expected) in [
            ("a", "`a`"),
            ("{urn:x}a", "`a` (namespace `urn:x`)"),
            ("{}a", "`a` (no namespace)"),
            ("any element", "any element"),
        ] {
            assert_eq!(quoted(name), expected);
        }
    }
}
