//! The two streams of the process. Takes results, findings and the progress of a run; writes results to standard output and
//! everything else to standard error, the progress bar out of the way of both.

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::io::{self, IsTerminal, Write};
use std::path::{Path, PathBuf};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use serde::Serialize;

use super::args::{ColourName, FormatName, Global, Voice};
use super::output::{Output, Stream, Target};
use crate::diag::{self, Diagnostic, Severity};
use crate::project::{AskedLimits, Border, Refusal};
use crate::report::{Colour, Ending, Fact, File, Format, counted, shown};
use crate::text::Source;

/// Standard output and standard error as one run uses them.
#[derive(Debug)]
pub struct Console {
    name: FormatName,
    format: Format,
    /// The report that is printed, then those that go to files.
    outputs: Vec<Output>,
    voice: Voice,
    threshold: Severity,
    border: Border,
    limits: AskedLimits,
    bar: ProgressBar,
    proof: Option<PathBuf>,
    /// The pages of files, by their names.
    pages: BTreeMap<String, PathBuf>,
}

/// How many findings of one file people are shown at most; programs get all.
const MOST: usize = 100;

/// A refusal for programs: a finding about the command, not about a file.
#[derive(Serialize)]
struct Row<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    code: Option<&'static str>,
    severity: &'static str,
    message: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    help: Option<&'a str>,
}

impl Console {
    /// The console that the global options ask for, with reports to files.
    pub fn new(global: &Global, findings: Stream, files: Vec<Output>) -> Self {
        let format = global.format.format(colour(global.color, findings), global.threshold());
        let mut outputs = vec![Output::new(format, Target::Stream(findings))];
        outputs.extend(files);
        Self {
            name: global.format,
            format,
            outputs,
            voice: global.voice(),
            threshold: global.threshold(),
            border: global.border(),
            limits: global.limits(),
            bar: ProgressBar::hidden(),
            proof: global.proofs().first().map(|folder| PathBuf::clone(folder)),
            pages: BTreeMap::new(),
        }
    }

    /// The folder in which pages are wanted.
    pub fn proof(&self) -> Option<&Path> {
        self.proof.as_deref()
    }

    /// Says something of the run in the reports that have room for it.
    pub fn about(&mut self, fact: &Fact) {
        self.outputs.iter_mut().for_each(|output| output.about(fact));
    }

    /// Lets reports lead to the pages of files.
    pub fn lead_to(&mut self, pages: impl IntoIterator<Item = (String, PathBuf)>) {
        self.pages.extend(pages);
    }

    /// How findings are written.
    pub fn format(&self) -> Format {
        self.format
    }

    /// The format that was asked for.
    pub fn name(&self) -> FormatName {
        self.name
    }

    /// The lowest severity that makes the exit status 1.
    pub fn threshold(&self) -> Severity {
        self.threshold
    }

    /// What belongs to the run with these inputs.
    pub fn border(&self, inputs: &[PathBuf]) -> Border {
        self.border.clone().inputs(inputs)
    }

    /// What the command line says about limits.
    pub fn limits(&self) -> &AskedLimits {
        &self.limits
    }

    /// Shows a progress bar for several files; only people at a terminal see it.
    pub fn start(&mut self, files: usize) {
        if files < 2 || self.voice == Voice::Quiet || !self.format.is_for_people() || !io::stderr().is_terminal() {
            return;
        }
        let style = ProgressStyle::with_template("{bar:40} {human_pos}/{human_len} files");
        self.bar = ProgressBar::with_draw_target(Some(files as u64), ProgressDrawTarget::stderr());
        self.bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
    }

    /// One more file is done.
    pub fn advance(&self) {
        self.bar.inc(1);
    }

    /// The run is over: the bar disappears.
    pub fn finish(&self) {
        self.bar.finish_and_clear();
    }

    /// Writes findings about something else than a file of the run: a profile, a schema.
    pub fn report<'a>(
        &mut self,
        source: &Source,
        findings: impl IntoIterator<Item = &'a Diagnostic>,
    ) -> io::Result<()> {
        let findings: Vec<&Diagnostic> = findings.into_iter().collect();
        if findings.is_empty() { Ok(()) } else { self.show(source, findings, Severity::Note) }
    }

    /// Writes the findings of a file of the run, which may have none. People are shown no findings below the lowest severity.
    pub fn show<'a>(
        &mut self,
        source: &Source,
        findings: impl IntoIterator<Item = &'a Diagnostic>,
        lowest: Severity,
    ) -> io::Result<()> {
        let all: Vec<&Diagnostic> = findings.into_iter().collect();
        let primary: Vec<&Diagnostic> = all.iter().copied().filter(|finding| !finding.is_secondary).collect();
        let lowest = if self.voice == Voice::Quiet { lowest.max(self.threshold) } else { lowest };
        let (mut few, rest) = most_severe(&primary, lowest);
        let more = Diagnostic::new(&diag::MORE_FINDINGS, counted(rest, "more finding"));
        let more = more.help("`--format json` gives all");
        few.extend((rest > 0).then_some(&more));
        let [all, primary, few] = [all, primary, few].map(|findings| File::new(source, findings));
        let Self { outputs, bar, pages, .. } = self;
        let page = pages.get(source.name()).map(PathBuf::as_path);
        bar.suspend(|| {
            outputs.iter_mut().try_for_each(|output| {
                let file = match output.format() {
                    Format::Json => &all,
                    format if format.is_for_people() => &few,
                    _ => &primary,
                };
                output.add(file, page)
            })
        })
    }

    /// Writes findings that the command prints in a way of its own, where it does: to the other reports.
    pub fn record<'a>(
        &mut self,
        source: &'a Source,
        findings: impl IntoIterator<Item = &'a Diagnostic>,
    ) -> io::Result<()> {
        let file = File::new(source, findings);
        let printed = usize::from(!self.name.is_of_findings());
        let Self { outputs, bar, .. } = self;
        bar.suspend(|| outputs.iter_mut().skip(printed).try_for_each(|output| output.add(&file, None)))
    }

    /// Ends all reports and puts those that are files in their places.
    pub fn end(&mut self, ending: Ending) -> Result<(), Refusal> {
        self.outputs.drain(..).try_for_each(|output| output.end(ending))
    }

    /// Writes a line for people to standard error; where a program reads findings it does not get it.
    pub fn remark(&mut self, line: &str) -> io::Result<()> {
        match self.format.is_for_people() && self.voice == Voice::Full {
            false => Ok(()),
            true => self.bar.suspend(|| while_read(writeln!(io::stderr().lock(), "{}", shown(line)))),
        }
    }

    /// Says on standard error why nothing was run.
    pub fn refuse(&mut self, refusal: &Refusal) -> io::Result<()> {
        let mut stderr = io::stderr().lock();
        if self.format == Format::Json {
            let row = Row {
                code: refusal.code.map(|code| code.id),
                severity: Severity::Error.name(),
                message: &refusal.message,
                help: refusal.help.as_deref(),
            };
            return writeln!(stderr, "{}", serde_json::to_string(&row)?);
        }
        let id = refusal.code.map_or(String::new(), |code| format!(" {}", code.id));
        writeln!(stderr, "error{id}: {}", shown(&refusal.message))?;
        match &refusal.help {
            Some(help) => writeln!(stderr, "  help: {}", shown(help)),
            None => Ok(()),
        }
    }

    /// Writes a result to standard output.
    pub fn print(&mut self, result: &str) -> io::Result<()> {
        self.bar.suspend(|| {
            let mut stdout = io::stdout().lock();
            while_read(stdout.write_all(result.as_bytes()).and_then(|()| stdout.flush()))
        })
    }
}

/// The findings of at least this severity, at most [`MOST`], the more severe rather than others, in their order; and how many are left out.
fn most_severe<'a>(findings: &[&'a Diagnostic], lowest: Severity) -> (Vec<&'a Diagnostic>, usize) {
    let all = findings.iter().copied().filter(|finding| finding.severity() >= lowest);
    let mut few: Vec<(usize, &Diagnostic)> = all.enumerate().collect();
    let rest = few.len().saturating_sub(MOST);
    few.sort_by_key(|(at, finding)| (Reverse(finding.severity()), *at));
    few.truncate(MOST);
    few.sort_unstable_by_key(|(at, _)| *at);
    (few.into_iter().map(|(_, finding)| finding).collect(), rest)
}

/// A reader that has read enough (`recto … | head`) is no error, and the run goes on: files are still to be written, and the exit
/// status must not hang on how fast the reader was.
pub fn while_read(written: io::Result<()>) -> io::Result<()> {
    match written {
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        other => other,
    }
}

/// <https://no-color.org>: any value but the empty one turns colour off.
fn colour(name: ColourName, stream: Stream) -> Colour {
    let is_wanted = match name {
        ColourName::Always => true,
        ColourName::Never => false,
        ColourName::Auto => {
            let is_terminal = match stream {
                Stream::Stdout => io::stdout().is_terminal(),
                Stream::Stderr => io::stderr().is_terminal(),
            };
            is_terminal
                && std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty())
                && std::env::var_os("TERM").is_none_or(|terminal| terminal != "dumb")
        }
    };
    if is_wanted { Colour::Ansi } else { Colour::Plain }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_error_behind_many_notes_is_shown() {
        let notes = (0..MOST + 7).map(|at| (at, &diag::MORE_FINDINGS));
        let all: Vec<Diagnostic> =
            notes.chain([(0, &diag::BAD_REGISTER)]).map(|(at, code)| Diagnostic::new(code, at.to_string())).collect();
        let (few, rest) = most_severe(&all.iter().collect::<Vec<_>>(), Severity::Note);
        assert_eq!(
            (few.len(), rest, few.last().map(|finding| finding.code.id)),
            (MOST, 8, Some(diag::BAD_REGISTER.id))
        );
    }
}
