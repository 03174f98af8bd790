//! Whether a node is one that a pattern takes. Steps are matched from the last to the first; `results` does what is no path.

use super::{Joint, Part, Path, Pattern, Start};
use crate::xpath::axis::Axis;
use crate::xpath::error::Error;
use crate::xpath::evaluate::{Evaluation, Focus};
use crate::xpath::expression::{Expr, Expression, Kind, PredicateKind, Step};
use crate::xpath::item::{Item, NodeRef};
use crate::xpath::types::{Names, NodeTest};

impl Pattern {
    /// Whether it takes a node.
    ///
    /// # Errors
    /// What keeps a condition from having a value.
    pub fn takes<'d>(&self, evaluation: &mut Evaluation<'_, 'd>, node: NodeRef<'d>) -> Result<bool, Error> {
        if !self.paths.iter().any(|path| path.may_take(evaluation, node)) {
            return Ok(false);
        }
        let item = Item::Node(node);
        evaluation.for_pattern(&self.expression, &item, |evaluation| {
            for path in &self.paths {
                let is_taken = match path {
                    Path::Steps(parts, start) => matches(evaluation, parts, start, node)?,
                    Path::Other(other) => evaluation.gives(other, node)?,
                };
                if is_taken {
                    return Ok(true);
                }
            }
            Ok(false)
        })
    }
}

impl Path {
    /// Whether it may take a node, as far as names say: its own, and those of attributes that the first conditions ask for.
    fn may_take(&self, names: &impl Names, node: NodeRef<'_>) -> bool {
        let Self::Steps(parts, _) = self else { return true };
        let Some(Part { step, .. }) = parts.first() else { return true };
        let is_reached = step.axis == Axis::Itself || (step.axis == Axis::Attribute) == (node.attribute != 0);
        let asked = step.predicates.iter().map_while(|predicate| attribute(&predicate.expr));
        is_reached
            && step.test.takes(node, names)
            && asked.into_iter().all(|test| node.attributes().any(|attribute| test.takes(attribute, names)))
    }
}

/// The attribute that a condition asks for and nothing else: `@n`.
fn attribute(condition: &Expr) -> Option<NodeTest> {
    match &condition.kind {
        Kind::Step(step) if step.axis == Axis::Attribute && step.predicates.is_empty() => Some(step.test),
        _ => None,
    }
}

fn matches<'d>(
    evaluation: &mut Evaluation<'_, 'd>,
    parts: &[Part],
    start: &Start,
    node: NodeRef<'d>,
) -> Result<bool, Error> {
    evaluation.spend(1)?;
    let Some((part, before)) = parts.split_first() else {
        return Ok(match start {
            Start::Root => node.kind() == Some(crate::xml::document::Kind::Document),
            Start::Anywhere => true,
        });
    };
    if !evaluation.passes_step(&part.step, node)? {
        return Ok(false);
    }
    if before.is_empty() && matches!(start, Start::Anywhere) {
        return Ok(true);
    }
    let mut around = node.parent();
    while let Some(outer) = around {
        if matches(evaluation, before, start, outer)? {
            return Ok(true);
        }
        if part.joint == Joint::Parent {
            return Ok(false);
        }
        around = outer.parent();
    }
    Ok(false)
}

impl<'d> Evaluation<'_, 'd> {
    fn for_pattern<T>(
        &mut self,
        expression: &Expression,
        item: &Item<'d>,
        work: impl FnOnce(&mut Self) -> Result<T, Error>,
    ) -> Result<T, Error> {
        self.framed(expression, Some(Some(item.clone())), work)
    }

    /// Whether a node is what a step along `child` or `attribute` gives from its parent, or one along `self` from itself.
    fn passes_step(&mut self, step: &Step, node: NodeRef<'d>) -> Result<bool, Error> {
        let parent = match step.axis {
            Axis::Itself => Some(node),
            axis => node.parent().filter(|_| (axis == Axis::Attribute) == (node.attribute != 0)),
        };
        let Some(parent) = parent else { return Ok(false) };
        if !step.test.takes(node, self) {
            return Ok(false);
        }
        let focus = |item| Focus::on(item, 1, Some(1));
        if step.predicates.iter().all(|predicate| predicate.kind == PredicateKind::Truth) {
            let focus = focus(node.into());
            for predicate in &step.predicates {
                if !self.effective_boolean_value(&predicate.expr, &focus)? {
                    return Ok(false);
                }
            }
            return Ok(true);
        }
        let mut is_found = false;
        let _ = self.step(step, &focus(parent.into()), &mut |_, item| {
            is_found |= matches!(item, Item::Node(other) if other == node);
            Ok(if is_found { std::ops::ControlFlow::Break(()) } else { std::ops::ControlFlow::Continue(()) })
        })?;
        Ok(is_found)
    }
}
