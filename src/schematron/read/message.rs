//! Messages (ISO/IEC 19757-3:2020, 5.4). Takes the content of an assertion, report, diagnostic or property; gives a [`Template`] in
//! which values and names are expressions. What cannot be read is a part that says so.

use super::reader::Reader;
use crate::schematron::element::{Child, Element, Language};
use crate::schematron::file::Place;
use crate::schematron::function;
use crate::schematron::template::{Part, Template};
use crate::xpath::{Error, Expression};

impl Reader<'_> {
    pub(super) fn template(&mut self, element: &Element) -> Template {
        let mut parts = Vec::new();
        self.parts(element, element, &mut parts);
        Template(parts)
    }

    /// `holder` is the innermost element of Schematron around.
    fn parts(&mut self, element: &Element, holder: &Element, parts: &mut Vec<Part>) {
        for child in &element.children {
            let inner = match child {
                Child::Text(text) => {
                    parts.push(Part::Text(text.clone()));
                    continue;
                }
                Child::Element(inner) => inner,
            };
            match (inner.language, inner.name.as_str()) {
                (Language::Schematron, _) if !self.is_run(inner, holder) => {}
                (Language::Schematron, "value-of") => self.value(inner, "select", parts),
                (Language::Schematron, "name") if inner.attribute("path").is_none() => parts.push(Part::Name),
                (Language::Schematron, "name") => self.value(inner, "path", parts),
                (Language::Xslt, "value-of" | "copy-of" | "sequence") if inner.attribute("select").is_some() => {
                    self.value(inner, "select", parts);
                }
                (Language::Xslt, _) => match function::instruction(inner) {
                    Ok(text) => self.part(&text, inner.place, parts),
                    Err(reason) => {
                        self.refused(inner.place, &Error::new("XPST0017", reason.clone()));
                        parts.push(Part::NotRun(reason));
                    }
                },
                (Language::Schematron, _) => self.parts(inner, inner, parts),
                _ => self.parts(inner, holder, parts),
            }
        }
    }

    /// The value of the expression in an attribute.
    fn value(&mut self, element: &Element, name: &str, parts: &mut Vec<Part>) {
        match element.attribute(name) {
            Some(attribute) => self.part(&attribute.value, attribute.place, parts),
            None => self.wrong(element.place, format!("`{}` needs `{name}`", element.name)),
        }
    }

    fn part(&mut self, text: &str, place: Place, parts: &mut Vec<Part>) {
        match self.with_static(|context| Expression::parse(text, context)) {
            Ok(expression) => parts.push(Part::Value(expression)),
            Err(error) => {
                parts.push(Part::NotRun(error.message.clone()));
                self.refused(place, &error);
            }
        }
    }
}
