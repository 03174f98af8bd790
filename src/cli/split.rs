//! `recto split`: one text with many letters to one text a letter. Takes the arguments; gives the exit status. Findings go to standard error.

use std::sync::Arc;

use clap::Args;

use super::console::Console;
use super::exit::{Exit, Stop};
use super::inputs::{Inputs, claim_of, look, no_input};
use super::schemas;
use super::summary::Summary;
use crate::project::{self, Extensions, Job, Refusal, Results, SplitOptions, TEXT_EXTENSIONS, Target};
use crate::schematron::Phase;

/// Cut a volume of letters into one text a letter.
///
/// `volume.txt` becomes `volume-001.txt`, `volume-002.txt` and so on, with `volume-front.txt` and `volume-back.txt` for what stands before and
/// behind the letters: together they are the volume, to the last character. Where a letter begins, `[split]` of the profile says; without it that
/// is found where the volume shows it clearly.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub struct Split {
    #[command(flatten)]
    inputs: Inputs,
    /// Write nothing; exit with status 1 where a letter is not as it lies there.
    #[arg(long, conflicts_with = "force")]
    check: bool,
}

const EXAMPLES: &str = "\
Examples:
  recto split volume.txt -o letters/
  recto split volumes/ -o letters/ --profile house.toml
  recto split volume.txt -o letters/ --check

In house.toml, with `[split]`:
  headings = [\"Letter {n}\", \"To {text}, {date}\"]   lines that begin a letter
  at = \"number\"                                    or a number alone on its line
  at = \"form-feed\"                                 or a form feed, \"dateline\" a dateline";

const EXTENSIONS: Extensions = Extensions { from: TEXT_EXTENSIONS, to: "txt" };

/// Runs the command.
pub fn run(command: &Split, console: &mut Console) -> Result<Exit, Stop> {
    let inputs = &command.inputs;
    if inputs.inputs.is_empty() {
        return Err(no_input("split").into());
    }
    let Some(folder) = inputs.folder() else {
        return Err(Refusal::new("no place for the letters").help("name a folder for them: `-o letters/`").into());
    };
    let border = Arc::new(inputs.border(console));
    let jobs = project::jobs(&border, &inputs.inputs, Target::Path(&folder), EXTENSIONS)?;
    let mut summary = Summary::of("split", "failed");
    let projects = schemas::open(&border, &jobs, &[], &Phase::Default, console, &mut summary)?;
    let profiles = inputs.house_style.profiles(&border, &projects, console, &mut summary)?;
    let (results, lock) = match command.check {
        true => (Results::Compared, look(project::read(&jobs), console, &mut summary)?),
        false => (Results::Written, claim_of(&jobs, console, &mut summary)?),
    };
    let budget = schemas::budget(&projects, console);
    let options = SplitOptions {
        projects,
        profiles,
        encoding: inputs.encoding()?.map(str::to_owned),
        results,
        places: inputs.places("`--force` replaces it; `-o` names another folder"),
        budget,
    };
    inputs.run(
        &jobs,
        console,
        &mut summary,
        &options.budget,
        |job: &Job| project::split(job, &options),
        |_, _| Ok(()),
    )?;
    options.places.close(lock);
    Ok(summary.exit())
}
