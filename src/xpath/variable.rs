//! Variables: values that are bound, and those around an expression, which whoever evaluates gives when they are asked for.

use std::borrow::Cow;
use std::cell::OnceCell;

use rustc_hash::FxHashMap;

use super::item::{Atom, Item};

/// The places of items, from 0, by their strings.
pub(super) type Strings<'d> = FxHashMap<Cow<'d, str>, Vec<u32>>;

/// The value of a variable.
#[derive(Debug, Default)]
pub struct Bound<'d> {
    pub(super) items: Vec<Item<'d>>,
    strings: OnceCell<Option<Strings<'d>>>,
    depth: OnceCell<u32>,
}

impl<'d> Bound<'d> {
    /// A value.
    #[must_use]
    pub fn new(items: Vec<Item<'d>>) -> Self {
        Self { items, strings: OnceCell::new(), depth: OnceCell::new() }
    }

    /// Bytes that its items take, and their strings when they are looked up.
    #[must_use]
    pub fn weight(&self) -> u64 {
        2 * self.items.iter().map(Item::weight).sum::<u64>()
    }

    /// How deep maps, arrays and functions stand inside each other in it.
    pub(super) fn depth(&self) -> u32 {
        *self.depth.get_or_init(|| self.items.iter().map(Item::depth).max().unwrap_or(0))
    }

    /// Whether it is known which strings its items are.
    pub(super) fn has_strings(&self) -> bool {
        self.strings.get().is_some()
    }

    /// Where its items have which strings; `None` where some is no string.
    pub(super) fn strings(&self) -> Option<&Strings<'d>> {
        let all = || {
            let mut strings = Strings::default();
            for (place, item) in (0..).zip(&self.items) {
                match item.clone().into_atom() {
                    Ok(Atom::Untyped(text) | Atom::String(text) | Atom::Uri(text)) => {
                        strings.entry(text).or_default().push(place);
                    }
                    _ => return None,
                }
            }
            Some(strings)
        };
        self.strings.get_or_init(all).as_ref()
    }
}
