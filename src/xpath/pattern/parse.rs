//! Patterns as they are read: an expression taken apart into alternatives, and each that is a path into steps.

use super::{EvaluatedFrom, Joint, Other, Part, Path, Pattern, Start};
use crate::xpath::axis::Axis;
use crate::xpath::error::Error;
use crate::xpath::expression::{Combination, Expr, Expression, Kind, Predicate, PredicateKind, Step};
use crate::xpath::library::Library;
use crate::xpath::static_context::StaticContext;
use crate::xpath::types::NodeTest;

impl Pattern {
    /// Reads a pattern.
    ///
    /// # Errors
    /// Why it cannot be read, or that it can take no node.
    pub fn parse(text: &str, context: &mut StaticContext<'_>) -> Result<Self, Error> {
        let expression = Expression::parse(text, context)?;
        if !can_take(&expression.root) {
            return Err(Error::new("XTSE0340", "no node of a document can fit this").at(expression.root.span));
        }
        let mut paths = Vec::new();
        alternatives(&expression.root, context.library, &mut paths);
        Ok(Self { expression, paths })
    }
}

/// Functions that give nodes.
const GIVE_NODES: &[&str] = &[
    "collection",
    "current",
    "doc",
    "document",
    "element-with-id",
    "exactly-one",
    "head",
    "id",
    "idref",
    "innermost",
    "insert-before",
    "key",
    "one-or-more",
    "outermost",
    "remove",
    "reverse",
    "root",
    "sort",
    "subsequence",
    "tail",
    "trace",
    "unordered",
    "zero-or-one",
];

/// Whether an expression may give a node from the node itself or one around it. Recurses as deep as the parser allowed.
fn can_take(expr: &Expr) -> bool {
    match &expr.kind {
        Kind::Root | Kind::Context | Kind::Local(_) | Kind::External(_) | Kind::Own(..) => true,
        Kind::Step(step) => matches!(
            step.axis,
            Axis::Child
                | Axis::Attribute
                | Axis::Itself
                | Axis::Descendant
                | Axis::DescendantOrSelf
                | Axis::AncestorOrSelf
        ),
        Kind::Path(sides, ..) => {
            let [_, last] = &**sides;
            matches!(last.kind, Kind::Step(_)) || can_take(last)
        }
        Kind::Map(sides, _) | Kind::For(_, sides) | Kind::Let(_, sides) => {
            let [_, given] = &**sides;
            can_take(given)
        }
        Kind::Filter(inner, _) | Kind::Treat(inner, _) => can_take(inner),
        Kind::Sequence(parts) => parts.iter().any(can_take),
        Kind::If(parts) => parts.iter().skip(1).any(can_take),
        Kind::Combine(Combination::Union, sides) => sides.iter().any(can_take),
        Kind::Combine(_, sides) => sides.first().is_some_and(can_take),
        Kind::Call(builtin, _) => GIVE_NODES.contains(&builtin.name()),
        _ => false,
    }
}

/// Alternatives of one pattern, at most.
const MOST: usize = 1000;

fn alternatives(expr: &Expr, library: &mut Library, paths: &mut Vec<Path>) {
    for expr in apart(expr) {
        let mut parts = Vec::new();
        paths.push(match steps(&expr, Joint::Parent, &mut parts) {
            Some(start) => Path::Steps(parts, start),
            None => Path::Other(Other::new(library.number_alternative(), expr)),
        });
    }
}

/// The alternatives of an expression: `(a | b)/c[d]` is `a/c[d]` and `b/c[d]`.
fn apart(expr: &Expr) -> Vec<Expr> {
    let all = match &expr.kind {
        Kind::Combine(Combination::Union, sides) => sides.iter().flat_map(apart).collect(),
        Kind::Filter(inner, predicates) if predicates.iter().all(|p| p.kind == PredicateKind::Truth) => {
            let all: Option<Vec<Expr>> = apart(inner).into_iter().map(|one| filtered(one, predicates)).collect();
            all.unwrap_or_else(|| vec![expr.clone()])
        }
        Kind::Path(sides, order, last) => {
            let [from, step] = &**sides;
            let (froms, steps) = (apart(from), apart(step));
            let join = |from: &Expr, step: &Expr| Expr {
                kind: Kind::Path(Box::new([from.clone(), step.clone()]), *order, *last),
                ..expr.clone()
            };
            if froms.len() * steps.len() > MOST {
                return vec![expr.clone()];
            }
            froms.iter().flat_map(|from| steps.iter().map(|step| join(from, step)).collect::<Vec<_>>()).collect()
        }
        _ => vec![expr.clone()],
    };
    if all.len() > MOST { vec![expr.clone()] } else { all }
}

/// A path whose last step has these conditions too.
fn filtered(expr: Expr, predicates: &[Predicate]) -> Option<Expr> {
    let kind = match expr.kind {
        Kind::Step(mut step) => {
            step.predicates.extend_from_slice(predicates);
            Kind::Step(step)
        }
        Kind::Path(sides, order, last) => {
            let [from, step] = *sides;
            Kind::Path(Box::new([from, filtered(step, predicates)?]), order, last)
        }
        _ => return None,
    };
    Some(Expr { kind, ..expr })
}

/// Takes a path apart, the last step first; `joint` joins it to what comes after it, which `parts` holds.
fn steps(expr: &Expr, joint: Joint, parts: &mut Vec<Part>) -> Option<Start> {
    match &expr.kind {
        Kind::Root => {
            if let Some(after) = parts.last_mut() {
                after.joint = joint;
            }
            Some(Start::Root)
        }
        Kind::Step(step) => {
            if let Some(after) = parts.last_mut() {
                after.joint = joint;
            }
            // At the beginning a document node is the node itself, no child (XSLT 2.0, 5.5.3).
            if step.axis == Axis::Child && matches!(step.test, NodeTest::Document(_)) {
                let step = Step { axis: Axis::Itself, ..(**step).clone() };
                parts.push(Part { step, joint: Joint::Parent });
                return Some(Start::Anywhere);
            }
            let (step, own) = plain(step)?;
            parts.push(Part { step, joint: own });
            Some(Start::Anywhere)
        }
        Kind::Path(sides, ..) => {
            let [from, last] = &**sides;
            // `a//b` has a step to everything between, or one along `descendant`.
            if let Kind::Step(step) = &last.kind
                && step.axis == Axis::DescendantOrSelf
                && step.test == NodeTest::Node
                && step.predicates.is_empty()
                && !parts.is_empty()
            {
                return steps(from, Joint::Ancestor, parts);
            }
            let Kind::Step(step) = &last.kind else { return None };
            let (step, own) = plain(step)?;
            if let Some(after) = parts.last_mut() {
                after.joint = joint;
            }
            parts.push(Part { step, joint: own });
            steps(from, own, parts)
        }
        _ => None,
    }
}

/// A step that can be matched backwards, and how it is joined to what is before it.
fn plain(step: &Step) -> Option<(Step, Joint)> {
    match step.axis {
        Axis::Child | Axis::Attribute => Some((step.clone(), Joint::Parent)),
        Axis::Descendant if step.predicates.iter().all(|p| p.kind == PredicateKind::Truth) => {
            Some((Step { axis: Axis::Child, ..step.clone() }, Joint::Ancestor))
        }
        _ => None,
    }
}

impl Other {
    fn new(number: u32, expr: Expr) -> Self {
        let from = if is_absolute(&expr) { EvaluatedFrom::Document } else { EvaluatedFrom::Around };
        Self { number, expr, from }
    }
}

/// Functions that look at the document of the context node, not at the node.
const FROM_THE_DOCUMENT: [&str; 7] = ["id", "element-with-id", "idref", "key", "doc", "document", "root"];

/// Whether an expression gives the same from every node of a document.
fn is_absolute(expr: &Expr) -> bool {
    match &expr.kind {
        Kind::Root | Kind::External(_) | Kind::Literal(_) => true,
        Kind::Call(builtin, arguments) => {
            FROM_THE_DOCUMENT.contains(&builtin.name()) && arguments.iter().all(is_absolute)
        }
        Kind::Filter(inner, _) => is_absolute(inner),
        Kind::Path(sides, ..) => {
            let [from, _] = &**sides;
            is_absolute(from)
        }
        Kind::Combine(_, sides) => sides.iter().all(is_absolute),
        _ => false,
    }
}
