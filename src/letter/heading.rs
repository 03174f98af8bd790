//! Headings: the number of a document, who wrote it and to whom. Takes a masked heading; gives spans in it.
//!
//! "351. Letter From the Ambassador to Japan (Reischauer) to the Assistant Secretary … (Bundy)": the name stands in brackets after
//! the office; the word that leads to the addressee is the one after a closed bracket, else the first that does not belong to an
//! office ("Ambassador to Japan"), else the first before a body. What cannot be told apart is not found.

use super::words::{MASK, match_template};
use crate::model::Correspondent;
use crate::profile::Lexicon;
use crate::text::{Span, roman};

/// The number at the beginning and the length of what holds it ("351. " → 351, 5 bytes).
pub(super) fn number(text: &str, lexicon: &Lexicon) -> Option<(Span, usize)> {
    lexicon
        .heading_numbers
        .iter()
        .find_map(|template| {
            let found = match_template(text, template, |c| c.is_ascii_digit())?;
            let span = Span::new(found.start, found.start + found.number.len());
            (found.number.len() <= 5).then_some((span, found.end))
        })
        .or_else(|| letter_number(text, lexicon))
        .or_else(|| roman_number(text, lexicon))
        .or_else(|| bare_number(text))
}

/// "VI.--TO JOHN ASHBY.", "XII. To his mother": a Roman number before an addressee or a word for a document. "C. A. Bell" has none.
fn roman_number(text: &str, lexicon: &Lexicon) -> Option<(Span, usize)> {
    let (number, rest) = text.split_once('.')?;
    let after = rest.trim_start_matches(|c: char| c.is_whitespace() || matches!(c, '-' | '–' | '—'));
    let lead = after.split(|c: char| !c.is_alphabetic()).next().unwrap_or_default();
    let names = || persons(&words(text, text.len() - after.len()), text, lexicon).is_some();
    let is_heading = lexicon.to.has_alike(lead) || lexicon.headings.has_alike(lead) || number.len() > 1 && names();
    (is_roman(number) && is_heading).then(|| (Span::new(0, number.len()), text.len() - after.len()))
}

/// "225.", "VIII.", "XII": a number, and nothing else.
fn bare_number(text: &str) -> Option<(Span, usize)> {
    let number = text.trim_end_matches('.');
    let is_stopped = number.len() < text.len();
    let is_arabic = (1..=5).contains(&number.len()) && number.bytes().all(|b| b.is_ascii_digit());
    let is_number = is_stopped && is_arabic || is_roman(number) && (is_stopped || number.len() > 1);
    is_number.then(|| (Span::new(0, number.len()), text.len()))
}

/// Whether a text is nothing but a number.
pub(super) fn is_bare_number(text: &str) -> bool {
    bare_number(text).is_some()
}

/// The longest Roman number of a heading, "LXXXVIII", and what the number is below.
const LONGEST_ROMAN: usize = 9;
const BELOW_ROMAN: u32 = 900;

/// A Roman number in capitals. Of single letters only those of small numbers are: "C." is an initial.
fn is_roman(number: &str) -> bool {
    let of_heading =
        (2..=LONGEST_ROMAN).contains(&number.len()) && roman::read(number).is_some_and(|value| value < BELOW_ROMAN);
    of_heading || matches!(number, "I" | "V" | "X")
}

/// "LETTRE N° 1.101.", "Brief Nr. 12": the word for a letter and its number, and nothing else.
fn letter_number(text: &str, lexicon: &Lexicon) -> Option<(Span, usize)> {
    let (kind, rest) = text.split_once(' ')?;
    let is_letter = lexicon.letter_words.iter().any(|word| word.to_lowercase() == kind.to_lowercase());
    let rest = lexicon.number_words.begin(rest).and_then(|length| rest.get(length..)).unwrap_or(rest).trim_start();
    let number = rest.trim_end_matches(|c: char| !c.is_ascii_digit());
    let roman = rest.trim_end_matches(|c: char| !c.is_alphanumeric());
    let number = if is_roman(roman) { roman } else { number };
    let is_arabic = (1..=7).contains(&number.len()) && number.bytes().all(|b| b.is_ascii_digit() || b == b'.');
    let is_number = is_arabic || is_roman(number);
    let start = text.len() - rest.len();
    let is_alone = !rest.get(number.len()..)?.contains(char::is_alphanumeric);
    (is_letter && is_number && is_alone).then(|| (Span::new(start, start + number.len()), text.len()))
}

/// The heading without its number.
pub(super) fn after_number<'a>(text: &'a str, lexicon: &Lexicon) -> &'a str {
    let is_part = |c: char| c.is_whitespace() || matches!(c, '.' | ':' | '-' | '–' | '—');
    number(text, lexicon).and_then(|(_, end)| text.get(end..)).unwrap_or(text).trim_start_matches(is_part)
}

/// Whether a word for a kind of document stands first, behind the number: "Letter from …"; in capitals it stands alone: "PETITION.".
pub(super) fn names_kind(text: &str, lexicon: &Lexicon) -> bool {
    let kind = after_number(text, lexicon);
    let word = kind.trim_end_matches(['.', ':']);
    let is_capital = word.chars().all(char::is_uppercase);
    lexicon.headings.begins(kind) || is_capital && lexicon.headings.has_alike(word)
}

/// Whom a heading names, as spans of its text.
#[derive(Clone, Debug, Default)]
pub(super) struct Correspondents {
    /// Who wrote. Known only with the addressee.
    pub(super) sender: Option<Correspondent>,
    /// To whom.
    pub(super) addressee: Option<Correspondent>,
    /// Whether the heading is made of names: "Robert Southey to John May", "To Cassandra Austen".
    pub(super) is_of_names: bool,
}

/// Sender and addressee of a heading.
pub(super) fn correspondents(text: &str, lexicon: &Lexicon) -> Correspondents {
    let words = words(text, text.len() - after_number(text, lexicon).len());
    if let Some((sender, addressee)) = persons(&words, text, lexicon) {
        return Correspondents { sender: Some(sender), addressee: Some(addressee), is_of_names: true };
    }
    let is_capital = !text.contains(char::is_lowercase);
    let alone = addressee(&words, text, lexicon).or_else(|| addressed(text, lexicon).filter(|_| is_capital));
    let is_of_names = alone.is_some();
    match offices(&words, text, lexicon) {
        Some((sender, addressee)) => Correspondents { sender: Some(sender), addressee: Some(addressee), is_of_names },
        None => Correspondents { sender: None, addressee: alone, is_of_names },
    }
}

/// "Letter From the Ambassador to Japan (Reischauer) to the Secretary of State", "The British Embassy to the Department of State".
fn offices(words: &[Span], text: &str, lexicon: &Lexicon) -> Option<(Correspondent, Correspondent)> {
    let from = words.iter().position(|word| lexicon.from.has(word.of(text)));
    let first = match from {
        // "Letter From …": few words name the kind of document.
        Some(at) if at <= 6 => at + 1,
        _ => 0,
    };
    if first == 0 && !words.first().is_some_and(|word| lexicon.articles.has(word.of(text))) {
        return None;
    }
    let leads = |at: usize| words.get(at).is_some_and(|word| lexicon.to.has(word.of(text)));
    let candidates: Vec<usize> = (first + 1..words.len().saturating_sub(1)).filter(|at| leads(*at)).collect();
    let is_closed = |at: usize| {
        at.checked_sub(1).and_then(|before| words.get(before)).is_some_and(|word| word.of(text).ends_with(')'))
    };
    let is_office = |at: usize| {
        let before = at.checked_sub(1).and_then(|before| words.get(before)).map(|word| word.of(text));
        before.is_some_and(|word| lexicon.offices_to.has_alike(word))
    };
    // "The British Embassy to the Department of State".
    let names_a_body = |at: usize| {
        let mut addressee = words.get(at..).unwrap_or_default().iter();
        addressee.any(|word| lexicon.organisations.has(word.of(text)))
    };
    let to = candidates
        .iter()
        .copied()
        .find(|at| is_closed(*at))
        .or_else(|| candidates.iter().copied().find(|at| !is_office(*at)))
        .or_else(|| candidates.iter().copied().find(|at| names_a_body(*at + 1)))?;
    let span = |from: usize, to: usize| Some(words.get(from)?.to(*words.get(to.checked_sub(1)?)?));
    let sender = correspondent(span(first, to)?, text, lexicon)?;
    let addressee = correspondent(span(to + 1, words.len())?, text, lexicon)?;
    Some((sender, addressee))
}

/// The most words of a name in a heading without "From": "Ludwig Friedländer".
const MOST_NAME_WORDS: usize = 6;

/// "Robert Southey to John May, 3 May 1807": two names and nothing else but what a comma, a full stop or a bracket parts from them.
fn persons(words: &[Span], text: &str, lexicon: &Lexicon) -> Option<(Correspondent, Correspondent)> {
    let to = words.iter().position(|word| lexicon.to.has(word.of(text)))?;
    let (before, after) = (words.get(..to)?, words.get(to + 1..)?);
    let first = before.first()?.of(text).to_lowercase();
    let begins_sentence = lexicon.function_words.has(&first);
    if begins_sentence || before.iter().any(|word| lexicon.headings.has(word.of(text))) {
        return None;
    }
    let ends = |word: &Span| {
        let word = word.of(text);
        let is_initial = word.trim_end_matches('.').chars().count() <= 2;
        word.ends_with([',', ';', ':']) || word.ends_with('.') && !is_initial
    };
    let bracket = after.iter().position(|word| word.of(text).starts_with(['[', '('])).unwrap_or(after.len());
    let length = after.iter().position(ends).map_or(bracket, |at| bracket.min(at + 1));
    let addressee = after.get(..length)?;
    let is_name = |part: &[Span]| {
        (1..=MOST_NAME_WORDS).contains(&part.len())
            && [part.first(), part.last()].iter().flatten().all(|word| word.of(text).starts_with(char::is_uppercase))
            && part.iter().all(|word| reads_as_name(word.of(text), ".,'’-"))
    };
    let person = |part: &[Span]| {
        let span = part.first()?.to(*part.last()?);
        let name = span.of(text).trim_end_matches([',', ';', ':']);
        let name = if length < after.len() { name.trim_end_matches('.') } else { without_stop(name) };
        Some(Correspondent {
            name: Some(Span::new(span.start, span.start + name.len())),
            office: None,
            is_organisation: false,
        })
    };
    (is_name(before) && !before.iter().any(ends) && is_name(addressee)).then_some(())?;
    Some((person(before)?, person(addressee)?))
}

/// Whether a word can be part of a name: a capital or a particle, with no signs but these.
fn reads_as_name(word: &str, signs: &str) -> bool {
    (word.starts_with(char::is_uppercase) || word.chars().count() <= 3)
        && word.chars().all(|c| c.is_alphabetic() || signs.contains(c))
}

/// The addressee of a heading that names nobody else: "To Cassandra Austen", "Brief an Karl Ludwig von Knebel". "An Herrn Knebel" is an
/// address.
fn addressee(words: &[Span], text: &str, lexicon: &Lexicon) -> Option<Correspondent> {
    let kind = usize::from(lexicon.headings.has(words.first()?.of(text)));
    let lead = words.get(kind)?.of(text);
    let leads = (kind == 1 || lead.starts_with(char::is_uppercase)) && lexicon.to.has_alike(lead);
    let rest = words.get(kind + 1..)?;
    let (first, last) = (rest.first()?, rest.last()?);
    let is_title = lexicon.titles.has_alike(first.of(text)) || lexicon.address.has_alike(first.of(text));
    let is_name = rest.len() <= MOST_NAME_WORDS
        && !is_title
        && last.of(text).starts_with(char::is_uppercase)
        && rest.iter().all(|word| reads_as_name(word.of(text), ".'’-") && !lexicon.articles.has_alike(word.of(text)));
    let whole = first.to(*last);
    let name = Span::new(whole.start, whole.start + without_stop(whole.of(text)).len());
    (leads && is_name).then_some(Correspondent { name: Some(name), office: None, is_organisation: false })
}

/// The addressee of what is known to be a heading: also one with a title, "TO MR. ASHBY.".
pub(super) fn addressed(text: &str, lexicon: &Lexicon) -> Option<Correspondent> {
    let words = words(text, text.len() - after_number(text, lexicon).len());
    let (lead, rest) = words.split_first()?;
    let comma = rest.iter().position(|word| word.of(text).ends_with(',')).map_or(rest.len(), |at| at + 1);
    let name = rest.get(..comma)?;
    let last = name.last()?;
    let first = name.first()?.of(text).to_lowercase();
    let is_name = (1..=MOST_NAME_WORDS).contains(&name.len())
        && name.iter().all(|word| reads_as_name(word.of(text).trim_end_matches(','), ".'’-"))
        && !lexicon.articles.has_alike(&first)
        && !lexicon.function_words.has(&first)
        && last.of(text).starts_with(char::is_uppercase);
    let whole = name.first()?.to(*last);
    let name = Span::new(whole.start, whole.start + without_stop(whole.of(text)).len());
    (is_name && lexicon.to.has_alike(lead.of(text))).then_some(Correspondent {
        name: Some(name),
        office: None,
        is_organisation: false,
    })
}

/// A name without the full stop that ends its heading; that of an abbreviation stays: "Ashby, Jr.".
fn without_stop(name: &str) -> &str {
    let last = name.rsplit(' ').next().unwrap_or_default();
    if last.chars().count() > 3 { name.trim_end_matches(['.', ',']) } else { name.trim_end_matches(',') }
}

/// The words of a heading with their spans, from a byte on. Marks and white space part words.
fn words(text: &str, from: usize) -> Vec<Span> {
    let mut found = Vec::new();
    let mut start = None;
    for (at, c) in text.char_indices().filter(|(at, _)| *at >= from).chain([(text.len(), ' ')]) {
        if c.is_whitespace() || c == MASK {
            if let Some(begin) = start.take() {
                found.push(Span::new(begin, at));
            }
        } else if start.is_none() {
            start = Some(at);
        }
    }
    found
}

/// "the Ambassador to Japan (Reischauer)": office and name; "President Kennedy": a name; "the Department of State": a body.
fn correspondent(span: Span, text: &str, lexicon: &Lexicon) -> Option<Correspondent> {
    let whole = span.of(text).trim_end_matches([',', '.', ';', ':']);
    let span = Span::new(span.start, span.start + whole.len());
    let article = whole.split_once(' ').map(|(first, _)| first).filter(|first| lexicon.articles.has(first));
    let inner = Span::new(span.start + article.map_or(0, |article| article.len() + 1), span.end);
    let opens = whole.find('(');
    if let (Some(open), Some(close)) = (opens, whole.rfind(')')) {
        let name = Span::new(span.start + open + 1, span.start + close).trim(text);
        let office = Span::new(inner.start, span.start + open).trim(text);
        // Several persons: "(Bundy) and the Counselor (Nimetz)". Which office is whose is not for a header to guess.
        let is_single = whole.matches('(').count() == 1 && !name.is_empty();
        return Some(match is_single {
            true => Correspondent {
                name: Some(name),
                office: Some(office).filter(|o| !o.is_empty()),
                is_organisation: false,
            },
            false => Correspondent { name: Some(span), office: None, is_organisation: false },
        });
    }
    let is_body = inner.of(text).split(' ').any(|word| lexicon.organisations.has(word));
    let is_office = article.is_some() && !is_body;
    Some(Correspondent {
        name: (!is_office).then_some(inner),
        office: is_office.then_some(inner),
        is_organisation: is_body,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::profile::built_in;

    fn check(text: &str, expected: &str) {
        let of = |span: Option<Span>| span.map_or("", |span| span.of(text)).to_owned();
        let show = |c: Correspondent| {
            format!("{}/{}{}", of(c.name), of(c.office), if c.is_organisation { "/body" } else { "" })
        };
        let found = correspondents(text, built_in("frus").unwrap().lexicon());
        let found = found.sender.zip(found.addressee).map(|(from, to)| format!("{} -> {}", show(from), show(to)));
        assert_eq!(found.unwrap_or_default(), expected, "{text}");
    }

    #[test]
    fn sender_and_addressee() {
        check(
            "351. Letter From the Ambassador to Japan (Reischauer) to the Assistant Secretary of State for Far Eastern Affairs (Bundy)",
            "Reischauer/Ambassador to Japan -> Bundy/Assistant Secretary of State for Far Eastern Affairs",
        );
        check("99. Letter From Chairman Khrushchev to President Kennedy", "Chairman Khrushchev/ -> President Kennedy/");
        check(
            "23. Telegram From the Embassy in Thailand to the Department of State",
            "Embassy in Thailand//body -> Department of State//body",
        );
        check("The Secretary of State to the Embassy in Egypt", "/Secretary of State -> Embassy in Egypt//body");
        check("The British Embassy to the Department of State", "British Embassy//body -> Department of State//body");
        check("123. Robert Southey to John May, 3 May 1807", "Robert Southey/ -> John May/");
        check("Charles Darwin to J. D. Hooker [11 January 1844]", "Charles Darwin/ -> J. D. Hooker/");
        check("Reply to John May", "");
        check("Letter to John May", "");
        check("My visit to Rome", "");
        check("Yours to command, John Smith", "");
        check("I have written to John", "");
        check("36. Editorial Note", "");
        check("Letter From the Ambassador to Japan", "");
    }

    #[test]
    fn particles_belong_to_names() {
        let text = "Nr. 5. Heinrich von Kleist an Ulrike von Kleist";
        let found = correspondents(text, built_in("letter").unwrap().lexicon());
        let of = |person: Option<Correspondent>| person.unwrap().name.unwrap().of(text);
        assert_eq!((of(found.sender), of(found.addressee)), ("Heinrich von Kleist", "Ulrike von Kleist"));
    }

    #[test]
    fn an_addressee_alone() {
        let profile = built_in("letter").unwrap();
        let alone = |text: &str| {
            addressee(&words(text, text.len() - after_number(text, profile.lexicon()).len()), text, profile.lexicon())
        };
        for text in ["To Cassandra Austen", "17. An Karl Ludwig von Knebel", "Brief an Franz Kappus"] {
            assert!(alone(text).is_some(), "{text}");
        }
        for text in ["To the Editor", "An Herrn Knebel", "To John Murray, London", "To be sure"] {
            assert_eq!(alone(text), None, "{text}");
        }
    }

    #[test]
    fn numbers_may_be_roman_or_alone() {
        let profile = built_in("letter").unwrap();
        let found = |text: &'static str| number(text, profile.lexicon()).map(|(span, _)| span.of(text));
        let rows = [("VI.--TO JOHN ASHBY.", "VI"), ("XLIX. To his mother", "XLIX"), ("VIII.", "VIII"), ("225.", "225")];
        assert!(rows.iter().all(|(text, expected)| found(text) == Some(*expected)));
        for text in ["C. A. Bell", "D. Ludwig", "VI. I have walked", "IIX.", "C.", "225"] {
            assert_eq!(found(text), None, "{text}");
        }
    }

    #[test]
    fn headings_address_people_with_titles() {
        let profile = built_in("letter").unwrap();
        for (text, name) in
            [("TO MR. ASHBY.", "MR. ASHBY"), ("VI.—TO JOHN ASHBY.", "JOHN ASHBY"), ("An Frau Holt", "Frau Holt")]
        {
            let found = addressed(text, profile.lexicon()).unwrap();
            assert_eq!(found.name.unwrap().of(text), name);
        }
        assert_eq!(addressed("To the Editor", profile.lexicon()), None);
    }

    #[test]
    fn numbers_stay_out_of_words() {
        let profile = built_in("frus").unwrap();
        assert_eq!(
            number("351. Letter", profile.lexicon()).map(|(span, end)| (span.of("351. Letter"), end)),
            Some(("351", 5))
        );
        assert_eq!(number("1964 was", profile.lexicon()), None);
    }
}
