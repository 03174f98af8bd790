//! White space between characters that are the same. Takes the steps of a comparison; gives the places where only one of the two has any, or
//! another kind of it.

use super::compare::{Part, Piece, Side, Step};
use super::stream::Stream;
use super::tokens::{Gap, TokenKind, index};

/// What is unlike.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Unlike {
    /// The TEI joins what the text parts.
    Joined,
    /// The TEI parts what the text joins.
    Parted,
    /// Both have white space, of another kind.
    Character(Option<char>, Option<char>),
}

/// Where white space is unlike: the characters before and behind it.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Place {
    pub(super) unlike: Unlike,
    /// Whether words stand on both sides.
    pub(super) is_between_words: bool,
    pub(super) text: Part,
    pub(super) tei: Part,
}

/// Finds all places.
pub(super) fn find(text: Side<'_>, tei: Side<'_>, steps: &[Step]) -> Vec<Place> {
    let mut found = Vec::new();
    let mut before: Option<(Piece, Piece)> = None;
    for step in steps {
        match step {
            Step::Same(a, b) => {
                found.extend(before.and_then(|(x, y)| between(text, tei, (x, *a), (y, *b))));
                before = Some((*a, *b));
            }
            Step::Differs(..) | Step::Moved(..) | Step::Doubled(..) => before = None,
            Step::Mark(..) | Step::LostMark(_) | Step::ExtraMark(_) => {}
        }
    }
    found
}

fn between(text: Side<'_>, tei: Side<'_>, mine: (Piece, Piece), theirs: (Piece, Piece)) -> Option<Place> {
    let (a, b) = (gap(text, mine)?, gap(tei, theirs)?);
    let place = |(before, behind): (Piece, Piece)| before.end.min(behind.start)..behind.start;
    let (text_place, tei_place) = (place(mine), place(theirs));
    let is_hyphen = before(text.stream, text_place.start).is_some_and(|c| matches!(c, '-' | '¬' | '=' | '⸗' | '‐'));
    let unlike = match (a.is_space, b.is_space) {
        (true, false) if b.is_maybe || b.is_join && (a.is_line || is_hyphen) => return None,
        (false, true) if b.is_maybe || b.is_join => return None,
        (true, false) => Unlike::Joined,
        (false, true) => Unlike::Parted,
        (true, true) if a.special != b.special && !b.is_maybe => Unlike::Character(a.special, b.special),
        _ => return None,
    };
    let is_word = |c: Option<char>| c.is_some_and(super::characters::is_word);
    let is_between_words = is_word(before(tei.stream, tei_place.start)) && is_word(behind(tei.stream, tei_place.end));
    Some(Place { unlike, is_between_words, text: text_place, tei: tei_place })
}

fn before(stream: &Stream, at: u32) -> Option<char> {
    stream.text.get(..index(at))?.chars().next_back()
}

fn behind(stream: &Stream, at: u32) -> Option<char> {
    stream.text.get(index(at)..)?.chars().next()
}

/// The white space between two pieces of one zone, marks between them left out.
fn gap(side: Side<'_>, (before, behind): (Piece, Piece)) -> Option<Gap> {
    let (first, last) = (side.token(index(before.token))?, side.token(index(behind.token))?);
    if first.zone != last.zone || before.token > behind.token {
        return None;
    }
    let tokens = index(before.token) + 1..=index(behind.token);
    let gap = tokens.filter_map(|at| side.token(at)).fold(Gap::default(), |gap, token| gap.and(token.gap));
    // A mark that is kept as text may have white space of its own.
    let inside = [first, last].into_iter().filter(|token| token.kind != TokenKind::Text);
    let parts = inside.map(|token| index(before.end.max(token.start))..index(behind.start.min(token.end)));
    Some(parts.filter_map(|part| side.stream.text.get(part)).fold(gap, |gap, text| gap.and(Gap::of(text))))
}
