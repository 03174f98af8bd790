//! Notes: what stands in brackets, after `##` and after `>>` (annex C.5). Takes the tokens; gives [`Annotations`].

use std::sync::Arc;

use super::lexer::Kind;
use super::{Parsed, Parser};
use crate::diag;
use crate::relaxng::name_class::XMLNS;
use crate::relaxng::syntax::{
    ANNOTATIONS, Annotations, Foreign, ForeignAttribute, ForeignElement, ForeignName, ForeignNode, Namespace, RELAX_NG,
    Word,
};
use crate::text::Span;

/// Where a note stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Level {
    /// At a part of the schema.
    Outer,
    /// In another note.
    Inner,
}

/// What kind of note a name is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Use {
    Attribute,
    Element,
}

/// What stands in the brackets of a note.
#[derive(Debug, Default)]
struct Inside {
    attributes: Vec<ForeignAttribute>,
    children: Vec<ForeignNode>,
}

impl Parser<'_> {
    /// Comments, documentation and notes in brackets before the part of the schema that comes next.
    pub(super) fn annotations(&mut self) -> Parsed<Annotations> {
        let mut annotations = Annotations { before: self.take_comments(), ..Annotations::default() };
        while self.kind() == Kind::Documentation {
            let Word { text, span } = self.bump();
            let prefix = self.declarations.prefix_of(ANNOTATIONS).unwrap_or("a").to_owned();
            let name = ForeignName { namespace: ANNOTATIONS.to_owned(), prefix, local: "documentation".to_owned() };
            let children = vec![ForeignNode::Text(text)];
            let (attributes, prefixes) = Default::default();
            let element = ForeignElement { name, attributes, children, span, prefixes, base: Arc::default() };
            annotations.before.push(Foreign::Element(element));
            annotations.before.extend(self.take_comments());
        }
        if self.is("[") {
            let inside = self.note(Level::Outer)?;
            annotations.attributes = inside.attributes;
            annotations.before.extend(inside.children.into_iter().filter_map(|child| match child {
                ForeignNode::Foreign(foreign) => Some(foreign),
                ForeignNode::Text(_) => None,
            }));
            annotations.before.extend(self.take_comments());
        }
        Ok(annotations)
    }

    /// Notes after `>>`, if there are any.
    pub(super) fn following(&mut self, annotations: &mut Annotations) -> Parsed<()> {
        while self.is(">>") {
            annotations.after.extend(self.take_comments());
            self.bump();
            let element = self.foreign_element()?;
            annotations.after.push(Foreign::Element(element));
        }
        Ok(())
    }

    /// An element that is noted at a part of the schema.
    pub(super) fn foreign_element(&mut self) -> Parsed<ForeignElement> {
        self.element(Level::Outer)
    }

    fn element(&mut self, level: Level) -> Parsed<ForeignElement> {
        let span = self.span();
        let name = self.foreign_name(Use::Element, level)?;
        let Inside { attributes, children } = self.note(Level::Inner)?;
        let (prefixes, base) = Default::default();
        Ok(ForeignElement { name, attributes, children, span, prefixes, base })
    }

    /// What stands in brackets.
    fn note(&mut self, level: Level) -> Parsed<Inside> {
        self.bracketed(["[", "]"], "a name with `=` or `[` behind it", |parser| {
            let mut inside = Inside::default();
            loop {
                let comments = parser.take_comments();
                inside.children.extend(comments.into_iter().map(ForeignNode::Foreign));
                let is_name = matches!(parser.kind(), Kind::Identifier | Kind::Keyword | Kind::Prefixed);
                if is_name && parser.is_at(1, "=") {
                    parser.attribute(level, &mut inside)?;
                } else if is_name && parser.is_at(1, "[") {
                    let element = parser.element(level)?;
                    inside.children.push(ForeignNode::Foreign(Foreign::Element(element)));
                } else if parser.kind() == Kind::Literal && level == Level::Inner {
                    parser.text(&mut inside)?;
                } else {
                    return Ok(inside);
                }
            }
        })
    }

    fn attribute(&mut self, level: Level, inside: &mut Inside) -> Parsed<()> {
        let span = self.span();
        let name = self.foreign_name(Use::Attribute, level)?;
        self.bump(); // `=`
        let Word { text: value, span: place } = self.literal("the value of the attribute in quotes")?;
        let is_same =
            |known: &ForeignAttribute| known.name.namespace == name.namespace && known.name.local == name.local;
        if inside.attributes.iter().any(is_same) {
            let message = format!("the attribute `{}` is noted twice (section C.5)", name.local);
            self.find(&diag::COMPACT_NOTE, message, "take one of them out", span);
        }
        if inside.children.iter().any(|child| !matches!(child, ForeignNode::Foreign(Foreign::Comment(_)))) {
            let message = format!("the attribute `{}` stands behind an element or text (section C.5)", name.local);
            self.find(&diag::COMPACT_NOTE, message, "put attributes first", span);
        }
        inside.attributes.push(ForeignAttribute { name, value, span: place });
        Ok(())
    }

    /// A string in a note; strings that follow each other are joined.
    fn text(&mut self, inside: &mut Inside) -> Parsed<()> {
        let text = self.literal("a string")?.text;
        match inside.children.last_mut() {
            Some(ForeignNode::Text(before)) => before.push_str(&text),
            _ => inside.children.push(ForeignNode::Text(text)),
        }
        Ok(())
    }

    /// The name of a note, with what it must not be.
    fn foreign_name(&mut self, used: Use, level: Level) -> Parsed<ForeignName> {
        let kind = self.kind();
        if !matches!(kind, Kind::Identifier | Kind::Keyword | Kind::Prefixed) {
            return Err(self.fail("the name of a note", &[]));
        }
        let Word { text, span } = self.bump();
        let Some((prefix, local)) = text.split_once(':') else {
            let name = ForeignName { namespace: String::new(), prefix: String::new(), local: text };
            self.check_name(&name, used, level, span);
            return Ok(name);
        };
        let namespace = self.namespace(prefix, span);
        let uri = match &namespace {
            Some(Namespace::Uri(uri)) => &**uri,
            _ => "",
        };
        // No prefix can mean no namespace in XML.
        let prefix = if uri.is_empty() { "" } else { prefix };
        let name = ForeignName { namespace: uri.to_owned(), prefix: prefix.to_owned(), local: local.to_owned() };
        match namespace {
            Some(Namespace::Uri(_)) => self.check_name(&name, used, level, span),
            Some(Namespace::Inherited) => {
                let message = format!("the note `{text}` has the namespace of another file (section C.5)");
                let help = "declare its prefix with a namespace instead of `inherit`";
                self.find(&diag::COMPACT_NOTE, message, help, span);
            }
            None => {}
        }
        Ok(name)
    }

    fn check_name(&mut self, name: &ForeignName, used: Use, level: Level, span: Span) {
        let local = &name.local;
        let (message, help) = match (name.namespace.as_str(), used, level) {
            ("", Use::Attribute, _) if local == "xmlns" => {
                ("`xmlns` is no attribute (section C.5)".to_owned(), "declare namespaces at the beginning")
            }
            (namespace, Use::Attribute, _) if XMLNS.contains(&namespace) => {
                (format!("`{local}` declares a namespace (section C.5)"), "declare namespaces at the beginning")
            }
            ("", Use::Attribute, Level::Outer) => (
                format!("the attribute `{local}` has no namespace (section C.5)"),
                "put a prefix before its name, so that it cannot be taken for an attribute of RELAX NG",
            ),
            (RELAX_NG, _, Level::Outer) => (
                format!("`{local}` has the namespace of RELAX NG, and is no note (section C.5)"),
                "give it the prefix of another namespace",
            ),
            _ => return,
        };
        self.find(&diag::COMPACT_NOTE, message, help, span);
    }
}

/// Puts what stands before parentheses to what stands in them.
pub(super) fn put_before(annotations: &mut Annotations, mut outer: Annotations) {
    outer.before.append(&mut annotations.before);
    outer.after.append(&mut annotations.after);
    outer.attributes.append(&mut annotations.attributes);
    *annotations = outer;
}

/// Puts elements behind what cannot hold them: a value or parameter.
pub(super) fn put_elements_after(annotations: &mut Annotations) {
    let before = std::mem::take(&mut annotations.before);
    let (elements, comments): (Vec<Foreign>, Vec<Foreign>) =
        before.into_iter().partition(|foreign| matches!(foreign, Foreign::Element(_)));
    annotations.before = comments;
    annotations.after.splice(..0, elements);
}
