//! Plain text in the making. Takes what a reader finds, in the order of the file: words, paragraphs, lines, pages, tables, items, notes;
//! gives the text that says the same in the [`Notation`] of a house.
//!
//! Paragraphs are set apart by a blank line, rows of a table are lines with tabs, a page begins with a form feed, notes have a mark and stand
//! at the end. Promises that every character it is given but white space stands in the text, and that none is put inside a word.

use std::collections::{BTreeMap, BTreeSet};
use std::mem;
use std::sync::Arc;

use super::extent::{Extent, Extents};
use super::images::{Images, Part};
use super::left_out::{Kind, LeftOut};
use super::notation::Notation;
use crate::model::{Marked, Original, Outline, Role, Styled, Surface, Tag};
use crate::profile::{TagStyle, TrackedChanges};
use crate::text::Span;

/// The sign that begins a page.
const FORM_FEED: char = '\u{c}';

/// What stands between the text so far and what comes next; of two the later one in this list counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Gap {
    Nothing,
    Blank,
    Line,
    Paragraph,
}

/// A text in the making.
#[derive(Clone, Debug)]
pub(super) struct Transcript<'n> {
    notation: &'n Notation,
    text: String,
    gap: Gap,
    /// Looks of what comes next, and those whose sign stands open, in order.
    wanted: Vec<Kind>,
    open: Vec<(Kind, Option<Extent>)>,
    /// The last words of each look that were marked.
    last: BTreeMap<Kind, Extent>,
    notes: Vec<Note>,
    /// Tables that are open, the inner ones last: whether a cell of the row stands already.
    tables: Vec<bool>,
    /// Whether the paragraph before is an item.
    is_after_item: bool,
    /// What the paragraph that comes next is, where its style says it, and all that were so.
    role: Option<Role>,
    pub(super) styled: Vec<Styled>,
    /// Whether the last of them goes on.
    is_in_styled: bool,
    /// What is left out.
    pub(super) left_out: LeftOut,
    /// Where what is marked stands, and as what.
    extents: Extents,
    marked: Vec<(Extent, Arc<Tag>)>,
    /// The images of its pages.
    images: Images,
}

/// A note: its text, and what is marked in it.
#[derive(Clone, Debug, Default)]
struct Note {
    text: String,
    marked: Vec<Marked>,
}

/// A text that is finished.
#[derive(Debug)]
pub(super) struct Finished {
    pub(super) text: String,
    pub(super) original: Original,
    pub(super) left_out: LeftOut,
}

impl<'n> Transcript<'n> {
    /// An empty text.
    pub(super) fn new(notation: &'n Notation) -> Self {
        Self {
            notation,
            text: String::new(),
            gap: Gap::Line,
            wanted: Vec::new(),
            open: Vec::new(),
            last: BTreeMap::new(),
            notes: Vec::new(),
            tables: Vec::new(),
            is_after_item: false,
            role: None,
            styled: Vec::new(),
            is_in_styled: false,
            left_out: LeftOut::default(),
            extents: Extents::default(),
            marked: Vec::new(),
            images: Images::default(),
        }
    }

    /// Whether something is made of words that the original marks so.
    pub(super) fn is_written(&self, tag: &str) -> bool {
        self.notation.is_written(tag)
    }

    /// What becomes of words that the original marks so.
    pub(super) fn tag(&self, name: &str) -> Option<&'n TagStyle> {
        self.notation.tag(name)
    }

    /// What becomes of tracked changes.
    pub(super) fn changes(&self) -> TrackedChanges {
        self.notation.changes()
    }

    /// What a paragraph of a style is.
    pub(super) fn role(&self, style: &str) -> Option<Role> {
        self.notation.role(style)
    }

    /// An empty text of the same house: a note or a text box.
    pub(super) fn apart(&self) -> Self {
        Self::new(self.notation)
    }

    /// Characters as they are; line ends are white space.
    pub(super) fn text(&mut self, text: &str) {
        for c in text.chars() {
            match c {
                '\n' | '\r' | FORM_FEED => self.push(' '),
                '\t' if !self.tables.is_empty() => self.push(' '),
                _ => self.push(c),
            }
        }
    }

    /// Characters of a format in which white space of any length is one blank.
    pub(super) fn words(&mut self, text: &str) {
        for c in text.chars() {
            match c {
                ' ' | '\t' | '\n' | '\r' | FORM_FEED => self.widen(Gap::Blank),
                _ => self.push(c),
            }
        }
    }

    fn push(&mut self, c: char) {
        let is_blank = c == ' ' && self.gap >= Gap::Line;
        if !is_blank {
            self.set_looks(c.is_whitespace());
            self.text.push(c);
        }
    }

    /// Writes what stands before the next character, with the signs of looks that end or begin there.
    fn set_looks(&mut self, is_blank: bool) {
        let stays = if self.gap >= Gap::Line { 0 } else { self.same_looks() };
        self.close_looks(stays);
        self.fill_gap();
        if is_blank {
            return;
        }
        self.extents.start(self.text.len());
        for look in self.wanted.get(self.open.len()..).unwrap_or_default().to_owned() {
            let extent = match (self.notation.signs(look), look.tag()) {
                (Some((open, _)), _) => {
                    self.text.push_str(open);
                    None
                }
                (None, Some(tag)) if self.notation.is_written(tag) => Some(self.begin_look(look, tag)),
                _ => {
                    self.left_out.one(look);
                    None
                }
            };
            self.open.push((look, extent));
        }
        self.extents.start(self.text.len());
    }

    /// Words of a look begin. Where nothing but white space of the paragraph stands behind the last ones that look so, they go on.
    fn begin_look(&mut self, look: Kind, tag: &str) -> Extent {
        let goes_on = self.last.get(&look).copied().filter(|extent| {
            let behind = self.extents.span(*extent).and_then(|span| self.text.get(span.end..));
            let is_same =
                |gap: &str| gap.trim().is_empty() && !gap.contains([FORM_FEED, '\t']) && !gap.contains("\n\n");
            behind.is_some_and(is_same)
        });
        if let Some(extent) = goes_on {
            return extent;
        }
        self.begin(Arc::new(Tag { name: tag.to_owned(), ..Tag::default() }))
    }

    /// Words that the original marks begin with the next character.
    pub(super) fn begin(&mut self, tag: Arc<Tag>) -> Extent {
        let extent = self.extents.begin();
        self.marked.push((extent, tag));
        extent
    }

    /// What began so ends with the last character.
    pub(super) fn end(&mut self, extent: Extent) {
        self.extents.end(extent, self.text.trim_end().len());
    }

    /// Something that is not there is marked behind the last character.
    pub(super) fn mark_place(&mut self, tag: Arc<Tag>) {
        let extent = self.begin(tag);
        self.close_looks(0);
        self.fill_gap();
        self.extents.start(self.text.len());
        self.extents.end(extent, self.text.len());
    }

    /// A region of the page, or a line that is in none, begins with the next character.
    pub(super) fn region(&mut self, kind: Option<&str>, outline: Outline) -> Extent {
        let extent = self.extents.begin();
        self.images.region(kind, Part { outline, extent });
        extent
    }

    /// A line of the region begins likewise.
    pub(super) fn begin_line(&mut self, outline: Outline) -> Extent {
        let extent = self.extents.begin();
        self.images.line(Part { outline, extent });
        extent
    }

    /// How many looks stay as they are.
    fn same_looks(&self) -> usize {
        self.wanted.iter().zip(&self.open).take_while(|(wanted, (open, _))| *wanted == open).count()
    }

    /// Closes looks up to those that stay: before white space at the end of the words.
    fn close_looks(&mut self, stays: usize) {
        if self.open.len() <= stays {
            return;
        }
        let end = self.text.trim_end().len();
        let mut signs = String::new();
        for (look, extent) in self.open.drain(stays..).rev() {
            signs.extend(self.notation.signs(look).map(|(_, close)| close));
            if let Some(extent) = extent {
                self.extents.end(extent, end);
                self.last.insert(look, extent);
            }
        }
        self.text.insert_str(end, &signs);
    }

    fn fill_gap(&mut self) {
        let gap = mem::replace(&mut self.gap, Gap::Nothing);
        self.is_after_item &= gap < Gap::Line;
        if gap == Gap::Paragraph {
            self.end_styled();
        }
        let is_at_start = self.text.is_empty() || self.text.ends_with(FORM_FEED);
        match gap {
            _ if is_at_start => {}
            Gap::Nothing => {}
            Gap::Blank => {
                if !self.text.ends_with([' ', '\n', '\t']) {
                    self.text.push(' ');
                }
            }
            Gap::Line => self.end_line("\n"),
            Gap::Paragraph => self.end_line("\n\n"),
        }
        if let Some(role) = self.role.take().filter(|_| self.tables.is_empty()) {
            self.styled.push(Styled { span: Span::at(self.text.len()), role });
            self.is_in_styled = true;
        }
    }

    fn end_styled(&mut self) {
        if mem::take(&mut self.is_in_styled)
            && let Some(last) = self.styled.last_mut()
        {
            last.span.end = self.text.len();
        }
    }

    fn end_line(&mut self, end: &str) {
        let length = self.text.trim_end_matches(' ').len();
        self.text.truncate(length);
        self.text.push_str(end);
    }

    /// In a cell everything is one line.
    fn widen(&mut self, gap: Gap) {
        let gap = if self.tables.is_empty() { gap } else { gap.min(Gap::Blank) };
        self.gap = self.gap.max(gap);
    }

    /// A paragraph begins or ends.
    pub(super) fn paragraph(&mut self) {
        self.widen(Gap::Paragraph);
        self.role = None;
    }

    /// The style of the paragraph that just began says what it is.
    pub(super) fn style(&mut self, role: Option<Role>) {
        self.role = role;
    }

    /// A line ends.
    pub(super) fn line(&mut self) {
        // A second line end in a row is a blank line.
        let gap = if self.gap == Gap::Line { Gap::Paragraph } else { Gap::Line };
        self.widen(gap);
    }

    /// A page begins. A word that goes on there goes on in the paragraph.
    pub(super) fn page(&mut self) {
        self.images.page();
        self.close_looks(0);
        self.widen(Gap::Line);
        if self.notation.is_hyphenated(&self.text) {
            self.gap = self.gap.min(Gap::Line);
        }
        self.fill_gap();
        if self.tables.is_empty() && !self.text.is_empty() {
            self.text.push(FORM_FEED);
        }
    }

    /// The image of the page that just began.
    pub(super) fn image(&mut self, image: &str, size: Option<(u32, u32)>) {
        let image = image.trim();
        if !image.is_empty() {
            let at = if self.text.ends_with(FORM_FEED) { self.text.len() - FORM_FEED.len_utf8() } else { 0 };
            self.images.image(Surface { at, image: image.to_owned(), size, zones: Vec::new() });
        }
    }

    /// An item begins, so many lists deep from 0, with its label or the sign of the house. Items with signs stand line by line.
    pub(super) fn item(&mut self, depth: usize, label: Option<&str>) {
        const DEEPEST: usize = 16;
        let is_beside = label.is_none() && self.is_after_item && self.tables.is_empty();
        self.gap = if is_beside { Gap::Line } else { self.gap };
        let label = label.unwrap_or(self.notation.bullet());
        let begin = format!("{}{label} ", "  ".repeat(depth.min(DEEPEST)));
        self.close_looks(0);
        self.fill_gap();
        self.text.push_str(&begin);
    }

    /// The item ends.
    pub(super) fn end_item(&mut self) {
        self.widen(Gap::Paragraph);
        self.is_after_item = true;
    }

    /// A table begins.
    pub(super) fn table(&mut self) {
        self.paragraph();
        self.tables.push(false);
    }

    /// The table ends.
    pub(super) fn end_table(&mut self) {
        self.tables.pop();
        self.paragraph();
    }

    /// A row begins. In a table inside of a cell it is no line.
    pub(super) fn row(&mut self) {
        self.close_looks(0);
        if self.tables.len() == 1 {
            self.gap = self.gap.max(Gap::Line);
            self.fill_gap();
        }
        if let Some(has_cell) = self.tables.last_mut() {
            *has_cell = false;
        }
    }

    /// A cell begins.
    pub(super) fn cell(&mut self) {
        self.close_looks(0);
        let is_inner = self.tables.len() > 1;
        let Some(has_cell) = self.tables.last_mut() else { return };
        if mem::replace(has_cell, true) {
            self.gap = Gap::Nothing;
            self.text.push(if is_inner { ' ' } else { '\t' });
        }
    }

    /// How the words from here on look. What looks so already goes on, the rest begins inside of it.
    pub(super) fn looks(&mut self, looks: impl Iterator<Item = Kind>) {
        let looks: BTreeSet<Kind> = looks.collect();
        let open: Vec<Kind> = self.open.iter().map(|(look, _)| *look).collect();
        self.wanted = open.iter().copied().filter(|look| looks.contains(look)).collect();
        self.wanted.extend(looks.iter().filter(|look| !open.contains(look)));
    }

    /// A note is cited here; gives its place among the notes, for a text that comes later.
    pub(super) fn mark(&mut self) -> usize {
        self.close_looks(self.same_looks());
        self.fill_gap();
        self.notes.push(Note::default());
        let mark = self.notation.mark(self.notes.len());
        self.text.push_str(&mark);
        self.notes.len() - 1
    }

    /// A note that nothing cites has a place at the end too.
    pub(super) fn uncited(&mut self) -> usize {
        self.notes.push(Note::default());
        self.notes.len() - 1
    }

    /// The text of a note: one paragraph.
    pub(super) fn note(&mut self, place: usize, note: Self) {
        let Finished { text, original, left_out } = note.finish();
        self.left_out.add(&left_out);
        if let Some(slot) = self.notes.get_mut(place) {
            let lines = lines(&text);
            let marked = original.part(&lines).marked;
            let text: String = lines.iter().map(|line| line.of(&text)).collect();
            *slot = Note { text: text.trim_end_matches('\n').to_owned(), marked };
        }
    }

    /// Puts a text that was made apart behind the paragraph.
    pub(super) fn append(&mut self, other: Self) {
        let Finished { text, original, left_out } = other.finish();
        self.left_out.add(&left_out);
        if !text.is_empty() {
            self.paragraph();
            self.close_looks(0);
            self.fill_gap();
            self.put_marked(original.marked);
            self.text.push_str(text.trim_end());
            self.paragraph();
        }
    }

    /// What is marked in a text that comes next.
    fn put_marked(&mut self, marked: Vec<Marked>) {
        for Marked { span, tag } in marked {
            let extent = self.begin(tag);
            self.extents.start(self.text.len() + span.start);
            self.extents.end(extent, self.text.len() + span.end);
        }
    }

    /// The whole text, the notes at its end, and what was left out.
    pub(super) fn finish(mut self) -> Finished {
        self.close_looks(0);
        self.end_styled();
        self.text.truncate(self.text.trim_end_matches([' ', '\n']).len());
        for (at, Note { text, marked }) in mem::take(&mut self.notes).into_iter().enumerate() {
            if text.is_empty() {
                self.left_out.one(Kind::NoteWithoutText);
            }
            self.text.push_str(if at == 0 { "\n\n" } else { "\n" });
            self.text.push_str(&self.notation.label(at + 1));
            self.put_marked(marked);
            self.text.push_str(&text);
        }
        if !self.text.is_empty() {
            self.text.push('\n');
        }
        let mut marked: Vec<Marked> = Vec::new();
        for (extent, tag) in self.marked {
            marked.extend(self.extents.span(extent).map(|span| Marked { span, tag }));
        }
        let facsimile = self.images.finish(&self.extents);
        Finished {
            text: self.text,
            original: Original { styled: self.styled, marked, facsimile },
            left_out: self.left_out,
        }
    }
}

/// The lines of a text that are not empty, with their ends.
fn lines(text: &str) -> Vec<Span> {
    let mut at = 0;
    let all = text.split_inclusive('\n').map(|line| {
        at += line.len();
        Span::new(at - line.len(), at)
    });
    all.filter(|line| line.of(text) != "\n").collect()
}
