//! The command line: arguments, one file per command, exit status.
//!
//! Takes the arguments as they were typed; runs one command; gives its exit status: 0 clean, 1 findings, 2 could not run. Results go
//! to standard output or where `-o` says, everything else to standard error. The help texts are written once, here, in the
//! definitions that also read the arguments.

mod args;
mod cmif;
mod config;
mod console;
mod convert;
mod detail;
mod diff;
mod eval;
mod exit;
mod explain;
mod format;
mod generate;
mod house_style;
mod ids;
mod inclusion;
mod init;
mod inputs;
mod learn;
mod locale;
mod output;
mod program;
mod review;
pub mod review_terminal;
mod schema;
mod schemas;
mod split;
mod summary;
mod text;
mod transplant;
mod validate;
mod verify;
mod view;
mod view_serve;

use std::ffi::OsString;
use std::io::Write;

use clap::{CommandFactory, FromArgMatches, Parser, Subcommand};

use crate::project::{self, Refusal};
use crate::report::{Fact, shown};
use args::{FormatName, Global};
use console::Console;
use exit::{Exit, Stop};
use output::Stream;

/// Plain text of letters to TEI-XML, with proof that no character was lost; TEI-XML checked against its schema.
#[derive(Debug, Parser)]
#[command(name = "recto", version, max_term_width = 100, arg_required_else_help = true, after_help = EXAMPLES)]
struct Cli {
    #[command(subcommand)]
    command: Command,
    #[command(flatten)]
    global: Global,
}

impl Cli {
    /// What was typed.
    fn read(arguments: impl IntoIterator<Item = impl Into<OsString> + Clone>) -> Result<Self, clap::Error> {
        let mut program = program::definition(Self::command());
        let matches = program.try_get_matches_from_mut(arguments)?;
        Self::from_arg_matches(&matches).map_err(|error| error.format(&mut program))
    }
}

const EXAMPLES: &str = "\
Examples:
  recto convert letter.txt                  TEI on standard output
  recto convert transcripts/ -o tei/        every .txt below the folder
  recto validate tei/                       every .xml below the folder against its schema
  recto view tei/ -o proof/                 letters to look at, beside their text
  recto verify letter.txt letter.xml        does this TEI hold the text and nothing else?
  recto transplant letter.txt model.xml -o letter.xml  the elements of TEI onto the untouched text
  recto diff old.xml new.xml                what differs between two files or folders
  recto review tei/                         what a changed rule changes: accept or reject it
  recto text tei/ -o plain/                 TEI back to reading text
  recto split volume.txt -o letters/        one text with many letters to one text a letter
  recto schema letter.rnc -o letter.rng     RELAX NG from one syntax to the other
  recto format tei/                         every .xml below the folder in one layout
  recto ids tei/ --element p --pattern 'p{\u{1b}[0mn}'  xml:ids where there are none
  recto eval --gold published/ tei/         how well TEI agrees with published TEI
  recto learn tei/ -o house.toml            a house style from letters that are encoded already
  recto cmif tei/ -o cmif.xml               the index of letters that correspSearch gathers
  recto init                                begin a project
  recto config tei/letter.xml               what recto.toml says about a file
  recto explain R0202                       what a finding means
  recto generate completions bash           completions, the man page, a JSON Schema

Exit status: 0 clean, 1 findings, 2 could not run.";

#[derive(Debug, Subcommand)]
enum Command {
    Convert(convert::Convert),
    Validate(validate::Validate),
    Verify(verify::Verify),
    Transplant(transplant::Transplant),
    Diff(diff::Diff),
    Review(review::Review),
    View(view::View),
    Text(text::Text),
    Split(split::Split),
    Schema(schema::Schema),
    Format(format::Format),
    Ids(ids::Ids),
    Eval(eval::Eval),
    Learn(learn::Learn),
    Cmif(cmif::Cmif),
    Init(init::Init),
    Config(config::Config),
    Explain(explain::Explain),
    Generate(generate::Generate),
}

impl Command {
    fn run(&self, console: &mut Console) -> Result<Exit, Stop> {
        match self {
            Self::Convert(command) => convert::run(command, console),
            Self::Validate(command) => validate::run(command, console),
            Self::Verify(command) => verify::run(command, console),
            Self::Transplant(command) => transplant::run(command, console),
            Self::Diff(command) => diff::run(command, console),
            Self::Review(command) => review::run(command, console),
            Self::View(command) => view::run(command, console),
            Self::Text(command) => text::run(command, console),
            Self::Split(command) => split::run(command, console),
            Self::Schema(command) => schema::run(command, console),
            Self::Format(command) => format::run(command, console),
            Self::Ids(command) => ids::run(command, console),
            Self::Eval(command) => eval::run(command, console),
            Self::Learn(command) => learn::run(command, console),
            Self::Cmif(command) => cmif::run(command, console),
            Self::Init(command) => init::run(command, console),
            Self::Config(command) => config::run(command, console),
            Self::Explain(command) => explain::run(command, console),
            Self::Generate(command) => generate::run(command, program::definition(Cli::command()), console),
        }
    }

    /// Why this command cannot report as it is asked to.
    fn refusal(&self, global: &Global) -> Option<Refusal> {
        let format = global.format;
        if format == FormatName::Svrl && !matches!(self, Self::Validate(_)) {
            return Some(Refusal::new("`--format svrl` is a report of rules: only `validate` gives it"));
        }
        if format == FormatName::Unified && !matches!(self, Self::Diff(_)) {
            return Some(Refusal::new("`--format unified` shows lines that differ: only `diff` gives it"));
        }
        let proofs = global.proofs();
        let shows = match self {
            Self::Convert(command) => command.may_show(),
            _ => false,
        };
        if !proofs.is_empty() && !shows {
            let refusal = Refusal::new("`--report proof=` shows letters as they are converted, and writes pages");
            return Some(refusal.help("`recto view` shows TEI: `recto view tei/ -o proof/`"));
        }
        if proofs.len() > 1 {
            return Some(Refusal::new("pages go to one folder: give `--report proof=` once"));
        }
        let asked = match (format.is_of_findings(), global.report_files().is_empty()) {
            (true, _) => "--format",
            (false, false) => "--report",
            (false, true) => return None,
        };
        match self {
            Self::Diff(command) if command.count => {
                Some(Refusal::new(format!("`--count` tells no differences for `{asked}`")))
            }
            Self::Convert(_)
            | Self::Validate(_)
            | Self::Verify(_)
            | Self::Transplant(_)
            | Self::Diff(_)
            | Self::Text(_)
            | Self::View(_)
            | Self::Split(_)
            | Self::Format(_)
            | Self::Ids(_)
            | Self::Cmif(_) => None,
            Self::Review(_)
            | Self::Schema(_)
            | Self::Eval(_)
            | Self::Learn(_)
            | Self::Init(_)
            | Self::Config(_)
            | Self::Generate(_)
            | Self::Explain(_) => Some(Refusal::new(format!("this command has no findings for `{asked}`")).help(
                "it takes `--format human`, `concise` or `json`; `convert`, `validate`, `verify` and `diff` take them all",
            )),
        }
    }
}

/// Runs the command that is typed, the first word of which is the name of the program; gives its exit status.
#[must_use]
pub fn run(arguments: &[OsString]) -> u8 {
    let exit = project::on_deep_stack(|| run_here(arguments)).unwrap_or_else(|error| {
        // Nobody is left to tell when standard error is closed as well.
        let _ = writeln!(std::io::stderr(), "error: the program could not be run: {error}");
        Exit::Failed
    });
    exit.status()
}

fn run_here(arguments: &[OsString]) -> Exit {
    let cli = match Cli::read(arguments) {
        Ok(cli) => cli,
        Err(message) => {
            // Nobody is left to tell when the message itself cannot be printed.
            let exit = if message.use_stderr() { Exit::Failed } else { Exit::Clean };
            let _ = printable(message, arguments).print();
            return exit;
        }
    };
    // What is wrong with a file is the result of validating it.
    let findings = match &cli.command {
        // A report of rules has no place for other findings.
        Command::Validate(_) if cli.global.format == FormatName::Svrl => Stream::Stderr,
        Command::Validate(_) | Command::Verify(_) => Stream::Stdout,
        Command::Diff(_) if cli.global.format.is_of_findings() => Stream::Stdout,
        Command::Format(command) if command.check => Stream::Stdout,
        Command::Ids(command) if command.check => Stream::Stdout,
        Command::Ids(_) => Stream::Stderr,
        Command::Format(_)
        | Command::Transplant(_)
        | Command::Diff(_)
        | Command::Review(_)
        | Command::Convert(_)
        | Command::Text(_)
        | Command::View(_)
        | Command::Split(_)
        | Command::Schema(_)
        | Command::Eval(_)
        | Command::Learn(_)
        | Command::Cmif(_)
        | Command::Init(_)
        | Command::Config(_)
        | Command::Generate(_)
        | Command::Explain(_) => Stream::Stderr,
    };
    let opened = cli.command.refusal(&cli.global).map_or_else(|| output::files(&cli.global), Err);
    let (files, refusal) = match opened {
        Ok(files) => (files, None),
        Err(refusal) => (Vec::new(), Some(refusal)),
    };
    let mut console = Console::new(&cli.global, findings, files);
    if let Some(refusal) = refusal {
        return exit::exit_status(Err(refusal.into()), &mut console);
    }
    for fact in facts(arguments, &cli.global) {
        console.about(&fact);
    }
    // A fault outside the work on one file ends the run, but not its reports.
    let done = project::guarded("recto", || cli.command.run(&mut console));
    let done = done.unwrap_or_else(|fault| {
        console.report(&fault.source, &fault.diagnostics)?;
        Err(Stop::Reported)
    });
    exit::exit_status(done, &mut console)
}

/// What reports say of a run before it begins: the command as it was typed, and the date if it was asked for.
fn facts(arguments: &[OsString], global: &Global) -> Vec<Fact> {
    let typed: Vec<String> = arguments.iter().skip(1).map(|word| quoted(&word.to_string_lossy())).collect();
    let command = Fact::Command(["recto".to_owned()].into_iter().chain(typed).collect::<Vec<_>>().join(" "));
    [command].into_iter().chain(global.report_date.clone().map(Fact::Date)).collect()
}

/// A word as a shell takes it.
fn quoted(word: &str) -> String {
    let is_plain = |c: char| c.is_alphanumeric() || "-_./=:,+@%".contains(c);
    if !word.is_empty() && word.chars().all(is_plain) {
        word.to_owned()
    } else {
        format!("'{}'", word.replace('\'', "'\\''"))
    }
}

/// What is wrong with the arguments. A message repeats them as they are: where one could steer a terminal, or begin a line, it is read
/// once more with what stands for such characters.
fn printable(message: clap::Error, arguments: &[OsString]) -> clap::Error {
    let arguments: Vec<String> = arguments.iter().map(|argument| argument.to_string_lossy().into_owned()).collect();
    let visible: Vec<String> = arguments.iter().map(|argument| shown(argument).into_owned()).collect();
    if visible == arguments { message } else { Cli::read(visible).err().unwrap_or(message) }
}
