//! Regular expressions of XPath, to search with (Functions and Operators 3.1, 5.6). Takes an expression and flags; gives a [`Search`] that
//! finds, replaces and cuts. Promises linear time: back-references are refused.

use std::ops::Range;

use regex::{Regex, RegexBuilder};

use super::MAX_BYTES;
use super::expression::{self, Dialect, Dot, Expression, Size, TOO_LARGE};
use crate::text::chars::is_space;

/// A regular expression of XPath.
#[derive(Debug)]
pub struct Search {
    regex: Regex,
    weight: u64,
    /// Whether the expression is plain text (flag `q`).
    is_plain: bool,
}

/// Steps for each part of an expression when it is compiled.
const COMPILING: u64 = 100;

/// An expression of so many parts takes twice as long for each character as a small one.
const HEAVY: u64 = 64;

/// Why there is no search, or no replacement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SearchError {
    /// The code of the specification: FORX0001 flags, FORX0002 expression, FORX0004 replacement.
    pub code: &'static str,
    /// What is wrong: a phrase.
    pub message: String,
}

/// A match: its bytes, and those of its groups.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// The whole.
    pub whole: Range<usize>,
    /// The groups from 1 on; `None` for one that took no part.
    pub groups: Vec<Option<Range<usize>>>,
}

impl Search {
    /// Reads an expression with its flags, `s`, `m`, `i`, `x` and `q`.
    ///
    /// # Errors
    /// What is wrong with either.
    pub fn new(text: &str, flags: &str) -> Result<Self, SearchError> {
        if let Some(flag) = flags.chars().find(|flag| !"smixq".contains(*flag)) {
            return Err(SearchError { code: "FORX0001", message: format!("there is no flag `{flag}`") });
        }
        let bad = |message: String| SearchError { code: "FORX0002", message };
        let has = |flag: char| flags.contains(flag);
        let (translated, weight) = if has('q') {
            (regex::escape(text), text.len() as u64)
        } else {
            let text = if has('x') { without_space(text) } else { text.to_owned() };
            let dot = if has('s') { Dot::Any } else { Dot::InLine };
            let Expression { translated, size, weight, .. } =
                expression::read(&text, Dialect::XPath { dot }).map_err(bad)?;
            if size == Size::Excessive {
                return Err(bad(TOO_LARGE.to_owned()));
            }
            (translated, weight)
        };
        let mut builder = RegexBuilder::new(&translated);
        builder.size_limit(MAX_BYTES).nest_limit(8 * expression::MAX_DEPTH);
        builder.case_insensitive(has('i')).multi_line(has('m') && !has('q'));
        let regex = builder.build().map_err(|_| bad(TOO_LARGE.to_owned()))?;
        Ok(Self { regex, weight, is_plain: has('q') })
    }

    /// What it costs to compile, in steps of a character; its memory is about as many bytes.
    #[must_use]
    pub fn weight(&self) -> u64 {
        COMPILING * (self.weight + 1)
    }

    /// What it costs to go through so many bytes, in steps of some ten nanoseconds.
    #[must_use]
    pub fn cost(&self, bytes: usize) -> u64 {
        bytes as u64 / 4 * (1 + self.weight / HEAVY)
    }

    /// Whether it matches some part of a string.
    #[must_use]
    pub fn is_found(&self, text: &str) -> bool {
        self.regex.is_match(text)
    }

    /// Whether it matches the empty string.
    #[must_use]
    pub fn matches_empty(&self) -> bool {
        self.regex.is_match("")
    }

    /// A string with each match replaced; `$1` stands for a group, `$0` for the match. `None` where it is longer than `most` bytes.
    ///
    /// # Errors
    /// The replacement is not written as it must be (FORX0004).
    pub fn replace(&self, text: &str, replacement: &str, most: usize) -> Result<Option<String>, SearchError> {
        let parts = self.replacement(replacement)?;
        let mut result = String::with_capacity(text.len());
        let mut at = 0;
        for found in self.regex.captures_iter(text) {
            let Some(whole) = found.get(0) else { continue };
            result.push_str(text.get(at..whole.start()).unwrap_or_default());
            for part in &parts {
                match part {
                    Part::Text(text) => result.push_str(text),
                    Part::Group(group) => result.push_str(found.get(*group).map_or("", |group| group.as_str())),
                }
            }
            at = whole.end();
            if result.len() > most {
                return Ok(None);
            }
        }
        result.push_str(text.get(at..).unwrap_or_default());
        Ok((result.len() <= most).then_some(result))
    }

    /// What stands between matches.
    pub fn tokens<'t>(&self, text: &'t str) -> impl Iterator<Item = &'t str> {
        self.regex.split(text)
    }

    /// All matches, in order.
    pub fn find_all(&self, text: &str) -> impl Iterator<Item = Found> {
        self.regex.captures_iter(text).filter_map(|found| {
            let whole = found.get(0)?.range();
            let groups = found.iter().skip(1).map(|group| group.map(|group| group.range())).collect();
            Some(Found { whole, groups })
        })
    }

    fn replacement(&self, text: &str) -> Result<Vec<Part>, SearchError> {
        if self.is_plain {
            return Ok(vec![Part::Text(text.to_owned())]);
        }
        let bad = |message: &str| SearchError { code: "FORX0004", message: message.to_owned() };
        let groups = self.regex.captures_len() - 1;
        let mut parts = vec![Part::Text(String::new())];
        let mut characters = text.chars().peekable();
        while let Some(c) = characters.next() {
            let plain = match c {
                '\\' => match characters.next() {
                    Some(escaped @ ('\\' | '$')) => escaped,
                    _ => return Err(bad(r"`\` stands before `\` or `$` only")),
                },
                '$' => {
                    let digit = |c: &char| c.to_digit(10).and_then(|digit| usize::try_from(digit).ok());
                    let first = characters.next().as_ref().and_then(digit);
                    let mut group = first.ok_or_else(|| bad(r"a number is expected behind `$`; write `\$`"))?;
                    // A further digit belongs to the number only where there are so many groups.
                    while let Some(longer) = characters.peek().and_then(digit).map(|digit| group * 10 + digit) {
                        if longer > groups {
                            break;
                        }
                        characters.next();
                        group = longer;
                    }
                    parts.push(Part::Group(group));
                    continue;
                }
                c => c,
            };
            match parts.last_mut() {
                Some(Part::Text(text)) => text.push(plain),
                _ => parts.push(Part::Text(plain.to_string())),
            }
        }
        Ok(parts)
    }
}

/// A part of a replacement.
enum Part {
    Text(String),
    Group(usize),
}

/// An expression without the white space outside of its classes (flag `x`).
fn without_space(text: &str) -> String {
    let mut depth = 0_usize;
    let mut is_escaped = false;
    let is_kept = |c: &char| {
        if !is_escaped {
            match c {
                '[' => depth += 1,
                ']' => depth = depth.saturating_sub(1),
                _ => {}
            }
        }
        is_escaped = *c == '\\' && !is_escaped;
        depth > 0 || !is_space(*c)
    };
    text.chars().filter(is_kept).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_of_strings_match() {
        for (expression, flags, text, expected) in [
            ("bra", "", "abracadabra", true),
            ("^a.*a$", "", "abracadabra", true),
            ("^bra", "", "abracadabra", false),
            ("^b$", "m", "a\nb\nc", true),
            ("a.c", "", "a\nc", false),
            ("a.c", "s", "a\nc", true),
            ("ABC", "i", "xabcx", true),
            ("a b [ ]", "x", "ab ", true),
            ("a.b", "q", "a.b", true),
            ("a.b", "q", "axb", false),
            (r"\$\d+", "", "$12", true),
            (r"[“‘] ", "", "“ a", true),
            (r"\S*(?:l\d|\dl)\S*", "", "l9", true),
            (r"\s", "", "\u{a0}", false),
        ] {
            assert_eq!(Search::new(expression, flags).unwrap().is_found(text), expected, "{expression} {flags} {text}");
        }
    }

    #[test]
    fn matches_are_replaced() {
        for (expression, text, replacement, expected) in [
            ("bra", "abracadabra", "*", "a*cada*"),
            ("a.*a", "abracadabra", "*", "*"),
            ("a.*?a", "abracadabra", "*", "*c*bra"),
            ("a(.)", "abracadabra", "a$1$1", "abbraccaddabbra"),
            ("AAAA", "AAAA", "b", "b"),
            ("(a)(b)?", "ac", "[$2$12$0]", "[a2a]c"),
            ("a", "a", r"\$\\", r"$\"),
            (r"^.*/(.*?)$", "x/y/z.xml", "$1", "z.xml"),
        ] {
            let found = Search::new(expression, "").unwrap().replace(text, replacement, 100);
            assert_eq!(found, Ok(Some(expected.to_owned())), "{expression} {text}");
        }
    }

    #[test]
    fn mistakes_have_codes() {
        let code = |expression, flags| Search::new(expression, flags).err().map(|error| error.code);
        assert_eq!(
            (code("a", "z"), code("(a", ""), code(r"(a)\1", "")),
            (Some("FORX0001"), Some("FORX0002"), Some("FORX0002"))
        );
        let search = Search::new("a", "").unwrap();
        assert_eq!(search.replace("a", "$x", 100).err().map(|error| error.code), Some("FORX0004"));
        assert!(Search::new("a*", "").unwrap().matches_empty() && !search.matches_empty());
    }

    #[test]
    fn strings_are_cut_and_groups_found() {
        let search = Search::new(r"\s+", "").unwrap();
        assert_eq!(search.tokens(" a  b").collect::<Vec<_>>(), ["", "a", "b"]);
        let search = Search::new("(a)|(b)", "").unwrap();
        let found: Vec<Found> = search.find_all("xb").collect();
        assert_eq!(found, [Found { whole: 1..2, groups: vec![None, Some(1..2)] }]);
    }
}
