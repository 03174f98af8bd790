//! What makes functions, maps and arrays, calls them and looks up in them (XPath 3.1, 3.1.5 to 3.1.7, 3.2.2, 3.11). Takes expressions; gives
//! values, each counted as it is made.

use std::borrow::Cow;
use std::rc::Rc;
use std::sync::Arc;

use super::error::{self, Error};
use super::evaluate::{Evaluation, Focus, GO_ON};
use super::expression::{Expr, Inline, InlineFocus, LookupKey};
use super::function_item::{Array, Closure, FunctionItem, Map, Member};
use super::item::{Atom, Item};
use super::types::AtomicType;
use super::variable::Bound;

impl<'d> Evaluation<'_, 'd> {
    /// A function that stands in an expression, with the variables around it.
    pub(super) fn closure(&self, code: &Arc<Inline>, focus: &Focus<'d>) -> Result<Item<'d>, Error> {
        let focus = match code.focus {
            InlineFocus::Kept => focus.clone(),
            InlineFocus::Absent => Focus::default(),
        };
        let frame = self.frame().to_vec();
        let (prefixes, version) = (Arc::clone(&self.prefixes), self.version);
        let closure = Closure::new(Arc::clone(code), frame, focus, prefixes, version)?;
        Ok(Item::Function(FunctionItem::Closure(Rc::new(closure))))
    }

    /// The value of a call of what an expression gives.
    pub(super) fn dynamic_call(
        &mut self,
        function: &Expr,
        arguments: &[Expr],
        focus: &Focus<'d>,
    ) -> Result<Vec<Item<'d>>, Error> {
        let called = self.function(function, focus)?;
        let mut values = Vec::new();
        for argument in arguments {
            values.push(self.all(argument, focus)?);
        }
        self.apply(&called, values)
    }

    /// The function that an expression gives.
    pub(super) fn function(&mut self, expr: &Expr, focus: &Focus<'d>) -> Result<FunctionItem<'d>, Error> {
        match self.one(expr, focus)? {
            Some(Item::Function(function)) => Ok(function),
            _ => Err(Error::new(error::TYPE, "a function is asked for").at(expr.span)),
        }
    }

    /// The value of a call.
    pub(super) fn apply(
        &mut self,
        function: &FunctionItem<'d>,
        arguments: Vec<Vec<Item<'d>>>,
    ) -> Result<Vec<Item<'d>>, Error> {
        self.spend(1)?;
        if arguments.len() != function.arity() {
            let message = format!("{} takes {} arguments, not {}", function.kind(), function.arity(), arguments.len());
            return Err(Error::new(error::TYPE, message));
        }
        let found = match function {
            FunctionItem::Closure(closure) => return self.call_closure(closure, arguments),
            FunctionItem::Map(map) => {
                let key = self.key(arguments.into_iter().flatten().collect())?;
                map.get(&key).map(|value| value.to_vec())
            }
            FunctionItem::Array(array) => {
                let key = self.key(arguments.into_iter().flatten().collect())?;
                Some(array.get(self.member_place(&key)?)?.to_vec())
            }
        };
        let found = found.unwrap_or_default();
        self.hold(found.iter().map(Item::weight).sum())?;
        Ok(found)
    }

    fn call_closure(&mut self, closure: &Closure<'d>, arguments: Vec<Vec<Item<'d>>>) -> Result<Vec<Item<'d>>, Error> {
        let code = &closure.code;
        let mut frame = closure.frame.clone();
        self.hold(8 * frame.len() as u64)?;
        for (items, (slot, kind)) in arguments.into_iter().zip(&code.parameters) {
            let value = self.converted(items, *kind)?;
            if frame.len() <= *slot {
                frame.resize(slot + 1, None);
            }
            if let Some(place) = frame.get_mut(*slot) {
                *place = Some(Rc::new(Bound::new(value)));
            }
        }
        let result =
            self.with_frame(frame, &closure.prefixes, closure.version, |this| this.all(&code.body, &closure.focus))?;
        // What functions of the specification give is what they say.
        if code.name.is_some() { Ok(result) } else { self.converted(result, code.result) }
    }

    /// The only value of items, as a key.
    fn key(&self, items: Vec<Item<'d>>) -> Result<Atom<'d>, Error> {
        let mut atoms = atoms(items)?;
        match (atoms.pop(), atoms.is_empty()) {
            (Some(atom), true) => Ok(atom),
            _ => Err(Error::new(error::TYPE, "one value is asked for as a key")),
        }
    }

    /// The place in an array that a value says.
    fn member_place(&self, key: &Atom<'d>) -> Result<i64, Error> {
        match &*self.promoted(Cow::Borrowed(key), AtomicType::Integer)? {
            Atom::Integer(place) => Ok(*place),
            Atom::Derived(derived) if matches!(derived.atom, Atom::Integer(_)) => self.member_place(&derived.atom),
            other => Err(Error::new(error::TYPE, AtomicType::Integer.not(other))),
        }
    }

    /// `map { … }`
    pub(super) fn map_of(&mut self, entries: &[(Expr, Expr)], focus: &Focus<'d>) -> Result<Item<'d>, Error> {
        let mut map = Map::default();
        for (key, value) in entries {
            let place = key.span;
            let key = self.all(key, focus)?;
            let key = self.key(key).map_err(|error| error.at(place))?;
            if map.get(&key).is_some() {
                return Err(Error::new("XQDY0137", format!("the key `{}` stands twice", key.string())).at(place));
            }
            map.put(key, self.all(value, focus)?.into())?;
        }
        Ok(map.into())
    }

    /// `[ …, … ]`: a member each.
    pub(super) fn square_array(&mut self, members: &[Expr], focus: &Focus<'d>) -> Result<Item<'d>, Error> {
        let members: Result<Vec<Member<'d>>, Error> =
            members.iter().map(|member| self.all(member, focus).map(Into::into)).collect();
        Ok(Array::of(members?)?.into())
    }

    /// `array { … }`: a member for each item.
    pub(super) fn curly_array(&mut self, inner: &Expr, focus: &Focus<'d>) -> Result<Item<'d>, Error> {
        let members = self.all(inner, focus)?.into_iter().map(|item| Rc::from([item])).collect();
        Ok(Array::of(members)?.into())
    }

    /// `…?key`
    pub(super) fn looked_up(
        &mut self,
        from: &Expr,
        key: &LookupKey,
        focus: &Focus<'d>,
    ) -> Result<Vec<Item<'d>>, Error> {
        let keys = match key {
            LookupKey::All => None,
            LookupKey::Named(name) => Some(vec![Atom::text(name.to_string())]),
            LookupKey::Of(expr) => Some(atoms(self.all(expr, focus)?)?),
        };
        let mut found = Vec::new();
        let _ = self.each(from, focus, &mut |this, item| {
            let Item::Function(function) = &item else {
                return Err(Error::new(error::TYPE, "only maps and arrays can be looked up in"));
            };
            let mut take = |this: &mut Self, value: &[Item<'d>]| {
                this.spend(1 + value.len() as u64)?;
                this.hold(value.iter().map(Item::weight).sum())?;
                found.extend_from_slice(value);
                Ok::<_, Error>(())
            };
            match (function, &keys) {
                (FunctionItem::Map(map), None) => {
                    for (_, value) in map.entries() {
                        take(this, value)?;
                    }
                }
                (FunctionItem::Map(map), Some(keys)) => {
                    for key in keys {
                        take(this, map.get(key).map_or(&[][..], |value| value))?;
                    }
                }
                (FunctionItem::Array(array), None) => {
                    for member in &array.members {
                        take(this, member)?;
                    }
                }
                (FunctionItem::Array(array), Some(keys)) => {
                    for key in keys {
                        let place = this.member_place(key)?;
                        take(this, array.get(place)?)?;
                    }
                }
                (FunctionItem::Closure(_), _) => {
                    return Err(Error::new(error::TYPE, "only maps and arrays can be looked up in"));
                }
            }
            GO_ON
        })?;
        Ok(found)
    }
}

/// The values of items, in order: of an array those of its members (XPath 3.1, 2.4.2).
pub(super) fn atoms<'d>(items: impl IntoIterator<Item = Item<'d>>) -> Result<Vec<Atom<'d>>, Error> {
    let mut atoms = Vec::new();
    let mut open: Vec<Item<'d>> = items.into_iter().collect();
    open.reverse();
    while let Some(item) = open.pop() {
        match item {
            Item::Function(FunctionItem::Array(array)) => {
                open.extend(array.members.iter().rev().flat_map(|member| member.iter().rev().cloned()));
            }
            item => atoms.push(item.into_atom()?),
        }
    }
    Ok(atoms)
}
