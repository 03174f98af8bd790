//! The role of each block: the best sequence that the grammar of a document allows.
//!
//! Takes the features of the blocks and the profile's weights; gives a [`Part`] for each block. A part is likely for its features
//! and for the part before it; the grammar says what may follow what, so that a short last line is a signature only where a
//! signature can stand. Viterbi's algorithm finds the sequence with the greatest sum. Promises a sequence for every input (all
//! paragraphs is one), and one that can be written as valid TEI.

use super::blocks::{Shape, TextBlock};
use super::features::{Features, NAMES};
use crate::diag::{self, Diagnostic};
use crate::profile::Profile;
use crate::settings;
use crate::text::{Source, nearest};

/// What a block can be, in the grammar of a document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Part {
    Source,
    Label,
    Head,
    Dateline,
    Marking,
    Address,
    Letterhead,
    Salute,
    Paragraph,
    Section,
    ListHead,
    List,
    Table,
    Verse,
    Quotation,
    Valediction,
    Signed,
    Affiliation,
    ClosingDateline,
    ClosingAddress,
    Postscript,
    PostscriptParagraph,
    PostscriptList,
    PostscriptTable,
    PostscriptVerse,
    PostscriptSigned,
}

/// How far a division has come.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Stage {
    Start = 1,
    Headed = 2,
    Opened = 4,
    Body = 8,
    Closed = 16,
    Postscript = 32,
    PostscriptSigned = 64,
}

const BEFORE_BODY: u8 = Stage::Start as u8 | Stage::Headed as u8 | Stage::Opened as u8;
const TO_BODY: u8 = BEFORE_BODY | Stage::Body as u8;
const TO_CLOSER: u8 = Stage::Body as u8 | Stage::Closed as u8;
const TO_POSTSCRIPT: u8 = TO_CLOSER | Stage::Postscript as u8 | Stage::PostscriptSigned as u8;
const AFTER_BODY: u8 = Stage::Closed as u8 | Stage::Postscript as u8 | Stage::PostscriptSigned as u8;
const ANY: u8 = 127;

struct Row {
    part: Part,
    /// The name in `[weights]`.
    name: &'static str,
    /// The stages in which it may come.
    from: u8,
    /// The stage after it.
    to: Stage,
}

const fn row(part: Part, name: &'static str, from: u8, to: Stage) -> Row {
    Row { part, name, from, to }
}

/// The grammar: where each part may stand and where the division is then.
const GRAMMAR: [Row; 26] = [
    row(Part::Source, "source", Stage::Start as u8, Stage::Start),
    row(Part::Label, "label", ANY, Stage::Start),
    row(Part::Head, "head", Stage::Start as u8 | Stage::Headed as u8, Stage::Headed),
    row(Part::Dateline, "dateline", BEFORE_BODY, Stage::Opened),
    row(Part::Marking, "marking", BEFORE_BODY, Stage::Opened),
    row(Part::Address, "address", BEFORE_BODY, Stage::Opened),
    row(Part::Letterhead, "letterhead", BEFORE_BODY, Stage::Opened),
    row(Part::Salute, "salute", BEFORE_BODY, Stage::Opened),
    row(Part::Paragraph, "paragraph", TO_BODY, Stage::Body),
    row(Part::Section, "section", TO_BODY, Stage::Body),
    row(Part::ListHead, "list-head", TO_BODY, Stage::Body),
    row(Part::List, "list", TO_BODY, Stage::Body),
    row(Part::Table, "table", TO_BODY, Stage::Body),
    row(Part::Verse, "verse", TO_BODY, Stage::Body),
    row(Part::Quotation, "quotation", TO_BODY, Stage::Body),
    row(Part::Valediction, "valediction", TO_CLOSER, Stage::Closed),
    row(Part::Signed, "signed", TO_CLOSER, Stage::Closed),
    row(Part::Affiliation, "affiliation", Stage::Closed as u8, Stage::Closed),
    row(Part::ClosingDateline, "closing-dateline", TO_CLOSER, Stage::Closed),
    row(Part::ClosingAddress, "closing-address", TO_CLOSER, Stage::Closed),
    row(Part::Postscript, "postscript", TO_POSTSCRIPT, Stage::Postscript),
    row(Part::PostscriptParagraph, "postscript-paragraph", Stage::Postscript as u8, Stage::Postscript),
    row(Part::PostscriptList, "list", Stage::Postscript as u8, Stage::Postscript),
    row(Part::PostscriptTable, "table", Stage::Postscript as u8, Stage::Postscript),
    row(Part::PostscriptVerse, "verse", AFTER_BODY, Stage::Postscript),
    row(Part::PostscriptSigned, "postscript-signed", Stage::Postscript as u8, Stage::PostscriptSigned),
];

/// The weights of a profile, ready for use: for each row of the grammar one number a feature, and one a part before.
struct Weights {
    features: Vec<Vec<f32>>,
    after: Vec<Vec<f32>>,
}

/// Findings about `[weights]` of a profile: names that are neither roles nor features.
#[must_use]
pub fn check_weights(profile: &Profile, source: &Source) -> Vec<Diagnostic> {
    let roles: Vec<&str> = GRAMMAR.iter().map(|row| row.name).collect();
    let after: Vec<String> = roles.iter().chain(&["start"]).map(|role| format!("after-{role}")).collect();
    let features: Vec<&str> = NAMES.iter().copied().chain(after.iter().map(String::as_str)).collect();
    let mut found = Vec::new();
    let mut unknown = |kind: &str, path: &[&str], name: &str, known: &[&str]| {
        let finding = Diagnostic::new(&diag::UNKNOWN_KEY, format!("`{name}` is no {kind}"));
        let finding = Diagnostic { span: settings::span_of(source, path), ..finding };
        found.push(match nearest(name, known) {
            Some(likely) => finding.help(format!("did you mean `{likely}`?")),
            None => finding,
        });
    };
    for (role, weights) in &profile.weights {
        if !roles.contains(&role.as_str()) {
            unknown("role", &["weights", role], role, &roles);
            continue;
        }
        for name in weights.keys().filter(|name| !features.contains(&name.as_str())) {
            unknown("feature", &["weights", role, name], name, &features);
        }
    }
    found
}

impl Weights {
    fn of(profile: &Profile) -> Self {
        let get = |role: &str, feature: &str| {
            profile.weights.get(role).and_then(|features| features.get(feature)).copied().unwrap_or(0.0)
        };
        let features = GRAMMAR.iter().map(|row| NAMES.iter().map(|name| get(row.name, name)).collect()).collect();
        let after = GRAMMAR
            .iter()
            .map(|row| {
                let before = GRAMMAR.iter().map(|before| before.name).chain(["start"]);
                before.map(|before| get(row.name, &format!("after-{before}"))).collect()
            })
            .collect();
        Self { features, after }
    }

    fn of_features(&self, part: usize, features: Features) -> f32 {
        let mut bits = features.bits();
        let mut sum = 0.0;
        let Some(weights) = self.features.get(part) else { return sum };
        while bits != 0 {
            sum += weights.get(bits.trailing_zeros() as usize).copied().unwrap_or(0.0);
            bits &= bits - 1;
        }
        sum
    }

    fn after(&self, part: usize, before: usize) -> f32 {
        self.after.get(part).and_then(|row| row.get(before)).copied().unwrap_or(0.0)
    }
}

const NOWHERE: f32 = f32::NEG_INFINITY;
const PARTS: usize = GRAMMAR.len();

/// The part of each block; `None` for page breaks.
pub(super) fn parts(blocks: &[TextBlock], features: &[Features], profile: &Profile) -> Vec<Option<Part>> {
    let weights = Weights::of(profile);
    let counted: Vec<usize> = blocks
        .iter()
        .enumerate()
        .filter(|(_, block)| !matches!(block.shape, Shape::Page(_)))
        .map(|(at, _)| at)
        .collect();
    let mut gains = [NOWHERE; PARTS];
    let mut trail: Vec<[u8; PARTS]> = Vec::with_capacity(counted.len());
    for (rank, at) in counted.iter().enumerate() {
        let (Some(block), Some(set)) = (blocks.get(*at), features.get(*at)) else { continue };
        let mut next = [NOWHERE; PARTS];
        let mut from = [0_u8; PARTS];
        for (index, row) in GRAMMAR.iter().enumerate().filter(|(_, row)| fits(row.part, block.shape)) {
            let own = weights.of_features(index, *set);
            let best = if rank == 0 {
                let may_begin = row.from & Stage::Start as u8 != 0;
                may_begin.then(|| (weights.after(index, PARTS), 0))
            } else {
                best_before(index, row, &gains, &weights)
            };
            if let (Some((gain, before)), Some(slot), Some(back)) = (best, next.get_mut(index), from.get_mut(index)) {
                *slot = gain + own;
                *back = u8::try_from(before).unwrap_or(0);
            }
        }
        gains = next;
        trail.push(from);
    }
    let mut found = vec![None; blocks.len()];
    let mut part = best_index(&gains);
    for (at, from) in counted.iter().zip(&trail).rev() {
        if let Some(slot) = found.get_mut(*at) {
            *slot = GRAMMAR.get(part).map(|row| row.part);
        }
        part = from.get(part).copied().unwrap_or(0).into();
    }
    found
}

fn best_before(index: usize, row: &Row, gains: &[f32; PARTS], weights: &Weights) -> Option<(f32, usize)> {
    let mut best: Option<(f32, usize)> = None;
    for (before, (gain, earlier)) in gains.iter().zip(&GRAMMAR).enumerate() {
        if *gain == NOWHERE || row.from & earlier.to as u8 == 0 {
            continue;
        }
        let gain = gain + weights.after(index, before);
        if best.is_none_or(|best| gain > best.0) {
            best = Some((gain, before));
        }
    }
    best
}

fn best_index(gains: &[f32; PARTS]) -> usize {
    let mut best = 0;
    for (at, gain) in gains.iter().enumerate() {
        if gains.get(best).is_none_or(|so_far| gain > so_far) {
            best = at;
        }
    }
    best
}

/// Which parts a block of this shape can be.
fn fits(part: Part, shape: Shape) -> bool {
    match part {
        Part::List | Part::PostscriptList => matches!(shape, Shape::Item(_) | Shape::ItemLabel | Shape::LabelledItem),
        Part::Table | Part::PostscriptTable => shape == Shape::Rows,
        _ => shape == Shape::Text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::profile;

    #[test]
    fn weights_of_built_in_profiles_name_known_features() {
        for name in profile::BUILT_IN {
            let profile = profile::built_in(name).unwrap();
            assert_eq!(check_weights(&profile, &Source::new(*name, "")), []);
        }
    }

    #[test]
    fn unknown_names_point_into_the_file() {
        let source = Source::new("house.toml", "[weights.salut]\nany = 1.0\n[weights.head]\nfirts = 1.0\n");
        let (profile, _) = profile::read(&source);
        let found = check_weights(&profile.unwrap(), &source);
        let rows: Vec<_> = found.iter().map(|f| (source.slice(f.span.unwrap()), f.help.clone().unwrap())).collect();
        assert_eq!(
            rows,
            [("1.0", "did you mean `first`?".into()), ("[weights.salut]", "did you mean `salute`?".into())]
        );
    }
}
