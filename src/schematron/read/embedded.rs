//! Rules in a schema of another language, such as RELAX NG or ODD. Takes its root element; gives a schema that holds them, in which rules
//! that stand alone are a pattern each, or nothing where there are none.

use std::sync::Arc;

use crate::schematron::element::{Attribute, Child, Element, Language};

/// The rules in a schema of another language as a schema of their own; those that stand alone are a pattern each.
pub(super) fn embedded(root: Element) -> Option<Element> {
    let mut children = Vec::new();
    collect(&root, &mut children);
    let has_rules = children.iter().any(|child| matches!(child, Child::Element(element) if element.is("pattern")));
    let place = root.place;
    let binding =
        Attribute { namespace: Arc::default(), name: "queryBinding".to_owned(), value: "xslt3".to_owned(), place };
    let (name, attributes) = ("schema".to_owned(), vec![binding]);
    has_rules.then_some(Element { language: Language::Schematron, name, attributes, children, ..root })
}

/// Collects the parts of a Schematron schema that stand between those of another one.
fn collect(element: &Element, parts: &mut Vec<Child>) {
    const PARTS: &[&str] = &["ns", "let", "pattern", "phase", "diagnostics", "properties", "rules"];
    for inner in element.elements() {
        let is_part = inner.language == Language::Schematron && PARTS.contains(&inner.name.as_str());
        let is_declaration = inner.language == Language::Xslt && matches!(inner.name.as_str(), "function" | "key");
        if is_part || is_declaration {
            let is_there = inner.is("ns") && parts.iter().any(|part| is_same_prefix(part, inner));
            if !is_there {
                parts.push(Child::Element(inner.clone()));
            }
        } else if inner.is("rule") {
            let pattern = Element {
                name: "pattern".to_owned(),
                attributes: Vec::new(),
                children: vec![Child::Element(inner.clone())],
                ..inner.clone()
            };
            parts.push(Child::Element(pattern));
        } else {
            collect(inner, parts);
        }
    }
}

fn is_same_prefix(part: &Child, ns: &Element) -> bool {
    matches!(part, Child::Element(other) if other.is("ns") && other.value("prefix") == ns.value("prefix"))
}
