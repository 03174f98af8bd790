//! When a letter was written, in the words of EDTF (ISO 8601-2, levels 0 and 1, of level 2 "one of a set"). Takes what people write in a file of
//! metadata; gives first and last day, how they are meant, and how sure they are.
//!
//! | written | meant | TEI |
//! |---|---|---|
//! | `1823`, `1823-06`, `1823-06-01` | that day, month, year | `when` |
//! | `1823-06?`, `1823-06~`, `1823-06%` | uncertain, approximate, both | with `cert`: low, medium, low |
//! | `ca. 1823` | approximate | as `1823~` |
//! | `1823-06/1823-07` | from the one to the other | `from`, `to` |
//! | `1823-06/..`, `../1823-06` | open at one end | `from` or `to` |
//! | `[1823-06..1823-07]` | once between them | `notBefore`, `notAfter` |
//! | `[..1823-07]`, `before 1823` | not after | `notAfter` |
//! | `182X`, `18XX`, `1823-XX` | some time in it | `notBefore`, `notAfter`; `when` for a year |
//! | `[1823-06]` | the editor infers it | with `evidence="conjecture"` |
//!
//! Leaves out seasons, and years of other than four digits.

use serde::Deserialize;

use crate::model::DateValue;

/// How first and last day are meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Meant {
    /// One day, month or year.
    When,
    /// All of the time between them.
    Throughout,
    /// Some time between them.
    Between,
}

/// How sure a date in doubt is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Certainty {
    /// Uncertain.
    Low,
    /// Approximate.
    Medium,
}

impl Certainty {
    /// The value of `@cert`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Low => "low",
            Self::Medium => "medium",
        }
    }
}

/// A date of metadata.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "cli", derive(schemars::JsonSchema), schemars(with = "String"))]
#[serde(try_from = "String")]
pub struct Dating {
    /// As it is written.
    pub text: String,
    /// The first day, month or year; nothing where it is open.
    pub first: Option<DateValue>,
    /// The last one, which is the first where there is one alone.
    pub last: Option<DateValue>,
    /// How they are meant.
    pub meant: Meant,
    /// How sure it is, where it is in doubt.
    pub certainty: Option<Certainty>,
    /// Whether the editor infers it.
    pub is_inferred: bool,
}

/// Words before a date that is approximate, that is the last possible, that is the first possible.
const ABOUT: &[&str] = &["ca.", "ca ", "c. ", "circa ", "about ", "um ", "etwa ", "gegen ", "vers ", "environ "];
const BEFORE: &[&str] = &["before ", "not after ", "vor ", "spätestens ", "avant "];
const AFTER: &[&str] = &["after ", "not before ", "nach ", "frühestens ", "après "];

/// Signs of EDTF for what is in doubt, the least sure first, with what TEI calls it.
const DOUBTS: &[(char, Certainty)] = &[('%', Certainty::Low), ('?', Certainty::Low), ('~', Certainty::Medium)];

impl TryFrom<String> for Dating {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        let (whole, doubt) = without_doubts(text.trim());
        let set = whole.strip_prefix('[').and_then(|rest| rest.strip_suffix(']'));
        let (inside, certainty) = without_doubts(set.unwrap_or(&whole).trim());
        let (certainty, is_set) = (doubt.or(certainty), set.is_some());
        let (first, last, meant) = bounds(&inside, is_set).ok_or_else(|| refusal(&text))?;
        if first.zip(last).is_some_and(|(first, last)| first_day(first) > last_day(last)) {
            return Err(format!("`{text}` ends before it begins"));
        }
        let is_inferred = is_set && meant == Meant::When;
        Ok(Self { first, last, meant, certainty, is_inferred, text })
    }
}

/// Why a text is no date, and which date may be meant: one with figures left out, or in the order of days of print.
fn refusal(text: &str) -> String {
    let parts: Vec<&str> = text.trim().split(['-', '.']).map(str::trim).collect();
    let are_figures = |lengths: &[usize]| {
        let fits = |(part, most): (&&str, &usize)| {
            (1..=*most).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_digit())
        };
        parts.len() == lengths.len() && parts.iter().zip(lengths).all(fits)
    };
    let form = match parts.as_slice() {
        [day, month, year] if text.contains('.') && are_figures(&[2, 2, 4]) => format!("{year}-{month:0>2}-{day:0>2}"),
        [year, month, day] if are_figures(&[4, 2, 2]) => format!("{year}-{month:0>2}-{day:0>2}"),
        [year, month] if are_figures(&[4, 2]) => format!("{year}-{month:0>2}"),
        _ => {
            return format!(
                "`{text}` is not a date of the form 1964, 1964-10, 1964-10-28, 1964-10? or 1964-10/1964-11"
            );
        }
    };
    match DateValue::parse(&form) {
        Some(day) => format!("`{text}` is not written as a date: is `{day}` meant?"),
        None => format!("`{text}` is no date of the calendar"),
    }
}

type Bounds = (Option<DateValue>, Option<DateValue>, Meant);

/// A date without the signs and words of doubt, and what TEI calls the doubt.
fn without_doubts(text: &str) -> (String, Option<Certainty>) {
    let about = ABOUT.iter().find_map(|word| after_word(text, word));
    let certainty = DOUBTS.iter().find(|(sign, _)| text.contains(*sign)).map(|(_, certainty)| *certainty);
    let rest: String = about.unwrap_or(text).chars().filter(|c| DOUBTS.iter().all(|(sign, _)| sign != c)).collect();
    (rest.trim().to_owned(), certainty.or(about.map(|_| Certainty::Medium)))
}

/// What stands behind a word, in capitals or not.
fn after_word<'t>(text: &'t str, word: &str) -> Option<&'t str> {
    let begin = text.get(..word.len())?;
    (begin.to_lowercase() == word).then(|| text.get(word.len()..)).flatten()
}

/// First and last day; in a set one of them is meant.
fn bounds(text: &str, is_set: bool) -> Option<Bounds> {
    let word = |words: &[&str]| words.iter().find_map(|word| after_word(text, word)).map(str::trim);
    if let Some(last) = word(BEFORE) {
        return Some((None, Some(DateValue::parse(last)?), Meant::Between));
    }
    if let Some(first) = word(AFTER) {
        return Some((Some(DateValue::parse(first)?), None, Meant::Between));
    }
    let (parts, meant) = match (is_set, text.split_once('/'), text.split_once("..")) {
        (false, Some(parts), _) => (Some(parts), Meant::Throughout),
        (true, _, Some(parts)) => (Some(parts), Meant::Between),
        (true, _, None) => (text.split_once(',').map(|(first, rest)| (first, last_of(rest))), Meant::Between),
        _ => (None, Meant::When),
    };
    let Some((first, last)) = parts else { return point(text) };
    let end = |text: &str| match text.trim() {
        "" | ".." => Some(None),
        day => DateValue::parse(without_time(day)).map(Some),
    };
    let (first, last) = (end(first)?, end(last)?);
    (first.is_some() || last.is_some()).then_some((first, last, meant))
}

/// The last one of several.
fn last_of(list: &str) -> &str {
    list.rsplit_once(',').map_or(list, |(_, last)| last)
}

/// One day, month or year, or one of which the last figures are not known.
fn point(text: &str) -> Option<Bounds> {
    let known = text.trim_end_matches(['X', 'x', 'u']);
    if known.len() == text.len() {
        let value = DateValue::parse(without_time(text))?;
        return Some((Some(value), Some(value), Meant::When));
    }
    // `1823-XX-XX` is `1823`.
    if let Some(known) = known.strip_suffix('-') {
        return (text.len() - known.len() == "-XX".len()).then(|| point(known)).flatten();
    }
    let unknown = text.len() - known.len();
    let is_year = (1..=2).contains(&unknown) && text.len() == "1823".len();
    let fill = |figure: &str| DateValue::parse(&format!("{known}{}", figure.repeat(unknown)));
    if is_year { Some((Some(fill("0")?), Some(fill("9")?), Meant::Between)) } else { None }
}

/// A day without the time that programs write behind it.
fn without_time(text: &str) -> &str {
    let (day, time) = text.split_once(['T', ' ']).unwrap_or((text, ""));
    if time.chars().all(|c| c.is_ascii_digit() || ":.Z+-".contains(c)) { day } else { text }
}

impl Dating {
    /// The one day, month or year that is meant.
    #[must_use]
    pub fn value(&self) -> Option<DateValue> {
        self.first.filter(|_| self.meant == Meant::When)
    }

    /// Whether no day fits both this and the time between two days, either of which may be open.
    #[must_use]
    pub fn is_apart(&self, first: Option<DateValue>, last: Option<DateValue>) -> bool {
        let ends_before = |end: Option<DateValue>, begin: Option<DateValue>| {
            end.zip(begin).is_some_and(|(end, begin)| last_day(end) < first_day(begin))
        };
        ends_before(self.last, first) || ends_before(last, self.first)
    }
}

fn first_day(date: DateValue) -> (u16, u8, u8) {
    (date.year, date.month.unwrap_or(1), date.day.unwrap_or(1))
}

fn last_day(date: DateValue) -> (u16, u8, u8) {
    (date.year, date.month.unwrap_or(12), date.day.unwrap_or(31))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Option<(String, Meant, Option<Certainty>, bool)> {
        let dating = Dating::try_from(text.to_owned()).ok()?;
        let day = |day: Option<DateValue>| day.map_or("..".to_owned(), |day| day.to_string());
        let bounds = format!("{}/{}", day(dating.first), day(dating.last));
        Some((bounds, dating.meant, dating.certainty, dating.is_inferred))
    }

    #[test]
    fn dates_are_read_as_edtf_writes_them() {
        use Meant::{Between, Throughout, When};
        let (low, medium) = (Some(Certainty::Low), Some(Certainty::Medium));
        for (text, bounds, meant, certainty, is_inferred) in [
            ("1823", "1823/1823", When, None, false),
            (" 1823-06-01 ", "1823-06-01/1823-06-01", When, None, false),
            ("1823-06-01 00:00:00", "1823-06-01/1823-06-01", When, None, false),
            ("1823-06?", "1823-06/1823-06", When, low, false),
            ("1823-06~", "1823-06/1823-06", When, medium, false),
            ("1823?-06", "1823-06/1823-06", When, low, false),
            ("1823-06%", "1823-06/1823-06", When, low, false),
            ("Ca. 1823", "1823/1823", When, medium, false),
            ("um 1823?", "1823/1823", When, low, false),
            ("1823-06/1823-07", "1823-06/1823-07", Throughout, None, false),
            ("1823-06~/1823-07", "1823-06/1823-07", Throughout, medium, false),
            ("1823-06/..", "1823-06/..", Throughout, None, false),
            ("/1823-06", "../1823-06", Throughout, None, false),
            ("[1823-06-01..1823-07]", "1823-06-01/1823-07", Between, None, false),
            ("[..1823]", "../1823", Between, None, false),
            ("[1823-06-01,1823-06-03, 1823-06-08]", "1823-06-01/1823-06-08", Between, None, false),
            ("before 1823-06", "../1823-06", Between, None, false),
            ("nach 1823", "1823/..", Between, None, false),
            ("182X", "1820/1829", Between, None, false),
            ("18XX?", "1800/1899", Between, low, false),
            ("1823-XX-XX", "1823/1823", When, None, false),
            ("1823-06-XX", "1823-06/1823-06", When, None, false),
            ("[1823-06]", "1823-06/1823-06", When, None, true),
            ("[ca. 1823]", "1823/1823", When, medium, true),
        ] {
            assert_eq!(read(text), Some((bounds.to_owned(), meant, certainty, is_inferred)), "{text}");
        }
    }

    #[test]
    fn what_may_be_meant_is_said() {
        let said = |text: &str| Dating::try_from(text.to_owned()).unwrap_err();
        for (text, part) in [
            ("1823-06-31", "is no date of the calendar"),
            ("1823-13", "is no date of the calendar"),
            ("2.6.1823", "is `1823-06-02` meant?"),
            ("31.6.1823", "is no date of the calendar"),
            ("1823-6-2", "is `1823-06-02` meant?"),
            ("1823.6", "is `1823-06` meant?"),
            ("June 1823", "is not a date of the form"),
            ("6/2/1823", "is not a date of the form"),
        ] {
            assert!(said(text).contains(part), "{}", said(text));
        }
    }

    #[test]
    fn what_is_no_date_is_refused() {
        for text in [
            "",
            "?",
            "..",
            "/",
            "../..",
            "[]",
            "[..]",
            "1823-13",
            "1823-02-29",
            "28. Juni 1823",
            "1823-06-01/1823-05",
            "1X23",
            "XXXX",
            "1XXX",
            "1823-1X",
            "1823-X",
            "23",
            "01823",
            "1823-21",
            "vor",
            "1823/1824/1825",
            "1823-06-01 abends",
            "é",
        ] {
            assert_eq!(read(text), None, "{text}");
        }
    }
}
