//! TEI as a stream. Takes the steps of a document; gives its visible characters, and the elements that a text writes as marks.
//!
//! Not of the text are the header, running heads and what else TEI does not show, and what the profile names. Of a `choice` or an `app` one
//! reading is taken: the source's before the editors', or where it is `turned`, the other. Blocks separate words; a break does or does not.
//! A note is a zone of its own where notes are read apart.

use std::collections::BTreeSet;

use super::stream::{Mark, PointKind, Stream};
use crate::profile::{Profile, SignElement};
use crate::text::Span;
use crate::vocabulary::{self, Property};
use crate::xml::{Attribute, Sink, Start};

/// Where notes are read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Notes {
    /// Behind the text, in the order of their marks.
    Apart,
    /// Where they stand.
    InPlace,
}

/// Readings that stand beside each other.
#[derive(Clone, Copy, Debug)]
pub(super) struct Choice {
    pub(super) zone: usize,
    /// The characters of the reading that is taken, in its zone.
    pub(super) start: usize,
    pub(super) end: usize,
}

/// An element that is read, with its place in the file and in the stream.
#[derive(Clone, Debug)]
pub(super) struct ElementPlace {
    /// Its local name.
    pub(super) name: String,
    /// Its start tag.
    pub(super) open: Span,
    /// Its end tag; empty where it has none.
    pub(super) close: Span,
    /// The element around it, by its place in the list.
    pub(super) parent: Option<usize>,
    /// Whether nothing in it is of the text.
    pub(super) is_hidden: bool,
    /// The zone that its text belongs to.
    pub(super) zone: usize,
    /// The characters of the stream that it holds, without those of notes that are read apart.
    pub(super) start: usize,
    pub(super) end: usize,
}

/// A document as it is read.
#[derive(Debug, Default)]
pub(super) struct TeiReading {
    pub(super) stream: Stream,
    /// Its choices, in the order of the document.
    pub(super) choices: Vec<Choice>,
    /// Its elements, in the order of their start tags.
    pub(super) elements: Vec<ElementPlace>,
    /// Whether it has an element `text`.
    pub(super) has_text: bool,
}

/// The readings of the source in a `choice`, and the lemma of an `app`.
const FIRST: &[&str] = &["sic", "orig", "abbr", "am", "lem"];

/// The readings of the editors.
const SECOND: &[&str] = &["corr", "reg", "expan", "ex", "rdg", "rdgGrp"];

/// What an open element means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Open {
    Hidden,
    Inline,
    Block,
    /// A note in a zone of its own.
    Note,
    /// What editors' signs stand for.
    Sign(&'static str),
    /// Readings beside each other: the number, and how many were read.
    Choice(usize, usize),
}

/// Reads a document.
pub(super) struct Reader<'p> {
    profile: &'p Profile,
    notes: Notes,
    turned: &'p BTreeSet<usize>,
    main: Stream,
    /// Notes, each a zone.
    zones: Vec<Stream>,
    /// The notes that are open.
    open_zones: Vec<usize>,
    open: Vec<Open>,
    hidden: usize,
    choices: Vec<Choice>,
    elements: Vec<ElementPlace>,
    /// The open elements, by their place in the list.
    open_elements: Vec<usize>,
    has_text: bool,
}

impl<'p> Reader<'p> {
    pub(super) fn new(profile: &'p Profile, notes: Notes, turned: &'p BTreeSet<usize>) -> Self {
        Self {
            profile,
            notes,
            turned,
            main: Stream::default(),
            zones: Vec::new(),
            open_zones: Vec::new(),
            open: Vec::new(),
            hidden: 0,
            choices: Vec::new(),
            elements: Vec::new(),
            open_elements: Vec::new(),
            has_text: false,
        }
    }

    pub(super) fn finish(self) -> TeiReading {
        let mut stream = Stream::default();
        let mut starts = Vec::new();
        for zone in [self.main].into_iter().chain(self.zones) {
            starts.push(stream.text.len());
            stream.zone(zone);
        }
        let start_of = |zone: usize| starts.get(zone).copied().unwrap_or(0);
        let (mut choices, mut elements) = (self.choices, self.elements);
        for choice in &mut choices {
            let at = start_of(choice.zone);
            (choice.start, choice.end) = (choice.start + at, choice.end + at);
        }
        for element in &mut elements {
            let at = start_of(element.zone);
            (element.start, element.end) = (element.start + at, element.end + at);
        }
        TeiReading { stream, choices, elements, has_text: self.has_text }
    }

    /// The number of the zone that is read, as it will be in the stream.
    fn zone(&self) -> usize {
        self.open_zones.last().map_or(0, |zone| zone + 1)
    }

    /// The stream that is being read: a note's, or the text's.
    fn here(&mut self) -> &mut Stream {
        let note = self.open_zones.last().and_then(|zone| self.zones.get_mut(*zone));
        note.unwrap_or(&mut self.main)
    }

    fn mark(&mut self, mark: Mark, span: Span, number: &str) {
        self.here().point(PointKind::Mark(mark), span, number);
    }

    fn is_not_text(&self, name: &str, start: &Start<'_>) -> bool {
        vocabulary::has(name, Property::Hidden)
            || name == "sourceDoc"
            || self.profile.verify.not_text.iter().any(|row| {
                let has = |(name, value): (&String, &String)| {
                    attribute(start, name).is_some_and(|own| value.is_empty() || own == value)
                };
                row.element == name && row.attributes.iter().all(has)
            })
    }

    /// Whether an element is the reading of a choice that is not taken.
    fn is_passed_over(&mut self, name: &str) -> bool {
        let Some(Open::Choice(number, read)) = self.open.last_mut() else { return false };
        let place = *read;
        *read += 1;
        let is_first = FIRST.contains(&name) || place == 0 && !SECOND.contains(&name);
        is_first == self.turned.contains(number)
    }

    fn choice(&mut self) -> Open {
        let zone = self.zone();
        let at = self.here().text.len();
        self.choices.push(Choice { zone, start: at, end: at });
        Open::Choice(self.choices.len() - 1, 0)
    }

    fn note(&mut self, start: &Start<'_>) -> Open {
        let number = attribute(start, "n").unwrap_or_default();
        self.mark(Mark::Note, start.name_span, number);
        if attribute(start, "sameAs").is_some() {
            return Open::Inline;
        }
        if self.notes == Notes::Apart {
            self.open_zones.push(self.zones.len());
            self.zones.push(Stream::default());
        } else {
            self.here().point(PointKind::MaybeBreak, start.name_span, "");
        }
        self.mark(Mark::Label, start.name_span, number);
        Open::Note
    }

    fn milestone(&mut self, name: &str, start: &Start<'_>) -> Open {
        let kind = match attribute(start, "break") {
            Some("no") => PointKind::JoinBreak,
            _ => PointKind::MaybeBreak,
        };
        self.here().point(kind, start.name_span, "");
        if name == "pb" {
            self.mark(Mark::Page, start.name_span, attribute(start, "n").unwrap_or_default());
        }
        Open::Inline
    }

    fn element(&mut self, name: &str, start: &Start<'_>) -> Open {
        match name {
            "choice" | "app" => self.choice(),
            "note" if attribute(start, "rend") != Some("inline") => self.note(start),
            "pb" | "lb" | "cb" | "gb" | "milestone" => self.milestone(name, start),
            "item" => {
                self.here().border(start.span.start);
                self.mark(Mark::Item, start.name_span, "");
                Open::Block
            }
            name if vocabulary::has(name, Property::Block) => {
                self.here().border(start.span.start);
                Open::Block
            }
            name => match sign(name) {
                Some(sign) => {
                    self.mark(Mark::Open(sign), start.name_span, "");
                    Open::Sign(sign)
                }
                None => Open::Inline,
            },
        }
    }
}

/// The name of an element that editors' signs can stand for.
fn sign(name: &str) -> Option<&'static str> {
    const ALL: [SignElement; 6] = [
        SignElement::Add,
        SignElement::Del,
        SignElement::Gap,
        SignElement::Hi,
        SignElement::Supplied,
        SignElement::Unclear,
    ];
    ALL.into_iter().map(SignElement::name).find(|known| *known == name)
}

/// The value of an attribute that has no namespace.
fn attribute<'t>(start: &'t Start<'_>, local: &str) -> Option<&'t str> {
    let is_it = |attribute: &&Attribute<'_>| start.names.get(attribute.name).is_some_and(|name| name.is("", local));
    start.attributes.iter().find(is_it).map(|attribute| &*attribute.value)
}

impl Sink for Reader<'_> {
    fn start(&mut self, start: &Start<'_>) {
        let name = start.names.get(start.name).map_or("", |name| &*name.local);
        let is_passed_over = self.is_passed_over(name);
        self.has_text |= name == "text";
        let open = if self.hidden > 0 || is_passed_over || self.is_not_text(name, start) {
            self.hidden += 1;
            Open::Hidden
        } else {
            self.element(name, start)
        };
        self.open.push(open);
        let (zone, at) = (self.zone(), self.here().text.len());
        let place = ElementPlace {
            name: name.to_owned(),
            open: start.span,
            close: start.span,
            parent: self.open_elements.last().copied(),
            is_hidden: open == Open::Hidden,
            zone,
            start: at,
            end: at,
        };
        self.open_elements.push(self.elements.len());
        self.elements.push(place);
    }

    fn end(&mut self, span: Span) {
        let at = self.here().text.len();
        let element = self.open_elements.pop().and_then(|element| self.elements.get_mut(element));
        element.into_iter().for_each(|element| (element.close, element.end) = (span, at));
        match self.open.pop() {
            Some(Open::Hidden) => self.hidden -= 1,
            Some(Open::Block) => self.here().border(span.start),
            Some(Open::Note) => {
                self.mark(Mark::NoteEnd, span, "");
                if self.notes == Notes::Apart {
                    self.open_zones.pop();
                } else {
                    self.here().point(PointKind::MaybeBreak, span, "");
                }
            }
            Some(Open::Sign(sign)) if sign != "gap" => self.mark(Mark::Close(sign), span, ""),
            Some(Open::Choice(number, _)) => {
                let end = self.here().text.len();
                if let Some(choice) = self.choices.get_mut(number) {
                    choice.end = end;
                }
            }
            Some(Open::Inline | Open::Sign(_)) | None => {}
        }
    }

    fn text(&mut self, text: &str, span: Span) {
        let is_between = matches!(self.open.last(), Some(Open::Choice(..)));
        if self.hidden == 0 && !is_between {
            self.here().push(text, span);
        }
    }
}
