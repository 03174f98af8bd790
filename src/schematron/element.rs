//! A schema as it is written, apart from its files. Takes the tree of a file; gives elements that own what they hold, so that parts of
//! several files can be put together and patterns be filled in.

use std::sync::Arc;

use super::{NAMESPACE, QUICK_FIX, XSLT};
use crate::text::Span;
use crate::xml::document::{Kind, Node};

/// Elements inside each other, at most.
pub(super) const DEEPEST: usize = 200;

/// Bytes of an attribute in which parameters are filled in, at most.
const LONGEST: usize = 1 << 16;

/// Where something stands in the files of a schema.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Place {
    /// The number of the file.
    pub file: usize,
    /// Where in it.
    pub span: Span,
}

/// Whose element it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Language {
    /// Schematron's.
    Schematron,
    /// XSLT's.
    Xslt,
    /// That of quick fixes.
    QuickFix,
    /// Any other.
    Foreign,
}

/// An element.
#[derive(Clone, Debug)]
pub(super) struct Element {
    pub language: Language,
    pub name: String,
    /// Those without prefix, `xml:lang` and its like, and those of quick fixes as `sqf:fix`.
    pub attributes: Vec<Attribute>,
    pub children: Vec<Child>,
    /// Its name in the tag.
    pub place: Place,
    /// What stands between its tags, in its file.
    pub inside: Span,
    /// Prefixes in scope.
    pub prefixes: Arc<Vec<(Arc<str>, Arc<str>)>>,
}

/// An attribute.
#[derive(Clone, Debug)]
pub(super) struct Attribute {
    pub name: String,
    pub value: String,
    /// Its value in the tag.
    pub place: Place,
}

/// What stands in an element.
#[derive(Clone, Debug)]
pub(super) enum Child {
    Element(Element),
    Text(String),
}

impl Element {
    /// The element at a node of a file.
    pub(super) fn of(node: Node<'_>, file: usize) -> Self {
        Self::at(node, file, 0)
    }

    fn at(node: Node<'_>, file: usize, depth: usize) -> Self {
        let name = node.name();
        let language = match name.map_or("", |name| &*name.namespace) {
            NAMESPACE => Language::Schematron,
            XSLT => Language::Xslt,
            QUICK_FIX => Language::QuickFix,
            _ => Language::Foreign,
        };
        let attributes = node
            .attributes()
            .filter(|attribute| ["", crate::xml::XML_NAMESPACE, QUICK_FIX].contains(&&*attribute.name.namespace));
        let attributes = attributes.map(|attribute| Attribute {
            name: match &*attribute.name.namespace {
                QUICK_FIX => format!("sqf:{}", attribute.name.local),
                _ => attribute.name.as_written(),
            },
            value: attribute.value.to_owned(),
            place: Place { file, span: attribute.value_span },
        });
        let children = node.children().filter(|_| depth < DEEPEST).filter_map(|child| match child.kind() {
            Kind::Element => Some(Child::Element(Self::at(child, file, depth + 1))),
            Kind::Text => Some(Child::Text(child.text().to_owned())),
            _ => None,
        });
        Self {
            language,
            name: name.map(|name| name.local.to_string()).unwrap_or_default(),
            attributes: attributes.collect(),
            children: children.collect(),
            place: Place { file, span: node.name_span() },
            inside: node.inside(),
            prefixes: Arc::new(
                node.scope().prefixes().map(|(prefix, namespace)| (prefix.into(), namespace.into())).collect(),
            ),
        }
    }

    /// Whether it is an element of Schematron with this name.
    pub(super) fn is(&self, name: &str) -> bool {
        self.language == Language::Schematron && self.name == name
    }

    /// An attribute.
    pub(super) fn attribute(&self, name: &str) -> Option<&Attribute> {
        self.attributes.iter().find(|attribute| attribute.name == name)
    }

    /// The value of an attribute.
    pub(super) fn value(&self, name: &str) -> Option<&str> {
        self.attribute(name).map(|attribute| attribute.value.as_str())
    }

    /// The elements in it.
    pub(super) fn elements(&self) -> impl Iterator<Item = &Element> {
        self.children.iter().filter_map(|child| match child {
            Child::Element(element) => Some(element),
            Child::Text(_) => None,
        })
    }

    /// The elements of Schematron in it with this name.
    pub(super) fn named(&self, name: &str) -> impl Iterator<Item = &Element> {
        self.elements().filter(move |element| element.is(name))
    }

    /// Its text and that of all elements in it.
    pub(super) fn text(&self) -> String {
        let part = |child: &Child| match child {
            Child::Text(text) => text.clone(),
            Child::Element(element) => element.text(),
        };
        self.children.iter().map(part).collect()
    }

    /// Fills in parameters of an abstract pattern: `$name` in every attribute.
    ///
    /// # Errors
    /// The place of a value that grows too long, since parameters may hold parameters.
    pub(super) fn fill(&mut self, parameters: &[(String, String)]) -> Result<(), Place> {
        for attribute in &mut self.attributes {
            for (name, value) in parameters {
                attribute.value = filled(&attribute.value, name, value).ok_or(attribute.place)?;
            }
        }
        for child in &mut self.children {
            if let Child::Element(element) = child {
                element.fill(parameters)?;
            }
        }
        Ok(())
    }
}

/// Puts a value in the place of `$name`, where the name ends there; `None` where that is too long.
fn filled(text: &str, name: &str, value: &str) -> Option<String> {
    let sought = format!("${name}");
    let mut result = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once(&sought) {
        let is_longer = after.starts_with(|c: char| crate::xml::is_name_char(c));
        result.push_str(before);
        result.push_str(if is_longer { &sought } else { value });
        if result.len() > LONGEST {
            return None;
        }
        rest = after;
    }
    Some(result + rest)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parameters_are_filled_in_where_their_names_end() {
        assert_eq!(filled("$a/$ab[$a]", "a", "p").as_deref(), Some("p/$ab[p]"));
    }
}
