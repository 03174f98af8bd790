//! Variables of a schema (ISO/IEC 19757-3:2020, 5.4). Takes an element with `let`s in it; gives their numbers, each bound in the innermost
//! scope. Leaves out their values, which are found when they are used.

use super::reader::Reader;
use crate::diag::{self, Diagnostic};
use crate::schematron::element::{Element, Language};
use crate::schematron::function;
use crate::schematron::schema::{Let, Scope, Value};
use crate::text::escape::{IN_QUOTES, escape};
use crate::xpath::{Error, Expression, QName};

/// How many scopes there are in a pattern.
const PATTERN: usize = 4;

pub(super) fn local(name: &str) -> QName {
    QName { namespace: "".into(), prefix: "".into(), local: name.into() }
}

impl Reader<'_> {
    /// Declares the variables of an element in the innermost scope; gives their numbers.
    pub(super) fn declare(&mut self, element: &Element, scope: Scope) -> Vec<u32> {
        let mut numbers = Vec::new();
        let is_variable = |inner: &&Element| match (inner.language, inner.name.as_str()) {
            (Language::Schematron, "let") => true,
            // Those of a schema are variables of the whole; those of a pattern are filled in before.
            (Language::Schematron, "param") => element.is("schema"),
            (Language::Xslt, "variable" | "param") => element.is("schema"),
            _ => false,
        };
        let lets: Vec<&Element> = element.elements().filter(is_variable).collect();
        // Those of the schema may use each other in any order, those of a rule only what stands before them.
        let mut later = Vec::new();
        for declared in lets {
            let Some(name) = declared.value("name") else {
                self.wrong(declared.place, format!("`{}` needs `name`", declared.name));
                continue;
            };
            let number = u32::try_from(self.lets.len()).unwrap_or(u32::MAX);
            let is_known = self.scopes.last().is_some_and(|scope| scope.contains_key(&local(name)));
            let is_global = scope == Scope::Document
                && self.scopes.len() == PATTERN
                && self.scopes.get(1).is_some_and(|scope| scope.contains_key(&local(name)));
            if is_known || is_global {
                let finding =
                    Diagnostic::new(&diag::DUPLICATE_LET, format!("the variable `${name}` is declared twice"));
                self.files.report(declared.place, finding);
                continue;
            }
            let kind = self.kind(declared);
            self.lets.push(Let { name: name.to_owned(), value: Value::Text(String::new()), kind, scope });
            numbers.push(number);
            if scope == Scope::Document {
                self.bind(name, number);
                later.push((declared, number));
            } else {
                self.define(declared, number);
                self.bind(name, number);
            }
        }
        for (declared, number) in later {
            self.define(declared, number);
        }
        numbers
    }

    /// What the content of a variable says: elements are a tree, instructions of XSLT are run (3.0, 9.3).
    fn content(&mut self, declared: &Element) -> Option<Value> {
        let Some(first) = declared.elements().next() else { return Some(Value::Text(declared.text())) };
        if declared.holds(Language::Xslt) {
            let text = function::value(declared);
            let parsed = text.map_err(|reason| Error::new("XPST0017", reason));
            let parsed = parsed.and_then(|text| self.with_static(|context| Expression::parse(&text, context)));
            return parsed.map(Value::Expression).map_err(|error| self.refused(first.place, &error)).ok();
        }
        let declarations = declared.prefixes.iter().filter(|(prefix, _)| &**prefix != "xml");
        let declarations = declarations.map(|(prefix, namespace)| {
            let colon = if prefix.is_empty() { "" } else { ":" };
            format!(" xmlns{colon}{prefix}=\"{}\"", escape(namespace, IN_QUOTES))
        });
        let declarations: String = declarations.collect();
        let has_room = self.files.has_bytes(declarations.len(), declared.place);
        has_room.then(|| Value::Tree(format!("<let{declarations}>{}</let>", declared.content())))
    }

    fn bind(&mut self, name: &str, number: u32) {
        if let Some(scope) = self.scopes.last_mut() {
            scope.insert(local(name), number);
        }
    }

    fn define(&mut self, declared: &Element, number: u32) {
        let written = declared.attribute(if declared.language == Language::Xslt { "select" } else { "value" });
        let value = match written {
            Some(value) => {
                if declared.elements().next().is_some() {
                    let message = format!("`{}` has a value already: what stands in it is passed over", declared.name);
                    let finding = Diagnostic::new(&diag::UNKNOWN_IN_SCHEMATRON, message);
                    self.files.report(declared.place, finding);
                }
                self.expression(&value.value, value.place).map(Value::Expression)
            }
            None => self.content(declared),
        };
        if let (Some(value), Some(own)) = (value, self.lets.get_mut(number as usize)) {
            own.value = value;
        }
    }
}
