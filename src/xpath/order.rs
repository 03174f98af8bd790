//! What can be said of an expression before it is evaluated: in which order its nodes come, and whether a condition asks for
//! positions. Takes expressions; gives [`Order`]s and [`PredicateKind`]s.

use super::axis::Axis;
use super::expression::{Expr, Kind, Last, LookupKey, Order, PredicateKind};
use super::item::Atom;
use super::lookup;
use super::signature::Builtin;

/// How nodes lie that come in order, each once.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd)]
enum Shape {
    /// At most one.
    Single,
    /// None contains another.
    Apart,
    /// Some may contain others.
    Nested,
    /// They come in any order.
    Unknown,
}

/// The order of the nodes that a step from each node of `from` gives.
pub(super) fn of_path(from: &Expr, step: &Expr) -> Order {
    if join(shape(from), step) == Shape::Unknown { Order::Lost } else { Order::Kept }
}

fn shape(expr: &Expr) -> Shape {
    match &expr.kind {
        Kind::Context | Kind::Root => Shape::Single,
        Kind::Step(step) => match step.axis {
            Axis::Itself | Axis::Parent => Shape::Single,
            Axis::Child | Axis::Attribute | Axis::FollowingSibling | Axis::PrecedingSibling => Shape::Apart,
            _ => Shape::Nested,
        },
        Kind::Path(sides, ..) => {
            let [from, step] = &**sides;
            // What is out of order is put in order.
            match join(shape(from), step) {
                Shape::Unknown => Shape::Nested,
                other => other,
            }
        }
        Kind::Filter(inner, predicates) => {
            match predicates.iter().any(|p| matches!(p.kind, PredicateKind::Position(_))) {
                true if shape(inner) != Shape::Unknown => Shape::Single,
                _ => shape(inner),
            }
        }
        Kind::Combine(..) => Shape::Nested,
        Kind::Call(builtin, _) if builtin.gives_one() => Shape::Single,
        _ => Shape::Unknown,
    }
}

fn join(from: Shape, step: &Expr) -> Shape {
    if from == Shape::Unknown {
        return Shape::Unknown;
    }
    let Kind::Step(one) = &step.kind else {
        return if from == Shape::Single { shape(step) } else { Shape::Unknown };
    };
    match (from, one.axis) {
        (Shape::Single, _) => shape(step),
        (from, Axis::Itself) => from,
        (_, Axis::Attribute) | (Shape::Apart, Axis::Child) => Shape::Apart,
        (Shape::Apart, Axis::Descendant | Axis::DescendantOrSelf) => Shape::Nested,
        _ => Shape::Unknown,
    }
}

/// What is known of a condition.
pub(super) fn of_predicate(expr: &Expr) -> PredicateKind {
    match &expr.kind {
        Kind::Literal(Atom::Integer(number)) => {
            return usize::try_from(*number).map_or(PredicateKind::Any, PredicateKind::Position);
        }
        _ if asks(expr, Builtin::is_last) => return PredicateKind::AsksForLast,
        _ => {}
    }
    match is_truth(expr) && !asks(expr, Builtin::is_position) {
        true => PredicateKind::Truth,
        false if lookup::is_same_for_all(expr) => PredicateKind::Same,
        false => PredicateKind::Any,
    }
}

/// Whether an expression gives no number.
fn is_truth(expr: &Expr) -> bool {
    match &expr.kind {
        Kind::And(_) | Kind::Or(_) | Kind::Value(..) | Kind::General(..) | Kind::Nodes(..) | Kind::Quantified(..) => {
            true
        }
        Kind::InstanceOf(..) | Kind::Castable(..) | Kind::Step(_) | Kind::Root | Kind::Combine(..) => true,
        Kind::Path(sides, ..) => {
            let [_, step] = &**sides;
            is_truth(step)
        }
        Kind::Filter(inner, _) => is_truth(inner),
        Kind::Call(builtin, _) => builtin.gives_truth(),
        _ => false,
    }
}

/// Whether an expression calls a function in its own focus. Conditions and the right sides of steps have another.
fn asks(expr: &Expr, is_it: fn(Builtin) -> bool) -> bool {
    let any = |sides: &[Expr]| sides.iter().any(|side| asks(side, is_it));
    match &expr.kind {
        Kind::Call(builtin, arguments) => is_it(*builtin) || any(arguments),
        Kind::Own(_, arguments) | Kind::Sequence(arguments) => any(arguments),
        Kind::Range(sides)
        | Kind::Arithmetic(_, sides)
        | Kind::And(sides)
        | Kind::Or(sides)
        | Kind::Value(_, sides)
        | Kind::General(_, sides)
        | Kind::Nodes(_, sides)
        | Kind::Concat(sides)
        | Kind::Combine(_, sides)
        | Kind::For(_, sides)
        | Kind::Let(_, sides)
        | Kind::Quantified(_, _, sides, _) => any(&**sides),
        Kind::If(sides) => any(&**sides),
        Kind::Negative(inner) | Kind::Positive(inner) | Kind::InstanceOf(inner, _) | Kind::Treat(inner, _) => {
            asks(inner, is_it)
        }
        Kind::Cast(inner, ..) | Kind::Castable(inner, ..) | Kind::Filter(inner, _) => asks(inner, is_it),
        Kind::Path(sides, ..) | Kind::Map(sides, _) => {
            let [from, _] = &**sides;
            asks(from, is_it)
        }
        Kind::Fixed(_, inner) | Kind::CurlyArray(inner) => asks(inner, is_it),
        Kind::Inline(code) => asks(&code.body, is_it),
        Kind::Dynamic(function, arguments) => asks(function, is_it) || any(arguments),
        Kind::MapOf(entries) => entries.iter().any(|(key, value)| asks(key, is_it) || asks(value, is_it)),
        Kind::SquareArray(members) => any(members),
        Kind::Lookup(from, key) => asks(from, is_it) || matches!(key, LookupKey::Of(key) if asks(key, is_it)),
        Kind::Literal(_) | Kind::Local(_) | Kind::External(_) | Kind::Context | Kind::Root | Kind::Step(_) => false,
    }
}

/// Whether the right side of a step or map asks how many there are.
pub(super) fn of_last(expr: &Expr) -> Last {
    if asks(expr, Builtin::is_last) { Last::Asked } else { Last::NotAsked }
}
