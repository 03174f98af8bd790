//! Words that one of two streams joins and the other one parts: "ÄußerenHerrn", where the lines of an address were put together. Takes the tokens of both;
//! parts a word that only one has, where two that stand beside each other in the other one are spelt so together.
//!
//! Else nothing that holds such a word would be the same in both, and a passage with several of them would not be found where it was moved or doubled.
//! That there is no white space between the parts is told as for any two words.

use rustc_hash::{FxHashMap, FxHashSet};

use super::compare::Side;
use super::tokens::{Gap, Token, TokenKind, Tokens};

/// Parts the words of one side as the other side has them.
pub(super) fn parted(own: Side<'_>, other: Side<'_>) -> Option<Tokens> {
    let known: FxHashSet<u32> = other.tokens.meanings.iter().map(|meaning| meaning.0).collect();
    let only_own =
        own.tokens.tokens.iter().zip(&own.tokens.meanings).filter(|(_, meaning)| !known.contains(&meaning.0));
    let words = only_own.filter(|(token, _)| token.kind == TokenKind::Text).map(|(token, _)| token.of(own.stream));
    let mut pairs: FxHashMap<&str, Option<usize>> = words.map(|word| (word, None)).collect();
    let mut together = String::new();
    let mut is_any = false;
    for (at, pair) in other.tokens.tokens.windows(2).enumerate() {
        let [first, second] = pair else { continue };
        if first.kind != TokenKind::Text || second.kind != TokenKind::Text || first.zone != second.zone {
            continue;
        }
        together.clear();
        together.extend([first.of(other.stream), second.of(other.stream)]);
        if let Some(place) = pairs.get_mut(together.as_str()) {
            place.get_or_insert(at);
            is_any = true;
        }
    }
    is_any.then(|| with_pairs(own, other, &pairs))
}

fn with_pairs(own: Side<'_>, other: Side<'_>, pairs: &FxHashMap<&str, Option<usize>>) -> Tokens {
    let mut made = Tokens::default();
    for (token, meaning) in own.tokens.tokens.iter().zip(&own.tokens.meanings) {
        let pair =
            (token.kind == TokenKind::Text).then(|| pairs.get(token.of(own.stream)).copied().flatten()).flatten();
        let parts = pair.and_then(|at| {
            let first = other.tokens.tokens.get(at)?;
            let meanings = other.tokens.meanings.get(at..at + 2)?;
            Some((token.start + (first.end - first.start), meanings))
        });
        match parts {
            Some((border, meanings)) => {
                made.tokens
                    .extend([Token { end: border, ..*token }, Token { start: border, gap: Gap::default(), ..*token }]);
                made.meanings.extend(meanings);
            }
            None => {
                made.tokens.push(*token);
                made.meanings.push(*meaning);
            }
        }
    }
    made
}
