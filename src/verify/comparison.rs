//! Two readings and what they have in common. Takes the streams of a text and of TEI; gives their tokens, the steps through both, and what it costs to
//! make one of the other.

use imara_diff::Interner;

use super::compare::{Part, Side, Step, compare};
use super::equality::Equality;
use super::stream::{Mark, Point, PointKind, Stream};
use super::tei_reading::TeiReading;
use super::tokens::{TokenKind, Tokens, index};

/// Two readings, and what they have in common.
pub(super) struct Comparison {
    pub(super) text: Stream,
    text_tokens: Tokens,
    pub(super) tei: TeiReading,
    tei_tokens: Tokens,
    pub(super) steps: Vec<Step>,
    /// Characters that only one has.
    pub(super) cost: u64,
}

impl Comparison {
    pub(super) fn of(text: Stream, tei: TeiReading, equality: &Equality) -> Self {
        let mut interner = Interner::new(text.text.len() / 4);
        let text_tokens = Tokens::of(&text, equality, &mut interner);
        let tei_tokens = Tokens::of(&tei.stream, equality, &mut interner);
        let (a, b) = (Side { stream: &text, tokens: &text_tokens }, Side { stream: &tei.stream, tokens: &tei_tokens });
        let steps = compare(a, b, equality, interner.num_tokens());
        drop(interner);
        let cost = steps.iter().map(|step| step_cost(step, &text_tokens)).sum();
        Self { text, text_tokens, tei, tei_tokens, steps, cost }
    }

    pub(super) fn text_side(&self) -> Side<'_> {
        Side { stream: &self.text, tokens: &self.text_tokens }
    }

    pub(super) fn tei_side(&self) -> Side<'_> {
        Side { stream: &self.tei.stream, tokens: &self.tei_tokens }
    }

    /// The mark or element of a token.
    pub(super) fn point(&self, token: u32, is_tei: bool) -> Option<&Point> {
        let (side, stream) = match is_tei {
            true => (self.tei_side(), &self.tei.stream),
            false => (self.text_side(), &self.text),
        };
        let TokenKind::Mark(point) = side.token(index(token))?.kind else { return None };
        stream.points.get(index(point))
    }

    /// What it is.
    pub(super) fn mark(&self, token: u32, is_tei: bool) -> Option<Mark> {
        match self.point(token, is_tei)?.kind {
            PointKind::Mark(mark) => Some(mark),
            PointKind::MaybeBreak | PointKind::JoinBreak => None,
        }
    }
}

fn step_cost(step: &Step, text: &Tokens) -> u64 {
    let length = |part: &Part| u64::from(part.end - part.start);
    match step {
        Step::Differs(text, tei) => length(text) + length(tei),
        Step::Moved(text, _) => length(text),
        Step::Doubled(_, tei) => length(tei),
        Step::LostMark(at) => text.tokens.get(index(*at)).map_or(0, |mark| u64::from(mark.end - mark.start)),
        Step::Same(..) | Step::Mark(..) | Step::ExtraMark(_) => 0,
    }
}
