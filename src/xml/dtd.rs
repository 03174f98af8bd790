//! What a document type declares, as far as it matters to who reads a document: general entities, and types and values of
//! attributes. Takes declarations; gives the first for each name (XML 1.0, 3.3 and 4.2).

use std::borrow::Cow;

use rustc_hash::FxHashMap;

use super::files::{Identifier, OpenFile};
use crate::text::Span;

/// Attributes declared for one element, at most.
const MOST_ATTRIBUTES: usize = 256;

/// What a document type declares, as far as it was read.
#[derive(Debug, Default)]
pub(super) struct Dtd {
    entities: FxHashMap<Box<str>, Entity>,
    elements: FxHashMap<Box<str>, Vec<AttributeDeclaration>>,
    /// Whether an entity may be declared in what was not read, or need not be (XML 1.0, 4.1, Entity Declared).
    pub(super) is_partial: bool,
    /// Whether it has errors, so that what it declares is not known.
    pub(super) is_broken: bool,
}

/// A general entity.
#[derive(Debug)]
pub(super) struct Entity {
    /// What it stands for.
    pub(super) value: EntityValue,
    /// Its name in the declaration.
    pub(super) span: Span,
}

/// What a general entity stands for.
#[derive(Debug)]
pub(super) enum EntityValue {
    /// This text: character references in it are resolved, general entities are not.
    Internal(String),
    /// A file, which is not read; why, where it should have been.
    External { id: Identifier, reason: Option<String> },
    /// A file that was read.
    File(OpenFile),
    /// Something that is no XML.
    Unparsed,
}

/// An attribute as the document type declares it.
#[derive(Debug)]
pub(super) struct AttributeDeclaration {
    /// Its name as written.
    pub(super) name: Box<str>,
    /// Its type.
    pub(super) kind: AttributeKind,
    /// The value it has where the tag gives none.
    pub(super) default: Option<String>,
}

/// The type of an attribute as the document type declares it (XML 1.0, 3.3.1), so far as it says something to who reads the document.
///
/// The value of any but `Text` is normalised further (3.3.3): without blanks at the ends, one blank between words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AttributeKind {
    /// `CDATA`, or nothing is declared.
    Text,
    /// `ID`: it names its element.
    Id,
    /// `IDREF` or `IDREFS`: it names other elements.
    References,
    /// Any other type.
    Words,
}

impl AttributeKind {
    /// The value of an attribute of this kind.
    pub(super) fn normalised(self, value: Cow<'_, str>) -> Cow<'_, str> {
        let is_normal = !value.starts_with(' ') && !value.ends_with(' ') && !value.contains("  ");
        match self {
            Self::Id | Self::References | Self::Words if !is_normal => {
                let words: Vec<&str> = value.split(' ').filter(|word| !word.is_empty()).collect();
                Cow::Owned(words.join(" "))
            }
            _ => value,
        }
    }
}

impl Dtd {
    /// Declares a general entity, unless it is declared already; whether it was not.
    pub(super) fn declare_entity(&mut self, name: &str, entity: Entity) -> bool {
        let is_new = !self.entities.contains_key(name);
        if is_new {
            self.entities.insert(name.into(), entity);
        }
        is_new
    }

    /// The general entities that are files, with their names in order.
    pub(super) fn external(&self) -> Vec<(Box<str>, Identifier)> {
        let external = self.entities.iter().filter_map(|(name, entity)| match &entity.value {
            EntityValue::External { id, .. } => Some((name.clone(), id.clone())),
            EntityValue::Internal(_) | EntityValue::File(_) | EntityValue::Unparsed => None,
        });
        let mut external: Vec<_> = external.collect();
        external.sort_by(|a, b| a.0.cmp(&b.0));
        external
    }

    /// The texts of the general entities that stand in the document type.
    pub(super) fn internal(&self) -> impl Iterator<Item = &str> {
        self.entities.values().filter_map(|entity| match &entity.value {
            EntityValue::Internal(text) => Some(text.as_str()),
            _ => None,
        })
    }

    /// Says what became of the file of an entity.
    pub(super) fn open(&mut self, name: &str, opened: Result<OpenFile, String>) {
        if let Some(entity) = self.entities.get_mut(name)
            && let EntityValue::External { reason, .. } = &mut entity.value
        {
            match opened {
                Ok(opened) => entity.value = EntityValue::File(opened),
                Err(why) => *reason = Some(why),
            }
        }
    }

    /// Declares an attribute of an element, unless it is declared already; `false` when there are too many.
    #[must_use]
    pub(super) fn declare_attribute(&mut self, element: &str, attribute: AttributeDeclaration) -> bool {
        if !self.elements.contains_key(element) {
            self.elements.insert(element.into(), Vec::new());
        }
        let Some(declared) = self.elements.get_mut(element) else { return true };
        if declared.iter().any(|other| other.name == attribute.name) {
            return true;
        }
        if declared.len() < MOST_ATTRIBUTES {
            declared.push(attribute);
            return true;
        }
        false
    }

    /// A general entity with its name.
    pub(super) fn entity(&self, name: &str) -> Option<(&str, &Entity)> {
        self.entities.get_key_value(name).map(|(name, entity)| (&**name, entity))
    }

    /// The attributes declared for an element.
    pub(super) fn attributes(&self, element: &str) -> &[AttributeDeclaration] {
        match self.elements.is_empty() {
            true => &[],
            false => self.elements.get(element).map(Vec::as_slice).unwrap_or_default(),
        }
    }
}
