//! The Gregorian calendar, before its time too (XML Schema part 2, appendix E). Takes years with a year 0; gives days.

/// The months of a year.
pub(crate) const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

/// How many days they have in a common year.
const LENGTHS: [u8; 12] = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/// Days in 400 years, after which the calendar repeats.
const ERA: i128 = 146_097;

/// How many days a month, from 1, has.
pub(crate) fn days_in(year: i64, month: u8) -> u8 {
    let days = LENGTHS.get(usize::from(month).saturating_sub(1)).copied().unwrap_or(0);
    if month == 2 && is_leap(year) { days + 1 } else { days }
}

fn is_leap(year: i64) -> bool {
    year.rem_euclid(4) == 0 && (year.rem_euclid(100) != 0 || year.rem_euclid(400) == 0)
}

/// How many days a day is behind 1 March of the year 0, with which the years of this count begin.
pub(super) fn days_from(year: i128, month: u8, day: u8) -> i128 {
    let year = year - i128::from(month <= 2);
    let of_era = year.rem_euclid(400);
    let of_year = (153 * ((i128::from(month) + 9) % 12) + 2) / 5 + i128::from(day) - 1;
    year.div_euclid(400) * ERA + of_era * 365 + of_era / 4 - of_era / 100 + of_year
}

/// The year, month and day that are so many days behind 1 March of the year 0.
pub(super) fn date_of(days: i128) -> Option<(i64, u8, u8)> {
    let (era, of_era) = (days.div_euclid(ERA), days.rem_euclid(ERA));
    let year = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year + year / 4 - year / 100);
    let month = (5 * of_year + 2) / 153;
    let day = of_year - (153 * month + 2) / 5 + 1;
    let month = if month < 10 { month + 3 } else { month - 9 };
    let year = year + era * 400 + i128::from(month <= 2);
    Some((i64::try_from(year).ok()?, u8::try_from(month).ok()?, u8::try_from(day).ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_follow_each_other() {
        let mut days = days_from(-801, 1, 1);
        for year in -801..=2001 {
            for month in 1..=12 {
                for day in 1..=days_in(year, month) {
                    assert_eq!(days_from(year.into(), month, day), days, "{year}-{month}-{day}");
                    assert_eq!(date_of(days), Some((year, month, day)));
                    days += 1;
                }
            }
        }
        assert_eq!(days_from(1970, 1, 1) - days_from(1, 1, 1), 719_162);
    }
}
