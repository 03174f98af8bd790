//! Regular expressions of XPath, to search with (Functions and Operators 3.1, 5.6). Takes an expression and flags; gives a [`Search`] that
//! finds, replaces and cuts. Promises linear time, but for expressions with back-references, where what is tried is bounded; what it costs is paid
//! from a [`Meter`].

use std::ops::Range;

use regex::{Regex, RegexBuilder};

use super::MAX_BYTES;
use super::backtracking::Backtracking;
use super::expression::{self, Dialect, Dot, Expression, Size, TOO_LARGE};
use crate::budget::Meter;
use crate::text::chars::is_space;

/// A regular expression of XPath.
#[derive(Debug)]
pub struct Search {
    engine: Engine,
    weight: u64,
    /// The group around each group; 0 where there is none.
    around: Vec<usize>,
    /// Whether the expression is plain text (flag `q`).
    is_plain: bool,
}

/// What finds matches.
#[derive(Debug)]
enum Engine {
    Linear(Regex),
    /// For expressions with back-references.
    Backtracking(Box<Backtracking>),
}

/// Steps for each part of an expression when it is compiled.
const COMPILING: u64 = 100;

/// An expression of so many parts takes twice as long for each character as a small one.
const HEAVY: u64 = 64;

/// Why there is no search, or no replacement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SearchError {
    /// The code of the specification: FORX0001 flags, FORX0002 expression, FORX0004 replacement, XPDY0130 a limit.
    pub code: &'static str,
    /// What is wrong: a phrase.
    pub message: String,
}

impl SearchError {
    pub(super) fn limit(message: String) -> Self {
        Self { code: "XPDY0130", message }
    }
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
        let (translated, weight, around, refers_back) = if has('q') {
            (regex::escape(text), text.len() as u64, Vec::new(), false)
        } else {
            let text = if has('x') { without_space(text) } else { text.to_owned() };
            let dot = if has('s') { Dot::Any } else { Dot::InLine };
            let Expression { translated, size, weight, around, refers_back, .. } =
                expression::read(&text, Dialect::XPath { dot }).map_err(bad)?;
            if size == Size::Excessive {
                return Err(bad(TOO_LARGE.to_owned()));
            }
            (translated, weight, around, refers_back)
        };
        if refers_back {
            let engine = Backtracking::new(&translated, has('i'), has('m')).ok_or_else(|| bad(TOO_LARGE.to_owned()))?;
            return Ok(Self { engine: Engine::Backtracking(Box::new(engine)), weight, around, is_plain: false });
        }
        let mut builder = RegexBuilder::new(&translated);
        builder.size_limit(MAX_BYTES).nest_limit(8 * expression::MAX_DEPTH);
        builder.case_insensitive(has('i')).multi_line(has('m') && !has('q'));
        let regex = builder.build().map_err(|_| bad(TOO_LARGE.to_owned()))?;
        Ok(Self { engine: Engine::Linear(regex), weight, around, is_plain: has('q') })
    }

    /// What it costs to compile, in steps of a character; its memory is about as many bytes.
    #[must_use]
    pub fn weight(&self) -> u64 {
        COMPILING * (self.weight + 1)
    }

    /// Pays for going through so many bytes, in steps of some ten nanoseconds.
    fn pay(&self, bytes: usize, meter: &Meter) -> Result<(), SearchError> {
        let cost = bytes as u64 / 4 * (1 + self.weight / HEAVY);
        meter.spend(cost).map_err(|exceeded| SearchError::limit(exceeded.to_string()))
    }

    /// Whether it matches some part of a string.
    ///
    /// # Errors
    /// A limit is reached.
    pub fn is_found(&self, text: &str, meter: &Meter) -> Result<bool, SearchError> {
        self.pay(text.len(), meter)?;
        match &self.engine {
            Engine::Linear(regex) => Ok(regex.is_match(text)),
            Engine::Backtracking(engine) => engine.find(text, 0, meter).map(|found| found.is_some()),
        }
    }

    /// A string with each match replaced; `$1` stands for a group, `$0` for the match. `None` where it is longer than `most` bytes.
    ///
    /// # Errors
    /// The replacement is not written as it must be (FORX0004), or a limit is reached.
    pub fn replace(
        &self,
        text: &str,
        replacement: &str,
        most: usize,
        meter: &Meter,
    ) -> Result<Option<String>, SearchError> {
        let parts = self.replacement(replacement)?;
        let mut result = String::with_capacity(text.len());
        let mut at = 0;
        for found in self.find_all(text, meter)? {
            let Found { whole, groups } = found?;
            result.push_str(text.get(at..whole.start).unwrap_or_default());
            for part in &parts {
                let part = match part {
                    Part::Text(text) => Some(text.as_str()),
                    Part::Group(0) => text.get(whole.clone()),
                    Part::Group(group) => groups.get(group - 1).cloned().flatten().and_then(|group| text.get(group)),
                };
                result.push_str(part.unwrap_or_default());
            }
            at = whole.end;
            if result.len() > most {
                return Ok(None);
            }
        }
        result.push_str(text.get(at..).unwrap_or_default());
        Ok((result.len() <= most).then_some(result))
    }

    /// What stands between matches.
    ///
    /// # Errors
    /// A limit is reached, now or on the way.
    pub fn tokens<'t>(
        &'t self,
        text: &'t str,
        meter: &'t Meter,
    ) -> Result<Box<dyn Iterator<Item = Result<&'t str, SearchError>> + 't>, SearchError> {
        self.pay(text.len(), meter)?;
        let engine = match &self.engine {
            Engine::Linear(regex) => return Ok(Box::new(regex.split(text).map(Ok))),
            Engine::Backtracking(engine) => engine,
        };
        let mut at = 0;
        let ends = engine.find_all(text, meter).map(|found| found.map(|found| found.whole));
        let token = move |end: Result<Range<usize>, SearchError>| {
            let end = end?;
            let token = text.get(at..end.start).unwrap_or_default();
            at = end.end;
            Ok(token)
        };
        Ok(Box::new(ends.chain(std::iter::once(Ok(text.len()..text.len()))).map(token)))
    }

    /// All matches, in order.
    ///
    /// # Errors
    /// A limit is reached, now or on the way.
    pub fn find_all<'t>(
        &'t self,
        text: &'t str,
        meter: &'t Meter,
    ) -> Result<Box<dyn Iterator<Item = Result<Found, SearchError>> + 't>, SearchError> {
        self.pay(text.len(), meter)?;
        let regex = match &self.engine {
            Engine::Linear(regex) => regex,
            Engine::Backtracking(engine) => return Ok(Box::new(engine.find_all(text, meter))),
        };
        Ok(Box::new(regex.captures_iter(text).filter_map(|found| {
            let whole = found.get(0)?.range();
            let groups = found.iter().skip(1).map(|group| group.map(|group| group.range())).collect();
            Some(Ok(Found { whole, groups }))
        })))
    }

    /// The group that stands around a group, both numbered from 1; 0 where none does.
    #[must_use]
    pub fn around(&self, group: usize) -> usize {
        group.checked_sub(1).and_then(|at| self.around.get(at)).copied().unwrap_or(0)
    }

    fn replacement(&self, text: &str) -> Result<Vec<Part>, SearchError> {
        if self.is_plain {
            return Ok(vec![Part::Text(text.to_owned())]);
        }
        let bad = |message: &str| SearchError { code: "FORX0004", message: message.to_owned() };
        let groups = self.around.len();
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
    use crate::budget::{Exceeded, Limits};

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
            (r"^[0-9-.]*/$", "", "1-2./", true),
            (r"^[\d-x]$", "", "-", true),
            (r"^[a-c-1-4]$", "", "2", true),
            (r"(.)\1", "", "abba", true),
            (r"(.)\1", "", "abab", false),
            (r"([md])[aeiou]\1", "i", "Mum", true),
            (r"^(a)|(b)\2$", "", "xbb", true),
            (r"^(?:(a)|b)\1$", "", "b", true),
            (r"^(.)\10$", "", "aa0", true),
        ] {
            let found = Search::new(expression, flags).unwrap().is_found(text, &Meter::default());
            assert_eq!(found, Ok(expected), "{expression} {flags} {text}");
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
            (r"(.)\1", "aabccd", "$1", "abcd"),
        ] {
            let found = Search::new(expression, "").unwrap().replace(text, replacement, 100, &Meter::default());
            assert_eq!(found, Ok(Some(expected.to_owned())), "{expression} {text}");
        }
    }

    #[test]
    fn mistakes_have_codes() {
        let code = |expression, flags| Search::new(expression, flags).err().map(|error| error.code);
        assert_eq!(
            (code("a", "z"), code("(a", ""), code(r"(a)\2", ""), code(r"(a\1)", ""), code(r"(a)[\1]", "")),
            (Some("FORX0001"), Some("FORX0002"), Some("FORX0002"), Some("FORX0002"), Some("FORX0002"))
        );
        let search = Search::new("a", "").unwrap();
        let meter = Meter::default();
        assert_eq!(search.replace("a", "$x", 100, &meter).err().map(|error| error.code), Some("FORX0004"));
        assert_eq!(search.is_found("", &meter), Ok(false));
    }

    #[test]
    fn strings_are_cut_and_groups_found() {
        let meter = Meter::default();
        for (expression, text) in [(r"\s+", " a  b"), (r"(.)\1+", "xxa--b")] {
            let search = Search::new(expression, "").unwrap();
            assert_eq!(search.tokens(text, &meter).unwrap().collect::<Result<Vec<_>, _>>().unwrap(), ["", "a", "b"]);
        }
        let search = Search::new("(a)|(b)", "").unwrap();
        let found: Vec<Found> = search.find_all("xb", &meter).unwrap().collect::<Result<_, _>>().unwrap();
        assert_eq!(found, [Found { whole: 1..2, groups: vec![None, Some(1..2)] }]);
    }

    #[test]
    fn what_back_references_try_is_bounded_and_paid() {
        let search = Search::new(r"^(a*)*\1$", "").unwrap();
        let text = "a".repeat(30) + "b";
        let meter = Meter::new(Limits { steps: 150_000, ..Limits::USUAL }, 0);
        let code = || search.is_found(&text, &meter).err().map(|error| error.code);
        assert_eq!(code(), Some("XPDY0130"));
        assert_eq!(meter.exceeded(), None);
        assert_eq!((code(), meter.exceeded()), (Some("XPDY0130"), Some(Exceeded::Steps(150_000))));
    }
}
