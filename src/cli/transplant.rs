//! `recto transplant`: the elements of TEI set onto a text. Takes the arguments; gives the exit status. Results go where `-o` says, or beside it for
//! review, findings to standard error.

use std::path::PathBuf;
use std::slice;
use std::sync::Arc;

use clap::Args;

use super::console::Console;
use super::detail::Detail;
use super::exit::{Exit, Stop};
use super::house_style::HouseStyle;
use super::inputs::{claim_of, target};
use super::schemas;
use super::summary::{Outcome, Summary};
use crate::project::{
    self, Delivery, FormatOptions, Job, Output, Places, Refusal, Replaced, Results, Target, TextAndTei,
    TransplantOptions,
};
use crate::schematron::Phase;

/// Set the elements of TEI, whoever made it, onto the untouched text.
///
/// The result has the characters of the text, to the last one, and the elements of the TEI at the corresponding places; both are
/// compared again before anything is written. Where the text is another one at the border of an element, the border goes to the
/// nearest word, and a finding says so; elements whose text is not there are left out and named. Attributes, comments and the header
/// stay. So the markup of a language model comes onto your text, or that of an edition onto a corrected transcription. In folders
/// NAME.txt (or .docx, .odt, .html, .md) belongs to NAME.xml at the same place. The result is laid out as `recto format` does.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub struct Transplant {
    /// The text, or a folder with texts; `-` is standard input.
    #[arg(value_name = "TEXT")]
    text: PathBuf,
    /// The TEI whose elements are taken, or a folder; `-` is standard input.
    #[arg(value_name = "TEI")]
    tei: PathBuf,
    /// File, or folder for several results; without it, or with `-`, standard output.
    #[arg(short, long, value_name = "PATH")]
    output: Option<PathBuf>,
    /// Replace files that Recto did not write, or that were changed since.
    #[arg(long)]
    force: bool,
    /// Write what differs from the accepted file beside it, for `recto review`. Without `-o` the accepted file is the TEI itself.
    #[arg(long, conflicts_with = "force")]
    pending: bool,
    #[command(flatten)]
    house_style: HouseStyle,
    /// Encoding of the texts, such as windows-1252. Without it they are UTF-8. A byte-order mark overrides it.
    #[arg(long, value_name = "LABEL")]
    encoding: Option<String>,
    #[command(flatten)]
    detail: Detail,
}

const EXAMPLES: &str = "\
Examples:
  recto transplant letter.txt model.xml -o letter.xml
  recto transplant transcripts/ models/ -o tei/
  recto transplant corrected.txt published.xml -o corrected.xml
  recto transplant letter.txt model.xml -o letter.xml --pending";

/// Ways on where a file is not replaced.
const WAYS: &str =
    "`--pending` shows what would change, for `recto review`; `--force` replaces it; `-o` names another place";

/// Runs the command.
pub fn run(command: &Transplant, console: &mut Console) -> Result<Exit, Stop> {
    let border = console.border(slice::from_ref(&command.text)).inputs(slice::from_ref(&command.tei));
    let border = border.with_folders(&command.house_style.profile);
    let border = Arc::new(command.output.iter().fold(border, |border, output| border.output(output)));
    if let Some(label) = &command.encoding {
        project::encoding(label)?;
    }
    let (fallback, results) = match command.pending {
        true => (Target::Inputs, Results::Pending),
        false => (Target::Stdout, Results::Written),
    };
    let pairs = project::texts_and_tei(
        &border,
        slice::from_ref(&command.text),
        &command.tei,
        target(command.output.as_deref(), fallback),
    )?;
    let mut summary = Summary::of("transplanted", "not");
    let jobs: Vec<Job> = pairs.iter().flat_map(TextAndTei::jobs).cloned().collect();
    if results == Results::Pending && jobs.iter().any(|job| job.output == Output::Stdout) {
        let refusal = Refusal::new("a result on standard output has no accepted file");
        return Err(refusal.help("name the accepted file with `-o`").into());
    }
    let lock = claim_of(&jobs, console, &mut summary)?;
    let projects = schemas::open(&border, &jobs, &[], &Phase::Default, console, &mut summary)?;
    let profiles = command.house_style.profiles(&border, &projects, console, &mut summary)?;
    let budget = schemas::budget(&projects, console);
    let places = Places::new(if command.force { Replaced::All } else { Replaced::Own }, WAYS);
    let layout = FormatOptions { projects, given: Vec::new(), places };
    let options = TransplantOptions { layout, profiles, encoding: command.encoding.clone(), results, budget };
    let lowest = command.detail.lowest(pairs.len());
    console.start(pairs.len());
    project::in_order(
        &pairs,
        |pair| pair.name.clone(),
        |pair: &TextAndTei| project::transplant(pair, &options),
        |done| {
            let (found, delivery) = done.unwrap_or_else(|fault| (vec![*fault], Delivery::Failed));
            summary.add_file(if delivery == Delivery::Failed { Outcome::Bad } else { Outcome::Good });
            for findings in &found {
                summary.add(&findings.diagnostics, console.threshold());
                console.show(&findings.source, &findings.diagnostics, lowest)?;
            }
            if let Delivery::Print(result) = &delivery {
                console.print(result)?;
            }
            console.advance();
            Ok::<(), Stop>(())
        },
    )?;
    console.finish();
    options.layout.places.close(lock);
    if pairs.len() > 1 {
        console.remark(&summary.line())?;
    }
    Ok(summary.exit())
}
