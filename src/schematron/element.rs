//! A schema as it is written, apart from its files. Takes the tree of a file; gives elements that own what they hold, so that parts of
//! several files can be put together and patterns be filled in.

use std::sync::Arc;

use rustc_hash::FxHashMap;

use super::file::{FileId, Place};
use super::{NAMESPACE, NAMESPACE_1, QUICK_FIX, XSLT};
use crate::text::escape::{IN_QUOTES, escape};
use crate::xml::ScopeId;
use crate::xml::document::{Kind, Node};

/// Elements inside each other, at most.
pub(super) const DEEPEST: usize = 200;

/// Bytes of an attribute in which parameters are filled in, at most.
const LONGEST: usize = 1 << 16;

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

impl Language {
    /// Whose an element of a file is.
    pub(super) fn of(node: Node<'_>) -> Self {
        Self::named(node.name().map_or("", |name| &*name.namespace))
    }

    /// The one with this namespace.
    pub(super) fn named(namespace: &str) -> Self {
        match namespace {
            NAMESPACE | NAMESPACE_1 => Self::Schematron,
            XSLT => Self::Xslt,
            QUICK_FIX => Self::QuickFix,
            _ => Self::Foreign,
        }
    }
}

/// An element.
#[derive(Clone, Debug)]
pub(super) struct Element {
    pub language: Language,
    pub namespace: Arc<str>,
    /// As written; empty when there is none.
    pub prefix: String,
    /// Without prefix.
    pub name: String,
    pub attributes: Vec<Attribute>,
    pub children: Vec<Child>,
    /// Its name in the tag.
    pub place: Place,
    /// Prefixes in scope.
    pub prefixes: Prefixes,
}

/// Prefixes and their namespaces, shared between the elements of a scope.
pub(super) type Prefixes = Arc<Vec<(Arc<str>, Arc<str>)>>;

/// The prefixes of each scope of a file.
pub(super) struct Scopes {
    known: FxHashMap<ScopeId, Prefixes>,
    /// How many are in them.
    pub count: usize,
    /// How many may be: no more are made above.
    most: usize,
}

impl Scopes {
    /// None yet, and so many at most.
    pub(super) fn new(most: usize) -> Self {
        Self { known: FxHashMap::default(), count: 0, most }
    }

    fn prefixes(&mut self, node: Node<'_>) -> Prefixes {
        let scope = node.scope();
        if let Some(known) = self.known.get(&scope.id()) {
            return Arc::clone(known);
        }
        if self.count > self.most {
            return Arc::default();
        }
        let all = scope.prefixes().map(|(prefix, namespace)| (prefix.into(), namespace.into()));
        let all = Arc::new(all.collect::<Vec<_>>());
        self.count += all.len();
        self.known.insert(scope.id(), Arc::clone(&all));
        all
    }
}

/// An attribute.
#[derive(Clone, Debug)]
pub(super) struct Attribute {
    pub namespace: Arc<str>,
    /// `xml:lang` and its like with this prefix, those of quick fixes as `sqf:fix`, others as they are written.
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

impl Child {
    /// As of [`Element::size`]; a text is one.
    pub(super) fn size(&self) -> usize {
        match self {
            Self::Element(element) => element.size(),
            Self::Text(_) => 1,
        }
    }
}

impl Element {
    /// The element at a node of a file.
    ///
    /// # Errors
    /// The place of an element that lies too deep.
    pub(super) fn of(node: Node<'_>, file: FileId, scopes: &mut Scopes) -> Result<Self, Place> {
        Self::at(node, file, 0, scopes)
    }

    fn at(node: Node<'_>, file: FileId, depth: usize, scopes: &mut Scopes) -> Result<Self, Place> {
        let place = Place { file, span: node.name_span() };
        if depth > DEEPEST {
            return Err(place);
        }
        let name = node.name();
        let attributes = node.attributes().map(|attribute| Attribute {
            namespace: Arc::from(&*attribute.name.namespace),
            name: match &*attribute.name.namespace {
                QUICK_FIX => format!("sqf:{}", attribute.name.local),
                _ => attribute.name.as_written(),
            },
            value: attribute.value.to_owned(),
            place: Place { file, span: attribute.value_span },
        });
        let children = node.children().filter_map(|child| match child.kind() {
            Kind::Element => Some(Self::at(child, file, depth + 1, scopes).map(Child::Element)),
            Kind::Text => Some(Ok(Child::Text(child.text().to_owned()))),
            _ => None,
        });
        let children = children.collect::<Result<_, Place>>()?;
        Ok(Self {
            language: Language::of(node),
            namespace: name.map_or_else(Arc::default, |name| Arc::from(&*name.namespace)),
            prefix: name.map(|name| name.prefix.to_string()).unwrap_or_default(),
            name: name.map(|name| name.local.to_string()).unwrap_or_default(),
            attributes: attributes.collect(),
            children,
            place,
            prefixes: scopes.prefixes(node),
        })
    }

    /// How many elements and texts it is, with all that stand in it.
    pub(super) fn size(&self) -> usize {
        1 + self.children.iter().map(Child::size).sum::<usize>()
    }

    /// Bytes of its texts and of the values of its attributes, with those of all that stand in it.
    pub(super) fn bytes(&self) -> usize {
        let texts = self.children.iter().map(|child| match child {
            Child::Element(element) => element.bytes(),
            Child::Text(text) => text.len(),
        });
        texts.sum::<usize>() + self.attributes.iter().map(|attribute| attribute.value.len()).sum::<usize>()
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

    /// Whether an element of a language stands in it, at any depth.
    pub(super) fn holds(&self, language: Language) -> bool {
        self.elements().any(|inner| inner.language == language || inner.holds(language))
    }

    /// What stands in it, as XML that says each namespace where it is used.
    pub(super) fn content(&self) -> String {
        let part = |child: &Child| match child {
            Child::Text(text) => escape(text, IN_QUOTES).into_owned(),
            Child::Element(element) => element.xml(),
        };
        self.children.iter().map(part).collect()
    }

    fn xml(&self) -> String {
        let colon = |prefix: &str| if prefix.is_empty() { "" } else { ":" };
        let name = format!("{}{}{}", self.prefix, colon(&self.prefix), self.name);
        let mut declared = vec![(self.prefix.as_str(), &self.namespace)];
        let mut tag = name.clone();
        for attribute in &self.attributes {
            let prefix = attribute.name.split_once(':').map_or("", |(prefix, _)| prefix);
            if !matches!(prefix, "" | "xml") && declared.iter().all(|(known, _)| *known != prefix) {
                declared.push((prefix, &attribute.namespace));
            }
            tag.push_str(&format!(" {}=\"{}\"", attribute.name, escape(&attribute.value, IN_QUOTES)));
        }
        for (prefix, namespace) in declared {
            tag.push_str(&format!(" xmlns{}{prefix}=\"{}\"", colon(prefix), escape(namespace, IN_QUOTES)));
        }
        format!("<{tag}>{}</{name}>", self.content())
    }

    /// Fills in parameters of an abstract pattern: `$name` in every attribute of rules, not in what they hold of other languages.
    ///
    /// # Errors
    /// The place of a value that grows too long, since parameters may hold parameters.
    pub(super) fn fill(&mut self, parameters: &[(String, String)]) -> Result<(), Place> {
        if self.language == Language::Foreign {
            return Ok(());
        }
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
