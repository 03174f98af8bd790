//! The block whose lines are being gathered. Takes lines one by one; says where the next one cannot belong to it.
//!
//! Where a line's end is white space, salutations, datelines and closing formulas on lines of their own are cut off the lines around
//! them. In a text written line by line, each line one of the manuscript, indentation begins a block where the profile says so; such
//! formulas and postscripts do where they stand as such: a line of prose may begin with the same words.

use std::cell::OnceCell;

use super::facts::{LineFacts, is_brief, salutes};
use super::formulas::leads_to_name;
use super::layout::{Layout, indent};
use super::words::{bare, is_bare, is_personal_name};
use crate::profile::{Lexicon, ParagraphStart};
use crate::text::Span;

/// The most characters of the lines of an address.
const ADDRESS_WIDTH: usize = 40;
/// The most characters of a line of a salutation that takes several.
const SALUTATION_WIDTH: usize = 60;
/// How much deeper than the line before a line begins a paragraph, in characters.
const INDENT: usize = 2;
/// From here on an indented line is no first line of a paragraph: it stands at the right, as datelines and signatures do.
const RIGHT: usize = 12;
/// What ends a sentence, and with it a paragraph where the line has room for more.
const STOPS: [char; 5] = ['.', '!', '?', '…', ':'];
/// How many lines a salutation or a dateline takes at most.
const MOST_OF_FORMULA: usize = 3;
/// How many lines stand above a salutation at most, and how many bytes.
const MOST_ABOVE: usize = 9;
const LONGEST_ABOVE: usize = 300;
/// How many lines follow a closing formula at most, in the same group.
const MOST_AFTER: usize = 4;

/// The lines of a block to which others may still come, and what each new line asks of all of them.
#[derive(Debug, Default)]
pub(super) struct OpenBlock {
    /// The lines.
    pub(super) lines: Vec<Span>,
    /// The first and the last line with words in it.
    words: Option<(Span, Span)>,
    /// How many lines have words in them.
    count: usize,
    /// Characters of the longest line.
    width: usize,
    /// Characters of the longest line with words in it, without white space at its ends.
    longest: usize,
    /// The least indentation of a line with words in it.
    indent: usize,
    /// What the last line with words in it says, once it was asked.
    read: OnceCell<LineFacts>,
}

/// A line that may belong to a block, and those behind it up to a blank one.
#[derive(Debug)]
pub(super) struct NextLine<'a> {
    /// The line.
    pub(super) span: Span,
    /// Those behind.
    pub(super) rest: &'a [Span],
    /// What it says, once it was asked.
    pub(super) read: OnceCell<LineFacts>,
}

impl NextLine<'_> {
    fn facts(&self, text: &str, lexicon: &Lexicon) -> &LineFacts {
        self.read.get_or_init(|| LineFacts::read(bare(self.span.of(text)), lexicon))
    }
}

impl OpenBlock {
    /// Takes a line.
    pub(super) fn push(&mut self, line: Span, read: OnceCell<LineFacts>, text: &str) {
        self.lines.push(line);
        self.width = self.width.max(line.of(text).chars().count());
        let words = bare(line.of(text));
        if words.is_empty() {
            return;
        }
        let depth = indent(line, text);
        self.indent = self.words.map_or(depth, |_| self.indent.min(depth));
        self.words = Some((self.words.map_or(line, |(first, _)| first), line));
        self.count += 1;
        self.longest = self.longest.max(words.chars().count());
        self.read = read;
    }

    /// What the only line says, if there is one and it was asked.
    pub(super) fn read_of_only_line(&self) -> Option<LineFacts> {
        self.read.get().copied().filter(|_| self.lines.len() == 1)
    }

    /// What the last line with words in it says.
    fn last(&self, last: Span, text: &str, lexicon: &Lexicon) -> &LineFacts {
        self.read.get_or_init(|| LineFacts::read(bare(last.of(text)), lexicon))
    }

    /// Whether a line cannot belong to the lines of text before it.
    pub(super) fn ends_before(&self, next: &NextLine<'_>, text: &str, layout: Layout<'_>) -> bool {
        let Some((first, last)) = self.words else { return false };
        if layout.is_unparted && self.is_above_salutation(first, next, text, layout) {
            return true;
        }
        if layout.keeps_lines() {
            return self.ends_before_line(first, last, next, text, layout);
        }
        let (last, line) = (self.last(last, text, layout.lexicon), next.facts(text, layout.lexicon));
        if self.is_in_salutation(first, next, text, layout.lexicon) {
            return false;
        }
        // An address above a date is part of the dateline; a paragraph is not.
        let is_address = self.width <= ADDRESS_WIDTH;
        let begins_sentence = bare(next.span.of(text)).starts_with(|c: char| !c.is_lowercase());
        let calls = self.count == 1 && last.calls && begins_sentence;
        let is_year = is_year_alone(next.span.of(text), layout.lexicon) && last.is_dateline();
        if layout.is_unparted && is_year {
            return false;
        }
        let is_parted = last.is_formula() || last.is_dateline() || calls || line.is_formula() || line.calls;
        let is_signed = || is_personal_name(bare(first.of(text)), layout.lexicon);
        // Below a letter a name above a date is a signature, above it may be the house.
        let is_below = first.start > text.len() / 2;
        let is_dated = || self.count == 1 && is_below && line.is_dateline() && is_signed();
        let is_added = is_signed() && layout.lexicon.postscript.begins(bare(next.span.of(text)));
        is_parted
            || is_added
            || is_dated()
            || !is_address && line.is_dateline()
            || self.leads_to_addressee(next, text, layout.lexicon)
    }

    /// Whether a text without blank lines has a line of its opener here: a salutation follows soon, and all lines up to it are short. What
    /// goes on with a dateline belongs to it.
    fn is_above_salutation(&self, first: Span, next: &NextLine<'_>, text: &str, layout: Layout<'_>) -> bool {
        if self.longest > ADDRESS_WIDTH || first.start > layout.opener {
            return false;
        }
        let is_short = |words: &str| is_brief(words, ADDRESS_WIDTH);
        let above = std::iter::once(&next.span).chain(next.rest).take(MOST_ABOVE).map(|line| bare(line.of(text)));
        let opens = |words: &str| {
            let (opens, calls) = salutes(words, layout.lexicon);
            opens || calls
        };
        let mut above = above.take_while(|words| is_short(words));
        let whole = || LineFacts::read(bare(first.to(next.span).of(text)), layout.lexicon).is_dateline();
        above.any(opens) && (next.facts(text, layout.lexicon).is_dateline() || !whole())
    }

    /// Whether a salutation of several short lines goes on: the first of them calls somebody, and so does the last, with its sign.
    fn is_in_salutation(&self, first: Span, next: &NextLine<'_>, text: &str, lexicon: &Lexicon) -> bool {
        let calls = |line: Span| salutes(bare(line.of(text)), lexicon).1;
        if self.count >= MOST_OF_FORMULA || self.longest > SALUTATION_WIDTH || !calls(first) {
            return false;
        }
        let rest = std::iter::once(&next.span).chain(next.rest).take(MOST_OF_FORMULA - self.count);
        let mut rest = rest.map(|line| bare(line.of(text))).take_while(|words| is_brief(words, SALUTATION_WIDTH));
        rest.any(|words| words.ends_with('!') && salutes(words, lexicon).0)
    }

    /// Whether an address begins below a name: "to" on a line of its own, and a name behind it.
    fn leads_to_addressee(&self, next: &NextLine<'_>, text: &str, lexicon: &Lexicon) -> bool {
        let names = |line: Option<&Span>| line.is_some_and(|line| is_personal_name(bare(line.of(text)), lexicon));
        let is_name = self.words.is_some_and(|(first, _)| names(Some(&first)));
        is_name && lexicon.to.has_alike(bare(next.span.of(text))) && names(next.rest.first())
    }

    /// The same where the lines of the manuscript are kept.
    fn ends_before_line(&self, first: Span, last: Span, next: &NextLine<'_>, text: &str, layout: Layout<'_>) -> bool {
        let last_words = bare(last.of(text));
        if layout.ends_in_hyphen(last_words) || layout.is_broken(last_words, next.span.of(text)) {
            return false;
        }
        let (depth, lexicon) = (indent(next.span, text), layout.lexicon);
        let was_right = self.indent >= depth + RIGHT;
        let is_indented = depth >= indent(last, text) + INDENT || was_right;
        if is_indented && takes_indentation(layout.lines.paragraphs) {
            return true;
        }
        if self.count <= MOST_OF_FORMULA && self.is_whole(first, last, next, text, lexicon) {
            return true;
        }
        let is_short = last_words.chars().count() * 3 < self.longest * 2;
        let is_signed = || layout.is_unparted && is_personal_name(last_words, lexicon);
        if is_signed() && is_behind_name(next, text, lexicon) {
            return true;
        }
        let begins_sentence = || bare(next.span.of(text)).starts_with(char::is_uppercase);
        if layout.is_unparted && is_short && self.count > 1 && last_words.ends_with(STOPS) && begins_sentence() {
            return true;
        }
        let is_after_sentence =
            is_short || last_words.ends_with(['.', '!', '?', ':', '…', '–', '—', '”', '“', '"', '«', '»']);
        is_after_sentence && begins_closer(next, text, lexicon)
    }

    /// Whether the lines so far are a salutation, a closing formula or a dateline that does not go on in the next line.
    fn is_whole(&self, first: Span, last: Span, next: &NextLine<'_>, text: &str, lexicon: &Lexicon) -> bool {
        let so_far = bare(first.to(last).of(text));
        // "Mit dem Ausdruck vorzüglicher" above "Hochachtung", and not above "Ihr".
        let line = next.facts(text, lexicon);
        let is_open = so_far.ends_with(char::is_alphabetic);
        if is_open && line.is_formula() && !leads_to_name(bare(next.span.of(text)), lexicon) {
            return false;
        }
        let said = if self.count == 1 { *self.last(last, text, lexicon) } else { LineFacts::read(so_far, lexicon) };
        // Over several lines only the sign at its end tells a formula from prose.
        let is_formula = said.is_formula() && (self.count == 1 || so_far.ends_with([',', ':', '!']));
        let with_next = || LineFacts::read(bare(first.to(next.span).of(text)), lexicon);
        is_formula || said.is_dateline() && !with_next().is_dateline()
    }
}

/// Where the last lines begin that may stand above a salutation: so few bytes are written before them.
pub(super) fn opener(text: &str) -> usize {
    let mut written = text.char_indices().filter(|(_, c)| !is_bare(*c));
    let start = written.next().map_or(0, |(at, _)| at);
    written.find(|(at, c)| at + c.len_utf8() > start + LONGEST_ABOVE).map_or(usize::MAX, |(at, _)| at)
}

/// Whether a line is a year and nothing else: the date of the line before goes on.
fn is_year_alone(line: &str, lexicon: &Lexicon) -> bool {
    lexicon.is_year(bare(line).trim_end_matches('.'))
}

fn takes_indentation(paragraphs: ParagraphStart) -> bool {
    matches!(paragraphs, ParagraphStart::Found | ParagraphStart::Indentation)
}

/// Whether a line near the end of a text stands behind a signature: a postscript, or place and date.
fn is_behind_name(next: &NextLine<'_>, text: &str, lexicon: &Lexicon) -> bool {
    let is_dated = || next.rest.len() <= MOST_AFTER && next.facts(text, lexicon).is_dateline();
    lexicon.postscript.begins(bare(next.span.of(text))) || is_dated()
}

/// Whether a line behind a sentence begins what stands at the end of a letter: few lines follow, and they are no prose.
fn begins_closer(next: &NextLine<'_>, text: &str, lexicon: &Lexicon) -> bool {
    let words = bare(next.span.of(text));
    let following = next.rest.iter().map(|line| bare(line.of(text))).filter(|words| !words.is_empty());
    let following: Vec<&str> = following.take(MOST_AFTER + 1).collect();
    let goes_on = |line: &&str| line.starts_with(char::is_lowercase) && !LineFacts::read(line, lexicon).is_formula();
    let is_prose = following.first().is_some_and(goes_on);
    let is_at_end = following.len() <= MOST_AFTER && (!is_prose || leads_to_name(words, lexicon));
    let says = || next.facts(text, lexicon);
    lexicon.postscript.begins(words) || is_at_end && (says().is_formula() || says().is_dateline())
}

#[cfg(test)]
mod tests {
    use super::super::blocks::{TextBlock, cut};
    use super::super::pages;
    use super::*;
    use crate::profile::built_in;

    /// The blocks of a text, with a stroke for a line's end.
    fn check(text: &str, expected: &[&str]) {
        let profile = built_in("transcript").unwrap();
        let lines: Vec<Span> = crate::text::Source::new("x", text).lines().collect();
        let pages = pages::find(text, &profile.page);
        let blocks = cut(text, &lines, &pages, Layout::of(&profile));
        let lines = |block: &TextBlock<'_>| block.lines.iter().map(|line| line.of(text)).collect::<Vec<_>>().join("|");
        assert_eq!(blocks.iter().map(lines).collect::<Vec<_>>(), expected, "{text}");
    }

    #[test]
    fn indentation_begins_a_paragraph() {
        check("a\n  b\nc\n  d", &["a", "b|c", "d"]);
        check("                A\n                B\nc", &["A|B", "c"]);
        check("                A\nc", &["A", "c"]);
    }

    #[test]
    fn a_page_mark_stands_inside_a_paragraph_that_goes_on() {
        check("a\n[1r]\nb", &["a|[1r]|b"]);
        check("a\n[1r]\n  b", &["a", "[1r]", "b"]);
        check("a [1r]\n[1v]\nb", &["a", "[1r]", "[1v]", "b"]);
        check("se-\n\n[1r]\n\nven\n\nb", &["se-|[1r]|ven", "b"]);
    }

    #[test]
    fn formulas_stand_alone_and_prose_does_not() {
        check("Hochverehrter Herr\nDoktor!\nIch danke", &["Hochverehrter Herr|Doktor!", "Ich danke"]);
        check("Wien, den 3. Mai\n1890\nIch danke", &["Wien, den 3. Mai|1890", "Ich danke"]);
        check(
            "Es geht allen Kindern gut. \nIhr Brief hat mich sehr\nerfreut, und alle danken.",
            &["Es geht allen Kindern gut.|Ihr Brief hat mich sehr|erfreut, und alle danken."],
        );
        check(
            "Es geht allen Kindern gut.\nMit besten Grüßen\nIhr\nKarl",
            &["Es geht allen Kindern gut.", "Mit besten Grüßen", "Ihr", "Karl"],
        );
        check(
            "Mit dem Ausdruck vorzüglicher\nHochachtung\nIhr ergebenster\nKarl",
            &["Mit dem Ausdruck vorzüglicher|Hochachtung", "Ihr ergebenster", "Karl"],
        );
    }
}
