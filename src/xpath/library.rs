//! What the expressions of one schema share. Takes names, functions and keys while they are read; gives them to evaluations, on as
//! many threads as one likes.

use std::sync::{Arc, Mutex, PoisonError};

use la_arena::{Arena, ArenaMap, Idx};
use rustc_hash::FxHashMap;

use super::error::{self, Error};
use super::expression::{Expression, Function};
use super::item::QName;
use super::pattern::Pattern;
use super::picture::DecimalFormat;
use super::types::FunctionType;
use crate::datatype::Search;
use crate::xml::Document;
use crate::xml::document::NameKey;

/// Names, functions, keys, decimal formats and regular expressions.
#[derive(Debug, Default)]
pub struct Library {
    names: Arena<ExpandedName>,
    known: FxHashMap<ExpandedName, NameId>,
    functions: Arena<Function>,
    /// Functions by their names and numbers of parameters.
    called: FxHashMap<(QName, usize), FunctionId>,
    function_types: Arena<FunctionType>,
    keys: Vec<Key>,
    default_decimal_format: DecimalFormat,
    decimal_formats: FxHashMap<QName, DecimalFormat>,
    /// How many alternatives of patterns are no paths.
    alternatives: u32,
    /// How many expressions were read.
    expressions: u32,
    searches: Mutex<FxHashMap<(String, String), Found>>,
}

/// A namespace and a local part.
pub(super) type ExpandedName = (Arc<str>, Arc<str>);

/// A name that some expression asks for.
pub(crate) type NameId = Idx<ExpandedName>;

/// A function that the schema declares.
pub type FunctionId = Idx<Function>;

/// A type of functions that some expression asks for.
pub(super) type FunctionTypeId = Idx<FunctionType>;

/// The names of a library in one document; none where no element or attribute of it has the name.
pub(super) type NameKeys = ArenaMap<NameId, Option<NameKey>>;

type Found = Result<Arc<Search>, crate::datatype::SearchError>;

/// A key (XSLT 3.0, 20.2): nodes and their values.
#[derive(Debug)]
pub(super) struct Key {
    pub(super) name: QName,
    pub(super) nodes: Pattern,
    pub(super) value: Expression,
}

/// Expressions of one schema, at most: each takes some kilobytes.
const MOST_EXPRESSIONS: u32 = 100_000;

/// Regular expressions that are kept.
const MOST_SEARCHES: usize = 1000;

impl Library {
    /// One more expression is read.
    ///
    /// # Errors
    /// There are too many.
    pub(super) fn take_expression(&mut self) -> Result<(), Error> {
        self.expressions = self.expressions.saturating_add(1);
        if self.expressions <= MOST_EXPRESSIONS {
            return Ok(());
        }
        Err(Error::new(error::LIMIT, format!("a schema has {MOST_EXPRESSIONS} expressions at most")))
    }

    /// A name, which is kept.
    pub(super) fn name(&mut self, namespace: &str, local: &str) -> NameId {
        let name: ExpandedName = (namespace.into(), local.into());
        let names = &mut self.names;
        *self.known.entry(name.clone()).or_insert_with(|| names.alloc(name))
    }

    /// The namespace and the local part of a name.
    pub(super) fn expanded(&self, name: NameId) -> &ExpandedName {
        &self.names[name]
    }

    /// All names in a document.
    pub(super) fn keys_in(&self, document: &Document) -> NameKeys {
        self.names.iter().map(|(id, (namespace, local))| (id, document.key(namespace, local))).collect()
    }

    /// A name in a document.
    pub(crate) fn key(&self, document: &Document, name: NameId) -> Option<NameKey> {
        let (namespace, local) = self.expanded(name);
        document.key(namespace, local)
    }

    /// Adds a function. Its body may be given later.
    pub(super) fn add_function(&mut self, function: Function) -> FunctionId {
        let name = (function.name.clone(), function.parameters.len());
        let id = self.functions.alloc(function);
        self.called.entry(name).or_insert(id);
        id
    }

    /// A function.
    pub(super) fn function(&self, id: FunctionId) -> &Function {
        &self.functions[id]
    }

    /// A function, to give it its body.
    pub(super) fn function_mut(&mut self, id: FunctionId) -> &mut Function {
        &mut self.functions[id]
    }

    /// The function of a name, with so many parameters.
    pub(super) fn find_function(&self, name: &QName, arity: usize) -> Option<FunctionId> {
        self.called.get(&(name.clone(), arity)).copied()
    }

    /// Whether a function of this name is declared, with so many parameters if that is asked for.
    pub(super) fn has_function(&self, namespace: &str, local: &str, arity: Option<usize>) -> bool {
        self.functions.values().any(|function| {
            let name = &function.name;
            let fits = arity.is_none_or(|arity| arity == function.parameters.len());
            fits && *name.namespace == *namespace && *name.local == *local
        })
    }

    /// A type of functions, which is kept.
    pub(super) fn add_function_type(&mut self, kind: FunctionType) -> FunctionTypeId {
        let known = self.function_types.iter().find(|(_, known)| **known == kind).map(|(id, _)| id);
        known.unwrap_or_else(|| self.function_types.alloc(kind))
    }

    /// A type of functions.
    pub(super) fn function_type(&self, id: FunctionTypeId) -> &FunctionType {
        &self.function_types[id]
    }

    /// Adds a key: which nodes have it, and with what value.
    pub fn add_key(&mut self, name: QName, nodes: Pattern, value: Expression) {
        self.keys.push(Key { name, nodes, value });
    }

    /// The keys of a name.
    pub(super) fn keys(&self, name: &QName) -> impl Iterator<Item = &Key> {
        self.keys.iter().filter(move |key| key.name == *name)
    }

    /// Declares a decimal format, the default one where it has no name. One that was declared before is replaced and given back.
    pub fn add_decimal_format(&mut self, name: Option<QName>, format: DecimalFormat) -> Option<DecimalFormat> {
        match name {
            Some(name) => self.decimal_formats.insert(name, format),
            None => Some(std::mem::replace(&mut self.default_decimal_format, format))
                .filter(|before| *before != DecimalFormat::default()),
        }
    }

    /// The decimal format of a name, or the default one.
    pub(super) fn decimal_format(&self, name: Option<&QName>) -> Option<&DecimalFormat> {
        match name {
            Some(name) => self.decimal_formats.get(name),
            None => Some(&self.default_decimal_format),
        }
    }

    /// A number for an alternative of a pattern, under which it is known what it gives.
    pub(super) fn number_alternative(&mut self) -> u32 {
        self.alternatives += 1;
        self.alternatives
    }

    /// A regular expression, compiled once.
    pub(super) fn search(&self, expression: &str, flags: &str) -> Found {
        let key = (expression.to_owned(), flags.to_owned());
        let mut searches = self.searches.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(found) = searches.get(&key) {
            return found.clone();
        }
        let found = Search::new(expression, flags).map(Arc::new);
        if searches.len() < MOST_SEARCHES {
            searches.insert(key, found.clone());
        }
        found
    }
}
