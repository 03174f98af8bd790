//! Texts written line by line, each line one of the manuscript. Takes masked lines; tells where a word goes on in the next line and
//! which line begins a block; gives the line breaks inside blocks as marks.
//!
//! A line that ends in a hyphen behind a letter goes on in the next one, unless that begins with a word that joins two others
//! ("Vor-" above "und Nachteile"). A page mark between two lines stands before the break. Inside a group of lines without a blank
//! one, indentation begins a block where the profile says so; salutations, datelines, closing formulas and postscripts do where they
//! stand as such: a line of prose may begin with the same words. Has nothing to say where a line's end is white space.

use super::blocks::{Layout, Open, Shape, TextBlock, indent, is_formula};
use super::dateline;
use super::formulas::leads_to_name;
use super::inline::{Gap, Mark};
use super::pages::PageMark;
use super::words::bare;
use crate::profile::{Lexicon, ParagraphStart};
use crate::text::Span;

/// How much deeper than the line before a line begins a paragraph, in characters.
const INDENT: usize = 2;
/// From here on an indented line is no first line of a paragraph: it stands at the right, as datelines and signatures do.
const RIGHT: usize = 12;
/// How many lines a salutation or a dateline takes at most.
const MOST_OF_FORMULA: usize = 3;
/// How many lines follow a closing formula at most, in the same group.
const MOST_AFTER: usize = 4;

/// Whether a line ends in the middle of a word, as far as it tells itself.
pub(super) fn ends_in_hyphen(line: &str, hyphens: &[String]) -> bool {
    let line = bare(line);
    let mut before = hyphens.iter().filter_map(|hyphen| line.strip_suffix(hyphen.as_str()));
    before.any(|word| word.ends_with(char::is_alphabetic))
}

/// Whether the word at the end of a line goes on in the next one.
fn is_broken(line: &str, next: &str, layout: Layout<'_>) -> bool {
    let next = bare(next);
    // "Ge=" above "=danke": some writers repeat the sign.
    let signs = &layout.lines.hyphens;
    let next = signs.iter().find_map(|hyphen| next.strip_prefix(hyphen.as_str())).unwrap_or(next);
    ends_in_hyphen(line, signs) && next.starts_with(char::is_alphabetic) && !layout.lexicon.conjunctions.begins(next)
}

/// The breaks between the lines of each block.
pub(super) fn breaks(blocks: &[TextBlock], text: &str, pages: &[PageMark], layout: Layout<'_>) -> Vec<Mark> {
    let mut found = Vec::new();
    let texts = blocks.iter().filter(|block| layout.keeps_lines() && block.shape != Shape::Rows);
    for block in texts {
        let (mut before, mut page): (Option<Span>, Option<PageMark>) = (None, None);
        for line in &block.lines {
            if let Some(mark) = page_at(*line, pages) {
                page = Some(mark);
                continue;
            }
            if let Some(before) = before {
                let gap = Gap { span: Span::new(before.end, line.start), page };
                let is_word = is_broken(before.of(text), line.of(text), layout);
                found.push(if is_word { Mark::WordBreak(gap) } else { Mark::LineBreak(gap) });
            }
            (before, page) = (Some(*line), None);
        }
    }
    found.retain(|mark| is_empty(*mark, text));
    found
}

/// Whether nothing but white space and the page mark is in a gap.
fn is_empty(mark: Mark, text: &str) -> bool {
    bare(mark.span().of(text)).is_empty()
}

/// The page mark that a line consists of.
fn page_at(line: Span, pages: &[PageMark]) -> Option<PageMark> {
    let at = pages.partition_point(|page| page.span.start < line.start);
    pages.get(at).copied().filter(|page| page.span == line)
}

/// Whether a line cannot belong to the lines of text before it; `rest` are the lines behind it, up to a blank one.
pub(super) fn begins_block(open: &Open, line: Span, rest: &[Span], text: &str, layout: Layout<'_>) -> bool {
    let is_text = |line: &&Span| !bare(line.of(text)).is_empty();
    let Some((first, last)) = open.words else { return false };
    if ends_in_hyphen(last.of(text), &layout.lines.hyphens) {
        return false;
    }
    let (depth, lexicon) = (indent(line, text), layout.lexicon);
    if layout.lines.paragraphs == ParagraphStart::Indentation {
        let was_right = open.indent >= depth + RIGHT;
        if depth >= indent(last, text) + INDENT || was_right {
            return true;
        }
    }
    let words = bare(line.of(text));
    let so_far = bare(first.to(last).of(text));
    // "Mit dem Ausdruck vorzüglicher" above "Hochachtung", and not above "Ihr".
    let is_open = so_far.ends_with(char::is_alphabetic);
    let goes_on = is_open && is_formula(words, lexicon) && !leads_to_name(words, lexicon);
    if open.count <= MOST_OF_FORMULA && !goes_on && is_whole(so_far, open.count, first.to(line), text, lexicon) {
        return true;
    }
    let is_short = bare(last.of(text)).chars().count() * 3 < open.longest * 2;
    let is_after_sentence =
        is_short || bare(last.of(text)).ends_with(['.', '!', '?', ':', '…', '–', '—', '”', '“', '"', '«', '»']);
    if !is_after_sentence {
        return false;
    }
    let following: Vec<&Span> = rest.iter().filter(is_text).take(MOST_AFTER + 1).collect();
    let is_prose = following.first().is_some_and(|next| bare(next.of(text)).starts_with(char::is_lowercase));
    let is_at_end = following.len() <= MOST_AFTER && (!is_prose || leads_to_name(words, lexicon));
    lexicon.postscript.begins(words) || is_at_end && (is_formula(words, lexicon) || dateline::is_whole(words, lexicon))
}

/// Whether the lines so far are a salutation, a closing formula or a dateline that does not go on in the next line.
fn is_whole(so_far: &str, lines: usize, with_next: Span, text: &str, lexicon: &Lexicon) -> bool {
    let is_dateline = dateline::is_whole(so_far, lexicon) && !dateline::is_whole(bare(with_next.of(text)), lexicon);
    // Over several lines only the sign at its end tells a formula from prose.
    let is_formula = is_formula(so_far, lexicon) && (lines == 1 || so_far.ends_with([',', ':', '!']));
    is_dateline || is_formula
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::profile::built_in;

    #[test]
    fn words_go_on_after_a_hyphen() {
        let profile = built_in("transcript").unwrap();
        let broken = |line: &str, next: &str| is_broken(line, next, Layout::of(&profile));
        assert!(broken("eine freund¬", "liche Aufnahme"));
        assert!(broken("Ge=", "=danke"));
        assert!(broken("Nord-", "Deutschland"));
        assert!(broken("dan-\u{1}", "ke"));
        assert!(!broken("die Vor-", "und Nachteile"));
        assert!(broken("die Vor-", "undenklichkeit"));
        assert!(!broken("er ging -", "und kam"));
        assert!(!broken("1914-", "1918"));
        assert!(!broken("so--", "nein"));
    }

    /// The blocks of a text, with a stroke for a line's end.
    fn check(text: &str, expected: &[&str]) {
        let profile = built_in("transcript").unwrap();
        let lines: Vec<Span> = crate::text::Source::new("x", text).lines().collect();
        let pages = super::super::pages::find(text, &profile.page.marks);
        let blocks = super::super::blocks::cut(text, &lines, &pages, Layout::of(&profile));
        let lines = |block: &TextBlock| block.lines.iter().map(|line| line.of(text)).collect::<Vec<_>>().join("|");
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
