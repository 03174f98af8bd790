//! Primary expressions (XPath 3.1, 3.1 and 3.2): literals, variables, brackets, calls, with the conditions behind them. Takes their tokens;
//! gives expressions in which a variable is a slot or a number, a function a row of the table or a declared one.

use std::sync::Arc;

use super::{Missing, Parser, find, not_supported};
use crate::text::Span;
use crate::xpath::error::{self, Error};
use crate::xpath::expression::{Empty, Expr, Kind};
use crate::xpath::item::Atom;
use crate::xpath::lexer::{Kind as Token, Name};
use crate::xpath::lookup::can_be_indexed;
use crate::xpath::namespace::{FN, XS, function_name};
use crate::xpath::number;
use crate::xpath::types::AtomicType;

impl<'t, 's, 'l> Parser<'t, 's, 'l> {
    pub(super) fn postfix(&mut self) -> Result<Expr, Error> {
        let start = self.span();
        let primary = self.primary()?;
        if self.is_sign(0, "(") || self.is_sign(0, "?") && matches!(self.token(1), Token::Name(_)) {
            return Err(not_supported(self.span()));
        }
        let mut predicates = self.predicates()?;
        if let Some(lookup) = predicates.first_mut().and_then(|predicate| predicate.lookup.as_mut()) {
            lookup.among = Some(self.fixed(primary.clone())).filter(can_be_indexed);
        }
        Ok(match predicates.is_empty() {
            true => primary,
            false => self.expr_at(start, Kind::Filter(Box::new(primary), predicates)),
        })
    }

    fn primary(&mut self) -> Result<Expr, Error> {
        let start = self.span();
        let too_large = |message: String| Error::new(error::OVERFLOW, message).at(start);
        let kind = match self.token(0).clone() {
            Token::Integer(text) => {
                let number = text.parse().map_err(|_| too_large(format!("`{text}` is too large")))?;
                Kind::Literal(Atom::Integer(number))
            }
            Token::Decimal(text) => {
                let padded = format!("0{text}");
                let number = number::read_decimal(&padded);
                Kind::Literal(Atom::Decimal(number.ok_or_else(|| too_large(format!("`{text}` is too large")))?))
            }
            Token::Double(text) => Kind::Literal(Atom::Double(text.parse().unwrap_or(f64::NAN))),
            Token::String(text) => Kind::Literal(Atom::String(text.into_owned().into())),
            Token::Sign(".") => Kind::Context,
            Token::Dollar => return self.variable(start),
            Token::Sign("(") => {
                self.at += 1;
                if self.eat(")") {
                    return Ok(self.expr_at(start, Kind::Sequence(Vec::new())));
                }
                let inner = self.expr()?;
                self.expect(")")?;
                return Ok(inner);
            }
            Token::Name(name) if self.is_sign(1, "(") => {
                self.at += 1;
                let arguments = self.arguments()?;
                let kind = self.call(name, arguments, start)?;
                return Ok(self.expr_at(start, kind));
            }
            Token::Name(_) if self.is_sign(1, "#") => return Err(not_supported(start)),
            _ => return Err(self.unexpected("an expression")),
        };
        self.at += 1;
        Ok(self.expr_at(start, kind))
    }

    fn variable(&mut self, start: Span) -> Result<Expr, Error> {
        let name = self.variable_name()?;
        if let Some((_, slot)) = self.locals.iter().rev().find(|(known, _)| *known == name) {
            let kind = Kind::Local(*slot);
            return Ok(self.expr_at(start, kind));
        }
        if let Some(&number) = self.context.variables.iter().rev().find_map(|scope| scope.get(&name)) {
            return Ok(self.expr_at(start, Kind::External(number)));
        }
        let message = format!("the variable `${}` is not declared", name.local);
        Err(Error::new(error::UNDECLARED, message).at(self.since(start)))
    }

    pub(super) fn arguments(&mut self) -> Result<Vec<Expr>, Error> {
        self.expect("(")?;
        let mut arguments = Vec::new();
        if self.eat(")") {
            return Ok(arguments);
        }
        loop {
            if self.is_sign(0, "?") {
                return Err(not_supported(self.span()));
            }
            arguments.push(self.expr_single()?);
            if !self.eat(",") {
                break;
            }
        }
        self.expect(")")?;
        Ok(arguments)
    }

    pub(super) fn call(&mut self, name: Name<'t>, mut arguments: Vec<Expr>, place: Span) -> Result<Kind, Error> {
        let name = self.qname(name, FN).map_err(|error| Error { span: place, ..error })?;
        let arity = arguments.len();
        if let Some(number) = self.context.library.find_function(&name, arity) {
            return Ok(Kind::Own(number, arguments));
        }
        if *name.namespace == *XS {
            let is_made = |kind: &AtomicType| !matches!(kind, AtomicType::AnyAtomic | AtomicType::Notation);
            let kind = AtomicType::named(&name.local).filter(is_made).filter(|_| arity == 1);
            if let (Some(kind), Some(argument)) = (kind, arguments.pop()) {
                return Ok(Kind::Cast(Box::new(argument), kind, Empty::Allowed));
            }
        } else if let Some(written) = function_name(&name.namespace, &name.local) {
            let message = match find(&written, arity) {
                Ok(builtin) => {
                    if builtin.name() == "index-of" {
                        arguments = arguments.into_iter().map(|argument| self.fixed(argument)).collect();
                    }
                    return Ok(Kind::Call(builtin, arguments));
                }
                Err(Missing::Name(likely)) => {
                    let likely = likely.map(|likely| format!("; did you mean `{likely}`?")).unwrap_or_default();
                    format!("there is no function `{written}`{likely}")
                }
                Err(Missing::Arity(least, most)) => {
                    let range = match (least, most) {
                        (least, usize::MAX) => format!("{least} or more"),
                        (least, most) if least == most => least.to_string(),
                        (least, most) => format!("{least} to {most}"),
                    };
                    format!("`{written}` takes {range} arguments, not {arity}")
                }
            };
            return Err(Error::new(error::NO_FUNCTION, message).at(place));
        }
        let message = format!("there is no function `{}` with {arity} arguments", Atom::QName(Arc::new(name)).string());
        Err(Error::new(error::NO_FUNCTION, message).at(place))
    }
}
