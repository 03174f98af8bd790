//! What a line and a block say by themselves, read once. Takes masked text and the words of the profile's languages; gives facts.
//!
//! [`LineFacts`] are read where lines are cut into blocks; a block of one line takes them over. [`BlockFacts`] go with their block:
//! `features`, `division` and `doubts` ask them and read nothing again. Leaves out what a block's neighbours and its place tell
//! (`features`), and what it is (`roles`).

use std::cell::OnceCell;

use enumset::EnumSet;

use super::dateline::{self, Parts};
use super::formulas::{
    calls, ends_in_formula, is_salutation, is_unsigned_salutation, is_valediction, is_whole_formula, leads_to_name,
    name_behind_formula,
};
use super::heading::{self, Correspondents};
use super::list_heads::list_kind;
use super::words::{MASK, bare, ends_alike, is_personal_name};
use crate::model::{Correspondent, Date};
use crate::profile::{Feature, Lexicon};
use crate::text::Span;

/// The most characters of a salutation or closing formula on a line of its own.
const LONGEST_FORMULA: usize = 60;
/// The most characters of a label of a postscript.
const LONGEST_LABEL: usize = 16;
/// The most characters of a closing formula without a comma behind.
const LONGEST_BRIEF: usize = 30;
/// Above this only the ends of a block are looked at.
const LONGEST_LINE: usize = 400;
/// Above this the characters of a block are not counted.
const LONGEST_COUNTED: usize = 4_000;

/// What a line says, or lines taken as one.
#[derive(Clone, Copy, Debug)]
pub(super) struct LineFacts {
    /// Whether it is a short salutation and nothing else.
    pub(super) opens: bool,
    /// Whether it is a short salutation without the sign that ends one; a line with a capital tells that it is.
    pub(super) calls: bool,
    /// Whether it is a short closing formula and nothing else.
    pub(super) closes: bool,
    /// Its place and date, as far as it reads like a dateline.
    pub(super) dateline: Option<Parts>,
}

impl LineFacts {
    /// Reads the words of a line.
    pub(super) fn read(words: &str, lexicon: &Lexicon) -> Self {
        let (opens, calls) = salutes(words, lexicon);
        // "Dein" above "Karl" has no comma; a line that ends a sentence belongs to the paragraph.
        let is_closed = words.ends_with(',') || words.ends_with(char::is_alphabetic) && is_brief(words, LONGEST_BRIEF);
        let begins = || lexicon.valediction.begins(words) || words.ends_with(',') && is_whole_formula(words, lexicon);
        let closes = is_closed && is_brief(words, LONGEST_FORMULA) && begins();
        Self { opens, calls, closes, dateline: dateline::read(words, lexicon) }
    }

    /// Whether it is a salutation or a closing formula.
    pub(super) fn is_formula(&self) -> bool {
        self.opens || self.closes
    }

    /// Whether it is a dateline and nothing else.
    pub(super) fn is_dateline(&self) -> bool {
        self.dateline.is_some_and(|parts| parts.leftover == 0)
    }
}

/// Whether a line is a short salutation and nothing else: with the sign that ends one, and without it.
pub(super) fn salutes(words: &str, lexicon: &Lexicon) -> (bool, bool) {
    let opens =
        words.ends_with([',', ':', '!']) && is_brief(words, LONGEST_FORMULA) && lexicon.salutation.begins(words);
    (opens, !opens && is_brief(words, LONGEST_BRIEF) && is_unsigned_salutation(words, lexicon))
}

/// Whether a line has at most so many characters.
pub(super) fn is_brief(words: &str, most: usize) -> bool {
    words.chars().nth(most).is_none()
}

/// What a block of text says.
#[derive(Clone, Debug)]
pub(super) struct BlockFacts<'t> {
    /// Its text, without white space and marks at its ends.
    pub(super) text: &'t str,
    /// Where the text begins, in bytes of the source.
    start: usize,
    /// What it says as one line.
    pub(super) line: LineFacts,
    /// The features that it has by itself.
    pub(super) features: EnumSet<Feature>,
    correspondents: OnceCell<Correspondents>,
    lexicon: &'t Lexicon,
}

impl<'t> BlockFacts<'t> {
    /// Reads a block; `line` is what was read of it before, where it is one line.
    pub(super) fn read(span: Span, masked: &'t str, line: Option<LineFacts>, lexicon: &'t Lexicon) -> Self {
        let text = bare(span.of(masked));
        let start = span.start + span.of(masked).find(text).unwrap_or(0);
        let line = line.unwrap_or_else(|| LineFacts::read(text, lexicon));
        let features = EnumSet::empty();
        let mut facts = Self { text, start, line, features, correspondents: OnceCell::new(), lexicon };
        // Nothing in a long paragraph's middle is a feature; its ends are enough.
        let is_counted = text.len() <= LONGEST_COUNTED;
        let chars = if is_counted { text.chars().filter(|c| *c != MASK).count() } else { LONGEST_COUNTED };
        facts.features = typography(text, chars) | facts.formulas(chars);
        if chars <= LONGEST_LINE {
            facts.features |= facts.lines(chars);
        }
        facts
    }

    /// A span of the text as a span of the source.
    pub(super) fn absolute(&self, span: Span) -> Span {
        Span::new(self.start + span.start, self.start + span.end)
    }

    /// Whether it has a feature.
    pub(super) fn has(&self, feature: Feature) -> bool {
        self.features.contains(feature)
    }

    /// Whom it names as a heading does.
    pub(super) fn correspondents(&self) -> &Correspondents {
        self.correspondents.get_or_init(|| heading::correspondents(self.text, self.lexicon))
    }

    /// Whether it is a number and nothing else.
    pub(super) fn is_bare_number(&self) -> bool {
        heading::is_bare_number(self.text)
    }

    /// Whom it addresses, as it is known to be a heading.
    pub(super) fn addressed(&self) -> Option<Correspondent> {
        heading::addressed(self.text, self.lexicon)
    }

    /// The number that stands before a heading.
    pub(super) fn number(&self) -> Option<Span> {
        heading::number(self.text, self.lexicon).map(|(number, _)| number)
    }

    /// Whether it names a letter as headings do: "12. Letter to his mother".
    pub(super) fn names_letter(&self) -> bool {
        let kind = heading::after_number(self.text, self.lexicon);
        self.lexicon.letter_words.iter().any(|word| kind.starts_with(word.as_str()))
    }

    /// Whether it is a person's name and nothing else.
    pub(super) fn is_personal_name(&self) -> bool {
        is_personal_name(self.text, self.lexicon)
    }

    /// Whether it begins with a title: "Mr. Hull".
    pub(super) fn begins_title(&self) -> bool {
        self.lexicon.titles.begins(self.text)
    }

    /// Whether its end is a closing formula that a name must follow.
    pub(super) fn ends_in_formula(&self) -> bool {
        ends_in_formula(self.text, self.lexicon)
    }

    /// Formulas, and words at the beginning.
    fn formulas(&self, chars: usize) -> EnumSet<Feature> {
        let (text, lexicon) = (self.text, self.lexicon);
        let is_medium = chars <= 90;
        holding([
            (Feature::Numbered, heading::number(text, lexicon).is_some() && !heading::is_bare_number(text)),
            (Feature::Salutation, chars < 90 && is_salutation(text, lexicon)),
            (Feature::Calls, chars <= 70 && calls(text, lexicon)),
            (Feature::Valediction, chars < 120 && is_valediction(text, lexicon)),
            (Feature::WholeFormula, is_medium && is_whole_formula(text, lexicon)),
            (Feature::FormulaAndName, name_behind_formula(first_line(text), lexicon).is_some()),
            (Feature::LeadsToName, chars < 120 && leads_to_name(text, lexicon)),
            (Feature::Postscript, lexicon.postscript.begins(text)),
            (Feature::PostscriptLabel, chars <= LONGEST_LABEL && lexicon.postscript.is_spelt(text)),
            (Feature::Endorsement, is_medium && lexicon.endorsement.begins(text)),
            (Feature::Address, is_medium && (lexicon.address.begins(text) || reads_as_address(text, lexicon))),
            (Feature::HouseNumber, is_medium && has_house_number(text)),
            (Feature::Office, is_medium && names_office(text, lexicon)),
            (Feature::TextEnds, ends_quoted_text(text, lexicon)),
        ])
    }

    /// What only a line or a short paragraph has.
    fn lines(&self, chars: usize) -> EnumSet<Feature> {
        let (text, lexicon) = (self.text, self.lexicon);
        let is_medium = chars <= 90;
        let words = Words::of(text);
        let names_persons = is_medium && self.correspondents().is_of_names;
        let dateline = self.line.dateline.filter(|_| !names_persons);
        holding([
            (Feature::Enclosure, is_medium && lexicon.enclosure.begins(text)),
            (Feature::KindWord, heading::names_kind(text, lexicon)),
            (Feature::NamesPersons, names_persons),
            (Feature::FromTo, self.correspondents().sender.is_some()),
            (Feature::Dateline, dateline.is_some_and(|parts| parts.leftover == 0)),
            (Feature::Dated, dateline.is_some_and(|parts| (1..=40).contains(&parts.leftover))),
            (Feature::Undated, dateline.is_some_and(|parts| parts.value == Date::Unknown && !parts.is_ambiguous)),
            (Feature::Reference, is_reference(text, lexicon)),
            (Feature::Marking, is_marking(text, lexicon)),
            (Feature::SeriesNumber, chars <= 40 && dateline::is_series_number(text, lexicon)),
            (Feature::ListHeading, list_kind(text, lexicon).is_some()),
            (Feature::Capitals, words.capitals),
            (Feature::SmallLetters, words.small),
            (Feature::TitleCase, words.title),
            (Feature::Name, is_medium && words.is_name),
            (Feature::SectionNumber, is_medium && section_number(text)),
        ])
    }
}

/// "to" on a line of its own above a name, and a name with what only others give it: "John Ashby, Esq.".
fn reads_as_address(text: &str, lexicon: &Lexicon) -> bool {
    let (first, below) = text.split_once('\n').unwrap_or((text, ""));
    let leads = lexicon.to.has_alike(first.trim_end()) && below.trim_start().starts_with(char::is_uppercase);
    leads || first.rsplit_once(", ").is_some_and(|(_, last)| lexicon.address.has(last.trim_end()))
}

fn first_line(text: &str) -> &str {
    text.lines().next().unwrap_or_default().trim_end()
}

/// The features of those that hold.
pub(super) fn holding(features: impl IntoIterator<Item = (Feature, bool)>) -> EnumSet<Feature> {
    features.into_iter().filter(|(_, holds)| *holds).map(|(feature, _)| feature).collect()
}

/// Length, and the signs at both ends.
fn typography(text: &str, chars: usize) -> EnumSet<Feature> {
    let (first, last) = (text.chars().next(), text.chars().next_back());
    let is_stop = |c: char| matches!(c, '.' | '!' | '?' | '…' | ';');
    holding([
        (Feature::Any, true),
        (Feature::Short, chars <= 40),
        (Feature::Medium, (41..=90).contains(&chars)),
        (Feature::Long, chars > 200),
        (Feature::EndsComma, last == Some(',')),
        (Feature::EndsColon, last == Some(':')),
        (Feature::EndsStop, last.is_some_and(is_stop)),
        (Feature::EndsBare, last.is_some_and(|c| !matches!(c, ',' | ':') && !is_stop(c))),
        (Feature::SmallStart, first.is_some_and(char::is_lowercase) && !has_elided_particle(text)),
        (Feature::DigitStart, first.is_some_and(|c| c.is_ascii_digit())),
        (Feature::Bracketed, first == Some('[') && last == Some(']')),
        (Feature::Quoted, first.is_some_and(|c| "“\"„»«".contains(c))),
    ])
}

/// "… with my good wishes. End text.": what stands above is quoted, signature and all.
fn ends_quoted_text(text: &str, lexicon: &Lexicon) -> bool {
    let text = text.trim_end_matches(|c: char| !c.is_alphabetic());
    lexicon.text_ends.iter().any(|entry| ends_alike(text, entry))
}

/// "d’Alembert": a name that begins with a small letter.
fn has_elided_particle(word: &str) -> bool {
    let name = word.strip_prefix(['d', 'l']).and_then(|rest| rest.strip_prefix(['\'', '’']));
    name.is_some_and(|name| name.starts_with(char::is_uppercase))
}

/// "I. Wollzeile 15., "24, Rue Feydeau": a number of at most four digits at one end of a few words.
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
    let words = || lower.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    (1..=6).contains(&words().take(7).count())
        && words().all(|word| lexicon.marking_words.contains(word))
        && lexicon.markings.begins_small(&lower)
}

/// "II.", "A.", "3.", "III" at the beginning of a short line.
fn section_number(text: &str) -> bool {
    let first = text.split_whitespace().next().unwrap_or_default().trim_end_matches(['.', ')']);
    let is_roman = first.chars().all(|c| "IVXLC".contains(c));
    let is_letter = first.chars().count() == 1 && first.chars().all(char::is_uppercase);
    let is_number = first.len() <= 2 && first.bytes().all(|b| b.is_ascii_digit());
    !first.is_empty() && (is_roman || is_letter || is_number)
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
        let is_capital = |word: &str| word.starts_with(char::is_uppercase) || has_elided_particle(word);
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::profile::built_in;

    fn check(text: &str, expected: &[Feature]) {
        let profile = built_in("letter").unwrap();
        let facts = BlockFacts::read(Span::new(0, text.len()), text, None, profile.lexicon());
        for feature in expected {
            assert!(facts.has(*feature), "{text} should have {feature:?}");
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
    fn spans_count_from_the_source() {
        let profile = built_in("letter").unwrap();
        let text = format!("Dear Bill:\n\n{MASK}Tokyo, May 3, 1964");
        let facts = BlockFacts::read(Span::new(12, text.len()), &text, None, profile.lexicon());
        let parts = facts.line.dateline.unwrap();
        assert_eq!(facts.absolute(parts.place.unwrap()).of(&text), "Tokyo");
    }
}
