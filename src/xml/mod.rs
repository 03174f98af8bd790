//! XML in and out: a small tree to write, and a list of tokens to read.
//!
//! Takes an [`Element`] and gives its text; takes XML text and gives its [`Token`]s or the first place where it is not
//! well-formed. Promises that what [`write()`] gives is well-formed XML in UTF-8 and that neither direction panics or recurses
//! over the depth of what it reads. Leaves out document types and their entities, and namespaces beyond the part of a name
//! after the colon. Knows no element by name.

mod chars;
mod read;
mod tree;
mod write;

pub use chars::{is_char, is_ncname, is_space};
pub use read::{Tag, Token, read};
pub use tree::{Element, Layout, Node, Origin};
pub use write::write;
