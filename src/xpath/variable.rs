//! Variables: values that are bound, and those around an expression, which whoever evaluates gives when they are asked for.

use std::borrow::Cow;
use std::cell::OnceCell;
use std::rc::Rc;

use rustc_hash::FxHashSet;

use super::error::Error;
use super::evaluate::{Evaluation, weight};
use super::item::{Atom, Item};

/// Variables that are bound around an expression.
pub trait ExternalVariables<'d> {
    /// The value of the variable with a number.
    ///
    /// # Errors
    /// What keeps it from having a value.
    fn variable(&self, evaluation: &mut Evaluation<'_, 'd>, number: u32) -> Result<Rc<Bound<'d>>, Error>;
}

/// The value of a variable.
#[derive(Debug, Default)]
pub struct Bound<'d> {
    pub(super) items: Vec<Item<'d>>,
    strings: OnceCell<Option<FxHashSet<Cow<'d, str>>>>,
}

impl<'d> Bound<'d> {
    /// A value.
    #[must_use]
    pub fn new(items: Vec<Item<'d>>) -> Self {
        Self { items, strings: OnceCell::new() }
    }

    /// Bytes that its items take, and their strings when they are looked up.
    #[must_use]
    pub fn weight(&self) -> u64 {
        2 * self.items.iter().map(weight).sum::<u64>()
    }

    /// Whether it is known which strings its items are.
    pub(super) fn has_strings(&self) -> bool {
        self.strings.get().is_some()
    }

    /// The strings of its items; `None` where some is no string.
    pub(super) fn strings(&self) -> Option<&FxHashSet<Cow<'d, str>>> {
        let all = || {
            let mut strings = FxHashSet::default();
            for item in &self.items {
                match item.clone().into_atom() {
                    Atom::Untyped(text) | Atom::String(text) | Atom::Uri(text) => strings.insert(text),
                    _ => return None,
                };
            }
            Some(strings)
        };
        self.strings.get_or_init(all).as_ref()
    }
}
