//! Findings as a page says them. Takes findings with their places; gives remarks, the most severe first.

use std::cmp::Reverse;

use crate::diag::{Diagnostic, Severity};
use crate::view::Remark;

/// The most severe come first.
pub(super) fn by_severity(remarks: impl Iterator<Item = (Severity, Remark)>) -> Vec<Remark> {
    let mut remarks: Vec<(Severity, Remark)> = remarks.collect();
    remarks.sort_by_key(|(severity, _)| Reverse(*severity));
    remarks.into_iter().map(|(_, remark)| remark).collect()
}

/// What a page says of a finding at these places.
pub(super) fn remark(finding: &Diagnostic, tei: Option<usize>, text: Option<usize>) -> Remark {
    Remark {
        severity: finding.severity().name(),
        code: finding.code.id,
        message: finding.message.clone(),
        help: finding.help.clone().unwrap_or_default(),
        tei,
        text,
    }
}
