//! English names of months and days of the week: what dates are written with, and what is read in those of e-mail.

pub(super) const MONTHS: [&str; 12] = [
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

/// From Monday.
pub(super) const DAYS: [&str; 7] = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];

/// Whether a word is the first three letters of a name, in any case.
pub(super) fn is_short(word: &str, name: &str) -> bool {
    name.get(..3).is_some_and(|short| short.eq_ignore_ascii_case(word))
}
