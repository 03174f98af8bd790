//! What differs between two versions of a document.
//!
//! Takes two trees with their texts; gives [`Hunk`]s in the order of the document. A hunk is what can be taken over by itself: its
//! [`Edit`]s, applied to the text before, give well-formed XML, whatever becomes of the other hunks ([`forward`]). Its
//! [`Difference`]s say what it does: text, elements, attributes, white space and comments distinguished, with what was only moved.
//!
//! Words and tags are aligned as one sequence (`tokens`, `align`), so that text stays itself whatever elements stand around it; an
//! element is the same in both when its two tags are partners. `hunks` finds what differs between partners, `elements` names it,
//! `moves` joins what was taken out and put in elsewhere, `words` marks the words that differ. `unified` compares lines alone,
//! for `patch`.
//!
//! Memory grows with the length of the documents and time nearly so. Leaves out what no reader of XML sees: the order of attributes,
//! quotes, entities written otherwise, the XML declaration, the document type.

mod align;
mod elements;
mod hunks;
mod moves;
mod pair;
mod tokens;
mod unified;
mod words;

pub use hunks::compare;
pub use unified::{Text, unified};
pub use words::{Piece, words};

use crate::text::{self, Edits, Span};
use crate::xml::Document;

/// One version of a document.
#[derive(Clone, Copy, Debug)]
pub struct Version<'d> {
    /// Its tree.
    pub document: &'d Document,
    /// The text that the tree was read from.
    pub text: &'d str,
}

/// What kind of difference, the most severe first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// Characters of the text other than white space.
    Text,
    /// An element that stands elsewhere, with all it holds; its attributes may differ.
    Move,
    /// Elements around the same text, or without text.
    Element,
    /// An attribute of an element that both have.
    Attribute,
    /// A comment or a processing instruction.
    Comment,
    /// White space in the text or between elements.
    WhiteSpace,
}

/// Every kind, in order.
pub const KINDS: [Kind; 6] = [Kind::Text, Kind::Move, Kind::Element, Kind::Attribute, Kind::Comment, Kind::WhiteSpace];

impl Kind {
    /// The word for it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Move => "move",
            Self::Element => "element",
            Self::Attribute => "attribute",
            Self::Comment => "comment",
            Self::WhiteSpace => "white-space",
        }
    }
}

/// What differs at one place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// What kind.
    pub kind: Kind,
    /// Before.
    pub before: Part,
    /// After.
    pub after: Part,
}

/// One version of what differs.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Part {
    /// The place in the text of this version; empty where there is nothing in this version.
    pub span: Span,
    /// Names: the elements from the outermost to the innermost with `/` between them; of an attribute `element/@name`; of text the
    /// element around it. Empty where there is nothing in this version.
    pub name: String,
}

/// A replacement: one place in the text before by another in the text after.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Edit {
    /// What is replaced.
    pub before: Span,
    /// What takes its place.
    pub after: Span,
}

/// Differences that go together.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Hunk {
    /// What is to be replaced, in order; the edits of all hunks are disjoint.
    pub edits: Vec<Edit>,
    /// What it does.
    pub differences: Vec<Difference>,
}

/// What makes the text after of the text before.
///
/// `None` where two edits overlap, which those of [`compare`] do not.
#[must_use]
pub fn forward<'e>(edits: impl IntoIterator<Item = &'e Edit>, after: &str) -> Option<Edits> {
    let mut edits: Vec<&Edit> = edits.into_iter().collect();
    edits.sort_unstable_by_key(|edit| (edit.before, edit.after));
    Edits::new(edits.into_iter().map(|edit| text::Edit::new(edit.before, edit.after.of(after))))
}

/// What makes the text before of the text after; `None` as for [`forward`].
#[must_use]
pub fn back<'e>(edits: impl IntoIterator<Item = &'e Edit>, before: &str) -> Option<Edits> {
    let mut edits: Vec<&Edit> = edits.into_iter().collect();
    edits.sort_unstable_by_key(|edit| (edit.after, edit.before));
    Edits::new(edits.into_iter().map(|edit| text::Edit::new(edit.after, edit.before.of(before))))
}

/// How many differences there are of each kind, in the order of [`KINDS`].
#[must_use]
pub fn count<'a>(hunks: impl IntoIterator<Item = &'a Hunk>) -> [usize; KINDS.len()] {
    let mut counts = [0; KINDS.len()];
    for difference in hunks.into_iter().flat_map(|hunk| &hunk.differences) {
        if let Some(count) = KINDS.iter().position(|kind| *kind == difference.kind).and_then(|at| counts.get_mut(at)) {
            *count += 1;
        }
    }
    counts
}
