//! Passages that stand elsewhere. Takes the tokens of two streams that are not the same; gives runs of them that both have: lost in one place and
//! added in another, or added and said in the text already.
//!
//! Runs of a few words are found by three tokens that follow each other. A shorter one was doubled where it stands beside itself. Where an element
//! begins or ends that editors' signs stand for (`hi`, `del`) parts no run.

use std::ops::Range;

use imara_diff::Token as Meaning;
use rustc_hash::FxHashMap;

use super::compare::{Hunk, Side};
use super::stream::{Mark, PointKind};
use super::tokens::{TokenKind, index};

/// Tokens by which a run is found.
const GRAM: usize = 3;

/// Words of a run, at least.
const WORDS: usize = 3;

/// Places of the same three tokens that are looked at, at most.
const MOST: usize = 8;

/// A passage that both have, in different places.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Run {
    pub(super) text: Range<usize>,
    pub(super) tei: Range<usize>,
    /// Whether it stands in the text once, and in the TEI there and here.
    pub(super) is_doubled: bool,
}

/// The runs of two streams.
#[derive(Debug, Default)]
pub(super) struct Runs {
    /// Those that were lost where the text has them, in the order of the text.
    lost: Vec<Run>,
    /// All, in the order of the TEI.
    added: Vec<Run>,
}

impl Runs {
    fn of(mut all: Vec<Run>) -> Self {
        all.sort_unstable_by_key(|run| run.tei.start);
        let mut lost: Vec<Run> = all.iter().filter(|run| !run.is_doubled).cloned().collect();
        lost.sort_unstable_by_key(|run| run.text.start);
        Self { lost, added: all }
    }

    /// Those that were lost among these tokens of the text.
    pub(super) fn lost(&self, tokens: &Range<usize>) -> &[Run] {
        let place = |at: usize| self.lost.partition_point(|run| run.text.start < at);
        self.lost.get(place(tokens.start)..place(tokens.end)).unwrap_or_default()
    }

    /// Those that were added among these tokens of the TEI.
    pub(super) fn added(&self, tokens: &Range<usize>) -> &[Run] {
        let place = |at: usize| self.added.partition_point(|run| run.tei.start < at);
        self.added.get(place(tokens.start)..place(tokens.end)).unwrap_or_default()
    }
}

type Grams<'t> = FxHashMap<&'t [Meaning], Vec<usize>>;

/// The tokens of a side that runs are made of: all but the borders of elements. A token's place among them is its rank.
struct Kept<'s> {
    side: Side<'s>,
    tokens: Vec<usize>,
    meanings: Vec<Meaning>,
}

impl<'s> Kept<'s> {
    fn of(side: Side<'s>) -> Self {
        let tokens: Vec<usize> = (0..side.tokens.tokens.len()).filter(|at| !is_border(side, *at)).collect();
        let meanings = tokens.iter().filter_map(|at| side.tokens.meanings.get(*at).copied()).collect();
        Self { side, tokens, meanings }
    }

    /// The ranks of the tokens in a range.
    fn ranks(&self, range: &Range<usize>) -> Range<usize> {
        let rank = |at: usize| self.tokens.partition_point(|token| *token < at);
        rank(range.start)..rank(range.end)
    }

    /// The tokens from the first to the last of some ranks, with what stands between them.
    fn range(&self, ranks: &Range<usize>) -> Range<usize> {
        let of = self.tokens.get(ranks.clone()).unwrap_or_default();
        of.first().copied().unwrap_or(0)..of.last().map_or(0, |last| last + 1)
    }

    fn meanings(&self, ranks: Range<usize>) -> &[Meaning] {
        self.meanings.get(ranks).unwrap_or_default()
    }

    fn is_word(&self, rank: usize) -> bool {
        self.tokens.get(rank).is_some_and(|at| self.side.is_word(*at))
    }
}

/// Whether a token is where an element begins or ends.
fn is_border(side: Side<'_>, at: usize) -> bool {
    let Some(TokenKind::Mark(point)) = side.token(at).map(|token| token.kind) else { return false };
    let kind = side.stream.points.get(index(point)).map(|point| point.kind);
    matches!(kind, Some(PointKind::Mark(Mark::Open(_) | Mark::Close(_))))
}

/// Finds all runs.
pub(super) fn find(text: Side<'_>, tei: Side<'_>, hunks: &[Hunk]) -> Runs {
    if hunks.iter().all(|(_, new)| new.is_empty()) {
        return Runs::default();
    }
    let (text, tei) = (Kept::of(text), Kept::of(tei));
    let added = hunks.iter().map(|(_, new)| tei.ranks(new)).filter(|new| !new.is_empty()).collect();
    let taken = (vec![false; text.tokens.len()], vec![false; tei.tokens.len()]);
    let mut finder = Finder { text: &text, tei: &tei, added, taken, found: Vec::new() };
    let grams = finder.grams();
    if !grams.is_empty() {
        let lost = hunks.iter().flat_map(|(old, _)| finder.candidates(text.ranks(old), &grams)).collect();
        finder.take(lost, false);
        let said = finder.candidates(0..text.tokens.len(), &grams);
        finder.take(said, true);
    }
    for at in 0..finder.added.len() {
        finder.beside(at);
    }
    let placed = |run: Run| Run { text: text.range(&run.text), tei: tei.range(&run.tei), ..run };
    Runs::of(finder.found.into_iter().map(placed).collect())
}

/// All ranges in it are of ranks.
struct Finder<'s> {
    text: &'s Kept<'s>,
    tei: &'s Kept<'s>,
    /// The tokens of the TEI that the text does not have there.
    added: Vec<Range<usize>>,
    /// Which tokens of the text and of the TEI belong to a run.
    taken: (Vec<bool>, Vec<bool>),
    found: Vec<Run>,
}

/// A run that may be taken: its length, where it begins in the text and in the TEI.
type Candidate = (usize, usize, usize);

impl<'s> Finder<'s> {
    /// Where each three tokens that follow each other stand in what was added.
    fn grams(&self) -> Grams<'s> {
        let mut grams = Grams::default();
        for range in &self.added {
            for (at, gram) in self.tei.meanings(range.clone()).windows(GRAM).enumerate() {
                let places = grams.entry(gram).or_default();
                if places.len() < MOST {
                    places.push(range.start + at);
                }
            }
        }
        grams
    }

    /// The runs of a part of the text, each as long as it can be.
    fn candidates(&self, part: Range<usize>, grams: &Grams<'_>) -> Vec<Candidate> {
        let mut found = Vec::new();
        for (at, gram) in self.text.meanings(part.clone()).windows(GRAM).enumerate() {
            let start = part.start + at;
            for place in grams.get(gram).into_iter().flatten() {
                let goes_on = at > 0 && self.length(start - 1..start, place.wrapping_sub(1)) > 0;
                let length = if goes_on { 0 } else { self.length(start..part.end, *place) };
                if length >= GRAM {
                    found.push((length, start, *place));
                }
            }
        }
        found
    }

    /// Takes the longest first, of two that share tokens the first alone.
    fn take(&mut self, mut candidates: Vec<Candidate>, is_doubled: bool) {
        candidates.sort_unstable_by_key(|(length, start, place)| (std::cmp::Reverse(*length), *place, *start));
        for (length, start, place) in candidates {
            let is_free = is_doubled || !self.taken.0.get(start..start + length).unwrap_or_default().contains(&true);
            let length = self.length(start..start + length, place);
            if !is_free || self.words(start..start + length) < WORDS {
                continue;
            }
            let (text, tei) = (start..start + length, place..place + length);
            self.taken.0.get_mut(text.clone()).into_iter().flatten().for_each(|taken| *taken = true);
            self.taken.1.get_mut(tei.clone()).into_iter().flatten().for_each(|taken| *taken = true);
            self.found.push(Run { text, tei, is_doubled });
        }
    }

    /// How far the text goes on as the TEI does from a place, in what was added and is in no run.
    fn length(&self, text: Range<usize>, place: usize) -> usize {
        let of = self.added.partition_point(|range| range.end <= place);
        let end = self.added.get(of).filter(|range| range.contains(&place)).map_or(place, |range| range.end);
        let (mine, theirs) = (self.text.meanings(text), self.tei.meanings(place..end));
        let free = self.taken.1.get(place..end).unwrap_or_default();
        mine.iter().zip(theirs).zip(free).take_while(|((a, b), taken)| a == b && !**taken).count()
    }

    fn words(&self, text: Range<usize>) -> usize {
        text.filter(|at| self.text.is_word(*at)).count()
    }

    /// A word or two that stand beside themselves.
    fn beside(&mut self, at: usize) {
        let Some(new) = self.added.get(at).cloned() else { return };
        let length = new.len();
        let is_free = !self.taken.1.get(new.clone()).unwrap_or_default().contains(&true);
        if length >= GRAM || !is_free || !new.clone().any(|at| self.tei.is_word(at)) {
            return;
        }
        let meanings = &self.tei.meanings;
        let own = meanings.get(new.clone());
        let before = new.start.checked_sub(length).map(|start| start..new.start);
        let is_same = |range: &Range<usize>| own.is_some() && meanings.get(range.clone()) == own;
        if before.as_ref().is_some_and(is_same) || is_same(&(new.end..new.end + length)) {
            self.taken.1.get_mut(new.clone()).into_iter().flatten().for_each(|taken| *taken = true);
            self.found.push(Run { text: 0..0, tei: new, is_doubled: true });
        }
    }
}
