//! Dates as TEI's `att.datable.w3c` writes them. Takes numbers; gives ISO forms. Leaves out how a text words a date.

use std::fmt;

/// A calendar day, month or year of the Gregorian calendar, with a time of day where one is given.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct DateValue {
    /// Year, four digits.
    pub year: u16,
    /// Month from 1.
    pub month: Option<u8>,
    /// Day from 1.
    pub day: Option<u8>,
    /// Hour and minute.
    pub time: Option<(u8, u8)>,
    /// Whether the time is said to be Greenwich time ("0816Z").
    pub is_utc: bool,
}

impl DateValue {
    /// A day, if the calendar has it.
    #[must_use]
    pub fn day(year: u16, month: u8, day: u8) -> Option<Self> {
        (day >= 1 && day <= days_in(year, month)?).then_some(Self {
            year,
            month: Some(month),
            day: Some(day),
            time: None,
            is_utc: false,
        })
    }

    /// The day so many days later, of the next month at most.
    #[must_use]
    pub fn plus_days(self, days: u8) -> Option<Self> {
        let (month, day) = (self.month?, self.day?.checked_add(days)?);
        let length = days_in(self.year, month)?;
        match (day <= length, month) {
            (true, _) => Self::day(self.year, month, day),
            (false, 12) => Self::day(self.year.checked_add(1)?, 1, day - length),
            (false, _) => Self::day(self.year, month + 1, day - length),
        }
    }

    /// A month of a year.
    #[must_use]
    pub fn month(year: u16, month: u8) -> Option<Self> {
        (1..=12).contains(&month).then_some(Self { year, month: Some(month), day: None, time: None, is_utc: false })
    }

    /// The same day at a time.
    #[must_use]
    pub fn at(self, hour: u8, minute: u8, is_utc: bool) -> Self {
        if hour < 24 && minute < 60 { Self { time: Some((hour, minute)), is_utc, ..self } } else { self }
    }

    /// Reads an ISO form: `1964`, `1964-10`, `1964-10-28`.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let digits = |part: &str, len| (part.len() == len && part.bytes().all(|b| b.is_ascii_digit())).then_some(());
        let mut parts = text.splitn(3, '-');
        let year = parts.next()?;
        digits(year, 4)?;
        let year = year.parse().ok()?;
        let Some(month) = parts.next() else {
            return Some(Self { year, month: None, day: None, time: None, is_utc: false });
        };
        digits(month, 2)?;
        let month = month.parse().ok()?;
        let Some(day) = parts.next() else {
            return Self::month(year, month);
        };
        digits(day, 2)?;
        Self::day(year, month, day.parse().ok()?)
    }
}

impl fmt::Display for DateValue {
    /// The form that `@when` takes: `1964-10-28`, `1964-10-28T19:00:00`, `1964-10`, `1964`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}", self.year)?;
        let Some(month) = self.month else { return Ok(()) };
        write!(f, "-{month:02}")?;
        let Some(day) = self.day else { return Ok(()) };
        write!(f, "-{day:02}")?;
        let Some((hour, minute)) = self.time else { return Ok(()) };
        write!(f, "T{hour:02}:{minute:02}:00{}", if self.is_utc { "Z" } else { "" })
    }
}

/// How a date in the text is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Date {
    /// A point: `@when`.
    When(DateValue),
    /// A range, both ends included: `@from`, `@to`.
    Range(DateValue, DateValue),
    /// Said to be undated, or not read: no attribute.
    Unknown,
}

impl Date {
    /// The first day concerned.
    #[must_use]
    pub fn first(self) -> Option<DateValue> {
        match self {
            Self::When(value) | Self::Range(value, _) => Some(value),
            Self::Unknown => None,
        }
    }
}

fn days_in(year: u16, month: u8) -> Option<u8> {
    let is_leap = year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
    match month {
        1 | 3 | 5 | 7 | 8 | 10 | 12 => Some(31),
        4 | 6 | 9 | 11 => Some(30),
        2 => Some(if is_leap { 29 } else { 28 }),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_days_of_the_calendar() {
        assert_eq!(DateValue::day(1900, 2, 29), None);
        assert!(DateValue::day(1964, 2, 29).is_some());
        assert_eq!(DateValue::day(1964, 13, 1), None);
    }

    #[test]
    fn iso_forms_are_read_and_written() {
        for form in ["1964", "1964-10", "1964-10-28"] {
            assert_eq!(DateValue::parse(form).map(|date| date.to_string()).as_deref(), Some(form));
        }
        assert_eq!(DateValue::parse("1964-2-1"), None);
        let date = DateValue::day(1951, 8, 2).map(|day| day.at(8, 16, true).to_string());
        assert_eq!(date.as_deref(), Some("1951-08-02T08:16:00Z"));
    }
}
