//! An element of the XML syntax that has ended, made into its part of the tree; what it lacks is reported. Takes an [`Open`] element;
//! gives it to the one around it.

use std::sync::Arc;

use super::vocabulary::{Inside, Kind};
use super::{Open, Reader};
use crate::datatype::is_nc_name;
use crate::diag::{self, Diagnostic};
use crate::relaxng::syntax::{
    Annotations, Component, Data, Define, Include, NameClass, NameClassKind, Namespace, Param, Pattern, PatternKind,
    Reference, TypeName, Value, Word,
};
use crate::relaxng::uri;
use crate::text::Span;
use crate::xml::{XML_NAMESPACE, is_space};

impl Reader<'_> {
    /// Builds an element that has ended and hands it to the one around it.
    pub(super) fn build(&mut self, mut open: Open, end: Span) {
        self.require(&open);
        let span = open.tag.to(end);
        let mut annotations = std::mem::take(&mut open.annotations);
        annotations.attributes = std::mem::take(&mut open.said.foreign);
        let patterns = std::mem::take(&mut open.held.patterns);
        let kind = match open.row.kind {
            Kind::Empty => PatternKind::Empty,
            Kind::NotAllowed => PatternKind::NotAllowed,
            Kind::Text => PatternKind::Text,
            Kind::Group => PatternKind::Group(patterns),
            Kind::Interleave => PatternKind::Interleave(patterns),
            Kind::Choice => PatternKind::Choice(patterns),
            Kind::Optional => PatternKind::Optional(patterns),
            Kind::ZeroOrMore => PatternKind::ZeroOrMore(patterns),
            Kind::OneOrMore => PatternKind::OneOrMore(patterns),
            Kind::List => PatternKind::List(patterns),
            Kind::Mixed => PatternKind::Mixed(patterns),
            Kind::Ref => PatternKind::Ref(open.name()),
            Kind::ParentRef => PatternKind::ParentRef(open.name()),
            Kind::External => PatternKind::External(open.reference()),
            Kind::Grammar => PatternKind::Grammar(open.held.components),
            // Without a name the element was refused: there will be no tree.
            Kind::Element => match open.name_class() {
                Some(name) => PatternKind::Element(name, patterns),
                None => return self.around_open(|around| around.has_refused = true),
            },
            Kind::Attribute => match open.name_class() {
                Some(name) => PatternKind::Attribute(name, patterns),
                None => return self.around_open(|around| around.has_refused = true),
            },
            Kind::Value => PatternKind::Value(open.value()),
            Kind::Data => PatternKind::Data(open.data()),
            Kind::Name | Kind::AnyName | Kind::NsName | Kind::NameChoice => {
                let class = self.names(&mut open, span, annotations);
                return self.around(|held| held.names.push(class));
            }
            Kind::NameExcept => {
                return self.around_open(|around| {
                    around.held.name_except = Some(open.held.names);
                    around.annotations.before.extend(annotations.before);
                });
            }
            Kind::Except => return self.around(|held| held.except = Some((patterns, annotations))),
            Kind::Param => {
                let param = Param { name: open.name(), value: open.text(), annotations };
                return self.around(|held| held.params.push(param));
            }
            Kind::Start | Kind::Define => {
                let (name, combine) = (open.said.name, open.said.combine);
                let define = Define { name, combine, content: patterns, span, annotations };
                return self.around(|held| held.components.push(Component::Define(define)));
            }
            Kind::Div => {
                let div = Component::Div(open.held.components, span, annotations);
                return self.around(|held| held.components.push(div));
            }
            Kind::Include => {
                let reference = open.reference();
                let include = Include { reference, overrides: open.held.components, span, annotations };
                return self.around(|held| held.components.push(Component::Include(include)));
            }
        };
        let pattern = Pattern { kind, span, annotations };
        match self.open.last_mut() {
            Some(around) => {
                // Most elements hold one pattern, and patterns are large.
                if around.held.patterns.is_empty() {
                    around.held.patterns.reserve_exact(1);
                }
                around.held.patterns.push(pattern);
            }
            None => self.root = Some(pattern),
        }
    }

    fn around(&mut self, take: impl FnOnce(&mut super::Held)) {
        self.around_open(|around| take(&mut around.held));
    }

    fn around_open(&mut self, take: impl FnOnce(&mut Open)) {
        if let Some(around) = self.open.last_mut() {
            take(around);
        }
    }

    /// Says what an element lacks (section 3).
    fn require(&mut self, open: &Open) {
        let held = &open.held;
        let has_name = open.own_name.is_some() || !held.names.is_empty();
        let lacks = match open.row.inside {
            _ if open.has_refused => return,
            Inside::NameAndPatterns | Inside::NameAndPattern if !has_name => "a name",
            Inside::Patterns | Inside::OnePattern | Inside::NameAndPatterns if held.patterns.is_empty() => "a pattern",
            Inside::NameClasses if held.names.is_empty() => "a name class",
            _ => return,
        };
        let message = format!("`{}` lacks {lacks} (section 3)", open.row.name);
        let help = match lacks {
            "a name" => "add `name=\"…\"`, or a name class as its first child",
            "a pattern" => "write what it holds; `empty` for nothing",
            _ => "write `name`, `anyName` or `nsName` inside",
        };
        self.find(&diag::SCHEMA_INCOMPLETE, message, help.to_owned(), open.name_span);
    }

    fn names(&mut self, open: &mut Open, span: Span, annotations: Annotations) -> NameClass {
        let (except, namespace) = (open.held.name_except.take(), open.inherited.namespace.clone());
        let kind = match open.row.kind {
            Kind::Name => {
                let written = open.held.text.trim_matches(is_space).to_owned();
                let text_span = open.held.text_span.map_or(open.name_span, |span| span.trim(self.text));
                let word = Word { text: written, span: text_span };
                let prefixes = open.prefixes.take().unwrap_or_default();
                let find = |prefix: &str| match prefixes.get(prefix) {
                    Some(Namespace::Uri(uri)) => Some(&**uri),
                    _ => Some(XML_NAMESPACE).filter(|_| prefix == "xml"),
                };
                let named = name(&word, &namespace, find, &mut self.findings);
                return NameClass { annotations, ..named };
            }
            Kind::AnyName => NameClassKind::AnyName { except },
            Kind::NsName => NameClassKind::NsName { namespace, prefix: String::new(), except },
            _ => NameClassKind::Choice(std::mem::take(&mut open.held.names)),
        };
        NameClass { kind, span, annotations }
    }
}

impl Open {
    /// The attribute `name`; empty where it is missing, which was reported.
    fn name(&mut self) -> Word {
        self.said.name.take().unwrap_or_else(|| Word { text: String::new(), span: self.name_span })
    }

    fn name_class(&mut self) -> Option<NameClass> {
        self.own_name.take().or_else(|| self.held.names.pop())
    }

    fn reference(&mut self) -> Reference {
        let written = self.said.href.take().unwrap_or_else(|| Word { text: String::new(), span: self.name_span });
        let href = Word { text: uri::join(&self.inherited.base, &written.text), span: written.span };
        Reference { href, namespace: self.inherited.namespace.clone() }
    }

    /// The text inside as written.
    fn text(&mut self) -> Word {
        let span = self.held.text_span.unwrap_or_else(|| Span::at(self.tag.end));
        Word { text: std::mem::take(&mut self.held.text), span }
    }

    fn type_name(&mut self) -> Option<TypeName> {
        let name = self.said.datatype.take()?;
        Some(TypeName { library: self.inherited.library.to_string(), name })
    }

    fn value(&mut self) -> Value {
        let scope = self.prefixes.take().unwrap_or_default();
        Value { datatype: self.type_name(), text: self.text(), scope }
    }

    fn data(&mut self) -> Data {
        let missing = Word { text: String::new(), span: self.name_span };
        let datatype = self.type_name().unwrap_or(TypeName { library: String::new(), name: missing });
        let params = std::mem::take(&mut self.held.params);
        Data { datatype, params, except: self.held.except.take(), scope: self.prefixes.take().unwrap_or_default() }
    }
}

/// A qualified name (section 4.10); `namespace` is that of a name without prefix.
pub(super) fn name<'n>(
    word: &Word,
    namespace: &Namespace,
    find: impl Fn(&str) -> Option<&'n str>,
    findings: &mut Vec<Diagnostic>,
) -> NameClass {
    let (prefix, local) = word.text.split_once(':').unwrap_or(("", &word.text));
    let mut namespace = namespace.clone();
    let is_qualified = word.text.contains(':');
    if !is_nc_name(local) || (is_qualified && !is_nc_name(prefix)) {
        let message = format!("`{}` is no name (section 3)", word.text);
        let help = "a name begins with a letter or `_`; a prefix with colon may stand before it";
        findings.push(Diagnostic::new(&diag::SCHEMA_BAD_VALUE, message).help(help).at(word.span));
    } else if is_qualified {
        match find(prefix) {
            Some(uri) => namespace = Namespace::Uri(Arc::from(uri)),
            None => {
                let message = format!("the prefix `{prefix}` is not declared (section 4.10)");
                let help = format!("declare it with `xmlns:{prefix}=\"…\"`");
                findings.push(Diagnostic::new(&diag::SCHEMA_BAD_VALUE, message).help(help).at(word.span));
            }
        }
    }
    let kind = NameClassKind::Name { namespace, prefix: prefix.to_owned(), local: local.to_owned() };
    NameClass { kind, span: word.span, annotations: Annotations::default() }
}
