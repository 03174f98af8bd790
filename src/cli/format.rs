//! `recto format`: TEI, or any XML, in one layout. Takes the arguments; gives the exit status. With `--check` the findings are the
//! result and go to standard output; else they go to standard error.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use clap::Args;

use super::console::Console;
use super::detail::Detail;
use super::exit::{Exit, Stop};
use super::inputs::claim_of;
use super::schemas;
use super::summary::{Outcome, Summary};
use crate::project::{
    self, Delivery, Extensions, Findings, FormatOptions, Formatted, Job, Laid, Places, Replaced, Target,
};
use crate::report::counted;
use crate::schematron::Phase;

/// Lay TEI, or any XML, out in one way.
///
/// Elements that hold no text have their children on lines of their own, indented by two blanks; attributes are put in order, in double
/// quotes. White space changes only where no text can stand: the RELAX NG schema of a file says so, or else by TEI P5. Running
/// text, comments, references and values stay as they are. This is proved for each file, or it is left as it was. Without `-o`
/// files are changed in place.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub struct Format {
    /// Files, or folders with .xml files; `-` is standard input.
    #[arg(required = true, value_name = "INPUT")]
    inputs: Vec<PathBuf>,
    /// File, or folder for several results; `-` is standard output.
    #[arg(short, long, value_name = "PATH", conflicts_with = "check")]
    output: Option<PathBuf>,
    /// Replace files at `-o` that Recto did not write, or that were changed since.
    #[arg(long, requires = "output")]
    force: bool,
    /// Write nothing; exit with status 1 where a file would change, and list those files.
    #[arg(long)]
    pub check: bool,
    /// Schema for all files, instead of what they name: a .rng or .rnc file, a name in recto.toml, `recto-letter`, or `tei`. May be
    /// given more than once.
    #[arg(long, value_name = "NAME|FILE")]
    schema: Vec<String>,
    /// OASIS XML catalog that says which file stands for a URL. May be given more than once.
    #[arg(long, value_name = "FILE")]
    catalog: Vec<PathBuf>,
    #[command(flatten)]
    detail: Detail,
}

const EXAMPLES: &str = "\
Examples:
  recto format tei/
  recto format tei/ --check --format concise
  recto format letter.xml -o -
  recto convert letter.txt | recto format -";

const EXTENSIONS: Extensions = Extensions { from: &["xml"], to: "xml" };

/// Runs the command.
pub fn run(command: &Format, console: &mut Console) -> Result<Exit, Stop> {
    let target = match command.output.as_deref() {
        _ if command.check => Target::Nowhere,
        Some(path) if path == Path::new("-") => Target::Stdout,
        Some(path) => Target::Path(path),
        None => Target::Inputs,
    };
    let border = console.border(&command.inputs).with_folders(&command.schema).with_folders(&command.catalog);
    let border = Arc::new(command.output.iter().fold(border, |border, output| border.output(output)));
    let jobs = project::jobs(&border, &command.inputs, target, EXTENSIONS)?;
    let mut summary = match command.check {
        true => Summary::of("laid out", "not"),
        false => Summary::of("laid out", "left as they were"),
    };
    let lock = claim_of(&jobs, console, &mut summary)?;
    let projects = schemas::open(&border, &jobs, &command.catalog, &Phase::Default, console, &mut summary)?;
    let known = &projects.first().schemas;
    let given = command.schema.iter().map(|name| schemas::named(known, "", name, console, &mut summary));
    let given = given.collect::<Result<Vec<_>, Stop>>()?;
    let replaced = if command.force { Replaced::All } else { Replaced::Own };
    let places = Places::new(replaced, "`--force` replaces it; `-o` names another folder");
    let layout = FormatOptions { projects, given, places };
    let lowest = command.detail.lowest(jobs.len());
    let mut changed = 0;
    console.start(jobs.len());
    project::in_order(
        &jobs,
        Job::named,
        |job: &Job| project::format(job, &layout),
        |formatted| {
            let failed = |fault: Box<Findings>| Formatted { input: *fault, laid: Laid::Refused };
            let Formatted { input, laid } = formatted.unwrap_or_else(failed);
            let is_good = match &laid {
                Laid::Refused => false,
                Laid::AsItWas(_) => true,
                Laid::Changed(_) => !command.check,
            };
            summary.add_file(if is_good { Outcome::Good } else { Outcome::Bad });
            summary.add(&input.diagnostics, console.threshold());
            console.show(&input.source, &input.diagnostics, lowest)?;
            changed += usize::from(matches!(laid, Laid::Changed(_)));
            if let Laid::AsItWas(Delivery::Print(text)) | Laid::Changed(Delivery::Print(text)) = &laid {
                console.print(text)?;
            }
            console.advance();
            Ok::<(), Stop>(())
        },
    )?;
    console.finish();
    layout.places.close(lock);
    if jobs.len() > 1 {
        console.remark(&summary.line())?;
        if !command.check {
            console.remark(&format!("{} changed", counted(changed, "file")))?;
        }
    }
    Ok(summary.exit())
}
