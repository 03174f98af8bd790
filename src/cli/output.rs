//! Where a report goes: one of the streams of the process, or a file that takes its place when it is whole. Takes findings file by file.

use std::fs::OpenOptions;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use super::args::{FormatName, Global, ReportFile};
use super::console::while_read;
use crate::diag::{self, Severity};
use crate::project::{Refusal, ReportWriter, between};
use crate::report::{Colour, Ending, Fact, File, Format, Report};

/// One report and where it goes.
#[derive(Debug)]
pub struct Output {
    format: Format,
    report: Box<dyn Report>,
    target: Target,
    has_begun: bool,
}

/// Where a report goes.
#[derive(Debug)]
pub enum Target {
    /// It is printed.
    Stream(Stream),
    /// It becomes this file.
    File(PathBuf, ReportWriter),
    /// It comes to the end of this file.
    End(PathBuf),
}

/// Where findings are printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stream {
    /// Standard output: they are the result.
    Stdout,
    /// Standard error: they are about the result.
    Stderr,
}

impl FormatName {
    /// The format of this name, where findings of this severity fail a file. What stands for itself has findings of one line beside it.
    pub fn format(self, colour: Colour, threshold: Severity) -> Format {
        match self {
            Self::Human => Format::Human(colour),
            Self::Concise | Self::Svrl | Self::Unified => Format::Concise,
            Self::Json => Format::Json,
            Self::Sarif => Format::Sarif,
            Self::Github => Format::Github,
            Self::Gitlab => Format::Gitlab,
            Self::Junit => Format::Junit(threshold),
            Self::Checkstyle => Format::Checkstyle,
            Self::Markdown => Format::Markdown,
            Self::Html => Format::Html,
        }
    }
}

/// The variable with the file in which a step of GitHub Actions is summed up.
const SUMMARY: &str = "GITHUB_STEP_SUMMARY";

/// The reports to files, each begun beside its place: one that cannot be written is refused before anything is run.
pub fn files(global: &Global) -> Result<Vec<Output>, Refusal> {
    let mut opened: Vec<Output> = Vec::new();
    let reports = global.report_files();
    for (at, ReportFile { format, path }) in reports.iter().enumerate() {
        if reports.iter().take(at).any(|other| other.path == *path) {
            return Err(Refusal::new(format!("two reports would both become `{}`", path.display())));
        }
        let file = ReportWriter::open(path)?;
        let format = format.format(Colour::Plain, global.threshold());
        opened.push(Output::new(format, Target::File(path.clone(), file)));
    }
    let summary = std::env::var_os(SUMMARY).filter(|path| global.format == FormatName::Github && !path.is_empty());
    opened.extend(summary.map(|path| Output::new(Format::Markdown, Target::End(path.into()))));
    Ok(opened)
}

fn unwritable(path: &Path, error: &io::Error) -> Refusal {
    Refusal::coded(&diag::UNWRITABLE, format!("cannot write `{}`: {error}", path.display()))
}

impl Output {
    /// A report in this format.
    pub fn new(format: Format, target: Target) -> Self {
        Self { format, report: format.report(), target, has_begun: false }
    }

    /// How it is written.
    pub fn format(&self) -> Format {
        self.format
    }

    /// Takes what is to be said of the run.
    pub fn about(&mut self, fact: &Fact) {
        self.report.about(fact.clone());
    }

    /// Writes the findings of one file, which may have a page.
    pub fn add(&mut self, file: &File<'_>, page: Option<&Path>) -> io::Result<()> {
        let mut bytes = self.beginning()?;
        let folder = match &self.target {
            Target::File(path, _) => path.parent(),
            Target::Stream(_) | Target::End(_) => None,
        };
        self.report.link(folder.zip(page).and_then(|(folder, page)| between(folder, page)));
        self.report.add(&mut bytes, file)?;
        self.target.write(&bytes)
    }

    /// Ends the report; one without findings is one, too.
    pub fn end(mut self, ending: Ending) -> Result<(), Refusal> {
        let written = self.last(ending);
        match self.target {
            Target::Stream(_) => written.map_err(|error| Refusal::new(format!("cannot write: {error}"))),
            Target::End(path) => written.map_err(|error| unwritable(&path, &error)),
            Target::File(path, file) => written.and_then(|()| file.finish()).map_err(|error| unwritable(&path, &error)),
        }
    }

    fn last(&mut self, ending: Ending) -> io::Result<()> {
        let mut bytes = self.beginning()?;
        self.report.end(&mut bytes, ending)?;
        self.target.write(&bytes)
    }

    /// What stands before all findings, where it has not been written.
    fn beginning(&mut self) -> io::Result<Vec<u8>> {
        let mut bytes = Vec::new();
        if !std::mem::replace(&mut self.has_begun, true) {
            self.report.begin(&mut bytes)?;
        }
        Ok(bytes)
    }
}

impl Target {
    fn write(&mut self, bytes: &[u8]) -> io::Result<()> {
        match self {
            _ if bytes.is_empty() => Ok(()),
            Self::Stream(Stream::Stdout) => while_read(io::stdout().lock().write_all(bytes)),
            Self::Stream(Stream::Stderr) => while_read(io::stderr().lock().write_all(bytes)),
            Self::File(_, file) => file.write_all(bytes),
            Self::End(path) => OpenOptions::new().append(true).create(true).open(path)?.write_all(bytes),
        }
    }
}
