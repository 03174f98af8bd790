//! Patterns (annex C.2). Takes the tokens; gives [`Pattern`]s.

use super::annotation::{put_before, put_elements_after};
use super::lexer::Kind;
use super::{Form, Parsed, Parser};
use crate::diag;
use crate::relaxng::name_class::Use;
use crate::relaxng::syntax::{
    Annotations, Data, Namespace, Param, Pattern, PatternKind, Reference, TypeName, Value, Word,
};
use crate::relaxng::uri;
use crate::text::Span;

/// What may stand behind a pattern in brackets.
const MORE: &str = "`,`, `|` or `&` and another pattern";

/// Keywords that begin a pattern.
const BEGINNINGS: &[&str] = &[
    "attribute",
    "element",
    "empty",
    "external",
    "grammar",
    "list",
    "mixed",
    "notAllowed",
    "parent",
    "string",
    "text",
    "token",
];

/// An operator, and what it makes of its members.
type Operator = (&'static str, fn(Vec<Pattern>) -> PatternKind);

/// The operators between patterns.
const OPERATORS: [Operator; 3] =
    [(",", PatternKind::Group), ("|", PatternKind::Choice), ("&", PatternKind::Interleave)];

/// The operators behind a pattern.
const REPETITIONS: [Operator; 3] =
    [("?", PatternKind::Optional), ("*", PatternKind::ZeroOrMore), ("+", PatternKind::OneOrMore)];

impl Parser<'_> {
    /// A pattern.
    pub(super) fn pattern(&mut self) -> Parsed<Pattern> {
        self.patterns(Annotations::default())
    }

    /// Patterns with operators between them, which carry what was noted before the parentheses around them.
    fn patterns(&mut self, outer: Annotations) -> Parsed<Pattern> {
        let (mut first, form) = self.repeated()?;
        let Some((sign, make)) = self.operator(OPERATORS) else {
            if form == Form::Repeated || !outer.has_notes() {
                put_before(&mut first.annotations, outer);
                return Ok(first);
            }
            let span = first.span;
            return Ok(Pattern { kind: PatternKind::Group(vec![first]), span, annotations: outer });
        };
        self.require_single(form);
        let mut members = vec![first];
        let mut is_mixed = false;
        while let Some((next, _)) = self.operator(OPERATORS) {
            if next != sign && !is_mixed {
                is_mixed = true;
                let message = format!("`{next}` cannot stand beside `{sign}` without parentheses (section C.2)");
                let help = format!("put parentheses around what belongs together: `a {sign} (b {next} c)`");
                self.find(&diag::COMPACT_OPERATORS, message, help, self.span());
            }
            let comments = self.take_comments();
            if let Some(last) = members.last_mut() {
                last.annotations.after.extend(comments);
            }
            self.bump();
            let (member, form) = self.repeated()?;
            self.require_single(form);
            members.push(member);
        }
        let span = members.iter().map(|member| member.span).reduce(Span::to).unwrap_or_default();
        Ok(Pattern { kind: make(members), span, annotations: outer })
    }

    fn operator(&self, operators: [Operator; 3]) -> Option<Operator> {
        operators.into_iter().find(|(sign, _)| self.is(sign))
    }

    /// A pattern with the sign of repetition behind it, and with notes.
    fn repeated(&mut self) -> Parsed<(Pattern, Form)> {
        let start = self.span();
        let annotations = self.annotations()?;
        let (mut pattern, mut form) = self.single(annotations)?;
        self.following(&mut pattern.annotations)?;
        if let Some((_, make)) = self.operator(REPETITIONS) {
            self.require_single(form);
            pattern.annotations.after.extend(self.take_comments());
            self.bump();
            let annotations = Annotations::default();
            pattern = Pattern { kind: make(content(pattern)), span: self.since(start), annotations };
            self.following(&mut pattern.annotations)?;
            form = Form::Repeated;
        }
        Ok((pattern, form))
    }

    /// A pattern without operators.
    fn single(&mut self, annotations: Annotations) -> Parsed<(Pattern, Form)> {
        let start = self.span();
        let token = self.peek(0).map(|token| (token.kind, token.text.clone()));
        let Some((kind, text)) = token else { return Err(self.fail("a pattern", BEGINNINGS)) };
        let mut form = Form::Single;
        let kind = match (kind, text.as_str()) {
            (Kind::Sign, "(") => {
                let pattern = self.bracketed(["(", ")"], MORE, |parser| {
                    let mut pattern = parser.patterns(annotations)?;
                    pattern.annotations.after.extend(parser.take_comments());
                    Ok(pattern)
                })?;
                return Ok((pattern, Form::Single));
            }
            (Kind::Keyword, "element") => {
                self.bump();
                let name = self.name_class(Use::Element)?;
                PatternKind::Element(name, content(self.held()?))
            }
            (Kind::Keyword, "attribute") => {
                self.bump();
                let name = self.name_class(Use::Attribute)?;
                PatternKind::Attribute(name, vec![self.held()?])
            }
            (Kind::Keyword, "list") => {
                self.bump();
                PatternKind::List(content(self.held()?))
            }
            (Kind::Keyword, "mixed") => {
                self.bump();
                PatternKind::Mixed(content(self.held()?))
            }
            (Kind::Keyword, "grammar") => {
                self.bump();
                PatternKind::Grammar(self.grammar()?)
            }
            (Kind::Keyword, "external") => {
                self.bump();
                PatternKind::External(self.reference("the address of a schema in quotes")?)
            }
            (Kind::Keyword, "parent") => {
                self.bump();
                if self.kind() != Kind::Identifier {
                    return Err(self.fail("the name of a definition behind `parent`", &[]));
                }
                PatternKind::ParentRef(self.word())
            }
            (Kind::Keyword, "empty") => self.alone(PatternKind::Empty),
            (Kind::Keyword, "notAllowed") => self.alone(PatternKind::NotAllowed),
            (Kind::Keyword, "text") => self.alone(PatternKind::Text),
            (Kind::Literal, _) => self.value(None)?,
            (Kind::Keyword, "string" | "token") | (Kind::Prefixed, _) => {
                let datatype = self.type_name();
                if self.kind() == Kind::Literal {
                    self.value(Some(datatype))?
                } else {
                    let (data, own) = self.data(datatype)?;
                    form = own;
                    PatternKind::Data(data)
                }
            }
            (Kind::Identifier, _) if self.is_definition() => {
                return Err(self.fail("a pattern before the next definition", &[]));
            }
            (Kind::Identifier, _) => PatternKind::Ref(self.word()),
            _ => return Err(self.fail("a pattern", BEGINNINGS)),
        };
        let mut annotations = annotations;
        // Comments between its words.
        annotations.before.append(&mut self.comments);
        if matches!(kind, PatternKind::Value(_)) {
            put_elements_after(&mut annotations);
        }
        Ok((Pattern { kind, span: self.since(start), annotations }, form))
    }

    /// A pattern of one word.
    fn alone(&mut self, kind: PatternKind) -> PatternKind {
        self.bump();
        kind
    }

    /// The pattern in braces.
    fn held(&mut self) -> Parsed<Pattern> {
        self.bracketed(["{", "}"], MORE, |parser| {
            let mut pattern = parser.pattern()?;
            pattern.annotations.after.extend(parser.take_comments());
            Ok(pattern)
        })
    }

    /// Another file, and the namespace that it inherits.
    pub(super) fn reference(&mut self, expected: &str) -> Parsed<Reference> {
        let href = self.literal(expected)?;
        if let Some(fault) = uri::reference_fault(&href.text) {
            let message = format!("`{}` cannot be the address of a schema: {fault} (section 4.5)", href.text);
            self.find(&diag::SCHEMA_BAD_VALUE, message, "give the address of a whole file", href.span);
        }
        let mut namespace = self.declarations.default_namespace();
        if self.eat("inherit") {
            if !self.eat("=") {
                return Err(self.fail("`=` behind `inherit`", &[]));
            }
            if !matches!(self.kind(), Kind::Identifier | Kind::Keyword) {
                return Err(self.fail("the prefix of the namespace that is inherited", &[]));
            }
            let prefix = self.bump();
            namespace = self.namespace(&prefix.text, prefix.span).unwrap_or(Namespace::Inherited);
        }
        Ok(Reference { href, namespace })
    }

    fn value(&mut self, datatype: Option<TypeName>) -> Parsed<PatternKind> {
        let text = self.literal("a string")?;
        Ok(PatternKind::Value(Value { datatype, text, scope: self.declarations.scope() }))
    }

    fn type_name(&mut self) -> TypeName {
        let name = self.word();
        match name.text.split_once(':') {
            Some((prefix, local)) => {
                let library = self.library(prefix, name.span);
                TypeName { library, name: Word { text: local.to_owned(), span: name.span } }
            }
            None => TypeName { library: String::new(), name },
        }
    }

    /// A datatype with its parameters and exceptions.
    fn data(&mut self, datatype: TypeName) -> Parsed<(Data, Form)> {
        let params = if self.is("{") { self.params()? } else { Vec::new() };
        let minus = self.span();
        let (mut except, mut form) = (None, Form::Single);
        if self.eat("-") {
            form = Form::Except(minus);
            let annotations = self.annotations()?;
            let (pattern, inner_form) = self.nested(|parser| parser.single(annotations))?;
            self.require_single(inner_form);
            except = Some((vec![pattern], Annotations::default()));
        }
        Ok((Data { datatype, params, except, scope: self.declarations.scope() }, form))
    }

    fn params(&mut self) -> Parsed<Vec<Param>> {
        self.bracketed(["{", "}"], "a parameter, `name = \"…\"`", |parser| {
            let mut params: Vec<Param> = Vec::new();
            loop {
                let mut annotations = parser.annotations()?;
                if !matches!(parser.kind(), Kind::Identifier | Kind::Keyword) {
                    if annotations.has_notes() {
                        return Err(parser.fail("a parameter", &[]));
                    }
                    parser.comments.append(&mut annotations.before);
                    return Ok(params);
                }
                let name = parser.word();
                if !parser.eat("=") {
                    return Err(parser.fail("`=` behind the name of a parameter", &[]));
                }
                let value = parser.literal("the value of the parameter in quotes")?;
                annotations.before.append(&mut parser.comments);
                put_elements_after(&mut annotations);
                params.push(Param { name, value, annotations });
            }
        })
    }
}

/// A pattern as the content of what holds several.
pub(super) fn content(pattern: Pattern) -> Vec<Pattern> {
    match pattern {
        Pattern { kind: PatternKind::Group(members), annotations, .. } if annotations == Annotations::default() => {
            members
        }
        pattern => vec![pattern],
    }
}
