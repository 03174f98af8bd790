//! What the model of sequences sees of a block. Takes blocks with their features; gives [`Observation`]s in order, page marks left out.
//!
//! The words of a short block are the first, the last and any; those of a longer one that with which it begins and that with which it ends,
//! which tell a farewell from a paragraph. To them come the words of short neighbours that stand next to it: the last one above it, the first
//! one below. They are in small letters, without what is no letter or figure. Leaves out what they count (`profile::LinearModel`) and what the block is (`roles`).

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
    /// Its words with their places (`first:`, `last:` and `any:` of a short block, `begins:` and `ends:` of a longer one, `above:` and `below:`
    /// beside it); none where words do not count.
    pub words: Vec<String>,
    /// What the original says that it is.
    pub(super) role: Option<Role>,
}

/// Whether words are looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum WordsOf {
    /// Words count.
    Blocks,
    /// They do not.
    Nothing,
}

/// The observations of blocks, each with the index of its block.
pub(super) fn of_blocks(
    blocks: &[TextBlock<'_>],
    features: &[EnumSet<Feature>],
    words: WordsOf,
) -> Vec<(usize, Observation)> {
    let own: Vec<Vec<String>> = blocks
        .iter()
        .map(|block| match (&block.facts, words) {
            (Some(facts), WordsOf::Blocks) => words_of(facts.text),
            _ => Vec::new(),
        })
        .collect();
    let neighbours = |at: usize| {
        let above = at.checked_sub(1).and_then(|at| word_at(&own, at, "last:")).map(|word| format!("above:{word}"));
        let below = word_at(&own, at + 1, "first:").map(|word| format!("below:{word}"));
        [above, below]
    };
    let beside: Vec<[Option<String>; 2]> = (0..own.len()).map(neighbours).collect();
    let all = blocks.iter().zip(features).zip(own.into_iter().zip(beside)).enumerate();
    all.filter(|(_, ((block, _), _))| !matches!(block.shape, Shape::Page(_)))
        .map(|(at, ((block, features), (mut words, beside)))| {
            words.extend(beside.into_iter().flatten());
            (at, Observation { span: block.span, shape: block.shape, features: *features, words, role: None })
        })
        .collect()
}

/// The word in this place of a block, which is one of these.
fn word_at<'w>(all: &'w [Vec<String>], block: usize, place: &str) -> Option<&'w str> {
    all.get(block)?.iter().find_map(|word| word.strip_prefix(place))
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

/// The words of a block: each once.
fn words_of(text: &str) -> Vec<String> {
    let words = || text.split(|c: char| c.is_whitespace() || c == MASK).map(stem).filter(|word| !word.is_empty());
    let most = if text.len() <= LONGEST { MOST_WORDS + 1 } else { 0 };
    let few: Vec<String> = words().take(most).collect();
    if few.is_empty() || few.len() > MOST_WORDS {
        let begins = words().next().map(|word| format!("begins:{word}"));
        return begins.into_iter().chain(words().next_back().map(|word| format!("ends:{word}"))).collect();
    }
    let first = few.first().map(|word| format!("first:{word}"));
    let last = few.last().map(|word| format!("last:{word}"));
    let mut all: Vec<String> =
        first.into_iter().chain(last).chain(few.iter().map(|word| format!("any:{word}"))).collect();
    all.sort_unstable();
    all.dedup();
    all
}

fn stem(word: &str) -> String {
    word.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).take(STEM).collect()
}

#[cfg(test)]
mod tests {
    use super::super::blocks::cut;
    use super::super::layout::Layout;
    use super::super::pages;
    use super::*;
    use crate::profile::built_in;
    use crate::text::Source;

    #[test]
    fn a_longer_block_has_the_words_at_its_ends() {
        assert_eq!(words_of("Dear Bill:"), ["any:bill", "any:dear", "first:dear", "last:bill"]);
        let long = "Farewell, and tell all at home that the barges came up on the tide this morning, yours";
        assert_eq!(words_of(long), ["begins:farewell", "ends:yours"]);
        assert_eq!(words_of(&long.replace("tide", &"x".repeat(400))), ["begins:farewell", "ends:yours"]);
        assert!(words_of("— — —").is_empty());
    }

    #[test]
    fn a_block_has_the_words_next_to_it() {
        let profile = built_in("letter").unwrap();
        let text = "Dear Bill,\n\n[Page 2]\n\nYours truly,\n\nEd Bell";
        let lines: Vec<Span> = Source::new("x", text).lines().collect();
        let blocks = cut(text, &lines, &pages::find(text, &profile.page), Layout::of(&profile));
        let seen = of_blocks(&blocks, &vec![EnumSet::empty(); blocks.len()], WordsOf::Blocks);
        let beside = |seen: &Observation| {
            let words = seen.words.iter().filter(|word| word.starts_with("above:") || word.starts_with("below:"));
            words.cloned().collect::<Vec<_>>()
        };
        let found: Vec<Vec<String>> = seen.iter().map(|(_, seen)| beside(seen)).collect();
        assert_eq!(found, [vec![], vec!["below:ed".to_owned()], vec!["above:truly".to_owned()]]);
        let nothing = of_blocks(&blocks, &vec![EnumSet::empty(); blocks.len()], WordsOf::Nothing);
        assert!(nothing.iter().all(|(_, seen)| seen.words.is_empty()));
    }
}
