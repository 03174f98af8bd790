//! The compact syntax (ISO/IEC 19757-2, annex C), with the checks that concern one file only.
//!
//! Takes the text of a `.rnc` file; gives a [`File`] and what is wrong with it. Each part of the grammar is a function that reads
//! tokens from left to right. Where one does not fit, reading goes on at the next definition. What stands in parentheses alone is
//! not kept; several patterns in a row are the content of what holds them, as in the XML syntax. A comment goes before the part of
//! the schema that follows it, or after the one it ends; its text lacks the mark `#` of each line. Notes at a value or parameter
//! stand after it, as XML has no place for them inside. Promises that brackets nested deeper than 256 are an error. Leaves out
//! other files.

mod annotation;
mod characters;
mod declaration;
mod grammar;
mod lexer;
mod name_class;
mod pattern;

use std::sync::Arc;

use self::declaration::Declarations;
pub(super) use self::lexer::KEYWORDS;
use self::lexer::{Kind, MOST, Token};
use crate::datatype::is_nc_name;
use crate::diag::{self, Code, Diagnostic, Related, Severity};
use crate::relaxng::syntax::{File, Foreign, Word};
use crate::text::{Source, Span, nearest};

/// How deep brackets may be nested.
const DEPTH: usize = 256;

/// Reads a schema in compact syntax; `None` with at least one error.
#[must_use]
pub fn parse(source: Arc<Source>) -> (Option<File>, Vec<Diagnostic>) {
    let text = source.text().trim_start_matches('\u{feff}').trim_start();
    if text.starts_with('<') {
        let at = source.text().len() - text.len();
        let finding = Diagnostic::new(&diag::COMPACT_SYNTAX, "the file is not in the compact syntax but in XML");
        let help = "schemas in XML are read from files whose name ends in `.rng`";
        return (None, vec![finding.help(help).at(Span::new(at, at + 1))]);
    }
    let (tokens, findings) = lexer::lex(source.text());
    let mut parser = Parser::new(source.text(), tokens, findings);
    let pattern = parser.schema();
    let Parser { declarations, mut findings, .. } = parser;
    findings.sort_by_key(|finding| finding.span);
    let has_errors = findings.iter().any(|finding| finding.severity() == Severity::Error);
    let Some(pattern) = pattern.filter(|_| !has_errors) else { return (None, findings) };
    let (prefixes, libraries) = declarations.finish();
    (Some(File { source, prefixes, libraries, pattern }), findings)
}

/// Something that was reported does not fit: what follows cannot be understood before the next definition.
struct Stop;

/// A part of the schema.
type Parsed<T> = Result<T, Stop>;

/// What was read, as far as it says what may stand beside it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Form {
    /// Anything may.
    Single,
    /// It was repeated: what was noted before the parentheses around it is noted at the repetition.
    Repeated,
    /// It has an exception, behind the `-` here: it needs parentheses beside operators.
    Except(Span),
}

struct Parser<'t> {
    text: &'t str,
    /// All of them; the last is the end of the file.
    tokens: Vec<Token>,
    /// How many of them were passed over.
    at: usize,
    /// The end of the last one that was passed over.
    last_end: usize,
    /// Comments that were passed over and belong to what comes next.
    comments: Vec<Foreign>,
    declarations: Declarations,
    /// How many brackets are open.
    open: usize,
    /// How many functions that call themselves are at work.
    depth: usize,
    /// Where the definition that is read began.
    begin: usize,
    findings: Vec<Diagnostic>,
}

impl<'t> Parser<'t> {
    fn new(text: &'t str, tokens: Vec<Token>, findings: Vec<Diagnostic>) -> Self {
        let (comments, declarations) = Default::default();
        let (at, last_end, open, depth, begin) = (0, 0, 0, 0, 0);
        Self { text, tokens, at, last_end, comments, declarations, open, depth, begin, findings }
    }

    /// The token that comes after `ahead` others.
    fn peek(&self, ahead: usize) -> Option<&Token> {
        self.tokens.get(self.at + ahead).or(self.tokens.last())
    }

    /// The kind of the token that comes next.
    fn kind(&self) -> Kind {
        self.peek(0).map_or(Kind::End, |token| token.kind)
    }

    /// Whether the token that comes after `ahead` others is this sign or keyword.
    fn is_at(&self, ahead: usize, text: &str) -> bool {
        self.peek(ahead).is_some_and(|token| matches!(token.kind, Kind::Sign | Kind::Keyword) && token.text == text)
    }

    /// Whether the next token is this sign or keyword.
    fn is(&self, text: &str) -> bool {
        self.is_at(0, text)
    }

    /// The span of the next token.
    fn span(&self) -> Span {
        self.peek(0).map(|token| token.span).unwrap_or_default()
    }

    /// From there to the end of what was read.
    fn since(&self, start: Span) -> Span {
        Span::new(start.start, self.last_end)
    }

    /// Passes over the next token. Comments before it wait for whoever takes them.
    fn bump(&mut self) -> Word {
        let Some(token) = self.tokens.get_mut(self.at) else {
            return Word { text: String::new(), span: self.span() };
        };
        self.comments.extend(token.comments.drain(..).map(Foreign::Comment));
        match (token.kind, token.text.as_str()) {
            (Kind::Sign, "{" | "(" | "[") => self.open += 1,
            (Kind::Sign, "}" | ")" | "]") => self.open = self.open.saturating_sub(1),
            _ => {}
        }
        let word = Word { text: token.text.clone(), span: token.text_span };
        if token.kind != Kind::End {
            self.last_end = token.span.end;
            self.at += 1;
        }
        word
    }

    /// Passes over the next token, which names a part of the schema.
    fn word(&mut self) -> Word {
        let word = self.bump();
        if !word.text.split(':').all(is_nc_name) {
            let message = format!("`{}` is no name (section 3)", word.text);
            let help = "a name begins with a letter or `_` and holds letters, digits, `.`, `-` and `_`";
            self.find(&diag::SCHEMA_BAD_VALUE, message, help, word.span);
        }
        word
    }

    /// Passes over the next token if it is this sign or keyword.
    fn eat(&mut self, text: &str) -> bool {
        let is_there = self.is(text);
        if is_there {
            self.bump();
        }
        is_there
    }

    /// All comments since the last part of the schema, up to the next token.
    fn take_comments(&mut self) -> Vec<Foreign> {
        if let Some(token) = self.tokens.get_mut(self.at) {
            self.comments.extend(token.comments.drain(..).map(Foreign::Comment));
        }
        std::mem::take(&mut self.comments)
    }

    /// What `read` makes, between these brackets; `expected` tells what can stand before the closing one.
    fn bracketed<T>(
        &mut self,
        brackets: [&str; 2],
        expected: &str,
        read: impl FnOnce(&mut Self) -> Parsed<T>,
    ) -> Parsed<T> {
        let [opening, closing] = brackets;
        let start = self.span();
        if !self.eat(opening) {
            return Err(self.fail(&format!("`{opening}`"), &[]));
        }
        let inside = self.nested(read)?;
        if self.is(closing) {
            self.bump();
            return Ok(inside);
        }
        let reported = self.findings.len();
        let stop = self.fail(&format!("`{closing}` or {expected}"), &[]);
        if self.kind() == Kind::End {
            for finding in self.findings.iter_mut().skip(reported) {
                finding.related.push(Related::here(start, format!("`{opening}` is opened here")));
            }
        }
        Err(stop)
    }

    /// What `read` makes, one step deeper.
    fn nested<T>(&mut self, read: impl FnOnce(&mut Self) -> Parsed<T>) -> Parsed<T> {
        if self.depth >= DEPTH {
            let message = format!("brackets are nested more than {DEPTH} deep");
            let help = "give inner patterns names with definitions";
            self.find(&diag::SCHEMA_TOO_LARGE, message, help, self.span());
            return Err(Stop);
        }
        self.depth += 1;
        let made = read(self);
        self.depth -= 1;
        made
    }

    /// Several strings joined with `~` are one.
    fn literal(&mut self, expected: &str) -> Parsed<Word> {
        if self.kind() != Kind::Literal {
            return Err(self.fail(expected, &[]));
        }
        let mut whole = self.bump();
        while self.eat("~") {
            if self.kind() != Kind::Literal {
                return Err(self.fail("a string behind `~`", &[]));
            }
            let next = self.bump();
            whole.text += &next.text;
            whole.span = whole.span.to(next.span);
        }
        Ok(whole)
    }

    /// Tells a finding. After [`MOST`] of them nothing more is read.
    fn find(&mut self, code: &'static Code, message: impl Into<String>, help: impl Into<String>, span: Span) {
        self.tell(Diagnostic::new(code, message).help(help).at(span));
    }

    fn tell(&mut self, finding: Diagnostic) {
        if self.findings.len() < MOST {
            self.findings.push(finding);
        } else if self.findings.len() == MOST {
            let message = format!("nothing was read from here on, after {MOST} errors");
            self.findings.push(Diagnostic::new(&diag::READING_STOPPED, message).at(Span::at(self.last_end)));
            self.at = self.tokens.len().saturating_sub(1);
        }
    }

    /// Tells that something else is expected here; `words` are keywords that may have been meant.
    fn fail(&mut self, expected: &str, words: &[&str]) -> Stop {
        let Some(found) = self.peek(0).cloned() else { return Stop };
        // What follows a bad character in the same definition follows from it.
        let is_known = |finding: &Diagnostic| {
            let is_lexical = finding.code == &diag::COMPACT_CHARACTER || finding.code == &diag::COMPACT_STRING;
            is_lexical && finding.span.is_some_and(|span| (self.begin..=found.span.start).contains(&span.start))
        };
        if self.findings.iter().any(is_known) {
            return Stop;
        }
        if let Some((span, keyword)) = self.misspelt_keyword() {
            let (written, next) = (span.of(self.text), found.span.of(self.text));
            let message = format!("expected a keyword before `{next}`, found `{written}` (section C.2)");
            let finding = Diagnostic::new(&diag::COMPACT_SYNTAX, message).help(format!("did you mean `{keyword}`?"));
            self.tell(finding.at(span).fix(span, keyword));
            return Stop;
        }
        let what = match found.kind {
            Kind::End => "the end of the file".to_owned(),
            Kind::Keyword => format!("the keyword `{}`", found.text),
            Kind::Literal => "a string".to_owned(),
            Kind::Documentation => "documentation (`##`)".to_owned(),
            _ => format!("`{}`", found.span.of(self.text)),
        };
        let message = format!("expected {expected}, found {what} (section C.2)");
        let mut finding = Diagnostic::new(&diag::COMPACT_SYNTAX, message).at(found.span);
        let likely =
            Some(words).filter(|_| found.kind == Kind::Identifier).and_then(|words| nearest(&found.text, words));
        finding = match (likely, found.kind, found.text.as_str()) {
            (Some(likely), ..) => finding.help(format!("did you mean `{likely}`?")).fix(found.span, likely),
            (None, Kind::End, _) => finding.help("something is not finished: look for the bracket that is not closed"),
            (None, Kind::Keyword, text) => {
                finding.help(format!("a definition that is named like a keyword is written `\\{text}`"))
            }
            (None, Kind::Documentation, _) => finding.help("documentation stands before what it describes"),
            (None, Kind::Sign, "-") => {
                finding.help("an exception is taken out of `*`, `p:*` or a datatype, and once: `* - (a | b)`")
            }
            (None, Kind::Sign, ">>") => finding.help("notes follow a pattern or a name"),
            (None, Kind::Sign, "?" | "*" | "+") => finding.help("one sign of repetition stands behind a pattern"),
            (None, Kind::Sign, "}" | ")" | "]") => finding.help("something is missing here, or a bracket too many"),
            (None, Kind::Sign, "=" | "|=" | "&=") => finding.help("a definition is written `name = pattern`"),
            (None, Kind::Literal | Kind::Sign, _) => finding.help("something is missing before it, or it is too much"),
            (None, ..) => finding.help("between two patterns stands `,`, `|` or `&`"),
        };
        self.tell(finding);
        Stop
    }

    /// The name just read, if it is like a keyword that the next token fits.
    fn misspelt_keyword(&self) -> Option<(Span, &'static str)> {
        let before = self.at.checked_sub(1).and_then(|at| self.tokens.get(at))?;
        let next = self.peek(0)?;
        let is_plain = before.kind == Kind::Identifier && before.span == before.text_span;
        let fitting: Vec<&str> = KEYWORDS.iter().copied().filter(|keyword| next.follows(keyword)).collect();
        let keyword = nearest(&before.text, &fitting).filter(|_| is_plain)?;
        KEYWORDS.iter().find(|known| **known == keyword).map(|known| (before.span, *known))
    }
}

impl Token {
    /// Whether it can stand behind a keyword that begins something.
    fn follows(&self, keyword: &str) -> bool {
        let is = |signs: &[&str]| self.kind == Kind::Sign && signs.contains(&self.text.as_str());
        let is_name = matches!(self.kind, Kind::Identifier | Kind::Keyword);
        match keyword {
            "element" | "attribute" => {
                is_name || matches!(self.kind, Kind::Prefixed | Kind::AnyOfPrefix) || is(&["*", "("])
            }
            "list" | "mixed" | "grammar" | "div" => is(&["{"]),
            "external" | "include" => self.kind == Kind::Literal,
            "token" | "string" => self.kind == Kind::Literal || is(&["{", "-"]),
            "namespace" | "datatypes" => is_name,
            "default" => self.kind == Kind::Keyword && self.text == "namespace",
            "parent" => self.kind == Kind::Identifier,
            _ => false,
        }
    }
}
