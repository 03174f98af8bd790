//! The whole schema, grammars and what they hold (annex C.2). Takes the tokens; gives [`Component`]s and the pattern of the file.
//!
//! A definition that is not understood is passed over: reading goes on at the next one in the same grammar, or at one that begins
//! a line, which belongs to the grammar of the file.

use super::lexer::Kind;
use super::pattern::content;
use super::{Parsed, Parser, Stop};
use crate::diag::{self, Diagnostic};
use crate::relaxng::syntax::{Annotations, Combine, Component, Define, Foreign, Include, Pattern, PatternKind};
use crate::text::Span;

/// Keywords that begin a part of a grammar.
const BEGINNINGS: &[&str] = &["start", "include", "div"];

/// The signs between the name of a definition and what it stands for.
const ASSIGNMENTS: [(&str, Option<Combine>); 3] =
    [("=", None), ("|=", Some(Combine::Choice)), ("&=", Some(Combine::Interleave))];

/// What parts of a grammar stand in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Around {
    /// A grammar, or a `div` in one.
    Grammar,
    /// An inclusion, or a `div` in one.
    Include,
}

/// Where reading can go on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Next {
    /// At a definition.
    Definition,
    /// At the brace that closes the grammar.
    Brace,
    /// Nowhere in this grammar.
    Outside,
}

impl Parser<'_> {
    /// The whole file.
    pub(super) fn schema(&mut self) -> Option<Pattern> {
        while self.is_declaration() {
            self.begin = self.span().start;
            if self.declaration().is_err() {
                while !self.is_declaration() && !self.begins_component(0) && self.kind() != Kind::End {
                    self.bump();
                }
            }
        }
        self.end_declarations();
        let header = std::mem::take(&mut self.comments);
        self.begin = self.span().start;
        let mut pattern = match self.is_grammar() {
            true => self.whole_grammar(),
            false => match self.whole_pattern() {
                Ok(pattern) => pattern,
                Err(Stop) => {
                    // It may have been a definition: the others are read.
                    self.skip(0);
                    self.whole_grammar();
                    return None;
                }
            },
        };
        pattern.annotations.before.splice(..0, header);
        Some(pattern)
    }

    /// Whether the file is a grammar and not another pattern.
    fn is_grammar(&self) -> bool {
        if self.kind() == Kind::End {
            return true;
        }
        let mut ahead = 0;
        while self.peek(ahead).is_some_and(|token| token.kind == Kind::Documentation) {
            ahead += 1;
        }
        let mut open = 0_usize;
        loop {
            match self.peek(ahead) {
                Some(token) if token.kind == Kind::End => return false,
                _ if self.is_at(ahead, "[") => open += 1,
                _ if self.is_at(ahead, "]") => open = open.saturating_sub(1),
                _ if open == 0 => return self.begins_component(ahead) || self.begins_note(ahead),
                _ => {}
            }
            ahead += 1;
        }
    }

    /// The file as a pattern.
    fn whole_pattern(&mut self) -> Parsed<Pattern> {
        let mut pattern = self.pattern()?;
        if self.kind() != Kind::End {
            return Err(self.fail("the end of the file, or `,`, `|` or `&` and another pattern", &[]));
        }
        if pattern.annotations.after.iter().any(|after| matches!(after, Foreign::Element(_))) {
            let behind = Span::new(pattern.span.end, self.last_end).trim(self.text);
            let span = if behind.is_empty() { pattern.span } else { behind };
            let message = "no note can follow the pattern that is the whole file (section C.5)";
            self.find(&diag::COMPACT_NOTE, message, "put it before a pattern that can hold it", span);
        }
        pattern.annotations.after.extend(self.take_comments());
        Ok(pattern)
    }

    /// The rest of the file as a grammar.
    fn whole_grammar(&mut self) -> Pattern {
        let start = self.span();
        let mut components = Vec::new();
        while let Ok(more) = self.components(Around::Grammar) {
            components.extend(more);
            if self.kind() == Kind::End {
                break;
            }
            self.fail("a definition", &[]);
            self.bump();
        }
        let annotations = Annotations::default();
        Pattern { kind: PatternKind::Grammar(components), span: self.since(start), annotations }
    }

    /// The braces of a grammar.
    pub(super) fn grammar(&mut self) -> Parsed<Vec<Component>> {
        self.braced(Around::Grammar)
    }

    fn braced(&mut self, around: Around) -> Parsed<Vec<Component>> {
        self.bracketed(["{", "}"], "a definition", |parser| parser.components(around))
    }

    /// What stands up to a closing brace or the end of the file.
    fn components(&mut self, around: Around) -> Parsed<Vec<Component>> {
        let level = self.open;
        let mut components = Vec::new();
        loop {
            components.extend(self.take_comments().into_iter().map(Component::Foreign));
            if self.kind() == Kind::End || self.is("}") {
                return Ok(components);
            }
            self.begin = self.span().start;
            match self.component(around) {
                Ok(component) => components.push(component),
                Err(Stop) => match self.skip(level) {
                    Next::Definition => {}
                    Next::Brace => return Ok(components),
                    Next::Outside => return Err(Stop),
                },
            }
        }
    }

    /// Passes over what is not understood, up to where `level` brackets are open and reading can go on.
    fn skip(&mut self, level: usize) -> Next {
        loop {
            let is_closed = self.open <= level;
            if self.kind() == Kind::End {
                return Next::Outside;
            }
            if self.begins_component(0) && (is_closed || self.begins_line()) {
                self.open = if is_closed { level } else { 0 };
                return if self.open == level { Next::Definition } else { Next::Outside };
            }
            if self.is("}") && is_closed && level > 0 {
                return Next::Brace;
            }
            self.bump();
        }
    }

    /// Whether the next token stands at the beginning of a line.
    fn begins_line(&self) -> bool {
        let before = self.text.get(..self.span().start).unwrap_or_default();
        before.is_empty() || before.ends_with(['\n', '\r', '\u{feff}'])
    }

    /// Whether a part of a grammar begins after `ahead` tokens.
    fn begins_component(&self, ahead: usize) -> bool {
        let is_literal = |token: &super::Token| token.kind == Kind::Literal;
        self.assigns(ahead)
            || (self.is_at(ahead, "include") && self.peek(ahead + 1).is_some_and(is_literal))
            || (self.is_at(ahead, "div") && self.is_at(ahead + 1, "{"))
    }

    /// Whether a definition comes next.
    pub(super) fn is_definition(&self) -> bool {
        self.assigns(0)
    }

    fn assigns(&self, ahead: usize) -> bool {
        let is_name = |token: &super::Token| matches!(token.kind, Kind::Identifier | Kind::Keyword);
        self.peek(ahead).is_some_and(is_name) && ASSIGNMENTS.iter().any(|(sign, _)| self.is_at(ahead + 1, sign))
    }

    /// Whether an element noted at the grammar begins after `ahead` tokens.
    fn begins_note(&self, ahead: usize) -> bool {
        let is_name = self.peek(ahead).is_some_and(|token| matches!(token.kind, Kind::Identifier | Kind::Prefixed));
        is_name && self.is_at(ahead + 1, "[")
    }

    fn component(&mut self, around: Around) -> Parsed<Component> {
        if self.begins_note(0) {
            return Ok(Component::Foreign(Foreign::Element(self.foreign_element()?)));
        }
        if self.is_declaration() && !self.is_definition() {
            let message = "a declaration cannot stand behind definitions (section C.4)";
            self.find(&diag::COMPACT_DECLARATION, message, "put it at the beginning of the file", self.span());
            return Err(Stop);
        }
        let mut annotations = self.annotations()?;
        let start = self.span();
        if self.is_definition() {
            return self.definition(annotations);
        }
        if self.eat("div") {
            let inside = self.braced(around)?;
            annotations.before.append(&mut self.comments);
            return Ok(Component::Div(inside, self.since(start), annotations));
        }
        if self.is("include") {
            if around == Around::Include {
                let message = "`include` cannot stand in the braces of another (section C.2)";
                self.find(&diag::COMPACT_SYNTAX, message, "put it outside of the braces", start);
            }
            self.bump();
            let reference = self.reference("the address of a schema in quotes")?;
            let overrides = if self.is("{") { self.braced(Around::Include)? } else { Vec::new() };
            annotations.before.append(&mut self.comments);
            return Ok(Component::Include(Include { reference, overrides, span: self.since(start), annotations }));
        }
        if self.kind() == Kind::Identifier || self.is("start") {
            self.bump();
            return Err(self.fail("`=`, `|=` or `&=` behind the name of a definition", &[]));
        }
        Err(self.fail("a definition", BEGINNINGS))
    }

    /// A name, a sign and a pattern.
    fn definition(&mut self, annotations: Annotations) -> Parsed<Component> {
        let start = self.span();
        let is_start = self.is("start");
        let is_keyword = self.kind() == Kind::Keyword;
        let name = self.word();
        if is_keyword && !is_start {
            let message = format!("`{}` is a keyword and names no definition (section C.3)", name.text);
            let quoted = format!("\\{}", name.text);
            let finding = Diagnostic::new(&diag::COMPACT_SYNTAX, message);
            self.tell(
                finding
                    .help(format!("write `{quoted}`, here and where it is referred to"))
                    .at(start)
                    .fix(start, quoted),
            );
        }
        let sign = ASSIGNMENTS.iter().find(|(sign, _)| self.is(sign));
        self.bump();
        let pattern = self.pattern()?;
        Ok(Component::Define(Define {
            name: if is_start { None } else { Some(name) },
            combine: sign.and_then(|(_, combine)| *combine),
            content: if is_start { vec![pattern] } else { content(pattern) },
            span: self.since(start),
            annotations,
        }))
    }
}
