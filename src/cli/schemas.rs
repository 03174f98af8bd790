//! The projects of a run, and the schemas and registers that a command is given. Takes jobs, names and catalogs; gives projects, compiled schemas and records. What
//! is wrong with them is reported, and ends the run.

use std::path::PathBuf;
use std::slice;
use std::sync::Arc;

use super::console::Console;
use super::exit::Stop;
use super::summary::Summary;
use crate::budget::Budget;
use crate::diag::{Diagnostic, Severity};
use crate::project::{self, Border, Compiled, Fault, Findings, Job, Project, Projects, Refusal, Request, Schemas};
use crate::register::Register;
use crate::report::Fact;
use crate::schematron::Phase;
use crate::text::Source;

/// Reads `recto.toml` of all jobs, and the catalogs; from here on its limits hold for files that are read. Rules are of this phase.
pub fn open(
    border: &Arc<Border>,
    jobs: &[Job],
    catalogs: &[PathBuf],
    phase: &Phase,
    console: &mut Console,
    summary: &mut Summary,
) -> Result<Projects, Stop> {
    let (projects, mut about) = Projects::open(border, jobs, catalogs, phase);
    let (limits, more) = project::limits(&projects, console.limits());
    border.limit(limits);
    about.extend(more);
    console.about(&Fact::Project(projects.first().source.name().to_owned()));
    tell(&about, console, summary)?;
    let mut all = about.iter().flat_map(|findings| &findings.diagnostics);
    if all.any(|finding| finding.severity() == Severity::Error) { Err(Stop::Reported) } else { Ok(projects) }
}

/// What a run over these projects may cost.
pub fn budget(projects: &Projects, console: &Console) -> Budget {
    Budget::new(project::limits(projects, console.limits()).0)
}

/// Tells and counts what was found in files that a run goes by: those of projects, profiles, metadata, registers.
pub fn tell(about: &[Findings], console: &mut Console, summary: &mut Summary) -> Result<(), Stop> {
    for findings in about {
        console.report(&findings.source, &findings.diagnostics)?;
        summary.add(&findings.diagnostics, console.threshold());
    }
    Ok(())
}

/// The schema with this name, relative to `base` when it is a file; one that cannot be used ends the run.
pub fn named(
    schemas: &Schemas,
    base: &str,
    name: &str,
    console: &mut Console,
    summary: &mut Summary,
) -> Result<Arc<Compiled>, Stop> {
    let address = schemas.named(base, name).map_err(Refusal::from)?;
    let compiled = schemas.get(&Request::of(&address));
    report(&compiled.findings, console, summary)?;
    match (&compiled.schemas, compiled.fault()) {
        (Err(Fault::Broken), _) => Err(Stop::Reported),
        (Err(_), Some(fault)) => Err(Refusal::from(fault).into()),
        _ => Ok(compiled),
    }
}

/// Tells what was found in the files of a schema.
pub fn report(
    findings: &[(Arc<Source>, Vec<Diagnostic>)],
    console: &mut Console,
    summary: &mut Summary,
) -> Result<(), Stop> {
    for (source, diagnostics) in findings {
        console.report(source, diagnostics)?;
        summary.add(diagnostics, console.threshold());
    }
    Ok(())
}

/// The records of the registers that were given, or else of those of a project.
pub fn register(
    given: &[PathBuf],
    border: &Border,
    project: &Project,
    console: &mut Console,
    summary: &mut Summary,
) -> Result<Register, Stop> {
    let own = if given.is_empty() { project.registers() } else { given.to_vec() };
    let mut all = Register::default();
    for path in own {
        let (register, findings) = project::register(border, &path);
        tell(slice::from_ref(&findings), console, summary)?;
        if findings.diagnostics.iter().any(|finding| finding.severity() == Severity::Error) {
            return Err(Stop::Reported);
        }
        all.0.extend(register.0);
    }
    Ok(all)
}
