//! Operators (XPath 3.1, 3.4 to 3.8 and 3.14 to 3.16) as one table with what each binds. Takes operands with operators between them; gives
//! one expression. Promises that no level of the table costs a level of recursion.

use super::{DEEPEST, LONGEST, Parser};
use crate::text::Span;
use crate::xpath::arithmetic::Operator as Sum;
use crate::xpath::compare::Comparison;
use crate::xpath::dependence::is_fixed;
use crate::xpath::error::{self, Error};
use crate::xpath::expression::{Combination, Empty, Expr, Kind, NodeComparison};
use crate::xpath::lexer::Kind as Token;
use crate::xpath::order;

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

impl<'t, 's, 'l> Parser<'t, 's, 'l> {
    fn operator(&self) -> Option<&'static Row> {
        OPERATORS.iter().find(|row| {
            row.words.iter().enumerate().all(|(ahead, word)| self.is_word(ahead, word) || self.is_sign(ahead, word))
        })
    }

    /// Operands with operators that bind at least so tightly between them.
    pub(super) fn infix(&mut self, least: u8) -> Result<Expr, Error> {
        let start = self.span();
        let mut left = self.unary()?;
        let mut count = 0;
        while let Some(row) = self.operator().filter(|row| row.level >= least) {
            count += 1;
            self.follow()?;
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
                let mut arguments = vec![Some(left)];
                match *self.token(0) {
                    Token::Name(name) => {
                        self.at += 1;
                        arguments.extend(self.arguments()?);
                        let kind = self.call(name, arguments, place)?;
                        return Ok(self.expr_at(start, kind));
                    }
                    Token::Dollar | Token::Sign("(") => {
                        let function = self.primary()?;
                        arguments.extend(self.arguments()?);
                        return self.call_of_value(start, function, arguments, place);
                    }
                    _ => return Err(self.unexpected("a function")),
                }
            }
            _ => {}
        }
        self.depth += 1;
        let right = self.infix(row.level + 1);
        self.depth -= 1;
        let mut sides = Box::new([left, right?]);
        if matches!(row.infix, Infix::General(_)) {
            sides = Box::new(sides.map(|side| self.fixed(side)));
        }
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

    /// An operand of a comparison; one that gives the same for all nodes of a document gets a number, under which that is kept.
    pub(super) fn fixed(&mut self, expr: Expr) -> Expr {
        if !is_fixed(&expr) {
            return expr;
        }
        Expr { span: expr.span, kind: Kind::Fixed(self.context.library.number_alternative(), Box::new(expr)) }
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
            self.follow()?;
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
}
