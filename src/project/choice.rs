//! Which schemas a file gets, and why: the one answer that `validate` and `format` act on and `config` shows. Takes the address and the text
//! of a file with its project; gives [`Chosen`].
//!
//! A file gets the schemas that it names; where it names none that Recto runs, those of `recto.toml`; else none: it is not checked against
//! a schema, which a note says. Schemas of the command line take the place of all of these, and are not asked for here.

use std::path::Path;
use std::sync::Arc;

use super::projects::Project;
use super::schemas::{Compiled, Request};
use crate::check::{self, Association, Language};
use crate::diag::{self, Diagnostic, Severity};
use crate::text::Span;

/// The schemas of a file, and why these.
#[derive(Debug)]
pub struct Chosen {
    /// In order.
    pub schemas: Vec<Choice>,
    /// Who asks for them.
    pub why: Why,
    /// What is wrong with how the file names them.
    pub findings: Vec<Diagnostic>,
}

/// A schema that is asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choice {
    /// What is asked for; `None` where it is in a language that is not run.
    pub request: Option<Request>,
    /// Its name or address, as it is written.
    pub name: String,
    /// The language, where the file says it.
    pub language: Option<Language>,
    /// The place of the address in the file that is to be checked.
    pub span: Option<Span>,
}

/// Who asks for the schemas of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Why {
    /// The file names them.
    Named,
    /// `recto.toml` gives them, at this place; none of those that the file may name is run.
    Project(Vec<String>),
    /// Nobody; none of those that the file may name is run.
    Nobody,
}

impl Chosen {
    /// The schemas of the file with this address, path and text, of which the first piece is enough.
    #[must_use]
    pub fn of(project: &Project, base: &str, path: Option<&Path>, text: &str) -> Self {
        let (named, findings) = check::associations(text);
        let mut schemas: Vec<Choice> = named.into_iter().map(|named| Choice::named(project, base, named)).collect();
        let is_any_run = schemas.iter().any(|choice| choice.request.is_some());
        let why = match project.usual(path) {
            // What is named wrongly is mended, not passed over.
            _ if is_any_run || !findings.is_empty() => Why::Named,
            Some(usual) => {
                schemas.extend(usual.schemas.iter().map(|(name, address)| Choice::usual(name, address)));
                Why::Project(usual.place.clone())
            }
            None => Why::Nobody,
        };
        Self { schemas, why, findings }
    }

    /// The schemas, compiled, and what there is to say of the choice.
    #[must_use]
    pub fn compile(self, project: &Project) -> (Vec<Arc<Compiled>>, Vec<Diagnostic>) {
        let mut compiled: Vec<Arc<Compiled>> = Vec::new();
        let mut findings = self.findings;
        for choice in self.schemas {
            let about = match choice.request {
                None => Some(not_run(&choice.name, choice.language.unwrap_or(Language::Unknown))),
                Some(request) => {
                    let one = project.schemas.get(&request);
                    let fault = one.fault();
                    if !compiled.iter().any(|other| Arc::ptr_eq(other, &one)) {
                        compiled.push(one);
                    }
                    fault
                }
            };
            findings.extend(about.map(|finding| Diagnostic { span: choice.span, ..finding }));
        }
        let is_faulty = findings.iter().any(|finding| finding.severity() == Severity::Error);
        if !is_faulty && compiled.iter().all(|one| one.schemas.is_err()) {
            findings.push(unchecked());
        }
        (compiled, findings)
    }
}

impl Choice {
    fn named(project: &Project, base: &str, Association { href, span, language }: Association) -> Self {
        let is_run = matches!(language, Language::RelaxNg | Language::Schematron);
        let request = is_run.then(|| project.schemas.associated(base, &href));
        Self { request, name: href, language: Some(language), span: Some(span) }
    }

    fn usual(name: &str, address: &str) -> Self {
        Self { request: Some(Request::of(address)), name: name.to_owned(), language: None, span: None }
    }
}

/// That a schema is in a language that is not run.
fn not_run(name: &str, language: Language) -> Diagnostic {
    Diagnostic::new(&diag::NOT_RUN, format!("`{name}` was not run: Recto runs no {}", language.name()))
}

/// That a file is checked against no schema.
fn unchecked() -> Diagnostic {
    Diagnostic::new(&diag::NO_SCHEMA, "not checked against a schema: none that Recto runs is named").help(
        "name one in the file with `xml-model`, in recto.toml with `[validate] schema`, or with `--schema`: `tei` is TEI P5, `recto-letter` \
         the built-in one for letters",
    )
}
