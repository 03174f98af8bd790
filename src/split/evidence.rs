//! How well headings explain a volume. Takes what each line says; gives two figures for any set of headings: how many of them stand where one
//! letter ends and another begins, and how many of the beginnings of letters have one.
//!
//! What a line says is looked at once and counted from the beginning on, so that a set of headings costs as many looks as it has headings.

use enumset::EnumSet;

use super::border::Border;
use super::lines::Line;
use crate::letter::{LineSign, line_signs};
use crate::profile::Lexicon;

/// So many lines behind a heading, at most, a letter shows that it begins.
const BELOW: usize = 8;
/// So many lines above a heading, at most, the letter before it shows that it ends.
const ABOVE: usize = 6;

/// A line that is longer, in bytes, is one of a paragraph.
const LONG: usize = 60;

/// What the lines of a volume say.
#[derive(Debug)]
pub struct Evidence {
    /// The lines that open a letter: datelines and salutations.
    opening: Vec<usize>,
    /// The lines that close one.
    closing: Vec<usize>,
    /// The lines that only paragraphs have.
    long: Vec<usize>,
    /// How many lines there are.
    lines: usize,
    /// The lines with a salutation, or in a volume with few of them a dateline, each the first of those near to it.
    beginnings: Vec<usize>,
}

impl Evidence {
    /// Looks at all lines.
    pub fn of(lines: &[Line], text: &str, lexicon: &Lexicon) -> Self {
        let signs: Vec<EnumSet<LineSign>> = lines.iter().map(|line| line_signs(line.words.of(text), lexicon)).collect();
        let opening = with(&signs, LineSign::Dateline | LineSign::Salutation);
        let closing = with(&signs, LineSign::Closing.into());
        let salutations = firsts(&with(&signs, LineSign::Salutation.into()), &closing);
        let all = firsts(&opening, &closing);
        let beginnings = if salutations.len() * 4 < all.len() { all } else { salutations };
        let long = lines.iter().enumerate().filter(|(_, line)| line.words.len() > LONG).map(|(at, _)| at).collect();
        Self { opening, closing, long, lines: lines.len(), beginnings }
    }

    /// Whether a letter opens in this line or soon below.
    pub fn opens(&self, line: usize) -> bool {
        any(&self.opening, line, line + BELOW)
    }

    /// The first line of each row of lines that open a letter.
    pub fn openings(&self) -> impl Iterator<Item = usize> {
        firsts(&self.opening, &self.closing).into_iter()
    }

    /// How much of a set of headings stands between letters, and how much of the letters has one of them: the harmonic mean of both, from
    /// 0 to 1.
    pub fn fit(&self, headings: &[Border]) -> f64 {
        let nexts = headings.iter().skip(1).map(|next| next.line).chain([self.lines]);
        // Of two headings above one beginning, one is none.
        let parts = |(heading, next): &(&Border, usize)| {
            any(&self.opening, heading.below, (heading.below + BELOW).min(*next))
                || any(&self.closing, heading.line.saturating_sub(ABOVE), heading.line)
        };
        let right = headings.iter().zip(nexts).filter(parts).count();
        harmonic(share(right, headings.len()), share(self.explained(headings).count(), self.beginnings.len()))
    }

    /// The headings without those that repeat the one right above: a dateline below a heading that is one too.
    pub fn without_echoes(&self, headings: Vec<Border>) -> Vec<Border> {
        let mut kept: Vec<Border> = Vec::new();
        for heading in headings {
            let is_echo = kept.last().is_some_and(|before| {
                let is_near = heading.line - before.line <= ECHO;
                is_near && ![&self.closing, &self.long].iter().any(|lines| any(lines, before.line, heading.line))
            });
            if !is_echo {
                kept.push(heading);
            }
        }
        kept
    }

    /// Whether headings stand in all parts of the volume.
    pub fn are_spread(&self, headings: &[Border]) -> bool {
        let steps = headings.iter().zip(headings.iter().skip(1)).map(|(before, after)| after.line - before.line);
        let (Some(first), Some(last)) = (headings.first(), headings.last()) else { return false };
        let longest = steps.max().unwrap_or(0).max(first.line).max(self.lines - last.line);
        headings.len() >= MANY && longest * PARTS < self.lines
    }

    /// How many headings have a whole letter below, up to the next one: it opens, and it closes behind that.
    pub fn whole(&self, headings: &[Border]) -> usize {
        let nexts = headings.iter().skip(1).map(|next| next.line).chain([self.lines]);
        let is_whole = |(heading, next): &(&Border, usize)| {
            any(&self.opening, heading.below, (heading.below + BELOW).min(*next))
                && any(&self.closing, heading.below, *next)
        };
        headings.iter().zip(nexts).filter(is_whole).count()
    }

    /// How far above the beginnings of letters these headings stand, in lines.
    pub fn height(&self, headings: &[Border]) -> f64 {
        share(self.explained(headings).sum(), self.explained(headings).count())
    }

    /// Whether these lines stand below letters: there is a letter above the first of them, and none behind the last.
    pub fn stand_below(&self, headings: &[Border]) -> bool {
        let (Some(first), Some(last)) = (headings.first(), headings.last()) else { return false };
        let is_above = self.beginnings.first().is_some_and(|beginning| *beginning < first.line);
        is_above && last.below + SHORTEST > self.lines
    }

    /// How far above it the heading of each beginning stands that has one.
    fn explained(&self, headings: &[Border]) -> impl Iterator<Item = usize> {
        self.beginnings.iter().filter_map(|beginning| {
            let next = headings.partition_point(|heading| heading.line <= *beginning);
            let heading = next.checked_sub(1).and_then(|at| headings.get(at))?;
            Some(beginning - heading.line).filter(|height| *height <= BELOW)
        })
    }
}

/// So many lines below a heading, at most, another one is its echo.
const ECHO: usize = 4;

/// So many headings, at least, are spread, where none is farther from the next than a part of the volume: one of so many.
const MANY: usize = 8;
const PARTS: usize = 3;

/// Lines of a letter, at least.
const SHORTEST: usize = 4;

fn harmonic(a: f64, b: f64) -> f64 {
    if a + b > 0.0 { 2.0 * a * b / (a + b) } else { 0.0 }
}

#[expect(clippy::cast_precision_loss, reason = "counts of lines")]
fn share(part: usize, whole: usize) -> f64 {
    if whole == 0 { 0.0 } else { part as f64 / whole as f64 }
}

/// The lines with one of these signs.
fn with(signs: &[EnumSet<LineSign>], wanted: EnumSet<LineSign>) -> Vec<usize> {
    signs.iter().enumerate().filter(|(_, signs)| !signs.is_disjoint(wanted)).map(|(at, _)| at).collect()
}

/// Whether one of these lines is among those from one to another.
fn any(lines: &[usize], from: usize, to: usize) -> bool {
    lines.get(lines.partition_point(|line| *line < from)).is_some_and(|line| *line < to)
}

/// Those of some lines that have none so near before them, within one letter.
fn firsts(lines: &[usize], closing: &[usize]) -> Vec<usize> {
    let mut found: Vec<usize> = Vec::new();
    for at in lines {
        if found.last().is_none_or(|last| at - last > BELOW || any(closing, *last, *at)) {
            found.push(*at);
        }
    }
    found
}
