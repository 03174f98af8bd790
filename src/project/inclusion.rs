//! A document as a run reads it: alone, or with what it includes. Takes the document and where its files come from; gives what can be read
//! as any document is, and its findings file by file. Files that are included are never written.

use std::path::PathBuf;
use std::sync::{Arc, LazyLock};

use super::findings::Findings;
use super::job::Job;
use super::load;
use super::projects::Projects;
use crate::budget::Meter;
use crate::diag::{self, Diagnostic, Severity};
use crate::text::{Load, Source, Span};
use crate::xinclude::{self, Assembly};
use crate::xml::document::Builder;
use crate::xml::{Document, Entity, External, Input, Sink};

/// The source of what stands in none.
static NOTHING: LazyLock<Source> = LazyLock::new(|| Source::new("", ""));

/// Whether a document is read with what it includes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Inclusion {
    /// As XInclude 1.0 says.
    Resolved,
    /// It is not: `xi:include` is an element like others.
    Left,
}

/// A document as it is read.
#[derive(Debug)]
pub enum Whole {
    /// The file alone.
    Alone(Source, External),
    /// With what it includes.
    Joined(Box<Assembly>),
}

/// Whether a document that begins with this text may be read with files that its document type names.
pub fn may_have_files(text: &str, external: External) -> bool {
    external == External::Local && text.contains("<!DOCTYPE")
}

impl Whole {
    /// The document in a source with this address.
    pub fn of(source: Source, address: &str, loader: &dyn Load, external: External, inclusion: Inclusion) -> Self {
        let has_files = may_have_files(source.text(), external);
        match inclusion {
            Inclusion::Resolved if has_files || xinclude::is_named_in(source.text()) => {
                Self::Joined(Box::new(xinclude::assemble(source, address, loader, external)))
            }
            Inclusion::Left if has_files => {
                Self::Joined(Box::new(xinclude::with_entities(source, address, loader, external)))
            }
            Inclusion::Resolved | Inclusion::Left => Self::Alone(source, external),
        }
    }

    /// Why it cannot be checked, where parts of it are missing.
    pub fn gap(&self) -> Option<Diagnostic> {
        let is_whole = match self {
            Self::Alone(..) => true,
            Self::Joined(assembly) => assembly.is_whole(),
        };
        let finding = || {
            Diagnostic::new(&diag::NOT_RUN, "schemas and rules were not run: the document could not be put together")
        };
        (!is_whole).then(|| finding().help("correct what it includes, or leave it out with `--no-xinclude`"))
    }

    /// No document.
    pub fn nothing() -> Self {
        Self::Alone(NOTHING.clone(), External::Noted)
    }

    /// The part of the text that a span covers.
    #[must_use]
    pub fn slice(&self, span: Span) -> &str {
        span.of(self.text())
    }

    /// The document in the file of a job.
    pub fn read(job: &Job, projects: &Projects, inclusion: Inclusion) -> Result<Self, Box<Findings>> {
        let source = load::document(job, None)?;
        let meter = Meter::new(job.border.limits(), source.text().len());
        let loader = projects.of(job).schemas.dynamic_context(&meter).loader;
        Ok(Self::of(source, &job.address(), loader, External::Noted, inclusion))
    }

    /// The same with its tree; where there are errors, what was found in each file.
    pub fn with_tree(self) -> Result<(Self, Document), Vec<Findings>> {
        let mut builder = Builder::with_room(self.text().len());
        let reported = self.tell(&mut builder);
        let is_sound = match &self {
            Self::Alone(..) => reported.iter().all(|finding| finding.severity() < Severity::Error),
            Self::Joined(assembly) => !assembly.has_errors(),
        };
        if is_sound {
            return Ok((self, builder.finish()));
        }
        let (own, included) = self.findings(reported);
        Err(std::iter::once(own).chain(included).filter(|found| !found.diagnostics.is_empty()).collect())
    }

    /// The file itself.
    #[must_use]
    pub fn source(&self) -> &Source {
        match self {
            Self::Alone(source, _) => source,
            Self::Joined(assembly) => assembly.source(0).unwrap_or(&NOTHING),
        }
    }

    /// The files that it includes.
    pub fn files(&self) -> Vec<PathBuf> {
        match self {
            Self::Alone(..) => Vec::new(),
            Self::Joined(assembly) => assembly.sources().skip(1).map(|source| PathBuf::from(source.name())).collect(),
        }
    }

    /// The file in which a span stands, and its place there.
    pub fn place(&self, span: Span) -> (&Source, Span) {
        match self {
            Self::Alone(source, _) => (source, span),
            Self::Joined(assembly) => {
                let (number, place) = assembly.origin(span);
                assembly.source(number).map_or((&NOTHING, Span::default()), |source| (source, place))
            }
        }
    }

    /// The place of a span in the file itself; `None` where it stands in another.
    pub fn own(&self, span: Span) -> Option<Span> {
        match self {
            Self::Alone(..) => Some(span),
            Self::Joined(assembly) => {
                Some(assembly.origin(span)).filter(|(source, _)| *source == 0).map(|(_, span)| span)
            }
        }
    }

    /// Findings in it, and what was found when it was put together: those in the file itself, and those in files that it includes.
    pub fn findings(self, findings: Vec<Diagnostic>) -> (Findings, Vec<Findings>) {
        match self {
            Self::Alone(source, _) => (Findings { source, diagnostics: findings }, Vec::new()),
            Self::Joined(assembly) => {
                let found = assembly.by_source(findings);
                drop(assembly);
                let mut found = found
                    .into_iter()
                    .map(|found| Findings { source: Arc::unwrap_or_clone(found.source), diagnostics: found.findings });
                let none = || Findings { source: Source::new("", ""), diagnostics: Vec::new() };
                (found.next().unwrap_or_else(none), found.collect())
            }
        }
    }
}

impl Input for Whole {
    fn text(&self) -> &str {
        match self {
            Self::Alone(source, _) => source.text(),
            Self::Joined(assembly) => assembly.text(),
        }
    }

    fn tell(&self, sink: &mut impl Sink) -> Vec<Diagnostic> {
        match self {
            Self::Alone(source, external) => Entity { text: source.text(), external: *external }.tell(sink),
            Self::Joined(assembly) => assembly.tell(sink),
        }
    }
}
