//! Several who sign below one another. Takes blocks and what is known of each; gives those that are names of persons with nothing
//! but names below them, to the end of a letter. The last of them is a signature anyway. Leaves out whether a letter can end there:
//! `roles` decides.

use super::blocks::TextBlock;
use super::features::Features;
use super::words::{bare, begins_in, is_personal_name};
use crate::profile::Profile;

/// The most names below one another with which a letter ends. More are a list.
const MOST_SIGNERS: usize = 4;

/// The upper ones of several signatures, as indices into `blocks`; `texts` are those of the blocks that are text.
pub(super) fn find(
    texts: &[usize],
    blocks: &[TextBlock],
    masked: &str,
    profile: &Profile,
    features: &[Features],
) -> Vec<usize> {
    let has = |at: usize, name: &str| features.get(at).is_some_and(|set| set.has(name));
    let is_name = |at: usize| has(at, "name") && !has(at, "valediction") && !has(at, "leads-to-name");
    let is_last = |at: usize| has(at, "last");
    let is_person = |at: usize| {
        let text = blocks.get(at).map(|block| bare(block.span.of(masked))).unwrap_or_default();
        is_personal_name(text) && !begins_in(text, profile, |table| &table.titles)
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::profile::built_in;

    #[test]
    fn several_sign() {
        let profile = built_in("letter").unwrap();
        let signers = |text: &str| {
            let lines: Vec<_> = crate::text::Source::new("x", text).lines().collect();
            let blocks = super::super::blocks::cut(text, &lines, &[], &profile);
            let all = Features::of_all(&blocks, text, &profile);
            all.iter().map(|set| set.has("before-names")).collect::<Vec<_>>()
        };
        assert_eq!(signers("We thank you.\n\nN. Khrushchev\n\nL. Brezhnev"), [false, true, false]);
        assert_eq!(signers("Yours,\n\nAnn Lee\n\nBen Lee\n\nTom Lee"), [false, true, true, false]);
        assert_eq!(signers("There were:\n\nA One\n\nB Two\n\nC Three\n\nD Four\n\nE Five"), [false; 6]);
        assert_eq!(signers("There were:\n\nMr. Hull\n\nMr. Eden"), [false; 3]);
    }
}
