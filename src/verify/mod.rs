//! Does TEI hold a text, all of it, in order, and nothing else? Takes the text, the TEI, whoever made it, and a profile; gives each difference as a
//! finding with its place in both.
//!
//! What a text writes as marks and TEI as elements is undone by what the profile's reader finds: page marks, note marks, labels, bullets, editors'
//! signs. A mark that TEI keeps as text is no difference. Notes may stand behind the text or in their places, on both sides; what agrees
//! better counts. TEI that is not well-formed is read as far as the parser mends it. What counts as equal is `[verify]` of the profile.
//!
//! | step | files |
//! |---|---|
//! | both are read as streams of characters with places | `text_reading`, `tei_reading`, `roots`, `stream` |
//! | streams are cut into words, signs and marks | `tokens`, `characters`, `equality`, `joined` |
//! | they are compared | `compare`, `runs`, `comparison` |
//! | what agrees is told | `agreement` |
//! | differences are told | `findings`, `bounded`, `marks`, `white_space` |
//! | or the elements of the TEI are set onto the text | `transplant`, `anchors`, `carried`, `parting`, `tags`; `mend` |

mod agreement;
mod anchors;
mod bounded;
mod carried;
mod characters;
mod compare;
mod comparison;
mod equality;
mod findings;
mod joined;
mod marks;
mod mend;
mod parting;
mod roots;
mod runs;
mod stream;
mod tags;
mod tei_reading;
mod text_reading;
mod tokens;
mod transplant;
mod white_space;

pub use agreement::agreements;
pub use mend::mend;
pub use transplant::{Transplanted, transplant};

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::budget::{Exceeded, Meter};
use crate::diag::{self, Diagnostic};
use crate::profile::Profile;
use crate::text::Source;
use crate::xml::Input;
use compare::Step;
use comparison::Comparison;
use equality::Equality;
use stream::Stream;
use tei_reading::{Notes, Reader};

/// Where notes are read on both sides, where the likeliest way, apart on both, does not agree.
const OTHER_READINGS: &[(Notes, Notes)] = &[(Notes::InPlace, Notes::InPlace), (Notes::InPlace, Notes::Apart)];

/// Letters of a hundred that fit where marks and notes cannot be why so few do: the text is another one, and nobody has to find them.
const STRANGE: usize = 10;

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
    let (comparison, mut findings) = best(text, tei, profile, meter)?;
    findings.extend(findings::of(&comparison, text, tei.text(), profile));
    comparison.release(meter);
    Ok(findings)
}

/// The comparison in which both agree best, and what is not well-formed.
fn best(
    text: &Source,
    tei: &impl Input,
    profile: &Profile,
    meter: &Meter,
) -> Result<(Comparison, Vec<Diagnostic>), Exceeded> {
    let equality = Equality::of(&profile.verify);
    // Where the TEI holds the text as it stands, marks and all, nobody has to find them.
    let plain = text_reading::Found::default().stream(text, Notes::InPlace);
    let (plain, findings) = chosen(plain, tei, profile, Notes::Apart, &equality, meter)?;
    if plain.cost == 0 || findings::share(&plain).is_some_and(|share| share < STRANGE) {
        return Ok((plain, findings));
    }
    plain.release(meter);
    let found = text_reading::find(text, profile, meter)?;
    let compared =
        |(in_text, in_tei): (Notes, Notes)| chosen(found.stream(text, in_text), tei, profile, in_tei, &equality, meter);
    let (mut best, findings) = compared((Notes::Apart, Notes::Apart))?;
    let has_notes = best.text.zones.len() + best.tei.stream.zones.len() > 2;
    for reading in OTHER_READINGS.iter().filter(|_| has_notes) {
        if best.cost == 0 {
            break;
        }
        let (mut other, _) = compared(*reading)?;
        if other.cost < best.cost {
            std::mem::swap(&mut best, &mut other);
        }
        other.release(meter);
    }
    Ok((best, findings))
}

/// A text that has no characters to compare.
#[must_use]
pub fn empty_text() -> Diagnostic {
    Diagnostic::new(&diag::EMPTY_INPUT, "the text is empty").help("there is nothing to compare the TEI with")
}

/// Compares with that reading of each choice which the text has; gives what is not well-formed too.
///
/// # Errors
/// It takes more than the meter allows.
fn chosen(
    text: Stream,
    tei: &impl Input,
    profile: &Profile,
    notes: Notes,
    equality: &Equality,
    meter: &Meter,
) -> Result<(Comparison, Vec<Diagnostic>), Exceeded> {
    let mut turned = BTreeSet::new();
    let read = |turned: &BTreeSet<usize>| {
        let mut reader = Reader::new(profile, notes, turned);
        let unsound = roots::tell(tei, &mut reader);
        (reader.finish(), unsound)
    };
    let (reading, unsound) = read(&turned);
    let mut best = Comparison::of(text, reading, equality, meter)?;
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
        let mut other = Comparison::of(best.text.clone(), read(&turned).0, equality, meter)?;
        let is_better = other.cost < best.cost;
        if is_better {
            std::mem::swap(&mut best, &mut other);
        }
        other.release(meter);
        if !is_better {
            break;
        }
    }
    Ok((best, unsound))
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
