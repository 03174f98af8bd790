//! The ways in which headings are found. Takes the lines of a volume; gives for each way all headings that it finds.

use std::collections::BTreeMap;

use super::border::{Border, is_blank, without_lists};
use super::evidence::Evidence;
use super::lines::{Line, WIDE};
use super::number::{self, Look, Number};
use super::pattern::Pattern;
use super::series;
use super::shape::Shape;
use crate::letter::FORM_FEED;
use crate::profile::{Lexicon, Template};
use crate::text::Span;

/// A way to cut a volume.
#[derive(Clone, Debug, Default)]
pub struct Way {
    /// What it cuts at, in words.
    pub words: String,
    /// The headings that it finds.
    pub headings: Vec<Border>,
    /// Whether they show by themselves that they are headings of letters.
    pub is_sure: bool,
}

impl Way {
    fn new(words: impl Into<String>, headings: Vec<Border>, text: &str) -> Self {
        Self { words: words.into(), headings: without_lists(headings, text), is_sure: false }
    }

    /// The way without the headings that do not count up.
    fn counting(words: &str, headings: Vec<Border>, text: &str, evidence: &Evidence) -> Self {
        let headings = without_lists(headings, text);
        let number = |heading: &Border| Some((heading.number?, evidence.opens(heading.below)));
        let numbers: Vec<(Number, bool)> = headings.iter().filter_map(number).collect();
        let places = series::best(&numbers);
        let headings: Vec<Border> = places.into_iter().filter_map(|at| headings.get(at).cloned()).collect();
        let first = headings.first().map(|heading| heading.heading(text).of(text)).unwrap_or_default();
        Self { words: format!("{words}, from `{first}`"), is_sure: counts(&headings), headings }
    }
}

/// Of so many headings one may not have the next number.
const LEAPS: usize = 10;

fn counts(headings: &[Border]) -> bool {
    let steps = headings.iter().zip(headings.iter().skip(1)).filter_map(|(a, b)| Some((a.number?, b.number?)));
    let leaps = steps.filter(|(before, after)| !after.follows(*before)).count();
    headings.len() > 1 && leaps * LEAPS < headings.len()
}

fn heading(lines: &[Line], at: usize, number: Option<Number>) -> Option<Border> {
    let line = lines.get(at)?;
    Some(Border { at: line.start, end: line.words.end, number, line: at, below: at + 1 })
}

/// The lines that one of the headings of the profile spells.
pub fn of_patterns(text: &str, lines: &[Line], templates: &[Template], lexicon: &Lexicon) -> Way {
    let patterns: Vec<Pattern> = templates.iter().map(Pattern::new).collect();
    let read = |(at, line): (usize, &Line)| {
        let number = patterns.iter().find_map(|pattern| pattern.read(line.words.of(text), lexicon))?;
        heading(lines, at, number)
    };
    Way::new("at the headings of the profile", lines.iter().enumerate().filter_map(read).collect(), text)
}

/// The places behind form feeds; before the first one stands a letter too. A page without words belongs to the letter behind it.
pub fn form_feeds(text: &str, lines: &[Line]) -> Way {
    let border = |start: usize| {
        let line = lines.partition_point(|line| line.words.end <= start);
        Border { at: start, end: start, number: None, line, below: line }
    };
    let mut headings = vec![border(0)];
    let (mut before, mut has_words) = (0, false);
    for start in text.match_indices(FORM_FEED).map(|(at, sign)| at + sign.len()) {
        has_words |= !is_blank(Span::new(before, start).of(text));
        before = start;
        if std::mem::take(&mut has_words) {
            headings.push(border(start));
        }
    }
    headings.retain(|heading| heading.line < lines.len());
    let breaks = headings.iter().filter(|heading| goes_on(text, heading.at)).count();
    let is_sure = breaks * LEAPS < headings.len();
    if headings.len() < 2 { Way::default() } else { Way { is_sure, ..Way::new("at form feeds", headings, text) } }
}

/// Whether a sentence goes on from one page to the next.
fn goes_on(text: &str, at: usize) -> bool {
    let (before, after) = text.split_at_checked(at).unwrap_or((text, ""));
    let is_open = before.trim_end().ends_with(|c: char| c.is_lowercase() || matches!(c, ',' | '-' | ';'));
    is_open && after.trim_start().starts_with(char::is_lowercase)
}

/// The numbers alone on their lines that count up, of all ways to write them the one that counts most letters.
pub fn numbers(text: &str, lines: &[Line], lexicon: &Lexicon, evidence: &Evidence) -> Option<Way> {
    let ways = each_look(text, lines, lexicon, evidence);
    let opened = |way: &Way| way.headings.iter().filter(|heading| evidence.opens(heading.below)).count();
    ways.into_iter().filter(|way| way.headings.len() > 1).max_by_key(|way| (opened(way), way.headings.len()))
}

/// The numbers alone on their lines that count up, for each way to write them.
pub fn each_look(text: &str, lines: &[Line], lexicon: &Lexicon, evidence: &Evidence) -> Vec<Way> {
    let mut looks: BTreeMap<Look, Vec<Border>> = BTreeMap::new();
    for (at, line) in lines.iter().enumerate() {
        if let Some((look, number)) = number::alone(line.words.of(text), lexicon) {
            looks.entry(look).or_default().extend(heading(lines, at, Some(number)));
        }
    }
    let way = |headings| Way::counting("at numbers alone on their lines", headings, text, evidence);
    looks.into_values().map(way).collect()
}

/// The lines of one shape, for each shape: all of them, and those behind a wide gap.
pub fn each_shape(text: &str, lines: &[Line], lexicon: &Lexicon, evidence: &Evidence) -> Vec<Way> {
    let mut shapes: BTreeMap<(Shape, bool), Vec<Border>> = BTreeMap::new();
    let apart = lines.iter().enumerate().filter(|(_, line)| line.gap > 0);
    for (at, line) in apart {
        let words = line.words.of(text);
        let Some(shape) = Shape::of(words, lexicon) else { continue };
        let number = shape.is_numbered().then(|| number::first(words)).flatten();
        let Some(heading) = heading(lines, at, number) else { continue };
        if line.gap >= WIDE {
            shapes.entry((shape.clone(), true)).or_default().push(heading.clone());
        }
        shapes.entry((shape, false)).or_default().push(heading);
    }
    let gaps = lines.iter().filter(|line| line.gap >= WIDE).count();
    let way = |((shape, is_wide), headings): ((Shape, bool), Vec<Border>)| {
        let first = headings.first().map(|heading| heading.heading(text).of(text)).unwrap_or_default();
        let takes_all_gaps = is_wide && headings.len() * LEAPS > gaps * (LEAPS - 1);
        let mut way = match shape.is_numbered() {
            true => Way::counting("at numbered headings", headings, text, evidence),
            false => {
                let echoes = !shape.is_of_edition();
                let headings = if echoes { evidence.without_echoes(headings) } else { headings };
                Way::new(format!("at headings like `{first}`"), headings, text)
            }
        };
        way.is_sure |= shape.is_of_edition() || takes_all_gaps;
        way
    };
    shapes.into_iter().map(way).collect()
}

/// The lines behind wide gaps.
pub fn gaps(text: &str, lines: &[Line]) -> Way {
    let wide = lines.iter().enumerate().filter(|(_, line)| line.gap >= WIDE);
    let headings = wide.filter_map(|(at, _)| Some(Border { below: at, ..heading(lines, at, None)? })).collect();
    Way::new("at gaps of several blank lines", headings, text)
}

/// The datelines and salutations that open a letter, each with the headings above it.
pub fn datelines(text: &str, lines: &[Line], lexicon: &Lexicon, evidence: &Evidence) -> Way {
    const MOST: usize = 3;
    let is_heading = |line: &Line| {
        let words = line.words.of(text);
        number::alone(words, lexicon).is_some() || Shape::of(words, lexicon).is_some()
    };
    let headings = evidence.openings().filter_map(|opening| {
        let above = lines.get(opening.saturating_sub(MOST)..opening)?.iter().rev().take_while(|line| is_heading(line));
        let found = heading(lines, opening - above.count(), None)?;
        Some(Border { end: found.at, below: opening, ..found })
    });
    Way::new("at datelines and salutations", headings.collect(), text)
}
