//! `union`, `intersect` and `except` (XPath 3.1, 3.4.2): sequences of nodes put together, in the order of the document.

use super::error::{self, Error};
use super::evaluate::{Evaluation, Focus};
use super::expression::{Combination, Expr};
use super::item::Item;

impl<'d> Evaluation<'_, 'd> {
    pub(super) fn set_operator(
        &mut self,
        combination: Combination,
        one: &Expr,
        other: &Expr,
        focus: &Focus<'d>,
    ) -> Result<Vec<Item<'d>>, Error> {
        let mut nodes = |expr: &Expr| {
            let items = self.all(expr, focus)?;
            if items.iter().any(|item| !matches!(item, Item::Node(_))) {
                return Err(Error::new(error::TYPE, "only nodes can be put together so").at(expr.span));
            }
            self.spend(sorting(items.len()))?;
            Ok(in_order(items))
        };
        let (mut one, other) = (nodes(one)?, nodes(other)?);
        let is_in = |item: &Item<'d>| match item {
            Item::Node(node) => other.binary_search_by(|other| other.node().cmp(&Some(*node))).is_ok(),
            Item::Atom(_) | Item::Function(_) => false,
        };
        match combination {
            Combination::Union => {
                one.extend(other);
                one = in_order(one);
            }
            Combination::Intersect => one.retain(is_in),
            Combination::Except => one.retain(|item| !is_in(item)),
        }
        Ok(one)
    }
}

/// Steps that it takes to put so many items in order.
pub(super) fn sorting(count: usize) -> u64 {
    count as u64 * u64::from(count.max(1).ilog2()) / 4
}

/// Nodes in the order of the document, each once.
pub(super) fn in_order(mut items: Vec<Item<'_>>) -> Vec<Item<'_>> {
    items.sort_by_key(Item::node);
    items.dedup_by_key(|item| item.node());
    items
}
