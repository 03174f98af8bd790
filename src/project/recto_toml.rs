//! `recto.toml`: what a project says once for all its files. Takes the jobs of a run; gives the file's keys and what is wrong with
//! them.
//!
//! The file is looked for in the folder of the first input, then in each folder above it; for standard input from the working
//! directory. It holds for the whole run. Names of files in it are relative to it.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde::Deserialize;
use toml::Table;

use super::catalog::{Catalog, Entry, Rule};
use super::find::{Input, Job};
use super::load;
use super::run::Findings;
use crate::diag::{self, Diagnostic};
use crate::settings;
use crate::text::Source;

const NAME: &str = "recto.toml";

/// The settings of a project; all empty where there is no file.
#[derive(Clone, Debug)]
pub struct Settings {
    /// The file; its name is its address, empty where there is none.
    pub source: Source,
    /// What it says.
    pub keys: Keys,
}

/// The keys of the file.
#[derive(Clone, Debug, Default, Deserialize, PartialEq)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub struct Keys {
    /// How files are validated.
    pub validate: Validate,
    /// Names and addresses of schemas, each with the file that it stands for. Where both end in `/`, all addresses that begin so.
    pub schemas: BTreeMap<String, String>,
}

/// Keys under `[validate]`.
#[derive(Clone, Debug, Default, Deserialize, PartialEq)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub struct Validate {
    /// Schemas of files that name none: names or files.
    pub schema: Names,
    /// XML catalogs.
    pub catalog: Names,
}

/// One name, or a list of names.
#[derive(Clone, Debug, Default, Deserialize, PartialEq)]
#[serde(from = "NamesForm")]
pub struct Names(pub Vec<String>);

#[derive(Deserialize)]
#[serde(untagged, expecting = "expected a name or a list of names")]
enum NamesForm {
    One(String),
    Several(Vec<String>),
}

impl From<NamesForm> for Names {
    fn from(form: NamesForm) -> Self {
        match form {
            NamesForm::One(name) => Self(vec![name]),
            NamesForm::Several(names) => Self(names),
        }
    }
}

impl Settings {
    /// The table `[schemas]` as a catalog.
    pub fn catalog(&self) -> Catalog {
        let entry = |(from, to): (&String, &String)| Entry {
            rule: if from.ends_with('/') { Rule::Prefix } else { Rule::Whole },
            from: from.clone(),
            to: to.clone(),
            base: self.source.name().to_owned(),
        };
        Catalog { entries: self.keys.schemas.iter().map(entry).collect() }
    }
}

/// Reads the settings of a run, and what is wrong with them.
pub fn read(jobs: &[Job]) -> (Settings, Vec<Findings>) {
    let none = || Settings { source: Source::new("", ""), keys: Keys::default() };
    let Some(path) = find(jobs) else {
        return (none(), Vec::new());
    };
    let source = match load::toml(&path) {
        Ok(source) => source,
        Err(findings) => return (none(), vec![*findings]),
    };
    let (keys, mut diagnostics) = settings::read::<Keys>(&source, &Table::new());
    let keys = keys.unwrap_or_default();
    for (from, to) in keys.schemas.iter().filter(|(from, to)| from.ends_with('/') != to.ends_with('/')) {
        let span = settings::span_of(&source, &["schemas", from]);
        let finding = Diagnostic::new(&diag::CONFLICT, format!("only one of `{from}` and `{to}` ends in `/`"));
        diagnostics.push(Diagnostic { span, ..finding.help("end both in `/` to replace the beginning of addresses") });
    }
    (Settings { source: source.clone(), keys }, vec![Findings { source, diagnostics }])
}

/// The nearest file, named from the working directory where it lies below it.
fn find(jobs: &[Job]) -> Option<PathBuf> {
    let first = jobs.iter().find_map(|job| match &job.input {
        Input::File(path) => path.parent(),
        Input::Stdin | Input::Closed(_) => None,
    });
    let start = first.filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let here = Path::new(".").canonicalize().ok()?;
    let folder = start.canonicalize().ok()?;
    let path = folder.ancestors().map(|folder| folder.join(NAME)).find(|path| path.is_file())?;
    Some(path.strip_prefix(&here).map_or_else(|_| path.clone(), Path::to_owned))
}
