//! Primary expressions (XPath 3.1, 3.1 and 3.2): literals, variables, brackets, calls, with the conditions behind them. Takes their tokens;
//! gives expressions in which a variable is a slot or a number, a function a row of the table or a declared one.

use super::Parser;
use super::function_expr::call_of;
use crate::text::Span;
use crate::xpath::error::{self, Error};
use crate::xpath::expression::{Expr, Kind};
use crate::xpath::item::{Atom, QName};
use crate::xpath::lexer::{Kind as Token, Name};
use crate::xpath::lookup::can_be_indexed;
use crate::xpath::number;

impl<'t, 's, 'l> Parser<'t, 's, 'l> {
    pub(super) fn postfix(&mut self) -> Result<Expr, Error> {
        let start = self.span();
        let primary = self.primary()?;
        let mut predicates = self.predicates()?;
        if let Some(lookup) = predicates.first_mut().and_then(|predicate| predicate.lookup.as_mut()) {
            lookup.among = Some(self.fixed(primary.clone())).filter(can_be_indexed);
        }
        let mut result = match predicates.is_empty() {
            true => primary,
            false => self.expr_at(start, Kind::Filter(Box::new(primary), predicates)),
        };
        while self.is_sign(0, "(") || self.is_sign(0, "?") {
            result = self.called(start, result)?;
            let predicates = self.predicates()?;
            if !predicates.is_empty() {
                result = self.expr_at(start, Kind::Filter(Box::new(result), predicates));
            }
        }
        Ok(result)
    }

    pub(super) fn primary(&mut self) -> Result<Expr, Error> {
        let start = self.span();
        if self.begins_function() {
            return self.function_expr();
        }
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
            Token::Name(name) if self.is_sign(1, "#") => {
                let kind = self.named_function(name, start)?;
                return Ok(self.expr_at(start, kind));
            }
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

    /// Arguments in brackets; `None` for each that is left open with `?`.
    pub(super) fn arguments(&mut self) -> Result<Vec<Option<Expr>>, Error> {
        self.expect("(")?;
        let mut arguments = Vec::new();
        if self.eat(")") {
            return Ok(arguments);
        }
        loop {
            let is_open = self.is_sign(0, "?") && (self.is_sign(1, ",") || self.is_sign(1, ")"));
            self.at += usize::from(is_open);
            arguments.push(if is_open { None } else { Some(self.expr_single()?) });
            if !self.eat(",") {
                break;
            }
        }
        self.expect(")")?;
        Ok(arguments)
    }

    /// A call of a named function; a function where some of its arguments are left open.
    pub(super) fn call(&mut self, name: Name<'t>, arguments: Vec<Option<Expr>>, place: Span) -> Result<Kind, Error> {
        let name = self.function_name(name, place)?;
        if arguments.iter().all(Option::is_some) {
            return self.call_named(&name, arguments.into_iter().flatten().collect(), place);
        }
        self.partial(arguments, place, |this, arguments| this.call_named(&name, arguments, place))
    }

    fn call_named(&mut self, name: &QName, arguments: Vec<Expr>, place: Span) -> Result<Kind, Error> {
        Ok(match call_of(self.context.library, name, arguments).map_err(|error| error.at(place))? {
            Kind::Call(builtin, arguments) if builtin.name() == "index-of" => {
                Kind::Call(builtin, arguments.into_iter().map(|argument| self.fixed(argument)).collect())
            }
            kind => kind,
        })
    }
}
