//! The characters of a schema in compact syntax (annex C.3): line ends are one character, `\x{…}` is the character it stands for.
//!
//! Takes the text; gives its characters in order, each with its span as written. Promises that every character is one that XML can
//! hold or [`NEWLINE`]: what is none becomes U+FFFD and carries its [`Fault`].

use crate::text::Span;
use crate::xml::is_char;

/// A line end as it is written. One that is written as an escape is U+000A or U+000D, as every other character.
pub(super) const NEWLINE: char = '\0';

/// One character.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Character {
    /// What it means.
    pub(super) value: char,
    /// How it is written.
    pub(super) span: Span,
    /// What is wrong with it.
    pub(super) fault: Option<Fault>,
}

/// What is wrong with a character.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fault {
    /// XML cannot hold it.
    Forbidden,
    /// An escape that stands for no character of XML, or that has no end.
    Escape,
}

/// The characters from a place on.
#[derive(Clone, Debug)]
pub(super) struct Characters<'t> {
    text: &'t str,
    at: usize,
}

impl<'t> Characters<'t> {
    /// All characters behind the byte-order mark, if there is one.
    pub(super) fn new(text: &'t str) -> Self {
        let at = if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
        Self { text, at }
    }

    /// What comes next means.
    pub(super) fn peek(&self) -> Option<char> {
        self.clone().next().map(|character| character.value)
    }

    /// The byte where the next character begins.
    pub(super) fn at(&self) -> usize {
        self.at
    }
}

impl Iterator for Characters<'_> {
    type Item = Character;

    fn next(&mut self) -> Option<Character> {
        let rest = self.text.get(self.at..)?;
        let first = rest.chars().next()?;
        let (value, length) = match first {
            '\r' if rest.starts_with("\r\n") => (Ok(NEWLINE), 2),
            '\r' | '\n' => (Ok(NEWLINE), 1),
            '\\' => escape(rest).unwrap_or((Ok(first), 1)),
            _ if is_char(first) => (Ok(first), first.len_utf8()),
            _ => (Err(Fault::Forbidden), first.len_utf8()),
        };
        let span = Span::new(self.at, self.at + length);
        self.at = span.end;
        Some(Character { value: value.unwrap_or(char::REPLACEMENT_CHARACTER), span, fault: value.err() })
    }
}

/// The escape that the text begins with, with its length.
fn escape(text: &str) -> Option<(Result<char, Fault>, usize)> {
    let number = text.strip_prefix('\\')?.strip_prefix('x')?.trim_start_matches('x').strip_prefix('{')?;
    let digits = number.split(|c: char| !c.is_ascii_hexdigit()).next().unwrap_or_default();
    let end = text.len() - number.len() + digits.len();
    if !text.get(end..).is_some_and(|rest| rest.starts_with('}')) {
        return Some((Err(Fault::Escape), end));
    }
    let value = u32::from_str_radix(digits, 16).ok().and_then(char::from_u32).filter(|c| is_char(*c));
    Some((value.ok_or(Fault::Escape), end + 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escapes_and_line_ends_are_one_character() {
        let found = |text| Characters::new(text).map(|character| character.value).collect::<String>();
        assert_eq!(found("a\r\nb\rc\n"), "a\0b\0c\0");
        assert_eq!(found("\u{feff}a"), "a");
        assert_eq!(found(r"\x{65}l\xxx{00065}"), "ele");
        assert_eq!(found(r"\x{A}\x{D}"), "\n\r");
        // What an escape stands for begins no escape.
        assert_eq!(found(r"\x{5C}x{41}"), r"\x{41}");
        assert_eq!(found(r"\\x{66}\xyz\xx"), r"\f\xyz\xx");
    }

    #[test]
    fn faults_have_the_span_as_written() {
        for (text, fault, length) in [
            (r"\x{D800}", Fault::Escape, 8),
            (r"\x{110000}", Fault::Escape, 10),
            (r"\x{0}", Fault::Escape, 5),
            (r"\x{}", Fault::Escape, 4),
            (r"\x{7d", Fault::Escape, 5),
            (r"\x{7d }", Fault::Escape, 5),
            (r"\x{99999999999999999999}", Fault::Escape, 24),
            ("\u{1}", Fault::Forbidden, 1),
            ("\0", Fault::Forbidden, 1),
        ] {
            let first = Characters::new(text).next().unwrap();
            assert_eq!((first.fault, first.span), (Some(fault), Span::new(0, length)), "{text}");
        }
    }
}
