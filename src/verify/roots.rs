//! All elements that a file has at its root. Takes a document; tells of its root element, and of each that stands behind it, as if they were one
//! document: who says an answer twice, or gives each letter by itself, writes more text, and all of it is compared.
//!
//! A document has one root: that there are more is among what is not well-formed.

use crate::diag::{self, Diagnostic};
use crate::xml::{External, Input, Sink, parse};

/// Root elements that are read, at most.
const MOST: usize = 64;

/// Tells of all roots, with what is not well-formed in any of them.
pub(super) fn tell(tei: &impl Input, sink: &mut impl Sink) -> Vec<Diagnostic> {
    let mut findings = tei.tell(sink);
    let mut at = 0;
    for _ in 1..MOST {
        let Some(next) = next_root(&findings, tei.text(), at) else { break };
        at = next;
        // White space in the place of what was read keeps all places.
        let rest = " ".repeat(at) + tei.text().get(at..).unwrap_or_default();
        findings.extend(parse(&rest, External::Refused, sink));
    }
    findings
}

/// Where the root begins that ended the last reading.
fn next_root(findings: &[Diagnostic], text: &str, read: usize) -> Option<usize> {
    let outside = findings.iter().filter(|finding| finding.code.id == diag::OUTSIDE_ROOT.id);
    let tag = outside.filter_map(|finding| finding.span?.start.checked_sub(1)).filter(|at| *at > read);
    tag.filter(|at| text.get(*at..).is_some_and(|rest| rest.starts_with('<'))).max()
}
