//! XPath 3.1, as far as rules need it, over [`xml::Document`](crate::xml::Document).
//!
//! Takes an expression and what it may name ([`StaticContext`]); gives an [`Expression`] that is evaluated as often as one likes, lazily: what
//! decides nothing is not looked at. Promises that evaluation ends (limits on depth and steps), that it touches no file (documents
//! are asked of a [`Documents`]), and that an error has the code of the specification and its place. Leaves out types of
//! schemas.

mod arithmetic;
mod axis;
mod call;
mod cast;
mod collation;
mod compare;
mod dependence;
mod dispatch;
mod documents;
mod dynamic_call;
mod effective_boolean_value;
mod english;
mod error;
mod evaluate;
mod expression;
mod fixed;
mod function;
mod function_item;
mod ietf_date;
mod item;
mod json;
mod lexer;
mod library;
mod lookup;
mod memory;
mod namespace;
mod number;
mod order;
mod parse;
mod path;
mod pattern;
mod picture;
mod serialize;
mod set_operators;
mod signature;
mod singleton;
mod static_context;
mod types;
mod value_index;
mod variable;

pub use crate::datatype::{Binary, Duration, DurationKind, Encoding, Parts, Temporal};
pub use documents::Documents;
pub use error::{Code, Error};
pub use evaluate::{Evaluation, ExternalVariables};
pub use expression::{Expression, Function, Parameter, Version};
pub use function::functions;
pub(crate) use function::location;
pub use function_item::{Array, Closure, FunctionItem, Map};
pub use item::{Atom, Item, NodeRef, QName};
pub use library::{FunctionId, Library};
pub use pattern::Pattern;
pub(crate) use pattern::Target;
pub use picture::DecimalFormat;
pub use static_context::StaticContext;
pub use types::SequenceType;
pub use variable::Bound;
