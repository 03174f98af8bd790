//! TEI, whoever made it: compared with its text, set on it, read back, laid out, measured. Takes documents that are held, and for measuring files;
//! gives findings, documents, figures.

use std::path::{Path, PathBuf};
use std::slice;
use std::sync::Arc;

use pyo3::prelude::*;
use recto::internals::budget::Budget;
use recto::internals::eval::{ELEMENTS, Score, Style};
use recto::internals::project::{
    self, Border, Delivery, Each, FileOutcome, Findings as InFile, FormatOptions, Formatted, Held, Inclusion, Job,
    Laid, Pair, Places, Projects, Results, TextAndTei, TransplantOptions, VerifyOptions,
};
use recto::internals::schematron::Phase;

use crate::finding::{Findings, all_found, no_such, refusal};
use crate::run;

/// A house style by which texts and TEI are compared.
#[pyclass(frozen, module = "recto._recto")]
pub struct Comparison {
    border: Arc<Border>,
    verify: VerifyOptions,
    transplant: TransplantOptions,
}

/// What was made, where something was, and what was found.
type Made = (Option<String>, Findings);

#[pymethods]
impl Comparison {
    #[new]
    fn new(py: Python<'_>, profile: Option<PathBuf>) -> PyResult<Self> {
        let border = Arc::new(run::border(&[], &profile));
        let open = || run::open(py, &border, &[], &[], &Phase::Default).map(|(projects, _)| projects);
        let profiles = |projects: &Projects| -> PyResult<Each<_>> {
            projects.each(|project| run::profile(py, &border, &run::profile_name(profile.as_deref(), project)))
        };
        let (own, others) = (open()?, open()?);
        let budget = || Budget::new(border.limits());
        let verify = VerifyOptions {
            profiles: profiles(&own)?,
            projects: own,
            encoding: None,
            inclusion: Inclusion::Resolved,
            budget: budget(),
        };
        let transplant = TransplantOptions {
            profiles: profiles(&others)?,
            layout: FormatOptions { projects: others, given: Vec::new(), places: Places::default() },
            encoding: None,
            results: Results::Written,
            budget: budget(),
        };
        Ok(Self { verify, transplant, border })
    }

    /// What differs between texts and their TEI: of each pair, names and bytes.
    fn verify(&self, py: Python<'_>, text: (String, Vec<u8>), tei: (String, Vec<u8>)) -> PyResult<Findings> {
        let pair = self.pair(text, tei);
        let mut all = Vec::new();
        let work = |pair: &TextAndTei| project::verify(pair, &self.verify).unwrap_or_else(|unread| unread);
        run::each(
            py,
            &[pair],
            |pair| pair.name.clone(),
            work,
            None,
            |found| {
                all = found.unwrap_or_else(|fault| vec![*fault]);
                Ok(())
            },
        )?;
        Ok(Findings(all_found(&all)))
    }

    /// The elements of TEI on a text.
    fn transplant(&self, py: Python<'_>, text: (String, Vec<u8>), tei: (String, Vec<u8>)) -> PyResult<Made> {
        let pair = self.pair(text, tei);
        let mut made: (Vec<InFile>, Delivery) = (Vec::new(), Delivery::Failed);
        let work = |pair: &TextAndTei| project::transplant(pair, &self.transplant);
        run::each(
            py,
            &[pair],
            |pair| pair.name.clone(),
            work,
            None,
            |done| {
                made = done.unwrap_or_else(|fault| (vec![*fault], Delivery::Failed));
                Ok(())
            },
        )?;
        Ok((printed(made.1), Findings(all_found(&made.0))))
    }

    /// The reading text of a document.
    fn text(&self, py: Python<'_>, name: String, bytes: Vec<u8>) -> PyResult<Made> {
        let job = self.job((name, bytes));
        let VerifyOptions { projects, profiles, inclusion, .. } = &self.verify;
        let places = Places::default();
        let work = |job: &Job| project::text(job, projects, profiles, None, &places, *inclusion);
        let mut made = (None, Findings(Vec::new()));
        run::each(py, &[job], Job::named, work, None, |outcome| {
            let outcome = outcome.unwrap_or_else(|fault| FileOutcome::unread(*fault));
            let found = all_found(outcome.findings());
            made = (printed(outcome.delivery), Findings(found));
            Ok(())
        })?;
        Ok(made)
    }
}

impl Comparison {
    fn job(&self, (name, bytes): (String, Vec<u8>)) -> Job {
        Job::held(&self.border, name, Held { bytes, metadata: None })
    }

    fn pair(&self, text: (String, Vec<u8>), tei: (String, Vec<u8>)) -> TextAndTei {
        TextAndTei::of(self.job(text), self.job(tei))
    }
}

fn printed(delivery: Delivery) -> Option<String> {
    match delivery {
        Delivery::Print(text) => Some(text),
        Delivery::Done | Delivery::Failed => None,
    }
}

/// A document in the one layout.
#[pyfunction]
pub fn format(py: Python<'_>, name: String, bytes: Vec<u8>, schemas: Vec<String>) -> PyResult<Made> {
    let paths: Vec<PathBuf> = schemas.iter().map(PathBuf::from).collect();
    let border = Arc::new(run::border(&[], &paths));
    let (projects, _) = run::open(py, &border, &[], &[], &Phase::Default)?;
    let first = projects.first();
    let given = schemas.iter().map(|name| run::schema(py, first, "", name)).collect::<PyResult<_>>()?;
    let layout = FormatOptions { projects, given, places: Places::default() };
    let job = Job::held(&border, name, Held { bytes, metadata: None });
    let mut made = (None, Findings(Vec::new()));
    run::each(
        py,
        &[job],
        Job::named,
        |job| project::format(job, &layout),
        None,
        |formatted| {
            let failed = |fault: Box<InFile>| Formatted { input: *fault, laid: Laid::Refused };
            let Formatted { input, laid } = formatted.unwrap_or_else(failed);
            let text = match laid {
                Laid::AsItWas(delivery) | Laid::Changed(delivery) => printed(delivery),
                Laid::Refused => None,
            };
            made = (text, Findings(all_found([&input])));
            Ok(())
        },
    )?;
    Ok(made)
}

/// Of an element: in the published documents, found, extra, precision, recall, F1.
type Counted = (&'static str, usize, usize, usize, f64, f64, f64);

/// The elements; then documents, missing, texts, kept, the same text, perfect, dated, the same day; then what could not be read.
type Measured = (Vec<Counted>, [usize; 8], Findings);

/// TEI compared with published TEI: files, or folders.
#[pyfunction]
#[pyo3(signature = (gold, output, style, progress=None))]
pub fn evaluate(
    py: Python<'_>,
    gold: PathBuf,
    output: PathBuf,
    style: &str,
    progress: Option<Py<PyAny>>,
) -> PyResult<Measured> {
    let style = match style {
        "full" => Style::Full,
        "web" => Style::Web,
        "as-is" => Style::AsIs,
        other => return Err(no_such("style", other, &["full", "web", "as-is"])),
    };
    let none: [PathBuf; 0] = [];
    let border = run::border(slice::from_ref(&gold), &none).inputs(slice::from_ref(&output));
    let border = Arc::new(border);
    let pairs = project::pairs(&border, Path::new(&gold), Path::new(&output)).map_err(|error| refusal(py, &error))?;
    let jobs: Vec<Job> = pairs.iter().flat_map(Pair::jobs).cloned().collect();
    let (projects, _) = run::open(py, &border, &jobs, &[], &Phase::Default)?;
    let mut total = Score::default();
    let mut unread = Vec::new();
    let work = |pair: &Pair| project::evaluate(pair, style, &projects, Inclusion::Resolved);
    run::each(
        py,
        &pairs,
        |pair| pair.name.clone(),
        work,
        progress.as_ref(),
        |compared| {
            match compared {
                Ok(compared) => {
                    compared.score.iter().for_each(|score| total.add(score));
                    unread.extend(all_found(&compared.unread));
                }
                Err(fault) => unread.extend(all_found([&*fault])),
            }
            Ok(())
        },
    )?;
    let rows = ELEMENTS.iter().copied().zip(total.elements).chain([("all", total.all())]);
    let rows = rows.map(|(name, count)| {
        (name, count.gold, count.found, count.extra, count.precision(), count.recall(), count.f1())
    });
    let Score { documents, missing, texts, kept, same_text, perfect, dated, same_day, .. } = total;
    let whole = [documents, missing, texts, kept, same_text, perfect, dated, same_day];
    Ok((rows.collect(), whole, Findings(unread)))
}
