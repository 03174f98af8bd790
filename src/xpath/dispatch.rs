//! What each kind of expression gives (XPath 3.1, 3). Takes an expression and its focus; gives items one by one to whoever asks, who may stop.
//! Memory that only the way to an item needed is given back before the item is given.

use std::borrow::Cow;
use std::ops::ControlFlow;
use std::rc::Rc;

use super::axis::Flow;
use super::dynamic_call::atoms;
use super::error::{self, Error};
use super::evaluate::{Evaluation, Focus, FunctionResult, GO_ON, LONGEST_TEXT, Out, too_long};
use super::expression::{Expr, Kind, Version};
use super::item::{Atom, ITEM, Item, NodeRef};
use super::variable::Bound;

impl<'e, 'd> Evaluation<'e, 'd> {
    /// All items of an expression.
    pub(super) fn all(&mut self, expr: &Expr, focus: &Focus<'d>) -> Result<Vec<Item<'d>>, Error> {
        let mut items = Vec::new();
        let _ = self.each(expr, focus, &mut |this, item| {
            this.spend(1)?;
            this.hold(item.weight())?;
            items.push(item);
            GO_ON
        })?;
        Ok(items)
    }

    /// The only item of an expression; an error where there are more.
    pub(super) fn one(&mut self, expr: &Expr, focus: &Focus<'d>) -> Result<Option<Item<'d>>, Error> {
        let mut found = None;
        let _ = self.each(expr, focus, &mut |this, item| match found.replace(item) {
            None if this.version == Version::One => Ok(ControlFlow::Break(())),
            None => GO_ON,
            Some(_) => Err(Error::new(error::TYPE, "more than one item where one is allowed")),
        })?;
        Ok(found)
    }

    /// The only value of an expression.
    pub(super) fn atom<'x>(&mut self, expr: &'x Expr, focus: &Focus<'d>) -> Result<Option<Cow<'x, Atom<'d>>>, Error>
    where
        'd: 'x,
    {
        if let Kind::Literal(atom) = &expr.kind {
            return Ok(Some(Cow::Borrowed(atom)));
        }
        let mut found = None;
        let mut take = |this: &Self, atom: Atom<'d>| match found.replace(atom) {
            None if this.version == Version::One => Ok(ControlFlow::Break(())),
            None => GO_ON,
            Some(_) => Err(Error::new(error::TYPE, "more than one value where one is allowed").at(expr.span)),
        };
        let _ = self.each(expr, focus, &mut |this, item| match item {
            // An array may have any number of values.
            Item::Function(_) => {
                for atom in atoms([item]).map_err(|error| error.at(expr.span))? {
                    if take(this, atom)?.is_break() {
                        return Ok(ControlFlow::Break(()));
                    }
                }
                GO_ON
            }
            item => take(this, item.into_atom()?),
        })?;
        Ok(found.map(Cow::Owned))
    }

    /// The value of an expression, without a copy where it is a variable.
    pub(super) fn bound(&mut self, expr: &Expr, focus: &Focus<'d>) -> Result<Rc<Bound<'d>>, Error> {
        match &expr.kind {
            Kind::Local(slot) => Ok(self.frame().get(*slot).cloned().flatten().unwrap_or_default()),
            Kind::External(number) => {
                let outer = self.outer;
                outer.variable(self, *number).map_err(|error| error.at(expr.span))
            }
            Kind::Fixed(number, inner) => self.fixed(*number, inner, focus),
            _ => Ok(Rc::new(Bound::new(self.all(expr, focus)?))),
        }
    }

    /// Gives the items of an expression to `out`, in order, until it has enough.
    pub(super) fn each(&mut self, expr: &Expr, focus: &Focus<'d>, out: Out<'_, 'e, 'd>) -> Flow {
        if let Err(exceeded) = self.meter.spend(1) {
            return Err(Error::from(exceeded).at(expr.span));
        }
        self.nested(expr, |this| this.dispatch(expr, focus, out)).map_err(|error| error.at(expr.span))
    }

    fn dispatch(&mut self, expr: &Expr, focus: &Focus<'d>, out: Out<'_, 'e, 'd>) -> Flow {
        match &expr.kind {
            Kind::Literal(atom) => out(self, Item::Atom(atom.clone())),
            Kind::Context => match &focus.item {
                Some(item) => out(self, item.clone()),
                None => Err(Error::new(error::NO_CONTEXT, "there is nothing that `.` could be")),
            },
            Kind::Step(step) => self.step(step, focus, out),
            Kind::Path(sides, order, last) => {
                let [from, step] = &**sides;
                self.path(from, step, *order, *last, focus, out)
            }
            Kind::Root => {
                let node = context_node(focus)?;
                match node.tree().top() {
                    Some(top) => out(self, node.with(top).into()),
                    None => GO_ON,
                }
            }
            Kind::Filter(inner, predicates) => self.filter(inner, predicates, focus, out),
            Kind::Call(builtin, arguments) => {
                let held = self.meter.held();
                match self.call_builtin(*builtin, arguments, focus)? {
                    FunctionResult::Item(None) => {
                        self.meter.release_to(held);
                        GO_ON
                    }
                    FunctionResult::Item(Some(item)) if item.made_bytes() > LONGEST_TEXT => Err(too_long()),
                    FunctionResult::Item(Some(item)) => {
                        self.meter.release_to(held);
                        self.give(item, out)
                    }
                    FunctionResult::Items(items) => self.emit(held, items, out),
                }
            }
            Kind::Own(function, arguments) => {
                let held = self.meter.held();
                let items = self.call(*function, arguments, focus)?;
                self.emit(held, items, out)
            }
            // Who wants the items one by one may not want all.
            Kind::Fixed(_, inner) => self.each(inner, focus, out),
            Kind::Local(_) | Kind::External(_) => {
                let value = self.bound(expr, focus)?;
                for item in &value.items {
                    self.spend(1)?;
                    if self.give(item.clone(), out)?.is_break() {
                        return Ok(ControlFlow::Break(()));
                    }
                }
                GO_ON
            }
            Kind::Sequence(members) => {
                for member in members {
                    if self.each(member, focus, out)?.is_break() {
                        return Ok(ControlFlow::Break(()));
                    }
                }
                GO_ON
            }
            Kind::Map(sides, last) => {
                let [from, step] = &**sides;
                self.map(from, step, *last, focus, out)
            }
            Kind::If(sides) => {
                let [condition, one, other] = &**sides;
                let branch = if self.effective_boolean_value(condition, focus)? { one } else { other };
                self.each(branch, focus, out)
            }
            Kind::For(slot, sides) => {
                let [through, give] = &**sides;
                self.each(through, focus, &mut |this, item| {
                    this.set(*slot, Rc::new(Bound::new(vec![item])));
                    this.each(give, focus, out)
                })
            }
            Kind::Let(slot, sides) => {
                let [value, give] = &**sides;
                let held = self.meter.held();
                let value = self.bound(value, focus)?;
                let own = self.meter.held() - held;
                self.set(*slot, value);
                let flow = self.each(give, focus, out);
                self.set(*slot, Rc::default());
                self.meter.release(own);
                flow
            }
            Kind::Treat(inner, kind) => {
                let held = self.meter.held();
                let items = self.all(inner, focus)?;
                if !self.fits(&items, *kind) {
                    return Err(Error::new(error::TREAT, "the value has not the type that `treat as` says"));
                }
                self.emit(held, items, out)
            }
            Kind::Combine(combination, sides) => {
                let [one, other] = &**sides;
                let held = self.meter.held();
                let items = self.set_operator(*combination, one, other, focus)?;
                self.emit(held, items, out)
            }
            Kind::Range(sides) => {
                let [from, to] = &**sides;
                let (Some(from), Some(to)) = (self.integer(from, focus)?, self.integer(to, focus)?) else {
                    return GO_ON;
                };
                for number in from..=to {
                    self.spend(1)?;
                    if out(self, number.into())?.is_break() {
                        return Ok(ControlFlow::Break(()));
                    }
                }
                GO_ON
            }
            Kind::Inline(_)
            | Kind::Dynamic(..)
            | Kind::MapOf(_)
            | Kind::SquareArray(_)
            | Kind::CurlyArray(_)
            | Kind::Lookup(..) => {
                let held = self.meter.held();
                let items = self.functional(expr, focus)?;
                self.emit(held, items, out)
            }
            _ => match self.singleton(expr, focus)? {
                Some(item) => out(self, item),
                None => GO_ON,
            },
        }
    }

    /// Gives items, which are all that is held any longer of what was since the meter said `held`.
    pub(super) fn emit(&mut self, held: u64, items: Vec<Item<'d>>, out: Out<'_, 'e, 'd>) -> Flow {
        self.keep_only(held, &items)?;
        self.spend(items.len() as u64)?;
        let own = self.meter.held() - held;
        for item in items {
            if out(self, item)?.is_break() {
                self.meter.release(own);
                return Ok(ControlFlow::Break(()));
            }
        }
        self.meter.release(own);
        GO_ON
    }

    /// Gives an item whose text is held until it is used.
    fn give(&mut self, item: Item<'d>, out: Out<'_, 'e, 'd>) -> Flow {
        let bytes = item.weight() - ITEM;
        if bytes == 0 {
            return out(self, item);
        }
        self.read(item.made_bytes())?;
        self.hold(bytes)?;
        let flow = out(self, item);
        self.meter.release(bytes);
        flow
    }

    /// What expressions give that make functions, maps and arrays, or ask them.
    fn functional(&mut self, expr: &Expr, focus: &Focus<'d>) -> Result<Vec<Item<'d>>, Error> {
        match &expr.kind {
            Kind::Inline(code) => Ok(vec![self.closure(code, focus)?]),
            Kind::Dynamic(function, arguments) => self.dynamic_call(function, arguments, focus),
            Kind::MapOf(entries) => Ok(vec![self.map_of(entries, focus)?]),
            Kind::SquareArray(members) => Ok(vec![self.square_array(members, focus)?]),
            Kind::CurlyArray(inner) => Ok(vec![self.curly_array(inner, focus)?]),
            Kind::Lookup(from, key) => self.looked_up(from, key, focus),
            _ => Ok(Vec::new()),
        }
    }
}

/// The context item, which must be a node.
pub(super) fn context_node<'d>(focus: &Focus<'d>) -> Result<NodeRef<'d>, Error> {
    match &focus.item {
        Some(Item::Node(node)) => Ok(*node),
        Some(_) => Err(Error::new(error::CONTEXT_NOT_A_NODE, "the context item is no node")),
        None => Err(Error::new(error::NO_CONTEXT, "there is no context item")),
    }
}
