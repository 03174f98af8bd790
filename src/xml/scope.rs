//! The namespaces in scope. Takes declarations and the ends of elements; gives the namespace of a prefix, and a number for each
//! scope: two scopes with one number bind the same prefixes to the same namespaces.
//!
//! A scope is a chain of declarations, each of which names the one around it. Leaves out which declarations are allowed: `tag`
//! checks that.

use std::sync::Arc;

use rustc_hash::{FxHashMap, FxHashSet};

/// The namespaces in scope at one place.
#[derive(Clone, Copy, Debug)]
pub struct Scope<'t> {
    /// All declarations met so far.
    links: &'t [Link],
    /// The innermost that holds here.
    innermost: ScopeId,
}

/// A scope: the number of its innermost declaration, from 1 on; 0 where there is none.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct ScopeId(pub(super) u32);

/// A declaration.
#[derive(Clone, Debug)]
pub(super) struct Link {
    /// `""` for the default namespace.
    prefix: Arc<str>,
    /// Empty where it takes the prefix out of scope.
    namespace: Arc<str>,
    /// The declaration around it.
    outer: ScopeId,
    /// How many there are around it.
    depth: u32,
}

impl<'t> Scope<'t> {
    /// The scope with this number.
    pub(super) fn new(links: &'t [Link], innermost: ScopeId) -> Self {
        Self { links, innermost }
    }

    /// Its number: scopes of one document with the same number are the same.
    #[must_use]
    pub fn id(self) -> ScopeId {
        self.innermost
    }

    /// All declarations met so far.
    pub(super) fn links(self) -> &'t [Link] {
        self.links
    }

    /// The namespace of a prefix, `""` for the default one; `xml` always has its own. `None` when the prefix has none.
    #[must_use]
    pub fn namespace(&self, prefix: &str) -> Option<&'t str> {
        if prefix == "xml" {
            return Some(super::XML_NAMESPACE);
        }
        self.in_force(prefix).map(|link| &*link.namespace)
    }

    /// A prefix and its namespace, to be kept; `None` when the prefix has none.
    pub(super) fn binding(self, prefix: &str) -> Option<(Arc<str>, Arc<str>)> {
        if prefix == "xml" {
            return Some((Arc::from(prefix), Arc::from(super::XML_NAMESPACE)));
        }
        self.in_force(prefix).map(|link| (Arc::clone(&link.prefix), Arc::clone(&link.namespace)))
    }

    /// Prefixes, `""` for the default one, and their namespaces, the innermost first; without `xml`.
    pub fn prefixes(self) -> impl Iterator<Item = (&'t str, &'t str)> {
        let mut seen = FxHashSet::default();
        self.declarations()
            .filter(move |link| seen.insert(&*link.prefix))
            .map(|link| (&*link.prefix, &*link.namespace))
            .filter(|(_, namespace)| !namespace.is_empty())
    }

    /// The declaration that gives a prefix its namespace.
    fn in_force(self, prefix: &str) -> Option<&'t Link> {
        let link = self.declarations().find(|link| &*link.prefix == prefix)?;
        Some(link).filter(|link| !link.namespace.is_empty())
    }

    fn declarations(self) -> impl Iterator<Item = &'t Link> {
        std::iter::successors(self.link(self.innermost), move |link| self.link(link.outer))
    }

    fn link(self, id: ScopeId) -> Option<&'t Link> {
        self.links.get(usize::try_from(id.0).ok()?.checked_sub(1)?)
    }
}

/// What is in scope while a document is read.
#[derive(Debug, Default)]
pub(super) struct Scopes {
    links: Vec<Link>,
    innermost: ScopeId,
    /// The same declaration in the same scope has one number.
    numbers: FxHashMap<(ScopeId, Box<str>, Box<str>), ScopeId>,
}

/// Declarations that are in scope at once, at most.
const MOST: u32 = 4096;

impl Scopes {
    /// The number of the scope.
    pub(super) fn id(&self) -> ScopeId {
        self.innermost
    }

    /// What is in scope.
    pub(super) fn scope(&self) -> Scope<'_> {
        Scope { links: &self.links, innermost: self.innermost }
    }

    /// Returns to a scope.
    pub(super) fn restore(&mut self, id: ScopeId) {
        self.innermost = id;
    }

    /// The number here of a scope of another document: every scope that binds the same prefixes to the same namespaces has it.
    pub(super) fn adopt(&mut self, other: Scope<'_>) -> ScopeId {
        let declarations: Vec<&Link> = other.declarations().collect();
        self.innermost = ScopeId::default();
        for link in declarations.into_iter().rev() {
            // The other document has no more declarations than this one may have.
            let _ = self.declare(&link.prefix, &link.namespace);
        }
        self.innermost
    }

    /// Declares a prefix; what is in scope already is not declared again. `false` when there are too many declarations.
    #[must_use]
    pub(super) fn declare(&mut self, prefix: &str, namespace: &str) -> bool {
        if self.scope().namespace(prefix).unwrap_or_default() == namespace {
            return true;
        }
        let outer = self.innermost;
        let depth = self.scope().link(outer).map_or(0, |link| link.depth + 1);
        if depth >= MOST {
            return false;
        }
        let next = ScopeId(u32::try_from(self.links.len() + 1).unwrap_or(u32::MAX));
        self.innermost = *self.numbers.entry((outer, prefix.into(), namespace.into())).or_insert(next);
        if self.innermost == next {
            self.links.push(Link { prefix: prefix.into(), namespace: namespace.into(), outer, depth });
        }
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn declarations_hold_until_their_element_ends() {
        let mut scopes = Scopes::default();
        assert!(scopes.declare("", "a") && scopes.declare("p", "b"));
        let outside = scopes.id();
        assert!(scopes.declare("", ""));
        assert_eq!((scopes.scope().namespace(""), scopes.scope().namespace("p")), (None, Some("b")));
        assert_eq!(scopes.scope().prefixes().collect::<Vec<_>>(), [("p", "b")]);
        let inside = scopes.id();
        scopes.restore(outside);
        assert_eq!(scopes.scope().namespace(""), Some("a"));
        assert_eq!(scopes.scope().prefixes().collect::<Vec<_>>(), [("p", "b"), ("", "a")]);
        assert!(scopes.declare("", ""));
        assert_eq!(scopes.id(), inside);
        scopes.restore(outside);
        assert!(scopes.declare("", "a"));
        assert_eq!(scopes.id(), outside);
    }

    #[test]
    fn the_prefix_xml_needs_no_declaration() {
        let scopes = Scopes::default();
        assert_eq!(scopes.scope().namespace("xml"), Some(super::super::XML_NAMESPACE));
        assert_eq!(scopes.scope().namespace("x"), None);
    }

    #[test]
    fn there_are_not_too_many() {
        let mut scopes = Scopes::default();
        let all = (0..5000).filter(|number| scopes.declare(&format!("p{number}"), "n")).count();
        assert_eq!(all, 4096);
    }
}
