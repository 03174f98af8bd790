//! The text of a part of Word: paragraphs, runs, tables, notes, text boxes (ECMA-376-1, 17.2 to 17.4, 17.11, 17.13). Takes the steps of the
//! part; gives the transcript, or the notes of a part with notes.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::super::extent::Extent;
use super::super::left_out::Kind;
use super::super::markup;
use super::super::transcript::Transcript;
use super::Setting;
use super::numbering::{Counters, Label};
use super::styles::RunStyle;
use crate::model::Tag;
use crate::profile::TrackedChanges;
use crate::text::Span;
use crate::xml::{Sink, Start};

/// Notes by the part they stand in and their id.
pub(super) type Notes<'n> = BTreeMap<(&'static str, String), Transcript<'n>>;

/// What an open element is.
#[derive(Clone, Debug)]
enum Open {
    /// Nothing in it is text of the document; what is there is text of this kind, where it is any.
    Skipped(Option<Kind>),
    Paragraph,
    ParagraphProperties,
    Run,
    RunProperties,
    /// Characters.
    Characters,
    Table,
    Row,
    /// A cell that is so many columns wide.
    Cell(usize),
    /// A tracked change that is text.
    Change(Extent),
    /// A picture, a shape or an object.
    Drawing,
    /// A text box.
    Box,
    /// A note, by its id.
    Note(String),
    Other,
}

/// A text with what is open in it: the document, a note, a text box.
#[derive(Debug)]
struct Flow<'n> {
    transcript: Transcript<'n>,
    /// Text boxes that wait for the end of the paragraph.
    boxes: Vec<Transcript<'n>>,
    /// Drawings that are open, and how many boxes there were before them.
    drawings: usize,
    boxes_before: usize,
    /// Fields that are open, and whether what stands there is the result.
    fields: Vec<bool>,
    run: RunStyle,
    looks: BTreeSet<Kind>,
    /// The style, list and depth of the paragraph.
    style: Option<String>,
    list: Option<String>,
    level: Option<usize>,
    /// A label that stands before the text of the paragraph.
    label: Option<(usize, Label)>,
    is_item: bool,
    /// Whether text of the paragraph is left out.
    is_cut: bool,
}

impl<'n> Flow<'n> {
    fn new(transcript: Transcript<'n>) -> Self {
        Self {
            transcript,
            boxes: Vec::new(),
            drawings: 0,
            boxes_before: 0,
            fields: Vec::new(),
            run: RunStyle::default(),
            looks: BTreeSet::new(),
            style: None,
            list: None,
            level: None,
            label: None,
            is_item: false,
            is_cut: false,
        }
    }

    fn begin_paragraph(&mut self) {
        self.transcript.paragraph();
        (self.style, self.list, self.level, self.label) = (None, None, None, None);
        self.is_cut = false;
    }

    fn end_paragraph(&mut self) {
        // A number is text, also where nothing stands behind it.
        if matches!(self.label, Some((_, Label::Number(_)))) && !self.is_cut {
            self.put_label();
        }
        if std::mem::take(&mut self.is_item) {
            self.transcript.end_item();
        }
        for text in std::mem::take(&mut self.boxes) {
            self.transcript.append(text);
        }
    }

    /// Whether what stands here is shown.
    fn is_shown(&self) -> bool {
        self.drawings == 0 && self.fields.iter().all(|is_result| *is_result)
    }

    /// Characters of a run.
    fn text(&mut self, text: &str) {
        if !self.is_shown() {
            return;
        }
        if self.looks.contains(&Kind::Hidden) {
            self.transcript.left_out.text(Kind::Hidden, text);
            self.is_cut = true;
            return;
        }
        self.put_label();
        self.transcript.looks(self.looks.iter().copied());
        self.transcript.text(text);
    }

    fn put_label(&mut self) {
        if let Some((depth, label)) = self.label.take() {
            self.is_item = true;
            match label {
                Label::Bullet => self.transcript.item(depth, None),
                Label::Number(number) => self.transcript.item(depth, Some(&number)),
            }
        }
    }

    fn mark(&mut self, note: Option<Transcript<'n>>) {
        self.put_label();
        self.transcript.looks(self.looks.iter().copied().filter(|look| *look != Kind::Raised));
        let place = self.transcript.mark();
        if let Some(note) = note {
            self.transcript.note(place, note);
        }
    }

    fn field(&mut self, kind: Option<&str>) {
        match kind {
            Some("begin") => {
                self.transcript.left_out.one(Kind::Field);
                self.fields.push(false);
            }
            Some("separate") => self.fields.last_mut().into_iter().for_each(|is_result| *is_result = true),
            Some("end") => drop(self.fields.pop()),
            _ => {}
        }
    }

    fn break_at(&mut self, kind: Option<&str>) {
        match kind {
            _ if !self.is_shown() => {}
            Some("page") => self.transcript.page(),
            _ => self.transcript.line(),
        }
    }
}

/// A part that is being read.
#[derive(Debug)]
pub(super) struct Body<'s, 'n> {
    setting: &'s Setting,
    flow: Flow<'n>,
    /// The texts around the open one.
    outer: Vec<Flow<'n>>,
    open: Vec<Open>,
    /// Elements that are open in one that is skipped, with it.
    skipped: usize,
    counters: Counters,
    /// The notes that the text cites.
    notes: Notes<'n>,
    /// The notes that stand here.
    own: Vec<(String, Transcript<'n>)>,
}

impl<'s, 'n> Body<'s, 'n> {
    pub(super) fn new(setting: &'s Setting, transcript: Transcript<'n>, notes: Notes<'n>) -> Self {
        Self {
            setting,
            flow: Flow::new(transcript),
            outer: Vec::new(),
            open: Vec::new(),
            skipped: 0,
            counters: Counters::default(),
            notes,
            own: Vec::new(),
        }
    }

    /// The text.
    pub(super) fn into_transcript(self) -> Transcript<'n> {
        self.flow.transcript
    }

    /// The notes of a part of this kind.
    pub(super) fn into_notes(
        self,
        kind: &'static str,
    ) -> impl Iterator<Item = ((&'static str, String), Transcript<'n>)> {
        self.own.into_iter().map(move |(id, note)| ((kind, id), note))
    }

    fn begin(&mut self, name: &str, start: &Start<'_>) -> Open {
        let value = |name: &str| markup::attribute(start, name);
        match (self.open.last(), name) {
            (Some(Open::RunProperties), _) => {
                self.flow.run.property(name, start);
                return Open::Skipped(None);
            }
            (Some(Open::Run), "rPr") => return Open::RunProperties,
            (Some(Open::ParagraphProperties), _) => self.paragraph_property(name, start),
            _ => {}
        }
        match name {
            "del" | "moveFrom" => return self.change("deletion", Kind::Deleted, TrackedChanges::Accepted),
            "ins" | "moveTo" => return self.change("insertion", Kind::Inserted, TrackedChanges::Rejected),
            "delText" => return Open::Characters,
            "Fallback" | "rPr" | "sdtPr" | "sectPr" | "tblPr" | "trPr" => return Open::Skipped(None),
            "instrText" | "delInstrText" => return Open::Skipped(None),
            _ if name.ends_with("PrChange") => return Open::Skipped(None),
            "p" => {
                self.flow.begin_paragraph();
                return Open::Paragraph;
            }
            "pPr" => return Open::ParagraphProperties,
            "r" => {
                (self.flow.run, self.flow.looks) = (RunStyle::default(), BTreeSet::new());
                return Open::Run;
            }
            "t" => return Open::Characters,
            "tab" | "ptab" if matches!(self.open.last(), Some(Open::Run)) => self.flow.text("\t"),
            "noBreakHyphen" => self.flow.text("\u{2011}"),
            "softHyphen" => self.flow.text("\u{ad}"),
            "br" => self.flow.break_at(value("type")),
            "cr" => self.flow.break_at(None),
            "sym" => self.flow.transcript.left_out.one(Kind::Symbol),
            "fldChar" => self.flow.field(value("fldCharType")),
            "hyperlink" if value("id").is_some() => self.flow.transcript.left_out.one(Kind::Link),
            "fldSimple" => self.flow.transcript.left_out.one(Kind::Field),
            "commentReference" => self.flow.transcript.left_out.one(Kind::Comment),
            "footnoteReference" => self.cite("footnotes", value("id")),
            "endnoteReference" => self.cite("endnotes", value("id")),
            "gridSpan" => {
                let wide = value("val").and_then(|wide| wide.parse().ok()).unwrap_or(1);
                if let Some(Open::Cell(columns)) = self.open.iter_mut().rev().find(|open| matches!(open, Open::Cell(_)))
                {
                    *columns = wide;
                }
            }
            "tbl" => {
                self.flow.transcript.table();
                return Open::Table;
            }
            "tr" => {
                self.flow.transcript.row();
                return Open::Row;
            }
            "tc" => {
                self.flow.transcript.cell();
                return Open::Cell(1);
            }
            "drawing" | "pict" | "object" => {
                if self.flow.drawings == 0 {
                    self.flow.boxes_before = self.flow.boxes.len();
                }
                self.flow.drawings += 1;
                return Open::Drawing;
            }
            "txbxContent" => {
                self.descend();
                return Open::Box;
            }
            "footnote" | "endnote" => {
                let is_line = value("type").is_some_and(|kind| kind != "normal");
                let Some(id) = value("id").filter(|_| !is_line) else { return Open::Skipped(None) };
                self.descend();
                return Open::Note(id.to_owned());
            }
            _ => {}
        }
        Open::Other
    }

    /// A tracked change, whose text is none where changes are `not_text`.
    fn change(&mut self, tag: &str, kind: Kind, not_text: TrackedChanges) -> Open {
        match self.flow.transcript.changes() {
            TrackedChanges::Marked => {
                let tag = Arc::new(Tag { name: tag.to_owned(), ..Tag::default() });
                Open::Change(self.flow.transcript.begin(tag))
            }
            changes if changes == not_text => self.skip(kind),
            _ => Open::Other,
        }
    }

    fn skip(&mut self, kind: Kind) -> Open {
        self.flow.is_cut = true;
        self.flow.transcript.left_out.one(kind);
        Open::Skipped(Some(kind))
    }

    /// A text inside of the open one begins.
    fn descend(&mut self) {
        let inner = Flow::new(self.flow.transcript.apart());
        self.outer.push(std::mem::replace(&mut self.flow, inner));
    }

    /// The text inside ends.
    fn ascend(&mut self) -> Option<Transcript<'n>> {
        let mut inner = std::mem::replace(&mut self.flow, self.outer.pop()?);
        inner.end_paragraph();
        Some(inner.transcript)
    }

    fn cite(&mut self, part: &'static str, id: Option<&str>) {
        if self.flow.is_shown() {
            let note = id.and_then(|id| self.notes.remove(&(part, id.to_owned())));
            self.flow.mark(note);
        }
    }

    fn paragraph_property(&mut self, name: &str, start: &Start<'_>) {
        let value = markup::attribute(start, "val");
        match name {
            "pStyle" => {
                self.flow.style = value.map(str::to_owned);
                let transcript = &mut self.flow.transcript;
                let role = value.and_then(|style| self.setting.styles.role(style, |name| transcript.role(name)));
                transcript.style(role);
            }
            "pageBreakBefore" if !matches!(value, Some("0" | "false" | "off")) => self.flow.transcript.page(),
            _ => {}
        }
    }

    /// Which label the paragraph has, once its properties are known.
    fn set_label(&mut self) {
        let of_style = self.flow.style.as_deref().and_then(|style| self.setting.styles.list(style));
        let level = self.flow.level.or(of_style.map(|(_, level)| level)).unwrap_or_default();
        let list = self.flow.list.as_deref().or(of_style.map(|(list, _)| list));
        let label = list.and_then(|list| self.setting.numbering.label(list, level, &mut self.counters));
        self.flow.label = label.map(|label| (level, label));
    }
}

impl Sink for Body<'_, '_> {
    fn start(&mut self, start: &Start<'_>) {
        if self.skipped > 0 {
            self.skipped += 1;
            return;
        }
        let name = markup::local(start);
        let value = || markup::attribute(start, "val");
        // A list stands in `pPr/numPr`.
        if matches!(self.open.iter().rev().nth(1), Some(Open::ParagraphProperties)) {
            match name {
                "numId" => self.flow.list = value().map(str::to_owned),
                "ilvl" => self.flow.level = value().and_then(|level| level.parse().ok()),
                _ => {}
            }
        }
        let open = self.begin(name, start);
        self.skipped = usize::from(matches!(open, Open::Skipped(_)));
        self.open.push(open);
    }

    fn end(&mut self, _: Span) {
        self.skipped = self.skipped.saturating_sub(1);
        if self.skipped > 0 {
            return;
        }
        match self.open.pop() {
            Some(Open::Paragraph) => self.flow.end_paragraph(),
            Some(Open::ParagraphProperties) => self.set_label(),
            Some(Open::RunProperties) => {
                self.flow.looks = self.setting.styles.looks(&self.flow.run);
                if self.flow.looks.contains(&Kind::Hidden) {
                    self.flow.transcript.left_out.one(Kind::Hidden);
                }
            }
            Some(Open::Run) => self.flow.looks.clear(),
            Some(Open::Change(extent)) => self.flow.transcript.end(extent),
            Some(Open::Table) => self.flow.transcript.end_table(),
            Some(Open::Cell(columns)) => {
                const WIDEST: usize = 64;
                (1..columns.min(WIDEST)).for_each(|_| self.flow.transcript.cell());
            }
            Some(Open::Drawing) => {
                self.flow.drawings = self.flow.drawings.saturating_sub(1);
                if self.flow.drawings == 0 && self.flow.boxes.len() == self.flow.boxes_before {
                    self.flow.transcript.left_out.one(Kind::Picture);
                }
            }
            Some(Open::Box) => {
                let text = self.ascend();
                self.flow.boxes.extend(text);
            }
            Some(Open::Note(id)) => {
                let text = self.ascend();
                self.own.extend(text.map(|text| (id, text)));
            }
            _ => {}
        }
    }

    fn text(&mut self, text: &str, _: Span) {
        match self.open.last() {
            Some(Open::Characters) => self.flow.text(text),
            Some(Open::Skipped(Some(kind))) => self.flow.transcript.left_out.text(*kind, text),
            _ => {}
        }
    }
}
