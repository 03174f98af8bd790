//! Evaluation. Takes an expression and what it is evaluated for; gives items one by one to whoever asks, who may stop: what decides
//! nothing is not looked at.
//!
//! Promises an end: a limit on steps for each expression, and on functions inside functions.

use std::borrow::Cow;
use std::ops::ControlFlow;
use std::rc::Rc;
use std::sync::Arc;

use rustc_hash::FxHashMap;

use super::axis::Flow;
use super::cast;
use super::documents::Documents;
use super::error::{self, Error};
use super::expression::{Bindings, Expr, Expression, Kind, Version};
use super::function::Given;
use super::item::{Atom, Item, NodeRef};
use super::library::Library;
use super::pattern;
use super::types::{AtomicType, NameTest, Names};
use super::variable::{Bound, Outer};
use crate::datatype::Search;
use crate::xml::{Document, External};

/// Items that one expression may look at.
const MOST_STEPS: u64 = 100_000_000;

/// Functions and expressions inside each other.
const DEEPEST: usize = 400;

/// Parts of expressions inside each other while they are evaluated: what the stack of a thread holds.
const NESTING: usize = 300;

/// Items that a sequence may hold.
const LONGEST: usize = 10_000_000;

/// Bytes of a text that an expression makes, at most; those of documents are not counted.
pub(super) const LONGEST_TEXT: usize = 1 << 24;

/// What it costs to hold an item, and how many bytes of its text cost one more: so steps bound memory, too.
const HOLDING: u64 = 4;
const BYTES_A_STEP: usize = 2;

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
        // A tree is kept as long as the documents are.
        self.steps += xml.len() as u64;
        if self.steps > MOST_STEPS {
            return Err(too_long());
        }
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
        let _ = self.each(expr, focus, &mut |this, item| {
            this.steps += HOLDING + item.made_bytes().div_ceil(BYTES_A_STEP) as u64;
            if items.len() >= LONGEST || this.steps > MOST_STEPS {
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
            Kind::Call(builtin, arguments) => match builtin.call(self, arguments, focus)? {
                Given::Item(None) => GO_ON,
                Given::Item(Some(item)) if item.made_bytes() > LONGEST_TEXT => Err(too_long()),
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

    pub(super) fn emit(&mut self, items: Vec<Item<'d>>, out: Out<'_, 'e, 'd>) -> Flow {
        for item in items {
            if out(self, item)?.is_break() {
                return Ok(ControlFlow::Break(()));
            }
        }
        GO_ON
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
        Some(Item::Atom(_)) => Err(Error::new(error::CONTEXT_NOT_A_NODE, "the context item is no node")),
        None => Err(Error::new(error::NO_CONTEXT, "there is no context item")),
    }
}
