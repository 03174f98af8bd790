//! What a run goes by: its border, projects, profiles and schemas, made ready once; and the work on many documents. Takes names and paths as
//! people give them; gives what `recto`'s `project` wants, or the exception that says what is wrong.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use pyo3::exceptions::PyRuntimeError;
use pyo3::prelude::*;
use recto::Severity;
use recto::internals::profile::{self, Profile};
use recto::internals::project::{
    self, AskedLimits, Border, Compiled, Fault, Findings, Job, Links, Project, Projects, Request,
};
use recto::internals::schematron::Phase;

use crate::finding::{all_found, found, refusal, refused};

/// A border for documents that are held and for these files, with what options name.
pub fn border<'p>(inputs: &[PathBuf], named: impl IntoIterator<Item = &'p PathBuf>) -> Border {
    let here = [PathBuf::from("-")];
    let inputs = if inputs.is_empty() { &here } else { inputs };
    Border::new(&[], Links::Kept).inputs(inputs).with_folders(named)
}

/// The projects of jobs, and what is to be said of them; from here on their limits hold.
pub fn open(
    py: Python<'_>,
    border: &Arc<Border>,
    jobs: &[Job],
    catalogs: &[PathBuf],
    phase: &Phase,
) -> PyResult<(Projects, Vec<Findings>)> {
    let (projects, mut about) = Projects::open(border, jobs, catalogs, phase);
    let (limits, more) = project::limits(&projects, &AskedLimits::default());
    border.limit(limits);
    about.extend(more);
    sound(py, &about)?;
    Ok((projects, about))
}

/// Lets pass what has no error.
pub fn sound<'f>(py: Python<'_>, about: impl IntoIterator<Item = &'f Findings>) -> PyResult<()> {
    let is_bad = |one: &&Findings| one.diagnostics.iter().any(|finding| finding.severity() == Severity::Error);
    let bad: Vec<&Findings> = about.into_iter().filter(is_bad).collect();
    if bad.is_empty() { Ok(()) } else { Err(refused(py, all_found(bad))) }
}

/// The name or path of the profile of a project.
pub fn profile_name(named: Option<&Path>, project: &Project) -> PathBuf {
    let named = named.map(Path::to_owned).or_else(|| project.profile());
    named.unwrap_or_else(|| PathBuf::from(profile::DEFAULT))
}

/// The profile of this name or path.
pub fn profile(py: Python<'_>, border: &Border, name: &Path) -> PyResult<Arc<Profile>> {
    let (profile, findings) = project::profile(border, name).map_err(|error| refusal(py, &error))?;
    sound(py, [&findings])?;
    profile.map(Arc::new).ok_or_else(|| refused(py, all_found([&findings])))
}

/// The schema of this name or path, compiled.
pub fn schema(py: Python<'_>, project: &Project, base: &str, name: &str) -> PyResult<Arc<Compiled>> {
    let address = project.schemas.named(base, name).map_err(|finding| refusal(py, &finding.into()))?;
    let compiled = py.detach(|| project::on_deep_stack(|| project.schemas.get(&Request::of(&address))));
    let compiled = compiled.map_err(|error| PyRuntimeError::new_err(error.to_string()))?;
    match (&compiled.schemas, compiled.fault()) {
        (Err(Fault::Broken), _) => {
            let all = compiled.findings.iter().flat_map(|(source, findings)| found(source, findings)).collect();
            Err(refused(py, all))
        }
        (Err(_), Some(fault)) => Err(refusal(py, &fault.into())),
        _ => Ok(compiled),
    }
}

/// How often Python is asked whether it was interrupted, in documents.
const ASKED: usize = 64;

/// Does `work` for each item, in all threads and on deep stacks; hands the results on in their order. Python goes on meanwhile; `progress` is called
/// after each with how many are done, how many there are, and the name.
pub fn each<J: Sync, T: Send>(
    py: Python<'_>,
    items: &[J],
    name: impl Fn(&J) -> String + Sync,
    work: impl Fn(&J) -> T + Sync,
    progress: Option<&Py<PyAny>>,
    mut take: impl FnMut(Result<T, Box<Findings>>) -> PyResult<()> + Send,
) -> PyResult<()> {
    let total = items.len();
    let mut done = 0;
    let mut take = |outcome| {
        take(outcome)?;
        done += 1;
        if progress.is_none() && done % ASKED != 0 {
            return Ok(());
        }
        Python::attach(|py| {
            py.check_signals()?;
            let name = items.get(done - 1).map(&name).unwrap_or_default();
            progress.map_or(Ok(()), |progress| progress.call1(py, (done, total, name)).map(|_| ()))
        })
    };
    py.detach(|| match items {
        [one] => {
            let outcome = project::on_deep_stack(|| project::guarded(&name(one), || work(one)));
            take(outcome.map_err(|error| PyRuntimeError::new_err(error.to_string()))?)
        }
        _ => project::in_order(items, &name, &work, take),
    })
}
