//! `recto validate` for Python: schemas that are compiled once, and documents checked against them. Takes bytes, paths and tables; gives findings.

use std::path::PathBuf;
use std::sync::Arc;

use pyo3::prelude::*;
use recto::internals::budget::Budget;
use recto::internals::project::{
    self, Border, Checked, Compiled, Extensions, Findings as InFile, Fixing, Held, Inclusion, Job, RunRules, SharedIds,
    Svrl, Target, ValidateOptions,
};
use recto::internals::schematron::Phase;
use recto::internals::xml::External;

use crate::finding::{Findings, Found, all_found, found, no_such, refusal};
use crate::run;
use crate::table::{self, Batch, Row, Texts};

const EXTENSIONS: Extensions = Extensions { from: &["xml"], to: "xml" };

/// What a validator was asked for.
struct Asked {
    schemas: Vec<String>,
    catalogs: Vec<PathBuf>,
    phase: Phase,
    rules: RunRules,
    external: External,
    inclusion: Inclusion,
    profile: Option<PathBuf>,
    language: String,
}

/// Schemas that are compiled once and shared by all threads.
#[pyclass(frozen, module = "recto._recto")]
pub struct Validator {
    asked: Asked,
    border: Arc<Border>,
    options: ValidateOptions,
    /// What was found in the files of its schemas and of its project.
    about: Vec<InFile>,
}

#[pymethods]
impl Validator {
    #[new]
    #[expect(clippy::too_many_arguments, reason = "the options of `recto validate`, given by name in Python")]
    fn new(
        py: Python<'_>,
        schemas: Vec<String>,
        catalogs: Vec<PathBuf>,
        phase: &str,
        rules: &str,
        external: &str,
        xinclude: bool,
        profile: Option<PathBuf>,
        language: String,
    ) -> PyResult<Self> {
        let rules = match rules {
            "auto" => RunRules::Auto,
            "always" => RunRules::Always,
            "never" => RunRules::Never,
            other => return Err(no_such("choice of rules", other, &["auto", "always", "never"])),
        };
        let external = match external {
            "refuse" => External::Refused,
            "note" => External::Noted,
            "local" => External::Local,
            other => return Err(no_such("way with external entities", other, &["refuse", "note", "local"])),
        };
        let inclusion = if xinclude { Inclusion::Resolved } else { Inclusion::Left };
        let phase = Phase::named(phase);
        let asked = Asked { schemas, catalogs, phase, rules, external, inclusion, profile, language };
        let border = Arc::new(asked.border(&[]));
        let (options, mut about) = asked.options(py, &border, &[], None)?;
        let of_schemas = options.given.iter().flat_map(|compiled| &compiled.findings);
        about.extend(
            of_schemas.map(|(source, findings)| InFile { source: (**source).clone(), diagnostics: findings.clone() }),
        );
        Ok(Self { asked, border, options, about })
    }

    /// What was found in the files of its schemas, none of it an error.
    fn findings(&self) -> Findings {
        Findings(all_found(&self.about))
    }

    /// The findings of documents that are held, each under its name.
    fn validate_held(&self, py: Python<'_>, documents: Vec<(String, Vec<u8>)>) -> PyResult<Vec<Findings>> {
        let documents: Vec<Job> = documents
            .into_iter()
            .map(|(name, bytes)| Job::held(&self.border, name, Held { bytes, metadata: None }))
            .collect();
        let mut all = Vec::new();
        run::each(
            py,
            &documents,
            Job::named,
            |job| self.found(job),
            None,
            |found| {
                all.push(Findings(found.unwrap_or_else(|fault| all_found([&*fault]))));
                Ok(())
            },
        )?;
        Ok(all)
    }

    /// The findings of files and folders, in one sequence; `progress` is called after each file.
    #[pyo3(signature = (inputs, progress=None))]
    fn validate_files(
        &self,
        py: Python<'_>,
        inputs: Vec<PathBuf>,
        progress: Option<Py<PyAny>>,
    ) -> PyResult<(Findings, usize)> {
        let border = Arc::new(self.asked.border(&inputs));
        let jobs = project::jobs(&border, &inputs, Target::Nowhere, EXTENSIONS).map_err(|error| refusal(py, &error))?;
        let (options, about) = self.asked.options(py, &border, &jobs, Some(&self.options.given))?;
        let mut all = all_found(&about);
        let mut shared = SharedIds::within(border.limits());
        let mut reported = Vec::new();
        let work = |job: &Job| project::validate(job, &options);
        run::each(py, &jobs, Job::named, work, progress.as_ref(), |checked| {
            let mut checked = match checked {
                Ok(checked) => checked,
                Err(fault) => {
                    all.extend(all_found([&*fault]));
                    return Ok(());
                }
            };
            checked.pay(&options.budget);
            checked.compare(&mut shared);
            for schema in &checked.schemas {
                if options.given.is_empty() && !reported.iter().any(|known| Arc::ptr_eq(known, schema)) {
                    all.extend(schema.findings.iter().flat_map(|(source, findings)| found(source, findings)));
                    reported.push(Arc::clone(schema));
                }
            }
            all.extend(of_file(&checked));
            Ok(())
        })?;
        all.extend(all_found(&options.projects.not_run()));
        Ok((Findings(all), jobs.len()))
    }

    /// The findings of the documents of a table: a row for each, with its name.
    fn validate_batch(&self, py: Python<'_>, batch: &Bound<'_, PyAny>, text: &str, name: &str) -> PyResult<Batch> {
        let rows = each_row(py, batch, [text, name], None, |name, bytes, _| {
            let held = Held { bytes: bytes.to_vec(), metadata: None };
            let findings = self.found(&Job::held(&self.border, name.clone(), held));
            Row { name, tei: None, findings }
        })?;
        table::of_rows(&rows, false).map(Batch)
    }
}

impl Validator {
    fn found(&self, job: &Job) -> Vec<Found> {
        of_file(&project::validate(job, &self.options))
    }
}

fn of_file(checked: &Checked) -> Vec<Found> {
    all_found([&checked.input].into_iter().chain(&checked.included))
}

/// Does `work` with each document of a table: its name, its bytes, and what the column of metadata says.
pub fn each_row(
    py: Python<'_>,
    table: &Bound<'_, PyAny>,
    [text, name]: [&str; 2],
    metadata: Option<&str>,
    work: impl Fn(String, &[u8], Option<&[u8]>) -> Row + Sync,
) -> PyResult<Vec<Row>> {
    let mut all = Vec::new();
    for batch in table::batches(table)? {
        let (texts, names) = (Texts::of(&batch, text)?, Texts::of(&batch, name)?);
        let metadata = metadata.map(|column| Texts::of(&batch, column)).transpose()?;
        let named = |row: &usize| String::from_utf8_lossy(names.get(*row).unwrap_or_default()).into_owned();
        let work = |row: &usize| {
            let metadata = metadata.as_ref().and_then(|column| column.get(*row));
            work(named(row), texts.get(*row).unwrap_or_default(), metadata)
        };
        let rows: Vec<usize> = (0..batch.num_rows()).collect();
        let mut numbers = rows.iter();
        run::each(py, &rows, named, work, None, |row| {
            let name = numbers.next().map(named).unwrap_or_default();
            all.push(row.unwrap_or_else(|fault| Row { name, tei: None, findings: all_found([&*fault]) }));
            Ok(())
        })?;
    }
    Ok(all)
}

impl Asked {
    fn border(&self, inputs: &[PathBuf]) -> Border {
        let schemas: Vec<PathBuf> = self.schemas.iter().map(PathBuf::from).collect();
        run::border(inputs, schemas.iter().chain(&self.catalogs).chain(&self.profile))
    }

    /// What holds for these jobs; schemas that are compiled already are not compiled again.
    fn options(
        &self,
        py: Python<'_>,
        border: &Arc<Border>,
        jobs: &[Job],
        given: Option<&[Arc<Compiled>]>,
    ) -> PyResult<(ValidateOptions, Vec<InFile>)> {
        let (projects, about) = run::open(py, border, jobs, &self.catalogs, &self.phase)?;
        let first = projects.first();
        let given = match given {
            Some(given) => given.to_vec(),
            None => self.schemas.iter().map(|name| run::schema(py, first, "", name)).collect::<PyResult<_>>()?,
        };
        let profiles = projects.each(|project| {
            let name = self.profile.clone().or_else(|| project.profile());
            name.map(|name| run::profile(py, border, &name)).transpose()
        })?;
        let options = ValidateOptions {
            projects,
            given,
            external: self.external,
            inclusion: self.inclusion,
            rules: self.rules,
            profiles,
            fixing: Fixing::Shown,
            svrl: Svrl::Unwanted,
            language: self.language.clone(),
            budget: Budget::new(border.limits()),
        };
        Ok((options, about))
    }
}
