//! Functions as values, maps and arrays (XPath 3.1, 3.1.6, 3.1.7, 3.2.2, 3.11). Takes their tokens; gives expressions in which a named
//! function, or one of whose arguments some are left open, is one that is written out.

use std::sync::Arc;

use super::{Missing, Parser, find};
use crate::text::Span;
use crate::xpath::error::{self, Error};
use crate::xpath::expression::{Empty, Expr, Inline, InlineFocus, Kind, LookupKey};
use crate::xpath::item::{Atom, QName};
use crate::xpath::lexer::{Kind as Token, Name, Space};
use crate::xpath::library::Library;
use crate::xpath::namespace::{XS, function_name};
use crate::xpath::types::{AtomicType, Count, ItemType, SequenceType};

/// Names that are no functions, since something else begins with them (A.3).
const RESERVED: &[&str] = &[
    "array",
    "attribute",
    "comment",
    "document-node",
    "element",
    "empty-sequence",
    "function",
    "if",
    "item",
    "map",
    "namespace-node",
    "node",
    "processing-instruction",
    "schema-attribute",
    "schema-element",
    "switch",
    "text",
    "typeswitch",
];

/// Arguments of a named function, at most.
const MOST_ARGUMENTS: usize = 1000;

impl<'t, 's, 'l> Parser<'t, 's, 'l> {
    /// Whether a map, an array or a function is made here.
    pub(super) fn begins_function(&self) -> bool {
        match self.token(0) {
            Token::Name(Name { space: Space::None, local: "map" | "array" }) => self.is_sign(1, "{"),
            Token::Name(Name { space: Space::None, local: "function" }) => self.is_sign(1, "("),
            Token::Sign("[" | "?") => true,
            _ => false,
        }
    }

    pub(super) fn function_expr(&mut self) -> Result<Expr, Error> {
        let start = self.span();
        let kind = match *self.token(0) {
            Token::Sign("?") => {
                let context = self.expr_at(start, Kind::Context);
                self.at += 1;
                Kind::Lookup(Box::new(context), self.lookup_key()?)
            }
            Token::Sign(_) => {
                self.at += 1;
                let mut members = Vec::new();
                if !self.eat("]") {
                    members = self.list()?;
                    self.expect("]")?;
                }
                Kind::SquareArray(members)
            }
            Token::Name(Name { local: "map", .. }) => self.map_constructor()?,
            Token::Name(Name { local: "array", .. }) => {
                self.at += 2;
                let inner =
                    if self.is_sign(0, "}") { self.expr_at(start, Kind::Sequence(Vec::new())) } else { self.expr()? };
                self.expect("}")?;
                Kind::CurlyArray(Box::new(inner))
            }
            _ => self.inline_function()?,
        };
        Ok(self.expr_at(start, kind))
    }

    fn list(&mut self) -> Result<Vec<Expr>, Error> {
        let mut members = vec![self.expr_single()?];
        while self.eat(",") {
            members.push(self.expr_single()?);
        }
        Ok(members)
    }

    fn map_constructor(&mut self) -> Result<Kind, Error> {
        self.at += 2;
        let mut entries = Vec::new();
        if self.eat("}") {
            return Ok(Kind::MapOf(entries));
        }
        loop {
            let key = self.expr_single()?;
            self.expect(":")?;
            entries.push((key, self.expr_single()?));
            if !self.eat(",") {
                break;
            }
        }
        self.expect("}")?;
        Ok(Kind::MapOf(entries))
    }

    /// `function($a as …, …) as … { … }`
    fn inline_function(&mut self) -> Result<Kind, Error> {
        self.at += 2;
        let scope = self.locals.len();
        let mut parameters: Vec<(usize, SequenceType)> = Vec::new();
        while !self.eat(")") {
            if !parameters.is_empty() {
                self.expect(",")?;
            }
            let place = self.span();
            let name = self.variable_name()?;
            if self.locals.iter().skip(scope).any(|(known, _)| *known == name) {
                return Err(Error::new("XQST0039", "two parameters have one name").at(place));
            }
            let kind = if self.eat_word("as") { self.sequence_type()? } else { SequenceType::ANY };
            parameters.push((self.bind(name), kind));
        }
        let result = if self.eat_word("as") { self.sequence_type()? } else { SequenceType::ANY };
        self.expect("{")?;
        let body =
            if self.is_sign(0, "}") { self.expr_at(self.span(), Kind::Sequence(Vec::new())) } else { self.expr()? };
        self.expect("}")?;
        self.locals.truncate(scope);
        Ok(Kind::Inline(Arc::new(Inline { name: None, parameters, result, body, focus: InlineFocus::Absent })))
    }

    fn lookup_key(&mut self) -> Result<LookupKey, Error> {
        let key = match self.token(0).clone() {
            Token::Sign("*") => LookupKey::All,
            Token::Name(Name { space: Space::None, local }) => LookupKey::Named(local.into()),
            Token::Integer(text) => {
                let start = self.span();
                let none = |_| Error::new("FOAR0002", format!("`{text}` is too large")).at(start);
                let number = text.parse().map_err(none)?;
                let kind = Kind::Literal(Atom::Integer(number));
                LookupKey::Of(Box::new(Expr { span: start, kind }))
            }
            Token::Sign("(") => {
                self.at += 1;
                let start = self.span();
                let inner =
                    if self.is_sign(0, ")") { self.expr_at(start, Kind::Sequence(Vec::new())) } else { self.expr()? };
                self.expect(")")?;
                return Ok(LookupKey::Of(Box::new(inner)));
            }
            _ => return Err(self.unexpected("a key")),
        };
        self.at += 1;
        Ok(key)
    }

    /// `(…)` and `?…` behind an expression; the expression itself where neither stands there.
    pub(super) fn called(&mut self, start: Span, function: Expr) -> Result<Expr, Error> {
        self.follow()?;
        if self.eat("?") {
            let kind = Kind::Lookup(Box::new(function), self.lookup_key()?);
            return Ok(self.expr_at(start, kind));
        }
        let place = self.span();
        let arguments = self.arguments()?;
        self.call_of_value(start, function, arguments, place)
    }

    /// A call of what an expression gives; a function where some of the arguments are left open.
    pub(super) fn call_of_value(
        &mut self,
        start: Span,
        function: Expr,
        arguments: Vec<Option<Expr>>,
        place: Span,
    ) -> Result<Expr, Error> {
        if arguments.iter().all(Option::is_some) {
            let kind = Kind::Dynamic(Box::new(function), arguments.into_iter().flatten().collect());
            return Ok(self.expr_at(start, kind));
        }
        // The function is bound once, as the arguments are.
        let slot = self.slot();
        let called = self.expr_at(start, Kind::Local(slot));
        let kind = self.partial(arguments, place, |_, arguments| Ok(Kind::Dynamic(Box::new(called), arguments)))?;
        let inner = self.expr_at(start, kind);
        Ok(self.expr_at(start, Kind::Let(slot, Box::new([function, inner]))))
    }

    fn slot(&mut self) -> usize {
        self.slots += 1;
        self.slots - 1
    }

    /// A function of the arguments that are left open.
    pub(super) fn partial(
        &mut self,
        arguments: Vec<Option<Expr>>,
        place: Span,
        call: impl FnOnce(&mut Self, Vec<Expr>) -> Result<Kind, Error>,
    ) -> Result<Kind, Error> {
        let (mut bound, mut parameters, mut inside) = (Vec::new(), Vec::new(), Vec::new());
        for argument in arguments {
            let slot = self.slot();
            inside.push(Expr { span: place, kind: Kind::Local(slot) });
            match argument {
                Some(argument) => bound.push((slot, argument)),
                None => parameters.push((slot, SequenceType::ANY)),
            }
        }
        let body = Expr { span: place, kind: call(self, inside)? };
        let result = SequenceType::ANY;
        let mut kind =
            Kind::Inline(Arc::new(Inline { name: None, parameters, result, body, focus: InlineFocus::Kept }));
        for (slot, argument) in bound.into_iter().rev() {
            kind = Kind::Let(slot, Box::new([argument, Expr { span: place, kind }]));
        }
        Ok(kind)
    }

    /// `name#arity`
    pub(super) fn named_function(&mut self, name: Name<'t>, start: Span) -> Result<Kind, Error> {
        self.at += 2;
        let Token::Integer(arity) = *self.token(0) else { return Err(self.unexpected("a number of arguments")) };
        self.at += 1;
        let arity = arity.parse().unwrap_or(usize::MAX);
        let name = self.function_name(name, start)?;
        let first = self.slots;
        let code = named_function(self.context.library, &name, arity, first).map_err(|error| error.at(start))?;
        self.slots += arity;
        Ok(Kind::Inline(Arc::new(code)))
    }

    /// The whole name of a function.
    pub(super) fn function_name(&self, name: Name<'t>, place: Span) -> Result<QName, Error> {
        if name.space == Space::None && RESERVED.contains(&name.local) {
            return Err(Error::new(error::SYNTAX, format!("`{}` is the name of no function", name.local)).at(place));
        }
        self.qname(name, crate::xpath::namespace::FN).map_err(|error| Error { span: place, ..error })
    }
}

/// The function of a name as a value, with its parameters from a slot on.
pub(in super::super) fn named_function(
    library: &Library,
    name: &QName,
    arity: usize,
    first: usize,
) -> Result<Inline, Error> {
    if arity > MOST_ARGUMENTS {
        return Err(Error::new(error::NO_FUNCTION, format!("there is no function with {arity} arguments")));
    }
    let slots = first..first + arity;
    let local = |slot| Expr { span: Span::at(0), kind: Kind::Local(slot) };
    let kind = call_of(library, name, slots.clone().map(local).collect())?;
    let any = SequenceType::ANY;
    let (kinds, result) = match &kind {
        Kind::Own(function, _) => {
            let function = library.function(*function);
            (function.parameters.iter().map(|parameter| parameter.kind).collect(), function.result)
        }
        Kind::Call(builtin, _) => {
            let signature = builtin.0;
            ((0..arity).map(|at| signature.parameter(at).kind).collect(), signature.result)
        }
        Kind::Cast(_, kind, _) => {
            let optional = |kind| SequenceType { item: Some(ItemType::Atomic(kind)), count: Count::Optional };
            (vec![optional(AtomicType::AnyAtomic)], optional(*kind))
        }
        _ => (Vec::new(), any),
    };
    let parameters = slots.zip(kinds.into_iter().chain(std::iter::repeat(any))).collect();
    let body = Expr { span: Span::at(0), kind };
    Ok(Inline { name: Some(name.clone()), parameters, result, body, focus: InlineFocus::Kept })
}

/// A call of the function of a name.
pub(super) fn call_of(library: &Library, name: &QName, mut arguments: Vec<Expr>) -> Result<Kind, Error> {
    let arity = arguments.len();
    if let Some(function) = library.find_function(name, arity) {
        return Ok(Kind::Own(function, arguments));
    }
    if *name.namespace == *XS {
        let is_made = |kind: &AtomicType| !matches!(kind, AtomicType::AnyAtomic | AtomicType::Notation);
        let kind = AtomicType::named(&name.local).filter(is_made).filter(|_| arity == 1);
        if let Some(kind) = kind
            && let Some(argument) = arguments.pop()
        {
            return Ok(Kind::Cast(Box::new(argument), kind, Empty::Allowed));
        }
    }
    if let Some(written) = function_name(&name.namespace, &name.local) {
        let message = match find(&written, arity) {
            Ok(builtin) => return Ok(Kind::Call(builtin, arguments)),
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
        return Err(Error::new(error::NO_FUNCTION, message));
    }
    let name = Atom::QName(Arc::new(name.clone()));
    Err(Error::new(error::NO_FUNCTION, format!("there is no function `{}` with {arity} arguments", name.string())))
}
