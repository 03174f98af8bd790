//! The elements of TEI set onto a text. Takes a text, TEI and a profile; gives TEI with the characters of the text and the elements of the TEI at the
//! corresponding places, and findings.
//!
//! Characters that both have stay where they are, with all markup around them; what stands between two of them is replaced by what the text has
//! there. Where a border of an element falls into it, it goes to the nearest border of words. An element whose text is not there is left
//! out; one whose text was moved or doubled goes to where the text has it, unless it would cross others there. Attributes, comments and the
//! header stay. What was made is compared with the text again: a result that does not hold it is none.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::anchors::{Anchor, Gap, anchors, gaps, markup, runs, slice};
use super::carried::{self, Carried, Lifted};
use super::compare::Part;
use super::comparison::Comparison;
use super::stream::{BORDER, Stream};
use super::tags::{Slot, TagKind, Tags};
use super::tokens::index;
use crate::budget::{Exceeded, Meter};
use crate::diag::{self, Diagnostic, Severity};
use crate::profile::{Profile, UnicodeForm, VerifyStyle, WhiteSpaceCompared};
use crate::text::escape::escape;
use crate::text::{Source, Span, cut};
use crate::vocabulary::{self, Property};
use crate::xml::{Entity, External};

/// What setting elements onto a text gives.
#[derive(Clone, Debug)]
pub struct Transplanted {
    /// The TEI; `None` where there is none.
    pub tei: Option<String>,
    /// Findings, about the TEI that was read.
    pub diagnostics: Vec<Diagnostic>,
}

/// Sets the elements of well-formed TEI onto a text.
///
/// # Errors
/// The text takes more than the meter allows.
pub fn transplant(text: &Arc<Source>, tei: &str, profile: &Profile, meter: &Meter) -> Result<Transplanted, Exceeded> {
    let entity = Entity { text: tei, external: External::Refused };
    let (comparison, mut diagnostics) = super::best(text, &entity, profile, meter)?;
    diagnostics.extend(super::findings::other_text(&comparison, text, tei, profile));
    if !diagnostics.is_empty() {
        return Ok(Transplanted { tei: None, diagnostics });
    }
    let made = Rewriter::of(&comparison, tei).rewrite();
    let mut diagnostics = made.findings;
    diagnostics.sort_by_key(|finding| finding.span.map_or(0, |span| span.start));
    let is_proved = proof(text, &made.tei, profile, meter)?;
    diagnostics.extend(is_proved.as_ref().err().cloned());
    Ok(Transplanted { tei: is_proved.is_ok().then_some(made.tei), diagnostics })
}

/// Whether TEI holds exactly the text.
fn proof(text: &Arc<Source>, tei: &str, profile: &Profile, meter: &Meter) -> Result<Result<(), Diagnostic>, Exceeded> {
    let verify = VerifyStyle {
        equal: Vec::new(),
        white_space: WhiteSpaceCompared::Between,
        unicode_form: UnicodeForm::Told,
        not_text: profile.verify.not_text.clone(),
    };
    let mut strict = profile.clone();
    strict.verify = verify;
    let found = super::verify(text, &Entity { text: tei, external: External::Refused }, &strict, meter)?;
    // That the TEI has more page breaks than the text has marks is no loss, and nobody asked to take them out.
    let bad = found
        .iter()
        .find(|finding| finding.severity() >= Severity::Warning && finding.code.id != diag::MARK_DIFFERS.id);
    Ok(match bad {
        None => Ok(()),
        Some(bad) => {
            let message = format!("the elements cannot be set onto the text: {}", bad.message);
            let finding = Diagnostic::new(&diag::NOT_TRANSPLANTED, message);
            Err(finding.help("nothing was written; `recto verify` shows where text and TEI differ"))
        }
    })
}

/// One change of the file.
#[derive(Clone, Debug)]
struct Cut {
    span: Span,
    order: Order,
    put: String,
}

/// What comes first of what is put in one place.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Order {
    Close,
    Text,
    Open,
    Removal,
}

/// Which white space of the TEI stays.
struct Kept {
    before: bool,
    behind: bool,
    inside: bool,
}

struct Made {
    tei: String,
    findings: Vec<Diagnostic>,
}

/// The file that is being rewritten.
struct Rewriter<'c> {
    comparison: &'c Comparison,
    file: &'c str,
    tags: Tags<'c>,
    anchors: Vec<Anchor>,
    /// Parts of the text that are markup, sorted.
    markup: Vec<Part>,
    carried: Vec<Carried>,
    /// Elements whose text is put in anew.
    lifted: Vec<Lifted>,
    /// The start tags of those that were put in.
    used: BTreeSet<Span>,
    /// Parts of the file that were moved or doubled, sorted.
    runs: Vec<Span>,
    /// For each zone of a note the note.
    notes: BTreeMap<usize, usize>,
    cuts: Vec<Cut>,
    /// Where in the file there is text, sorted later.
    alive: Vec<usize>,
    findings: Vec<Diagnostic>,
}

/// A part of both between two anchors.
struct Between {
    text: Part,
    tei: Part,
    zone: usize,
    /// Where it stands in the file.
    span: Span,
}

impl<'c> Rewriter<'c> {
    fn of(comparison: &'c Comparison, file: &'c str) -> Self {
        let tags = Tags::of(&comparison.tei);
        let anchors = anchors(comparison);
        let (carried, lifted) = carried::find(comparison, &tags, &anchors);
        let markup = markup(comparison);
        let mut notes = BTreeMap::new();
        for (at, element) in tags.elements.iter().enumerate().filter(|(_, element)| !element.is_hidden) {
            notes.entry(element.zone).or_insert(at);
        }
        let (cuts, alive, findings) = (Vec::new(), Vec::new(), Vec::new());
        let runs = runs(comparison);
        let used = BTreeSet::new();
        Self { used, runs, comparison, file, tags, anchors, markup, carried, lifted, notes, cuts, alive, findings }
    }

    fn text(&self) -> &'c Stream {
        &self.comparison.text
    }

    fn read(&self) -> &'c Stream {
        &self.comparison.tei.stream
    }

    fn rewrite(mut self) -> Made {
        self.same();
        for Gap { text, tei, zone } in gaps(self.comparison, &self.anchors) {
            let span = Span::new(self.begin(tei.start, zone), self.finish(tei.end, zone));
            self.replace(&Between { text, tei, zone, span });
        }
        self.wrap();
        self.leave_out();
        let mut cuts = self.cuts;
        cuts.sort_by_key(|cut| (cut.span.start, cut.order));
        let mut tei = String::with_capacity(self.file.len());
        let mut at = 0;
        for cut in cuts {
            tei.push_str(self.file.get(at..cut.span.start).unwrap_or_default());
            tei.push_str(&cut.put);
            at = at.max(cut.span.end);
        }
        tei.push_str(self.file.get(at..).unwrap_or_default());
        Made { tei, findings: self.findings }
    }

    fn cut(&mut self, span: Span, order: Order, put: impl Into<String>) {
        self.cuts.push(Cut { span, order, put: put.into() });
    }

    /// Characters that count as the same are written as the text does.
    fn same(&mut self) {
        for anchor in self.anchors.clone() {
            let (mine, theirs) = (slice(self.text(), &anchor.text), slice(self.read(), &anchor.tei));
            if anchor.tei.is_empty() {
                continue;
            }
            let span = self.read().span(index(anchor.tei.start), index(anchor.tei.end));
            self.alive.push(span.start);
            if mine != theirs {
                self.cut(span, Order::Removal, escaped(mine).into_owned());
            }
        }
    }

    /// The place in the file behind the character before a place of the stream.
    fn begin(&self, at: u32, zone: usize) -> usize {
        let is_first = self.read().zones.get(zone) == Some(&index(at));
        if is_first { self.zone_span(zone).start } else { self.read().span(index(at), index(at)).start }
    }

    /// The place in the file of the character behind a place of the stream.
    fn finish(&self, at: u32, zone: usize) -> usize {
        let end = self.read().zones.get(zone + 1).copied().unwrap_or(self.read().text.len());
        if index(at) >= end { self.zone_span(zone).end } else { self.read().span(index(at), index(at) + 1).start }
    }

    /// The part of the file that holds a zone.
    fn zone_span(&self, zone: usize) -> Span {
        let note = self.notes.get(&zone).and_then(|note| self.tags.elements.get(*note));
        match note.filter(|_| zone > 0) {
            Some(note) => Span::new(note.open.end, note.close.start),
            None => Span::new(0, self.file.len()),
        }
    }

    /// Puts what the text has between two anchors in the place of what the TEI has there.
    fn replace(&mut self, between: &Between) {
        let words = self.words(&between.text, &[]);
        let has_words = words.iter().any(|word| !word.trim().is_empty());
        let gone = self.characters(between);
        let has_gone = gone.iter().any(|(c, _)| !c.is_whitespace());
        if !has_words && !has_gone {
            return self.white_space(between, &words.concat(), &gone);
        }
        let slots = self.tags.slots(between.span);
        let count = |slot: &Slot| {
            gone.iter().filter(|(c, span)| slot.span.contains(*span) && self.is_replaced(*c, *span)).count()
        };
        let counts: Vec<usize> = slots.iter().map(count).collect();
        let kept = self.kept(between, &words);
        self.remove(&gone, &kept, &slots, &counts);
        if !has_words {
            if !kept.before && !kept.behind {
                self.blank(between, &words.concat(), &slots);
            }
            return;
        }
        let filled: Vec<usize> =
            (0..slots.len()).filter(|at| counts.get(*at).is_some_and(|count| *count > 0)).collect();
        match filled.as_slice() {
            [] => self.put_lost(between, &slots, &kept),
            [one] => {
                let element = slots.get(*one).and_then(|slot| slot.element);
                let words = self.with_elements(&between.text, element);
                self.put_in(slots.get(*one), &gone, trimmed(&words, !kept.before, !kept.behind));
            }
            several => self.share(&words, several, &kept, (&counts, &slots, &gone)),
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
    fn remove(&mut self, gone: &[(char, Span)], kept: &Kept, slots: &[Slot], counts: &[usize]) {
        let first = gone.iter().position(|(c, _)| !c.is_whitespace()).unwrap_or(gone.len());
        let last = gone.iter().rposition(|(c, _)| !c.is_whitespace()).unwrap_or(0);
        let several = counts.iter().filter(|count| **count > 0).count() > 1;
        for (at, (c, span)) in gone.iter().enumerate() {
            let is_alone = || slots.iter().zip(counts).any(|(slot, count)| *count == 0 && slot.span.contains(*span));
            let stays = match at {
                _ if first == gone.len() => kept.before || kept.behind || kept.inside,
                at if at < first => kept.before,
                at if at > last => kept.behind,
                _ => kept.inside || several && is_alone(),
            };
            if !c.is_whitespace() || !stays {
                self.cut(*span, Order::Removal, "");
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
        let is_break = here.any(|point| !matches!(point.kind, super::stream::PointKind::Mark(_)));
        if has_border || is_break || self.read().zones.binary_search(&index(between.tei.start)).is_ok() {
            return;
        }
        let special = |text: &str| text.chars().find(|c| !matches!(c, ' ' | '\t' | '\n' | '\r'));
        let is_same = words.is_empty() == part.is_empty() && special(words) == special(part);
        if is_same {
            return;
        }
        for (_, span) in gone {
            self.cut(*span, Order::Removal, "");
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
            self.cut(Span::at(slot.span.start), Order::Text, space);
        }
    }

    /// Puts text where characters were that are gone.
    fn put_in(&mut self, slot: Option<&Slot>, gone: &[(char, Span)], text: &str) {
        let Some(slot) = slot else { return };
        let first = gone
            .iter()
            .find(|(c, span)| !c.is_whitespace() && slot.span.contains(*span))
            .map_or(slot.span.start, |(_, span)| span.start);
        self.alive.push(first);
        self.cut(Span::at(first), Order::Text, text);
    }

    /// Shares words out between slots, in proportion to what stood there.
    fn share(
        &mut self,
        words: &[String],
        filled: &[usize],
        kept: &Kept,
        (counts, slots, gone): (&[usize], &[Slot], &[(char, Span)]),
    ) {
        let is_alone =
            |span: &Span| slots.iter().zip(counts).any(|(slot, count)| *count == 0 && slot.span.contains(*span));
        let is_parted = kept.inside || gone.iter().any(|(c, span)| c.is_whitespace() && is_alone(span));
        let length = |word: &String| word.chars().filter(|c| !c.is_whitespace()).count();
        let all: usize = words.iter().map(length).sum();
        let total: usize = filled.iter().filter_map(|at| counts.get(*at)).sum();
        let (mut at, mut told, mut stood) = (0, 0, 0);
        for (number, slot) in filled.iter().enumerate() {
            stood += counts.get(*slot).copied().unwrap_or(0);
            let mut own = String::new();
            while let Some(word) = words.get(at) {
                let middle = told * 2 + length(word);
                if number + 1 < filled.len() && middle * total > stood * all * 2 {
                    break;
                }
                own.push_str(word);
                told += length(word);
                at += 1;
            }
            let (is_first, is_last) = (number == 0, number + 1 == filled.len());
            let keeps_start = if is_first { !kept.before } else { !is_parted };
            if !own.trim().is_empty() {
                self.put_in(slots.get(*slot), gone, trimmed(&own, keeps_start, is_last && !kept.behind));
            }
            if let Some(border) = slots.get(*slot).filter(|_| number + 1 < filled.len()) {
                self.findings.push(snapped(border.span.end, &self.tags));
            }
        }
    }

    /// Puts text that the TEI does not have where the lines of the text say that it belongs.
    fn put_lost(&mut self, between: &Between, slots: &[Slot], kept: &Kept) {
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
            self.cut(Span::at(slot.span.start), Order::Text, format!("<p>{}</p>", plain.trim()));
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
        self.cut(Span::at(place), Order::Text, text);
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
        (is_line(space_before) || before.trim().is_empty(), is_line(space_behind) || behind.trim().is_empty())
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

    /// The words of a part of the text with the white space before each, escaped, without marks; white space at the end by itself.
    fn words(&self, part: &Part, lifted: &[&Lifted]) -> Vec<String> {
        let mut words: Vec<String> = Vec::new();
        let mut space = String::new();
        for part in self.plain(part) {
            for (offset, c) in slice(self.text(), &part).char_indices() {
                if c.is_whitespace() {
                    push_space(&mut space, c);
                    continue;
                }
                let start = part.start + u32::try_from(offset).unwrap_or(0);
                let end = start + u32::try_from(c.len_utf8()).unwrap_or(0);
                let mut written = String::new();
                lifted.iter().filter(|one| one.text.start == start).for_each(|one| written += one.open.of(self.file));
                written += &escaped(c.encode_utf8(&mut [0; 4]));
                lifted
                    .iter()
                    .rev()
                    .filter(|one| one.text.end == end)
                    .for_each(|one| written += one.close.of(self.file));
                match words.last_mut().filter(|_| space.is_empty()) {
                    Some(word) => word.push_str(&written),
                    None => words.push(std::mem::take(&mut space) + &written),
                }
            }
        }
        if !space.is_empty() {
            words.push(space);
        }
        words
    }

    /// A part of the text as it is put in an element, with the elements whose text it is.
    fn with_elements(&mut self, part: &Part, element: Option<usize>) -> String {
        let lifted = self.lifted(part, element);
        let text = self.words(part, &lifted).concat();
        let used: Vec<Span> = lifted.iter().map(|one| one.open).collect();
        self.used.extend(used);
        text
    }

    /// A part of the text without its marks.
    fn plain(&self, part: &Part) -> Vec<Part> {
        let from = self.markup.partition_point(|mark| mark.end <= part.start);
        let marks = self.markup.get(from..).unwrap_or_default().iter().take_while(|mark| mark.start < part.end);
        let mut plain: Vec<Part> = Vec::new();
        let mut at = part.start;
        for mark in marks {
            plain.push(at..mark.start.max(at));
            at = at.max(mark.end);
        }
        plain.push(at..part.end.max(at));
        plain
    }

    /// The elements whose text is put in an element with a part of the text, the outer before the inner ones.
    fn lifted(&self, part: &Part, element: Option<usize>) -> Vec<&Lifted> {
        let is_inside = |one: &&Lifted| {
            part.start <= one.text.start
                && one.text.end <= part.end
                && carried::may_stand(&self.tags, element, &one.name)
        };
        self.lifted.iter().filter(is_inside).collect()
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

    /// Sets elements around their text where the text has it.
    fn wrap(&mut self) {
        for carried in self.carried.clone() {
            self.cut(Span::at(carried.span.start), Order::Open, carried.open.of(self.file));
            self.cut(Span::at(carried.span.end), Order::Close, carried.close.of(self.file));
        }
    }

    /// Takes away the tags of elements that have lost all their text.
    fn leave_out(&mut self) {
        self.alive.sort_unstable();
        let is_alive = |span: Span| {
            let from = self.alive.partition_point(|at| *at < span.start);
            self.alive.get(from).is_some_and(|at| *at <= span.end)
        };
        let mut cuts = Vec::new();
        let mut named: BTreeSet<usize> = BTreeSet::new();
        for (number, element) in self.tags.elements.iter().enumerate() {
            let own = self.read().text.get(element.start..element.end).unwrap_or_default();
            let had_text = own.chars().any(|c| !c.is_whitespace());
            if element.is_hidden
                || !had_text
                || element.close.is_empty()
                || is_alive(Span::new(element.open.end, element.close.start))
            {
                continue;
            }
            cuts.extend([element.open, element.close]);
            let is_elsewhere =
                self.carried.iter().any(|one| one.open == element.open) || self.used.contains(&element.open);
            if !is_elsewhere && element.parent.is_none_or(|parent| !named.contains(&parent)) {
                let words = own.split_whitespace().collect::<Vec<_>>().join(" ");
                let message = format!("`{}` is left out: “{}” is not in the text here", element.name, cut(&words, 80));
                self.findings.push(Diagnostic::new(&diag::ELEMENT_LEFT_OUT, message).at(element.open));
            }
            named.insert(number);
        }
        for span in cuts {
            self.cut(span, Order::Removal, "");
        }
    }
}

/// A text without the white space at its beginning and end, where that is not kept.
fn trimmed(text: &str, keeps_start: bool, keeps_end: bool) -> &str {
    let text = if keeps_start { text } else { text.trim_start() };
    if keeps_end { text } else { text.trim_end() }
}

/// Text as it is written in XML.
fn escaped(text: &str) -> Cow<'_, str> {
    escape(text, &['&', '<', '>'])
}

/// White space as it stands in a line: runs of blanks and line ends are one blank.
fn push_space(space: &mut String, c: char) {
    let is_plain = matches!(c, ' ' | '\t' | '\n' | '\r' | '\u{c}');
    match (is_plain, space.is_empty()) {
        (true, true) => space.push(' '),
        (true, false) => {}
        (false, _) if space == " " => *space = c.to_string(),
        (false, _) => space.push(c),
    }
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
