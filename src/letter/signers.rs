//! Several who sign below one another. Takes blocks and what is known of each; gives those that are names of persons with nothing
//! but names below them, to the end of a letter. The last of them is a signature anyway. Leaves out whether a letter can end there:
//! `roles` decides.

use super::blocks::TextBlock;
use super::words::{bare, is_personal_name};
use crate::profile::Lexicon;

/// The most names below one another with which a letter ends. More are a list.
const MOST_SIGNERS: usize = 4;

/// The upper ones of several signatures, as indices into `blocks`; `texts` are those of the blocks that are text. `is_name` says
/// which read like a name or a title and no formula, `is_last` with which a letter ends.
pub(super) fn find(
    texts: &[usize],
    blocks: &[TextBlock],
    masked: &str,
    lexicon: &Lexicon,
    is_name: impl Fn(usize) -> bool,
    is_last: impl Fn(usize) -> bool,
) -> Vec<usize> {
    let is_person = |at: usize| {
        let text = blocks.get(at).map(|block| bare(block.span.of(masked))).unwrap_or_default();
        is_personal_name(text) && !lexicon.titles.begins(text)
    };
    let mut found = Vec::new();
    for (rank, at) in texts.iter().enumerate().filter(|(_, at)| is_last(**at)) {
        let above = texts.get(..=rank).unwrap_or_default().iter().rev().copied();
        let names = above.take_while(|other| is_name(*other) && (other == at || !is_last(*other)));
        let names: Vec<usize> = names.take(MOST_SIGNERS + 1).collect();
        if names.len() <= MOST_SIGNERS {
            found.extend(names.into_iter().skip(1).filter(|at| is_person(*at)));
        }
    }
    found
}
