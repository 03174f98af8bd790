//! Name classes (annex C.2). Takes the tokens; gives [`NameClass`]es.

use std::sync::Arc;

use super::annotation::put_before;
use super::lexer::Kind;
use super::{Form, Parsed, Parser};
use crate::diag;
use crate::relaxng::name_class::Use;
use crate::relaxng::syntax::{Annotations, NameClass, NameClassKind, Namespace};
use crate::text::Span;

/// What may stand behind a name class in parentheses.
const MORE: &str = "`|` and another name";

impl Parser<'_> {
    /// A name class; a name without prefix has no namespace where it is that of an attribute.
    pub(super) fn name_class(&mut self, used: Use) -> Parsed<NameClass> {
        self.names(Annotations::default(), used)
    }

    /// Names with `|` between them, which carry what was noted before the parentheses around them.
    fn names(&mut self, outer: Annotations, used: Use) -> Parsed<NameClass> {
        let (mut first, form) = self.name(used)?;
        if !self.is("|") {
            if !outer.has_notes() {
                put_before(&mut first.annotations, outer);
                return Ok(first);
            }
            let span = first.span;
            return Ok(NameClass { kind: NameClassKind::Choice(vec![first]), span, annotations: outer });
        }
        self.require_single(form);
        let mut members = vec![first];
        while self.is("|") {
            let comments = self.take_comments();
            if let Some(last) = members.last_mut() {
                last.annotations.after.extend(comments);
            }
            self.bump();
            let (next, form) = self.name(used)?;
            self.require_single(form);
            members.push(next);
        }
        let span = members.iter().map(|member| member.span).reduce(Span::to).unwrap_or_default();
        Ok(NameClass { kind: NameClassKind::Choice(members), span, annotations: outer })
    }

    /// One name class with the notes before and behind it.
    fn name(&mut self, used: Use) -> Parsed<(NameClass, Form)> {
        let annotations = self.annotations()?;
        let (mut class, form) = self.plain_name(annotations, used)?;
        self.following(&mut class.annotations)?;
        Ok((class, form))
    }

    fn plain_name(&mut self, annotations: Annotations, used: Use) -> Parsed<(NameClass, Form)> {
        let start = self.span();
        let kind = match self.kind() {
            _ if self.is("(") => {
                let class = self.bracketed(["(", ")"], MORE, |parser| {
                    let mut class = parser.names(annotations, used)?;
                    class.annotations.after.extend(parser.take_comments());
                    Ok(class)
                })?;
                return Ok((class, Form::Single));
            }
            Kind::Identifier | Kind::Keyword => {
                let local = self.word().text;
                let namespace = match used {
                    Use::Element => self.declarations.default_namespace(),
                    Use::Attribute => Namespace::Uri(Arc::from("")),
                };
                NameClassKind::Name { namespace, prefix: String::new(), local }
            }
            Kind::Prefixed => {
                let text = self.word().text;
                let (prefix, local) = text.split_once(':').unwrap_or(("", &text));
                let namespace = self.namespace(prefix, start).unwrap_or(Namespace::Inherited);
                NameClassKind::Name { namespace, prefix: prefix.to_owned(), local: local.to_owned() }
            }
            Kind::AnyOfPrefix => {
                let prefix = self.bump().text;
                let namespace = self.namespace(&prefix, start).unwrap_or(Namespace::Inherited);
                return self.excepted(start, annotations, used, |except| NameClassKind::NsName {
                    namespace,
                    prefix,
                    except,
                });
            }
            _ if self.eat("*") => {
                return self.excepted(start, annotations, used, |except| NameClassKind::AnyName { except });
            }
            _ => return Err(self.fail("a name, `*` or `(`", &[])),
        };
        Ok((NameClass { kind, span: start, annotations }, Form::Single))
    }

    /// A name class with what is taken out of it, if something is.
    fn excepted(
        &mut self,
        start: Span,
        annotations: Annotations,
        used: Use,
        make: impl FnOnce(Option<Vec<NameClass>>) -> NameClassKind,
    ) -> Parsed<(NameClass, Form)> {
        let minus = self.span();
        let (mut except, mut form) = (None, Form::Single);
        if self.eat("-") {
            form = Form::Except(minus);
            let inner = self.annotations()?;
            let (class, inner_form) = self.nested(|parser| parser.plain_name(inner, used))?;
            self.require_single(inner_form);
            except = Some(match class {
                NameClass { kind: NameClassKind::Choice(members), annotations, .. }
                    if annotations == Annotations::default() =>
                {
                    members
                }
                class => vec![class],
            });
        }
        Ok((NameClass { kind: make(except), span: self.since(start), annotations }, form))
    }

    /// Tells that what has an exception stands beside an operator.
    pub(super) fn require_single(&mut self, form: Form) {
        if let Form::Except(minus) = form {
            let message = "an exception (`-`) cannot stand beside an operator without parentheses (section C.2)";
            self.find(&diag::COMPACT_OPERATORS, message, "put parentheses around it", minus);
        }
    }
}
