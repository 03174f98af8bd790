//! The command line: arguments, one file per command, exit status.
//!
//! Takes the arguments of the process; runs one command; gives its exit status: 0 clean, 1 findings, 2 could not run. Results go
//! to standard output or where `-o` says, everything else to standard error. The help texts are written once, here, in the
//! definitions that also read the arguments.

mod console;
mod convert;
mod diff;
mod eval;
mod exit;
mod explain;
mod format;
mod ids;
mod inputs;
mod review;
mod review_terminal;
mod schema;
mod schemas;
mod tally;
mod text;
mod validate;

use std::process::ExitCode;

use clap::{Args, Parser, Subcommand, ValueEnum};

use crate::project::Refusal;
use console::{Console, Stream};
use exit::Exit;

/// Plain text of letters to TEI-XML, with proof that no character was lost; TEI-XML checked against its schema.
#[derive(Debug, Parser)]
#[command(name = "recto", version, max_term_width = 100, arg_required_else_help = true, after_help = EXAMPLES)]
struct Cli {
    #[command(subcommand)]
    command: Command,
    #[command(flatten)]
    global: Global,
}

const EXAMPLES: &str = "\
Examples:
  recto convert letter.txt                  TEI on standard output
  recto convert transcripts/ -o tei/        every .txt below the folder
  recto validate tei/                       every .xml below the folder against its schema
  recto diff old.xml new.xml                what differs between two files or folders
  recto review tei/                         what a changed rule changes: accept or reject it
  recto text tei/ -o plain/                 TEI back to reading text
  recto schema letter.rnc -o letter.rng     RELAX NG from one syntax to the other
  recto format tei/                         every .xml below the folder in one layout
  recto ids tei/ --element p --pattern 'p{n}'  xml:ids where there are none
  recto eval --gold published/ tei/         how well TEI agrees with published TEI
  recto explain R0202                       what a finding means

Exit status: 0 clean, 1 findings, 2 could not run.";

#[derive(Debug, Subcommand)]
enum Command {
    Convert(convert::Convert),
    Validate(validate::Validate),
    Diff(diff::Diff),
    Review(review::Review),
    Text(text::Text),
    Schema(schema::Schema),
    Format(format::Format),
    Ids(ids::Ids),
    Eval(eval::Eval),
    Explain(explain::Explain),
}

/// Options of every command.
#[derive(Debug, Args)]
#[command(next_help_heading = "Reports")]
struct Global {
    /// How findings are written. `concise` is one line, `json` one object a line for each; `svrl` is a report of Schematron rules.
    #[arg(long, global = true, value_enum, default_value_t = FormatName::Human)]
    format: FormatName,
    /// When to colour findings. `auto` colours on a terminal unless NO_COLOR is set.
    #[arg(long, global = true, value_enum, default_value_t = ColourName::Auto, value_name = "WHEN")]
    color: ColourName,
    /// Exit with status 1 on warnings too.
    #[arg(long, global = true)]
    deny_warnings: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum FormatName {
    Human,
    Concise,
    Json,
    Svrl,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum ColourName {
    Auto,
    Always,
    Never,
}

/// Runs the command that the process was started with.
#[must_use]
pub fn run() -> ExitCode {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(message) => {
            // Nobody is left to tell when the message itself cannot be printed.
            let _ = message.print();
            return if message.use_stderr() { Exit::Failed } else { Exit::Clean }.into();
        }
    };
    // What is wrong with a file is the result of validating it.
    let findings = match &cli.command {
        // A report of rules has no place for other findings.
        Command::Validate(_) if cli.global.format == FormatName::Svrl => Stream::Stderr,
        Command::Validate(_) => Stream::Stdout,
        Command::Format(command) if command.check => Stream::Stdout,
        Command::Ids(command) if command.check => Stream::Stdout,
        Command::Ids(_) => Stream::Stderr,
        Command::Format(_)
        | Command::Diff(_)
        | Command::Review(_)
        | Command::Convert(_)
        | Command::Text(_)
        | Command::Schema(_)
        | Command::Eval(_)
        | Command::Explain(_) => Stream::Stderr,
    };
    let mut console = Console::new(&cli.global, findings);
    if console.is_svrl() && !matches!(cli.command, Command::Validate(_)) {
        let refusal = Refusal::new("`--format svrl` is a report of rules: only `validate` gives it");
        return exit::settle(Err(refusal.into()), &mut console).into();
    }
    let done = match &cli.command {
        Command::Convert(command) => convert::run(command, &mut console),
        Command::Validate(command) => validate::run(command, &mut console),
        Command::Diff(command) => diff::run(command, &mut console),
        Command::Review(command) => review::run(command, &mut console),
        Command::Text(command) => text::run(command, &mut console),
        Command::Schema(command) => schema::run(command, &mut console),
        Command::Format(command) => format::run(command, &mut console),
        Command::Ids(command) => ids::run(command, &mut console),
        Command::Eval(command) => eval::run(command, &mut console),
        Command::Explain(command) => explain::run(command, &mut console),
    };
    exit::settle(done, &mut console).into()
}
