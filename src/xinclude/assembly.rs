//! A document that is put together from several. Takes the steps that `assemble` found; gives the document as an [`Input`], and findings
//! in it as findings in the files they come from.

use std::borrow::Cow;
use std::ops::Range;
use std::sync::Arc;

use crate::diag::{Diagnostic, Group, Related, Severity};
use crate::text::{Source, SourceMap, Span};
use crate::xml::document::{Added, Kind, Node, Shift, Teller};
use crate::xml::{self, Document, Input, Sink};

/// A document with what it includes. The text of it is that of the parts, one after the other: markup that is replaced is not in it.
#[derive(Debug, Default)]
pub struct Assembly {
    pub(super) map: SourceMap,
    /// The documents of which parts are passed on, by their numbers.
    pub(super) documents: Vec<Document>,
    pub(super) steps: Vec<Step>,
    /// What was found in the files while they were joined.
    pub(super) found: Vec<(usize, Diagnostic)>,
    /// Where each source is included first: the source, and the element of the inclusion. The document itself is not.
    pub(super) sites: Vec<Option<(usize, Span)>>,
    /// The places in the text of elements that add attributes to what they include.
    pub(super) adding: Vec<Span>,
}

/// A part of what is passed on.
#[derive(Debug)]
pub(super) enum Step {
    /// Nodes of a document by their numbers. What is passed on at one level stands inside what is open at the levels below.
    Nodes { document: usize, nodes: Range<u32>, level: usize, shift: Shift, added: Vec<Added> },
    /// A whole source as text.
    Text { source: usize, span: Span },
}

/// What was found in one file.
#[derive(Clone, Debug, PartialEq)]
pub struct Found {
    /// The file.
    pub source: Arc<Source>,
    /// In the order of its text.
    pub findings: Vec<Diagnostic>,
}

impl Assembly {
    /// Whether the document could be put together. Where it could not, it lacks parts, and nothing follows from what it has.
    #[must_use]
    pub fn is_whole(&self) -> bool {
        !self
            .found
            .iter()
            .any(|(_, finding)| finding.code.group == Group::XInclude && finding.severity() == Severity::Error)
    }

    /// Whether there are errors in the files that were joined, beside those that keep it from being whole.
    #[must_use]
    pub fn has_errors(&self) -> bool {
        self.found.iter().any(|(_, finding)| finding.severity() == Severity::Error)
    }

    /// The file with this number.
    #[must_use]
    pub fn source(&self, number: usize) -> Option<&Source> {
        self.map.sources().get(number).map(|source| &**source)
    }

    /// All files, the document itself first.
    pub fn sources(&self) -> impl Iterator<Item = &Source> {
        self.map.sources().iter().map(|source| &**source)
    }

    /// Where a span of the text comes from: the number of the source, 0 for the document itself, and the span in it.
    #[must_use]
    pub fn origin(&self, span: Span) -> (usize, Span) {
        self.map.origin(span)
    }

    /// The findings in this text, and what was found while it was put together, in the files where they stand: the document itself first,
    /// then each file with findings. Those in a file that is included say where it is.
    #[must_use]
    pub fn by_source(&self, findings: Vec<Diagnostic>) -> Vec<Found> {
        let mut found: Vec<Found> = Vec::new();
        for source in self.map.sources() {
            found.push(Found { source: Arc::clone(source), findings: Vec::new() });
        }
        let brought = findings.into_iter().map(|finding| self.at_origin(finding));
        for (number, finding) in self.found.iter().cloned().chain(brought) {
            if let Some(found) = found.get_mut(number) {
                found.findings.push(self.with_sites(number, finding));
            }
        }
        let mut number = 0;
        found.retain_mut(|found| {
            number += 1;
            number == 1 || !found.findings.is_empty()
        });
        found
    }

    /// A finding in this text as one in the source where it stands.
    fn at_origin(&self, mut finding: Diagnostic) -> (usize, Diagnostic) {
        let is_added = |span: Span| self.adding.iter().any(|adding| adding.contains(span) && !span.is_empty());
        if finding.span.is_some_and(is_added) {
            finding.fix = None;
            finding.help = Some(
                "XInclude gives what is included `xml:base` and `xml:lang` where they differ from those around it: let the schema allow them"
                    .to_owned(),
            );
        }
        original(&self.map, finding)
    }

    /// The finding with the inclusions that lead to its source, the nearest first.
    fn with_sites(&self, number: usize, mut finding: Diagnostic) -> Diagnostic {
        let mut inner = number;
        while let Some((outer, span)) = self.sites.get(inner).copied().flatten() {
            let elsewhere = self.map.sources().get(outer).cloned();
            finding.related.push(Related { span, message: "included here".to_owned(), elsewhere });
            inner = outer;
        }
        finding
    }
}

/// A finding in a text of parts as one in the source where it stands, with the number of that.
pub(super) fn original(map: &SourceMap, mut finding: Diagnostic) -> (usize, Diagnostic) {
    let (number, span) = finding.span.map_or((0, None), |span| {
        let (number, span) = map.origin(span);
        (number, Some(span))
    });
    finding.span = span;
    for related in &mut finding.related {
        let (other, span) = map.origin(related.span);
        related.span = span;
        related.elsewhere = map.sources().get(other).filter(|_| other != number).cloned();
    }
    finding.fix = finding.fix.and_then(|mut fix| {
        let (other, span) = map.origin(fix.edit.span);
        let is_one = other == number && span.len() == fix.edit.span.len();
        fix.edit.span = span;
        is_one.then_some(fix)
    });
    (number, finding)
}

impl Input for Assembly {
    fn text(&self) -> &str {
        self.map.text()
    }

    fn tell(&self, sink: &mut impl Sink) -> Vec<Diagnostic> {
        let mut telling = Telling { teller: Teller::new(sink), open: Vec::new() };
        self.documents.iter().for_each(|document| telling.teller.declarations(document));
        for step in &self.steps {
            match step {
                Step::Nodes { document: number, nodes, level, shift, added } => {
                    let Some(document) = self.documents.get(*number) else { continue };
                    let mut added = added.as_slice();
                    for node in nodes.clone().filter_map(|id| document.node(id)) {
                        telling.close(*level, node.id(), *shift);
                        telling.node(*number, node, *level, *shift, added);
                        added = &[];
                    }
                    telling.close(*level, nodes.end, *shift);
                }
                Step::Text { source, span } => {
                    let text = self.map.sources().get(*source).map_or("", |source| source.text());
                    telling.teller.text(&characters(text), *span);
                }
            }
        }
        Vec::new()
    }
}

/// The characters of a text that is included as text: without a byte-order mark (4.3), line ends as a reader of XML gives them.
pub(super) fn characters(text: &str) -> Cow<'_, str> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    match text.contains('\r') {
        true => Cow::Owned(text.replace("\r\n", "\n").replace('\r', "\n")),
        false => Cow::Borrowed(text),
    }
}

/// Telling under way.
struct Telling<'d, 's, S> {
    teller: Teller<'s, S>,
    /// The open elements with the level at which each was passed on.
    open: Vec<(usize, Node<'d>)>,
}

impl<'d, S: Sink> Telling<'d, '_, S> {
    fn node(&mut self, number: usize, node: Node<'d>, level: usize, shift: Shift, added: &[Added]) {
        let is_blank_outside = self.open.is_empty() && node.kind() == Kind::Text && xml::is_blank(node.text());
        if !is_blank_outside {
            self.teller.node(number, node, shift, added);
        }
        if node.is_element() {
            self.open.push((level, node));
        }
    }

    /// Ends the elements of a level that hold nothing from this number on.
    fn close(&mut self, level: usize, next: u32, shift: Shift) {
        while let Some((_, node)) = self.open.pop_if(|(of, node)| *of == level && node.after() <= next) {
            self.teller.end(node, shift);
        }
    }
}
