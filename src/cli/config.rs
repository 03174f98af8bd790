//! `recto config`: what is in force for a file, and where that is written. Takes the path; prints a table, or an object a line.

use std::path::PathBuf;
use std::slice;
use std::sync::Arc;

use clap::Args;
use serde_json::json;

use super::console::Console;
use super::exit::{Exit, Stop};
use super::schemas;
use super::summary::Summary;
use crate::project::{self, EffectiveSetting};
use crate::report::{Format, shown};

/// Show what is in force for a file, and where it is written.
///
/// The nearest recto.toml above the file holds. What no file says is built in. The file need not be there yet.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub struct Config {
    /// A text or a TEI file; a folder for the texts in it.
    #[arg(value_name = "PATH", default_value = ".")]
    path: PathBuf,
}

const EXAMPLES: &str = "\
Examples:
  recto config
  recto config tei/letters/d12.xml";

/// Runs the command.
pub fn run(command: &Config, console: &mut Console) -> Result<Exit, Stop> {
    let border = Arc::new(console.border(slice::from_ref(&command.path)));
    let (settings, about) = project::effective_settings(&border, &command.path);
    let mut summary = Summary::of("read", "failed");
    schemas::tell(&about, console, &mut summary)?;
    let text = match console.format() {
        Format::Json => settings.iter().map(object).collect(),
        _ => table(&settings),
    };
    console.print(&text)?;
    Ok(summary.exit())
}

fn table(settings: &[EffectiveSetting]) -> String {
    let width =
        |of: fn(&EffectiveSetting) -> &str| settings.iter().map(|one| of(one).chars().count()).max().unwrap_or(0);
    let (keys, values) = (width(|one| &one.key), width(|one| &one.value));
    let row = |one: &EffectiveSetting| {
        let origin = match &one.origin {
            Some((file, line)) => format!("{file}:{line}"),
            None => "built in".to_owned(),
        };
        format!("{:keys$}  {:values$}  {}\n", shown(&one.key), shown(&one.value), shown(&origin))
    };
    settings.iter().map(row).collect()
}

fn object(one: &EffectiveSetting) -> String {
    let (file, line) = one.origin.clone().unzip();
    format!("{}\n", json!({ "key": one.key, "value": one.value, "file": file, "line": line }))
}
