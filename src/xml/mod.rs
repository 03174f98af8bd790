//! XML in and out.
//!
//! Takes text, or bytes through [`decode`] or piece by piece ([`Pieces`]), and tells a [`Sink`] of the document step by step
//! ([`parse()`], [`parse_pieces()`]) or gives it as a tree ([`Document`]), with findings where it is not well-formed XML 1.0 (fifth edition) with namespaces; takes an [`Element`] and gives
//! its text ([`write()`]). Promises that every error of a document without external entities is found, that what [`write()`] gives is
//! well-formed XML in UTF-8, that expansion of entities is bounded, and that reading never recurses over the depth of what it
//! reads. External entities are never fetched. Leaves out validity. Knows no element by name.

mod attribute_order;
mod characters;
mod cursor;
mod declaration;
mod doctype;
pub mod document;
mod dtd;
mod encoding;
mod errors;
mod expand;
mod external;
mod files;
mod input;
mod markup;
mod names;
mod parse;
mod pieces;
mod prolog;
mod reference;
mod scope;
mod sink;
mod special;
mod tag;
mod tree;
mod write;
mod written;

pub use crate::text::chars::{is_blank, is_char, is_name_char, is_name_start, is_ncname, is_space};
pub use attribute_order::attribute_order;
pub use document::Document;
pub use dtd::AttributeKind;
pub use encoding::{EncodingFault, decode};
pub use external::External;
pub use files::Files;
pub use input::{Entity, Input};
pub use names::{Name, NameId, Names};
pub use parse::{parse, parse_pieces, parse_with};
pub use pieces::{PieceFault, Pieces};
pub use scope::{Scope, ScopeId};
pub use sink::{Attribute, Sink, Start};
pub use tree::{Content, Element, Node, Text};
pub use write::{Instruction, WithOrigins, write, write_at, write_with_origins};
pub use written::written;

/// The namespace that the prefix `xml` always has (Namespaces in XML 1.0, section 3).
pub const XML_NAMESPACE: &str = "http://www.w3.org/XML/1998/namespace";

/// The namespace that the prefix `xmlns` always has, which nobody can declare.
pub(crate) const XMLNS_NAMESPACE: &str = "http://www.w3.org/2000/xmlns/";
