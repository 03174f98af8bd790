//! Functions that make one value of many (Functions and Operators 3.1, 14.4): `count`, `sum`, `avg`, `max`, `min`.

use super::call::{Call, Single, given};
use crate::datatype::DurationKind;
use crate::xpath::arithmetic::{self, Operator};
use crate::xpath::cast;
use crate::xpath::compare::{self, Comparison};
use crate::xpath::dynamic_call::atoms;
use crate::xpath::error::{self, Error};
use crate::xpath::item::{Atom, Item};
use crate::xpath::types::AtomicType;

pub(super) fn count<'d>(call: &mut Call<'_, '_, 'd>) -> Single<'d> {
    let mut count = 0_i64;
    let argument = call.argument(0)?;
    let _ = call.evaluation.each(argument, call.focus, &mut |_, _| {
        count += 1;
        Ok(std::ops::ControlFlow::Continue(()))
    })?;
    given(count)
}

/// Operands: what is untyped is a double.
fn numbers<'d>(call: &mut Call<'_, '_, 'd>) -> Result<Vec<Atom<'d>>, Error> {
    call.values(0)?.into_iter().map(arithmetic::operand).collect()
}

fn unfit(atom: &Atom<'_>) -> Error {
    Error::new(error::ARGUMENT, format!("`{}` cannot be computed with", AtomicType::of(atom).name()))
}

fn added<'d>(atoms: &[Atom<'d>]) -> Result<Option<Atom<'d>>, Error> {
    let mut atoms = atoms.iter();
    let Some(first) = atoms.next() else { return Ok(None) };
    let is_length = matches!(first, Atom::Duration(duration) if duration.kind != DurationKind::Any);
    if !first.is_number() && !is_length {
        return Err(unfit(first));
    }
    let mut total = first.clone();
    for atom in atoms {
        total = arithmetic::compute(Operator::Plus, &total, atom).map_err(|error| match error.code {
            error::TYPE => unfit(atom),
            _ => error,
        })?;
    }
    Ok(Some(total))
}

pub(super) fn sum<'d>(call: &mut Call<'_, '_, 'd>) -> Single<'d> {
    match added(&numbers(call)?)? {
        Some(total) => given(total),
        None if call.len() > 1 => Ok(call.value(1)?.map(|zero| zero.into_owned().into())),
        None => given(0),
    }
}

pub(super) fn avg<'d>(call: &mut Call<'_, '_, 'd>) -> Single<'d> {
    let atoms = numbers(call)?;
    let Some(total) = added(&atoms)? else { return Ok(None) };
    let count = Atom::Integer(i64::try_from(atoms.len()).unwrap_or(i64::MAX));
    given(arithmetic::compute(Operator::Divide, &total, &count)?)
}

pub(super) fn max<'d>(call: &mut Call<'_, '_, 'd>) -> Single<'d> {
    most(call, Comparison::Greater)
}

pub(super) fn min<'d>(call: &mut Call<'_, '_, 'd>) -> Single<'d> {
    most(call, Comparison::Less)
}

fn most<'d>(call: &mut Call<'_, '_, 'd>, wanted: Comparison) -> Single<'d> {
    let collation = call.collation(1)?;
    let mut widest = 0;
    let mut has_string = false;
    let mut best: Option<(Atom<'d>, Item<'d>)> = None;
    let rank = |atom: &Atom<'_>| match atom {
        Atom::Double(_) => 3,
        Atom::Float(_) => 2,
        Atom::Decimal(_) => 1,
        _ => 0,
    };
    for (atom, item) in typed(call)? {
        widest = widest.max(rank(&atom));
        has_string |= matches!(atom, Atom::String(_));
        let is_nan = cast::double(&atom).is_some_and(f64::is_nan);
        let is_better = match &best {
            None => {
                compare::value(Comparison::Equal, &atom, &atom).map_err(|_| unfit(&atom))?;
                if matches!(atom, Atom::QName(_))
                    || matches!(&atom, Atom::Duration(one) if compare::durations(one, one).is_none())
                {
                    return Err(unfit(&atom));
                }
                true
            }
            Some((best, _)) if cast::double(best).is_some_and(f64::is_nan) => {
                if !atom.is_number() {
                    return Err(unfit(&atom));
                }
                false
            }
            Some((best, _)) => {
                let (atom, best) = (atom.clone().folded(collation), best.clone().folded(collation));
                compare::value(wanted, &atom, &best).map_err(|_| unfit(&atom))? || is_nan
            }
        };
        if is_better {
            best = Some((atom, item));
        }
    }
    let Some((best, item)) = best else { return Ok(None) };
    let to = match (widest, &best) {
        (3, _) => AtomicType::Double,
        (2, _) => AtomicType::Float,
        (1, Atom::Decimal(_)) => AtomicType::Decimal,
        (_, Atom::Uri(_)) if has_string => AtomicType::String,
        // Of several types it is the one that the value has.
        _ => return Ok(Some(item)),
    };
    given(call.evaluation.cast(&best, to)?)
}

/// Operands of the first argument, each with the item that keeps its type: what is untyped is a double.
fn typed<'d>(call: &mut Call<'_, '_, 'd>) -> Result<Vec<(Atom<'d>, Item<'d>)>, Error> {
    let mut found = Vec::new();
    for item in call.items(0)? {
        match item {
            Item::Atom(Atom::Derived(derived)) => {
                found.push((derived.atom.clone(), Item::Atom(Atom::Derived(derived))));
            }
            item => {
                for atom in atoms([item])? {
                    let atom = arithmetic::operand(atom)?;
                    found.push((atom.clone(), atom.into()));
                }
            }
        }
    }
    for (atom, _) in &found {
        call.evaluation.read(atom.as_text().map_or(0, str::len))?;
    }
    Ok(found)
}
