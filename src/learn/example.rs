//! A text beside its published TEI: which rows of the grammar each block may be. Takes both; gives an [`Example`], or why the letter is
//! set aside. Of a text alone it gives the [`Sequence`] that a profile reads.
//!
//! The visible text of both is one stream of characters without white space and notes, composed (NFC); what one of the two
//! has alone, the mark of a note or a word that was struck out, is passed over where it is short. A block is what the published
//! element of the same text is; inside of a longer element it is what the nearest one around it is. What the TEI does not tell apart, a
//! letterhead from a marking, stays what the profile takes it for: weights of which nothing is known must not move. A block begins a division where one begins
//! in the TEI.

use std::collections::HashSet;
use std::ops::Range;

use enumset::{EnumSet, enum_set};
use unicode_normalization::UnicodeNormalization;

use super::ranges::Ranges;
use crate::budget::{Exceeded, Limits, Meter};
use crate::convert;
use crate::eval::{Reading, Score, TextRange, compare};
use crate::letter::{self, Confidence, GRAMMAR, Observation, Place, Row};
use crate::metadata::Metadata;
use crate::model::Role;
use crate::profile::{LinearModel, Part, Profile};
use crate::text::{Source, Span};
use crate::xml::{Document, External};

/// A set of rows of the grammar, a bit each.
pub type Rows = u64;

const _: () = assert!(GRAMMAR.len() <= Rows::BITS as usize);

/// The blocks of a text, and what each may be.
#[derive(Clone, Debug)]
pub struct Sequence {
    /// What is seen of its blocks.
    pub(super) observations: Vec<Observation>,
    /// For each block the rows that give what is right; none where nothing is known.
    right: Vec<Rows>,
    /// For each block the rows that begin a division, where none begins.
    parting: Vec<Rows>,
}

impl Sequence {
    /// The blocks of a text as a profile reads it; nothing else is right.
    ///
    /// # Errors
    /// Its blocks take more than a run allows.
    pub fn read(source: &Source, profile: &Profile, limits: Limits) -> Result<Self, Exceeded> {
        let meter = Meter::new(limits, source.text().len());
        let seen = letter::observe(source, profile, &meter)?;
        let observations: Vec<Observation> = seen.into_iter().map(|(observation, _)| observation).collect();
        let rows = letter::best_rows(&observations, profile.model(), |_, _| 0.0);
        let right: Vec<Rows> = rows.into_iter().map(|row| 1 << row).collect();
        Ok(Self { parting: vec![0; right.len()], observations, right })
    }

    /// The same where rows that the TEI does not tell apart are right only as a profile would take them. The heading of a section is told
    /// by a `head`.
    fn told_apart(mut self, profile: &Profile) -> Self {
        let rows = self.best_right_rows(&self.observations, profile.model());
        let (heads, sections) = (rows_of(Part::Head), rows_of(Part::Section));
        for (right, row) in self.right.iter_mut().zip(rows).filter(|(right, _)| **right != 0) {
            let told_as_head = if *right & heads == 0 { 0 } else { sections };
            *right &= told() | told_as_head | 1 << row;
        }
        self
    }

    /// The best of the sequences that give what is right, for the same blocks with as many of their words as a model knows.
    pub(super) fn best_right_rows(&self, seen: &[Observation], model: &LinearModel) -> Vec<usize> {
        letter::best_rows(seen, model, |rank, row| PUBLISHED * self.worth(rank, row))
    }

    /// What a row of the grammar is worth for a block, both as indices: 1 where it is right, a half where it gives the right element and
    /// parts the letter, 0 where it is wrong.
    pub(super) fn worth(&self, rank: usize, row: usize) -> f32 {
        let parts = self.parting.get(rank).is_some_and(|parting| parting >> row & 1 == 1);
        match (self.is_right(rank, row), parts) {
            (true, false) => 1.0,
            (true, true) => 0.5,
            (false, _) => 0.0,
        }
    }

    /// Whether a row of the grammar gives what is right for a block, both as indices.
    pub(super) fn is_right(&self, rank: usize, row: usize) -> bool {
        let right = self.right.get(rank).copied().unwrap_or(0);
        right == 0 || right >> row & 1 == 1
    }

    /// For each block of which something is known how sure a profile reads it: the margin, and whether it is right.
    pub(super) fn sureness<'a>(&'a self, profile: &Profile) -> impl Iterator<Item = (f32, bool)> + use<'a> {
        let rows = letter::best_rows(&self.observations, profile.model(), |_, _| 0.0);
        let confidence = Confidence::of(&self.observations, &rows, profile.model());
        let all = rows.into_iter().zip(confidence.alternatives().collect::<Vec<_>>()).enumerate();
        let known = all.filter(|(rank, _)| self.right.get(*rank).is_some_and(|right| *right != 0));
        known.map(|(rank, (row, other))| (other.map_or(f32::INFINITY, |other| other.margin), self.is_right(rank, row)))
    }

    /// Whether a profile reads all blocks rightly.
    #[must_use]
    pub fn is_read_by(&self, profile: &Profile) -> bool {
        let rows = letter::best_rows(&self.observations, profile.model(), |_, _| 0.0);
        rows.into_iter().enumerate().all(|(rank, row)| self.is_right(rank, row))
    }
}

/// A letter to learn from.
#[derive(Clone, Debug)]
pub struct Example {
    /// Its text.
    pub source: Source,
    /// Its published TEI.
    pub gold: Reading,
    /// For each block its first character in what is published.
    starts: Vec<usize>,
    /// Its blocks; right is what gives the published elements.
    pub(super) sequence: Sequence,
}

/// Why a letter is set aside.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SetAside {
    /// The published TEI has no text.
    NoText,
    /// From this block on the text is not that of the TEI; what the TEI has there.
    OtherText(Span, String),
    /// Its blocks take more than a run allows.
    TooLarge(Exceeded),
}

/// What a row counts that gives what was published, in search of the best of these sequences: more than any sum of weights.
const PUBLISHED: f32 = 1e4;

/// Parts that published TEI does not tell from others: all that is `seg` or an address, sections and quotations that are `p`, heads of lists.
const NOT_TOLD: EnumSet<Part> = enum_set!(
    Part::Source
        | Part::Label
        | Part::Marking
        | Part::Address
        | Part::Letterhead
        | Part::Section
        | Part::ListHead
        | Part::Quotation
        | Part::Affiliation
        | Part::ClosingAddress
        | Part::Endorsement
        | Part::UnexplainedAbove
        | Part::Unexplained
);

/// Elements that tell what a block is; others around a text make no difference.
const TELLING: &[&str] = &["head", "dateline", "salute", "p", "signed", "address", "item", "label", "cell", "lg", "l"];

/// Elements that a letter, an enclosure or what was written behind one is a whole of.
const DIVISIONS: &[&str] = &["body", "div", "div1", "div2", "div3", "floatingText", "text"];

/// The most characters of the TEI that are shown where the texts differ.
const SHOWN: usize = 40;

impl Example {
    /// The example of a text and its TEI, as a profile cuts it into blocks.
    ///
    /// # Errors
    /// Nothing can be learned from it.
    pub fn align(source: Source, gold: Reading, profile: &Profile, limits: Limits) -> Result<Self, SetAside> {
        if gold.text.is_empty() {
            return Err(SetAside::NoText);
        }
        let meter = Meter::new(limits, source.text().len());
        let seen = letter::observe(&source, profile, &meter).map_err(SetAside::TooLarge)?;
        let published: Vec<char> = gold.text.chars().collect();
        let mut text: Vec<char> = Vec::new();
        let mut blocks = Vec::new();
        for (observation, visible) in seen {
            let start = text.len();
            text.extend(visible.nfc());
            blocks.push((observation, start..text.len()));
        }
        let places = places(&text, &published).map_err(|(at, published)| {
            let other = blocks.iter().find(|(_, range)| range.contains(&at)).map(|(observation, _)| observation.span);
            let end = || blocks.last().map(|(observation, _)| Span::at(observation.span.end));
            let span = other.or_else(end).unwrap_or_default();
            SetAside::OtherText(span, published.iter().take(SHOWN).collect())
        })?;
        let place = |at: usize| places.get(at).copied().unwrap_or(published.len());
        let of_block =
            |range: &Range<usize>| (place(range.start), range.end.checked_sub(1).map_or(0, |last| place(last) + 1));
        let telling = telling(&gold.elements);
        let paragraphs = Ranges::named(&gold.elements, &["p"]);
        let postscripts = Ranges::named(&gold.elements, &["postscript"]);
        let divisions: HashSet<usize> = Ranges::named(&gold.elements, DIVISIONS).iter().map(|div| div.start).collect();
        let places: Vec<(usize, usize)> = blocks.iter().map(|(_, range)| of_block(range)).collect();
        let (continued, continuing) = (continued(), rows(Row::continues));
        let front = rows(|row| row.place == Place::Front);
        let mut right: Vec<Rows> = Vec::with_capacity(places.len());
        for (start, end) in &places {
            let may_go_on = right.last().is_some_and(|before| before & continued != 0);
            let goes_on = may_go_on && is_inside(&telling, &paragraphs, *start, *end);
            let mut may_be = if goes_on { continuing } else { right_rows(&telling, &postscripts, *start, *end) };
            let is_begun = right.iter().any(|before| *before != 0 && before & front == 0);
            if is_begun && may_be & rows_of(Part::Head) != 0 {
                may_be |= rows_of(Part::Section);
            }
            right.push(may_be);
        }
        let begins = |start: &usize| if divisions.contains(start) { 0 } else { beginning_divisions() };
        let parting = places.iter().map(|(start, _)| begins(start)).collect();
        let observations = blocks.into_iter().map(|(observation, _)| observation).collect();
        let starts = places.into_iter().map(|(start, _)| start).collect();
        let sequence = Sequence { observations, right, parting }.told_apart(profile);
        Ok(Self { source, gold, starts, sequence })
    }
}

impl Example {
    /// What a profile makes of its text, where it makes anything.
    pub(super) fn converted(&self, profile: &Profile) -> Option<Reading> {
        let tei = convert::convert(&self.source, profile, &Metadata::default()).tei?;
        Some(Reading::of_output(&Document::parse(&tei, External::Refused).0))
    }

    /// How what a profile makes of its text compares with its TEI.
    pub(super) fn score(&self, profile: &Profile) -> Score {
        compare(&self.gold, self.converted(profile).as_ref()).0
    }

    /// The line of its text in which a character of what is published stands, both counted as people and as [`Reading::text`] do.
    pub(super) fn line(&self, published: usize) -> usize {
        let block = self.starts.partition_point(|start| *start <= published).saturating_sub(1);
        let start = self.starts.get(block).copied().unwrap_or_default();
        let span = self.sequence.observations.get(block).map(|seen| seen.span).unwrap_or_default();
        let mut visible = span.of(self.source.text()).char_indices().filter(|(_, c)| !c.is_whitespace());
        let at = visible.nth(published.saturating_sub(start)).map_or(span.end, |(at, _)| span.start + at);
        self.source.position(at).line
    }
}

/// The most characters that one of the two has alone in one place: the mark of a note, a word that was struck out.
const LONGEST_ALONE: usize = 60;
/// As many characters behind such a place are the same.
const SAME_BEHIND: usize = 8;
/// One in so many characters may stand in one of the two alone.
const ALONE: usize = 20;

/// For each character of a text its place in what is published, or that of the next which is there. Where they are not the same text: the
/// first place where they differ, and how what is published goes on there.
pub(super) fn places<'p>(text: &[char], published: &'p [char]) -> Result<Vec<usize>, (usize, &'p [char])> {
    let mut places = Vec::with_capacity(text.len());
    let mut first = None;
    let (mut at, mut alone) = (0, 0);
    while places.len() < text.len() || at < published.len() {
        let (mine, theirs) = (text.get(places.len()..).unwrap_or_default(), published.get(at..).unwrap_or_default());
        if !mine.is_empty() && mine.first() == theirs.first() {
            places.push(at);
            at += 1;
            continue;
        }
        let (_, rest) = *first.get_or_insert((places.len(), theirs));
        let Some((of_mine, of_theirs)) = rejoin(mine, theirs) else { return Err((places.len(), theirs)) };
        alone += of_mine + of_theirs;
        if alone * ALONE > text.len() {
            return Err((first.map_or(0, |(at, _)| at), rest));
        }
        at += of_theirs;
        places.extend(std::iter::repeat_n(at, of_mine));
    }
    Ok(places)
}

/// How many characters both are to pass over so that they go on alike, the fewest.
fn rejoin(mine: &[char], theirs: &[char]) -> Option<(usize, usize)> {
    let goes_on = |of_mine: usize, of_theirs: usize| {
        let (mine, theirs) = (mine.get(of_mine..)?, theirs.get(of_theirs..)?);
        let same = mine.iter().zip(theirs).take(SAME_BEHIND).filter(|(mine, theirs)| mine == theirs).count();
        let needed = SAME_BEHIND.min(mine.len().max(theirs.len()));
        (same == needed).then_some((of_mine, of_theirs))
    };
    (1..=LONGEST_ALONE).find_map(|both| (0..=both).find_map(|of_mine| goes_on(of_mine, both - of_mine)))
}

/// The elements that tell what a block is. The label of a heading or a paragraph belongs to it; that of a list tells.
fn telling(elements: &[TextRange]) -> Ranges<'_> {
    let (lists, texts) = (Ranges::named(elements, &["list"]), Ranges::named(elements, &["head", "p"]));
    let is_in = |ranges: &Ranges<'_>, range: &TextRange| ranges.of(range.start, range.end).is_some();
    let tells = |range: &&TextRange| range.name != "label" || is_in(&lists, range) || !is_in(&texts, range);
    let is_telling = |range: &&TextRange| TELLING.contains(&range.name.as_str());
    Ranges::new(elements.iter().filter(is_telling).filter(tells).collect())
}

/// The rows that give the elements of a block's text, which begins and ends with these characters.
fn right_rows(telling: &Ranges<'_>, postscripts: &Ranges<'_>, start: usize, end: usize) -> Rows {
    let name = telling.of(start, end).map(|range| range.name.as_str());
    if name.is_none() && telling.cut(start, end) {
        return 0;
    }
    let is_postscript = postscripts.of(start, end).is_some();
    rows(|row| !row.continues() && gives(row, name) && may_stand(row, is_postscript))
}

/// Whether a block stands inside of a paragraph that began before it: as its text, or as an address in it.
fn is_inside(telling: &Ranges<'_>, paragraphs: &Ranges<'_>, start: usize, end: usize) -> bool {
    let is_text = telling.of(start, end).is_some_and(|range| matches!(range.name.as_str(), "p" | "address"));
    is_text && paragraphs.of(start, end).is_some_and(|paragraph| paragraph.start < start)
}

/// The rows behind which a paragraph may go on.
fn continued() -> Rows {
    rows(|row| GRAMMAR.iter().any(|next| next.continues() && next.follows(row)))
}

/// The rows that begin a division.
fn beginning_divisions() -> Rows {
    rows(Row::begins_division)
}

/// The rows that the TEI tells from others.
fn told() -> Rows {
    rows(|row| !NOT_TOLD.contains(row.part))
}

/// The rows of a part.
fn rows_of(part: Part) -> Rows {
    rows(|row| row.part == part)
}

/// The rows for which something holds.
fn rows(holds: impl Fn(&Row) -> bool) -> Rows {
    GRAMMAR.iter().enumerate().filter(|(_, row)| holds(row)).fold(0, |all, (index, _)| all | 1 << index)
}

/// Whether a row stands in a postscript as the block does; what is written behind one is none of it.
fn may_stand(row: &Row, is_postscript: bool) -> bool {
    let is_beside = matches!(row.role, Role::Unexplained | Role::Endorsement | Role::Address | Role::Dateline);
    is_beside || (row.place == Place::Postscript) == is_postscript
}

/// Whether a row gives an element of this name; none is an element that makes no difference.
fn gives(row: &Row, name: Option<&str>) -> bool {
    match row.element() {
        "seg" => matches!(name, None | Some("address")),
        "item" => matches!(name, Some("item" | "label")),
        "lg" => matches!(name, Some("lg" | "l")),
        element => name == Some(element),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::eval::Style;
    use crate::profile::built_in;

    const TEI: &str = "<body><head>A letter</head><opener><dateline>May 3</dateline> <salute>Dear Bill,</salute></opener>\
        <p>All is <hi>well</hi>.</p><closer>Yours <signed>Ed</signed></closer><ab>Filed</ab></body>";

    fn align(text: &str) -> Result<Example, SetAside> {
        let gold = Reading::of_gold(&Document::parse(TEI, External::Refused).0, Style::AsIs);
        Example::align(Source::new("x", text), gold, &built_in("letter").unwrap(), Limits::USUAL)
    }

    #[test]
    fn blocks_are_what_the_elements_of_their_text_are() {
        let example = align("A letter\n\nMay 3\n\nDear Bill,\n\nAll is well.\n\nYours\n\nEd\n\nFiled\n").unwrap();
        let may_be = |rank: usize, part: Part| {
            GRAMMAR.iter().enumerate().any(|(row, known)| known.part == part && example.sequence.is_right(rank, row))
        };
        for (rank, part) in [Part::Head, Part::Dateline, Part::Salute, Part::Paragraph].into_iter().enumerate() {
            assert!(may_be(rank, part), "{part:?}");
            assert!(!may_be(rank, Part::Signed) && !may_be(rank, Part::Postscript), "{part:?}");
        }
        assert!(!may_be(4, Part::Paragraph) && !may_be(4, Part::Valediction));
        // What the TEI does not tell apart is what the profile takes it for, and nothing else.
        let told_apart = |rank: usize| {
            let right = GRAMMAR.iter().enumerate().filter(|(row, _)| example.sequence.is_right(rank, *row));
            right.filter(|(_, known)| NOT_TOLD.contains(known.part)).count()
        };
        assert_eq!([0, 3, 4, 6].map(told_apart), [0, 0, 1, 1]);
        assert!(may_be(5, Part::Signed) && !may_be(5, Part::PostscriptSigned));
        assert!(!may_be(6, Part::Paragraph));
    }

    #[test]
    fn what_one_has_alone_is_passed_over() {
        let chars = |text: &str| text.chars().collect::<Vec<_>>();
        let (text, published) =
            (chars("abcdefghijklmnopqrst7uvwxyz0123456789abcd"), chars("abcdefghijklmnopqrstuvwxyz0123456789abcd*"));
        let places = places(&text, &published).unwrap();
        assert_eq!((places[19], places[20], places[21], places[40]), (19, 20, 20, 39));
        assert_eq!(super::places(&chars("abcd"), &chars("abxd")), Err((2, &['x', 'd'][..])));
    }

    #[test]
    fn what_cuts_a_block_says_nothing_of_it() {
        let example = align("A letter May 3\n\nDear Bill,\n\nAll is well.\n\nYours\nEd\n\nFiled").unwrap();
        assert_eq!(example.sequence.right.first(), Some(&0));
    }

    #[test]
    fn another_text_is_set_aside_with_its_place() {
        let set_aside = align("A letter\n\nMay 3\n\nDear Will,\n\nAll is well.").unwrap_err();
        assert_eq!(set_aside, SetAside::OtherText(Span::new(17, 27), "Bill,Alliswell.YoursEdFiled".into()));
        let cut = align("A letter\n\nMay 3").unwrap_err();
        assert!(matches!(cut, SetAside::OtherText(span, _) if span == Span::at(15)), "{cut:?}");
    }
}
