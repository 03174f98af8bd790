//! Places of a text and what takes their place. Takes a text; gives it with the replacements, and the patch that leads back.

use crate::text::Span;

/// Replacements of one text, in order and disjoint.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Patch(Vec<(Span, String)>);

impl Patch {
    /// These replacements, which are disjoint.
    #[must_use]
    pub fn new(mut replacements: Vec<(Span, String)>) -> Self {
        replacements.sort_by_key(|(span, _)| *span);
        Self(replacements)
    }

    /// The places and what takes their place, in order.
    #[must_use]
    pub fn replacements(&self) -> &[(Span, String)] {
        &self.0
    }

    /// The text with the replacements.
    #[must_use]
    pub fn apply(&self, text: &str) -> String {
        let mut made = String::with_capacity(text.len());
        let mut at = 0;
        for (span, new) in &self.0 {
            made.push_str(Span::new(at, span.start).of(text));
            made.push_str(new);
            at = span.end;
        }
        made.push_str(text.get(at..).unwrap_or_default());
        made
    }

    /// The patch that makes `text` of what [`Self::apply`] makes of it.
    #[must_use]
    pub fn reversed(&self, text: &str) -> Self {
        let (mut made, mut read, mut written) = (Vec::with_capacity(self.0.len()), 0, 0);
        for (span, new) in &self.0 {
            let start = written + span.start.saturating_sub(read);
            made.push((Span::new(start, start + new.len()), span.of(text).to_owned()));
            (read, written) = (span.end, start + new.len());
        }
        Self(made)
    }

    /// Where a place of the text lies after the replacements; nowhere when it was replaced.
    #[must_use]
    pub fn moved(&self, at: usize) -> Option<usize> {
        let (mut read, mut written) = (0, 0);
        for (span, new) in &self.0 {
            if at < span.start {
                break;
            }
            if at < span.end {
                return None;
            }
            written += span.start.saturating_sub(read) + new.len();
            read = span.end;
        }
        Some(written + (at - read))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_patch_leads_there_and_back() {
        let text = "one two three";
        let patch = Patch::new(vec![(Span::new(8, 13), "3".into()), (Span::new(0, 3), "first".into())]);
        let made = patch.apply(text);
        assert_eq!(made, "first two 3");
        assert_eq!(patch.reversed(text).apply(&made), text);
        let places = [0, 3, 4, 8, 13].map(|at| patch.moved(at));
        assert_eq!(places, [None, Some(5), Some(6), None, Some(11)]);
    }
}
