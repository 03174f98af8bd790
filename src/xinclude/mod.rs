//! XInclude 1.0 (second edition): a document with what it includes, as one document.
//!
//! Takes a document and a `Load`; gives an [`Assembly`], which is read as any document is and knows of each place the file it comes from.
//! Promises that inclusion ends, whatever the files say; that base URI and language of what is included stay what they were (4.5.5,
//! 4.5.6), and the namespaces in scope in it (4.5.4); that every fault of the specification is a finding in the file where it stands.
//! Leaves out where files come from.
//!
//! `element` reads one `xi:include`, `pointer` finds what its `xpointer` means, `reference` computes with
//! addresses, `assemble` goes through documents and joins them.

mod assemble;
mod assembly;
mod element;
mod pointer;

pub use assemble::{assemble, with_entities};
pub use assembly::{Assembly, Found};

use crate::xml::{Sink, Start};

/// The namespace of XInclude (3).
pub const NAMESPACE: &str = "http://www.w3.org/2001/XInclude";

/// Whether a document includes others, as it is seen while the document is read.
#[derive(Clone, Copy, Debug, Default)]
pub struct Noticed {
    /// Names that were looked at.
    names: usize,
    is_named: bool,
}

impl Noticed {
    /// Whether there is an element of XInclude in it.
    #[must_use]
    pub fn includes_others(self) -> bool {
        self.is_named
    }
}

impl Sink for Noticed {
    fn start(&mut self, start: &Start<'_>) {
        let new = start.names.iter().skip(self.names);
        self.is_named |= new.into_iter().any(|name| *name.namespace == *NAMESPACE);
        self.names = start.names.len();
    }
}

/// Whether a text may be a document that includes others.
#[must_use]
pub fn is_named_in(text: &str) -> bool {
    text.contains(NAMESPACE)
}
