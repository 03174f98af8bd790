//! Points in time: `dateTime` and its parts (XML Schema part 2, 3.2.7 to 3.2.14; in 1.1 also appendices D and E). Takes a string; gives a
//! [`Temporal`], its order and its canonical form.
//!
//! A part of a date or time is counted as its first moment, with January 1972 for what it leaves open.

use std::cmp::Ordering;
use std::fmt;
use std::hash::{Hash, Hasher};

use super::calendar::{MONTHS, date_of, days_from, days_in};
use super::edition::Edition;
use super::reason::Reason;

/// Picoseconds in a second, a minute, an hour, a day.
pub(crate) const SECOND: i128 = 1_000_000_000_000;
pub(crate) const MINUTE: i128 = 60 * SECOND;
pub(crate) const HOUR: i128 = 60 * MINUTE;
pub(crate) const DAY: i128 = 24 * HOUR;

/// Digits of a fraction of a second that count.
const PRECISION: usize = 12;

/// The most digits of a year.
const YEAR_DIGITS: usize = 18;
/// The years with more digits begin here.
const TOO_LARGE: i64 = 1_000_000_000_000_000_000;

/// How far a time zone can be off, in minutes.
const FARTHEST_ZONE: i16 = 14 * 60;

/// Which parts of a point in time are given.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Parts {
    /// `xs:dateTime`
    DateTime,
    /// `xs:date`
    Date,
    /// `xs:time`
    Time,
    /// `xs:gYear`
    Year,
    /// `xs:gYearMonth`
    YearMonth,
    /// `xs:gMonth`
    Month,
    /// `xs:gMonthDay`
    MonthDay,
    /// `xs:gDay`
    Day,
}

/// How a type is written: what it is for people, its shape for people, its fields. A time zone may follow each.
type Form = (&'static str, &'static str, &'static [Field]);

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Field {
    Mark(&'static str),
    Year,
    Month,
    Day,
    Time,
}

use Field::{Day, Mark, Month, Time, Year};

impl Parts {
    fn form(self) -> Form {
        match self {
            Self::DateTime => {
                let fields = &[Year, Mark("-"), Month, Mark("-"), Day, Mark("T"), Time];
                ("a date with time", "YYYY-MM-DDThh:mm:ss", fields)
            }
            Self::Date => ("a date", "YYYY-MM-DD", &[Year, Mark("-"), Month, Mark("-"), Day]),
            Self::Time => ("a time", "hh:mm:ss", &[Time]),
            Self::YearMonth => ("a year with month", "YYYY-MM", &[Year, Mark("-"), Month]),
            Self::Year => ("a year", "YYYY", &[Year]),
            Self::MonthDay => ("a day of a month", "--MM-DD", &[Mark("--"), Month, Mark("-"), Day]),
            Self::Day => ("a day", "---DD", &[Mark("---"), Day]),
            Self::Month => ("a month", "--MM", &[Mark("--"), Month]),
        }
    }

    fn has(self, field: Field) -> bool {
        self.form().2.contains(&field)
    }
}

/// A point in time, or part of one. Equal to one of the same type at the same instant, if both have a time zone or none has.
#[derive(Clone, Copy, Debug)]
pub struct Temporal {
    /// What is given.
    pub parts: Parts,
    /// The year; there is a year 0.
    pub year: i64,
    /// From 1.
    pub month: u8,
    /// From 1.
    pub day: u8,
    /// Picoseconds since midnight.
    pub time: i128,
    /// Minutes east of Greenwich.
    pub zone: Option<i16>,
}

impl Temporal {
    /// Reads a string without white space around it.
    pub(crate) fn read(text: &str, parts: Parts, edition: Edition) -> Result<Self, Reason<'_>> {
        let (what, shape, fields) = parts.form();
        let malformed = Reason::Form(what, shape);
        let mut moment = Self::default_of(parts);
        let mut year_text = None;
        let mut rest = text;
        for field in fields {
            rest = match field {
                Mark(mark) => rest.strip_prefix(mark).ok_or(malformed)?,
                Year => {
                    let (written, behind) = split_year(rest).ok_or(malformed)?;
                    moment.year = read_year(written, edition)?;
                    year_text = Some(written);
                    behind
                }
                Month => {
                    let (number, behind) = two_digits(rest).ok_or(malformed)?;
                    moment.month = within("month", number, 1, 12)?;
                    behind
                }
                Day => {
                    let (number, behind) = two_digits(rest).ok_or(malformed)?;
                    moment.day = number;
                    behind
                }
                Time => {
                    let (clock, behind) = split_time(rest).ok_or(malformed)?;
                    moment.time = read_time(clock)?;
                    behind
                }
            };
        }
        moment.check_day(year_text)?;
        moment.zone = read_zone(rest).ok_or_else(|| match rest.starts_with(['+', '-', 'Z']) {
            true => Reason::Zone(rest),
            false => malformed,
        })?;
        Ok(moment.without_hour_24())
    }

    /// What it is where nothing is given: the beginning of 1972, a leap year.
    fn default_of(parts: Parts) -> Self {
        Self { parts, year: 1972, month: 1, day: 1, time: 0, zone: None }
    }

    fn check_day<'v>(&self, year_text: Option<&'v str>) -> Result<(), Reason<'v>> {
        let most = days_in(self.year, self.month);
        if !self.parts.has(Day) || (1..=most).contains(&self.day) {
            return Ok(());
        }
        match MONTHS.get(usize::from(self.month).saturating_sub(1)) {
            Some(name) if self.parts.has(Month) && (1..=31).contains(&self.day) => {
                let is_leap_day = (self.month, self.day) == (2, 29);
                Err(Reason::Day(self.day, name, year_text.filter(|_| is_leap_day)))
            }
            _ => Err(Reason::Number("day", self.day)),
        }
    }

    /// The end of a day is the beginning of the next, if there is one.
    fn without_hour_24(self) -> Self {
        match self.time {
            DAY => Self::at(self.parts, self.local(), self.zone).unwrap_or(self).without_date(),
            _ => self,
        }
    }

    /// A time of day has no date.
    fn without_date(self) -> Self {
        match self.parts {
            Parts::Time => Self { time: self.time, zone: self.zone, ..Self::default_of(Parts::Time) },
            _ => self,
        }
    }

    /// Picoseconds on one line of time, as its own clock shows it.
    fn local(&self) -> i128 {
        days_from(self.year.into(), self.month, self.day) * DAY + self.time
    }

    /// Picoseconds on one line of time; where there is no zone it is that of the argument, in minutes.
    pub(crate) fn instant(&self, implicit: i16) -> i128 {
        self.local() - i128::from(self.zone.unwrap_or(implicit)) * MINUTE
    }

    fn at(parts: Parts, local: i128, zone: Option<i16>) -> Option<Self> {
        let (year, month, day) = date_of(local.div_euclid(DAY))?;
        let time = if parts.has(Time) { local.rem_euclid(DAY) } else { 0 };
        Some(Self { parts, year, month, day, time, zone })
    }

    /// A point in time, from the seconds since 1970 in Greenwich.
    #[must_use]
    pub fn from_unix(seconds: i64) -> Option<Self> {
        Self::at(Parts::DateTime, days_from(1970, 1, 1) * DAY + i128::from(seconds) * SECOND, Some(0))
    }

    /// How two points of one type stand; `None` when that depends on a time zone that is not given (3.2.7.4).
    pub(super) fn compare(&self, other: &Self) -> Option<Ordering> {
        let shifted = |minutes: i16| self.instant(0).cmp(&(other.instant(0) + i128::from(minutes) * MINUTE));
        if self.zone.is_some() == other.zone.is_some() {
            return Some(shifted(0));
        }
        let (early, late) = (shifted(-FARTHEST_ZONE), shifted(FARTHEST_ZONE));
        (early == late).then_some(early)
    }

    /// The point that is so many months and picoseconds later (1.1, E.3.3); `None` where its year has too many digits.
    pub(crate) fn plus(&self, months: i128, picoseconds: i128) -> Option<Self> {
        let mut moved = *self;
        if months != 0 {
            let months = months.checked_add(i128::from(self.year) * 12 + i128::from(self.month) - 1)?;
            moved.year = i64::try_from(months.div_euclid(12)).ok().filter(|year| year.abs() < TOO_LARGE)?;
            moved.month = u8::try_from(months.rem_euclid(12) + 1).unwrap_or(1);
            moved.day = self.day.min(days_in(moved.year, moved.month));
        }
        let moved = Self::at(self.parts, moved.local().checked_add(picoseconds)?, self.zone)?;
        Some(moved.without_date()).filter(|moved| moved.year.abs() < TOO_LARGE)
    }

    /// The same with only those parts that a type has.
    pub(crate) fn only(&self, parts: Parts) -> Self {
        let plain = Self::default_of(parts);
        Self {
            year: if parts.has(Year) { self.year } else { plain.year },
            month: if parts.has(Month) { self.month } else { plain.month },
            day: if parts.has(Day) { self.day } else { plain.day },
            time: if parts.has(Time) { self.time } else { plain.time },
            zone: self.zone,
            parts,
        }
    }

    /// The same instant in another zone; without a zone on one side, only the zone changes.
    pub(crate) fn in_zone(&self, zone: Option<i16>) -> Option<Self> {
        match (self.zone, zone) {
            (Some(_), Some(minutes)) => {
                let local = self.instant(0) + i128::from(minutes) * MINUTE;
                Self::at(self.parts, local, zone).map(Self::without_date)
            }
            _ => Some(Self { zone, ..*self }),
        }
    }

    /// Hours, minutes and picoseconds of the time of day.
    pub(crate) fn clock(&self) -> (i64, i64, i128) {
        let part = |number: i128| i64::try_from(number).unwrap_or_default();
        (part(self.time / HOUR), part(self.time % HOUR / MINUTE), self.time % MINUTE)
    }
}

impl PartialEq for Temporal {
    fn eq(&self, other: &Self) -> bool {
        self.parts == other.parts && self.zone.is_some() == other.zone.is_some() && self.instant(0) == other.instant(0)
    }
}

impl Eq for Temporal {}

impl Hash for Temporal {
    fn hash<H: Hasher>(&self, state: &mut H) {
        (self.zone.is_some(), self.instant(0)).hash(state);
    }
}

impl fmt::Display for Temporal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for field in self.parts.form().2 {
            match field {
                Mark(mark) => f.write_str(mark)?,
                Year => write!(f, "{}{:04}", if self.year < 0 { "-" } else { "" }, self.year.unsigned_abs())?,
                Month => write!(f, "{:02}", self.month)?,
                Day => write!(f, "{:02}", self.day)?,
                Time => {
                    let (hour, minute, rest) = self.clock();
                    let pad = if rest < 10 * SECOND { "0" } else { "" };
                    write!(f, "{hour:02}:{minute:02}:{pad}{}", seconds(rest))?;
                }
            }
        }
        match self.zone {
            None => Ok(()),
            Some(0) => f.write_str("Z"),
            Some(zone) => {
                let sign = if zone < 0 { '-' } else { '+' };
                write!(f, "{sign}{:02}:{:02}", zone.abs() / 60, zone.abs() % 60)
            }
        }
    }
}

/// Seconds with what is left of one.
pub(super) fn seconds(picoseconds: i128) -> String {
    match (picoseconds / SECOND, picoseconds % SECOND) {
        (whole, 0) => whole.to_string(),
        (whole, fraction) => format!("{whole}.{}", format!("{fraction:0PRECISION$}").trim_end_matches('0')),
    }
}

/// The picoseconds that digits behind the point are; what is smaller is cut off.
pub(super) fn read_fraction(digits: &str) -> i128 {
    let digits = digits.get(..PRECISION).unwrap_or(digits);
    digits.parse::<i128>().map_or(0, |number| (digits.len()..PRECISION).fold(number, |number, _| number * 10))
}

/// A year of four digits or more, with its sign, and what follows.
fn split_year(text: &str) -> Option<(&str, &str)> {
    let unsigned = text.strip_prefix('-').unwrap_or(text);
    let digits = unsigned.bytes().take_while(u8::is_ascii_digit).count();
    if digits < 4 || digits > 4 && unsigned.starts_with('0') {
        return None;
    }
    text.split_at_checked(text.len() - unsigned.len() + digits)
}

/// The year, counted with a year 0 as astronomers do.
fn read_year(text: &str, edition: Edition) -> Result<i64, Reason<'static>> {
    if text.trim_start_matches('-').len() > YEAR_DIGITS {
        return Err(Reason::TooLarge("years of more than 18 digits cannot be computed with"));
    }
    match (text.parse(), edition) {
        (Ok(0), Edition::V1_0) | (Err(_), _) => Err(Reason::Said("there is no year 0000")),
        (Ok(year), Edition::V1_0) if year < 0 => Ok(year + 1),
        (Ok(year), _) => Ok(year),
    }
}

fn two_digits(text: &str) -> Option<(u8, &str)> {
    let (digits, behind) = text.split_at_checked(2)?;
    if digits.bytes().all(|byte| byte.is_ascii_digit()) { Some((digits.parse().ok()?, behind)) } else { None }
}

fn within(part: &'static str, number: u8, least: u8, most: u8) -> Result<u8, Reason<'static>> {
    if (least..=most).contains(&number) { Ok(number) } else { Err(Reason::Number(part, number)) }
}

/// Hour, minute and second, and digits behind the point.
type Clock<'v> = ([u8; 3], &'v str);

fn split_time(text: &str) -> Option<(Clock<'_>, &str)> {
    let (hour, rest) = two_digits(text)?;
    let (minute, rest) = two_digits(rest.strip_prefix(':')?)?;
    let (second, rest) = two_digits(rest.strip_prefix(':')?)?;
    let Some(fraction) = rest.strip_prefix('.') else { return Some((([hour, minute, second], ""), rest)) };
    let digits = fraction.bytes().take_while(u8::is_ascii_digit).count();
    let (digits, rest) = fraction.split_at_checked(digits).filter(|(digits, _)| !digits.is_empty())?;
    Some((([hour, minute, second], digits), rest))
}

/// Picoseconds since midnight.
fn read_time(([hour, minute, second], digits): Clock<'_>) -> Result<i128, Reason<'static>> {
    within("hour", hour, 0, 24)?;
    within("minute", minute, 0, 59)?;
    within("second", second, 0, 59)?;
    let rest = i128::from(minute) * MINUTE + i128::from(second) * SECOND + read_fraction(digits);
    if hour == 24 && (rest != 0 || digits.contains(|digit| digit != '0')) {
        return Err(Reason::Number("hour", hour));
    }
    Ok(i128::from(hour) * HOUR + rest)
}

/// How many minutes a zone is ahead of universal time; nothing within when none is given.
fn read_zone(text: &str) -> Option<Option<i16>> {
    let sign = match text.chars().next() {
        None => return Some(None),
        Some('Z') if text.len() == 1 => return Some(Some(0)),
        Some('+') => 1,
        Some('-') => -1,
        Some(_) => return None,
    };
    let (hours, rest) = two_digits(text.get(1..)?)?;
    let (minutes, rest) = two_digits(rest.strip_prefix(':')?)?;
    let ahead = i16::from(hours) * 60 + i16::from(minutes);
    (rest.is_empty() && minutes < 60 && ahead <= FARTHEST_ZONE).then_some(Some(sign * ahead))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms_are_read() {
        for (parts, texts) in [
            (
                Parts::DateTime,
                ["1900-02-28T24:00:00", "-0001-02-29T00:00:00.50Z", "12000-01-01T23:59:59-14:00"].as_slice(),
            ),
            (Parts::Date, &["1952-02-29", "2000-02-29+05:30", "-4004-10-23"]),
            (Parts::Time, &["00:00:00", "24:00:00.0", "12:30:00.001+00:00"]),
            (Parts::YearMonth, &["1952-12", "1952-12Z"]),
            (Parts::Year, &["0001", "-0044", "1952-05:00"]),
            (Parts::MonthDay, &["--02-29", "--12-31Z"]),
            (Parts::Day, &["---31", "---01+01:00"]),
            (Parts::Month, &["--01", "--12Z"]),
        ] {
            for text in texts {
                assert!(
                    Temporal::read(text, parts, Edition::V1_0).is_ok(),
                    "{text}: {:?}",
                    Temporal::read(text, parts, Edition::V1_0)
                );
            }
        }
    }

    #[test]
    fn what_is_wrong_is_named() {
        for (parts, text, phrase) in [
            (Parts::Date, "1952-6-30", "not a date: YYYY-MM-DD is expected"),
            (Parts::Date, "952-06-30", "not a date: YYYY-MM-DD is expected"),
            (Parts::Date, "01952-06-30", "not a date: YYYY-MM-DD is expected"),
            (Parts::Date, "1952-06-30T", "not a date: YYYY-MM-DD is expected"),
            (Parts::Date, "1952-06-31", "there is no 31 June"),
            (Parts::Date, "1900-02-29", "there is no 29 February 1900"),
            (Parts::Date, "1904-02-30", "there is no 30 February"),
            (Parts::Date, "1952-06-00", "there is no day 00"),
            (Parts::Date, "1952-06-32", "there is no day 32"),
            (Parts::Date, "1952-13-01", "there is no month 13"),
            (Parts::Date, "0000-01-01", "there is no year 0000"),
            (Parts::Date, "1952-06-30+14:01", "there is no time zone +14:01"),
            (Parts::Date, "1952-06-30-1:00", "there is no time zone -1:00"),
            (Parts::Time, "24:00:01", "there is no hour 24"),
            (Parts::Time, "12:60:00", "there is no minute 60"),
            (Parts::Time, "12:00:00.", "not a time: hh:mm:ss is expected"),
            (Parts::Day, "---32", "there is no day 32"),
            (Parts::MonthDay, "--04-31", "there is no 31 April"),
            (Parts::Year, "10000000000000000000", "years of more than 18 digits cannot be computed with"),
            (Parts::Year, "1٩52", "not a year: YYYY is expected"),
        ] {
            assert_eq!(
                Temporal::read(text, parts, Edition::V1_0).err().map(|reason| reason.to_string()).as_deref(),
                Some(phrase),
                "{text}"
            );
        }
    }

    #[test]
    fn what_is_read_is_written() {
        for (parts, text) in [
            (Parts::DateTime, "1999-12-31T23:59:59.5-05:00"),
            (Parts::Date, "-0044-03-15"),
            (Parts::Time, "08:20:00Z"),
            (Parts::Year, "1914"),
            (Parts::YearMonth, "1914-07+01:00"),
            (Parts::Month, "--07"),
            (Parts::MonthDay, "--02-29"),
            (Parts::Day, "---31"),
        ] {
            assert_eq!(Temporal::read(text, parts, Edition::V1_1).unwrap().to_string(), text);
        }
    }

    #[test]
    fn days_are_kept_within_their_month() {
        let date = Temporal::read("2000-10-30", Parts::Date, Edition::V1_1).unwrap();
        for (months, days, expected) in [(14, 0, "2001-12-30"), (0, 2, "2000-11-01"), (4, 0, "2001-02-28")] {
            assert_eq!(date.plus(months, days * DAY).unwrap().to_string(), expected);
        }
        assert_eq!(date.plus(i128::MAX, 0), None);
    }

    #[test]
    fn zones_make_order_partial() {
        let read = |text| Temporal::read(text, Parts::DateTime, Edition::V1_0).unwrap();
        let compare = |one, other| read(one).compare(&read(other));
        for (one, other, ordering) in [
            ("2000-01-15T00:00:00", "2000-02-15T00:00:00", Some(Ordering::Less)),
            ("2000-01-15T12:00:00", "2000-01-16T12:00:00Z", Some(Ordering::Less)),
            ("2000-01-01T12:00:00", "1999-12-31T23:00:00Z", None),
            ("2000-01-16T12:00:00", "2000-01-16T12:00:00Z", None),
            ("2001-12-01T20:45:00+01:00", "2001-12-01T19:45:00.00Z", Some(Ordering::Equal)),
            ("2001-12-31T24:00:00", "2002-01-01T00:00:00", Some(Ordering::Equal)),
            ("2001-12-31T00:00:00.05", "2001-12-31T00:00:00.1", Some(Ordering::Less)),
            ("-0001-12-31T24:00:00", "0001-01-01T00:00:00", Some(Ordering::Equal)),
        ] {
            assert_eq!(compare(one, other), ordering, "{one} {other}");
            assert_eq!(compare(other, one), ordering.map(Ordering::reverse), "{other} {one}");
        }
    }
}
