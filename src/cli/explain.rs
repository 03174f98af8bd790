//! `recto explain`: what a finding means. Takes codes; prints their long texts, or the list of all.

use clap::Args;
use serde::Serialize;

use super::console::Console;
use super::exit::{Exit, Stop};
use crate::diag::{self, Code};
use crate::project::Refusal;
use crate::report::Format;
use crate::text::nearest;

/// Explain what a finding means.
///
/// Each code has a text that says what was found, with an example, and what to do. Without a code, all are listed.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub struct Explain {
    /// Codes as they stand in findings, such as R0202.
    #[arg(value_name = "CODE")]
    codes: Vec<String>,
}

const EXAMPLES: &str = "\
Examples:
  recto explain R0202
  recto explain";

#[derive(Serialize)]
struct Row {
    code: &'static str,
    severity: &'static str,
    title: &'static str,
    explanation: &'static str,
}

/// Runs the command.
pub fn run(command: &Explain, console: &mut Console) -> Result<Exit, Stop> {
    let named = command.codes.iter().map(|id| find(id));
    let codes = named.collect::<Result<Vec<&Code>, Refusal>>()?;
    let text = match (console.format(), codes.as_slice()) {
        (Format::Json, []) => objects(diag::ALL)?,
        (Format::Json, codes) => objects(codes)?,
        (_, []) => diag::ALL.iter().map(|code| line(code)).collect(),
        (_, codes) => codes.iter().map(|code| code.explanation).collect::<Vec<_>>().join("\n"),
    };
    console.print(&text)?;
    Ok(Exit::Clean)
}

fn find(id: &str) -> Result<&'static Code, Refusal> {
    diag::code(id).ok_or_else(|| {
        let ids: Vec<&str> = diag::ALL.iter().map(|code| code.id).collect();
        let refusal = Refusal::new(format!("no finding has the code `{id}`"));
        match nearest(&id.to_uppercase(), &ids) {
            Some(likely) => refusal.help(format!("did you mean `{likely}`? `recto explain` lists all codes")),
            None => refusal.help("`recto explain` lists all codes"),
        }
    })
}

fn line(code: &Code) -> String {
    format!("{}  {:7}  {}\n", code.id, code.severity.name(), code.title)
}

fn objects(codes: &[&Code]) -> Result<String, Stop> {
    let mut out = String::new();
    for code in codes {
        let row =
            Row { code: code.id, severity: code.severity.name(), title: code.title, explanation: code.explanation };
        out += &serde_json::to_string(&row).map_err(std::io::Error::from)?;
        out.push('\n');
    }
    Ok(out)
}
