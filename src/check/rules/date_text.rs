//! Dates whose value is not what their text says. Takes a document; gives each `@when` of a `date` that names another day.
//!
//! Dates are read as `convert` reads them, in the languages of the house style or of the built-in one. Only a text that is a whole
//! date, day, month and year, and can be read in one way is compared with the value. Leaves out other calendars, and the time.

use super::case::{Case, elements};
use crate::diag::{self, Diagnostic};
use crate::letter;
use crate::model::{Date, DateValue};
use crate::profile;

/// Attributes that say the value is no reading of the text, or one in another calendar.
const OTHERWISE: &[&str] = &["calendar", "datingMethod", "when-custom", "period"];

/// Tells of dates that contradict their text.
pub(super) fn check(case: &Case<'_>) -> Vec<Diagnostic> {
    let dates = elements(case.document).filter(|(_, name)| *name == "date");
    let mut found = Vec::new();
    for (element, _) in dates {
        let Some(when) = element.attribute("", "when") else { continue };
        if OTHERWISE.iter().any(|name| element.attribute("", name).is_some_and(|other| other.value != "gregorian")) {
            continue;
        }
        let Some(value) = DateValue::parse(when.value.get(..10).unwrap_or_default()) else { continue };
        let known = if case.profile.is_some() { case.profile } else { profile::usual() };
        let Some(profile) = known else { return found };
        let Some(Date::When(read)) = letter::read_date(element.string_value(), profile.lexicon()) else { continue };
        let (read, value) = (read.to_string(), value.to_string());
        if let Some(read) = read.get(..10).filter(|read| *read != value) {
            let message = format!("the text of this date says {read}, not {value}");
            let fixed = when.value.replacen(value.as_str(), read, 1);
            found.push(
                Diagnostic::new(&diag::DATE_CONTRADICTED, message).at(when.value_span).fix(when.value_span, fixed),
            );
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::super::fixture::places;
    use super::*;

    #[test]
    fn a_value_is_what_its_text_says() {
        places(
            check,
            &[
                ("<date when='1964-10-28'>October 28, 1964</date>", &[]),
                ("<date when='1964-10-28T12:00:00'>October 28, 1964</date>", &[]),
                ("<date when='1964-10-29'>October 28, 1964</date>", &["1964-10-29"]),
                ("<date when='1890-05-30'>den 3. <hi>Mai</hi> 1890</date>", &["1890-05-30"]),
                ("<date when='1964-10-29'>October 28</date>", &[]),
                ("<date when='1964-10'>October 28, 1963</date>", &[]),
                ("<date when='1890-05-03'>5/3/1890</date>", &[]),
                ("<date when='1917-11-07' calendar='julian'>October 25, 1917</date>", &[]),
                ("<date when='1964-10-29'>the day after October 28, 1964 and before October 30, 1964</date>", &[]),
                ("<date when='1964-10-29'>[October 28, 1964]</date>", &["1964-10-29"]),
            ],
        );
    }
}
