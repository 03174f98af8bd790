//! The Gregorian calendar, before its time too (XML Schema part 2, appendix E). Takes years with a year 0; gives days.

/// The months with their days in a common year.
pub(super) const MONTHS: [(&str, u8); 12] = [
    ("January", 31),
    ("February", 28),
    ("March", 31),
    ("April", 30),
    ("May", 31),
    ("June", 30),
    ("July", 31),
    ("August", 31),
    ("September", 30),
    ("October", 31),
    ("November", 30),
    ("December", 31),
];

/// Seconds in a day.
pub(super) const DAY: i128 = 86_400;

/// How many days a month, from 1, has.
pub(super) fn days_in(year: i128, month: u8) -> u8 {
    let days = MONTHS.get(usize::from(month).saturating_sub(1)).map_or(0, |(_, days)| *days);
    if month == 2 && is_leap(year) { days + 1 } else { days }
}

/// How many days lie between 1 January of the year 1 and the first of a month, counted from 0 across years.
pub(super) fn days_before(year: i128, month: u8) -> i128 {
    let years = year - 1;
    let leap_days = years.div_euclid(4) - years.div_euclid(100) + years.div_euclid(400);
    let months: i128 = (1..month).map(|earlier| i128::from(days_in(year, earlier))).sum();
    years * 365 + leap_days + months
}

fn is_leap(year: i128) -> bool {
    year.rem_euclid(4) == 0 && (year.rem_euclid(100) != 0 || year.rem_euclid(400) == 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn months_follow_each_other() {
        let mut day = days_before(-801, 1);
        for year in -801..=2001 {
            for month in 1..=12 {
                assert_eq!(days_before(year, month), day, "{year}-{month}");
                day += i128::from(days_in(year, month));
            }
        }
        assert_eq!((days_before(1, 1), days_before(1970, 1)), (0, 719_162));
    }
}
