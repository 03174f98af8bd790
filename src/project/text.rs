//! Reading text, from file to file: TEI back to text, and the text that `convert` takes out of files of other formats. Takes a job and the
//! profile whose page marks and note labels are written; gives the outcome.

use std::sync::Arc;

use super::findings::Findings;
use super::inclusion::{Inclusion, Whole};
use super::job::Job;
use super::load::{self, Letter, Readable};
use super::place::Places;
use super::projects::{Each, Projects};
use super::run::{FileOutcome, deliver};
use crate::budget::{Meter, Spent};
use crate::check;
use crate::profile::Profile;
use crate::tei;
use crate::xml::External;

/// Reads one TEI file back, with what it includes, or takes the text out of one of another format, and delivers the text.
#[must_use]
pub fn text(
    job: &Job,
    projects: &Projects,
    profiles: &Each<Arc<Profile>>,
    encoding: Option<&str>,
    places: &Places,
    inclusion: Inclusion,
) -> FileOutcome {
    let project = projects.of(job);
    let source = match load::readable(job, encoding, profiles.of(project)) {
        Ok(Readable::Tei(source)) => source,
        Ok(Readable::Letter(letter)) => {
            let Letter { text, front, .. } = *letter;
            let about_front = front.map(|(_, findings)| findings);
            let read = text.source.text().to_owned();
            return delivered(job, Some(read), (about_front, text, Vec::new()), places);
        }
        Err(findings) => return FileOutcome::unread(*findings),
    };
    let meter = Meter::new(job.border.limits(), source.text().len());
    let loader = project.schemas.dynamic_context(&meter).loader;
    let whole = Whole::of(source, &job.address(), loader, External::Refused, inclusion);
    let (read, diagnostics) = match whole.gap() {
        None => tei::reading_text(&whole, profiles.of(project)),
        Some(_) => (None, Vec::new()),
    };
    let (mut input, included) = whole.findings(diagnostics);
    input.diagnostics = check::in_order(input.diagnostics);
    delivered(job, read, (None, input, included), places)
}

/// The outcome of a text with what was found above it, in it, and in what it includes.
fn delivered(
    job: &Job,
    read: Option<String>,
    (metadata, mut input, included): (Option<Findings>, Findings, Vec<Findings>),
    places: &Places,
) -> FileOutcome {
    let delivery = deliver(job, read, places, &mut input);
    FileOutcome {
        metadata,
        input,
        included,
        result: None,
        delivery,
        elements: Vec::new(),
        spent: Spent::default(),
        entry: None,
    }
}
