//! `recto cmif`: the interchange file of letters for correspSearch. Takes the arguments; gives the exit status. Findings go to standard error.

use std::path::PathBuf;
use std::sync::Arc;

use clap::Args;

use super::console::Console;
use super::exit::{Exit, Stop};
use super::inputs::{look, named_or_target};
use super::schemas;
use super::summary::{Outcome, Summary};
use crate::diag::Severity;
use crate::project::{self, Extensions, Job, Refusal, Replaced, Target};
use crate::register::Lives;
use crate::schematron::Phase;

/// Write the index of letters that correspSearch gathers (CMIF).
///
/// Every `correspDesc` becomes a letter of the index: who wrote to whom, where and when, as URLs of authority files, and which persons and
/// places it mentions with one. `[cmif]` in recto.toml says what is to be said of the edition. Without inputs the TEI of the project is read.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub struct Cmif {
    /// Files or folders of TEI.
    #[arg(value_name = "INPUT")]
    inputs: Vec<PathBuf>,
    /// Register with the dates of persons: a table (CSV), or TEI. Without it those of `recto.toml`. May be given several times.
    #[arg(long = "register", value_name = "FILE")]
    registers: Vec<PathBuf>,
    /// The file. Without it standard output.
    #[arg(short, long, value_name = "PATH")]
    output: Option<PathBuf>,
    /// Replace a file that Recto did not write, or that was changed since.
    #[arg(long)]
    force: bool,
}

const EXAMPLES: &str = "\
Examples:
  recto cmif tei/ -o cmif.xml
  recto cmif > cmif.xml";

const EXTENSIONS: Extensions = Extensions { from: &["xml"], to: "xml" };

/// Runs the command.
pub fn run(command: &Cmif, console: &mut Console) -> Result<Exit, Stop> {
    let inputs = named_or_target(&command.inputs, "cmif", console)?;
    let output = command.output.as_deref().filter(|path| path.as_os_str() != "-");
    let border = console.border(&inputs).files(&command.registers);
    let border = Arc::new(output.into_iter().fold(border, |border, output| border.output(output)));
    let mut jobs = project::jobs(&border, &inputs, Target::Nowhere, EXTENSIONS)?;
    // The file of the last run is no letter.
    jobs.retain(|job| job.path().is_none() || job.path() != output);
    let mut summary = Summary::of("indexed", "failed");
    let projects = schemas::open(&border, &jobs, &[], &Phase::Default, console, &mut summary)?;
    look(project::read(&jobs), console, &mut summary)?;
    let edition = &projects.first().keys.cmif;
    if let Some((key, fault)) = edition.faults().into_iter().next() {
        let help =
            "under `[cmif]`: title, editor, publisher, url, date, edition, id; `letter-url = \"https://…/{name}\"`";
        return Err(Refusal::new(format!("`cmif.{key}` in recto.toml {fault}")).help(help).into());
    }
    let register = schemas::register(&command.registers, &border, projects.first(), console, &mut summary)?;
    let lives = Lives::of(&register);
    let mut files = Vec::new();
    project::in_order(
        &jobs,
        Job::named,
        |job| project::letters(job, edition, &lives),
        |file| {
            let file = file.unwrap_or_else(Err);
            summary.add_file(if file.is_ok() { Outcome::Good } else { Outcome::Bad });
            match file {
                Ok(file) => files.push(file),
                Err(findings) => {
                    summary.add(&findings.diagnostics, console.threshold());
                    console.show(&findings.source, &findings.diagnostics, Severity::Note)?;
                }
            }
            Ok::<(), Stop>(())
        },
    )?;
    let (text, said) = project::interchange(edition, files);
    for findings in said.iter().filter(|findings| !findings.diagnostics.is_empty()) {
        summary.add(&findings.diagnostics, console.threshold());
        console.show(&findings.source, &findings.diagnostics, Severity::Note)?;
    }
    match output {
        Some(path) => {
            let replaced = if command.force { Replaced::All } else { Replaced::Own };
            schemas::tell(&project::put_result(&border, path, text, replaced)?, console, &mut summary)?;
        }
        None => console.print(&text)?,
    }
    console.remark(&summary.line())?;
    Ok(summary.exit())
}
