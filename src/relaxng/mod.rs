//! RELAX NG, the whole of it: schemas in both syntaxes, and whether a document fits one.
//!
//! ```text
//! .rng ─► xml_syntax ─┐                                              ┌─► validator ─► diagnostics
//!                     ├─► syntax ─► simplify ─► simple ─► pattern ─► automaton
//! .rnc ─► compact ────┘     │                    └─► restrict
//!                           └─► write ─► .rng, .rnc
//! ```
//!
//! `load` brings all files of a schema to `simple`, `translate` brings them to `write`.
//!
//! Takes schema files through a [`Load`](crate::text::Load) and documents as steps of XML; gives diagnostics. Promises that a schema that breaks the
//! specification is refused with the section it breaks, and that matching never recurses over the depth of a document. Leaves
//! out where files lie: whoever calls decides that.

mod attribute_recovery;
mod automaton;
mod cache;
pub mod compact;
mod compiled;
mod content_flags;
mod derivative;
mod expected;
mod files;
mod findings;
#[cfg(test)]
mod fixture;
mod id_types;
mod identity;
mod limits;
mod load;
mod message;
mod name_class;
mod name_table;
mod pattern;
mod places;
mod recovery;
mod refusal;
mod restrict;
mod schema;
pub mod simple;
mod simplify;
mod spelling;
pub mod syntax;
mod translate;
mod uri;
mod validator;
mod word_fault;
pub mod write;
pub mod xml_syntax;

pub use limits::Limits;
pub use load::{Read, read, read_within};
pub use schema::Schema;
pub use translate::{Translated, Translation, translate};
pub use validator::Validator;
