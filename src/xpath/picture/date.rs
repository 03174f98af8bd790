//! Pictures of `format-date`, `format-dateTime` and `format-time` (9.8.4). Takes a point in time and a picture such as
//! `[FNn], [D1o] [MNn] [Y]`; gives text. Names are English and the calendar is that of ISO 8601; where another language or calendar is
//! asked for, the text says what it is written in (`[Language: en]`). Where a name is to be cut, its first letters stay.

use super::bounded;
use super::digits::{in_family, is_digit, zero};
use super::integer::{Digits, Numbering, primary_token};
use crate::datatype::{DAY, MONTHS, Parts, SECOND, Temporal};
use crate::xml::is_ncname;
use crate::xpath::english::DAYS;
use crate::xpath::error::Error;

/// How a point in time is to be written.
#[derive(Clone, Copy, Debug)]
pub(in super::super) struct Request<'p> {
    pub(in super::super) picture: &'p str,
    pub(in super::super) language: Option<&'p str>,
    pub(in super::super) calendar: Option<&'p str>,
}

/// Calendars that are that of ISO 8601 for the years that rules are about.
const CALENDARS: [&str; 3] = ["ISO", "AD", "CE"];

/// The other calendars that the specification names (9.8.4.3).
const OTHER_CALENDARS: [&str; 24] = [
    "AH", "AME", "AM", "AP", "AS", "BE", "CB", "CL", "CS", "EE", "FE", "JE", "KE", "KY", "ME", "MS", "NS", "OS", "RS",
    "SE", "SH", "SS", "TE", "VE",
];

/// Whether what is asked for is the calendar that is written; else another one, or one of a namespace.
///
/// # Errors
/// There is no such calendar.
fn is_our_calendar(calendar: &str) -> Result<bool, Error> {
    let unknown = || Error::new("FOFD1340", format!("there is no calendar `{calendar}`"));
    let (is_of_none, local) = match calendar.strip_prefix("Q{").map(|rest| rest.split_once('}')) {
        Some(Some((namespace, local))) => (namespace.trim().is_empty(), local),
        Some(None) => return Err(unknown()),
        None => match calendar.split_once(':') {
            Some((prefix, local)) if is_ncname(prefix) => (false, local),
            Some(_) => return Err(unknown()),
            None => (true, calendar),
        },
    };
    let is_ours = is_of_none && CALENDARS.contains(&local);
    if !is_ncname(local) || (is_of_none && !is_ours && !OTHER_CALENDARS.contains(&local)) {
        return Err(unknown());
    }
    Ok(is_ours)
}

/// Writes a point in time.
pub(in super::super) fn moment(moment: &Temporal, request: Request<'_>) -> Result<String, Error> {
    let picture = bounded(request.picture)?;
    let mut result = String::new();
    if request.language.is_some_and(|language| !is_english(language)) {
        result.push_str("[Language: en]");
    }
    if request.calendar.map(is_our_calendar).transpose()? == Some(false) {
        result.push_str("[Calendar: AD]");
    }
    let mut rest = picture;
    while let Some(at) = rest.find(['[', ']']) {
        let (plain, behind) = rest.split_at(at);
        result.push_str(plain);
        if let Some(after) = behind.strip_prefix("[[").or_else(|| behind.strip_prefix("]]")) {
            result.push_str(behind.get(..1).unwrap_or_default());
            rest = after;
            continue;
        }
        let marker = behind.strip_prefix('[').and_then(|inside| inside.split_once(']'));
        let (marker, after) =
            marker.ok_or_else(|| Error::new("FOFD1340", format!("the picture `{picture}` cannot be used")))?;
        result.push_str(&written(moment, marker)?);
        rest = after;
    }
    result.push_str(rest);
    Ok(result)
}

fn is_english(language: &str) -> bool {
    language.split('-').next().is_some_and(|primary| primary.eq_ignore_ascii_case("en"))
}

/// A variable marker: `D1o`, `MNn,*-3`.
struct Marker<'m> {
    component: char,
    /// The first presentation modifier; empty for the usual one.
    format: &'m str,
    numbering: Numbering,
    is_traditional: bool,
    least: Option<usize>,
    most: Option<usize>,
}

impl<'m> Marker<'m> {
    fn read(marker: &'m str) -> Option<Self> {
        let component = marker.chars().next()?;
        let rest = marker.get(component.len_utf8()..)?;
        let (presentation, width) = match rest.rsplit_once(',') {
            Some((before, width)) => (before, width),
            None => (rest, ""),
        };
        let (least, most) = match (width, width.split_once('-')) {
            ("", _) if rest.ends_with(',') => return None,
            ("", _) => (None, None),
            (_, Some((least, most))) => (bound(least)?, bound(most)?),
            (least, None) => (bound(least)?, None),
        };
        if least.zip(most).is_some_and(|(least, most)| least > most) {
            return None;
        }
        // A letter that stands alone is the first modifier, not the second.
        let second = presentation.chars().last().filter(|_| presentation.chars().count() > 1);
        let second = second.filter(|last| matches!(last, 'a' | 't' | 'c' | 'o'));
        let format = second.map_or(presentation, |last| presentation.strip_suffix(last).unwrap_or(presentation));
        let numbering = if second == Some('o') { Numbering::Ordinal } else { Numbering::Cardinal };
        Some(Self { component, format, numbering, is_traditional: second == Some('t'), least, most })
    }
}

/// A width: a number from 1, or `*` for any.
fn bound(text: &str) -> Option<Option<usize>> {
    if text == "*" {
        return Some(None);
    }
    let number = text.parse().ok().filter(|number| (1..=1000).contains(number));
    number.map(Some)
}

fn written(moment: &Temporal, marker: &str) -> Result<String, Error> {
    let squeezed: String = marker.split_whitespace().collect();
    let bad = || Error::new("FOFD1340", format!("`[{squeezed}]` cannot be used"));
    let marker = Marker::read(&squeezed).ok_or_else(bad)?;
    let (has_date, has_time) = (moment.parts != Parts::Time, moment.parts != Parts::Date);
    match marker.component {
        'Y' | 'M' | 'D' | 'd' | 'F' | 'W' | 'w' | 'C' | 'E' if has_date => {}
        'H' | 'h' | 'P' | 'm' | 's' | 'f' if has_time => {}
        'Z' | 'z' => {}
        'Y' | 'M' | 'D' | 'd' | 'F' | 'W' | 'w' | 'C' | 'E' | 'H' | 'h' | 'P' | 'm' | 's' | 'f' => {
            return Err(Error::new("FOFD1350", format!("`[{squeezed}]` asks for what the value does not have")));
        }
        _ => return Err(bad()),
    }
    let (hour, minute, rest) = moment.clock();
    let name =
        |names: &[&'static str], number: i64| usize::try_from(number - 1).ok().and_then(|at| names.get(at).copied());
    let (number, name): (i64, Option<&str>) = match marker.component {
        'f' => return fraction(rest % SECOND, &marker).ok_or_else(bad),
        'Z' | 'z' => return zone(moment.zone, &marker).ok_or_else(bad),
        'C' => return Ok(named("ISO", &marker)),
        'E' => return Ok(named(if moment.year < 0 { "BC" } else { "AD" }, &marker)),
        'P' => return Ok(named(if hour < 12 { "Am" } else { "Pm" }, &marker)),
        'Y' => (moment.year.abs(), None),
        'M' => (moment.month.into(), name(&MONTHS, moment.month.into())),
        'D' => (moment.day.into(), None),
        'd' => (day_of_year(moment), None),
        'F' => (weekday(moment), name(&DAYS, weekday(moment))),
        'W' => (week_of_year(moment), None),
        'w' => (week_of_month(moment), None),
        'H' => (hour, None),
        'h' => ((hour + 11) % 12 + 1, None),
        'm' => (minute, None),
        _ => (i64::try_from(rest / SECOND).unwrap_or_default(), None),
    };
    let usual = match marker.component {
        'F' => "n",
        'm' | 's' => "01",
        _ => "1",
    };
    let marker = Marker { format: if marker.format.is_empty() { usual } else { marker.format }, ..marker };
    match (marker.format, name) {
        ("N" | "n" | "Nn", Some(name)) => Ok(named(name, &marker)),
        // What has no name is written as a number.
        ("N" | "n" | "Nn", None) => numbered(number, &Marker { format: "1", ..marker }).ok_or_else(bad),
        _ => numbered(number, &marker).ok_or_else(bad),
    }
}

/// A name in the letters and the width that are asked for.
fn named(name: &str, marker: &Marker<'_>) -> String {
    // Three letters are the usual short form.
    let room = marker.most.unwrap_or(usize::MAX);
    let is_cut = name.chars().count() > room;
    let room = if is_cut && room > 3 && marker.least.unwrap_or(0) <= 3 { 3 } else { room };
    let cut: String = name.chars().take(room).collect();
    let cased = match marker.format {
        "N" => cut.to_uppercase(),
        "Nn" => cut,
        _ => cut.to_lowercase(),
    };
    format!("{cased:0$}", marker.least.unwrap_or(0))
}

/// A number; of a year the last digits, where the picture has room for no more.
fn numbered(number: i64, marker: &Marker<'_>) -> Option<String> {
    let mut number = number.unsigned_abs();
    let digits = Digits::read(marker.format);
    if marker.component == 'Y' {
        let places = digits.as_ref().map(|digits| digits.places).filter(|places| *places > 1);
        let room = marker.most.or(places);
        let room = room.and_then(|room| u32::try_from(room).ok()).and_then(|room| 10_u64.checked_pow(room));
        number = room.map_or(number, |room| number % room);
    }
    if !marker.format.chars().any(is_digit) {
        let text = primary_token(number, marker.format, marker.numbering)?;
        return Some(format!("{text:0$}", marker.least.unwrap_or(0)));
    }
    let digits = digits?;
    let ordinal = match marker.numbering {
        Numbering::Cardinal => String::new(),
        Numbering::Ordinal => primary_token(number, "1", Numbering::Ordinal)?.trim_matches(is_digit).to_owned(),
    };
    Some(digits.at_least(marker.least.unwrap_or(0)).write(number) + &ordinal)
}

/// Parts of a second: as many digits as are asked for, without rounding; zeros at the end only where they are asked for.
fn fraction(picoseconds: i128, marker: &Marker<'_>) -> Option<String> {
    let format = if marker.format.contains(is_digit) { marker.format } else { "1" };
    // Digits are counted from the left here: `01#` has two that must be there and one that may.
    let digits = Digits::read(&format.chars().rev().collect::<String>())?;
    // One digit stands for as many as there are; a width says nothing beside several that must be there.
    let places = if digits.places == 1 { 12 } else { digits.places };
    let (least, most) = match digits.least {
        1 => (marker.least.unwrap_or(1), marker.most.unwrap_or(places)),
        least => (least, places),
    };
    let most = most.max(least);
    let all = format!("{picoseconds:012}");
    let cut: String = all.chars().take(most).collect();
    let text = format!("{:0<least$}", cut.trim_end_matches('0'));
    let zero = zero(format.chars().find(|c| is_digit(*c))?);
    let mut written = String::new();
    for (before, digit) in text.chars().enumerate() {
        written.extend(digits.separator(before).filter(|_| before > 0));
        written.push(in_family(digit, zero));
    }
    Some(written)
}

/// A time zone (9.8.4.6).
fn zone(zone: Option<i16>, marker: &Marker<'_>) -> Option<String> {
    const LETTERS: &str = "YXWVUTSRQPONZABCDEFGHIKLM";
    let format = match marker.format {
        // Names of zones are not known: an instant does not say where it was.
        "" | "N" | "n" | "Nn" => "01:01",
        format => format,
    };
    let Some(zone) = zone else { return Some(if format == "Z" { "J".to_owned() } else { String::new() }) };
    if format == "Z" {
        let letter = usize::try_from(zone / 60 + 12).ok().filter(|_| zone % 60 == 0);
        if let Some(letter) = letter.and_then(|at| LETTERS.chars().nth(at)) {
            return Some(letter.to_string());
        }
    }
    if marker.is_traditional && zone == 0 && marker.component == 'Z' {
        return Some("Z".to_owned());
    }
    let format = if format == "Z" { "01:01" } else { format };
    let (hours, minutes) = (i64::from(zone.abs() / 60).unsigned_abs(), i64::from(zone.abs() % 60).unsigned_abs());
    let separator = format.chars().find(|c| !is_digit(*c) && *c != '#');
    let (hours_format, minutes_format, mark) = match separator {
        Some(mark) => {
            let (hours, minutes) = format.split_once(mark)?;
            (hours.to_owned(), Some(minutes.to_owned()), mark.to_string())
        }
        None => match format.chars().count() {
            1 | 2 => (format.to_owned(), None, ":".to_owned()),
            3 | 4 => {
                let characters: Vec<char> = format.chars().collect();
                let (hours, minutes) = characters.split_at(characters.len() - 2);
                (hours.iter().collect(), Some(minutes.iter().collect()), String::new())
            }
            _ => return None,
        },
    };
    let part = |number: u64, format: &str| Some(Digits::read(format)?.write(number));
    let mut text = if zone < 0 { "-" } else { "+" }.to_owned() + &part(hours, &hours_format)?;
    match minutes_format {
        Some(format) => text = text + &mark + &part(minutes, &format)?,
        None if minutes != 0 => text = text + &mark + &part(minutes, "01")?,
        None => {}
    }
    Some(if marker.component == 'z' { format!("GMT{text}") } else { text })
}

/// Days from one day to a later one.
fn days_between(first: &Temporal, last: &Temporal) -> i64 {
    let midnight = |day: &Temporal| Temporal { zone: None, ..day.only(Parts::Date) }.instant(0);
    i64::try_from((midnight(last) - midnight(first)) / DAY).unwrap_or_default()
}

/// From Monday, 1.
fn weekday(moment: &Temporal) -> i64 {
    let monday = Temporal { parts: Parts::Date, year: 1900, month: 1, day: 1, time: 0, zone: None };
    days_between(&monday, moment).rem_euclid(7) + 1
}

fn day_of_year(moment: &Temporal) -> i64 {
    days_between(&Temporal { month: 1, day: 1, ..*moment }, moment) + 1
}

/// ISO 8601: a week belongs to the year that has its Thursday.
fn week_of_year(moment: &Temporal) -> i64 {
    thursday(moment).map_or(0, |thursday| (day_of_year(&thursday) + 6) / 7)
}

/// As ISO 8601 has it for years: a week belongs to the month that has its Thursday (9.8.4.4).
fn week_of_month(moment: &Temporal) -> i64 {
    thursday(moment).map_or(0, |thursday| (i64::from(thursday.day) + 6) / 7)
}

/// The Thursday of the week.
fn thursday(moment: &Temporal) -> Option<Temporal> {
    let days = i128::from(4 - weekday(moment));
    moment.only(Parts::Date).plus(0, days * DAY)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::datatype::Edition;

    fn date(text: &str) -> Temporal {
        Temporal::read(text, Parts::Date, Edition::V1_1).unwrap()
    }

    #[test]
    fn weeks_are_those_of_their_thursday() {
        for (text, of_year, of_month) in [
            ("2013-01-29", 5, 5),
            ("2013-02-01", 5, 5),
            ("2016-01-03", 53, 5),
            ("2016-01-04", 1, 1),
            ("2024-12-30", 1, 1),
        ] {
            assert_eq!((week_of_year(&date(text)), week_of_month(&date(text))), (of_year, of_month), "{text}");
        }
    }

    #[test]
    fn zones_are_written_as_the_specification_shows() {
        // The table of 9.8.4.6.
        let zones = [-600, -300, 0, 330, 780];
        let expected = [
            ("Z", "-10:00 -05:00 +00:00 +05:30 +13:00"),
            ("Z0", "-10 -5 +0 +5:30 +13"),
            ("Z0:00", "-10:00 -5:00 +0:00 +5:30 +13:00"),
            ("Z00:00", "-10:00 -05:00 +00:00 +05:30 +13:00"),
            ("Z0000", "-1000 -0500 +0000 +0530 +1300"),
            ("Z00:00t", "-10:00 -05:00 Z +05:30 +13:00"),
            ("z", "GMT-10:00 GMT-05:00 GMT+00:00 GMT+05:30 GMT+13:00"),
            ("ZZ", "W R Z +05:30 +13:00"),
        ];
        for (picture, line) in expected {
            let made = zones.map(|minutes| zone(Some(minutes), &Marker::read(picture).unwrap()).unwrap());
            assert_eq!(made.join(" "), line, "{picture}");
        }
    }
}
