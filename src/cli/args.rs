//! The arguments that all commands share. Takes what was typed; gives what a report is, what a run may touch and what it may cost.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use crate::diag::Severity;
use crate::project::{AskedLimits, Border, LimitKeys, Links, Trust};

/// Options of every command.
#[derive(Debug, Args)]
#[command(next_help_heading = "Reports")]
pub struct Global {
    /// How findings are written.
    #[arg(long, global = true, value_enum, default_value_t = FormatName::Human)]
    pub format: FormatName,
    /// Write the findings to a file as well, such as `sarif=recto.sarif`; or, from `convert`, pages to look at: `proof=FOLDER`. May be given more than once.
    #[arg(long, global = true, value_name = "FORMAT=FILE", value_parser = ReportTo::read)]
    report: Vec<ReportTo>,
    /// The date that a report in HTML says it was made on, such as `"$(date -I)"`. Without it no report has one.
    #[arg(long, global = true, value_name = "DATE")]
    pub report_date: Option<String>,
    /// When to colour findings. `auto` colours on a terminal unless NO_COLOR is set.
    #[arg(long, global = true, value_enum, default_value_t = ColourName::Auto, value_name = "WHEN")]
    pub color: ColourName,
    /// Print nothing but findings that make the exit status 1 or 2: no others, no summary, no progress. Reports for programs have all.
    #[arg(short, long, global = true)]
    pub quiet: bool,
    /// Exit with status 1 on warnings too.
    #[arg(long, global = true)]
    pub deny_warnings: bool,
    /// Let files of the run name files in this folder too. May be given more than once.
    #[arg(long, global = true, value_name = "DIR", help_heading = BORDERS)]
    pub allow_read: Vec<PathBuf>,
    /// Follow links that lead out of the folders of the run.
    #[arg(long, global = true, help_heading = BORDERS)]
    pub follow_links: bool,
    /// The files are a stranger's: their recto.toml raises no limit.
    #[arg(long, global = true, help_heading = "Limits")]
    pub untrusted: bool,
    /// What the run may cost, such as `steps=5000000000` or `memory=1000000000`. May be given more than once.
    #[arg(long, global = true, value_name = "NAME=NUMBER", value_parser = LimitKeys::read, help_heading = "Limits")]
    pub limit: Vec<LimitKeys>,
}

/// The heading of options that say what a run may touch.
const BORDERS: &str = "Borders";

impl Global {
    /// The reports that are files.
    pub fn report_files(&self) -> Vec<&ReportFile> {
        let all = self.report.iter();
        all.filter_map(|report| match report {
            ReportTo::File(file) => Some(file),
            ReportTo::Proof(_) => None,
        })
        .collect()
    }

    /// The folders in which pages are wanted.
    pub fn proofs(&self) -> Vec<&PathBuf> {
        let all = self.report.iter();
        all.filter_map(|report| match report {
            ReportTo::File(_) => None,
            ReportTo::Proof(folder) => Some(folder),
        })
        .collect()
    }

    /// The lowest severity that makes the exit status 1.
    pub fn threshold(&self) -> Severity {
        if self.deny_warnings { Severity::Warning } else { Severity::Error }
    }

    /// How much people are shown.
    pub fn voice(&self) -> Voice {
        if self.quiet { Voice::Quiet } else { Voice::Full }
    }

    /// What belongs to a run before its inputs are known.
    pub fn border(&self) -> Border {
        Border::new(&self.allow_read, if self.follow_links { Links::Followed } else { Links::Kept })
    }

    /// What is said about limits; of one that is given twice the last holds.
    pub fn limits(&self) -> AskedLimits {
        AskedLimits {
            own: self.limit.iter().rev().fold(LimitKeys::default(), |known, more| known.or(*more)),
            trust: if self.untrusted { Trust::Untrusted } else { Trust::Own },
        }
    }
}

/// How much people are shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Voice {
    /// Findings, what was done, and how far a run is.
    Full,
    /// Findings that count for the exit status, and nothing else.
    Quiet,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum FormatName {
    /// For people, with the place marked in its line.
    Human,
    /// One line a finding.
    Concise,
    /// One JSON object a line for each.
    Json,
    /// SARIF 2.1.0, for code scanning.
    Sarif,
    /// Annotations of GitHub Actions, and a summary in GITHUB_STEP_SUMMARY.
    Github,
    /// A Code Quality report of GitLab.
    Gitlab,
    /// XML of JUnit: a test case for each file.
    Junit,
    /// XML of Checkstyle.
    Checkstyle,
    /// A summary in Markdown.
    Markdown,
    /// A page for a browser, to filter and read.
    Html,
    /// A report of Schematron rules, from `validate` alone.
    Svrl,
    /// Lines that differ, as `patch` takes them, from `diff` alone.
    Unified,
}

impl FormatName {
    /// Whether it shows findings alone, and nothing else that a command prints.
    pub fn is_of_findings(self) -> bool {
        !matches!(self, Self::Human | Self::Concise | Self::Json | Self::Svrl | Self::Unified)
    }
}

/// A report to a file, beside what is printed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReportFile {
    pub format: FormatName,
    pub path: PathBuf,
}

/// What is written beside what is printed.
#[derive(Clone, Debug, PartialEq, Eq)]
enum ReportTo {
    /// Findings to a file.
    File(ReportFile),
    /// Pages of the letters to a folder.
    Proof(PathBuf),
}

/// The name of pages among the formats of reports.
const PROOF: &str = "proof";

impl ReportTo {
    fn read(typed: &str) -> Result<Self, String> {
        let (name, path) = typed.split_once('=').ok_or("expected FORMAT=FILE, such as `sarif=recto.sarif`")?;
        if name == PROOF && !matches!(path, "" | "-") {
            return Ok(Self::Proof(path.into()));
        }
        let format = FormatName::from_str(name, false).map_err(|_| {
            let is_printed = |format: &&FormatName| matches!(format, FormatName::Svrl | FormatName::Unified);
            let names = FormatName::value_variants().iter().filter(|format| !is_printed(format));
            let names: Vec<_> = names.filter_map(ValueEnum::to_possible_value).collect();
            let names: Vec<&str> = names.iter().map(|name| name.get_name()).chain([PROOF]).collect();
            format!("no format is named `{name}`; there are {}", names.join(", "))
        })?;
        match (format, path) {
            (FormatName::Svrl | FormatName::Unified, _) => Err(format!("`{name}` is only printed: `--format {name}`")),
            (_, "") => Err("the name of a file is missing after `=`".to_owned()),
            (_, "-") => Err(format!("a report is a file; `--format {name}` prints it")),
            (format, path) => Ok(Self::File(ReportFile { format, path: path.into() })),
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum ColourName {
    Auto,
    Always,
    Never,
}
