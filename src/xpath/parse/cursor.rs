//! Where a parser stands in its tokens. Takes what is asked for next; gives whether it is there, goes on behind it, and says what was found
//! in its stead. Leaves out what tokens mean.

use super::Parser;
use crate::text::Span;
use crate::xpath::error::{self, Error};
use crate::xpath::expression::{Expr, Kind};
use crate::xpath::lexer::{Kind as Token, Name, Space};

impl<'t, 's, 'l> Parser<'t, 's, 'l> {
    pub(super) fn token(&self, ahead: usize) -> &Token<'t> {
        self.tokens.get(self.at + ahead).map_or(&Token::End, |place| &place.kind)
    }

    pub(super) fn span(&self) -> Span {
        let last = || self.tokens.last().map_or(Span::at(0), |place| place.span);
        self.tokens.get(self.at).map_or_else(last, |place| place.span)
    }

    /// From the beginning of a token to the end of the one before the next.
    pub(super) fn since(&self, start: Span) -> Span {
        let end = self.at.checked_sub(1).and_then(|at| self.tokens.get(at)).map_or(start, |place| place.span);
        Span { start: start.start, end: end.end.max(start.end) }
    }

    pub(super) fn expr_at(&self, start: Span, kind: Kind) -> Expr {
        Expr { span: self.since(start), kind }
    }

    pub(super) fn is_sign(&self, ahead: usize, sign: &str) -> bool {
        matches!(self.token(ahead), Token::Sign(found) if *found == sign)
    }

    pub(super) fn eat(&mut self, sign: &str) -> bool {
        let is_here = self.is_sign(0, sign);
        self.at += usize::from(is_here);
        is_here
    }

    pub(super) fn expect(&mut self, sign: &str) -> Result<(), Error> {
        if self.eat(sign) { Ok(()) } else { Err(self.unexpected(&format!("`{sign}`"))) }
    }

    pub(super) fn is_word(&self, ahead: usize, word: &str) -> bool {
        matches!(self.token(ahead), Token::Name(Name { space: Space::None, local }) if *local == word)
    }

    pub(super) fn eat_word(&mut self, word: &str) -> bool {
        let is_here = self.is_word(0, word);
        self.at += usize::from(is_here);
        is_here
    }

    pub(super) fn expect_word(&mut self, word: &str) -> Result<(), Error> {
        if self.eat_word(word) { Ok(()) } else { Err(self.unexpected(&format!("`{word}`"))) }
    }

    pub(super) fn unexpected(&self, wanted: &str) -> Error {
        let found = match self.token(0) {
            Token::End => "the end".to_owned(),
            Token::Name(name) | Token::Wildcard(name) => format!("`{}`", name.local),
            Token::Integer(text) | Token::Decimal(text) | Token::Double(text) => format!("`{text}`"),
            Token::String(_) => "a string".to_owned(),
            Token::Dollar => "`$`".to_owned(),
            Token::Sign(sign) => format!("`{sign}`"),
        };
        Error::new(error::SYNTAX, format!("{wanted} is expected, not {found}")).at(self.span())
    }

    pub(super) fn end(&self) -> Result<(), Error> {
        if *self.token(0) == Token::End { Ok(()) } else { Err(self.unexpected("an operator or the end")) }
    }
}
