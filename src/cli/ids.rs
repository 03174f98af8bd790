//! `recto ids`: `xml:id`s by a pattern, and every pointer to one that changes. Takes the arguments; gives the exit status.

use std::path::PathBuf;
use std::sync::Arc;

use clap::Args;

use super::console::Console;
use super::exit::{Exit, Stop};
use super::inputs::{claim, look};
use super::schemas;
use super::summary::{Outcome, Summary};
use crate::diag::Severity;
use crate::ids::{ExistingIds, Pattern, Plan};
use crate::project::{self, Extensions, Refusal, Share, Target, Writing};
use crate::report::counted;

/// Give elements `xml:id`s, or number them anew.
///
/// Files are changed in place, and nothing in them but ids and the pointers to them: `#id` in the same file, `file.xml#id` in all
/// files of the run. If two elements would have one id, or a pointer cannot be rewritten, nothing is written at all.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub struct Ids {
    /// Files, or folders with .xml files.
    #[arg(required = true, value_name = "INPUT")]
    inputs: Vec<PathBuf>,
    /// Name of the elements, as it is written in the files. May be given more than once.
    #[arg(long, required = true, value_name = "NAME")]
    element: Vec<String>,
    /// How an id is made.
    #[arg(long, required = true, value_name = "PATTERN", help = PATTERN)]
    pattern: String,
    /// Number those that have an id anew, too. Without it ids that are there stay.
    #[arg(long, conflicts_with = "missing")]
    renumber: bool,
    /// Give ids only where there is none. This is done anyway.
    #[arg(long)]
    missing: bool,
    /// Write nothing; list what would change, and exit with status 1 if anything would.
    #[arg(long)]
    pub check: bool,
}

// clap puts a new line for `{n}`; with a style that changes nothing in it, it stays.
const PATTERN: &str = "How an id is made. `{\u{1b}[0mn}` counts ids that are otherwise alike, `{file}` is the name of the file without its \
    extension, `{parent}` the id nearest around, `{document}` that of the division or text around";

const EXAMPLES: &str = "\
Examples:
  recto ids tei/ --element p --pattern 'p{\u{1b}[0mn}'
  recto ids tei/ --element note --pattern '{document}fn{\u{1b}[0mn}' --renumber --check
  recto ids tei/ --element TEI --pattern '{file}'";

const EXTENSIONS: Extensions = Extensions { from: &["xml"], to: "xml" };

/// Runs the command.
pub fn run(command: &Ids, console: &mut Console) -> Result<Exit, Stop> {
    let jobs = project::jobs(&Arc::new(console.border(&command.inputs)), &command.inputs, Target::Inputs, EXTENSIONS)?;
    let pattern = Pattern::read(&command.pattern).map_err(Refusal::new)?;
    let existing = if command.renumber { ExistingIds::Renumbered } else { ExistingIds::Kept };
    let plan = Plan { elements: command.element.clone(), pattern, existing };
    let writing = if command.check { Writing::Shown } else { Writing::Done };
    let mut summary = Summary::of("read", "with errors");
    let _lock = match writing {
        Writing::Done => claim(project::read(&jobs), Share::Alone, console, &mut summary)?,
        Writing::Shown => look(project::read(&jobs), console, &mut summary)?,
    };
    let made = project::ids(&jobs, &plan, writing, |file| {
        let findings = &file.diagnostics;
        let is_bad = findings.iter().any(|finding| finding.severity() == Severity::Error);
        summary.add_file(if is_bad { Outcome::Bad } else { Outcome::Good });
        summary.add(findings, console.threshold());
        Ok::<(), Stop>(console.show(&file.source, findings, Severity::Note)?)
    })?;
    schemas::tell(&made.said, console, &mut summary)?;
    let would = if command.check { "would be " } else { "" };
    console.remark(&format!("{} {would}made in {}", counted(made.changes, "change"), counted(made.files, "file")))?;
    Ok(summary.exit())
}
