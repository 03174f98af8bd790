//! What stands before the root element: byte-order mark, XML declaration, comments, processing instructions, document type.

use super::External;
use super::dtd::Dtd;
use super::expand::Budget;
use super::faults::Faults;
use super::sink::Sink;

/// Reads up to the end of the document type, or to what is none of these; gives that place.
pub(super) fn read(
    text: &str,
    external: External,
    budget: &mut Budget,
    sink: &mut impl Sink,
    faults: &mut Faults,
) -> (Dtd, usize) {
    let _ = (external, budget, sink, faults);
    let mut at = if text.starts_with('\u{feff}') { 3 } else { 0 };
    if text.get(at..).is_some_and(|rest| rest.starts_with("<?xml ")) {
        at += text.get(at..).and_then(|rest| rest.find("?>")).map_or(0, |end| end + 2);
    }
    (Dtd::default(), at)
}
