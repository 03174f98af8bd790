//! Schemas: from the elements of their files to patterns, rules and tests (ISO/IEC 19757-3:2020, sections 5 and 6). Takes a loader, an
//! address and a phase; gives a [`Schema`], with what is wrong in each file.
//!
//! Here is the way through a schema, and how its expressions are read. What stands in it has a file each: [`head`](mod@head),
//! [`xslt`], [`variables`], [`pattern`], [`check`], [`message`]; [`survey`] tells what is not run; [`embedded`](mod@embedded) finds rules in schemas of RELAX NG.

mod check;
mod embedded;
mod head;
mod message;
mod pattern;
mod reader;
mod survey;
mod variables;
mod xslt;

use std::sync::Arc;

use rustc_hash::{FxHashMap, FxHashSet};

use super::element::{Element, Language};
use super::files::Files;
use super::schema::{Schema, Scope, Selection};
use crate::diag::{self, Diagnostic};
use crate::relaxng::syntax::File;
use crate::text::{Load, Source, Unread};
use embedded::embedded;
use head::head;
use pattern::Filled;
use reader::Reader;

pub use head::Phase;

/// What became of a schema.
#[derive(Debug)]
pub struct Read {
    /// The schema; `None` when there is any error.
    pub schema: Option<Schema>,
    /// Every file that was read, the first being the one asked for, with what was found in it.
    pub findings: Vec<(Arc<Source>, Vec<Diagnostic>)>,
}

/// Reads the schema at an address with all files that it includes.
///
/// # Errors
/// Why the first file cannot be read.
pub fn read(loader: &dyn Load, address: &str, phase: &Phase) -> Result<Read, Unread> {
    let mut files = Files::new(loader);
    let root = files.read(address)?;
    Ok(compile(files, root, address, phase))
}

/// Reads the rules that stand in the files of a RELAX NG schema, the first being that of the schema; `None` where there are none.
#[must_use]
pub fn read_embedded(loader: &dyn Load, schema: &[(String, File)], phase: &Phase) -> Option<Read> {
    let (address, _) = schema.first()?;
    let mut files = Files::new(loader);
    let root = embedded(&mut files, schema)?;
    Some(compile(files, Some(root), address, phase))
}

fn compile(files: Files<'_>, root: Option<Element>, address: &str, phase: &Phase) -> Read {
    let mut reader = Reader::new(files);
    let selections = root.as_ref().and_then(|root| reader.schema(root, phase));
    let head = root.as_ref().map(|root| head(root, phase)).unwrap_or_default();
    let Reader { mut files, library, patterns, lets, diagnostics, .. } = reader;
    for file in files.all.values_mut() {
        file.findings.sort_by_key(|finding| finding.span.map_or(0, |span| span.start));
        // What is put in several places is read several times.
        let mut reported = FxHashSet::default();
        file.findings.retain(|finding| reported.insert((finding.code.id, finding.span, finding.message.clone())));
    }
    let schema = selections.filter(|_| !files.has_errors()).map(|selections| Schema {
        address: address.to_owned(),
        namespace: root.as_ref().map(|root| Arc::clone(&root.namespace)).unwrap_or_default(),
        head,
        library,
        selections,
        patterns,
        lets,
        diagnostics,
    });
    Read { schema, findings: files.all.into_iter().map(|(_, file)| (file.source, file.findings)).collect() }
}

impl Reader<'_> {
    fn schema(&mut self, root: &Element, phase: &Phase) -> Option<Vec<Selection>> {
        if !root.is("schema") {
            let finding = Diagnostic::new(
                &diag::SCHEMATRON_STRUCTURE,
                format!("the root element is `{}`, not `schema` of Schematron", root.name),
            );
            let is_part = root.language == Language::Schematron;
            let finding =
                if is_part { finding.help("a schema takes it in with `include` or `extends`") } else { finding };
            self.files.report(root.place, finding);
            return None;
        }
        self.survey(root);
        self.version(root);
        self.namespaces(root);
        self.functions(root);
        self.scopes = vec![FxHashMap::default(), FxHashMap::default()];
        self.declare(root, Scope::Document);
        let phases = self.phases(root, phase)?;
        self.decimal_formats(root);
        self.keys(root);
        Some(phases.into_iter().map(|phase| self.selection(root, phase)).collect())
    }

    /// The patterns of a phase, or all.
    fn selection(&mut self, root: &Element, phase: Option<&Element>) -> Selection {
        let begin = self.patterns.len();
        self.scopes.truncate(2);
        self.scopes.push(FxHashMap::default());
        if let Some(phase) = phase {
            self.declare(phase, Scope::Document);
        }
        let mut read = |name: &str| phase.and_then(|phase| phase.attribute(name)).and_then(|it| self.asked(it));
        let (when, from) = (read("when"), read("from"));
        let active: Option<FxHashSet<&str>> = phase.map(|phase| self.active(root, phase));
        let is_active = |pattern: &Element| match &active {
            Some(active) => pattern.value("id").is_some_and(|id| active.contains(id)),
            None => true,
        };
        let groups = root.elements().filter(|element| element.is("pattern") || element.is("group"));
        let groups = groups.filter(|pattern| pattern.value("abstract") != Some("true") && is_active(pattern));
        let groups: Vec<&Element> = groups.collect();
        if groups.is_empty() && !self.files.has_errors() {
            self.nothing_active(root, phase);
        }
        let groups: Vec<Filled> = groups.into_iter().filter_map(|pattern| self.filled(root, pattern)).collect();
        // The variables of a pattern can be used in others too, where they have none of the name (5.4.5).
        let mut own = Vec::new();
        for group in &groups {
            self.scopes.push(FxHashMap::default());
            self.declare(&group.pattern, Scope::Document);
            own.extend(self.scopes.pop());
        }
        if let Some(elsewhere) = self.scopes.first_mut() {
            *elsewhere = own.iter().flatten().map(|(name, number)| (name.clone(), *number)).collect();
        }
        for (group, scope) in groups.into_iter().zip(own) {
            self.scopes.push(scope);
            self.parameters = group.parameters;
            let pattern = self.pattern(root, &group.pattern);
            self.patterns.extend(pattern);
            self.scopes.pop();
        }
        Selection { when, from, patterns: begin..self.patterns.len() }
    }

    /// Says that no pattern is run: a document is not valid for that.
    fn nothing_active(&mut self, root: &Element, phase: Option<&Element>) {
        let of = phase.map(|phase| format!("phase `{}`", phase.value("id").unwrap_or_default()));
        let message = format!("no pattern is active in the {}: nothing is checked", of.as_deref().unwrap_or("schema"));
        self.files.report(phase.unwrap_or(root).place, Diagnostic::new(&diag::NOT_RUN, message));
    }
}
