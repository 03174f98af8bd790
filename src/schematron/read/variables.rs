//! Variables of a schema (ISO/IEC 19757-3:2020, 5.4). Takes an element with `let`s in it; gives their numbers, each bound in the innermost
//! scope. Leaves out their values, which are found when they are used.

use super::Reader;
use crate::diag::{self, Diagnostic};
use crate::schematron::element::Element;
use crate::schematron::schema::{Let, Scope, Value};
use crate::xpath::QName;

/// How many scopes there are in a pattern.
const PATTERN: usize = 4;

pub(super) fn local(name: &str) -> QName {
    QName { namespace: "".into(), prefix: "".into(), local: name.into() }
}

impl Reader<'_> {
    /// Declares the variables of an element in the innermost scope; gives their numbers.
    pub(super) fn declare(&mut self, element: &Element, scope: Scope) -> Vec<u32> {
        let mut numbers = Vec::new();
        let lets: Vec<&Element> = element.named("let").collect();
        // Those of the schema may use each other in any order, those of a rule only what stands before them.
        let mut later = Vec::new();
        for declared in lets {
            let Some(name) = declared.value("name") else {
                self.wrong(declared.place, "`let` needs `name`");
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
            let value = self.content(declared);
            let kind = self.kind(declared);
            self.lets.push(Let { name: name.to_owned(), value, kind, scope });
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

    /// What the content of a variable says: elements are a tree, as in XSLT (3.0, 9.3).
    fn content(&self, declared: &Element) -> Value {
        if declared.elements().next().is_none() {
            return Value::Text(declared.text());
        }
        let source = self.files.sources.get(declared.place.file);
        let inside = source.map_or("", |source| source.slice(declared.inside));
        let declarations = declared.prefixes.iter().filter(|(prefix, _)| &**prefix != "xml");
        let declarations = declarations.map(|(prefix, namespace)| {
            let colon = if prefix.is_empty() { "" } else { ":" };
            format!(" xmlns{colon}{prefix}=\"{}\"", quick_xml::escape::escape(&**namespace))
        });
        Value::Tree(format!("<let{}>{inside}</let>", declarations.collect::<String>()))
    }

    fn bind(&mut self, name: &str, number: u32) {
        if let Some(scope) = self.scopes.last_mut() {
            scope.insert(local(name), number);
        }
    }

    fn define(&mut self, declared: &Element, number: u32) {
        let Some(value) = declared.attribute("value") else { return };
        if let Some(expression) = self.expression(&value.value, value.place)
            && let Some(own) = self.lets.get_mut(number as usize)
        {
            own.value = Value::Expression(expression);
        }
    }
}
