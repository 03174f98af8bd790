//! Functions of arrays (Functions and Operators 3.1, section 17.3).

use super::call::{Call, Several, Single, given};
use super::higher_order::is_true;
use super::sequences::{sort_key, sorted};
use crate::xpath::error::{self, Error};
use crate::xpath::function_item::{Array, FunctionItem, Member};
use crate::xpath::item::Item;

/// A new array, whose members are counted.
fn made<'d>(call: &Call<'_, '_, 'd>, members: Vec<Member<'d>>) -> Single<'d> {
    call.evaluation.spend(members.len() as u64)?;
    let array = Item::from(Array::of(members)?);
    call.evaluation.hold(array.weight())?;
    given(array)
}

/// An argument that is a place in an array or behind its last member, from 0.
fn place(call: &mut Call<'_, '_, '_>, at: usize, most: usize) -> Result<usize, Error> {
    let place = call.integer(at)?.unwrap_or(0);
    let found = usize::try_from(place).ok().and_then(|place| place.checked_sub(1)).filter(|place| *place < most);
    found.ok_or_else(|| Error::new(error::NO_MEMBER, format!("there is no place {place} in the array")))
}

pub(super) fn size<'d>(call: &mut Call<'_, '_, 'd>) -> Single<'d> {
    given(i64::try_from(call.array(0)?.members.len()).unwrap_or(i64::MAX))
}

pub(super) fn get<'d>(call: &mut Call<'_, '_, 'd>) -> Several<'d> {
    let array = call.array(0)?;
    Ok(array.get(call.integer(1)?.unwrap_or(0))?.to_vec())
}

pub(super) fn put<'d>(call: &mut Call<'_, '_, 'd>) -> Single<'d> {
    let mut members = call.array(0)?.members.clone();
    let at = place(call, 1, members.len())?;
    let member = call.items(2)?;
    if let Some(place) = members.get_mut(at) {
        *place = member.into();
    }
    made(call, members)
}

pub(super) fn append<'d>(call: &mut Call<'_, '_, 'd>) -> Single<'d> {
    let mut members = call.array(0)?.members.clone();
    members.push(call.items(1)?.into());
    made(call, members)
}

pub(super) fn subarray<'d>(call: &mut Call<'_, '_, 'd>) -> Single<'d> {
    let array = call.array(0)?;
    let start = place(call, 1, array.members.len() + 1)?;
    let rest = array.members.get(start..).unwrap_or_default();
    let length = match call.integer(2)? {
        None => rest.len(),
        Some(length) if length < 0 => return Err(Error::new("FOAY0002", "the length is negative")),
        Some(length) => usize::try_from(length).unwrap_or(usize::MAX),
    };
    let none = || Error::new(error::NO_MEMBER, "the array has not so many members");
    let members = rest.get(..length).ok_or_else(none)?.to_vec();
    made(call, members)
}

pub(super) fn remove<'d>(call: &mut Call<'_, '_, 'd>) -> Single<'d> {
    let array = call.array(0)?;
    let mut places = rustc_hash::FxHashSet::default();
    for place in call.integers(1)? {
        array.get(place)?;
        places.insert(place);
    }
    let kept = (1_i64..).zip(&array.members).filter(|(place, _)| !places.contains(place));
    let members = kept.map(|(_, member)| member.clone()).collect();
    made(call, members)
}

pub(super) fn insert_before<'d>(call: &mut Call<'_, '_, 'd>) -> Single<'d> {
    let mut members = call.array(0)?.members.clone();
    let at = place(call, 1, members.len() + 1)?;
    members.insert(at, call.items(2)?.into());
    made(call, members)
}

pub(super) fn head<'d>(call: &mut Call<'_, '_, 'd>) -> Several<'d> {
    Ok(call.array(0)?.get(1)?.to_vec())
}

pub(super) fn tail<'d>(call: &mut Call<'_, '_, 'd>) -> Single<'d> {
    let array = call.array(0)?;
    array.get(1)?;
    made(call, array.members.get(1..).unwrap_or_default().to_vec())
}

pub(super) fn reverse<'d>(call: &mut Call<'_, '_, 'd>) -> Single<'d> {
    let members = call.array(0)?.members.iter().rev().cloned().collect();
    made(call, members)
}

pub(super) fn join<'d>(call: &mut Call<'_, '_, 'd>) -> Single<'d> {
    let mut members = Vec::new();
    for item in call.items(0)? {
        let Item::Function(FunctionItem::Array(array)) = item else {
            return Err(Error::new(error::TYPE, "arrays are asked for"));
        };
        members.extend(array.members.iter().cloned());
    }
    made(call, members)
}

pub(super) fn for_each<'d>(call: &mut Call<'_, '_, 'd>) -> Single<'d> {
    let (array, function) = (call.array(0)?, call.function(1, 1)?);
    let mut members = Vec::new();
    for member in &array.members {
        members.push(call.evaluation.apply(&function, vec![member.to_vec()])?.into());
    }
    made(call, members)
}

pub(super) fn filter<'d>(call: &mut Call<'_, '_, 'd>) -> Single<'d> {
    let (array, function) = (call.array(0)?, call.function(1, 1)?);
    let mut members = Vec::new();
    for member in &array.members {
        if is_true(call, &function, member.to_vec())? {
            members.push(member.clone());
        }
    }
    made(call, members)
}

pub(super) fn fold_left<'d>(call: &mut Call<'_, '_, 'd>) -> Several<'d> {
    let (array, mut folded, function) = (call.array(0)?, call.items(1)?, call.function(2, 2)?);
    for member in &array.members {
        folded = call.evaluation.apply(&function, vec![folded, member.to_vec()])?;
    }
    Ok(folded)
}

pub(super) fn fold_right<'d>(call: &mut Call<'_, '_, 'd>) -> Several<'d> {
    let (array, mut folded, function) = (call.array(0)?, call.items(1)?, call.function(2, 2)?);
    for member in array.members.iter().rev() {
        folded = call.evaluation.apply(&function, vec![member.to_vec(), folded])?;
    }
    Ok(folded)
}

pub(super) fn for_each_pair<'d>(call: &mut Call<'_, '_, 'd>) -> Single<'d> {
    let (one, other, function) = (call.array(0)?, call.array(1)?, call.function(2, 2)?);
    let mut members = Vec::new();
    for (one, other) in one.members.iter().zip(&other.members) {
        members.push(call.evaluation.apply(&function, vec![one.to_vec(), other.to_vec()])?.into());
    }
    made(call, members)
}

pub(super) fn sort<'d>(call: &mut Call<'_, '_, 'd>) -> Single<'d> {
    let (array, collation) = (call.array(0)?, call.collation(1)?);
    let key = if call.len() > 2 { Some(call.function(2, 1)?) } else { None };
    let mut keyed = Vec::new();
    for member in &array.members {
        keyed.push((sort_key(call, key.as_ref(), member.to_vec(), collation)?, member.clone()));
    }
    let members = sorted(call, keyed)?;
    made(call, members)
}

/// Items; of an array those of its members, however deep it stands.
pub(super) fn flatten<'d>(call: &mut Call<'_, '_, 'd>) -> Several<'d> {
    let mut open = call.items(0)?;
    open.reverse();
    let mut flat = Vec::new();
    while let Some(item) = open.pop() {
        call.evaluation.spend(1)?;
        match item {
            Item::Function(FunctionItem::Array(array)) => {
                open.extend(array.members.iter().rev().flat_map(|member| member.iter().rev().cloned()));
            }
            item => flat.push(item),
        }
    }
    Ok(flat)
}
