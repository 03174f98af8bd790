//! A volume to its letters, from file to files. Takes a job; writes the parts into the folder of its result, each named by the volume and
//! by what it is: `volume-front.txt`, `volume-012.txt`.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::findings::Findings;
use super::job::{Job, Output};
use super::load::{self, Letter};
use super::offer::Results;
use super::outside::unwritable;
use super::place::{Places, present};
use super::projects::{Each, Projects};
use super::run::{Delivery, FileOutcome, deliver};
use super::severity_overrides::SeverityOverrides;
use crate::diag::{self, Diagnostic};
use crate::profile::Profile;
use crate::split::{self, Volume};

/// What holds for every volume of a run.
#[derive(Debug)]
pub struct SplitOptions {
    /// The projects of the volumes.
    pub projects: Projects,
    /// The house style of each project.
    pub profiles: Each<Arc<Profile>>,
    /// Label of the encoding of the inputs; UTF-8 when there is none.
    pub encoding: Option<String>,
    /// Whether the letters are written, or compared with what lies there.
    pub results: Results,
    /// Where they go.
    pub places: Places,
}

/// Cuts one volume into its letters, and writes them or compares them with those that lie there.
#[must_use]
pub fn split(job: &Job, setup: &SplitOptions) -> FileOutcome {
    let profile = setup.profiles.of(setup.projects.of(job));
    let Letter { text: mut input, front } = match load::letter(job, setup.encoding.as_deref(), profile) {
        Ok(letter) => letter,
        Err(findings) => return FileOutcome::unread(*findings),
    };
    let included = front.into_iter().map(|(_, about)| of_front_matter(about)).collect();
    let delivery = match volume(&input, profile) {
        Ok(mut volume) => {
            input.diagnostics.append(&mut volume.findings);
            put(job, &volume, setup, &mut input)
        }
        Err(finding) => {
            input.diagnostics.push(finding);
            Delivery::Failed
        }
    };
    let mut outcome = FileOutcome { included, delivery, ..FileOutcome::unread(input) };
    let mut severities = SeverityOverrides::of(&setup.projects, job.path());
    severities.apply(&mut outcome.input.diagnostics);
    outcome
}

/// The volume in its parts, all of it.
fn volume(input: &Findings, profile: &Profile) -> Result<Volume, Diagnostic> {
    let volume = split::split(&input.source, profile)?;
    if volume.is_whole(input.source.text()) {
        return Ok(volume);
    }
    let finding = Diagnostic::new(&diag::TEXT_LOST, "the parts of the volume are not the whole volume");
    Err(finding.help("nothing was written; please report this as a fault of Recto"))
}

/// What stands above the text in a form of its own goes to no letter.
fn of_front_matter(about: Findings) -> Findings {
    let finding = Diagnostic::new(&diag::TEXT_LEFT_OUT, "the front matter of the volume is in none of its parts");
    let mut diagnostics = about.diagnostics;
    diagnostics.push(finding.help("what it says of all letters belongs in `[metadata]` of recto.toml"));
    Findings { diagnostics, ..about }
}

fn put(job: &Job, volume: &Volume, setup: &SplitOptions, input: &mut Findings) -> Delivery {
    let Output::File(place) = &job.output else { return Delivery::Failed };
    let mut whole = Delivery::Done;
    for part in &volume.parts {
        let (path, text) = (part_path(place, &part.name), part.text(input.source.text()));
        let delivery = match (job.border.may_write(&path), setup.results) {
            (Err(error), _) => {
                input.diagnostics.push(unwritable(&path, &error));
                Delivery::Failed
            }
            (Ok(()), Results::Compared) => {
                input.diagnostics.extend(difference(&path, &text));
                Delivery::Done
            }
            (Ok(()), Results::Written | Results::Pending) => {
                let part = Job { output: Output::File(path), ..job.clone() };
                deliver(&part, Some(text), &setup.places, input)
            }
        };
        if delivery == Delivery::Failed {
            whole = Delivery::Failed;
        }
    }
    whole
}

/// Where a part of the volume with this place goes: `letters/volume.txt` gives `letters/volume-012.txt`.
fn part_path(place: &Path, part: &str) -> PathBuf {
    let stem = place.file_stem().unwrap_or_default().to_string_lossy();
    place.with_file_name(format!("{stem}-{part}.txt"))
}

/// The finding that a part is not what lies there.
fn difference(path: &Path, text: &str) -> Option<Diagnostic> {
    let message = match present(path) {
        Ok(Some(known)) if known == text.as_bytes() => return None,
        Ok(Some(_)) => format!("`{}` is not what the volume gives", path.display()),
        Ok(None) => format!("`{}` is not there", path.display()),
        Err(error) => return Some(unwritable(path, &error)),
    };
    Some(Diagnostic::new(&diag::NOT_ACCEPTED, message).help("`recto split` without `--check` writes it"))
}
