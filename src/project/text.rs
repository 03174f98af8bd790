//! TEI back to reading text, from file to file. Takes a job and the profile whose page marks and note labels are written;
//! gives the outcome.

use std::sync::Arc;

use super::inclusion::{Inclusion, Whole};
use super::job::Job;
use super::load;
use super::place::Places;
use super::projects::{Each, Projects};
use super::run::{FileOutcome, deliver};
use crate::budget::{Meter, Spent};
use crate::check;
use crate::profile::Profile;
use crate::tei;
use crate::xml::External;

/// Reads one TEI file back, with what it includes, and delivers the text.
#[must_use]
pub fn text(
    job: &Job,
    projects: &Projects,
    profiles: &Each<Arc<Profile>>,
    encoding: Option<&str>,
    places: &Places,
    inclusion: Inclusion,
) -> FileOutcome {
    let source = match load::document(job, encoding) {
        Ok(source) => source,
        Err(findings) => return FileOutcome::unread(*findings),
    };
    let project = projects.of(job);
    let meter = Meter::default();
    let loader = project.schemas.dynamic_context(&meter).loader;
    let whole = Whole::of(source, &job.address(), loader, External::Refused, inclusion);
    let (read, diagnostics) = match whole.gap() {
        None => tei::reading_text(&whole, profiles.of(project)),
        Some(_) => (None, Vec::new()),
    };
    let (mut input, included) = whole.findings(diagnostics);
    input.diagnostics = check::in_order(input.diagnostics);
    let delivery = deliver(job, read, places, &mut input);
    FileOutcome {
        metadata: None,
        input,
        included,
        result: None,
        delivery,
        elements: Vec::new(),
        spent: Spent::default(),
    }
}
