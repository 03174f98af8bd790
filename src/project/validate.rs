//! One file against its schemas. Takes a job and what holds for the whole run; gives what was found, as severe as its project says.
//!
//! The schemas are those given for the run, else the [`Chosen`] ones. What cannot be run is a note, never silence.

use std::fs::File;
use std::path::Path;
use std::sync::Arc;

use super::choice::{Chosen, sound};
use super::findings::Findings;
use super::fix;
use super::inclusion::{Inclusion, Whole, may_have_files};
use super::job::Job;
use super::load::{self, XmlFile};
use super::projects::{Each, Projects};
use super::run::over_budget;
use super::schemas::Compiled;
use super::severity_overrides::SeverityOverrides;
use crate::budget::{Budget, Exceeded, Spent};
use crate::check::rules::SharedIds;
use crate::check::{self, OwnRules, Schema, Setting, Svrl};
use crate::diag::{self, Diagnostic, Severity};
use crate::profile::Profile;
use crate::schematron::DynamicContext;
use crate::text::{Source, Span};
use crate::xinclude::{self, Noticed};
use crate::xml::{External, Input, Pieces};

/// What holds for every file of a run.
#[derive(Debug)]
pub struct ValidateOptions {
    /// The projects of the files.
    pub projects: Projects,
    /// The schemas every file is checked against, whatever it names; none when each file decides.
    pub given: Vec<Arc<Compiled>>,
    /// What becomes of external entities.
    pub external: External,
    /// Whether documents are read with what they include.
    pub inclusion: Inclusion,
    /// When TEI is held to our own rules.
    pub rules: RunRules,
    /// The house style that our own rules hold it to.
    pub profiles: Each<Option<Arc<Profile>>>,
    /// Whether files are changed.
    pub fixing: Fixing,
    /// Whether rules give a report.
    pub svrl: Svrl,
    /// The language in which rules speak that have several.
    pub language: String,
    /// What the run may cost.
    pub budget: Budget,
}

impl ValidateOptions {
    /// Whether all is looked for that can be found in a file.
    #[must_use]
    pub fn are_all(&self) -> bool {
        self.given.is_empty() && self.rules != RunRules::Never
    }
}

/// When our own rules are run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RunRules {
    /// Where no schemas are given for the run, and a file can be held in memory.
    Auto,
    /// On every file.
    Always,
    /// On none.
    Never,
}

/// Whether safe fixes are applied to files.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fixing {
    /// They are shown.
    Shown,
    /// They are applied.
    Applied,
}

/// What one file gave.
#[derive(Debug)]
pub struct Checked {
    /// What was found in it.
    pub input: Findings,
    /// What was found in files that it includes.
    pub included: Vec<Findings>,
    /// The schemas it asked for, whose own findings are to be reported once.
    pub schemas: Vec<Arc<Compiled>>,
    /// Its ids with their places, where our own rules were run.
    pub ids: Vec<(Box<str>, Span)>,
    /// What a report of its rules holds, where one is wanted.
    pub svrl: String,
    /// What it has cost.
    pub spent: Spent,
    /// Fixes that were applied to it before it was checked.
    pub fixed: usize,
    /// How severe its findings are.
    severities: SeverityOverrides,
}

impl Checked {
    /// Whether there is an error in the document, or in what it includes.
    #[must_use]
    pub fn has_errors(&self) -> bool {
        let all = self.included.iter().chain([&self.input]).flat_map(|found| &found.diagnostics);
        all.into_iter().any(|finding| finding.severity() == Severity::Error)
    }

    /// Pays what it has cost. Where nothing is left of the budget, what was found counts for nothing: how far it came is chance.
    pub fn pay(&mut self, budget: &Budget) {
        if let Err(exceeded) = budget.pay(&self.spent) {
            self.input.diagnostics = vec![over_budget(exceeded)];
            (self.included, self.ids, self.svrl) = (Vec::new(), Vec::new(), String::new());
        }
    }

    /// Whether no schema could be used: the file may be well-formed, and nobody knows whether it is valid.
    #[must_use]
    pub fn is_unchecked(&self) -> bool {
        sound(&self.schemas).is_empty()
    }

    /// Adds what is to be said of ids that files before this one have; takes its ids.
    pub fn compare(&mut self, shared: &mut SharedIds) {
        let mut found = shared.add(self.input.source.name(), std::mem::take(&mut self.ids));
        if !found.is_empty() {
            self.severities.apply(&mut found);
            let mut diagnostics = std::mem::take(&mut self.input.diagnostics);
            diagnostics.append(&mut found);
            self.input.diagnostics = check::in_order(diagnostics);
        }
    }
}

/// Validates one file.
#[must_use]
pub fn validate(job: &Job, options: &ValidateOptions) -> Checked {
    checked(job, options).unwrap_or_else(|findings| Checked {
        input: *findings,
        included: Vec::new(),
        schemas: Vec::new(),
        ids: Vec::new(),
        svrl: String::new(),
        spent: Spent::default(),
        fixed: 0,
        severities: SeverityOverrides::of(&options.projects, job.path()),
    })
}

fn checked(job: &Job, options: &ValidateOptions) -> Result<Checked, Box<Findings>> {
    let source = match load::open(job)? {
        XmlFile::Whole(source) => source,
        XmlFile::Pieces(mut pieces) => match in_pieces(job, &mut pieces, options)? {
            Some(checked) => return Ok(checked),
            None => load::document(job, None)?,
        },
    };
    whole(job, source, options)
}

/// How often a file is checked again after fixes, which may bring forth others.
const ROUNDS: usize = 4;

/// What is found in a file that is held whole, when it is fixed as far as it is to be.
fn whole(job: &Job, mut source: Source, options: &ValidateOptions) -> Result<Checked, Box<Findings>> {
    let mut rounds = 0..if options.fixing == Fixing::Applied { ROUNDS } else { 0 };
    let (mut notes, mut fixed) = (Vec::new(), 0);
    loop {
        let mut checked = held(job, source, options);
        match rounds.next().map(|_| fix::apply(job, &checked.input)) {
            Some(Ok(applied)) if applied.count > 0 => {
                notes.extend(applied.notes);
                fixed += applied.count;
                source = load::document(job, None)?;
                continue;
            }
            Some(Err(finding)) => notes.push(*finding),
            Some(Ok(_)) | None => {}
        }
        checked.input.diagnostics.splice(0..0, notes);
        return Ok(Checked { fixed, ..checked });
    }
}

/// Steps for each byte that a file includes: to read it, and to check it.
const INCLUDED: u64 = 4;

/// That a file costs more than the run may.
fn over_limits(exceeded: Exceeded) -> Diagnostic {
    Diagnostic::new(&diag::OVER_BUDGET, format!("not checked to its end: {exceeded}")).help(Exceeded::HELP)
}

/// What is found in a file that is held whole.
fn held(job: &Job, source: Source, options: &ValidateOptions) -> Checked {
    let (schemas, mut diagnostics) = choose(job, source.text(), options);
    let (mut severities, faults) = SeverityOverrides::of(&options.projects, job.path()).with_allowances(source.text());
    diagnostics.extend(faults);
    let address = job.address();
    let project = options.projects.of(job);
    let meter = options.budget.meter(source.text().len());
    let dynamic_context = project.schemas.dynamic_context(&meter);
    let rules = match options.rules {
        RunRules::Auto if !options.given.is_empty() => OwnRules::Off,
        RunRules::Never => OwnRules::Off,
        RunRules::Auto | RunRules::Always => OwnRules::On(options.profiles.of(project).as_deref()),
    };
    let setting = setting(options, &address, &dynamic_context, rules);
    // Where the run has used up its steps, no file is put together with others any more.
    let includes = options.inclusion == Inclusion::Resolved && xinclude::is_named_in(source.text());
    let inclusion = if includes && !meter.has_credit() { Inclusion::Left } else { options.inclusion };
    if includes && inclusion == Inclusion::Left {
        let _ = meter.spend(u64::MAX);
    }
    let own = source.text().len();
    let whole = Whole::of(source, &address, dynamic_context.loader, options.external, inclusion);
    let more = whole.text().len().saturating_sub(own);
    let _ = meter.spend(INCLUDED * u64::try_from(more).unwrap_or(u64::MAX / INCLUDED));
    let gap = whole.gap().or_else(|| meter.exceeded().map(over_limits));
    let mut found = match gap.is_some() {
        false => check::check_input(&whole, &sound(&schemas), &setting),
        true => check::Checked::default(),
    };
    let is_reported = |found: &Diagnostic| *found.code == diag::OVER_BUDGET;
    if !found.findings.iter().chain(&gap).any(is_reported) {
        diagnostics.extend(meter.exceeded().map(over_limits));
    }
    diagnostics.extend(gap);
    found.ids.retain_mut(|(_, span)| whole.own(*span).map(|own| *span = own).is_some());
    let (mut input, mut included) = whole.findings(found.findings);
    input.diagnostics.extend(diagnostics);
    severities.apply(&mut input.diagnostics);
    if options.are_all() {
        input.diagnostics.extend(severities.unused());
    }
    input.diagnostics = check::in_order(input.diagnostics);
    included.iter_mut().for_each(|included| graded(included, options));
    let (ids, svrl, spent) = (found.ids, found.svrl, meter.spent());
    Checked { input, included, schemas, ids, svrl, spent, fixed: 0, severities }
}

/// How a document at an address is checked.
fn setting<'s>(
    options: &'s ValidateOptions,
    address: &'s str,
    dynamic_context: &'s DynamicContext<'s>,
    rules: OwnRules<'s>,
) -> Setting<'s> {
    let ValidateOptions { external, svrl, language, .. } = options;
    Setting { external: *external, address, dynamic_context, rules, svrl: *svrl, language }
}

/// What the schemas of a document and our own rules find in it, with places in all that it is read with. What is to be said of the schemas themselves is
/// left out.
pub(super) fn findings(job: &Job, whole: &Whole, options: &ValidateOptions) -> Vec<Diagnostic> {
    let (schemas, _) = choose(job, whole.source().text(), options);
    let project = options.projects.of(job);
    let meter = options.budget.meter(whole.text().len());
    let (address, dynamic_context) = (job.address(), project.schemas.dynamic_context(&meter));
    let rules = OwnRules::On(options.profiles.of(project).as_deref());
    let setting = setting(options, &address, &dynamic_context, rules);
    let mut found = check::check_input(whole, &sound(&schemas), &setting).findings;
    SeverityOverrides::of(&options.projects, job.path()).with_allowances(whole.source().text()).0.apply(&mut found);
    check::in_order(found)
}

/// Gives what was found in a file that another includes the severities of its project.
fn graded(included: &mut Findings, options: &ValidateOptions) {
    let path = Path::new(included.source.name());
    let (mut severities, _) =
        SeverityOverrides::of(&options.projects, Some(path)).with_allowances(included.source.text());
    severities.apply(&mut included.diagnostics);
    included.diagnostics = check::in_order(std::mem::take(&mut included.diagnostics));
}

/// What is found in a file that is too large to be held, which is read once more where there is something to show of it; nothing where it must be
/// held all the same: rules need all of it, and so does what it includes.
fn in_pieces(
    job: &Job,
    pieces: &mut Pieces<File>,
    options: &ValidateOptions,
) -> Result<Option<Checked>, Box<Findings>> {
    if may_have_files(pieces.text(), options.external) {
        return Ok(None);
    }
    let (schemas, mut diagnostics) = choose(job, pieces.text(), options);
    let all = sound(&schemas);
    if options.rules == RunRules::Always || all.iter().any(Schema::has_rules) {
        return Ok(None);
    }
    if options.rules == RunRules::Auto && options.given.is_empty() {
        let finding = Diagnostic::new(&diag::NOT_RUN, "Recto's own rules were not run: the file is large");
        diagnostics.push(finding.help("`--rules always` runs them, in twice the memory of the file"));
    }
    let found = check::check_pieces(pieces, &all, options.external, Noticed::default());
    let (found, noticed) = found.map_err(|fault| load::piece_fault(job, fault))?;
    if noticed.includes_others() && options.inclusion == Inclusion::Resolved {
        return Ok(None);
    }
    diagnostics.extend(found);
    let mut severities = SeverityOverrides::of(&options.projects, job.path());
    severities.apply(&mut diagnostics);
    let diagnostics = check::in_order(diagnostics);
    let source = load::excerpts(job, &diagnostics)?;
    let input = Findings { source, diagnostics };
    let (ids, svrl, spent) = (Vec::new(), String::new(), Spent::default());
    Ok(Some(Checked { input, included: Vec::new(), schemas, ids, svrl, spent, fixed: 0, severities }))
}

/// The schemas of a file that begins with this text, and what there is to say of the choice.
fn choose(job: &Job, text: &str, options: &ValidateOptions) -> (Vec<Arc<Compiled>>, Vec<Diagnostic>) {
    if !options.given.is_empty() {
        return (options.given.clone(), Vec::new());
    }
    let project = options.projects.of(job);
    Chosen::of(project, &job.address(), job.path(), text).compile(project)
}
