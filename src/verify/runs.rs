//! Passages that stand elsewhere. Takes the tokens of two streams that are not the same; gives runs of them that both have: lost in one place and
//! added in another, or added and said in the text already.
//!
//! Runs of a few words are found by three tokens that follow each other. A shorter one was doubled where it stands beside itself.

use std::ops::Range;

use imara_diff::Token as Meaning;
use rustc_hash::FxHashMap;

use super::compare::{Hunk, Side};

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

/// Finds all runs.
pub(super) fn find(text: Side<'_>, tei: Side<'_>, hunks: &[Hunk]) -> Runs {
    let added: Vec<Range<usize>> = hunks.iter().map(|(_, new)| new.clone()).filter(|new| !new.is_empty()).collect();
    let mut finder = Finder {
        text,
        tei,
        taken: vec![false; if added.is_empty() { 0 } else { tei.tokens.tokens.len() }],
        found: Vec::new(),
    };
    let grams = finder.grams(&added);
    if !grams.is_empty() {
        for (old, _) in hunks {
            finder.runs(old.clone(), &grams, &added, false);
        }
        finder.runs(0..text.tokens.tokens.len(), &grams, &added, true);
    }
    for new in added {
        finder.beside(new);
    }
    Runs::of(finder.found)
}

struct Finder<'s> {
    text: Side<'s>,
    tei: Side<'s>,
    /// Which tokens of the TEI belong to a run.
    taken: Vec<bool>,
    found: Vec<Run>,
}

impl<'s> Finder<'s> {
    /// Where each three tokens that follow each other stand in what was added.
    fn grams(&self, added: &[Range<usize>]) -> Grams<'s> {
        let mut grams = Grams::default();
        for range in added {
            for (at, gram) in self.tei.tokens.meanings.get(range.clone()).unwrap_or_default().windows(GRAM).enumerate()
            {
                let places = grams.entry(gram).or_default();
                if places.len() < MOST {
                    places.push(range.start + at);
                }
            }
        }
        grams
    }

    /// Takes the longest run at each place of a part of the text.
    fn runs(&mut self, part: Range<usize>, grams: &Grams<'_>, added: &[Range<usize>], is_doubled: bool) {
        let meanings = &self.text.tokens.meanings;
        let mut at = part.start;
        while at + GRAM <= part.end {
            let places = meanings.get(at..at + GRAM).and_then(|gram| grams.get(gram));
            let longest = places.into_iter().flatten().map(|place| (self.length(at..part.end, *place, added), *place));
            let best = longest.max_by_key(|(length, place)| (*length, std::cmp::Reverse(*place)));
            at += match best.filter(|(length, _)| self.words(at..at + length) >= WORDS) {
                Some((length, place)) => {
                    let tei = place..place + length;
                    self.taken.get_mut(tei.clone()).into_iter().flatten().for_each(|taken| *taken = true);
                    self.found.push(Run { text: at..at + length, tei, is_doubled });
                    length
                }
                None => 1,
            };
        }
    }

    /// How far the text goes on as the TEI does from a place, in what was added and is in no run.
    fn length(&self, text: Range<usize>, place: usize, added: &[Range<usize>]) -> usize {
        let of = added.partition_point(|range| range.end <= place);
        let end = added.get(of).map_or(place, |range| range.end);
        let mine = self.text.tokens.meanings.get(text).unwrap_or_default();
        let theirs = self.tei.tokens.meanings.get(place..end).unwrap_or_default();
        let free = self.taken.get(place..end).unwrap_or_default();
        mine.iter().zip(theirs).zip(free).take_while(|((a, b), taken)| a == b && !**taken).count()
    }

    fn words(&self, text: Range<usize>) -> usize {
        text.filter(|at| self.text.is_word(*at)).count()
    }

    /// A word or two that stand beside themselves.
    fn beside(&mut self, new: Range<usize>) {
        let length = new.len();
        let is_free = !self.taken.get(new.clone()).unwrap_or_default().contains(&true);
        if length >= GRAM || !is_free || !new.clone().any(|at| self.tei.is_word(at)) {
            return;
        }
        let meanings = &self.tei.tokens.meanings;
        let own = meanings.get(new.clone());
        let before = new.start.checked_sub(length).map(|start| start..new.start);
        let is_same = |range: &Range<usize>| own.is_some() && meanings.get(range.clone()) == own;
        if before.as_ref().is_some_and(is_same) || is_same(&(new.end..new.end + length)) {
            self.taken.get_mut(new.clone()).into_iter().flatten().for_each(|taken| *taken = true);
            self.found.push(Run { text: 0..0, tei: new, is_doubled: true });
        }
    }
}
