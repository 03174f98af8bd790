//! Functions that a schema declares, and values as a type asks for them (XPath 3.1, 3.1.5.2).

use std::borrow::Cow;
use std::rc::Rc;

use super::dynamic_call::atoms;
use super::error::{self, Error};
use super::evaluate::{Evaluation, Focus};
use super::expression::Expr;
use super::item::{Atom, Item};
use super::library::FunctionId;
use super::types::{AtomicType, ItemType, SequenceType};
use super::variable::Bound;
use crate::text::Span;

impl<'d> Evaluation<'_, 'd> {
    /// Calls a function that the schema declares.
    pub(super) fn call(
        &mut self,
        id: FunctionId,
        arguments: &[Expr],
        focus: &Focus<'d>,
    ) -> Result<Vec<Item<'d>>, Error> {
        let function = self.library.function(id);
        let Some(body) = &function.body else {
            let message = format!("the function `{}` has no body that can be run", function.name.local);
            return Err(Error::new(error::NOT_SUPPORTED, message));
        };
        let mut values = Vec::new();
        for (argument, parameter) in arguments.iter().zip(&function.parameters) {
            let items = self.all(argument, focus)?;
            values.push(self.converted(items, parameter.kind).map_err(|error| error.at(argument.span))?);
        }
        let result = self.framed(body, Some(None), |this| {
            for (slot, value) in values.into_iter().enumerate() {
                this.set(slot, Rc::new(Bound::new(value)));
            }
            this.all(&body.root, &Focus::default())
        });
        // The place of the error is in the function, not here.
        let result = result.map_err(|error| Error { span: Span::at(0), ..error })?;
        self.converted(result, function.result)
    }

    /// Items as a function takes them (3.1.5.2), and a variable that has a type.
    ///
    /// # Errors
    /// `XPTY0004` where they are not of the type, and what keeps one from being cast to it.
    pub fn converted(&self, items: Vec<Item<'d>>, kind: SequenceType) -> Result<Vec<Item<'d>>, Error> {
        let items = match kind.item {
            Some(ItemType::Atomic(to)) => {
                let mut values = Vec::with_capacity(items.len());
                for item in items {
                    let converted = |atom| Ok::<_, Error>(self.promoted(Cow::Owned(atom), to)?.into_owned().into());
                    match item {
                        Item::Atom(atom) => values.push(converted(atom)?),
                        Item::Node(node) => values.push(converted(node.atom())?),
                        Item::Function(_) => {
                            for atom in atoms([item])? {
                                values.push(converted(atom)?);
                            }
                        }
                    }
                }
                values
            }
            _ => items,
        };
        if self.fits(&items, kind) {
            Ok(items)
        } else {
            Err(Error::new(error::TYPE, "a value has not the type that is declared"))
        }
    }

    /// A value as a function takes it: what is untyped is cast, addresses count as strings, numbers as wider ones. It may have another type
    /// all the same.
    pub(super) fn promoted<'x>(&self, atom: Cow<'x, Atom<'d>>, to: AtomicType) -> Result<Cow<'x, Atom<'d>>, Error> {
        Ok(Cow::Owned(match (&*atom, to) {
            (_, AtomicType::AnyAtomic) | (Atom::Untyped(_), AtomicType::Untyped) => return Ok(atom),
            (Atom::Untyped(_) | Atom::Uri(_), AtomicType::String) => match atom.into_owned() {
                Atom::Untyped(text) | Atom::Uri(text) => Atom::String(text),
                other => other,
            },
            (Atom::Untyped(_), AtomicType::QName | AtomicType::Notation) => {
                return Err(Error::new("XPTY0117", format!("a value without a type becomes no `{}`", to.name())));
            }
            (Atom::Untyped(_), _) => to.typed(self.cast(&atom, to)?),
            (Atom::Integer(_) | Atom::Decimal(_), AtomicType::Double | AtomicType::Float)
            | (Atom::Float(_), AtomicType::Double) => self.cast(&atom, to)?,
            _ => return Ok(atom),
        }))
    }

    /// Whether items have a type.
    pub(super) fn fits(&self, items: &[Item<'d>], kind: SequenceType) -> bool {
        kind.has(items, self)
    }
}
