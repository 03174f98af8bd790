//! `--profile`: the house style of a run. Takes what was typed; gives the profile of each project, each read once.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::slice;
use std::sync::Arc;

use clap::Args;

use super::console::Console;
use super::exit::Stop;
use super::schemas;
use super::summary::Summary;
use crate::diag::Severity;
use crate::profile::{self, Profile};
use crate::project::{self, Border, Each, Project, Projects};
use crate::report::Fact;

/// The house style that was named.
#[derive(Debug, Args)]
pub struct HouseStyle {
    /// House style: `letter`, `transcript`, `frus`, or the path of a profile. Without it that of recto.toml, or else `letter`.
    #[arg(long, value_name = "NAME|FILE")]
    pub profile: Option<PathBuf>,
}

impl HouseStyle {
    /// The profile of each project: the one that was named, else its own, else the first of the built-in ones.
    pub fn profiles(
        &self,
        border: &Arc<Border>,
        projects: &Projects,
        console: &mut Console,
        summary: &mut Summary,
    ) -> Result<Each<Arc<Profile>>, Stop> {
        let mut profiles = Profiles::new(border);
        let first = self.of(projects.first());
        console.about(&Fact::Profile(first.display().to_string()));
        projects.each(|project| profiles.read(&self.of(project), console, summary))
    }

    /// Whether somebody chose the profile of a project.
    pub fn is_chosen(&self, project: &Project) -> bool {
        self.profile.is_some() || project.profile().is_some()
    }

    /// The name or path of the profile of a project. Names of files in the profile are relative to it.
    pub fn of(&self, project: &Project) -> PathBuf {
        let named = self.profile.clone().or_else(|| project.profile());
        named.unwrap_or_else(|| PathBuf::from(profile::DEFAULT))
    }
}

/// The profiles of a run by their names or paths, each read once.
#[derive(Debug)]
pub struct Profiles {
    border: Arc<Border>,
    read: BTreeMap<PathBuf, Arc<Profile>>,
}

impl Profiles {
    /// None yet.
    pub fn new(border: &Arc<Border>) -> Self {
        Self { border: Arc::clone(border), read: BTreeMap::new() }
    }

    /// The profile with this name or path. Its findings are reported and counted once; one with errors ends the run.
    pub fn read(&mut self, name: &Path, console: &mut Console, summary: &mut Summary) -> Result<Arc<Profile>, Stop> {
        if let Some(known) = self.read.get(name) {
            return Ok(Arc::clone(known));
        }
        let (profile, findings) = project::profile(&self.border, name)?;
        schemas::tell(slice::from_ref(&findings), console, summary)?;
        let is_sound = findings.diagnostics.iter().all(|finding| finding.severity() < Severity::Error);
        let profile = Arc::new(profile.filter(|_| is_sound).ok_or(Stop::Reported)?);
        self.read.insert(name.to_owned(), Arc::clone(&profile));
        Ok(profile)
    }
}
