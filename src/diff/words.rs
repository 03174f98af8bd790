//! Two short texts word by word, to show what differs. Takes texts with or without markup; gives each in pieces that the other one has
//! and pieces that it has not. A tag is one piece.

use imara_diff::{Algorithm, Diff, Interner};

use super::tokens;
use crate::text::Span;

/// A piece of a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Piece<'t> {
    /// What it says.
    pub text: &'t str,
    /// Whether the other text has it not.
    pub is_changed: bool,
}

/// Both texts in pieces.
#[must_use]
pub fn words<'t>(before: &'t str, after: &'t str) -> (Vec<Piece<'t>>, Vec<Piece<'t>>) {
    let (old, new) = (parts(before), parts(after));
    let mut interner = Interner::new(old.len() + new.len());
    let mut numbers = |parts: &[&'t str]| parts.iter().map(|part| interner.intern(*part)).collect::<Vec<_>>();
    let (a, b) = (numbers(&old), numbers(&new));
    let mut diff = Diff::default();
    diff.compute_with(Algorithm::Histogram, &a, &b, interner.num_tokens());
    (pieces(before, &old, |at| diff.is_removed(at)), pieces(after, &new, |at| diff.is_added(at)))
}

/// Tags, words, and what stands between them.
fn parts(text: &str) -> Vec<&str> {
    let mut parts = Vec::new();
    let mut rest = text;
    while !rest.is_empty() {
        let tag = rest.find('<').unwrap_or(rest.len());
        let (plain, markup) = rest.split_at(tag);
        let mut at = 0;
        for word in tokens::words(plain) {
            parts.extend([Span::new(at, word.start).of(plain), word.of(plain)]);
            at = word.end;
        }
        parts.push(plain.get(at..).unwrap_or_default());
        let end = markup.find('>').map_or(markup.len(), |end| end + 1);
        let (tag, after) = markup.split_at(end);
        parts.push(tag);
        rest = after;
    }
    parts.retain(|part| !part.is_empty());
    parts
}

/// Neighbours of the same kind as one piece.
fn pieces<'t>(text: &'t str, parts: &[&'t str], is_changed: impl Fn(u32) -> bool) -> Vec<Piece<'t>> {
    let mut made: Vec<Piece<'t>> = Vec::new();
    let (mut start, mut end) = (0, 0);
    for (part, at) in parts.iter().zip(0..) {
        let is_changed = is_changed(at);
        if made.last().is_none_or(|last| last.is_changed != is_changed) {
            start = end;
            made.push(Piece { text: "", is_changed });
        }
        end += part.len();
        if let Some(last) = made.last_mut() {
            last.text = Span::new(start, end).of(text);
        }
    }
    made
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_that_differ_are_marked() {
        let shown = |pieces: &[Piece<'_>]| -> String {
            let show =
                |piece: &Piece<'_>| if piece.is_changed { format!("[{}]", piece.text) } else { piece.text.into() };
            pieces.iter().map(show).collect()
        };
        let (before, after) = words("<p>Dear Bill,</p>", "<salute>Dear Jack,</salute>");
        assert_eq!(shown(&before), "[<p>]Dear [Bill],[</p>]");
        assert_eq!(shown(&after), "[<salute>]Dear [Jack],[</salute>]");
    }
}
