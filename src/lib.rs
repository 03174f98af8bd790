#![forbid(unsafe_code)]
//! Recto: plain text of letters and documents to TEI-XML. (Architecture page follows.)

pub mod convert;
pub mod diag;
pub mod letter;
pub mod metadata;
pub mod model;
pub mod profile;
pub mod settings;
pub mod text;
