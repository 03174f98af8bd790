//! Text and positions in it: what every other stage stands on.
//!
//! Takes bytes; gives decoded, named [`Source`]s, [`Span`]s into them and their [`Position`]s for people.
//! Promises that a span is always in bytes of the decoded text, half open, and that positions count
//! characters from one. [`uri`] reads and resolves references. Knows no file system: bytes come from outside.

mod cut;
mod decode;
mod excerpts;
mod load;
mod nearest;
mod source;
mod source_map;
mod span;
pub mod uri;

pub use cut::cut;
pub use decode::{DecodeError, decode};
pub use excerpts::Excerpts;
pub use load::{Load, Unread};
pub use nearest::nearest;
pub use source::{Position, Source};
pub use source_map::SourceMap;
pub use span::Span;
