//! What a block looks like: yes-or-no features from which its role is weighed.
//!
//! Takes a block's masked text and its neighbours; gives a set of features.

use enumset::EnumSet;

use super::blocks::{Shape, TextBlock};
use super::dateline;
use super::formulas::{calls, ends_in_formula, goes_on, is_salutation, is_valediction, leads_to_name};
use super::list_heads::list_kind;
use super::words::{MASK, bare, ends_alike};
use crate::profile::{Feature, Lexicon, LineBreaks};

/// The features of every text block among `blocks`; other shapes have none.
pub(super) fn of_all(
    blocks: &[TextBlock],
    masked: &str,
    breaks: LineBreaks,
    lexicon: &Lexicon,
) -> Vec<EnumSet<Feature>> {
    Features::of_all(blocks, masked, breaks, lexicon).into_iter().map(|features| features.0).collect()
}

/// A set of features that grows.
#[derive(Clone, Copy, Default)]
struct Features(EnumSet<Feature>);

impl Features {
    fn of_all(blocks: &[TextBlock], masked: &str, breaks: LineBreaks, lexicon: &Lexicon) -> Vec<Self> {
        let texts: Vec<usize> =
            blocks.iter().enumerate().filter(|(_, block)| block.shape == Shape::Text).map(|(at, _)| at).collect();
        let mut all = vec![Self::default(); blocks.len()];
        let verse = super::verse::find(blocks, masked, breaks, lexicon);
        let quotations = super::quotations::find(blocks, masked);
        let mut has_reference = false;
        for (rank, at) in texts.iter().enumerate() {
            let Some(block) = blocks.get(*at) else { continue };
            let mut set = Self::of_text(bare(block.span.of(masked)), lexicon);
            set.put(Feature::SeveralLines, block.lines.len() > 1);
            set.put(Feature::Verse, verse.get(*at).copied().unwrap_or(false));
            set.put(Feature::Quotation, quotations.get(*at).copied().unwrap_or(false));
            has_reference |= rank == 0 && set.has(Feature::Reference) && !set.has(Feature::Numbered);
            set.put(Feature::FileReference, has_reference);
            set.put(Feature::First, rank == 0);
            set.put(Feature::Second, rank == 1);
            set.put(Feature::Third, rank == 2);
            set.put(Feature::ShortLines, has_short_lines(block, masked));
            set.put(Feature::Last, is_end(blocks.get(at + 1..).unwrap_or_default(), masked, lexicon));
            let next_at = texts.get(rank + 1);
            set.put(
                Feature::LastButOne,
                next_at.is_some_and(|at| is_end(blocks.get(at + 1..).unwrap_or_default(), masked, lexicon)),
            );
            set.put(Feature::OnlyBlock, texts.len() == 1);
            let is_page = |block: Option<&TextBlock>| block.is_some_and(|b| matches!(b.shape, Shape::Page(_)));
            set.put(Feature::BeforePage, is_page(blocks.get(at + 1)));
            set.put(Feature::AfterPage, rank > 0 && is_page(at.checked_sub(1).and_then(|before| blocks.get(before))));
            set.put(
                Feature::BeforeSalutation,
                is_above_salutation(blocks.get(*at..).unwrap_or_default(), masked, lexicon),
            );
            let below = blocks.get(at + 1..).unwrap_or_default().iter();
            let below = below.filter(|b| !matches!(b.shape, Shape::Page(_)));
            let next = below.clone().next();
            set.put(Feature::BeforeList, next.is_some_and(|b| matches!(b.shape, Shape::Item(_) | Shape::ItemLabel)));
            set.put(Feature::BeforeTable, next.is_some_and(|b| b.shape == Shape::Rows));
            set.put(Feature::BeforeListHead, is_list_head(blocks.get(at + 1..).unwrap_or_default(), masked));
            let next_text = next.filter(|b| b.shape == Shape::Text).map(|b| bare(b.span.of(masked)));
            // The number of the letter in its series, and another line like it, may stand between.
            let lines = below.take_while(|b| b.shape == Shape::Text).take(3);
            let dateline = lines
                .map(|b| bare(b.span.of(masked)))
                .find(|text| text.len() > 40 || !dateline::is_series_number(text, lexicon));
            set.put(
                Feature::BeforeDateline,
                dateline.is_some_and(|text| text.len() < 200 && dateline::is_whole(text, lexicon)),
            );
            set.put(Feature::BeforePostscript, next_text.is_some_and(|text| lexicon.postscript.begins(text)));
            let before = rank.checked_sub(1).and_then(|rank| texts.get(rank)).and_then(|at| blocks.get(*at));
            let before = before.map(|before| bare(before.span.of(masked)));
            set.put(Feature::GoesOn, before.is_some_and(goes_on));
            set.put(Feature::AfterFormula, before.is_some_and(|before| ends_in_formula(before, lexicon)));
            if let Some(slot) = all.get_mut(*at) {
                *slot = set;
            }
        }
        let has = |at: usize, feature: Feature| all.get(at).is_some_and(|set: &Self| set.has(feature));
        let is_name =
            |at: usize| has(at, Feature::Name) && !has(at, Feature::Valediction) && !has(at, Feature::LeadsToName);
        let signers = super::signers::find(&texts, blocks, masked, lexicon, is_name, |at| has(at, Feature::Last));
        for at in signers {
            if let Some(set) = all.get_mut(at) {
                set.put(Feature::BeforeNames, true);
            }
        }
        all
    }

    /// The features of a text by itself.
    fn of_text(text: &str, lexicon: &Lexicon) -> Self {
        let mut set = Self::default();
        // Nothing in a long paragraph's middle is a feature; its ends are enough.
        let chars = if text.len() > 4_000 { 1_000 } else { text.chars().filter(|c| *c != MASK).count() };
        let is_short = chars <= 40;
        let is_medium = chars <= 90;
        set.put(Feature::Any, true);
        set.put(Feature::Short, is_short);
        set.put(Feature::Medium, is_medium && !is_short);
        set.put(Feature::Long, chars > 200);
        let last = text.chars().next_back();
        set.put(Feature::EndsComma, last == Some(','));
        set.put(Feature::EndsColon, last == Some(':'));
        set.put(Feature::EndsStop, matches!(last, Some('.' | '!' | '?' | '…' | ';')));
        set.put(Feature::EndsBare, last.is_some_and(|c| !matches!(c, ',' | ':' | '.' | '!' | '?' | '…' | ';')));
        let first = text.chars().next();
        set.put(Feature::SmallStart, first.is_some_and(char::is_lowercase));
        set.put(Feature::DigitStart, first.is_some_and(|c| c.is_ascii_digit()));
        set.put(Feature::Bracketed, first == Some('[') && last == Some(']'));
        set.put(Feature::Quoted, first.is_some_and(|c| "“\"„»«".contains(c)));
        set.put(Feature::Numbered, super::heading::number(text, lexicon).is_some());
        set.put(Feature::Salutation, chars < 90 && is_salutation(text, lexicon));
        set.put(Feature::Calls, chars <= 70 && calls(text, lexicon));
        set.put(Feature::Valediction, chars < 120 && is_valediction(text, lexicon));
        set.put(Feature::Postscript, lexicon.postscript.begins(text));
        set.put(Feature::Address, is_medium && lexicon.address.begins(text));
        set.put(Feature::HouseNumber, is_medium && has_house_number(text));
        set.put(Feature::Office, is_medium && names_office(text, lexicon));
        set.put(Feature::TextEnds, ends_quoted_text(text, lexicon));
        set.put(Feature::LeadsToName, chars < 120 && leads_to_name(text, lexicon));
        if chars > 400 {
            return set;
        }
        set.put(Feature::Enclosure, is_medium && lexicon.enclosure.begins(text));
        let head = super::heading::after_number(text, lexicon);
        set.put(Feature::KindWord, lexicon.headings.begins(head));
        let correspondents = super::heading::correspondents(text, lexicon);
        let names_persons = is_medium && correspondents.is_of_names;
        set.put(Feature::NamesPersons, names_persons);
        set.put(Feature::FromTo, correspondents.sender.is_some());
        let parts = dateline::read(text, lexicon).filter(|_| !names_persons);
        set.put(Feature::Dateline, parts.is_some_and(|parts| parts.leftover == 0));
        set.put(Feature::Dated, parts.is_some_and(|parts| parts.leftover > 0 && parts.leftover <= 40));
        set.put(
            Feature::Undated,
            parts.is_some_and(|parts| parts.value == crate::model::Date::Unknown && !parts.is_ambiguous),
        );
        set.put(Feature::Reference, is_reference(text, lexicon));
        set.put(Feature::Marking, is_marking(text, lexicon));
        set.put(Feature::SeriesNumber, is_short && dateline::is_series_number(text, lexicon));
        set.put(Feature::ListHeading, list_kind(text, lexicon).is_some());
        let words = Words::of(text);
        set.put(Feature::Capitals, words.capitals);
        set.put(Feature::SmallLetters, words.small);
        set.put(Feature::TitleCase, words.title);
        set.put(Feature::Name, is_medium && words.is_name);
        set.put(Feature::SectionNumber, is_medium && section_number(text));
        set
    }

    fn put(&mut self, feature: Feature, holds: bool) {
        if holds {
            self.0.insert(feature);
        }
    }

    fn has(self, feature: Feature) -> bool {
        self.0.contains(feature)
    }
}

/// Several lines, none as long as those of a paragraph wrapped at a margin.
fn has_short_lines(block: &TextBlock, masked: &str) -> bool {
    block.lines.len() > 1 && block.lines.iter().all(|line| line.of(masked).chars().count() <= 60)
}

/// How many short blocks may stand above a salutation.
const MOST_ABOVE: usize = 12;

/// Whether a salutation comes soon and nothing but short blocks stands before it: this is the top of a letter.
fn is_above_salutation(blocks: &[TextBlock], masked: &str, lexicon: &Lexicon) -> bool {
    let mut texts = blocks.iter().filter(|block| !matches!(block.shape, Shape::Page(_))).take(MOST_ABOVE);
    texts.next();
    for block in texts {
        let text = bare(block.span.of(masked));
        // Bytes are enough to tell a line from a paragraph.
        if block.shape != Shape::Text || text.len() > 240 {
            return false;
        }
        if text.len() < 120 && is_salutation(text, lexicon) {
            return true;
        }
    }
    false
}

/// "… with my good wishes. End text.": what stands above is quoted, signature and all.
fn ends_quoted_text(text: &str, lexicon: &Lexicon) -> bool {
    let text = text.trim_end_matches(|c: char| !c.is_alphabetic());
    lexicon.text_ends.iter().any(|entry| ends_alike(text, entry))
}

/// "I. Wollzeile 15.", "24, Rue Feydeau": a number of at most four digits at one end of a few words.
fn has_house_number(text: &str) -> bool {
    let words: Vec<&str> =
        text.split(|c: char| !c.is_alphanumeric() && c != '-').filter(|word| !word.is_empty()).collect();
    let is_number = |word: Option<&&str>| {
        word.is_some_and(|word| {
            let digits = word.trim_end_matches(|c: char| c.is_ascii_lowercase());
            (1..=4).contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_digit()) && word.len() <= 5
        })
    };
    let has_word = words.iter().any(|word| word.chars().filter(|c| c.is_alphabetic()).count() > 3);
    (2..=8).contains(&words.len()) && has_word && (is_number(words.first()) || is_number(words.last()))
}

/// Whether a line names an office, a rank or a body: "Colonel, General Staff", "Assistant Director".
fn names_office(text: &str, lexicon: &Lexicon) -> bool {
    let mut words = text.split(|c: char| !c.is_alphabetic()).filter(|word| !word.is_empty());
    words.any(|word| lexicon.offices.has(word))
}

/// Whether a letter ends before these blocks: nothing follows but page marks, or an enclosure does.
fn is_end(blocks: &[TextBlock], masked: &str, lexicon: &Lexicon) -> bool {
    let next = blocks.iter().find(|block| !matches!(block.shape, Shape::Page(_)));
    next.is_none_or(|block| {
        let text = bare(block.span.of(masked));
        block.shape == Shape::Text
            && text.chars().count() <= 40
            && lexicon.enclosure.begins(text)
            && !text.ends_with(['.', ',', ':'])
    })
}

/// Whether the next blocks are a short line and an item: the heading of a list inside a list.
fn is_list_head(blocks: &[TextBlock], masked: &str) -> bool {
    let mut next = blocks.iter().filter(|block| !matches!(block.shape, Shape::Page(_)));
    let head = next.next().filter(|block| block.shape == Shape::Text).map(|block| bare(block.span.of(masked)));
    head.is_some_and(|text| text.len() <= 40 && !text.ends_with(['.', ':', ',']))
        && next.next().is_some_and(|block| matches!(block.shape, Shape::Item(_)))
}

/// What the letters of a text's words look like.
struct Words {
    capitals: bool,
    small: bool,
    title: bool,
    is_name: bool,
}

impl Words {
    fn of(text: &str) -> Self {
        let words: Vec<&str> = text
            .split(|c: char| c.is_whitespace() || c == MASK)
            .map(|word| word.trim_matches(|c: char| !c.is_alphanumeric()))
            .filter(|word| word.chars().any(char::is_alphabetic))
            .collect();
        let letters = || words.iter().flat_map(|word| word.chars()).filter(|c| c.is_alphabetic());
        let long = || words.iter().filter(|word| word.chars().count() > 3);
        let is_capital = |word: &str| word.starts_with(char::is_uppercase);
        let capital_words = words.iter().filter(|word| is_capital(word)).count();
        Self {
            capitals: letters().count() > 2 && letters().all(char::is_uppercase),
            small: !words.is_empty() && letters().all(char::is_lowercase),
            title: words.len() > 1
                && long().count() > 0
                && long().filter(|word| is_capital(word)).count() * 10 >= long().count() * 8,
            is_name: (1..=12).contains(&words.len())
                && is_capital(words.first().copied().unwrap_or_default())
                && capital_words * 3 >= words.len() * 2
                && !text.contains(|c: char| c.is_ascii_digit() || "?!;:".contains(c)),
        }
    }
}

/// "501.BC/10–548: Telegram", "Eisenhower Library, Whitman file": the file a document was printed from.
fn is_reference(text: &str, lexicon: &Lexicon) -> bool {
    let digits = |text: &str| text.bytes().filter(u8::is_ascii_digit).count();
    let is_number =
        |text: &str| text.contains('/') && text.starts_with(|c: char| c.is_ascii_digit()) && digits(text) >= 3;
    // "811.4611 France/11" is one number, "Paris Peace Conf. 180.03401/7" holds one.
    let has_file_number = is_number(text) || text.split_whitespace().any(is_number);
    let mut words = text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    has_file_number || words.any(|word| lexicon.archives.has_alike(word))
}

/// Whether the line is made of words of classification and urgency alone.
fn is_marking(text: &str, lexicon: &Lexicon) -> bool {
    let lower = text.trim_start_matches('[').to_lowercase();
    let words: Vec<&str> = lower.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    let is_known = |word: &&str| lexicon.marking_words.contains(*word);
    !words.is_empty() && words.len() <= 6 && words.iter().all(is_known) && lexicon.markings.begins_small(&lower)
}

/// "II.", "A.", "3.", "III" at the beginning of a short line.
fn section_number(text: &str) -> bool {
    let first = text.split_whitespace().next().unwrap_or_default().trim_end_matches(['.', ')']);
    let is_roman = first.chars().all(|c| "IVXLC".contains(c));
    let is_letter = first.chars().count() == 1 && first.chars().all(char::is_uppercase);
    let is_number = first.len() <= 2 && first.bytes().all(|b| b.is_ascii_digit());
    !first.is_empty() && (is_roman || is_letter || is_number)
}

#[cfg(test)]
mod tests {
    use super::super::blocks::Layout;
    use super::*;
    use crate::profile::built_in;

    fn check(text: &str, expected: &[Feature]) {
        let set = Features::of_text(text, built_in("letter").unwrap().lexicon());
        for feature in expected {
            assert!(set.has(*feature), "{text} should have {feature:?}");
        }
    }

    #[test]
    fn formulas_and_typography() {
        check("Dear Bill:", &[Feature::Short, Feature::Salutation, Feature::EndsColon]);
        check("Hochverehrter Herr Doktor!", &[Feature::Salutation, Feature::EndsStop]);
        check("Mit herzlichen Grüßen", &[Feature::Valediction, Feature::EndsBare]);
        check("sincerely yours,", &[Feature::Valediction, Feature::SmallStart]);
        check("SUBJECT", &[Feature::Capitals, Feature::ListHeading]);
        check("501.BC/10–548: Telegram", &[Feature::Reference, Feature::DigitStart]);
        check("top secret us urgent", &[Feature::Marking, Feature::SmallLetters]);
        check("Tokyo, October 28, 1964.", &[Feature::Dateline]);
        check("No. 1312", &[Feature::SeriesNumber]);
        check("L. Brezhnev", &[Feature::Name]);
        check("John F. Kennedy. End text.”", &[Feature::TextEnds]);
        check(
            "351. Letter From the Ambassador to Japan (Reischauer) to the Secretary (Bundy)",
            &[Feature::Numbered, Feature::KindWord, Feature::FromTo],
        );
    }

    #[test]
    fn several_sign() {
        let profile = built_in("letter").unwrap();
        let signers = |text: &str| {
            let lines: Vec<_> = crate::text::Source::new("x", text).lines().collect();
            let blocks = super::super::blocks::cut(text, &lines, &[], Layout::of(&profile));
            let all = Features::of_all(&blocks, text, LineBreaks::Space, profile.lexicon());
            all.iter().map(|set| set.has(Feature::BeforeNames)).collect::<Vec<_>>()
        };
        assert_eq!(signers("We thank you.\n\nN. Khrushchev\n\nL. Brezhnev"), [false, true, false]);
        assert_eq!(signers("Yours,\n\nAnn Lee\n\nBen Lee\n\nTom Lee"), [false, true, true, false]);
        assert_eq!(signers("There were:\n\nA One\n\nB Two\n\nC Three\n\nD Four\n\nE Five"), [false; 6]);
        assert_eq!(signers("There were:\n\nMr. Hull\n\nMr. Eden"), [false; 3]);
    }
}
