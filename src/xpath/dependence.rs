//! What the value of an expression depends on. Takes expressions as they are parsed; says which give the same from every node of a document,
//! such as `//*/@xml:id`, or from every node for one value of a variable, such as `$persons/@xml:id`, and which ask for nothing but their
//! focus.

use super::expression::{Expr, Kind};
use super::signature::Builtin;

/// Functions that give the same for the same arguments, all of which are written.
const OF_ARGUMENTS: [&str; 12] = [
    "concat",
    "count",
    "data",
    "distinct-values",
    "lower-case",
    "normalize-space",
    "sort",
    "string",
    "string-join",
    "substring",
    "tokenize",
    "upper-case",
];

/// Functions that ask for what surrounds the whole expression.
const OF_SURROUNDINGS: [&str; 2] = ["current", "error"];

/// Whether an expression begins at the root of the document, or with one variable of the schema, and asks for nothing else. A variable alone
/// need not be kept.
pub(super) fn is_fixed(expr: &Expr) -> bool {
    let begins = |expr: &Expr| is_fixed(expr) || matches!(expr.kind, Kind::External(_));
    match &expr.kind {
        Kind::Root => true,
        Kind::Path(sides, ..) | Kind::Map(sides, _) => {
            let [from, step] = &**sides;
            begins(from) && is_closed(step)
        }
        Kind::Filter(inner, predicates) => {
            begins(inner) && predicates.iter().all(|predicate| is_closed(&predicate.expr))
        }
        Kind::Call(builtin, arguments) => {
            let is_one = |argument: &Expr| begins(argument) || matches!(argument.kind, Kind::Literal(_));
            let has_few = arguments.iter().filter_map(variable).count() <= 1;
            has_few && is_of_arguments(*builtin) && arguments.iter().any(begins) && arguments.iter().all(is_one)
        }
        Kind::Combine(_, sides) => sides.iter().all(|side| is_fixed(side) && variable(side).is_none()),
        Kind::Fixed(..) => true,
        _ => false,
    }
}

/// The variable that an expression begins with.
pub(super) fn variable(expr: &Expr) -> Option<&Expr> {
    match &expr.kind {
        Kind::External(_) | Kind::Local(_) => Some(expr),
        Kind::Path(sides, ..) | Kind::Map(sides, _) => variable(sides.first()?),
        Kind::Filter(inner, _) | Kind::Fixed(_, inner) => variable(inner),
        Kind::Call(_, arguments) => arguments.iter().find_map(variable),
        _ => None,
    }
}

fn is_of_arguments(builtin: Builtin) -> bool {
    OF_ARGUMENTS.contains(&builtin.name())
}

/// Whether an expression asks for nothing but its focus.
pub(super) fn is_closed(expr: &Expr) -> bool {
    match &expr.kind {
        Kind::Literal(_) | Kind::Context | Kind::Root => true,
        Kind::Step(step) => step.predicates.iter().all(|predicate| is_closed(&predicate.expr)),
        Kind::Path(sides, ..)
        | Kind::Map(sides, _)
        | Kind::And(sides)
        | Kind::Or(sides)
        | Kind::Value(_, sides)
        | Kind::General(_, sides)
        | Kind::Nodes(_, sides)
        | Kind::Arithmetic(_, sides)
        | Kind::Concat(sides)
        | Kind::Combine(_, sides) => sides.iter().all(is_closed),
        Kind::Filter(inner, predicates) => {
            is_closed(inner) && predicates.iter().all(|predicate| is_closed(&predicate.expr))
        }
        Kind::Sequence(members) => members.iter().all(is_closed),
        Kind::Call(builtin, arguments) => !OF_SURROUNDINGS.contains(&builtin.name()) && arguments.iter().all(is_closed),
        Kind::Fixed(_, inner) => is_closed(inner),
        _ => false,
    }
}
