//! Namespaces of prefixes (XPath 3.1, 2.1.1). Takes a prefix and what is declared; gives its namespace, declared or known to all.

use std::sync::Arc;

/// Prefixes and their namespaces.
pub(super) type Bindings = Vec<(Arc<str>, Arc<str>)>;

pub(super) const XS: &str = "http://www.w3.org/2001/XMLSchema";
pub(super) const FN: &str = "http://www.w3.org/2005/xpath-functions";

/// Prefixes that need no declaration.
const KNOWN: &[(&str, &str)] = &[
    ("xs", XS),
    ("fn", FN),
    ("xml", crate::xml::XML_NAMESPACE),
    ("xsl", "http://www.w3.org/1999/XSL/Transform"),
    ("math", "http://www.w3.org/2005/xpath-functions/math"),
    ("map", "http://www.w3.org/2005/xpath-functions/map"),
    ("array", "http://www.w3.org/2005/xpath-functions/array"),
];

/// The namespace of a prefix.
pub(super) fn namespace(prefixes: &Bindings, prefix: &str) -> Option<Arc<str>> {
    let own = prefixes.iter().rev().find(|(known, _)| **known == *prefix).map(|(_, namespace)| Arc::clone(namespace));
    own.or_else(|| KNOWN.iter().find(|(known, _)| *known == prefix).map(|(_, namespace)| (*namespace).into()))
}
