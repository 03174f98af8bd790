//! Paths: steps along axes, conditions, maps (XPath 3.1, 3.3 and 3.15). Takes the nodes that a path begins with; gives what it leads to, in
//! the order of the document, no further than who asks wants to go.

use std::ops::ControlFlow;

use rust_decimal::prelude::ToPrimitive;

use super::axis::{Axis, Flow};
use super::cast;
use super::dispatch::context_node;
use super::effective_boolean_value::is_true;
use super::error::{self, Error};
use super::evaluate::{Evaluation, Focus, GO_ON, Out};
use super::expression::{Expr, Kind, Last, Lookup, Order, Predicate, PredicateKind, Step};
use super::item::{Atom, ITEM, Item, NodeRef};
use super::set_operators::{in_order, sorting};
use super::types::{NameTest, NodeTest};

impl<'e, 'd> Evaluation<'e, 'd> {
    pub(super) fn path(
        &mut self,
        from: &Expr,
        step: &Expr,
        order: Order,
        last: Last,
        focus: &Focus<'d>,
        out: Out<'_, 'e, 'd>,
    ) -> Flow {
        if let Kind::Step(inner) = &step.kind
            && let Some(lookup) = Lookup::among(&inner.predicates)
        {
            return match self.look_up(lookup, None, focus)? {
                Some(found) => self.give_found(&found, &inner.predicates, out),
                None => self.unindexed(lookup, |this| this.ordered_path(from, step, order, last, focus, out)),
            };
        }
        self.ordered_path(from, step, order, last, focus, out)
    }

    fn ordered_path(
        &mut self,
        from: &Expr,
        step: &Expr,
        order: Order,
        last: Last,
        focus: &Focus<'d>,
        out: Out<'_, 'e, 'd>,
    ) -> Flow {
        if order == Order::Kept {
            return self.along(from, step, last, focus, out);
        }
        let held = self.meter.held();
        let mut items = Vec::new();
        let _ = self.along(from, step, last, focus, &mut |this, item| {
            this.hold(item.weight())?;
            items.push(item);
            GO_ON
        })?;
        let count = items.iter().filter(|item| matches!(item, Item::Node(_))).count();
        if count == 0 {
            return self.emit(held, items, out);
        }
        if count < items.len() {
            return Err(Error::new(error::MIXED, "the step gives nodes and values"));
        }
        self.spend(sorting(count))?;
        self.emit(held, in_order(items), out)
    }

    /// A step from each node, in the order in which they come.
    fn along(&mut self, from: &Expr, step: &Expr, last: Last, focus: &Focus<'d>, out: Out<'_, 'e, 'd>) -> Flow {
        if last == Last::Asked {
            let held = self.meter.held();
            let items = self.all(from, focus)?;
            let (count, own) = (items.len(), self.meter.held() - held);
            let mut flow = GO_ON;
            for (at, item) in items.into_iter().enumerate() {
                check(&item, from)?;
                flow = self.each(step, &Focus::on(item, at + 1, Some(count)), out);
                if !matches!(flow, GO_ON) {
                    break;
                }
            }
            self.meter.release(own);
            return flow;
        }
        if let Kind::Step(inner) = &step.kind
            && let Some(lookup) = Lookup::in_families(inner)
            && let Some(top) = everywhere_below(from, focus)
        {
            return match self.look_up(lookup, Some(inner), &Focus::on(top.into(), 1, None))? {
                Some(found) => self.give_families(&found, top, &inner.predicates, out),
                None => self.unindexed(lookup, |this| this.along_each(from, step, focus, out)),
            };
        }
        self.along_each(from, step, focus, out)
    }

    fn along_each(&mut self, from: &Expr, step: &Expr, focus: &Focus<'d>, out: Out<'_, 'e, 'd>) -> Flow {
        let mut position = 0;
        self.each(from, focus, &mut |this, item| {
            check(&item, from)?;
            position += 1;
            this.each(step, &Focus::on(item, position, None), out)
        })
    }

    pub(super) fn map(
        &mut self,
        from: &Expr,
        step: &Expr,
        last: Last,
        focus: &Focus<'d>,
        out: Out<'_, 'e, 'd>,
    ) -> Flow {
        let count = match last {
            Last::Asked => Some(self.aside(|this| this.all(from, focus))?.len()),
            Last::NotAsked => None,
        };
        let mut position = 0;
        self.each(from, focus, &mut |this, item| {
            position += 1;
            this.each(step, &Focus::on(item, position, count), out)
        })
    }

    pub(super) fn step(&mut self, step: &Step, focus: &Focus<'d>, out: Out<'_, 'e, 'd>) -> Flow {
        let from = context_node(focus)?;
        if step.predicates.iter().any(|predicate| predicate.kind == PredicateKind::AsksForLast) {
            let held = self.meter.held();
            let mut nodes = Vec::new();
            let _ = self.visit(step, from, &mut |this, node| {
                this.hold(ITEM)?;
                nodes.push(node.into());
                GO_ON
            })?;
            let mut nodes = self.filtered(nodes, &step.predicates)?;
            if step.axis.is_reverse() {
                nodes.reverse();
            }
            return self.emit(held, nodes, out);
        }
        if step.predicates.is_empty() && !step.axis.is_reverse() {
            return self.visit(step, from, &mut |this, node| out(this, node.into()));
        }
        let mut positions = vec![0; step.predicates.len()];
        if !step.axis.is_reverse() {
            let mut has_enough = false;
            let flow = self.visit(step, from, &mut |this, node| {
                let passage = this.passes(&step.predicates, &mut positions, node.into())?;
                let flow = match passage {
                    Passage::Refused | Passage::Over => GO_ON,
                    Passage::Taken | Passage::Last => out(this, node.into()),
                }?;
                has_enough = matches!(passage, Passage::Last | Passage::Over) && flow.is_continue();
                Ok(if has_enough { ControlFlow::Break(()) } else { flow })
            })?;
            return Ok(if has_enough { ControlFlow::Continue(()) } else { flow });
        }
        let held = self.meter.held();
        let mut nodes = Vec::new();
        let _ = self.visit(step, from, &mut |this, node| match this.passes(
            &step.predicates,
            &mut positions,
            node.into(),
        )? {
            Passage::Refused => GO_ON,
            Passage::Taken => {
                this.hold(ITEM)?;
                nodes.push(node.into());
                GO_ON
            }
            Passage::Last => {
                this.hold(ITEM)?;
                nodes.push(node.into());
                Ok(ControlFlow::Break(()))
            }
            Passage::Over => Ok(ControlFlow::Break(())),
        })?;
        nodes.reverse();
        self.emit(held, nodes, out)
    }

    /// Whether a step to attributes, or along an axis that goes back, gives any node; `None` where it has to be taken to say.
    pub(super) fn any(&mut self, step: &Step, focus: &Focus<'d>) -> Result<Option<bool>, Error> {
        if step.axis == Axis::Attribute && step.predicates.is_empty() {
            let node = context_node(focus)?;
            self.spend(1)?;
            return Ok(Some(node.attributes().any(|attribute| step.test.takes(attribute, self))));
        }
        let asks_for_last = step.predicates.iter().any(|predicate| predicate.kind == PredicateKind::AsksForLast);
        if !step.axis.is_reverse() || asks_for_last {
            return Ok(None);
        }
        let mut positions = vec![0; step.predicates.len()];
        let mut is_any = false;
        let _ = self.visit(step, context_node(focus)?, &mut |this, node| {
            let passage = this.passes(&step.predicates, &mut positions, node.into())?;
            is_any = matches!(passage, Passage::Taken | Passage::Last);
            Ok(if passage == Passage::Refused { ControlFlow::Continue(()) } else { ControlFlow::Break(()) })
        })?;
        Ok(Some(is_any))
    }

    /// The nodes along the axis of a step that pass its test.
    pub(super) fn walk(
        &mut self,
        step: &Step,
        from: NodeRef<'d>,
        take: &mut dyn FnMut(&mut Self, NodeRef<'d>) -> Flow,
    ) -> Flow {
        // The elements of a name are listed in order: what a step finds stands together in the list.
        if let Some(list) = self.listed(step, from) {
            let tree = from.tree();
            let (own, end) = (from.node.id(), from.node.after());
            let before = list.partition_point(|&id| id < own);
            let (inside, after) = (list.partition_point(|&id| id <= own), list.partition_point(|&id| id < end));
            let mut visit = |id: u32| {
                self.spend(1)?;
                tree.node(id).map_or(GO_ON, |node| take(self, from.with(node)))
            };
            let range = match step.axis {
                Axis::Preceding => {
                    for &id in list.get(..before).unwrap_or_default().iter().rev() {
                        // Ancestors end after the node.
                        let is_around = tree.node(id).is_some_and(|node| node.after() > own);
                        if !is_around && visit(id)?.is_break() {
                            return Ok(ControlFlow::Break(()));
                        }
                    }
                    return GO_ON;
                }
                Axis::Following => after..list.len(),
                _ => inside..after,
            };
            for &id in list.get(range).unwrap_or_default() {
                if visit(id)?.is_break() {
                    return Ok(ControlFlow::Break(()));
                }
            }
            return GO_ON;
        }
        let is_principal_attribute = matches!(step.axis, Axis::Attribute | Axis::Namespace);
        step.axis.walk(from, &mut |node| {
            self.spend(1)?;
            // A name alone is that of an element, but on the axis of attributes.
            let is_principal =
                !matches!(step.test, NodeTest::Name(_)) || (node.attribute != 0) == is_principal_attribute;
            if is_principal && step.test.takes(node, self) { take(self, node) } else { GO_ON }
        })
    }

    /// The elements of the name that a step asks for, where all of them stand in a list and the step goes far.
    fn listed(&self, step: &Step, from: NodeRef<'d>) -> Option<&'d [u32]> {
        let NodeTest::Name(NameTest::Name(name)) = step.test else { return None };
        let is_far = matches!(step.axis, Axis::Descendant | Axis::Following | Axis::Preceding);
        let keys = self.keys.get(from.document as usize)?.as_ref().filter(|_| is_far && from.attribute == 0)?;
        Some(keys[name].map_or(&[], |key| from.tree().elements(key)))
    }

    /// Whether an item passes conditions that do not ask how many there are. `positions` counts for each.
    pub(super) fn passes(
        &mut self,
        predicates: &[Predicate],
        positions: &mut [usize],
        item: Item<'d>,
    ) -> Result<Passage, Error> {
        let mut passage = Passage::Taken;
        for (predicate, position) in predicates.iter().zip(positions) {
            *position += 1;
            let is_taken = match predicate.kind {
                PredicateKind::Position(wanted) => {
                    // What comes later has a later place.
                    if *position >= wanted {
                        passage = if *position == wanted { Passage::Last } else { Passage::Over };
                    }
                    *position == wanted
                }
                PredicateKind::Truth => {
                    self.effective_boolean_value(&predicate.expr, &Focus::on(item.clone(), *position, None))?
                }
                PredicateKind::Same | PredicateKind::Any | PredicateKind::AsksForLast => {
                    self.holds(&predicate.expr, &Focus::on(item.clone(), *position, None))?
                }
            };
            if !is_taken {
                return Ok(if passage == Passage::Taken { Passage::Refused } else { Passage::Over });
            }
        }
        Ok(passage)
    }

    /// Whether a condition holds that may be a number.
    fn holds(&mut self, expr: &Expr, focus: &Focus<'d>) -> Result<bool, Error> {
        let mut first: Option<Item<'d>> = None;
        let _ = self.each(expr, focus, &mut |_, item| match &first {
            Some(_) => Err(Error::new(error::ARGUMENT, "several values are neither true nor false").at(expr.span)),
            None => {
                let is_node = matches!(item, Item::Node(_));
                first = Some(item);
                Ok(if is_node { ControlFlow::Break(()) } else { ControlFlow::Continue(()) })
            }
        })?;
        match first {
            None => Ok(false),
            Some(Item::Atom(number)) if number.is_number() =>
            {
                #[expect(clippy::cast_precision_loss, reason = "no sequence is so long")]
                Ok(cast::double(&number) == Some(focus.position as f64))
            }
            Some(item) => is_true(&item).map_err(|error| error.at(expr.span)),
        }
    }

    /// Items that pass all conditions, one condition after the other.
    fn filtered(&mut self, mut items: Vec<Item<'d>>, predicates: &[Predicate]) -> Result<Vec<Item<'d>>, Error> {
        for predicate in predicates {
            if is_last(predicate) {
                items = items.pop().into_iter().collect();
                continue;
            }
            let count = items.len();
            let mut kept = Vec::new();
            for (at, item) in items.into_iter().enumerate() {
                self.read(item.made_bytes())?;
                if self.holds(&predicate.expr, &Focus::on(item.clone(), at + 1, Some(count)))? {
                    kept.push(item);
                }
            }
            items = kept;
        }
        Ok(items)
    }

    pub(super) fn filter(
        &mut self,
        inner: &Expr,
        predicates: &[Predicate],
        focus: &Focus<'d>,
        out: Out<'_, 'e, 'd>,
    ) -> Flow {
        if let [first, others @ ..] = predicates
            && Self::is_at_hand(inner, focus)
            && (first.kind == PredicateKind::Same || is_last(first))
        {
            let items = self.bound(inner, focus)?;
            let place =
                if is_last(first) { items.items.len().checked_sub(1).map(Some) } else { self.place(first, focus)? };
            if let Some(place) = place {
                let Some(item) = place.and_then(|place| items.items.get(place)).cloned() else { return GO_ON };
                return self.filter_one(item, others, out);
            }
        }
        if predicates.iter().any(|predicate| predicate.kind == PredicateKind::AsksForLast) {
            let held = self.meter.held();
            let items = self.all(inner, focus)?;
            let items = self.filtered(items, predicates)?;
            return self.emit(held, items, out);
        }
        if let Some(lookup) = Lookup::among(predicates) {
            return match self.look_up(lookup, None, focus)? {
                Some(found) => self.give_found(&found, predicates, out),
                None => self.unindexed(lookup, |this| this.filter_each(inner, predicates, focus, out)),
            };
        }
        self.filter_each(inner, predicates, focus, out)
    }

    /// The place from 0 of the item that a condition takes which is the same for all; `None` where it is no number, or has no value.
    fn place(&mut self, predicate: &Predicate, focus: &Focus<'d>) -> Result<Option<Option<usize>>, Error> {
        match self.aside(|this| this.all(&predicate.expr, focus)).as_deref() {
            Ok([Item::Atom(number)]) if number.is_number() => Ok(Some(place_of(number))),
            Err(error) if self.exceeded().is_some() => Err(error.clone()),
            _ => Ok(None),
        }
    }

    /// Gives an item if it passes conditions, alone as it is.
    fn filter_one(&mut self, item: Item<'d>, predicates: &[Predicate], out: Out<'_, 'e, 'd>) -> Flow {
        match self.filtered(vec![item], predicates)?.pop() {
            Some(item) => out(self, item),
            None => GO_ON,
        }
    }

    fn filter_each(&mut self, inner: &Expr, predicates: &[Predicate], focus: &Focus<'d>, out: Out<'_, 'e, 'd>) -> Flow {
        let mut positions = vec![0; predicates.len()];
        let mut has_enough = false;
        let flow = self.each(inner, focus, &mut |this, item| {
            let passage = this.passes(predicates, &mut positions, item.clone())?;
            let flow = match passage {
                Passage::Refused | Passage::Over => GO_ON,
                Passage::Taken | Passage::Last => out(this, item),
            }?;
            has_enough = matches!(passage, Passage::Last | Passage::Over) && flow.is_continue();
            Ok(if has_enough { ControlFlow::Break(()) } else { flow })
        })?;
        Ok(if has_enough { ControlFlow::Continue(()) } else { flow })
    }
}

/// That a step can be taken from an item.
fn check(item: &Item<'_>, from: &Expr) -> Result<(), Error> {
    match item {
        Item::Node(_) => Ok(()),
        Item::Atom(_) | Item::Function(_) => {
            Err(Error::new(error::NOT_A_NODE, "a step is taken from what is no node").at(from.span))
        }
    }
}

/// The node that an expression gives with all nodes below: `//` and `.//` as they begin a path.
fn everywhere_below<'d>(expr: &Expr, focus: &Focus<'d>) -> Option<NodeRef<'d>> {
    let is_all = |expr: &Expr| matches!(&expr.kind, Kind::Step(step) if step.axis == Axis::DescendantOrSelf && step.test == NodeTest::Node && step.predicates.is_empty());
    let node = context_node(focus).ok()?;
    match &expr.kind {
        Kind::Step(_) if is_all(expr) => Some(node),
        Kind::Path(sides, ..) => {
            let [from, step] = &**sides;
            (matches!(from.kind, Kind::Root) && is_all(step)).then(|| node.tree().top().map(|top| node.with(top)))?
        }
        _ => None,
    }
}

/// Whether a condition is `[last()]`.
fn is_last(predicate: &Predicate) -> bool {
    matches!(&predicate.expr.kind, Kind::Call(builtin, arguments) if builtin.is_last() && arguments.is_empty())
}

/// The place in a list that a number says, from 0; `None` where it is no whole number from 1.
fn place_of(number: &Atom<'_>) -> Option<usize> {
    let place = cast::double(number).filter(|place| place.fract() == 0.0)?;
    place.to_usize()?.checked_sub(1)
}

/// What becomes of an item.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Passage {
    Refused,
    Taken,
    /// It is taken, and no other will be.
    Last,
    /// It is refused, and so will all others.
    Over,
}
