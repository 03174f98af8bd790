//! Functions, keys and decimal formats of XSLT in a schema (XSLT 3.0, 10.3, 20.2 and 10.4.1). Takes the root element; declares them in the
//! library, all names of functions before any body, so that they may use each other. What else stands there of XSLT is reported as not run.

use std::sync::Arc;

use super::reader::Reader;
use crate::diag::{self, Diagnostic};
use crate::schematron::element::{Attribute, Element, Language, Prefixes};
use crate::schematron::file::Place;
use crate::schematron::function;
use crate::text::Span;
use crate::xpath::{DecimalFormat, Error, Function, Parameter, Pattern, QName, SequenceType};

impl Reader<'_> {
    pub(super) fn functions(&mut self, root: &Element) {
        let functions: Vec<&Element> =
            root.elements().filter(|e| e.language == Language::Xslt && e.name == "function").collect();
        let mut declared = Vec::new();
        for element in functions {
            let function = self.inside(element, |this| {
                let name = this.name(element.value("name").unwrap_or_default());
                let params = element.elements().filter(|e| e.language == Language::Xslt && e.name == "param");
                let mut parameters = Vec::new();
                for param in params {
                    let kind = this.kind(param);
                    parameters.push(Parameter { name: this.name(param.value("name").unwrap_or_default()), kind });
                }
                let result = this.kind(element);
                this.with_static(|context| context.declare(Function { name, parameters, result, body: None }))
            });
            declared.push((element, function));
        }
        for (element, id) in declared {
            let place = element.place;
            self.inside(element, |this| {
                let body = function::body(element).map_err(|reason| Error::new("XPST0017", reason));
                let defined = body.and_then(|body| this.with_static(|context| context.define(id, &body)));
                if let Err(error) = defined {
                    this.refused(place, &Error { span: Span::at(0), ..error });
                }
            });
        }
        const RUN: &[&str] = &["decimal-format", "function", "key", "variable", "param", "output"];
        for element in root.elements().filter(|e| e.language == Language::Xslt && !RUN.contains(&e.name.as_str())) {
            let finding = Diagnostic::new(&diag::RULE_NOT_RUN, format!("`xsl:{}` is not run", element.name));
            self.files.report(element.place, finding);
        }
    }

    /// The type that an element of XSLT says.
    pub(super) fn kind(&mut self, element: &Element) -> SequenceType {
        let Some(kind) = element.attribute("as") else { return SequenceType::ANY };
        match self.with_static(|context| SequenceType::parse(&kind.value, context)) {
            Ok(kind) => kind,
            Err(error) => {
                self.refused(kind.place, &error);
                SequenceType::ANY
            }
        }
    }

    /// Decimal formats; of one name all say the same.
    pub(super) fn decimal_formats(&mut self, root: &Element) {
        let of_xslt = root.elements().filter(|e| e.language == Language::Xslt && e.name == "decimal-format");
        for element in of_xslt {
            let own = element.attributes.iter().filter(|attribute| attribute.namespace.is_empty());
            let properties = own.filter(|attribute| attribute.name != "name");
            let format = DecimalFormat::new(properties.map(|one| (one.name.as_str(), one.value.as_str())));
            let name = element.value("name").map(|name| self.inside(element, |this| this.name(name.trim())));
            match format {
                Err(reason) => self.wrong(element.place, reason),
                Ok(format) => {
                    let before = self.library.add_decimal_format(name, format.clone());
                    if before.is_some_and(|before| before != format) {
                        self.wrong(element.place, "there is another decimal format of this name");
                    }
                }
            }
        }
    }

    pub(super) fn keys(&mut self, root: &Element) {
        for key in root.elements().filter(|e| e.language == Language::Xslt && e.name == "key") {
            for name in ["collation", "composite"] {
                if let Some(attribute) = key.attribute(name) {
                    let finding = Diagnostic::new(&diag::RULE_NOT_RUN, format!("`{name}` of a key is not heeded"));
                    self.files.report(attribute.place, finding);
                }
            }
            let value = match key.attribute("use") {
                Some(value) => Ok((value.value.clone(), value.place)),
                None => function::content(key).map(|text| (text, key.place)),
            };
            self.inside(key, |this| this.key(key, key.attribute("match"), value));
        }
        // In Schematron 1.x a key is one of the nodes of its rule.
        let patterns = || root.elements().filter(|e| e.is("pattern") || e.is("group"));
        let rules = patterns().flat_map(|pattern| pattern.named("rule"));
        for around in std::iter::once(root).chain(patterns()).chain(rules) {
            for key in around.named("key") {
                let nodes = key.attribute("match").or_else(|| around.attribute("context"));
                let value = key.attribute("path").or_else(|| key.attribute("use"));
                let value = value.map(|value| (value.value.clone(), value.place));
                self.key(key, nodes, value.ok_or_else(|| "`key` needs `path`".to_owned()));
            }
        }
    }

    /// A key with the nodes that it is for and the value that they have.
    fn key(&mut self, key: &Element, nodes: Option<&Attribute>, value: Result<(String, Place), String>) {
        let (Some(name), Some(nodes)) = (key.value("name"), nodes) else {
            return self.wrong(key.place, "a key needs `name` and `match`");
        };
        let name = self.name(name);
        let value = match value {
            Ok((text, place)) => self.expression(&text, place),
            Err(reason) => return self.refused(key.place, &Error::new("XPST0017", reason)),
        };
        match (self.with_static(|context| Pattern::parse(&nodes.value, context)), value) {
            (Ok(nodes), Some(value)) => self.library.add_key(name, nodes, value),
            (Ok(_), None) => {}
            (Err(error), _) => self.refused(nodes.place, &error),
        }
    }

    /// Works with the prefixes of an element of XSLT beside those of the schema.
    fn inside<T>(&mut self, element: &Element, work: impl FnOnce(&mut Self) -> T) -> T {
        let both = self.with_prefixes(element);
        let before = std::mem::replace(&mut self.prefixes, both);
        let result = work(self);
        self.prefixes = before;
        result
    }

    /// The prefixes of an element of XSLT, then those around it; put together once for elements of one scope that follow each other.
    fn with_prefixes(&mut self, element: &Element) -> Prefixes {
        if let Some((own, around, both)) = &self.joined
            && Arc::ptr_eq(own, &element.prefixes)
            && Arc::ptr_eq(around, &self.prefixes)
        {
            return Arc::clone(both);
        }
        if !self.files.has_prefixes(element.prefixes.len() + self.prefixes.len(), element.place) {
            return Arc::clone(&self.prefixes);
        }
        let own = element.prefixes.iter().filter(|(prefix, _)| !prefix.is_empty());
        let both: Prefixes = Arc::new(own.chain(self.prefixes.iter()).cloned().collect());
        self.joined = Some((Arc::clone(&element.prefixes), Arc::clone(&self.prefixes), Arc::clone(&both)));
        both
    }

    fn name(&self, written: &str) -> QName {
        let (prefix, local) = written.split_once(':').unwrap_or(("", written));
        let declared = || self.prefixes.iter().rev().find(|(known, _)| **known == *prefix);
        let namespace = if prefix.is_empty() { None } else { declared() };
        let namespace = namespace.map(|(_, namespace)| Arc::clone(namespace)).unwrap_or_default();
        QName { namespace, prefix: prefix.into(), local: local.into() }
    }
}
