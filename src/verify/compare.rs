//! What two streams have in common and what not. Takes their tokens; gives steps in the order of both: characters that are the same, marks, and
//! differences.
//!
//! Words are compared first, long streams between words that both say once; what differs is compared character by character. A few characters
//! that are the same between longer differences are no agreement. What was lost in one place and added in another was moved; what was
//! added and stands in the text already was doubled (`runs`).

use std::collections::BTreeMap;
use std::ops::Range;

use imara_diff::{Algorithm, Diff, Token as Meaning};
use unicode_normalization::UnicodeNormalization;

use super::characters::{is_invisible, is_word};
use super::equality::Equality;
use super::runs::{self, Run, Runs};
use super::stream::Stream;
use super::tokens::{Token, TokenKind, Tokens, index};
use crate::alignment::pieces;

/// One of the two.
#[derive(Clone, Copy)]
pub(super) struct Side<'s> {
    pub(super) stream: &'s Stream,
    pub(super) tokens: &'s Tokens,
}

/// Characters of one token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Piece {
    pub(super) token: u32,
    pub(super) start: u32,
    pub(super) end: u32,
}

/// Characters of a stream; none at a place.
pub(super) type Part = Range<u32>;

/// One step through both.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Step {
    /// Characters that are the same: those of the text, those of the TEI.
    Same(Piece, Piece),
    /// A mark and its element, by their tokens.
    Mark(u32, u32),
    /// A mark of the text without an element.
    LostMark(u32),
    /// An element of the TEI without a mark.
    ExtraMark(u32),
    /// Characters that only one has, or others in their place.
    Differs(Part, Part),
    /// What stands elsewhere in the text.
    Moved(Part, Part),
    /// What the text says once: where it does, and where the TEI says it again.
    Doubled(Part, Part),
}

impl Side<'_> {
    pub(super) fn token(&self, at: usize) -> Option<&Token> {
        self.tokens.tokens.get(at)
    }

    /// The characters of tokens; where there are none, the place behind the token before.
    fn part(&self, tokens: Range<usize>) -> Part {
        let end = |at: usize| self.token(at).map(|token| token.end);
        match (self.token(tokens.start), tokens.end.checked_sub(1).and_then(end)) {
            (Some(first), Some(end)) if !tokens.is_empty() => first.start..end.max(first.start),
            _ => {
                let at = tokens.start.checked_sub(1).and_then(end).unwrap_or(0);
                at..at
            }
        }
    }

    fn is_text(&self, at: usize) -> bool {
        self.token(at).is_some_and(|token| token.kind == TokenKind::Text)
    }

    /// Whether a token is a word.
    pub(super) fn is_word(&self, at: usize) -> bool {
        self.is_text(at) && self.token(at).is_some_and(|token| token.of(self.stream).contains(is_word))
    }
}

/// Tokens that are not the same.
pub(super) type Hunk = (Range<usize>, Range<usize>);

/// Compares two streams that say `count` different things.
pub(super) fn compare(text: Side<'_>, tei: Side<'_>, equality: &Equality, count: u32) -> Vec<Step> {
    let hunks = hunks(text, tei, count);
    let found = runs::find(text, tei, &hunks);
    let mut comparison = Comparison { text, tei, equality, steps: Vec::new() };
    let (mut at, mut other) = (0, 0);
    let end = (text.tokens.tokens.len(), tei.tokens.tokens.len());
    for (old, new) in hunks.into_iter().chain([(end.0..end.0, end.1..end.1)]) {
        while at < old.start && other < new.start {
            comparison.same(at, other);
            at += 1;
            other += 1;
        }
        (at, other) = (old.end, new.end);
        comparison.hunk(old, new, &found);
    }
    comparison.cross();
    comparison.steps
}

/// The tokens of the two that are not the same, in order.
fn hunks(text: Side<'_>, tei: Side<'_>, count: u32) -> Vec<Hunk> {
    let (before, after) = (&text.tokens.meanings, &tei.tokens.meanings);
    let ends = ends(text, tei);
    let mut hunks: Vec<Hunk> = Vec::new();
    for (old, new) in pieces(before, after, count) {
        let (Some(a), Some(b)) = (before.get(old.clone()), after.get(new.clone())) else { continue };
        let mut diff = Diff::default();
        diff.compute_with(Algorithm::Histogram, a, b, count);
        diff.postprocess_with(a, b, |all: &[Meaning], hunk: Range<u32>, earliest: u32| {
            slid(all, &hunk, earliest, &ends)
        });
        for hunk in diff.hunks() {
            let place = |start: usize, range: Range<u32>| start + index(range.start)..start + index(range.end);
            let (a, b) = (place(old.start, hunk.before), place(new.start, hunk.after));
            match hunks.last_mut() {
                Some(last) if last.0.end == a.start && last.1.end == b.start => {
                    (last.0.end, last.1.end) = (a.end, b.end)
                }
                _ => hunks.push((a, b)),
            }
        }
    }
    hunks
}

/// What ends a sentence, sorted.
fn ends(text: Side<'_>, tei: Side<'_>) -> Vec<Meaning> {
    let mut ends: Vec<Meaning> = Vec::new();
    for side in [text, tei] {
        for (token, meaning) in side.tokens.tokens.iter().zip(&side.tokens.meanings) {
            if matches!(token.of(side.stream), "." | "!" | "?" | ":" | ";") {
                ends.push(*meaning);
            }
        }
        ends.sort_unstable_by_key(|meaning| meaning.0);
        ends.dedup();
    }
    ends
}

/// Where a run that may slide ends: behind the end of a sentence where it can, as late as it can.
fn slid(all: &[Meaning], hunk: &Range<u32>, earliest: u32, ends: &[Meaning]) -> u32 {
    let is_end = |at: u32| {
        let last = index(at).checked_sub(1).and_then(|last| all.get(last));
        last.is_some_and(|last| ends.binary_search_by_key(&last.0, |meaning| meaning.0).is_ok())
    };
    (earliest..=hunk.end).rev().find(|at| is_end(*at)).unwrap_or(hunk.end)
}

/// Characters of a part that is compared character by character, at most on each side.
const LONGEST: usize = 1 << 14;

/// Characters up to which the fewest differences are looked for, whatever it costs.
const SHORT: usize = 1 << 11;

/// A visible character and where it comes from.
#[derive(Clone, Copy)]
struct Character {
    says: char,
    piece: Piece,
}

/// Characters that are the same, or that are not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Op {
    Same(usize),
    Differs(usize, usize),
}

struct Comparison<'s> {
    text: Side<'s>,
    tei: Side<'s>,
    equality: &'s Equality,
    steps: Vec<Step>,
}

fn narrowed(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

impl Comparison<'_> {
    /// Two tokens that say the same.
    fn same(&mut self, at: usize, other: usize) {
        let (Some(a), Some(b)) = (self.text.token(at), self.tei.token(other)) else { return };
        let (at, other) = (narrowed(at), narrowed(other));
        self.steps.push(match a.kind {
            TokenKind::Mark(_) => Step::Mark(at, other),
            TokenKind::Text => Step::Same(
                Piece { token: at, start: a.start, end: a.end },
                Piece { token: other, start: b.start, end: b.end },
            ),
        });
    }

    /// Signs that stand before a mark in one of the two and behind it in the other one are the same.
    fn cross(&mut self) {
        let mut open: Option<usize> = None;
        for at in 0..self.steps.len() {
            match self.steps.get(at) {
                Some(Step::Mark(..)) => continue,
                Some(Step::Differs(text, tei)) if text.is_empty() != tei.is_empty() => {}
                _ => {
                    open = None;
                    continue;
                }
            }
            let Some((before, same)) = open.and_then(|before| Some((before, self.crossed(before, at)?))) else {
                open = Some(at);
                continue;
            };
            open = None;
            for (at, step) in [(before, Step::Differs(0..0, 0..0)), (at, same)] {
                self.steps.get_mut(at).into_iter().for_each(|old| *old = step.clone());
            }
        }
        self.steps.retain(|step| *step != Step::Differs(0..0, 0..0));
    }

    /// The sign that is lost in one of two steps and added in the other one.
    fn crossed(&self, before: usize, at: usize) -> Option<Step> {
        let (Step::Differs(a, b), Step::Differs(c, d)) = (self.steps.get(before)?, self.steps.get(at)?) else {
            return None;
        };
        let (text, tei) = match (a.is_empty(), c.is_empty()) {
            (false, true) => (a, d),
            (true, false) => (c, b),
            _ => return None,
        };
        let piece = |side: Side<'_>, part: &Part| {
            let first = side.tokens.tokens.partition_point(|token| token.start < part.start);
            let is_it = |at: &usize| side.is_text(*at) && side.part(*at..*at + 1) == *part;
            let token = (first..)
                .take_while(|at| side.token(*at).is_some_and(|token| token.start == part.start))
                .find(is_it)?;
            Some((token, Piece { token: narrowed(token), start: part.start, end: part.end }))
        };
        let ((mine, x), (other, y)) = (piece(self.text, text)?, piece(self.tei, tei)?);
        let is_same = self.text.tokens.meanings.get(mine) == self.tei.tokens.meanings.get(other);
        is_same.then_some(Step::Same(x, y))
    }

    /// Tokens that are not the same, without what was moved and doubled.
    fn hunk(&mut self, old: Range<usize>, new: Range<usize>, found: &Runs) {
        let rest_old = without(old.clone(), found.lost(&old).iter().map(|run: &Run| run.text.clone()));
        let rest_new = without(new.clone(), found.added(&new).iter().map(|run| run.tei.clone()));
        for run in found.added(&new) {
            let (text, tei) = (self.text.part(run.text.clone()), self.tei.part(run.tei.clone()));
            self.steps.push(if run.is_doubled { Step::Doubled(text, tei) } else { Step::Moved(text, tei) });
            let marks = self.marks_of(run);
            self.steps.extend(marks);
        }
        match (rest_old.as_slice(), rest_new.as_slice()) {
            ([a], [b]) => self.refine(a.clone(), b.clone()),
            (all, others) => {
                all.iter().for_each(|a| self.refine(a.clone(), new.end..new.end));
                others.iter().for_each(|b| self.refine(old.end..old.end, b.clone()));
            }
        }
    }

    /// The marks in a run that was moved, each with the next element of the TEI that says the same.
    fn marks_of(&self, run: &Run) -> Vec<Step> {
        let marks = |side: Side<'_>, range: &Range<usize>| {
            let of = range.clone().filter(move |at| !side.is_text(*at));
            of.filter_map(|at| Some((side.tokens.meanings.get(at)?.0, narrowed(at)))).collect::<Vec<_>>()
        };
        let (own, elements) = (marks(self.text, &run.text), marks(self.tei, &run.tei));
        let mut by_meaning: BTreeMap<u32, Vec<u32>> = BTreeMap::new();
        elements.iter().rev().for_each(|(meaning, at)| by_meaning.entry(*meaning).or_default().push(*at));
        let step = |(meaning, mark)| match by_meaning.get_mut(&meaning).and_then(Vec::pop) {
            Some(element) => Step::Mark(mark, element),
            None => Step::LostMark(mark),
        };
        own.into_iter().filter(|_| !run.is_doubled).map(step).collect()
    }

    /// Compares tokens character by character: without the marks of the text, or with them where that agrees better.
    fn refine(&mut self, old: Range<usize>, new: Range<usize>) {
        let marks: Vec<usize> = old.clone().filter(|at| !self.text.is_text(*at)).collect();
        let extra: Vec<usize> = new.clone().filter(|at| !self.tei.is_text(*at)).collect();
        let tei = self.characters(self.tei, new.clone(), false);
        let text = self.characters(self.text, old.clone(), false);
        let ops = operations(&text, &tei);
        let spelt: usize =
            marks.iter().filter_map(|at| self.text.token(*at)).map(|mark| index(mark.end - mark.start)).sum();
        let with_marks = (!marks.is_empty() && !tei.is_empty()).then(|| {
            let text = self.characters(self.text, old.clone(), true);
            let ops = operations(&text, &tei);
            (text, ops)
        });
        let mut made = match with_marks {
            Some((text, with)) if cost(&with) < cost(&ops) + spelt => self.told(&text, &tei, &with, (&old, &new)),
            _ => self.with_lost(self.told(&text, &tei, &ops, (&old, &new)), &marks),
        };
        made.extend(extra.into_iter().map(|at| Step::ExtraMark(narrowed(at))));
        self.steps.append(&mut made);
    }

    /// Steps with marks of the text that have no element, each before what stands behind it.
    fn with_lost(&self, steps: Vec<Step>, marks: &[usize]) -> Vec<Step> {
        let mut steps = steps.into_iter().peekable();
        let mut made = Vec::new();
        for at in marks {
            let start = self.text.token(*at).map_or(0, |token| token.start);
            made.extend(std::iter::from_fn(|| steps.next_if(|step| text_start(step) < start)));
            made.push(Step::LostMark(narrowed(*at)));
        }
        made.extend(steps);
        made
    }

    /// The visible characters of tokens.
    fn characters(&self, side: Side<'_>, tokens: Range<usize>, with_marks: bool) -> Vec<Character> {
        let mut all = Vec::new();
        for at in tokens.filter(|at| with_marks || side.is_text(*at)) {
            let Some(token) = side.token(at) else { continue };
            for (offset, c) in token.of(side.stream).char_indices() {
                if c.is_whitespace() || is_invisible(c) {
                    continue;
                }
                let start = token.start + narrowed(offset);
                let piece = Piece { token: narrowed(at), start, end: start + narrowed(c.len_utf8()) };
                let said = self.equality.key(c.encode_utf8(&mut [0; 4])).nfd().collect::<Vec<char>>();
                all.extend(said.into_iter().map(|says| Character { says, piece }));
            }
        }
        all
    }

    /// The steps of a comparison character by character.
    fn told(
        &self,
        text: &[Character],
        tei: &[Character],
        ops: &[Op],
        (old, new): (&Range<usize>, &Range<usize>),
    ) -> Vec<Step> {
        let mut steps = Vec::new();
        let (mut at, mut other) = (0, 0);
        let (mut text_end, mut tei_end) =
            (self.text.part(old.start..old.start).end, self.tei.part(new.start..new.start).end);
        for op in ops {
            match *op {
                Op::Same(count) => {
                    let pairs = text.iter().skip(at).zip(tei.iter().skip(other)).take(count);
                    for (a, b) in pairs.map(|(a, b)| (a.piece, b.piece)) {
                        (text_end, tei_end) = (a.end, b.end);
                        match steps.last_mut() {
                            Some(Step::Same(x, y)) if x.token == a.token && y.token == b.token => {
                                (x.end, y.end) = (x.end.max(a.end), y.end.max(b.end));
                            }
                            _ => steps.push(Step::Same(a, b)),
                        }
                    }
                    (at, other) = (at + count, other + count);
                }
                Op::Differs(lost, added) => {
                    let a = part(text.get(at..at + lost).unwrap_or_default(), text_end);
                    let b = part(tei.get(other..other + added).unwrap_or_default(), tei_end);
                    (text_end, tei_end) = (a.end, b.end);
                    steps.push(Step::Differs(a, b));
                    (at, other) = (at + lost, other + added);
                }
            }
        }
        steps
    }
}

fn text_start(step: &Step) -> u32 {
    match step {
        Step::Same(piece, _) => piece.start,
        Step::Differs(part, _) | Step::Moved(part, _) | Step::Doubled(part, _) => part.start,
        Step::Mark(..) | Step::LostMark(_) | Step::ExtraMark(_) => 0,
    }
}

/// The part that characters cover; without any the place `at`.
fn part(characters: &[Character], at: u32) -> Part {
    match (characters.first(), characters.last()) {
        (Some(first), Some(last)) => first.piece.start..last.piece.end,
        _ => at..at,
    }
}

/// A range without some of its parts.
fn without(range: Range<usize>, parts: impl Iterator<Item = Range<usize>>) -> Vec<Range<usize>> {
    let mut parts: Vec<Range<usize>> = parts.collect();
    parts.sort_unstable_by_key(|part| part.start);
    let mut rest = Vec::new();
    let mut at = range.start;
    for part in parts.into_iter().chain(std::iter::once(range.end..range.end)) {
        if at < part.start {
            rest.push(at..part.start);
        }
        at = at.max(part.end);
    }
    rest
}

fn cost(ops: &[Op]) -> usize {
    let of = |op: &Op| if let Op::Differs(lost, added) = op { lost + added } else { 0 };
    ops.iter().map(of).sum()
}

/// What is to be done to make one of the other, without agreements that are shorter than the differences around them.
fn operations(text: &[Character], tei: &[Character]) -> Vec<Op> {
    if text.is_empty() || tei.is_empty() || text.len().max(tei.len()) > LONGEST {
        return if text.len() + tei.len() == 0 { Vec::new() } else { vec![Op::Differs(text.len(), tei.len())] };
    }
    let meanings = |all: &[Character]| all.iter().map(|c| Meaning(u32::from(c.says))).collect::<Vec<_>>();
    let (a, b) = (meanings(text), meanings(tei));
    let mut diff = Diff::default();
    let algorithm = if text.len().max(tei.len()) > SHORT { Algorithm::Myers } else { Algorithm::MyersMinimal };
    diff.compute_with(algorithm, &a, &b, u32::from(char::MAX) + 1);
    let mut ops: Vec<Op> = Vec::new();
    let mut at = 0;
    for hunk in diff.hunks() {
        let start = index(hunk.before.start);
        if start > at {
            ops.push(Op::Same(start - at));
        }
        at = index(hunk.before.end);
        ops.push(Op::Differs(hunk.before.len(), hunk.after.len()));
        settle(&mut ops);
    }
    if at < text.len() {
        ops.push(Op::Same(text.len() - at));
    }
    ops
}

/// Takes away agreements before the last difference that are no longer than the differences around them.
fn settle(ops: &mut Vec<Op>) {
    while let [.., Op::Differs(a, b), Op::Same(same), Op::Differs(c, d)] = *ops.as_slice() {
        if same > a.max(b) || same > c.max(d) {
            break;
        }
        ops.truncate(ops.len() - 3);
        ops.push(Op::Differs(a + same + c, b + same + d));
    }
}
