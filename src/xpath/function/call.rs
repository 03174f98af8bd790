//! A call of a function, as those that carry it out see it: its arguments, converted by the signature (XPath 3.1, 3.1.5.2), and what it gives.

use std::borrow::Cow;
use std::rc::Rc;

use crate::datatype::{Duration, Temporal};
use crate::text::uri;
use crate::xpath::cast;
use crate::xpath::collation::Collation;
use crate::xpath::dynamic_call::atoms;
use crate::xpath::error::{self, Error};
use crate::xpath::evaluate::{Evaluation, Focus};
use crate::xpath::expression::{Expr, Version};
use crate::xpath::function_item::{Array, FunctionItem, Map};
use crate::xpath::item::{Atom, Item, NodeRef};
use crate::xpath::signature::{Default, Parameter, Signature};
use crate::xpath::types::{AtomicType, ItemType, NodeTest};

/// A function that is called.
pub(super) struct Call<'c, 'e, 'd> {
    pub(super) signature: &'static Signature,
    pub(super) evaluation: &'c mut Evaluation<'e, 'd>,
    pub(super) arguments: &'c [Expr],
    pub(super) focus: &'c Focus<'d>,
}

/// What a function gives that gives one item at most.
pub(super) type Single<'d> = Result<Option<Item<'d>>, Error>;
/// What other functions give.
pub(super) type Several<'d> = Result<Vec<Item<'d>>, Error>;

impl<'c, 'd> Call<'c, '_, 'd> {
    /// How many arguments there are.
    pub(super) fn len(&self) -> usize {
        self.arguments.len()
    }

    pub(super) fn argument(&self, at: usize) -> Result<&'c Expr, Error> {
        self.arguments.get(at).ok_or_else(|| Error::new(error::NO_FUNCTION, "an argument is missing"))
    }

    pub(super) fn context(&self) -> Result<Item<'d>, Error> {
        self.focus.item.clone().ok_or_else(|| Error::new(error::NO_CONTEXT, "there is no context item"))
    }

    /// All items of an argument, as they are.
    pub(super) fn items(&mut self, at: usize) -> Result<Vec<Item<'d>>, Error> {
        match (self.arguments.get(at), self.signature.parameter(at).default) {
            (None, Default::Context) => self.context().map(|item| vec![item]),
            _ => self.evaluation.all(self.argument(at)?, self.focus),
        }
    }

    /// The only item of an argument, as it is.
    pub(super) fn item(&mut self, at: usize) -> Result<Option<Item<'d>>, Error> {
        match (self.arguments.get(at), self.signature.parameter(at).default) {
            (None, Default::Context) => self.context().map(Some),
            (None, _) => Ok(None),
            (Some(argument), _) => self.evaluation.one(argument, self.focus).map_err(|error| error.at(argument.span)),
        }
    }

    /// The only node of an argument, of the kind that the signature asks for.
    pub(super) fn node(&mut self, at: usize) -> Result<Option<NodeRef<'d>>, Error> {
        let kind = self.signature.parameter(at).kind;
        match (self.item(at)?, kind.item) {
            (None, _) if kind.count.allows(0) => Ok(None),
            (Some(Item::Node(node)), Some(ItemType::Node(test))) if test.takes(node, self.evaluation) => Ok(Some(node)),
            (_, Some(ItemType::Node(NodeTest::Element(_)))) => Err(Error::new(error::TYPE, "an element is asked for")),
            _ => Err(Error::new(error::TYPE, "a node is asked for")),
        }
    }

    /// The only value of an argument, converted as the signature asks for; nothing where it may be left out and is.
    pub(super) fn value(&mut self, at: usize) -> Result<Option<Cow<'c, Atom<'d>>>, Error> {
        let Parameter { kind, default } = self.signature.parameter(at);
        let Some(argument) = self.arguments.get(at) else {
            return match default {
                Default::Context => self.converted(Cow::Owned(self.context()?.into_atom()?), at).map(Some),
                Default::ContextString => Ok(Some(Cow::Owned(Atom::text(self.context()?.string())))),
                Default::None | Default::Nothing => Ok(None),
            };
        };
        match self.evaluation.atom(argument, self.focus)? {
            Some(atom) => self.converted(atom, at).map(Some).map_err(|error| error.at(argument.span)),
            None if kind.count.allows(0) => Ok(None),
            None => {
                let wanted = self.atomic(at).wanted();
                Err(Error::new(error::TYPE, format!("nothing stands where {wanted} is asked for")).at(argument.span))
            }
        }
    }

    /// All values of an argument, converted as the signature asks for, whose texts are looked at.
    pub(super) fn values(&mut self, at: usize) -> Result<Vec<Atom<'d>>, Error> {
        let mut values = Vec::new();
        for atom in atoms(self.items(at)?)? {
            let atom = self.converted(Cow::Owned(atom), at)?.into_owned();
            self.evaluation.read(atom.as_text().map_or(0, str::len))?;
            values.push(atom);
        }
        Ok(values)
    }

    /// The atomic type that the signature asks for.
    pub(super) fn atomic(&self, at: usize) -> AtomicType {
        match self.signature.parameter(at).kind.item {
            Some(ItemType::Atomic(kind)) => kind,
            _ => AtomicType::AnyAtomic,
        }
    }

    pub(super) fn converted<'x>(&self, atom: Cow<'x, Atom<'d>>, at: usize) -> Result<Cow<'x, Atom<'d>>, Error> {
        let to = self.atomic(at);
        if self.evaluation.version == Version::One {
            match to {
                AtomicType::String if atom.as_text().is_none() => return Ok(Cow::Owned(Atom::String(atom.string()))),
                AtomicType::Numeric | AtomicType::Double => return Ok(Cow::Owned(Atom::Double(cast::number(&atom)))),
                _ => {}
            }
        }
        let converted = self.evaluation.promoted(atom, to)?;
        if to.has(&converted) { Ok(converted) } else { Err(Error::new(error::TYPE, to.not(&converted))) }
    }

    /// An argument of type `xs:string?`.
    pub(super) fn string(&mut self, at: usize) -> Result<Option<Cow<'c, str>>, Error> {
        let atom = self.value(at)?;
        self.evaluation.read(atom.as_ref().and_then(|atom| atom.as_text()).map_or(0, str::len))?;
        Ok(match atom {
            Some(Cow::Borrowed(Atom::String(text))) => Some(Cow::Borrowed(text)),
            Some(Cow::Owned(Atom::String(text))) => Some(text),
            _ => None,
        })
    }

    /// An argument of type `xs:string`, or of type `xs:string?` where nothing is the empty string.
    pub(super) fn text(&mut self, at: usize) -> Result<Cow<'c, str>, Error> {
        Ok(self.string(at)?.unwrap_or_default())
    }

    /// An argument of type `xs:integer`.
    pub(super) fn integer(&mut self, at: usize) -> Result<Option<i64>, Error> {
        Ok(match self.value(at)?.as_deref() {
            Some(Atom::Integer(number)) => Some(*number),
            _ => None,
        })
    }

    /// An argument of type `xs:integer*`.
    pub(super) fn integers(&mut self, at: usize) -> Result<Vec<i64>, Error> {
        let number = |atom: Atom<'d>| match atom {
            Atom::Integer(number) => Some(number),
            _ => None,
        };
        Ok(self.values(at)?.into_iter().filter_map(number).collect())
    }

    /// An argument of type `xs:double`.
    pub(super) fn double(&mut self, at: usize) -> Result<Option<f64>, Error> {
        Ok(self.value(at)?.as_deref().and_then(cast::double))
    }

    /// An argument that is a point in time.
    pub(super) fn temporal(&mut self, at: usize) -> Result<Option<Temporal>, Error> {
        Ok(match self.value(at)?.as_deref() {
            Some(Atom::Temporal(moment)) => Some(*moment),
            _ => None,
        })
    }

    /// An argument that is a length of time.
    pub(super) fn duration(&mut self, at: usize) -> Result<Option<Duration>, Error> {
        Ok(match self.value(at)?.as_deref() {
            Some(Atom::Duration(duration)) => Some(*duration),
            _ => None,
        })
    }

    /// Where a function begins, and where it ends if that is given: two arguments of type `xs:double`.
    pub(super) fn range(&mut self, at: usize) -> Result<(f64, f64), Error> {
        // Half goes up.
        let round = |number: f64| (number + 0.5).floor();
        let start = round(self.double(at)?.unwrap_or(f64::NAN));
        Ok((start, self.double(at + 1)?.map_or(f64::INFINITY, |length| start + round(length))))
    }

    /// The effective boolean value of an argument.
    pub(super) fn effective_boolean_value(&mut self, at: usize) -> Result<bool, Error> {
        let argument = self.argument(at)?;
        self.evaluation.effective_boolean_value(argument, self.focus)
    }

    /// An argument that is a function with so many parameters.
    pub(super) fn function(&mut self, at: usize, arity: usize) -> Result<FunctionItem<'d>, Error> {
        let argument = self.argument(at)?;
        let function = self.evaluation.function(argument, self.focus)?;
        if function.arity() == arity {
            return Ok(function);
        }
        let message = format!("a function with {arity} parameters is asked for, not {}", function.arity());
        Err(Error::new(error::TYPE, message).at(argument.span))
    }

    /// An argument that is a map.
    pub(super) fn map(&mut self, at: usize) -> Result<Rc<Map<'d>>, Error> {
        let argument = self.argument(at)?;
        match self.evaluation.function(argument, self.focus) {
            Ok(FunctionItem::Map(map)) => Ok(map),
            Err(error) if error.code != error::TYPE => Err(error),
            _ => Err(Error::new(error::TYPE, "a map is asked for").at(argument.span)),
        }
    }

    /// An argument that is an array.
    pub(super) fn array(&mut self, at: usize) -> Result<Rc<Array<'d>>, Error> {
        let argument = self.argument(at)?;
        match self.evaluation.function(argument, self.focus) {
            Ok(FunctionItem::Array(array)) => Ok(array),
            Err(error) if error.code != error::TYPE => Err(error),
            _ => Err(Error::new(error::TYPE, "an array is asked for").at(argument.span)),
        }
    }

    /// The collation that an argument asks for.
    pub(super) fn collation(&mut self, at: usize) -> Result<Collation, Error> {
        match self.string(at)? {
            None => Ok(Collation::CodePoint),
            Some(address) => Collation::named(&uri::resolve(&self.evaluation.documents.base(), &address)),
        }
    }
}

/// A string as a result.
pub(super) fn text<'d>(text: impl Into<Cow<'d, str>>) -> Single<'d> {
    Ok(Some(Atom::text(text).into()))
}

/// Any value as a result.
pub(super) fn given<'d>(value: impl Into<Item<'d>>) -> Single<'d> {
    Ok(Some(value.into()))
}
