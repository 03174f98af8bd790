//! Dates that the text leaves open and the metadata confirm. Takes a reading and the day that the metadata give; gives the datelines whose
//! words can mean that day its value, and takes back the doubts about them. Leaves out words that mean another day:
//! `tei::corresp_desc` reports those.

use super::Reading;
use super::date::can_mean;
use crate::diag::{self, Diagnostic};
use crate::model::{Block, Date, DateValue, Division, Inline, Role};
use crate::profile::Lexicon;
use crate::text::{Source, Span};

/// Reads "May 21st 63" as the day told, where it can be that day.
pub fn confirm(reading: &mut Reading, source: &Source, lexicon: &Lexicon, told: DateValue) {
    let mut confirmed: Vec<Span> = Vec::new();
    for block in datelines(&mut reading.document.division) {
        let text = source.slice(block.span);
        for inline in &mut block.content {
            if let Inline::Date(date @ Date::Unknown, _) = inline
                && can_mean(text, told, lexicon)
            {
                *date = Date::When(told);
                confirmed.push(block.span);
            }
        }
    }
    let is_open = |finding: &Diagnostic| {
        let is_doubt = [diag::AMBIGUOUS_DATE.id, diag::UNREAD_DATE.id].contains(&finding.code.id);
        !is_doubt
            || !finding.span.is_some_and(|at| confirmed.iter().any(|span| span.start <= at.start && at.end <= span.end))
    };
    reading.diagnostics.retain(is_open);
}

fn datelines(division: &mut Division) -> impl Iterator<Item = &mut Block> {
    division.opener.iter_mut().chain(&mut division.closer).filter(|block| block.role == Role::Dateline)
}
