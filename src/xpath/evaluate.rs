//! Evaluation. Takes an expression and what it is evaluated for; gives items one by one to whoever asks, who may stop: what decides
//! nothing is not looked at.
//!
//! Promises an end: a limit on steps for each expression, and on functions inside functions.

use std::borrow::Cow;
use std::cell::OnceCell;
use std::ops::ControlFlow;
use std::rc::Rc;
use std::sync::Arc;

use rustc_hash::{FxHashMap, FxHashSet};

use super::arithmetic;
use super::axis::Flow;
use super::cast;
use super::compare::{self, Comparison};
use super::error::{self, Error};
use super::expression::{Bindings, Combination, Empty, Expr, Expression, Kind, NodeComparison, Quantifier, Version};
use super::function::Given;
use super::item::{Atom, Item, NodeRef};
use super::library::Library;
use super::pattern;
use super::temporal::Temporal;
use super::types::{AtomicType, Count, ItemType, NameTest, Names, SequenceType};
use crate::datatype::Search;
use crate::text::Span;
use crate::xml::{Document, External};

/// Items that one expression may look at.
const MOST_STEPS: u64 = 100_000_000;

/// Functions and expressions inside each other.
const DEEPEST: usize = 400;

/// Parts of expressions inside each other while they are evaluated: what the stack of a thread holds.
const NESTING: usize = 300;

/// Items that a sequence may hold.
const LONGEST: usize = 50_000_000;

/// Where documents come from.
pub trait Documents<'d> {
    /// The document at an address relative to a base, and its number; numbers are given in the order of asking.
    ///
    /// # Errors
    /// `FODC0002` where it cannot be had.
    fn document(&self, href: &str, base: &str) -> Result<NodeRef<'d>, Error>;
    /// Takes a document that a function has made.
    ///
    /// # Errors
    /// There are too many.
    fn keep(&self, document: Document) -> Result<NodeRef<'d>, Error>;
    /// The documents of a collection.
    ///
    /// # Errors
    /// As [`Self::document`].
    fn collection(&self, href: &str, base: &str) -> Result<Vec<NodeRef<'d>>, Error>;
    /// The text at an address relative to a base.
    ///
    /// # Errors
    /// As [`Self::document`].
    fn text(&self, href: &str, base: &str) -> Result<String, Error>;
    /// The address of the document with a number.
    fn address(&self, document: u32) -> String;
    /// The address of the schema, to which the addresses of `doc()` are relative.
    fn base(&self) -> String;
    /// The time of the run.
    fn now(&self) -> Option<Temporal>;
}

/// Variables that are bound around an expression.
pub trait Outer<'d> {
    /// The value of the variable with a number.
    ///
    /// # Errors
    /// What keeps it from having a value.
    fn variable(&self, evaluation: &mut Evaluation<'_, 'd>, number: u32) -> Result<Rc<Bound<'d>>, Error>;
}

/// The value of a variable.
#[derive(Debug, Default)]
pub struct Bound<'d> {
    pub(super) items: Vec<Item<'d>>,
    strings: OnceCell<Option<FxHashSet<Cow<'d, str>>>>,
}

impl<'d> Bound<'d> {
    /// A value.
    #[must_use]
    pub fn new(items: Vec<Item<'d>>) -> Self {
        Self { items, strings: OnceCell::new() }
    }

    /// The strings of its items; `None` where some is no string.
    fn strings(&self) -> Option<&FxHashSet<Cow<'d, str>>> {
        let all = || {
            let mut strings = FxHashSet::default();
            for item in &self.items {
                match item.clone().into_atom() {
                    Atom::Untyped(text) | Atom::String(text) | Atom::Uri(text) => strings.insert(text),
                    _ => return None,
                };
            }
            Some(strings)
        };
        self.strings.get_or_init(all).as_ref()
    }
}

/// What an expression looks at.
#[derive(Clone, Debug, Default)]
pub(super) struct Focus<'d> {
    pub(super) item: Option<Item<'d>>,
    pub(super) position: usize,
    pub(super) last: Option<usize>,
}

impl<'d> Focus<'d> {
    pub(super) fn on(item: Item<'d>, position: usize, last: Option<usize>) -> Self {
        Self { item: Some(item), position, last }
    }
}

/// Who is given items.
pub(super) type Out<'o, 'e, 'd> = &'o mut dyn FnMut(&mut Evaluation<'e, 'd>, Item<'d>) -> Flow;

pub(super) const GO_ON: Flow = Ok(ControlFlow::Continue(()));

/// The evaluation of expressions for one document.
pub struct Evaluation<'e, 'd> {
    pub(super) library: &'e Library,
    pub(super) documents: &'e dyn Documents<'d>,
    pub(super) outer: &'e dyn Outer<'d>,
    pub(super) current: Option<Item<'d>>,
    pub(super) prefixes: Arc<Bindings>,
    pub(super) version: Version,
    frame: Vec<Option<Rc<Bound<'d>>>>,
    /// For each document the keys of the library's names.
    pub(super) keys: Vec<Option<Rc<[Option<u32>]>>>,
    searches: FxHashMap<(String, String), Arc<Search>>,
    pub(super) tables: FxHashMap<(u32, QNameKey), Rc<KeyTable<'d>>>,
    /// What alternatives of patterns gave.
    pub(super) given: pattern::Given<'d>,
    pub(super) steps: u64,
    depth: usize,
    nesting: usize,
}

/// A name as a key of a table.
pub(super) type QNameKey = (Arc<str>, Arc<str>);

/// The nodes of a key by their values.
pub(super) type KeyTable<'d> = FxHashMap<String, Vec<NodeRef<'d>>>;

impl std::fmt::Debug for Evaluation<'_, '_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Evaluation").field("steps", &self.steps).finish_non_exhaustive()
    }
}

impl Names for Evaluation<'_, '_> {
    fn is_named(&self, node: NodeRef<'_>, test: NameTest) -> bool {
        let name = |number: u32| self.library.names().get(number as usize);
        let own = || match node.as_attribute() {
            Some(attribute) => Some(attribute.name),
            None => node.node.name(),
        };
        match test {
            NameTest::Any => true,
            NameTest::Name(number) => {
                let keys = self.keys.get(node.document as usize).and_then(Option::as_ref);
                match keys.and_then(|keys| keys.get(number as usize)) {
                    Some(key) => key.is_some() && *key == node.key(),
                    None => name(number).zip(own()).is_some_and(|((space, local), own)| own.is(space, local)),
                }
            }
            NameTest::Namespace(number) => {
                name(number).zip(own()).is_some_and(|((space, _), own)| own.namespace == *space)
            }
            NameTest::Local(number) => name(number).zip(own()).is_some_and(|((_, local), own)| own.local == *local),
        }
    }

    fn is_target(&self, target: &str, test: u32) -> bool {
        self.library.names().get(test as usize).is_some_and(|(_, local)| **local == *target)
    }
}

impl<'e, 'd> Evaluation<'e, 'd> {
    /// Begins.
    #[must_use]
    pub fn new(library: &'e Library, documents: &'e dyn Documents<'d>, outer: &'e dyn Outer<'d>) -> Self {
        Self {
            library,
            documents,
            outer,
            current: None,
            prefixes: Arc::default(),
            version: Version::Later,
            frame: Vec::new(),
            keys: Vec::new(),
            searches: FxHashMap::default(),
            tables: FxHashMap::default(),
            given: pattern::Given::default(),
            steps: 0,
            depth: 0,
            nesting: 0,
        }
    }

    /// Makes ready for the nodes of a document.
    pub fn enter(&mut self, document: &'d Document, number: u32) {
        let at = number as usize;
        if self.keys.len() <= at {
            self.keys.resize(at + 1, None);
        }
        if let Some(keys) = self.keys.get_mut(at).filter(|keys| keys.is_none()) {
            let names = self.library.names().iter();
            *keys = Some(names.map(|(namespace, local)| document.key(namespace, local)).collect());
        }
    }

    /// The root element of a document that is made of this text, which is kept to the end of the run.
    ///
    /// # Errors
    /// There are too many documents, or it has no element.
    pub fn tree(&mut self, xml: &str) -> Result<NodeRef<'d>, Error> {
        let (document, _) = Document::parse(xml, External::Refused);
        let top = self.documents.keep(document)?;
        self.enter(top.tree(), top.document);
        let none = || Error::new(error::NO_DOCUMENT, "there is no element");
        top.tree().root().map(|root| top.with(root)).ok_or_else(none)
    }

    /// All items that an expression gives for a context item.
    ///
    /// # Errors
    /// What keeps it from having a value, with the place in the expression.
    pub fn items(&mut self, expression: &Expression, item: Option<&Item<'d>>) -> Result<Vec<Item<'d>>, Error> {
        self.within(expression, item, |this, focus| this.all(&expression.root, focus))
    }

    /// Whether an expression is true for a context item (effective boolean value).
    ///
    /// # Errors
    /// As [`Self::items`].
    pub fn is_true(&mut self, expression: &Expression, item: Option<&Item<'d>>) -> Result<bool, Error> {
        self.within(expression, item, |this, focus| this.truth(&expression.root, focus))
    }

    fn within<T>(
        &mut self,
        expression: &Expression,
        item: Option<&Item<'d>>,
        work: impl FnOnce(&mut Self, &Focus<'d>) -> Result<T, Error>,
    ) -> Result<T, Error> {
        let focus = Focus { item: item.cloned(), position: 1, last: Some(1) };
        self.framed(expression, Some(item.cloned()), |this| work(this, &focus))
    }

    /// Works with a frame of its own.
    pub(super) fn framed<T>(
        &mut self,
        expression: &Expression,
        current: Option<Option<Item<'d>>>,
        work: impl FnOnce(&mut Self) -> Result<T, Error>,
    ) -> Result<T, Error> {
        if self.depth >= DEEPEST {
            return Err(Error::new(error::LIMIT, "functions are called too deep inside each other"));
        }
        if self.depth == 0 {
            self.steps = 0;
        }
        let frame = std::mem::replace(&mut self.frame, vec![None; expression.slots]);
        let prefixes = std::mem::replace(&mut self.prefixes, Arc::clone(&expression.prefixes));
        let version = std::mem::replace(&mut self.version, expression.version);
        let before = current.map(|current| std::mem::replace(&mut self.current, current));
        self.depth += 1;
        let result = work(self);
        self.depth -= 1;
        self.frame = frame;
        self.prefixes = prefixes;
        self.version = version;
        if let Some(before) = before {
            self.current = before;
        }
        result
    }

    fn set(&mut self, slot: usize, value: Rc<Bound<'d>>) {
        if let Some(place) = self.frame.get_mut(slot) {
            *place = Some(value);
        }
    }

    pub(super) fn search(&mut self, expression: &str, flags: &str) -> Result<Arc<Search>, Error> {
        let key = (expression.to_owned(), flags.to_owned());
        if let Some(search) = self.searches.get(&key) {
            return Ok(Arc::clone(search));
        }
        let found = self.library.search(expression, flags);
        let search = found.map_err(|error| Error::new(error.code, error.message))?;
        self.searches.insert(key, Arc::clone(&search));
        Ok(search)
    }

    /// The namespace of a prefix of the expression.
    pub(super) fn namespace(&self, prefix: &str) -> Option<Arc<str>> {
        super::parse::namespace(&self.prefixes, prefix)
    }

    pub(super) fn cast(&self, atom: &Atom<'d>, to: AtomicType) -> Result<Atom<'d>, Error> {
        cast::cast(atom, to, &|prefix| self.namespace(prefix))
    }

    /// All items of an expression.
    pub(super) fn all(&mut self, expr: &Expr, focus: &Focus<'d>) -> Result<Vec<Item<'d>>, Error> {
        let mut items = Vec::new();
        let _ = self.each(expr, focus, &mut |_, item| {
            if items.len() >= LONGEST {
                return Err(Error::new(error::LIMIT, "the sequence is too long"));
            }
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
        let item = self.one(expr, focus).map_err(|error| error.at(expr.span))?;
        Ok(item.map(|item| Cow::Owned(item.into_atom())))
    }

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
    pub(super) fn truth(&mut self, expr: &Expr, focus: &Focus<'d>) -> Result<bool, Error> {
        match &expr.kind {
            Kind::And(sides) => {
                let [one, other] = &**sides;
                self.nested(expr, |this| Ok(this.truth(one, focus)? && this.truth(other, focus)?))
            }
            Kind::Or(sides) => {
                let [one, other] = &**sides;
                self.nested(expr, |this| Ok(this.truth(one, focus)? || this.truth(other, focus)?))
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
                    (None, Item::Atom(_)) => {
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
        const FEW: usize = 8;
        if self.version == Version::One {
            return self.general_of_one(operator, one, other, focus);
        }
        if let Some(literals) = literals(other) {
            let flow = self.each(one, focus, &mut |this, item| {
                let atom = item.into_atom();
                for literal in literals {
                    let Kind::Literal(literal) = &literal.kind else { continue };
                    if compare::general(operator, &atom, literal, &|prefix| this.namespace(prefix))? {
                        return Ok(ControlFlow::Break(()));
                    }
                }
                GO_ON
            })?;
            return Ok(flow.is_break());
        }
        let right = self.bound(other, focus)?;
        if right.items.is_empty() {
            return Ok(false);
        }
        let flow = self.each(one, focus, &mut |this, item| {
            let atom = item.into_atom();
            if operator == Comparison::Equal
                && right.items.len() > FEW
                && let Some((text, strings)) = atom.as_text().zip(right.strings())
            {
                return Ok(if strings.contains(text) { ControlFlow::Break(()) } else { ControlFlow::Continue(()) });
            }
            for other in &right.items {
                let other = other.clone().into_atom();
                if compare::general(operator, &atom, &other, &|prefix| this.namespace(prefix))? {
                    return Ok(ControlFlow::Break(()));
                }
            }
            GO_ON
        })?;
        Ok(flow.is_break())
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
        let right: Vec<Atom<'d>> = right.into_iter().map(Item::into_atom).collect();
        Ok(left
            .into_iter()
            .map(Item::into_atom)
            .any(|one| right.iter().any(|other| compare::of_one(operator, &one, other))))
    }

    /// What comes of reckoning with nothing.
    fn no_operand(&self) -> Option<Item<'d>> {
        (self.version == Version::One).then_some(Item::Atom(Atom::Double(f64::NAN)))
    }

    /// What is reckoned with: what is untyped is a double, in XPath 1.0 everything.
    fn operand(&self, atom: Atom<'d>) -> Result<Atom<'d>, Error> {
        match self.version {
            Version::One => Ok(Atom::Double(cast::number(&atom))),
            Version::Later => arithmetic::operand(atom),
        }
    }

    /// The value of an expression, without a copy where it is a variable.
    pub(super) fn bound(&mut self, expr: &Expr, focus: &Focus<'d>) -> Result<Rc<Bound<'d>>, Error> {
        match &expr.kind {
            Kind::Local(slot) => Ok(self.frame.get(*slot).cloned().flatten().unwrap_or_default()),
            Kind::Outer(number) => {
                let outer = self.outer;
                outer.variable(self, *number).map_err(|error| error.at(expr.span))
            }
            _ => Ok(Rc::new(Bound::new(self.all(expr, focus)?))),
        }
    }

    /// Gives the items of an expression to `out`, in order, until it has enough.
    pub(super) fn each(&mut self, expr: &Expr, focus: &Focus<'d>, out: Out<'_, 'e, 'd>) -> Flow {
        self.steps += 1;
        if self.steps > MOST_STEPS {
            return Err(Error::new(error::LIMIT, "the expression takes too long").at(expr.span));
        }
        self.nested(expr, |this| this.dispatch(expr, focus, out)).map_err(|error| error.at(expr.span))
    }

    /// Works one level deeper.
    fn nested<T>(&mut self, expr: &Expr, work: impl FnOnce(&mut Self) -> Result<T, Error>) -> Result<T, Error> {
        if self.nesting >= NESTING {
            let message = "parts of the expression stand too deep inside each other";
            return Err(Error::new(error::LIMIT, message).at(expr.span));
        }
        self.nesting += 1;
        let result = work(self);
        self.nesting -= 1;
        result
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
            Kind::Call(builtin, arguments) => match builtin.call(self, arguments, focus)? {
                Given::Item(None) => GO_ON,
                Given::Item(Some(item)) => out(self, item),
                Given::Items(items) => self.emit(items, out),
            },
            Kind::Own(number, arguments) => {
                let items = self.call(*number, arguments, focus)?;
                self.emit(items, out)
            }
            Kind::Local(_) | Kind::Outer(_) => {
                let value = self.bound(expr, focus)?;
                for item in &value.items {
                    if out(self, item.clone())?.is_break() {
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
                let branch = if self.truth(condition, focus)? { one } else { other };
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
                let value = self.bound(value, focus)?;
                self.set(*slot, value);
                self.each(give, focus, out)
            }
            Kind::Treat(inner, kind) => {
                let items = self.all(inner, focus)?;
                if !self.fits(&items, *kind) {
                    return Err(Error::new(error::TREAT, "the value has not the type that `treat as` says"));
                }
                self.emit(items, out)
            }
            Kind::Combine(combination, sides) => {
                let [one, other] = &**sides;
                let items = self.combine(*combination, one, other, focus)?;
                self.emit(items, out)
            }
            Kind::Range(sides) => {
                let [from, to] = &**sides;
                let (Some(from), Some(to)) = (self.integer(from, focus)?, self.integer(to, focus)?) else {
                    return GO_ON;
                };
                for number in from..=to {
                    self.steps += 1;
                    if self.steps > MOST_STEPS {
                        return Err(Error::new(error::LIMIT, "the expression takes too long"));
                    }
                    if out(self, number.into())?.is_break() {
                        return Ok(ControlFlow::Break(()));
                    }
                }
                GO_ON
            }
            _ => match self.single(expr, focus)? {
                Some(item) => out(self, item),
                None => GO_ON,
            },
        }
    }

    /// Expressions that give one item at most.
    fn single(&mut self, expr: &Expr, focus: &Focus<'d>) -> Result<Option<Item<'d>>, Error> {
        Ok(match &expr.kind {
            Kind::And(_) | Kind::Or(_) | Kind::General(..) => Some(self.truth(expr, focus)?.into()),
            Kind::Quantified(quantifier, slot, sides) => {
                let [through, condition] = &**sides;
                let wanted = *quantifier == Quantifier::Some;
                let flow = self.each(through, focus, &mut |this, item| {
                    this.set(*slot, Rc::new(Bound::new(vec![item])));
                    let is_decided = this.truth(condition, focus)? == wanted;
                    Ok(if is_decided { ControlFlow::Break(()) } else { ControlFlow::Continue(()) })
                })?;
                Some((flow.is_break() == wanted).into())
            }
            Kind::Value(operator, sides) => {
                let [one, other] = &**sides;
                let Some(one) = self.atom(one, focus)? else { return Ok(None) };
                let Some(other) = self.atom(other, focus)? else { return Ok(None) };
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
                Some(arithmetic::reckon(*operator, &one, &other)?.into())
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
                        text.push_str(&atom.string());
                    }
                }
                Some(Atom::text(text).into())
            }
            Kind::InstanceOf(inner, kind) => Some(self.is_instance(inner, *kind, focus)?.into()),
            Kind::Castable(inner, to, empty) => {
                let found = self.one(inner, focus);
                let is_castable = match found {
                    Ok(Some(item)) => self.cast(&item.into_atom(), *to).is_ok(),
                    Ok(None) => *empty == Empty::Allowed,
                    Err(error) if error.code == error::TYPE => false,
                    Err(error) => return Err(error),
                };
                Some(is_castable.into())
            }
            Kind::Cast(inner, to, empty) => match self.atom(inner, focus)? {
                Some(atom) => Some(Item::of_type(*to, self.cast(&atom, *to)?)),
                None if *empty == Empty::Allowed => None,
                None => return Err(Error::new(error::TYPE, "nothing cannot be cast")),
            },
            _ => None,
        })
    }

    /// Whether items have a type.
    pub(super) fn fits(&self, items: &[Item<'d>], kind: SequenceType) -> bool {
        let Some(item) = kind.item else { return items.is_empty() };
        kind.count.allows(items.len()) && items.iter().all(|one| item.has(one, self))
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

    fn integer(&mut self, expr: &Expr, focus: &Focus<'d>) -> Result<Option<i64>, Error> {
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

    pub(super) fn emit(&mut self, items: Vec<Item<'d>>, out: Out<'_, 'e, 'd>) -> Flow {
        for item in items {
            if out(self, item)?.is_break() {
                return Ok(ControlFlow::Break(()));
            }
        }
        GO_ON
    }

    fn combine(
        &mut self,
        combination: Combination,
        one: &Expr,
        other: &Expr,
        focus: &Focus<'d>,
    ) -> Result<Vec<Item<'d>>, Error> {
        let mut nodes = |expr: &Expr| {
            let items = self.all(expr, focus)?;
            if items.iter().any(|item| matches!(item, Item::Atom(_))) {
                return Err(Error::new(error::TYPE, "only nodes can be put together so").at(expr.span));
            }
            Ok(in_order(items))
        };
        let (mut one, other) = (nodes(one)?, nodes(other)?);
        let is_in = |item: &Item<'d>| match item {
            Item::Node(node) => other.binary_search_by(|other| other.node().cmp(&Some(*node))).is_ok(),
            Item::Atom(_) => false,
        };
        match combination {
            Combination::Union => {
                one.extend(other);
                one = in_order(one);
            }
            Combination::Intersect => one.retain(is_in),
            Combination::Except => one.retain(|item| !is_in(item)),
        }
        Ok(one)
    }

    /// Calls a function that the schema declares.
    fn call(&mut self, number: u32, arguments: &[Expr], focus: &Focus<'d>) -> Result<Vec<Item<'d>>, Error> {
        let Some(function) = self.library.function(number) else { return Ok(Vec::new()) };
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
                let convert = |item: Item<'d>| -> Result<Item<'d>, Error> {
                    let atom = match item {
                        Item::Node(node) => node.atom(),
                        Item::Atom(atom) => atom,
                    };
                    Ok(match (&atom, to) {
                        (Atom::Untyped(_), AtomicType::AnyAtomic | AtomicType::Untyped) => atom.into(),
                        (Atom::Untyped(_), _) | (Atom::Uri(_), AtomicType::String) => {
                            Item::of_type(to, self.cast(&atom, to)?)
                        }
                        (Atom::Integer(_) | Atom::Decimal(_), AtomicType::Double | AtomicType::Float)
                        | (Atom::Float(_), AtomicType::Double) => self.cast(&atom, to)?.into(),
                        _ => atom.into(),
                    })
                };
                items.into_iter().map(convert).collect::<Result<Vec<_>, Error>>()?
            }
            _ => items,
        };
        if self.fits(&items, kind) {
            Ok(items)
        } else {
            Err(Error::new(error::TYPE, "a value has not the type that is declared"))
        }
    }
}

/// Nodes in the order of the document, each once.
pub(super) fn in_order(mut items: Vec<Item<'_>>) -> Vec<Item<'_>> {
    items.sort_by_key(Item::node);
    items.dedup_by_key(|item| item.node());
    items
}

/// The context item, which must be a node.
pub(super) fn context_node<'d>(focus: &Focus<'d>) -> Result<NodeRef<'d>, Error> {
    match &focus.item {
        Some(Item::Node(node)) => Ok(*node),
        Some(Item::Atom(_)) => Err(Error::new(error::CONTEXT_NOT_A_NODE, "the context item is no node")),
        None => Err(Error::new(error::NO_CONTEXT, "there is no context item")),
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
