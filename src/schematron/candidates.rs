//! The rules that may fit a node, by what the node is. Takes the contexts of a schema and a document; gives for each node the few rules that
//! are to be tried, in the order of the schema.

use std::collections::BTreeSet;

use la_arena::ArenaMap;
use rustc_hash::FxHashMap;

use super::schema::Schema;
use crate::xml::Document;
use crate::xml::document::NameKey;
use crate::xpath::{NodeRef, Target};

/// The rules that may fit the nodes of a document, by what the nodes are.
#[derive(Debug, Default)]
pub(super) struct Candidates {
    /// By the name of an element.
    elements: ArenaMap<NameKey, Vec<RuleAt>>,
    other_elements: Vec<RuleAt>,
    attributes: FxHashMap<NameKey, Vec<RuleAt>>,
    other_attributes: Vec<RuleAt>,
    texts: Vec<RuleAt>,
    others: Vec<RuleAt>,
    pub(super) has_attributes: bool,
}

/// A rule by the place of its pattern in the schema and its own in the pattern.
pub(super) type RuleAt = (usize, usize);

impl Candidates {
    pub(super) fn new(schema: &Schema, document: &Document, patterns: &[usize]) -> Self {
        let mut made = Self::default();
        for &at in patterns {
            let rules = schema.patterns.get(at).map_or(&[][..], |pattern| &pattern.rules);
            for (number, rule) in rules.iter().enumerate() {
                let place = (at, number);
                for target in rule.context.targets() {
                    let key = |name| schema.library.key(document, name);
                    match target {
                        // What no element or attribute of the document is called fits none.
                        Target::Element(name) => {
                            if let Some(key) = key(name) {
                                made.elements.entry(key).or_default().push(place);
                            }
                        }
                        Target::Attribute(name) => {
                            if let Some(key) = key(name) {
                                made.attributes.entry(key).or_default().push(place);
                            }
                        }
                        Target::AnyElement => made.other_elements.push(place),
                        Target::AnyAttribute => made.other_attributes.push(place),
                        Target::Text => made.texts.push(place),
                        Target::Any => {
                            made.other_elements.push(place);
                            made.other_attributes.push(place);
                            made.texts.push(place);
                            made.others.push(place);
                        }
                    }
                }
            }
        }
        let merged = |own: &[RuleAt], others: &[RuleAt]| {
            let all: BTreeSet<RuleAt> = own.iter().chain(others).copied().collect();
            all.into_iter().collect::<Vec<_>>()
        };
        for own in made.elements.values_mut() {
            *own = merged(own, &made.other_elements);
        }
        for own in made.attributes.values_mut() {
            *own = merged(own, &made.other_attributes);
        }
        made.has_attributes = !made.attributes.is_empty() || !made.other_attributes.is_empty();
        for list in [&mut made.other_elements, &mut made.other_attributes, &mut made.texts, &mut made.others] {
            *list = merged(list, &[]);
        }
        made
    }

    pub(super) fn of(&self, node: NodeRef<'_>) -> &[RuleAt] {
        use crate::xml::document::Kind::{Comment, Document, Element, Instruction, Text};
        match node.kind() {
            None => node.key().and_then(|key| self.attributes.get(&key)).unwrap_or(&self.other_attributes),
            Some(Element) => {
                let own = node.key().and_then(|key| self.elements.get(key));
                own.unwrap_or(&self.other_elements)
            }
            Some(Text) => &self.texts,
            Some(Comment | Document | Instruction) => &self.others,
        }
    }
}
