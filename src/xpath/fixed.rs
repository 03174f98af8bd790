//! The values of expressions that give the same from every node of a document: they are computed once for a document and a value of
//! their variable, so that a rule that looks up a pointer takes no longer for each than the first time. Takes expressions that are such, as
//! `dependence` says.

use std::rc::Rc;

use super::dependence::variable;
use super::error::Error;
use super::evaluate::{Evaluation, Focus};
use super::expression::{Expr, Kind};
use super::item::Item;
use super::memory::{FixedValue, is_same};
use super::variable::Bound;

/// Nodes of a document whose fixed values are kept where that is not needed for their own sake.
const LARGE: usize = 1_000_000;

impl<'d> Evaluation<'_, 'd> {
    /// The value of a fixed expression with a number, for the document of the focus.
    pub(super) fn fixed(&mut self, number: u32, inner: &Expr, focus: &Focus<'d>) -> Result<Rc<Bound<'d>>, Error> {
        let Some(Item::Node(node)) = &focus.item else {
            return Ok(Rc::new(Bound::new(self.all(inner, focus)?)));
        };
        let key = (number, node.document);
        let base = variable(inner).map(|variable| self.bound(variable, focus)).transpose()?;
        if let Some(known) = self.fixed.get(&key) {
            if is_same(known.base.as_ref(), base.as_ref()) {
                return Ok(Rc::clone(&known.value));
            }
            self.meter.drop_kept(known.value.weight());
            self.fixed.remove(&key);
        }
        let held = self.meter.held();
        let value = Rc::new(Bound::new(self.all(inner, focus)?));
        if self.meter.has_room(value.weight()) {
            self.meter.release_to(held);
            self.meter.keep(value.weight())?;
            self.fixed.insert(key, FixedValue { base, value: Rc::clone(&value) });
        }
        Ok(value)
    }

    /// Whether the value of an expression is at hand, to be looked up in.
    pub(super) fn is_at_hand(expr: &Expr, focus: &Focus<'d>) -> bool {
        let is_small = || matches!(&focus.item, Some(Item::Node(node)) if node.tree().len() < LARGE);
        match expr.kind {
            Kind::Local(_) | Kind::External(_) => true,
            Kind::Fixed(..) => is_small(),
            _ => false,
        }
    }
}
