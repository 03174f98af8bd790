//! Going through a document and what it includes (4.2 to 4.5). Takes a document and a [`Load`]; gives an [`Assembly`].
//!
//! Every file is read once. Inclusions are resolved in the documents as they are written, before anything is included in them (4.2), so
//! that each part is a range of nodes: what is passed on is a list of such ranges. Recursion goes as deep as inclusions do, which is bounded;
//! so are their number and the length of what they give.

use std::rc::Rc;
use std::sync::Arc;

use rustc_hash::{FxHashMap, FxHashSet};

use super::assembly::{Assembly, Step, characters, original};
use super::element::{self, Include, Parse, misused};
use super::{NAMESPACE, pointer};
use crate::diag::{self, Diagnostic, Severity};
use crate::text::{Load, Source, SourceMap, Span, Unread, uri};
use crate::xml::document::{Added, Kind, Node, Shift};
use crate::xml::{Document, External, Files, XML_NAMESPACE, is_blank, is_char};

/// Inclusions inside of inclusions, at most.
const DEEPEST: usize = 40;

/// Bytes that an inclusion counts at least: it costs something where it includes nothing. The files that one document includes count together,
/// up to [`Load::largest`].
const EACH: usize = 1 << 10;

/// The length of the whole, at most: so many times that of all its files, where these are larger than the second.
const TIMES: usize = 8;
const ALWAYS_ALLOWED: usize = 16 << 20;

/// Puts a document together with what it includes, and with what that includes.
#[must_use]
pub fn assemble(source: Source, address: &str, loader: &dyn Load, external: External) -> Assembly {
    let name = address.rsplit(['/', '\\']).next().unwrap_or_default().to_owned();
    let mut assembler = Assembler::of(source, address, loader, external, &name);
    let around = Surrounding { base: name, ..Surrounding::default() };
    if let Some(top) = assembler.all(0) {
        assembler.part(&top, 0, &around, Vec::new());
    }
    assembler.assembly
}

/// A document with the files that its document type and its entities name, which `external` lets be read; nothing is included.
#[must_use]
pub fn with_entities(source: Source, address: &str, loader: &dyn Load, external: External) -> Assembly {
    let mut assembler = Assembler::of(source, address, loader, external, "");
    if let Some(Part { document, nodes, text }) = assembler.all(0) {
        assembler.step(document, nodes, 0, text, Vec::new());
    }
    assembler.assembly
}

struct Assembler<'l> {
    loader: &'l dyn Load,
    external: External,
    assembly: Assembly,
    /// Beside the documents of the assembly.
    files: Vec<File>,
    by_address: FxHashMap<String, Result<usize, Failure>>,
    /// What was found, so that nothing is reported twice where a file is included twice.
    reported: FxHashSet<(usize, Span, String)>,
    /// What is being included: documents with the pointers into them (4.2.7).
    chain: Vec<(usize, Option<String>)>,
    count: usize,
    length: usize,
    /// What holds at nodes of documents.
    known: FxHashMap<(usize, u32), Rc<Surrounding>>,
}

/// A file that was read as XML.
struct File {
    source: usize,
    address: String,
    /// The address as it is written, relative to where that of the document itself is.
    reference: String,
    /// The end of its text, and what that is in the whole, where files are read behind it.
    behind: Option<(usize, usize)>,
}

/// What holds for an element, or around a part in the whole.
#[derive(Clone, Debug, Default)]
struct Surrounding {
    /// The base URI, as it is written.
    base: String,
    /// The same as an address.
    address: String,
    language: Option<String>,
}

impl File {
    fn surrounding(&self) -> Rc<Surrounding> {
        Rc::new(Surrounding { base: self.reference.clone(), address: self.address.clone(), language: None })
    }
}

/// Nodes of a document, and the part of its text that they stand in.
struct Part {
    document: usize,
    nodes: std::ops::Range<u32>,
    text: Span,
}

/// Why nothing is included.
#[derive(Clone, Debug)]
enum Failure {
    /// A resource error (4.1): the fallback stands there.
    Resource(String),
    /// An error that nothing mends.
    Fatal(Box<Diagnostic>),
}

impl Failure {
    /// That a file cannot be had. No fallback stands for one that may not be read: that would be silence.
    fn unread(address: &str, unread: &Unread, site: Span) -> Self {
        match unread {
            Unread::Failed(reason) => Self::Resource(reason.clone()),
            Unread::Outside { .. } => Self::Fatal(Box::new(
                Diagnostic::unread(&diag::INCLUDE_UNREAD, &format!("`{address}`"), unread).at(site),
            )),
        }
    }
}

/// What stands at the top of something that was included.
#[derive(Clone, Copy, Default)]
struct Tops {
    elements: usize,
    texts: usize,
}

impl<'l> Assembler<'l> {
    /// Begins with a document.
    fn of(source: Source, address: &str, loader: &'l dyn Load, external: External, name: &str) -> Self {
        let mut assembler = Self {
            loader,
            external,
            assembly: Assembly::default(),
            files: Vec::new(),
            by_address: FxHashMap::default(),
            reported: FxHashSet::default(),
            chain: vec![(0, None)],
            count: 0,
            length: 0,
            known: FxHashMap::default(),
        };
        assembler.take(Arc::new(source), address.to_owned(), name.to_owned(), None);
        assembler
    }

    fn document(&self, number: usize) -> &Document {
        static NONE: std::sync::LazyLock<Document> = std::sync::LazyLock::new(Document::default);
        self.assembly.documents.get(number).unwrap_or(&NONE)
    }

    fn source_of(&self, document: usize) -> usize {
        self.files.get(document).map_or(0, |file| file.source)
    }

    /// Adds a finding in a file, unless it was reported.
    fn tell(&mut self, source: usize, finding: Diagnostic) {
        if self.reported.insert((source, finding.span.unwrap_or_default(), finding.message.clone())) {
            self.assembly.found.push((source, finding));
        }
    }

    /// Reads a source as XML; gives the number of its document.
    fn take(&mut self, source: Arc<Source>, address: String, reference: String, site: Option<(usize, Span)>) -> usize {
        self.length += source.text().len();
        let (document, findings, behind) = self.read(&source, &address);
        let number = self.source(source, site);
        let behind = behind.map(|map| {
            let numbers = self.behind(&map, number);
            for finding in findings.iter().cloned() {
                let (of, finding) = original(&map, finding);
                self.tell(numbers.get(of).copied().unwrap_or(number), finding);
            }
            // The files stand in the whole as they do behind the document.
            let end = map.sources().first().map_or(0, |source| source.text().len());
            let there = self.assembly.map.text().len();
            for number in numbers.into_iter().skip(1) {
                self.assembly.map.gap();
                let length = self.assembly.map.sources().get(number).map_or(0, |source| source.text().len());
                self.assembly.map.append(number, Span::new(0, length));
            }
            (end, there)
        });
        if behind.is_none() {
            findings.into_iter().for_each(|finding| self.tell(number, finding));
        }
        if let Some(key) = document.key(NAMESPACE, "fallback") {
            let all = document.elements(key).iter().filter_map(|id| document.node(*id));
            let stray: Vec<Box<Diagnostic>> = all.filter_map(element::stray).collect();
            stray.into_iter().for_each(|finding| self.tell(number, *finding));
        }
        let name = self.assembly.documents.len();
        self.by_address.insert(address.clone(), Ok(name));
        self.assembly.documents.push(document);
        self.files.push(File { source: number, address, reference, behind });
        name
    }

    /// Reads a document; with the files it names behind it, where these are read.
    fn read(&self, source: &Arc<Source>, address: &str) -> (Document, Vec<Diagnostic>, Option<SourceMap>) {
        if self.external != External::Local {
            let (document, findings) = Document::parse(source.text(), self.external);
            return (document, findings, None);
        }
        let mut files = Files::new(Arc::clone(source), address, self.loader);
        let (document, findings) = Document::parse_with(source.text(), self.external, &mut files);
        (document, findings, Some(files.into_map()))
    }

    /// Takes the files that were read behind a document; gives the numbers of all, that of the document first.
    fn behind(&mut self, map: &SourceMap, document: usize) -> Vec<usize> {
        let others: Vec<Arc<Source>> = map.sources().iter().skip(1).cloned().collect();
        let others = others.into_iter().map(|source| self.source(source, None));
        std::iter::once(document).chain(others).collect()
    }

    fn source(&mut self, source: Arc<Source>, site: Option<(usize, Span)>) -> usize {
        self.assembly.sites.push(site);
        self.assembly.map.add(source)
    }

    /// All of a document.
    fn all(&self, document: usize) -> Option<Part> {
        let top = self.document(document).top()?;
        let source = self.assembly.map.sources().get(self.source_of(document))?;
        Some(Part { document, nodes: 0..top.after(), text: Span::new(0, source.text().len()) })
    }

    /// Goes through a part; attributes are added to its first node. Gives what it has at its top, where that is one node.
    fn part(&mut self, part: &Part, level: usize, around: &Surrounding, mut added: Vec<Added>) -> Tops {
        let mut tops = Tops::default();
        let (mut from, mut next) = (part.text.start, part.nodes.start);
        for hole in self.inclusions(part) {
            if hole < next {
                continue;
            }
            let Some((span, after)) = self.document(part.document).node(hole).map(|node| (node.span(), node.after()))
            else {
                continue;
            };
            let text = Span::new(from, span.start.clamp(from, part.text.end));
            self.step(part.document, next..hole, level, text, std::mem::take(&mut added));
            let brought = self.include(part, hole, level + 1, around);
            if hole == part.nodes.start {
                tops = brought;
            }
            (from, next) = (span.end.clamp(from, part.text.end), after);
        }
        self.step(part.document, next..part.nodes.end, level, Span::new(from, part.text.end), added);
        tops
    }

    /// The elements in a part that include others, in order.
    fn inclusions(&self, part: &Part) -> Vec<u32> {
        let document = self.document(part.document);
        let all = document.key(NAMESPACE, "include").map_or(&[][..], |key| document.elements(key));
        let from = all.partition_point(|id| *id < part.nodes.start);
        let to = all.partition_point(|id| *id < part.nodes.end);
        all.get(from..to).unwrap_or_default().to_vec()
    }

    fn step(&mut self, document: usize, nodes: std::ops::Range<u32>, level: usize, text: Span, added: Vec<Added>) {
        let behind = self.files.get(document).and_then(|file| file.behind);
        let shift = Shift { from: text, to: self.assembly.map.text().len(), behind };
        self.assembly.map.append(self.source_of(document), text);
        self.assembly.steps.push(Step::Nodes { document, nodes, level, shift, added });
    }

    /// Puts what an `xi:include` means in its place.
    fn include(&mut self, part: &Part, id: u32, level: usize, around: &Surrounding) -> Tops {
        let source = self.source_of(part.document);
        let Some(node) = self.document(part.document).node(id) else { return Tops::default() };
        let is_root = node.parent().is_some_and(|parent| parent.id() == 0);
        let parent = node.parent().filter(|parent| parent.is_element() && part.nodes.contains(&parent.id()));
        let parent = parent.map(Node::id);
        let name = node.name_span();
        let unheeded: Vec<Diagnostic> = element::unheeded(node).collect();
        let place = element::read(node).map(|include| include.place);
        unheeded.into_iter().for_each(|finding| self.tell(source, finding));
        let around = &*match parent {
            Some(parent) => self.surrounding(part.document, parent),
            None => Rc::new(around.clone()),
        };
        let outcome = match place {
            Ok(place) => self.guard(level, place).and_then(|()| self.bring(part.document, id, level, around)),
            Err(finding) => Err(Failure::Fatal(finding)),
        };
        let tops = match outcome {
            Ok(tops) => tops,
            Err(Failure::Fatal(finding)) => {
                self.tell(source, *finding);
                return Tops::default();
            }
            Err(Failure::Resource(reason)) => match self.fall_back(part.document, id, level, around, &reason) {
                Some(tops) => tops,
                None => return Tops::default(),
            },
        };
        if is_root && part.document == 0 && level == 1 && (tops.elements, tops.texts) != (1, 0) {
            let message = match tops {
                Tops { texts: 0, elements } => format!("{elements} elements take the place of the root element"),
                _ => "text takes the place of the root element".to_owned(),
            };
            self.tell(source, *misused(&message, name));
        }
        tops
    }

    /// Whether so much may be included still.
    fn guard(&mut self, level: usize, place: Span) -> Result<(), Failure> {
        self.count += 1;
        let most = self.length.saturating_mul(TIMES).max(ALWAYS_ALLOWED);
        let message = if level > DEEPEST {
            format!("inclusions are nested more than {DEEPEST} deep")
        } else if (self.count.saturating_mul(EACH)) as u64 > self.loader.largest() {
            format!("the document includes more than {} times", self.count - 1)
        } else if self.assembly.map.text().len() > most {
            "the document includes more than is allowed".to_owned()
        } else {
            return Ok(());
        };
        Err(Failure::Fatal(misused(&message, place)))
    }

    /// Includes what is meant.
    fn bring(&mut self, document: usize, id: u32, level: usize, around: &Surrounding) -> Result<Tops, Failure> {
        let here = self.surrounding(document, id);
        let Some(node) = self.document(document).node(id) else { return Ok(Tops::default()) };
        let Ok(Include { href, parse, place, .. }) = element::read(node) else { return Ok(Tops::default()) };
        let name = node.name_span();
        let site = (self.source_of(document), place);
        let target = match href {
            "" => self.files.get(document).map(|file| file.address.clone()).unwrap_or_default(),
            href => self.loader.resolve(&here.address, href),
        };
        let (href, is_same) = (href.to_owned(), href.is_empty());
        match parse {
            Parse::Text(encoding) => {
                let encoding = encoding.map(str::to_owned);
                self.bring_text(&target, encoding.as_deref(), is_same.then_some(document), site)
            }
            Parse::Xml(pointer) => {
                let pointer = pointer.map(str::to_owned);
                let number = match is_same {
                    true => document,
                    false => self.open(target, uri::resolve(&here.base, uri::split_fragment(&href).0), site)?,
                };
                self.bring_xml(number, pointer, level, around, (site, name))
            }
        }
    }

    /// The document behind an address, which is read where it was not.
    fn open(&mut self, address: String, reference: String, site: (usize, Span)) -> Result<usize, Failure> {
        if let Some(known) = self.by_address.get(&address) {
            return known.clone();
        }
        let opened = match self.loader.load(&address) {
            Ok(source) if (self.length + source.text().len()) as u64 > self.loader.largest() => {
                Err(Failure::Fatal(misused("the document includes more than is allowed", site.1)))
            }
            Ok(source) => {
                let number = self.take(source, address.clone(), reference, Some(site));
                let source = self.source_of(number);
                let is_ill =
                    |(of, finding): &(usize, Diagnostic)| *of == source && finding.severity() == Severity::Error;
                match self.assembly.found.iter().any(is_ill) {
                    true => {
                        let message = format!("`{address}` cannot be included: it has errors");
                        Err(Failure::Fatal(Box::new(Diagnostic::new(&diag::INCLUDE_UNREAD, message).at(site.1))))
                    }
                    false => Ok(number),
                }
            }
            Err(unread) => Err(Failure::unread(&address, &unread, site.1)),
        };
        self.by_address.insert(address, opened.clone());
        opened
    }

    fn bring_xml(
        &mut self,
        document: usize,
        pointer: Option<String>,
        level: usize,
        around: &Surrounding,
        (site, name): ((usize, Span), Span),
    ) -> Result<Tops, Failure> {
        let items: Vec<u32> = match &pointer {
            None => self.document(document).top().into_iter().flat_map(Node::children).map(Node::id).collect(),
            Some(pointer) => {
                let found = pointer::element(self.document(document), pointer);
                vec![found.map_err(Failure::Resource)?.id()]
            }
        };
        let link = (document, pointer);
        if self.chain.contains(&link) {
            let message = match self.files.get(document).map(|file| file.address.as_str()) {
                None | Some("") => "the inclusion comes back to itself".to_owned(),
                Some(address) => format!("the inclusion of `{address}` comes back to itself"),
            };
            return Err(Failure::Fatal(Box::new(Diagnostic::new(&diag::INCLUDE_CIRCLE, message).at(site.1))));
        }
        self.chain.push(link);
        let tops = self.items(document, &items, level, around, (site.0, name));
        self.chain.pop();
        Ok(tops)
    }

    /// The attributes with the place of the element that adds them.
    fn adding(&mut self, added: Vec<(&'static str, String)>, source: usize, name: Span) -> Vec<Added> {
        if added.is_empty() {
            return Vec::new();
        }
        let start = self.assembly.map.text().len();
        self.assembly.map.append(source, name);
        let span = Span::new(start, self.assembly.map.text().len());
        self.assembly.adding.push(span);
        added.into_iter().map(|(local, value)| Added { local, value, span }).collect()
    }

    fn bring_text(
        &mut self,
        address: &str,
        encoding: Option<&str>,
        itself: Option<usize>,
        site: (usize, Span),
    ) -> Result<Tops, Failure> {
        let own = itself.and_then(|document| self.assembly.map.sources().get(self.source_of(document)).cloned());
        let source = own.map_or_else(|| self.loader.load_text(address, encoding), Ok);
        let source = source.map_err(|unread| Failure::unread(address, &unread, site.1))?;
        self.length += source.text().len();
        if self.length as u64 > self.loader.largest() {
            return Err(Failure::Fatal(misused("the document includes more than is allowed", site.1)));
        }
        let whole = Span::new(0, source.text().len());
        let text = characters(source.text());
        let tops = Tops { elements: 0, texts: usize::from(!is_blank(&text)) };
        let forbidden = source.text().char_indices().find(|(_, c)| !is_char(*c));
        let number = self.source(source, Some(site));
        if let Some((at, c)) = forbidden {
            let message = format!("`{}` cannot stand in XML", c.escape_debug());
            self.tell(number, Diagnostic::new(&diag::BAD_CHARACTER, message).at(Span::new(at, at + c.len_utf8())));
            let message = "the text cannot be included: it holds a character that XML forbids";
            return Err(Failure::Fatal(Box::new(Diagnostic::new(&diag::INCLUDE_UNREAD, message).at(site.1))));
        }
        let start = self.assembly.map.text().len();
        self.assembly.map.append(number, whole);
        self.assembly.steps.push(Step::Text { source: number, span: Span::new(start, start + whole.len()) });
        Ok(tops)
    }

    /// Puts the fallback in the place of what cannot be included; where there is none, that is an error (4.4).
    fn fall_back(
        &mut self,
        document: usize,
        id: u32,
        level: usize,
        around: &Surrounding,
        reason: &str,
    ) -> Option<Tops> {
        let source = self.source_of(document);
        let include = element::read(self.document(document).node(id)?).ok()?;
        let what = match include.href {
            "" => "the part".to_owned(),
            href => format!("`{href}`"),
        };
        let Some(fallback) = include.fallback else {
            let message = format!("{what} cannot be included: {reason}");
            let finding = Diagnostic::new(&diag::INCLUDE_UNREAD, message).at(include.place);
            let help = "correct the address, or write in an `xi:fallback` what stands there without it";
            self.tell(source, finding.help(help));
            return None;
        };
        let message = format!("{what} is not included, its fallback is: {reason}");
        let finding = Diagnostic::new(&diag::INCLUDE_FALLBACK, message).at(include.place);
        let children: Vec<u32> = fallback.children().map(Node::id).collect();
        let name = fallback.name_span();
        self.tell(source, finding);
        Some(self.items(document, &children, level, around, (source, name)))
    }

    /// Puts nodes one after the other, each with what keeps it what it is; `adding` is the element that adds that, and its source.
    fn items(
        &mut self,
        document: usize,
        items: &[u32],
        level: usize,
        around: &Surrounding,
        adding: (usize, Span),
    ) -> Tops {
        let mut tops = Tops::default();
        for id in items.iter().copied() {
            let Some(node) = self.document(document).node(id) else { continue };
            let part = Part { document, nodes: id..node.after(), text: node.span() };
            let is_inclusion = node.is(NAMESPACE, "include");
            let is_element = node.is_element() && !is_inclusion;
            tops.elements += usize::from(is_element);
            tops.texts += usize::from(node.kind() == Kind::Text && !is_blank(node.text()));
            let added = if is_element { self.added(document, id, around) } else { Vec::new() };
            let added = self.adding(added, adding.0, adding.1);
            let inner = self.part(&part, level, around, added);
            if is_inclusion {
                tops = Tops { elements: tops.elements + inner.elements, texts: tops.texts + inner.texts };
            }
        }
        tops
    }

    /// Base URI and language at a node. They are kept for it and for all around it, so that nothing is computed twice.
    fn surrounding(&mut self, document: usize, node: u32) -> Rc<Surrounding> {
        let mut path = Vec::new();
        let mut at = self.document(document).node(node);
        let mut found = None;
        while let Some(node) = at {
            found = self.known.get(&(document, node.id())).cloned();
            if found.is_some() {
                break;
            }
            path.push(node.id());
            at = node.parent();
        }
        let mut here = found.unwrap_or_else(|| self.files.get(document).map(File::surrounding).unwrap_or_default());
        for id in path.into_iter().rev() {
            if let Some(inner) = self.document(document).node(id).and_then(|node| self.inside(node, &here)) {
                here = Rc::new(inner);
            }
            self.known.insert((document, id), Rc::clone(&here));
        }
        here
    }

    /// Base URI and language in an element that says something of them.
    fn inside(&self, node: Node<'_>, around: &Surrounding) -> Option<Surrounding> {
        let base = node.attribute(XML_NAMESPACE, "base").map(|base| base.value);
        let language = node.attribute(XML_NAMESPACE, "lang").map(|language| language.value.to_owned());
        if base.is_none() && language.is_none() {
            return None;
        }
        let mut inner = around.clone();
        if let Some(base) = base.filter(|base| base.len() + around.base.len() <= uri::LONGEST) {
            inner.base = uri::resolve(&around.base, uri::split_fragment(base).0);
            inner.address = self.loader.resolve(&around.address, base);
        }
        inner.language = language.or(inner.language);
        Some(inner)
    }

    /// The attributes that keep base URI and language of an element what they are (4.5.5, 4.5.6).
    fn added(&mut self, document: usize, id: u32, around: &Surrounding) -> Vec<(&'static str, String)> {
        let own = self.surrounding(document, id);
        let Some(node) = self.document(document).node(id) else { return Vec::new() };
        let mut added = Vec::new();
        if own.base != around.base {
            added.push(("base", uri::relative(&around.base, &own.base)));
        }
        let is_same = match (&own.language, &around.language) {
            (Some(own), Some(around)) => own.eq_ignore_ascii_case(around),
            (own, around) => own.as_deref().unwrap_or_default() == around.as_deref().unwrap_or_default(),
        };
        if !is_same {
            added.push(("lang", own.language.clone().unwrap_or_default()));
        }
        // What the element says itself needs nobody to say it.
        added.retain(|(local, value)| node.attribute(XML_NAMESPACE, local).is_none_or(|own| own.value != value));
        added
    }
}
