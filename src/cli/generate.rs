//! `recto generate`: what is made from the definitions of the commands and of `recto.toml`. Takes what is wanted; prints it.

use std::io::{self, Write};

use clap::{Args, Subcommand};
use clap_complete::Shell;

use super::console::Console;
use super::exit::{Exit, Stop};
use crate::project;

/// Print completions for a shell, the man page, or the JSON Schema of recto.toml.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub struct Generate {
    #[command(subcommand)]
    wanted: Wanted,
}

#[derive(Clone, Copy, Debug, Subcommand)]
enum Wanted {
    /// Completions for a shell.
    Completions {
        /// The shell.
        #[arg(value_enum)]
        shell: Shell,
    },
    /// The man page of all commands.
    Man,
    /// The JSON Schema of recto.toml, for editors.
    JsonSchema,
}

const EXAMPLES: &str = "\
Examples:
  recto generate completions bash > ~/.local/share/bash-completion/completions/recto
  recto generate man > recto.1
  recto generate json-schema > recto.schema.json";

/// Runs the command; `program` is the definition of the whole program.
pub fn run(command: &Generate, mut program: clap::Command, console: &mut Console) -> Result<Exit, Stop> {
    let mut out = Vec::new();
    match command.wanted {
        Wanted::Completions { shell } => clap_complete::generate(shell, &mut program, "recto", &mut out),
        Wanted::Man => man(program, &mut out)?,
        Wanted::JsonSchema => {
            serde_json::to_writer_pretty(&mut out, &project::json_schema()).map_err(io::Error::from)?;
            out.push(b'\n');
        }
    }
    console.print(&String::from_utf8_lossy(&out))?;
    Ok(Exit::Clean)
}

/// One page: the program, then each command.
fn man(mut program: clap::Command, out: &mut Vec<u8>) -> io::Result<()> {
    program.build();
    clap_mangen::Man::new(program.clone()).render(out)?;
    for command in program.get_subcommands().filter(|command| command.get_name() != "help") {
        let name = format!("recto {}", command.get_name());
        writeln!(out, ".SH \"{}\"", name.to_uppercase())?;
        let page = clap_mangen::Man::new(command.clone().display_name(name));
        page.render_description_section(out)?;
        page.render_options_section(out)?;
        page.render_extra_section(out)?;
    }
    Ok(())
}
