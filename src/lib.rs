//! Recto turns the plain text of letters and documents into TEI-XML, proves that no character was lost, and validates TEI.
//!
//! # Three doors
//!
//! A program that converts and validates needs this page alone.
//!
//! ```
//! // A text to TEI.
//! let letter = recto::convert("Tokyo, October 28, 1964.\n\nDear Bill:\n\nAll is well.\n\nSincerely,\n\nEd\n");
//! let tei = letter.tei.unwrap_or_default();
//! assert!(tei.contains("<signed><persName>Ed</persName></signed>"));
//!
//! // TEI against a schema: RELAX NG in either syntax.
//! let schema = recto::Schema::parse("start = element letter { element p { text }+ }")?;
//! let findings = schema.validate("<letter><q>All is well.</q></letter>");
//! assert_eq!(findings[0].message, "the schema knows no element `q`");
//!
//! // TEI against rules: Schematron.
//! let rules = recto::Rules::parse(
//!     "<schema xmlns='http://purl.oclc.org/dsdl/schematron'><pattern><rule context='date'>\
//!      <assert test='@when'>A date has a value.</assert></rule></pattern></schema>",
//! )?;
//! assert_eq!(rules.run("<p>On <date>Monday</date>.</p>").len(), 1);
//! # Ok::<(), recto::SchemaError>(())
//! ```
//!
//! - [`convert()`] gives a [`Conversion`]: the TEI, and findings. There is no TEI where the proof failed that no character was lost.
//!   With a house style and what is known of a letter it is [`internals::convert::convert`].
//! - [`Schema`] and [`Rules`] are compiled once and shared by threads. Schemas of several files are loaded from [`MemoryFiles`], or
//!   with the feature `cli` from `DiskFiles`, which reads nothing outside of its folder.
//! - A finding is a [`Diagnostic`]: a stable [`Code`], a message, the [`Span`] of the text it is about, in bytes.
//!
//! All else is in [`internals`]: public so that the program and its tests reach it, and changed without notice.
//!
//! # Architecture
//!
//! The user's view is the book in `docs`; the binary is a thin layer over this library. Why it is so stands in `docs/design`.
//!
//! # How data flows
//!
//! ```text
//! bytes ─► text::decode ─► text::Source ─► letter::read ─► model::Document ─► tei::write ─► TEI
//!                                             ▲ profile        │                  ▲ metadata  │
//!                                             │                ▼                  │           ▼
//!                                      notes, marks,      model::Ledger ══ must equal ══ tei::visible_text
//!                                      blocks, roles      (every character)              (text read back)
//! ```
//!
//! ```text
//! bytes ─► xml::decode ─► check::associations ─► project::Schemas ─► relaxng::Schema ─┐
//!                └──────► check::check: xml::parse ─► one validator a schema ◄────────┘ ─► findings
//! ```
//!
//! Rules need the tree of a document: `check::check` builds it in the same pass (`xml::document::Builder`), and `schematron::Schema::run` goes
//! through it once for all patterns, with `xpath` as its language.
//!
//! A large file is not held: `xml::Pieces` gives its text piece by piece to `check::check_pieces`, and what findings point at is read once
//! more into `text::Excerpts`.
//!
//! A stage is a pure function over values: text in, value and [`diag::Diagnostic`]s out. Bad input is data: a stage carries on and
//! reports what it saw, each finding with the smallest span of the source. [`convert::convert`] runs the stages and holds the proof:
//! when the ledger does not balance, or the text read back from the TEI is not the text that was kept, there is no TEI.
//!
//! # Where things live
//!
//! | module | what it is | imports |
//! |---|---|---|
//! | [`alignment`] | where two long streams are cut, to be compared part by part | – |
//! | [`budget`] | what a run may cost, in steps and bytes | – |
//! | [`vocabulary`] | what is known of TEI's elements and attributes by name | – |
//! | [`text`] | spans, sources, edits, decoding; URI references, the characters of XML and how they are escaped | budget |
//! | [`diag`] | findings as data; the one table of codes | text |
//! | [`settings`] | TOML that people write, read strictly with spans | text, diag |
//! | [`model`] | a document free of format; dates; the ledger | text |
//! | [`profile`] | house styles and language tables: data files | text, diag, settings, model, datatype |
//! | [`metadata`] | what is known of a text: the TOML file beside it, its row in a table, its name | budget, text, diag, settings, model, datatype |
//! | [`source`] | what editors hold: which format some bytes are; the text or table taken out of them | budget, text, diag, model, profile, xml |
//! | [`letter`] | plain text → model | budget, text, diag, model, profile |
//! | [`mod@split`] | one text with many letters, cut into them | text, diag, profile, letter |
//! | [`xml`] | XML to steps or a tree, with every check; an output tree and its writer | text, diag |
//! | [`xinclude`] | a document with what it includes, as one | text, diag, xml |
//! | [`datatype`] | the values of W3C XML Schema: 1.0 with facets for RELAX NG, 1.1 for XPath; knows no XML | budget, text |
//! | [`relaxng`] | schemas in both syntaxes, read and written; whether a document fits one | budget, text, diag, xml, datatype |
//! | [`xpath`] | XPath 3.1, as far as rules need it, over the tree | budget, text, xml, datatype |
//! | [`schematron`] | rules over a document, also those that stand in RELAX NG | budget, text, diag, xml, relaxng, xpath |
//! | [`nvdl`] | which parts of a document are checked against which schema | text, diag, xml, relaxng, schematron |
//! | [`check`] | everything validation does, behind one call; the schemas a document names, the findings it allows | budget, vocabulary, text, diag, model, profile, letter, xml, relaxng, schematron, nvdl |
//! | [`register`] | registers of names, found in a document | text, diag, model, profile, xml |
//! | [`tei`] | model → TEI; TEI → reading text; where each element came from | vocabulary, text, diag, model, profile, metadata, xml, datatype |
//! | [`eval`] | TEI compared with TEI, element by element | xml |
//! | [`ids`] | ids by a pattern, and what points to them | vocabulary, text, diag, xml, datatype, check |
//! | [`learn`] | the weights of a house, from letters that it has encoded | budget, text, model, profile, metadata, letter, xml, eval, convert |
//! | [`mod@format`] | a document in the one layout, with its proof | vocabulary, text, diag, xml, relaxng |
//! | [`cmif`] | the interchange file of letters | vocabulary, text, model, xml, datatype |
//! | [`diff`] | what differs between two versions of a document, as data and as edits | alignment, text, xml |
//! | [`review`] | pending changes grouped by what they do, accepted or rejected | text, diag, xml, diff |
//! | [`mod@convert`] | the whole conversion with its proof | budget, text, diag, model, profile, metadata, source, letter, register, tei |
//! | [`verify`] | whether TEI holds a text, all of it, in order, and nothing else | alignment, budget, vocabulary, text, diag, model, profile, letter, xml |
//! | [`view`] | letters to look at: a page of HTML for each, and an index | vocabulary, text, diag, xml, tei, cmif |
//! | [`serve`] | pages to one person at this machine, by HTTP | – |
//! | `validation` | the doors to validation: schemas and rules from texts or files | budget, text, diag, xml, relaxng, schematron, check |
//! | `report` | findings → bytes, a file for each format; the only place that names miette | text, diag, xml |
//! | `project` | finding, loading and writing files, many in parallel; `recto.toml`, schemas and catalogs | budget, vocabulary, text, diag, settings, model, profile, metadata, source, letter, split, xml, xinclude, relaxng, schematron, nvdl, check, register, tei, eval, ids, learn, format, cmif, diff, review, convert, verify, view |
//! | `cli` | arguments, a file for each command, exit status; a person deciding on a terminal | budget, text, diag, profile, xml, schematron, register, tei, eval, ids, learn, diff, review, view, serve, report, project |
//!
//! Imports run one way; a test compares this table with the code. The last three need the feature `cli` (on by default): without it the library has nineteen
//! direct dependencies and touches neither files nor terminal.
//!
//! # The two decisions
//!
//! Which digits are note marks, and what role each block plays, is decided for the whole text at once. [`letter`] tells how: candidates
//! with gains, joined to the notes by the best monotone assignment (`letter::assign`), and features with weights, joined by the best
//! sequence that the grammar of a letter (`letter::grammar`) allows (`letter::roles`). The weights are data in the profile.
//!
//! # Invariants
//!
//! - Text is never copied inside the model: every piece is a span of the source.
//! - What the text does not say is not in the TEI; what TEI requires and nobody gave is stated as not known, and reported.
//! - Output depends on the input alone: no time, path, random number or hash-map order.
//! - No recursion over depth that input can reach without a bound, no indexing, `unwrap` or `expect` outside tests.
#![forbid(unsafe_code)]

/// The rooms of the architecture, for the program and its tests. They change without notice.
// The files stand beside this one: `internals` is a border of the interface, not a room.
#[path = ""]
pub mod internals {
    pub mod alignment;
    pub mod budget;
    pub mod check;
    #[cfg(feature = "cli")]
    pub mod cli;
    pub mod cmif;
    pub mod convert;
    pub mod datatype;
    pub mod diag;
    pub mod diff;
    pub mod eval;
    pub mod format;
    pub mod ids;
    pub mod learn;
    pub mod letter;
    pub mod metadata;
    pub mod model;
    pub mod nvdl;
    pub mod profile;
    #[cfg(feature = "cli")]
    pub mod project;
    pub mod register;
    pub mod relaxng;
    #[cfg(feature = "cli")]
    pub mod report;
    pub mod review;
    pub mod schematron;
    #[cfg(feature = "cli")]
    pub mod serve;
    pub mod settings;
    pub mod source;
    pub mod split;
    pub mod tei;
    pub mod text;
    pub mod verify;
    pub mod view;
    pub mod vocabulary;
    pub mod xinclude;
    pub mod xml;
    pub mod xpath;
}
mod validation;

use internals::{
    alignment, budget, check, cmif, convert, datatype, diag, diff, eval, letter, metadata, model, nvdl, profile,
    register, relaxng, schematron, settings, source, tei, text, vocabulary, xml, xpath,
};
#[cfg(feature = "cli")]
use internals::{format, ids, learn, project, report, review, serve, split, verify, view, xinclude};

pub use convert::Conversion;
pub use diag::{Code, Diagnostic, Severity};
#[cfg(feature = "cli")]
pub use project::DiskFiles;
pub use text::{Load, MemoryFiles, Position, Source, Span, Unread};
pub use validation::{Rules, Schema, SchemaError};

/// Converts the text of a letter to TEI, in the built-in profile `letter` and with nothing known but the text.
///
/// ```
/// let conversion = recto::convert("Tokyo, October 28, 1964.\n\nDear Bill:\n\nAll is well.\n\nSincerely,\n\nEd\n");
/// assert!(conversion.tei.is_some_and(|tei| tei.contains("<salute>Dear Bill:</salute>")));
/// ```
///
/// A house style and metadata are taken by [`internals::convert::convert`].
#[must_use]
pub fn convert(text: &str) -> Conversion {
    match profile::built_in(profile::DEFAULT) {
        Some(profile) => convert::convert(&Source::new("letter.txt", text), &profile, &metadata::Metadata::default()),
        None => unreachable!("the default profile is built in"),
    }
}
