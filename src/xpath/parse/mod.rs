//! The grammar (XPath 3.1, A.1). Takes tokens and what they may name; gives an expression in which variables are slots, functions rows
//! of the table, names numbers. Operators are a table, so that none costs a level of recursion.

use std::sync::Arc;

use rust_decimal::Decimal;

use super::arithmetic::Operator as Sum;
use super::axis::Axis;
use super::compare::Comparison;
use super::error::{self, Error};
use super::expression::{
    Bindings, Combination, Empty, Expr, Expression, Kind, NodeComparison, Predicate, Quantifier, Static, Step,
};
use super::function::{Builtin, Missing};
use super::item::{Atom, QName};
use super::lexer::{Kind as Token, Name, Space, Token as Place, lex};
use super::number;
use super::order;
use super::types::{AtomicType, Count, ItemType, NameTest, NodeTest, SequenceType};
use crate::text::Span;

pub(super) const XS: &str = "http://www.w3.org/2001/XMLSchema";
pub(super) const FN: &str = "http://www.w3.org/2005/xpath-functions";

/// Prefixes that need no declaration.
const KNOWN: &[(&str, &str)] = &[
    ("xs", XS),
    ("fn", FN),
    ("xml", crate::xml::XML_NAMESPACE),
    ("xsl", "http://www.w3.org/1999/XSL/Transform"),
    ("math", "http://www.w3.org/2005/xpath-functions/math"),
    ("map", "http://www.w3.org/2005/xpath-functions/map"),
    ("array", "http://www.w3.org/2005/xpath-functions/array"),
];

/// Expressions inside each other, at most.
const DEEPEST: usize = 60;

/// Operands and steps that follow each other, at most: each stands inside the one after it.
const LONGEST: usize = 1000;

/// The namespace of a prefix.
pub(super) fn namespace(prefixes: &Bindings, prefix: &str) -> Option<Arc<str>> {
    let own = prefixes.iter().rev().find(|(known, _)| **known == *prefix).map(|(_, namespace)| Arc::clone(namespace));
    own.or_else(|| KNOWN.iter().find(|(known, _)| *known == prefix).map(|(_, namespace)| (*namespace).into()))
}

/// Reads an expression; `parameters` are bound in its first slots.
pub(super) fn expression(text: &str, context: &mut Static<'_>, parameters: &[QName]) -> Result<Expression, Error> {
    let mut parser = Parser::new(text, context)?;
    for name in parameters {
        parser.bind(name.clone());
    }
    let root = parser.expr()?;
    parser.end()?;
    let slots = parser.slots;
    Ok(Expression { root, slots, prefixes: Arc::clone(&context.prefixes), version: context.version })
}

/// Reads a type.
pub(super) fn sequence_type(text: &str, context: &mut Static<'_>) -> Result<SequenceType, Error> {
    let mut parser = Parser::new(text, context)?;
    let kind = parser.sequence_type()?;
    parser.end()?;
    Ok(kind)
}

struct Parser<'t, 's, 'l> {
    tokens: Vec<Place<'t>>,
    at: usize,
    context: &'s mut Static<'l>,
    /// Variables in scope, the innermost last.
    locals: Vec<(QName, usize)>,
    slots: usize,
    depth: usize,
}

/// What stands between two operands.
#[derive(Clone, Copy)]
enum Infix {
    Or,
    And,
    Value(Comparison),
    General(Comparison),
    Nodes(NodeComparison),
    Concat,
    To,
    Sum(Sum),
    Combine(Combination),
    /// `instance of`, `treat as`: a type of sequences follows.
    Typed(Typed),
    /// `castable as`, `cast as`: an atomic type follows.
    Cast(Casting),
    Arrow,
}

#[derive(Clone, Copy)]
enum Typed {
    InstanceOf,
    Treat,
}

#[derive(Clone, Copy)]
enum Casting {
    Castable,
    Cast,
}

/// An operator: its words or sign, how tightly it binds, whether it can be repeated.
struct Row {
    words: &'static [&'static str],
    level: u8,
    repeats: Repeats,
    infix: Infix,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Repeats {
    Yes,
    No,
}

const fn row(words: &'static [&'static str], level: u8, infix: Infix) -> Row {
    Row { words, level, repeats: Repeats::Yes, infix }
}

const fn single(words: &'static [&'static str], level: u8, infix: Infix) -> Row {
    Row { words, level, repeats: Repeats::No, infix }
}

const COMPARISON: u8 = 3;

static OPERATORS: &[Row] = &[
    row(&["or"], 1, Infix::Or),
    row(&["and"], 2, Infix::And),
    single(&["eq"], COMPARISON, Infix::Value(Comparison::Equal)),
    single(&["ne"], COMPARISON, Infix::Value(Comparison::NotEqual)),
    single(&["lt"], COMPARISON, Infix::Value(Comparison::Less)),
    single(&["le"], COMPARISON, Infix::Value(Comparison::LessOrEqual)),
    single(&["gt"], COMPARISON, Infix::Value(Comparison::Greater)),
    single(&["ge"], COMPARISON, Infix::Value(Comparison::GreaterOrEqual)),
    single(&["="], COMPARISON, Infix::General(Comparison::Equal)),
    single(&["!="], COMPARISON, Infix::General(Comparison::NotEqual)),
    single(&["<"], COMPARISON, Infix::General(Comparison::Less)),
    single(&["<="], COMPARISON, Infix::General(Comparison::LessOrEqual)),
    single(&[">"], COMPARISON, Infix::General(Comparison::Greater)),
    single(&[">="], COMPARISON, Infix::General(Comparison::GreaterOrEqual)),
    single(&["is"], COMPARISON, Infix::Nodes(NodeComparison::Is)),
    single(&["<<"], COMPARISON, Infix::Nodes(NodeComparison::Before)),
    single(&[">>"], COMPARISON, Infix::Nodes(NodeComparison::After)),
    row(&["||"], 4, Infix::Concat),
    single(&["to"], 5, Infix::To),
    row(&["+"], 6, Infix::Sum(Sum::Plus)),
    row(&["-"], 6, Infix::Sum(Sum::Minus)),
    row(&["*"], 7, Infix::Sum(Sum::Times)),
    row(&["div"], 7, Infix::Sum(Sum::Divide)),
    row(&["idiv"], 7, Infix::Sum(Sum::IntegerDivide)),
    row(&["mod"], 7, Infix::Sum(Sum::Modulo)),
    row(&["union"], 8, Infix::Combine(Combination::Union)),
    row(&["|"], 8, Infix::Combine(Combination::Union)),
    row(&["intersect"], 9, Infix::Combine(Combination::Intersect)),
    row(&["except"], 9, Infix::Combine(Combination::Except)),
    single(&["instance", "of"], 10, Infix::Typed(Typed::InstanceOf)),
    single(&["treat", "as"], 11, Infix::Typed(Typed::Treat)),
    single(&["castable", "as"], 12, Infix::Cast(Casting::Castable)),
    single(&["cast", "as"], 13, Infix::Cast(Casting::Cast)),
    row(&["=>"], 14, Infix::Arrow),
];

/// Kinds of nodes: names that are no functions.
const KIND_TESTS: &[&str] = &[
    "node",
    "text",
    "comment",
    "processing-instruction",
    "element",
    "attribute",
    "document-node",
    "schema-element",
    "schema-attribute",
    "namespace-node",
];

/// Names that belong to maps, arrays and functions as values.
const NOT_SUPPORTED: &[&str] = &["map", "array", "function"];

fn not_supported(span: Span) -> Error {
    Error::new(error::NOT_SUPPORTED, "functions as values, maps and arrays are not supported").at(span)
}

impl<'t, 's, 'l> Parser<'t, 's, 'l> {
    fn new(text: &'t str, context: &'s mut Static<'l>) -> Result<Self, Error> {
        Ok(Self { tokens: lex(text)?, at: 0, context, locals: Vec::new(), slots: 0, depth: 0 })
    }

    fn token(&self, ahead: usize) -> &Token<'t> {
        self.tokens.get(self.at + ahead).map_or(&Token::End, |place| &place.kind)
    }

    fn span(&self) -> Span {
        let last = || self.tokens.last().map_or(Span::at(0), |place| place.span);
        self.tokens.get(self.at).map_or_else(last, |place| place.span)
    }

    /// From the beginning of a token to the end of the one before the next.
    fn since(&self, start: Span) -> Span {
        let end = self.at.checked_sub(1).and_then(|at| self.tokens.get(at)).map_or(start, |place| place.span);
        Span { start: start.start, end: end.end.max(start.end) }
    }

    fn expr_at(&self, start: Span, kind: Kind) -> Expr {
        Expr { span: self.since(start), kind }
    }

    fn is_sign(&self, ahead: usize, sign: &str) -> bool {
        matches!(self.token(ahead), Token::Sign(found) if *found == sign)
    }

    fn eat(&mut self, sign: &str) -> bool {
        let is_here = self.is_sign(0, sign);
        self.at += usize::from(is_here);
        is_here
    }

    fn expect(&mut self, sign: &str) -> Result<(), Error> {
        if self.eat(sign) { Ok(()) } else { Err(self.unexpected(&format!("`{sign}`"))) }
    }

    fn is_word(&self, ahead: usize, word: &str) -> bool {
        matches!(self.token(ahead), Token::Name(Name { space: Space::None, local }) if *local == word)
    }

    fn eat_word(&mut self, word: &str) -> bool {
        let is_here = self.is_word(0, word);
        self.at += usize::from(is_here);
        is_here
    }

    fn expect_word(&mut self, word: &str) -> Result<(), Error> {
        if self.eat_word(word) { Ok(()) } else { Err(self.unexpected(&format!("`{word}`"))) }
    }

    fn unexpected(&self, wanted: &str) -> Error {
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

    fn end(&self) -> Result<(), Error> {
        if *self.token(0) == Token::End { Ok(()) } else { Err(self.unexpected("an operator or the end")) }
    }

    fn bind(&mut self, name: QName) -> usize {
        let slot = self.slots;
        self.slots += 1;
        self.locals.push((name, slot));
        slot
    }

    fn expr(&mut self) -> Result<Expr, Error> {
        let start = self.span();
        let first = self.single()?;
        if !self.is_sign(0, ",") {
            return Ok(first);
        }
        let mut members = vec![first];
        while self.eat(",") {
            members.push(self.single()?);
        }
        Ok(self.expr_at(start, Kind::Sequence(members)))
    }

    fn single(&mut self) -> Result<Expr, Error> {
        self.depth += 1;
        if self.depth > DEEPEST {
            return Err(Error::new(error::SYNTAX, "expressions stand too deep inside each other").at(self.span()));
        }
        let start = self.span();
        let has_variable = *self.token(1) == Token::Dollar;
        let result = if has_variable && self.eat_word("for") {
            self.binding(start, "in", "return", Kind::For)
        } else if has_variable && self.eat_word("let") {
            self.binding(start, ":=", "return", Kind::Let)
        } else if has_variable && self.eat_word("some") {
            self.binding(start, "in", "satisfies", |slot, sides| Kind::Quantified(Quantifier::Some, slot, sides))
        } else if has_variable && self.eat_word("every") {
            self.binding(start, "in", "satisfies", |slot, sides| Kind::Quantified(Quantifier::Every, slot, sides))
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
        make: fn(usize, Box<[Expr; 2]>) -> Kind,
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
            let through = self.single()?;
            bindings.push((self.bind(name), through));
            if !self.eat(",") {
                break;
            }
        }
        self.expect_word(end)?;
        let mut result = self.single()?;
        self.locals.truncate(scope);
        for (slot, through) in bindings.into_iter().rev() {
            result = self.expr_at(start, make(slot, Box::new([through, result])));
        }
        Ok(result)
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
        let one = self.single()?;
        self.expect_word("else")?;
        let other = self.single()?;
        Ok(self.expr_at(start, Kind::If(Box::new([condition, one, other]))))
    }

    fn operator(&self) -> Option<&'static Row> {
        OPERATORS.iter().find(|row| {
            row.words.iter().enumerate().all(|(ahead, word)| self.is_word(ahead, word) || self.is_sign(ahead, word))
        })
    }

    /// Operands with operators that bind at least so tightly between them.
    fn infix(&mut self, least: u8) -> Result<Expr, Error> {
        let start = self.span();
        let mut left = self.unary()?;
        let mut count = 0;
        while let Some(row) = self.operator().filter(|row| row.level >= least) {
            count += 1;
            self.at += row.words.len();
            if count > LONGEST {
                return Err(Error::new(error::SYNTAX, "the expression is too long").at(self.since(start)));
            }
            left = self.operand(start, left, row)?;
            if row.repeats == Repeats::No && self.operator().is_some_and(|next| next.level == row.level) {
                return Err(self.unexpected("something else"));
            }
        }
        Ok(left)
    }

    fn operand(&mut self, start: Span, left: Expr, row: &Row) -> Result<Expr, Error> {
        match row.infix {
            Infix::Typed(typed) => {
                let kind = self.sequence_type()?;
                let left = Box::new(left);
                return Ok(self.expr_at(
                    start,
                    match typed {
                        Typed::InstanceOf => Kind::InstanceOf(left, kind),
                        Typed::Treat => Kind::Treat(left, kind),
                    },
                ));
            }
            Infix::Cast(casting) => {
                let kind = self.cast_type()?;
                let empty = if self.eat("?") { Empty::Allowed } else { Empty::Refused };
                let left = Box::new(left);
                return Ok(self.expr_at(
                    start,
                    match casting {
                        Casting::Cast => Kind::Cast(left, kind, empty),
                        Casting::Castable => Kind::Castable(left, kind, empty),
                    },
                ));
            }
            Infix::Arrow => {
                let place = self.span();
                let Token::Name(name) = *self.token(0) else { return Err(self.unexpected("the name of a function")) };
                self.at += 1;
                let mut arguments = vec![left];
                arguments.extend(self.arguments()?);
                let kind = self.call(name, arguments, place)?;
                return Ok(self.expr_at(start, kind));
            }
            _ => {}
        }
        self.depth += 1;
        let right = self.infix(row.level + 1);
        self.depth -= 1;
        let sides = Box::new([left, right?]);
        Ok(self.expr_at(
            start,
            match row.infix {
                Infix::Or => Kind::Or(sides),
                Infix::And => Kind::And(sides),
                Infix::Value(comparison) => Kind::Value(comparison, sides),
                Infix::General(comparison) => Kind::General(comparison, sides),
                Infix::Nodes(comparison) => Kind::Nodes(comparison, sides),
                Infix::Concat => Kind::Concat(sides),
                Infix::To => Kind::Range(sides),
                Infix::Sum(sum) => Kind::Arithmetic(sum, sides),
                Infix::Combine(combination) => Kind::Combine(combination, sides),
                Infix::Typed(_) | Infix::Cast(_) | Infix::Arrow => Kind::Sequence(sides.to_vec()),
            },
        ))
    }

    fn unary(&mut self) -> Result<Expr, Error> {
        let start = self.span();
        let mut signs = Vec::new();
        while let Token::Sign(sign @ ("-" | "+")) = *self.token(0) {
            signs.push(sign);
            self.at += 1;
            if signs.len() > DEEPEST {
                return Err(self.unexpected("a number"));
            }
        }
        let mut value = self.path()?;
        for _ in 0..LONGEST {
            if !self.eat("!") {
                break;
            }
            let step = self.path()?;
            let last = order::of_last(&step);
            value = self.expr_at(start, Kind::Map(Box::new([value, step]), last));
        }
        for sign in signs.into_iter().rev() {
            let inner = Box::new(value);
            let kind = if sign == "-" { Kind::Negative(inner) } else { Kind::Positive(inner) };
            value = self.expr_at(start, kind);
        }
        Ok(value)
    }

    fn path(&mut self) -> Result<Expr, Error> {
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
                let step = self.step()?;
                path = self.join(start, path, step);
            } else if self.eat("//") {
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
            Token::Sign(sign) => matches!(*sign, "." | ".." | "@" | "*" | "("),
            _ => true,
        }
    }

    fn join(&self, start: Span, from: Expr, step: Expr) -> Expr {
        // `./p` is `p`.
        if matches!((&from.kind, &step.kind), (Kind::Context, Kind::Step(_))) {
            return self.expr_at(start, step.kind);
        }
        let (order, last) = (order::of_path(&from, &step), order::of_last(&step));
        self.expr_at(start, Kind::Path(Box::new([from, step]), order, last))
    }

    /// `//`: a step to all nodes between, or along `descendant` where no condition asks for a position.
    fn join_far(&self, start: Span, from: Expr, mut step: Expr) -> Expr {
        use super::expression::PredicateKind::Truth;
        if let Kind::Step(inner) = &mut step.kind
            && inner.axis == Axis::Child
            && inner.predicates.iter().all(|predicate| predicate.kind == Truth)
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
        if let Token::Name(Name { space: Space::None, local }) = self.token(0)
            && NOT_SUPPORTED.contains(local)
            && (self.is_sign(1, "{") || self.is_sign(1, "("))
        {
            return Err(not_supported(start));
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
            _ => Axis::Child,
        };
        let predicates = self.predicates()?;
        let step = Step { axis: axis.unwrap_or(default), test, predicates };
        Ok(self.expr_at(start, Kind::Step(Box::new(step))))
    }

    /// Whether a name or a kind of nodes stands here, and no call.
    fn begins_test(&self) -> bool {
        match self.token(0) {
            Token::Wildcard(_) | Token::Sign("*") => true,
            Token::Name(Name { space: Space::None, local }) if self.is_sign(1, "(") => KIND_TESTS.contains(local),
            Token::Name(_) => !self.is_sign(1, "(") && !self.is_sign(1, "#"),
            _ => false,
        }
    }

    fn node_test(&mut self) -> Result<NodeTest, Error> {
        match *self.token(0) {
            Token::Name(name) if self.is_sign(1, "(") => self.kind_test(name),
            _ => self.name_test().map(NodeTest::Name),
        }
    }

    fn name_test(&mut self) -> Result<NameTest, Error> {
        let test = match *self.token(0) {
            Token::Sign("*") => NameTest::Any,
            Token::Wildcard(Name { space: Space::Any, local }) => NameTest::Local(self.context.library.name("", local)),
            Token::Wildcard(name) => {
                let namespace = self.namespace(name.space)?;
                NameTest::Namespace(self.context.library.name(&namespace, "*"))
            }
            Token::Name(name) => {
                let is_attribute = self
                    .at
                    .checked_sub(1)
                    .and_then(|at| self.tokens.get(at))
                    .is_some_and(|before| matches!(before.kind, Token::Sign("@")))
                    || (self.at >= 2
                        && matches!(
                            self.tokens.get(self.at - 2),
                            Some(Place { kind: Token::Name(Name { local: "attribute", .. }), .. })
                        ));
                let default = if is_attribute { Arc::default() } else { Arc::clone(&self.context.default_namespace) };
                let name = self.qname(name, &default)?;
                NameTest::Name(self.context.library.name(&name.namespace, &name.local))
            }
            _ => return Err(self.unexpected("a name")),
        };
        self.at += 1;
        Ok(test)
    }

    fn kind_test(&mut self, name: Name<'t>) -> Result<NodeTest, Error> {
        let place = self.span();
        self.at += 1;
        self.expect("(")?;
        let test = match name.local {
            "node" => NodeTest::Node,
            "text" => NodeTest::Text,
            "comment" => NodeTest::Comment,
            "processing-instruction" => {
                let target = match self.token(0).clone() {
                    Token::Name(Name { space: Space::None, local }) => Some(local.to_owned()),
                    Token::String(text) => Some(text.trim().to_owned()),
                    _ => None,
                };
                self.at += usize::from(target.is_some());
                NodeTest::Instruction(target.map(|target| self.context.library.name("", &target)))
            }
            "element" => NodeTest::Element(self.typed_name()?),
            "attribute" => NodeTest::Attribute(self.typed_name()?),
            "document-node" => {
                let inner = match *self.token(0) {
                    Token::Name(name) if self.is_sign(1, "(") => match self.kind_test(name)? {
                        NodeTest::Element(test) => Some(test),
                        _ => return Err(self.unexpected("`element(…)`")),
                    },
                    _ => None,
                };
                NodeTest::Document(inner)
            }
            _ => {
                let message = format!("`{}()` is not supported", name.local);
                return Err(Error::new(error::NOT_SUPPORTED, message).at(place));
            }
        };
        self.expect(")")?;
        Ok(test)
    }

    /// What stands in `element(…)`: a name, perhaps with a type, which says nothing without a schema.
    fn typed_name(&mut self) -> Result<NameTest, Error> {
        if self.is_sign(0, ")") {
            return Ok(NameTest::Any);
        }
        let test = self.name_test()?;
        if self.eat(",") {
            self.at += 1;
            self.eat("?");
        }
        Ok(test)
    }

    fn predicates(&mut self) -> Result<Vec<Predicate>, Error> {
        let mut predicates = Vec::new();
        while self.eat("[") {
            let expr = self.expr()?;
            self.expect("]")?;
            let kind = order::of_predicate(&expr);
            predicates.push(Predicate { expr, kind });
        }
        Ok(predicates)
    }

    fn postfix(&mut self) -> Result<Expr, Error> {
        let start = self.span();
        let primary = self.primary()?;
        if self.is_sign(0, "(") || self.is_sign(0, "?") && matches!(self.token(1), Token::Name(_)) {
            return Err(not_supported(self.span()));
        }
        let predicates = self.predicates()?;
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
                let number: Option<Decimal> = number::read_decimal(&padded);
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
        if let Some(&number) = self.context.variables.get(&name) {
            return Ok(self.expr_at(start, Kind::Outer(number)));
        }
        let message = format!("the variable `${}` is not declared", name.local);
        Err(Error::new(error::UNDECLARED, message).at(self.since(start)))
    }

    fn arguments(&mut self) -> Result<Vec<Expr>, Error> {
        self.expect("(")?;
        let mut arguments = Vec::new();
        if self.eat(")") {
            return Ok(arguments);
        }
        loop {
            if self.is_sign(0, "?") {
                return Err(not_supported(self.span()));
            }
            arguments.push(self.single()?);
            if !self.eat(",") {
                break;
            }
        }
        self.expect(")")?;
        Ok(arguments)
    }

    fn call(&mut self, name: Name<'t>, mut arguments: Vec<Expr>, place: Span) -> Result<Kind, Error> {
        let name = self.qname(name, FN).map_err(|error| Error { span: place, ..error })?;
        let arity = arguments.len();
        if let Some(number) = self.context.library.find_function(&name, arity) {
            return Ok(Kind::Own(number, arguments));
        }
        if *name.namespace == *XS {
            let kind = AtomicType::named(&name.local).filter(|_| arity == 1);
            if let (Some(kind), Some(argument)) = (kind, arguments.pop()) {
                return Ok(Kind::Cast(Box::new(argument), kind, Empty::Allowed));
            }
        } else if *name.namespace == *FN {
            let message = match Builtin::find(&name.local, arity) {
                Ok(builtin) => return Ok(Kind::Call(builtin, arguments)),
                Err(Missing::Name(likely)) => {
                    let likely = likely.map(|likely| format!("; did you mean `{likely}`?")).unwrap_or_default();
                    format!("there is no function `{}`{likely}", name.local)
                }
                Err(Missing::Arity(least, most)) => {
                    let range = match (least, most) {
                        (least, usize::MAX) => format!("{least} or more"),
                        (least, most) if least == most => least.to_string(),
                        (least, most) => format!("{least} to {most}"),
                    };
                    format!("`{}` takes {range} arguments, not {arity}", name.local)
                }
            };
            return Err(Error::new(error::NO_FUNCTION, message).at(place));
        }
        let message = format!("there is no function `{}` with {arity} arguments", Atom::QName(Arc::new(name)).string());
        Err(Error::new(error::NO_FUNCTION, message).at(place))
    }

    fn namespace(&self, space: Space<'t>) -> Result<Arc<str>, Error> {
        match space {
            Space::None | Space::Any => Ok(Arc::default()),
            Space::Uri(uri) => Ok(uri.into()),
            Space::Prefix(prefix) => namespace(&self.context.prefixes, prefix).ok_or_else(|| {
                Error::new(error::PREFIX, format!("the prefix `{prefix}` is not declared")).at(self.span())
            }),
        }
    }

    /// A name, in `default` where it has no prefix.
    fn qname(&self, name: Name<'t>, default: &str) -> Result<QName, Error> {
        let (namespace, prefix) = match name.space {
            Space::None => (default.into(), ""),
            Space::Prefix(prefix) => (self.namespace(name.space)?, prefix),
            _ => (self.namespace(name.space)?, ""),
        };
        Ok(QName { namespace, prefix: prefix.into(), local: name.local.into() })
    }

    fn atomic_type(&mut self) -> Result<AtomicType, Error> {
        let Token::Name(name) = *self.token(0) else { return Err(self.unexpected("a type")) };
        let qname = self.qname(name, XS)?;
        let kind = AtomicType::named(&qname.local).filter(|_| *qname.namespace == *XS && name.space != Space::None);
        let none = || Error::new(error::NO_TYPE, format!("there is no type `{}`", name.local)).at(self.span());
        let kind = kind.ok_or_else(none)?;
        self.at += 1;
        Ok(kind)
    }

    fn cast_type(&mut self) -> Result<AtomicType, Error> {
        let place = self.span();
        match self.atomic_type()? {
            AtomicType::AnyAtomic => Err(Error::new(error::NO_CAST, "nothing can be cast to this type").at(place)),
            kind => Ok(kind),
        }
    }

    fn sequence_type(&mut self) -> Result<SequenceType, Error> {
        if self.is_word(0, "empty-sequence") {
            self.at += 1;
            self.expect("(")?;
            self.expect(")")?;
            return Ok(SequenceType { item: None, count: Count::Many });
        }
        let item = self.item_type()?;
        let count = if self.eat("?") {
            Count::Optional
        } else if self.eat("*") {
            Count::Many
        } else if self.eat("+") {
            Count::Some
        } else {
            Count::One
        };
        Ok(SequenceType { item: Some(item), count })
    }

    fn item_type(&mut self) -> Result<ItemType, Error> {
        if self.is_sign(0, "(") {
            self.at += 1;
            self.depth += 1;
            if self.depth > DEEPEST {
                return Err(self.unexpected("a type"));
            }
            let item = self.item_type()?;
            self.depth -= 1;
            self.expect(")")?;
            return Ok(item);
        }
        match *self.token(0) {
            Token::Name(name) if self.is_sign(1, "(") => match name.local {
                "item" => {
                    self.at += 2;
                    self.expect(")")?;
                    Ok(ItemType::Any)
                }
                local if KIND_TESTS.contains(&local) => self.kind_test(name).map(ItemType::Node),
                _ => Err(not_supported(self.span())),
            },
            _ => self.atomic_type().map(ItemType::Atomic),
        }
    }
}
