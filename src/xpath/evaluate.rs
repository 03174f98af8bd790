//! The evaluation of expressions for one document: variables, documents and what is counted. Takes an expression and what it is evaluated for;
//! gives its items, as `dispatch` says what each kind of expression gives.
//!
//! Promises an end: a meter counts what is done, which ends it, and functions inside functions have a limit. Memory is counted while it
//! is held: what a function or a condition needed is given back when it has its result.

use std::ops::ControlFlow;
use std::rc::Rc;
use std::sync::Arc;

use rustc_hash::FxHashMap;

use super::axis::Flow;
use super::cast;
use super::documents::Documents;
use super::error::{self, Error};
use super::expression::{Expr, Expression, Version};
use super::item::{Atom, Item, NodeRef};
use super::library::{FunctionTypeId, Library, NameId, NameKeys};
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
    /// The names of the library in each document.
    pub(super) keys: Vec<Option<NameKeys>>,
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
        let expanded = |name| self.library.expanded(name);
        if let Some((prefix, _)) = node.as_namespace() {
            return match test {
                NameTest::Any => true,
                NameTest::Name(name) => {
                    let (space, local) = expanded(name);
                    space.is_empty() && **local == *prefix
                }
                NameTest::Local(name) => *expanded(name).1 == *prefix,
                NameTest::Namespace(name) => expanded(name).0.is_empty(),
            };
        }
        let own = || match node.as_attribute() {
            Some(attribute) => Some(attribute.name),
            None => node.node.name(),
        };
        match test {
            NameTest::Any => true,
            NameTest::Name(name) => match self.keys.get(node.document as usize) {
                Some(Some(keys)) => keys[name].is_some() && keys[name] == node.key(),
                _ => {
                    let (space, local) = expanded(name);
                    own().is_some_and(|own| own.is(space, local))
                }
            },
            NameTest::Namespace(name) => own().is_some_and(|own| own.namespace == expanded(name).0),
            NameTest::Local(name) => own().is_some_and(|own| own.local == expanded(name).1),
        }
    }

    fn is_target(&self, target: &str, test: NameId) -> bool {
        *self.library.expanded(test).1 == *target
    }

    fn function_type(&self, id: FunctionTypeId) -> &FunctionType {
        self.library.function_type(id)
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
            self.keys.resize_with(at + 1, || None);
        }
        if let Some(keys) = self.keys.get_mut(at).filter(|keys| keys.is_none()) {
            *keys = Some(self.library.keys_in(document));
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
        let search = found?;
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
