//! A volume to its letters, from file to files. Takes a job; writes the parts into the folder of its result, each named by the volume and
//! by what it is: `volume-front.txt`, `volume-012.txt`. Or gives a job for each letter, or one for the volume in its parts, for a run that goes on
//! with them.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::border::Border;
use super::find::within;
use super::findings::Findings;
use super::job::{Cut, Input, Job, Output, Parts};
use super::load::{self, Letter};
use super::offer::Results;
use super::outside::unwritable;
use super::place::{Places, present};
use super::projects::{Each, Projects};
use super::resolved::Resolved;
use super::run::{Delivery, FileOutcome, deliver};
use super::severity_overrides::SeverityOverrides;
use crate::budget::{Budget, Exceeded, Meter};
use crate::diag::{self, Diagnostic};
use crate::profile::{Profile, SplitOutput};
use crate::split::{self, Part, Volume};
use crate::tei::{PartKind, VolumeForm};

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
    /// What the run may cost.
    pub budget: Budget,
}

/// Steps that writing a part takes.
const PART: u64 = 10_000;

/// Cuts one volume into its letters, and writes them or compares them with those that lie there.
#[must_use]
pub fn split(job: &Job, options: &SplitOptions) -> FileOutcome {
    let profile = options.profiles.of(options.projects.of(job));
    let Letter { text: mut input, front, .. } = match load::letter(job, options.encoding.as_deref(), profile) {
        Ok(letter) => letter,
        Err(findings) => return FileOutcome::unread(*findings),
    };
    let included = front.into_iter().map(|(_, about)| of_front_matter(about)).collect();
    let meter = options.budget.meter(input.source.text().len());
    let delivery = match volume(&input, profile, &meter) {
        Ok(mut volume) => {
            input.diagnostics.append(&mut volume.findings);
            put(job, &volume, options, &mut input)
        }
        Err(finding) => {
            input.diagnostics.push(finding);
            Delivery::Failed
        }
    };
    let mut outcome = FileOutcome { included, delivery, spent: meter.spent(), ..FileOutcome::unread(input) };
    let mut severities = SeverityOverrides::of(&options.projects, job.path());
    severities.apply(&mut outcome.input.diagnostics);
    outcome
}

/// Which texts of a run are volumes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Volumes {
    /// Those of a profile that says where their letters begin.
    OfProfile,
    /// All.
    All,
}

/// The jobs of a run in which a volume has one for each of its letters, or one for all its parts where that is the `output`, which the profile says
/// where nobody else does; with what is to be said of the volumes.
#[must_use]
pub fn with_letters(
    jobs: Vec<Job>,
    volumes: Volumes,
    output: Option<SplitOutput>,
    profile: impl Fn(&Job) -> Arc<Profile>,
    encoding: Option<&str>,
) -> (Vec<Job>, Vec<Findings>) {
    let mut said = Vec::new();
    let mut all = Vec::new();
    for job in jobs {
        let profile = profile(&job);
        let is_volume = volumes == Volumes::All || profile.split.way().is_some();
        if is_volume && !matches!(job.input, Input::Closed(_)) {
            let output = output.unwrap_or(profile.split.output);
            all.extend(letters(job, &profile, output, encoding, &mut said));
        } else {
            all.push(job);
        }
    }
    (all, said)
}

/// The jobs of the letters of a volume, or the one of the volume; where it has none, one that says why.
fn letters(
    job: Job,
    profile: &Profile,
    output: SplitOutput,
    encoding: Option<&str>,
    said: &mut Vec<Findings>,
) -> Vec<Job> {
    let closed =
        |finding: Diagnostic| vec![Job { input: Input::Closed(finding), output: Output::Nowhere, ..job.clone() }];
    let Some(path) = job.path() else {
        let finding = Diagnostic::new(&diag::NOT_SPLIT, "a volume on standard input has no names for its letters");
        return closed(finding.help("name a file"));
    };
    // What cannot be read says so where it is converted.
    let Ok(Letter { text: mut input, front, original }) = load::letter(&job, encoding, profile) else {
        return vec![job];
    };
    let meter = Meter::new(job.border.limits(), input.source.text().len());
    let parts = match volume(&input, profile, &meter) {
        Ok(mut volume) => {
            input.diagnostics.append(&mut volume.findings);
            volume.parts
        }
        Err(finding) => return closed(finding),
    };
    let source = input.source.clone();
    let cut = |part: &Part| {
        let cut = Cut { text: part.text(source.text()), original: original.part(&part.spans) };
        (part_path(path, &part.name, "txt"), Arc::new(cut))
    };
    let form = match output {
        SplitOutput::Letters => None,
        SplitOutput::Corpus => Some(VolumeForm::Corpus),
        SplitOutput::Group => Some(VolumeForm::Group),
    };
    if let Some(form) = form {
        let of_part = |part: &Part| {
            let (path, cut) = cut(part);
            (kind(part), path, cut)
        };
        let parts = Arc::new(Parts { form, parts: parts.iter().map(of_part).collect() });
        let whole = Job { input: Input::Volume(path.to_owned(), parts), ..job.clone() };
        said.push(input);
        said.extend(front.map(|(_, about)| of_front_matter(about)));
        return vec![whole];
    }
    input.diagnostics.extend(parts.iter().filter(|part| !part.is_letter()).map(in_no_tei));
    let letters = parts.iter().filter(|part| part.is_letter());
    let of_letter = |part: &Part| {
        let (path, cut) = cut(part);
        let output = match &job.output {
            Output::File(place) => Output::File(part_path(place, &part.name, "xml")),
            other => other.clone(),
        };
        let name = path.display().to_string();
        Job { name, output, input: Input::Letter(path, cut), ..job.clone() }
    };
    let jobs: Vec<Job> = letters.map(of_letter).collect();
    if jobs.len() > 1 && job.output == Output::Stdout {
        let finding = Diagnostic::new(&diag::NOT_SPLIT, "several letters cannot be distinguished on standard output");
        return closed(finding.help("name a folder for them: `-o tei/`"));
    }
    if let Output::File(place) = &job.output {
        let names: Vec<&str> = parts.iter().filter(|part| part.is_letter()).map(|part| part.name.as_str()).collect();
        input.diagnostics.extend(stale(&job.border, place, &names, "xml"));
    }
    said.push(input);
    said.extend(front.map(|(_, about)| of_front_matter(about)));
    let places = Resolved::default();
    jobs.into_iter().map(|job| within(job, &places)).collect()
}

fn kind(part: &Part) -> PartKind {
    match part.is_letter() {
        true => PartKind::Letter,
        false if part.is_front() => PartKind::Front,
        false => PartKind::Back,
    }
}

/// What is no letter becomes no TEI.
fn in_no_tei(part: &Part) -> Diagnostic {
    let message = format!("the {} part of the volume is in no TEI", part.name);
    let finding = Diagnostic::new(&diag::TEXT_LEFT_OUT, message)
        .help("`recto split` writes it as a file of its own; `output = \"corpus\"` under `[split]` keeps it");
    Diagnostic { span: part.spans.first().copied(), ..finding }
}

/// The volume in its parts, all of it.
fn volume(input: &Findings, profile: &Profile, meter: &Meter) -> Result<Volume, Diagnostic> {
    let volume = split::split(&input.source, profile)?;
    meter.spend(volume.parts.len() as u64 * PART).map_err(|exceeded| {
        let message = format!("not cut into {} parts: {exceeded}", volume.parts.len());
        Diagnostic::new(&diag::OVER_BUDGET, message).help(Exceeded::HELP)
    })?;
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

fn put(job: &Job, volume: &Volume, options: &SplitOptions, input: &mut Findings) -> Delivery {
    let Output::File(place) = &job.output else { return Delivery::Failed };
    let names: Vec<&str> = volume.parts.iter().map(|part| part.name.as_str()).collect();
    input.diagnostics.extend(stale(&job.border, place, &names, "txt"));
    let mut whole = Delivery::Done;
    for part in &volume.parts {
        let (path, text) = (part_path(place, &part.name, "txt"), part.text(input.source.text()));
        let delivery = match (job.border.may_write(&path), options.results) {
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
                deliver(&part, Some(text), &options.places, input)
            }
        };
        if delivery == Delivery::Failed {
            whole = Delivery::Failed;
        }
    }
    whole
}

/// Where a part of the volume with this place goes: `letters/volume.txt` gives `letters/volume-012.txt`.
fn part_path(place: &Path, part: &str, extension: &str) -> PathBuf {
    let stem = place.file_stem().unwrap_or_default().to_string_lossy();
    place.with_file_name(format!("{stem}-{part}.{extension}"))
}

/// The finding that files lie there as parts of this volume are called, and it has no such parts: another way to cut it gave them.
fn stale(border: &Border, place: &Path, names: &[&str], extension: &str) -> Option<Diagnostic> {
    const SHOWN: usize = 3;
    let files = border.list(place.parent()?, 0).ok()?;
    let stem = format!("{}-", place.file_stem()?.to_string_lossy());
    let part = |path: &PathBuf| {
        let is_of_kind = path.extension().is_some_and(|own| own == extension);
        let name = path.file_stem()?.to_string_lossy().strip_prefix(&stem)?.to_owned();
        (is_of_kind && split::is_part_name(&name) && !names.contains(&name.as_str())).then_some(path.clone())
    };
    let old: Vec<PathBuf> = files.iter().filter_map(part).collect();
    let shown: Vec<String> = old.iter().take(SHOWN).map(|path| format!("`{}`", path.display())).collect();
    let more = if old.len() > SHOWN { format!(" and {} more", old.len() - SHOWN) } else { String::new() };
    let message = format!("no part of the volume: {}{more}", shown.join(", "));
    let finding = Diagnostic::new(&diag::STALE_PART, message);
    (!old.is_empty()).then(|| finding.help("take away what an earlier way to cut the volume left there"))
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
