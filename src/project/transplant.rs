//! The elements of TEI set onto its text, from file to file. Takes a pair; writes the result where its job says, or beside that for review, laid out as
//! `format` does.

use std::iter;
use std::sync::Arc;

use super::findings::Findings;
use super::format::{FormatOptions, models};
use super::job::{Job, Output};
use super::load;
use super::offer::{self, Results, Wanted};
use super::outside::unwritable;
use super::projects::Each;
use super::record::Record;
use super::run::{Delivery, deliver};
use super::severity_overrides::SeverityOverrides;
use super::verify::{ReadPair, TextAndTei, open, over_limits};
use crate::budget::Budget;
use crate::diag::{Diagnostic, Severity};
use crate::format;
use crate::profile::Profile;
use crate::text::{Origin, Source};
use crate::verify::{self, Transplanted};
use crate::xml::{Entity, External, Input as _, Sink};

/// What holds for every pair of a run.
#[derive(Debug)]
pub struct TransplantOptions {
    /// How results are laid out and where they go.
    pub layout: FormatOptions,
    /// The house style of each project.
    pub profiles: Each<Arc<Profile>>,
    /// Label of the encoding of the texts; UTF-8 when there is none.
    pub encoding: Option<String>,
    /// What becomes of the results.
    pub results: Results,
    /// What reading the texts may cost.
    pub budget: Budget,
}

/// Sets the elements of a pair's TEI onto its text.
#[must_use]
pub fn transplant(pair: &TextAndTei, options: &TransplantOptions) -> (Vec<Findings>, Delivery) {
    let projects = &options.layout.projects;
    let profile_of = |job: &Job| &**options.profiles.of(projects.of(job));
    let ReadPair { text, tei, left_out } = match open(pair, options.encoding.as_deref(), profile_of) {
        Ok(opened) => opened,
        Err(findings) => return (findings, Delivery::Failed),
    };
    let source = match load::document(tei, None) {
        Ok(source) => source,
        Err(findings) => return (vec![*findings], Delivery::Failed),
    };
    let profile = profile_of(tei);
    let (mended, mut reported) = mended(source.text());
    let whole = mended.as_deref().unwrap_or(source.text());
    let meter = options.budget.meter(text.text().len() + whole.len());
    let Transplanted { tei: made, origins, diagnostics } = match verify::transplant(&text, whole, profile, &meter) {
        Ok(transplanted) => transplanted,
        Err(exceeded) => return (over_limits(exceeded, &text), Delivery::Failed),
    };
    // Places in a mended document are none in the file.
    let is_mended = mended.is_some();
    reported.extend(diagnostics.into_iter().map(|finding| if is_mended { unplaced(finding) } else { finding }));
    let diagnostics = reported;
    let mut findings = Findings { source, diagnostics };
    SeverityOverrides::of(projects, tei.path()).apply(&mut findings.diagnostics);
    let delivery = match made.map(|made| LaidOut::of(tei, &made, origins, options)) {
        Some(Ok(result)) => result.deliver(tei, (&text, mended.as_deref()), options, &mut findings),
        Some(Err(found)) => {
            findings.diagnostics.extend(found);
            Delivery::Failed
        }
        None => Delivery::Failed,
    };
    (iter::once(findings).chain(left_out).collect(), delivery)
}

/// A result, and why parts of it are others than in its model.
struct LaidOut {
    tei: String,
    origins: Vec<(usize, Origin)>,
}

impl LaidOut {
    fn of(
        job: &Job,
        made: &str,
        origins: Vec<(usize, Origin)>,
        options: &TransplantOptions,
    ) -> Result<Self, Vec<Diagnostic>> {
        let tei = laid_out(job, made, options)?;
        let places = format::places(made, &tei, origins.iter().map(|(place, _)| *place));
        let origins = places.into_iter().zip(origins).map(|(place, (_, origin))| (place, origin)).collect();
        Ok(Self { tei, origins })
    }

    /// Puts it where the job says.
    fn deliver(
        self,
        job: &Job,
        (text, model): (&Source, Option<&str>),
        options: &TransplantOptions,
        findings: &mut Findings,
    ) -> Delivery {
        let places = &options.layout.places;
        let Output::File(path) = &job.output else { return deliver(job, Some(self.tei), places, findings) };
        match Wanted::of(path, self.tei, places) {
            Ok(wanted) => {
                let model = model.unwrap_or(findings.source.text()).to_owned();
                let record = || Record {
                    model: laid_out(job, &model, options).unwrap_or(model),
                    ..Record::new((text.name(), text.text()), &wanted.conversion, self.origins)
                };
                offer::deliver(job, path, (&wanted, record), options.results, places, findings)
            }
            Err(error) => {
                findings.diagnostics.push(unwritable(path, &error));
                Delivery::Failed
            }
        }
    }
}

/// A document that is not well-formed as it was mended, and what was wrong with it.
fn mended(text: &str) -> (Option<String>, Vec<Diagnostic>) {
    let findings = Entity { text, external: External::Refused }.tell(&mut Nobody);
    let mended = verify::mend(text).filter(|_| !findings.is_empty());
    let reported = |finding: Diagnostic| Diagnostic { severity: Severity::Warning, ..finding };
    match mended {
        Some(mended) => (Some(mended), findings.into_iter().map(reported).collect()),
        None => (None, Vec::new()),
    }
}

struct Nobody;

impl Sink for Nobody {}

fn unplaced(finding: Diagnostic) -> Diagnostic {
    Diagnostic { span: None, ..finding }
}

fn laid_out(job: &Job, made: &str, options: &TransplantOptions) -> Result<String, Vec<Diagnostic>> {
    let (models, _) = models(job, made, &options.layout);
    format::format(made, &models).map_err(|found| found.into_iter().map(unplaced).collect())
}
