//! English names of the days of the week, and how names are shortened: what dates are written with, and what is read in those of e-mail.

/// From Monday.
pub(super) const DAYS: [&str; 7] = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];

/// Whether a word is the first three letters of a name, in any case.
pub(super) fn is_short(word: &str, name: &str) -> bool {
    name.get(..3).is_some_and(|short| short.eq_ignore_ascii_case(word))
}
