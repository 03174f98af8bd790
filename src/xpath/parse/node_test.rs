//! What a step asks of nodes (XPath 3.1, 3.3.2.2): a name, a wildcard, a kind. Takes the tokens behind an axis; gives a test in which
//! names are numbers of the library. Leaves out types of schemas: a type in `element(…)` is read and says nothing.

use std::sync::Arc;

use super::Parser;
use crate::xpath::error::{self, Error};
use crate::xpath::lexer::{Kind as Token, Name, Space, Token as Place};
use crate::xpath::types::{NameTest, NodeTest};

/// Kinds of nodes: names that are no functions.
pub(super) const KIND_TESTS: &[&str] = &[
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

impl<'t, 's, 'l> Parser<'t, 's, 'l> {
    /// Whether a name or a kind of nodes stands here, and no call.
    pub(super) fn begins_test(&self) -> bool {
        match self.token(0) {
            Token::Wildcard(_) | Token::Sign("*") => true,
            Token::Name(Name { space: Space::None, local }) if self.is_sign(1, "(") => KIND_TESTS.contains(local),
            Token::Name(_) => !self.is_sign(1, "(") && !self.is_sign(1, "#"),
            _ => false,
        }
    }

    pub(super) fn node_test(&mut self) -> Result<NodeTest, Error> {
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

    pub(super) fn kind_test(&mut self, name: Name<'t>) -> Result<NodeTest, Error> {
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
                    Token::Name(Name { local: "schema-attribute", .. }) => return Err(self.unexpected("`element(…)`")),
                    Token::Name(name) if self.is_sign(1, "(") => match self.kind_test(name)? {
                        NodeTest::Element(test) => Some(test),
                        _ => return Err(self.unexpected("`element(…)`")),
                    },
                    _ => None,
                };
                NodeTest::Document(inner)
            }
            "schema-element" | "schema-attribute" => {
                let Token::Name(declared) = *self.token(0) else { return Err(self.unexpected("a name")) };
                self.qname(declared, "")?;
                if !self.is_sign(1, ")") {
                    return Err(self.unexpected("`)`"));
                }
                let message = format!("`{}()` names what no schema declares: none is imported", name.local);
                return Err(Error::new(error::UNDECLARED, message).at(place));
            }
            "namespace-node" => NodeTest::Namespace,
            _ => {
                return Err(
                    Error::new(error::SYNTAX, format!("there is no kind `{}()` of nodes", name.local)).at(place)
                );
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
}
