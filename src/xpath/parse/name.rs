//! Names with their namespaces (XPath 3.1, 2.1.1). Takes a name as written; gives the namespace of its prefix, declared or
//! known to all, and the whole name. Leaves out which names there are.

use std::sync::Arc;

use super::Parser;
use crate::xpath::error::{self, Error};
use crate::xpath::expression::Bindings;
use crate::xpath::item::QName;
use crate::xpath::lexer::{Name, Space};

pub(in crate::xpath) const XS: &str = "http://www.w3.org/2001/XMLSchema";
pub(in crate::xpath) const FN: &str = "http://www.w3.org/2005/xpath-functions";

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
pub(in crate::xpath) fn namespace(prefixes: &Bindings, prefix: &str) -> Option<Arc<str>> {
    let own = prefixes.iter().rev().find(|(known, _)| **known == *prefix).map(|(_, namespace)| Arc::clone(namespace));
    own.or_else(|| KNOWN.iter().find(|(known, _)| *known == prefix).map(|(_, namespace)| (*namespace).into()))
}

impl<'t, 's, 'l> Parser<'t, 's, 'l> {
    pub(super) fn namespace(&self, space: Space<'t>) -> Result<Arc<str>, Error> {
        match space {
            Space::None | Space::Any => Ok(Arc::default()),
            Space::Uri(uri) => Ok(uri.into()),
            Space::Prefix(prefix) => namespace(&self.context.prefixes, prefix).ok_or_else(|| {
                Error::new(error::PREFIX, format!("the prefix `{prefix}` is not declared")).at(self.span())
            }),
        }
    }

    /// A name, in `default` where it has no prefix.
    pub(super) fn qname(&self, name: Name<'t>, default: &str) -> Result<QName, Error> {
        let (namespace, prefix) = match name.space {
            Space::None => (default.into(), ""),
            Space::Prefix(prefix) => (self.namespace(name.space)?, prefix),
            _ => (self.namespace(name.space)?, ""),
        };
        Ok(QName { namespace, prefix: prefix.into(), local: name.local.into() })
    }
}
