//! `recto schema`: RELAX NG from one syntax to the other. Takes the arguments; gives the exit status. Findings go to standard error.

use std::path::PathBuf;
use std::sync::Arc;

use clap::Args;

use super::console::Console;
use super::exit::{Exit, Stop};
use super::schemas;
use super::summary::Summary;
use crate::project::{self, Places, Refusal, Replaced};
use crate::report::counted;
use crate::schematron::Phase;

/// Write a RELAX NG schema in its other syntax.
///
/// The XML syntax (.rng) becomes compact syntax (.rnc) and the other way round. Names, order, comments and documentation stay.
/// With `-o` every file that the schema refers to by a relative address is translated too, and stands in the same place
/// relative to it, but never outside of its folder.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub struct Schema {
    /// The schema: a file, or a name as `recto validate --schema` takes it.
    #[arg(value_name = "INPUT")]
    input: String,
    /// The file to write; its ending, .rng or .rnc, says the syntax. Without it the result goes to standard output.
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// Replace files that Recto did not write, or that were changed since.
    #[arg(long, requires = "output")]
    force: bool,
}

const EXAMPLES: &str = "\
Examples:
  recto schema house.rng
  recto schema letter.rnc -o letter.rng
  recto schema recto-letter -o letter.rnc";

/// Runs the command.
pub fn run(command: &Schema, console: &mut Console) -> Result<Exit, Stop> {
    let mut summary = Summary::of("written", "failed");
    let border = console.border(&[]).with_folders([&command.input]);
    let border = Arc::new(command.output.iter().fold(border, |border, output| border.output(output)));
    let projects = schemas::open(&border, &[], &[], &Phase::Default, console, &mut summary)?;
    let schemas = &projects.first().schemas;
    let address = schemas.named("", &command.input).map_err(Refusal::from)?;
    let replaced = if command.force { Replaced::All } else { Replaced::Own };
    let places = Places::new(replaced, "`--force` replaces it; `-o` names another place");
    let rewritten = project::rewrite(&border, schemas, &address, command.output.as_deref(), &places)?;
    schemas::report(&rewritten.findings, console, &mut summary)?;
    if let Some(text) = &rewritten.text {
        console.print(text)?;
    }
    if rewritten.written.len() > 1 {
        console.remark(&format!("{} written", counted(rewritten.written.len(), "file")))?;
    }
    Ok(summary.exit())
}
