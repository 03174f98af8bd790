//! The images of the pages that a text was taken from. Takes nothing; gives the types that `source` fills and `tei` reads.
//!
//! What is known of a page stands beside the text and points into it by bytes; the text itself says nothing of it.

use crate::text::Span;

/// The images of a text, in the order of its pages.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Facsimile {
    /// One a page that names its image.
    pub surfaces: Vec<Surface>,
}

/// One side of a leaf.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Surface {
    /// Where its page begins in the text: the byte of the form feed, or 0, where the text needs none.
    pub at: usize,
    /// The name of its image, as the original writes it.
    pub image: String,
    /// Width and height of the image in pixels.
    pub size: Option<(u32, u32)>,
    /// Its regions of text.
    pub zones: Vec<Zone>,
}

/// A region of text on an image, or a line of one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Zone {
    /// Its text, where that is taken in.
    pub span: Option<Span>,
    /// What kind of region it is, as the original says it: "paragraph", "page-number".
    pub kind: Option<String>,
    /// Where it is.
    pub outline: Outline,
    /// The lines in it.
    pub lines: Vec<Self>,
}

/// A part of an image, in pixels from its left and upper edges.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outline {
    /// A rectangle: left, upper, right and lower edge.
    Rectangle([u32; 4]),
    /// The corners of a polygon, three or more.
    Polygon(Vec<(u32, u32)>),
}
