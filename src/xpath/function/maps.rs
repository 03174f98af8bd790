//! Functions of maps (Functions and Operators 3.1, section 17.1).

use super::call::{Call, Several, Single, given};
use crate::xpath::error::{self, Error};
use crate::xpath::function_item::{Array, FunctionItem, Map};
use crate::xpath::item::{Atom, Item};

/// A key that must be given.
fn key<'d>(call: &mut Call<'_, '_, 'd>, at: usize) -> Result<Atom<'d>, Error> {
    let none = || Error::new(error::TYPE, "a key is asked for");
    Ok(call.value(at)?.ok_or_else(none)?.into_owned())
}

/// A new map, whose entries are counted.
fn made<'d>(call: &Call<'_, '_, 'd>, map: Map<'d>) -> Single<'d> {
    call.evaluation.spend(map.entries().len() as u64)?;
    let map = Item::from(map);
    call.evaluation.hold(map.weight())?;
    given(map)
}

/// What `map:merge` does with keys that stand twice.
enum Duplicates {
    First,
    Last,
    Combined,
    Refused,
}

pub(super) fn merge<'d>(call: &mut Call<'_, '_, 'd>) -> Single<'d> {
    let maps = call.items(0)?;
    let options = if call.len() > 1 { Some(call.map(1)?) } else { None };
    let option = options.as_ref().and_then(|options| options.get(&Atom::text("duplicates")));
    let duplicates = match option.map(|value| &**value) {
        None => Duplicates::First,
        Some([Item::Atom(name)]) => match name.as_text() {
            Some("use-first" | "use-any") => Duplicates::First,
            Some("use-last") => Duplicates::Last,
            Some("combine") => Duplicates::Combined,
            Some("reject") => Duplicates::Refused,
            Some(other) => return Err(Error::new("FOJS0005", format!("`{other}` says nothing of duplicates"))),
            None => return Err(Error::new(error::TYPE, "`duplicates` is a string")),
        },
        Some(_) => return Err(Error::new(error::TYPE, "`duplicates` is a string")),
    };
    let mut merged = Map::default();
    for map in maps {
        let Item::Function(FunctionItem::Map(map)) = map else {
            return Err(Error::new(error::TYPE, "maps are asked for"));
        };
        for (key, value) in map.entries() {
            call.evaluation.spend(1)?;
            let value = match (merged.get(key), &duplicates) {
                (None, _) | (Some(_), Duplicates::Last) => value.clone(),
                (Some(_), Duplicates::First) => continue,
                (Some(before), Duplicates::Combined) => {
                    call.evaluation.spend(before.len() as u64)?;
                    before.iter().chain(&**value).cloned().collect()
                }
                (Some(_), Duplicates::Refused) => {
                    return Err(Error::new("FOJS0003", format!("the key `{}` stands twice", key.string())));
                }
            };
            merged.put(key.clone(), value)?;
        }
    }
    made(call, merged)
}

pub(super) fn size<'d>(call: &mut Call<'_, '_, 'd>) -> Single<'d> {
    given(i64::try_from(call.map(0)?.entries().len()).unwrap_or(i64::MAX))
}

pub(super) fn keys<'d>(call: &mut Call<'_, '_, 'd>) -> Several<'d> {
    Ok(call.map(0)?.entries().iter().map(|(key, _)| key.clone().into()).collect())
}

pub(super) fn contains<'d>(call: &mut Call<'_, '_, 'd>) -> Single<'d> {
    let (map, key) = (call.map(0)?, key(call, 1)?);
    given(map.get(&key).is_some())
}

pub(super) fn get<'d>(call: &mut Call<'_, '_, 'd>) -> Several<'d> {
    let (map, key) = (call.map(0)?, key(call, 1)?);
    Ok(map.get(&key).map(|value| value.to_vec()).unwrap_or_default())
}

/// The values of a key in all maps, however deep they stand.
pub(super) fn find<'d>(call: &mut Call<'_, '_, 'd>) -> Single<'d> {
    let (mut open, key) = (call.items(0)?, key(call, 1)?);
    open.reverse();
    let mut found = Vec::new();
    while let Some(item) = open.pop() {
        call.evaluation.spend(1)?;
        match item {
            Item::Function(FunctionItem::Map(map)) => {
                found.extend(map.get(&key).cloned());
                open.extend(map.entries().iter().rev().flat_map(|(_, value)| value.iter().rev().cloned()));
            }
            Item::Function(FunctionItem::Array(array)) => {
                open.extend(array.members.iter().rev().flat_map(|member| member.iter().rev().cloned()));
            }
            _ => {}
        }
    }
    given(Array::of(found)?)
}

pub(super) fn put<'d>(call: &mut Call<'_, '_, 'd>) -> Single<'d> {
    let (map, key, value) = (call.map(0)?, key(call, 1)?, call.items(2)?);
    let mut map = Map::of(map.entries().iter().cloned())?;
    map.put(key, value.into())?;
    made(call, map)
}

pub(super) fn entry<'d>(call: &mut Call<'_, '_, 'd>) -> Single<'d> {
    let (key, value) = (key(call, 0)?, call.items(1)?);
    let map = Map::of([(key, value.into())])?;
    made(call, map)
}

pub(super) fn remove<'d>(call: &mut Call<'_, '_, 'd>) -> Single<'d> {
    let (map, keys) = (call.map(0)?, call.values(1)?);
    let removed = Map::of(keys.into_iter().map(|key| (key, Vec::new().into())))?;
    let map = Map::of(map.entries().iter().filter(|(key, _)| removed.get(key).is_none()).cloned())?;
    made(call, map)
}

pub(super) fn for_each<'d>(call: &mut Call<'_, '_, 'd>) -> Several<'d> {
    let (map, function) = (call.map(0)?, call.function(1, 2)?);
    let mut found = Vec::new();
    for (key, value) in map.entries() {
        found.extend(call.evaluation.apply(&function, vec![vec![key.clone().into()], value.to_vec()])?);
    }
    Ok(found)
}
