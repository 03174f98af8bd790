//! Functions that take functions, and those that ask of them (Functions and Operators 3.1, section 16).

use std::sync::Arc;

use super::call::{Call, Several, Single, given};
use crate::xpath::dynamic_call::atoms;
use crate::xpath::error::{self, Error};
use crate::xpath::function_item::FunctionItem;
use crate::xpath::item::{Atom, Item};
use crate::xpath::parse::named_function;

pub(super) fn for_each<'d>(call: &mut Call<'_, '_, 'd>) -> Several<'d> {
    let (items, function) = (call.items(0)?, call.function(1, 1)?);
    let mut found = Vec::new();
    for item in items {
        found.extend(call.evaluation.apply(&function, vec![vec![item]])?);
    }
    Ok(found)
}

/// Whether a function says `true` of something.
pub(super) fn is_true<'d>(
    call: &mut Call<'_, '_, 'd>,
    function: &FunctionItem<'d>,
    of: Vec<Item<'d>>,
) -> Result<bool, Error> {
    let result = call.evaluation.apply(function, vec![of])?;
    match atoms(result)?.as_slice() {
        [Atom::Boolean(truth)] => Ok(*truth),
        [Atom::Untyped(text)] if ["true", "1"].contains(&&**text) => Ok(true),
        [Atom::Untyped(text)] if ["false", "0"].contains(&&**text) => Ok(false),
        _ => Err(Error::new(error::TYPE, "the function gives no truth value")),
    }
}

pub(super) fn filter<'d>(call: &mut Call<'_, '_, 'd>) -> Several<'d> {
    let (items, function) = (call.items(0)?, call.function(1, 1)?);
    let mut found = Vec::new();
    for item in items {
        if is_true(call, &function, vec![item.clone()])? {
            found.push(item);
        }
    }
    Ok(found)
}

pub(super) fn fold_left<'d>(call: &mut Call<'_, '_, 'd>) -> Several<'d> {
    let (items, mut folded, function) = (call.items(0)?, call.items(1)?, call.function(2, 2)?);
    for item in items {
        folded = call.evaluation.apply(&function, vec![folded, vec![item]])?;
    }
    Ok(folded)
}

pub(super) fn fold_right<'d>(call: &mut Call<'_, '_, 'd>) -> Several<'d> {
    let (items, mut folded, function) = (call.items(0)?, call.items(1)?, call.function(2, 2)?);
    for item in items.into_iter().rev() {
        folded = call.evaluation.apply(&function, vec![vec![item], folded])?;
    }
    Ok(folded)
}

pub(super) fn for_each_pair<'d>(call: &mut Call<'_, '_, 'd>) -> Several<'d> {
    let (one, other, function) = (call.items(0)?, call.items(1)?, call.function(2, 2)?);
    let mut found = Vec::new();
    for (one, other) in one.into_iter().zip(other) {
        found.extend(call.evaluation.apply(&function, vec![vec![one], vec![other]])?);
    }
    Ok(found)
}

pub(super) fn apply<'d>(call: &mut Call<'_, '_, 'd>) -> Several<'d> {
    let argument = call.argument(0)?;
    let function = call.evaluation.function(argument, call.focus)?;
    let arguments: Vec<_> = call.array(1)?.members.iter().map(|member| member.to_vec()).collect();
    if arguments.len() != function.arity() {
        return Err(Error::new("FOAP0001", format!("{} takes {} arguments", function.kind(), function.arity())));
    }
    call.evaluation.apply(&function, arguments)
}

pub(super) fn function_lookup<'d>(call: &mut Call<'_, '_, 'd>) -> Single<'d> {
    let Some(Atom::QName(name)) = call.value(0)?.map(std::borrow::Cow::into_owned) else { return Ok(None) };
    let arity = usize::try_from(call.integer(1)?.unwrap_or(-1)).unwrap_or(usize::MAX);
    let Ok(code) = named_function(call.evaluation.library, &name, arity, 0) else { return Ok(None) };
    call.evaluation.closure(&Arc::new(code), call.focus).map(Some)
}

pub(super) fn function_name<'d>(call: &mut Call<'_, '_, 'd>) -> Single<'d> {
    let argument = call.argument(0)?;
    match call.evaluation.function(argument, call.focus)? {
        FunctionItem::Closure(closure) => match &closure.code.name {
            Some(name) => given(Atom::QName(Arc::new(name.clone()))),
            None => Ok(None),
        },
        _ => Ok(None),
    }
}

pub(super) fn function_arity<'d>(call: &mut Call<'_, '_, 'd>) -> Single<'d> {
    let argument = call.argument(0)?;
    let arity = call.evaluation.function(argument, call.focus)?.arity();
    given(i64::try_from(arity).unwrap_or(i64::MAX))
}
