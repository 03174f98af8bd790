//! The project that each file of a run belongs to. Takes jobs; gives for each of them what its `recto.toml` says, ready to use.
//!
//! The file is looked for in the folder of a file, then in each folder above it; the nearest one holds alone. Standard input belongs to
//! the working directory. Every folder is looked at once and every `recto.toml` read once, before the run: what is wrong with one
//! is known then. Paths are compared by their names, `..` resolved in them; links are not followed.

use std::collections::BTreeMap;
use std::path::{Component, Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use super::address::{join, tidy};
use super::border::{Border, PROJECT_FILE, absolute, absolute_from, here};
use super::catalog::{self, Catalog};
use super::findings::Findings;
use super::globs::Globs;
use super::job::{Input, Job, Output};
use super::load;
use super::recto_toml::{self, Keys, NOT_RUN, Names};
use super::schemas::Schemas;
use crate::diag::{self, Code, Diagnostic, Severity};
use crate::profile;
use crate::schematron::Phase;
use crate::settings::Places;
use crate::text::{Source, nearest};

/// The projects of a run.
#[derive(Debug)]
pub struct Projects {
    /// The working directory.
    here: PathBuf,
    /// By every folder that was looked at.
    by_folder: BTreeMap<PathBuf, Arc<Project>>,
    /// That of the first input; of the working directory where there is no input.
    first: Arc<Project>,
    /// Those of the other inputs, in their order.
    others: Vec<Arc<Project>>,
}

/// What a `recto.toml` says, ready to use; all empty where there is none.
#[derive(Debug)]
pub struct Project {
    /// The file; its name is its address, empty where there is none.
    pub source: Source,
    /// What it says, as it is written.
    pub keys: Keys,
    /// All schemas, as they are named here.
    pub schemas: Schemas,
    /// The folder of the file; empty where there is none.
    folder: PathBuf,
    /// The working directory.
    here: PathBuf,
    pub(super) usual: Vec<DefaultSchemas>,
    pub(super) graded: Vec<Graded>,
    pub(super) allowed: Vec<Allowed>,
    pub(super) not_run: Vec<NotRun>,
}

/// Schemas of files that name none.
#[derive(Debug)]
pub(super) struct DefaultSchemas {
    pub files: Globs,
    /// Names as they are written, each with the address.
    pub schemas: Vec<(String, String)>,
    /// Where they are written.
    pub place: Vec<String>,
}

/// How severe findings are held; `None` where they are not reported.
#[derive(Debug)]
pub(super) struct Graded {
    pub codes: Vec<&'static Code>,
    pub files: Globs,
    pub severity: Option<Severity>,
}

/// Findings that are allowed.
#[derive(Debug)]
pub(super) struct Allowed {
    pub codes: Vec<&'static Code>,
    pub files: Globs,
    /// Whether there was one.
    pub is_used: AtomicBool,
}

/// Rules that need not be run.
#[derive(Debug)]
pub(super) struct NotRun {
    pub hosts: Vec<String>,
    pub rules: Vec<String>,
    pub files: Globs,
    /// How often it held.
    pub count: AtomicUsize,
}

/// A value for each project of the inputs.
#[derive(Debug)]
pub struct Each<T> {
    first: T,
    by_address: BTreeMap<String, T>,
}

impl<T> Each<T> {
    /// The value of a project.
    pub fn of(&self, project: &Project) -> &T {
        self.by_address.get(project.source.name()).unwrap_or(&self.first)
    }
}

impl Projects {
    /// Finds and reads the projects of these jobs, and what is wrong with them. Catalogs hold for all of them, before their own.
    #[must_use]
    pub fn open(border: &Arc<Border>, jobs: &[Job], catalogs: &[PathBuf], phase: &Phase) -> (Self, Vec<Findings>) {
        let mut about = Vec::new();
        let mut read = Vec::new();
        for catalog in catalogs {
            let (catalogs, findings) = catalog::read(border, &catalog.display().to_string());
            read.extend(catalogs);
            about.extend(findings);
        }
        let here = here();
        let mut opening = Opening { border, here: &here, catalogs: &read, phase, by_folder: BTreeMap::new(), about };
        let mut inputs = jobs.iter().filter(|job| !matches!(job.input, Input::Closed(_)));
        let first = opening.project(&folder_of(&here, inputs.next().and_then(Job::path)));
        let mut others: Vec<Arc<Project>> = Vec::new();
        for job in inputs {
            let project = opening.project(&folder_of(&here, job.path()));
            if !others.iter().chain([&first]).any(|other| Arc::ptr_eq(other, &project)) {
                others.push(project);
            }
        }
        for job in jobs {
            if let Output::File(path) = &job.output {
                opening.project(&folder_of(&here, Some(path)));
            }
        }
        let Opening { by_folder, about, .. } = opening;
        (Self { here, by_folder, first, others }, about)
    }

    /// The project of an input.
    #[must_use]
    pub fn of(&self, job: &Job) -> &Arc<Project> {
        self.of_path(job.path())
    }

    /// The project of an input or output; of standard input where there is no path.
    pub(super) fn of_path(&self, path: Option<&Path>) -> &Arc<Project> {
        let found = self.by_folder.get(&folder_of(&self.here, path));
        found.unwrap_or_else(|| self.first())
    }

    /// The project of the first input.
    #[must_use]
    pub fn first(&self) -> &Arc<Project> {
        &self.first
    }

    /// All projects of the inputs.
    pub(super) fn all(&self) -> impl Iterator<Item = &Arc<Project>> {
        std::iter::once(&self.first).chain(&self.others)
    }

    /// Works out a value for each project of the inputs.
    ///
    /// # Errors
    /// The first error of `work`.
    pub fn each<T, E>(&self, mut work: impl FnMut(&Project) -> Result<T, E>) -> Result<Each<T>, E> {
        let first = work(self.first())?;
        let mut by_address = BTreeMap::new();
        for project in &self.others {
            by_address.insert(project.source.name().to_owned(), work(project)?);
        }
        Ok(Each { first, by_address })
    }

    /// What was not run, as the projects allow: once for each entry that held.
    #[must_use]
    pub fn not_run(&self) -> Vec<Findings> {
        let all = std::iter::once(&self.first).chain(&self.others);
        let findings =
            all.map(|project| Findings { source: project.source.clone(), diagnostics: project.left_not_run() });
        findings.filter(|findings| !findings.diagnostics.is_empty()).collect()
    }

    /// What is allowed and was not found, in the projects that a run has looked at whole: those at or below one of the inputs that were
    /// named; where none was, the first. Only for findings that the run looks for.
    #[must_use]
    pub fn unused(&self, inputs: &[PathBuf], is_looked_for: impl Fn(&Code) -> bool) -> Vec<Findings> {
        let inputs: Vec<PathBuf> = inputs.iter().map(|input| absolute(input)).collect();
        let is_whole = |project: &Project| inputs.iter().any(|input| project.folder.starts_with(input));
        let all = self.all().filter(|project| !project.source.name().is_empty());
        let whole = all.filter(|project| inputs.is_empty() || is_whole(project));
        let findings = whole
            .map(|project| Findings { source: project.source.clone(), diagnostics: project.unused(&is_looked_for) });
        findings.filter(|findings| !findings.diagnostics.is_empty()).collect()
    }
}

impl Project {
    /// The path of a file as patterns see it; `None` for standard input, and for what does not lie in the project.
    pub(super) fn path(&self, path: Option<&Path>) -> Option<String> {
        let path = absolute_from(&self.here, path?);
        let below = path.strip_prefix(&self.folder).ok()?;
        let names = below.components().map(|name| name.as_os_str().to_string_lossy());
        Some(names.collect::<Vec<_>>().join("/"))
    }

    /// The schemas of a file that names none.
    pub(super) fn usual(&self, path: Option<&Path>) -> Option<&DefaultSchemas> {
        let path = self.path(path);
        self.usual.iter().rfind(|usual| usual.files.fit(path.as_deref()))
    }

    /// The house style: the name of a built-in one, or a path.
    #[must_use]
    pub fn profile(&self) -> Option<PathBuf> {
        let name = self.keys.profile.as_deref()?;
        Some(if profile::BUILT_IN.contains(&name) { PathBuf::from(name) } else { self.beside(name) })
    }

    /// The inputs of a conversion.
    #[must_use]
    pub fn sources(&self) -> Vec<PathBuf> {
        self.keys.convert.source.0.iter().map(|name| self.beside(name)).collect()
    }

    /// Whether a run over these inputs, or over the project where there are none, has all texts that the project names.
    #[must_use]
    pub fn is_covered(&self, inputs: &[PathBuf]) -> bool {
        let inputs: Vec<PathBuf> = inputs.iter().map(|input| absolute(input)).collect();
        let sources = self.sources();
        let is_below = |source: &PathBuf| inputs.iter().any(|input| absolute(source).starts_with(input));
        inputs.is_empty() || (!sources.is_empty() && sources.iter().all(is_below))
    }

    /// The registers of names.
    #[must_use]
    pub fn registers(&self) -> Vec<PathBuf> {
        self.keys.convert.registers.0.iter().map(|name| self.beside(name)).collect()
    }

    /// The table of all letters.
    #[must_use]
    pub fn table(&self) -> Option<PathBuf> {
        self.keys.convert.metadata.as_deref().map(|name| self.beside(name))
    }

    /// Where the results of a conversion go.
    #[must_use]
    pub fn target(&self) -> Option<PathBuf> {
        self.keys.convert.target.as_deref().map(|name| self.beside(name))
    }

    /// The path of a file that is named here. A slash at its end stays: it says that a folder is meant.
    fn beside(&self, name: &str) -> PathBuf {
        let path = Path::new(self.source.name()).parent().unwrap_or(Path::new("")).join(name);
        let tidied = tidy(&path);
        match name.ends_with('/') {
            true => tidied.join(""),
            false if tidied.as_os_str().is_empty() => PathBuf::from("."),
            false => tidied,
        }
    }

    fn left_not_run(&self) -> Vec<Diagnostic> {
        let entries = self.not_run.iter().zip(&self.keys.allow_not_run).enumerate();
        let places = Places::of(&self.source);
        let found = entries.filter_map(|(at, (allowed, entry))| {
            let count = allowed.count.load(Ordering::Relaxed);
            let message = format!("rules were not run {count} times, as allowed: {}", entry.reason.trim());
            let message = if count == 1 { message.replacen("1 times", "once", 1) } else { message };
            let span = places.span(&[NOT_RUN, &at.to_string(), "reason"]);
            (count > 0).then(|| Diagnostic { span, ..Diagnostic::new(&diag::NOT_RUN_AS_ALLOWED, message) })
        });
        found.collect()
    }

    fn unused(&self, is_looked_for: impl Fn(&Code) -> bool) -> Vec<Diagnostic> {
        let entries = self.allowed.iter().enumerate();
        let places = Places::of(&self.source);
        let unused = entries.filter(|(_, allowed)| !allowed.is_used.load(Ordering::Relaxed));
        let found = unused.filter(|(_, allowed)| allowed.codes.iter().all(|code| is_looked_for(code)));
        let found = found.map(|(at, allowed)| {
            let span = places.span(&["allow", &at.to_string(), "code"]);
            Diagnostic { span, ..allows_nothing(&allowed.codes) }
        });
        let not_run = self.not_run.iter().enumerate().filter(|_| is_looked_for(&diag::RULE_NOT_RUN));
        let not_run = not_run.filter(|(_, allowed)| allowed.count.load(Ordering::Relaxed) == 0).map(|(at, _)| {
            let span = places.span(&[NOT_RUN, &at.to_string(), "reason"]);
            Diagnostic { span, ..allows_nothing(&[&diag::RULE_NOT_RUN]) }
        });
        found.chain(not_run).collect()
    }
}

/// The finding that something is allowed and was not found.
pub(super) fn allows_nothing(codes: &[&'static Code]) -> Diagnostic {
    let ids: Vec<&str> = codes.iter().map(|code| code.id).collect();
    let message = format!("{} is allowed here and was not found", ids.join(", "));
    Diagnostic::new(&diag::ALLOWS_NOTHING, message).help("take this out: it would hide the next one")
}

/// Projects while they are looked for.
struct Opening<'a> {
    border: &'a Arc<Border>,
    here: &'a Path,
    catalogs: &'a [Catalog],
    phase: &'a Phase,
    by_folder: BTreeMap<PathBuf, Arc<Project>>,
    about: Vec<Findings>,
}

impl Opening<'_> {
    /// The project of a folder.
    fn project(&mut self, folder: &Path) -> Arc<Project> {
        let mut passed = Vec::new();
        let mut found = None;
        for above in folder.ancestors() {
            if let Some(known) = self.by_folder.get(above) {
                found = Some(Arc::clone(known));
                break;
            }
            passed.push(above.to_owned());
            if above.join(PROJECT_FILE).is_file() {
                found = Some(self.read(above));
                break;
            }
        }
        let project = found.unwrap_or_else(|| Arc::new(self.without()));
        for folder in passed {
            self.by_folder.insert(folder, Arc::clone(&project));
        }
        project
    }

    fn schemas(&self, catalogs: Vec<Catalog>) -> Schemas {
        Schemas::new(Arc::clone(self.border), catalogs, self.phase.clone())
    }

    /// No project.
    fn without(&self) -> Project {
        Project {
            source: Source::new("", ""),
            keys: Keys::default(),
            schemas: self.schemas(self.catalogs.to_vec()),
            folder: PathBuf::new(),
            here: self.here.to_owned(),
            usual: Vec::new(),
            graded: Vec::new(),
            allowed: Vec::new(),
            not_run: Vec::new(),
        }
    }

    /// The project whose `recto.toml` lies in this folder.
    fn read(&mut self, folder: &Path) -> Arc<Project> {
        let path = from_here(self.here, &folder.join(PROJECT_FILE));
        let (source, keys, mut diagnostics) = recto_toml::read(self.border, &path);
        let mut catalogs = self.catalogs.to_vec();
        catalogs.push(Catalog::of_table(&keys.schemas, source.name()));
        for catalog in &keys.validate.catalog.0 {
            let (own, findings) = catalog::read(self.border, &join(source.name(), catalog));
            catalogs.extend(own);
            self.about.extend(findings);
        }
        let mut project =
            Project { schemas: self.schemas(catalogs), folder: folder.to_owned(), source, keys, ..self.without() };
        project.prepare(&mut diagnostics);
        self.about.push(Findings { source: project.source.clone(), diagnostics });
        Arc::new(project)
    }
}

impl Project {
    /// Makes entries of the file ready to use; what is wrong with them is a finding, and they are left out.
    fn prepare(&mut self, findings: &mut Vec<Diagnostic>) {
        let source = self.source.clone();
        let keys = self.keys.clone();
        let places = Places::of(&source);
        let mut tell = |path: &[&str], finding: Diagnostic| {
            findings.push(Diagnostic { span: places.span(path), ..finding });
        };
        if let Some(finding) = self.unknown_profile() {
            tell(&["profile"], finding);
        }
        let all = self.addresses(&keys.validate.schema, &mut |finding| tell(&["validate", "schema"], finding));
        if !all.is_empty() {
            let place = ["validate", "schema"].map(str::to_owned).to_vec();
            self.usual.push(DefaultSchemas { files: Globs::all(), schemas: all, place });
        }
        for (at, entry) in keys.schema.iter().enumerate() {
            let at = at.to_string();
            let files = globs(&entry.files, &mut |finding| tell(&["schema", &at, "files"], finding));
            let place = ["schema", &at, "schema"];
            let schemas = self.addresses(&entry.schema, &mut |finding| tell(&place, finding));
            let place = place.map(str::to_owned).to_vec();
            self.usual.extend(files.map(|files| DefaultSchemas { files, schemas, place }));
        }
        for (at, entry) in keys.severity.iter().enumerate() {
            let at = at.to_string();
            let files = globs(&entry.files, &mut |finding| tell(&["severity", &at, "files"], finding));
            match (recto_toml::codes(&entry.code.0), files) {
                (Err(finding), _) => tell(&["severity", &at, "code"], finding),
                (Ok(codes), Some(files)) => {
                    self.graded.push(Graded { codes, files, severity: entry.severity.severity() });
                }
                (Ok(_), None) => {}
            }
        }
        for (at, entry) in keys.allow_not_run.iter().enumerate() {
            let at = at.to_string();
            let files = globs(&entry.files, &mut |finding| tell(&[NOT_RUN, &at, "files"], finding));
            self.not_run.extend(files.map(|files| NotRun {
                hosts: entry.host.0.iter().map(|host| host.to_ascii_lowercase()).collect(),
                rules: entry.rule.0.clone(),
                files,
                count: AtomicUsize::new(0),
            }));
        }
        for (at, entry) in keys.allow.iter().enumerate() {
            let at = at.to_string();
            let files = globs(&entry.files, &mut |finding| tell(&["allow", &at, "files"], finding));
            match (recto_toml::codes(&entry.code.0), files) {
                (Err(finding), _) => tell(&["allow", &at, "code"], finding),
                (Ok(codes), Some(files)) => {
                    self.allowed.push(Allowed { codes, files, is_used: AtomicBool::new(false) });
                }
                (Ok(_), None) => {}
            }
        }
    }

    /// Names of schemas with their addresses.
    fn addresses(&self, names: &Names, tell: &mut impl FnMut(Diagnostic)) -> Vec<(String, String)> {
        let mut addresses = Vec::new();
        for name in &names.0 {
            match self.schemas.named(self.source.name(), name) {
                Ok(address) => addresses.push((name.clone(), address)),
                Err(finding) => tell(finding),
            }
        }
        addresses
    }

    fn unknown_profile(&self) -> Option<Diagnostic> {
        let name = self.keys.profile.as_deref()?;
        if profile::BUILT_IN.contains(&name) || load::looks_like_path(Path::new(name)) || self.beside(name).exists() {
            return None;
        }
        let finding = Diagnostic::new(&diag::UNKNOWN_PROFILE, format!("no profile is named `{name}`"));
        Some(match nearest(name, profile::BUILT_IN) {
            Some(likely) => finding.help(format!("did you mean `{likely}`?")),
            None => finding.help(format!(
                "built in: {}; a profile of your own is named by its path: `./house.toml`",
                profile::BUILT_IN.join(", ")
            )),
        })
    }
}

/// The files that patterns are about.
fn globs(patterns: &Names, tell: &mut impl FnMut(Diagnostic)) -> Option<Globs> {
    match Globs::new(&patterns.0) {
        Ok(globs) => Some(globs),
        Err((at, reason)) => {
            let pattern = patterns.0.get(at).map_or("", String::as_str);
            tell(Diagnostic::new(&diag::BAD_PATTERN, format!("`{pattern}` is no pattern of files: {reason}")));
            None
        }
    }
}

/// The folder of a file; the working directory for standard input.
fn folder_of(here: &Path, path: Option<&Path>) -> PathBuf {
    absolute_from(here, path.and_then(Path::parent).unwrap_or(Path::new("")))
}

/// A path from the root, written from the working directory where they have a folder in common.
fn from_here(here: &Path, path: &Path) -> PathBuf {
    let shared = here.components().zip(path.components()).take_while(|(a, b)| a == b).count();
    let is_apart = here.components().take(shared).all(|part| !matches!(part, Component::Normal(_)));
    let up = here.components().count().saturating_sub(shared);
    if up > 0 && is_apart {
        return path.to_owned();
    }
    (0..up).map(|_| Component::ParentDir).chain(path.components().skip(shared)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_written_from_the_working_directory() {
        let cases = [
            ("/a/b", "/a/b/recto.toml", "recto.toml"),
            ("/a/b", "/a/b/c/recto.toml", "c/recto.toml"),
            ("/a/b", "/a/recto.toml", "../recto.toml"),
            ("/a/b", "/a/c/recto.toml", "../c/recto.toml"),
            ("/a/b", "/c/recto.toml", "/c/recto.toml"),
            ("/", "/a/recto.toml", "a/recto.toml"),
        ];
        for (here, path, expected) in cases {
            assert_eq!(from_here(Path::new(here), Path::new(path)), Path::new(expected), "{here} {path}");
        }
    }
}
