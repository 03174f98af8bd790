//! Edits of a text. Takes places of a text and what replaces them; gives the text with the edits, and the edits that lead back.
//!
//! Promises that no two edits overlap: what would is refused when they are put together, not found in a broken text. Edits that touch
//! are made in the order of their places, those at one place in the order they are given.

use super::Span;

/// What replaces a part of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edit {
    /// What is replaced; empty where something is added.
    pub span: Span,
    /// What takes its place.
    pub text: String,
}

impl Edit {
    /// An edit.
    #[must_use]
    pub fn new(span: Span, text: impl Into<String>) -> Self {
        Self { span, text: text.into() }
    }
}

/// Edits of one text, in order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Edits(Vec<Edit>);

impl Edits {
    /// These edits; `None` where two of them overlap.
    #[must_use]
    pub fn new(edits: impl IntoIterator<Item = Edit>) -> Option<Self> {
        let edits = sorted(edits);
        edits.is_sorted_by(|one, next| one.span.end <= next.span.start).then_some(Self(edits))
    }

    /// These edits without those that overlap an earlier one.
    #[must_use]
    pub fn without_overlaps(edits: impl IntoIterator<Item = Edit>) -> Self {
        let mut end = 0;
        let mut edits = sorted(edits);
        edits.retain(|edit| {
            let is_apart = end <= edit.span.start;
            end = if is_apart { edit.span.end } else { end };
            is_apart
        });
        Self(edits)
    }

    /// The edits, by place.
    #[must_use]
    pub fn as_slice(&self) -> &[Edit] {
        &self.0
    }

    /// How many there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The text with the edits. They are edits of this text.
    #[must_use]
    pub fn apply(&self, text: &str) -> String {
        let mut made = String::with_capacity(text.len());
        let mut at = 0;
        for edit in &self.0 {
            made.push_str(Span::new(at, edit.span.start).of(text));
            made.push_str(&edit.text);
            at = edit.span.end;
        }
        made.push_str(text.get(at..).unwrap_or_default());
        made
    }

    /// Where what is put into the text stands in what [`Self::apply`] makes, by the order of the edits. Places outside of every text, as
    /// somebody may have written them by hand, stay outside.
    pub fn written(&self) -> impl Iterator<Item = Span> {
        let (mut read, mut written) = (0, 0);
        self.0.iter().map(move |edit| {
            let start = edit.span.start.saturating_sub(read).saturating_add(written);
            (read, written) = (edit.span.end, start.saturating_add(edit.text.len()));
            Span::new(start, written)
        })
    }

    /// The edits that make `text` of what [`Self::apply`] makes of it.
    #[must_use]
    pub fn reversed(&self, text: &str) -> Self {
        Self(self.written().zip(&self.0).map(|(span, edit)| Edit::new(span, edit.span.of(text))).collect())
    }

    /// Where a place of the text lies after the edits; nowhere when it was replaced.
    #[must_use]
    pub fn moved(&self, at: usize) -> Option<usize> {
        let before = self.written().zip(&self.0).take_while(|(_, edit)| edit.span.start <= at).last();
        match before {
            Some((_, edit)) if at < edit.span.end => None,
            Some((written, edit)) => (at - edit.span.end).checked_add(written.end),
            None => Some(at),
        }
    }
}

fn sorted(edits: impl IntoIterator<Item = Edit>) -> Vec<Edit> {
    let mut edits: Vec<Edit> = edits.into_iter().collect();
    edits.sort_by_key(|edit| edit.span);
    edits
}

#[cfg(test)]
mod tests {
    use super::*;

    fn edit(start: usize, end: usize, text: &str) -> Edit {
        Edit::new(Span::new(start, end), text)
    }

    #[test]
    fn edits_lead_there_and_back() {
        let text = "one two three";
        let edits = Edits::new([edit(8, 13, "3"), edit(0, 3, "first")]).unwrap();
        let made = edits.apply(text);
        assert_eq!(made, "first two 3");
        assert_eq!(edits.reversed(text).apply(&made), text);
        let places = [0, 3, 4, 8, 13].map(|at| edits.moved(at));
        assert_eq!(places, [None, Some(5), Some(6), None, Some(11)]);
        assert_eq!(Edits::default().moved(2), Some(2));
        let outside = Edits::new([edit(0, 0, "++"), edit(usize::MAX, usize::MAX, "+")]).unwrap();
        assert_eq!(outside.written().last(), Some(Span::at(usize::MAX)));
        assert_eq!([7, usize::MAX - 1, usize::MAX].map(|at| outside.moved(at)), [Some(9), None, Some(usize::MAX)]);
    }

    #[test]
    fn what_overlaps_is_refused() {
        for (edits, made) in [
            (&[edit(1, 2, "x"), edit(2, 3, "y")][..], Some("axyd")),
            (&[edit(1, 1, "x"), edit(1, 1, "y"), edit(1, 3, "")][..], Some("axyd")),
            (&[edit(1, 3, "x"), edit(2, 2, "y")][..], None),
            (&[edit(2, 4, "x"), edit(0, 3, "y")][..], None),
        ] {
            let whole = Edits::new(edits.iter().cloned());
            assert_eq!(whole.as_ref().map(|edits| edits.apply("abcd")).as_deref(), made);
            assert!(whole.is_none_or(|whole| whole == Edits::without_overlaps(edits.iter().cloned())));
        }
        let edits = [edit(5, 6, ""), edit(4, 4, "+"), edit(1, 3, "y"), edit(1, 2, "x")];
        assert_eq!(Edits::without_overlaps(edits).apply("abcdef"), "axcd+e");
    }
}
