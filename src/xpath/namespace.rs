//! Namespaces of prefixes (XPath 3.1, 2.1.1). Takes a prefix and what is declared; gives its namespace, declared or known to all.

use std::borrow::Cow;
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

/// The name of a function of the specification as its table writes it: with the usual prefix, unless that is `fn`; `None` in other
/// namespaces.
pub(super) fn function_name<'n>(namespace: &str, local: &'n str) -> Option<Cow<'n, str>> {
    const OF_FUNCTIONS: [&str; 5] = ["fn", "xs", "math", "map", "array"];
    let (prefix, _) = KNOWN.iter().find(|(prefix, known)| *known == namespace && OF_FUNCTIONS.contains(prefix))?;
    Some(if *prefix == "fn" { Cow::Borrowed(local) } else { Cow::Owned(format!("{prefix}:{local}")) })
}

/// The namespace of a prefix.
pub(super) fn namespace(prefixes: &Bindings, prefix: &str) -> Option<Arc<str>> {
    let own = prefixes.iter().rev().find(|(known, _)| **known == *prefix).map(|(_, namespace)| Arc::clone(namespace));
    own.or_else(|| KNOWN.iter().find(|(known, _)| *known == prefix).map(|(_, namespace)| (*namespace).into()))
}
