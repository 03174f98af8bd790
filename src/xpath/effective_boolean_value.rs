//! Truth: effective boolean values (XPath 3.1, 2.4.3), comparisons of sequences (3.7.2) and those of XPath 1.0 (3.4). Looks at no more items
//! than decide.

use std::ops::ControlFlow;
use std::rc::Rc;

use super::axis::Flow;
use super::compare::{self, Comparison};
use super::dynamic_call::atoms;
use super::error::{self, Error};
use super::evaluate::{Evaluation, Focus, GO_ON};
use super::expression::{Expr, Kind, Version};
use super::item::{Atom, Item};
use super::lookup::can_be_indexed;
use super::types::AtomicType;
use super::variable::{Bound, Strings};

/// Items that are compared each with each; more are looked up by their strings.
const FEW_ITEMS: usize = 8;

impl<'d> Evaluation<'_, 'd> {
    /// Whether an expression gives any item.
    pub(super) fn exists(&mut self, expr: &Expr, focus: &Focus<'d>) -> Result<bool, Error> {
        if let Kind::Step(step) = &expr.kind
            && let Some(any) = self.any(step, focus).map_err(|error| error.at(expr.span))?
        {
            return Ok(any);
        }
        Ok(self.each(expr, focus, &mut |_, _| Ok(ControlFlow::Break(())))?.is_break())
    }

    /// The effective boolean value (2.4.3).
    pub(super) fn effective_boolean_value(&mut self, expr: &Expr, focus: &Focus<'d>) -> Result<bool, Error> {
        self.aside(|this| this.is_true_here(expr, focus))
    }

    fn is_true_here(&mut self, expr: &Expr, focus: &Focus<'d>) -> Result<bool, Error> {
        match &expr.kind {
            Kind::And(sides) => {
                let [one, other] = &**sides;
                self.nested(expr, |this| {
                    Ok(this.effective_boolean_value(one, focus)? && this.effective_boolean_value(other, focus)?)
                })
            }
            Kind::Or(sides) => {
                let [one, other] = &**sides;
                self.nested(expr, |this| {
                    Ok(this.effective_boolean_value(one, focus)? || this.effective_boolean_value(other, focus)?)
                })
            }
            Kind::General(operator, sides) => {
                let [one, other] = &**sides;
                self.general(*operator, one, other, focus).map_err(|error| error.at(expr.span))
            }
            Kind::Step(_) => self.exists(expr, focus),
            _ => {
                let mut first: Option<Item<'d>> = None;
                let _ = self.each(expr, focus, &mut |_, item| match (&first, &item) {
                    (None, Item::Node(_)) => {
                        first = Some(item);
                        Ok(ControlFlow::Break(()))
                    }
                    (None, Item::Atom(_) | Item::Function(_)) => {
                        first = Some(item);
                        GO_ON
                    }
                    (Some(_), _) => {
                        let message = "several values are neither true nor false";
                        Err(Error::new(error::ARGUMENT, message).at(expr.span))
                    }
                })?;
                first.map_or(Ok(false), |item| is_true(&item).map_err(|error| error.at(expr.span)))
            }
        }
    }

    /// Whether some pair of items compares so.
    fn general(&mut self, operator: Comparison, one: &Expr, other: &Expr, focus: &Focus<'d>) -> Result<bool, Error> {
        if self.version == Version::One {
            return self.general_of_one(operator, one, other, focus);
        }
        // What is at hand is looked up in, whatever side it stands on.
        let is_turned =
            operator == Comparison::Equal && Self::is_at_hand(one, focus) && !Self::is_at_hand(other, focus);
        let (one, other) = if is_turned { (other, one) } else { (one, other) };
        if let Some(literals) = literals(other) {
            let flow = self.each_value(one, focus, &mut |this, atom| {
                for literal in literals {
                    let Kind::Literal(literal) = &literal.kind else { continue };
                    if this.compares(operator, &atom, literal)? {
                        return Ok(ControlFlow::Break(()));
                    }
                }
                GO_ON
            })?;
            return Ok(flow.is_break());
        }
        if !can_be_indexed(other) {
            return self.general_of_each(operator, one, other, focus);
        }
        let right = self.bound(other, focus)?;
        if right.items.is_empty() {
            return Ok(false);
        }
        let flow = self.each_value(one, focus, &mut |this, atom| {
            this.holds_of_any(operator, &right, &atom, |this, other| this.compares(operator, &atom, &other))
        })?;
        Ok(flow.is_break())
    }

    /// The same, item by item of the right side as they come, until the comparison holds for one.
    fn general_of_each(
        &mut self,
        operator: Comparison,
        one: &Expr,
        other: &Expr,
        focus: &Focus<'d>,
    ) -> Result<bool, Error> {
        let held = self.meter.held();
        let mut left = None;
        let flow = self.each_value(other, focus, &mut |this, atom| {
            let left = match &left {
                Some(left) => Rc::clone(left),
                None => Rc::clone(left.insert(this.bound(one, focus)?)),
            };
            this.holds_of_any(operator, &left, &atom, |this, own| this.compares(operator, &own, &atom))
        });
        self.meter.release_to(held);
        Ok(flow?.is_break())
    }

    /// Breaks where a comparison with an atom holds for an item of a value that is held: where it is equality with a text, the text is looked up.
    fn holds_of_any(
        &mut self,
        operator: Comparison,
        bound: &Bound<'d>,
        atom: &Atom<'d>,
        mut holds: impl FnMut(&mut Self, Atom<'d>) -> Result<bool, Error>,
    ) -> Flow {
        if operator == Comparison::Equal
            && bound.items.len() > FEW_ITEMS
            && let Some(text) = atom.as_text()
            && let Some(strings) = self.strings(bound)?
        {
            self.read(text.len())?;
            return Ok(if strings.contains_key(text) { ControlFlow::Break(()) } else { ControlFlow::Continue(()) });
        }
        for item in &bound.items {
            self.read(item.made_bytes())?;
            if self.holds_of(item, &mut holds)? {
                return Ok(ControlFlow::Break(()));
            }
        }
        GO_ON
    }

    /// Whether something holds of a value of an item.
    fn holds_of(
        &mut self,
        item: &Item<'d>,
        mut holds: impl FnMut(&mut Self, Atom<'d>) -> Result<bool, Error>,
    ) -> Result<bool, Error> {
        match item.clone() {
            item @ Item::Function(_) => {
                for atom in atoms([item])? {
                    if holds(self, atom)? {
                        return Ok(true);
                    }
                }
                Ok(false)
            }
            item => holds(self, item.into_atom()?),
        }
    }

    /// Gives the values of the items of an expression, until there are enough.
    fn each_value(
        &mut self,
        expr: &Expr,
        focus: &Focus<'d>,
        take: &mut dyn FnMut(&mut Self, Atom<'d>) -> Flow,
    ) -> Flow {
        self.each(expr, focus, &mut |this, item| match item {
            Item::Function(_) => {
                for atom in atoms([item])? {
                    if take(this, atom)?.is_break() {
                        return Ok(ControlFlow::Break(()));
                    }
                }
                GO_ON
            }
            item => take(this, item.into_atom()?),
        })
    }

    /// Where the items of a value have which strings, if it has no other items.
    pub(super) fn strings<'b>(&self, bound: &'b Bound<'d>) -> Result<Option<&'b Strings<'d>>, Error> {
        if !bound.has_strings() {
            for item in &bound.items {
                self.spend(1)?;
                self.read(item.node().map_or(item.made_bytes(), |node| node.string().len()))?;
            }
            self.hold(bound.weight())?;
        }
        Ok(bound.strings())
    }

    fn compares(&self, operator: Comparison, one: &Atom<'_>, other: &Atom<'_>) -> Result<bool, Error> {
        self.spend(1)?;
        self.read(compare::common(one, other))?;
        compare::general(operator, one, other, &|prefix| self.namespace(prefix))
    }

    /// Whether some pair of items compares so, as XPath 1.0 does it (XPath 1.0, 3.4).
    fn general_of_one(
        &mut self,
        operator: Comparison,
        one: &Expr,
        other: &Expr,
        focus: &Focus<'d>,
    ) -> Result<bool, Error> {
        let (left, right) = (self.all(one, focus)?, self.all(other, focus)?);
        let is_truth = |items: &[Item<'d>]| matches!(items, [Item::Atom(Atom::Boolean(_))]);
        if is_truth(&left) || is_truth(&right) {
            let truth =
                |items: &[Item<'d>]| Atom::Boolean(items.first().is_some_and(|item| is_true(item).unwrap_or(true)));
            return Ok(compare::of_one(operator, &truth(&left), &truth(&right)));
        }
        let right = atoms(right)?;
        for one in atoms(left)? {
            for other in &right {
                self.spend(1)?;
                // Each is read as a number, where it is not compared as text.
                self.read(one.as_text().map_or(0, str::len) + other.as_text().map_or(0, str::len))?;
                if compare::of_one(operator, &one, other) {
                    return Ok(true);
                }
            }
        }
        Ok(false)
    }
}

fn literals(expr: &Expr) -> Option<&[Expr]> {
    match &expr.kind {
        Kind::Literal(_) => Some(std::slice::from_ref(expr)),
        Kind::Sequence(members) => {
            members.iter().all(|member| matches!(member.kind, Kind::Literal(_))).then_some(members.as_slice())
        }
        _ => None,
    }
}

/// The effective boolean value of one item.
pub(super) fn is_true(item: &Item<'_>) -> Result<bool, Error> {
    Ok(match item {
        Item::Node(_) => true,
        Item::Function(function) => {
            let message = format!("{} is neither true nor false", function.kind());
            return Err(Error::new(error::ARGUMENT, message));
        }
        Item::Atom(Atom::Boolean(value)) => *value,
        Item::Atom(Atom::Untyped(text) | Atom::String(text) | Atom::Uri(text)) => !text.is_empty(),
        Item::Atom(Atom::Integer(number)) => *number != 0,
        Item::Atom(Atom::Decimal(number)) => !number.is_zero(),
        Item::Atom(Atom::Float(number)) => *number != 0.0 && !number.is_nan(),
        Item::Atom(Atom::Double(number)) => *number != 0.0 && !number.is_nan(),
        Item::Atom(Atom::Derived(derived)) => is_true(&derived.atom.clone().into())?,
        Item::Atom(atom) => {
            let name = AtomicType::of(atom).name();
            return Err(Error::new(error::ARGUMENT, format!("`{name}` is neither true nor false")));
        }
    })
}
