//! A document as a run reads it: alone, or with what it includes. Takes the document and where its files come from; gives what can be read
//! as any document is, and its findings file by file. Files that are included are never written.

use std::sync::Arc;

use super::run::Findings;
use crate::diag::{self, Diagnostic};
use crate::text::{Load, Source, Span};
use crate::xinclude::{self, Assembly};
use crate::xml::{Entity, External, Input, Sink};

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
