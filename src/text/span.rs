//! A range of bytes in a source. Takes and gives plain numbers; holds no reference to the text.

/// A half-open range `start..end` of bytes in the decoded text of one [`Source`](super::Source).
///
/// Both ends lie on character boundaries of that text when the span was made from it.
///
/// ```
/// let span = recto::Span::new(5, 9);
/// assert_eq!(span.of("Dear Bill"), "Bill");
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span {
    /// First byte.
    pub start: usize,
    /// The byte after the last.
    pub end: usize,
}

impl Span {
    /// The range `start..end`; an end before the start gives an empty span at `start`.
    ///
    /// ```
    /// assert_eq!(recto::Span::new(5, 3), recto::Span::at(5));
    /// ```
    #[must_use]
    pub fn new(start: usize, end: usize) -> Self {
        Self { start, end: end.max(start) }
    }

    /// The empty span before byte `at`.
    ///
    /// ```
    /// assert!(recto::Span::at(5).is_empty());
    /// ```
    #[must_use]
    pub fn at(at: usize) -> Self {
        Self { start: at, end: at }
    }

    /// Whether no byte lies inside.
    ///
    /// ```
    /// assert!(recto::Span::new(5, 5).is_empty());
    /// ```
    #[must_use]
    pub fn is_empty(self) -> bool {
        self.start == self.end
    }

    /// Length in bytes.
    ///
    /// ```
    /// assert_eq!(recto::Span::new(5, 9).len(), 4);
    /// ```
    #[must_use]
    pub fn len(self) -> usize {
        self.end - self.start
    }

    /// The smallest span that covers both.
    ///
    /// ```
    /// assert_eq!(recto::Span::new(5, 9).to(recto::Span::at(2)), recto::Span::new(2, 9));
    /// ```
    #[must_use]
    pub fn to(self, other: Self) -> Self {
        Self { start: self.start.min(other.start), end: self.end.max(other.end) }
    }

    /// Whether `other` lies wholly inside.
    ///
    /// ```
    /// assert!(recto::Span::new(5, 9).contains(recto::Span::new(5, 7)));
    /// ```
    #[must_use]
    pub fn contains(self, other: Self) -> bool {
        self.start <= other.start && other.end <= self.end
    }

    /// The part of `text` it covers; empty when it does not fit the text.
    ///
    /// ```
    /// assert_eq!(recto::Span::new(0, 4).of("Dear Bill"), "Dear");
    /// ```
    #[must_use]
    pub fn of(self, text: &str) -> &str {
        text.get(self.start..self.end).unwrap_or_default()
    }

    /// The span without white space at either end, as it lies in `text`.
    ///
    /// ```
    /// assert_eq!(recto::Span::new(4, 9).trim("Dear Bill"), recto::Span::new(5, 9));
    /// ```
    #[must_use]
    pub fn trim(self, text: &str) -> Self {
        let inside = self.of(text);
        let start = self.start + (inside.len() - inside.trim_start().len());
        Self::new(start, start + inside.trim().len())
    }
}
