//! A text's fingerprint, by which it is known again. Takes text, at once or piece by piece; gives a [`Stamp`].
//!
//! The two ways to end a line count as one: a file that git wrote out with the line ends of another system is the same text.

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use xxhash_rust::xxh3::Xxh3;

/// A text's fingerprint (XXH3, 64 bits); written as 16 hexadecimal digits.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Stamp(u64);

impl Stamp {
    /// The stamp of a text; that of a file that is not there is the one of the empty text.
    #[must_use]
    pub fn of(text: impl AsRef<[u8]>) -> Self {
        let mut stamping = Stamping::default();
        stamping.add(text.as_ref());
        stamping.end()
    }
}

impl fmt::Display for Stamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:016x}", self.0)
    }
}

impl Serialize for Stamp {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Stamp {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let digits = String::deserialize(deserializer)?;
        u64::from_str_radix(&digits, 16).map(Self).map_err(de::Error::custom)
    }
}

/// A stamp that is made piece by piece.
#[derive(Clone, Default)]
pub struct Stamping {
    hash: Xxh3,
    /// Whether the last piece ended in a carriage return, which counts only where no line feed follows.
    has_return: bool,
}

impl Stamping {
    /// Adds a piece of the text.
    pub fn add(&mut self, bytes: &[u8]) {
        let mut rest = bytes;
        while let Some(first) = rest.first() {
            if std::mem::take(&mut self.has_return) && *first != b'\n' {
                self.hash.update(b"\r");
            }
            let (before, after) = rest.split_at(rest.iter().position(|byte| *byte == b'\r').unwrap_or(rest.len()));
            self.hash.update(before);
            self.has_return = !after.is_empty();
            rest = after.get(1..).unwrap_or_default();
        }
    }

    /// The stamp of all pieces.
    #[must_use]
    pub fn end(mut self) -> Stamp {
        if self.has_return {
            self.hash.update(b"\r");
        }
        Stamp(self.hash.digest())
    }
}

impl fmt::Debug for Stamping {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Stamping({})", self.clone().end())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn line_ends_do_not_count_and_all_else_does() {
        assert_eq!(Stamp::of("a\r\nb\r\n"), Stamp::of("a\nb\n"));
        for other in ["a\nb", "a\rb\n", "a\r\r\nb\n", "ab", "\ra\nb\n", "a\nb\n\r"] {
            assert_ne!(Stamp::of(other), Stamp::of("a\nb\n"), "{other:?}");
        }
    }

    #[test]
    fn pieces_make_no_difference() {
        let text = b"a\r\nb\rc\r\r\n\r";
        for at in 0..=text.len() {
            let mut stamping = Stamping::default();
            let (first, second) = text.split_at(at);
            stamping.add(first);
            stamping.add(b"");
            stamping.add(second);
            assert_eq!(stamping.end(), Stamp::of(text), "{at}");
        }
    }

    #[test]
    fn it_is_read_as_it_is_written() {
        let stamp = Stamp::of("text");
        let written = serde_json::to_string(&stamp).unwrap_or_default();
        assert_eq!((written.len(), serde_json::from_str::<Stamp>(&written).ok()), (18, Some(stamp)));
    }
}
