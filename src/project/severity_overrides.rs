//! How severe the findings of one file are in its project. Takes what was found; takes out what `recto.toml` or the document itself
//! allows or turns off, and gives the rest the severity that the project holds it for.
//!
//! Every finding of `convert` and `validate` passes here once, before it is counted or reported. What says that a file could not be read,
//! written or proved stays as it is: `recto_toml::code` lets no entry name it.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::Ordering;

use super::projects::{NotRun, Project, Projects, allows_nothing};
use super::recto_toml;
use crate::check;
use crate::diag::{self, Code, Diagnostic, Severity, Unmet};
use crate::text::Span;
use crate::text::uri::Reference;

/// What a project and a document say of the findings in the document.
#[derive(Debug)]
pub struct SeverityOverrides {
    project: Arc<Project>,
    path: Option<String>,
    own: Vec<Own>,
}

/// What the document itself allows.
#[derive(Debug)]
struct Own {
    codes: Vec<&'static Code>,
    span: Span,
    within: Option<Span>,
    is_used: bool,
}

impl SeverityOverrides {
    /// What the project of a file says; standard input and output have no path.
    pub fn of(projects: &Projects, path: Option<&Path>) -> Self {
        let project = Arc::clone(projects.of_path(path));
        let path = project.path(path);
        Self { project, path, own: Vec::new() }
    }

    /// The same with what the document says of itself, and what is wrong with that.
    pub fn with_allowances(mut self, text: &str) -> (Self, Vec<Diagnostic>) {
        let (allowances, mut findings) = check::allowances(text);
        for allowance in allowances {
            match recto_toml::codes(&allowance.codes) {
                Ok(codes) => {
                    self.own.push(Own { codes, span: allowance.span, within: allowance.within, is_used: false });
                }
                Err(finding) => findings.push(finding.at(allowance.span)),
            }
        }
        (self, findings)
    }

    /// Grades findings.
    pub fn apply(&mut self, findings: &mut Vec<Diagnostic>) {
        let Self { project, path, own } = self;
        let path = path.as_deref();
        let mut is_excused = false;
        findings.retain_mut(|finding| {
            let is_allowed = project.allowed.iter().filter(|allowed| allowed.codes.contains(&finding.code));
            // Each entry that allows it is one that is needed.
            let by_project = is_allowed.filter(|allowed| allowed.files.fit(path));
            let by_project = by_project.inspect(|allowed| allowed.is_used.store(true, Ordering::Relaxed)).count();
            let by_itself = own.iter_mut().filter(|own| own.codes.contains(&finding.code) && holds_for(own, finding));
            let by_itself = by_itself.map(|own| own.is_used = true).count();
            let is_unknown = finding.code == &diag::UNKNOWN_ELEMENT;
            let not_run = finding.unmet.as_deref();
            let not_run = not_run.and_then(|unmet| project.not_run.iter().find(|one| one.holds_for(unmet, path)));
            if let Some(allowed) = not_run {
                allowed.count.fetch_add(1, Ordering::Relaxed);
            }
            if by_project + by_itself + usize::from(not_run.is_some()) > 0 {
                is_excused |= is_unknown;
                return false;
            }
            let graded = project.graded.iter().rfind(|one| one.codes.contains(&finding.code) && one.files.fit(path));
            match graded.map(|graded| graded.severity) {
                None => true,
                Some(None) => {
                    is_excused |= is_unknown;
                    false
                }
                Some(Some(severity)) => {
                    is_excused |= is_unknown && severity != Severity::Error;
                    finding.severity = severity;
                    true
                }
            }
        });
        // Where unknown elements are let pass, what is wrong inside them stands for itself.
        if is_excused {
            findings.iter_mut().for_each(|finding| finding.is_secondary = false);
        }
    }

    /// What the document allows and was not found in it. Ids of other files are found later: nothing is said of them.
    pub fn unused(&self) -> impl Iterator<Item = Diagnostic> {
        let unused = self.own.iter().filter(|own| !own.is_used && !own.codes.contains(&&diag::SHARED_ID));
        unused.map(|own| allows_nothing(&own.codes).at(own.span))
    }
}

impl NotRun {
    /// Whether it allows that a rule was not run on a file.
    fn holds_for(&self, unmet: &Unmet, path: Option<&str>) -> bool {
        let is_host = unmet
            .remote
            .as_deref()
            .and_then(|url| Reference::of(url).host())
            .is_some_and(|host| self.hosts.contains(&host));
        (is_host || unmet.rules.iter().any(|rule| self.rules.contains(rule))) && self.files.fit(path)
    }
}

/// Whether an instruction holds for the place of a finding. One about the whole file is in no element.
fn holds_for(own: &Own, finding: &Diagnostic) -> bool {
    match (own.within, finding.span) {
        (None, _) => true,
        (Some(within), Some(span)) => within.start <= span.start && span.end <= within.end,
        (Some(_), None) => false,
    }
}
