//! Page marks. Takes the text and the profile's templates; gives every mark in order, with its number.
//!
//! `[sic]`, `[Enclosure]` and `[Here follows…]` are no page marks: only what a template of the profile spells is one, and its
//! number must hold a digit or be Roman. Two kinds need no template: a form feed with text on both sides is a page break without number,
//! and a number between dashes or in brackets alone on its line ("- 2 -", `[2]`, "--- page 3 ---") is a mark where each such number
//! follows the one before, or there is one, a 2. What a template of a house spells is a mark whatever its number is.

use memchr::memmem;

use super::words::match_template;
use crate::profile::{PageStyle, Template};
use crate::text::Span;

/// The sign that ends a page in the text that a program takes from a PDF.
pub(crate) const FORM_FEED: char = '\u{c}';
/// The most bytes of a line that holds a page number alone.
const LONGEST_ALONE: usize = 40;
/// The space at which no line ends.
const NO_BREAK: &str = "\u{a0}";
/// Words before a page number.
const PAGE_WORDS: &[&str] = &["page", "p.", "seite", "s.", "pagina", "pag.", "página", "blatt", "bl.", "folio", "fol."];

/// A page mark in the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct PageMark {
    /// The number alone; nothing for a form feed.
    pub(super) number: Span,
    /// The whole mark.
    pub(super) span: Span,
}

/// Finds all page marks.
pub(super) fn find(text: &str, style: &PageStyle) -> Vec<PageMark> {
    let (mut found, _) = split(text, style);
    found.sort_by_key(|mark| (mark.span.start, std::cmp::Reverse(mark.span.end)));
    found.dedup_by(|next, kept| next.span.start < kept.span.end);
    found
}

/// What looks like a page mark and is none, because no numbering goes on from it.
pub(super) fn doubtful(text: &str, style: &PageStyle) -> Vec<Span> {
    let (found, doubtful) = split(text, style);
    let is_part = |span: &Span| found.iter().any(|mark| mark.span.start < span.end && span.start < mark.span.end);
    doubtful.into_iter().map(|mark| mark.span).filter(|span| !is_part(span)).collect()
}

/// Page marks, and doubtful ones. A template without a word ("|{n}|") is doubtful unless each of its numbers follows the one before.
fn split(text: &str, style: &PageStyle) -> (Vec<PageMark>, Vec<PageMark>) {
    let (mut found, mut doubtful) = (form_feeds(text), Vec::new());
    let alone = lines_alone(text);
    if is_sequence(&alone, text) { &mut found } else { &mut doubtful }.extend(alone);
    for (rank, template) in style.marks.iter().enumerate() {
        let marks = of_template(text, template);
        let has_word = template.as_str().replace("{n}", "").contains(char::is_alphabetic);
        let goes_on =
            if rank < style.own || has_word || is_sequence(&marks, text) { &mut found } else { &mut doubtful };
        goes_on.extend(marks);
    }
    (found, doubtful)
}

/// The form feeds between the first and the last character of the text.
fn form_feeds(text: &str) -> Vec<PageMark> {
    let inner = Span::new(0, text.len()).trim(text);
    let marks = inner
        .of(text)
        .match_indices(FORM_FEED)
        .map(|(at, sign)| Span::new(inner.start + at, inner.start + at + sign.len()));
    marks.map(|span| PageMark { number: Span::at(span.end), span }).collect()
}

/// The lines that hold a page number alone.
fn lines_alone(text: &str) -> Vec<PageMark> {
    let mut start = 0;
    let lines = text.split('\n').map(|line| {
        let span = Span::new(start, start + line.len());
        start += line.len() + 1;
        span.trim(text)
    });
    lines.filter_map(|span| Some(PageMark { number: number_alone(span, text)?, span })).collect()
}

/// The number of a line that holds nothing else but signs around it and the word for a page: "- 2 -", `[2]`, "--- page 3 ---".
pub(super) fn number_alone(line: Span, text: &str) -> Option<Span> {
    let words = line.of(text);
    if words.len() > LONGEST_ALONE {
        return None;
    }
    let inner = match (words.chars().next()?, words.chars().next_back()?) {
        ('[', ']') => words.get(1..words.len() - 1)?,
        (open, close) if is_dash(open) && is_dash(close) => words.trim_matches(is_dash),
        _ => return None,
    };
    let inner = inner.trim();
    let number = inner.rsplit(' ').next()?;
    let before = inner.get(..inner.len() - number.len())?.trim_end();
    let is_number = (1..=4).contains(&number.len()) && number.bytes().all(|b| b.is_ascii_digit());
    let is_page = before.is_empty() || PAGE_WORDS.iter().any(|word| before.eq_ignore_ascii_case(word));
    let start = line.start + words.rfind(number)?;
    (is_number && is_page).then_some(Span::new(start, start + number.len()))
}

fn is_dash(c: char) -> bool {
    matches!(c, '-' | '–' | '—')
}

/// Whether the marks count on, one by one. A single one is the second page: a letter begins with the first.
fn is_sequence(marks: &[PageMark], text: &str) -> bool {
    let numbers: Vec<Option<u32>> = marks.iter().map(|mark| mark.number.of(text).parse().ok()).collect();
    let follows =
        |pair: &[Option<u32>]| matches!(pair, [Some(before), Some(after)] if before.checked_add(1) == Some(*after));
    (numbers.len() >= 2 || numbers == [Some(2)]) && numbers.windows(2).all(follows)
}

/// Whether a page mark that a template spells stands in a text.
#[must_use]
pub fn has_page_mark(text: &str, template: &Template) -> bool {
    !of_template(text, template).is_empty()
}

/// The marks that a template spells. A program may have put a no-break space for a blank of it: "[p.\u{a0}2]".
fn of_template(text: &str, template: &Template) -> Vec<PageMark> {
    let mut marks = of_spelling(text, template);
    if template.as_str().contains(' ') && text.contains(NO_BREAK) {
        let unbroken = Template::from(template.as_str().replace(' ', NO_BREAK));
        marks.extend(of_spelling(text, &unbroken));
        marks.sort_by_key(|mark| mark.span.start);
    }
    marks
}

/// The marks that are spelt as a template is. Letters that touch its number belong to the number: "[{n}r]" finds leaf "1r".
fn of_spelling(text: &str, template: &Template) -> Vec<PageMark> {
    let prefix = template.prefix();
    if !template.has_number() || template.is_bare() {
        return Vec::new();
    }
    if prefix.is_empty() {
        return of_suffix(text, template.suffix());
    }
    let side: usize = template.suffix().chars().take_while(|c| c.is_alphabetic()).map(char::len_utf8).sum();
    let accept = |c: char| if side > 0 { c.is_ascii_digit() } else { is_page_character(c) };
    let mut found = Vec::new();
    for at in memmem::find_iter(text.as_bytes(), prefix) {
        let Some(rest) = text.get(at..) else { continue };
        if let Some(mark) = match_template(rest, template, accept).filter(|mark| is_page(mark.number)) {
            found.push(PageMark {
                number: Span::new(at + mark.start, at + mark.start + mark.number.len() + side),
                span: Span::new(at, at + mark.end),
            });
        }
    }
    found
}

/// The marks of a template whose number comes first: "{n} ||".
fn of_suffix(text: &str, suffix: &str) -> Vec<PageMark> {
    /// The most characters of a number.
    const LONGEST: usize = 16;
    let mark = |(at, suffix): (usize, &str)| {
        let before = text.get(..at)?;
        let length: usize =
            before.chars().rev().take(LONGEST).take_while(|c| is_page_character(*c)).map(char::len_utf8).sum();
        let number = Span::new(at - length, at);
        (length > 0 && is_page(number.of(text)))
            .then_some(PageMark { number, span: Span::new(number.start, at + suffix.len()) })
    };
    text.match_indices(suffix).filter_map(mark).collect()
}

fn is_page_character(c: char) -> bool {
    !c.is_whitespace() && !c.is_control() && !"[](){}<>|/".contains(c)
}

fn is_page(number: &str) -> bool {
    number.contains(|c: char| c.is_ascii_digit()) || number.chars().all(|c| "ivxlcdmIVXLCDM".contains(c))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::profile::built_in;

    fn check(text: &str, expected: &[&str]) {
        let marks = find(text, &built_in("letter").unwrap().page);
        let numbers: Vec<&str> = marks.iter().map(|mark| mark.number.of(text)).collect();
        assert_eq!(numbers, expected, "{text}");
    }

    #[test]
    fn only_what_the_profile_spells() {
        check("said [Page 775] he [sic] [Enclosure] [Page]", &["775"]);
        check("nego[Page XIV]tiations [Seite 4r] [Page one]", &["XIV", "4r"]);
        check("[Page [Page 3]", &["3"]);
        check("[1r] said [1v] he [fol. 2v] [Bl. 3] [f. 12r] [pag. 7]", &["1r", "1v", "2v", "3", "12r", "7"]);
        check("[S. 5] [p. 3] [Blatt 2] [ff. 3v] [Page iv]", &["5", "3", "2", "3v", "iv"]);
        check("[p.\u{a0}3] said [p. 4] he [Page\u{a0}v]", &["3", "4", "v"]);
        check("[S. T. Coleridge] [p. m.] [f.] [S. Maria] [1 recto] [f. nach 3]", &[]);
    }

    #[test]
    fn numbers_alone_on_their_line_are_marks_where_they_count_on() {
        check("went\n- 2 -\non\n— 3 —\nand", &["2", "3"]);
        check("went\n  [2]\non", &["2"]);
        check("went\n--- page 2 ---\non\n---Page 3---\nand", &["2", "3"]);
        check("went\n- 12 -\non", &[]);
        check("went\n- 2 hens\n[2] eggs\n- - -\n[]\n-", &[]);
    }

    #[test]
    fn what_a_house_spells_is_a_mark() {
        let source = crate::text::Source::new("house.toml", "[page]\nmarks = ['|{n}|', '{n} //']\n");
        let page = crate::profile::read(&source).0.unwrap().page;
        let text = "by |7| to one 12 // and [Page 3] //";
        let numbers: Vec<&str> = find(text, &page).iter().map(|mark| mark.number.of(text)).collect();
        assert_eq!(numbers, ["7", "12", "3"]);
    }

    #[test]
    fn a_form_feed_between_words_is_a_mark_without_number() {
        check("\u{c}one\n\u{c}two\n\u{c}\n", &[""]);
    }

    #[test]
    fn signs_alone_are_marks_where_the_numbering_goes_on() {
        check("said |2| he |3| would", &["2", "3"]);
        check("by |2| to one", &["2"]);
        check("by |7| to one", &[]);
        check("by |2| to |1|, [12]", &[]);
        let text = "by |7| to one";
        assert_eq!(doubtful(text, &built_in("letter").unwrap().page), [Span::new(3, 6)]);
    }
}
