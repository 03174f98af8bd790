//! Dates as e-mail and HTTP write them (Functions and Operators 3.1, 9.9.1): `Wed, 06 Jun 1994 07:29:35 GMT`, `Jun-06-1994 07:29`,
//! `Sun Nov  6 08:49:37 1994`. Takes a string; gives the point in time, in Greenwich where no zone is written.

use super::english::{DAYS, is_short};
use crate::datatype::{Edition, MONTHS, Parts, Temporal};

/// Zones with their hours east of Greenwich.
const ZONES: [(&str, i8); 11] = [
    ("ut", 0),
    ("utc", 0),
    ("gmt", 0),
    ("est", -5),
    ("edt", -4),
    ("cst", -6),
    ("cdt", -5),
    ("mst", -7),
    ("mdt", -6),
    ("pst", -8),
    ("pdt", -7),
];

/// Reads a date.
pub(super) fn read(text: &str) -> Option<Temporal> {
    let lower = text.to_ascii_lowercase();
    let mut reader = Reader(lower.trim_matches(crate::xml::is_space));
    if let Some(day) = reader.peek_word().filter(|word| is_day(word)) {
        reader.eat(day)?;
        let _ = reader.eat(",");
        reader.space()?;
    }
    let (day, month, year, time, zone);
    if reader.peek_word().is_some() {
        month = reader.month()?;
        reader.dash_or_space()?;
        day = reader.number(1..=2)?;
        if reader.dash_or_space_then_time()? {
            (time, zone) = reader.time()?;
            reader.space()?;
            year = reader.year()?;
        } else {
            year = reader.year()?;
            reader.space()?;
            (time, zone) = reader.time()?;
        }
    } else {
        day = reader.number(1..=2)?;
        reader.dash_or_space()?;
        month = reader.month()?;
        reader.dash_or_space()?;
        year = reader.year()?;
        reader.space()?;
        (time, zone) = reader.time()?;
    }
    if !reader.0.is_empty() {
        return None;
    }
    let zone = zone.unwrap_or_else(|| "Z".to_owned());
    let written = format!("{year:04}-{month:02}-{day:02}T{time}{zone}");
    Temporal::read(&written, Parts::DateTime, Edition::V1_1).ok()
}

fn is_day(word: &str) -> bool {
    DAYS.iter().any(|day| day.eq_ignore_ascii_case(word) || is_short(word, day))
}

struct Reader<'t>(&'t str);

impl<'t> Reader<'t> {
    fn eat(&mut self, text: &str) -> Option<()> {
        self.0 = self.0.strip_prefix(text)?;
        Some(())
    }

    fn space(&mut self) -> Option<()> {
        let rest = self.0.trim_start_matches(crate::xml::is_space);
        let is_space = rest.len() < self.0.len();
        self.0 = rest;
        is_space.then_some(())
    }

    /// White space, or a hyphen with or without white space around it.
    fn dash_or_space(&mut self) -> Option<()> {
        let before = self.space().is_some();
        let is_dash = self.eat("-").is_some();
        let _ = self.space();
        (before || is_dash).then_some(())
    }

    /// The same; whether a time follows.
    fn dash_or_space_then_time(&mut self) -> Option<bool> {
        self.dash_or_space()?;
        let digits = self.0.bytes().take_while(u8::is_ascii_digit).count();
        Some(self.0.get(digits..)?.starts_with(':'))
    }

    fn peek_word(&self) -> Option<&'t str> {
        let end = self.0.find(|c: char| !c.is_ascii_alphabetic()).unwrap_or(self.0.len());
        self.0.get(..end).filter(|word| !word.is_empty())
    }

    fn month(&mut self) -> Option<usize> {
        let word = self.peek_word()?;
        self.eat(word)?;
        MONTHS.iter().position(|month| is_short(word, month)).map(|at| at + 1)
    }

    fn digits(&mut self, many: std::ops::RangeInclusive<usize>) -> Option<&'t str> {
        let end = self.0.bytes().take_while(u8::is_ascii_digit).count();
        let (digits, rest) = self.0.split_at_checked(end)?;
        self.0 = rest;
        many.contains(&digits.len()).then_some(digits)
    }

    fn number(&mut self, many: std::ops::RangeInclusive<usize>) -> Option<u32> {
        self.digits(many)?.parse().ok()
    }

    /// Years of two digits are those from 1900.
    fn year(&mut self) -> Option<u32> {
        let digits = self.digits(2..=4).filter(|digits| digits.len() != 3)?;
        let number: u32 = digits.parse().ok()?;
        Some(if digits.len() == 2 { number + 1900 } else { number })
    }

    /// The time of day, and the zone if there is one.
    fn time(&mut self) -> Option<(String, Option<String>)> {
        let (hour, _) = (self.number(1..=2)?, self.eat(":")?);
        let minute = self.number(2..=2)?;
        let mut second = "00".to_owned();
        if self.eat(":").is_some() {
            self.digits(2..=2)?.clone_into(&mut second);
            if self.eat(".").is_some() {
                second = format!("{second}.{}", self.digits(1..=9)?);
            }
        }
        let before = self.0;
        let _ = self.space();
        let zone = self.zone();
        if zone.is_none() {
            self.0 = before;
        }
        Some((format!("{hour:02}:{minute:02}:{second}"), zone))
    }

    fn zone(&mut self) -> Option<String> {
        if let Some(word) = self.peek_word() {
            let (_, hours) = ZONES.iter().find(|(name, _)| *name == word)?;
            self.eat(word)?;
            let sign = if *hours < 0 { '-' } else { '+' };
            return Some(format!("{sign}{:02}:00", hours.unsigned_abs()));
        }
        let sign = self.0.chars().next().filter(|c| matches!(c, '+' | '-'))?;
        let mut ahead = Reader(self.0.get(1..)?);
        let digits = ahead.digits(1..=4)?;
        let (hours, minutes) = match (digits.len(), ahead.eat(":")) {
            (1 | 2, Some(())) if ahead.0.starts_with(|c: char| c.is_ascii_digit()) => (digits, ahead.digits(2..=2)?),
            (1 | 2, Some(())) => (digits, "00"),
            (1 | 2, None) => (digits, "00"),
            _ => digits.split_at_checked(digits.len() - 2)?,
        };
        self.0 = ahead.0;
        self.comment();
        let hours: u8 = hours.parse().ok()?;
        Some(format!("{sign}{hours:02}:{minutes}"))
    }

    /// The name of a zone in brackets behind its hours says nothing more.
    fn comment(&mut self) {
        let rest = self.0.trim_start_matches(crate::xml::is_space);
        let inside = rest.strip_prefix('(').and_then(|inside| inside.split_once(')'));
        if let Some((name, after)) = inside
            && ZONES.iter().any(|(known, _)| *known == name.trim_matches(crate::xml::is_space))
        {
            self.0 = after;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_read_as_the_specification_shows() {
        for (text, expected) in [
            ("Wed, 06 Jun 1994 07:29:35 GMT", "1994-06-06T07:29:35Z"),
            ("Wed, 6 Jun 94 07:29:35 GMT", "1994-06-06T07:29:35Z"),
            ("Wed Jun 06 11:54:45 EST 2013", "2013-06-06T11:54:45-05:00"),
            ("Sunday, 06-Nov-94 08:49:37 GMT", "1994-11-06T08:49:37Z"),
            ("Wed, 6 Jun 94 07:29:35 +0500", "1994-06-06T07:29:35+05:00"),
            ("Sun Nov  6 08:49:37 1994", "1994-11-06T08:49:37Z"),
            ("6 Jun 1994 7:29 -05:30 (EST)", "1994-06-06T07:29:00-05:30"),
        ] {
            assert_eq!(read(text).map(|moment| moment.to_string()).as_deref(), Some(expected), "{text}");
        }
        for text in ["", "Wed", "31 Feb 1994 07:29 GMT", "6 Jun 994 07:29", "6 Jun 1994", "6 Jun 1994 07:29 XXX"] {
            assert_eq!(read(text), None, "{text}");
        }
    }
}
