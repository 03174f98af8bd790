//! Which of the options that all commands share a command shows. Takes the definition of the program; gives it with what is of no use to a
//! command hidden from its help, its completions and its part of the man page. It is still read: a command that is given it says why
//! it cannot be.

use clap::builder::{PossibleValuesParser, TypedValueParser, ValueParser};
use clap::{Arg, Command, ValueEnum};

use super::args::FormatName;

/// Commands that have findings for reports of every kind.
const REPORTED: &[&str] =
    &["convert", "validate", "verify", "transplant", "diff", "text", "view", "split", "format", "ids", "cmif"];

/// Commands that print what is built in: they read no files and have no findings.
const BUILT_IN: &[&str] = &["explain", "generate"];

/// Options about files and findings.
const ABOUT_FILES: &[&str] = &["quiet", "deny_warnings", "allow_read", "follow_links", "untrusted", "limit"];

/// The program, with the options of each command that are of use to it.
pub fn definition(program: Command) -> Command {
    let shared: Vec<Arg> = program.get_arguments().filter(|argument| argument.is_global_set()).cloned().collect();
    program.mut_subcommands(|command| {
        let name = command.get_name().to_owned();
        command.args(shared.iter().cloned().map(|argument| shown(argument, &name)))
    })
}

/// An option as a command shows it.
fn shown(argument: Arg, command: &str) -> Arg {
    let is_built_in = BUILT_IN.contains(&command);
    match argument.get_id().as_str() {
        "format" => argument.value_parser(formats(command)).hide(command == "generate"),
        "report" | "report_date" => argument.hide(!REPORTED.contains(&command)),
        name if ABOUT_FILES.contains(&name) => argument.hide(is_built_in),
        _ => argument,
    }
}

/// The names of formats, those that a command has findings for to be seen.
fn formats(command: &str) -> ValueParser {
    let name = |format: &FormatName| Some(format.to_possible_value()?.hide(!applies(*format, command)));
    let names = PossibleValuesParser::new(FormatName::value_variants().iter().filter_map(name));
    names.try_map(|name| FormatName::from_str(&name, false)).into()
}

fn applies(format: FormatName, command: &str) -> bool {
    match format {
        FormatName::Human | FormatName::Concise | FormatName::Json => true,
        FormatName::Svrl => command == "validate",
        FormatName::Unified => command == "diff",
        _ => REPORTED.contains(&command),
    }
}
