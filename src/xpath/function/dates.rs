//! Functions of dates, times and durations (Functions and Operators 3.1, sections 8 and 9).

use rust_decimal::Decimal;

use super::call::{Call, Single, given, text};
use crate::datatype::{Duration, DurationKind, MINUTE, Parts, Temporal};
use crate::xpath::error::{self, Error};
use crate::xpath::ietf_date;
use crate::xpath::item::Atom;
use crate::xpath::picture;

fn field<'d>(call: &mut Call<'_, '_, 'd>, at: usize) -> Single<'d> {
    let Some(duration) = call.duration(0)? else { return Ok(None) };
    let field = duration.fields().get(at).copied().unwrap_or_default();
    given(i64::try_from(field).map_err(|_| Error::new("FODT0002", "the duration is too long"))?)
}

fn decimal_seconds<'d>(picoseconds: i128) -> Single<'d> {
    let number = Decimal::try_from_i128_with_scale(picoseconds, 12).unwrap_or_default().normalize();
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
    let Some(duration) = call.duration(0)? else { return Ok(None) };
    let [.., rest] = duration.fields();
    decimal_seconds(rest)
}

pub(super) fn date_time<'d>(call: &mut Call<'_, '_, 'd>) -> Single<'d> {
    let (date, time) = (call.temporal(0)?, call.temporal(1)?);
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
    Ok(call.temporal(0)?.map(|moment| moment.year.into()))
}

pub(super) fn month<'d>(call: &mut Call<'_, '_, 'd>) -> Single<'d> {
    Ok(call.temporal(0)?.map(|moment| i64::from(moment.month).into()))
}

pub(super) fn day<'d>(call: &mut Call<'_, '_, 'd>) -> Single<'d> {
    Ok(call.temporal(0)?.map(|moment| i64::from(moment.day).into()))
}

pub(super) fn hours<'d>(call: &mut Call<'_, '_, 'd>) -> Single<'d> {
    Ok(call.temporal(0)?.map(|moment| moment.clock().0.into()))
}

pub(super) fn minutes<'d>(call: &mut Call<'_, '_, 'd>) -> Single<'d> {
    Ok(call.temporal(0)?.map(|moment| moment.clock().1.into()))
}

pub(super) fn seconds<'d>(call: &mut Call<'_, '_, 'd>) -> Single<'d> {
    call.temporal(0)?.map_or(Ok(None), |moment| decimal_seconds(moment.clock().2))
}

fn zone_duration(minutes: i16) -> Atom<'static> {
    Atom::Duration(Duration { kind: DurationKind::DayTime, months: 0, picoseconds: i128::from(minutes) * MINUTE })
}

pub(super) fn timezone<'d>(call: &mut Call<'_, '_, 'd>) -> Single<'d> {
    Ok(call.temporal(0)?.and_then(|moment| moment.zone).map(|zone| zone_duration(zone).into()))
}

pub(super) fn implicit_timezone<'d>(_: &mut Call<'_, '_, 'd>) -> Single<'d> {
    given(zone_duration(0))
}

pub(super) fn adjust<'d>(call: &mut Call<'_, '_, 'd>) -> Single<'d> {
    const MOST: i128 = 14 * 60;
    let Some(moment) = call.temporal(0)? else { return Ok(None) };
    let zone = if call.len() > 1 {
        match call.duration(1)? {
            None => None,
            Some(zone) => {
                let minutes = zone.picoseconds / MINUTE;
                if minutes.abs() > MOST || zone.picoseconds % MINUTE != 0 {
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
    given(Atom::Temporal(now(call)?.only(Parts::Date)))
}

pub(super) fn current_time<'d>(call: &mut Call<'_, '_, 'd>) -> Single<'d> {
    given(Atom::Temporal(now(call)?.only(Parts::Time)))
}

/// `format-date` and its like. The place where it is to be written is not looked at.
pub(super) fn format<'d>(call: &mut Call<'_, '_, 'd>) -> Single<'d> {
    let Some(moment) = call.temporal(0)? else { return Ok(None) };
    let (picture, language, calendar, _) = (call.text(1)?, call.string(2)?, call.string(3)?, call.string(4)?);
    let request = picture::Request { picture: &picture, language: language.as_deref(), calendar: calendar.as_deref() };
    text(picture::moment(&moment, request)?)
}

/// A date as e-mail and HTTP have it (9.9.1).
pub(super) fn parse_ietf_date<'d>(call: &mut Call<'_, '_, 'd>) -> Single<'d> {
    let Some(written) = call.string(0)? else { return Ok(None) };
    let bad = || Error::new("FORG0010", format!("`{written}` is no date of this kind"));
    given(Atom::Temporal(ietf_date::read(&written).ok_or_else(bad)?))
}
