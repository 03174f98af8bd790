//! Types of sequences (XPath 3.1, 2.5.4). Takes what stands behind `instance of`, `cast as` and `as`; gives the type. Leaves out
//! types of schemas.

use super::node_test::KIND_TESTS;
use super::{DEEPEST, Parser};
use crate::xpath::error::{self, Error};
use crate::xpath::lexer::{Kind as Token, Space};
use crate::xpath::namespace::XS;
use crate::xpath::types::{AtomicType, Count, FunctionType, ItemType, SequenceType};

impl<'t, 's, 'l> Parser<'t, 's, 'l> {
    fn atomic_type(&mut self) -> Result<AtomicType, Error> {
        let Token::Name(name) = *self.token(0) else { return Err(self.unexpected("a type")) };
        let qname = self.qname(name, XS)?;
        let kind = AtomicType::named(&qname.local).filter(|_| *qname.namespace == *XS && name.space != Space::None);
        let none = || Error::new(error::NO_TYPE, format!("there is no type `{}`", name.local)).at(self.span());
        let kind = kind.ok_or_else(none)?;
        self.at += 1;
        Ok(kind)
    }

    pub(super) fn cast_type(&mut self) -> Result<AtomicType, Error> {
        let place = self.span();
        match self.atomic_type()? {
            AtomicType::AnyAtomic | AtomicType::Notation => {
                Err(Error::new(error::NO_CAST, "nothing can be cast to this type").at(place))
            }
            kind => Ok(kind),
        }
    }

    pub(super) fn sequence_type(&mut self) -> Result<SequenceType, Error> {
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

    /// `map(…)`, `array(…)` or `function(…)`
    fn function_type(&mut self, name: &str) -> Result<ItemType, Error> {
        self.at += 2;
        self.depth += 1;
        if self.depth > DEEPEST {
            return Err(self.unexpected("a type"));
        }
        if self.eat("*") {
            self.expect(")")?;
            self.depth -= 1;
            return Ok(match name {
                "map" => ItemType::AnyMap,
                "array" => ItemType::AnyArray,
                _ => ItemType::AnyFunction,
            });
        }
        let kind = match name {
            "map" => {
                let key = self.atomic_type()?;
                self.expect(",")?;
                FunctionType::Map(key, self.sequence_type()?)
            }
            "array" => FunctionType::Array(self.sequence_type()?),
            _ => {
                let mut parameters = Vec::new();
                while !self.is_sign(0, ")") {
                    if !parameters.is_empty() {
                        self.expect(",")?;
                    }
                    parameters.push(self.sequence_type()?);
                }
                self.at += 1;
                self.expect_word("as")?;
                FunctionType::Function(parameters, self.sequence_type()?)
            }
        };
        if name != "function" {
            self.expect(")")?;
        }
        self.depth -= 1;
        Ok(ItemType::Function(self.context.library.add_function_type(kind)))
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
                "function" | "map" | "array" => self.function_type(name.local),
                local if KIND_TESTS.contains(&local) => self.kind_test(name).map(ItemType::Node),
                _ => Err(self.unexpected("a type")),
            },
            _ => self.atomic_type().map(ItemType::Atomic),
        }
    }
}
