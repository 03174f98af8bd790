//! Functions of sequences, truth values and the context (Functions and Operators 3.1, sections 3, 7, 14 and 15).

use std::cmp::Ordering;
use std::sync::Arc;

use super::call::{Call, Several, Single, given};
use crate::datatype::Binary;
use crate::xml::document::Kind;
use crate::xpath::cast;
use crate::xpath::collation::Collation;
use crate::xpath::compare::{self, Comparison};
use crate::xpath::dynamic_call::atoms;
use crate::xpath::error::{self, Error};
use crate::xpath::evaluate::Evaluation;
use crate::xpath::function_item::{FunctionItem, Member};
use crate::xpath::item::{Atom, Item, NodeRef};
use crate::xpath::set_operators::sorting;

pub(super) fn error<'d>(call: &mut Call<'_, '_, 'd>) -> Single<'d> {
    let raised = match call.value(0)?.as_deref() {
        Some(Atom::QName(name)) => Some(Arc::clone(name)),
        _ => None,
    };
    let message = call.string(1)?.unwrap_or("`error()` is called".into());
    Err(Error { raised, ..Error::new("FOER0000", message) })
}

pub(super) fn trace<'d>(call: &mut Call<'_, '_, 'd>) -> Several<'d> {
    call.items(0)
}

pub(super) fn yes<'d>(_: &mut Call<'_, '_, 'd>) -> Single<'d> {
    given(true)
}

pub(super) fn no<'d>(_: &mut Call<'_, '_, 'd>) -> Single<'d> {
    given(false)
}

pub(super) fn boolean<'d>(call: &mut Call<'_, '_, 'd>) -> Single<'d> {
    given(call.effective_boolean_value(0)?)
}

pub(super) fn not<'d>(call: &mut Call<'_, '_, 'd>) -> Single<'d> {
    given(!call.effective_boolean_value(0)?)
}

pub(super) fn empty<'d>(call: &mut Call<'_, '_, 'd>) -> Single<'d> {
    given(!is_any(call)?)
}

pub(super) fn exists<'d>(call: &mut Call<'_, '_, 'd>) -> Single<'d> {
    given(is_any(call)?)
}

fn is_any(call: &mut Call<'_, '_, '_>) -> Result<bool, Error> {
    let argument = call.argument(0)?;
    call.evaluation.exists(argument, call.focus)
}

pub(super) fn head<'d>(call: &mut Call<'_, '_, 'd>) -> Single<'d> {
    let mut first = None;
    let argument = call.argument(0)?;
    let _ = call.evaluation.each(argument, call.focus, &mut |_, item| {
        first = Some(item);
        Ok(std::ops::ControlFlow::Break(()))
    })?;
    Ok(first)
}

pub(super) fn tail<'d>(call: &mut Call<'_, '_, 'd>) -> Several<'d> {
    Ok(call.items(0)?.into_iter().skip(1).collect())
}

pub(super) fn insert_before<'d>(call: &mut Call<'_, '_, 'd>) -> Several<'d> {
    let mut items = call.items(0)?;
    let at = usize::try_from(call.integer(1)?.unwrap_or(0).saturating_sub(1)).unwrap_or(0).min(items.len());
    let inserted = call.items(2)?;
    items.splice(at..at, inserted);
    Ok(items)
}

pub(super) fn remove<'d>(call: &mut Call<'_, '_, 'd>) -> Several<'d> {
    let items = call.items(0)?;
    let at = call.integer(1)?.unwrap_or(0);
    Ok((1..).zip(items).filter(|(place, _): &(i64, _)| *place != at).map(|(_, item)| item).collect())
}

pub(super) fn reverse<'d>(call: &mut Call<'_, '_, 'd>) -> Several<'d> {
    let mut items = call.items(0)?;
    items.reverse();
    Ok(items)
}

pub(super) fn subsequence<'d>(call: &mut Call<'_, '_, 'd>) -> Several<'d> {
    let items = call.items(0)?;
    let (start, end) = call.range(1)?;
    Ok(within(items, start, end))
}

/// What stands from one place, counted from 1, to before another.
pub(super) fn within<T>(items: impl IntoIterator<Item = T>, start: f64, end: f64) -> Vec<T> {
    let mut place = 0.0;
    let is_inside = |_: &T| {
        place += 1.0;
        place >= start && place < end
    };
    items.into_iter().filter(is_inside).collect()
}

pub(super) fn unordered<'d>(call: &mut Call<'_, '_, 'd>) -> Several<'d> {
    call.items(0)
}

pub(super) fn distinct_values<'d>(call: &mut Call<'_, '_, 'd>) -> Several<'d> {
    let collation = call.collation(1)?;
    let mut strings = rustc_hash::FxHashSet::default();
    let mut others: rustc_hash::FxHashMap<Likeness, Vec<Atom<'d>>> = rustc_hash::FxHashMap::default();
    let mut kept = Vec::new();
    for atom in call.values(0)? {
        let is_new = match atom.as_text() {
            Some(text) => {
                call.evaluation.hold(text.len() as u64)?;
                strings.insert(collation.fold(text).into_owned())
            }
            None => {
                let alike = others.entry(Likeness::of(&atom)).or_default();
                call.evaluation.spend(1 + alike.len() as u64)?;
                let is_new = !alike.iter().any(|other| compare::is_same(other, &atom, collation));
                alike.extend(is_new.then(|| atom.clone()));
                is_new
            }
        };
        if is_new {
            kept.push(atom.into());
        }
    }
    Ok(kept)
}

/// What values have in common that may be the same.
#[derive(PartialEq, Eq, Hash)]
enum Likeness {
    /// The bits of the float: two numbers that are equal in some type are so in the least exact one.
    Number(u32),
    Temporal(i128),
    Duration(i128, i128),
    Binary(Binary),
    Other,
}

impl Likeness {
    fn of(atom: &Atom<'_>) -> Self {
        match atom {
            Atom::Temporal(moment) => Self::Temporal(moment.instant(compare::IMPLICIT_ZONE)),
            Atom::Duration(duration) => Self::Duration(duration.months, duration.picoseconds),
            Atom::Binary(binary) => Self::Binary(binary.clone()),
            atom if atom.is_number() => match cast::float(atom) {
                Some(number) if number.is_nan() => Self::Number(f32::NAN.to_bits()),
                // There are two zeros.
                Some(number) => Self::Number((number + 0.0).to_bits()),
                None => Self::Other,
            },
            _ => Self::Other,
        }
    }
}

pub(super) fn index_of<'d>(call: &mut Call<'_, '_, 'd>) -> Several<'d> {
    let collation = call.collation(2)?;
    let Some(wanted) = call.value(1)? else { return Ok(Vec::new()) };
    let wanted = wanted.into_owned().plain();
    let argument = call.argument(0)?;
    let all = call.evaluation.bound(argument, call.focus)?;
    if collation == Collation::CodePoint
        && Evaluation::is_at_hand(argument, call.focus)
        && let Some(text) = wanted.as_text()
        && let Some(strings) = call.evaluation.strings(&all)?
    {
        call.evaluation.read(text.len())?;
        let places = strings.get(text).map_or(&[][..], Vec::as_slice);
        call.evaluation.spend(places.len() as u64)?;
        return Ok(places.iter().map(|&place| (i64::from(place) + 1).into()).collect());
    }
    let mut places = Vec::new();
    let mut place = 0_i64;
    for item in &all.items {
        let values = match item {
            Item::Node(node) => vec![Atom::String(node.string().into())],
            item => atoms([item.clone()])?,
        };
        for atom in values {
            place += 1;
            call.evaluation.spend(1)?;
            call.evaluation.read(compare::common(&atom, &wanted))?;
            places.extend(compare::is_equal(&atom, &wanted, collation).then(|| place.into()));
        }
    }
    Ok(places)
}

pub(super) fn deep_equal<'d>(call: &mut Call<'_, '_, 'd>) -> Single<'d> {
    let collation = call.collation(2)?;
    let (one, other) = (call.items(0)?, call.items(1)?);
    for item in one.iter().chain(&other) {
        let (nodes, bytes) = item.node().map_or((1, item.made_bytes()), |node| {
            (u64::from(node.node.after() - node.node.id()), node.string().len())
        });
        // Each node is found among the others.
        call.evaluation.spend(8 * nodes)?;
        call.evaluation.read(bytes)?;
        call.evaluation.hold(8 * nodes)?;
    }
    if one.iter().chain(&other).any(has_function) {
        return Err(Error::new("FOTY0015", "functions cannot be compared"));
    }
    given(one.len() == other.len() && one.iter().zip(&other).all(|(one, other)| is_deep_equal(one, other, collation)))
}

/// Whether an item is a function, or a map or array with one in it.
fn has_function(item: &Item<'_>) -> bool {
    match item {
        Item::Function(FunctionItem::Map(map)) => map.entries().iter().any(|(_, value)| value.iter().any(has_function)),
        Item::Function(FunctionItem::Array(array)) => {
            array.members.iter().any(|member| member.iter().any(has_function))
        }
        Item::Function(FunctionItem::Closure(_)) => true,
        Item::Node(_) | Item::Atom(_) => false,
    }
}

fn is_deep_equal(one: &Item<'_>, other: &Item<'_>, collation: Collation) -> bool {
    let are = |one: &[Item<'_>], other: &[Item<'_>]| {
        one.len() == other.len() && one.iter().zip(other).all(|(one, other)| is_deep_equal(one, other, collation))
    };
    match (one, other) {
        (Item::Function(FunctionItem::Map(one)), Item::Function(FunctionItem::Map(other))) => {
            let is_there = |(key, value): &(Atom<'_>, Member<'_>)| other.get(key).is_some_and(|own| are(value, own));
            one.entries().len() == other.entries().len() && one.entries().iter().all(is_there)
        }
        (Item::Function(FunctionItem::Array(one)), Item::Function(FunctionItem::Array(other))) => {
            let (one, other) = (&one.members, &other.members);
            one.len() == other.len() && one.iter().zip(other).all(|(one, other)| are(one, other))
        }
        (Item::Node(one), Item::Node(other)) => is_like(*one, *other, collation),
        (Item::Atom(one), Item::Atom(other)) => {
            compare::is_same(&one.clone().plain(), &other.clone().plain(), collation)
        }
        _ => false,
    }
}

/// Whether two nodes are built alike. Goes through both side by side, without recursion.
fn is_like(one: NodeRef<'_>, other: NodeRef<'_>, collation: Collation) -> bool {
    if one.attribute != 0 || other.attribute != 0 {
        return one.attribute != 0
            && other.attribute != 0
            && one.name() == other.name()
            && collation.fold(one.string()) == collation.fold(other.string());
    }
    if !matches!(one.kind(), Some(Kind::Document | Kind::Element)) {
        return is_same_node(one, other, collation);
    }
    let parts = |node: NodeRef<'_>| {
        let inside = std::iter::once(node.node).chain(node.node.descendants());
        let inside = inside.filter(|part| !matches!(part.kind(), Kind::Comment | Kind::Instruction));
        inside.map(|part| part.id()).collect::<Vec<_>>()
    };
    let (left, right) = (parts(one), parts(other));
    // Two trees are alike when their nodes are, one by one, and each has its parent at the same place.
    let place = |list: &[u32], id: u32| list.binary_search(&id).ok();
    left.len() == right.len()
        && left.iter().zip(&right).enumerate().all(|(at, (&first, &second))| {
            let Some((first, second)) = one.tree().node(first).zip(other.tree().node(second)) else { return false };
            let parents = first.parent().zip(second.parent());
            let is_alike = at == 0 || parents.is_some_and(|(a, b)| place(&left, a.id()) == place(&right, b.id()));
            is_alike && is_same_node(one.with(first), other.with(second), collation)
        })
}

/// Whether two nodes are alike without what is in them.
fn is_same_node(one: NodeRef<'_>, other: NodeRef<'_>, collation: Collation) -> bool {
    let is_named_alike = one.kind() == other.kind() && one.name() == other.name();
    if !is_named_alike {
        return false;
    }
    if one.kind() != Some(Kind::Element) {
        let is_same = || collation.fold(one.string()) == collation.fold(other.string());
        return one.kind() == Some(Kind::Document) || is_same();
    }
    one.node.attribute_count() == other.node.attribute_count()
        && one.node.attributes().all(|attribute| {
            let same = other.node.attribute(&attribute.name.namespace, &attribute.name.local);
            same.is_some_and(|same| collation.fold(same.value) == collation.fold(attribute.value))
        })
}

pub(super) fn zero_or_one<'d>(call: &mut Call<'_, '_, 'd>) -> Single<'d> {
    let items = call.items(0)?;
    if items.len() > 1 {
        return Err(Error::new("FORG0003", "more than one item"));
    }
    Ok(items.into_iter().next())
}

pub(super) fn one_or_more<'d>(call: &mut Call<'_, '_, 'd>) -> Several<'d> {
    let items = call.items(0)?;
    if items.is_empty() { Err(Error::new("FORG0004", "no item")) } else { Ok(items) }
}

pub(super) fn exactly_one<'d>(call: &mut Call<'_, '_, 'd>) -> Single<'d> {
    let items = call.items(0)?;
    if items.len() == 1 { Ok(items.into_iter().next()) } else { Err(Error::new("FORG0005", "not exactly one item")) }
}

/// Items in the order of their values, or of those that a function gives of them, as `lt` has it; equal ones stay as they are. `NaN` comes
/// first (14.6.6).
pub(super) fn sort<'d>(call: &mut Call<'_, '_, 'd>) -> Several<'d> {
    let collation = call.collation(1)?;
    let items = call.items(0)?;
    let key = if call.len() > 2 { Some(call.function(2, 1)?) } else { None };
    let mut keyed = Vec::with_capacity(items.len());
    for item in items {
        keyed.push((sort_key(call, key.as_ref(), vec![item.clone()], collation)?, item));
    }
    sorted(call, keyed)
}

/// The values by which items are sorted.
pub(super) fn sort_key<'d>(
    call: &mut Call<'_, '_, 'd>,
    function: Option<&FunctionItem<'d>>,
    items: Vec<Item<'d>>,
    collation: Collation,
) -> Result<Vec<Atom<'d>>, Error> {
    let items = match function {
        Some(function) => call.evaluation.apply(function, vec![items])?,
        None => items,
    };
    Ok(atoms(items)?.into_iter().map(|atom| atom.folded(collation)).collect())
}

/// What is sorted by its keys.
pub(super) fn sorted<'d, T>(call: &Call<'_, '_, 'd>, mut keyed: Vec<(Vec<Atom<'d>>, T)>) -> Result<Vec<T>, Error> {
    let texts = keyed.iter().flat_map(|(key, _)| key).filter_map(Atom::as_text);
    let longest = texts.map(str::len).max().unwrap_or(0);
    call.evaluation.spend(sorting(keyed.len()).saturating_mul(4 + longest as u64 / 16))?;
    // Values of one order with the first are of one order with each other.
    let firsts: Vec<Atom<'d>> =
        keyed.iter().max_by_key(|(key, _)| key.len()).map(|(key, _)| key.clone()).unwrap_or_default();
    for (key, _) in &keyed {
        for (atom, first) in key.iter().zip(&firsts) {
            compare::value(Comparison::Less, atom, first)?;
        }
    }
    keyed.sort_by(|(one, _), (other, _)| {
        let orders = one.iter().zip(other).map(|(one, other)| order(one, other));
        orders.into_iter().find(|order| order.is_ne()).unwrap_or_else(|| one.len().cmp(&other.len()))
    });
    Ok(keyed.into_iter().map(|(_, item)| item).collect())
}

/// How two values stand, `NaN` first.
fn order(one: &Atom<'_>, other: &Atom<'_>) -> Ordering {
    let is_float = |atom: &Atom<'_>| matches!(atom, Atom::Double(_) | Atom::Float(_));
    if is_float(one) || is_float(other) {
        let key = |atom: &Atom<'_>| cast::double(atom).filter(|number| !number.is_nan()).map(|number| number + 0.0);
        return match (key(one), key(other)) {
            (Some(one), Some(other)) => one.total_cmp(&other),
            (one, other) => one.is_some().cmp(&other.is_some()),
        };
    }
    let is_less = |one: &Atom<'_>, other: &Atom<'_>| compare::value(Comparison::Less, one, other) == Ok(true);
    match (is_less(one, other), is_less(other, one)) {
        (true, _) => Ordering::Less,
        (_, true) => Ordering::Greater,
        _ => Ordering::Equal,
    }
}

pub(super) fn position<'d>(call: &mut Call<'_, '_, 'd>) -> Single<'d> {
    in_focus(call, Some(call.focus.position))
}

pub(super) fn last<'d>(call: &mut Call<'_, '_, 'd>) -> Single<'d> {
    in_focus(call, call.focus.last)
}

fn in_focus<'d>(call: &Call<'_, '_, 'd>, number: Option<usize>) -> Single<'d> {
    if call.focus.item.is_none() {
        return Err(Error::new(error::NO_CONTEXT, "there is no context item"));
    }
    given(number.and_then(|number| i64::try_from(number).ok()).unwrap_or(1))
}

/// How two strings stand, as `-1`, `0`, `1`.
pub(super) fn sign(ordering: Ordering) -> i64 {
    match ordering {
        Ordering::Less => -1,
        Ordering::Equal => 0,
        Ordering::Greater => 1,
    }
}
