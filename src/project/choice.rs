//! Which schemas a file gets, and why: the one answer that `validate` and `format` act on and `config` shows. Takes the address and the text
//! of a file with its project; gives [`Chosen`].
//!
//! A file gets the schemas that it names; where it names none that Recto runs, those of `recto.toml`; else none: it is not checked against
//! a schema, which a note says. Schemas of the command line take the place of all of these, and are not asked for here.

use std::collections::HashSet;
use std::path::Path;
use std::sync::Arc;

use super::projects::Project;
use super::schemas::{Aside, Compiled, Request};
use crate::check::{self, Association, Language, Reading};
use crate::diag::{self, Diagnostic, Severity};
use crate::schematron;
use crate::text::Span;
use crate::text::uri::is_url;

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
    /// The namespace of the schema, where the file says it.
    pub namespace: Option<String>,
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
            _ if is_any_run || has_errors(&findings) => Why::Named,
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
    pub fn compile(mut self, project: &Project) -> (Vec<Arc<Compiled>>, Vec<Diagnostic>) {
        let mut compiled: Vec<Arc<Compiled>> = Vec::new();
        let mut seen: HashSet<*const Compiled> = HashSet::new();
        let mut findings = std::mem::take(&mut self.findings);
        let requests = self.schemas.iter().filter_map(|choice| choice.request.as_ref());
        let ruled = requests.filter(|request| request.reading != Reading::Grammar);
        let ruled: HashSet<&str> = ruled.map(|request| request.address.as_str()).collect();
        for choice in &self.schemas {
            let about = match &choice.request {
                None => Some(choice.language.unwrap_or(Language::Unknown).not_run(&choice.name)),
                Some(request) => {
                    let one = project.schemas.get(request);
                    let about = one
                        .fault()
                        .or_else(|| one.aside.and_then(|aside| set_aside(aside, &request.address, &ruled)))
                        .or_else(|| choice.other_edition(&one));
                    if seen.insert(Arc::as_ptr(&one)) {
                        compiled.push(one);
                    }
                    about
                }
            };
            findings.extend(about.map(|finding| Diagnostic { span: choice.span, ..choice.mapped(finding) }));
        }
        if !has_errors(&findings) && sound(&compiled).is_empty() {
            findings.push(unchecked());
        }
        (compiled, findings)
    }
}

/// What there is to say of a schema of which only a part is asked for. Rules that another choice asks for, those at the addresses `ruled`,
/// are not missed.
fn set_aside(aside: Aside, address: &str, ruled: &HashSet<&str>) -> Option<Diagnostic> {
    match aside {
        Aside::NoRules => {
            let finding = Diagnostic::new(&diag::NOT_RUN, format!("`{address}` holds no rules of Schematron"));
            Some(finding.help("`schematypens` asks for its rules; RELAX NG is `http://relaxng.org/ns/structure/1.0`"))
        }
        Aside::RulesUnasked => {
            let message = format!("the rules in `{address}` were not run: `schematypens` asks for the grammar alone");
            let help = "name the schema once more with `schematypens=\"http://purl.oclc.org/dsdl/schematron\"`";
            (!ruled.contains(address)).then(|| Diagnostic::new(&diag::NOT_RUN, message).help(help))
        }
    }
}

impl Choice {
    fn named(project: &Project, base: &str, named: Association) -> Self {
        let Association { href, span, language, reading, namespace, phase, compact } = named;
        let address = || project.schemas.associated(base, &href);
        let request = language.is_run().then(|| Request { address: address(), reading, phase, compact });
        Self { request, name: href, language: Some(language), namespace, span: Some(span) }
    }

    /// That rules are of another edition of Schematron than `schematypens` says. They are run as what they are.
    fn other_edition(&self, compiled: &Compiled) -> Option<Diagnostic> {
        let (said, is) = (self.namespace.as_deref()?, compiled.rules()?.namespace());
        let differs = said != is && Language::of_namespace(said) == Language::Schematron;
        let (said, own) = (schematron::edition(said), schematron::edition(is));
        let message =
            format!("`schematypens` says {said}, the rules in `{}` are {own}: they were run as that", self.name);
        differs.then(|| {
            Diagnostic::new(&diag::UNHEEDED_ASSOCIATION, message).help(format!("write `schematypens=\"{is}\"`"))
        })
    }

    /// A finding about the schema, which says where its address led to.
    fn mapped(&self, finding: Diagnostic) -> Diagnostic {
        let address = self.request.as_ref().map_or("", |request| &request.address);
        if finding.help.is_some() || !is_url(&self.name) || self.name == *address {
            return finding;
        }
        let help = format!("recto.toml or a catalog says that `{}` is this file", self.name);
        finding.help(help)
    }

    fn usual(name: &str, address: &str) -> Self {
        Self { request: Some(Request::of(address)), name: name.to_owned(), language: None, namespace: None, span: None }
    }
}

/// The schemas among these that can be used.
pub(super) fn sound(schemas: &[Arc<Compiled>]) -> Vec<check::Schema> {
    schemas.iter().filter_map(|compiled| compiled.schemas.as_ref().ok()).flatten().cloned().collect()
}

fn has_errors(findings: &[Diagnostic]) -> bool {
    findings.iter().any(|finding| finding.severity() == Severity::Error)
}

/// That a file is checked against no schema.
fn unchecked() -> Diagnostic {
    Diagnostic::new(&diag::NO_SCHEMA, "not checked against a schema: none that Recto runs is named").help(
        "name one in the file with `xml-model`, in recto.toml with `[validate] schema`, or with `--schema`: `tei` is TEI P5, `recto-letter` \
         the built-in one for letters",
    )
}
