//! `recto verify`: does TEI hold its text, all of it, in order, and nothing else? Takes the arguments; gives the exit status. The findings are the
//! result: they go to standard output.

use std::path::PathBuf;
use std::slice;
use std::sync::Arc;

use clap::Args;

use super::console::Console;
use super::detail::Detail;
use super::exit::{Exit, Stop};
use super::house_style::HouseStyle;
use super::inclusion::{Including, Once};
use super::inputs::{look, project_here};
use super::schemas;
use super::summary::{Outcome, Summary};
use crate::diag::Severity;
use crate::project::{self, Findings, Job, Refusal, Target, TextAndTei, VerifyOptions};
use crate::schematron::Phase;

/// Prove that TEI, whoever made it, holds its text and nothing else.
///
/// Each difference is a finding with its place in both files. Letters, digits, punctuation and quotation marks that differ are errors,
/// words joined or parted warnings. What the text writes as marks and the TEI as elements (pages, notes, lists, editors' signs) is
/// no difference: the house style says how marks are written. The text may be in
/// any format that `recto convert` reads. In folders NAME.txt (or .docx, .odt, .html, .md) belongs to NAME.xml at the same place; with
/// one folder both lie in it. Without arguments `source` and `target` of recto.toml are compared. TEI that is not well-formed is read as
/// far as it can be mended.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub struct Verify {
    /// The text, or a folder with texts; `-` is standard input.
    #[arg(value_name = "TEXT")]
    text: Option<PathBuf>,
    /// Its TEI, or a folder; `-` is standard input.
    #[arg(value_name = "TEI")]
    tei: Option<PathBuf>,
    #[command(flatten)]
    house_style: HouseStyle,
    /// Encoding of the texts, such as windows-1252. Without it they are UTF-8. A byte-order mark overrides it.
    #[arg(long, value_name = "LABEL")]
    encoding: Option<String>,
    #[command(flatten)]
    including: Including,
    #[command(flatten)]
    detail: Detail,
}

const EXAMPLES: &str = "\
Examples:
  recto verify letter.txt letter.xml
  recto verify transcripts/ tei/ --format concise
  recto verify published/";

/// Runs the command.
pub fn run(command: &Verify, console: &mut Console) -> Result<Exit, Stop> {
    let (texts, tei) = paths(command, console)?;
    let border = console.border(&texts).inputs(slice::from_ref(&tei)).with_folders(&command.house_style.profile);
    let border = Arc::new(border);
    if let Some(label) = &command.encoding {
        project::encoding(label)?;
    }
    let pairs = project::texts_and_tei(&border, &texts, &tei, Target::Nowhere)?;
    let mut summary = Summary::of("hold their text", "do not");
    let jobs: Vec<Job> = pairs.iter().flat_map(TextAndTei::jobs).cloned().collect();
    let _lock = look(project::read(&jobs), console, &mut summary)?;
    let projects = schemas::open(&border, &jobs, &[], &Phase::Default, console, &mut summary)?;
    let profiles = command.house_style.profiles(&border, &projects, console, &mut summary)?;
    let budget = schemas::budget(&projects, console);
    let inclusion = command.including.inclusion();
    let options = VerifyOptions { projects, profiles, encoding: command.encoding.clone(), inclusion, budget };
    let lowest = command.detail.lowest(pairs.len());
    let mut once = Once::default();
    console.start(pairs.len());
    project::in_order(
        &pairs,
        |pair| pair.name.clone(),
        |pair: &TextAndTei| project::verify(pair, &options),
        |compared| {
            let found = match compared {
                Ok(found) => found.unwrap_or_else(|unread| unread),
                Err(fault) => vec![*fault],
            };
            let is_error = |one: &Findings| one.diagnostics.iter().any(|finding| finding.severity() == Severity::Error);
            summary.add_file(if found.iter().any(is_error) { Outcome::Bad } else { Outcome::Good });
            for Findings { source, diagnostics } in found.into_iter().map(|found| once.first(found)) {
                summary.add(&diagnostics, console.threshold());
                console.show(&source, &diagnostics, lowest)?;
            }
            console.advance();
            Ok::<(), Stop>(())
        },
    )?;
    console.finish();
    if pairs.len() > 1 {
        console.remark(&summary.line())?;
    }
    Ok(summary.exit())
}

/// What is compared with what: what was named, or what the project says.
fn paths(command: &Verify, console: &mut Console) -> Result<(Vec<PathBuf>, PathBuf), Stop> {
    let refusal = || {
        Refusal::new("a text is compared with its TEI").help(
            "`recto verify TEXT TEI`, files or folders, or one folder that holds both; in a project, `source` and `target` in recto.toml",
        )
    };
    match (&command.text, &command.tei) {
        (Some(text), Some(tei)) => Ok((vec![text.clone()], tei.clone())),
        (Some(both), None) if both.is_dir() => Ok((vec![both.clone()], both.clone())),
        (None, _) => {
            let project = project_here(console)?;
            let target = project.target().filter(|_| !project.sources().is_empty());
            target.map(|target| (project.sources(), target)).ok_or_else(|| refusal().into())
        }
        (Some(_), None) => Err(refusal().into()),
    }
}
