//! XML in and out: a small tree to write, and a list of tokens to read.
//!
//! Takes an [`Element`] and gives its text; takes XML text and gives its [`Token`]s or the first place where it is not
//! well-formed. Promises that what [`write()`] gives is well-formed XML in UTF-8 and that neither direction panics or recurses
//! over the depth of what it reads. Leaves out document types and their entities, and namespaces beyond the part of a name
//! after the colon. Knows no element by name.

mod characters;
mod chars;
mod cursor;
mod doctype;
pub mod document;
mod dtd;
mod encoding;
mod expand;
mod faults;
mod markup;
mod names;
mod parse;
mod prolog;
mod read;
mod reference;
mod scope;
mod sink;
mod special;
mod tag;
mod tree;
mod write;

pub use chars::{is_char, is_ncname, is_space};
pub use document::Document;
pub use encoding::{EncodingFault, decode};
pub use names::{Name, NameId, Names};
pub use parse::{External, parse};
pub use read::{Tag, Token, read};
pub use scope::{Scope, ScopeId};
pub use sink::{Attribute, Sink, Start};
pub use tree::{Element, Layout, Node, Origin};
pub use write::write;

/// The namespace that the prefix `xml` always has (Namespaces in XML 1.0, section 3).
pub const XML_NAMESPACE: &str = "http://www.w3.org/XML/1998/namespace";

/// The namespace that the prefix `xmlns` always has, which nobody can declare.
const XMLNS_NAMESPACE: &str = "http://www.w3.org/2000/xmlns/";
