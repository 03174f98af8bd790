//! The definitions of a grammar (sections 4.7, 4.11, 4.17 and 4.18): those of its own and of the files it includes, by name.
//!
//! Takes the components of a grammar; gives a [`Scope`]. What an `include` defines anew takes the place of what the other file
//! defines. Leaves out what the definitions hold.

use std::sync::Arc;

use rustc_hash::FxHashMap;

use super::lowered::{DEPTH, DefinitionId};
use crate::diag::{self, Diagnostic};
use crate::relaxng::files::Files;
use crate::relaxng::findings::Findings;
use crate::relaxng::simple::Place;
use crate::relaxng::syntax::{Annotations, Combine, Component, Define, Include, Namespace, Pattern, PatternKind};
use crate::text::Span;

/// Index into the list of scopes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) struct ScopeId(pub(super) usize);

/// What a pattern means depends on where its file is taken in.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct Site {
    /// The file.
    pub(super) file: u32,
    /// The namespace that the file inherits.
    pub(super) namespace: Arc<str>,
    /// The grammar around it.
    pub(super) scope: Option<ScopeId>,
}

impl Site {
    /// A span in the file of the site.
    pub(super) fn place(&self, span: Span) -> Place {
        Place { file: self.file, span }
    }

    /// What a namespace is at the site.
    pub(super) fn namespace(&self, namespace: &Namespace) -> Arc<str> {
        match namespace {
            Namespace::Inherited => Arc::clone(&self.namespace),
            Namespace::Uri(uri) => Arc::clone(uri),
        }
    }
}

/// A grammar: its definitions by name, the start under no name.
pub(super) struct Scope<'f> {
    /// The grammar around it.
    pub(super) parent: Option<ScopeId>,
    /// Definitions by name.
    pub(super) definitions: FxHashMap<Option<&'f str>, DefinitionId>,
}

/// The definitions of one name in one grammar.
pub(super) struct Joined<'f> {
    /// Its name.
    pub(super) name: Option<&'f str>,
    /// How they are joined.
    pub(super) combine: Combine,
    /// They.
    pub(super) parts: Vec<Part<'f>>,
}

/// One `start` or `define`, or the pattern of a file.
pub(super) struct Part<'f> {
    /// What it holds.
    pub(super) content: &'f [Pattern],
    /// What is noted at it.
    pub(super) annotations: Option<&'f Annotations>,
    /// How it wants to be joined, and where it says so.
    combine: Option<Combine>,
    /// Where it stands.
    pub(super) place: Place,
    /// Where its file is taken in.
    pub(super) site: Site,
}

impl<'f> Part<'f> {
    /// The pattern of a file.
    pub(super) fn file(pattern: &'f Pattern, site: Site) -> Self {
        let place = site.place(pattern.span);
        Self { content: std::slice::from_ref(pattern), annotations: None, combine: None, place, site }
    }
}

/// Collects the definitions of one grammar.
pub(super) struct Collector<'f, 'c> {
    /// The files.
    pub(super) files: &'f Files<'f>,
    /// What was found.
    pub(super) findings: &'c mut Findings,
    /// How many more components there may be.
    pub(super) budget: &'c mut u32,
    /// The definitions in the order of their first part.
    pub(super) joined: Vec<Joined<'f>>,
    /// Their numbers by name.
    by_name: FxHashMap<Option<&'f str>, usize>,
    /// What the inclusions on the way to here define anew, the innermost last.
    overrides: Vec<Overrides<'f>>,
}

/// The names that an inclusion defines anew, with where it does and whether the other file defines them.
type Overrides<'f> = FxHashMap<Option<&'f str>, (Span, bool)>;

impl<'f, 'c> Collector<'f, 'c> {
    /// Begins with a grammar.
    pub(super) fn new(files: &'f Files<'f>, findings: &'c mut Findings, budget: &'c mut u32) -> Self {
        let (joined, by_name, overrides) = Default::default();
        Self { files, findings, budget, joined, by_name, overrides }
    }

    /// Takes the components of the grammar, or of a part of it.
    pub(super) fn components(&mut self, components: &'f [Component], site: &Site, depth: u16) {
        for component in components {
            if *self.budget == 0 {
                return;
            }
            *self.budget -= 1;
            match component {
                Component::Define(define) => self.define(define, site),
                Component::Div(_, span, _) | Component::Include(Include { span, .. }) if depth >= DEPTH => {
                    let message = format!("`div` and `include` stand more than {DEPTH} deep");
                    self.findings.at(site.place(*span), Diagnostic::new(&diag::SCHEMA_TOO_LARGE, message));
                }
                Component::Div(inner, ..) => self.components(inner, site, depth + 1),
                Component::Include(include) => self.include(include, site, depth + 1),
                Component::Foreign(_) => {}
            }
        }
    }

    fn define(&mut self, define: &'f Define, site: &Site) {
        let name = define.name.as_ref().map(|name| name.text.as_str());
        if let Some((_, is_used)) = self.overrides.iter_mut().rev().find_map(|names| names.get_mut(&name)) {
            *is_used = true;
            return;
        }
        let place = site.place(define.name.as_ref().map_or(define.span, |name| name.span));
        let annotations = Some(&define.annotations);
        let part = Part { content: &define.content, annotations, combine: define.combine, place, site: site.clone() };
        let number = *self.by_name.entry(name).or_insert(self.joined.len());
        match self.joined.get_mut(number) {
            Some(joined) => joined.parts.push(part),
            None => self.joined.push(Joined { name, combine: Combine::Choice, parts: vec![part] }),
        }
    }

    /// Section 4.7. That the other file is a grammar was checked when it was read.
    fn include(&mut self, include: &'f Include, site: &Site, depth: u16) {
        let files = self.files;
        let Some(file) = files.target(site.file, &include.reference) else { return };
        let Some(pattern) = files.pattern(file) else { return };
        let PatternKind::Grammar(components) = &pattern.kind else { return };
        let mut names = FxHashMap::default();
        overridden(&include.overrides, &mut names);
        self.overrides.push(names);
        let namespace = site.namespace(&include.reference.namespace);
        self.components(components, &Site { file, namespace, scope: site.scope }, depth);
        for (name, (span, is_used)) in self.overrides.pop().unwrap_or_default() {
            if !is_used {
                let message = match name {
                    Some(name) => format!("`{name}` is not defined in the included file (section 4.7)"),
                    None => "the included file has no `start` (section 4.7)".to_owned(),
                };
                let help = "an `include` holds only what takes the place of a definition there: put others outside it";
                self.findings.at(site.place(span), Diagnostic::new(&diag::SCHEMA_OVERRIDE, message).help(help));
            }
        }
        self.components(&include.overrides, site, depth);
    }

    /// Tells how the definitions of each name are joined (section 4.17).
    pub(super) fn combine(&mut self) {
        for joined in &mut self.joined {
            let name = joined.name.unwrap_or("start");
            let said = joined.parts.iter().find_map(|part| part.combine);
            joined.combine = said.unwrap_or(Combine::Choice);
            let mut silent: Option<Place> = None;
            for part in &joined.parts {
                let finding = match (part.combine, silent) {
                    (None, None) => {
                        silent = Some(part.place);
                        continue;
                    }
                    (None, Some(first)) => {
                        let message = format!("`{name}` is defined twice without `combine` (section 4.17)");
                        let finding = Diagnostic::new(&diag::SCHEMA_COMBINE, message)
                            .help("give one of them another name, or all but one `combine`");
                        if first.file == part.place.file {
                            finding.related(first.span, "the other one")
                        } else {
                            finding
                        }
                    }
                    (Some(own), _) if own != joined.combine => {
                        let message = format!("`{name}` is combined both by choice and by interleave (section 4.17)");
                        Diagnostic::new(&diag::SCHEMA_COMBINE, message)
                            .help("use one of them for all definitions of a name")
                    }
                    (Some(_), _) => continue,
                };
                self.findings.at(part.place, finding);
            }
        }
    }
}

fn overridden<'f>(components: &'f [Component], names: &mut Overrides<'f>) {
    for component in components {
        match component {
            Component::Define(define) => {
                let name = define.name.as_ref().map(|name| name.text.as_str());
                names.insert(name, (define.name.as_ref().map_or(define.span, |name| name.span), false));
            }
            Component::Div(inner, ..) => overridden(inner, names),
            Component::Include(_) | Component::Foreign(_) => {}
        }
    }
}
