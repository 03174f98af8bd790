//! Paths and their steps (XPath 3.1, 3.3). Takes steps with `/` and `//` between them; gives paths, each with what is known of the order
//! of its nodes, and steps with their conditions. `//` goes along `descendant` where no condition asks for a position.

use super::{LONGEST, Parser};
use crate::text::Span;
use crate::xpath::axis::Axis;
use crate::xpath::error::{self, Error};
use crate::xpath::expression::{Expr, Kind, Lookup, Predicate, PredicateKind, Step};
use crate::xpath::lexer::{Kind as Token, Name, Space};
use crate::xpath::lookup::can_be_indexed;
use crate::xpath::order;
use crate::xpath::types::NodeTest;

impl<'t, 's, 'l> Parser<'t, 's, 'l> {
    pub(super) fn path(&mut self) -> Result<Expr, Error> {
        let start = self.span();
        let mut path = if self.is_sign(0, "/") {
            self.at += 1;
            let root = self.expr_at(start, Kind::Root);
            if !self.begins_step() {
                return Ok(root);
            }
            let step = self.step()?;
            self.join(start, root, step)
        } else if self.is_sign(0, "//") {
            let root = self.expr_at(start, Kind::Root);
            self.at += 1;
            let step = self.step()?;
            self.join_far(start, root, step)
        } else {
            self.step()?
        };
        for _ in 0..LONGEST {
            if self.eat("/") {
                self.follow()?;
                let step = self.step()?;
                path = self.join(start, path, step);
            } else if self.eat("//") {
                self.follow()?;
                let step = self.step()?;
                path = self.join_far(start, path, step);
            } else {
                return Ok(path);
            }
        }
        Err(Error::new(error::SYNTAX, "the path is too long").at(self.since(start)))
    }

    fn begins_step(&self) -> bool {
        match self.token(0) {
            Token::End => false,
            Token::Sign(sign) => matches!(*sign, "." | ".." | "@" | "*" | "(" | "[" | "?"),
            _ => true,
        }
    }

    fn join(&mut self, start: Span, from: Expr, mut step: Expr) -> Expr {
        // `./p` is `p`.
        if matches!((&from.kind, &step.kind), (Kind::Context, Kind::Step(_))) {
            return self.expr_at(start, step.kind);
        }
        let (order, last) = (order::of_path(&from, &step), order::of_last(&step));
        if let Kind::Step(inner) = &mut step.kind
            && inner.predicates.iter().all(|predicate| predicate.kind == PredicateKind::Truth)
            && let Some(lookup) = inner.predicates.first_mut().and_then(|predicate| predicate.lookup.as_mut())
        {
            let all = Step { axis: inner.axis, test: inner.test, predicates: Vec::new() };
            let all = Expr { span: step.span, kind: Kind::Step(Box::new(all)) };
            let all = self.expr_at(start, Kind::Path(Box::new([from.clone(), all]), order, last));
            lookup.among = Some(self.fixed(all)).filter(can_be_indexed);
        }
        self.expr_at(start, Kind::Path(Box::new([from, step]), order, last))
    }

    /// `//`: a step to all nodes between, or along `descendant` where no condition asks for a position.
    fn join_far(&mut self, start: Span, from: Expr, mut step: Expr) -> Expr {
        if let Kind::Step(inner) = &mut step.kind
            && inner.axis == Axis::Child
            && inner.predicates.iter().all(|predicate| predicate.kind == PredicateKind::Truth)
        {
            inner.axis = Axis::Descendant;
            return self.join(start, from, step);
        }
        let between = Step { axis: Axis::DescendantOrSelf, test: NodeTest::Node, predicates: Vec::new() };
        let between = self.expr_at(start, Kind::Step(Box::new(between)));
        let from = self.join(start, from, between);
        self.join(start, from, step)
    }

    fn step(&mut self) -> Result<Expr, Error> {
        let start = self.span();
        if self.begins_function() {
            return self.postfix();
        }
        let axis = match self.token(0) {
            Token::Name(Name { space: Space::None, local }) if self.is_sign(1, "::") => {
                let Some(axis) = Axis::named(local) else { return Err(self.unexpected("the name of an axis")) };
                self.at += 2;
                Some(axis)
            }
            Token::Sign("@") => {
                self.at += 1;
                Some(Axis::Attribute)
            }
            Token::Sign("..") => {
                self.at += 1;
                let predicates = self.predicates()?;
                let step = Step { axis: Axis::Parent, test: NodeTest::Node, predicates };
                return Ok(self.expr_at(start, Kind::Step(Box::new(step))));
            }
            _ => None,
        };
        if axis.is_none() && !self.begins_test() {
            return self.postfix();
        }
        let test = self.node_test()?;
        let default = match test {
            NodeTest::Attribute(_) => Axis::Attribute,
            NodeTest::Namespace => Axis::Namespace,
            _ => Axis::Child,
        };
        let predicates = self.predicates()?;
        let step = Step { axis: axis.unwrap_or(default), test, predicates };
        Ok(self.expr_at(start, Kind::Step(Box::new(step))))
    }

    pub(super) fn predicates(&mut self) -> Result<Vec<Predicate>, Error> {
        let mut predicates = Vec::new();
        while self.eat("[") {
            let expr = self.expr()?;
            self.expect("]")?;
            let kind = order::of_predicate(&expr);
            let is_first = predicates.is_empty() && kind == PredicateKind::Truth;
            let number = self.context.library.number_alternative();
            let lookup = Lookup::in_brackets(number, &expr).filter(|_| is_first).map(Box::new);
            predicates.push(Predicate { expr, kind, lookup });
        }
        Ok(predicates)
    }
}
