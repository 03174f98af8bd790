//! Findings of a comparison, of which no more are kept than anybody reads. Takes one after the other; gives them in the order of the TEI, and says
//! how many more there are. Each kind has its own bound, so that many slight ones hide no severe one.

use std::collections::BTreeMap;

use crate::diag::{self, Diagnostic};

/// Findings of one kind that are kept.
const MOST: usize = 10_000;

/// Findings, those of each kind counted.
#[derive(Debug, Default)]
pub(super) struct Bounded {
    findings: Vec<Diagnostic>,
    counts: BTreeMap<&'static str, usize>,
}

impl Bounded {
    pub(super) fn push(&mut self, finding: Diagnostic) {
        let count = self.counts.entry(finding.code.id).or_default();
        *count += 1;
        if *count <= MOST {
            self.findings.push(finding);
        }
    }

    pub(super) fn extend(&mut self, findings: impl IntoIterator<Item = Diagnostic>) {
        findings.into_iter().for_each(|finding| self.push(finding));
    }

    /// Those that are kept, in their order.
    pub(super) fn finish(mut self) -> Vec<Diagnostic> {
        self.findings.sort_by_key(|finding| finding.span.map_or(0, |span| span.start));
        for (code, count) in self.counts.into_iter().filter(|(_, count)| *count > MOST) {
            let message = format!("{} more findings {code} are not kept", count - MOST);
            self.findings.push(Diagnostic::new(&diag::MORE_FINDINGS, message));
        }
        self.findings
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::Span;

    #[test]
    fn many_of_a_kind_hide_none_of_another() {
        let mut bounded = Bounded::default();
        let slight = |at| Diagnostic::new(&diag::SPACE_DIFFERS, "x").at(Span::at(at));
        bounded.extend((0..MOST + 7).map(slight));
        bounded.push(Diagnostic::new(&diag::LETTERS_DIFFER, "y").at(Span::at(5)));
        let found = bounded.finish();
        assert_eq!(found.len(), MOST + 2);
        assert!(found.iter().any(|finding| finding.message == "y"));
        let last = found.last().map(|finding| finding.message.as_str());
        assert_eq!(last, Some(&*format!("7 more findings {} are not kept", diag::SPACE_DIFFERS.id)));
    }
}
