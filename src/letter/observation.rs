//! What the model of sequences sees of a block. Takes blocks with their features; gives [`Observation`]s in order, page marks left out.
//!
//! The words of a block are those of a short one alone: the first, the last and any, in small letters, without what is no letter or
//! figure. Leaves out what they count (`profile::LinearModel`) and what the block is (`roles`).

use enumset::EnumSet;

use super::blocks::{Shape, TextBlock};
use super::words::MASK;
use crate::model::{Role, Styled};
use crate::profile::Feature;
use crate::text::Span;

/// The most words of a short block.
const MOST_WORDS: usize = 15;
/// The most bytes that are looked at for words.
const LONGEST: usize = 400;
/// The most characters of a word that tell it from others.
const STEM: usize = 12;

/// A block as the model sees it.
#[derive(Clone, Debug)]
pub struct Observation {
    /// Where it stands in the text.
    pub span: Span,
    /// How it looks.
    pub(super) shape: Shape,
    /// Its features.
    pub features: EnumSet<Feature>,
    /// Its words with their places; none where words do not count.
    pub words: Vec<String>,
    /// What the original says that it is.
    pub(super) role: Option<Role>,
}

/// Whether words are looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum WordsOf {
    /// Words count.
    ShortBlocks,
    /// They do not.
    Nothing,
}

/// The observations of blocks, each with the index of its block.
pub(super) fn of_blocks(
    blocks: &[TextBlock<'_>],
    features: &[EnumSet<Feature>],
    words: WordsOf,
) -> Vec<(usize, Observation)> {
    let all = blocks.iter().zip(features).enumerate().filter(|(_, (block, _))| !matches!(block.shape, Shape::Page(_)));
    all.map(|(at, (block, features))| {
        let text = block.facts.as_ref().map(|facts| facts.text).filter(|_| words == WordsOf::ShortBlocks);
        let words = text.map(words_of).unwrap_or_default();
        (at, Observation { span: block.span, shape: block.shape, features: *features, words, role: None })
    })
    .collect()
}

/// Tells the blocks of paragraphs that have a style what they are. Both are in the order of the text.
pub(super) fn set_roles(observations: &mut [Observation], styled: &[Styled]) {
    let mut styled = styled.iter().peekable();
    for seen in observations {
        while styled.next_if(|styled| styled.span.end <= seen.span.start).is_some() {}
        let around =
            styled.peek().filter(|styled| styled.span.start <= seen.span.start && seen.span.end <= styled.span.end);
        seen.role = around.map(|styled| styled.role);
    }
}

/// The words of a short block: each once.
fn words_of(text: &str) -> Vec<String> {
    if text.len() > LONGEST {
        return Vec::new();
    }
    let words: Vec<String> =
        text.split(|c: char| c.is_whitespace() || c == MASK).map(stem).filter(|w| !w.is_empty()).collect();
    if words.len() > MOST_WORDS {
        return Vec::new();
    }
    let first = words.first().map(|word| format!("first:{word}"));
    let last = words.last().map(|word| format!("last:{word}"));
    let mut all: Vec<String> =
        first.into_iter().chain(last).chain(words.iter().map(|word| format!("any:{word}"))).collect();
    all.sort_unstable();
    all.dedup();
    all
}

fn stem(word: &str) -> String {
    word.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).take(STEM).collect()
}
