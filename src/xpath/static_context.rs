//! What an expression may name (XPath 3.1, 2.1.1): prefixes, variables, functions. Takes declarations; gives them to `parse`.

use std::sync::Arc;

use rustc_hash::FxHashMap;

use super::expression::{Function, Version};
use super::item::QName;
use super::library::{FunctionId, Library};

/// What an expression may name.
#[derive(Debug)]
pub struct StaticContext<'l> {
    /// What all expressions of a schema share.
    pub library: &'l mut Library,
    /// Prefixes and their namespaces; `xs`, `fn` and `xsl` need not be given.
    pub prefixes: Arc<Vec<(Arc<str>, Arc<str>)>>,
    /// The namespace of elements without prefix.
    pub default_namespace: Arc<str>,
    /// Which XPath is read.
    pub version: Version,
    /// Variables that are bound around the expression, the innermost scope last, with numbers that
    /// [`ExternalVariables`](super::ExternalVariables) knows.
    pub variables: &'l [FxHashMap<QName, u32>],
}

impl<'l> StaticContext<'l> {
    /// One that names nothing but what XPath itself does.
    pub(super) fn empty(library: &'l mut Library) -> Self {
        Self {
            library,
            prefixes: Arc::default(),
            default_namespace: Arc::default(),
            version: Version::Later,
            variables: &[],
        }
    }

    /// Declares a function: expressions that are read from now on may call it.
    pub fn declare(&mut self, function: Function) -> FunctionId {
        self.library.add_function(function)
    }
}
