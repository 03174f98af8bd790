//! Functions of names (Functions and Operators 3.1, sections 2.1, 10, 13.1 to 13.3).

use std::sync::Arc;

use super::call::{Call, Several, Single, given, text};
use crate::xml::is_space;
use crate::xpath::cast;
use crate::xpath::error::{self, Error};
use crate::xpath::item::{Atom, ITEM, NodeRef, QName};
use crate::xpath::types::AtomicType;

fn name_of(call: &mut Call<'_, '_, '_>) -> Result<Option<QName>, Error> {
    Ok(call.node(0)?.and_then(NodeRef::name))
}

pub(super) fn node_name<'d>(call: &mut Call<'_, '_, 'd>) -> Single<'d> {
    Ok(name_of(call)?.map(|name| Atom::QName(Arc::new(name)).into()))
}

pub(super) fn name<'d>(call: &mut Call<'_, '_, 'd>) -> Single<'d> {
    text(name_of(call)?.map(|name| Atom::QName(Arc::new(name)).string().into_owned()).unwrap_or_default())
}

pub(super) fn local_name<'d>(call: &mut Call<'_, '_, 'd>) -> Single<'d> {
    text(name_of(call)?.map(|name| name.local.to_string()).unwrap_or_default())
}

pub(super) fn namespace_uri<'d>(call: &mut Call<'_, '_, 'd>) -> Single<'d> {
    given(Atom::Uri(name_of(call)?.map(|name| name.namespace.to_string()).unwrap_or_default().into()))
}

pub(super) fn qname<'d>(call: &mut Call<'_, '_, 'd>) -> Single<'d> {
    let namespace: Arc<str> = (&*call.text(0)?).into();
    let written = call.text(1)?;
    if namespace.is_empty() && written.contains(':') {
        return Err(Error::new("FOCA0002", format!("`{written}` has a prefix and no namespace")));
    }
    let name = cast::qname(&written, &|_| Some(Arc::clone(&namespace)))?;
    given(Atom::QName(Arc::new(QName { namespace, ..name })))
}

/// A list of words, each of a type of that name.
pub(super) fn list<'d>(call: &mut Call<'_, '_, 'd>, kind: &str) -> Several<'d> {
    let Some(atom) = call.value(0)? else { return Ok(Vec::new()) };
    let Some(kind) = AtomicType::named(kind) else { return Ok(Vec::new()) };
    let written = atom.string();
    if atom.as_text().is_none() || written.trim_matches(is_space).is_empty() {
        return Err(Error::new(error::VALUE, format!("`{written}` is no list of `{}`", kind.name())));
    }
    let mut words = Vec::new();
    for word in written.split(is_space).filter(|word| !word.is_empty()) {
        call.evaluation.hold(ITEM + word.len() as u64)?;
        let word = Atom::text(word.to_owned());
        words.push(kind.typed(cast::cast(&word, kind, &|_| None)?).into());
    }
    Ok(words)
}

pub(super) fn resolve_qname<'d>(call: &mut Call<'_, '_, 'd>) -> Single<'d> {
    let Some(written) = call.string(0)? else { return Ok(None) };
    let Some(element) = call.node(1)? else { return Ok(None) };
    let scope = element.node.scope();
    let mut name = cast::qname(&written, &|prefix| scope.namespace(prefix).map(Into::into))?;
    if name.prefix.is_empty() {
        name.namespace = scope.namespace("").unwrap_or_default().into();
    }
    given(Atom::QName(Arc::new(name)))
}

fn given_name(call: &mut Call<'_, '_, '_>) -> Result<Option<Arc<QName>>, Error> {
    Ok(match call.value(0)?.as_deref() {
        Some(Atom::QName(name)) => Some(Arc::clone(name)),
        _ => None,
    })
}

pub(super) fn prefix_from_qname<'d>(call: &mut Call<'_, '_, 'd>) -> Single<'d> {
    match given_name(call)?.filter(|name| !name.prefix.is_empty()) {
        Some(name) => text(name.prefix.to_string()),
        None => Ok(None),
    }
}

pub(super) fn local_name_from_qname<'d>(call: &mut Call<'_, '_, 'd>) -> Single<'d> {
    given_name(call)?.map_or(Ok(None), |name| text(name.local.to_string()))
}

pub(super) fn namespace_uri_from_qname<'d>(call: &mut Call<'_, '_, 'd>) -> Single<'d> {
    given_name(call)?.map_or(Ok(None), |name| given(Atom::Uri(name.namespace.to_string().into())))
}

pub(super) fn namespace_uri_for_prefix<'d>(call: &mut Call<'_, '_, 'd>) -> Single<'d> {
    let prefix = call.text(0)?;
    let Some(element) = call.node(1)? else { return Ok(None) };
    let namespace = element.node.scope().namespace(&prefix).filter(|namespace| !namespace.is_empty());
    Ok(namespace.map(|namespace| Atom::Uri(namespace.to_owned().into()).into()))
}

pub(super) fn in_scope_prefixes<'d>(call: &mut Call<'_, '_, 'd>) -> Several<'d> {
    let Some(element) = call.node(0)? else { return Ok(Vec::new()) };
    let mut prefixes: Vec<String> = element.node.scope().prefixes().map(|(prefix, _)| prefix.to_owned()).collect();
    prefixes.push("xml".to_owned());
    prefixes.sort();
    prefixes.dedup();
    Ok(prefixes.into_iter().map(|prefix| Atom::text(prefix).into()).collect())
}
