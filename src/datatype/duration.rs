//! Lengths of time (XML Schema part 2, 3.2.6). Takes a string; gives months and seconds, which are only partly comparable.

use std::borrow::Cow;
use std::cmp::Ordering;

use super::calendar::{DAY, days_before};
use super::reason::Reason;

/// A length of time. One year equals twelve months and one day 24 hours; months and days cannot be turned into each other.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct Duration<'v> {
    months: i128,
    /// Whole seconds, with the sign of the whole.
    seconds: i128,
    /// The digits of what is left of a second, without zeros at the end.
    fraction: Cow<'v, str>,
    /// Whether it goes back in time.
    is_negative: bool,
}

/// What fields there are: the letter behind the number, how many months and how many seconds one is.
const DATE_FIELDS: [(char, i128, i128); 3] = [('Y', 12, 0), ('M', 1, 0), ('D', 0, DAY)];
const TIME_FIELDS: [(char, i128, i128); 3] = [('H', 0, 3600), ('M', 0, 60), ('S', 0, 1)];

/// The most digits of a number: enough for the age of the universe in seconds, and no sum of such numbers is too large.
const DIGITS: usize = 18;

/// Years and months to which durations are added to compare them (3.2.6.2).
const BEGINNINGS: [(i128, i128); 4] = [(1696, 9), (1697, 2), (1903, 3), (1903, 7)];

const MALFORMED: Reason<'static> = Reason::Form("a duration", "a form such as `P1Y2M3DT4H5M6.7S`");

impl<'v> Duration<'v> {
    /// Reads a string.
    pub(super) fn read(text: &'v str) -> Result<Self, Reason<'v>> {
        let unsigned = text.strip_prefix('-').unwrap_or(text);
        let fields = unsigned.strip_prefix('P').ok_or(MALFORMED)?;
        let (date, time) = match fields.split_once('T') {
            Some((date, time)) => (date, Some(time)),
            None => (fields, None),
        };
        if fields.is_empty() || time == Some("") {
            return Err(MALFORMED);
        }
        let mut duration = Duration { months: 0, seconds: 0, fraction: Cow::Borrowed(""), is_negative: false };
        duration.add(date, &DATE_FIELDS)?;
        duration.add(time.unwrap_or_default(), &TIME_FIELDS)?;
        let is_zero = duration.months == 0 && duration.seconds == 0 && duration.fraction.is_empty();
        if unsigned.len() < text.len() && !is_zero {
            duration.is_negative = true;
            duration.months = -duration.months;
            duration.seconds = -duration.seconds;
        }
        Ok(duration)
    }

    /// Adds numbers with their letters, each at most once and in their order.
    fn add(&mut self, mut text: &'v str, fields: &[(char, i128, i128)]) -> Result<(), Reason<'v>> {
        let mut fields = fields.iter();
        while !text.is_empty() {
            let (number, behind) = text
                .find(|c: char| c.is_ascii_alphabetic())
                .and_then(|at| text.split_at_checked(at))
                .ok_or(MALFORMED)?;
            let mut letters = behind.chars();
            let letter = letters.next();
            let &(letter, months, seconds) = fields.find(|(field, ..)| Some(*field) == letter).ok_or(MALFORMED)?;
            let (whole, fraction) = match number.split_once('.') {
                Some((whole, fraction)) if letter == 'S' && !fraction.is_empty() => (whole, fraction),
                Some(_) => return Err(MALFORMED),
                None => (number, ""),
            };
            if whole.is_empty() || !(whole.bytes().chain(fraction.bytes())).all(|byte| byte.is_ascii_digit()) {
                return Err(MALFORMED);
            }
            let digits = whole.trim_start_matches('0');
            if digits.len() > DIGITS {
                return Err(Reason::Said("numbers of more than 18 digits cannot be computed with"));
            }
            let number: i128 = if digits.is_empty() { 0 } else { digits.parse().map_err(|_| MALFORMED)? };
            self.months += months * number;
            self.seconds += seconds * number;
            self.fraction = Cow::Borrowed(fraction.trim_end_matches('0'));
            text = letters.as_str();
        }
        Ok(())
    }

    /// How two durations stand; `None` when it depends on the month they are counted from.
    pub(super) fn compare(&self, other: &Duration<'_>) -> Option<Ordering> {
        let mut orderings = BEGINNINGS.iter().map(|&beginning| {
            let ends = [self.end(beginning), other.end(beginning)];
            let [one, other] = ends;
            one.0.cmp(&other.0).then_with(|| one.1.compare(&other.1))
        });
        let first = orderings.next()?;
        orderings.all(|ordering| ordering == first).then_some(first)
    }

    /// The whole seconds up to its end, counted from a month, and what is left.
    fn end(&self, (year, month): (i128, i128)) -> (i128, Rest<'_>) {
        let months = year * 12 + month - 1 + self.months;
        let month = u8::try_from(months.rem_euclid(12) + 1).unwrap_or(1);
        let whole = days_before(months.div_euclid(12), month) * DAY + self.seconds;
        (whole, Rest { fraction: &self.fraction, is_negative: self.is_negative })
    }

    /// The same duration, on its own.
    pub(super) fn into_owned(self) -> Duration<'static> {
        Duration { fraction: Cow::Owned(self.fraction.into_owned()), ..self }
    }
}

/// Less than a second, before or behind a whole one.
struct Rest<'d> {
    fraction: &'d str,
    is_negative: bool,
}

impl Rest<'_> {
    fn compare(&self, other: &Self) -> Ordering {
        match (self.is_negative && !self.fraction.is_empty(), other.is_negative && !other.fraction.is_empty()) {
            (false, false) => self.fraction.cmp(other.fraction),
            (true, true) => other.fraction.cmp(self.fraction),
            (true, false) => Ordering::Less,
            (false, true) => Ordering::Greater,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn order_is_partial() {
        let read = |text| Duration::read(text).unwrap();
        for (one, other, ordering) in [
            ("P1Y", "P12M", Some(Ordering::Equal)),
            ("PT60S", "PT1M", Some(Ordering::Equal)),
            ("P1D", "PT24H", Some(Ordering::Equal)),
            ("-P0D", "PT0.0S", Some(Ordering::Equal)),
            ("P1M", "P27D", Some(Ordering::Greater)),
            ("P1M", "P28D", None),
            ("P1M", "P30D", None),
            ("P1M", "P32D", Some(Ordering::Less)),
            ("P1Y", "P364D", Some(Ordering::Greater)),
            ("P1Y", "P365D", None),
            ("PT0.5S", "PT0.45S", Some(Ordering::Greater)),
            ("-PT1.5S", "-PT1S", Some(Ordering::Less)),
            ("-PT0.5S", "PT0S", Some(Ordering::Less)),
            ("-P1Y", "P1D", Some(Ordering::Less)),
        ] {
            assert_eq!(read(one).compare(&read(other)), ordering, "{one} {other}");
            assert_eq!(read(other).compare(&read(one)), ordering.map(Ordering::reverse), "{other} {one}");
            assert_eq!(read(one) == read(other), ordering == Some(Ordering::Equal), "{one} {other}");
        }
    }

    #[test]
    fn other_strings_are_none() {
        for text in [
            "", "P", "PT", "P1", "1Y", "P1S", "P1YT", "P1M1Y", "P1Y1Y", "P-1Y", "P1.5Y", "PT1.S", "PT.5S", "+P1Y",
            "PT1H ", "P٣Y",
        ] {
            assert!(Duration::read(text).is_err(), "{text}");
        }
        let long = format!("PT{}S", "9".repeat(19));
        assert_eq!(
            Duration::read(&long).unwrap_err().to_string(),
            "numbers of more than 18 digits cannot be computed with"
        );
    }
}
