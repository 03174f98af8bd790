//! Dates, times and durations as XPath computes with them (XML Schema part 2, 3.2.6 to 3.2.14; Functions and Operators 3.1, sections
//! 8 and 9). Takes strings; gives values with their parts, their order and their arithmetic.

use std::cmp::Ordering;
use std::fmt;

use super::error::{self, Error};

/// Nanoseconds in a second, a minute, an hour, a day.
pub(super) const SECOND: i128 = 1_000_000_000;
const MINUTE: i128 = 60 * SECOND;
const HOUR: i128 = 60 * MINUTE;
pub(super) const DAY: i128 = 24 * HOUR;

/// Which parts of a point in time are given.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
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

impl Parts {
    fn has_year(self) -> bool {
        matches!(self, Self::DateTime | Self::Date | Self::Year | Self::YearMonth)
    }

    fn has_month(self) -> bool {
        matches!(self, Self::DateTime | Self::Date | Self::YearMonth | Self::Month | Self::MonthDay)
    }

    fn has_day(self) -> bool {
        matches!(self, Self::DateTime | Self::Date | Self::MonthDay | Self::Day)
    }

    fn has_time(self) -> bool {
        matches!(self, Self::DateTime | Self::Time)
    }
}

/// A point in time, or part of one. What is not given is as in January 1972.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Temporal {
    /// What is given.
    pub parts: Parts,
    /// The year; there is a year 0.
    pub year: i64,
    /// From 1.
    pub month: u8,
    /// From 1.
    pub day: u8,
    /// Nanoseconds since midnight.
    pub time: i128,
    /// Minutes east of Greenwich.
    pub zone: Option<i16>,
}

/// A length of time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Duration {
    /// Which type it has.
    pub kind: DurationKind,
    /// Months.
    pub months: i64,
    /// Nanoseconds.
    pub nanos: i128,
}

/// The types of durations.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DurationKind {
    /// `xs:duration`
    Any,
    /// `xs:yearMonthDuration`
    YearMonth,
    /// `xs:dayTimeDuration`
    DayTime,
}

fn days_in(year: i64, month: u8) -> u8 {
    let is_leap = year.rem_euclid(4) == 0 && (year.rem_euclid(100) != 0 || year.rem_euclid(400) == 0);
    match month {
        2 if is_leap => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

/// Days from 1 March of the year 0.
fn days_from(year: i64, month: u8, day: u8) -> i128 {
    let year = i128::from(year) - i128::from(month <= 2);
    let era = year.div_euclid(400);
    let of_era = year.rem_euclid(400);
    let of_year = (153 * ((i128::from(month) + 9) % 12) + 2) / 5 + i128::from(day) - 1;
    era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year
}

fn date_of(days: i128) -> Option<(i64, u8, u8)> {
    let (era, of_era) = (days.div_euclid(146_097), days.rem_euclid(146_097));
    let year = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year + year / 4 - year / 100);
    let month = (5 * of_year + 2) / 153;
    let day = of_year - (153 * month + 2) / 5 + 1;
    let month = if month < 10 { month + 3 } else { month - 9 };
    let year = year + era * 400 + i128::from(month <= 2);
    Some((i64::try_from(year).ok()?, u8::try_from(month).ok()?, u8::try_from(day).ok()?))
}

/// A text that is read from its beginning.
struct Reader<'t>(&'t str);

impl Reader<'_> {
    fn eat(&mut self, token: char) -> Option<()> {
        self.0 = self.0.strip_prefix(token)?;
        Some(())
    }

    fn digits(&mut self, least: usize, most: usize) -> Option<i64> {
        let length = self.0.bytes().take_while(u8::is_ascii_digit).count();
        if length < least || length > most {
            return None;
        }
        let (digits, rest) = self.0.split_at_checked(length)?;
        self.0 = rest;
        digits.parse().ok()
    }

    fn year(&mut self) -> Option<i64> {
        let sign = if self.eat('-').is_some() { -1 } else { 1 };
        let is_padded = self.0.starts_with('0') && self.0.bytes().take_while(u8::is_ascii_digit).count() > 4;
        let year = self.digits(4, 12).filter(|_| !is_padded)?;
        Some(sign * year)
    }

    fn part(&mut self, range: std::ops::RangeInclusive<i64>) -> Option<u8> {
        self.digits(2, 2).filter(|number| range.contains(number)).and_then(|number| u8::try_from(number).ok())
    }

    fn time(&mut self) -> Option<i128> {
        let hour = self.part(0..=24)?;
        self.eat(':')?;
        let minute = self.part(0..=59)?;
        self.eat(':')?;
        let second = self.part(0..=59)?;
        let fraction = match self.eat('.') {
            Some(()) => self.fraction()?,
            None => 0,
        };
        let time = i128::from(hour) * HOUR + i128::from(minute) * MINUTE + i128::from(second) * SECOND + fraction;
        (time <= DAY).then_some(time)
    }

    /// The digits behind a point, as nanoseconds; what is smaller is left out.
    fn fraction(&mut self) -> Option<i128> {
        let length = self.0.bytes().take_while(u8::is_ascii_digit).count();
        let (digits, rest) = self.0.split_at_checked(length).filter(|_| length > 0)?;
        self.0 = rest;
        format!("{digits:0<9}").get(..9)?.parse().ok()
    }

    fn zone(&mut self) -> Option<Option<i16>> {
        if self.0.is_empty() {
            return Some(None);
        }
        if self.eat('Z').is_some() {
            return Some(Some(0));
        }
        let sign = match self.0.chars().next()? {
            '+' => 1,
            '-' => -1,
            _ => return None,
        };
        self.0 = self.0.get(1..)?;
        let hours = i16::from(self.part(0..=14)?);
        self.eat(':')?;
        let minutes = i16::from(self.part(0..=59)?);
        (hours < 14 || minutes == 0).then_some(Some(sign * (hours * 60 + minutes)))
    }
}

impl Temporal {
    /// Reads a string without white space around it.
    pub(super) fn read(text: &str, parts: Parts) -> Option<Self> {
        let mut reader = Reader(text);
        let mut moment = Self { parts, year: 1972, month: 1, day: 1, time: 0, zone: None };
        match parts {
            Parts::Month | Parts::MonthDay => (reader.eat('-')?, reader.eat('-')?),
            Parts::Day => (reader.eat('-')?, (reader.eat('-')?, reader.eat('-')?).0),
            _ => ((), ()),
        };
        if parts.has_year() {
            moment.year = reader.year()?;
        }
        if parts.has_month() {
            if parts.has_year() {
                reader.eat('-')?;
            }
            moment.month = reader.part(1..=12)?;
        }
        if parts.has_day() {
            if parts.has_month() {
                reader.eat('-')?;
            }
            moment.day = reader.part(1..=31)?;
        }
        if parts.has_time() {
            if parts == Parts::DateTime {
                reader.eat('T')?;
            }
            moment.time = reader.time()?;
        }
        moment.zone = reader.zone()?;
        if !reader.0.is_empty() || moment.day > days_in(moment.year, moment.month) {
            return None;
        }
        if moment.time == DAY {
            moment.time = 0;
            if parts == Parts::DateTime {
                (moment.year, moment.month, moment.day) =
                    date_of(days_from(moment.year, moment.month, moment.day) + 1)?;
            }
        }
        Some(moment)
    }

    /// Nanoseconds on one line of time; where there is no zone it is that of the argument, in minutes.
    pub(super) fn instant(&self, implicit: i16) -> i128 {
        let zone = i128::from(self.zone.unwrap_or(implicit));
        days_from(self.year, self.month, self.day) * DAY + self.time - zone * MINUTE
    }

    fn at(parts: Parts, instant: i128, zone: Option<i16>) -> Option<Self> {
        let local = instant + i128::from(zone.unwrap_or(0)) * MINUTE;
        let (year, month, day) = date_of(local.div_euclid(DAY))?;
        let time = if parts.has_time() { local.rem_euclid(DAY) } else { 0 };
        Some(Self { parts, year, month, day, time, zone })
    }

    /// A point in time, from the seconds since 1970 in Greenwich.
    #[must_use]
    pub fn from_unix(seconds: i64) -> Option<Self> {
        Self::at(Parts::DateTime, days_from(1970, 1, 1) * DAY + i128::from(seconds) * SECOND, Some(0))
    }

    /// Whether it is of the same type as another, and how they stand.
    pub(super) fn compare(&self, other: &Self) -> Option<Ordering> {
        (self.parts == other.parts).then(|| self.instant(0).cmp(&other.instant(0)))
    }

    /// The time between two points, this one being the later.
    pub(super) fn since(&self, other: &Self) -> Duration {
        Duration { kind: DurationKind::DayTime, months: 0, nanos: self.instant(0) - other.instant(0) }
    }

    /// The point that is so much later.
    pub(super) fn plus(&self, duration: &Duration) -> Result<Self, Error> {
        let overflow = || Error::new("FODT0001", "the date is too large");
        let mut moved = *self;
        if duration.months != 0 {
            let months = self.year.checked_mul(12).and_then(|months| months.checked_add(i64::from(self.month) - 1));
            let months = months.and_then(|months| months.checked_add(duration.months)).ok_or_else(overflow)?;
            moved.year = months.div_euclid(12);
            moved.month = u8::try_from(months.rem_euclid(12) + 1).unwrap_or(1);
            moved.day = self.day.min(days_in(moved.year, moved.month));
        }
        let instant = moved.instant(0).checked_add(duration.nanos).ok_or_else(overflow)?;
        let parts = if self.parts == Parts::Time { Parts::DateTime } else { self.parts };
        let result = Self::at(parts, instant, self.zone).filter(|moved| moved.year.abs() < 1_000_000_000_000);
        let result = result.ok_or_else(overflow)?;
        Ok(match self.parts {
            Parts::Time => Self { parts: Parts::Time, year: 1972, month: 1, day: 1, ..result },
            _ => result,
        })
    }

    /// The same point with other parts, as a cast makes it; `None` where there is no such cast.
    pub(super) fn cast(&self, parts: Parts) -> Option<Self> {
        let plain = Self { parts, year: 1972, month: 1, day: 1, time: 0, zone: self.zone };
        match (self.parts, parts) {
            (from, to) if from == to => Some(*self),
            (Parts::DateTime, Parts::Time) => Some(Self { time: self.time, ..plain }),
            (Parts::Date, Parts::DateTime) => Some(Self { parts, ..*self }),
            (Parts::DateTime | Parts::Date, Parts::Time | Parts::DateTime) => None,
            (Parts::DateTime | Parts::Date, to) => Some(Self {
                year: if to.has_year() { self.year } else { plain.year },
                month: if to.has_month() { self.month } else { plain.month },
                day: if to.has_day() { self.day } else { plain.day },
                ..plain
            }),
            _ => None,
        }
    }

    /// The same instant in another zone; without a zone on one side, only the zone changes.
    pub(super) fn in_zone(&self, zone: Option<i16>) -> Option<Self> {
        match (self.zone, zone) {
            (Some(_), Some(zone)) if self.parts == Parts::Time => {
                let moved = Self::at(Parts::DateTime, self.instant(0), Some(zone))?;
                Some(Self { parts: Parts::Time, year: 1972, month: 1, day: 1, ..moved })
            }
            (Some(_), Some(zone)) => Self::at(self.parts, self.instant(0), Some(zone)),
            _ => Some(Self { zone, ..*self }),
        }
    }

    /// Hours, minutes and nanoseconds of the time of day.
    pub(super) fn clock(&self) -> (i64, i64, i128) {
        let part = |nanos: i128| i64::try_from(nanos).unwrap_or_default();
        (part(self.time / HOUR), part(self.time % HOUR / MINUTE), self.time % MINUTE)
    }
}

impl fmt::Display for Temporal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let parts = self.parts;
        let sign = if self.year < 0 { "-" } else { "" };
        let year = self.year.abs();
        let (month, day) = (self.month, self.day);
        match parts {
            Parts::DateTime | Parts::Date => write!(f, "{sign}{year:04}-{month:02}-{day:02}")?,
            Parts::Time => {}
            Parts::Year => write!(f, "{sign}{year:04}")?,
            Parts::YearMonth => write!(f, "{sign}{year:04}-{month:02}")?,
            Parts::Month => write!(f, "--{month:02}")?,
            Parts::MonthDay => write!(f, "--{month:02}-{day:02}")?,
            Parts::Day => write!(f, "---{day:02}")?,
        }
        if parts.has_time() {
            let (hour, minute, rest) = self.clock();
            let mark = if parts == Parts::DateTime { "T" } else { "" };
            let seconds = seconds(rest);
            let pad = if rest < 10 * SECOND { "0" } else { "" };
            write!(f, "{mark}{hour:02}:{minute:02}:{pad}{seconds}")?;
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
fn seconds(nanos: i128) -> String {
    let (whole, fraction) = (nanos / SECOND, nanos % SECOND);
    match fraction {
        0 => whole.to_string(),
        _ => format!("{whole}.{}", format!("{fraction:09}").trim_end_matches('0')),
    }
}

impl Duration {
    /// Reads a string without white space around it.
    pub(super) fn read(text: &str, kind: DurationKind) -> Option<Self> {
        let (sign, unsigned) = text.strip_prefix('-').map_or((1, text), |rest| (-1, rest));
        let body = unsigned.strip_prefix('P').filter(|body| !body.is_empty())?;
        let (date, time) = match body.split_once('T') {
            Some((_, "")) => return None,
            Some((date, time)) => (date, time),
            None => (body, ""),
        };
        let mut months = 0_i128;
        let mut nanos = 0_i128;
        for (text, fields) in [(date, &[('Y', 0), ('M', 1), ('D', 2)]), (time, &[('H', 3), ('M', 4), ('S', 5)])] {
            let mut fields = fields.iter();
            let mut reader = Reader(text);
            while !reader.0.is_empty() {
                let number = i128::from(reader.digits(1, 18)?);
                let fraction = match reader.eat('.') {
                    Some(()) => Some(reader.fraction()?),
                    None => None,
                };
                let letter = reader.0.chars().next()?;
                reader.eat(letter)?;
                let (_, field) = fields.find(|(name, _)| *name == letter)?;
                if fraction.is_some() && *field != 5 {
                    return None;
                }
                match field {
                    0 => months += number * 12,
                    1 => months += number,
                    2 => nanos += number * DAY,
                    3 => nanos += number * HOUR,
                    4 => nanos += number * MINUTE,
                    _ => nanos += number * SECOND + fraction.unwrap_or(0),
                }
            }
        }
        let is_allowed = match kind {
            DurationKind::Any => true,
            DurationKind::YearMonth => !body.contains(['D', 'T']),
            DurationKind::DayTime => !date.contains(['Y', 'M']),
        };
        let months = i64::try_from(sign * months).ok()?;
        Self { kind, months, nanos: sign * nanos }.bounded().filter(|_| is_allowed)
    }

    /// The part that a duration of another type has of it.
    pub(super) fn cast(&self, kind: DurationKind) -> Self {
        match kind {
            DurationKind::Any => Self { kind, ..*self },
            DurationKind::YearMonth => Self { kind, nanos: 0, ..*self },
            DurationKind::DayTime => Self { kind, months: 0, ..*self },
        }
    }

    /// How two durations stand, where their types have an order.
    pub(super) fn compare(&self, other: &Self) -> Option<Ordering> {
        match (self.kind, other.kind) {
            (DurationKind::YearMonth, DurationKind::YearMonth) => Some(self.months.cmp(&other.months)),
            (DurationKind::DayTime, DurationKind::DayTime) => Some(self.nanos.cmp(&other.nanos)),
            _ => None,
        }
    }

    /// Whether they are equally long, whatever their types.
    pub(super) fn is_same(&self, other: &Self) -> bool {
        (self.months, self.nanos) == (other.months, other.nanos)
    }

    /// Both together; `None` where their types differ or it is too long.
    pub(super) fn plus(&self, other: &Self) -> Option<Self> {
        let months = self.months.checked_add(other.months)?;
        let nanos = self.nanos.checked_add(other.nanos)?;
        let is_defined = self.kind == other.kind && self.kind != DurationKind::Any;
        Self { kind: self.kind, months, nanos }.bounded().filter(|_| is_defined)
    }

    /// It, unless it is so long that computing with it would overflow.
    fn bounded(self) -> Option<Self> {
        const LONGEST: u128 = 1 << 120;
        (self.months != i64::MIN && self.nanos.unsigned_abs() <= LONGEST).then_some(self)
    }

    /// The same time backwards.
    pub(super) fn negated(&self) -> Self {
        Self { months: -self.months, nanos: -self.nanos, ..*self }
    }

    /// So many times as long.
    pub(super) fn times(&self, factor: f64) -> Result<Self, Error> {
        if factor.is_nan() {
            return Err(Error::new("FOCA0005", "a duration times `NaN`"));
        }
        let overflow = || Error::new("FODT0002", "the duration is too long");
        if factor.is_infinite() || self.kind == DurationKind::Any {
            return Err(overflow());
        }
        #[expect(clippy::cast_precision_loss, reason = "the result is rounded to nanoseconds")]
        let (months, nanos) = (self.months as f64 * factor, self.nanos as f64 * factor);
        if months.abs() > 1e12 || nanos.abs() > 1e30 {
            return Err(overflow());
        }
        #[expect(clippy::cast_possible_truncation, reason = "it was looked at before")]
        let (months, nanos) = ((months + 0.5).floor() as i64, nanos.round() as i128);
        Ok(Self { months, nanos, ..*self })
    }

    /// How many times the other is contained in it.
    pub(super) fn over(&self, other: &Self) -> Result<f64, Error> {
        #[expect(clippy::cast_precision_loss, reason = "a ratio")]
        let (one, other) = match (self.kind, other.kind) {
            (DurationKind::YearMonth, DurationKind::YearMonth) => (self.months as f64, other.months as f64),
            (DurationKind::DayTime, DurationKind::DayTime) => (self.nanos as f64, other.nanos as f64),
            _ => return Err(Error::new(error::TYPE, "durations of two types cannot be divided")),
        };
        if other == 0.0 { Err(Error::new(error::ZERO, "division by zero")) } else { Ok(one / other) }
    }

    /// Years, months, days, hours, minutes, nanoseconds; all with the sign of the whole.
    pub(super) fn fields(&self) -> [i128; 6] {
        let months = i128::from(self.months);
        let nanos = self.nanos;
        [months / 12, months % 12, nanos / DAY, nanos % DAY / HOUR, nanos % HOUR / MINUTE, nanos % MINUTE]
    }
}

impl fmt::Display for Duration {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [years, months, days, hours, minutes, rest] = self.fields().map(i128::abs);
        if self.months == 0 && self.nanos == 0 {
            return f.write_str(if self.kind == DurationKind::YearMonth { "P0M" } else { "PT0S" });
        }
        f.write_str(if self.months < 0 || self.nanos < 0 { "-P" } else { "P" })?;
        for (number, letter) in [(years, 'Y'), (months, 'M'), (days, 'D')] {
            if number != 0 {
                write!(f, "{number}{letter}")?;
            }
        }
        if hours != 0 || minutes != 0 || rest != 0 {
            f.write_str("T")?;
        }
        for (number, letter) in [(hours, 'H'), (minutes, 'M')] {
            if number != 0 {
                write!(f, "{number}{letter}")?;
            }
        }
        if rest != 0 {
            write!(f, "{}S", seconds(rest))?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

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
            assert_eq!(Temporal::read(text, parts).map(|moment| moment.to_string()).as_deref(), Some(text));
        }
        for (parts, text) in [(Parts::Date, "1914-02-29"), (Parts::Date, "14-02-01"), (Parts::Time, "24:00:01")] {
            assert_eq!(Temporal::read(text, parts), None, "{text}");
        }
        let end = Temporal::read("1999-12-31T24:00:00", Parts::DateTime).unwrap();
        assert_eq!(end.to_string(), "2000-01-01T00:00:00");
        for text in ["P1Y2M3DT4H5M6.7S", "-P1D", "PT0S", "P10M"] {
            assert_eq!(Duration::read(text, DurationKind::Any).unwrap().to_string(), text);
        }
        assert_eq!(Duration::read("P13M", DurationKind::YearMonth).unwrap().to_string(), "P1Y1M");
    }

    #[test]
    fn dates_are_computed_with() {
        let date = Temporal::read("2000-10-30", Parts::Date).unwrap();
        let plus = |text, kind| date.plus(&Duration::read(text, kind).unwrap()).unwrap().to_string();
        assert_eq!(plus("P1Y2M", DurationKind::YearMonth), "2001-12-30");
        assert_eq!(plus("P2DT12H", DurationKind::DayTime), "2000-11-01");
        assert_eq!(plus("P4M", DurationKind::YearMonth), "2001-02-28");
        let other = Temporal::read("1999-11-28", Parts::Date).unwrap();
        assert_eq!(date.since(&other).to_string(), "P337D");
    }
}
