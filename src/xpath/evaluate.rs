//! Evaluation. Takes an expression and what it is evaluated for; gives items one by one to whoever asks, who may stop: what decides
//! nothing is not looked at.
//!
//! Promises an end: a meter counts what is done, which ends it, and functions inside functions have a limit. Memory is counted while it
//! is held: what a function or a condition needed is given back when it has its result.

use std::borrow::Cow;
use std::ops::ControlFlow;
use std::rc::Rc;
use std::sync::Arc;

use rustc_hash::FxHashMap;

use super::axis::Flow;
use super::cast;
use super::documents::Documents;
use super::dynamic_call::atoms;
use super::error::{self, Error};
use super::expression::{Expr, Expression, Kind, Version};
use super::item::{Atom, ITEM, Item, NodeRef};
use super::library::Library;
use super::memory::{FixedValue, KeyTable, PatternResults, QNameKey, ValueIndex};
use super::namespace::Bindings;
use super::types::{AtomicType, FunctionType, NameTest, Names};
use super::variable::Bound;
use crate::budget::{Exceeded, Meter};
use crate::datatype::Search;
use crate::xml::{Document, External};

/// Functions and expressions inside each other.
const DEEPEST: usize = 400;

/// Parts of expressions inside each other while they are evaluated: what the stack of a thread holds.
const NESTING: usize = 300;

/// Bytes of a text that an expression makes, at most; those of documents are not counted.
pub(super) const LONGEST_TEXT: usize = 1 << 24;

/// Bytes of text that are looked at in a step.
const BYTES_A_STEP: usize = 16;

/// Bytes of the tree of a document for each byte of it.
const TREE: u64 = 16;

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

/// What a function gives: who wants its items is asked when it has ended, so that its frame is gone from the stack.
pub(super) enum FunctionResult<'d> {
    Item(Option<Item<'d>>),
    Items(Vec<Item<'d>>),
}

pub(super) const GO_ON: Flow = Ok(ControlFlow::Continue(()));

/// Variables that are bound around an expression.
pub trait ExternalVariables<'d> {
    /// The value of the variable with a number.
    ///
    /// # Errors
    /// What keeps it from having a value.
    fn variable(&self, evaluation: &mut Evaluation<'_, 'd>, number: u32) -> Result<Rc<Bound<'d>>, Error>;
}

/// The evaluation of expressions for one document.
pub struct Evaluation<'e, 'd> {
    pub(super) library: &'e Library,
    pub(super) documents: &'e dyn Documents<'d>,
    pub(super) outer: &'e dyn ExternalVariables<'d>,
    pub(super) meter: &'e Meter,
    pub(super) current: Option<Item<'d>>,
    pub(super) prefixes: Arc<Bindings>,
    pub(super) version: Version,
    frame: Vec<Option<Rc<Bound<'d>>>>,
    /// For each document the keys of the library's names.
    pub(super) keys: Vec<Option<Rc<[Option<u32>]>>>,
    searches: FxHashMap<(String, String), Arc<Search>>,
    /// What fixed expressions gave, by their numbers and documents.
    pub(super) fixed: FxHashMap<(u32, u32), FixedValue<'d>>,
    /// Values of nodes by the numbers of the conditions that look them up.
    pub(super) indexes: FxHashMap<u32, ValueIndex<'d>>,
    pub(super) tables: FxHashMap<(u32, QNameKey), Rc<KeyTable<'d>>>,
    /// What alternatives of patterns gave.
    pub(super) given: PatternResults<'d>,
    depth: usize,
    nesting: usize,
}

impl std::fmt::Debug for Evaluation<'_, '_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Evaluation").field("meter", &self.meter).finish_non_exhaustive()
    }
}

impl Names for Evaluation<'_, '_> {
    fn is_named(&self, node: NodeRef<'_>, test: NameTest) -> bool {
        let name = |number: u32| self.library.names().get(number as usize);
        if let Some((prefix, _)) = node.as_namespace() {
            return match test {
                NameTest::Any => true,
                NameTest::Name(number) => {
                    name(number).is_some_and(|(space, local)| space.is_empty() && **local == *prefix)
                }
                NameTest::Local(number) => name(number).is_some_and(|(_, local)| **local == *prefix),
                NameTest::Namespace(_) => false,
            };
        }
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

    fn function_type(&self, number: u32) -> Option<&FunctionType> {
        self.library.function_type(number)
    }
}

impl<'e, 'd> Evaluation<'e, 'd> {
    /// Begins; the meter counts what is done.
    #[must_use]
    pub fn new(
        library: &'e Library,
        documents: &'e dyn Documents<'d>,
        outer: &'e dyn ExternalVariables<'d>,
        meter: &'e Meter,
    ) -> Self {
        Self {
            library,
            documents,
            outer,
            meter,
            current: None,
            prefixes: Arc::default(),
            version: Version::Later,
            frame: Vec::new(),
            keys: Vec::new(),
            searches: FxHashMap::default(),
            fixed: FxHashMap::default(),
            indexes: FxHashMap::default(),
            tables: FxHashMap::default(),
            given: PatternResults::default(),
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
        let top = self.document(xml)?;
        let none = || Error::new(error::NO_DOCUMENT, "there is no element");
        top.tree().root().map(|root| top.with(root)).ok_or_else(none)
    }

    /// A document that is made of this text, which is kept to the end of the run.
    pub(super) fn document(&mut self, xml: &str) -> Result<NodeRef<'d>, Error> {
        self.make_ready(xml.len())?;
        self.keep_document(Document::parse(xml, External::Refused).0)
    }

    /// Counts the work on a document of so many bytes, which is about to be read.
    pub(super) fn make_ready(&self, bytes: usize) -> Result<(), Error> {
        self.spend(bytes as u64)?;
        self.hold(TREE * bytes as u64)
    }

    /// A document that a function made: it is kept as long as the others are.
    pub(super) fn keep_document(&mut self, document: Document) -> Result<NodeRef<'d>, Error> {
        self.meter.keep(document.weight())?;
        let top = self.documents.keep(document)?;
        self.enter(top.tree(), top.document);
        Ok(top)
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
        self.within(expression, item, |this, focus| this.effective_boolean_value(&expression.root, focus))
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
        let held = self.meter.held();
        let frame = std::mem::replace(&mut self.frame, vec![None; expression.slots]);
        // Threads that count the owners of one value wait for each other.
        let is_other = !Arc::ptr_eq(&self.prefixes, &expression.prefixes);
        let prefixes = is_other.then(|| std::mem::replace(&mut self.prefixes, Arc::clone(&expression.prefixes)));
        let version = std::mem::replace(&mut self.version, expression.version);
        let before = current.map(|current| std::mem::replace(&mut self.current, current));
        self.depth += 1;
        let result = work(self);
        self.depth -= 1;
        if self.depth == 0 {
            self.meter.release_to(held);
        }
        self.frame = frame;
        if let Some(prefixes) = prefixes {
            self.prefixes = prefixes;
        }
        self.version = version;
        if let Some(before) = before {
            self.current = before;
        }
        result
    }

    /// What was used up, once it is: from then on nothing has a value.
    #[must_use]
    pub fn exceeded(&self) -> Option<Exceeded> {
        self.meter.exceeded()
    }

    /// So many bytes stay to the end; whether there is room for them.
    pub fn keep(&self, bytes: u64) -> bool {
        self.meter.keep(bytes).is_ok()
    }

    /// So many steps are done.
    #[inline]
    pub(super) fn spend(&self, steps: u64) -> Result<(), Error> {
        Ok(self.meter.spend(steps)?)
    }

    /// So many bytes are held.
    #[inline]
    pub(super) fn hold(&self, bytes: u64) -> Result<(), Error> {
        Ok(self.meter.hold(bytes)?)
    }

    /// A text of so many bytes is looked at.
    #[inline]
    pub(super) fn read(&self, bytes: usize) -> Result<(), Error> {
        self.spend((bytes / BYTES_A_STEP) as u64)
    }

    /// Works, and gives back what memory that took.
    pub(super) fn aside<T>(&mut self, work: impl FnOnce(&mut Self) -> T) -> T {
        let held = self.meter.held();
        let result = work(self);
        self.meter.release_to(held);
        result
    }

    /// Of what was held since the meter said `held`, only these items are held any longer.
    pub(super) fn keep_only(&self, held: u64, items: &[Item<'d>]) -> Result<(), Error> {
        self.meter.release_to(held);
        self.hold(items.iter().map(Item::weight).sum())
    }

    /// Binds a variable.
    pub(super) fn set(&mut self, slot: usize, value: Rc<Bound<'d>>) {
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
        // Whether another thread has compiled it already must not matter.
        self.spend(search.weight())?;
        self.meter.keep(search.weight())?;
        self.searches.insert(key, Arc::clone(&search));
        Ok(search)
    }

    /// The namespace of a prefix of the expression.
    pub(super) fn namespace(&self, prefix: &str) -> Option<Arc<str>> {
        super::namespace::namespace(&self.prefixes, prefix)
    }

    pub(super) fn cast(&self, atom: &Atom<'d>, to: AtomicType) -> Result<Atom<'d>, Error> {
        cast::cast(atom, to, &|prefix| self.namespace(prefix))
    }

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
            Kind::Local(slot) => Ok(self.frame.get(*slot).cloned().flatten().unwrap_or_default()),
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

    /// Works one level deeper.
    pub(super) fn nested<T>(
        &mut self,
        expr: &Expr,
        work: impl FnOnce(&mut Self) -> Result<T, Error>,
    ) -> Result<T, Error> {
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
            Kind::Own(number, arguments) => {
                let held = self.meter.held();
                let items = self.call(*number, arguments, focus)?;
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

    /// The variables that are bound.
    pub(super) fn frame(&self) -> &[Option<Rc<Bound<'d>>>] {
        &self.frame
    }

    /// Works with other variables, one function deeper.
    pub(super) fn with_frame<T>(
        &mut self,
        frame: Vec<Option<Rc<Bound<'d>>>>,
        prefixes: &Arc<Bindings>,
        version: Version,
        work: impl FnOnce(&mut Self) -> Result<T, Error>,
    ) -> Result<T, Error> {
        if self.depth >= DEEPEST {
            return Err(Error::new(error::LIMIT, "functions are called too deep inside each other"));
        }
        let frame = std::mem::replace(&mut self.frame, frame);
        let prefixes = std::mem::replace(&mut self.prefixes, Arc::clone(prefixes));
        let version = std::mem::replace(&mut self.version, version);
        self.depth += 1;
        let result = work(self);
        self.depth -= 1;
        self.frame = frame;
        self.prefixes = prefixes;
        self.version = version;
        result
    }
}

/// A text that would be longer than any may be.
pub(super) fn too_long() -> Error {
    Error::new(error::LIMIT, format!("the text is longer than {LONGEST_TEXT} bytes"))
}

/// The context item, which must be a node.
pub(super) fn context_node<'d>(focus: &Focus<'d>) -> Result<NodeRef<'d>, Error> {
    match &focus.item {
        Some(Item::Node(node)) => Ok(*node),
        Some(_) => Err(Error::new(error::CONTEXT_NOT_A_NODE, "the context item is no node")),
        None => Err(Error::new(error::NO_CONTEXT, "there is no context item")),
    }
}
