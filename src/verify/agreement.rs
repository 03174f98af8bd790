//! Where TEI and its text say the same. Takes both; gives the parts that have the same characters, with their places in both files, and what differs.

use std::sync::Arc;

use super::compare::Step;
use super::tokens::index;
use super::{best, findings};
use crate::budget::{Exceeded, Meter};
use crate::diag::Diagnostic;
use crate::profile::Profile;
use crate::text::{Agreement, Source};
use crate::xml::Input;

/// The parts that TEI and text have both, in the order of the comparison: the place in the TEI, that in the text; what was moved is among
/// them. With the findings of [`verify`](super::verify()).
///
/// # Errors
/// The text takes more than the meter allows.
pub fn agreements(
    text: &Arc<Source>,
    tei: &impl Input,
    profile: &Profile,
    meter: &Meter,
) -> Result<(Vec<Agreement>, Vec<Diagnostic>), Exceeded> {
    let (comparison, mut said) = best(text, tei, profile, meter)?;
    said.extend(findings::of(&comparison, text, tei.text(), profile));
    let (theirs, own) = (&comparison.tei.stream, &comparison.text);
    let place = |tei: (u32, u32), text: (u32, u32)| {
        (theirs.span(index(tei.0), index(tei.1)), own.span(index(text.0), index(text.1)))
    };
    let same = |step: &Step| match step {
        Step::Same(text, tei) => Some(place((tei.start, tei.end), (text.start, text.end))),
        Step::Moved(text, tei) => Some(place((tei.start, tei.end), (text.start, text.end))),
        _ => None,
    };
    let mut found: Vec<Agreement> = comparison.steps.iter().filter_map(same).collect();
    found.retain(|(tei, text)| !tei.is_empty() && !text.is_empty());
    Ok((found, said))
}
