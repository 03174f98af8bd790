//! `recto convert`: plain text to TEI. Takes the arguments; gives the exit status. Findings go to standard error.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::{MAIN_SEPARATOR, Path, PathBuf};
use std::slice;
use std::sync::Arc;

use clap::Args;
use serde::Serialize;

use super::console::Console;
use super::exit::{Exit, Stop};
use super::inputs::{Inputs, claim, look, no_input, project_here};
use super::locale::{self, Speaking};
use super::schemas;
use super::summary::Summary;
use crate::diag::Sought;
use crate::profile::{Profile, SplitOutput};
use crate::project::{
    self, Border, Compiled, ConvertOptions, CorpusTable, Extensions, Extent, Facts, FileOutcome, HouseMarks, Input,
    Job, Origins, Output, Project, Projects, Proof, Refusal, Results, SeverityOverrides, Share, Target, Volumes,
};
use crate::register::Finder;
use crate::report::{Format, Place, shown};
use crate::schematron::Phase;
use crate::tei::Explained;
use crate::text::Source;
use crate::view::Index;

/// Convert letters to TEI: plain text, or files of Word and LibreOffice.
///
/// Each text becomes one TEI file. Without inputs those are converted that `recto.toml` names. Nothing is lost and nothing is invented: what the text does not say is a finding. Facts from
/// outside come from `letter.toml` beside `letter.txt`.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub struct Convert {
    #[command(flatten)]
    inputs: Inputs,
    /// Metadata for the header: a table of all letters (CSV, Excel, LibreOffice), or the TOML file of one. Without it `recto.toml` names the table, and
    /// `letter.toml` stands beside `letter.txt`.
    #[arg(long, alias = "meta", value_name = "FILE")]
    metadata: Option<PathBuf>,
    /// Language of the texts: `de`, `de-AT`. Without it metadata tell it, or it is found among those of the profile.
    #[arg(long, value_name = "TAG", value_parser = locale::language)]
    language: Option<String>,
    /// Register of names, which are marked in the text: a table (CSV), or TEI. May be given several times.
    #[arg(long = "register", value_name = "FILE")]
    registers: Vec<PathBuf>,
    /// Make one TEI of each folder: its files in PAGE-XML or ALTO are the pages of one document, in the order of their names (`p2.xml` before `p10.xml`).
    #[arg(long, conflicts_with = "split")]
    pages: bool,
    /// Make one TEI of each letter of a volume: `volume.txt` becomes `volume-001.xml` and so on, as `recto split` cuts it. `corpus` makes one
    /// `teiCorpus` of the volume, `group` one TEI with a `group` of texts; both keep what stands before and behind the letters.
    #[arg(long, value_name = "OUTPUT", num_args = 0..=1, require_equals = true, value_parser = ["letters", "corpus", "group"])]
    split: Option<Option<String>>,
    #[command(flatten)]
    speaking: Speaking,
    /// Do not check the TEI against the schema of the profile.
    #[arg(long)]
    no_validate: bool,
    /// Write nothing; exit with status 1 where a result differs from the accepted file: the one at `-o`, or beside the input.
    #[arg(long, conflicts_with_all = ["pending", "explain", "force"])]
    check: bool,
    /// Write what differs from the accepted file beside it, as `letter.xml.new`, for `recto review`.
    #[arg(long, conflicts_with_all = ["explain", "force"])]
    pending: bool,
    /// Print where each element came from: lines, element, rule. The TEI goes only where `-o` says.
    #[arg(long)]
    explain: bool,
}

const EXAMPLES: &str = "\
Examples:
  recto convert letter.txt
  recto convert letter.txt -o letter.xml --profile frus
  recto convert letter.docx -o letter.xml
  recto convert transcripts/ -o tei/ --profile house.toml
  recto convert letter.txt --language de-AT
  recto convert letter.txt --explain
  recto convert transcripts/ -o tei/ --report proof=proof/
  recto convert --check
  recto convert transcripts/ -o tei/ --check
  recto convert volume.txt -o tei/ --split
  recto convert volume.txt -o volume.xml --split=corpus
  recto convert --pages export/page -o letter.xml
  recto convert letter.txt --register persons.csv
  recto convert transcripts/ -o tei/ --metadata letters.csv
  pdftotext scan.pdf - | recto convert - --metadata letter.toml";

const EXTENSIONS: Extensions = Extensions { from: project::TEXT_EXTENSIONS, to: "xml" };

/// What to do where a file is not replaced.
const WAYS: &str =
    "`--pending` shows what would change, for `recto review`; `--force` replaces it; `-o` names another folder";

impl Convert {
    /// Whether there is something to show: what only compares writes nothing.
    pub fn may_show(&self) -> bool {
        !self.check
    }
}

/// Runs the command.
pub fn run(command: &Convert, console: &mut Console) -> Result<Exit, Stop> {
    let (fallback, origins) =
        if command.explain { (Target::Nowhere, Origins::Explained) } else { (Target::Stdout, Origins::Unexplained) };
    let (fallback, results) = match (command.check, command.pending) {
        (true, _) => (Target::Beside, Results::Compared),
        (_, true) => (Target::Beside, Results::Pending),
        _ => (fallback, Results::Written),
    };
    let mut inputs = command.inputs.inputs.clone();
    let mut target = None;
    if inputs.is_empty() {
        let project = project_here(console)?;
        (inputs, target) = (project.sources(), project.target().filter(|_| !command.explain));
    }
    if inputs.is_empty() {
        return Err(no_input("convert").into());
    }
    let border = Arc::new(command.inputs.border(console).files(&command.metadata).files(&command.registers));
    let split = command.split.as_ref().map(|output| output.as_deref().map(SplitOutput::named));
    let is_of_letters = matches!(split, Some(None | Some(SplitOutput::Letters)));
    let folder = command.inputs.folder().filter(|_| is_of_letters);
    let folder_of_results = command.inputs.folder().or_else(|| target.clone());
    let target = target.as_deref().map_or(fallback, Target::Path);
    let jobs = match &folder {
        _ if command.pages => project::jobs_of_pages(&border, &inputs, command.inputs.target(target), EXTENSIONS)?,
        Some(folder) => project::jobs(&border, &inputs, Target::Path(folder), EXTENSIONS)?,
        None => command.inputs.jobs(&border, &inputs, target, EXTENSIONS)?,
    };
    if results != Results::Written && jobs.iter().any(|job| job.output == Output::Stdout) {
        let refusal = Refusal::new("a result on standard output has no accepted file");
        return Err(refusal.help("name the accepted file with `-o`").into());
    }
    let encoding = command.inputs.encoding()?;
    let mut summary = Summary::of("converted", "failed");
    let projects = schemas::open(&border, &jobs, &[], &Phase::Default, console, &mut summary)?;
    let mut profiles = command.inputs.house_style.profiles(&border, &projects, console, &mut summary)?;
    if let Some(tag) = &command.language {
        profiles = projects.each(|project| Ok::<_, Stop>(Arc::new(profiles.of(project).in_language(tag))))?;
    }
    let volumes = if split.is_some() { Volumes::All } else { Volumes::OfProfile };
    // What each element came from is a row of its letter.
    let output = split.flatten().or((origins == Origins::Explained).then_some(SplitOutput::Letters));
    let profile = |job: &Job| Arc::clone(profiles.of(projects.of(job)));
    let (jobs, mut about) = project::with_letters(jobs, volumes, output, profile, encoding);
    about.iter_mut().for_each(|findings| {
        SeverityOverrides::of(&projects, Some(Path::new(findings.source.name()))).apply(&mut findings.diagnostics);
    });
    schemas::tell(&about, console, &mut summary)?;
    let schemas = projects.each(|project| schema(command, project, profiles.of(project), console, &mut summary))?;
    let names =
        projects.each(|project| names(command, &border, project, profiles.of(project), console, &mut summary))?;
    let tables =
        projects.each(|project| corpus_table(command, (&border, &projects, project), &jobs, console, &mut summary))?;
    let budget = schemas::budget(&projects, console);
    let mut houses: BTreeMap<PathBuf, Arc<HouseMarks>> = BTreeMap::new();
    let marks = projects.each(|project| {
        let house = houses.entry(command.inputs.house_style.of(project));
        Ok::<_, Stop>(Arc::clone(house.or_insert_with(|| Arc::new(HouseMarks::of(profiles.of(project))))))
    })?;
    let proof = console.proof().map(Path::to_owned).map(|folder| {
        let folders: Vec<PathBuf> = folder_of_results.iter().chain(&inputs).cloned().collect();
        Proof::of(console.border(&[]), &jobs, &folders, &folder, command.inputs.places(WAYS))
    });
    console.lead_to(proof.iter().flat_map(Proof::pages));
    let options = ConvertOptions {
        proof,
        projects,
        profiles,
        marks,
        names,
        schemas,
        encoding: encoding.map(str::to_owned),
        facts: facts(command, &border, &jobs, console, &mut summary)?,
        tables,
        language: command.language.clone(),
        origins,
        results,
        message_language: command.speaking.language(),
        places: command.inputs.places(WAYS),
        budget,
    };
    let lock = match results {
        Results::Compared => look(project::written(&jobs), console, &mut summary)?,
        Results::Written | Results::Pending => {
            let pages: Vec<PathBuf> = options.proof.iter().flat_map(Proof::files).collect();
            let files = || project::written(&jobs).chain(pages.iter().map(PathBuf::as_path));
            let lock = claim(files(), Share::of(files().count()), console, &mut summary)?;
            look(project::read(&jobs), console, &mut summary)?;
            lock
        }
    };
    let work = |job: &Job| project::convert(job, &options);
    let mut index = Index::default();
    let show = |outcome: &FileOutcome, console: &mut Console| {
        match &outcome.entry {
            _ if options.proof.is_none() => {}
            Some(entry) => index.add(entry.clone()),
            None => index.add_without_page(outcome.input.source.name()),
        }
        match origins {
            Origins::Explained => show_origins(outcome, jobs.len(), console),
            Origins::Unexplained => Ok(()),
        }
    };
    command.inputs.run(&jobs, console, &mut summary, &options.budget, work, show)?;
    if let Some(proof) = &options.proof {
        schemas::tell(&[proof.index(index)], console, &mut summary)?;
    }
    options.places.close(lock);
    options.proof.iter().for_each(Proof::close);
    let unused = options.projects.unused(&command.inputs.inputs, |code| code.group.sought() == Sought::Converting);
    schemas::tell(&unused, console, &mut summary)?;
    for (profile, marks) in houses.iter().filter(|(_, marks)| !marks.are_found()) {
        let (_, mut findings) = project::profile(&border, profile)?;
        findings.diagnostics = marks.unmatched(&findings.source);
        schemas::tell(slice::from_ref(&findings), console, &mut summary)?;
    }
    console.remark(&match place(&jobs, results).filter(|_| summary.good() > 0) {
        Some(place) => format!("{} → {place}", summary.line()),
        None => summary.line(),
    })?;
    Ok(summary.exit())
}

/// Where the results of jobs are, and which command shows them; nothing where they were printed or compared.
fn place(jobs: &[Job], results: Results) -> Option<String> {
    let mut folders = project::written(jobs).map(|path| path.parent().unwrap_or(Path::new("")));
    let first = folders.next()?;
    let folder = folders.fold(first, |shared, other| {
        shared.ancestors().find(|folder| other.starts_with(folder)).unwrap_or(Path::new(""))
    });
    let place = match jobs {
        [Job { output: Output::File(path), .. }] => path.display().to_string(),
        _ => folder.join("").display().to_string(),
    };
    let place = if place.is_empty() { ".".to_owned() } else { typed(&place) };
    match results {
        Results::Written => Some(format!("{place}; `recto view {place} -o proof/` shows the letters")),
        Results::Pending => Some(format!("{place}; `recto review {place}` shows what would change")),
        Results::Compared => None,
    }
}

/// A path as it can be typed at a prompt, with `/` on every system.
fn typed(path: &str) -> String {
    let path = path.replace(MAIN_SEPARATOR, "/");
    let is_plain = path.chars().all(|c| c.is_alphanumeric() || "/:._-".contains(c));
    if is_plain { path } else { format!("'{}'", path.replace('\'', "'\\''")) }
}

/// The schema of the profile of a project, compiled; `None` where nothing is to be checked.
fn schema(
    command: &Convert,
    project: &Project,
    profile: &Profile,
    console: &mut Console,
    summary: &mut Summary,
) -> Result<Option<Arc<Compiled>>, Stop> {
    let Some(name) = profile.schema().filter(|_| !command.no_validate) else {
        return Ok(None);
    };
    let base = command.inputs.house_style.of(project).display().to_string();
    schemas::named(&project.schemas, &base, name, console, summary).map(Some)
}

/// The names of the registers that were given, or else of those of a project.
fn names(
    command: &Convert,
    border: &Border,
    project: &Project,
    profile: &Profile,
    console: &mut Console,
    summary: &mut Summary,
) -> Result<Arc<Finder>, Stop> {
    let register = schemas::register(&command.registers, border, project, console, summary)?;
    Ok(Arc::new(Finder::new(&register, profile)))
}

/// The table of all letters that was given, or else that of a project.
fn corpus_table(
    command: &Convert,
    (border, projects, project): (&Border, &Projects, &Project),
    jobs: &[Job],
    console: &mut Console,
    summary: &mut Summary,
) -> Result<Option<Arc<CorpusTable>>, Stop> {
    let given = command.metadata.clone().filter(|path| project::is_table(path));
    let own = if command.metadata.is_none() { project.table() } else { None };
    let inputs = &command.inputs.inputs;
    let (path, is_whole) = match (given, own) {
        (Some(path), _) => (path, inputs.is_empty() || inputs.iter().any(|input| input.is_dir())),
        (None, Some(path)) => (path, project.is_covered(inputs)),
        (None, None) => return Ok(None),
    };
    let extent = if is_whole { Extent::Whole } else { Extent::Part };
    let own =
        jobs.iter().filter(|job| command.metadata.is_some() || projects.of(job).source.name() == project.source.name());
    let texts: Vec<PathBuf> = own.flat_map(Job::texts).collect();
    let encoding = command.inputs.encoding()?;
    let (table, mut findings) =
        project::corpus_table(border, &path, encoding, &texts, project.keys.convert.names.as_ref(), extent);
    SeverityOverrides::of(projects, Some(&path)).apply(&mut findings.diagnostics);
    schemas::tell(slice::from_ref(&findings), console, summary)?;
    table.map(Arc::new).map(Some).ok_or(Stop::Reported)
}

/// Facts tell of one document, so that one file of them does not go with several.
fn facts(
    command: &Convert,
    border: &Border,
    jobs: &[Job],
    console: &mut Console,
    summary: &mut Summary,
) -> Result<Facts, Stop> {
    let Some(path) = command.metadata.as_ref().filter(|path| !project::is_table(path)) else {
        return Ok(Facts::Beside);
    };
    let texts = jobs.iter().filter(|job| !matches!(job.input, Input::Closed(_))).count();
    if texts > 1 {
        return Err(Refusal::new(format!("`{}` tells of one document, not of {texts}", path.display()))
            .help("put `letter.toml` beside each `letter.txt`, or give a table of all: `--metadata letters.csv`")
            .into());
    }
    let (metadata, findings) = project::metadata(border, path);
    schemas::tell(slice::from_ref(&findings), console, summary)?;
    if summary.exit() == Exit::Failed {
        return Err(Stop::Reported);
    }
    Ok(Facts::Metadata(Box::new(metadata)))
}

/// One element of the TEI and where it came from.
#[derive(Serialize)]
struct Row<'a> {
    file: &'a str,
    element: &'a str,
    rule: &'a str,
    #[serde(flatten)]
    place: Place,
}

impl<'a> Row<'a> {
    fn new(source: &'a Source, element: &'a Explained) -> Self {
        let place = Place::new(source, element.origin.span);
        Self { file: source.name(), element: &element.element, rule: &element.origin.rule, place }
    }
}

fn show_origins(outcome: &FileOutcome, files: usize, console: &mut Console) -> Result<(), Stop> {
    let source = &outcome.input.source;
    let rows: Vec<Row<'_>> = outcome.elements.iter().map(|element| Row::new(source, element)).collect();
    let mut out = String::new();
    match console.format() {
        Format::Json => {
            for row in &rows {
                out += &serde_json::to_string(row).map_err(std::io::Error::from)?;
                out.push('\n');
            }
        }
        _ if rows.is_empty() => {}
        _ => {
            if files > 1 {
                out = format!("{}\n", shown(source.name()));
            }
            table(&rows, &mut out);
        }
    }
    Ok(console.print(&out)?)
}

/// Three columns, each as wide as its widest cell.
fn table(rows: &[Row<'_>], out: &mut String) {
    let mut cells = vec![("lines".to_owned(), "element", "rule")];
    cells.extend(rows.iter().map(|row| (lines(row), row.element, row.rule)));
    let widest = |width: fn(&(String, &str, &str)) -> usize| cells.iter().map(width).max().unwrap_or(0);
    let (first, second) = (widest(|cell| cell.0.chars().count()), widest(|cell| cell.1.chars().count()));
    for (lines, element, rule) in &cells {
        // Writing to a string cannot fail.
        let _ = writeln!(out, "{lines:first$}  {element:second$}  {rule}");
    }
}

fn lines(row: &Row<'_>) -> String {
    let Place { line, end_line, .. } = row.place;
    if line == end_line { line.to_string() } else { format!("{line}-{end_line}") }
}
