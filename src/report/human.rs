//! Findings for people, drawn by miette: code, message, the line with the place marked, further places, help.
//!
//! Takes a source, findings and a [`Colour`]. Neither the width of the terminal nor its abilities change the drawing; lines of
//! text are never wrapped. A finding about a whole file names the file before its message.

use std::fmt;
use std::io::{self, Write};
use std::ops::Range;

use miette::{
    GraphicalReportHandler, GraphicalTheme, LabeledSpan, MietteError, MietteSpanContents, SourceCode, SourceSpan,
    SpanContents,
};

use super::file::File;
use super::snippet;
use super::writer::{Colour, Report};
use crate::diag::{Diagnostic, Severity};
use crate::text::{Position, Source, Span, shown};

/// The report.
#[derive(Debug)]
pub struct Human {
    colour: Colour,
}

impl Human {
    /// Drawings with or without colour.
    pub fn new(colour: Colour) -> Self {
        Self { colour }
    }
}

impl Report for Human {
    /// Writes one drawing a finding, an empty line after each.
    fn add(&mut self, out: &mut dyn Write, file: &File<'_>) -> io::Result<()> {
        let theme = match self.colour {
            Colour::Plain => GraphicalTheme::unicode_nocolor(),
            Colour::Ansi => GraphicalTheme::unicode(),
        };
        let handler = GraphicalReportHandler::new_themed(theme)
            .with_context_lines(0)
            .with_wrap_lines(false)
            .without_cause_chain()
            .without_syntax_highlighting();
        for found in &file.findings {
            let mut drawing = String::new();
            handler.render_report(&mut drawing, &Drawn::new(file.source, found.finding)).map_err(io::Error::other)?;
            writeln!(out, "{drawing}")?;
        }
        Ok(())
    }
}

/// A finding as miette wants it.
#[derive(Debug)]
struct Drawn<'a> {
    finding: &'a Diagnostic,
    message: String,
    labels: Vec<LabeledSpan>,
    windows: Windows,
}

impl<'a> Drawn<'a> {
    fn new(source: &Source, finding: &'a Diagnostic) -> Self {
        let name = shown(source.name());
        let mut windows = Windows { list: Vec::new() };
        let mut labels = Vec::new();
        if let Some(span) = finding.span {
            labels.push(LabeledSpan::new_primary_with_span(None, windows.add(source, span)));
        }
        for related in &finding.related {
            let place = windows.add(related.source(source), related.span);
            labels.push(LabeledSpan::new_with_span(Some(shown(&related.message).into_owned()), place));
        }
        let subject = match finding.span {
            Some(_) => String::new(),
            None => format!("{name}: "),
        };
        let (severity, id) = (finding.severity().name(), finding.code.id);
        let message = format!("{severity} {id}: {subject}{}", shown(&finding.message));
        Self { finding, message, labels, windows }
    }
}

impl fmt::Display for Drawn<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Drawn<'_> {}

impl miette::Diagnostic for Drawn<'_> {
    fn severity(&self) -> Option<miette::Severity> {
        Some(match self.finding.severity() {
            Severity::Note => miette::Severity::Advice,
            Severity::Warning => miette::Severity::Warning,
            Severity::Error => miette::Severity::Error,
        })
    }

    fn help<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        Some(Box::new(shown(self.finding.help.as_deref()?)))
    }

    fn source_code(&self) -> Option<&dyn SourceCode> {
        Some(&self.windows)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        (!self.labels.is_empty()).then(|| Box::new(self.labels.iter().cloned()) as Box<_>)
    }
}

/// What miette takes for the source: the windows that are shown, one behind the other, each with its true place.
#[derive(Debug)]
struct Windows {
    list: Vec<Window>,
}

#[derive(Debug)]
struct Window {
    /// The name of its source.
    name: String,
    /// Where it stands among the windows.
    range: Range<usize>,
    /// What miette draws: the snippet as a whole line, so that a place at its end can be marked too.
    line: String,
    position: Position,
}

impl Windows {
    /// Adds the window for a span; gives where miette finds the span.
    fn add(&mut self, source: &Source, span: Span) -> SourceSpan {
        // One byte between two windows keeps miette from joining them.
        let start = self.list.last().map_or(0, |window| window.range.end + 1);
        let snippet = snippet::cut(source, span);
        let line = snippet.text + "\n";
        self.list.push(Window {
            name: shown(source.name()).into_owned(),
            range: start..start + line.len(),
            line,
            position: snippet.position,
        });
        (start + snippet.mark.start..start + snippet.mark.end).into()
    }
}

impl SourceCode for Windows {
    fn read_span<'a>(
        &'a self,
        span: &SourceSpan,
        _lines_before: usize,
        _lines_after: usize,
    ) -> Result<Box<dyn SpanContents<'a> + 'a>, MietteError> {
        let end = span.offset() + span.len();
        let window = self
            .list
            .iter()
            .find(|window| window.range.start <= span.offset() && end <= window.range.end)
            .ok_or(MietteError::OutOfBounds)?;
        Ok(Box::new(MietteSpanContents::new_named(
            window.name.clone(),
            window.line.as_bytes(),
            window.range.clone().into(),
            window.position.line.saturating_sub(1),
            window.position.column.saturating_sub(1),
            1,
        )))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diag;

    fn draw(text: &str, finding: &Diagnostic) -> String {
        let mut out = Vec::new();
        let source = Source::new("a.txt", text);
        Human::new(Colour::Plain).add(&mut out, &File::new(&source, [finding])).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn the_line_is_shown_with_its_place() {
        let finding = Diagnostic::new(&diag::UNREAD_DATE, "no such day in this month")
            .at(Span::new(6, 8))
            .related(Span::at(5), "the line above")
            .help("look it up");
        let expected = [
            "  ⚠ warning R0205: no such day in this month",
            "   ╭─[a.txt:2:1]",
            " 2 │ 31 Juni",
            "   · ──",
            "   ╰────",
            "   ╭─[a.txt:1:5]",
            " 1 │ Köln",
            "   ·     ▲",
            "   ·     ╰── the line above",
            "   ╰────",
            "  help: look it up",
        ];
        assert_eq!(draw("Köln\n31 Juni\r\n", &finding), expected.join("\n") + "\n\n");
    }

    #[test]
    fn a_finding_about_the_whole_file_names_it() {
        let finding = Diagnostic::new(&diag::EMPTY_INPUT, "the file is empty");
        assert_eq!(draw("", &finding), "  × error R0001: a.txt: the file is empty\n\n");
        let drawn = draw("", &finding.at(Span::at(0)));
        assert!(drawn.starts_with("  × error R0001: the file is empty\n   ╭─[a.txt:1:1]\n"), "{drawn}");
    }

    #[test]
    fn colour_is_the_only_difference() {
        let (source, finding) = (Source::new("a.txt", "a b"), Diagnostic::new(&diag::NO_HEADING, "x").at(Span::at(1)));
        let draw = |colour| {
            let mut out = Vec::new();
            Human::new(colour).add(&mut out, &File::new(&source, [&finding])).unwrap();
            String::from_utf8(out).unwrap()
        };
        let mut coloured = draw(Colour::Ansi);
        while let Some(start) = coloured.find('\u{1b}') {
            let end = start + coloured.split_at(start).1.find('m').unwrap();
            coloured.replace_range(start..=end, "");
        }
        assert_eq!(coloured, draw(Colour::Plain));
    }
}
