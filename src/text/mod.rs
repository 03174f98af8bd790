//! Text and positions in it: what every other stage stands on.
//!
//! Takes bytes; gives decoded, named [`Source`]s, [`Span`]s into them, their [`Position`]s for people, and [`Edits`].
//! Promises that a span is always in bytes of the decoded text, half open, and that positions count
//! characters from one. [`uri`] reads and resolves references, [`chars`] and
//! [`escape`] say what XML makes of characters, [`roman`] what a Roman number is. Knows no file system: bytes come from outside.

pub mod chars;
mod cut;
mod decode;
mod edits;
pub mod escape;
mod excerpts;
mod load;
mod memory_files;
mod nearest;
mod origin;
pub mod roman;
mod source;
mod source_map;
mod span;
mod superscript;
pub mod table;
pub mod uri;
mod visible;

pub use cut::cut;
pub use decode::{DecodeError, decode};
pub use edits::{Edit, Edits};
pub use excerpts::Excerpts;
pub use load::{Load, Unread};
pub use memory_files::MemoryFiles;
pub use nearest::nearest;
pub use origin::{Agreement, Origin};
pub(crate) use source::floor_boundary;
pub use source::{Position, Source};
pub use source_map::SourceMap;
pub use span::Span;
pub use superscript::{superscript_digit, with_plain_digits};
pub use visible::{shown, shown_lines, visible};
