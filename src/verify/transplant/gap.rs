//! What stands between two anchors. Takes a part of both; puts what the text has there in the place of what the TEI has, and leaves white space that is
//! layout.

use super::super::anchors::slice;
use super::super::characters::Kind;
use super::super::stream::{BORDER, PointKind};
use super::super::tags::Slot;
use super::super::tokens::index;
use super::cuts::Order;
use super::placement::trimmed;
use super::rewriter::{Between, Kept, Rewriter};
use crate::text::Span;

impl Rewriter<'_> {
    /// Puts what the text has between two anchors in the place of what the TEI has there.
    pub(super) fn replace(&mut self, between: &Between) {
        let words = self.words(&between.text, &[]);
        let has_words = words.iter().any(|word| !word.trim().is_empty());
        let gone = self.characters(between);
        let has_gone = gone.iter().any(|(c, _)| !c.is_whitespace());
        self.cuts.because(self.rule(between, &gone), self.source(&between.text));
        if !has_words && !has_gone {
            return self.white_space(between, &words.concat(), &gone);
        }
        let slots = self.tags.slots(between.span);
        let emptied = self.emptied(&slots, &gone);
        let kept = self.kept(between, &words);
        self.remove(between, &gone, &kept, &emptied);
        if !has_words {
            if !kept.before && !kept.behind {
                self.blank(between, &words.concat(), &slots);
            }
            return;
        }
        let filled: Vec<&Emptied> = emptied.iter().filter(|slot| slot.count > 0).collect();
        match filled.as_slice() {
            [] => self.put_lost(between, &slots, &kept),
            [one] => {
                let words = self.with_elements(&between.text, one.slot.element);
                self.put_in(one, trimmed(&words, !kept.before, !kept.behind));
            }
            several => {
                let is_parted =
                    kept.inside || gone.iter().any(|(c, span)| c.is_whitespace() && is_alone(&emptied, *span));
                self.share(&words, several, &kept, is_parted);
            }
        }
    }

    /// The slots with what goes of each.
    fn emptied(&self, slots: &[Slot], gone: &[(char, Span)]) -> Vec<Emptied> {
        let mut emptied: Vec<Emptied> =
            slots.iter().map(|slot| Emptied { slot: *slot, count: 0, first: None }).collect();
        for (c, span) in gone.iter().filter(|(c, _)| !c.is_whitespace()) {
            let own = place(&emptied, *span).and_then(|at| emptied.get_mut(at));
            own.into_iter().for_each(|own| {
                own.count += usize::from(self.is_replaced(*c, *span));
                own.first.get_or_insert(span.start);
            });
        }
        emptied
    }

    /// Why it is replaced: the kind of the characters of which others stand there.
    fn rule(&self, between: &Between, gone: &[(char, Span)]) -> &'static str {
        let mut lost = self.plain(&between.text).into_iter().flat_map(|part| slice(self.text(), &part).chars());
        let others = lost.by_ref().chain(gone.iter().map(|(c, _)| *c)).filter(|c| !c.is_whitespace());
        let others: Vec<char> = others.collect();
        match others.as_slice() {
            [] => "white space",
            _ if !gone.iter().any(|(c, span)| self.is_replaced(*c, *span)) && others.len() == visible(gone) => {
                "passage moved or doubled"
            }
            others => Kind::of_all(others.iter().copied()).name(),
        }
    }

    /// Which white space of the TEI stays: at a border of blocks it is layout, else where the text has some too.
    fn kept(&self, between: &Between, words: &[String]) -> Kept {
        let all = slice(self.read(), &between.tei);
        let is_space = |text: &str| !text.is_empty();
        let before = all.get(..all.len() - all.trim_start().len()).unwrap_or_default();
        let behind = all.get(all.trim_end().len()..).unwrap_or_default();
        let begins = words.first().is_some_and(|word| word.starts_with(char::is_whitespace));
        let ends = words.last().is_some_and(|word| word.ends_with(char::is_whitespace));
        let text = words.concat();
        let has_gone = !all.trim().is_empty();
        // Where nothing stands between, white space on one side is enough; a part of a word stays with it.
        let (is_before, is_behind) = match (has_gone, text.trim().is_empty()) {
            (true, true) => (begins, ends && !begins),
            (true, false) => (begins, ends),
            (false, _) => (begins && !ends, ends && !begins),
        };
        let has_border = |space: &str| has_gone && space.contains(BORDER);
        Kept {
            before: has_border(before) || is_before && is_space(before),
            behind: has_border(behind) || is_behind && is_space(behind),
            inside: all.contains(BORDER),
        }
    }

    /// Takes characters away.
    fn remove(&mut self, between: &Between, gone: &[(char, Span)], kept: &Kept, emptied: &[Emptied]) {
        let layout = layout(slice(self.read(), &between.tei));
        let first = gone.iter().position(|(c, _)| !c.is_whitespace()).unwrap_or(gone.len());
        let last = gone.iter().rposition(|(c, _)| !c.is_whitespace()).unwrap_or(0);
        let several = emptied.iter().filter(|slot| slot.count > 0).count() > 1;
        for (at, ((c, span), is_layout)) in gone.iter().zip(layout).enumerate() {
            let stays = match at {
                _ if first == gone.len() => kept.before || kept.behind || kept.inside,
                at if at < first => kept.before,
                at if at > last => kept.behind,
                _ => is_layout || several && is_alone(emptied, *span),
            };
            if !c.is_whitespace() || !stays {
                self.cuts.push(*span, Order::Removal, "");
            }
        }
    }

    /// Whether a character that goes makes room for another: it was not moved or doubled.
    fn is_replaced(&self, c: char, span: Span) -> bool {
        let at = self.runs.partition_point(|run| run.end <= span.start);
        !c.is_whitespace() && self.runs.get(at).is_none_or(|run| run.start > span.start)
    }

    /// White space alone: as the text has it, where no border stands in it.
    fn white_space(&mut self, between: &Between, words: &str, gone: &[(char, Span)]) {
        let part = slice(self.read(), &between.tei);
        let has_border =
            part.contains(BORDER) || between.tei.start == 0 || index(between.tei.end) >= self.read().text.len();
        let points = &self.read().points;
        let from = points.partition_point(|point| point.start < index(between.tei.start));
        let mut here =
            points.get(from..).unwrap_or_default().iter().take_while(|point| point.start <= index(between.tei.end));
        let is_break = here.any(|point| !matches!(point.kind, PointKind::Mark(_)));
        if has_border || is_break || self.read().zones.binary_search(&index(between.tei.start)).is_ok() {
            return;
        }
        let special = |text: &str| text.chars().find(|c| !matches!(c, ' ' | '\t' | '\n' | '\r'));
        let is_same = words.is_empty() == part.is_empty() && special(words) == special(part);
        if is_same {
            return;
        }
        for (_, span) in gone {
            self.cuts.push(*span, Order::Removal, "");
        }
        let slots = self.tags.slots(between.span);
        self.blank(between, words, &slots);
    }

    /// Puts white space where nothing else is left.
    fn blank(&mut self, between: &Between, space: &str, slots: &[Slot]) {
        let has_border = slice(self.read(), &between.tei).contains(BORDER);
        let allowed = slots.iter().filter(|slot| self.tags.takes_text(slot.element, between.zone));
        let shallow = allowed.min_by_key(|slot| self.tags.depth(slot.element)).copied();
        if let (Some(slot), false, false) = (shallow, space.is_empty(), has_border) {
            self.cuts.push(Span::at(slot.span.start), Order::Text, space);
        }
    }

    /// The characters of the TEI between two anchors, with their places in the file.
    fn characters(&self, between: &Between) -> Vec<(char, Span)> {
        let text = slice(self.read(), &between.tei);
        let place = |(offset, c): (usize, char)| {
            let start = index(between.tei.start) + offset;
            (c, self.read().span(start, start + c.len_utf8()))
        };
        text.char_indices().filter(|(_, c)| *c != BORDER).map(place).collect()
    }
}

/// A slot, and what goes of it.
pub(super) struct Emptied {
    pub(super) slot: Slot,
    /// Characters that make room for others.
    pub(super) count: usize,
    /// Where the first character stands that goes and is not white space.
    pub(super) first: Option<usize>,
}

/// The place among slots, which are in their order, of the one that holds a part of the file.
fn place(slots: &[Emptied], part: Span) -> Option<usize> {
    let at = slots.partition_point(|own| own.slot.span.end < part.end);
    slots.get(at).is_some_and(|own| own.slot.span.contains(part)).then_some(at)
}

/// Whether a part of the file is in a slot in which nothing makes room.
fn is_alone(slots: &[Emptied], part: Span) -> bool {
    place(slots, part).and_then(|at| slots.get(at)).is_some_and(|own| own.count == 0)
}

/// How many characters are not white space.
fn visible(characters: &[(char, Span)]) -> usize {
    characters.iter().filter(|(c, _)| !c.is_whitespace()).count()
}

/// For each character that is no border whether it belongs to white space at one, which is layout.
fn layout(text: &str) -> Vec<bool> {
    let all: Vec<char> = text.chars().collect();
    let runs = all.chunk_by(|a, b| a.is_whitespace() == b.is_whitespace());
    let of_run = |run: &[char]| {
        let is_layout = run.contains(&BORDER);
        std::iter::repeat_n(is_layout, run.iter().filter(|c| **c != BORDER).count())
    };
    runs.flat_map(of_run).collect()
}
