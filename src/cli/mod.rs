//! The command line: arguments, one file per command, exit status.
//!
//! Takes the arguments of the process; runs one command; gives its exit status: 0 clean, 1 findings, 2 could not run. Results go
//! to standard output or where `-o` says, everything else to standard error. The help texts are written once, here, in the
//! definitions that also read the arguments.

mod console;
mod convert;
mod exit;
mod explain;
mod inputs;
mod tally;
mod text;

use std::process::ExitCode;

use clap::{Args, Parser, Subcommand, ValueEnum};

use console::Console;
use exit::Exit;

/// Plain text of letters to TEI-XML, with proof that no character was lost.
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
  recto text tei/ -o plain/                 TEI back to reading text
  recto explain R0202                       what a finding means

Exit status: 0 clean, 1 findings, 2 could not run.";

#[derive(Debug, Subcommand)]
enum Command {
    Convert(convert::Convert),
    Text(text::Text),
    Explain(explain::Explain),
}

/// Options of every command.
#[derive(Debug, Args)]
#[command(next_help_heading = "Reports")]
struct Global {
    /// How findings are written. `json` is one object a line.
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
    Json,
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
    let mut console = Console::new(&cli.global);
    let done = match &cli.command {
        Command::Convert(command) => convert::run(command, &mut console),
        Command::Text(command) => text::run(command, &mut console),
        Command::Explain(command) => explain::run(command, &mut console),
    };
    exit::settle(done, &mut console).into()
}
