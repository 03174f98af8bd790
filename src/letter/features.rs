//! What a block looks like: yes-or-no features from which its role is weighed.
//!
//! Takes a block's masked text and its neighbours; gives a set of features. The names here are the names in a profile's
//! `[weights]`. Features are of typography, position, formula, punctuation and length, never of a particular name.
//! `after-ROLE` is not here: it holds when the block before plays that role, which only `roles` knows.

use super::blocks::{Shape, TextBlock};
use super::dateline;
use super::formulas::{calls, ends_in_formula, goes_on, is_salutation, is_valediction, leads_to_name};
use super::words::{MASK, bare, begins_in, ends_alike};
use crate::profile::Profile;

/// The names of all features, in the order of their bits.
pub const NAMES: &[&str] = &[
    "any",
    "short",
    "medium",
    "long",
    "ends-comma",
    "ends-colon",
    "ends-stop",
    "ends-bare",
    "capitals",
    "small-start",
    "digit-start",
    "bracketed",
    "quoted",
    "title-case",
    "numbered",
    "kind-word",
    "from-to",
    "salutation",
    "valediction",
    "postscript",
    "enclosure",
    "dateline",
    "dated",
    "undated",
    "reference",
    "marking",
    "name",
    "list-heading",
    "before-list",
    "before-table",
    "before-dateline",
    "before-list-head",
    "first",
    "second",
    "third",
    "last",
    "last-but-one",
    "several-lines",
    "short-lines",
    "section-number",
    "small-letters",
    "only-block",
    "address",
    "house-number",
    "leads-to-name",
    "office",
    "before-salutation",
    "before-page",
    "after-page",
    "before-postscript",
    "goes-on",
    "after-formula",
    "series-number",
    "calls",
    "names-persons",
    "verse",
    "quotation",
    "file-reference",
    "before-names",
    "text-ends",
];

/// A set of features.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Features(u64);

impl Features {
    /// The features of every text block among `blocks`; other shapes have none.
    pub(super) fn of_all(blocks: &[TextBlock], masked: &str, profile: &Profile) -> Vec<Self> {
        let texts: Vec<usize> =
            blocks.iter().enumerate().filter(|(_, block)| block.shape == Shape::Text).map(|(at, _)| at).collect();
        let mut all = vec![Self::default(); blocks.len()];
        let verse = super::verse::find(blocks, masked, profile);
        let quotations = super::quotations::find(blocks, masked);
        let mut has_reference = false;
        for (rank, at) in texts.iter().enumerate() {
            let Some(block) = blocks.get(*at) else { continue };
            let mut set = Self::of_text(bare(block.span.of(masked)), profile);
            set.put("several-lines", block.lines.len() > 1);
            set.put("verse", verse.get(*at).copied().unwrap_or(false));
            set.put("quotation", quotations.get(*at).copied().unwrap_or(false));
            has_reference |= rank == 0 && set.has("reference") && !set.has("numbered");
            set.put("file-reference", has_reference);
            set.put("first", rank == 0);
            set.put("second", rank == 1);
            set.put("third", rank == 2);
            set.put("short-lines", has_short_lines(block, masked));
            set.put("last", is_end(blocks.get(at + 1..).unwrap_or_default(), masked, profile));
            let next_at = texts.get(rank + 1);
            set.put(
                "last-but-one",
                next_at.is_some_and(|at| is_end(blocks.get(at + 1..).unwrap_or_default(), masked, profile)),
            );
            set.put("only-block", texts.len() == 1);
            let is_page = |block: Option<&TextBlock>| block.is_some_and(|b| matches!(b.shape, Shape::Page(_)));
            set.put("before-page", is_page(blocks.get(at + 1)));
            set.put("after-page", rank > 0 && is_page(at.checked_sub(1).and_then(|before| blocks.get(before))));
            set.put("before-salutation", is_above_salutation(blocks.get(*at..).unwrap_or_default(), masked, profile));
            let below = blocks.get(at + 1..).unwrap_or_default().iter();
            let below = below.filter(|b| !matches!(b.shape, Shape::Page(_)));
            let next = below.clone().next();
            set.put("before-list", next.is_some_and(|b| matches!(b.shape, Shape::Item(_) | Shape::ItemLabel)));
            set.put("before-table", next.is_some_and(|b| b.shape == Shape::Rows));
            set.put("before-list-head", is_list_head(blocks.get(at + 1..).unwrap_or_default(), masked));
            let next_text = next.filter(|b| b.shape == Shape::Text).map(|b| bare(b.span.of(masked)));
            // The number of the letter in its series, and another line like it, may stand between.
            let lines = below.take_while(|b| b.shape == Shape::Text).take(3);
            let dateline = lines
                .map(|b| bare(b.span.of(masked)))
                .find(|text| text.len() > 40 || !dateline::is_series_number(text, profile));
            set.put(
                "before-dateline",
                dateline.is_some_and(|text| text.len() < 200 && dateline::is_whole(text, profile)),
            );
            set.put(
                "before-postscript",
                next_text.is_some_and(|text| begins_in(text, profile, |table| &table.postscript)),
            );
            let before = rank.checked_sub(1).and_then(|rank| texts.get(rank)).and_then(|at| blocks.get(*at));
            let before = before.map(|before| bare(before.span.of(masked)));
            set.put("goes-on", before.is_some_and(goes_on));
            set.put("after-formula", before.is_some_and(|before| ends_in_formula(before, profile)));
            if let Some(slot) = all.get_mut(*at) {
                *slot = set;
            }
        }
        let has = |at: usize, name: &str| all.get(at).is_some_and(|set: &Self| set.has(name));
        let is_name = |at: usize| has(at, "name") && !has(at, "valediction") && !has(at, "leads-to-name");
        let signers = super::signers::find(&texts, blocks, masked, profile, is_name, |at| has(at, "last"));
        for at in signers {
            if let Some(set) = all.get_mut(at) {
                set.put("before-names", true);
            }
        }
        all
    }

    /// The features of a text by itself.
    fn of_text(text: &str, profile: &Profile) -> Self {
        let mut set = Self::default();
        // Nothing in a long paragraph's middle is a feature; its ends are enough.
        let chars = if text.len() > 4_000 { 1_000 } else { text.chars().filter(|c| *c != MASK).count() };
        let is_short = chars <= 40;
        let is_medium = chars <= 90;
        set.put("any", true);
        set.put("short", is_short);
        set.put("medium", is_medium && !is_short);
        set.put("long", chars > 200);
        let last = text.chars().next_back();
        set.put("ends-comma", last == Some(','));
        set.put("ends-colon", last == Some(':'));
        set.put("ends-stop", matches!(last, Some('.' | '!' | '?' | '…' | ';')));
        set.put("ends-bare", last.is_some_and(|c| !matches!(c, ',' | ':' | '.' | '!' | '?' | '…' | ';')));
        let first = text.chars().next();
        set.put("small-start", first.is_some_and(char::is_lowercase));
        set.put("digit-start", first.is_some_and(|c| c.is_ascii_digit()));
        set.put("bracketed", first == Some('[') && last == Some(']'));
        set.put("quoted", first.is_some_and(|c| "“\"„»«".contains(c)));
        set.put("numbered", super::heading::number(text, profile).is_some());
        set.put("salutation", chars < 90 && is_salutation(text, profile));
        set.put("calls", chars <= 70 && calls(text, profile));
        set.put("valediction", chars < 120 && is_valediction(text, profile));
        set.put("postscript", begins_in(text, profile, |table| &table.postscript));
        set.put("address", is_medium && begins_in(text, profile, |table| &table.address));
        set.put("house-number", is_medium && has_house_number(text));
        set.put("office", is_medium && names_office(text, profile));
        set.put("text-ends", ends_quoted_text(text, profile));
        set.put("leads-to-name", chars < 120 && leads_to_name(text, profile));
        if chars > 400 {
            return set;
        }
        set.put("enclosure", is_medium && begins_in(text, profile, |table| &table.enclosure));
        let head = super::heading::after_number(text, profile);
        set.put("kind-word", begins_in(head, profile, |table| &table.headings));
        let correspondents = super::heading::correspondents(text, profile);
        let names_persons = is_medium && correspondents.is_of_names;
        set.put("names-persons", names_persons);
        set.put("from-to", correspondents.sender.is_some());
        let parts = dateline::read(text, profile).filter(|_| !names_persons);
        set.put("dateline", parts.is_some_and(|parts| parts.leftover == 0));
        set.put("dated", parts.is_some_and(|parts| parts.leftover > 0 && parts.leftover <= 40));
        set.put(
            "undated",
            parts.is_some_and(|parts| parts.value == crate::model::Date::Unknown && !parts.is_ambiguous),
        );
        set.put("reference", is_reference(text, profile));
        set.put("marking", is_marking(text, profile));
        set.put("series-number", is_short && dateline::is_series_number(text, profile));
        set.put("list-heading", list_kind(text, profile).is_some());
        let words = Words::of(text);
        set.put("capitals", words.capitals);
        set.put("small-letters", words.small);
        set.put("title-case", words.title);
        set.put("name", is_medium && words.is_name);
        set.put("section-number", is_medium && section_number(text));
        set
    }

    fn put(&mut self, name: &str, holds: bool) {
        if !holds {
            return;
        }
        if let Some(bit) = NAMES.iter().position(|known| *known == name) {
            self.0 |= 1 << bit;
        }
    }

    /// Whether the feature holds.
    pub(super) fn has(self, name: &str) -> bool {
        NAMES.iter().position(|known| *known == name).is_some_and(|bit| self.0 >> bit & 1 == 1)
    }

    /// The bits, the first name lowest.
    pub(super) fn bits(self) -> u64 {
        self.0
    }
}

/// Several lines, none as long as those of a paragraph wrapped at a margin.
fn has_short_lines(block: &TextBlock, masked: &str) -> bool {
    block.lines.len() > 1 && block.lines.iter().all(|line| line.of(masked).chars().count() <= 60)
}

/// How many short blocks may stand above a salutation.
const MOST_ABOVE: usize = 12;

/// Whether a salutation comes soon and nothing but short blocks stands before it: this is the top of a letter.
fn is_above_salutation(blocks: &[TextBlock], masked: &str, profile: &Profile) -> bool {
    let mut texts = blocks.iter().filter(|block| !matches!(block.shape, Shape::Page(_))).take(MOST_ABOVE);
    texts.next();
    for block in texts {
        let text = bare(block.span.of(masked));
        // Bytes are enough to tell a line from a paragraph.
        if block.shape != Shape::Text || text.len() > 240 {
            return false;
        }
        if text.len() < 120 && is_salutation(text, profile) {
            return true;
        }
    }
    false
}

/// "… with my good wishes. End text.": what stands above is quoted, signature and all.
fn ends_quoted_text(text: &str, profile: &Profile) -> bool {
    let text = text.trim_end_matches(|c: char| !c.is_alphabetic());
    profile.tables().flat_map(|table| &table.text_ends).any(|entry| ends_alike(text, entry))
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
fn names_office(text: &str, profile: &Profile) -> bool {
    let mut words = text.split(|c: char| !c.is_alphabetic()).filter(|word| !word.is_empty());
    words.any(|word| {
        profile.tables().any(|table| {
            [&table.ranks, &table.offices_to, &table.organisations].into_iter().flatten().any(|entry| entry == word)
        })
    })
}

/// Whether a letter ends before these blocks: nothing follows but page marks, or an enclosure does.
fn is_end(blocks: &[TextBlock], masked: &str, profile: &Profile) -> bool {
    let next = blocks.iter().find(|block| !matches!(block.shape, Shape::Page(_)));
    next.is_none_or(|block| {
        let text = bare(block.span.of(masked));
        block.shape == Shape::Text
            && text.chars().count() <= 40
            && begins_in(text, profile, |table| &table.enclosure)
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

/// The kind of list this is the heading of.
pub(super) fn list_kind(text: &str, profile: &Profile) -> Option<crate::model::ListKind> {
    let text = bare(text).trim_end_matches([':', '.', ' ']);
    profile
        .tables()
        .flat_map(|table| &table.lists)
        .find(|(_, heads)| heads.iter().any(|head| head == text))
        .map(|(kind, _)| *kind)
}

/// "501.BC/10–548: Telegram", "Eisenhower Library, Whitman file": the file a document was printed from.
fn is_reference(text: &str, profile: &Profile) -> bool {
    let digits = |text: &str| text.bytes().filter(u8::is_ascii_digit).count();
    let is_number =
        |text: &str| text.contains('/') && text.starts_with(|c: char| c.is_ascii_digit()) && digits(text) >= 3;
    // "811.4611 France/11" is one number, "Paris Peace Conf. 180.03401/7" holds one.
    let has_file_number = is_number(text) || text.split_whitespace().any(is_number);
    let mut words = text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    has_file_number || words.any(|word| profile.tables().any(|table| super::words::is_one_of(word, &table.archives)))
}

/// Whether the line is made of words of classification and urgency alone.
fn is_marking(text: &str, profile: &Profile) -> bool {
    let lower = text.trim_start_matches('[').to_lowercase();
    let words: Vec<&str> = lower.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    let is_known = |word: &&str| {
        profile.tables().any(|table| table.markings.iter().any(|phrase| phrase.split(' ').any(|part| part == *word)))
    };
    let begins_known = profile.tables().any(|table| {
        table.markings.iter().any(|phrase| {
            lower.strip_prefix(phrase.as_str()).is_some_and(|rest| !rest.starts_with(char::is_alphanumeric))
        })
    });
    !words.is_empty() && words.len() <= 6 && begins_known && words.iter().all(is_known)
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
    use super::*;
    use crate::profile::built_in;

    fn check(text: &str, expected: &[&str]) {
        let set = Features::of_text(text, &built_in("letter").unwrap());
        for name in expected {
            assert!(set.has(name), "{text} should have {name}");
        }
    }

    #[test]
    fn formulas_and_typography() {
        check("Dear Bill:", &["short", "salutation", "ends-colon"]);
        check("Hochverehrter Herr Doktor!", &["salutation", "ends-stop"]);
        check("Mit herzlichen Grüßen", &["valediction", "ends-bare"]);
        check("sincerely yours,", &["valediction", "small-start"]);
        check("SUBJECT", &["capitals", "list-heading"]);
        check("501.BC/10–548: Telegram", &["reference", "digit-start"]);
        check("top secret us urgent", &["marking", "small-letters"]);
        check("Tokyo, October 28, 1964.", &["dateline"]);
        check("No. 1312", &["series-number"]);
        check("L. Brezhnev", &["name"]);
        check("John F. Kennedy. End text.”", &["text-ends"]);
        check(
            "351. Letter From the Ambassador to Japan (Reischauer) to the Secretary (Bundy)",
            &["numbered", "kind-word", "from-to"],
        );
    }

    #[test]
    fn several_sign() {
        let profile = built_in("letter").unwrap();
        let signers = |text: &str| {
            let lines: Vec<_> = crate::text::Source::new("x", text).lines().collect();
            let blocks = super::super::blocks::cut(text, &lines, &[], &profile);
            let all = Features::of_all(&blocks, text, &profile);
            all.iter().map(|set| set.has("before-names")).collect::<Vec<_>>()
        };
        assert_eq!(signers("We thank you.\n\nN. Khrushchev\n\nL. Brezhnev"), [false, true, false]);
        assert_eq!(signers("Yours,\n\nAnn Lee\n\nBen Lee\n\nTom Lee"), [false, true, true, false]);
        assert_eq!(signers("There were:\n\nA One\n\nB Two\n\nC Three\n\nD Four\n\nE Five"), [false; 6]);
        assert_eq!(signers("There were:\n\nMr. Hull\n\nMr. Eden"), [false; 3]);
    }

    #[test]
    fn names_are_unique_and_fit_the_set() {
        let mut names = NAMES.to_vec();
        names.sort_unstable();
        names.dedup();
        assert!(names.len() == NAMES.len() && NAMES.len() <= 64);
    }
}
