//! The lists that are made of a document, as data: see `lists`, which makes them and answers from them.

use la_arena::{Arena, Idx};
use rustc_hash::FxHashMap;

use crate::xml::names::Name;

/// A name of a document, the same for all prefixes: which elements have it.
pub type NameKey = Idx<Vec<u32>>;

/// What is looked up in a document.
#[derive(Debug, Default)]
pub(super) struct Index {
    /// The key of each name.
    pub(super) keys: Vec<NameKey>,
    pub(super) by_name: FxHashMap<Name, NameKey>,
    /// The elements of each name, in order.
    pub(super) elements: Arena<Vec<u32>>,
    /// The first element with each id.
    pub(super) ids: FxHashMap<Box<str>, u32>,
    /// For each id the attributes that refer to it, in order: the element, and the place in its tag from 0.
    pub(super) references: FxHashMap<Box<str>, Vec<(u32, u32)>>,
}
