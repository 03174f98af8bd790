//! Functions that ask what an expression is run by and where (Functions and Operators 3.1, section 15; XSLT 3.0, 20.4 and 22.1). Output
//! depends on the input alone: there are no environment variables, and no version of Recto is reported.

use super::call::{Call, Several, Single, given, text};
use crate::xpath::cast;
use crate::xpath::collation::CODE_POINT;
use crate::xpath::error::Error;
use crate::xpath::item::QName;
use crate::xpath::namespace::{FN, XS, function_name};
use crate::xpath::parse::{Missing, find};
use crate::xpath::types::AtomicType;

/// What `system-property()` tells; all other properties are empty.
const PROPERTIES: &[(&str, &str)] = &[
    ("version", "3.0"),
    ("vendor", "Recto"),
    ("product-name", "Recto"),
    ("is-schema-aware", "no"),
    ("supports-serialization", "no"),
    ("supports-backwards-compatibility", "yes"),
    ("supports-namespace-axis", "yes"),
    ("supports-streaming", "no"),
    ("supports-dynamic-evaluation", "no"),
    ("supports-higher-order-functions", "yes"),
    ("xpath-version", "3.1"),
    ("xsd-version", "1.1"),
];

const XSL: &str = "http://www.w3.org/1999/XSL/Transform";

pub(super) fn default_collation<'d>(_: &mut Call<'_, '_, 'd>) -> Single<'d> {
    text(CODE_POINT)
}

/// The language of names and words of numbers and dates.
pub(super) fn default_language<'d>(_: &mut Call<'_, '_, 'd>) -> Single<'d> {
    text("en")
}

pub(super) fn environment_variable<'d>(call: &mut Call<'_, '_, 'd>) -> Single<'d> {
    call.text(0)?;
    Ok(None)
}

pub(super) fn available_environment_variables<'d>(_: &mut Call<'_, '_, 'd>) -> Several<'d> {
    Ok(Vec::new())
}

/// The name that a string says; without prefix it is in `default`.
pub(super) fn resolved(call: &Call<'_, '_, '_>, name: &str, default: &str) -> Result<QName, Error> {
    let name = name.trim_matches(crate::xml::is_space);
    if let Some((uri, local)) = name.strip_prefix("Q{").and_then(|rest| rest.split_once('}')) {
        return Ok(QName { namespace: uri.into(), prefix: "".into(), local: local.into() });
    }
    let bad = |error: Error| Error::new("XTDE1390", error.message);
    let mut name = cast::qname(name, &|prefix| call.evaluation.namespace(prefix)).map_err(bad)?;
    if name.prefix.is_empty() {
        name.namespace = default.into();
    }
    Ok(name)
}

/// Whether there is a function of this name, with so many arguments if they are given.
pub(super) fn function_available<'d>(call: &mut Call<'_, '_, 'd>) -> Single<'d> {
    let name = call.text(0)?;
    let arity = call.integer(1)?.map(|arity| usize::try_from(arity).unwrap_or(usize::MAX));
    let QName { namespace, local, .. } = resolved(call, &name, FN)?;
    let is_there = match (&*namespace, function_name(&namespace, &local)) {
        (XS, _) if AtomicType::named(&local).is_some() => arity.is_none_or(|arity| arity == 1),
        (_, Some(written)) => match find(&written, arity.unwrap_or(0)) {
            Ok(_) => true,
            Err(Missing::Name(_)) => false,
            Err(Missing::Arity(..)) => arity.is_none(),
        },
        _ => call.evaluation.library.has_function(&namespace, &local, arity),
    };
    given(is_there)
}

pub(super) fn system_property<'d>(call: &mut Call<'_, '_, 'd>) -> Single<'d> {
    let name = call.text(0)?;
    let QName { namespace, local, .. } = resolved(call, &name, "")?;
    let value = PROPERTIES.iter().find(|(known, _)| *namespace == *XSL && *known == &*local);
    text(value.map_or("", |(_, value)| *value))
}
