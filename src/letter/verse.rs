//! Verse: lines that end where the poet wants it. Takes blocks; says which of them are verse, and gives their stanzas and lines.
//!
//! Lines are verse when they rhyme with others near by, whether each stands alone or several make a block. Without rhyme they are
//! when every line of a block begins with a capital, none is much shorter than the others, sentences run over some of their ends
//! and not over all, and one or more are broken though the next word had room. Prose wrapped at a margin, an address, a list of
//! names and one of things are none: their lines are full, most of their words begin with a capital, or there is a sign behind
//! every line or none. Lines that run full to a margin or go on in small letters in mid-sentence are prose whatever rhymes: a false poem
//! is worse than a missed one. Leaves out metre, and rhymes that are spelled unlike beyond what the tables of `sounds` say.

use super::blocks::{Shape, TextBlock};
use super::inline::{cut_block, page_block};
use super::layout::Layout;
use super::mark::Marks;
use super::words::{MASK, bare};
use crate::model::{Block, Role};
use crate::profile::Lexicon;
use crate::text::Span;

/// The most characters of a line of verse.
const LONGEST_LINE: usize = 75;

/// How far apart two lines may stand that rhyme: "abba".
const FARTHEST_RHYME: usize = 3;

/// The fewest lines that are verse by their rhymes, and the fewest of them that rhyme.
const FEWEST_LINES: usize = 4;

/// A line that could be one of verse.
struct Line<'t> {
    /// The number of its block.
    block: usize,
    text: &'t str,
}

/// Which blocks are verse.
pub(super) fn find(blocks: &[TextBlock<'_>], masked: &str, layout: Layout<'_>) -> Vec<bool> {
    let mut found = vec![false; blocks.len()];
    let mut run = Vec::new();
    for (at, block) in blocks.iter().enumerate() {
        if matches!(block.shape, Shape::Page(_)) {
            continue;
        }
        let lines = || block.lines.iter().map(|line| bare(line.of(masked)));
        if block.shape == Shape::Text && lines().all(could_be_verse) {
            run.extend(lines().map(|text| Line { block: at, text }));
            if !layout.keeps_lines()
                && is_broken_freely(&lines().collect::<Vec<_>>())
                && let Some(slot) = found.get_mut(at)
            {
                *slot = true;
            }
        } else {
            mark_rhymed(&run, layout.lexicon, &mut found);
            run.clear();
        }
    }
    mark_rhymed(&run, layout.lexicon, &mut found);
    found
}

/// A block of the model for blocks that are verse, page marks between them: a stanza, or several. `rule` is that of the grammar.
pub(super) fn build(run: &[TextBlock<'_>], rule: &'static str, text: &str, marks: &Marks) -> Option<Block> {
    let span = run.iter().map(|block| block.span).reduce(Span::to)?;
    let mut stanzas = vec![Block::new(Role::Verse, span, rule)];
    let mut before: Option<&TextBlock<'_>> = None;
    for block in run {
        if let Shape::Page(page) = block.shape {
            stanzas.last_mut()?.children.push(page_block(page));
            continue;
        }
        if before.is_some_and(|before| are_apart(before, block, text)) {
            stanzas.push(Block::new(Role::Verse, block.span, rule));
        }
        before = Some(block);
        stanzas.last_mut()?.children.extend(block.lines.iter().map(|line| {
            let mut made = Block::new(Role::VerseLine, *line, rule);
            made.content = cut_block(*line, marks);
            made
        }));
    }
    if stanzas.len() == 1 {
        return stanzas.pop();
    }
    let mut poem = Block::new(Role::Verse, span, rule);
    poem.children = stanzas;
    Some(poem)
}

/// Whether a stanza ends between two blocks: there is a blank line, and one of them has several lines. Where each line stands
/// alone, blank lines tell nothing.
fn are_apart(before: &TextBlock<'_>, block: &TextBlock<'_>, text: &str) -> bool {
    let between = Span::new(before.span.end, block.span.start).of(text);
    let lines: Vec<&str> = between.split('\n').collect();
    let has_blank = lines.get(1..lines.len() - 1).is_some_and(|inner| inner.iter().any(|line| line.trim().is_empty()));
    has_blank && (before.lines.len() > 1 || block.lines.len() > 1)
}

/// Several words, no more than a line of verse has, and no figure at the end.
fn could_be_verse(line: &str) -> bool {
    line.contains(char::is_whitespace)
        && line.chars().filter(|c| *c != MASK).count() <= LONGEST_LINE
        && !line.trim_end_matches(|c: char| !c.is_alphanumeric()).ends_with(|c: char| c.is_numeric())
}

/// Marks the blocks of lines that rhyme with others near by, and those between them.
fn mark_rhymed(lines: &[Line<'_>], lexicon: &Lexicon, found: &mut [bool]) {
    if lines.len() < FEWEST_LINES {
        return;
    }
    let rhymes: Vec<Rhyme> = lines.iter().map(|line| Rhyme::of(line.text, lexicon)).collect();
    let rhyme_near = |at: usize| {
        let near = rhymes.get(at.saturating_sub(FARTHEST_RHYME)..).unwrap_or_default().iter();
        near.take(at.min(FARTHEST_RHYME) + FARTHEST_RHYME + 1)
            .any(|other| rhymes.get(at).is_some_and(|r| r.is_with(other)))
    };
    let rhymed: Vec<usize> = (0..lines.len()).filter(|at| rhyme_near(*at)).collect();
    for chain in rhymed.chunk_by(|before, next| next - before <= FARTHEST_RHYME) {
        let (Some(&first), Some(&last)) = (chain.first(), chain.last()) else { continue };
        // Where every second line rhymes, the first does not.
        let alternates = chain.get(1) == Some(&(first + 2));
        let first = first - usize::from(alternates && first > 0);
        let poem = lines.get(first..=last).unwrap_or_default();
        let is_poem = chain.len() >= FEWEST_LINES && chain.len() * 2 >= poem.len() && !is_prose(poem);
        if !is_poem || !is_running(poem.iter().map(|line| line.text)) {
            continue;
        }
        for line in poem {
            if let Some(slot) = found.get_mut(line.block) {
                *slot = true;
            }
        }
    }
}

/// Whether lines of the same blocks run full to a margin, or go on in small letters in the middle of a sentence: more than two of three
/// of them, or one of three.
fn is_prose(lines: &[Line<'_>]) -> bool {
    let width = lines.iter().map(|line| line.text.chars().count()).max().unwrap_or(0);
    let (mut all, mut full, mut going_on) = (0_usize, 0_usize, 0_usize);
    for pair in lines.windows(2) {
        let [line, next] = pair else { continue };
        if line.block != next.block {
            continue;
        }
        let word = next.text.split_whitespace().next().unwrap_or_default();
        let is_whole = line.text.ends_with(|c: char| !c.is_alphanumeric());
        all += 1;
        full += usize::from(line.text.chars().count() + 1 + word.chars().count() > width);
        going_on += usize::from(!is_whole && next.text.starts_with(char::is_lowercase));
    }
    full * 3 > all * 2 || going_on * 3 > all
}

/// Whether of lines that could be verse every one begins with a capital, none but the last has less than half the length of the longest, some but not all before the
/// last end in a sign, and one or more are broken though the next word had room.
fn is_broken_freely(lines: &[&str]) -> bool {
    let width = lines.iter().map(|line| line.chars().count()).max().unwrap_or(0);
    let has_room = |pair: &[&str]| {
        let [line, next] = pair else { return false };
        let word = next.split_whitespace().next().unwrap_or_default();
        line.chars().count() + 1 + word.chars().count() <= width
    };
    let begins = |line: &str| line.trim_start_matches(|c: char| !c.is_alphanumeric()).starts_with(char::is_uppercase);
    let is_sign = |c: char| !c.is_alphanumeric() && c != MASK;
    let all_but_last = lines.split_last().map(|(_, others)| others).unwrap_or_default();
    lines.len() >= FEWEST_LINES
        && lines.iter().all(|line| begins(line))
        && all_but_last.iter().all(|line| line.chars().count() * 2 >= width)
        && (1..all_but_last.len()).contains(&all_but_last.iter().filter(|line| line.ends_with(is_sign)).count())
        && lines.windows(2).any(has_room)
        && is_running(lines.iter().copied())
}

/// Whether half of the words or more begin with a small letter, as in sentences and unlike in names.
fn is_running<'t>(lines: impl Iterator<Item = &'t str>) -> bool {
    let (mut small, mut all) = (0_usize, 0_usize);
    for word in lines.flat_map(str::split_whitespace) {
        let first = word.chars().find(|c| c.is_alphabetic());
        small += usize::from(first.is_some_and(char::is_lowercase));
        all += usize::from(first.is_some());
    }
    small * 2 >= all
}

/// How a line ends.
struct Rhyme {
    /// The last word, in small letters and as it sounds.
    word: Vec<char>,
    /// Where in it the rhyme begins; its length if it has none.
    start: usize,
}

impl Rhyme {
    fn of(line: &str, lexicon: &Lexicon) -> Self {
        let end = line.trim_end_matches(|c: char| !c.is_alphabetic());
        let word: String = end.rsplit(|c: char| !c.is_alphabetic()).next().unwrap_or_default().to_lowercase();
        let mut word: Vec<char> = as_it_sounds(&word, lexicon);
        word.dedup();
        let start = rhyme_start(&word);
        Self { word, start }
    }

    fn tail(&self) -> &[char] {
        self.word.get(self.start..).unwrap_or_default()
    }

    /// Whether both sound alike at the end, and are not the same word.
    fn is_with(&self, other: &Self) -> bool {
        !self.tail().is_empty() && self.tail() == other.tail() && self.word != other.word
    }
}

/// The word with every spelling of a sound written like the first of its row.
fn as_it_sounds(word: &str, lexicon: &Lexicon) -> Vec<char> {
    let mut found = Vec::new();
    let mut rest = word;
    while let Some(first) = rest.chars().next() {
        let spellings = lexicon.sounds.get(&first).map(Vec::as_slice).unwrap_or_default().iter();
        let longest = spellings
            .filter(|(spelling, _)| rest.starts_with(spelling.as_str()))
            .max_by_key(|(spelling, _)| spelling.len());
        match longest {
            Some((spelling, sound)) => {
                found.extend(sound.chars());
                rest = rest.get(spelling.len()..).unwrap_or_default();
            }
            None => {
                found.push(first);
                rest = rest.get(first.len_utf8()..).unwrap_or_default();
            }
        }
    }
    found
}

/// Where the rhyme begins: at the last vowel, or at the one before where the last is not stressed: "-en", "-e", and a vowel at the end.
fn rhyme_start(word: &[char]) -> usize {
    let is_vowel = |c: &char| "aeiouyäöüàáâèéêëìíîïòóôùúûæœ".contains(*c);
    let group_before = |end: usize| {
        let last = word.get(..end)?.iter().rposition(is_vowel)?;
        let first = word.get(..last)?.iter().rposition(|c| !is_vowel(c)).map_or(0, |at| at + 1);
        Some((first, last + 1))
    };
    let Some((start, end)) = group_before(word.len()) else { return word.len() };
    let is_weak = end - start == 1 && (word.get(start) == Some(&'e') || end == word.len());
    let before = group_before(start).filter(|_| is_weak);
    before.map_or(start, |(start, _)| start)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::profile::built_in;

    fn rhyme(one: &str, other: &str) -> bool {
        let profile = built_in("letter").unwrap();
        Rhyme::of(one, profile.lexicon()).is_with(&Rhyme::of(other, profile.lexicon()))
    }

    #[test]
    fn rhymes() {
        for (one, other) in [
            ("wie ich’s mag.", "an jenem Tag"),
            ("auch füge, –", "hold mit Lüge –"),
            ("nichts mehr passieren!", "mit Hintertüren."),
            ("Freunde und Verwandten,", "geliebte Gratulanten,"),
            ("tread the land", "in his hand;"),
            ("by candle light", "again to write"),
            ("nel mio core", "del dolce amore"),
        ] {
            assert!(rhyme(one, other), "{one} / {other}");
        }
        for (one, other) in
            [("zu sehen", "zu lesen"), ("the house", "the house"), ("1914", "1914"), ("is here", "he said")]
        {
            assert!(!rhyme(one, other), "{one} / {other}");
        }
    }

    /// The lines of the text, and which of its blocks are verse.
    fn check(text: &str, expected: &[bool]) {
        let profile = built_in("letter").unwrap();
        let lines: Vec<Span> = crate::text::Source::new("x", text).lines().collect();
        let blocks = super::super::blocks::cut(text, &lines, &[], Layout::of(&profile));
        assert_eq!(find(&blocks, text, Layout::of(&profile)), expected, "{text}");
    }

    #[test]
    fn lines_that_rhyme_are_verse_each_alone_or_together() {
        check(
            "So sang he\n\nThe curfew tolls the knell of day,\n\nThe herd winds slowly on its way,\n\nAnd all the air a stillness holds,\n\nSave for the folds,\n\nIt is fine, is it not?",
            &[false, true, true, true, true, false],
        );
        check(
            "I send you this:\n\nThe poor soul sat sighing,\n  sing all a willow,\nher hand in her dying,\n  her head on her pillow.",
            &[false, true],
        );
    }

    #[test]
    fn lines_broken_freely_are_verse() {
        check(
            "Of Man’s first disobedience, and the fruit\nOf that forbidden tree whose mortal taste\nBrought death into the World, and all our woe,\nWith loss of Eden, till one greater Man\nRestore us, and regain the blissful seat,\nSing, Heavenly Muse",
            &[true],
        );
    }

    #[test]
    fn addresses_names_and_wrapped_prose_are_none() {
        check("Mr. John Smith\nHigh Street House\nOld Town\nNew South Wales", &[false]);
        let list = "I need:\n\nTwo dozen of the white shirts\nSix pairs of the best stockings\nSome ribbon of a good blue\nOne hat for my mother";
        check(list, &[false, false]);
        check("Ambassador Smith\n\nMinister Lith\n\nSecretary Flynn\n\nCounselor Lynn", &[false; 4]);
        check(
            "We left the house on Monday and\nMary came with us as far as the\nMill, where Uncle Thomas gave us\nTea and cake, for which we were\nVery glad.",
            &[false],
        );
    }
}
