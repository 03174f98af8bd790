//! Dates as letters word them. Takes text and language tables; gives the first date expression with its reading.
//!
//! Reads "October 28, 1964", "11 January 1951", "den 3. Mai 1890", "le 1er mars 1912", "18. 7. 1897", "1964-10-28", ranges of
//! days, and a time of day behind ("6 p. m.", "0816Z", "noon"). A year of two digits or an order of day and month that can be
//! read two ways has no value and is said to be ambiguous. Leaves out what the date is the date of.

use super::time_of_day;
use super::words::MASK;
use crate::model::{Date, DateValue};
use crate::profile::{DateWord, DateWords, Lexicon};
use crate::text::Span;

/// A date expression in a text.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Found {
    /// Where, in bytes of the text searched.
    pub(super) span: Span,
    /// Its reading.
    pub(super) date: Date,
    /// Whether more than one reading is possible.
    pub(super) is_ambiguous: bool,
}

#[derive(Clone, Copy, Debug)]
struct Token {
    span: Span,
    kind: Kind,
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Kind {
    Number {
        value: u32,
        digits: usize,
    },
    Month(u8),
    Filler,
    /// "I", "V", "X": a month between the day and the year, else an initial.
    Initial(u8),
    Word,
    Sign(char),
}

/// The first date in the text.
pub(super) fn find(text: &str, lexicon: &Lexicon) -> Option<Found> {
    let tokens = tokens(text, lexicon);
    let readers = || (0..tokens.len()).map(|at| Reader { tokens: &tokens, at, century: lexicon.years.century });
    let is_time = |at: usize| text.get(at..).is_some_and(|after| time_of_day::read(after, lexicon).is_some());
    let dated = readers()
        .find_map(|reader| reader.date(&is_time))
        .or_else(|| readers().find_map(|reader| reader.without_year(&is_time)))?;
    let (mut end, mut date) = (dated.end, dated.date);
    let after = text.get(end..).unwrap_or_default();
    if let Some((length, time)) = time_of_day::read(after, lexicon) {
        end += length;
        if let (Date::When(day), Some((hour, minute, is_utc))) = (date, time) {
            date = Date::When(day.at(hour, minute, is_utc));
        }
    }
    Some(Found { span: Span::new(dated.start, end), date, is_ambiguous: dated.is_ambiguous })
}

/// The date that a text is, where it is one and nothing else but signs around it, and can be read in one way.
#[must_use]
pub fn read_whole(text: &str, lexicon: &Lexicon) -> Option<Date> {
    let found = find(text, lexicon).filter(|found| !found.is_ambiguous)?;
    let is_aside = |part: Option<&str>| {
        part.is_some_and(|part| {
            tokens(part, lexicon).iter().all(|token| matches!(token.kind, Kind::Filler | Kind::Sign(_)))
        })
    };
    let is_whole = is_aside(text.get(..found.span.start)) && is_aside(text.get(found.span.end..));
    is_whole.then_some(found.date)
}

/// The length of the date with which a text begins, in bytes, whatever can be read of it: "May 3, 1890", "den 3. Mai 90".
#[must_use]
pub fn length(text: &str, lexicon: &Lexicon) -> Option<usize> {
    let found = find(text, lexicon)?;
    let before = tokens(text.get(..found.span.start)?, lexicon);
    before.iter().all(|token| matches!(token.kind, Kind::Filler)).then_some(found.span.end)
}

/// Whether the words of a text can mean a day: it names the day, and no month or year but this one, in short as well.
pub(super) fn can_mean(text: &str, told: DateValue, lexicon: &Lexicon) -> bool {
    let (Some(month), Some(day)) = (told.month, told.day) else { return false };
    let found = find(text, lexicon).map_or(text, |found| found.span.of(text));
    let tokens = tokens(found, lexicon);
    let year = u32::from(told.year);
    let (month_number, day) = (u32::from(month), u32::from(day));
    let numbers = || {
        tokens.iter().filter_map(|token| match token.kind {
            Kind::Number { value, .. } => Some(value),
            _ => None,
        })
    };
    let fits = |token: &Token| match token.kind {
        Kind::Number { value, digits: 1 | 2 } => [day, month_number, year % 100].contains(&value),
        Kind::Number { value, .. } => [year, year % 1000].contains(&value),
        Kind::Month(named) | Kind::Initial(named) => named == month,
        Kind::Filler | Kind::Word | Kind::Sign(_) => true,
    };
    let names_month = tokens.iter().any(|token| matches!(token.kind, Kind::Month(_) | Kind::Initial(_)))
        || numbers().any(|number| number == month_number);
    tokens.iter().all(fits) && names_month && numbers().any(|number| number == day)
}

struct Dated {
    start: usize,
    end: usize,
    date: Date,
    is_ambiguous: bool,
}

fn tokens(text: &str, lexicon: &Lexicon) -> Vec<Token> {
    let words = &lexicon.dates;
    let mut found = Vec::new();
    let mut rest = text.char_indices().peekable();
    while let Some((start, first)) = rest.next() {
        let mut end = start + first.len_utf8();
        let same = |c: char| {
            if first.is_ascii_digit() { c.is_ascii_digit() } else { c.is_alphabetic() }
        };
        if first.is_alphanumeric() {
            while let Some((at, c)) = rest.next_if(|(_, c)| same(*c)) {
                end = at + c.len_utf8();
            }
        }
        // Such a name begins with a letter or a digit.
        let from_here = text.get(start..).filter(|_| first.is_alphanumeric());
        if let Some((length, month)) = from_here.and_then(|text| words.month_with_signs(text)) {
            end = start + length;
            while rest.next_if(|(at, _)| *at < end).is_some() {}
            found.push(Token { span: Span::new(start, end), kind: Kind::Month(month) });
            continue;
        }
        let span = Span::new(start, end);
        let word = span.of(text);
        let kind = if first.is_whitespace() || first == MASK {
            continue;
        } else if first.is_ascii_digit() {
            Kind::Number { value: word.parse().unwrap_or(u32::MAX), digits: word.len() }
        } else if first.is_alphabetic() {
            let is_behind_day = found.last().is_some_and(Token::may_end_day);
            word_kind(word, text.get(end..).unwrap_or_default(), words, is_behind_day)
        } else if words.word(word, "") == Some(DateWord::Filler) {
            Kind::Filler
        } else {
            Kind::Sign(first)
        };
        found.push(Token { span, kind });
    }
    found
}

impl Token {
    /// A number, the ending of one or a word of dates.
    fn may_end_day(&self) -> bool {
        matches!(self.kind, Kind::Number { .. } | Kind::Filler | Kind::Sign('.'))
    }
}

fn word_kind(word: &str, after: &str, words: &DateWords, is_behind_day: bool) -> Kind {
    let read = words.word(word, after);
    let small = || words.small_month(word, after).filter(|_| is_behind_day).map(DateWord::Month);
    match read.filter(|read| *read != DateWord::Filler).or_else(small).or(read) {
        Some(DateWord::Month(month)) => return Kind::Month(month),
        Some(DateWord::Filler) => return Kind::Filler,
        None => {}
    }
    match word {
        "I" => Kind::Initial(1),
        "V" => Kind::Initial(5),
        "X" => Kind::Initial(10),
        _ => roman_month(word).map_or(Kind::Word, Kind::Month),
    }
}

/// "31. III. 10": capitals only, and never a single letter, which is an initial.
fn roman_month(word: &str) -> Option<u8> {
    const ROMAN: [&str; 10] = ["II", "III", "IV", "VI", "VII", "VIII", "IX", "XI", "XII", "IIII"];
    const MONTH: [u8; 10] = [2, 3, 4, 6, 7, 8, 9, 11, 12, 4];
    ROMAN.iter().position(|roman| *roman == word).and_then(|at| MONTH.get(at).copied())
}

/// How many days the new style is ahead of the old one in a year. Days before March of 1700, 1800 and 1900 are read as later ones are.
fn calendar_gap(year: u16) -> u8 {
    match year {
        ..1700 => 10,
        1700..1800 => 11,
        1800..1900 => 12,
        1900.. => 13,
    }
}

/// A year that has every day.
const LEAP_YEAR: u16 = 2000;

struct Reader<'a> {
    tokens: &'a [Token],
    at: usize,
    /// The century of years of two digits.
    century: Option<u16>,
}

impl Reader<'_> {
    fn kind(&self, at: usize) -> Option<Kind> {
        self.tokens.get(at).map(|token| token.kind)
    }

    fn end(&self, at: usize) -> usize {
        self.tokens.get(at).map_or(0, |token| token.span.end)
    }

    /// A date whose first token is the one at `self.at`. `is_time`: whether a time of day begins at a byte.
    fn date(&self, is_time: &dyn Fn(usize) -> bool) -> Option<Dated> {
        let start = self.tokens.get(self.at)?.span.start;
        let made = |(end, date): (usize, Date)| Dated { start, end, date, is_ambiguous: false };
        match self.kind(self.at)? {
            Kind::Month(month) => {
                self.month_first(month).map(made).or_else(|| self.month_first_short(month, start, is_time))
            }
            Kind::Number { value, digits: 4 } => self.iso(value).or_else(|| self.year_first()).map(made),
            Kind::Number { value: 1..=31, digits: 1 | 2 } => self.day_first().map(made).or_else(|| self.numeric(start)),
            _ => None,
        }
    }

    /// "October 28, 1964", "January 26–February 3, 1964", "May 5–7, 1954", "May 1954".
    fn month_first(&self, month: u8) -> Option<(usize, Date)> {
        let next = self.skip(self.at + 1, &['.', ',', ':']);
        if let Some((year, end)) = self.year(next) {
            return Some((end, Date::When(DateValue::month(year, month)?)));
        }
        let (day, after) = self.day(next)?;
        let first = (month, day);
        if let Some((year, end)) = self.year(self.skip(after, &[',', '.'])) {
            let begin = DateValue::day(year, month, day)?;
            return Some(self.range_of_years(begin, end).unwrap_or((end, Date::When(begin))));
        }
        let dash = self.dash(after)?;
        let (last_month, at) = match self.kind(dash)? {
            Kind::Month(month) => (month, self.skip(dash + 1, &['.'])),
            _ => (month, dash),
        };
        let (last_day, after) = self.day(at)?;
        let (year, end) = self.year(self.skip(after, &[',', '.']))?;
        let begin = DateValue::day(year, first.0, first.1)?;
        Some((end, self.two_days(dash, begin, DateValue::day(year, last_month, last_day)?)))
    }

    /// The end of "December 30, 1963–January 2, 1964" after its first year.
    fn range_of_years(&self, begin: DateValue, end: usize) -> Option<(usize, Date)> {
        let at = self.tokens.iter().position(|token| token.span.end == end)? + 1;
        let dash = self.dash(at)?;
        let Kind::Month(month) = self.kind(dash)? else { return None };
        let (day, after) = self.day(self.skip(dash + 1, &['.']))?;
        let (year, end) = self.year(self.skip(after, &[',']))?;
        Some((end, Date::Range(begin, DateValue::day(year, month, day)?)))
    }

    /// "11 January 1951", "3. Mai 1890", "1er mars 1912", "3d of May, 1890", "5.–7. Mai 1890".
    fn day_first(&self) -> Option<(usize, Date)> {
        let (day, after) = self.day(self.at)?;
        let after = self.skip(after, &['.']);
        if let Some(dash) = self.dash(after) {
            let (last, after) = self.day(dash)?;
            let (month, year, end) = self.month_and_year(self.skip(after, &['.']))?;
            let (begin, last) = (DateValue::day(year, month, day)?, DateValue::day(year, month, last)?);
            return Some((end, self.two_days(dash, begin, last)));
        }
        if let Some(dates) = self.two_months(day, after) {
            return Some(dates);
        }
        let (month, year, end) = self.month_and_year(after)?;
        Some((end, Date::When(DateValue::day(year, month, day)?)))
    }

    /// "28 février/11 mars 1767": two days with a month each.
    fn two_months(&self, day: u8, after_day: usize) -> Option<(usize, Date)> {
        let Kind::Month(month) = self.kind(after_day)? else { return None };
        let dash = self.dash(self.skip(after_day + 1, &['.']))?;
        let (last_day, after) = self.day(dash)?;
        let (last_month, year, end) = self.month_and_year(self.skip(after, &['.']))?;
        let begin = DateValue::day(if month > last_month { year.checked_sub(1)? } else { year }, month, day)?;
        Some((end, self.two_days(dash, begin, DateValue::day(year, last_month, last_day)?)))
    }

    /// Two days, the second at a token: a range; with a stroke between, and as far apart as the calendars were, one day in the old
    /// style and the new ("12/23 octobre 1767"), of which the new one counts.
    fn two_days(&self, second: usize, begin: DateValue, last: DateValue) -> Date {
        let is_stroke = second.checked_sub(1).and_then(|at| self.kind(at)) == Some(Kind::Sign('/'));
        let is_one = is_stroke && begin.plus_days(calendar_gap(last.year)) == Some(last);
        if is_one { Date::When(last) } else { Date::Range(begin, last) }
    }

    fn month_and_year(&self, at: usize) -> Option<(u8, u16, usize)> {
        let Kind::Month(month) = self.kind(at)? else { return None };
        let (year, end) = self.year(self.skip(at + 1, &['.', ',', ':']))?;
        Some((month, year, end))
    }

    /// "19. Juli", "den 19ten Juli", "May 5", "May 5, 6 p. m.": the year is not said.
    fn without_year(&self, is_time: &dyn Fn(usize) -> bool) -> Option<Dated> {
        let start = self.tokens.get(self.at)?.span.start;
        let (month, day, after) = match self.kind(self.at)? {
            Kind::Month(month) => {
                let (day, after) = self.day(self.skip(self.at + 1, &['.', ':']))?;
                (month, day, after)
            }
            Kind::Number { value: 1..=31, digits: 1 | 2 } => {
                let (day, after) = self.day(self.at)?;
                let at = self.skip(after, &['.']);
                match self.kind(at)? {
                    Kind::Month(month) => (month, day, at + 1),
                    _ => {
                        let (month, after) = self.month_at_end(after)?;
                        (month, day, after)
                    }
                }
            }
            _ => return None,
        };
        let end = self.end(after.checked_sub(1)?);
        // A number behind would be a year, and then the whole is no date; a day that no year has is none either.
        let has_number = matches!(self.kind(self.skip(after, &['.', ','])), Some(Kind::Number { .. }));
        DateValue::day(LEAP_YEAR, month, day).filter(|_| !has_number || is_time(end))?;
        Some(Dated { start, end, date: Date::Unknown, is_ambiguous: false })
    }

    /// "11. 8.", "24/XII", "6 V.": a month in figures behind its day, with which the text ends; and the token behind it.
    fn month_at_end(&self, after_day: usize) -> Option<(u8, usize)> {
        let (month, _, after) = self.month_in_figures(after_day)?;
        let is_end = self.tokens.get(after..)?.iter().all(|token| matches!(token.kind, Kind::Sign(_)));
        // The day of "EFPD–2/1" is none.
        let day = self.tokens.get(self.at)?.span.start;
        let before = self.at.checked_sub(1).and_then(|before| self.tokens.get(before));
        let begins = before.is_none_or(|before| before.span.end < day || before.kind == Kind::Sign(','));
        (is_end && begins).then_some((month, after))
    }

    /// The month behind a day and the signs after it, in figures or by name; whether it is by name; and the token behind it.
    fn month_in_figures(&self, after_day: usize) -> Option<(u8, bool, usize)> {
        let (at, _) = self.signs(after_day);
        match self.kind(at)? {
            Kind::Number { value: month @ 1..=12, digits: 1 | 2 } if at > after_day => {
                Some((u8::try_from(month).ok()?, false, at + 1))
            }
            Kind::Month(month) | Kind::Initial(month) => Some((month, true, at + 1)),
            _ => None,
        }
    }

    /// "18. 7. 1897", "18/7/1897", "3/5 1890", "31. III. 10", "17./VIII 12", "22 II 93", "3rd May 62", "28. 7. 903": day, month, year.
    fn numeric(&self, start: usize) -> Option<Dated> {
        let (day, after) = self.day(self.at)?;
        let (day, (month, is_named, after)) = match self.month_in_figures(after) {
            Some(month) => (day, month),
            None => self.day_behind_month(day, after)?,
        };
        // "3/5 1890" is the third of May everywhere; "3/5/1890" is not.
        let (at, last_sign) = self.signs(after);
        let is_two_ways = last_sign == Some('/') && !is_named && day <= 12 && day != month;
        let Kind::Number { value: year, digits } = self.kind(at)? else { return None };
        let value = match digits {
            4 => Some(year),
            // "903" is 1903: the thousand is left out, never the century.
            3 if year >= 500 => Some(year + 1000),
            2 => self.in_century(year),
            _ => return None,
        };
        let date = match value.filter(|_| !is_two_ways) {
            Some(year) => Date::When(DateValue::day(year.try_into().ok()?, month, day)?),
            None => Date::Unknown,
        };
        Some(Dated { start, end: self.end(at), date, is_ambiguous: date == Date::Unknown })
    }

    /// "10.22.1888": the second number can be no month, so the first is one.
    fn day_behind_month(&self, month: u8, after_month: usize) -> Option<(u8, (u8, bool, usize))> {
        let (at, _) = self.signs(after_month);
        let (day, after) = self.day(at).filter(|_| at > after_month && month <= 12)?;
        (day > 12).then_some((day, (month, false, after)))
    }

    /// The first token behind signs that stand between the numbers of a date, and the last of the signs.
    fn signs(&self, mut at: usize) -> (usize, Option<char>) {
        let mut last = None;
        while let Some(Kind::Sign(sign @ ('.' | '/' | '-' | '·' | '⋅' | '\'' | '’'))) = self.kind(at) {
            (at, last) = (at + 1, Some(sign));
        }
        (at, last)
    }

    /// "May 3d, 62", "Sept. 5th /62", "March 4, '62": the century is not said. "May 3, 11 p. m." is an hour.
    fn month_first_short(&self, month: u8, start: usize, is_time: &dyn Fn(usize) -> bool) -> Option<Dated> {
        let (day, after) = self.day(self.skip(self.at + 1, &['.', ',', ':']))?;
        if is_time(self.end(after.checked_sub(1)?)) {
            return None;
        }
        let (at, _) = self.signs(self.skip(after, &['.', ',']));
        let Kind::Number { value: year, digits: 2 } = self.kind(at)? else { return None };
        DateValue::day(LEAP_YEAR, month, 1)?;
        let year = self.in_century(year).and_then(|year| u16::try_from(year).ok());
        let date = year.and_then(|year| DateValue::day(year, month, day)).map_or(Date::Unknown, Date::When);
        Some(Dated { start, end: self.end(at), date, is_ambiguous: date == Date::Unknown })
    }

    /// A year of two digits, where the century is known.
    fn in_century(&self, year: u32) -> Option<u32> {
        self.century.map(|century| u32::from(century) + year)
    }

    /// "1964-10-28".
    fn iso(&self, year: u32) -> Option<(usize, Date)> {
        let dash = Some(Kind::Sign('-'));
        let Kind::Number { value: month, digits: 2 } = self.kind(self.at + 2)? else { return None };
        let Kind::Number { value: day, digits: 2 } = self.kind(self.at + 4)? else { return None };
        let is_iso = self.kind(self.at + 1) == dash && self.kind(self.at + 3) == dash;
        let value = DateValue::day(year.try_into().ok()?, month.try_into().ok()?, day.try_into().ok()?)?;
        is_iso.then_some((self.end(self.at + 4), Date::When(value)))
    }

    /// "1797 May 3", "1843. den 3. März".
    fn year_first(&self) -> Option<(usize, Date)> {
        let (year, _) = self.year(self.at)?;
        let at = self.skip(self.at + 1, &['.', ',', ':']);
        let (month, day, after) = match self.kind(at)? {
            Kind::Month(month) => {
                let (day, after) = self.day(self.skip(at + 1, &['.']))?;
                (month, day, after)
            }
            _ => {
                let (day, after) = self.day(at)?;
                let at = self.skip(after, &['.']);
                let Kind::Month(month) = self.kind(at)? else { return None };
                (month, day, at + 1)
            }
        };
        // A year behind is the year.
        let has_year = self.year(self.skip(after, &['.', ','])).is_some();
        let date = DateValue::day(year, month, day).filter(|_| !has_year)?;
        Some((self.end(after.checked_sub(1)?), Date::When(date)))
    }

    fn day(&self, at: usize) -> Option<(u8, usize)> {
        let Kind::Number { value: day @ 1..=31, digits: 1 | 2 } = self.kind(at)? else { return None };
        Some((u8::try_from(day).ok()?, self.fillers(at + 1)))
    }

    fn year(&self, at: usize) -> Option<(u16, usize)> {
        let Kind::Number { value: year @ 1000..=2100, digits: 4 } = self.kind(at)? else { return None };
        // "4 February 1688/9": the year that begins in January.
        if self.kind(at + 1) == Some(Kind::Sign('/'))
            && let Some(Kind::Number { value: next, digits }) = self.kind(at + 2)
            && (year + 1) % 10_u32.pow(u32::try_from(digits).ok()?.min(4)) == next
        {
            return Some((u16::try_from(year + 1).ok()?, self.end(at + 2)));
        }
        Some((u16::try_from(year).ok()?, self.end(at)))
    }

    /// The token after a dash or a word that joins two days.
    fn dash(&self, at: usize) -> Option<usize> {
        matches!(self.kind(at)?, Kind::Sign('–' | '-' | '—' | '/' | '&')).then_some(at + 1)
    }

    fn skip(&self, at: usize, signs: &[char]) -> usize {
        let mut at = self.fillers(at);
        while matches!(self.kind(at), Some(Kind::Sign(sign)) if signs.contains(&sign)) {
            at = self.fillers(at + 1);
        }
        at
    }

    fn fillers(&self, mut at: usize) -> usize {
        while self.kind(at) == Some(Kind::Filler) {
            at += 1;
        }
        at
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::profile::built_in;

    fn check(text: &str, expected: &str) {
        let read = find(text, built_in("letter").unwrap().lexicon()).map(|found| {
            let date = match found.date {
                Date::When(value) => value.to_string(),
                Date::Range(from, to) => format!("{from}/{to}"),
                Date::Unknown => "?".to_owned(),
            };
            format!("{} = {date}", found.span.of(text))
        });
        assert_eq!(read.unwrap_or_default(), expected, "{text}");
    }

    #[test]
    fn days() {
        check("Tokyo, October 28, 1964.", "October 28, 1964 = 1964-10-28");
        check("[Washington,] 11 January 1951", "11 January 1951 = 1951-01-11");
        check("Wien, den 3. Mai 1890", "3. Mai 1890 = 1890-05-03");
        check("Paris, le 1er mars 1912", "1er mars 1912 = 1912-03-01");
        check("Ischl, 18. 7. 1897.", "18. 7. 1897 = 1897-07-18");
        check("3d of May, 1890", "3d of May, 1890 = 1890-05-03");
        check("Paris, le 3 7bre 1793", "3 7bre 1793 = 1793-09-03");
        check("Florentiae, die 4 X.bris 1701", "4 X.bris 1701 = 1701-12-04");
        check("Firenze, 12 luglio 1861", "12 luglio 1861 = 1861-07-12");
        check("1964-10-28", "1964-10-28 = 1964-10-28");
        check("Edinb. 1797 May 3d", "1797 May 3d = 1797-05-03");
        check("Halle 1797. den 3. May", "1797. den 3. May = 1797-05-03");
        check("March ye 4th 1740", "March ye 4th 1740 = 1740-03-04");
        check("May 1954", "May 1954 = 1954-05");
        check("it may 5 do", "");
        check("February 30, 1964", "");
        check("28. 7. 903", "28. 7. 903 = 1903-07-28");
        check("Wien 3/5 1890", "3/5 1890 = 1890-05-03");
        check("New York, Octr. 12th 1776", "Octr. 12th 1776 = 1776-10-12");
        check("10 Sept 1895", "10 Sept 1895 = 1895-09-10");
        check("Oct: 16 1789", "Oct: 16 1789 = 1789-10-16");
        check("ce 14 august 1802", "14 august 1802 = 1802-08-14");
        check("le 1° juin 1790", "1° juin 1790 = 1790-06-01");
        check("d. 3ten merz 1796", "3ten merz 1796 = 1796-03-03");
        check("den 8 Fbr 1796.", "8 Fbr 1796 = 1796-02-08");
        check("Feby 8th 1862", "Feby 8th 1862 = 1862-02-08");
        check("10.22.1888", "10.22.1888 = 1888-10-22");
        check("4 February 1688/9", "4 February 1688/9 = 1689-02-04");
        check("the 5 may be late", "");
    }

    #[test]
    fn times() {
        check("London, May 25, 1951—6 p. m.", "May 25, 1951—6 p. m. = 1951-05-25T18:00:00");
        check("August 2, 1951, 0816Z", "August 2, 1951, 0816Z = 1951-08-02T08:16:00Z");
        check("Karachi, January 4, 1948—noon.", "January 4, 1948—noon = 1948-01-04T12:00:00");
        check(
            "April 17, 1968, 10:10 a.m.–12:30 p.m. and 5–6:30 p.m.",
            "April 17, 1968, 10:10 a.m.–12:30 p.m. and 5–6:30 p.m. = 1968-04-17",
        );
    }

    #[test]
    fn ranges() {
        check("ce 12/23 octobre 1767", "12/23 octobre 1767 = 1767-10-23");
        check("28 février/12 mars 1812", "28 février/12 mars 1812 = 1812-02-28/1812-03-12");
        check("28 février/11 mars 1767", "28 février/11 mars 1767 = 1767-03-11");
        check("March 1/12, 1760", "March 1/12, 1760 = 1760-03-12");
        check("5/6 Mai 1890", "5/6 Mai 1890 = 1890-05-05/1890-05-06");
        check("January 26–February 3, 1964", "January 26–February 3, 1964 = 1964-01-26/1964-02-03");
        check("June 5–7, 1954", "June 5–7, 1954 = 1954-06-05/1954-06-07");
        check("5.–7. Mai 1890", "5.–7. Mai 1890 = 1890-05-05/1890-05-07");
        check("December 30, 1963–January 2, 1964", "December 30, 1963–January 2, 1964 = 1963-12-30/1964-01-02");
    }

    #[test]
    fn what_can_be_read_two_ways_has_no_value() {
        check("31. III. 10", "31. III. 10 = ?");
        check("5/3/1890", "5/3/1890 = ?");
        check("2. 7. 97", "2. 7. 97 = ?");
        check("Ischl. 12/V 97", "12/V 97 = ?");
        check("17./VIII 12", "17./VIII 12 = ?");
        check("Wien, 22 II 93.", "22 II 93 = ?");
        check("30⋅4⋅25", "30⋅4⋅25 = ?");
        check("Boston, Sept. 5th /62", "Sept. 5th /62 = ?");
        check("Hull, 3rd May 62", "3rd May 62 = ?");
        check("Fusch. 19. Juli.", "19. Juli = ?");
        check("Thursday, May 5", "May 5 = ?");
        check("11. 8.", "11. 8 = ?");
        check("Brighton, 6 V.", "6 V = ?");
        check("Wien 24/XII", "24/XII = ?");
        check("11. 8. and more", "");
        check("31. 4.", "");
        check("EFPD–2/1", "");
    }
}
