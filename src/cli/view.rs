//! `recto view`: letters to look at. Takes the arguments; gives the exit status. Pages go to the folder that `-o` names, findings to standard error.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use clap::Args;

use super::console::Console;
use super::exit::{Exit, Stop};
use super::inclusion::Including;
use super::inputs::{Inputs, claim, look, no_input, project_here};
use super::locale::Speaking;
use super::schemas;
use super::summary::{Outcome, Summary};
use super::view_serve;
use crate::diag::Severity;
use crate::project::{
    self, Border, Delivery, Extensions, Fixing, Job, Project, Refusal, RunRules, Share, Svrl, Target, ValidateOptions,
    ViewOptions, Viewed, Viewing,
};
use crate::schematron::Phase;
use crate::view::Index;
use crate::xml::External;

/// Write pages to look at: each letter beside its text and its TEI, and an index.
///
/// A page shows the transcript as it was given, the letter as an edition prints it, and the TEI; pointing at a part of one shows it in the
/// others. The pages need no network and no program but a browser; printed, a page is the letter with its notes. Any TEI is shown, also
/// what Recto did not write. The text of NAME.xml is NAME.txt (or .docx, .odt, .html, .md) at the same place in the folder of `--text`, in `source`
/// of recto.toml, or beside it; where they differ, the page says so. It says too what `recto validate` finds in the TEI.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub struct View {
    #[command(flatten)]
    inputs: Inputs,
    /// Folder of the texts from which the TEI was made.
    #[arg(long, value_name = "FOLDER")]
    text: Option<PathBuf>,
    /// Show the pages in a browser instead of writing them: they follow their files, and pending changes are decided in them.
    ///
    /// Prints an address of this machine with a token, which nobody else may open. A page is made anew when its text, its TEI or the profile changes.
    /// Changes that `recto convert --pending` left are accepted and rejected in it, as `recto review` does. Nothing else is written.
    #[arg(long, conflicts_with_all = ["output", "force"])]
    serve: bool,
    #[command(flatten)]
    including: Including,
    #[command(flatten)]
    speaking: Speaking,
}

const EXAMPLES: &str = "\
Examples:
  recto view tei/ -o proof/
  recto view tei/ --text transcripts/ -o proof/
  recto view letter.xml -o proof/
  recto view tei/ --serve";

const EXTENSIONS: Extensions = Extensions { from: &["xml"], to: "html" };

/// Ways on where a file is not replaced.
const WAYS: &str = "`--force` replaces it; `-o` names another folder";

/// What a run is about.
pub(super) struct ViewRun {
    pub(super) border: Arc<Border>,
    pub(super) viewings: Vec<Viewing>,
    pub(super) options: ViewOptions,
    /// Where its inputs and texts lie.
    pub(super) folders: Vec<PathBuf>,
}

/// Runs the command.
pub fn run(command: &View, console: &mut Console) -> Result<Exit, Stop> {
    if command.serve {
        return view_serve::run(command, console);
    }
    let Some(folder) = command.inputs.folder() else {
        let refusal = Refusal::new("no place for the pages");
        return Err(refusal.help("name a folder for them, `-o proof/`, or look at them without one: `--serve`").into());
    };
    let mut summary = Summary::of("shown", "not");
    let ViewRun { border, viewings, options, .. } = prepare(command, Some(&folder), console, &mut summary)?;
    let jobs: Vec<Job> = viewings.iter().flat_map(Viewing::jobs).cloned().collect();
    let index_file = project::index_of(&folder);
    let written = || project::written(&jobs).chain([index_file.as_path()]);
    let lock = claim(written(), Share::of(written().count()), console, &mut summary)?;
    look(project::read(&jobs), console, &mut summary)?;
    let index = pages(&viewings, &options, console, &mut summary)?;
    let said = project::index(&border, &folder, index, &options.places);
    schemas::tell(&[said], console, &mut summary)?;
    options.places.close(lock);
    console.remark(&summary.line())?;
    Ok(summary.exit())
}

/// The letters of a run and what holds for them; their pages lie in a folder, or are served without one.
pub(super) fn prepare(
    command: &View,
    folder: Option<&Path>,
    console: &mut Console,
    summary: &mut Summary,
) -> Result<ViewRun, Stop> {
    let (inputs, texts) = paths(command, console)?;
    let border = texts
        .iter()
        .fold(command.inputs.border(console).inputs(&inputs), |border, text| border.inputs(std::slice::from_ref(text)));
    let border = Arc::new(border);
    let jobs = project::jobs(&border, &inputs, folder.map_or(Target::Nowhere, Target::Path), EXTENSIONS)?;
    let viewings = project::viewings(&border, jobs, &inputs, &texts, folder);
    let jobs: Vec<Job> = viewings.iter().flat_map(Viewing::jobs).cloned().collect();
    let projects = schemas::open(&border, &jobs, &[], &Phase::Default, console, summary)?;
    let profiles = command.inputs.house_style.profiles(&border, &projects, console, summary)?;
    let profile = command.inputs.house_style.of(projects.first());
    let own =
        |project: &Project| command.inputs.house_style.is_chosen(project).then(|| Arc::clone(profiles.of(project)));
    let checks = ValidateOptions {
        given: Vec::new(),
        external: External::Noted,
        inclusion: command.including.inclusion(),
        rules: RunRules::Always,
        profiles: projects.each(|project| Ok::<_, Stop>(own(project)))?,
        fixing: Fixing::Shown,
        svrl: Svrl::Unwanted,
        language: command.speaking.language(),
        budget: schemas::budget(&projects, console),
        projects,
    };
    let options = ViewOptions {
        checks,
        profiles,
        encoding: command.inputs.encoding()?.map(str::to_owned),
        places: command.inputs.places(WAYS),
    };
    Ok(ViewRun { border, viewings, options, folders: inputs.into_iter().chain(texts).chain([profile]).collect() })
}

/// Writes the page of each letter; gives the index of them.
fn pages(
    viewings: &[Viewing],
    options: &ViewOptions,
    console: &mut Console,
    summary: &mut Summary,
) -> Result<Index, Stop> {
    let mut index = Index::default();
    let mut names = viewings.iter().map(|viewing| viewing.tei.named());
    console.start(viewings.len());
    project::in_order(
        viewings,
        |viewing| viewing.tei.named(),
        |viewing| project::view(viewing, options),
        |viewed| {
            let failed = |fault| Viewed { findings: vec![fault], delivery: Delivery::Failed, entry: None };
            let viewed = viewed.unwrap_or_else(|fault| failed(*fault));
            let name = names.next().unwrap_or_default();
            match viewed.entry {
                Some(entry) => index.add(entry),
                None => index.add_without_page(&name),
            }
            summary.add_file(if viewed.delivery == Delivery::Failed { Outcome::Bad } else { Outcome::Good });
            for findings in &viewed.findings {
                summary.add(&findings.diagnostics, console.threshold());
                console.show(&findings.source, &findings.diagnostics, Severity::Warning)?;
            }
            console.advance();
            Ok::<(), Stop>(())
        },
    )?;
    console.finish();
    Ok(index)
}

/// What is shown, and the folders of its texts: what was named, or what the project says.
fn paths(command: &View, console: &mut Console) -> Result<(Vec<PathBuf>, Vec<PathBuf>), Stop> {
    let project = project_here(console)?;
    let named = &command.inputs.inputs;
    let inputs = if named.is_empty() { project.target().into_iter().collect() } else { named.clone() };
    if inputs.is_empty() {
        return Err(no_input("view").into());
    }
    let is_of_project = project.target().is_some_and(|target| inputs.contains(&target));
    let texts = match &command.text {
        Some(text) => vec![text.clone()],
        None if is_of_project => project.sources(),
        None => Vec::new(),
    };
    Ok((inputs, texts))
}
