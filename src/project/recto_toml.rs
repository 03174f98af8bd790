//! `recto.toml`: what a project says once for all its files. Takes the path of one; gives its keys and what is wrong with them.
//!
//! Names of files in it are relative to it. Leaves out which file it holds for: `projects` finds that.

use std::collections::BTreeMap;
use std::path::Path;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use toml::Table;

use super::border::Border;
use super::load;
use crate::cmif::Edition;
use crate::diag::{self, Code, Diagnostic, Severity};
use crate::metadata::{self, Metadata, Names as TextNames};
use crate::settings::{self, Places};
use crate::text::{Source, nearest};

/// The table of rules that need not be run.
pub const NOT_RUN: &str = "allow-not-run";

/// The keys of the file.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema, PartialEq)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
#[schemars(title = "recto.toml")]
pub struct Keys {
    /// The house style: the name of a built-in one, or a file.
    pub profile: Option<String>,
    /// What is converted, and where the TEI goes.
    pub convert: Convert,
    /// How files are validated.
    pub validate: Validate,
    /// Names and addresses of schemas, each with the file that it stands for. Where both end in `/`, all addresses that begin so.
    pub schemas: BTreeMap<String, String>,
    /// Schemas of files that name none, for some files. Of several that fit a file, the last one holds.
    pub schema: Vec<SchemaFor>,
    /// How severe findings are. Of several that fit a finding, the last one holds.
    pub severity: Vec<SeverityFor>,
    /// Findings that are allowed, and why.
    pub allow: Vec<Allow>,
    /// What a run may cost.
    pub limits: LimitKeys,
    /// Rules that need not be run, and why.
    pub allow_not_run: Vec<AllowNotRun>,
    /// What the interchange file of letters says of the edition.
    pub cmif: Edition,
    /// Facts about every document, where the metadata file of a text does not say otherwise.
    pub metadata: Metadata,
}

/// Keys under `[convert]`.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema, PartialEq)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub struct Convert {
    /// Files or folders that `recto convert` converts when it is given none.
    pub source: Names,
    /// The folder, or for one text the file, of their TEI.
    pub target: Option<String>,
    /// Registers of names: tables, or TEI files.
    pub registers: Names,
    /// The table of all letters: a row for each, a column for each key of the metadata.
    pub metadata: Option<String>,
    /// How texts are called: `{date}_{sender}_an_{addressee}.txt`. What stands for a key is a fact about the text.
    #[schemars(with = "Option<String>")]
    pub names: Option<TextNames>,
}

/// Keys under `[validate]`.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema, PartialEq)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub struct Validate {
    /// Schemas of files that name none: names or files.
    pub schema: Names,
    /// XML catalogs.
    pub catalog: Names,
}

/// Keys under `[limits]`.
#[derive(Clone, Copy, Debug, Default, Deserialize, JsonSchema, PartialEq, Eq)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub struct LimitKeys {
    /// Steps of all files together, beyond 100 for each byte of a file; 500000000 without it.
    pub steps: Option<u64>,
    /// Bytes of memory for one file, beyond 16 for each of its bytes; 268435456 without it.
    pub memory: Option<u64>,
    /// Bytes of one file that is held whole; 268435456 without it.
    pub file_size: Option<u64>,
    /// Elements of a document inside each other; 1000000 without it, which is the most.
    pub depth: Option<u64>,
}

/// Keys under `[[schema]]`.
#[derive(Clone, Debug, Deserialize, JsonSchema, PartialEq)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct SchemaFor {
    /// Patterns of the files it holds for; all files without it.
    #[serde(default)]
    pub files: Names,
    /// Schemas of these files, where they name none.
    pub schema: Names,
}

/// Keys under `[[severity]]`.
#[derive(Clone, Debug, Deserialize, JsonSchema, PartialEq)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct SeverityFor {
    /// Codes of the findings.
    pub code: Names,
    /// Patterns of the files it holds for; all files without it.
    #[serde(default)]
    pub files: Names,
    /// How severe they are.
    pub severity: Level,
}

/// Keys under `[[allow]]`.
#[derive(Clone, Debug, Deserialize, JsonSchema, PartialEq)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Allow {
    /// Codes of the findings.
    pub code: Names,
    /// Patterns of the files it holds for; all files without it.
    #[serde(default)]
    pub files: Names,
    /// Why they are allowed.
    #[serde(default)]
    pub reason: String,
}

/// Keys under `[[allow-not-run]]`.
#[derive(Clone, Debug, Deserialize, JsonSchema, PartialEq)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct AllowNotRun {
    /// Hosts of the network that rules ask: `sws.geonames.org`.
    #[serde(default)]
    pub host: Names,
    /// Ids of tests, rules or patterns.
    #[serde(default)]
    pub rule: Names,
    /// Patterns of the files it holds for; all files without it.
    #[serde(default)]
    pub files: Names,
    /// Why they need not be run.
    #[serde(default)]
    pub reason: String,
}

/// How severe a project holds a finding.
#[derive(Clone, Copy, Debug, Deserialize, JsonSchema, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Level {
    /// It is not reported.
    Off,
    /// Worth knowing.
    Note,
    /// Doubtful.
    Warning,
    /// Wrong.
    Error,
}

impl Level {
    /// The severity; `None` where the finding is not reported.
    pub fn severity(self) -> Option<Severity> {
        match self {
            Self::Off => None,
            Self::Note => Some(Severity::Note),
            Self::Warning => Some(Severity::Warning),
            Self::Error => Some(Severity::Error),
        }
    }
}

/// One name, or a list of names.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema, PartialEq)]
#[serde(from = "NamesForm")]
pub struct Names(pub Vec<String>);

#[derive(Deserialize, JsonSchema)]
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

/// Reads a file. One that cannot be read or is not TOML has no keys and a finding.
pub fn read(border: &Border, path: &Path) -> (Source, Keys, Vec<Diagnostic>) {
    if !border.is_obeyed(path) {
        let name = path.display().to_string();
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        let finding = Diagnostic::new(&diag::FOREIGN_SETTINGS, format!("`{name}` belongs to another user"));
        let help = format!(
            "`--allow-read {}` obeys it; a `recto.toml` of your own, nearer to the files, holds alone",
            folder.display()
        );
        return (Source::new(name, ""), Keys::default(), vec![finding.help(help)]);
    }
    let source = match load::toml(border, path) {
        Ok(source) => source,
        Err(findings) => return (findings.source, Keys::default(), findings.diagnostics),
    };
    let (keys, mut findings) = settings::read::<Keys>(&source, &Table::new());
    let mut keys = keys.unwrap_or_default();
    let places = Places::of(&source);
    let mut tell = |path: &[&str], finding: Diagnostic| {
        findings.push(Diagnostic { span: places.span(path), ..finding });
    };
    for (from, to) in keys.schemas.iter().filter(|(from, to)| from.ends_with('/') != to.ends_with('/')) {
        let finding = Diagnostic::new(&diag::CONFLICT, format!("only one of `{from}` and `{to}` ends in `/`"));
        tell(&["schemas", from], finding.help("end both in `/` to replace the beginning of addresses"));
    }
    if keys.convert.target.is_some() && keys.convert.source.0.is_empty() {
        let finding = Diagnostic::new(&diag::CONFLICT, "`convert.target` without `convert.source`");
        tell(&["convert", "target"], finding.help("name the folder of the texts: `source = \"transcripts\"`"));
    }
    for (at, entry) in keys.allow.iter().enumerate().filter(|(_, entry)| entry.reason.trim().is_empty()) {
        let at = at.to_string();
        let key = if places.span(&["allow", &at, "reason"]).is_some() { "reason" } else { "code" };
        let message = format!("no reason is given to allow {}", entry.code.0.join(", "));
        tell(&["allow", &at, key], Diagnostic::new(&diag::NO_REASON, message).help("write `reason = \"…\"`"));
    }
    for (at, entry) in keys.allow_not_run.iter().enumerate() {
        let at = at.to_string();
        let place = ["host", "rule"].into_iter().find(|key| places.span(&[NOT_RUN, &at, key]).is_some());
        let place = [NOT_RUN, &at, place.unwrap_or("reason")];
        if entry.host.0.is_empty() && entry.rule.0.is_empty() {
            let finding = Diagnostic::new(&diag::CONFLICT, "this allows nothing: it names neither `host` nor `rule`");
            findings.push(Diagnostic { span: places.span(&place), ..finding });
        }
        if entry.reason.trim().is_empty() {
            let finding = Diagnostic::new(&diag::NO_REASON, "no reason is given to leave rules not run");
            let finding = finding.help("write `reason = \"…\"`");
            findings.push(Diagnostic { span: places.span(&place), ..finding });
        }
    }
    findings.extend(metadata::check(&mut keys.metadata, &source, Some("metadata")));
    (source, keys, findings)
}

/// The codes with these ids.
///
/// # Errors
/// That there is no such code, or that nothing can be said about it.
pub fn codes<'n>(names: impl IntoIterator<Item = &'n String>) -> Result<Vec<&'static Code>, Diagnostic> {
    names.into_iter().map(|name| code(name)).collect()
}

/// The code with this id, whose findings a project or a document may grade.
///
/// # Errors
/// As [`codes`].
pub fn code(name: &str) -> Result<&'static Code, Diagnostic> {
    let Some(code) = diag::code(name) else {
        let ids: Vec<&str> = diag::ALL.iter().map(|code| code.id).collect();
        let finding = Diagnostic::new(&diag::UNKNOWN_CODE, format!("no finding has the code `{name}`"));
        return Err(match nearest(&name.to_uppercase(), &ids) {
            Some(likely) => finding.help(format!("did you mean `{likely}`? `recto explain` lists all codes")),
            None => finding.help("`recto explain` lists all codes"),
        });
    };
    if code.severity == Severity::Error && code.group.are_errors_final() {
        let message = format!("{} stays an error: {}", code.id, code.title);
        let finding = Diagnostic::new(&diag::FIXED_SEVERITY, message);
        return Err(finding.help("a file that cannot be read, written or proved is never passed over"));
    }
    Ok(code)
}
