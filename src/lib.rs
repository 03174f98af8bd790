#![forbid(unsafe_code)]
//! Recto: plain text of letters and documents to TEI-XML. (Architecture page follows.)

#[cfg(feature = "cli")]
pub mod cli;
pub mod convert;
pub mod diag;
pub mod letter;
pub mod metadata;
pub mod model;
pub mod profile;
#[cfg(feature = "cli")]
pub mod project;
#[cfg(feature = "cli")]
pub mod report;
pub mod settings;
pub mod tei;
pub mod text;
pub mod xml;
