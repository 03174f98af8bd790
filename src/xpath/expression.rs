//! Expressions as they are evaluated. Takes what `parse` reads; gives an [`Expression`] in which every name is resolved.

use std::sync::Arc;

use super::arithmetic::Operator;
use super::axis::Axis;
use super::compare::Comparison;
use super::item::{Atom, QName};
use super::library::FunctionId;
use super::namespace::Bindings;
use super::signature::Builtin;
use super::types::{AtomicType, NodeTest, SequenceType};
use crate::text::Span;

/// An expression, ready to be evaluated.
#[derive(Clone, Debug)]
pub struct Expression {
    pub(super) root: Expr,
    /// How many variables it binds.
    pub(super) slots: usize,
    pub(super) prefixes: Arc<Bindings>,
    pub(super) version: Version,
}

/// Which XPath an expression is written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Version {
    /// 1.0: of several nodes the first counts, and values are turned into what is asked for.
    One,
    /// 2.0 and later.
    #[default]
    Later,
}

/// A function that a schema declares.
#[derive(Clone, Debug)]
pub struct Function {
    /// Its name.
    pub name: QName,
    /// Its parameters.
    pub parameters: Vec<Parameter>,
    /// What it gives.
    pub result: SequenceType,
    /// `None` as long as it has not been read.
    pub body: Option<Expression>,
}

/// A parameter of a function.
#[derive(Clone, Debug)]
pub struct Parameter {
    /// Its name.
    pub name: QName,
    /// What it takes.
    pub kind: SequenceType,
}

impl Expression {
    /// Which XPath it is written in.
    #[must_use]
    pub fn version(&self) -> Version {
        self.version
    }
}

/// A part of an expression, with its place.
#[derive(Clone, Debug)]
pub(super) struct Expr {
    pub(super) span: Span,
    pub(super) kind: Kind,
}

/// What an expression does.
#[derive(Clone, Debug)]
pub(super) enum Kind {
    Literal(Atom<'static>),
    Local(usize),
    External(u32),
    /// `.`
    Context,
    /// `/` at the beginning.
    Root,
    Sequence(Vec<Expr>),
    Range(Box<[Expr; 2]>),
    Arithmetic(Operator, Box<[Expr; 2]>),
    Negative(Box<Expr>),
    Positive(Box<Expr>),
    And(Box<[Expr; 2]>),
    Or(Box<[Expr; 2]>),
    Value(Comparison, Box<[Expr; 2]>),
    General(Comparison, Box<[Expr; 2]>),
    Nodes(NodeComparison, Box<[Expr; 2]>),
    Concat(Box<[Expr; 2]>),
    Combine(Combination, Box<[Expr; 2]>),
    If(Box<[Expr; 3]>),
    /// Slot, what it goes through, what is returned.
    For(usize, Box<[Expr; 2]>),
    Let(usize, Box<[Expr; 2]>),
    /// Quantifier, slot, what it goes through, the condition; what of that can be looked up.
    Quantified(Quantifier, usize, Box<[Expr; 2]>, Option<Box<Lookup>>),
    InstanceOf(Box<Expr>, SequenceType),
    Treat(Box<Expr>, SequenceType),
    /// Whether the empty sequence may be cast.
    Cast(Box<Expr>, AtomicType, Empty),
    Castable(Box<Expr>, AtomicType, Empty),
    /// A step from each node of the first to what the second gives; whether that comes in order.
    Path(Box<[Expr; 2]>, Order, Last),
    Step(Box<Step>),
    Filter(Box<Expr>, Vec<Predicate>),
    /// What gives the same from every node of a document, with its number in the library.
    Fixed(u32, Box<Expr>),
    /// `!`
    Map(Box<[Expr; 2]>, Last),
    Call(Builtin, Vec<Expr>),
    Own(FunctionId, Vec<Expr>),
    /// A function as a value: written here, or named.
    Inline(Arc<Inline>),
    /// A call of what an expression gives.
    Dynamic(Box<Expr>, Vec<Expr>),
    /// `map { … }`
    MapOf(Vec<(Expr, Expr)>),
    /// `[ … ]`
    SquareArray(Vec<Expr>),
    /// `array { … }`
    CurlyArray(Box<Expr>),
    /// `…?key`
    Lookup(Box<Expr>, LookupKey),
}

/// The code of a function that is a value. Its variables are slots of the expression it stands in.
#[derive(Debug)]
pub(super) struct Inline {
    pub(super) name: Option<QName>,
    /// Slots and types.
    pub(super) parameters: Vec<(usize, SequenceType)>,
    pub(super) result: SequenceType,
    pub(super) body: Expr,
    pub(super) focus: InlineFocus,
}

/// What the focus of a function as a value is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum InlineFocus {
    /// That of the place where it is named.
    Kept,
    /// There is none.
    Absent,
}

/// What is looked up in a map or array.
#[derive(Clone, Debug)]
pub(super) enum LookupKey {
    /// `*`
    All,
    Named(Arc<str>),
    Of(Box<Expr>),
}

/// Whether the empty sequence may be cast.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Empty {
    Allowed,
    Refused,
}

/// Whether what a path gives comes in the order of the document, each node once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Order {
    Kept,
    Lost,
}

/// Whether the right side of a step asks how many there are on the left.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Last {
    Asked,
    NotAsked,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum NodeComparison {
    Is,
    Before,
    After,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Combination {
    Union,
    Intersect,
    Except,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Quantifier {
    Some,
    Every,
}

/// A step along an axis.
#[derive(Clone, Debug)]
pub(super) struct Step {
    pub(super) axis: Axis,
    pub(super) test: NodeTest,
    pub(super) predicates: Vec<Predicate>,
}

/// A condition in brackets.
#[derive(Clone, Debug)]
pub(super) struct Predicate {
    pub(super) expr: Expr,
    pub(super) kind: PredicateKind,
    /// What it compares, where that can be looked up.
    pub(super) lookup: Option<Box<Lookup>>,
}

/// What is known of a condition before it is looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum PredicateKind {
    /// A number as written: nothing after that place is looked at.
    Position(usize),
    /// A truth value that asks for no position.
    Truth,
    /// A number or a truth value, the same for all items.
    Same,
    /// A number, or a truth value that may ask for the position.
    Any,
    /// The same, and it asks how many there are.
    AsksForLast,
}

/// A condition that can be looked up.
#[derive(Clone, Debug)]
pub(super) struct Lookup {
    /// Its number in the library.
    pub(super) number: u32,
    /// What of an item is compared; the item is its context.
    pub(super) own: Expr,
    /// What it is compared with, in the focus around the condition.
    pub(super) wanted: Expr,
    pub(super) values: Values,
    /// Where the items come from; `None` for those of a step from the focus.
    pub(super) among: Option<Expr>,
}

/// How many values an item may have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Values {
    /// `=`
    Any,
    /// `eq`
    One,
}
