//! Pages of letters as they are converted, with the rule that made each element. Takes the jobs of a run and a folder; writes a page for each letter, with
//! what was found in its text and in its TEI, and the index.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::border::Border;
use super::findings::Findings;
use super::gold::name_of;
use super::job::Job;
use super::place::Places;
use super::proof::{self, index, index_of};
use super::result;
use super::run::{Delivery, deliver};
use crate::diag::Diagnostic;
use crate::text::{Agreement, Origin};
use crate::view::{self, Entry, Index, Letter};
use crate::xml::{Document, Entity, External};

/// A folder of pages beside the results of a run.
#[derive(Debug)]
pub struct Proof {
    border: Arc<Border>,
    folder: PathBuf,
    /// The places of the pages below the folder, by the names of jobs and of their results.
    pages: BTreeMap<(String, Option<PathBuf>), PathBuf>,
    places: Places,
}

/// What was made of a text.
#[derive(Debug)]
pub(super) struct Converted<'m> {
    pub(super) tei: &'m str,
    /// Where each element came from, by the first byte of its tag.
    pub(super) origins: &'m [(usize, Origin)],
    pub(super) agreements: &'m [Agreement],
    pub(super) text: &'m Findings,
    pub(super) result: Option<&'m Findings>,
    /// What is written where nobody knows a title.
    pub(super) unknown: &'m str,
}

impl Proof {
    /// Pages for these jobs; each lies in the folder as its result or its text below these folders.
    #[must_use]
    pub fn of(border: Border, jobs: &[Job], folders: &[PathBuf], folder: &Path, places: Places) -> Self {
        let wished = jobs.iter().map(|job| {
            let path = job.output.path().or_else(|| job.path()).unwrap_or(Path::new("letter"));
            proof::below(path, folders).with_extension("html")
        });
        let pages = jobs.iter().map(key).zip(proof::apart(wished)).collect();
        Self { border: Arc::new(border.output(folder)), folder: folder.to_owned(), pages, places }
    }

    /// The files that are written.
    pub fn files(&self) -> Vec<PathBuf> {
        self.pages.values().map(|page| self.folder.join(page)).chain([index_of(&self.folder)]).collect()
    }

    /// The page of each file that findings are about, by its name in reports: texts, and results.
    pub fn pages(&self) -> Vec<(String, PathBuf)> {
        let mut named = Vec::new();
        for ((name, result), page) in &self.pages {
            named.push((name.clone(), self.folder.join(page)));
            named.extend(result.as_ref().map(|path| (path.display().to_string(), self.folder.join(page))));
        }
        named
    }

    /// Writes the page of one letter; gives its line in the index, and what keeps the page from being written.
    pub(super) fn put(&self, job: &Job, made: &Converted<'_>) -> (Option<Entry>, Vec<Diagnostic>) {
        let Some(place) = self.pages.get(&key(job)) else { return (None, Vec::new()) };
        let page_job = match result::job_at(&self.border, &self.folder.join(place)) {
            Ok(job) => job,
            Err(findings) => return (None, findings.diagnostics),
        };
        let page = page(place, made);
        let mut said = Findings { source: made.text.source.clone(), diagnostics: Vec::new() };
        let delivery = deliver(&page_job, Some(page.html), &self.places, &mut said);
        ((delivery != Delivery::Failed).then_some(page.entry), said.diagnostics)
    }

    /// Writes the index.
    #[must_use]
    pub fn index(&self, entries: Index) -> Findings {
        index(&self.border, &self.folder, entries, &self.places)
    }

    /// Ends the run, when nothing is written any more.
    pub fn close(&self) {
        self.places.close(None);
    }
}

/// What tells a job from the others of its run.
fn key(job: &Job) -> (String, Option<PathBuf>) {
    (job.name.clone(), job.output.path().map(Path::to_owned))
}

fn page(place: &Path, made: &Converted<'_>) -> view::Page {
    let source = &made.text.source;
    let entity = Entity { text: made.tei, external: External::Refused };
    let document = Document::parse(made.tei, External::Refused).0;
    let of_result = made.result.map(|result| result.diagnostics.as_slice()).unwrap_or_default();
    let findings = view::remarks_of_conversion(&made.text.diagnostics, of_result);
    let name = name_of(Path::new(place.file_name().unwrap_or_default()));
    view::page(&Letter {
        name: &name,
        href: &proof::reference(place),
        tei: &entity,
        document: &document,
        transcript: Some(source.text()),
        agreements: made.agreements,
        findings: &findings,
        origins: made.origins,
        images: &[],
        served: None,
        unknown: made.unknown,
    })
}
