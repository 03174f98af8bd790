//! Recto turns the plain text of letters and documents into TEI-XML, proves that no character was lost, and validates TEI.
//!
//! This page is the architecture. The user's view is the README; the binary is a thin layer over this library. Why it is so stands in `docs/design`.
//!
//! ```
//! use recto::{convert::convert, metadata::Metadata, profile, text::Source};
//!
//! let source = Source::new("letter.txt", "Tokyo, October 28, 1964.\n\nDear Bill:\n\nAll is well.\n\nSincerely,\n\nEd\n");
//! let profile = profile::built_in("letter").unwrap_or_else(|| unreachable!("it is built in"));
//! let conversion = convert(&source, &profile, &Metadata::default());
//! let tei = conversion.tei.unwrap_or_default();
//! assert!(tei.contains(r#"<placeName>Tokyo</placeName>, <date when="1964-10-28">October 28, 1964</date>."#));
//! assert!(tei.contains("<signed><persName>Ed</persName></signed>"));
//! ```
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
//! | [`budget`] | what a run may cost, in steps and bytes | – |
//! | [`vocabulary`] | what is known of TEI's elements and attributes by name | – |
//! | [`text`] | spans, sources, lines, decoding, URI references | – |
//! | [`diag`] | findings as data; the one table of codes | text |
//! | [`settings`] | TOML that people write, read strictly with spans | text, diag |
//! | [`model`] | a document free of format; dates; the ledger | text |
//! | [`profile`] | house styles and language tables: data files | text, diag, settings, model, datatype |
//! | [`metadata`] | the TOML file beside a text | text, diag, settings, model, datatype |
//! | [`letter`] | plain text → model | budget, text, diag, model, profile |
//! | [`xml`] | XML to steps or a tree, with every check; an output tree and its writer | text, diag |
//! | [`xinclude`] | a document with what it includes, as one | text, diag, xml |
//! | [`datatype`] | the values of W3C XML Schema: 1.0 with facets for RELAX NG, 1.1 for XPath; knows no XML | text |
//! | [`relaxng`] | schemas in both syntaxes, read and written; whether a document fits one | text, diag, xml, datatype |
//! | [`xpath`] | XPath 3.1, as far as rules need it, over the tree | budget, text, xml, datatype |
//! | [`schematron`] | rules over a document, also those that stand in RELAX NG | budget, text, diag, xml, relaxng, xpath |
//! | [`nvdl`] | which parts of a document are checked against which schema | text, diag, xml, relaxng, schematron |
//! | [`check`] | everything validation does, behind one call; the schemas a document names, the findings it allows | budget, vocabulary, text, diag, model, profile, letter, xml, relaxng, schematron, nvdl |
//! | [`register`] | registers of names, found in a document | text, diag, model, profile, xml |
//! | [`tei`] | model → TEI; TEI → reading text; where each element came from | vocabulary, text, diag, model, profile, metadata, xml, datatype |
//! | [`eval`] | TEI compared with TEI, element by element | xml |
//! | [`ids`] | ids by a pattern, and what points to them | vocabulary, text, diag, xml, datatype, check |
//! | [`mod@format`] | a document in the one layout, with its proof | vocabulary, text, diag, xml, relaxng |
//! | [`diff`] | what differs between two versions of a document, as data and as edits | text, xml |
//! | [`review`] | pending changes grouped by what they do; a person deciding about them | text, diag, xml, diff |
//! | [`mod@convert`] | the whole conversion with its proof | budget, text, diag, model, profile, metadata, letter, xml, register, tei |
//! | `report` | findings → bytes, a file for each format; the only place that names miette | text, diag, xml |
//! | `project` | finding, loading and writing files, many in parallel; `recto.toml`, schemas and catalogs | budget, text, diag, settings, profile, metadata, xml, xinclude, relaxng, schematron, nvdl, check, register, tei, eval, ids, format, diff, review, convert |
//! | `cli` | arguments, a file for each command, exit status | budget, text, diag, profile, xml, schematron, register, tei, eval, ids, diff, review, report, project |
//!
//! Imports run one way; a test compares this table with the code. The last three need the feature `cli` (on by default): without it the library has thirteen
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

pub mod budget;
pub mod check;
#[cfg(feature = "cli")]
pub mod cli;
pub mod convert;
pub mod datatype;
pub mod diag;
pub mod diff;
pub mod eval;
pub mod format;
pub mod ids;
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
pub mod settings;
pub mod tei;
pub mod text;
pub mod vocabulary;
pub mod xinclude;
pub mod xml;
pub mod xpath;
