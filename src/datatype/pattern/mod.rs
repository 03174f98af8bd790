//! Regular expressions of XML Schema (part 2, appendix F). Takes an expression; gives a [`Pattern`] that matches whole strings.
//!
//! The expression is read at once, so that a mistake in it is found with the schema; it is compiled when it is first needed.
//! Promises linear time in the string, and that no expression takes long or much memory to compile: one that is too large is
//! refused. Letters and digits are those of the Unicode version of the crate `regex`.

mod backtracking;
mod block;
mod expression;
mod search;

pub use search::{Found, Search, SearchError};

use std::hash::{Hash, Hasher};
use std::sync::{Arc, OnceLock};

use regex::{Regex, RegexBuilder};

use self::expression::{Expression, TOO_LARGE};

/// The size in bytes that an expression may have when compiled.
const MAX_BYTES: usize = 32 << 20;

/// A regular expression. Equal to one that is written alike.
#[derive(Clone, Debug)]
pub(super) struct Pattern(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    text: Box<str>,
    /// The same in the syntax of `regex`.
    translated: Box<str>,
    weight: u64,
    is_repeated_class: bool,
    /// `None` inside when it is too large, which [`Pattern::new`] has excluded.
    compiled: OnceLock<Option<Compiled>>,
}

#[derive(Debug)]
struct Compiled {
    regex: Regex,
    /// Where it is one or more of a class: the bits of the ASCII characters in the class. Most values are short words in ASCII, and
    /// looking them up takes a tenth of the time.
    ascii: Option<u128>,
}

impl Pattern {
    /// Reads an expression.
    ///
    /// # Errors
    /// What is wrong with it, as a phrase.
    pub(super) fn new(text: &str) -> Result<Self, String> {
        let Expression { translated, size, weight, is_repeated_class, .. } =
            expression::read(text, expression::Dialect::Schema)?;
        let (text, translated, compiled) = (text.into(), translated.into(), OnceLock::new());
        let pattern = Self(Arc::new(Inner { text, translated, weight, is_repeated_class, compiled }));
        match size {
            expression::Size::Small => Ok(pattern),
            // Only compiling it tells whether it fits.
            expression::Size::Large if pattern.compiled().is_some() => Ok(pattern),
            expression::Size::Large | expression::Size::Excessive => Err(TOO_LARGE.to_owned()),
        }
    }

    /// Whether the whole of a string matches.
    pub(super) fn matches(&self, text: &str) -> bool {
        let Some(compiled) = self.compiled() else { return false };
        match compiled.ascii {
            Some(ascii) if text.is_ascii() => !text.is_empty() && text.bytes().all(|byte| (ascii >> byte) & 1 == 1),
            _ => compiled.regex.is_match(text),
        }
    }

    /// What it takes when it is used: about so many kilobytes.
    pub(super) fn weight(&self) -> u64 {
        self.0.weight
    }

    /// The expression as written.
    pub(super) fn text(&self) -> &str {
        &self.0.text
    }

    fn compiled(&self) -> Option<&Compiled> {
        let compile = || {
            let whole = format!(r"\A(?:{})\z", self.0.translated);
            let nesting = 8 * expression::MAX_DEPTH;
            let regex = RegexBuilder::new(&whole).size_limit(MAX_BYTES).nest_limit(nesting).build().ok()?;
            let is_in = |byte: &u8| regex.is_match(char::from(*byte).encode_utf8(&mut [0; 4]));
            let class = || (0..128_u8).filter(is_in).fold(0_u128, |bits, byte| bits | 1 << byte);
            Some(Compiled { ascii: self.0.is_repeated_class.then(class), regex })
        };
        self.0.compiled.get_or_init(compile).as_ref()
    }
}

impl PartialEq for Pattern {
    fn eq(&self, other: &Self) -> bool {
        self.0.text == other.0.text
    }
}

impl Eq for Pattern {}

impl Hash for Pattern {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.0.text.hash(state);
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use proptest::prelude::*;

    use super::*;

    #[test]
    fn whole_strings_match() {
        for (pattern, matching, other) in [
            ("", ["", ""].as_slice(), ["a"].as_slice()),
            ("a|b|", &["a", "b", ""], &["ab", "c"]),
            ("ab?c*d+", &["ad", "abccdd"], &["abc", "abbd"]),
            ("(ab){2}", &["abab"], &["ab", "ababab"]),
            ("a{2,}", &["aa", "aaaaa"], &["a"]),
            ("a{0,2}b{0}", &["", "aa"], &["aaa", "b"]),
            ("^a$", &["^a$"], &["a"]),
            (".", &["é", "\u{85}", "\u{2028}"], &["\n", "\r", ""]),
            (r"\n\r\t\\\|\.\-\^\?\*\+\{\}\(\)\[\]", &["\n\r\t\\|.-^?*+{}()[]"], &[""]),
            (r"\s\S", &[" a", "\n\u{a0}"], &["a ", "\u{a0}a"]),
            (r"\d+", &["12", "٣"], &["Ⅷ", ""]),
            (r"\D", &["a", "Ⅷ"], &["1"]),
            (r"\w+", &["aé1", "$+"], &["a b", "-", "_"]),
            (r"\W", &[" ", "-", "_"], &["a"]),
            (r"\i\c*", &["a1", "_-.", ":x"], &["1a", "-"]),
            (r"\I\C", &["1 ", "-/"], &["ab", "1a"]),
            ("[abc]", &["a", "c"], &["d", ""]),
            ("[^a-c]", &["d", "\n"], &["b"]),
            ("[-a]", &["-", "a"], &["b"]),
            ("[a-]", &["-", "a"], &["b"]),
            ("[^-a]", &["b"], &["-", "a"]),
            (r"[\-a^$.|]", &["-", "^", "$", ".", "|"], &["b"]),
            (r"[\]\[\^x\n]", &["]", "[", "^", "\n"], &["a"]),
            ("[a-z-[aeiou]]+", &["bcd"], &["ba", "-"]),
            ("[^a-c-[x-z]]", &["d", "w"], &["a", "x"]),
            ("[a-z-[b-y-[m]]]", &["a", "m", "z"], &["n"]),
            (r"[\w-[\d]]", &["a"], &["1", " "]),
            (r"[\S-[a]]", &["b"], &["a", " "]),
            ("[&&~~]", &["&", "~"], &["a"]),
            ("[ #]", &[" ", "#"], &["a"]),
            (r"\p{Lu}\P{L}", &["A1", "É-"], &["a1", "Aa"]),
            (r"[\p{L}\p{Nd}']", &["a", "1", "'"], &["-"]),
            (r"\p{IsBasicLatin}\P{IsBasicLatin}", &["aé"], &["éa"]),
            (r"\p{IsGreek}\p{IsGreekandCoptic}", &["αβ"], &["ab"]),
            (r"\p{IsPrivateUse}", &["\u{e000}", "\u{10fffd}"], &["a"]),
            (r"\p{C}", &["\u{ad}", "\u{e000}", "\u{378}"], &["a"]),
            (r"[^\p{C}\p{Z}]+", &["a-b.ç"], &["a b", "", "a\n"]),
            (r"(\-?[\d]+/\-?[\d]+)", &["-3/4"], &["3/", "--3/4"]),
        ] {
            let found = Pattern::new(pattern).unwrap();
            for text in matching {
                assert!(found.matches(text), "{pattern} {text:?}");
            }
            for text in other {
                assert!(!found.matches(text), "{pattern} {text:?}");
            }
        }
    }

    #[test]
    fn faults_say_what_is_wrong() {
        for (pattern, phrase) in [
            ("(a", "`)` is missing at its end"),
            ("a)", "`)` closes nothing; write `\\)` for the character"),
            ("a]", "`]` closes nothing; write `\\]` for the character"),
            ("a}", "`}` closes nothing; write `\\}` for the character"),
            ("[a", "`]` is missing at its end"),
            ("[]", "there is nothing in `[]`"),
            ("[^]", "there is nothing in `[^]`"),
            ("[a-b-c]", "`-` stands in the middle of `[…]`; write `\\-` for the character"),
            (r"[\d-a]", "`-` stands in the middle of `[…]`; write `\\-` for the character"),
            (r"[a-\d]", "`-` stands in the middle of `[…]`; write `\\-` for the character"),
            ("[b-a]", "the range `b-a` is upside down"),
            ("[a[b]]", "`[` stands in `[…]`; write `\\[` for the character"),
            ("[a-[b]c]", "`]` is expected behind the class that is taken out, not `c`"),
            ("*a", "`*` has nothing before it to repeat; write `\\*` for the character"),
            ("a|+", "`+` has nothing before it to repeat; write `\\+` for the character"),
            ("a**", "`*` follows `*`: put parentheses around what is repeated; write `\\*` for the character"),
            ("a+?", "`?` follows `+`: put parentheses around what is repeated; write `\\?` for the character"),
            ("a{2}{3}", "`{` follows `}`: put parentheses around what is repeated; write `\\{` for the character"),
            ("(?:a)", "`?` has nothing before it to repeat; write `\\?` for the character"),
            ("{2}", "`{` has nothing before it to repeat; write `\\{` for the character"),
            ("a{", "a number is expected behind `{`; write `\\{` for the character"),
            ("a{,2}", "a number is expected behind `{`; write `\\{` for the character"),
            ("a{2", "`}` is missing at its end"),
            ("a{2x}", "`}` or `,` is expected behind the number, not `x`"),
            ("a{2,1}", "`{2,1}` is upside down"),
            ("a{99999999999}", TOO_LARGE),
            ("((a{1000}){1000}){1000}", TOO_LARGE),
            (r"\w{20000}", TOO_LARGE),
            ("\\", "there is no character behind the last `\\`"),
            (r"\b", "XML Schema has no escape `\\b`"),
            (r"\1", "XML Schema has no escape `\\1`"),
            (r"[\$]", "XML Schema has no escape `\\$`; the character needs none"),
            (r"\x{41}", "XML Schema has no escape `\\x`"),
            (r"\p", "`{` and the name of a category or block are expected behind `\\p`"),
            (r"\p{L", "`}` is missing at its end"),
            (r"\p{Xx}", "Unicode has no category `Xx`"),
            (r"\p{Cs}", "Unicode has no category `Cs` that text can contain"),
            (r"\p{IsGrek}", "Unicode has no block `Grek`; did you mean `Greek`?"),
        ] {
            assert_eq!(Pattern::new(pattern).err().as_deref(), Some(phrase), "{pattern}");
        }
        let deep = format!("{}{}", "(".repeat(9999), ")".repeat(9999));
        assert_eq!(Pattern::new(&deep).err().as_deref(), Some("its parentheses and brackets are nested too deeply"));
        let deepest =
            format!("{}{}", "(".repeat(expression::MAX_DEPTH as usize), ")".repeat(expression::MAX_DEPTH as usize));
        assert!(Pattern::new(&deepest).unwrap().matches(""));
    }

    #[test]
    fn every_block_and_category_compiles() {
        let categories = expression::CATEGORIES.iter().map(|category| (*category).to_owned());
        let blocks = block::BLOCKS.iter().map(|(name, _, _)| format!("Is{name}"));
        for name in categories.chain(blocks) {
            assert!(Pattern::new(&format!(r"\p{{{name}}}[^\P{{{name}}}]*")).unwrap().compiled().is_some(), "{name}");
        }
    }

    /// What an expression means, by the letter of the appendix.
    #[derive(Clone, Debug)]
    enum Meaning {
        OneOf(&'static str),
        Sequence(Vec<Meaning>),
        Choice(Vec<Meaning>),
        Repeated(Box<Meaning>, usize, usize),
    }

    impl Meaning {
        /// Where a match can end that begins at one of the places.
        fn ends(&self, text: &[char], starts: &BTreeSet<usize>) -> BTreeSet<usize> {
            match self {
                Self::OneOf(letters) => {
                    let is_one = |start: &&usize| text.get(**start).is_some_and(|c| letters.contains(*c));
                    starts.iter().filter(is_one).map(|start| start + 1).collect()
                }
                Self::Sequence(parts) => parts.iter().fold(starts.clone(), |starts, part| part.ends(text, &starts)),
                Self::Choice(parts) => parts.iter().flat_map(|part| part.ends(text, starts)).collect(),
                Self::Repeated(part, least, most) => {
                    let mut ends = BTreeSet::new();
                    let mut now = starts.clone();
                    for count in 0..=*most {
                        if count >= *least {
                            ends.extend(&now);
                        }
                        now = part.ends(text, &now);
                    }
                    ends
                }
            }
        }
    }

    /// An expression and what it means, for strings of `a` to `d` of at most eight characters.
    fn expressions() -> impl Strategy<Value = (String, Meaning)> {
        let atoms = prop::sample::select(vec![
            ("a", "a"),
            ("b", "b"),
            (".", "abcd"),
            ("[ab]", "ab"),
            ("[^ab]", "cd"),
            ("[a-d-[b-c]]", "ad"),
            (r"[\w-[^b]]", "b"),
            (r"\p{Ll}", "abcd"),
            (r"\d", ""),
        ]);
        let atom = atoms.prop_map(|(text, letters)| (text.to_owned(), Meaning::OneOf(letters)));
        atom.prop_recursive(4, 24, 4, |inner| {
            let repeats = prop::sample::select(vec![
                ("?", 0, 1),
                ("*", 0, 9),
                ("+", 1, 9),
                ("{2}", 2, 2),
                ("{1,}", 1, 9),
                ("{0,2}", 0, 2),
            ]);
            let group = |(text, meaning): (String, Meaning)| (format!("({text})"), meaning);
            prop_oneof![
                prop::collection::vec(inner.clone().prop_map(group), 0..4).prop_map(|parts| {
                    let (texts, meanings): (Vec<String>, Vec<Meaning>) = parts.into_iter().unzip();
                    (texts.concat(), Meaning::Sequence(meanings))
                }),
                prop::collection::vec(inner.clone(), 1..4).prop_map(|parts| {
                    let (texts, meanings): (Vec<String>, Vec<Meaning>) = parts.into_iter().unzip();
                    (texts.join("|"), Meaning::Choice(meanings))
                }),
                (inner.prop_map(group), repeats).prop_map(|((text, meaning), (sign, least, most))| {
                    (format!("{text}{sign}"), Meaning::Repeated(Box::new(meaning), least, most))
                }),
            ]
        })
    }

    proptest! {
        #[test]
        fn matches_what_it_means((pattern, meaning) in expressions(), text in "[a-d]{0,8}") {
            let chars: Vec<char> = text.chars().collect();
            let expected = meaning.ends(&chars, &BTreeSet::from([0])).contains(&chars.len());
            prop_assert_eq!(Pattern::new(&pattern).unwrap().matches(&text), expected, "{}", pattern);
        }

        /// No expression is too strange, and what is taken can be compiled.
        #[test]
        fn takes_any_text(pattern in r"[\[\]\-^a-c(){},0-9|*+?\\dpLIs.]{0,16}|.{0,8}") {
            if let Ok(found) = Pattern::new(&pattern) {
                prop_assert!(found.compiled().is_some(), "{}", found.0.translated);
            }
        }
    }
}
