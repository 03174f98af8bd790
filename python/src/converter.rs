//! `recto convert` for Python: a house style made ready once, and texts converted in it. Takes texts, files and tables; gives TEI, findings and where each
//! element came from, or writes files as the program does.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;

use pyo3::prelude::*;
use recto::internals::budget::Budget;
use recto::internals::project::{
    self, Border, ConvertOptions, Delivery, Extensions, Extent, Facts, FileOutcome, Findings as InFile, Held,
    HouseMarks, Job, Origins, Places, Project, Projects, Replaced, Results, Share, Target, Volumes,
};
use recto::internals::register::{Finder, Register};
use recto::internals::report::Place;
use recto::internals::schematron::Phase;

use crate::finding::{Findings, Found, all_found, refusal};
use crate::run;
use crate::table::{self, Batch, Row};
use crate::validator::each_row;

const EXTENSIONS: Extensions = Extensions { from: project::TEXT_EXTENSIONS, to: "xml" };

/// What to do where a file is not replaced.
const WAYS: &str = "`force=True` replaces it; `output` names another folder";

/// What a converter was asked for.
struct Asked {
    profile: Option<PathBuf>,
    language: Option<String>,
    registers: Vec<PathBuf>,
    table: Option<PathBuf>,
    encoding: Option<String>,
    is_validated: bool,
    message_language: String,
}

/// A house style with all that belongs to it, shared by all threads.
#[pyclass(frozen, module = "recto._recto")]
pub struct Converter {
    asked: Asked,
    border: Arc<Border>,
    options: ConvertOptions,
}

/// Element, rule, line, end line, start and end in bytes.
type Element = (String, String, usize, usize, usize, usize);

/// The table of all letters of each project.
type Tables = project::Each<Option<Arc<project::CorpusTable>>>;

/// TEI, findings, elements.
type Converted = (Option<String>, Findings, Vec<Element>);

#[pymethods]
impl Converter {
    #[new]
    #[expect(clippy::too_many_arguments, reason = "the options of `recto convert`, given by name in Python")]
    fn new(
        py: Python<'_>,
        profile: Option<PathBuf>,
        language: Option<String>,
        registers: Vec<PathBuf>,
        table: Option<PathBuf>,
        encoding: Option<String>,
        is_validated: bool,
        message_language: String,
    ) -> PyResult<Self> {
        if let Some(label) = &encoding {
            project::encoding(label).map_err(|error| refusal(py, &error))?;
        }
        let asked = Asked { profile, language, registers, table, encoding, is_validated, message_language };
        let border = Arc::new(asked.border(&[]));
        let (options, _) = asked.options(py, &border, &[], (Origins::Explained, Replaced::Own))?;
        Ok(Self { asked, border, options })
    }

    /// Converts documents that are held, each under its name and with its metadata as TOML.
    fn convert_held(
        &self,
        py: Python<'_>,
        documents: Vec<(String, Vec<u8>, Option<String>)>,
    ) -> PyResult<Vec<Converted>> {
        let jobs: Vec<Job> = documents
            .into_iter()
            .map(|(name, bytes, metadata)| Job::held(&self.border, name, Held { bytes, metadata }))
            .collect();
        let mut all = Vec::new();
        let work = |job: &Job| project::convert(job, &self.options);
        run::each(py, &jobs, Job::named, work, None, |outcome| {
            all.push(converted(outcome.unwrap_or_else(|fault| FileOutcome::unread(*fault))));
            Ok(())
        })?;
        Ok(all)
    }

    /// Converts files and folders to files at `output`; gives all findings and how many texts there are, and of these how many have TEI.
    #[pyo3(signature = (inputs, output, force, progress=None))]
    fn convert_files(
        &self,
        py: Python<'_>,
        inputs: Vec<PathBuf>,
        output: PathBuf,
        force: bool,
        progress: Option<Py<PyAny>>,
    ) -> PyResult<(Findings, usize, usize)> {
        let border = Arc::new(self.asked.border(&inputs).output(&output));
        let refused = |error| refusal(py, &error);
        let jobs = project::jobs(&border, &inputs, Target::Path(&output), EXTENSIONS).map_err(refused)?;
        let replaced = if force { Replaced::All } else { Replaced::Own };
        let (mut options, about) = self.asked.options(py, &border, &jobs, (Origins::Unexplained, replaced))?;
        let mut all = all_found(&about);
        let profile = |job: &Job| Arc::clone(options.profiles.of(options.projects.of(job)));
        let (jobs, said) =
            project::with_letters(jobs, Volumes::OfProfile, None, profile, self.asked.encoding.as_deref());
        all.extend(all_found(&said));
        let (tables, said) = self.asked.tables(py, &border, &options.projects, &jobs, &inputs)?;
        options.tables = tables;
        all.extend(all_found(&said));
        let files = project::written(&jobs).count();
        let (lock, said) = project::claim(project::written(&jobs), Share::of(files)).map_err(refused)?;
        all.extend(all_found(&said));
        let mut made = 0;
        let work = |job: &Job| project::convert(job, &options);
        run::each(py, &jobs, Job::named, work, progress.as_ref(), |outcome| {
            let mut outcome = outcome.unwrap_or_else(|fault| FileOutcome::unread(*fault));
            outcome.pay(&options.budget);
            made += usize::from(outcome.delivery != Delivery::Failed);
            all.extend(all_found(outcome.findings()));
            Ok(())
        })?;
        options.places.close(lock);
        Ok((Findings(all), jobs.len(), made))
    }

    /// Converts the texts of a table: a row for each, with its name.
    #[pyo3(signature = (batch, text, name, metadata=None))]
    fn convert_batch(
        &self,
        py: Python<'_>,
        batch: &Bound<'_, PyAny>,
        text: &str,
        name: &str,
        metadata: Option<&str>,
    ) -> PyResult<Batch> {
        let rows = each_row(py, batch, [text, name], metadata, |name, bytes, toml| {
            let metadata = toml.map(|toml| String::from_utf8_lossy(toml).into_owned());
            let job = Job::held(&self.border, name.clone(), Held { bytes: bytes.to_vec(), metadata });
            let (tei, findings) = made(project::convert(&job, &self.options));
            Row { name, tei, findings }
        })?;
        table::of_rows(&rows, true).map(Batch)
    }
}

fn converted(outcome: FileOutcome) -> Converted {
    let source = &outcome.input.source;
    let elements = outcome.elements.iter().map(|one| {
        let Place { line, end_line, start, end, .. } = Place::new(source, one.origin.span);
        (one.element.clone(), one.origin.rule.to_string(), line, end_line, start, end)
    });
    let elements = elements.collect();
    let (tei, findings) = made(outcome);
    (tei, Findings(findings), elements)
}

fn made(outcome: FileOutcome) -> (Option<String>, Vec<Found>) {
    let findings = all_found(outcome.findings());
    let tei = match outcome.delivery {
        Delivery::Print(tei) => Some(tei),
        Delivery::Done | Delivery::Failed => None,
    };
    (tei, findings)
}

impl Asked {
    fn border(&self, inputs: &[PathBuf]) -> Border {
        run::border(inputs, &self.profile).files(&self.registers).files(&self.table)
    }

    /// What holds for these jobs, without tables.
    fn options(
        &self,
        py: Python<'_>,
        border: &Arc<Border>,
        jobs: &[Job],
        (origins, replaced): (Origins, Replaced),
    ) -> PyResult<(ConvertOptions, Vec<InFile>)> {
        let (projects, about) = run::open(py, border, jobs, &[], &Phase::Default)?;
        let name_of = |project: &Project| run::profile_name(self.profile.as_deref(), project);
        let mut read = BTreeMap::new();
        let mut profiles = projects.each(|project| {
            let name = name_of(project);
            if let Some(known) = read.get(&name) {
                return Ok::<_, PyErr>(Arc::clone(known));
            }
            let profile = run::profile(py, border, &name)?;
            read.insert(name, Arc::clone(&profile));
            Ok(profile)
        })?;
        if let Some(tag) = &self.language {
            profiles = projects.each(|project| Ok::<_, PyErr>(Arc::new(profiles.of(project).in_language(tag))))?;
        }
        let schemas = projects.each(|project| {
            let name = profiles.of(project).schema().filter(|_| self.is_validated);
            let base = name_of(project).display().to_string();
            name.map(|name| run::schema(py, project, &base, name)).transpose()
        })?;
        let names = projects.each(|project| {
            let own = if self.registers.is_empty() { project.registers() } else { self.registers.clone() };
            let mut register = Register::default();
            for path in own {
                let (more, findings) = project::register(border, &path);
                run::sound(py, [&findings])?;
                register.0.extend(more.0);
            }
            Ok::<_, PyErr>(Arc::new(Finder::new(&register, profiles.of(project))))
        })?;
        let marks = projects.each(|project| Ok::<_, PyErr>(Arc::new(HouseMarks::of(profiles.of(project)))))?;
        let tables = projects.each(|_| Ok::<_, PyErr>(None))?;
        let options = ConvertOptions {
            projects,
            profiles,
            marks,
            names,
            schemas,
            encoding: self.encoding.clone(),
            facts: Facts::Beside,
            tables,
            language: self.language.clone(),
            origins,
            results: Results::Written,
            places: Places::new(replaced, WAYS),
            message_language: self.message_language.clone(),
            budget: Budget::new(border.limits()),
            proof: None,
        };
        Ok((options, about))
    }

    /// The table of all letters that was given, or else that of each project.
    fn tables(
        &self,
        py: Python<'_>,
        border: &Border,
        projects: &Projects,
        jobs: &[Job],
        inputs: &[PathBuf],
    ) -> PyResult<(Tables, Vec<InFile>)> {
        let mut said = Vec::new();
        let tables = projects.each(|project| {
            let given = self.table.clone();
            let is_whole =
                if given.is_some() { inputs.iter().any(|input| input.is_dir()) } else { project.is_covered(inputs) };
            let Some(path) = given.or_else(|| project.table()) else { return Ok(None) };
            let extent = if is_whole { Extent::Whole } else { Extent::Part };
            let is_own = |job: &&Job| self.table.is_some() || projects.of(job).source.name() == project.source.name();
            let texts: Vec<PathBuf> = jobs.iter().filter(is_own).flat_map(Job::texts).collect();
            let names = project.keys.convert.names.as_ref();
            let (table, findings) =
                project::corpus_table(border, &path, self.encoding.as_deref(), &texts, names, extent);
            run::sound(py, [&findings])?;
            said.push(findings);
            Ok::<_, PyErr>(table.map(Arc::new))
        })?;
        Ok((tables, said))
    }
}
