//! Messages (ISO/IEC 19757-3:2020, 5.4). Takes the content of an assertion, report, diagnostic or property; gives a [`Template`] in
//! which values and names are expressions. What cannot be read is a part that says so.

use super::Reader;
use crate::schematron::element::{Child, Element, Language};
use crate::schematron::template::{Part, Template};
use crate::xpath::Expression;

impl Reader<'_> {
    pub(super) fn template(&mut self, element: &Element) -> Template {
        let mut parts = Vec::new();
        self.parts(element, &mut parts);
        Template(parts)
    }

    fn parts(&mut self, element: &Element, parts: &mut Vec<Part>) {
        for child in &element.children {
            let inner = match child {
                Child::Text(text) => {
                    parts.push(Part::Text(text.clone()));
                    continue;
                }
                Child::Element(inner) => inner,
            };
            let is_value = inner.is("value-of")
                || inner.language == Language::Xslt && matches!(inner.name.as_str(), "value-of" | "copy-of");
            let attribute = if is_value { inner.attribute("select") } else { inner.attribute("path") };
            match attribute {
                Some(attribute) if is_value || inner.is("name") => {
                    match self.with_static(|context| Expression::parse(&attribute.value, context)) {
                        Ok(expression) => parts.push(Part::Value(expression)),
                        Err(error) => {
                            parts.push(Part::NotRun(error.message.clone()));
                            self.refused(attribute.place, &error);
                        }
                    }
                }
                None if inner.is("name") => parts.push(Part::Name),
                _ if inner.is("value-of") => self.wrong(inner.place, "`value-of` needs `select`"),
                _ => self.parts(inner, parts),
            }
        }
    }
}
