//! Findings for Python. Takes what was found in files; gives a sequence whose items become dataclasses when they are asked for, and which is a
//! table of Arrow as well.
//!
//! Where a finding is, is said three ways: lines and columns from 1, as editors count; bytes of the decoded text in UTF-8 from 0, as in all reports
//! of Recto; characters from 0, by which Python slices.

use std::collections::BTreeMap;
use std::sync::Arc;

use pyo3::exceptions::{PyIndexError, PyValueError};
use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use pyo3::types::{PyCapsule, PyTuple, PyType};
use recto::internals::project::{self, Refusal};
use recto::internals::report::Place;
use recto::{Code, Diagnostic, Severity, Source, Span};

use crate::table;

/// Where something is.
#[derive(Clone, Copy, Debug)]
pub struct At {
    /// Lines, columns, bytes.
    pub place: Place,
    /// Characters; not known in a file that was too large to be held.
    pub characters: Option<(usize, usize)>,
}

/// One finding, apart from the text it is about.
#[derive(Debug)]
pub struct Found {
    pub code: &'static Code,
    pub severity: Severity,
    pub message: String,
    pub file: Arc<str>,
    pub at: Option<At>,
    pub help: Option<String>,
    /// Messages, files, places.
    related: Vec<(String, String, At)>,
    expected: Arc<[String]>,
    /// Text, whether no letter is changed by it, place.
    fix: Option<(String, bool, At)>,
    is_secondary: bool,
}

/// What was found in one source.
pub fn found(source: &Source, diagnostics: &[Diagnostic]) -> Vec<Found> {
    if diagnostics.is_empty() {
        return Vec::new();
    }
    let file: Arc<str> = source.name().into();
    let places = Places::new(source, diagnostics);
    let one = |finding: &Diagnostic| Found {
        code: finding.code,
        severity: finding.severity(),
        message: finding.message.clone(),
        file: Arc::clone(&file),
        at: finding.span.map(|span| places.at(span)),
        help: finding.help.clone(),
        related: finding
            .related
            .iter()
            .map(|related| {
                let other = related.source(source);
                let at = match &related.elsewhere {
                    Some(other) => Places::of(other, [related.span]).at(related.span),
                    None => places.at(related.span),
                };
                (related.message.clone(), other.name().to_owned(), at)
            })
            .collect(),
        expected: Arc::clone(&finding.expected),
        fix: finding.fix.as_ref().map(|fix| (fix.edit.text.clone(), fix.is_safe, places.at(fix.edit.span))),
        is_secondary: finding.is_secondary,
    };
    diagnostics.iter().map(one).collect()
}

/// What was found in several sources, in their order.
pub fn all_found<'f>(findings: impl IntoIterator<Item = &'f project::Findings>) -> Vec<Found> {
    findings.into_iter().flat_map(|findings| found(&findings.source, &findings.diagnostics)).collect()
}

/// The characters before each byte of a source that is pointed at.
struct Places<'s> {
    source: &'s Source,
    characters: BTreeMap<usize, Option<usize>>,
}

impl<'s> Places<'s> {
    fn new(source: &'s Source, diagnostics: &[Diagnostic]) -> Self {
        let spans = diagnostics.iter().flat_map(|finding| {
            let related = finding.related.iter().filter(|related| related.elsewhere.is_none());
            let fix = finding.fix.as_ref().map(|fix| fix.edit.span);
            finding.span.into_iter().chain(fix).chain(related.map(|related| related.span))
        });
        Self::of(source, spans)
    }

    fn of(source: &'s Source, spans: impl IntoIterator<Item = Span>) -> Self {
        let bytes = spans.into_iter().flat_map(|span| [span.start, span.end]);
        let mut characters: BTreeMap<usize, Option<usize>> = bytes.map(|byte| (byte, None)).collect();
        let (mut from, mut count) = (0, 0);
        for (byte, before) in &mut characters {
            // A text of which only excerpts are held has no beginning to count from.
            let Some(text) = source.text().get(from..*byte) else { break };
            (from, count) = (*byte, count + text.chars().count());
            *before = Some(count);
        }
        Self { source, characters }
    }

    fn at(&self, span: Span) -> At {
        let character = |byte| self.characters.get(&byte).copied().flatten();
        At { place: Place::new(self.source, span), characters: character(span.start).zip(character(span.end)) }
    }
}

/// A class of the package, looked up once.
macro_rules! class {
    ($py:expr, $name:literal) => {{
        static CLASS: PyOnceLock<Py<PyType>> = PyOnceLock::new();
        CLASS.import($py, "recto._findings", $name)
    }};
}

type Eight = (usize, usize, usize, usize, usize, usize, Option<usize>, Option<usize>);

impl At {
    fn fields(&self) -> Eight {
        let Place { line, column, end_line, end_column, start, end } = self.place;
        let (from, to) = self.characters.unzip();
        (line, column, end_line, end_column, start, end, from, to)
    }

    /// As `recto.Place`.
    pub fn to_python<'py>(self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        class!(py, "Place")?.call1(self.fields())
    }
}

impl Found {
    /// As `recto.Finding`.
    fn to_python<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        let related = self
            .related
            .iter()
            .map(|(message, file, at)| class!(py, "Related")?.call1((message, file, at.to_python(py)?)));
        let related = PyTuple::new(py, related.collect::<PyResult<Vec<_>>>()?)?;
        let fix =
            self.fix.as_ref().map(|(text, is_safe, at)| class!(py, "Fix")?.call1((text, *is_safe, at.to_python(py)?)));
        let place = self.at.map(|at| at.to_python(py)).transpose()?;
        let expected = PyTuple::new(py, self.expected.iter())?;
        class!(py, "Finding")?.call1((
            self.code.id,
            self.severity.name(),
            &self.message,
            &*self.file,
            place,
            self.help.as_deref(),
            related,
            expected,
            fix.transpose()?,
            self.is_secondary,
        ))
    }
}

/// Findings, in their order: a sequence of `Finding`, and a table of Arrow with a row for each.
#[pyclass(frozen, sequence, module = "recto._recto")]
pub struct Findings(pub Vec<Found>);

#[pymethods]
impl Findings {
    fn __len__(&self) -> usize {
        self.0.len()
    }

    fn __getitem__<'py>(&self, py: Python<'py>, at: isize) -> PyResult<Bound<'py, PyAny>> {
        let from_start = if at < 0 { at.checked_add_unsigned(self.0.len()) } else { Some(at) };
        let found = from_start.and_then(|at| self.0.get(usize::try_from(at).ok()?));
        found.ok_or_else(|| PyIndexError::new_err("there are not so many findings"))?.to_python(py)
    }

    /// How many are of this severity: `"error"`, `"warning"` or `"note"`.
    fn count_of(&self, severity: &str) -> usize {
        self.0.iter().filter(|found| found.severity.name() == severity).count()
    }

    fn __arrow_c_schema__<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyCapsule>> {
        table::schema_capsule(py, &table::findings_schema())
    }

    #[pyo3(signature = (requested_schema=None))]
    fn __arrow_c_array__<'py>(
        &self,
        py: Python<'py>,
        requested_schema: Option<Bound<'py, PyAny>>,
    ) -> PyResult<(Bound<'py, PyCapsule>, Bound<'py, PyCapsule>)> {
        let _ = requested_schema;
        table::array_capsules(py, table::of_findings(&self.0)?)
    }

    #[pyo3(signature = (requested_schema=None))]
    fn __arrow_c_stream__<'py>(
        &self,
        py: Python<'py>,
        requested_schema: Option<Bound<'py, PyAny>>,
    ) -> PyResult<Bound<'py, PyCapsule>> {
        let _ = requested_schema;
        table::stream_capsule(py, table::of_findings(&self.0)?)
    }
}

/// The exception that says why something cannot be used.
pub fn refused(py: Python<'_>, found: Vec<Found>) -> PyErr {
    let message = found.iter().map(line).collect::<Vec<_>>().join("\n");
    error(py, message, found)
}

/// A finding on one line.
fn line(found: &Found) -> String {
    let place = found.at.map(|at| format!(":{}:{}", at.place.line, at.place.column)).unwrap_or_default();
    format!("{}{place}: {}: {}", found.file, found.code.id, found.message)
}

/// The exception for what was asked wrongly.
pub fn refusal(py: Python<'_>, refusal: &Refusal) -> PyErr {
    let help = refusal.help.as_ref().map(|help| format!(" ({help})")).unwrap_or_default();
    error(py, format!("{}{help}", refusal.message), Vec::new())
}

fn error(py: Python<'_>, message: String, found: Vec<Found>) -> PyErr {
    let made = class!(py, "Error").and_then(|class| class.call1((message, Findings(found))));
    made.map_or_else(|fault| fault, PyErr::from_value)
}

/// The exception for a value that is none of those that there are.
pub fn no_such(what: &str, value: &str, known: &[&str]) -> PyErr {
    PyValueError::new_err(format!("no {what} is named `{value}`: there are {}", known.join(", ")))
}
