//! Datelines: place and date on a line of their own. Takes a masked text; gives the parts with their spans.
//!
//! A dateline is a place, a date, or both, and next to nothing else. "Washington, undated." is one. The number of a letter may stand before
//! it, and the day on which the letter came behind it or alone: that day is not the date. Leaves out whether the line stands where a
//! dateline can stand: `roles` decides.

use super::date;
use super::time_of_day;
use super::words::{MASK, bare, begins_alike, ends_alike};
use crate::model::Date;
use crate::profile::Lexicon;
use crate::text::Span;

/// The parts of a dateline; spans are bytes of the text given.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Parts {
    /// The place, without comma.
    pub(super) place: Option<Span>,
    /// The date, or the word that says there is none. `None` in a line that says when a letter came.
    pub(super) date: Option<Span>,
    /// How the date is read.
    pub(super) value: Date,
    /// Whether the date can be read in more than one way.
    pub(super) is_ambiguous: bool,
    /// Letters and digits that belong to neither.
    pub(super) leftover: usize,
}

/// The longest dateline, in characters.
const LONGEST: usize = 160;

/// Reads a text as a dateline, if it can be one.
pub(super) fn read(text: &str, lexicon: &Lexicon) -> Option<Parts> {
    if text.chars().count() > LONGEST {
        return None;
    }
    if let Some(leftover) = received(text, lexicon) {
        return Some(Parts { place: None, date: None, value: Date::Unknown, is_ambiguous: false, leftover });
    }
    let (span, value, is_ambiguous) = match date::find(text, lexicon) {
        Some(found) => (found.span, found.date, found.is_ambiguous),
        None => (undated(text, lexicon).or_else(|| weekday(text, lexicon))?, Date::Unknown, false),
    };
    let before = Span::new(series_number(text, lexicon).filter(|end| *end <= span.start).unwrap_or(0), span.start);
    let place = place(before, text, lexicon);
    let behind = Span::new(span.end, text.len());
    if place.is_none()
        && without_fillers(before.of(text), lexicon) == 0
        && let Some(place) = place_behind(behind, text, lexicon)
    {
        return Some(Parts { place: Some(place), date: Some(span), value, is_ambiguous, leftover: 0 });
    }
    let leftover = received(behind.of(text), lexicon).unwrap_or_else(|| without_fillers(behind.of(text), lexicon))
        + match place {
            Some(_) => 0,
            None => without_fillers(before.of(text), lexicon),
        };
    Some(Parts { place, date: Some(span), value, is_ambiguous, leftover })
}

/// How many letters and digits stand beside the day or hour in a text that says when a letter came: "[Received March 12.]".
fn received(text: &str, lexicon: &Lexicon) -> Option<usize> {
    let text = text.trim_start_matches(|c: char| !c.is_alphanumeric());
    let word = lexicon.received.begin(text)?;
    let rest = text.get(word..)?;
    match date::find(rest, lexicon) {
        Some(day) => Some(alphanumeric(rest.get(..day.span.start)?) + alphanumeric(rest.get(day.span.end..)?)),
        None => time_of_day::is_time(rest, lexicon).then_some(0),
    }
}

fn alphanumeric(text: &str) -> usize {
    text.chars().filter(|c| c.is_alphanumeric()).count()
}

/// The length of the number of a letter in its series with which a text begins: "No. 1312 ".
fn series_number(text: &str, lexicon: &Lexicon) -> Option<usize> {
    let word = lexicon.number_words.begin(text)?;
    let rest = text.get(word..)?.trim_start_matches(['.', ' ']);
    let digits: usize = rest.bytes().take_while(u8::is_ascii_digit).count();
    let after = rest.get(digits..)?;
    let number = digits > 0 && !after.starts_with(char::is_alphanumeric);
    number.then(|| text.len() - after.trim_start_matches(|c: char| !c.is_alphanumeric() && c != '[').len())
}

/// Whether a short line is the number of a letter in its series and nothing else: "No. 1312", "J. No. A 749", "Diplomatic Serial No. 2304".
pub(super) fn is_series_number(text: &str, lexicon: &Lexicon) -> bool {
    let words = || text.split(|c: char| c.is_whitespace() || c == MASK).filter(|word| !word.is_empty());
    let is_short = |word: &str| word.chars().filter(|c| c.is_alphabetic()).count() <= 3;
    let is_number = |word: &str| word.contains(|c: char| c.is_ascii_digit());
    let leads = |word: &str| lexicon.number_words.has(word);
    let names_series = |word: &str| is_short(word) || word.starts_with(char::is_uppercase);
    words().count() <= 6
        && words().position(leads).is_some_and(|at| {
            let mut number = words().skip(at + 1);
            words().take(at).all(names_series) && number.clone().any(is_number) && number.all(is_short)
        })
}

/// The most letters of a place behind the date.
const LONGEST_PLACE_BEHIND: usize = 40;

/// "21/3 92 Wien.", "8. 8. 21. Altaussee": what stands behind the date, if it is a few words with capitals and nothing that ends a salutation.
fn place_behind(behind: Span, text: &str, lexicon: &Lexicon) -> Option<Span> {
    let trimmed = behind.of(text).trim_matches(|c: char| !c.is_alphanumeric());
    // A full stop behind a whole year ends the line's date, and more may be a sentence.
    let before = Span::new(0, behind.start).of(text);
    let has_whole_year = before.bytes().rev().take_while(u8::is_ascii_digit).count() == 4;
    if has_whole_year && behind.of(text).starts_with('.') {
        return None;
    }
    let start = behind.start + behind.of(text).find(trimmed)?;
    let span = Span::new(start, start + trimmed.len());
    let words: Vec<&str> = trimmed.split_whitespace().collect();
    let capitals = words.iter().filter(|word| word.starts_with(char::is_uppercase)).count();
    // "12. August 1914, im Felde"
    let is_led = behind.of(text).trim_start().starts_with(',')
        && words.last().is_some_and(|word| word.starts_with(char::is_uppercase));
    let is_place = (trimmed.starts_with(char::is_uppercase) || is_led)
        && trimmed.chars().count() <= LONGEST_PLACE_BEHIND
        && words.len() - capitals <= words.len() / 2
        && words.len() <= 5
        && !trimmed.contains(|c: char| c.is_ascii_digit() || ":;!?".contains(c))
        && !bare(text).ends_with(['!', ',', ':', '?'])
        && without_fillers(trimmed, lexicon) > 2;
    is_place.then_some(span)
}

/// "Montag.", "Tuesday evening", "Dienstag 11 Uhr nachts": a day of the week, or an hour, with nothing but words of dates beside it.
fn weekday(text: &str, lexicon: &Lexicon) -> Option<Span> {
    let line = bare(text);
    let line = match line.split_once([',', '\n']) {
        // "Alpnach, Samstag früh.", "Cambridge, Sunday evening, 11 o'clock."
        Some((place, day))
            if place.chars().count() <= LONGEST_PLACE_BEHIND && !is_day(place, lexicon) && is_day(day, lexicon) =>
        {
            day.trim_start()
        }
        _ => line,
    };
    let start = text.find(line)?;
    is_day(line, lexicon).then(|| Span::new(start, start + line.len()))
}

fn is_day(line: &str, lexicon: &Lexicon) -> bool {
    // "Friday—2 p.m."
    let is_hour = |at: &usize| line.get(*at..).is_some_and(|rest| time_of_day::is_time(rest, lexicon));
    let hour = line.char_indices().filter(|(_, c)| ",—–".contains(*c)).map(|(at, _)| at).find(is_hour);
    let line = hour.and_then(|at| line.get(..at)).unwrap_or(line);
    let words: Vec<&str> = line.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    let (mut has_day, mut has_hour) = (false, false);
    for (at, word) in words.iter().enumerate() {
        // "Mittwochabends", "Ostermontag" as well.
        let is_day = lexicon.weekdays.iter().any(|day| begins_alike(word, day) || ends_alike(word, day));
        let is_number = (word.len() <= 2 || !word.is_ascii()) && word.chars().all(char::is_numeric);
        // An hour has a word behind it: "11 Uhr", "10 o'clock".
        let is_hour = is_number && words.get(at + 1).is_some_and(|next| next.contains(char::is_alphabetic));
        has_day |= is_day;
        has_hour |= is_hour;
        // "Donnerstag den 19ten".
        let digits = word.bytes().take_while(u8::is_ascii_digit).count();
        let ending = word.get(digits..).filter(|_| (1..=2).contains(&digits)).unwrap_or_default();
        let is_ordinal = lexicon.ordinals.has(ending);
        // "d. 3ten".
        has_day |= is_ordinal
            && at.checked_sub(1).and_then(|at| words.get(at)).is_some_and(|lead| lexicon.date_fillers.has_alike(lead));
        let is_half = is_number && !word.is_ascii();
        if !is_day && !is_hour && !is_half && !is_ordinal && !lexicon.date_fillers.has_alike(word) {
            return false;
        }
    }
    has_day || has_hour
}

fn undated(text: &str, lexicon: &Lexicon) -> Option<Span> {
    let line = text.trim_end_matches(|c: char| c.is_whitespace() || c == MASK);
    let without_stop = line.trim_end_matches(|c: char| !c.is_alphanumeric());
    let ends_with = |line: &str, word: &str| {
        let (before, last) = line.split_at_checked(line.len().checked_sub(word.len())?)?;
        let is_word = !before.ends_with(|c: char| c.is_alphanumeric());
        (is_word && last.to_lowercase() == word).then_some(Span::new(before.len(), line.len()))
    };
    let words = &lexicon.undated;
    let ends = |line: &str| words.iter().find_map(|word| ends_with(line, word));
    ends(line).or_else(|| ends(without_stop))
}

/// What stands before the date, if it reads like the name of a place: few words, the first a capital, no verb's small words.
fn place(before: Span, text: &str, lexicon: &Lexicon) -> Option<Span> {
    let mut words: Vec<(usize, &str)> = Vec::new();
    let mut at = before.start;
    let is_gap = |c: char| c.is_whitespace() || c == MASK;
    for piece in before.of(text).split_inclusive(is_gap) {
        let word = piece.trim_end_matches(is_gap);
        if !word.is_empty() {
            // "KM1Gmunden": what has a mark that runs into the place is a letterhead.
            if word.starts_with(char::is_uppercase) && text.get(..at).is_some_and(|before| before.ends_with(MASK)) {
                words.clear();
            }
            words.push((at, word));
        }
        at += piece.len();
    }
    let is_filler = |word: &str| {
        let word = word.trim_matches(|c: char| !c.is_alphanumeric() && c != '.');
        word.is_empty() || lexicon.date_fillers.has_alike(word) || lexicon.articles.has_alike(word)
    };
    while words.last().is_some_and(|(_, word)| is_filler(word)) {
        words.pop();
    }
    // "White House, 8:30 a.m., December 14, 1954": a time may stand between place and date, no other number in a place.
    if let Some(number) = words.iter().position(|(_, word)| word.contains(|c: char| c.is_ascii_digit())) {
        let (start, _) = *words.get(number)?;
        if !time_of_day::is_time(Span::new(start, before.end).of(text), lexicon) {
            return None;
        }
        words.truncate(number);
    }
    // "A Paris", "Desde Ginebra": the name begins behind the preposition.
    let is_led = |words: &[(usize, &str)]| match words {
        [(_, lead), (_, name), ..] => lexicon.place_words.has(lead) && name.starts_with(char::is_uppercase),
        _ => false,
    };
    if is_led(&words) {
        words.remove(0);
    }
    let (first, last) = (*words.first()?, *words.last()?);
    let starts_well = bare(first.1).trim_start_matches(['[', '(', '“', '"']).starts_with(char::is_uppercase)
        || first.1.starts_with('[');
    let small = words.iter().filter(|(_, word)| word.chars().all(char::is_lowercase)).count();
    if !starts_well || words.len() > 9 || small > 4 || small * 2 > words.len() + 1 {
        return None;
    }
    let span = of_last_line(Span::new(first.0, last.0 + last.1.len()), text);
    let kept = span.of(text).trim_end_matches([',', ':', ';', '—', '–', '-', '.']);
    let kept = if kept.is_empty() { span.of(text) } else { kept };
    Some(Span::new(span.start, span.start + kept.len()))
}

/// A house or a street stands on a line of its own above its place; what goes on behind a comma is one name.
fn of_last_line(place: Span, text: &str) -> Span {
    let lines = place.of(text);
    let mut ends = lines
        .match_indices('\n')
        .filter(|(at, _)| lines.get(..*at).is_some_and(|line| !line.trim_end().ends_with(',')));
    let start = ends.next_back().map_or(0, |(at, _)| at);
    let line = Span::new(place.start + start, place.end).trim(text);
    if line.of(text).starts_with(char::is_uppercase) { line } else { place }
}

fn without_fillers(before: &str, lexicon: &Lexicon) -> usize {
    before
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty() && !lexicon.date_fillers.has_alike(word))
        .map(|word| word.chars().count())
        .sum()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::profile::built_in;

    fn check(text: &str, place: &str, date: &str, leftover: usize) {
        let parts = read(text, built_in("letter").unwrap().lexicon()).unwrap();
        let of = |span: Option<Span>| span.map_or("", |span| span.of(text));
        assert_eq!((of(parts.place), of(parts.date), parts.leftover), (place, date, leftover), "{text}");
    }

    #[test]
    fn place_and_date() {
        check("Tokyo, October 28, 1964.", "Tokyo", "October 28, 1964", 0);
        check("[Washington,] 11 January 1951", "[Washington,]", "11 January 1951", 0);
        check("Washington, undated.", "Washington", "undated", 0);
        check("Wien, den 3. Mai 1890", "Wien", "3. Mai 1890", 0);
        check("Paris, le 1er mars 1912", "Paris", "1er mars 1912", 0);
        check("undated", "", "undated", 0);
        check("A Lyon, jeudi 4 avril 1671.", "Lyon", "4 avril 1671", 0);
        check("Desde Cádiz, este 3 de mayo de 1801", "Cádiz", "3 de mayo de 1801", 0);
        check("Bath, Monday Morn, 4 May 1801", "Bath", "4 May 1801", 0);
        check("Berlin d 3. Mai 1801", "Berlin", "3. Mai 1801", 0);
        check("Friday—2 p.m.", "", "Friday—2 p.m.", 0);
        check("d. 3ten", "", "d. 3ten", 0);
        check("Cambridge, Sunday evening, 11 o'clock.", "Cambridge", "Sunday evening, 11 o'clock.", 0);
        check("No. 2360 Berlin, April 30, 1933.", "Berlin", "April 30, 1933", 0);
        check(
            "Berlin, January 2, 1917, 4 p. m.\n[Received January 4, 9.30 a. m.]",
            "Berlin",
            "January 2, 1917, 4 p. m.",
            0,
        );
        check("[Received March 12.]", "", "", 0);
        check("[Received January 4, 9:30 a. m.]", "", "", 0);
        check("[Received January 4, 11 p. m.]", "", "", 0);
        check("[Received 4:40 p. m.]", "", "", 0);
        check("Received your letter of March 12.", "", "", 12);
        check("\u{2003}Wien,\u{a0}den 3. Mai 1890", "Wien", "3. Mai 1890", 0);
        check(&format!("KM{MASK}Gmunden, 3. Mai 1890"), "Gmunden", "3. Mai 1890", 0);
        check("[place not declassified], June 27, 1954, 0907Z.", "[place not declassified]", "June 27, 1954, 0907Z", 0);
    }

    #[test]
    fn a_house_above_its_place_is_none() {
        check("Grand Hotel\nParis, 3 mai 1890", "Paris", "3 mai 1890", 0);
        check("Ely,\nCambridgeshire, May 3, 1890", "Ely,\nCambridgeshire", "May 3, 1890", 0);
    }

    #[test]
    fn a_time_before_the_date_is_no_place() {
        check("White House, 8:30 a.m., December 14, 1954", "White House", "December 14, 1954", 0);
        check("Room 12, December 14, 1954", "", "December 14, 1954", 6);
    }

    #[test]
    fn numbers_of_series() {
        let profile = built_in("letter").unwrap();
        for text in ["No. 1312", "J. No. A 749", "No. 116.]", "Nr. 17", "N° 5", "Diplomatic Serial No. 2304"] {
            assert!(is_series_number(text, profile.lexicon()), "{text}");
        }
        for text in ["No, 3 of them", "No. Five", "May 3", "No. 5 Carlton Terrace", "He sent No. 17"] {
            assert!(!is_series_number(text, profile.lexicon()), "{text}");
        }
    }

    #[test]
    fn prose_leaves_words_over() {
        let profile = built_in("letter").unwrap();
        assert!(
            read("On March 3, 1964, he said that he would come.", profile.lexicon())
                .is_none_or(|parts| parts.leftover > 0)
        );
        assert!(
            read("He came to see us in the city on 3 May 1890", profile.lexicon())
                .is_none_or(|parts| parts.leftover > 0)
        );
    }
}
