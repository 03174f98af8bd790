//! Functions of dates, times and durations (Functions and Operators 3.1, sections 8 and 9).

use rust_decimal::Decimal;

use super::numbers::{ending, formatted};
use super::{Call, Single, given, text};
use crate::xpath::error::{self, Error};
use crate::xpath::item::Atom;
use crate::xpath::temporal::{Duration, DurationKind, Parts, SECOND, Temporal};
use crate::xpath::types::AtomicType;

fn duration(call: &mut Call<'_, '_, '_>, at: usize, kind: DurationKind) -> Result<Option<Duration>, Error> {
    match call.typed(at, AtomicType::Duration(kind))? {
        Some(Atom::Duration(duration)) => Ok(Some(duration)),
        _ => Ok(None),
    }
}

fn field<'d>(call: &mut Call<'_, '_, 'd>, at: usize) -> Single<'d> {
    let Some(duration) = duration(call, 0, DurationKind::Any)? else { return Ok(None) };
    let field = duration.fields().get(at).copied().unwrap_or_default();
    given(i64::try_from(field).unwrap_or(i64::MAX))
}

fn decimal_seconds<'d>(nanos: i128) -> Single<'d> {
    let number = Decimal::try_from_i128_with_scale(nanos, 9).unwrap_or_default().normalize();
    given(Atom::Decimal(number))
}

pub(super) fn years_from_duration<'d>(call: &mut Call<'_, '_, 'd>) -> Single<'d> {
    field(call, 0)
}

pub(super) fn months_from_duration<'d>(call: &mut Call<'_, '_, 'd>) -> Single<'d> {
    field(call, 1)
}

pub(super) fn days_from_duration<'d>(call: &mut Call<'_, '_, 'd>) -> Single<'d> {
    field(call, 2)
}

pub(super) fn hours_from_duration<'d>(call: &mut Call<'_, '_, 'd>) -> Single<'d> {
    field(call, 3)
}

pub(super) fn minutes_from_duration<'d>(call: &mut Call<'_, '_, 'd>) -> Single<'d> {
    field(call, 4)
}

pub(super) fn seconds_from_duration<'d>(call: &mut Call<'_, '_, 'd>) -> Single<'d> {
    let Some(duration) = duration(call, 0, DurationKind::Any)? else { return Ok(None) };
    let [.., rest] = duration.fields();
    decimal_seconds(rest)
}

/// A point in time of a type; what is untyped is cast to it.
fn moment(call: &mut Call<'_, '_, '_>, at: usize, parts: Parts) -> Result<Option<Temporal>, Error> {
    match call.typed(at, AtomicType::Temporal(parts))? {
        Some(Atom::Temporal(moment)) => Ok(Some(moment)),
        _ => Ok(None),
    }
}

/// The first argument, of the type that the name of the function says.
fn own(call: &mut Call<'_, '_, '_>) -> Result<Option<Temporal>, Error> {
    let parts = match call.name {
        name if name.contains("dateTime") => Parts::DateTime,
        name if name.contains("date") => Parts::Date,
        _ => Parts::Time,
    };
    moment(call, 0, parts)
}

pub(super) fn date_time<'d>(call: &mut Call<'_, '_, 'd>) -> Single<'d> {
    let (date, time) = (moment(call, 0, Parts::Date)?, moment(call, 1, Parts::Time)?);
    let Some((date, time)) = date.zip(time) else { return Ok(None) };
    let zone = match (date.zone, time.zone) {
        (Some(one), Some(other)) if one != other => {
            return Err(Error::new("FORG0008", "the date and the time have different time zones"));
        }
        (one, other) => one.or(other),
    };
    given(Atom::Temporal(Temporal { parts: Parts::DateTime, time: time.time, zone, ..date }))
}

pub(super) fn year<'d>(call: &mut Call<'_, '_, 'd>) -> Single<'d> {
    Ok(own(call)?.map(|moment| moment.year.into()))
}

pub(super) fn month<'d>(call: &mut Call<'_, '_, 'd>) -> Single<'d> {
    Ok(own(call)?.map(|moment| i64::from(moment.month).into()))
}

pub(super) fn day<'d>(call: &mut Call<'_, '_, 'd>) -> Single<'d> {
    Ok(own(call)?.map(|moment| i64::from(moment.day).into()))
}

pub(super) fn hours<'d>(call: &mut Call<'_, '_, 'd>) -> Single<'d> {
    Ok(own(call)?.map(|moment| moment.clock().0.into()))
}

pub(super) fn minutes<'d>(call: &mut Call<'_, '_, 'd>) -> Single<'d> {
    Ok(own(call)?.map(|moment| moment.clock().1.into()))
}

pub(super) fn seconds<'d>(call: &mut Call<'_, '_, 'd>) -> Single<'d> {
    own(call)?.map_or(Ok(None), |moment| decimal_seconds(moment.clock().2))
}

fn zone_duration(minutes: i16) -> Atom<'static> {
    let nanos = i128::from(minutes) * 60 * SECOND;
    Atom::Duration(Duration { kind: DurationKind::DayTime, months: 0, nanos })
}

pub(super) fn timezone<'d>(call: &mut Call<'_, '_, 'd>) -> Single<'d> {
    Ok(own(call)?.and_then(|moment| moment.zone).map(|zone| zone_duration(zone).into()))
}

pub(super) fn implicit_timezone<'d>(_: &mut Call<'_, '_, 'd>) -> Single<'d> {
    given(zone_duration(0))
}

pub(super) fn adjust<'d>(call: &mut Call<'_, '_, 'd>) -> Single<'d> {
    const MOST: i128 = 14 * 60;
    let Some(moment) = own(call)? else { return Ok(None) };
    let zone = if call.len() > 1 {
        match duration(call, 1, DurationKind::DayTime)? {
            None => None,
            Some(zone) => {
                let minutes = zone.nanos / (60 * SECOND);
                if minutes.abs() > MOST || zone.nanos % (60 * SECOND) != 0 {
                    return Err(Error::new("FODT0003", "this is no time zone"));
                }
                i16::try_from(minutes).ok()
            }
        }
    } else {
        Some(0)
    };
    let overflow = || Error::new("FODT0001", "the date is too large");
    given(Atom::Temporal(moment.in_zone(zone).ok_or_else(overflow)?))
}

fn now(call: &Call<'_, '_, '_>) -> Result<Temporal, Error> {
    let none = || Error::new(error::NOT_SUPPORTED, "the time is not known here");
    call.evaluation.documents.now().ok_or_else(none)
}

pub(super) fn current_date_time<'d>(call: &mut Call<'_, '_, 'd>) -> Single<'d> {
    given(Atom::Temporal(now(call)?))
}

pub(super) fn current_date<'d>(call: &mut Call<'_, '_, 'd>) -> Single<'d> {
    Ok(now(call)?.cast(Parts::Date).map(|date| Atom::Temporal(date).into()))
}

pub(super) fn current_time<'d>(call: &mut Call<'_, '_, 'd>) -> Single<'d> {
    Ok(now(call)?.cast(Parts::Time).map(|time| Atom::Temporal(time).into()))
}

/// English names of months and days of the week.
const MONTHS: [&str; 12] = [
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
const DAYS: [&str; 7] = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];

/// `format-date` and its like (9.8.4), in English.
pub(super) fn format<'d>(call: &mut Call<'_, '_, 'd>) -> Single<'d> {
    let Some(moment) = own(call)? else { return Ok(None) };
    let picture = call.required(1)?;
    let mut result = String::new();
    let mut rest = &*picture;
    while let Some(at) = rest.find(['[', ']']) {
        let (plain, behind) = rest.split_at(at);
        result.push_str(plain);
        if let Some(after) = behind.strip_prefix("[[").or_else(|| behind.strip_prefix("]]")) {
            result.push_str(behind.get(..1).unwrap_or_default());
            rest = after;
            continue;
        }
        let marker = behind.strip_prefix('[').and_then(|inside| inside.split_once(']'));
        let bad = || Error::new("FOFD1340", format!("the picture `{picture}` cannot be used"));
        let (marker, after) = marker.ok_or_else(bad)?;
        result.push_str(&component(&moment, marker)?);
        rest = after;
    }
    result.push_str(rest);
    text(result)
}

fn component(moment: &Temporal, marker: &str) -> Result<String, Error> {
    let marker: String = marker.split_whitespace().collect();
    let not_supported = || Error::new("FOFD1340", format!("`[{marker}]` is not supported"));
    let mut characters = marker.chars();
    let letter = characters.next().ok_or_else(not_supported)?;
    let presentation = characters.as_str().split(',').next().unwrap_or_default();
    let (has_date, has_time) = (moment.parts != Parts::Time, moment.parts != Parts::Date);
    let weekday = || {
        let monday = Temporal { parts: Parts::Date, year: 1900, month: 1, day: 1, time: 0, zone: None };
        let plain = Temporal { parts: Parts::Date, time: 0, zone: None, ..*moment };
        plain.since(&monday).fields().get(2).map_or(0, |days| days.rem_euclid(7))
    };
    let days_since_january = || {
        let first = Temporal { parts: Parts::Date, month: 1, day: 1, time: 0, zone: None, ..*moment };
        let plain = Temporal { parts: Parts::Date, time: 0, zone: None, ..*moment };
        plain.since(&first).fields().get(2).map_or(0, |days| days + 1)
    };
    let (hour, minute, rest) = moment.clock();
    if letter == 'f' && has_time {
        let digits = presentation.chars().filter(char::is_ascii_digit).count().clamp(1, 9);
        let fraction = format!("{:09}", rest % SECOND);
        return Ok(fraction.get(..digits).unwrap_or_default().to_owned());
    }
    let (number, default): (i64, &str) = match letter {
        'Y' if has_date => (moment.year.abs(), "1"),
        'M' if has_date => (i64::from(moment.month), "1"),
        'D' if has_date => (i64::from(moment.day), "1"),
        'd' if has_date => (i64::try_from(days_since_january()).unwrap_or_default(), "1"),
        'F' if has_date => (i64::try_from(weekday()).unwrap_or_default() + 1, "n"),
        'H' if has_time => (hour, "1"),
        'h' if has_time => ((hour + 11) % 12 + 1, "1"),
        'm' if has_time => (minute, "01"),
        's' if has_time => (i64::try_from(rest / SECOND).unwrap_or_default(), "01"),
        'P' if has_time => return Ok(if hour < 12 { "am" } else { "pm" }.to_owned()),
        'Z' | 'z' => {
            let zone = moment.zone.map(|zone| {
                let sign = if zone < 0 { '-' } else { '+' };
                format!("{sign}{:02}:{:02}", zone.abs() / 60, zone.abs() % 60)
            });
            let prefix = if letter == 'z' { "GMT" } else { "" };
            return Ok(zone.map(|zone| prefix.to_owned() + &zone).unwrap_or_default());
        }
        'Y' | 'M' | 'D' | 'd' | 'F' | 'H' | 'h' | 'm' | 's' | 'f' | 'P' => {
            return Err(Error::new("FOFD1350", format!("`[{marker}]` asks for what the value does not have")));
        }
        _ => return Err(not_supported()),
    };
    let presentation = if presentation.is_empty() { default } else { presentation };
    let names: &[&str] = match letter {
        'M' => &MONTHS,
        'F' => &DAYS,
        _ => &[],
    };
    let name = usize::try_from(number - 1).ok().and_then(|at| names.get(at));
    let width = marker.rsplit_once('-').and_then(|(_, width)| width.parse::<usize>().ok());
    let cut = |name: &str| name.chars().take(width.unwrap_or(usize::MAX)).collect::<String>();
    match (presentation, name) {
        ("Nn", Some(name)) => Ok(cut(name)),
        ("N", Some(name)) => Ok(cut(&name.to_uppercase())),
        ("n", Some(name)) => Ok(cut(&name.to_lowercase())),
        ("N" | "n" | "Nn", None) => Err(not_supported()),
        (digits, _) => {
            let ordinal = digits.strip_suffix('o');
            let plain = formatted(number, ordinal.unwrap_or(digits)).map_err(|_| not_supported())?;
            // Two digits of a year are its last two.
            let plain = match (letter, digits.len()) {
                ('Y', 2) if digits.starts_with(['0', '1']) => format!("{:02}", number % 100),
                ('Y', _) => plain.chars().skip(plain.len().saturating_sub(width.unwrap_or(usize::MAX))).collect(),
                _ => plain,
            };
            Ok(if ordinal.is_some() { plain + ending(number) } else { plain })
        }
    }
}
