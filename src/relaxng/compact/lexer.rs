//! The tokens of a schema in compact syntax (annex C.3).
//!
//! Takes the text; gives its [`Token`]s, the last of them the end of the file, with the comments before each, and findings. Promises
//! at most [`TOKENS`] of them. What is no token is reported and left out.

use super::characters::{Character, Characters, Fault, NEWLINE};
use crate::diag::{self, Code, Diagnostic};
use crate::text::Span;
use crate::xml::{is_name_char, is_name_start};

/// How many tokens a file may have.
const TOKENS: usize = 1_000_000;

/// Errors that are reported, at most: after them nothing more is read.
pub(super) const MOST: usize = 100;

/// The words that are no names unless `\` stands before them.
pub(in super::super) const KEYWORDS: &[&str] = &[
    "attribute",
    "default",
    "datatypes",
    "div",
    "element",
    "empty",
    "external",
    "grammar",
    "include",
    "inherit",
    "list",
    "mixed",
    "namespace",
    "notAllowed",
    "parent",
    "start",
    "string",
    "text",
    "token",
];

/// Signs, the longer of two with the same beginning first.
const SIGNS: &[&str] = &["|=", "&=", ">>", "{", "}", "(", ")", "[", "]", "=", "|", "&", ",", "?", "*", "+", "-", "~"];

/// What a token is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// A name that is no keyword, or any name with `\` before it.
    Identifier,
    /// One of [`KEYWORDS`].
    Keyword,
    /// A name with prefix.
    Prefixed,
    /// A prefix with `:*`; the text is the prefix.
    AnyOfPrefix,
    /// A string; the text is what it means.
    Literal,
    /// Lines that begin with `##`; the text is what follows.
    Documentation,
    /// One of [`SIGNS`].
    Sign,
    /// The end of the file.
    End,
}

/// A token.
#[derive(Clone, Debug)]
pub(super) struct Token {
    /// What it is.
    pub(super) kind: Kind,
    /// What it says.
    pub(super) text: String,
    /// All of it.
    pub(super) span: Span,
    /// Without quotes and `\`.
    pub(super) text_span: Span,
    /// The comments between the token before and this one. Lines that follow each other are one comment.
    pub(super) comments: Vec<String>,
}

/// All tokens of a text, and what is wrong.
pub(super) fn lex(text: &str) -> (Vec<Token>, Vec<Diagnostic>) {
    let characters = Characters::new(text);
    let mut lexer = Lexer { text, characters, comments: Vec::new(), tokens: Vec::new(), findings: Vec::new() };
    while lexer.characters.peek().is_some() {
        if lexer.tokens.len() >= TOKENS {
            let message = format!("the file has more than {TOKENS} words and signs");
            let help = "split it, and take the parts in with `include`";
            lexer.find(&diag::SCHEMA_TOO_LARGE, message, help, Span::at(lexer.characters.at()));
            break;
        }
        if lexer.findings.len() >= MOST {
            break;
        }
        lexer.token();
    }
    let end = Span::at(lexer.characters.at());
    lexer.push(Kind::End, String::new(), end, end);
    (lexer.tokens, lexer.findings)
}

struct Lexer<'t> {
    text: &'t str,
    characters: Characters<'t>,
    comments: Vec<String>,
    tokens: Vec<Token>,
    findings: Vec<Diagnostic>,
}

impl Lexer<'_> {
    /// Reads one token, comment or piece of white space.
    fn token(&mut self) {
        let before = self.characters.clone();
        let Some(first) = self.next() else { return };
        match first.value {
            ' ' | '\t' | '\n' | NEWLINE => {}
            '#' if self.characters.peek() == Some('#') => {
                let text = self.documentation();
                self.push(Kind::Documentation, text, self.since(first), self.since(first));
            }
            '#' => {
                let text = self.comment();
                self.comments.push(text);
            }
            '"' | '\'' => self.literal(first),
            '\\' if self.characters.peek().is_some_and(is_name_start) => {
                let start = self.characters.at();
                let name = self.name();
                self.push(Kind::Identifier, name, self.since(first), Span::new(start, self.characters.at()));
            }
            c if is_name_start(c) && first.fault.is_none() => {
                self.characters = before;
                self.names();
            }
            c => match SIGNS.iter().find(|sign| self.skip_rest(c, sign)) {
                Some(sign) => self.push(Kind::Sign, (*sign).to_owned(), self.since(first), self.since(first)),
                None if first.fault.is_none() => {
                    let message = format!("`{}` means nothing here (section C.3)", first.span.of(self.text));
                    let help = match c {
                        ';' => "nothing stands between definitions: take it out",
                        '\\' => "a name follows `\\`, or `x{` and the number of a character",
                        '<' => {
                            "this is the compact syntax: schemas in XML are read from files whose name ends in `.rng`"
                        }
                        '/' => "a comment begins with `#`",
                        '%' | '@' | '$' => "names are written as they are",
                        _ => "take it out, or put the text into quotes",
                    };
                    self.find(&diag::COMPACT_CHARACTER, message, help, first.span);
                }
                None => {}
            },
        }
    }

    /// The next character; tells what is wrong with it.
    fn next(&mut self) -> Option<Character> {
        let next = self.characters.next()?;
        let written = next.span.of(self.text);
        match next.fault {
            Some(Fault::Forbidden) => {
                let code = written.chars().next().map_or(0, u32::from);
                let message = format!("the character U+{code:04X} cannot stand in a schema (section C.3)");
                self.find(&diag::COMPACT_CHARACTER, message, "take it out", next.span);
            }
            Some(Fault::Escape) => {
                let message = format!("`{written}` stands for no character of XML (section C.3)");
                let help = "write the number of the character in hexadecimal digits between `\\x{` and `}`";
                self.find(&diag::COMPACT_CHARACTER, message, help, next.span);
            }
            None => {}
        }
        Some(next)
    }

    fn since(&self, first: Character) -> Span {
        Span::new(first.span.start, self.characters.at())
    }

    /// Passes over the rest of a sign whose first character was read, if it is this one.
    fn skip_rest(&mut self, first: char, sign: &str) -> bool {
        let Some(rest) = sign.strip_prefix(first) else { return false };
        let mut characters = self.characters.clone();
        let is_there = rest.chars().all(|c| characters.next().is_some_and(|next| next.value == c));
        if is_there {
            self.characters = characters;
        }
        is_there
    }

    /// Passes over a character if it is this one.
    fn skip(&mut self, wanted: char) -> bool {
        let is_there = self.characters.peek() == Some(wanted);
        if is_there {
            self.characters.next();
        }
        is_there
    }

    /// A comment from behind its `#` on: what follows the mark on this line and on the comment lines below it.
    fn comment(&mut self) -> String {
        let mut text = self.line();
        while self.continues("#") {
            text.push('\n');
            text += &self.line();
        }
        text
    }

    /// Documentation from behind its first `#` on. Further marks and one space are taken off each line (annex C.5.3).
    fn documentation(&mut self) -> String {
        let mut text = String::new();
        loop {
            while self.skip('#') {}
            self.skip(' ');
            text += &self.line();
            if !self.continues("##") {
                return text;
            }
            text.push('\n');
        }
    }

    fn line(&mut self) -> String {
        let mut text = String::new();
        while self.characters.peek().is_some_and(|c| !matches!(c, NEWLINE | '\n')) {
            text.extend(self.next().map(|character| character.value));
        }
        text
    }

    /// Whether the next line begins with this mark, `#` or `##`; passes over its first character if so.
    fn continues(&mut self, mark: &str) -> bool {
        let mut ahead = self.characters.clone();
        ahead.next();
        while matches!(ahead.peek(), Some(' ' | '\t')) {
            ahead.next();
        }
        let found = ahead.clone().take(2).take_while(|character| character.value == '#').count();
        if found == mark.len() {
            ahead.next();
            self.characters = ahead;
        }
        found == mark.len()
    }

    /// A string from behind its first quote on.
    fn literal(&mut self, quote: Character) {
        let mut text = String::new();
        let is_long = self.skip_two(quote.value);
        let start = self.characters.at();
        while let Some(next) = self.characters.peek() {
            let end = self.characters.at();
            if next == NEWLINE && !is_long {
                break;
            }
            let next = self.next().map_or(next, |character| character.value);
            if next == quote.value && (!is_long || self.skip_two(quote.value)) {
                return self.push(Kind::Literal, text, self.since(quote), Span::new(start, end));
            }
            text.push(if next == NEWLINE { '\n' } else { next });
        }
        let (place, help) = if is_long {
            ("in this file", "close it with the three quotes it begins with")
        } else {
            ("on its line", "close it with the quote it begins with; a string of several lines stands in three quotes")
        };
        let message = format!("the string is not closed {place} (section C.3)");
        self.find(&diag::COMPACT_STRING, message, help, Span::new(quote.span.start, start));
        self.push(Kind::Literal, text, self.since(quote), Span::new(start, self.characters.at()));
    }

    /// Passes over two characters if both are this one.
    fn skip_two(&mut self, wanted: char) -> bool {
        let mut ahead = self.characters.clone();
        let are_there = (0..2).all(|_| ahead.next().is_some_and(|next| next.value == wanted));
        if are_there {
            self.characters = ahead;
        }
        are_there
    }

    /// A keyword, a name, a name with prefix, or a prefix with `:*`.
    fn names(&mut self) {
        let start = self.characters.at();
        let mut text = self.name();
        let mut kind = if KEYWORDS.contains(&text.as_str()) { Kind::Keyword } else { Kind::Identifier };
        let mut ahead = self.characters.clone();
        if ahead.next().is_some_and(|next| next.value == ':') {
            match ahead.peek() {
                Some('*') => {
                    ahead.next();
                    self.characters = ahead;
                    kind = Kind::AnyOfPrefix;
                }
                Some(c) if is_name_start(c) => {
                    self.characters = ahead;
                    text.push(':');
                    text += &self.name();
                    kind = Kind::Prefixed;
                }
                _ => {}
            }
        }
        let span = Span::new(start, self.characters.at());
        self.push(kind, text, span, span);
    }

    fn name(&mut self) -> String {
        let mut text = String::new();
        while let Some(c) = self.characters.peek().filter(|c| is_name_char(*c)) {
            self.next();
            text.push(c);
        }
        text
    }

    fn push(&mut self, kind: Kind, text: String, span: Span, text_span: Span) {
        let comments = std::mem::take(&mut self.comments);
        self.tokens.push(Token { kind, text, span, text_span, comments });
    }

    fn find(&mut self, code: &'static Code, message: String, help: &str, span: Span) {
        self.findings.push(Diagnostic::new(code, message).help(help).at(span));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Vec<(Kind, String)> {
        let (tokens, findings) = lex(text);
        assert_eq!(findings, [], "{text}");
        tokens.into_iter().map(|token| (token.kind, token.text)).take_while(|(kind, _)| *kind != Kind::End).collect()
    }

    #[test]
    fn names_end_where_no_name_goes_on() {
        use Kind::{AnyOfPrefix, Identifier, Keyword, Prefixed, Sign};
        for (text, kinds) in [
            ("text", vec![(Keyword, "text")]),
            (r"\text", vec![(Identifier, "text")]),
            ("string-a", vec![(Identifier, "string-a")]),
            ("a.b-c*-d", vec![(Identifier, "a.b-c"), (Sign, "*"), (Sign, "-"), (Identifier, "d")]),
            ("p:*-p:a?", vec![(AnyOfPrefix, "p"), (Sign, "-"), (Prefixed, "p:a"), (Sign, "?")]),
            ("element:text", vec![(Prefixed, "element:text")]),
            ("a|=b", vec![(Identifier, "a"), (Sign, "|="), (Identifier, "b")]),
            (r"\x{66}oo", vec![(Identifier, "foo")]),
            (r"\\x{66}oo", vec![(Identifier, "foo")]),
        ] {
            let kinds: Vec<_> = kinds.into_iter().map(|(kind, text)| (kind, text.to_owned())).collect();
            assert_eq!(found(text), kinds, "{text}");
        }
    }

    #[test]
    fn strings_mean_what_stands_between_their_quotes() {
        for (text, meant) in [
            (r#""a'b""#, "a'b"),
            (r#"'a"b'"#, "a\"b"),
            (r#""""#, ""),
            (r#"""""'""""#, "\"'"),
            (r#"'''x''""y'''"#, "x''\"\"y"),
            ("\"\"\"z\r\n\"\"\"", "z\n"),
            (r#""z\x{D}\x{A}""#, "z\r\n"),
        ] {
            assert_eq!(found(text), [(Kind::Literal, meant.to_owned())], "{text}");
        }
    }

    #[test]
    fn lines_of_comments_are_joined() {
        let (tokens, _) = lex("# a\n  #b\n\n# c\nx ## d\n  #### e\n##\n## f\n# g");
        let reported: Vec<_> = tokens.iter().map(|token| (token.text.as_str(), token.comments.join("|"))).collect();
        let expected = [("x", " a\nb| c"), ("d\ne\n\nf", ""), ("", " g")];
        assert_eq!(reported, expected.map(|(text, comments)| (text, comments.to_owned())));
    }

    #[test]
    fn what_is_no_token_is_told_and_left_out() {
        for (text, place) in
            [("a; b", ";"), (r"a \x{0} b", r"\x{0}"), (r"a \x{D} b", r"\x{D}"), ("a \u{1} b", "\u{1}"), ("a b: ", ":")]
        {
            let (tokens, findings) = lex(text);
            let reported: Vec<_> =
                findings.iter().map(|finding| (finding.code, finding.span.unwrap().of(text))).collect();
            assert_eq!((reported, tokens.len()), (vec![(&diag::COMPACT_CHARACTER, place)], 3), "{text}");
        }
        let (tokens, findings) = lex("a \"b\nc '''d");
        assert!(findings.iter().all(|finding| finding.code == &diag::COMPACT_STRING));
        assert_eq!((findings.len(), tokens.len()), (2, 5));
    }
}
