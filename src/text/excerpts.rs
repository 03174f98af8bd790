//! Parts of a text that is too long to be held: what stands around some places, and the positions of these. Takes the places and
//! then the text, piece by piece; gives what a report shows of them.

use super::Position;
use super::source::floor_boundary;

/// What is held before and after a place, in bytes: more than a report shows of a line.
const AROUND: usize = 512;

/// The parts of a text that are held.
#[derive(Clone, Debug, Default)]
pub struct Excerpts {
    /// In the order of the text, none of which touches the next.
    parts: Vec<Part>,
    /// Bytes of text that have been seen.
    seen: usize,
    /// The first part whose end has not been seen.
    next: usize,
    place: Place,
}

#[derive(Clone, Debug)]
struct Part {
    start: usize,
    end: usize,
    /// The place of its start.
    place: Place,
    text: String,
}

/// A place that goes through a text.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Place {
    position: Position,
    /// Whether a carriage return stands before it: the line ends here, unless a line feed follows.
    is_after_return: bool,
}

impl Default for Place {
    fn default() -> Self {
        Self { position: Position { line: 1, column: 1 }, is_after_return: false }
    }
}

impl Place {
    fn pass(&mut self, text: &str) {
        for c in text.chars() {
            if c == '\n' || self.is_after_return {
                self.position = Position { line: self.position.line + 1, column: 1 };
            }
            if c != '\n' {
                self.position.column += 1;
            }
            self.is_after_return = c == '\r';
        }
    }

    fn position(self, next: Option<char>) -> Position {
        match self.is_after_return && next != Some('\n') {
            true => Position { line: self.position.line + 1, column: 1 },
            false => self.position,
        }
    }
}

impl Excerpts {
    /// Excerpts around these bytes of a text.
    #[must_use]
    pub fn around(mut bytes: Vec<usize>) -> Self {
        bytes.sort_unstable();
        let mut parts: Vec<Part> = Vec::new();
        for byte in bytes {
            let (start, end) = (byte.saturating_sub(AROUND), byte.saturating_add(AROUND));
            match parts.last_mut() {
                Some(last) if start <= last.end => last.end = end,
                _ => parts.push(Part { start, end, place: Place::default(), text: String::new() }),
            }
        }
        Self { parts, ..Self::default() }
    }

    /// Whether no more text is asked for.
    #[must_use]
    pub fn are_complete(&self) -> bool {
        self.next >= self.parts.len()
    }

    /// Takes the text that follows what was taken before.
    pub fn pass(&mut self, text: &str) {
        let mut at = 0;
        while at < text.len() {
            let Some(part) = self.parts.get_mut(self.next) else { break };
            let rest = text.get(at..).unwrap_or_default();
            let is_before = self.seen < part.start;
            let end = if is_before { part.start } else { part.end };
            let length = match floor_boundary(rest, end.saturating_sub(self.seen)) {
                0 => rest.chars().next().map_or(1, char::len_utf8),
                length => length,
            };
            let passed = rest.get(..length).unwrap_or_default();
            if is_before {
                self.place.pass(passed);
            } else {
                if part.text.is_empty() {
                    (part.start, part.place) = (self.seen, self.place);
                }
                part.text.push_str(passed);
                self.place.pass(passed);
                self.next += usize::from(self.seen + length >= part.end);
            }
            self.seen += length;
            at += length;
        }
    }

    /// The part in which a byte stands, and its place there; a byte past the end is the end.
    pub(super) fn find(&self, byte: usize) -> (&str, usize) {
        self.part(byte).map_or(("", 0), |part| (part.text.as_str(), byte.saturating_sub(part.start)))
    }

    /// The position of a byte that stands in a part.
    pub(super) fn position(&self, byte: usize) -> Position {
        let Some(part) = self.part(byte) else { return Place::default().position };
        let at = floor_boundary(&part.text, byte.saturating_sub(part.start));
        let (before, after) = part.text.split_at(at);
        let mut place = part.place;
        place.pass(before);
        place.position(after.chars().next())
    }

    fn part(&self, byte: usize) -> Option<&Part> {
        let after = self.parts.partition_point(|part| part.start <= byte);
        self.parts.get(after.saturating_sub(1))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::Source;

    #[test]
    fn positions_are_those_of_the_whole() {
        let line = "<p>Köln,\r\n31 Juni –</p>\r\rab\n";
        let text = line.repeat(400);
        let whole = Source::new("x", &*text);
        let places = [0, 700, 5001, 5600, text.len()];
        for length in [1, 7, 600, text.len()] {
            let mut excerpts = Excerpts::around(places.to_vec());
            let mut rest = text.as_str();
            while !rest.is_empty() {
                let (piece, after) =
                    rest.split_at(rest.char_indices().map(|(at, _)| at).find(|&at| at >= length).unwrap_or(rest.len()));
                excerpts.pass(piece);
                rest = after;
            }
            let source = Source::of_excerpts("x", excerpts);
            for place in places {
                for byte in place.saturating_sub(AROUND / 2)..=(place + AROUND / 2).min(text.len()) {
                    if !text.is_char_boundary(byte) {
                        continue;
                    }
                    assert_eq!(source.position(byte), whole.position(byte), "{byte}");
                    let ((before, after), (all_before, all_after)) = (source.around(byte), whole.around(byte));
                    assert!(all_before.ends_with(before) && all_after.starts_with(after), "{byte}");
                    assert!(before.len() >= byte.min(AROUND / 2) && after.len() >= all_after.len().min(AROUND / 2));
                }
            }
        }
    }

    #[test]
    fn nothing_held_is_the_beginning() {
        let source = Source::of_excerpts("x", Excerpts::around(Vec::new()));
        assert_eq!((source.position(9), source.around(9)), (Position { line: 1, column: 1 }, ("", "")));
    }
}
