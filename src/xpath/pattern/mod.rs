//! Patterns: which nodes an expression is about (XSLT 3.0, 5.5), as the context of a rule says. Takes an expression; gives whether a
//! node is one of those it finds from some node around it. Steps are matched from the last to the first.

mod results;

use results::Other;
pub(super) use results::PatternResults;

use super::axis::Axis;
use super::error::Error;
use super::evaluate::{Evaluation, Focus};
use super::expression::{Combination, Expr, Expression, Kind, Predicate, PredicateKind, Step};
use super::item::{Item, NodeRef};
use super::library::Library;
use super::static_context::StaticContext;
use super::types::{NameTest, NodeTest};

/// A pattern.
#[derive(Clone, Debug)]
pub struct Pattern {
    expression: Expression,
    /// Its alternatives.
    paths: Vec<Path>,
}

/// One alternative.
#[derive(Clone, Debug)]
enum Path {
    /// Steps, the last first.
    Steps(Vec<Part>, Start),
    /// Anything else.
    Other(Other),
}

/// A step of a pattern, and how it is joined to the one before it.
#[derive(Clone, Debug)]
struct Part {
    step: Step,
    joint: Joint,
}

/// How a step is joined to the one before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Joint {
    /// `/`
    Parent,
    /// `//`
    Ancestor,
}

/// Where the first step begins.
#[derive(Clone, Debug)]
enum Start {
    /// Anywhere.
    Anywhere,
    /// At the document node, `/`.
    Root,
}

/// What nodes a pattern may take, to be looked up.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Target {
    /// Elements of one name: its number in the library.
    Element(u32),
    /// Attributes of one name.
    Attribute(u32),
    /// Any element.
    AnyElement,
    /// Any attribute.
    AnyAttribute,
    /// Text.
    Text,
    /// Anything.
    Any,
}

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

    /// What its alternatives may take.
    pub(crate) fn targets(&self) -> Vec<Target> {
        self.paths.iter().map(Path::target).collect()
    }

    /// Whether it takes a node.
    ///
    /// # Errors
    /// What keeps a condition from having a value.
    pub fn takes<'d>(&self, evaluation: &mut Evaluation<'_, 'd>, node: NodeRef<'d>) -> Result<bool, Error> {
        let item = Item::Node(node);
        evaluation.for_pattern(&self.expression, &item, |evaluation| {
            for path in &self.paths {
                let is_taken = match path {
                    Path::Steps(parts, start) => matches(evaluation, parts, start, node)?,
                    Path::Other(other) => evaluation.gives(other, node)?,
                };
                if is_taken {
                    return Ok(true);
                }
            }
            Ok(false)
        })
    }
}

impl Path {
    fn target(&self) -> Target {
        let Self::Steps(parts, _) = self else { return Target::Any };
        let Some(last) = parts.first() else { return Target::Any };
        match (last.step.axis, last.step.test) {
            (Axis::Attribute, NodeTest::Name(NameTest::Name(name)) | NodeTest::Attribute(NameTest::Name(name))) => {
                Target::Attribute(name)
            }
            (Axis::Attribute, _) => Target::AnyAttribute,
            (_, NodeTest::Name(NameTest::Name(name)) | NodeTest::Element(NameTest::Name(name))) => {
                Target::Element(name)
            }
            (_, NodeTest::Name(_) | NodeTest::Element(_)) => Target::AnyElement,
            (_, NodeTest::Text) => Target::Text,
            _ => Target::Any,
        }
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

fn matches<'d>(
    evaluation: &mut Evaluation<'_, 'd>,
    parts: &[Part],
    start: &Start,
    node: NodeRef<'d>,
) -> Result<bool, Error> {
    evaluation.spend(1)?;
    let Some((part, before)) = parts.split_first() else {
        return Ok(match start {
            Start::Root => node.kind() == Some(crate::xml::document::Kind::Document),
            Start::Anywhere => true,
        });
    };
    if !evaluation.passes_step(&part.step, node)? {
        return Ok(false);
    }
    if before.is_empty() && matches!(start, Start::Anywhere) {
        return Ok(true);
    }
    let mut around = node.parent();
    while let Some(outer) = around {
        if matches(evaluation, before, start, outer)? {
            return Ok(true);
        }
        if part.joint == Joint::Parent {
            return Ok(false);
        }
        around = outer.parent();
    }
    Ok(false)
}

impl<'d> Evaluation<'_, 'd> {
    fn for_pattern<T>(
        &mut self,
        expression: &Expression,
        item: &Item<'d>,
        work: impl FnOnce(&mut Self) -> Result<T, Error>,
    ) -> Result<T, Error> {
        self.framed(expression, Some(Some(item.clone())), work)
    }

    /// Whether a node is what a step along `child` or `attribute` gives from its parent, or one along `self` from itself.
    fn passes_step(&mut self, step: &Step, node: NodeRef<'d>) -> Result<bool, Error> {
        let parent = match step.axis {
            Axis::Itself => Some(node),
            axis => node.parent().filter(|_| (axis == Axis::Attribute) == (node.attribute != 0)),
        };
        let Some(parent) = parent else { return Ok(false) };
        if !step.test.takes(node, self) {
            return Ok(false);
        }
        let focus = |item| Focus::on(item, 1, Some(1));
        if step.predicates.iter().all(|predicate| predicate.kind == PredicateKind::Truth) {
            let focus = focus(node.into());
            for predicate in &step.predicates {
                if !self.effective_boolean_value(&predicate.expr, &focus)? {
                    return Ok(false);
                }
            }
            return Ok(true);
        }
        let mut is_found = false;
        let _ = self.step(step, &focus(parent.into()), &mut |_, item| {
            is_found |= matches!(item, Item::Node(other) if other == node);
            Ok(if is_found { std::ops::ControlFlow::Break(()) } else { std::ops::ControlFlow::Continue(()) })
        })?;
        Ok(is_found)
    }
}
