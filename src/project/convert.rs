//! One text to TEI, from file to file. Takes a job and what holds for the whole run; gives the outcome.
//!
//! The metadata of `letter.txt` is `letter.toml` beside it. Bad metadata never keeps a text from being converted.

use std::path::PathBuf;

use super::find::{Input, Job};
use super::load;
use super::run::{Findings, Outcome, deliver};
use crate::metadata::Metadata;
use crate::profile::Profile;
use crate::tei;

/// What holds for every file of a run.
#[derive(Clone, Debug)]
pub struct Setup {
    /// The house style.
    pub profile: Profile,
    /// Label of the encoding of the inputs; UTF-8 when there is none.
    pub encoding: Option<String>,
    /// Where the metadata comes from.
    pub facts: Facts,
    /// Whether the outcomes say where each element came from.
    pub origins: Origins,
}

/// Where the metadata of a text comes from.
#[derive(Clone, Debug)]
pub enum Facts {
    /// From the file beside the text, if there is one.
    Beside,
    /// From this value.
    Given(Box<Metadata>),
}

/// Whether it is told where each element came from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Origins {
    /// It is not.
    Untold,
    /// It is: [`Outcome::elements`].
    Told,
}

/// Converts one text and delivers the TEI.
#[must_use]
pub fn convert(job: &Job, setup: &Setup) -> Outcome {
    let source = match load::source(job, setup.encoding.as_deref()) {
        Ok(source) => source,
        Err(findings) => return Outcome::unread(*findings),
    };
    let (metadata, about_metadata) = facts(job, &setup.facts);
    let conversion = crate::convert::convert(&source, &setup.profile, &metadata);
    let elements = match setup.origins {
        Origins::Told => tei::explain(&conversion.document, &source, &setup.profile),
        Origins::Untold => Vec::new(),
    };
    let mut input = Findings { source, diagnostics: conversion.diagnostics };
    let delivery = deliver(job, conversion.tei, &mut input);
    Outcome { metadata: about_metadata, input, delivery, elements }
}

fn facts(job: &Job, facts: &Facts) -> (Metadata, Option<Findings>) {
    if let Facts::Given(metadata) = facts {
        return (Metadata::clone(metadata), None);
    }
    match beside(job) {
        Some(path) => {
            let (metadata, findings) = load::metadata(&path);
            (metadata, Some(findings))
        }
        None => (Metadata::default(), None),
    }
}

fn beside(job: &Job) -> Option<PathBuf> {
    let Input::File(path) = &job.input else {
        return None;
    };
    let path = path.with_extension("toml");
    path.exists().then_some(path)
}
