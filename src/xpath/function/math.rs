//! Functions of mathematics (Functions and Operators 3.1, section 4.8): those of IEEE 754, as the machine has them.

use super::call::{Call, Single, given};
use crate::xpath::item::Atom;

pub(super) fn pi<'d>(_: &mut Call<'_, '_, 'd>) -> Single<'d> {
    given(Atom::Double(std::f64::consts::PI))
}

/// A function of one number; nothing comes of nothing.
pub(super) fn of<'d>(call: &mut Call<'_, '_, 'd>, function: fn(f64) -> f64) -> Single<'d> {
    call.double(0)?.map_or(Ok(None), |number| given(Atom::Double(function(number))))
}

pub(super) fn pow<'d>(call: &mut Call<'_, '_, 'd>) -> Single<'d> {
    let (base, exponent) = (call.double(0)?, call.double(1)?.unwrap_or(f64::NAN));
    base.map_or(Ok(None), |base| given(Atom::Double(base.powf(exponent))))
}

pub(super) fn atan2<'d>(call: &mut Call<'_, '_, 'd>) -> Single<'d> {
    let (y, x) = (call.double(0)?.unwrap_or(f64::NAN), call.double(1)?.unwrap_or(f64::NAN));
    given(Atom::Double(y.atan2(x)))
}
