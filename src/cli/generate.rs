//! `recto generate`: what is made from the definitions of the commands and of the files that people write, and the built-in profiles. Takes what
//! is wanted; prints it.

use std::io::{self, Write};

use clap::builder::PossibleValuesParser;
use clap::{Args, Subcommand, ValueEnum};
use clap_complete::Shell;

use super::console::Console;
use super::exit::{Exit, Stop};
use crate::profile;
use crate::project::{self, SettingsFile};

/// Print completions for a shell, the man page, a JSON Schema, or a built-in house style.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub struct Generate {
    #[command(subcommand)]
    wanted: Wanted,
}

#[derive(Clone, Debug, Subcommand)]
enum Wanted {
    /// Completions for a shell.
    Completions {
        /// The shell.
        #[arg(value_enum)]
        shell: Shell,
    },
    /// The man page of all commands.
    Man,
    /// The JSON Schema of a file that you write, for editors that complete and check it.
    JsonSchema {
        /// Which file.
        #[arg(value_enum, default_value_t = SchemaOf::RectoToml)]
        of: SchemaOf,
    },
    /// A built-in house style as a file: to read, or to begin one of your own with.
    Profile {
        /// Its name.
        #[arg(value_parser = PossibleValuesParser::new(profile::BUILT_IN))]
        name: String,
    },
}

/// A file that people write.
#[derive(Clone, Copy, Debug, ValueEnum)]
enum SchemaOf {
    /// The project file.
    #[value(name = "recto.toml")]
    RectoToml,
    /// A house style.
    Profile,
    /// What is known of one text: letter.toml beside letter.txt.
    Metadata,
}

impl From<SchemaOf> for SettingsFile {
    fn from(of: SchemaOf) -> Self {
        match of {
            SchemaOf::RectoToml => Self::Project,
            SchemaOf::Profile => Self::Profile,
            SchemaOf::Metadata => Self::Metadata,
        }
    }
}

const EXAMPLES: &str = "\
Examples:
  recto generate completions bash > ~/.local/share/bash-completion/completions/recto
  recto generate man > recto.1
  recto generate json-schema > recto-toml.json
  recto generate json-schema profile > profile.json
  recto generate profile letter > letter.toml";

/// Runs the command; `program` is the definition of the whole program.
pub fn run(command: &Generate, mut program: clap::Command, console: &mut Console) -> Result<Exit, Stop> {
    let mut out = Vec::new();
    match &command.wanted {
        Wanted::Completions { shell } => clap_complete::generate(*shell, &mut program, "recto", &mut out),
        Wanted::Man => man(program, &mut out)?,
        Wanted::JsonSchema { of } => {
            serde_json::to_writer_pretty(&mut out, &project::json_schema((*of).into())).map_err(io::Error::from)?;
            out.push(b'\n');
        }
        Wanted::Profile { name } => out.extend(built_in(name).into_bytes()),
    }
    console.print(&String::from_utf8_lossy(&out))?;
    Ok(Exit::Clean)
}

/// A built-in profile as a file that can stand in a project: the lowest one extends itself there.
fn built_in(name: &str) -> String {
    let text = profile::built_in_file(name).unwrap_or_default();
    let name_line = format!("name = \"{name}\"\n");
    match text.contains("\nextends = ") {
        true => text.to_owned(),
        false => text.replacen(&name_line, &format!("{name_line}extends = \"{name}\"\n"), 1),
    }
}

/// One page for all: the program, then each command. It names no page of a command, for there is none.
fn man(mut program: clap::Command, out: &mut Vec<u8>) -> io::Result<()> {
    program.build();
    let page = clap_mangen::Man::new(program.clone());
    page.render_title(out)?;
    page.render_name_section(out)?;
    page.render_synopsis_section(out)?;
    page.render_description_section(out)?;
    page.render_options_section(out)?;
    writeln!(out, ".SH COMMANDS")?;
    list(&program, out)?;
    page.render_extra_section(out)?;
    for command in commands(&program) {
        let name = command.get_bin_name().unwrap_or_default().to_owned();
        writeln!(out, ".SH \"{}\"", name.to_uppercase())?;
        let page = clap_mangen::Man::new(command.clone().display_name(name));
        page.render_description_section(out)?;
        list(command, out)?;
        page.render_options_section(out)?;
        page.render_extra_section(out)?;
    }
    page.render_version_section(out)
}

/// The commands in one, and what each does.
fn list(around: &clap::Command, out: &mut Vec<u8>) -> io::Result<()> {
    for command in commands(around) {
        let name = command.get_bin_name().unwrap_or_default();
        let about = command.get_about().map(ToString::to_string).unwrap_or_default();
        writeln!(out, ".TP\n\\fB{}\\fR\n{about}", name.replace('-', "\\-"))?;
    }
    Ok(())
}

fn commands(around: &clap::Command) -> impl Iterator<Item = &clap::Command> {
    around.get_subcommands().filter(|command| command.get_name() != "help")
}
