//! Does TEI hold a text, all of it, in order, and nothing else? Takes the text, the TEI, whoever made it, and a profile; gives each difference as a
//! finding with its place in both.
//!
//! What a text writes as marks and TEI as elements is undone by what the profile's reader finds: page marks, note marks, labels, bullets, editors'
//! signs. A mark that TEI keeps as text is no difference. Notes may stand behind the text or in their places, on both sides; what agrees
//! better counts. TEI that is not well-formed is read as far as the parser mends it. What counts as equal is `[verify]` of the profile.
//!
//! | step | files |
//! |---|---|
//! | both are read as streams of characters with places | `text_reading`, `tei_reading`, `stream` |
//! | streams are cut into words, signs and marks | `tokens`, `characters`, `equality` |
//! | they are compared | `compare`, `runs` |
//! | differences are told | `findings`, `white_space` |

mod characters;
mod compare;
mod equality;
mod findings;
mod runs;
mod stream;
mod tei_reading;
mod text_reading;
mod tokens;
mod white_space;

use std::collections::BTreeSet;
use std::sync::Arc;

use imara_diff::Interner;

use crate::budget::{Exceeded, Meter};
use crate::diag::{self, Diagnostic};
use crate::profile::Profile;
use crate::text::Source;
use crate::xml::Input;
use compare::{Side, Step, compare};
use equality::Equality;
use stream::Stream;
use tei_reading::{Notes, Reader, TeiReading};
use tokens::Tokens;

/// Where notes are read on both sides, the likeliest first.
const READINGS: &[(Notes, Notes)] =
    &[(Notes::Apart, Notes::Apart), (Notes::InPlace, Notes::InPlace), (Notes::InPlace, Notes::Apart)];

/// How often choices are turned to the reading of the text.
const TURNS: usize = 3;

/// Compares TEI with its text. Findings are about the TEI, places in the text are related to them; first stands what is not well-formed.
///
/// # Errors
/// The text takes more than the meter allows.
pub fn verify(
    text: &Arc<Source>,
    tei: &impl Input,
    profile: &Profile,
    meter: &Meter,
) -> Result<Vec<Diagnostic>, Exceeded> {
    let found = text_reading::find(text, profile, meter)?;
    let equality = Equality::of(&profile.verify);
    let mut findings = Vec::new();
    let mut best: Option<Comparison> = None;
    for (in_text, in_tei) in READINGS {
        let stream = found.stream(text, *in_text);
        let (comparison, unsound) = chosen(stream, tei, profile, *in_tei, &equality);
        if best.is_none() {
            findings = unsound;
        }
        let is_better = best.as_ref().is_none_or(|best| comparison.cost < best.cost);
        let has_notes = comparison.text.zones.len() + comparison.tei.stream.zones.len() > 2;
        if is_better {
            best = Some(comparison);
        }
        if !has_notes || best.as_ref().is_some_and(|best| best.cost == 0) {
            break;
        }
    }
    if let Some(best) = best {
        findings.extend(findings::of(&best, text, tei.text(), profile));
    }
    Ok(findings)
}

/// A text that has no characters to compare.
#[must_use]
pub fn empty_text() -> Diagnostic {
    Diagnostic::new(&diag::EMPTY_INPUT, "the text is empty").help("there is nothing to compare the TEI with")
}

/// Two readings, and what they have in common.
struct Comparison {
    text: Stream,
    text_tokens: Tokens,
    tei: TeiReading,
    tei_tokens: Tokens,
    steps: Vec<Step>,
    /// Characters that only one has.
    cost: u64,
}

impl Comparison {
    fn of(text: Stream, tei: TeiReading, equality: &Equality) -> Self {
        let mut interner = Interner::new(text.text.len() / 4);
        let text_tokens = Tokens::of(&text, equality, &mut interner);
        let tei_tokens = Tokens::of(&tei.stream, equality, &mut interner);
        let (a, b) = (Side { stream: &text, tokens: &text_tokens }, Side { stream: &tei.stream, tokens: &tei_tokens });
        let steps = compare(a, b, equality, interner.num_tokens());
        drop(interner);
        let cost = steps.iter().map(|step| step_cost(step, &text_tokens)).sum();
        Self { text, text_tokens, tei, tei_tokens, steps, cost }
    }

    fn text_side(&self) -> Side<'_> {
        Side { stream: &self.text, tokens: &self.text_tokens }
    }

    fn tei_side(&self) -> Side<'_> {
        Side { stream: &self.tei.stream, tokens: &self.tei_tokens }
    }
}

fn step_cost(step: &Step, text: &Tokens) -> u64 {
    let length = |part: &compare::Part| u64::from(part.end - part.start);
    match step {
        Step::Differs(text, tei) => length(text) + length(tei),
        Step::Moved(text, _) => length(text),
        Step::Doubled(_, tei) => length(tei),
        Step::LostMark(at) => text.tokens.get(tokens::index(*at)).map_or(0, |mark| u64::from(mark.end - mark.start)),
        Step::Same(..) | Step::Mark(..) | Step::ExtraMark(_) => 0,
    }
}

/// Compares with that reading of each choice which the text has; gives what is not well-formed too.
fn chosen(
    text: Stream,
    tei: &impl Input,
    profile: &Profile,
    notes: Notes,
    equality: &Equality,
) -> (Comparison, Vec<Diagnostic>) {
    let mut turned = BTreeSet::new();
    let read = |turned: &BTreeSet<usize>| {
        let mut reader = Reader::new(profile, notes, turned);
        let unsound = tei.tell(&mut reader);
        (reader.finish(), unsound)
    };
    let (reading, unsound) = read(&turned);
    let mut best = Comparison::of(text, reading, equality);
    for _ in 0..TURNS {
        let doubtful = doubtful(&best);
        if doubtful.is_empty() {
            break;
        }
        for choice in doubtful {
            if !turned.remove(&choice) {
                turned.insert(choice);
            }
        }
        let other = Comparison::of(best.text.clone(), read(&turned).0, equality);
        if other.cost >= best.cost {
            break;
        }
        best = other;
    }
    (best, unsound)
}

/// The choices in or beside which the text has something else.
fn doubtful(comparison: &Comparison) -> Vec<usize> {
    let mut places: Vec<(usize, usize)> = Vec::new();
    for step in &comparison.steps {
        if let Step::Differs(_, tei) | Step::Moved(_, tei) | Step::Doubled(_, tei) = step {
            places.push((tokens::index(tei.start), tokens::index(tei.end)));
        }
    }
    places.sort_unstable();
    let is_touched = |choice: &tei_reading::Choice| {
        let from = places.partition_point(|(_, end)| *end < choice.start);
        places.get(from).is_some_and(|(start, _)| *start <= choice.end)
    };
    let choices = comparison.tei.choices.iter().enumerate();
    choices.filter(|(_, choice)| is_touched(choice)).map(|(number, _)| number).collect()
}
