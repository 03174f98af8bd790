//! What a block looks like in its place: yes-or-no features from which its role is weighed.
//!
//! Takes blocks with what they say; gives a set of features for each block of text. To the features of a block by itself (`facts`) come
//! those of its place among the others. Of the block before only the text is known here: what it *is* only `roles` knows.

use enumset::EnumSet;

use super::blocks::{Shape, TextBlock};
use super::facts::{BlockFacts, holding};
use super::formulas::goes_on;
use super::layout::Layout;
use super::{quotations, verse};
use crate::profile::Feature;

/// The features of every text block among `blocks`; other shapes have none.
pub(super) fn of_all(blocks: &[TextBlock<'_>], masked: &str, layout: Layout<'_>) -> Vec<EnumSet<Feature>> {
    let texts: Vec<Text<'_>> =
        blocks.iter().enumerate().filter_map(|(at, block)| Text::of(at, block, blocks)).collect();
    let verse = verse::find(blocks, masked, layout);
    let quotations = quotations::find(blocks, masked);
    let signers = upper_signers(&texts);
    let first = texts.first().map(|first| first.facts);
    let has_reference = first.is_some_and(|first| first.has(Feature::Reference) && !first.has(Feature::Numbered));
    let is_paragraph = |text: &Text<'_>| text.facts.text.chars().nth(LONGEST_SHORT).is_some();
    let paragraph = texts.iter().position(is_paragraph).unwrap_or(texts.len());
    let mut all = vec![EnumSet::empty(); blocks.len()];
    for (rank, text) in texts.iter().enumerate() {
        let is_in = |found: &[bool]| found.get(text.at).copied().unwrap_or(false);
        let of_whole = holding([
            (Feature::Verse, is_in(&verse)),
            (Feature::Quotation, is_in(&quotations)),
            (Feature::FileReference, has_reference),
            (Feature::SignsAndDates, rank > paragraph && signs_and_dates(texts.get(rank..).unwrap_or_default())),
            (Feature::BeforeNames, signers.contains(&text.at)),
        ]);
        if let Some(slot) = all.get_mut(text.at) {
            *slot =
                text.facts.features | of_whole | text.of_lines(masked) | of_place(rank, &texts) | text.of_neighbours();
        }
    }
    all
}

/// A block of text among the others.
#[derive(Clone, Copy)]
struct Text<'b> {
    /// Its index among all blocks.
    at: usize,
    /// What it says.
    facts: &'b BlockFacts<'b>,
    /// Whether a letter ends with it: nothing follows but page marks, or an enclosure does.
    is_last: bool,
    block: &'b TextBlock<'b>,
    before: Option<&'b TextBlock<'b>>,
    after: &'b [TextBlock<'b>],
}

impl<'b> Text<'b> {
    fn of(at: usize, block: &'b TextBlock<'b>, blocks: &'b [TextBlock<'b>]) -> Option<Self> {
        let before = at.checked_sub(1).and_then(|before| blocks.get(before));
        let after = blocks.get(at + 1..).unwrap_or_default();
        let is_last = without_pages(after).next().is_none_or(begins_enclosure);
        Some(Self { at, facts: block.facts.as_ref()?, is_last, block, before, after })
    }

    /// What its lines are like.
    fn of_lines(&self, masked: &str) -> EnumSet<Feature> {
        let lines = &self.block.lines;
        let is_short = || lines.iter().all(|line| line.of(masked).chars().count() <= LONGEST_SHORT);
        holding([(Feature::SeveralLines, lines.len() > 1), (Feature::ShortLines, lines.len() > 1 && is_short())])
    }

    /// What stands before and behind it.
    fn of_neighbours(&self) -> EnumSet<Feature> {
        let next = without_pages(self.after).next();
        let has_next = |is: fn(&TextBlock<'_>) -> bool| next.is_some_and(is);
        holding([
            (Feature::BeforePage, self.after.first().is_some_and(is_page)),
            (Feature::BeforeList, has_next(|b| matches!(b.shape, Shape::Item(_) | Shape::ItemLabel))),
            (Feature::BeforeTable, has_next(|b| b.shape == Shape::Rows)),
            (Feature::BeforePostscript, has_next(|b| says(b, Feature::Postscript))),
            (Feature::BeforeListHead, begin_with_list_head(self.after)),
            (Feature::BeforeDateline, begin_with_dateline(self.after)),
            (Feature::BeforeSalutation, begin_with_salutation(self.after)),
        ])
    }
}

/// The most characters of a short line.
const LONGEST_SHORT: usize = 60;

/// Where it stands among the blocks of text.
fn of_place(rank: usize, texts: &[Text<'_>]) -> EnumSet<Feature> {
    let is_last = |rank: usize| texts.get(rank).is_some_and(|text| text.is_last);
    let before = rank.checked_sub(1).and_then(|rank| texts.get(rank)).map(|before| before.facts);
    holding([
        (Feature::First, rank == 0),
        (Feature::Second, rank == 1),
        (Feature::Third, rank == 2),
        (Feature::Last, is_last(rank)),
        (Feature::LastButOne, is_last(rank + 1)),
        (Feature::OnlyBlock, texts.len() == 1),
        // A page mark at the very beginning parts nothing.
        (Feature::AfterPage, rank > 0 && texts.get(rank).and_then(|text| text.before).is_some_and(is_page)),
        (Feature::BareNumber, rank == 0 && texts.first().is_some_and(|first| first.facts.is_bare_number())),
        (Feature::BehindNumber, rank == 1 && before.is_some_and(BlockFacts::is_bare_number)),
        (Feature::GoesOn, before.is_some_and(|before| goes_on(before.text))),
        (Feature::AfterFormula, before.is_some_and(BlockFacts::ends_in_formula)),
    ])
}

fn is_page(block: &TextBlock<'_>) -> bool {
    matches!(block.shape, Shape::Page(_))
}

fn without_pages<'b>(blocks: &'b [TextBlock<'b>]) -> impl Iterator<Item = &'b TextBlock<'b>> {
    blocks.iter().filter(|block| !is_page(block))
}

fn says(block: &TextBlock<'_>, feature: Feature) -> bool {
    block.facts.as_ref().is_some_and(|facts| facts.has(feature))
}

/// Whether a block is the label of an enclosure.
fn begins_enclosure(block: &TextBlock<'_>) -> bool {
    says(block, Feature::Enclosure)
        && says(block, Feature::Short)
        && block.facts.as_ref().is_some_and(|facts| !facts.text.ends_with(['.', ',', ':']))
}

/// How many short blocks may stand above a salutation, and how many bytes each may have.
const MOST_ABOVE: usize = 11;
const LONGEST_ABOVE: usize = 240;

/// Whether a salutation comes soon and nothing but short blocks stands before it: this is the top of a letter. Bytes are enough to
/// tell a line from a paragraph.
fn begin_with_salutation(blocks: &[TextBlock<'_>]) -> bool {
    let above = without_pages(blocks).take(MOST_ABOVE).map_while(|block| block.facts.as_ref());
    above.take_while(|facts| facts.text.len() <= LONGEST_ABOVE).any(|facts| facts.has(Feature::Salutation))
}

/// The most bytes of a line that may be the heading of a list, or the number of a letter in its series.
const LONGEST_HEAD: usize = 40;

/// Whether the next blocks are a short line and an item: the heading of a list inside a list.
fn begin_with_list_head(blocks: &[TextBlock<'_>]) -> bool {
    let mut next = without_pages(blocks);
    let head = next.next().and_then(|block| block.facts.as_ref()).map(|facts| facts.text);
    head.is_some_and(|text| text.len() <= LONGEST_HEAD && !text.ends_with(['.', ':', ',']))
        && next.next().is_some_and(|block| matches!(block.shape, Shape::Item(_)))
}

/// Whether a dateline comes next; the number of the letter in its series, and another line like it, may stand between.
fn begin_with_dateline(blocks: &[TextBlock<'_>]) -> bool {
    let lines = without_pages(blocks).map_while(|block| block.facts.as_ref()).take(3);
    let mut others = lines.skip_while(|facts| facts.has(Feature::SeriesNumber) && facts.text.len() <= LONGEST_HEAD);
    others.next().is_some_and(|facts| facts.line.is_dateline())
}

/// The most names below one another with which a letter ends. More are a list.
const MOST_SIGNERS: usize = 4;

/// The upper ones of several signatures, as indices among all blocks: names of persons with nothing but names below them, to the end
/// of a letter. The last of them is a signature anyway.
fn upper_signers(texts: &[Text<'_>]) -> Vec<usize> {
    let mut found = Vec::new();
    for (rank, last) in texts.iter().enumerate().filter(|(_, text)| text.is_last) {
        let above = texts.get(..=rank).unwrap_or_default().iter().rev();
        let names = above.take_while(|text| reads_as_name(text) && (text.at == last.at || !text.is_last));
        let names: Vec<&Text<'_>> = names.take(MOST_SIGNERS + 1).collect();
        if names.len() <= MOST_SIGNERS {
            found.extend(names.into_iter().skip(1).filter(|text| is_person(text)).map(|text| text.at));
        }
    }
    found
}

/// The most blocks from a signature with a dateline below it to the end: a paragraph may have been added.
const MOST_DATED: usize = 3;

/// Whether blocks at the end of a letter begin with a name and a dateline.
fn signs_and_dates(end: &[Text<'_>]) -> bool {
    let names = |text: &Text<'_>| is_person(text) && !text.facts.has(Feature::LeadsToName);
    let is_end = end.len() <= MOST_DATED;
    matches!(end, [name, date, ..] if is_end && names(name) && date.facts.line.is_dateline())
}

/// Whether it reads like a name or a title and is no formula.
fn reads_as_name(text: &Text<'_>) -> bool {
    let has = |feature| text.facts.has(feature);
    has(Feature::Name) && !has(Feature::Valediction) && !has(Feature::LeadsToName)
}

fn is_person(text: &Text<'_>) -> bool {
    text.facts.is_personal_name() && !text.facts.begins_title()
}

#[cfg(test)]
mod tests {
    use super::super::blocks::cut;
    use super::*;
    use crate::profile::built_in;
    use crate::text::{Source, Span};

    #[test]
    fn several_sign() {
        let profile = built_in("letter").unwrap();
        let layout = Layout::of(&profile);
        let signers = |text: &str| {
            let lines: Vec<Span> = Source::new("x", text).lines().collect();
            let all = of_all(&cut(text, &lines, &[], layout), text, layout);
            all.iter().map(|set| set.contains(Feature::BeforeNames)).collect::<Vec<_>>()
        };
        assert_eq!(signers("We thank you.\n\nN. Khrushchev\n\nL. Brezhnev"), [false, true, false]);
        assert_eq!(signers("Yours,\n\nAnn Lee\n\nBen Lee\n\nTom Lee"), [false, true, true, false]);
        assert_eq!(signers("There were:\n\nA One\n\nB Two\n\nC Three\n\nD Four\n\nE Five"), [false; 6]);
        assert_eq!(signers("There were:\n\nMr. Hull\n\nMr. Eden"), [false; 3]);
    }
}
