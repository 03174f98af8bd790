//! `recto validate`: is XML well-formed, and does it fit its schemas? Takes the arguments; gives the exit status. The findings are the
//! result: they go to standard output.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::sync::Arc;

use clap::{Args, ValueEnum};

use super::args::FormatName;
use super::console::Console;
use super::detail::Detail;
use super::exit::{Exit, Stop};
use super::house_style::Profiles;
use super::inclusion::{Including, Once};
use super::inputs::{claim, look, named_or_target};
use super::locale::Speaking;
use super::schemas;
use super::summary::{Outcome, Summary};
use crate::diag::{self, Code, Diagnostic, Severity, Sought};
use crate::project::{
    self, Compiled, Extensions, Findings, Fixing, Job, RunRules, Share, SharedIds, Svrl, Target, ValidateOptions,
};
use crate::report::counted;
use crate::schematron::{self, Phase, svrl};
use crate::xml::External;

/// Check TEI, or any XML, against its schemas.
///
/// Without inputs the TEI of the project is checked: `target` in `recto.toml`. Each file is checked against the schemas that it names with `xml-model`, RELAX NG and Schematron, unless `--schema` gives others.
/// A file that names none is checked against those of `recto.toml`; without these it is not checked against a schema, which is reported and counted. TEI is held
/// to rules of Recto itself as well: pointers, pages, dates, images and more. Nothing is read from the network: `recto.toml` and
/// catalogs say which file stands for a URL.
#[derive(Debug, Args)]
#[command(visible_alias = "check", after_help = EXAMPLES)]
pub struct Validate {
    /// Files, or folders with .xml files; `-` is standard input.
    #[arg(value_name = "INPUT")]
    inputs: Vec<PathBuf>,
    /// Schema for all files, instead of what they name: a .rng, .rnc or .sch file, a name in recto.toml, `recto-letter`, or `tei`. May be
    /// given more than once.
    #[arg(long, value_name = "NAME|FILE")]
    schema: Vec<String>,
    /// OASIS XML catalog that says which file stands for a URL. May be given more than once.
    #[arg(long, value_name = "FILE")]
    catalog: Vec<PathBuf>,
    /// Phase of Schematron schemas: its id, `#ALL` or `#DEFAULT`.
    #[arg(long, default_value = "#DEFAULT", value_name = "ID")]
    phase: String,
    /// Do not fail where a rule cannot be run, such as one that asks for a function Recto does not have.
    #[arg(long)]
    allow_not_run: bool,
    /// When TEI is held to Recto's own rules. `auto`: unless `--schema` is given.
    #[arg(long, value_enum, default_value_t = RulesName::Auto, value_name = "WHEN")]
    rules: RulesName,
    /// House style that Recto's own rules hold TEI to: `letter`, `transcript`, `frus`, or the path of a profile. Without it that of recto.toml.
    #[arg(long, value_name = "NAME|FILE")]
    profile: Option<PathBuf>,
    /// Apply the fixes that change no letter of the text; then check.
    #[arg(long)]
    fix: bool,
    /// What a reference to an external entity or document type is.
    #[arg(long, value_enum, default_value_t = ExternalName::Refuse, value_name = "HOW")]
    external: ExternalName,
    #[command(flatten)]
    including: Including,
    #[command(flatten)]
    speaking: Speaking,
    #[command(flatten)]
    detail: Detail,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum RulesName {
    Auto,
    Always,
    Never,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum ExternalName {
    /// An error.
    Refuse,
    /// A note.
    Note,
    /// Read where it is a file of the project, or a catalog says which file it is; else an error.
    Local,
}

const EXAMPLES: &str = "\
Examples:
  recto validate letter.xml
  recto validate tei/ --schema house.rnc --schema house.sch
  recto validate tei/ --catalog catalog.xml --format concise
  recto convert letter.txt | recto validate -";

const EXTENSIONS: Extensions = Extensions { from: &["xml"], to: "xml" };

/// What `--allow-not-run` allows.
const ALLOWED: &[&Code] = &[&diag::RULE_NOT_RUN];

/// Runs the command.
pub fn run(command: &Validate, console: &mut Console) -> Result<Exit, Stop> {
    let inputs = named_or_target(&command.inputs, "validate", console)?;
    let border = console.border(&command.inputs).with_folders(&command.schema).with_folders(&command.catalog);
    let border = Arc::new(border.with_folders(&command.profile));
    let jobs = project::jobs(&border, &inputs, Target::Nowhere, EXTENSIONS)?;
    let allowed = if command.allow_not_run { ALLOWED } else { &[] };
    let mut summary = Summary::of("valid", "with errors").allowing(allowed);
    let _lock = match command.fix {
        true => claim(project::read(&jobs), Share::of(jobs.len()), console, &mut summary)?,
        false => look(project::read(&jobs), console, &mut summary)?,
    };
    let projects =
        schemas::open(&border, &jobs, &command.catalog, &Phase::named(&command.phase), console, &mut summary)?;
    let known = &projects.first().schemas;
    let given = command.schema.iter().map(|name| schemas::named(known, "", name, console, &mut summary));
    let given = given.collect::<Result<Vec<_>, Stop>>()?;
    let mut reported: BTreeSet<String> = given.iter().map(|schema| schema.address.clone()).collect();
    let external = match command.external {
        ExternalName::Refuse => External::Refused,
        ExternalName::Note => External::Noted,
        ExternalName::Local => External::Local,
    };
    let rules = match command.rules {
        RulesName::Auto => RunRules::Auto,
        RulesName::Always => RunRules::Always,
        RulesName::Never => RunRules::Never,
    };
    let mut read = Profiles::new(&border);
    let profiles = projects.each(|project| {
        let name = command.profile.clone().or_else(|| project.profile());
        name.map(|name| read.read(&name, console, &mut summary)).transpose()
    })?;
    let fixing = if command.fix { Fixing::Applied } else { Fixing::Shown };
    let svrl = if console.name() == FormatName::Svrl { Svrl::Wanted } else { Svrl::Unwanted };
    let inclusion = command.including.inclusion();
    let budget = schemas::budget(&projects, console);
    let language = command.speaking.language();
    let options =
        ValidateOptions { projects, given, external, inclusion, rules, profiles, fixing, svrl, language, budget };
    if svrl == Svrl::Wanted {
        console.print(&svrl::head(only_rules(&options.given)))?;
    }
    let mut shared = SharedIds::within(border.limits());
    let mut fixed = (0, 0);
    let lowest = command.detail.lowest(jobs.len());
    let mut unshown = Unshown::default();
    let mut once = Once::default();
    console.start(jobs.len());
    project::in_order(
        &jobs,
        Job::named,
        |job: &Job| project::validate(job, &options),
        |checked| {
            let mut checked = match checked {
                Ok(checked) => checked,
                Err(fault) => {
                    summary.add_file(Outcome::Bad);
                    console.advance();
                    return schemas::tell(&[*fault], console, &mut summary);
                }
            };
            checked.pay(&options.budget);
            checked.compare(&mut shared);
            console.print(&checked.svrl)?;
            fixed = (fixed.0 + checked.fixed, fixed.1 + usize::from(checked.fixed > 0));
            for schema in checked.schemas.iter().filter(|schema| reported.insert(schema.address.clone())) {
                schemas::report(&schema.findings, console, &mut summary)?;
            }
            summary.add_file(match () {
                () if checked.has_errors() => Outcome::Bad,
                () if checked.is_unchecked() => Outcome::Unchecked,
                () => Outcome::Good,
            });
            let found = std::iter::once(checked.input).chain(checked.included);
            for Findings { source, diagnostics } in found.map(|found| once.first(found)) {
                summary.add(&diagnostics, console.threshold());
                unshown.add(&diagnostics, lowest);
                console.show(&source, &diagnostics, lowest)?;
            }
            console.advance();
            Ok::<(), Stop>(())
        },
    )?;
    console.finish();
    if svrl == Svrl::Wanted {
        console.print(svrl::TAIL)?;
    }
    schemas::tell(&options.projects.not_run(), console, &mut summary)?;
    if options.are_all() {
        let is_looked_for = |code: &Code| code.group.sought() == Sought::Validating;
        schemas::tell(&options.projects.unused(&command.inputs, is_looked_for), console, &mut summary)?;
    }
    if fixed.0 > 0 {
        console.remark(&format!("{} made in {}", counted(fixed.0, "change"), counted(fixed.1, "file")))?;
    }
    if let Some(line) = summary.left_out() {
        console.remark(&line)?;
    }
    console.remark(&summary.line())?;
    for line in unshown.lines() {
        console.remark(&line)?;
    }
    Ok(summary.exit())
}

/// The rules that every file is held to, where there is one schema of them.
fn only_rules(given: &[Arc<Compiled>]) -> Option<&schematron::Schema> {
    let mut all = given.iter().filter_map(|compiled| compiled.rules());
    all.next().filter(|_| all.next().is_none())
}

/// How many files have a note of each kind that was not shown: what was not checked is said in any case.
#[derive(Debug, Default)]
struct Unshown(BTreeMap<&'static str, (usize, &'static str)>);

impl Unshown {
    fn add(&mut self, findings: &[Diagnostic], lowest: Severity) {
        let codes: BTreeMap<_, _> = findings.iter().map(|finding| (finding.code.id, finding.code)).collect();
        for (id, code) in codes.into_iter().filter(|(_, code)| code.severity < lowest) {
            self.0.entry(id).or_insert((0, code.title)).0 += 1;
        }
    }

    fn lines(&self) -> impl Iterator<Item = String> {
        self.0.iter().map(|(id, (files, title))| {
            format!("note {id}: {title} ({}; `--verbose` shows them)", counted(*files, "file"))
        })
    }
}
