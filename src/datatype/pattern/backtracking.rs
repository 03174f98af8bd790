//! Expressions with back-references (Functions and Operators 3.1, 5.6.1): what a group matched stands there again. No engine finds them in
//! linear time, so that what one match may try is bounded. Takes an expression in the syntax of `regex` with `(?(1)\1|)` for `\1`; gives
//! matches, paid from a [`Meter`].

use fancy_regex::{Captures, Regex, RegexBuilder};

use super::MAX_BYTES;
use super::search::{Found, SearchError};
use crate::budget::Meter;

/// What a match may try, the fewer first: most need little, and pay little.
const MOST_TRIED: [u32; 2] = [1000, 100_000];

/// Bytes that a step of what is tried looks at.
const UNIT: u64 = 64;

/// The same expression for each of [`MOST_TRIED`].
#[derive(Debug)]
pub(super) struct Backtracking([Regex; 2]);

impl Backtracking {
    /// `None` where it is too large.
    pub(super) fn new(translated: &str, ignores_case: bool, has_lines: bool) -> Option<Self> {
        let build = |most: u32| {
            let mut builder = RegexBuilder::new(translated);
            builder.case_insensitive(ignores_case).multi_line(has_lines);
            builder.backtrack_limit(most as usize).delegate_size_limit(MAX_BYTES).build().ok()
        };
        let [few, many] = MOST_TRIED.map(build);
        Some(Self([few?, many?]))
    }

    /// The first match that begins at a byte or behind it.
    ///
    /// # Errors
    /// There are more ways to match than may be tried, or the steps are used up.
    pub(super) fn find(&self, text: &str, from: usize, meter: &Meter) -> Result<Option<Found>, SearchError> {
        let Self(regexes) = self;
        // What is tried may look at all that is left.
        let length = 1 + (text.len().saturating_sub(from) as u64) / UNIT;
        for (regex, most) in regexes.iter().zip(MOST_TRIED) {
            meter.spend(u64::from(most) * length).map_err(|exceeded| SearchError::limit(exceeded.to_string()))?;
            if let Ok(captures) = regex.captures_from_pos(text, from) {
                return Ok(captures.and_then(|captures| found(&captures)));
            }
        }
        let [_, most] = MOST_TRIED;
        Err(SearchError::limit(format!("more than {most} ways to match back-references would be tried")))
    }

    /// All matches, in order.
    pub(super) fn find_all<'s>(
        &'s self,
        text: &'s str,
        meter: &'s Meter,
    ) -> impl Iterator<Item = Result<Found, SearchError>> + 's {
        let mut at = Some(0);
        std::iter::from_fn(move || {
            let found = self.find(text, at?, meter).transpose()?;
            // What matches nothing moves on by a character.
            at = found.as_ref().ok().and_then(|found| match found.whole.is_empty() {
                false => Some(found.whole.end),
                true => text.get(found.whole.end..)?.chars().next().map(|c| found.whole.end + c.len_utf8()),
            });
            Some(found)
        })
    }
}

fn found(captures: &Captures<'_, str>) -> Option<Found> {
    let groups = captures.iter().skip(1).map(|group| group.map(|group| group.range())).collect();
    Some(Found { whole: captures.get(0)?.range(), groups })
}
