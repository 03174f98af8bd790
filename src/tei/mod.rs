//! Model to TEI, and TEI back to text.
//!
//! Takes a [`Document`] with its source, profile and metadata; gives the TEI and findings about the header
//! ([`write()`]), the reason for every element ([`explain()`]), and from TEI the text that stands in it ([`visible_text()`], for the
//! proof that nothing was lost; [`reading_text()`], for people). Promises valid TEI P5 for a document whose parts hold the roles
//! the model names, ids that are unique names, and the same output for the same input. Every character of the text is
//! written as it is, but for a line break inside a block, which becomes one blank together with the white space around
//! it. Facts of the metadata file go to the header only. Leaves out plain-text conventions and the reading of dates and names.
//!
//! `header` and `corresp_desc` make the `teiHeader`, `facsimile` what its name says; `division`, `block` and `inline` the `text`; `streams` and `reading_text`
//! read it, the latter with `lines` for a block and `page` for the layout. `volume` puts the TEI of many letters into one file.

mod block;
mod corresp_desc;
mod division;
mod elements;
mod explain;
mod facsimile;
#[cfg(test)]
mod fixture;
mod header;
mod inline;
mod lines;
mod page;
mod reading_text;
mod visible_text;
mod volume;
mod words;

pub use elements::{collapse, is_hidden};
pub use explain::{Explained, explain};
pub use reading_text::reading_text;
pub use visible_text::{VisibleText, visible_text};
pub use volume::{PartKind, VolumeForm, VolumePart, volume};

use crate::diag::Diagnostic;
use crate::metadata::Metadata;
use crate::model::Document;
use crate::profile::{EnclosureElement, Profile};
use crate::text::{Agreement, Origin, Source};
use crate::vocabulary::TEI;
use crate::xml::{self, Element};

const RELAX_NG: &str = "http://relaxng.org/ns/structure/1.0";
const FRUS: &str = "http://history.state.gov/frus/ns/1.0";

/// A document as TEI.
#[derive(Clone, Debug, PartialEq)]
pub struct Written {
    /// The TEI file.
    pub xml: String,
    /// The first byte of each element made from the text, with what it was made from.
    pub origins: Vec<(usize, Origin)>,
    /// The parts that stand in the source, in the order of the file.
    pub agreements: Vec<Agreement>,
    /// What the header lacks or contradicts.
    pub diagnostics: Vec<Diagnostic>,
}

/// Writes a document as a TEI file.
#[must_use]
pub fn write(document: &Document, source: &Source, profile: &Profile, metadata: &Metadata) -> Written {
    let (header, diagnostics) = header::header(document, source, profile, metadata);
    let parts = division::text(document, source, profile, metadata);
    let has_attachment =
        profile.enclosure.element == EnclosureElement::FrusAttachment && !document.division.enclosures.is_empty();
    let root = Element::new("TEI")
        .with("xmlns", TEI)
        .with_some("xmlns:frus", has_attachment.then_some(FRUS))
        .holding([header.into()])
        .holding(parts);
    let model: Vec<xml::Instruction<'_>> = profile.model_address().map(model).into_iter().collect();
    let xml::WithOrigins { xml, elements, texts } = xml::write_with_origins(&model, &root);
    Written { xml, origins: elements, agreements: texts, diagnostics }
}

/// The instruction by which a document names the RELAX NG schema with this address ("Associating Schemas with XML documents", section 3).
fn model(address: &str) -> xml::Instruction<'_> {
    let mut pairs = vec![("href", address)];
    match address.ends_with(".rnc") {
        true => pairs.push(("type", "application/relax-ng-compact-syntax")),
        false => pairs.extend([("type", "application/xml"), ("schematypens", RELAX_NG)]),
    }
    xml::Instruction { target: "xml-model", pairs }
}
