//! A volume to one TEI file. Takes the job of a volume in its parts; converts each part as a letter of its own, puts them into one file, and proves that
//! the text of each is in it.

use std::path::Path;

use super::convert::{ConvertOptions, Facts, Made, delivered, facts, made};
use super::findings::Findings;
use super::job::{Input, Job, Output, Parts};
use super::run::FileOutcome;
use crate::diag::{self, Diagnostic, Severity};
use crate::format::{self, ContentModels};
use crate::metadata::Metadata;
use crate::model::Document;
use crate::tei::{self, PartKind, VisibleText, VolumeForm, VolumePart};
use crate::text::Source;

/// Converts a volume; there is no file where a part has no TEI.
pub(super) fn convert(job: &Job, path: &Path, parts: &Parts, options: &ConvertOptions) -> FileOutcome {
    let mut volume = Vec::new();
    let mut included: Vec<Findings> = Vec::new();
    let (whole, mut input, metadata) = header(job, path, options);
    for (kind, path, cut) in &parts.parts {
        let name = path.display().to_string();
        let part =
            Job { input: Input::Letter(path.clone(), cut.clone()), output: Output::Nowhere, name, ..job.clone() };
        let id = id(job, path, *kind);
        match made(&part, options, &Facts::Beside) {
            Ok(mut made) => {
                // A table has rows of letters.
                made.input
                    .diagnostics
                    .retain(|one| *kind == PartKind::Letter || one.code.id != diag::TEXT_WITHOUT_ROW.id);
                volume.extend(made.tei.map(|tei| VolumePart { kind: *kind, id, tei }));
                included.extend(made.metadata.into_iter().chain([made.input]).chain(made.included));
            }
            Err(outcome) => included.push(outcome.input),
        }
    }
    let is_complete = volume.len() == parts.parts.len();
    let tei = is_complete.then(|| tei::volume(&volume, &whole, parts.form)).flatten();
    let tei = match tei.map(laid_out) {
        Some(tei) if holds(&tei, &volume) => Some(tei),
        Some(_) => {
            let finding = Diagnostic::new(&diag::TEXT_LOST, "the text of a part is not in the TEI of the volume");
            input.diagnostics.push(finding.help("the file was not written; please report this as a fault of Recto"));
            None
        }
        None => {
            let finding = Diagnostic::new(&diag::NOT_SPLIT, "a part of the volume has no TEI, so the volume has none");
            input.diagnostics.push(finding.help("mend what the findings of its parts say"));
            None
        }
    };
    input.diagnostics.extend((parts.form == VolumeForm::Group && tei.is_some()).then(one_header));
    let made =
        Made { input, metadata, included, tei, origins: Vec::new(), agreements: Vec::new(), elements: Vec::new() };
    delivered(job, made, options)
}

/// TEI with the header of the whole, what is to be said of that, and of the metadata file beside the volume.
fn header(job: &Job, path: &Path, options: &ConvertOptions) -> (String, Findings, Option<Findings>) {
    let project = options.projects.of(job);
    let (metadata, about) = facts(job, &options.facts);
    let said = Metadata { language: options.language.clone(), ..Metadata::default() };
    let metadata = said.over(&metadata).over(&project.keys.metadata);
    let source = Source::new(path.display().to_string(), "");
    let written = tei::write(&Document::default(), &source, options.profiles.of(project), &metadata);
    // Of whom and to whom the whole is nobody asks.
    let diagnostics = written.diagnostics.into_iter().filter(|one| one.severity() < Severity::Warning).collect();
    (written.xml, Findings { source, diagnostics }, about)
}

/// The id of a part: by what its name has behind that of the volume.
fn id(job: &Job, part: &Path, kind: PartKind) -> String {
    let stem = |path: &Path| path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
    match kind {
        PartKind::Front => "front".to_owned(),
        PartKind::Back => "back".to_owned(),
        PartKind::Letter => {
            let (own, whole) = (stem(part), job.path().map(stem).unwrap_or_default());
            format!("letter{}", own.strip_prefix(&whole).unwrap_or(&own))
        }
    }
}

/// A file in the layout that TEI has without a schema.
fn laid_out(tei: String) -> String {
    format::format(&tei, &ContentModels::of(Vec::new())).unwrap_or(tei)
}

/// Whether a file holds the text of all parts and nothing else.
fn holds(tei: &str, parts: &[VolumePart]) -> bool {
    let Ok(whole) = tei::visible_text(tei) else { return false };
    let (mut texts, mut notes) = (Vec::new(), Vec::new());
    for part in parts {
        let Ok(own) = tei::visible_text(&part.tei) else { return false };
        texts.extend(Some(own.text).filter(|text| !text.is_empty()));
        notes.extend(own.notes);
    }
    whole == VisibleText { text: texts.join(" "), notes }
}

/// The finding that a group keeps no headers.
fn one_header() -> Diagnostic {
    let message = "a `group` has one header: of those of its letters only languages and `correspDesc` are in it";
    Diagnostic::new(&diag::ONE_HEADER, message).help("`corpus` keeps all headers")
}
