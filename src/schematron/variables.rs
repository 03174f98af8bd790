//! The variables of a schema while it is run (`let`, 5.4.5). Takes declarations and nodes; gives values, each computed when it is first
//! asked for.

use std::cell::RefCell;
use std::rc::Rc;

use super::schema::{Let, Scope, Value};
use crate::budget::Meter;
use crate::xpath::{Atom, Bound, Error, Evaluation, ExternalVariables, Item};

/// The variables of one run.
pub(super) struct Variables<'s, 'd> {
    lets: &'s [Let],
    values: RefCell<Vec<State<'d>>>,
    /// The document.
    document: Item<'d>,
    /// The node that a rule is run for.
    node: RefCell<Option<Item<'d>>>,
    meter: &'s Meter,
}

/// What is known of a variable.
#[derive(Clone)]
enum State<'d> {
    Unknown,
    /// Its value is being computed: asking for it leads nowhere.
    Open,
    Known(Result<Rc<Bound<'d>>, Error>),
}

impl<'s, 'd> Variables<'s, 'd> {
    /// Nothing is known.
    pub(super) fn new(lets: &'s [Let], document: Item<'d>, meter: &'s Meter) -> Self {
        let values = RefCell::new(vec![State::Unknown; lets.len()]);
        Self { lets, values, document, node: RefCell::new(None), meter }
    }

    /// A rule begins for a node: its own variables are computed anew.
    pub(super) fn begin(&self, own: &[u32], node: &Item<'d>) {
        *self.node.borrow_mut() = Some(node.clone());
        for &number in own {
            self.set(number, State::Unknown);
        }
    }

    fn set(&self, number: u32, state: State<'d>) {
        if let Some(place) = self.values.borrow_mut().get_mut(number as usize)
            && let State::Known(Ok(before)) = std::mem::replace(place, state)
        {
            self.meter.drop_kept(before.weight());
        }
    }
}

impl<'d> ExternalVariables<'d> for Variables<'_, 'd> {
    fn variable(&self, evaluation: &mut Evaluation<'_, 'd>, number: u32) -> Result<Rc<Bound<'d>>, Error> {
        let missing = || Error::new("XPST0008", "the variable is not declared");
        let state = self.values.borrow().get(number as usize).cloned().ok_or_else(missing)?;
        let declared = self.lets.get(number as usize).ok_or_else(missing)?;
        match state {
            State::Known(value) => return value,
            State::Open => {
                return Err(Error::new("XTDE0640", format!("the variable `${}` depends on itself", declared.name)));
            }
            State::Unknown => self.set(number, State::Open),
        }
        let item = match declared.scope {
            Scope::Document => Some(self.document.clone()),
            Scope::Rule => self.node.borrow().clone(),
        };
        let value = match &declared.value {
            Value::Expression(expression) => evaluation.items(expression, item.as_ref()),
            Value::Text(text) => Ok(vec![Atom::Untyped(text.clone().into()).into()]),
            Value::Tree(xml) => evaluation.tree(xml).map(|root| vec![root.into()]),
        };
        let value = value.and_then(|items| evaluation.converted(items, declared.kind));
        let value = value.map(|items| Rc::new(Bound::new(items)));
        let value = value.and_then(|value| Ok(self.meter.keep(value.weight()).map(|()| value)?));
        self.set(number, State::Known(value.clone()));
        value
    }
}
