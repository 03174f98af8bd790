//! The document type.

use rustc_hash::FxHashMap;

use crate::text::Span;

/// What a document type declares, as far as it was read.
#[derive(Debug, Default)]
pub(super) struct Dtd {
    entities: FxHashMap<Box<str>, Entity>,
    elements: FxHashMap<Box<str>, Vec<AttributeDeclaration>>,
    is_partial: bool,
    is_broken: bool,
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
    /// This text: character references and parameter entities in it are resolved, general entities are not.
    Internal(String),
    /// A file, which is not read.
    External,
    /// Something that is no XML.
    Unparsed,
}

/// An attribute as the document type declares it.
#[derive(Debug)]
pub(super) struct AttributeDeclaration {
    /// Its name as written.
    pub(super) name: Box<str>,
    /// Whether its value is any text or names.
    pub(super) kind: AttributeKind,
    /// The value it has where the tag gives none.
    pub(super) default: Option<String>,
}

/// How the value of an attribute is normalised (XML 1.0, 3.3.3).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum AttributeKind {
    /// `CDATA`: as it is.
    Text,
    /// Any other type: without blanks at the ends, one blank between words.
    Words,
}

impl Dtd {
    /// A general entity with its name.
    pub(super) fn entity(&self, name: &str) -> Option<(&str, &Entity)> {
        self.entities.get_key_value(name).map(|(name, entity)| (&**name, entity))
    }

    /// The attributes declared for an element.
    pub(super) fn attributes(&self, element: &str) -> &[AttributeDeclaration] {
        self.elements.get(element).map(Vec::as_slice).unwrap_or_default()
    }

    /// Whether an entity may be declared in what was not read, or need not be (XML 1.0, 4.1, Entity Declared).
    pub(super) fn is_partial(&self) -> bool {
        self.is_partial
    }

    /// Whether it has errors, so that what it declares is not known.
    pub(super) fn is_broken(&self) -> bool {
        self.is_broken
    }
}
