//! The XML syntax (RELAX NG specification, section 3). Takes the tree of a file; gives its text.

use std::sync::Arc;

use quick_xml::Writer;
use quick_xml::events::attributes::Attribute;
use quick_xml::events::{BytesDecl, BytesEnd, BytesStart, BytesText, Event};
use quick_xml::name::QName;

use super::declared::{Declared, names_in};
use crate::diag::{self, Diagnostic};
use crate::relaxng::name_class::Use;
use crate::relaxng::syntax::{
    Annotations, Combine, Component, Data, Define, File, Foreign, ForeignElement, ForeignName, ForeignNode, Include,
    NameClass, NameClassKind, Namespace, Param, Pattern, PatternKind, RELAX_NG, Reference, TypeName, Value,
};
use crate::text::Span;
use crate::text::escape::{IN_QUOTES, IN_TEXT, escape};

/// What the elements around say of those inside.
#[derive(Clone, Debug)]
struct Around {
    /// `ns`
    namespace: Namespace,
    /// `datatypeLibrary`
    library: String,
}

/// A start tag: the name, and attributes as written.
#[derive(Clone)]
struct Tag {
    name: String,
    attributes: Vec<(String, String)>,
}

impl Tag {
    fn new(name: impl Into<String>) -> Self {
        Self { name: name.into(), attributes: Vec::new() }
    }

    fn with(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.attributes.push((name.into(), value.into()));
        self
    }

    fn bytes(&self) -> BytesStart<'static> {
        let mut start = BytesStart::new(self.name.clone());
        for (name, value) in &self.attributes {
            start.push_attribute(Attribute { key: QName(name), value: escape(value, IN_QUOTES) });
        }
        start
    }
}

/// Writes a schema.
pub(super) fn write(file: &File, address: &dyn Fn(&str) -> String) -> (String, Vec<Diagnostic>) {
    let declared = Declared::of(file);
    // What inherits its namespace cannot stand inside `ns`.
    let namespace = if declared.inherits { Namespace::Inherited } else { declared.default.clone() };
    let around = Around { namespace, library: declared.main_library.clone() };
    let out = Writer::new_with_indent(Vec::new(), b' ', 2);
    let mut writer =
        XmlWriter { out, waiting: None, declared, address, root: Some(around.clone()), findings: Vec::new() };
    writer.event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)));
    let Annotations { attributes, before, after } = &file.pattern.annotations;
    let is_grammar = matches!(file.pattern.kind, PatternKind::Grammar(_));
    let is_header = |foreign: &&Foreign| is_grammar && matches!(foreign, Foreign::Comment(_));
    let comments = before.iter().take_while(is_header).count();
    let (header, before) = before.split_at(comments);
    header.iter().for_each(|foreign| writer.note(foreign));
    let annotations = Annotations { attributes: attributes.clone(), before: before.to_vec(), after: after.clone() };
    let pattern = Pattern { kind: file.pattern.kind.clone(), span: file.pattern.span, annotations };
    writer.pattern(&pattern, &around);
    let mut text = String::from_utf8(writer.out.into_inner()).unwrap_or_default();
    text.push('\n');
    (text, writer.findings)
}

struct XmlWriter<'w> {
    out: Writer<Vec<u8>>,
    /// A start tag that may turn out to be an empty element.
    waiting: Option<BytesStart<'static>>,
    declared: Declared,
    address: &'w dyn Fn(&str) -> String,
    /// What the root has still to declare.
    root: Option<Around>,
    findings: Vec<Diagnostic>,
}

impl XmlWriter<'_> {
    fn event(&mut self, event: Event<'_>) {
        // A vector takes everything.
        if let Some(start) = self.waiting.take() {
            let _ = self.out.write_event(Event::Start(start));
        }
        let _ = self.out.write_event(event);
    }

    /// Begins an element of RELAX NG, with what is noted at it.
    fn open(&mut self, mut tag: Tag, annotations: &Annotations) {
        if let Some(root) = self.root.take() {
            let mut declarations = vec![("xmlns".to_owned(), RELAX_NG.to_owned())];
            for (prefix, namespace) in &self.declared.prefixes {
                if let Namespace::Uri(uri) = namespace
                    && !uri.is_empty()
                {
                    declarations.push((format!("xmlns:{prefix}"), uri.to_string()));
                }
            }
            if let Namespace::Uri(uri) = &root.namespace {
                declarations.push(("ns".to_owned(), uri.to_string()));
            }
            if !root.library.is_empty() {
                declarations.push(("datatypeLibrary".to_owned(), root.library));
            }
            tag.attributes.splice(..0, declarations);
        }
        for attribute in &annotations.attributes {
            tag = tag.with(self.foreign_name(&attribute.name), attribute.value.as_str());
        }
        self.start(&tag);
        annotations.before.iter().for_each(|foreign| self.note(foreign));
    }

    fn start(&mut self, tag: &Tag) {
        if let Some(start) = self.waiting.replace(tag.bytes()) {
            let _ = self.out.write_event(Event::Start(start));
        }
    }

    fn close(&mut self, name: &str) {
        let event = match self.waiting.take() {
            Some(start) => Event::Empty(start),
            None => Event::End(BytesEnd::new(name)),
        };
        let _ = self.out.write_event(event);
    }

    /// Ends an element of RELAX NG; writes what is noted after it.
    fn end(&mut self, name: &str, annotations: &Annotations) {
        self.close(name);
        annotations.after.iter().for_each(|foreign| self.note(foreign));
    }

    fn text(&mut self, text: &str) {
        self.raw(escape(text, IN_TEXT).into_owned());
    }

    /// Text that is XML already.
    fn raw(&mut self, text: String) {
        if !text.is_empty() {
            self.event(Event::Text(BytesText::from_escaped(text)));
        }
    }

    fn pattern(&mut self, pattern: &Pattern, around: &Around) {
        let own = &pattern.annotations;
        match &pattern.kind {
            PatternKind::Empty => self.holder("empty", &[], own, around),
            PatternKind::NotAllowed => self.holder("notAllowed", &[], own, around),
            PatternKind::Text => self.holder("text", &[], own, around),
            PatternKind::Group(members) => self.holder("group", members, own, around),
            PatternKind::Interleave(members) => self.holder("interleave", members, own, around),
            PatternKind::Choice(members) => self.holder("choice", members, own, around),
            PatternKind::Optional(members) => self.holder("optional", members, own, around),
            PatternKind::ZeroOrMore(members) => self.holder("zeroOrMore", members, own, around),
            PatternKind::OneOrMore(members) => self.holder("oneOrMore", members, own, around),
            PatternKind::Mixed(members) => self.holder("mixed", members, own, around),
            PatternKind::List(members) => self.holder("list", members, own, around),
            PatternKind::Element(name, members) => {
                self.named(Tag::new("element"), name, Use::Element, own, around);
                members.iter().for_each(|member| self.pattern(member, around));
                self.end("element", own);
            }
            PatternKind::Attribute(name, members) => {
                self.named(Tag::new("attribute"), name, Use::Attribute, own, around);
                self.one(members, around);
                self.end("attribute", own);
            }
            PatternKind::Ref(name) => self.leaf(Tag::new("ref").with("name", &name.text), own),
            PatternKind::ParentRef(name) => self.leaf(Tag::new("parentRef").with("name", &name.text), own),
            PatternKind::External(reference) => {
                let (tag, _) = self.reference("externalRef", reference, around);
                self.leaf(tag, own);
            }
            PatternKind::Grammar(components) => {
                self.open(Tag::new("grammar"), own);
                self.components(components, around);
                self.end("grammar", own);
            }
            PatternKind::Value(value) => self.value(value, pattern, around),
            PatternKind::Data(data) => self.data(data, own, around),
        }
    }

    fn leaf(&mut self, tag: Tag, annotations: &Annotations) {
        let name = tag.name.clone();
        self.open(tag, annotations);
        self.end(&name, annotations);
    }

    fn holder(&mut self, name: &str, members: &[Pattern], annotations: &Annotations, around: &Around) {
        self.open(Tag::new(name), annotations);
        members.iter().for_each(|member| self.pattern(member, around));
        self.end(name, annotations);
    }

    /// The content of what holds one pattern at most.
    fn one(&mut self, members: &[Pattern], around: &Around) {
        if members.len() < 2 {
            members.iter().for_each(|member| self.pattern(member, around));
        } else {
            self.holder("group", members, &Annotations::default(), around);
        }
    }

    /// Begins what has a name: as an attribute where that says all.
    fn named(&mut self, tag: Tag, class: &NameClass, used: Use, annotations: &Annotations, around: &Around) {
        if class.annotations == Annotations::default()
            && let NameClassKind::Name { namespace, prefix, local } = &class.kind
        {
            let is_plain = match used {
                Use::Element => *namespace == around.namespace,
                Use::Attribute => *namespace == Namespace::Uri(Arc::from("")),
            };
            if is_plain {
                return self.open(tag.with("name", local), annotations);
            }
            if matches!(namespace, Namespace::Uri(uri) if !uri.is_empty())
                && let Some(prefix) = self.declared.prefix(namespace, prefix)
            {
                let name = format!("{prefix}:{local}");
                return self.open(tag.with("name", name), annotations);
            }
        }
        self.open(tag, annotations);
        self.name(class, around);
    }

    fn name(&mut self, class: &NameClass, around: &Around) {
        let own = &class.annotations;
        match &class.kind {
            NameClassKind::Name { namespace, local, .. } => {
                let tag = self.with_namespace(Tag::new("name"), namespace, around, class.span);
                // White space at the ends of a name is none of it: comments can stand inside.
                let (comments, notes): (Vec<_>, Vec<_>) =
                    own.before.iter().cloned().partition(|foreign| matches!(foreign, Foreign::Comment(_)));
                let inside = Annotations { before: comments, after: Vec::new(), ..own.clone() };
                self.open(tag, &inside);
                self.text(local);
                self.close("name");
                notes.iter().chain(&own.after).for_each(|foreign| self.note(foreign));
            }
            NameClassKind::AnyName { except } => {
                self.open(Tag::new("anyName"), own);
                self.name_except(except.as_deref(), around);
                self.end("anyName", own);
            }
            NameClassKind::NsName { namespace, except, .. } => {
                let tag = self.with_namespace(Tag::new("nsName"), namespace, around, class.span);
                self.open(tag, own);
                let around = Around { namespace: namespace.clone(), ..around.clone() };
                self.name_except(except.as_deref(), &around);
                self.end("nsName", own);
            }
            NameClassKind::Choice(members) => {
                self.open(Tag::new("choice"), own);
                members.iter().for_each(|member| self.name(member, around));
                self.end("choice", own);
            }
        }
    }

    fn name_except(&mut self, except: Option<&[NameClass]>, around: &Around) {
        if let Some(members) = except {
            self.start(&Tag::new("except"));
            members.iter().for_each(|member| self.name(member, around));
            self.close("except");
        }
    }

    fn with_namespace(&mut self, tag: Tag, namespace: &Namespace, around: &Around, span: Span) -> Tag {
        match namespace {
            _ if *namespace == around.namespace => tag,
            Namespace::Uri(uri) => tag.with("ns", &**uri),
            Namespace::Inherited => {
                let message = "the XML syntax cannot leave a namespace to another file inside `ns`".to_owned();
                self.findings.push(Diagnostic::new(&diag::SCHEMA_UNSAYABLE, message).at(span));
                tag
            }
        }
    }

    fn reference(&mut self, name: &str, reference: &Reference, around: &Around) -> (Tag, Around) {
        let tag = Tag::new(name).with("href", (self.address)(&reference.href.text));
        let tag = self.with_namespace(tag, &reference.namespace, around, reference.href.span);
        (tag, Around { namespace: reference.namespace.clone(), ..around.clone() })
    }

    fn with_type(tag: Tag, datatype: &TypeName, around: &Around) -> (Tag, Around) {
        let tag = tag.with("type", &datatype.name.text);
        if datatype.library == around.library {
            return (tag, around.clone());
        }
        let inside = Around { library: datatype.library.clone(), ..around.clone() };
        (tag.with("datatypeLibrary", &datatype.library), inside)
    }

    fn value(&mut self, value: &Value, pattern: &Pattern, around: &Around) {
        let mut tag = Tag::new("value");
        if let Some(datatype) = &value.datatype {
            tag = Self::with_type(tag, datatype, around).0;
        }
        if let Some(prefix) = names_in(value)
            && let Some(meant) = value.scope.get(prefix)
        {
            match (prefix, meant) {
                ("", _) => tag = self.with_namespace(tag, meant, around, pattern.span),
                ("xml", _) => {}
                (_, Namespace::Uri(uri)) if self.declared.prefixes.get(prefix) != Some(meant) => {
                    tag = tag.with(format!("xmlns:{prefix}"), &**uri);
                }
                (_, Namespace::Uri(_)) => {}
                (_, Namespace::Inherited) => {
                    let message = "the XML syntax has no prefix for the namespace of another file".to_owned();
                    self.findings.push(Diagnostic::new(&diag::SCHEMA_UNSAYABLE, message).at(pattern.span));
                }
            }
        }
        let own = &pattern.annotations;
        if self.root.is_none() || *own == Annotations::default() {
            return self.textual(&tag, &value.text.text, own);
        }
        // Beside the root nothing can be noted.
        self.open(Tag::new("choice"), &Annotations::default());
        self.textual(&tag, &value.text.text, own);
        self.close("choice");
    }

    /// An element in which nothing but text can stand: comments go before it, notes behind it.
    fn textual(&mut self, tag: &Tag, text: &str, own: &Annotations) {
        let (comments, notes): (Vec<_>, Vec<_>) =
            own.before.iter().partition(|foreign| matches!(foreign, Foreign::Comment(_)));
        comments.into_iter().for_each(|comment| self.note(comment));
        let attributes = Annotations { attributes: own.attributes.clone(), ..Annotations::default() };
        self.open(tag.clone(), &attributes);
        self.text(text);
        self.close(&tag.name);
        notes.into_iter().chain(&own.after).for_each(|foreign| self.note(foreign));
    }

    fn data(&mut self, data: &Data, annotations: &Annotations, around: &Around) {
        let (tag, inside) = Self::with_type(Tag::new("data"), &data.datatype, around);
        self.open(tag, annotations);
        data.params.iter().for_each(|param| self.param(param));
        if let Some((members, annotations)) = &data.except {
            self.holder("except", members, annotations, &inside);
        }
        self.end("data", annotations);
    }

    fn param(&mut self, param: &Param) {
        self.textual(&Tag::new("param").with("name", &param.name.text), &param.value.text, &param.annotations);
    }

    fn components(&mut self, components: &[Component], around: &Around) {
        for component in components {
            match component {
                Component::Define(define) => self.define(define, around),
                Component::Div(inner, _, annotations) => {
                    self.open(Tag::new("div"), annotations);
                    self.components(inner, around);
                    self.end("div", annotations);
                }
                Component::Include(include) => self.include(include, around),
                Component::Foreign(foreign) => self.note(foreign),
            }
        }
    }

    fn define(&mut self, define: &Define, around: &Around) {
        let mut tag = match &define.name {
            Some(name) => Tag::new("define").with("name", &name.text),
            None => Tag::new("start"),
        };
        match define.combine {
            None => {}
            Some(Combine::Choice) => tag = tag.with("combine", "choice"),
            Some(Combine::Interleave) => tag = tag.with("combine", "interleave"),
        }
        let name = tag.name.clone();
        self.open(tag, &define.annotations);
        match define.name {
            Some(_) => define.content.iter().for_each(|member| self.pattern(member, around)),
            None => self.one(&define.content, around),
        }
        self.end(&name, &define.annotations);
    }

    fn include(&mut self, include: &Include, around: &Around) {
        let (tag, inside) = self.reference("include", &include.reference, around);
        self.open(tag, &include.annotations);
        self.components(&include.overrides, &inside);
        self.end("include", &include.annotations);
    }

    /// A comment, or an element of another namespace.
    fn note(&mut self, foreign: &Foreign) {
        match foreign {
            Foreign::Comment(comment) => {
                self.event(Event::Comment(BytesText::from_escaped(comment_text(comment))));
            }
            Foreign::Element(element) => self.element(element),
        }
    }

    fn element(&mut self, element: &ForeignElement) {
        let tag = self.foreign_tag(element);
        self.start(&tag);
        let is_text = |child: &ForeignNode| matches!(child, ForeignNode::Text(text) if !text.trim().is_empty());
        if element.children.len() == 1 || element.children.iter().any(is_text) {
            let mut inside = String::new();
            element.children.iter().for_each(|child| self.inline(child, &mut inside));
            self.raw(inside);
        } else {
            for child in &element.children {
                if let ForeignNode::Foreign(foreign) = child {
                    self.note(foreign);
                }
            }
        }
        self.close(&tag.name);
    }

    /// A part of running text, in which white space counts.
    fn inline(&self, node: &ForeignNode, out: &mut String) {
        match node {
            ForeignNode::Text(text) => out.push_str(&escape(text, IN_TEXT)),
            ForeignNode::Foreign(Foreign::Comment(comment)) => {
                out.extend(["<!--", &comment_text(comment), "-->"]);
            }
            ForeignNode::Foreign(Foreign::Element(element)) => {
                let tag = self.foreign_tag(element);
                out.extend(["<", &tag.name]);
                for (name, value) in &tag.attributes {
                    out.extend([" ", name, "=\"", &escape(value, IN_QUOTES), "\""]);
                }
                out.push('>');
                element.children.iter().for_each(|child| self.inline(child, out));
                out.extend(["</", &tag.name, ">"]);
            }
        }
    }

    fn foreign_tag(&self, element: &ForeignElement) -> Tag {
        let mut tag = Tag::new(self.foreign_name(&element.name));
        if element.name.namespace.is_empty() {
            tag = tag.with("xmlns", "");
        }
        for attribute in &element.attributes {
            tag = tag.with(self.foreign_name(&attribute.name), attribute.value.as_str());
        }
        tag
    }

    fn foreign_name(&self, name: &ForeignName) -> String {
        let namespace = Namespace::Uri(Arc::from(name.namespace.as_str()));
        let prefix = Some(()).filter(|()| !name.namespace.is_empty());
        match prefix.and_then(|()| self.declared.prefix(&namespace, &name.prefix)) {
            Some(prefix) => format!("{prefix}:{}", name.local),
            None => name.local.clone(),
        }
    }
}

/// A comment in which no two hyphens follow each other.
fn comment_text(comment: &str) -> String {
    let mut text = String::new();
    for c in comment.chars() {
        if c == '-' && text.ends_with('-') {
            text.push(' ');
        }
        text.push(c);
    }
    if !text.ends_with(char::is_whitespace) {
        text.push(' ');
    }
    text
}
