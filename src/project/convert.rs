//! One text to TEI, from file to file. Takes a job and what holds for the whole run; gives the outcome.
//!
//! The metadata of `letter.txt` is `letter.toml` beside it; what it does not say, the row of the text in the table of all letters may, and then
//! `recto.toml`. Bad metadata never keeps a text from being converted.

use std::path::PathBuf;
use std::sync::Arc;

use super::choice::sound;
use super::conversion_page::{Converted, Proof};
use super::corpus_table::CorpusTable;
use super::findings::Findings;
use super::house_marks::HouseMarks;
use super::job::{Input, Job, Output};
use super::load::{self, Letter};
use super::offer::{self, Results, Wanted};
use super::outside::unwritable;
use super::place::Places;
use super::projects::{Each, Project, Projects};
use super::record::Record;
use super::run::{Delivery, FileOutcome, deliver};
use super::schemas::Compiled;
use super::severity_overrides::SeverityOverrides;
use super::volume;
use crate::budget::{Budget, Spent};
use crate::check::{self, OwnRules, Setting, Svrl};
use crate::convert::Transcription;
use crate::diag::{self, Diagnostic};
use crate::metadata::{self, Metadata, Refused};
use crate::profile::Profile;
use crate::register::Finder;
use crate::source::EXTENSIONS;
use crate::split;
use crate::tei::{self, Explained};
use crate::text::{Agreement, Origin, Source};
use crate::xml::External;

/// What holds for every file of a run.
#[derive(Debug)]
pub struct ConvertOptions {
    /// The projects of the texts.
    pub projects: Projects,
    /// The house style of each project.
    pub profiles: Each<Arc<Profile>>,
    /// The page marks of each house, looked for in its texts.
    pub marks: Each<Arc<HouseMarks>>,
    /// The names of the registers of each project.
    pub names: Each<Arc<Finder>>,
    /// The schema of the results of each project; `None` where they are not validated.
    pub schemas: Each<Option<Arc<Compiled>>>,
    /// Label of the encoding of the inputs; UTF-8 when there is none.
    pub encoding: Option<String>,
    /// Where the metadata comes from.
    pub facts: Facts,
    /// The table of all letters of each project.
    pub tables: Each<Option<Arc<CorpusTable>>>,
    /// The language of all texts, whatever their metadata say.
    pub language: Option<String>,
    /// Whether the outcomes say where each element came from.
    pub origins: Origins,
    /// What becomes of the results.
    pub results: Results,
    /// Where they go.
    pub places: Places,
    /// The language in which rules speak that have several.
    pub message_language: String,
    /// What validating the results may cost.
    pub budget: Budget,
    /// Where pages of the letters go, if they are wanted.
    pub proof: Option<Proof>,
}

/// Where the metadata of a text comes from.
#[derive(Clone, Debug)]
pub enum Facts {
    /// From the file beside the text, if there is one.
    Beside,
    /// From this value.
    Metadata(Box<Metadata>),
}

/// Whether it is reported where each element came from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Origins {
    /// It is not.
    Unexplained,
    /// It is: [`FileOutcome::elements`].
    Explained,
}

/// Converts one text and delivers the TEI, also where it is not valid: the findings say so.
#[must_use]
pub fn convert(job: &Job, options: &ConvertOptions) -> FileOutcome {
    if let Input::Volume(path, parts) = &job.input {
        return volume::convert(job, path, parts, options);
    }
    match made(job, options, &options.facts) {
        Ok(made) => delivered(job, made, options),
        Err(outcome) => *outcome,
    }
}

/// What a text became.
pub(super) struct Made {
    pub(super) input: Findings,
    /// Findings in the metadata file of its own, and in other files.
    pub(super) metadata: Option<Findings>,
    pub(super) included: Vec<Findings>,
    pub(super) tei: Option<String>,
    pub(super) origins: Vec<(usize, Origin)>,
    pub(super) agreements: Vec<Agreement>,
    pub(super) elements: Vec<Explained>,
}

/// Converts one text.
///
/// # Errors
/// The outcome of a text that cannot be read.
pub(super) fn made(job: &Job, options: &ConvertOptions, known: &Facts) -> Result<Made, Box<FileOutcome>> {
    let project = options.projects.of(job);
    let profile = options.profiles.of(project);
    let Letter { text: Findings { source, mut diagnostics }, original, front } =
        match load::letter(job, options.encoding.as_deref(), profile) {
            Ok(letter) => letter,
            Err(findings) => return Err(Box::new(FileOutcome::unread(*findings))),
        };
    let (metadata, mut about_metadata) = facts(job, known);
    let said = Metadata { language: options.language.clone(), ..Metadata::default() };
    let (front, mut about_front) = front.unzip();
    let front = front.unwrap_or_default();
    let row = options.tables.of(project).as_ref().map(|table| (table, table.row(job.path())));
    if let Some((table, Ok(row))) = &row {
        for (own, findings) in [(&metadata, about_metadata.as_mut()), (&front, about_front.as_mut())] {
            let Some(findings) = findings else { continue };
            findings.diagnostics.extend(table.contradictions(row, own, &findings.source));
        }
    }
    let row = row.map(|(_, row)| row.map(|row| row.metadata.clone())).transpose();
    diagnostics.extend(row.as_ref().err().cloned());
    let row = row.ok().flatten().unwrap_or_default();
    let (named, about_name) = named(job, project, &row);
    diagnostics.extend(about_name);
    let metadata = said.over(&metadata).over(&front).over(&row).over(&named).over(&project.keys.metadata);
    options.marks.of(project).look(source.text());
    let meter = options.budget.meter(source.text().len());
    let names = options.names.of(project);
    let transcription = Transcription { source: &source, original: &original, metadata: &metadata, names };
    let conversion = transcription.convert(profile, &meter);
    // Validating the result has a meter of its own.
    drop(meter);
    let elements = match options.origins {
        Origins::Explained => tei::explain(&conversion.document, &source, profile),
        Origins::Unexplained => Vec::new(),
    };
    diagnostics.extend(passed_over(job));
    diagnostics.extend(conversion.diagnostics);
    let is_several = conversion.document.divisions().nth(1).is_some();
    diagnostics.extend(is_several.then(|| split::several(&source, profile)).flatten());
    Ok(Made {
        input: Findings { source, diagnostics },
        metadata: about_metadata,
        included: about_front.into_iter().collect(),
        tei: conversion.tei,
        origins: conversion.origins,
        agreements: conversion.agreements,
        elements,
    })
}

/// Puts what a text became where its job says, and checks it.
pub(super) fn delivered(job: &Job, made: Made, options: &ConvertOptions) -> FileOutcome {
    let Made { mut input, mut metadata, mut included, tei, origins, agreements, elements } = made;
    let project = options.projects.of(job);
    let shown = options.proof.as_ref().and_then(|proof| Some((proof, tei.clone()?, origins.clone())));
    let schema = options.schemas.of(project).as_ref();
    let invalid = |tei: Option<&str>| {
        tei.zip(schema).map_or_else(Default::default, |(tei, schema)| invalid(job, tei, schema, options))
    };
    let ((result, spent), delivery) = match (&job.output, tei) {
        (Output::File(path), Some(tei)) => match Wanted::of(path, tei, &options.places) {
            Ok(wanted) => {
                let text = input.source.clone();
                let record = || Record::new((&job.name, text.text()), &wanted.conversion, origins);
                let made = (&wanted, record);
                let delivery = offer::deliver(job, path, made, options.results, &options.places, &mut input);
                (invalid(wanted.written()), delivery)
            }
            Err(error) => {
                input.diagnostics.push(unwritable(path, &error));
                (Default::default(), Delivery::Failed)
            }
        },
        (_, tei) => (invalid(tei.as_deref()), deliver(job, tei, &options.places, &mut input)),
    };
    let mut severities = SeverityOverrides::of(&options.projects, job.path());
    for findings in metadata.iter_mut().chain([&mut input]).chain(&mut included) {
        severities.apply(&mut findings.diagnostics);
    }
    let mut entry = None;
    if let Some((proof, tei, origins)) = shown {
        let converted = Converted {
            tei: &tei,
            origins: &origins,
            agreements: &agreements,
            text: &input,
            result: result.as_ref(),
            unknown: &options.profiles.of(project).header.unknown,
        };
        let said;
        (entry, said) = proof.put(job, &converted);
        input.diagnostics.extend(said);
    }
    FileOutcome { metadata, input, included, result, delivery, elements, spent, entry }
}

/// What is not valid in the TEI of a job, and what it cost to find that.
fn invalid(job: &Job, tei: &str, schema: &Arc<Compiled>, options: &ConvertOptions) -> (Option<Findings>, Spent) {
    let (name, path) = match &job.output {
        Output::File(path) => (path.display().to_string(), Some(path.as_path())),
        Output::Stdout | Output::Nowhere => ("<stdout>".to_owned(), job.path()),
    };
    let meter = options.budget.meter(tei.len());
    let dynamic_context = options.projects.of(job).schemas.dynamic_context(&meter);
    let rules = OwnRules::Off;
    let setting = Setting {
        external: External::Refused,
        address: &name,
        dynamic_context: &dynamic_context,
        rules,
        svrl: Svrl::Unwanted,
        language: &options.message_language,
    };
    let mut diagnostics = check::check(tei, &sound(std::slice::from_ref(schema)), &setting).findings;
    SeverityOverrides::of(&options.projects, path).apply(&mut diagnostics);
    let findings = (!diagnostics.is_empty()).then(|| Findings { source: Source::new(name, tei), diagnostics });
    (findings, meter.spent())
}

/// What the name of a text tells, and where that cannot be or is not what its row says.
fn named(job: &Job, project: &Project, row: &Metadata) -> (Metadata, Vec<Diagnostic>) {
    let Some((names, path)) = project.keys.convert.names.as_ref().zip(job.path()) else {
        return (Metadata::default(), Vec::new());
    };
    let Some((facts, refused)) = names.facts(path) else {
        let message = format!("the text is not called as `{}` says", names.pattern());
        let finding = Diagnostic::new(&diag::NAME_OTHERWISE, message);
        return (Metadata::default(), vec![finding.help("rename it, or correct `convert.names` in recto.toml")]);
    };
    let otherwise = |refused: Refused| Diagnostic::new(&diag::NAME_OTHERWISE, format!("its name: {}", refused.message));
    let contradictions = facts.contradictions(row).into_iter().filter(|(key, ..)| *key == "date");
    let differ = contradictions.map(|(key, own, other)| {
        let message = format!("`{key}` is `{own}` in the name of the text and `{other}` in its row");
        Diagnostic::new(&diag::METADATA_DIFFER, message).help("the row counts: correct one of them")
    });
    let findings = refused.into_iter().map(otherwise).chain(differ).collect();
    (facts, findings)
}

pub(super) fn facts(job: &Job, facts: &Facts) -> (Metadata, Option<Findings>) {
    if let Facts::Metadata(metadata) = facts {
        return (Metadata::clone(metadata), None);
    }
    if let Input::Held(held) = &job.input {
        return held.metadata.as_ref().map_or_else(Default::default, |toml| {
            let source = Source::new(format!("{} (metadata)", job.name), toml);
            let (metadata, diagnostics) = metadata::read(&source);
            (metadata, Some(Findings { source, diagnostics }))
        });
    }
    match beside(job) {
        Some(path) => {
            let (metadata, findings) = load::metadata(&job.border, &path);
            (metadata, Some(findings))
        }
        None => (Metadata::default(), None),
    }
}

/// The extensions of texts in a folder.
pub const TEXT_EXTENSIONS: &[&str] = EXTENSIONS;

/// The files beside a text that would have the same result, and come after it.
pub(super) fn passed_over(job: &Job) -> Option<Diagnostic> {
    let path = job.path()?;
    let own = path.extension()?.to_ascii_lowercase();
    let after = TEXT_EXTENSIONS.iter().skip_while(|extension| own != **extension).skip(1);
    let others = after.map(|extension| path.with_extension(extension)).filter(|other| other.exists());
    let names: Vec<String> = others.map(|other| format!("`{}`", other.display())).collect();
    if names.is_empty() {
        return None;
    }
    let finding = Diagnostic::new(
        &diag::PASSED_OVER_BESIDE,
        format!("not read, for this file stands beside it: {}", names.join(", ")),
    );
    Some(finding.help("take away or rename the one that does not count"))
}

fn beside(job: &Job) -> Option<PathBuf> {
    let path = job.path()?.with_extension("toml");
    path.exists().then_some(path)
}
