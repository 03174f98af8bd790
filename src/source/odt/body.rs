//! The text of `content.xml`: paragraphs, spans, lists, tables, notes, text boxes (ODF 1.3, part 3, 5 to 10). Takes the steps of the
//! part; gives the transcript.

use std::collections::BTreeMap;
use std::mem;
use std::sync::Arc;

use super::super::extent::Extent;
use super::super::label::{Counter, NumberFormat};
use super::super::left_out::Kind;
use super::super::markup;
use super::super::transcript::Transcript;
use super::changes::Changes;
use super::styles::{Level, Styles};
use crate::model::{Role, Tag};
use crate::profile::TrackedChanges;
use crate::text::Span;
use crate::xml::{Sink, Start};

/// Blanks, columns and levels that an attribute may stand for, at most.
const MOST: usize = 64;

/// What an open element is.
#[derive(Clone, Debug)]
enum Open {
    /// Nothing in it is text of the document; what is there is text of this kind, where it is any.
    Skipped(Option<Kind>),
    /// A deletion whose text is put where its mark stands.
    Deletion,
    /// Where text may stand.
    Inline,
    Paragraph,
    /// Words that look otherwise, with the looks outside.
    Words(BTreeMap<Kind, bool>),
    List,
    Item,
    Table,
    /// A cell that is so many columns wide.
    Cell(usize),
    /// A note, by its place.
    Note(usize),
    NoteBody,
    Box,
    Other,
}

/// A list that is open.
#[derive(Debug)]
struct List {
    style: String,
    counter: Counter,
}

/// A text with what is open in it: the document, a note, a text box.
#[derive(Debug)]
struct Flow<'n> {
    transcript: Transcript<'n>,
    boxes: Vec<Transcript<'n>>,
    looks: BTreeMap<Kind, bool>,
    lists: Vec<List>,
    /// The depth and label of the item whose first paragraph comes next.
    label: Option<(usize, Option<String>)>,
    is_item: bool,
    /// Whether text that comes now was inserted.
    is_inserted: bool,
    /// The insertion that is marked in this paragraph.
    insertion: Option<Extent>,
}

impl<'n> Flow<'n> {
    fn new(transcript: Transcript<'n>) -> Self {
        Self {
            transcript,
            boxes: Vec::new(),
            looks: BTreeMap::new(),
            lists: Vec::new(),
            label: None,
            is_item: false,
            is_inserted: false,
            insertion: None,
        }
    }

    /// Puts text, where it is shown, with what writes it.
    fn put(&mut self, text: &str, write: impl FnOnce(&mut Transcript<'n>, &str)) {
        if self.looks.get(&Kind::Hidden) == Some(&true) {
            self.transcript.left_out.text(Kind::Hidden, text);
            return;
        }
        if self.is_rejected() {
            self.transcript.left_out.text(Kind::Inserted, text);
            return;
        }
        if !text.trim().is_empty() {
            self.put_label();
        }
        if self.is_inserted && self.transcript.changes() == TrackedChanges::Marked && self.insertion.is_none() {
            self.insertion = Some(self.begin("insertion"));
        }
        self.transcript.looks(self.looks.iter().filter(|(_, is_on)| **is_on).map(|(look, _)| *look));
        write(&mut self.transcript, text);
    }

    /// Whether what comes now was inserted and is no text.
    fn is_rejected(&self) -> bool {
        self.is_inserted && self.transcript.changes() == TrackedChanges::Rejected
    }

    /// Begins a tracked change that is marked.
    fn begin(&mut self, tag: &str) -> Extent {
        self.transcript.begin(Arc::new(Tag { name: tag.to_owned(), ..Tag::default() }))
    }

    fn end_insertion(&mut self) {
        let open = self.insertion.take();
        open.into_iter().for_each(|extent| self.transcript.end(extent));
    }

    /// Puts text that was deleted.
    fn put_deleted(&mut self, text: &str) {
        let mark = (self.transcript.changes() == TrackedChanges::Marked).then(|| self.begin("deletion"));
        let is_inserted = mem::take(&mut self.is_inserted);
        self.put(text, Transcript::words);
        self.is_inserted = is_inserted;
        mark.into_iter().for_each(|extent| self.transcript.end(extent));
    }

    fn put_label(&mut self) {
        if let Some((depth, label)) = self.label.take() {
            self.is_item = true;
            self.transcript.item(depth, label.as_deref());
        }
    }

    /// An item ends, or another begins in it. A number is text, whatever stands behind it.
    fn end_item(&mut self) {
        if matches!(self.label, Some((_, Some(_)))) {
            self.put_label();
            self.end_paragraph();
        }
        self.label = None;
    }

    fn end_paragraph(&mut self) {
        self.end_insertion();
        if mem::take(&mut self.is_item) {
            self.transcript.end_item();
        }
        self.looks.clear();
        for text in mem::take(&mut self.boxes) {
            self.transcript.append(text);
        }
        self.transcript.paragraph();
    }
}

/// A part that is being read.
#[derive(Debug)]
pub(super) struct Body<'s, 'n> {
    styles: &'s Styles,
    flow: Flow<'n>,
    outer: Vec<Flow<'n>>,
    open: Vec<Open>,
    /// Elements that are open in one that is skipped, with it.
    skipped: usize,
    /// At how many of them who made a change or remark, and when, began.
    aside: Option<usize>,
    changes: Changes,
}

impl<'s, 'n> Body<'s, 'n> {
    pub(super) fn new(styles: &'s Styles, transcript: Transcript<'n>) -> Self {
        let flow = Flow::new(transcript);
        let changes = Changes::default();
        Self { styles, flow, outer: Vec::new(), open: Vec::new(), skipped: 0, aside: None, changes }
    }

    pub(super) fn into_transcript(self) -> Transcript<'n> {
        self.flow.transcript
    }

    fn begin(&mut self, name: &str, start: &Start<'_>) -> Open {
        let value = |name: &str| markup::attribute(start, name);
        let number = |name: &str| count(start, name);
        match name {
            "automatic-styles" | "font-face-decls" | "scripts" | "forms" | "sequence-decls" | "variable-decls"
            | "user-field-decls" | "note-citation" | "annotation-end" | "desc" | "title" => Open::Skipped(None),
            "changed-region" => {
                self.changes.region(value("id").unwrap_or_default());
                Open::Other
            }
            "insertion" => {
                self.changes.insertion();
                Open::Skipped(None)
            }
            "deletion" if self.flow.transcript.changes() == TrackedChanges::Accepted => self.skip(Kind::Deleted),
            "deletion" => Open::Deletion,
            "change" => self.put_deletion(value("change-id").unwrap_or_default()),
            "change-start" => self.begin_insertion(value("change-id").unwrap_or_default()),
            "change-end" => self.end_insertion(value("change-id").unwrap_or_default()),
            "note" | "table" | "text-box" | "custom-shape" | "line-break" if self.flow.is_rejected() => {
                Open::Skipped(Some(Kind::Inserted))
            }
            "annotation" => self.skip(Kind::Comment),
            "hidden-text" => self.skip(Kind::Hidden),
            "hidden-paragraph" if value("is-hidden") == Some("true") => self.skip(Kind::Hidden),
            "section" if value("display") == Some("none") => self.skip(Kind::Hidden),
            "p" => self.begin_paragraph(value("style-name").unwrap_or_default(), None),
            "h" => self.begin_paragraph(value("style-name").unwrap_or_default(), Some(Role::Head)),
            "span" => self.begin_words(value("style-name").unwrap_or_default()),
            "s" => self.shown(|flow| flow.put(&" ".repeat(number("c")), Transcript::text)),
            "tab" => self.shown(|flow| flow.put("\t", Transcript::text)),
            "line-break" => self.shown(|flow| flow.transcript.line()),
            "note" => {
                self.flow.put_label();
                Open::Note(self.flow.transcript.mark())
            }
            "note-body" => {
                self.descend();
                Open::NoteBody
            }
            "list" => self.begin_list(value("style-name")),
            "list-item" => self.begin_item(value("start-value").and_then(|value| value.parse().ok())),
            "table" => {
                self.flow.transcript.table();
                Open::Table
            }
            "table-row" => {
                self.flow.transcript.row();
                Open::Other
            }
            "table-cell" | "covered-table-cell" => {
                self.flow.transcript.cell();
                Open::Cell(number("number-columns-repeated"))
            }
            "text-box" | "custom-shape" | "rect" | "ellipse" | "caption" => {
                self.descend();
                Open::Box
            }
            "image" | "object" | "object-ole" => {
                self.flow.transcript.left_out.one(Kind::Picture);
                Open::Skipped(None)
            }
            "a" if self.is_inline() => {
                self.flow.transcript.left_out.one(Kind::Link);
                Open::Inline
            }
            _ if self.is_inline() => Open::Inline,
            _ => Open::Other,
        }
    }

    /// Puts what was deleted here, each paragraph of it as one.
    fn put_deletion(&mut self, id: &str) -> Open {
        let is_inline = self.is_inline();
        let looks = self.flow.looks.clone();
        for (number, text) in self.changes.deleted(id).iter().enumerate() {
            if number > 0 {
                self.flow.end_paragraph();
                self.flow.looks.clone_from(&looks);
            }
            self.flow.put_deleted(text);
        }
        if !is_inline {
            self.flow.end_paragraph();
        }
        Open::Other
    }

    fn begin_insertion(&mut self, id: &str) -> Open {
        if self.changes.begin(id) {
            self.flow.is_inserted = true;
            if self.flow.is_rejected() {
                self.flow.transcript.left_out.one(Kind::Inserted);
            }
        }
        Open::Other
    }

    fn end_insertion(&mut self, id: &str) -> Open {
        self.changes.end(id);
        self.flow.is_inserted = self.changes.is_inserted();
        if !self.flow.is_inserted {
            self.flow.end_insertion();
        }
        Open::Other
    }

    /// An element in a deletion that is text.
    fn deleted(&mut self, start: &Start<'_>) {
        match markup::local(start) {
            "p" | "h" => self.changes.deleted_paragraph(),
            "s" => self.changes.deleted_text(&" ".repeat(count(start, "c"))),
            "tab" | "line-break" => self.changes.deleted_text(" "),
            _ => {}
        }
    }

    fn is_inline(&self) -> bool {
        matches!(self.open.last(), Some(Open::Inline | Open::Paragraph | Open::Words(_)))
    }

    fn shown(&mut self, put: impl FnOnce(&mut Flow<'n>)) -> Open {
        if self.is_inline() {
            put(&mut self.flow);
        }
        Open::Other
    }

    fn skip(&mut self, kind: Kind) -> Open {
        self.flow.transcript.left_out.one(kind);
        Open::Skipped(Some(kind))
    }

    fn begin_paragraph(&mut self, style: &str, role: Option<Role>) -> Open {
        self.flow.transcript.paragraph();
        let transcript = &mut self.flow.transcript;
        let role = role.or_else(|| self.styles.role(style, |name| transcript.role(name)));
        transcript.style(role);
        if self.styles.begins_page(style) {
            self.flow.transcript.page();
        }
        self.flow.looks = self.styles.looks("paragraph", style);
        self.count_hidden();
        Open::Paragraph
    }

    fn begin_words(&mut self, style: &str) -> Open {
        let outside = self.flow.looks.clone();
        self.flow.looks.extend(self.styles.looks("text", style));
        if outside.get(&Kind::Hidden) != Some(&true) {
            self.count_hidden();
        }
        Open::Words(outside)
    }

    fn count_hidden(&mut self) {
        if self.flow.looks.get(&Kind::Hidden) == Some(&true) {
            self.flow.transcript.left_out.one(Kind::Hidden);
        }
    }

    fn begin_list(&mut self, style: Option<&str>) -> Open {
        let around = self.flow.lists.last().map(|list| (list.style.clone(), list.counter.clone()));
        let (outer, counter) = around.unwrap_or_default();
        let style = style.map_or(outer, str::to_owned);
        self.flow.lists.push(List { style, counter });
        Open::List
    }

    fn begin_item(&mut self, start: Option<usize>) -> Open {
        self.flow.end_item();
        let depth = self.flow.lists.len().saturating_sub(1);
        let styles = self.styles;
        if let Some(list) = self.flow.lists.last_mut() {
            let List { style, counter } = list;
            let first = |level: usize| styles.level(style, level).map_or(1, |level| level.start);
            counter.next(depth.min(MOST), first);
            start.into_iter().for_each(|number| counter.set(number));
            let bullet = Level { format: NumberFormat::Bullet, ..Level::default() };
            let level = styles.level(style, depth).cloned().unwrap_or(bullet);
            self.flow.label = match level.format {
                NumberFormat::Nothing => None,
                NumberFormat::Bullet => Some((depth, None)),
                format => {
                    let shown = level.shown.clamp(1, depth + 1);
                    let number = |at: usize| {
                        let format = styles.level(style, at).map_or(format, |level| level.format);
                        format.write(counter.number(at, first))
                    };
                    let numbers: Vec<String> = (depth + 1 - shown..=depth.min(MOST)).map(number).collect();
                    Some((depth, Some(format!("{}{}{}", level.prefix, numbers.join("."), level.suffix))))
                }
            };
        }
        Open::Item
    }

    fn descend(&mut self) {
        let inner = Flow::new(self.flow.transcript.apart());
        self.outer.push(mem::replace(&mut self.flow, inner));
    }

    fn ascend(&mut self) -> Option<Transcript<'n>> {
        let mut inner = mem::replace(&mut self.flow, self.outer.pop()?);
        inner.end_paragraph();
        Some(inner.transcript)
    }

    /// A list that ends inside of an item has counted for the item's list too.
    fn end_list(&mut self) {
        let inner = self.flow.lists.pop();
        if let (Some(inner), Some(outer)) = (inner, self.flow.lists.last_mut())
            && inner.style == outer.style
        {
            outer.counter = inner.counter;
        }
    }
}

/// How many an attribute stands for: one where it does not say.
fn count(start: &Start<'_>, name: &str) -> usize {
    markup::attribute(start, name).and_then(|value| value.parse::<usize>().ok()).unwrap_or(1).min(MOST)
}

impl Sink for Body<'_, '_> {
    fn start(&mut self, start: &Start<'_>) {
        if self.skipped > 0 {
            self.skipped += 1;
            let is_aside = matches!(markup::local(start), "change-info" | "creator" | "date" | "date-string");
            self.aside = self.aside.or(is_aside.then_some(self.skipped));
            if matches!(self.open.last(), Some(Open::Deletion)) {
                self.deleted(start);
            }
            return;
        }
        let open = self.begin(markup::local(start), start);
        self.skipped = usize::from(matches!(open, Open::Skipped(_) | Open::Deletion));
        self.open.push(open);
    }

    fn end(&mut self, _: Span) {
        self.aside = self.aside.filter(|began| *began < self.skipped);
        self.skipped = self.skipped.saturating_sub(1);
        if self.skipped > 0 {
            return;
        }
        match self.open.pop() {
            Some(Open::Paragraph) => self.flow.end_paragraph(),
            Some(Open::Words(outside)) => self.flow.looks = outside,
            Some(Open::List) => self.end_list(),
            Some(Open::Item) => self.flow.end_item(),
            Some(Open::Table) => self.flow.transcript.end_table(),
            Some(Open::Cell(columns)) => (1..columns).for_each(|_| self.flow.transcript.cell()),
            Some(Open::NoteBody) => {
                let note = self.ascend();
                if let (Some(Open::Note(place)), Some(note)) = (self.open.last(), note) {
                    self.flow.transcript.note(*place, note);
                }
            }
            Some(Open::Box) => {
                let text = self.ascend();
                self.flow.boxes.extend(text);
            }
            _ => {}
        }
    }

    fn text(&mut self, text: &str, _: Span) {
        match self.open.last() {
            Some(Open::Skipped(Some(kind))) if self.aside.is_none() => self.flow.transcript.left_out.text(*kind, text),
            Some(Open::Deletion) if self.aside.is_none() => self.changes.deleted_text(text),
            Some(Open::Inline | Open::Paragraph | Open::Words(_)) => self.flow.put(text, Transcript::words),
            _ => {}
        }
    }
}
