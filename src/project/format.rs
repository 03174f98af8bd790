//! One file in its layout. Takes a job, the schemas of the run, and whether files are only looked at; writes the layout where the job says, in
//! the place of the file only where something changes.
//!
//! What elements may hold is in the RELAX NG schemas given for the run; else by the [`Chosen`] ones; else by TEI P5, which a note
//! says where a schema was named and cannot be used.

use std::sync::Arc;

use super::choice::{Choice, Chosen, sound};
use super::findings::Findings;
use super::job::{Input, Job, Output};
use super::load;
use super::place::Places;
use super::projects::Projects;
use super::run::{Delivery, deliver, rewrite};
use super::schemas::Compiled;
use crate::check::{Reading, Schema};
use crate::diag::{self, Diagnostic};
use crate::format::{self, ContentModels};

/// What holds for every file of a run.
#[derive(Debug)]
pub struct FormatOptions {
    /// The projects of the files.
    pub projects: Projects,
    /// The schemas for every file, whatever it names; none when each file decides.
    pub given: Vec<Arc<Compiled>>,
    /// Where the results go that do not take the place of their inputs.
    pub places: Places,
}

/// What became of one file.
#[derive(Debug)]
pub struct Formatted {
    /// What was found in it.
    pub input: Findings,
    /// How it is.
    pub laid: Laid,
}

/// How a file is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Laid {
    /// It is as it was: it cannot be laid out or written.
    Refused,
    /// It was laid out.
    AsItWas(Delivery),
    /// It was not, and the layout has been written; or a finding says that it would be.
    Changed(Delivery),
}

/// Lays one file out. Where its job has no output a file that would change is a finding.
#[must_use]
pub fn format(job: &Job, layout: &FormatOptions) -> Formatted {
    let source = match load::utf_8_document(job) {
        Ok(source) => source,
        Err(findings) => return Formatted { input: *findings, laid: Laid::Refused },
    };
    let (models, notes) = models(job, source.text(), layout);
    let made = match format::format(source.text(), &models) {
        Ok(made) => made,
        Err(diagnostics) => return Formatted { input: Findings { source, diagnostics }, laid: Laid::Refused },
    };
    let change = format::first_change(source.text(), &made);
    let mut input = Findings { source, diagnostics: notes };
    if let (Output::Nowhere, Some(span)) = (&job.output, change) {
        let finding = Diagnostic::new(&diag::NOT_LAID_OUT, "the file is not laid out from here on").at(span);
        input.diagnostics.push(finding.help("`recto format` lays it out"));
        return Formatted { input, laid: Laid::Changed(Delivery::Done) };
    }
    let delivery = match (&job.output, &job.input, change) {
        (Output::File(to), Input::File(from), None) if to == from => Delivery::Done,
        (Output::File(to), Input::File(from), Some(_)) if to == from => rewrite(to, &made, &mut input),
        _ => deliver(job, Some(made), &layout.places, &mut input),
    };
    let laid = match (delivery, change) {
        (Delivery::Failed, _) => Laid::Refused,
        (delivery, None) => Laid::AsItWas(delivery),
        (delivery, Some(_)) => Laid::Changed(delivery),
    };
    Formatted { input, laid }
}

/// What the elements of a file may hold, and what there is to say of it.
pub(super) fn models(job: &Job, text: &str, layout: &FormatOptions) -> (ContentModels, Vec<Diagnostic>) {
    if !layout.given.is_empty() {
        return (ContentModels::of(grammars(&layout.given)), Vec::new());
    }
    let project = layout.projects.of(job);
    let mut notes = Vec::new();
    let mut chosen = Vec::new();
    for Choice { request, span, .. } in Chosen::of(project, &job.address(), job.path(), text).schemas {
        let Some(request) = request.filter(|request| request.reading != Reading::Rules) else { continue };
        let compiled = project.schemas.get(&request);
        if let Some(fault) = compiled.fault() {
            let message = format!("laid out by TEI P5: {}", fault.message);
            notes.push(Diagnostic { span, ..Diagnostic::new(&diag::LAYOUT_WITHOUT_SCHEMA, message) });
        }
        chosen.push(compiled);
    }
    let grammars = grammars(&chosen);
    // Where one of several can be used, the others are not missed.
    let notes = if grammars.is_empty() { notes } else { Vec::new() };
    (ContentModels::of(grammars), notes)
}

fn grammars(schemas: &[Arc<Compiled>]) -> Vec<Arc<crate::relaxng::Schema>> {
    sound(schemas).iter().flat_map(Schema::grammars).collect()
}
