//! Differences as findings. Takes a comparison; gives findings about the TEI in its order, each with the place in the text.
//!
//! What a difference is called is decided by its characters: letters before digits, quotation marks and other punctuation. TEI that holds less
//! than half of the words is one finding: it is of another text.

use std::sync::Arc;

use unicode_normalization::UnicodeNormalization;

use super::bounded::Bounded;
use super::characters::{Kind, is_invisible, is_word};
use super::compare::{Part, Piece, Side, Step};
use super::comparison::Comparison;
use super::marks::{Marks, bare, is_markup};
use super::stream::{BORDER, Mark, PointKind, Stream};
use super::tokens::{TokenKind, index};
use super::white_space::{self, Unlike};
use crate::diag::{self, Code, Diagnostic, Related};
use crate::profile::{Profile, UnicodeForm, WhiteSpaceCompared};
use crate::text::{Source, Span, cut};

/// Bytes of a text that are shown.
const SHOWN: usize = 80;

/// Words of the longer one from which on it can be known that two texts are not the same.
const WORDS: usize = 12;

/// Words of the shorter one.
const FEWEST: usize = 3;

/// The findings of a comparison. `tei` is the file.
pub(super) fn of(comparison: &Comparison, source: &Arc<Source>, tei: &str, profile: &Profile) -> Vec<Diagnostic> {
    let writer = Writer::of(comparison, source, tei, profile);
    if let Some(finding) = writer.other_text() {
        return vec![finding];
    }
    let mut bounded = Bounded::default();
    for (_, step) in comparison.steps.iter().enumerate().filter(|(at, _)| !is_markup(comparison, *at)) {
        bounded.extend(writer.step(step));
    }
    writer.marks(&mut bounded);
    if profile.verify.white_space == WhiteSpaceCompared::Between {
        let places = white_space::find(comparison.text_side(), comparison.tei_side(), &comparison.steps);
        bounded.extend(places.iter().map(|place| writer.white_space(place)));
    }
    bounded.finish()
}

/// The one finding for TEI that holds no text, or another one.
pub(super) fn other_text(
    comparison: &Comparison,
    source: &Arc<Source>,
    tei: &str,
    profile: &Profile,
) -> Option<Diagnostic> {
    Writer::of(comparison, source, tei, profile).other_text()
}

/// How many of a hundred letters fit, of the one that has fewer; `None` where there are too few words to know.
pub(super) fn share(comparison: &Comparison) -> Option<usize> {
    let (text, tei) = (letters(comparison.text_side()), letters(comparison.tei_side()));
    let same: usize = comparison.steps.iter().map(|step| same_letters(comparison, step)).sum();
    let is_known = text.1.max(tei.1) >= WORDS && text.1.min(tei.1) >= FEWEST;
    is_known.then(|| same * 100 / text.0.min(tei.0).max(1))
}

fn same_letters(comparison: &Comparison, step: &Step) -> usize {
    let part = match step {
        Step::Same(piece, _) => piece.start..piece.end,
        Step::Moved(part, _) => part.clone(),
        _ => return 0,
    };
    characters(&comparison.text, &part).filter(|c| is_word(*c)).count()
}

struct Writer<'c> {
    comparison: &'c Comparison,
    source: &'c Arc<Source>,
    tei: &'c str,
    profile: &'c Profile,
    /// For each zone of the text where the first character stands that is in no mark.
    beginnings: Vec<usize>,
}

/// Characters of a stream as they are shown.
fn shown(stream: &Stream, part: &Part) -> String {
    let text = stream.text.get(index(part.start)..index(part.end)).unwrap_or_default();
    let words = text.split_whitespace().collect::<Vec<_>>().join(" ");
    format!("“{}”", cut(&words, SHOWN))
}

fn characters<'s>(stream: &'s Stream, part: &Part) -> std::str::Chars<'s> {
    stream.text.get(index(part.start)..index(part.end)).unwrap_or_default().chars()
}

/// The code of a difference in characters of this kind.
fn code(kind: Kind) -> &'static Code {
    match kind {
        Kind::Letters => &diag::LETTERS_DIFFER,
        Kind::Digits => &diag::DIGITS_DIFFER,
        Kind::QuotationMarks => &diag::QUOTATION_MARKS_DIFFER,
        Kind::Punctuation => &diag::PUNCTUATION_DIFFERS,
        Kind::Invisible => &diag::INVISIBLE_DIFFERS,
    }
}

/// For each zone of a stream where the first visible character stands that is in none of its marks; the end of the zone where there is none.
fn beginnings(stream: &Stream) -> Vec<usize> {
    let ends = stream.zones.iter().skip(1).copied().chain([stream.text.len()]);
    let beginning = |(start, end): (usize, usize)| {
        let from = stream.points.partition_point(|point| point.start < start);
        let marks = stream.points.get(from..).unwrap_or_default().iter().map(|point| (point.start, point.end));
        let mut at = start;
        for (start, behind) in marks.take_while(|(start, _)| *start < end).chain([(end, end)]) {
            let between = stream.text.get(at..start).unwrap_or_default();
            if let Some(offset) = between.find(|c: char| !c.is_whitespace()) {
                return at + offset;
            }
            at = at.max(behind);
        }
        end
    };
    stream.zones.iter().copied().zip(ends).map(beginning).collect()
}

impl<'c> Writer<'c> {
    fn of(comparison: &'c Comparison, source: &'c Arc<Source>, tei: &'c str, profile: &'c Profile) -> Self {
        Self { comparison, source, tei, profile, beginnings: beginnings(&comparison.text) }
    }
}

impl Writer<'_> {
    fn text(&self) -> &Stream {
        &self.comparison.text
    }

    fn read(&self) -> &Stream {
        &self.comparison.tei.stream
    }

    /// The place in the TEI of characters of its stream.
    fn place(&self, part: &Part) -> Span {
        self.read().span(index(part.start), index(part.end))
    }

    /// The same; what is lost at the beginning of a line, or behind the mark of a note, is lost before what stands behind it.
    fn place_of(&self, text: &Part, tei: &Part) -> Span {
        let is_line = |space: &str| space.contains('\n');
        let (before, behind) = self.text().text.split_at_checked(index(text.start)).unwrap_or_default();
        let behind = behind.get(index(text.end - text.start)..).unwrap_or_default();
        let space_before = before.get(before.trim_end().len()..).unwrap_or_default();
        let space_behind = behind.get(..behind.len() - behind.trim_start().len()).unwrap_or_default();
        let rest = self.read().text.get(index(tei.start)..).unwrap_or_default();
        let next = index(tei.start) + (rest.len() - rest.trim_start().len());
        let is_in_block = || !rest.trim_start_matches([' ', '\n', '\t', '\r']).starts_with(BORDER);
        let is_behind = is_line(space_before) && !is_line(space_behind) || self.is_behind_note(text) && is_in_block();
        if !tei.is_empty() || text.is_empty() || !is_behind {
            let is_border = tei.start > 0 && self.read().zones.binary_search(&index(tei.start)).is_ok();
            let is_end = is_border && tei.is_empty() && !text.is_empty() && !self.begins_zone(text);
            return if is_end { self.read().behind(index(tei.start)) } else { self.place(tei) };
        }
        Span::at(self.read().span(next, next + 1).start)
    }

    /// Whether nothing but marks stands before a part of the text in its zone.
    fn begins_zone(&self, part: &Part) -> bool {
        let start = index(part.start);
        let zone = self.text().zones.partition_point(|zone| *zone <= start).checked_sub(1);
        zone.and_then(|zone| self.beginnings.get(zone)).is_none_or(|beginning| start <= *beginning)
    }

    /// Whether the mark of a note stands in the text before this part of it, with nothing but white space between them.
    fn is_behind_note(&self, part: &Part) -> bool {
        let points = &self.text().points;
        let rank = points.partition_point(|point| point.start < index(part.start));
        let last = rank.checked_sub(1).and_then(|rank| points.get(rank));
        last.is_some_and(|point| {
            let between = self.text().text.get(point.end..index(part.start)).unwrap_or("-");
            point.kind == PointKind::Mark(Mark::Note) && between.trim().is_empty()
        })
    }

    /// A finding at a place of the TEI, with the place in the text.
    fn finding(&self, code: &'static Code, message: String, tei: &Part, text: &Part, there: &str) -> Diagnostic {
        let mut finding = Diagnostic::new(code, message).at(self.place_of(text, tei));
        finding.related.push(self.related(self.text().span(index(text.start), index(text.end)), there));
        finding
    }

    fn related(&self, span: Span, message: &str) -> Related {
        Related { elsewhere: Some(Arc::clone(self.source)), ..Related::here(span, message) }
    }

    /// One finding for TEI that has no text, or another.
    fn other_text(&self) -> Option<Diagnostic> {
        let (text, tei) = (letters(self.comparison.text_side()), letters(self.comparison.tei_side()));
        if tei.0 == 0 && text.0 > 0 {
            let message = match self.comparison.tei.has_text {
                true => "the `text` of this TEI is empty",
                false => "this TEI has no `text`",
            };
            let finding = Diagnostic::new(&diag::TEI_WITHOUT_TEXT, message).at(root(self.tei));
            return Some(finding.help("nothing of the text is in it"));
        }
        let share = share(self.comparison).filter(|share| *share < 50)?;
        let message = format!("this TEI is of another text: {share} % of its letters fit `{}`", self.source.name());
        let finding = Diagnostic::new(&diag::TEI_OF_ANOTHER_TEXT, message).at(root(self.tei));
        Some(finding.help("compare it with the text that it was made from"))
    }

    fn step(&self, step: &Step) -> Vec<Diagnostic> {
        match step {
            Step::Same(text, tei) => self.forms(text, tei),
            Step::Differs(text, tei) => vec![self.difference(text, tei)],
            Step::Moved(text, tei) => {
                let message = format!("moved: {} stands elsewhere in the text", shown(self.read(), tei));
                let finding = self.finding(&diag::PASSAGE_MOVED, message, tei, text, "the text has it here");
                vec![finding.help("put it where the text has it")]
            }
            Step::Doubled(text, tei) => {
                let message = format!("doubled: {} stands in the text once", shown(self.read(), tei));
                let mut finding = Diagnostic::new(&diag::PASSAGE_DOUBLED, message).at(self.place(tei));
                if text.start < text.end {
                    let span = self.text().span(index(text.start), index(text.end));
                    finding.related.push(self.related(span, "the text has it here"));
                }
                vec![finding.help("take it out here, or where it stands before")]
            }
            Step::Mark(..) | Step::LostMark(_) | Step::ExtraMark(_) => Vec::new(),
        }
    }

    fn difference(&self, text: &Part, tei: &Part) -> Diagnostic {
        let (mine, theirs) = (shown(self.text(), text), shown(self.read(), tei));
        let kind = Kind::of_all(characters(self.text(), text).chain(characters(self.read(), tei)));
        let code = code(kind);
        let finding = match (text.is_empty(), tei.is_empty()) {
            (false, true) => {
                let finding = self.finding(code, format!("lost: {mine}"), tei, text, "the text has it here");
                finding.help("put it in")
            }
            (true, false) => {
                let finding = self.finding(code, format!("added: {theirs}"), tei, text, "the text has nothing here");
                finding.help("take it out")
            }
            _ => {
                let message = format!("changed: {mine} became {theirs}");
                let there = format!("the text has {mine} here");
                self.finding(code, message, tei, text, &there).help("write it as the text does")
            }
        };
        match kind {
            Kind::QuotationMarks => finding.help(
                "write them as the text does; `equal` under `[verify]` in a profile says which count as the same",
            ),
            _ => finding,
        }
    }

    /// Characters that count as the same and are written otherwise.
    fn forms(&self, text: &Piece, tei: &Piece) -> Vec<Diagnostic> {
        let (text, tei) = (text.start..text.end, tei.start..tei.end);
        if characters(self.text(), &text).as_str() == characters(self.read(), &tei).as_str() {
            return Vec::new();
        }
        let invisible = |stream, part| characters(stream, part).filter(|c| is_invisible(*c)).collect::<Vec<char>>();
        let visible = |stream, part| characters(stream, part).filter(|c| !is_invisible(*c)).collect::<String>();
        let mut found = Vec::new();
        let (mine, theirs) = (invisible(self.text(), &text), invisible(self.read(), &tei));
        if mine != theirs {
            let message = format!(
                "invisible characters in {}: {}, in the text {}",
                shown(self.read(), &tei),
                named(&theirs),
                named(&mine)
            );
            found.push(self.finding(&diag::INVISIBLE_DIFFERS, message, &tei, &text, "the word in the text"));
        }
        let (mine, theirs) = (visible(self.text(), &text), visible(self.read(), &tei));
        if self.profile.verify.unicode_form == UnicodeForm::Told && mine != theirs && mine.nfc().eq(theirs.nfc()) {
            let message = format!("{} is written with other characters that mean the same", shown(self.read(), &tei));
            let finding = self.finding(&diag::FORM_DIFFERS, message, &tei, &text, "the word in the text");
            found.push(
                finding.help("`unicode-form = \"canonical\"` under `[verify]` in a profile counts them as the same"),
            );
        }
        found
    }

    fn white_space(&self, place: &white_space::Place) -> Diagnostic {
        let around = |stream: &Stream, part: &Part| {
            let before = stream.text.get(..index(part.start)).unwrap_or_default();
            let behind = stream.text.get(index(part.end)..).unwrap_or_default();
            let before: Vec<char> = before.chars().rev().take_while(|c| is_word(*c)).take(20).collect();
            let behind: String = behind.chars().take_while(|c| is_word(*c)).take(20).collect();
            (before.into_iter().rev().collect::<String>(), behind)
        };
        let (before, behind) = around(self.read(), &place.tei);
        let code = match place.unlike {
            Unlike::Joined | Unlike::Parted if place.is_between_words => &diag::WORDS_JOINED_OR_PARTED,
            _ => &diag::SPACE_DIFFERS,
        };
        let message = match place.unlike {
            Unlike::Joined => format!("no white space between “{before}” and “{behind}”, where the text has some"),
            Unlike::Parted => format!("white space between “{before}” and “{behind}”, where the text has none"),
            Unlike::Character(mine, theirs) => {
                let name = |c: Option<char>| c.map_or("a blank".to_owned(), |c| named(&[c]));
                format!("{} between “{before}” and “{behind}”, in the text {}", name(theirs), name(mine))
            }
        };
        self.finding(code, message, &place.tei, &place.text, "here in the text")
    }

    /// Marks without their elements, elements without their marks, and other numbers.
    fn marks(&self, bounded: &mut Bounded) {
        let marks = Marks::of(self.comparison);
        let has_pages = self.text().points.iter().any(|point| point.kind == PointKind::Mark(Mark::Page));
        let lost = marks.lost.iter().map(|(mark, place)| self.lost_mark(*mark, *place));
        let is_page = |element: &&u32| has_pages && self.comparison.mark(**element, true) == Some(Mark::Page);
        let extra = marks.extra.iter().filter(is_page).filter_map(|element| self.extra_page(*element));
        let numbers = marks.pairs.iter().filter_map(|(mark, element)| self.numbers(*mark, *element));
        bounded.extend(lost.chain(extra).chain(numbers));
    }

    fn lost_mark(&self, mark: u32, place: u32) -> Diagnostic {
        let side = self.comparison.text_side();
        let part = side.token(index(mark)).map_or(0..0, |token| token.start..token.end);
        let element = match self.comparison.mark(mark, false) {
            Some(Mark::Page) => "pb",
            Some(Mark::Note | Mark::Label | Mark::NoteEnd) => "note",
            Some(Mark::Item) => "item",
            Some(Mark::Open(name) | Mark::Close(name)) => name,
            None => "",
        };
        let message = format!("lost: the mark {}, and there is no `{element}`", shown(self.text(), &part));
        let finding = self.finding(&diag::MARK_DIFFERS, message, &(place..place), &part, "the text has it here");
        finding.help(format!("put in a `{element}`, or the mark as text"))
    }

    fn extra_page(&self, element: u32) -> Option<Diagnostic> {
        let point = self.comparison.point(element, true)?;
        let finding = Diagnostic::new(&diag::MARK_DIFFERS, "added: the text has no page mark here").at(point.span);
        Some(finding.help("take it out, or mark the page in the text"))
    }

    /// A page or note that has another number than its mark.
    fn numbers(&self, mark: u32, element: u32) -> Option<Diagnostic> {
        let (mark, element) = (self.comparison.point(mark, false)?, self.comparison.point(element, true)?);
        let (mine, theirs) = (bare(&mark.number), bare(&element.number));
        let is_same = mine.is_empty()
            || theirs.is_empty()
            || mine == theirs
            || theirs.split(|c: char| !c.is_alphanumeric()).any(|part| part == mine);
        if is_same {
            return None;
        }
        let message = format!("changed: the number “{}” became “{}”", mark.number, element.number);
        let mut finding = Diagnostic::new(&diag::MARK_DIFFERS, message).at(element.span);
        finding.related.push(self.related(mark.span, "the text has it here"));
        Some(finding.help("give the number that the text has"))
    }
}

/// How many characters of words a side has, and how many words.
fn letters(side: Side<'_>) -> (usize, usize) {
    let words = side.tokens.tokens.iter().filter(|token| token.kind == TokenKind::Text);
    let counts = words.map(|token| token.of(side.stream).chars().filter(|c| is_word(*c)).count());
    counts.fold((0, 0), |(all, words), own| (all + own, words + usize::from(own > 0)))
}

/// Characters by their numbers in Unicode.
fn named(characters: &[char]) -> String {
    match characters {
        [] => "none".to_owned(),
        all => all.iter().map(|c| format!("U+{:04X}", u32::from(*c))).collect::<Vec<_>>().join(", "),
    }
}

/// The name of the first element of a document, or its beginning.
fn root(tei: &str) -> Span {
    let is_name = |at: usize| tei.get(at + 1..).is_some_and(|rest| rest.starts_with(|c: char| c.is_alphabetic()));
    let open = tei.match_indices('<').map(|(at, _)| at).find(|at| is_name(*at));
    open.map_or(Span::at(0), |at| {
        let rest = tei.get(at + 1..).unwrap_or_default();
        let length = rest.find(|c: char| c.is_whitespace() || c == '>' || c == '/').unwrap_or(rest.len());
        Span::new(at + 1, at + 1 + length)
    })
}
