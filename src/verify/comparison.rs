//! Two readings and what they have in common. Takes the streams of a text and of TEI; gives their tokens, the steps through both, and what it costs to
//! make one of the other.

use imara_diff::{Interner, Token as Meaning};

use super::compare::{Part, Side, Step, compare};
use super::equality::Equality;
use super::joined;
use super::stream::{Mark, Point, PointKind, Stream};
use super::tei_reading::TeiReading;
use super::tokens::{Token, TokenKind, Tokens, index};
use crate::budget::{Exceeded, Meter};

/// Two readings, and what they have in common.
pub(super) struct Comparison {
    pub(super) text: Stream,
    text_tokens: Tokens,
    pub(super) tei: TeiReading,
    tei_tokens: Tokens,
    pub(super) steps: Vec<Step>,
    /// Characters that only one has.
    pub(super) cost: u64,
    /// Bytes that its tokens and steps take.
    bytes: u64,
}

/// Bytes that a token takes, and one that no other says, about.
const TOKEN: usize = size_of::<Token>() + size_of::<Meaning>();
const MEANING: usize = 64;

impl Comparison {
    /// Compares; the meter is told what that takes, until [`Self::release`].
    ///
    /// # Errors
    /// It takes more than the meter allows.
    pub(super) fn of(text: Stream, tei: TeiReading, equality: &Equality, meter: &Meter) -> Result<Self, Exceeded> {
        let mut bytes = 0;
        let mut hold = |count: usize, each: usize| {
            bytes += (count * each) as u64;
            meter.hold((count * each) as u64)
        };
        let mut interner = Interner::new(text.text.len() / 4);
        let mut text_tokens = Tokens::of(&text, equality, &mut interner);
        hold(text_tokens.tokens.len(), TOKEN)?;
        let mut tei_tokens = Tokens::of(&tei.stream, equality, &mut interner);
        hold(tei_tokens.tokens.len(), TOKEN)?;
        hold(index(interner.num_tokens()), MEANING)?;
        let parted = joined::parted(side(&text, &text_tokens), side(&tei.stream, &tei_tokens));
        text_tokens = parted.unwrap_or(text_tokens);
        let parted = joined::parted(side(&tei.stream, &tei_tokens), side(&text, &text_tokens));
        tei_tokens = parted.unwrap_or(tei_tokens);
        let (a, b) = (side(&text, &text_tokens), side(&tei.stream, &tei_tokens));
        let steps = compare(a, b, equality, interner.num_tokens());
        drop(interner);
        hold(steps.len(), size_of::<Step>())?;
        let cost = steps.iter().map(|step| step_cost(step, &text_tokens)).sum();
        Ok(Self { text, text_tokens, tei, tei_tokens, steps, cost, bytes })
    }

    /// What it took is held no longer.
    pub(super) fn release(self, meter: &Meter) {
        meter.release(self.bytes);
    }

    pub(super) fn text_side(&self) -> Side<'_> {
        side(&self.text, &self.text_tokens)
    }

    pub(super) fn tei_side(&self) -> Side<'_> {
        side(&self.tei.stream, &self.tei_tokens)
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

fn side<'s>(stream: &'s Stream, tokens: &'s Tokens) -> Side<'s> {
    Side { stream, tokens }
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
