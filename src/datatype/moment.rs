//! Points in time: `dateTime` and its parts (XML Schema part 2, 3.2.7 to 3.2.14). Takes a string; gives a [`Moment`].
//!
//! A part of a date or time is counted as its first moment, with January 1972 for what it leaves open. Values with a time zone and
//! those without are comparable only where no zone could change the answer (3.2.7.4).

use std::borrow::Cow;
use std::cmp::Ordering;

use super::calendar::{DAY, MONTHS, days_before, days_in};
use super::reason::Reason;

/// How a type is written. A time zone may follow each.
#[derive(Debug)]
pub(super) struct Form {
    what: &'static str,
    shape: &'static str,
    parts: &'static [Part],
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Part {
    Mark(&'static str),
    Year,
    Month,
    Day,
    Time,
}

use Part::{Day, Mark, Month, Time, Year};

/// `dateTime`
pub(super) static DATE_TIME: Form = Form {
    what: "a date with time",
    shape: "YYYY-MM-DDThh:mm:ss",
    parts: &[Year, Mark("-"), Month, Mark("-"), Day, Mark("T"), Time],
};
/// `date`
pub(super) static DATE: Form =
    Form { what: "a date", shape: "YYYY-MM-DD", parts: &[Year, Mark("-"), Month, Mark("-"), Day] };
/// `time`
pub(super) static TIME: Form = Form { what: "a time", shape: "hh:mm:ss", parts: &[Time] };
/// `gYearMonth`
pub(super) static YEAR_MONTH: Form =
    Form { what: "a year with month", shape: "YYYY-MM", parts: &[Year, Mark("-"), Month] };
/// `gYear`
pub(super) static YEAR: Form = Form { what: "a year", shape: "YYYY", parts: &[Year] };
/// `gMonthDay`
pub(super) static MONTH_DAY: Form =
    Form { what: "a day of a month", shape: "--MM-DD", parts: &[Mark("--"), Month, Mark("-"), Day] };
/// `gDay`
pub(super) static DAY_ONLY: Form = Form { what: "a day", shape: "---DD", parts: &[Mark("---"), Day] };
/// `gMonth`
pub(super) static MONTH: Form = Form { what: "a month", shape: "--MM", parts: &[Mark("--"), Month] };

/// The year that stands for none; a leap year.
const ANY_YEAR: i128 = 1972;
/// The most digits of a year.
const YEAR_DIGITS: usize = 18;
const HOUR: i128 = 3600;
/// How far a time zone can be off, in seconds.
const FARTHEST_ZONE: i128 = 14 * HOUR;

/// A point in time.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct Moment<'v> {
    /// Whole seconds since the beginning of the year 1; in universal time where there is a zone.
    seconds: i128,
    /// The digits of what is left of a second, without zeros at the end.
    fraction: Cow<'v, str>,
    has_zone: bool,
}

impl<'v> Moment<'v> {
    /// Reads a string of a form.
    pub(super) fn read(form: &'static Form, text: &'v str) -> Result<Self, Reason<'v>> {
        let malformed = Reason::Form(form.what, form.shape);
        let (mut year, mut year_text) = (ANY_YEAR, None);
        let (mut month, mut day, mut seconds, mut fraction) = (1_u8, 1_u8, 0_i128, "");
        let mut rest = text;
        for part in form.parts {
            rest = match part {
                Mark(mark) => rest.strip_prefix(mark).ok_or(malformed)?,
                Year => {
                    let (written, behind) = split_year(rest).ok_or(malformed)?;
                    year = read_year(written)?;
                    year_text = Some(written);
                    behind
                }
                Month => {
                    let (number, behind) = two_digits(rest).ok_or(malformed)?;
                    if !(1..=12).contains(&number) {
                        return Err(Reason::Number("month", number));
                    }
                    month = number;
                    behind
                }
                Day => {
                    let (number, behind) = two_digits(rest).ok_or(malformed)?;
                    day = number;
                    behind
                }
                Time => {
                    let (time, behind) = split_time(rest).ok_or(malformed)?;
                    let ([hour, minute, second], digits) = time;
                    for (part, number, most) in [("hour", hour, 24), ("minute", minute, 59), ("second", second, 59)] {
                        if number > most {
                            return Err(Reason::Number(part, number));
                        }
                    }
                    fraction = digits.trim_end_matches('0');
                    if hour == 24 && (minute, second, fraction) != (0, 0, "") {
                        return Err(Reason::Number("hour", hour));
                    }
                    // The end of a day is the beginning of the next, if there is one.
                    let hour = if year_text.is_none() { hour % 24 } else { hour };
                    seconds = i128::from(hour) * HOUR + i128::from(minute) * 60 + i128::from(second);
                    behind
                }
            };
        }
        if form.parts.contains(&Day) && !(1..=days_in(year, month)).contains(&day) {
            let names_month = form.parts.contains(&Month) && (1..=31).contains(&day);
            return Err(match MONTHS.get(usize::from(month).saturating_sub(1)) {
                Some((name, most)) if names_month => {
                    Reason::Day(day, name, year_text.filter(|_| month == 2 && day == most + 1))
                }
                _ => Reason::Number("day", day),
            });
        }
        let zone = read_zone(rest).ok_or_else(|| match rest.starts_with(['+', '-', 'Z']) {
            true => Reason::Zone(rest),
            false => malformed,
        })?;
        let days = days_before(year, month) + i128::from(day) - 1;
        Ok(Self {
            seconds: days * DAY + seconds - zone.unwrap_or_default(),
            fraction: Cow::Borrowed(fraction),
            has_zone: zone.is_some(),
        })
    }

    /// How two moments stand; `None` when that depends on a time zone that is not told.
    pub(super) fn compare(&self, other: &Moment<'_>) -> Option<Ordering> {
        let shifted = |shift: i128| (self.seconds, &*self.fraction).cmp(&(other.seconds + shift, &*other.fraction));
        if self.has_zone == other.has_zone {
            return Some(shifted(0));
        }
        let (early, late) = (shifted(-FARTHEST_ZONE), shifted(FARTHEST_ZONE));
        if early == late { Some(early) } else { None }
    }

    /// The same moment, on its own.
    pub(super) fn into_owned(self) -> Moment<'static> {
        Moment { fraction: Cow::Owned(self.fraction.into_owned()), ..self }
    }
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
fn read_year(text: &str) -> Result<i128, Reason<'static>> {
    let unsigned = text.trim_start_matches('-');
    if unsigned.len() > YEAR_DIGITS {
        return Err(Reason::Said("years of more than 18 digits cannot be computed with"));
    }
    match unsigned.parse::<i128>() {
        Ok(year) if year > 0 => Ok(if text.starts_with('-') { 1 - year } else { year }),
        _ => Err(Reason::Said("there is no year 0000")),
    }
}

fn two_digits(text: &str) -> Option<(u8, &str)> {
    let (digits, behind) = text.split_at_checked(2)?;
    if digits.bytes().all(|byte| byte.is_ascii_digit()) { Some((digits.parse().ok()?, behind)) } else { None }
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

/// How many seconds a zone is ahead of universal time; nothing within when none is told.
fn read_zone(text: &str) -> Option<Option<i128>> {
    let sign = match text.chars().next() {
        None => return Some(None),
        Some('Z') if text.len() == 1 => return Some(Some(0)),
        Some('+') => 1,
        Some('-') => -1,
        Some(_) => return None,
    };
    let (hours, rest) = two_digits(text.get(1..)?)?;
    let (minutes, rest) = two_digits(rest.strip_prefix(':')?)?;
    let seconds = i128::from(hours) * HOUR + i128::from(minutes) * 60;
    (rest.is_empty() && minutes < 60 && seconds <= FARTHEST_ZONE).then_some(Some(sign * seconds))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms_are_read() {
        for (form, texts) in [
            (&DATE_TIME, ["1900-02-28T24:00:00", "-0001-02-29T00:00:00.50Z", "12000-01-01T23:59:59-14:00"].as_slice()),
            (&DATE, &["1952-02-29", "2000-02-29+05:30", "-4004-10-23"]),
            (&TIME, &["00:00:00", "24:00:00.0", "12:30:00.001+00:00"]),
            (&YEAR_MONTH, &["1952-12", "1952-12Z"]),
            (&YEAR, &["0001", "-0044", "1952-05:00"]),
            (&MONTH_DAY, &["--02-29", "--12-31Z"]),
            (&DAY_ONLY, &["---31", "---01+01:00"]),
            (&MONTH, &["--01", "--12Z"]),
        ] {
            for text in texts {
                assert!(Moment::read(form, text).is_ok(), "{text}: {:?}", Moment::read(form, text));
            }
        }
    }

    #[test]
    fn what_is_wrong_is_named() {
        for (form, text, phrase) in [
            (&DATE, "1952-6-30", "not a date: YYYY-MM-DD is expected"),
            (&DATE, "952-06-30", "not a date: YYYY-MM-DD is expected"),
            (&DATE, "01952-06-30", "not a date: YYYY-MM-DD is expected"),
            (&DATE, "1952-06-30T", "not a date: YYYY-MM-DD is expected"),
            (&DATE, "1952-06-31", "there is no 31 June"),
            (&DATE, "1900-02-29", "there is no 29 February 1900"),
            (&DATE, "1904-02-30", "there is no 30 February"),
            (&DATE, "1952-06-00", "there is no day 00"),
            (&DATE, "1952-06-32", "there is no day 32"),
            (&DATE, "1952-13-01", "there is no month 13"),
            (&DATE, "0000-01-01", "there is no year 0000"),
            (&DATE, "1952-06-30+14:01", "there is no time zone +14:01"),
            (&DATE, "1952-06-30-1:00", "there is no time zone -1:00"),
            (&TIME, "24:00:01", "there is no hour 24"),
            (&TIME, "12:60:00", "there is no minute 60"),
            (&TIME, "12:00:00.", "not a time: hh:mm:ss is expected"),
            (&DAY_ONLY, "---32", "there is no day 32"),
            (&MONTH_DAY, "--04-31", "there is no 31 April"),
            (&YEAR, "10000000000000000000", "years of more than 18 digits cannot be computed with"),
            (&YEAR, "1٩52", "not a year: YYYY is expected"),
        ] {
            assert_eq!(
                Moment::read(form, text).err().map(|reason| reason.to_string()).as_deref(),
                Some(phrase),
                "{text}"
            );
        }
    }

    #[test]
    fn zones_make_order_partial() {
        let compare =
            |one, other| Moment::read(&DATE_TIME, one).unwrap().compare(&Moment::read(&DATE_TIME, other).unwrap());
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
