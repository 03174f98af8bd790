//! XML as readers of documents look at it: names without their namespace. Takes the bytes of a file or a part; tells a sink of it.
//!
//! A prefix says nothing here: the names of these formats are unlike enough, and programs write their namespaces in several ways.

use super::fault::damaged;
use crate::diag::Diagnostic;
use crate::xml::{self, External, Sink, Start};

/// Reads XML.
///
/// # Errors
/// It is not well-formed, or not in an encoding that XML may have; `what` names the part.
pub(super) fn read(bytes: Vec<u8>, what: &str, sink: &mut impl Sink) -> Result<(), Diagnostic> {
    let text = xml::decode(bytes).map_err(|(fault, _)| damaged(format!("{what} cannot be read: {}", fault.message)))?;
    match xml::parse(&text, External::Refused, sink).into_iter().next() {
        None => Ok(()),
        Some(finding) => Err(damaged(format!("{what} is not well-formed XML: {}", finding.message))),
    }
}

/// The name of an element without its prefix.
pub(super) fn local<'t>(start: &'t Start<'_>) -> &'t str {
    start.names.get(start.name).map_or("", |name| &*name.local)
}

/// The value of an attribute, whatever its prefix.
pub(super) fn attribute<'t>(start: &'t Start<'_>, local: &str) -> Option<&'t str> {
    let is_it = |name| start.names.get(name).is_some_and(|name| &*name.local == local);
    start.attributes.iter().find(|attribute| is_it(attribute.name)).map(|attribute| &*attribute.value)
}

/// Width and height in pixels, of two attributes.
pub(super) fn size(start: &Start<'_>, width: &str, height: &str) -> Option<(u32, u32)> {
    let length = |name| attribute(start, name)?.trim().parse().ok();
    length(width).zip(length(height))
}
