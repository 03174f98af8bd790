//! `recto text`: TEI and files of other formats to reading text. Takes the arguments; gives the exit status. Findings go to standard error.

use std::sync::Arc;

use clap::Args;

use super::console::Console;
use super::exit::{Exit, Stop};
use super::inclusion::Including;
use super::inputs::{Inputs, claim_of, no_input};
use super::schemas;
use super::summary::Summary;
use crate::project::{self, Extensions, Job, Target};
use crate::schematron::Phase;

/// Read the text of TEI back, or show the text of a file of Word.
///
/// Page marks, note marks and labels are written as the profile says. What `recto convert` wrote gives
/// its text again but for white space and the place of notes. Of a file of Word or LibreOffice, HTML, Markdown,
/// PAGE-XML or ALTO it gives the text that `recto convert` reads. In folders TEI is looked for, named .xml.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub struct Text {
    #[command(flatten)]
    inputs: Inputs,
    #[command(flatten)]
    including: Including,
}

const EXAMPLES: &str = "\
Examples:
  recto text letter.xml
  recto text letter.docx
  recto text tei/ -o plain/ --profile frus
  recto convert letter.txt | recto text -";

const EXTENSIONS: Extensions = Extensions { from: &["xml"], to: "txt" };

/// Runs the command.
pub fn run(command: &Text, console: &mut Console) -> Result<Exit, Stop> {
    if command.inputs.inputs.is_empty() {
        return Err(no_input("text").into());
    }
    let border = Arc::new(command.inputs.border(console));
    let jobs = command.inputs.jobs(&border, &command.inputs.inputs, Target::Stdout, EXTENSIONS)?;
    let encoding = command.inputs.encoding()?;
    let mut summary = Summary::of("converted", "failed");
    let projects = schemas::open(&border, &jobs, &[], &Phase::Default, console, &mut summary)?;
    let profiles = command.inputs.house_style.profiles(&border, &projects, console, &mut summary)?;
    let inclusion = command.including.inclusion();
    let lock = claim_of(&jobs, console, &mut summary)?;
    let places = command.inputs.places("`--force` replaces it; `-o` names another folder");
    let work = |job: &Job| project::text(job, &projects, &profiles, encoding, &places, inclusion);
    let budget = schemas::budget(&projects, console);
    command.inputs.run(&jobs, console, &mut summary, &budget, work, |_, _| Ok(()))?;
    places.close(lock);
    if jobs.len() > 1 {
        console.remark(&summary.line())?;
    }
    Ok(summary.exit())
}
