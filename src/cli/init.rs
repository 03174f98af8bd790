//! `recto init`: a new project. Takes the arguments, and at a terminal the answers to what they leave open; writes the files, and says what
//! to do next.

use std::io::{self, BufRead, IsTerminal, Write};
use std::path::{Component, Path, PathBuf};
use std::sync::Arc;

use clap::{Args, ValueEnum};

use super::console::Console;
use super::exit::{Exit, Stop};
use crate::profile;
use crate::project::{self, Begun, Ci, Draft, Refusal, Starter};

/// Begin a project: recto.toml, a house style, a sample, checks for CI and before commits.
///
/// At a terminal it asks for what the options leave open; an empty answer takes what stands in brackets. Files that are there already stay
/// as they are.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub struct Init {
    /// Folder of the project; it is made.
    #[arg(value_name = "FOLDER", default_value = ".")]
    folder: PathBuf,
    /// Table of what is known of the letters (CSV, Excel, LibreOffice), in the folder: `recto.toml` names it and the folder of its texts.
    #[arg(long, value_name = "FILE")]
    from: Option<PathBuf>,
    /// Built-in house style that yours extends: `letter`, `transcript` or `frus`.
    #[arg(long, value_name = "NAME")]
    profile: Option<String>,
    /// Language of the texts, such as `de`; several, the likeliest first.
    #[arg(long, value_name = "CODE", value_delimiter = ',')]
    language: Vec<String>,
    /// Who publishes the edition.
    #[arg(long, value_name = "NAME")]
    publisher: Option<String>,
    /// Where every push is checked.
    #[arg(long, value_enum)]
    ci: Option<CiName>,
    /// Ask nothing.
    #[arg(long)]
    yes: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum CiName {
    Github,
    Gitlab,
    None,
}

const EXAMPLES: &str = "\
Examples:
  recto init
  recto init --from letters.csv
  recto init edition --profile letter --language de,fr --publisher 'The Edition' --ci gitlab";

/// Runs the command.
pub fn run(command: &Init, console: &mut Console) -> Result<Exit, Stop> {
    let asks = !command.yes && io::stdin().is_terminal() && io::stderr().is_terminal();
    let profile = match &command.profile {
        Some(name) => Some(name.clone()),
        None if asks => ask(&format!("House style to extend ({})", profile::BUILT_IN.join(", ")), profile::DEFAULT)?,
        None => None,
    };
    let languages = match (command.language.as_slice(), asks) {
        ([], true) => {
            let codes = profile::language_codes().join(", ");
            let answer = ask(&format!("Languages of the texts, the likeliest first ({codes})"), "all")?;
            let named = answer.filter(|answer| answer != "all").unwrap_or_default();
            named.split([',', ' ']).filter(|code| !code.is_empty()).map(str::to_owned).collect()
        }
        (codes, _) => codes.to_vec(),
    };
    let publisher = match &command.publisher {
        Some(name) => Some(name.clone()),
        None if asks => ask("Publisher", "")?,
        None => None,
    };
    let ci = match command.ci {
        Some(name) => name,
        None if asks => ask("Check every push on github, gitlab or none", "github")?
            .map_or(Ok(CiName::Github), |answer| CiName::from_str(&answer, true))
            .map_err(Refusal::new)?,
        None => CiName::Github,
    };
    let draft = command.from.as_deref().map(|table| draft(&command.folder, table, console)).transpose()?;
    let has_texts = draft.is_some();
    let starter = Starter {
        draft,
        profile: profile.map(|name| known(&name, "profile", profile::BUILT_IN)).transpose()?,
        languages: languages
            .iter()
            .map(|code| known(code, "language", &profile::language_codes()))
            .collect::<Result<_, _>>()?,
        publisher: publisher.filter(|name| !name.trim().is_empty()),
        ci: match ci {
            CiName::Github => Ci::Github,
            CiName::Gitlab => Ci::Gitlab,
            CiName::None => Ci::None,
        },
    };
    for begun in project::begin(&command.folder, &starter)? {
        let line = match begun {
            Begun::Written(path) => format!("{} written\n", shown(&path)),
            Begun::There(path) => format!("{} was there, and is as it was\n", shown(&path)),
        };
        console.print(&line)?;
    }
    if ci != CiName::None && project::REPOSITORY.is_empty() {
        console.remark(&format!(
            "Recto is not published yet: CI takes its source from the submodule `{}`",
            project::SUBMODULE
        ))?;
    }
    console.remark(if has_texts {
        "next: look at `recto.toml`, then `recto convert`"
    } else {
        "next: put transcripts into `transcripts`, then `recto convert`"
    })?;
    Ok(Exit::Clean)
}

/// What a table says of the project; what is wrong with it is reported.
fn draft(folder: &Path, table: &Path, console: &mut Console) -> Result<Draft, Stop> {
    let border = Arc::new(console.border(&[folder.to_owned()]).files([table]));
    let (draft, findings) = project::draft(&border, folder, table)?;
    console.report(&findings.source, &findings.diagnostics)?;
    draft.ok_or(Stop::Reported)
}

/// A name that must be one of those that are built in.
fn known(name: &str, kind: &str, names: &[&str]) -> Result<String, Refusal> {
    if names.contains(&name) {
        return Ok(name.to_owned());
    }
    Err(Refusal::new(format!("no {kind} is called `{name}`")).help(format!("built in: {}", names.join(", "))))
}

/// Asks a person; `None` is what stands in brackets.
fn ask(question: &str, usual: &str) -> io::Result<Option<String>> {
    let mut stderr = io::stderr().lock();
    match usual {
        "" => write!(stderr, "{question}: ")?,
        usual => write!(stderr, "{question} [{usual}]: ")?,
    }
    stderr.flush()?;
    let mut answer = String::new();
    io::stdin().lock().read_line(&mut answer)?;
    Ok(Some(answer.trim().to_owned()).filter(|answer| !answer.is_empty()))
}

/// A path as people write it on every system.
fn shown(path: &Path) -> String {
    let names = path.components().filter(|part| *part != Component::CurDir);
    names.map(|part| part.as_os_str().to_string_lossy()).collect::<Vec<_>>().join("/")
}
