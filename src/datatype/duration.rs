//! Lengths of time (XML Schema part 2, 3.2.6; in 1.1 also 3.4.26 and 3.4.27). Takes a string; gives months and picoseconds, which are only
//! partly comparable, and their canonical form.

use std::cmp::Ordering;
use std::fmt;

use super::calendar::days_from;
use super::reason::Reason;
use super::temporal::{DAY, HOUR, MINUTE, SECOND, read_fraction, seconds};

/// A length of time. One year equals twelve months and one day 24 hours; months and days cannot be turned into each other. Equal to one of
/// the same type that is as long.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Duration {
    /// Which type it has.
    pub kind: DurationKind,
    /// Months, with the sign of the whole.
    pub months: i128,
    /// Picoseconds, with the sign of the whole.
    pub picoseconds: i128,
}

/// The types of durations.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum DurationKind {
    /// `xs:duration`
    Any,
    /// `xs:yearMonthDuration`
    YearMonth,
    /// `xs:dayTimeDuration`
    DayTime,
}

/// A field: the letter behind the number, how many months and how many picoseconds one is.
type Field = (char, i128, i128);

const YEAR_MONTH_FIELDS: [Field; 2] = [('Y', 12, 0), ('M', 1, 0)];
const DATE_FIELDS: [Field; 3] = [('Y', 12, 0), ('M', 1, 0), ('D', 0, DAY)];
const DAY_FIELDS: [Field; 1] = [('D', 0, DAY)];
const TIME_FIELDS: [Field; 3] = [('H', 0, HOUR), ('M', 0, MINUTE), ('S', 0, SECOND)];

/// The most digits of a number: enough for the age of the universe in seconds, and no sum of such numbers is too large.
const DIGITS: usize = 18;

/// Years and months to which durations are added to compare them (3.2.6.2).
const BEGINNINGS: [(i128, i128); 4] = [(1696, 9), (1697, 2), (1903, 3), (1903, 7)];

const MALFORMED: Reason<'static> = Reason::Form("a duration", "a form such as `P1Y2M3DT4H5M6.7S`");
const TOO_LARGE: Reason<'static> = Reason::TooLarge("numbers of more than 18 digits cannot be computed with");

impl Duration {
    /// Reads a string without white space around it.
    pub(crate) fn read(text: &str, kind: DurationKind) -> Result<Self, Reason<'static>> {
        let unsigned = text.strip_prefix('-').unwrap_or(text);
        let fields = unsigned.strip_prefix('P').filter(|fields| !fields.is_empty()).ok_or(MALFORMED)?;
        let (date_fields, time_fields): (&[Field], &[Field]) = match kind {
            DurationKind::Any => (&DATE_FIELDS, &TIME_FIELDS),
            DurationKind::YearMonth => (&YEAR_MONTH_FIELDS, &[]),
            DurationKind::DayTime => (&DAY_FIELDS, &TIME_FIELDS),
        };
        let (date, time) = match fields.split_once('T') {
            Some((_, "")) => return Err(MALFORMED),
            Some(parts) => parts,
            None => (fields, ""),
        };
        let mut duration = Self { kind, months: 0, picoseconds: 0 };
        duration.add(date, date_fields)?;
        duration.add(time, time_fields)?;
        Ok(if unsigned.len() < text.len() { duration.negated() } else { duration })
    }

    /// Adds numbers with their letters, each at most once and in their order.
    fn add(&mut self, mut text: &str, fields: &[Field]) -> Result<(), Reason<'static>> {
        let mut fields = fields.iter();
        while !text.is_empty() {
            let at = text.find(|c: char| c.is_ascii_alphabetic()).ok_or(MALFORMED)?;
            let (number, behind) = text.split_at_checked(at).ok_or(MALFORMED)?;
            let mut letters = behind.chars();
            let letter = letters.next();
            let &(letter, months, picoseconds) = fields.find(|(field, ..)| Some(*field) == letter).ok_or(MALFORMED)?;
            let (whole, fraction) = match number.split_once('.') {
                Some((whole, fraction)) if letter == 'S' && !fraction.is_empty() => (whole, fraction),
                Some(_) => return Err(MALFORMED),
                None => (number, ""),
            };
            let number = read_number(whole)?;
            if !fraction.bytes().all(|byte| byte.is_ascii_digit()) {
                return Err(MALFORMED);
            }
            self.months += months * number;
            self.picoseconds += picoseconds * number + read_fraction(fraction);
            text = letters.as_str();
        }
        Ok(())
    }

    /// How two durations stand; `None` when it depends on the month they are counted from (3.2.6.2).
    pub(super) fn compare(&self, other: &Self) -> Option<Ordering> {
        let mut orderings = BEGINNINGS.iter().map(|&beginning| self.end(beginning).cmp(&other.end(beginning)));
        let first = orderings.next()?;
        orderings.all(|ordering| ordering == first).then_some(first)
    }

    /// The picoseconds up to its end, counted from a month.
    fn end(&self, (year, month): (i128, i128)) -> i128 {
        let months = self.months + year * 12 + month - 1;
        let month = u8::try_from(months.rem_euclid(12) + 1).unwrap_or(1);
        days_from(months.div_euclid(12), month, 1) * DAY + self.picoseconds
    }

    /// The same time backwards.
    pub(crate) fn negated(&self) -> Self {
        Self { months: -self.months, picoseconds: -self.picoseconds, ..*self }
    }

    /// Years, months, days, hours, minutes, picoseconds; all with the sign of the whole.
    pub(crate) fn fields(&self) -> [i128; 6] {
        let rest = self.picoseconds;
        [self.months / 12, self.months % 12, rest / DAY, rest % DAY / HOUR, rest % HOUR / MINUTE, rest % MINUTE]
    }
}

fn read_number(digits: &str) -> Result<i128, Reason<'static>> {
    if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(MALFORMED);
    }
    match digits.trim_start_matches('0') {
        "" => Ok(0),
        digits if digits.len() > DIGITS => Err(TOO_LARGE),
        digits => digits.parse().map_err(|_| MALFORMED),
    }
}

impl fmt::Display for Duration {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [years, months, days, hours, minutes, rest] = self.fields().map(i128::abs);
        if self.months == 0 && self.picoseconds == 0 {
            return f.write_str(if self.kind == DurationKind::YearMonth { "P0M" } else { "PT0S" });
        }
        f.write_str(if self.months < 0 || self.picoseconds < 0 { "-P" } else { "P" })?;
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
    fn order_is_partial() {
        let read = |text| Duration::read(text, DurationKind::Any).unwrap();
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
    fn what_is_read_is_written() {
        for text in ["P1Y2M3DT4H5M6.7S", "-P1D", "PT0S", "P10M"] {
            assert_eq!(Duration::read(text, DurationKind::Any).unwrap().to_string(), text);
        }
        assert_eq!(Duration::read("P13M", DurationKind::YearMonth).unwrap().to_string(), "P1Y1M");
    }

    #[test]
    fn other_strings_are_none() {
        for text in [
            "", "P", "PT", "P1", "1Y", "P1S", "P1YT", "P1M1Y", "P1Y1Y", "P-1Y", "P1.5Y", "PT1.S", "PT.5S", "+P1Y",
            "PT1H ", "P٣Y",
        ] {
            assert!(Duration::read(text, DurationKind::Any).is_err(), "{text}");
        }
        let long = format!("PT{}S", "9".repeat(19));
        assert_eq!(
            Duration::read(&long, DurationKind::Any).unwrap_err().to_string(),
            "numbers of more than 18 digits cannot be computed with"
        );
    }
}
