//! Conditions that can be looked up: `@xml:id = substring(current()/@ref, 2)` compares a value of each of many items with one that is the same
//! for all of them. Takes expressions as they are parsed; says which side is which. Leaves out operators other than `=` and `eq`, and
//! conditions behind an `and` or inside an `or`. `value_index` looks them up.

use super::axis::Axis;
use super::compare::Comparison;
use super::dependence::is_closed;
use super::expression::{Expr, Kind, Lookup, Predicate, PredicateKind, Step, Values};

/// Where a condition stands, and so what must not occur in what is the same for all items.
#[derive(Clone, Copy, Debug)]
enum Place {
    /// In brackets: the focus is the item.
    Brackets,
    /// After `satisfies`: the variable with a slot is the item.
    Satisfies(usize),
}

/// Functions whose value is that of their arguments alone, which items may be compared by.
const OF_OWN: [&str; 14] = [
    "concat",
    "data",
    "generate-id",
    "local-name",
    "lower-case",
    "name",
    "normalize-space",
    "replace",
    "string",
    "substring",
    "substring-after",
    "substring-before",
    "tokenize",
    "upper-case",
];

/// Functions without arguments that do not ask for the focus.
const WITHOUT_FOCUS: [&str; 3] = ["current", "false", "true"];

/// Functions with arguments that ask for the focus all the same.
const WITH_FOCUS: [&str; 6] = ["document", "element-with-id", "id", "idref", "key", "lang"];

impl Lookup {
    /// What a condition in brackets compares.
    pub(super) fn in_brackets(number: u32, condition: &Expr) -> Option<Self> {
        Self::new(number, condition, Place::Brackets)
    }

    /// What a condition after `satisfies` compares, where what it goes through can be indexed.
    pub(super) fn satisfied(number: u32, slot: usize, through: &Expr, condition: &Expr) -> Option<Self> {
        if !can_be_indexed(through) {
            return None;
        }
        let among = Some(through.clone());
        Self::new(number, condition, Place::Satisfies(slot)).map(|lookup| Self { among, ..lookup })
    }

    fn new(number: u32, condition: &Expr, place: Place) -> Option<Self> {
        let (sides, values) = match &condition.kind {
            Kind::And(sides) => {
                let [first, _] = &**sides;
                return Self::new(number, first, place);
            }
            Kind::General(Comparison::Equal, sides) => (sides, Values::Any),
            Kind::Value(Comparison::Equal, sides) => (sides, Values::One),
            _ => return None,
        };
        let [one, other] = &**sides;
        let pair = |own: &Expr, wanted: &Expr| {
            let own = place.own(own).filter(|_| place.is_same_for_all(wanted))?;
            Some(Self { number, own, wanted: wanted.clone(), values, among: None })
        };
        pair(one, other).or_else(|| pair(other, one))
    }

    /// What the first of some conditions looks up among items that it knows.
    pub(super) fn among(predicates: &[Predicate]) -> Option<&Self> {
        predicates.first()?.lookup.as_deref().filter(|lookup| lookup.among.is_some())
    }

    /// What the first condition of a step to children looks up that others follow which count: it may be looked up for all parents at once.
    pub(super) fn in_families(step: &Step) -> Option<&Self> {
        let counts = step.predicates.iter().any(|predicate| predicate.kind != PredicateKind::Truth);
        let is_asked = step.predicates.iter().any(|predicate| predicate.kind == PredicateKind::AsksForLast);
        Self::along(step).filter(|_| step.axis == Axis::Child && counts && !is_asked)
    }

    /// What the first condition of a step looks up along its axis.
    pub(super) fn along(step: &Step) -> Option<&Self> {
        let is_far = matches!(
            step.axis,
            Axis::Child
                | Axis::Descendant
                | Axis::Following
                | Axis::FollowingSibling
                | Axis::Preceding
                | Axis::PrecedingSibling
        );
        step.predicates.first()?.lookup.as_deref().filter(|lookup| is_far && lookup.among.is_none())
    }
}

/// Whether a condition in brackets gives the same for all items.
pub(super) fn is_same_for_all(condition: &Expr) -> bool {
    Place::Brackets.is_same_for_all(condition)
}

/// Whether the items of an expression can be indexed: they are kept, and known again.
pub(super) fn can_be_indexed(expr: &Expr) -> bool {
    matches!(expr.kind, Kind::Fixed(..) | Kind::External(_) | Kind::Local(_))
}

impl Place {
    /// A value of an item, as one of its context.
    fn own(self, expr: &Expr) -> Option<Expr> {
        let kind = match (&expr.kind, self) {
            (Kind::Context, Self::Brackets) | (Kind::Literal(_), _) => expr.kind.clone(),
            (Kind::Local(slot), Self::Satisfies(own)) if *slot == own => Kind::Context,
            (Kind::Step(step), Self::Brackets) if step.predicates.iter().all(|one| is_closed(&one.expr)) => {
                expr.kind.clone()
            }
            (Kind::Path(sides, order, last), _) => {
                let [from, step] = &**sides;
                let from = self.own(from).filter(|_| is_closed(step))?;
                Kind::Path(Box::new([from, step.clone()]), *order, *last)
            }
            (Kind::Call(builtin, arguments), _) if OF_OWN.contains(&builtin.name()) => {
                let has_item = !arguments.is_empty() || matches!(self, Self::Brackets);
                let own: Option<Vec<Expr>> = arguments.iter().map(|argument| self.own(argument)).collect();
                Kind::Call(*builtin, own.filter(|_| has_item)?)
            }
            (Kind::Concat(sides), _) => {
                let [one, other] = &**sides;
                Kind::Concat(Box::new([self.own(one)?, self.own(other)?]))
            }
            _ => return None,
        };
        Some(Expr { span: expr.span, kind })
    }

    /// Whether an expression gives the same for all items.
    fn is_same_for_all(self, expr: &Expr) -> bool {
        let all = |sides: &[Expr]| sides.iter().all(|side| self.is_same_for_all(side));
        // What is taken from each of the first is another focus, and must not ask for the variable.
        let from = |sides: &[Expr; 2]| {
            let [from, step] = sides;
            self.is_same_for_all(from) && (matches!(self, Self::Brackets) || is_closed(step))
        };
        match (&expr.kind, self) {
            (Kind::Literal(_) | Kind::External(_), _) => true,
            (Kind::Local(slot), Self::Satisfies(own)) => *slot != own,
            (Kind::Local(_), Self::Brackets) => true,
            (Kind::Call(builtin, arguments), Self::Brackets) => {
                let name = builtin.name();
                let is_free = match arguments.is_empty() {
                    true => WITHOUT_FOCUS.contains(&name),
                    false => !WITH_FOCUS.contains(&name),
                };
                is_free && all(arguments)
            }
            (Kind::Call(_, arguments), Self::Satisfies(_)) => all(arguments),
            (Kind::Own(_, arguments) | Kind::Sequence(arguments), _) => all(arguments),
            (Kind::Arithmetic(_, sides) | Kind::Concat(sides) | Kind::Range(sides), _) => all(&**sides),
            (Kind::If(sides), _) => all(&**sides),
            (Kind::Cast(inner, ..) | Kind::Treat(inner, _), _) => self.is_same_for_all(inner),
            (Kind::Path(sides, ..) | Kind::Map(sides, _), _) => from(sides),
            (Kind::Filter(inner, predicates), _) => {
                let is_closed = || predicates.iter().all(|predicate| is_closed(&predicate.expr));
                self.is_same_for_all(inner) && (matches!(self, Self::Brackets) || is_closed())
            }
            (Kind::For(_, sides) | Kind::Let(_, sides), Self::Brackets) => all(&**sides),
            (_, Self::Satisfies(_)) => is_closed(expr),
            _ => false,
        }
    }
}
