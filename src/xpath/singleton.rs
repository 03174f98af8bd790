//! Expressions that give one item at most: comparisons of values and nodes, arithmetic, concatenation, quantifiers, casts (XPath 3.1, 3.5 to 3.7,
//! 3.12, 3.14).

use std::ops::ControlFlow;
use std::rc::Rc;

use super::arithmetic;
use super::cast;
use super::compare;
use super::error::{self, Error};
use super::evaluate::{Evaluation, Focus, LONGEST_TEXT, too_long};
use super::expression::{Empty, Expr, Kind, NodeComparison, Quantifier, Version};
use super::item::{Atom, Item};
use super::types::{AtomicType, Count, SequenceType};
use super::variable::Bound;

impl<'d> Evaluation<'_, 'd> {
    /// Expressions that give one item at most.
    pub(super) fn singleton(&mut self, expr: &Expr, focus: &Focus<'d>) -> Result<Option<Item<'d>>, Error> {
        self.aside(|this| this.value(expr, focus))
    }

    fn value(&mut self, expr: &Expr, focus: &Focus<'d>) -> Result<Option<Item<'d>>, Error> {
        Ok(match &expr.kind {
            Kind::And(_) | Kind::Or(_) | Kind::General(..) => Some(self.effective_boolean_value(expr, focus)?.into()),
            Kind::Quantified(quantifier, slot, sides, lookup) => {
                let [through, condition] = &**sides;
                let wanted = *quantifier == Quantifier::Some;
                let mut decide = |this: &mut Self, item: Item<'d>| {
                    this.set(*slot, Rc::new(Bound::new(vec![item])));
                    let is_decided = this.effective_boolean_value(condition, focus)? == wanted;
                    Ok(if is_decided { ControlFlow::Break(()) } else { ControlFlow::Continue(()) })
                };
                let flow = match lookup {
                    None => self.each(through, focus, &mut decide),
                    Some(lookup) => match self.look_up(lookup, None, focus)? {
                        Some(found) => self.give_found(&found, &[], &mut decide),
                        None => self.unindexed(lookup, |this| this.each(through, focus, &mut decide)),
                    },
                }?;
                Some((flow.is_break() == wanted).into())
            }
            Kind::Value(operator, sides) => {
                let [one, other] = &**sides;
                let Some(one) = self.atom(one, focus)? else { return Ok(None) };
                let Some(other) = self.atom(other, focus)? else { return Ok(None) };
                self.read(compare::common(&one, &other))?;
                Some(compare::value(*operator, &one, &other)?.into())
            }
            Kind::Nodes(comparison, sides) => {
                let [one, other] = &**sides;
                let Some(one) = self.one(one, focus)? else { return Ok(None) };
                let Some(other) = self.one(other, focus)? else { return Ok(None) };
                let (Item::Node(one), Item::Node(other)) = (one, other) else {
                    return Err(Error::new(error::TYPE, "only nodes can be compared so"));
                };
                Some(
                    match comparison {
                        NodeComparison::Is => one == other,
                        NodeComparison::Before => one < other,
                        NodeComparison::After => one > other,
                    }
                    .into(),
                )
            }
            Kind::Arithmetic(operator, sides) => {
                let [one, other] = &**sides;
                let Some(one) = self.atom(one, focus)? else { return Ok(self.no_operand()) };
                let Some(other) = self.atom(other, focus)? else { return Ok(self.no_operand()) };
                let (one, other) = (self.operand(one.into_owned())?, self.operand(other.into_owned())?);
                Some(arithmetic::compute(*operator, &one, &other)?.into())
            }
            Kind::Negative(inner) | Kind::Positive(inner) => {
                let Some(number) = self.atom(inner, focus)? else { return Ok(self.no_operand()) };
                let number = self.operand(number.into_owned())?;
                let negated = arithmetic::negated(&number)?;
                Some(if matches!(expr.kind, Kind::Positive(_)) { number } else { negated }.into())
            }
            Kind::Concat(sides) => {
                let [one, other] = &**sides;
                let mut text = String::new();
                for side in [one, other] {
                    if let Some(atom) = self.atom(side, focus)? {
                        let part = atom.string();
                        self.hold(part.len() as u64)?;
                        text.push_str(&part);
                    }
                    if text.len() > LONGEST_TEXT {
                        return Err(too_long());
                    }
                }
                Some(Atom::text(text).into())
            }
            Kind::InstanceOf(inner, kind) => Some(self.is_instance(inner, *kind, focus)?.into()),
            Kind::Castable(inner, to, empty) => {
                let found = self.atom(inner, focus);
                let is_castable = match found {
                    Ok(Some(atom)) => self.cast(&atom, *to).is_ok(),
                    Ok(None) => *empty == Empty::Allowed,
                    Err(error) if error.code == error::TYPE => false,
                    Err(error) => return Err(error),
                };
                Some(is_castable.into())
            }
            Kind::Cast(inner, to, empty) => match self.atom(inner, focus)? {
                Some(atom) => Some(to.typed(self.cast(&atom, *to)?).into()),
                None if *empty == Empty::Allowed => None,
                None => return Err(Error::new(error::TYPE, "nothing cannot be cast")),
            },
            _ => None,
        })
    }

    fn is_instance(&mut self, inner: &Expr, kind: SequenceType, focus: &Focus<'d>) -> Result<bool, Error> {
        let Some(item) = kind.item else { return Ok(!self.exists(inner, focus)?) };
        let mut count = 0;
        let flow = self.each(inner, focus, &mut |this, one| {
            count += 1;
            let is_too_many = count > 1 && matches!(kind.count, Count::One | Count::Optional);
            let stop = is_too_many || !item.has(&one, this);
            Ok(if stop { ControlFlow::Break(()) } else { ControlFlow::Continue(()) })
        })?;
        Ok(flow.is_continue() && kind.count.allows(count))
    }

    pub(super) fn integer(&mut self, expr: &Expr, focus: &Focus<'d>) -> Result<Option<i64>, Error> {
        let Some(atom) = self.atom(expr, focus)? else { return Ok(None) };
        match &*atom {
            Atom::Integer(number) => Ok(Some(*number)),
            Atom::Untyped(_) => match self.cast(&atom, AtomicType::Integer)? {
                Atom::Integer(number) => Ok(Some(number)),
                _ => Ok(None),
            },
            _ => Err(Error::new(error::TYPE, "a whole number is asked for")),
        }
    }

    /// What comes of computing with nothing.
    fn no_operand(&self) -> Option<Item<'d>> {
        (self.version == Version::One).then_some(Item::Atom(Atom::Double(f64::NAN)))
    }

    /// The operands: what is untyped is a double, in XPath 1.0 everything.
    fn operand(&self, atom: Atom<'d>) -> Result<Atom<'d>, Error> {
        match self.version {
            Version::One => Ok(Atom::Double(cast::number(&atom))),
            Version::Later => arithmetic::operand(atom),
        }
    }
}
