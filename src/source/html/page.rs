//! A page that is being read. Takes its tags and words in order; gives the transcript.

use std::collections::{BTreeMap, HashMap};
use std::mem;

use html5gum::StartTag;

use super::super::extent::Extent;
use super::super::flow::Flow;
use super::super::label::NumberFormat;
use super::super::left_out::Kind;
use super::super::transcript::Transcript;
use super::element::{self, Element, attribute, ends, is_around, is_void};
use super::survey::{Survey, is_sign, target};

/// How far an element that ends another may stand from it.
const NEAR: usize = 64;

/// An element that is open.
#[derive(Debug)]
struct Open {
    name: String,
    element: Element,
    /// What is left when it ends.
    role: Role,
    /// Its place on the image.
    zone: Option<Extent>,
}

/// What an element does besides.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Role {
    Nothing,
    /// It holds a note.
    Note(String),
    /// A mark, whose words are no text.
    Mark,
}

/// A list that is open: how it counts, and its next number.
#[derive(Debug)]
struct List {
    format: NumberFormat,
    next: usize,
}

/// A page.
#[derive(Debug)]
pub(super) struct Page<'a, 'n> {
    survey: &'a Survey,
    flow: Flow<'n, List>,
    outer: Vec<Flow<'n, List>>,
    open: Vec<Open>,
    /// How many elements of each name are open.
    names: HashMap<String, usize>,
    looks: BTreeMap<Kind, usize>,
    /// Elements that are open in one that is skipped, with it, and what their text is.
    skipped: usize,
    kind: Option<Kind>,
    preformatted: usize,
    /// Links so far.
    links: usize,
    /// Links whose words are a mark alone.
    marking: usize,
    /// Tables so far, and those that are open: whether they are layout.
    tables: usize,
    layouts: Vec<bool>,
    /// A link that may be the sign of a note: its words so far.
    sign: Option<String>,
    /// The marks, and the texts that answer them.
    marks: Vec<(String, usize)>,
    notes: HashMap<String, Transcript<'n>>,
}

impl Flow<'_, List> {
    fn item(&mut self, value: Option<usize>) {
        self.end_item();
        let depth = self.lists.len().saturating_sub(1);
        let Some(list) = self.lists.last_mut() else { return };
        list.next = value.unwrap_or(list.next);
        let label = (list.format != NumberFormat::Bullet).then(|| format!("{}.", list.format.write(list.next)));
        list.next = list.next.saturating_add(1);
        self.label = Some((depth, label));
    }
}

impl<'a, 'n> Page<'a, 'n> {
    pub(super) fn new(survey: &'a Survey, transcript: Transcript<'n>) -> Self {
        Self {
            survey,
            flow: Flow::new(transcript),
            outer: Vec::new(),
            open: Vec::new(),
            names: HashMap::new(),
            looks: BTreeMap::new(),
            skipped: 0,
            kind: None,
            preformatted: 0,
            links: 0,
            marking: 0,
            tables: 0,
            layouts: Vec::new(),
            sign: None,
            marks: Vec::new(),
            notes: HashMap::new(),
        }
    }

    pub(super) fn start(&mut self, tag: &StartTag<()>) {
        let name = String::from_utf8_lossy(&tag.name).into_owned();
        let is_alone = is_void(&name);
        let link = (name == "a").then_some(self.links);
        self.links += usize::from(link.is_some());
        if self.skipped > 0 {
            self.skipped += usize::from(!is_alone);
            return;
        }
        if is_alone {
            self.alone(&name, tag);
            return;
        }
        let element = self.in_table(element::of(&name, tag));
        self.imply_ends(&name, element);
        let mut role = Role::Nothing;
        if let Some(id) = link.and_then(|link| self.survey.mark(link, target(tag))) {
            self.flow.put_label();
            let looks = self.looks.iter().filter(|(look, count)| **count > 0 && **look != Kind::Raised);
            self.flow.transcript.looks(looks.map(|(look, _)| *look));
            let place = self.flow.transcript.mark();
            self.marks.push((id, place));
            self.marking += 1;
            role = Role::Mark;
        } else if name == "a" && !self.outer.is_empty() && target(tag).is_some() {
            self.sign = Some(String::new());
        } else if name == "a" && attribute(tag, "href").is_some_and(|address| !address.starts_with('#')) {
            self.flow.transcript.left_out.one(Kind::Link);
        }
        if let Some(id) = self.survey.note(tag)
            && self.outer.is_empty()
        {
            let is_block = !matches!(element, Element::Inline | Element::Look(_));
            let around = self.open.last_mut().filter(|around| !is_block && around.role == Role::Nothing);
            around.map_or(&mut role, |around| &mut around.role).clone_from(&Role::Note(id));
            let inner = Flow::new(self.flow.transcript.apart());
            self.outer.push(mem::replace(&mut self.flow, inner));
            self.sign = (name == "a" && target(tag).is_some()).then(String::new);
        }
        let zone = self.begin(element, tag);
        *self.names.entry(name.clone()).or_default() += 1;
        self.open.push(Open { name, element, role, zone });
    }

    /// Rows and cells of a table that is layout are blocks.
    fn in_table(&mut self, element: Element) -> Element {
        match element {
            Element::Table => {
                self.layouts.push(self.survey.is_layout(self.tables));
                self.tables += 1;
                Element::Table
            }
            Element::Row | Element::Cell if self.layouts.last() != Some(&false) => Element::Block,
            other => other,
        }
    }

    /// Begins an element; gives its place on the image, where it is a part of one.
    fn begin(&mut self, element: Element, tag: &StartTag<()>) -> Option<Extent> {
        match element {
            Element::Skipped(kind) => {
                (self.skipped, self.kind) = (1, kind);
                kind.into_iter().for_each(|kind| self.flow.transcript.left_out.one(kind));
            }
            Element::Block => self.flow.block(),
            Element::Quotation => self.flow.quotation(),
            Element::Heading => self.flow.heading(),
            Element::Preformatted => {
                self.flow.block();
                self.preformatted += 1;
            }
            Element::List { is_numbered } => {
                self.flow.block();
                let kind = attribute(tag, "type");
                let format = if is_numbered { format(kind.as_deref()) } else { NumberFormat::Bullet };
                let next = attribute(tag, "start").and_then(|start| start.parse().ok()).unwrap_or(1);
                self.flow.lists.push(List { format, next });
            }
            Element::Item => self.flow.item(attribute(tag, "value").and_then(|value| value.parse().ok())),
            Element::Table => {
                self.flow.block();
                if self.layouts.last() == Some(&false) {
                    self.flow.transcript.table();
                }
            }
            Element::Row => self.flow.transcript.row(),
            Element::Cell => self.flow.transcript.cell(),
            Element::Look(look) => *self.looks.entry(look).or_default() += 1,
            Element::Page => {
                self.flow.block();
                self.flow.transcript.page();
                let (image, size) = element::image(tag);
                self.flow.transcript.image(&image, size);
            }
            Element::Region => {
                self.flow.block();
                return element::outline(tag).map(|outline| self.flow.transcript.region(None, outline));
            }
            Element::Line => return element::outline(tag).map(|outline| self.flow.transcript.begin_line(outline)),
            Element::Inline => {}
        }
        None
    }

    /// A tag without an end.
    fn alone(&mut self, name: &str, tag: &StartTag<()>) {
        match name {
            "br" => self.flow.transcript.line(),
            "hr" => {
                self.flow.transcript.left_out.one(Kind::Rule);
                self.flow.block();
            }
            "img" | "embed" => self.flow.transcript.left_out.one(Kind::Picture),
            "input" if attribute(tag, "value").is_some() => self.flow.transcript.left_out.one(Kind::Hidden),
            _ => {}
        }
    }

    /// Ends what ends where an element begins.
    fn imply_ends(&mut self, name: &str, element: Element) {
        let is_block = !matches!(element, Element::Inline | Element::Look(_) | Element::Skipped(_) | Element::Line);
        while self.open.last().is_some_and(|open| open.name == "p" && is_block) {
            self.pop();
        }
        while let Some(count) = self.ended_by(name) {
            (0..count).for_each(|_| self.pop());
        }
    }

    /// How many open elements end where one of this name begins.
    fn ended_by(&self, name: &str) -> Option<usize> {
        let near = self.open.iter().rev().take(NEAR);
        let mut inside = near.take_while(|open| !is_around(&open.name) || ends(&open.name, name));
        inside.position(|open| ends(&open.name, name)).map(|at| at + 1)
    }

    pub(super) fn end(&mut self, name: &str) {
        if self.skipped > 1 {
            self.skipped -= 1;
            return;
        }
        if self.names.get(name).is_none_or(|count| *count == 0) {
            // `</p>` alone is an empty paragraph, `</br>` a line.
            match name {
                "p" => self.flow.block(),
                "br" => self.flow.transcript.line(),
                _ => {}
            }
            return;
        }
        while let Some(open) = self.open.last() {
            let is_it = open.name == name;
            self.pop();
            if is_it {
                break;
            }
        }
    }

    fn pop(&mut self) {
        let Some(open) = self.open.pop() else { return };
        if let Some(count) = self.names.get_mut(&open.name) {
            *count = count.saturating_sub(1);
        }
        if open.name == "a"
            && let Some(words) = self.sign.take()
            && !is_sign(&words)
        {
            self.put(&words);
        }
        open.zone.into_iter().for_each(|zone| self.flow.transcript.end(zone));
        match open.element {
            Element::Quotation => self.flow.end_quotation(),
            Element::Skipped(_) => (self.skipped, self.kind) = (0, None),
            Element::Block | Element::Heading | Element::Page | Element::Region => self.flow.block(),
            Element::Item => self.flow.end_item(),
            Element::Preformatted => {
                self.preformatted = self.preformatted.saturating_sub(1);
                self.flow.block();
            }
            Element::List { .. } => {
                self.flow.lists.pop();
                self.flow.block();
            }
            Element::Table => match self.layouts.pop() {
                Some(false) => self.flow.transcript.end_table(),
                _ => self.flow.block(),
            },
            Element::Look(look) => {
                if let Some(count) = self.looks.get_mut(&look) {
                    *count = count.saturating_sub(1);
                }
            }
            Element::Line => self.flow.transcript.line(),
            Element::Row | Element::Cell | Element::Inline => {}
        }
        self.marking -= usize::from(open.role == Role::Mark);
        if let Role::Note(id) = open.role
            && let Some(outer) = self.outer.pop()
        {
            let mut note = mem::replace(&mut self.flow, outer);
            note.block();
            self.notes.insert(id, note.transcript);
            self.flow.block();
        }
    }

    pub(super) fn text(&mut self, text: &str) {
        if self.skipped > 0 {
            self.kind.into_iter().for_each(|kind| self.flow.transcript.left_out.text(kind, text));
            return;
        }
        if self.marking > 0 {
            return;
        }
        match &mut self.sign {
            Some(words) => words.push_str(text),
            None => self.put(text),
        }
    }

    fn put(&mut self, text: &str) {
        if !text.trim().is_empty() {
            self.flow.put_label();
        }
        self.flow.transcript.looks(self.looks.iter().filter(|(_, count)| **count > 0).map(|(look, _)| *look));
        if self.preformatted == 0 {
            self.flow.transcript.words(text);
            return;
        }
        for (at, line) in text.split('\n').enumerate() {
            if at > 0 {
                self.flow.transcript.line();
            }
            self.flow.transcript.text(line);
        }
    }

    /// The transcript of the page, with its notes.
    pub(super) fn finish(mut self) -> Transcript<'n> {
        while !self.open.is_empty() {
            self.pop();
        }
        for (id, place) in mem::take(&mut self.marks) {
            if let Some(note) = self.notes.remove(&id) {
                self.flow.transcript.note(place, note);
            }
        }
        self.flow.transcript
    }
}

/// Formats of numbers (4.4.5).
fn format(kind: Option<&str>) -> NumberFormat {
    match kind {
        Some("a") => NumberFormat::Lower,
        Some("A") => NumberFormat::Upper,
        Some("i") => NumberFormat::LowerRoman,
        Some("I") => NumberFormat::UpperRoman,
        _ => NumberFormat::Decimal,
    }
}
