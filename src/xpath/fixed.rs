//! Expressions that give the same from every node of a document, such as `//*/@xml:id`. Takes expressions; gives whether they are such, and their
//! values, which are worked out once for a document: a rule that looks up a pointer then takes no longer for each than the first time.

use std::rc::Rc;

use super::error::Error;
use super::evaluate::{Evaluation, Focus};
use super::expression::{Expr, Kind};
use super::function::Builtin;
use super::item::Item;
use super::variable::Bound;

/// Functions that give the same for the same arguments, all of which are written.
const OF_ARGUMENTS: [&str; 12] = [
    "concat",
    "count",
    "data",
    "distinct-values",
    "lower-case",
    "normalize-space",
    "sort",
    "string",
    "string-join",
    "substring",
    "tokenize",
    "upper-case",
];

/// Functions that ask for what surrounds the whole expression.
const OF_SURROUNDINGS: [&str; 2] = ["current", "error"];

/// Whether an expression begins at the root of the document and asks for nothing else.
pub(super) fn is_fixed(expr: &Expr) -> bool {
    match &expr.kind {
        Kind::Root => true,
        Kind::Path(sides, ..) | Kind::Map(sides, _) => {
            let [from, step] = &**sides;
            is_fixed(from) && is_closed(step)
        }
        Kind::Filter(inner, predicates) => {
            is_fixed(inner) && predicates.iter().all(|predicate| is_closed(&predicate.expr))
        }
        Kind::Call(builtin, arguments) => {
            let is_one = |argument: &Expr| is_fixed(argument) || matches!(argument.kind, Kind::Literal(_));
            is_of_arguments(*builtin) && arguments.iter().any(is_fixed) && arguments.iter().all(is_one)
        }
        Kind::Combine(_, sides) => sides.iter().all(is_fixed),
        _ => false,
    }
}

fn is_of_arguments(builtin: Builtin) -> bool {
    OF_ARGUMENTS.contains(&builtin.name())
}

/// Whether an expression asks for nothing but its focus.
fn is_closed(expr: &Expr) -> bool {
    match &expr.kind {
        Kind::Literal(_) | Kind::Context | Kind::Root => true,
        Kind::Step(step) => step.predicates.iter().all(|predicate| is_closed(&predicate.expr)),
        Kind::Path(sides, ..)
        | Kind::Map(sides, _)
        | Kind::And(sides)
        | Kind::Or(sides)
        | Kind::Value(_, sides)
        | Kind::General(_, sides)
        | Kind::Nodes(_, sides)
        | Kind::Arithmetic(_, sides)
        | Kind::Concat(sides)
        | Kind::Combine(_, sides) => sides.iter().all(is_closed),
        Kind::Filter(inner, predicates) => {
            is_closed(inner) && predicates.iter().all(|predicate| is_closed(&predicate.expr))
        }
        Kind::Sequence(members) => members.iter().all(is_closed),
        Kind::Call(builtin, arguments) => !OF_SURROUNDINGS.contains(&builtin.name()) && arguments.iter().all(is_closed),
        Kind::Fixed(_, inner) => is_closed(inner),
        _ => false,
    }
}

/// Nodes of a document whose fixed values are kept where that is not needed for their own sake.
const LARGE: usize = 1_000_000;

impl<'d> Evaluation<'_, 'd> {
    /// The value of a fixed expression with a number, for the document of the focus.
    pub(super) fn fixed(&mut self, number: u32, inner: &Expr, focus: &Focus<'d>) -> Result<Rc<Bound<'d>>, Error> {
        let Some(Item::Node(node)) = &focus.item else {
            return Ok(Rc::new(Bound::new(self.all(inner, focus)?)));
        };
        let key = (number, node.document);
        if let Some(known) = self.fixed.get(&key) {
            return Ok(Rc::clone(known));
        }
        let held = self.meter.held();
        let value = Rc::new(Bound::new(self.all(inner, focus)?));
        if self.meter.has_room(value.weight()) {
            self.meter.release_to(held);
            self.meter.keep(value.weight())?;
            self.fixed.insert(key, Rc::clone(&value));
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
