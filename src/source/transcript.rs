//! Plain text in the making. Takes what a reader finds, in the order of the file: words, paragraphs, lines, pages, tables, items, notes;
//! gives the text that says the same in the [`Notation`] of a house.
//!
//! Paragraphs are set apart by a blank line, rows of a table are lines with tabs, a page begins with a form feed, notes have a mark and stand
//! at the end. Promises that every character it is given but white space stands in the text, and that none is put inside a word.

use std::collections::BTreeSet;
use std::mem;

use super::left_out::{Kind, LeftOut};
use super::notation::Notation;
use crate::model::{Facsimile, Role, Styled, Surface};
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
    open: Vec<Kind>,
    notes: Vec<String>,
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
    /// The images of its pages.
    pub(super) facsimile: Facsimile,
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
            notes: Vec::new(),
            tables: Vec::new(),
            is_after_item: false,
            role: None,
            styled: Vec::new(),
            is_in_styled: false,
            left_out: LeftOut::default(),
            facsimile: Facsimile::default(),
        }
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
        for look in self.wanted.get(self.open.len()..).unwrap_or_default().to_owned() {
            match self.notation.signs(look) {
                Some((open, _)) => self.text.push_str(open),
                None => self.left_out.one(look),
            }
            self.open.push(look);
        }
    }

    /// How many looks stay as they are.
    fn same_looks(&self) -> usize {
        self.wanted.iter().zip(&self.open).take_while(|(wanted, open)| wanted == open).count()
    }

    /// Closes looks up to those that stay: before white space at the end of the words.
    fn close_looks(&mut self, stays: usize) {
        if self.open.len() <= stays {
            return;
        }
        let end = self.text.trim_end().len();
        let signs: String =
            self.open.drain(stays..).rev().filter_map(|look| Some(self.notation.signs(look)?.1)).collect();
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
            self.facsimile.surfaces.push(Surface { at, image: image.to_owned(), size });
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
        self.wanted = self.open.iter().copied().filter(|look| looks.contains(look)).collect();
        self.wanted.extend(looks.iter().filter(|look| !self.open.contains(look)));
    }

    /// A note is cited here; gives its place among the notes, for a text that comes later.
    pub(super) fn mark(&mut self) -> usize {
        self.close_looks(self.same_looks());
        self.fill_gap();
        self.notes.push(String::new());
        let mark = self.notation.mark(self.notes.len());
        self.text.push_str(&mark);
        self.notes.len() - 1
    }

    /// A note that nothing cites has a place at the end too.
    pub(super) fn uncited(&mut self) -> usize {
        self.notes.push(String::new());
        self.notes.len() - 1
    }

    /// The text of a note: one paragraph.
    pub(super) fn note(&mut self, place: usize, note: Self) {
        let (text, _, left_out) = note.finish();
        self.left_out.add(&left_out);
        if let Some(slot) = self.notes.get_mut(place) {
            *slot = text.split('\n').filter(|line| !line.is_empty()).collect::<Vec<_>>().join("\n");
        }
    }

    /// Puts a text that was made apart behind the paragraph.
    pub(super) fn append(&mut self, other: Self) {
        let (text, _, left_out) = other.finish();
        self.left_out.add(&left_out);
        if !text.is_empty() {
            self.paragraph();
            self.close_looks(0);
            self.fill_gap();
            self.text.push_str(text.trim_end());
            self.paragraph();
        }
    }

    /// The whole text, the notes at its end, and what was left out.
    pub(super) fn finish(mut self) -> (String, Vec<Styled>, LeftOut) {
        self.close_looks(0);
        self.end_styled();
        self.text.truncate(self.text.trim_end_matches([' ', '\n']).len());
        for (at, note) in self.notes.iter().enumerate() {
            if note.is_empty() {
                self.left_out.one(Kind::NoteWithoutText);
            }
            self.text.push_str(if at == 0 { "\n\n" } else { "\n" });
            self.text.push_str(&self.notation.label(at + 1));
            self.text.push_str(note);
        }
        if !self.text.is_empty() {
            self.text.push('\n');
        }
        (self.text, self.styled, self.left_out)
    }
}
