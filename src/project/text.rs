//! TEI back to reading text, from file to file. Takes a job and the profile whose page marks and note labels are written;
//! gives the outcome.

use std::sync::Arc;

use super::find::Job;
use super::load;
use super::place::Places;
use super::projects::{Each, Projects};
use super::run::{Findings, Outcome, deliver};
use crate::profile::Profile;
use crate::tei;

/// Reads one TEI file back and delivers the text.
#[must_use]
pub fn text(
    job: &Job,
    projects: &Projects,
    profiles: &Each<Arc<Profile>>,
    encoding: Option<&str>,
    places: &Places,
) -> Outcome {
    let source = match load::document(job, encoding) {
        Ok(source) => source,
        Err(findings) => return Outcome::unread(*findings),
    };
    let (read, diagnostics) = tei::reading_text(source.text(), profiles.of(projects.of(job)));
    let mut input = Findings { source, diagnostics };
    let delivery = deliver(job, read, places, &mut input);
    Outcome { metadata: None, input, result: None, delivery, elements: Vec::new() }
}
