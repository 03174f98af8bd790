//! What the expressions of one schema share. Takes names, functions and keys while they are read; gives them to evaluations, on as
//! many threads as one likes.

use std::sync::{Arc, Mutex, PoisonError};

use rustc_hash::FxHashMap;

use super::error::{self, Error};
use super::expression::{Expression, Function};
use super::item::QName;
use super::pattern::Pattern;
use super::types::FunctionType;
use crate::datatype::Search;
use crate::xml::Document;

/// Names, functions, keys and regular expressions.
#[derive(Debug, Default)]
pub struct Library {
    names: Vec<(Arc<str>, Arc<str>)>,
    known: FxHashMap<(Arc<str>, Arc<str>), u32>,
    functions: Vec<Function>,
    /// The numbers of functions by their names and numbers of parameters.
    called: FxHashMap<(QName, usize), u32>,
    function_types: Vec<FunctionType>,
    keys: Vec<Key>,
    /// How many alternatives of patterns are no paths.
    alternatives: u32,
    /// How many expressions were read.
    expressions: u32,
    searches: Mutex<FxHashMap<(String, String), Found>>,
}

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

    /// The number of a name.
    pub(super) fn name(&mut self, namespace: &str, local: &str) -> u32 {
        let name: (Arc<str>, Arc<str>) = (namespace.into(), local.into());
        if let Some(&known) = self.known.get(&name) {
            return known;
        }
        let number = u32::try_from(self.names.len()).unwrap_or(u32::MAX);
        self.names.push(name.clone());
        self.known.insert(name, number);
        number
    }

    /// All names: namespaces and local parts.
    pub(super) fn names(&self) -> &[(Arc<str>, Arc<str>)] {
        &self.names
    }

    /// The key of a name, by its number, in a document.
    pub(crate) fn key(&self, document: &Document, number: u32) -> Option<u32> {
        let (namespace, local) = self.names.get(number as usize)?;
        document.key(namespace, local)
    }

    /// Adds a function; gives its number. Its body may be given later.
    pub(super) fn add_function(&mut self, function: Function) -> u32 {
        let number = u32::try_from(self.functions.len()).unwrap_or(u32::MAX);
        self.called.entry((function.name.clone(), function.parameters.len())).or_insert(number);
        self.functions.push(function);
        number
    }

    /// The function with a number.
    pub(super) fn function(&self, number: u32) -> Option<&Function> {
        self.functions.get(usize::try_from(number).ok()?)
    }

    /// The function with a number, to give it its body.
    pub(super) fn function_mut(&mut self, number: u32) -> Option<&mut Function> {
        self.functions.get_mut(usize::try_from(number).ok()?)
    }

    /// The number of a function.
    pub(super) fn find_function(&self, name: &QName, arity: usize) -> Option<u32> {
        self.called.get(&(name.clone(), arity)).copied()
    }

    /// Whether a function of this name is declared, with so many parameters if that is asked for.
    pub(super) fn has_function(&self, namespace: &str, local: &str, arity: Option<usize>) -> bool {
        self.functions.iter().any(|function| {
            let name = &function.name;
            let fits = arity.is_none_or(|arity| arity == function.parameters.len());
            fits && *name.namespace == *namespace && *name.local == *local
        })
    }

    /// The number of a type of functions.
    pub(super) fn add_function_type(&mut self, kind: FunctionType) -> u32 {
        let known = self.function_types.iter().position(|known| *known == kind);
        let at = known.unwrap_or(self.function_types.len());
        if known.is_none() {
            self.function_types.push(kind);
        }
        u32::try_from(at).unwrap_or(u32::MAX)
    }

    /// The type of functions with a number.
    pub(super) fn function_type(&self, number: u32) -> Option<&FunctionType> {
        self.function_types.get(usize::try_from(number).ok()?)
    }

    /// Adds a key: which nodes have it, and with what value.
    pub fn add_key(&mut self, name: QName, nodes: Pattern, value: Expression) {
        self.keys.push(Key { name, nodes, value });
    }

    /// The keys of a name.
    pub(super) fn keys(&self, name: &QName) -> impl Iterator<Item = &Key> {
        self.keys.iter().filter(move |key| key.name == *name)
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
