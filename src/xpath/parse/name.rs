//! Names with their namespaces (XPath 3.1, 2.1.1). Takes a name as written; gives the whole name. Leaves out which names there are.

use std::sync::Arc;

use super::Parser;
use crate::datatype::WhiteSpace;
use crate::xml::XMLNS_NAMESPACE;
use crate::xpath::error::{self, Error};
use crate::xpath::item::QName;
use crate::xpath::lexer::{Name, Space};
use crate::xpath::namespace::namespace;

impl<'t, 's, 'l> Parser<'t, 's, 'l> {
    pub(super) fn namespace(&self, space: Space<'t>) -> Result<Arc<str>, Error> {
        match space {
            Space::None | Space::Any => Ok(Arc::default()),
            Space::Uri(XMLNS_NAMESPACE) => {
                Err(Error::new("XQST0070", "no name is in the namespace of namespaces").at(self.span()))
            }
            Space::Uri(uri) => Ok(WhiteSpace::Collapse.normalise(uri).into()),
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
