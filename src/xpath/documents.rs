//! What functions ask for outside the document: other documents, texts, the time. Whoever evaluates says what there is.

use super::error::Error;
use super::item::NodeRef;
use crate::datatype::Temporal;
use crate::xml::Document;

/// Where documents come from.
pub trait Documents<'d> {
    /// The document at an address relative to a base, and its number; numbers are given in the order of asking.
    ///
    /// # Errors
    /// `FODC0002` where it cannot be had.
    fn document(&self, href: &str, base: &str) -> Result<NodeRef<'d>, Error>;
    /// Takes a document that a function has made.
    ///
    /// # Errors
    /// There are too many.
    fn keep(&self, document: Document) -> Result<NodeRef<'d>, Error>;
    /// The documents of a collection.
    ///
    /// # Errors
    /// As [`Self::document`].
    fn collection(&self, href: &str, base: &str) -> Result<Vec<NodeRef<'d>>, Error>;
    /// The text at an address relative to a base.
    ///
    /// # Errors
    /// As [`Self::document`].
    fn text(&self, href: &str, base: &str) -> Result<String, Error>;
    /// The address of the document with a number.
    fn address(&self, document: u32) -> String;
    /// The address of the schema, to which the addresses of `doc()` are relative.
    fn base(&self) -> String;
    /// The time of the run.
    fn now(&self) -> Option<Temporal>;
}
