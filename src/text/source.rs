//! A named text with an index of its lines. Takes decoded text, or [`Excerpts`] of one that is too long to be held; gives lines and
//! positions. Leaves out where the text came from and how it was decoded.

use std::sync::OnceLock;

use memchr::{memchr, memchr_iter};

use super::Span;
use super::excerpts::Excerpts;

/// A text with a name for people (`letter.txt`, `<stdin>`) and an index of its lines, made when it is first asked for: a text
/// without findings needs none.
///
/// ```
/// let source = recto::Source::new("letter.txt", "Dear Bill:\nAll is well.\n");
/// assert_eq!(source.position(11).line, 2);
/// ```
#[derive(Clone, Debug)]
pub struct Source {
    name: String,
    text: String,
    line_starts: OnceLock<Vec<usize>>,
    /// Characters before each [`STRIDE`] bytes: a text of one line has as many findings as any other.
    counts: OnceLock<Vec<usize>>,
    excerpts: Option<Excerpts>,
}

/// Bytes whose characters are counted each time they are asked for.
const STRIDE: usize = 4096;

/// A place in a source as editors count it: both numbers from one, columns in characters.
///
/// ```
/// let source = recto::Source::new("letter.txt", "é–\nüb");
/// assert_eq!(source.position(8), recto::Position { line: 2, column: 2 });
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Position {
    /// Line, from one. Lines end at LF, CR LF, or a lone CR.
    pub line: usize,
    /// Characters (Unicode scalar values) before the place in its line, plus one.
    pub column: usize,
}

/// Two sources are the same where name and text are.
impl PartialEq for Source {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name && self.text == other.text
    }
}

impl Eq for Source {}

impl Source {
    /// Names a text.
    ///
    /// ```
    /// assert_eq!(recto::Source::new("letter.txt", "Dear Bill:").name(), "letter.txt");
    /// ```
    #[must_use]
    pub fn new(name: impl Into<String>, text: impl Into<String>) -> Self {
        Self {
            name: name.into(),
            text: text.into(),
            line_starts: OnceLock::new(),
            counts: OnceLock::new(),
            excerpts: None,
        }
    }

    /// Names a text of which only excerpts are held: positions in them are right, and [`Self::text`] is empty.
    ///
    /// ```
    /// use recto::internals::text::Excerpts;
    ///
    /// let mut excerpts = Excerpts::around(vec![2]);
    /// excerpts.pass("a\nb\n");
    /// assert_eq!(recto::Source::of_excerpts("large.xml", excerpts).position(2).line, 2);
    /// ```
    #[must_use]
    pub fn of_excerpts(name: impl Into<String>, excerpts: Excerpts) -> Self {
        Self { excerpts: Some(excerpts), ..Self::new(name, "") }
    }

    /// The name it was given.
    ///
    /// ```
    /// assert_eq!(recto::Source::new("<stdin>", "").name(), "<stdin>");
    /// ```
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// What stands before a byte and from there on, as far as it is held; a byte past the end is the end.
    ///
    /// ```
    /// assert_eq!(recto::Source::new("a", "Dear Bill").around(5), ("Dear ", "Bill"));
    /// ```
    #[must_use]
    pub fn around(&self, byte: usize) -> (&str, &str) {
        let (text, at) = match &self.excerpts {
            Some(excerpts) => excerpts.find(byte),
            None => (self.text.as_str(), byte),
        };
        text.split_at(floor_boundary(text, at))
    }

    /// The whole text.
    ///
    /// ```
    /// assert_eq!(recto::Source::new("a", "Dear Bill").text(), "Dear Bill");
    /// ```
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The text a span covers; empty when the span is not one of this source.
    ///
    /// ```
    /// assert_eq!(recto::Source::new("a", "Dear Bill").slice(recto::Span::new(5, 9)), "Bill");
    /// ```
    #[must_use]
    pub fn slice(&self, span: Span) -> &str {
        span.of(&self.text)
    }

    /// The position of a byte; one past the end gives the position after the last character.
    ///
    /// ```
    /// let place = recto::Source::new("a", "Dear\r\nBill").position(8);
    /// assert_eq!((place.line, place.column), (2, 3));
    /// ```
    #[must_use]
    pub fn position(&self, byte: usize) -> Position {
        if let Some(excerpts) = &self.excerpts {
            return excerpts.position(byte);
        }
        let byte = byte.min(self.text.len());
        let starts = self.line_starts();
        let line = starts.partition_point(|&start| start <= byte);
        let start = starts.get(line.saturating_sub(1)).copied().unwrap_or(0);
        let before = match self.text.get(start..byte) {
            Some(before) if before.len() < STRIDE => characters(before.as_bytes()),
            Some(_) => self.characters_before(byte) - self.characters_before(start),
            None => 0,
        };
        Position { line: line.max(1), column: before + 1 }
    }

    fn characters_before(&self, byte: usize) -> usize {
        let counts = self.counts.get_or_init(|| {
            let sums = self.text.as_bytes().chunks(STRIDE).scan(0, |sum, chunk| {
                *sum += characters(chunk);
                Some(*sum)
            });
            std::iter::once(0).chain(sums).collect()
        });
        let stride = byte / STRIDE;
        let rest = self.text.as_bytes().get(stride * STRIDE..byte).unwrap_or_default();
        counts.get(stride).copied().unwrap_or_default() + characters(rest)
    }

    /// The spans of all lines in order, without their line ends. An empty text has one empty line.
    ///
    /// ```
    /// let source = recto::Source::new("a", "Dear\r\nBill");
    /// let lines: Vec<&str> = source.lines().map(|line| source.slice(line)).collect();
    /// assert_eq!(lines, ["Dear", "Bill"]);
    /// ```
    pub fn lines(&self) -> impl Iterator<Item = Span> + '_ {
        let starts = self.line_starts();
        let ends = starts.iter().skip(1).copied().chain([self.text.len()]);
        starts.iter().zip(ends).map(|(&start, end)| {
            let line = self.text.get(start..end).unwrap_or_default();
            Span::new(start, start + line.trim_end_matches(['\n', '\r']).len())
        })
    }

    fn line_starts(&self) -> &[usize] {
        self.line_starts.get_or_init(|| line_starts(&self.text))
    }
}

/// Characters that begin in a part of a text.
fn characters(bytes: &[u8]) -> usize {
    bytes.iter().filter(|byte| !matches!(byte, 0x80..=0xbf)).count()
}

/// The last place where a character begins or the text ends, up to this byte.
pub(crate) fn floor_boundary(text: &str, at: usize) -> usize {
    let mut at = at.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

fn line_starts(text: &str) -> Vec<usize> {
    let bytes = text.as_bytes();
    let mut starts = vec![0];
    if memchr(b'\r', bytes).is_none() {
        starts.extend(memchr_iter(b'\n', bytes).map(|at| at + 1));
        return starts;
    }
    for (at, byte) in bytes.iter().enumerate() {
        if *byte == b'\n' || (*byte == b'\r' && bytes.get(at + 1) != Some(&b'\n')) {
            starts.push(at + 1);
        }
    }
    starts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_end_at_lf_crlf_and_cr() {
        let source = Source::new("x", "a\r\nb\rc\n\nd");
        let lines: Vec<&str> = source.lines().map(|line| source.slice(line)).collect();
        assert_eq!(lines, ["a", "b", "c", "", "d"]);
    }

    #[test]
    fn columns_count_characters() {
        let source = Source::new("x", "é–\nüb");
        assert_eq!(source.position(0), Position { line: 1, column: 1 });
        assert_eq!(source.position(5), Position { line: 1, column: 3 });
        assert_eq!(source.position(8), Position { line: 2, column: 2 });
        assert_eq!(source.position(99), Position { line: 2, column: 3 });
    }

    #[test]
    fn columns_of_long_lines_count_characters() {
        let text = format!("x\n{}", "aé–𝄞".repeat(STRIDE));
        let source = Source::new("x", text.as_str());
        for (at, byte) in text.char_indices().map(|(byte, _)| byte).chain([text.len()]).enumerate().skip(2).step_by(7) {
            assert_eq!(source.position(byte), Position { line: 2, column: at - 1 });
        }
    }
}
