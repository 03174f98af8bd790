//! Text to the steps of a document, with every check of XML 1.0 (fifth edition) and Namespaces in XML 1.0.
//!
//! Takes decoded text; tells a [`Sink`] of it and gives what is not well-formed. After an error it goes on where it is sure how:
//! the sink hears of a document that is whole, and no finding merely follows from another. External entities and document
//! types are never read. `markup` finds where markup begins and ends, `tag` reads tags, `expand` references, `dtd` the
//! document type. A document that is read in pieces is read as one that is there whole: between two pieces reading is
//! [`Suspended`], which holds no text but the names of the open elements.

use super::characters::{clean, is_plain};
use super::dtd::Dtd;
use super::errors::Errors;
use super::expand::{Budget, Expander, Replacement, Use, broken_reference};
use super::external::External;
use super::files::Files;
use super::markup::{Expansion, Frame};
use super::names::{NameId, Names};
use super::pieces::{PieceFault, Pieces};
use super::prolog;
use super::reference::{self, Reference};
use super::scope::{ScopeId, Scopes};
use super::sink::{Attribute, Ignored, Sink, Start};
use super::special;
use super::tag::Declaration;
use crate::diag::{self, Diagnostic};
use crate::text::Span;
use crate::text::chars::is_space;
use crate::text::escape::predefined;

/// Reads a document and tells `sink` of it; gives what is not well-formed, in the order of the text.
///
/// A byte-order mark at the beginning is passed over. At most 100 errors are reported; then reading stops.
pub fn parse(text: &str, external: External, sink: &mut impl Sink) -> Vec<Diagnostic> {
    whole(text, external, None, sink)
}

/// Reads a document with the files that its document type and its entities name, as [`parse`] reads one alone. Spans point into the document
/// with these files behind it: [`Files::into_map`]. What becomes of a file that cannot be had, `external` says.
pub fn parse_with(text: &str, external: External, files: &mut Files<'_>, sink: &mut impl Sink) -> Vec<Diagnostic> {
    whole(text, external, Some(files), sink)
}

fn whole(text: &str, external: External, files: Option<&mut Files<'_>>, sink: &mut impl Sink) -> Vec<Diagnostic> {
    let mut errors = Errors::default();
    let mut budget = Budget::of(text.len());
    let (dtd, at) = prolog::read(text, external, &mut budget, files, sink, &mut errors);
    let mut content = Content::new(Suspended::new(at, budget, errors), Window { text, base: 0 }, &dtd, external, sink);
    content.read(usize::MAX);
    content.finish()
}

/// Reads a document piece by piece, as [`parse`] does one that is there whole: what is held of it is one piece, and more only where
/// a tag, a comment or a text between two tags is longer.
///
/// What is wrong may be reported in other words where it stands within a few thousand bytes of the end of a piece: what follows
/// helps to tell what was meant.
///
/// # Errors
/// The bytes cannot be read or are no text.
pub fn parse_pieces<R: std::io::Read>(
    pieces: &mut Pieces<R>,
    external: External,
    sink: &mut impl Sink,
) -> Result<Vec<Diagnostic>, PieceFault> {
    let mut errors = Errors::default();
    let mut budget = Budget::of(pieces.length());
    while !pieces.is_last() {
        let (mut errors, mut budget) = (Errors::default(), budget);
        let (_, at) = prolog::read(pieces.text(), external, &mut budget, None, &mut Ignored, &mut errors);
        if at < pieces.sure() {
            break;
        }
        pieces.grow()?;
    }
    let (dtd, at) = prolog::read(pieces.text(), external, &mut budget, None, sink, &mut errors);
    let mut suspended = Suspended::new(at, budget, errors);
    loop {
        let window = Window { text: pieces.text(), base: pieces.base() };
        let mut content = Content::new(suspended, window, &dtd, external, sink);
        content.read(pieces.sure());
        if pieces.is_last() || content.has_ended() {
            return Ok(content.finish());
        }
        suspended = content.suspend();
        match suspended.at - pieces.base() {
            0 => pieces.grow()?,
            read => pieces.pass(read)?,
        }
    }
}

/// Elements that are open at once, at most.
const DEEPEST: usize = 1_000_000;

/// Where reading is in relation to the root element.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Root {
    Before,
    Inside,
    After,
}

/// A part of the document, and where it begins.
#[derive(Clone, Copy, Debug)]
struct Window<'a> {
    text: &'a str,
    base: usize,
}

/// A document that has been read up to the end of a construct, outside of entities.
#[derive(Debug)]
struct Suspended {
    /// That place in the document.
    at: usize,
    budget: Budget,
    errors: Errors,
    names: Names,
    scopes: Scopes,
    open: Vec<Open>,
    open_names: String,
    root: Root,
}

impl Suspended {
    /// The place after the prolog.
    fn new(at: usize, budget: Budget, errors: Errors) -> Self {
        Self {
            at,
            budget,
            errors,
            names: Names::default(),
            scopes: Scopes::default(),
            open: Vec::new(),
            open_names: String::new(),
            root: Root::Before,
        }
    }
}

/// An element that has begun and not ended.
#[derive(Clone, Copy, Debug)]
pub(super) struct Open {
    /// Its name among those of the open elements.
    pub(super) name: Span,
    /// Its name in the document.
    pub(super) place: Span,
    /// The namespaces outside.
    pub(super) outside: ScopeId,
}

/// A document, or an entity in it, while it is read.
pub(super) struct Content<'a, 's, S> {
    pub(super) frame: Frame<'a>,
    outer: Vec<Frame<'a>>,
    pub(super) dtd: &'a Dtd,
    pub(super) expander: Expander<'a>,
    pub(super) errors: Errors,
    pub(super) names: Names,
    pub(super) scopes: Scopes,
    /// The attributes of the tag that is being read.
    pub(super) attributes: Vec<Attribute<'a>>,
    /// Their names as written.
    pub(super) written: Vec<&'a str>,
    /// Its declarations of namespaces.
    pub(super) declarations: Vec<Declaration<'a>>,
    open: Vec<Open>,
    /// The names of the open elements, one behind the other.
    pub(super) open_names: String,
    root: Root,
    sink: &'s mut S,
}

/// Whether a tag opens an element or is all of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Form {
    /// `<p>`
    Start,
    /// `<p/>`
    Empty,
}

impl<'a, 's, S: Sink> Content<'a, 's, S> {
    fn new(held: Suspended, window: Window<'a>, dtd: &'a Dtd, external: External, sink: &'s mut S) -> Self {
        let Suspended { at, budget, errors, names, scopes, open, open_names, root } = held;
        Self {
            frame: Frame::document(window.text, at - window.base, window.base),
            outer: Vec::new(),
            dtd,
            expander: Expander::new(dtd, external, budget),
            errors,
            names,
            scopes,
            attributes: Vec::new(),
            written: Vec::new(),
            declarations: Vec::new(),
            open,
            open_names,
            root,
            sink,
        }
    }

    /// Leaves the text, outside of entities.
    fn suspend(self) -> Suspended {
        Suspended {
            at: self.frame.base + self.frame.at(),
            budget: self.expander.budget(),
            errors: self.errors,
            names: self.names,
            scopes: self.scopes,
            open: self.open,
            open_names: self.open_names,
            root: self.root,
        }
    }

    /// Whether errors keep what follows from being read.
    fn has_ended(&self) -> bool {
        self.errors.is_full() || self.errors.is_cut()
    }

    /// Reads what ends before `sure`, a place in the text of the document.
    fn read(&mut self, sure: usize) {
        while !self.has_ended() {
            if self.frame.rest().is_empty() {
                match self.outer.pop() {
                    Some(outer) => self.leave(outer),
                    None => break,
                }
                continue;
            }
            // What may go on behind the piece of the document that is held is left for the next.
            let is_cut = self.outer.is_empty() && sure < self.frame.text.len();
            if is_cut && self.frame.end_of_construct().is_none_or(|end| end > sure) {
                break;
            }
            self.construct();
        }
    }

    /// Reads what begins here.
    fn construct(&mut self) {
        let at = self.frame.at();
        match self.frame.rest() {
            [b'<', b'/', ..] => self.end_tag(at),
            [b'<', b'!' | b'?', ..] => self.special(at),
            [b'<', ..] => self.start_tag(at),
            [b'&', ..] => self.reference(at),
            _ => self.characters(at, self.frame.end_of_characters()),
        }
    }

    fn characters(&mut self, at: usize, end: usize) {
        let raw = self.frame.text.get(at..end).unwrap_or_default();
        let provenance = self.frame.provenance();
        if self.root != Root::Inside {
            self.outside(raw, at);
        } else if is_plain(raw) {
            self.sink.text(raw, provenance.span(at, end));
        } else {
            for (found, brackets) in raw.match_indices("]]>") {
                let span = provenance.span(at + found, at + found + brackets.len());
                let finding = Diagnostic::new(&diag::BAD_MARKUP, "`]]>` in text").at(span);
                self.fault(finding.help("write `]]&gt;`"));
            }
            let text = clean(raw, provenance.after(at), &mut self.errors);
            if !text.is_empty() {
                self.sink.text(&text, provenance.span(at, end));
            }
        }
        self.frame.go_to(end);
    }

    /// Text that stands before or after the root element.
    fn outside(&mut self, raw: &str, at: usize) {
        let text = raw.trim_matches(is_space);
        if let Some(before) = raw.find(text).filter(|_| !text.is_empty()) {
            let span = self.frame.provenance().span(at + before, at + before + text.len());
            self.fault(Diagnostic::new(&diag::OUTSIDE_ROOT, "text outside the root element").at(span));
        }
    }

    fn reference(&mut self, at: usize) {
        let (reference, length) = reference::read(self.frame.text.get(at..).unwrap_or_default());
        let end = at + length;
        self.frame.go_to(end);
        let span = self.frame.provenance().span(at, end);
        let written = self.frame.text.get(at..end).unwrap_or_default();
        if self.root != Root::Inside {
            let finding = Diagnostic::new(&diag::OUTSIDE_ROOT, format!("`{written}` outside the root element"));
            return self.fault(finding.at(span));
        }
        match reference {
            Reference::Character(c) => self.sink.text(c.encode_utf8(&mut [0; 4]), span),
            Reference::Entity(name) => match predefined(name) {
                Some(character) => self.sink.text(character, span),
                None => self.enter(name, span),
            },
            broken => {
                self.fault(broken_reference(broken, written, span));
                self.sink.text(written, span);
            }
        }
    }

    /// Goes into the text of an entity.
    fn enter(&mut self, name: &'a str, reference: Span) {
        let frames = self.outer.iter().chain([&self.frame]);
        let open: Vec<&str> = frames.filter_map(|frame| frame.entity.map(|entity| entity.name)).collect();
        let found = self.expander.entity(name, Use::Content, &open, reference, &mut self.errors);
        if let Some(Replacement { name, text, at }) = found {
            let entity = Expansion { name, reference, depth: self.open.len(), at };
            let outer = std::mem::replace(&mut self.frame, Frame::entity(text, entity));
            self.outer.push(outer);
        }
    }

    /// Goes back to what is around an entity.
    fn leave(&mut self, outer: Frame<'a>) {
        let depth = self.depth_outside();
        while let Some(open) = self.open.get(depth..).and_then(<[_]>::last).copied() {
            let name = open.name.of(&self.open_names);
            let message = format!("the element `{name}` begins in an entity and does not end there");
            let span = self.frame.provenance().span(0, 0);
            self.fault(Diagnostic::new(&diag::ENTITY_NESTING, message).at(span));
            self.close(Span::at(span.end));
        }
        self.frame = outer;
    }

    /// How many elements are open around the entity that is being read.
    pub(super) fn depth_outside(&self) -> usize {
        self.frame.entity.map_or(0, |entity| entity.depth)
    }

    /// The innermost of the open elements that may end here.
    pub(super) fn innermost(&self) -> Option<Open> {
        self.open.get(self.depth_outside()..).and_then(<[_]>::last).copied()
    }

    /// The open elements that may end here, the innermost last.
    pub(super) fn open(&self) -> &[Open] {
        self.open.get(self.depth_outside()..).unwrap_or_default()
    }

    /// Tells of the end of the innermost element.
    pub(super) fn close(&mut self, span: Span) {
        if let Some(open) = self.open.pop() {
            self.sink.end(span);
            self.scopes.restore(open.outside);
            self.open_names.truncate(open.name.start);
            if self.open.is_empty() {
                self.root = Root::After;
            }
        }
    }

    /// Tells of the beginning of an element, whose attributes stand ready.
    pub(super) fn begin(&mut self, name: NameId, written: &str, place: Span, outside: ScopeId, tag: Span, form: Form) {
        if self.open.is_empty() && self.root == Root::After {
            let message = format!("a second root element, `{written}`");
            let finding = Diagnostic::new(&diag::OUTSIDE_ROOT, message).at(place);
            self.fault(finding.help("a document has one element around all others"));
            return self.errors.cut();
        }
        self.root = Root::Inside;
        let start = Start {
            name,
            name_span: place,
            span: tag,
            attributes: &self.attributes,
            names: &self.names,
            scope: self.scopes.scope(),
        };
        self.sink.start(&start);
        let start = self.open_names.len();
        self.open_names.push_str(written);
        self.open.push(Open { name: Span { start, end: self.open_names.len() }, place, outside });
        if form == Form::Empty {
            self.close(Span::at(tag.end));
        } else if self.open.len() > DEEPEST {
            let finding = Diagnostic::new(&diag::TOO_LARGE, format!("elements are nested more than {DEEPEST} deep"));
            self.errors.push(finding.at(place));
            self.errors.cut();
        }
    }

    /// Comments, processing instructions, `CDATA` sections and document types.
    fn special(&mut self, at: usize) {
        let text = self.frame.text;
        let provenance = self.frame.provenance();
        let rest = text.get(at..).unwrap_or_default();
        let end = if rest.starts_with("<!--") {
            let (content, end) = special::comment(text, at, provenance, &mut self.errors);
            self.sink.comment(&content, provenance.span(at, end));
            end
        } else if rest.starts_with("<?") {
            let (target, data, end) = special::instruction(text, at, provenance, &mut self.errors);
            self.sink.instruction(target, &data, provenance.span(at, end));
            end
        } else if rest.starts_with("<![CDATA[") {
            let (content, end) = special::cdata(text, at, provenance, &mut self.errors);
            if self.root != Root::Inside {
                let finding = Diagnostic::new(&diag::OUTSIDE_ROOT, "a `CDATA` section outside the root element");
                self.fault(finding.at(provenance.span(at, end)));
            } else if !content.is_empty() {
                self.sink.text(&content, provenance.span(at, end));
            }
            end
        } else {
            let end = rest.find('>').map_or(text.len(), |length| at + length + 1);
            let message = match rest.starts_with("<!DOCTYPE") {
                true => "the document type can stand only once, before the root element",
                false => "`<!` begins no comment, no `CDATA` section and no document type",
            };
            self.fault(Diagnostic::new(&diag::BAD_MARKUP, message).at(provenance.span(at, end)));
            end
        };
        self.frame.go_to(end);
    }

    /// Tells of text that an error leaves.
    pub(super) fn broken_text(&mut self, text: &str, span: Span) {
        if self.root == Root::Inside {
            self.sink.text(text, span);
        }
    }

    /// Adds a finding; one in an entity says where that is declared.
    pub(super) fn fault(&mut self, finding: Diagnostic) {
        let entity = self.frame.entity.and_then(|entity| self.dtd.entity(entity.name));
        self.errors.push(match entity {
            Some((name, entity)) => finding.related(entity.span, format!("the entity `{name}` is declared here")),
            None => finding,
        });
    }

    /// Closes what is open and tells what lacks.
    fn finish(mut self) -> Vec<Diagnostic> {
        while let Some(outer) = self.outer.pop() {
            self.frame = outer;
        }
        let end = self.frame.base + self.frame.text.len();
        if !self.errors.is_cut() && !self.errors.is_full() {
            self.unclosed(end);
        }
        while !self.open.is_empty() {
            self.close(Span::at(end));
        }
        self.errors.finish(self.frame.base + self.frame.at())
    }

    fn unclosed(&mut self, end: usize) {
        const MOST_NAMED: usize = 5;
        let names = &self.open_names;
        let Some(innermost) = self.open.last() else {
            if self.root == Root::Before {
                let finding = Diagnostic::new(&diag::OUTSIDE_ROOT, "the document has no element");
                self.errors.push(finding.at(Span::at(end)));
            }
            return;
        };
        let message = match self.open.len() {
            1 => format!("the document ends inside the element `{}`", innermost.name.of(names)),
            count => format!("the document ends inside the element `{}`, in {count} in all", innermost.name.of(names)),
        };
        let mut finding = Diagnostic::new(&diag::UNCLOSED_ELEMENT, message).at(Span::at(end));
        for open in self.open.iter().rev().take(MOST_NAMED) {
            finding = finding.related(open.place, format!("`{}` begins here", open.name.of(names)));
        }
        self.errors.push(finding);
    }
}
