//! Where text of the source goes that the TEI does not have. Takes words and the places between tags; chooses the element whose text they are, the one
//! that the lines of the text say, or a paragraph of their own.

use super::super::anchors::slice;
use super::super::compare::Part;
use super::super::tags::{Slot, TagKind, Tags};
use super::super::tokens::index;
use super::cuts::Order;
use super::gap::Emptied;
use super::rewriter::{Between, Kept, Rewriter};
use crate::diag::{self, Diagnostic};
use crate::text::{Span, cut};
use crate::vocabulary::{self, Property};

impl Rewriter<'_> {
    /// Puts text where characters were that are gone.
    pub(super) fn put_in(&mut self, emptied: &Emptied, text: &str) {
        let first = emptied.first.unwrap_or(emptied.slot.span.start);
        self.alive.push(first);
        self.cuts.push(Span::at(first), Order::Text, text);
    }

    /// Shares words out between slots, in proportion to what stood there; whether white space parts them already.
    pub(super) fn share(&mut self, words: &[String], filled: &[&Emptied], kept: &Kept, is_parted: bool) {
        let lengths: Vec<usize> =
            words.iter().map(|word| word.chars().filter(|c| !c.is_whitespace()).count()).collect();
        let all: usize = lengths.iter().sum();
        let total: usize = filled.iter().map(|own| own.count).sum();
        let (mut at, mut told, mut stood) = (0, 0, 0);
        self.cuts.rather_because("nearest word");
        for (number, emptied) in filled.iter().enumerate() {
            stood += emptied.count;
            let mut own = String::new();
            while let Some((word, length)) = words.get(at).zip(lengths.get(at)) {
                let middle = told * 2 + length;
                if number + 1 < filled.len() && middle * total > stood * all * 2 {
                    break;
                }
                own.push_str(word);
                told += length;
                at += 1;
            }
            let (is_first, is_last) = (number == 0, number + 1 == filled.len());
            let keeps_start = if is_first { !kept.before } else { !is_parted };
            if !own.trim().is_empty() {
                self.put_in(emptied, trimmed(&own, keeps_start, is_last && !kept.behind));
            }
            if !is_last {
                self.findings.push(snapped(emptied.slot.span.end, &self.tags));
            }
        }
    }

    /// Puts text that the TEI does not have where the lines of the text say that it belongs.
    pub(super) fn put_lost(&mut self, between: &Between, slots: &[Slot], kept: &Kept) {
        let (before, behind) = self.lines(&between.text);
        let plain = self.words(&between.text, &[]).concat();
        let allowed: Vec<Slot> =
            slots.iter().copied().filter(|slot| self.tags.takes_text(slot.element, between.zone)).collect();
        let shallow = allowed.iter().min_by_key(|slot| self.tags.depth(slot.element)).copied();
        let is_parts = |slot: &Slot| matches!(self.tags.name(slot.element), "opener" | "closer");
        if before
            && behind
            && !shallow.is_some_and(|slot| is_parts(&slot))
            && let Some(slot) = self.own_block(slots)
        {
            self.cuts.rather_because("text without element");
            self.cuts.push(Span::at(slot.span.start), Order::Text, format!("<p>{}</p>", plain.trim()));
            self.alive.push(slot.span.start);
            let message = format!("no element holds “{}”: it is put in a paragraph", cut(plain.trim(), 80));
            self.findings.push(Diagnostic::new(&diag::TEXT_WITHOUT_ELEMENT, message).at(Span::at(slot.span.start)));
            return;
        }
        // What is part of a word stays with it.
        let is_glued = (!plain.starts_with(char::is_whitespace), !plain.ends_with(char::is_whitespace));
        let (slot, is_at_end) = match ((before, behind), is_glued) {
            ((true, false), _) | ((false, false), (false, true)) => (allowed.last().copied(), true),
            ((false, true), _) | ((false, false), (true, _)) => (allowed.first().copied(), false),
            _ => (shallow, false),
        };
        let Some(slot) = slot.or(shallow) else { return };
        let place = if is_at_end { slot.span.end } else { slot.span.start };
        let text = self.with_elements(&between.text, slot.element);
        // At the border of a block white space is layout.
        let keeps_start = !kept.before && !self.has_border(Span::new(between.span.start, slot.span.start));
        let keeps_end = !kept.behind && !self.has_border(Span::new(slot.span.end, between.span.end));
        let text = trimmed(&text, keeps_start, keeps_end);
        self.alive.push(place);
        self.cuts.push(Span::at(place), Order::Text, text);
    }

    /// Whether a block begins or ends in a part of the file.
    fn has_border(&self, part: Span) -> bool {
        self.tags.inside(part).iter().any(|tag| vocabulary::has(self.tags.name(Some(tag.element)), Property::Block))
    }

    /// Whether a line ends before the words of a part of the text, and whether one ends behind.
    fn lines(&self, part: &Part) -> (bool, bool) {
        let whole = &self.text().text;
        let own = slice(self.text(), part);
        let (start, end) =
            (index(part.start) + own.len() - own.trim_start().len(), index(part.start) + own.trim_end().len());
        let before = whole.get(..start).unwrap_or_default();
        let behind = whole.get(end..).unwrap_or_default();
        let is_line = |space: &str| space.contains('\n');
        let space_before = before.get(before.trim_end().len()..).unwrap_or_default();
        let space_behind = behind.get(..behind.len() - behind.trim_start().len()).unwrap_or_default();
        (
            is_line(space_before) || space_before.len() == before.len(),
            is_line(space_behind) || space_behind.len() == behind.len(),
        )
    }

    /// Where a block of its own can stand, between blocks of a division.
    fn own_block(&self, slots: &[Slot]) -> Option<Slot> {
        let is_division =
            |slot: &&Slot| self.tags.name(slot.element) == "body" || self.tags.name(slot.element).starts_with("div");
        let fits = |slot: &&Slot| {
            let behind = self.tags.inside(Span::new(slot.span.start, self.file.len())).first();
            let before = self.tags.tags.partition_point(|tag| tag.span.start < slot.span.start);
            let before = before.checked_sub(1).and_then(|at| self.tags.tags.get(at));
            let opens =
                behind.filter(|tag| tag.kind == TagKind::Open).map_or("", |tag| self.tags.name(Some(tag.element)));
            let closes =
                before.filter(|tag| tag.kind == TagKind::Close).map_or("", |tag| self.tags.name(Some(tag.element)));
            !matches!(opens, "opener" | "head" | "dateline" | "salute" | "div" | "body" | "text" | "teiHeader")
                && !matches!(closes, "closer" | "postscript" | "trailer" | "div" | "teiHeader" | "")
                && !opens.is_empty()
        };
        slots.iter().filter(is_division).find(fits).copied()
    }
}

/// A text without the white space at its beginning and end, where that is not kept.
pub(super) fn trimmed(text: &str, keeps_start: bool, keeps_end: bool) -> &str {
    let text = if keeps_start { text } else { text.trim_start() };
    if keeps_end { text } else { text.trim_end() }
}

fn snapped(at: usize, tags: &Tags<'_>) -> Diagnostic {
    let tag = tags.inside(Span::new(at, at + 1)).first().copied();
    let name = tag.and_then(|tag| tags.elements.get(tag.element)).map_or("", |element| element.name.as_str());
    let border = match tag.map(|tag| tag.kind) {
        Some(TagKind::Open) => "begins",
        Some(TagKind::Close) => "ends",
        _ => "stands",
    };
    let message = format!("`{name}` {border} at the nearest word: the text is another one here");
    let finding = Diagnostic::new(&diag::BORDER_MOVED, message).at(tag.map_or(Span::at(at), |tag| tag.span));
    finding.help("see whether it is the right word")
}
