//! Arguments that `convert` and `text` share, and the run over their files. Takes what was typed; gives jobs, and each outcome
//! reported in order.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use clap::Args;

use super::console::Console;
use super::detail::Detail;
use super::exit::Stop;
use super::house_style::HouseStyle;
use super::schemas;
use super::summary::{Outcome, Summary};
use crate::budget::Budget;
use crate::diag::Severity;
use crate::project::{
    self, Border, Delivery, Extensions, FileOutcome, Findings, Job, Lock, Places, Project, Projects, Refusal, Replaced,
    Share, Target,
};
use crate::schematron::Phase;

/// Inputs and outputs.
#[derive(Debug, Args)]
pub struct Inputs {
    /// Files or folders; `-` is standard input.
    #[arg(value_name = "INPUT")]
    pub inputs: Vec<PathBuf>,
    /// File, or folder for several results. Folders are made; their files keep their places.
    #[arg(short, long, value_name = "PATH")]
    output: Option<PathBuf>,
    /// Replace files that Recto did not write, or that were changed since.
    #[arg(long)]
    pub force: bool,
    #[command(flatten)]
    pub house_style: HouseStyle,
    /// Encoding of the inputs, such as windows-1252. Without it they are UTF-8. A byte-order mark overrides it.
    #[arg(long, value_name = "LABEL")]
    encoding: Option<String>,
    #[command(flatten)]
    detail: Detail,
}

impl Inputs {
    /// What belongs to the run.
    pub fn border(&self, console: &Console) -> Border {
        let border = console.border(&self.inputs).with_folders(&self.house_style.profile);
        self.output.iter().fold(border, |border, output| border.output(output))
    }

    /// The jobs of these inputs; results without `-o` go to `fallback`.
    pub fn jobs(
        &self,
        border: &Arc<Border>,
        inputs: &[PathBuf],
        fallback: Target<'_>,
        extensions: Extensions,
    ) -> Result<Vec<Job>, Stop> {
        Ok(project::jobs(border, inputs, self.target(fallback), extensions)?)
    }

    /// Where the results go: to `-o`, or without it to `fallback`.
    pub fn target<'o>(&'o self, fallback: Target<'o>) -> Target<'o> {
        target(self.output.as_deref(), fallback)
    }

    /// The folder that `-o` names; nothing where the results go to standard output.
    pub fn folder(&self) -> Option<PathBuf> {
        self.output.as_ref().filter(|output| output.as_os_str() != "-").map(|output| output.join(""))
    }

    /// The places of the results; `ways` are those on which a person can go on where a file is not replaced.
    pub fn places(&self, ways: &'static str) -> Places {
        let replaced = if self.force { Replaced::All } else { Replaced::Own };
        Places::new(replaced, ways)
    }

    /// The label of the encoding, known to be one.
    pub fn encoding(&self) -> Result<Option<&str>, Stop> {
        let label = self.encoding.as_deref();
        label.map_or(Ok(()), project::encoding)?;
        Ok(label)
    }

    /// Runs `work` over the jobs, which the budget pays, reports each outcome, and hands it to `show`.
    pub fn run(
        &self,
        jobs: &[Job],
        console: &mut Console,
        summary: &mut Summary,
        budget: &Budget,
        work: impl Fn(&Job) -> FileOutcome + Sync,
        mut show: impl FnMut(&FileOutcome, &mut Console) -> Result<(), Stop>,
    ) -> Result<(), Stop> {
        let lowest = self.detail.lowest(jobs.len());
        console.start(jobs.len());
        project::in_order(jobs, Job::named, work, |outcome| {
            let mut outcome = outcome.unwrap_or_else(|fault| FileOutcome::unread(*fault));
            outcome.pay(budget);
            summary.add_file(if outcome.delivery == Delivery::Failed { Outcome::Bad } else { Outcome::Good });
            for findings in outcome.findings() {
                summary.add(&findings.diagnostics, console.threshold());
                let is_about_more = std::ptr::eq(findings, &outcome.input) || !findings.diagnostics.is_empty();
                if is_about_more {
                    console.show(&findings.source, &findings.diagnostics, lowest)?;
                }
            }
            if let Delivery::Print(result) = &outcome.delivery {
                console.print(result)?;
            }
            show(&outcome, console)?;
            console.advance();
            Ok::<(), Stop>(())
        })?;
        console.finish();
        Ok(())
    }
}

/// Where results go: to `-o`, `-` for standard output, or without it to `fallback`.
pub fn target<'o>(output: Option<&'o Path>, fallback: Target<'o>) -> Target<'o> {
    match output {
        Some(path) if path == Path::new("-") => Target::Stdout,
        Some(path) => Target::Path(path),
        None => fallback,
    }
}

/// Takes the folder of files that are to be written; tells what another run left there.
pub fn claim<'f>(
    files: impl IntoIterator<Item = &'f Path>,
    share: Share,
    console: &mut Console,
    summary: &mut Summary,
) -> Result<Option<Lock>, Stop> {
    let (lock, said) = project::claim(files, share)?;
    schemas::tell(&said, console, summary)?;
    Ok(lock)
}

/// Tells what runs left half done among files that are only read; nothing is locked.
pub fn look<'f>(
    files: impl IntoIterator<Item = &'f Path>,
    console: &mut Console,
    summary: &mut Summary,
) -> Result<Option<Lock>, Stop> {
    schemas::tell(&project::unfinished(files), console, summary)?;
    Ok(None)
}

/// Takes the folder of what jobs write, and looks at what they read.
pub fn claim_of(jobs: &[Job], console: &mut Console, summary: &mut Summary) -> Result<Option<Lock>, Stop> {
    let files = project::written(jobs).count();
    let lock = claim(project::written(jobs), Share::of(files), console, summary)?;
    look(project::read(jobs), console, summary)?;
    Ok(lock)
}

/// The project of the working directory, which says what a command without inputs is about. Only errors are reported: the run that follows
/// tells the rest.
pub fn project_here(console: &mut Console) -> Result<Arc<Project>, Stop> {
    let (projects, about) = Projects::open(&Arc::new(console.border(&[])), &[], &[], &Phase::Default);
    let is_bad = |findings: &&Findings| findings.diagnostics.iter().any(|one| one.severity() == Severity::Error);
    let bad: Vec<&Findings> = about.iter().filter(is_bad).collect();
    for findings in &bad {
        console.report(&findings.source, &findings.diagnostics)?;
    }
    if bad.is_empty() { Ok(Arc::clone(projects.first())) } else { Err(Stop::Reported) }
}

/// The inputs of a command about TEI: those that were named, else where the results of the project lie.
pub fn named_or_target(named: &[PathBuf], command: &str, console: &mut Console) -> Result<Vec<PathBuf>, Stop> {
    let mut inputs = named.to_vec();
    if inputs.is_empty() {
        inputs.extend(project_here(console)?.target());
    }
    if inputs.is_empty() { Err(no_input(command).into()) } else { Ok(inputs) }
}

/// The refusal of a command without inputs, in a project that names none.
pub fn no_input(command: &str) -> Refusal {
    Refusal::new("no input").help(format!(
        "name files or folders, or `-` for standard input; in a project, `source` and `target` under `[convert]` in recto.toml. \
         Usage: recto {command} [OPTIONS] [INPUT]..."
    ))
}
