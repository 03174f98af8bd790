//! The files of a schema as they are written, each read and parsed once however often it is referred to. Takes a [`Load`] and an address; gives
//! the files by number. Promises an end: a file that comes back to itself is an error, and so are more than [`FILES`]
//! files or references nested deeper than [`NESTING`]. Leaves out what the references mean: `simplify` does that.

use std::sync::Arc;

use rustc_hash::FxHashMap;

use crate::diag::{self, Diagnostic};
use crate::relaxng::findings::Findings;
use crate::relaxng::simple::Place;
use crate::relaxng::syntax::{Component, File, Pattern, PatternKind, Reference, Word};
use crate::relaxng::write::Syntax;
use crate::relaxng::{compact, xml_syntax};
use crate::text::{Load, Source, Unread};

/// How many files a schema may have.
pub(super) const FILES: usize = 1000;
/// How many references may lead from one file to the next.
const NESTING: usize = 64;

/// All files of a schema, by number; 0 is the first.
pub(super) struct Files<'l> {
    loader: &'l dyn Load,
    numbers: FxHashMap<String, u32>,
    pub(super) addresses: Vec<String>,
    pub(super) sources: Vec<Arc<Source>>,
    pub(super) files: Vec<Option<File>>,
    /// Whether the pattern of a file means the same wherever it is referred to.
    closed: Vec<bool>,
}

impl<'l> Files<'l> {
    pub(super) fn read(loader: &'l dyn Load, address: &str, findings: &mut Findings) -> Self {
        let (numbers, addresses, sources) = Default::default();
        let mut files = Self { loader, numbers, addresses, sources, files: Vec::new(), closed: Vec::new() };
        match loader.load(address) {
            Ok(source) => {
                files.add(address.to_owned(), source, findings);
            }
            Err(reason) => {
                findings.add(0, unreadable(address, &reason));
                files.sources.push(Arc::new(Source::new(address, "")));
                return files;
            }
        }
        let mut targets = Vec::new();
        let mut number = 0;
        while let Some(reached) = files.files.get(number) {
            let file = u32::try_from(number).unwrap_or(u32::MAX);
            let references = References::of(reached.as_ref());
            let hrefs: Vec<_> =
                references.list.iter().map(|(reference, reach)| (reference.href.clone(), *reach)).collect();
            files.closed.push(references.is_closed);
            targets.push(Vec::new());
            for (href, reach) in hrefs {
                let place = Place { file, span: href.span };
                let address = loader.resolve(files.address(file), &href.text);
                let target = match files.numbers.get(&address) {
                    Some(&known) => known,
                    None if files.files.len() >= FILES => {
                        let message = format!("the schema has more than {FILES} files");
                        findings.at(place, Diagnostic::new(&diag::SCHEMA_TOO_LARGE, message));
                        return files;
                    }
                    None => match loader.load(&address) {
                        Ok(source) => files.add(address, source, findings),
                        Err(reason) => {
                            findings.at(place, unreadable(&href.text, &reason));
                            continue;
                        }
                    },
                };
                if reach == Reach::Inclusion {
                    files.require_grammar(target, &href, file, findings);
                }
                targets.last_mut().into_iter().for_each(|own| own.push((target, place)));
            }
            number += 1;
        }
        files.order(&targets, findings);
        files
    }

    fn add(&mut self, address: String, source: Arc<Source>, findings: &mut Findings) -> u32 {
        let number = u32::try_from(self.files.len()).unwrap_or(u32::MAX);
        let (file, found) = parse(&address, Arc::clone(&source));
        found.into_iter().for_each(|finding| findings.add(number, finding));
        self.sources.push(source);
        self.files.push(file);
        self.numbers.insert(address.clone(), number);
        self.addresses.push(address);
        number
    }

    /// Only a grammar can be included (section 4.7).
    fn require_grammar(&self, target: u32, href: &Word, file: u32, findings: &mut Findings) {
        if self.pattern(target).is_some_and(|pattern| !matches!(pattern.kind, PatternKind::Grammar(_))) {
            let message = format!("`{}` is included but is no `grammar` (section 4.7)", href.text);
            let finding = Diagnostic::new(&diag::SCHEMA_INCLUDE, message)
                .help("take the file in with `externalRef`, or put a `grammar` around its pattern");
            findings.at(Place { file, span: href.span }, finding);
        }
    }

    /// Goes through the references depth first: finds circles and too deep chains, and tells which files are closed.
    fn order(&mut self, targets: &[Vec<(u32, Place)>], findings: &mut Findings) {
        let mut is_open = vec![false; targets.len()]; // on the way from the first file to here
        let mut heights: Vec<Option<usize>> = vec![None; targets.len()]; // known once all its references are done
        let mut way = vec![(0_u32, 0_usize)];
        while let Some((file, next)) = way.last_mut() {
            let number = index(*file);
            let own = targets.get(number).map(Vec::as_slice).unwrap_or_default();
            if let Some(&(target, place)) = own.get(*next) {
                *next += 1;
                is_open.get_mut(number).into_iter().for_each(|open| *open = true);
                if is_open.get(index(target)) == Some(&true) {
                    let message = "the file comes back to itself (section 4.6)";
                    let help = "take this reference out; recursion is written with `define` and `ref`";
                    findings.at(place, Diagnostic::new(&diag::SCHEMA_CIRCLE, message).help(help));
                } else if heights.get(index(target)).is_some_and(Option::is_none) {
                    way.push((target, 0));
                }
                continue;
            }
            let height =
                own.iter().filter_map(|(target, _)| *heights.get(index(*target))?).max().map_or(0, |below| below + 1);
            if let Some((_, place)) = own.first().filter(|_| height == NESTING) {
                let message = format!("files refer to files more than {NESTING} deep");
                findings.at(*place, Diagnostic::new(&diag::SCHEMA_TOO_LARGE, message));
            }
            let are_closed = own.iter().all(|(target, _)| self.is_closed(*target));
            self.closed.get_mut(number).into_iter().for_each(|closed| *closed &= are_closed);
            heights.get_mut(number).into_iter().for_each(|own| *own = Some(height));
            is_open.get_mut(number).into_iter().for_each(|open| *open = false);
            way.pop();
        }
    }

    /// The number of the file that a reference in `file` leads to.
    pub(super) fn target(&self, file: u32, reference: &Reference) -> Option<u32> {
        self.numbers.get(&self.loader.resolve(self.address(file), &reference.href.text)).copied()
    }

    /// The pattern of a file.
    pub(super) fn pattern(&self, file: u32) -> Option<&Pattern> {
        self.files.get(index(file))?.as_ref().map(|file| &file.pattern)
    }

    /// The text of a file.
    pub(super) fn text(&self, file: u32) -> &str {
        self.sources.get(index(file)).map(|source| source.text()).unwrap_or_default()
    }

    /// Whether the pattern of a file means the same in every grammar that refers to it.
    pub(super) fn is_closed(&self, file: u32) -> bool {
        self.closed.get(index(file)) == Some(&true)
    }

    fn address(&self, file: u32) -> &str {
        self.addresses.get(index(file)).map(String::as_str).unwrap_or_default()
    }
}

fn index(file: u32) -> usize {
    usize::try_from(file).unwrap_or(usize::MAX)
}

pub(super) fn unreadable(address: &str, reason: &Unread) -> Diagnostic {
    let finding = Diagnostic::unread(&diag::SCHEMA_UNREADABLE, &format!("`{address}`"), reason);
    if reason.is_outside() { finding } else { finding.help("addresses are relative to the file they stand in") }
}

/// Reads a file in the syntax that its address says. Where its ending says nothing, XML is what begins with `<`.
pub(super) fn parse(address: &str, source: Arc<Source>) -> (Option<File>, Vec<Diagnostic>) {
    let is_said = [".rnc", ".rng", ".xml"].iter().any(|ending| address.ends_with(ending));
    let text = source.text().trim_start_matches('\u{feff}').trim_start();
    let syntax =
        if is_said || text.is_empty() || text.starts_with('<') { Syntax::of(address) } else { Syntax::Compact };
    match syntax {
        Syntax::Compact => compact::parse(source),
        Syntax::Xml => xml_syntax::parse(source),
    }
}

/// The references of one file to others.
pub(super) struct References<'f> {
    /// Each with how it refers.
    pub(super) list: Vec<(&'f Reference, Reach)>,
    is_closed: bool,
}

/// How a file refers to another.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Reach {
    /// `include`
    Inclusion,
    /// `externalRef`
    Pattern,
}

impl<'f> References<'f> {
    pub(super) fn of(file: Option<&'f File>) -> Self {
        let mut references = Self { list: Vec::new(), is_closed: true };
        file.into_iter().for_each(|file| references.pattern(&file.pattern, 0));
        references
    }

    /// Recurses as deep as the parser allowed. `grammars` is how many grammars of the file stand around.
    fn pattern(&mut self, pattern: &'f Pattern, grammars: u32) {
        match &pattern.kind {
            PatternKind::External(reference) => self.list.push((reference, Reach::Pattern)),
            PatternKind::Ref(_) => self.is_closed &= grammars > 0,
            PatternKind::ParentRef(_) => self.is_closed &= grammars > 1,
            PatternKind::Grammar(components) => self.components(components, grammars + 1),
            kind => kind.members().iter().for_each(|member| self.pattern(member, grammars)),
        }
    }

    fn components(&mut self, components: &'f [Component], grammars: u32) {
        for component in components {
            match component {
                Component::Define(define) => define.content.iter().for_each(|member| self.pattern(member, grammars)),
                Component::Div(inner, ..) => self.components(inner, grammars),
                Component::Include(include) => {
                    self.list.push((&include.reference, Reach::Inclusion));
                    self.components(&include.overrides, grammars);
                }
                Component::Foreign(_) => {}
            }
        }
    }
}
