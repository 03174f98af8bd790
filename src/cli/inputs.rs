//! Arguments that `convert` and `text` share, and the run over their files. Takes what was typed; gives jobs, the profile, and
//! each outcome reported in order.

use std::path::{Path, PathBuf};

use clap::Args;

use super::console::Console;
use super::exit::{Exit, Stop};
use super::tally::{Fate, Tally};
use crate::diag::{Diagnostic, Severity};
use crate::profile::Profile;
use crate::project::{self, Delivery, Extensions, Findings, Job, Outcome, Target};
use crate::report::Format;

/// Inputs and outputs.
#[derive(Debug, Args)]
pub struct Inputs {
    /// Files or folders; `-` is standard input.
    #[arg(required = true, value_name = "INPUT")]
    inputs: Vec<PathBuf>,
    /// File, or folder for several results. Folders are made; their files keep their places.
    #[arg(short, long, value_name = "PATH")]
    output: Option<PathBuf>,
    /// House style: `letter`, `frus`, or the path of a profile.
    #[arg(long, value_name = "NAME|FILE", default_value = "letter")]
    profile: PathBuf,
    /// Encoding of the inputs, such as windows-1252. Without it they are UTF-8. A byte-order mark overrides it.
    #[arg(long, value_name = "LABEL")]
    encoding: Option<String>,
    /// Show notes for several files too. They are always counted.
    #[arg(long, help_heading = "Reports")]
    verbose: bool,
}

impl Inputs {
    /// The jobs; results without `-o` go to `fallback`.
    pub fn jobs(&self, fallback: Target<'_>, extensions: Extensions) -> Result<Vec<Job>, Stop> {
        let target = match self.output.as_deref() {
            Some(path) if path == Path::new("-") => Target::Stdout,
            Some(path) => Target::Path(path),
            None => fallback,
        };
        Ok(project::jobs(&self.inputs, target, extensions)?)
    }

    /// The label of the encoding, known to be one.
    pub fn encoding(&self) -> Result<Option<&str>, Stop> {
        let label = self.encoding.as_deref();
        label.map_or(Ok(()), project::encoding)?;
        Ok(label)
    }

    /// The profile that was named.
    pub fn profile(&self, console: &mut Console, tally: &mut Tally) -> Result<Profile, Stop> {
        profile(&self.profile, console, tally)
    }

    /// The address that the names of files in the profile are relative to.
    pub fn profile_address(&self) -> String {
        self.profile.display().to_string()
    }

    /// Runs `work` over the jobs, reports each outcome, hands it to `show`, and sums up.
    pub fn run(
        &self,
        jobs: &[Job],
        console: &mut Console,
        mut tally: Tally,
        work: impl Fn(&Job) -> Outcome + Sync,
        show: impl Fn(&Outcome, &mut Console) -> Result<(), Stop>,
    ) -> Result<Exit, Stop> {
        let lowest = if self.verbose || jobs.len() == 1 || console.format() == Format::Json {
            Severity::Note
        } else {
            Severity::Warning
        };
        console.start(jobs.len());
        project::in_order(jobs, work, |outcome| {
            tally.add_file(if outcome.delivery == Delivery::Failed { Fate::Bad } else { Fate::Good });
            for findings in outcome.findings() {
                tally.add(&findings.diagnostics, console.threshold());
                report(findings, lowest, console)?;
            }
            if let Delivery::Print(result) = &outcome.delivery {
                console.print(result)?;
            }
            show(&outcome, console)?;
            console.advance();
            Ok::<(), Stop>(())
        })?;
        console.finish();
        if jobs.len() > 1 {
            console.remark(&tally.summary())?;
        }
        Ok(tally.exit())
    }
}

fn report(findings: &Findings, lowest: Severity, console: &mut Console) -> Result<(), Stop> {
    let is_shown = |finding: &&Diagnostic| finding.severity() >= lowest;
    Ok(console.report(&findings.source, findings.diagnostics.iter().filter(is_shown))?)
}

/// The profile with this name or path. Its findings are reported and counted once; one with errors ends the run.
pub fn profile(name: &Path, console: &mut Console, tally: &mut Tally) -> Result<Profile, Stop> {
    let (profile, findings) = project::profile(name)?;
    console.report(&findings.source, &findings.diagnostics)?;
    tally.add(&findings.diagnostics, console.threshold());
    match profile {
        Some(profile) if findings.diagnostics.iter().all(|f| f.severity() < Severity::Error) => Ok(profile),
        _ => Err(Stop::Reported),
    }
}
