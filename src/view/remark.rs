//! A finding about a letter, as its page says it. Takes findings with their places; gives remarks, the most severe first.

use std::cmp::Reverse;

use crate::diag::Diagnostic;

/// A finding about a letter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Remark {
    /// `error`, `warning` or `note`.
    pub severity: &'static str,
    /// Its code.
    pub code: &'static str,
    /// What it says.
    pub message: String,
    /// What a person can do.
    pub help: String,
    /// Its first byte in the TEI, where it is about the TEI.
    pub tei: Option<usize>,
    /// Its first byte in the text, where it is about the text.
    pub text: Option<usize>,
}

impl Remark {
    fn of(finding: &Diagnostic, tei: Option<usize>, text: Option<usize>) -> Self {
        Self {
            severity: finding.severity().name(),
            code: finding.code.id,
            message: finding.message.clone(),
            help: finding.help.clone().unwrap_or_default(),
            tei,
            text,
        }
    }
}

/// What a page says of findings, each with its first byte in the TEI and in the text, where it has one.
pub fn remarks<'f>(findings: impl IntoIterator<Item = (&'f Diagnostic, Option<usize>, Option<usize>)>) -> Vec<Remark> {
    let mut findings: Vec<_> = findings.into_iter().collect();
    findings.sort_by_key(|(finding, ..)| Reverse(finding.severity()));
    findings.into_iter().map(|(finding, tei, text)| Remark::of(finding, tei, text)).collect()
}

/// What a page says of findings in a text and in the TEI that was made from it.
#[must_use]
pub fn remarks_of_conversion(text: &[Diagnostic], tei: &[Diagnostic]) -> Vec<Remark> {
    let start = |finding: &Diagnostic| finding.span.map(|span| span.start);
    let of_text = text.iter().map(|finding| (finding, None, start(finding)));
    remarks(of_text.chain(tei.iter().map(|finding| (finding, start(finding), None))))
}
