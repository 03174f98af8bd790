//! The grammar (XPath 3.1, A.1). Takes tokens and what they may name; gives an expression in which variables are slots, functions rows
//! of the table, names numbers. Promises that what it reads is bounded in depth and length.
//!
//! A parser goes through the tokens once. Here are whole expressions and what binds variables; each of the other groups of productions
//! has a file: [`operator`], [`path`], [`node_test`], [`primary`], [`function_expr`], [`mod@sequence_type`], [`signature`], [`name`]; [`cursor`] is how they look at tokens.

mod cursor;
mod function_expr;
mod name;
mod node_test;
mod operator;
mod path;
mod primary;
mod sequence_type;
mod signature;

use std::sync::Arc;

use super::error::{self, Error};
use super::expression::{Expr, Expression, Kind, Lookup, Quantifier};
use super::item::QName;
use super::lexer::{Kind as Token, Token as Place, lex};
use super::library::FunctionId;
use super::static_context::StaticContext;
use super::types::SequenceType;
use crate::text::Span;

pub(super) use function_expr::named_function;
pub(super) use signature::{Missing, find, signatures};

/// Expressions inside each other, at most.
const DEEPEST: usize = 60;

/// Operands and steps that follow each other, at most: each stands inside the one after it.
const LONGEST: usize = 1000;

/// Operands, steps and bindings of a whole expression, at most: so deep may it be.
const MOST: usize = 2000;

/// Bytes of an expression, at most.
const MOST_BYTES: usize = 1 << 20;

/// Reads an expression; `parameters` are bound in its first slots.
fn expression(text: &str, context: &mut StaticContext<'_>, parameters: &[QName]) -> Result<Expression, Error> {
    let mut parser = Parser::new(text, context)?;
    for name in parameters {
        parser.bind(name.clone());
    }
    let root = parser.expr()?;
    parser.end()?;
    let slots = parser.slots;
    Ok(Expression { root, slots, prefixes: Arc::clone(&context.prefixes), version: context.version })
}

impl Expression {
    /// Reads an expression.
    ///
    /// # Errors
    /// Why it cannot be read (XPST…), with the place.
    pub fn parse(text: &str, context: &mut StaticContext<'_>) -> Result<Self, Error> {
        context.library.take_expression()?;
        expression(text, context, &[])
    }
}

impl SequenceType {
    /// Reads a type, such as `xs:integer*`.
    ///
    /// # Errors
    /// As [`Expression::parse`].
    pub fn parse(text: &str, context: &mut StaticContext<'_>) -> Result<Self, Error> {
        let mut parser = Parser::new(text, context)?;
        let kind = parser.sequence_type()?;
        parser.end()?;
        Ok(kind)
    }
}

impl StaticContext<'_> {
    /// Gives a function its body.
    ///
    /// # Errors
    /// As [`Expression::parse`].
    pub fn define(&mut self, function: FunctionId, body: &str) -> Result<(), Error> {
        let parameters = &self.library.function(function).parameters;
        let names: Vec<QName> = parameters.iter().map(|parameter| parameter.name.clone()).collect();
        let body = expression(body, self, &names)?;
        self.library.function_mut(function).body = Some(body);
        Ok(())
    }
}

struct Parser<'t, 's, 'l> {
    tokens: Vec<Place<'t>>,
    at: usize,
    context: &'s mut StaticContext<'l>,
    /// Variables in scope, the innermost last.
    locals: Vec<(QName, usize)>,
    slots: usize,
    depth: usize,
    /// Operands, steps and bindings so far.
    links: usize,
}

impl<'t, 's, 'l> Parser<'t, 's, 'l> {
    fn new(text: &'t str, context: &'s mut StaticContext<'l>) -> Result<Self, Error> {
        if text.len() > MOST_BYTES {
            return Err(Error::new(error::SYNTAX, format!("an expression has {MOST_BYTES} bytes at most")));
        }
        Ok(Self { tokens: lex(text)?, at: 0, context, locals: Vec::new(), slots: 0, depth: 0, links: 0 })
    }

    fn bind(&mut self, name: QName) -> usize {
        let slot = self.slots;
        self.slots += 1;
        self.locals.push((name, slot));
        slot
    }

    /// Counts what stands inside what follows it.
    fn follow(&mut self) -> Result<(), Error> {
        self.links += 1;
        match self.links > MOST {
            true => Err(Error::new(error::SYNTAX, "the expression is too long").at(self.span())),
            false => Ok(()),
        }
    }

    fn expr(&mut self) -> Result<Expr, Error> {
        let start = self.span();
        let first = self.expr_single()?;
        if !self.is_sign(0, ",") {
            return Ok(first);
        }
        let mut members = vec![first];
        while self.eat(",") {
            members.push(self.expr_single()?);
        }
        Ok(self.expr_at(start, Kind::Sequence(members)))
    }

    fn expr_single(&mut self) -> Result<Expr, Error> {
        self.depth += 1;
        if self.depth > DEEPEST {
            return Err(Error::new(error::SYNTAX, "expressions stand too deep inside each other").at(self.span()));
        }
        let start = self.span();
        let has_variable = *self.token(1) == Token::Dollar;
        let result = if has_variable && self.eat_word("for") {
            self.binding(start, "in", "return", |_, slot, sides| Kind::For(slot, sides))
        } else if has_variable && self.eat_word("let") {
            self.binding(start, ":=", "return", |_, slot, sides| Kind::Let(slot, sides))
        } else if has_variable && self.eat_word("some") {
            self.binding(start, "in", "satisfies", |this, slot, sides| {
                let lookup = this.satisfied(slot, &sides);
                Kind::Quantified(Quantifier::Some, slot, sides, lookup)
            })
        } else if has_variable && self.eat_word("every") {
            self.binding(start, "in", "satisfies", |_, slot, sides| {
                Kind::Quantified(Quantifier::Every, slot, sides, None)
            })
        } else if self.is_word(0, "if") && self.is_sign(1, "(") {
            self.conditional(start)
        } else {
            self.infix(1)
        };
        self.depth -= 1;
        result
    }

    /// `$x in …, $y in … return …`: bindings from left to right, each inside the one before.
    fn binding(
        &mut self,
        start: Span,
        joint: &str,
        end: &str,
        make: fn(&mut Self, usize, Box<[Expr; 2]>) -> Kind,
    ) -> Result<Expr, Error> {
        let scope = self.locals.len();
        let mut bindings = Vec::new();
        loop {
            let name = self.variable_name()?;
            if joint == "in" {
                self.expect_word(joint)?;
            } else {
                self.expect(joint)?;
            }
            let through = self.expr_single()?;
            let through = self.fixed(through);
            self.follow()?;
            bindings.push((self.bind(name), through));
            if !self.eat(",") {
                break;
            }
        }
        self.expect_word(end)?;
        let mut result = self.expr_single()?;
        self.locals.truncate(scope);
        for (slot, through) in bindings.into_iter().rev() {
            let kind = make(self, slot, Box::new([through, result]));
            result = self.expr_at(start, kind);
        }
        Ok(result)
    }

    /// What `some … satisfies` can look up.
    fn satisfied(&mut self, slot: usize, sides: &[Expr; 2]) -> Option<Box<Lookup>> {
        let [through, condition] = sides;
        Lookup::satisfied(self.context.library.number_alternative(), slot, through, condition).map(Box::new)
    }

    fn variable_name(&mut self) -> Result<QName, Error> {
        if *self.token(0) != Token::Dollar {
            return Err(self.unexpected("`$`"));
        }
        self.at += 1;
        let Token::Name(name) = *self.token(0) else { return Err(self.unexpected("a name")) };
        let name = self.qname(name, "")?;
        self.at += 1;
        Ok(name)
    }

    fn conditional(&mut self, start: Span) -> Result<Expr, Error> {
        self.expect_word("if")?;
        self.expect("(")?;
        let condition = self.expr()?;
        self.expect(")")?;
        self.expect_word("then")?;
        let one = self.expr_single()?;
        self.expect_word("else")?;
        let other = self.expr_single()?;
        Ok(self.expr_at(start, Kind::If(Box::new([condition, one, other]))))
    }
}
