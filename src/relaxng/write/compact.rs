//! The compact syntax (ISO/IEC 19757-2, annex C). Takes the tree of a file; gives its text.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::declared::{Declared, names_in};
use super::layout::{Layout, lines, text};
use crate::diag::{self, Diagnostic};
use crate::relaxng::compact::KEYWORDS;
use crate::relaxng::name_class::Use;
use crate::relaxng::syntax::{
    Annotations, Combine, Component, Data, Define, File, Foreign, ForeignAttribute, ForeignElement, ForeignName,
    ForeignNode, Include, NameClass, NameClassKind, Namespace, Param, Pattern, PatternKind, Reference, TypeName, Value,
};
use crate::text::Span;

/// What may stand beside a piece without parentheses around it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Shape {
    /// Anything.
    Single,
    /// No sign of repetition, as a note follows.
    Followed,
    /// No other sign of repetition.
    Repeated,
    /// No operator, as it has an exception.
    Except,
    /// No other operator.
    Operators,
}

/// A piece, and what may stand beside it.
type Piece = (Vec<Layout>, Shape);

/// Writes a schema.
pub(super) fn write(file: &File, address: &dyn Fn(&str) -> String) -> (String, Vec<Diagnostic>) {
    let declared = Declared::of(file);
    let mut writer = Writer { declared, address, used: BTreeSet::new(), findings: Vec::new() };
    let mut layout = Vec::new();
    let annotations = &file.pattern.annotations;
    let (header, rest) = header(&annotations.before);
    let rest = Annotations { before: rest.to_vec(), ..annotations.clone() };
    let body = match &file.pattern.kind {
        PatternKind::Grammar(components) if !rest.has_notes() => {
            let mut body = writer.components(components);
            body.push(Layout::Gap);
            body.extend(writer.after(&rest));
            body
        }
        kind => {
            let pattern = Pattern { kind: kind.clone(), span: file.pattern.span, annotations: rest };
            writer.whole(&pattern).0
        }
    };
    for foreign in header {
        layout.extend(writer.note(foreign));
        layout.push(Layout::Gap);
    }
    layout.extend(writer.declarations(file));
    layout.push(Layout::Gap);
    layout.extend(body);
    (lines(&layout), writer.findings)
}

/// The comments at the beginning, and the rest.
fn header(before: &[Foreign]) -> (&[Foreign], &[Foreign]) {
    let comments = before.iter().take_while(|foreign| matches!(foreign, Foreign::Comment(_))).count();
    before.split_at(comments)
}

struct Writer<'w> {
    declared: Declared,
    address: &'w dyn Fn(&str) -> String,
    /// Prefixes that stand in what was written.
    used: BTreeSet<String>,
    findings: Vec<Diagnostic>,
}

impl Writer<'_> {
    fn declarations(&self, file: &File) -> Vec<Layout> {
        let mut layout = Vec::new();
        let default = match &self.declared.default {
            Namespace::Uri(uri) => Some(uri),
            Namespace::Inherited => None,
        };
        let is_needed = |prefix: &String| self.used.contains(prefix) || file.prefixes.contains_key(prefix);
        let mut of_default = None;
        for (prefix, namespace) in self.declared.prefixes.iter().filter(|(prefix, _)| is_needed(prefix)) {
            match namespace {
                Namespace::Uri(uri) if Some(uri) == default && of_default.is_none() => of_default = Some(prefix),
                Namespace::Uri(uri) => {
                    layout.push(text(format!("namespace {prefix} = {}", literal(uri))));
                    layout.push(Layout::Break);
                }
                Namespace::Inherited => {
                    layout.push(text(format!("namespace {prefix} = inherit")));
                    layout.push(Layout::Break);
                }
            }
        }
        if let Some(uri) = default {
            let prefix = of_default.map(|prefix| format!("{prefix} ")).unwrap_or_default();
            layout.splice(..0, [text(format!("default namespace {prefix}= {}", literal(uri))), Layout::Break]);
        }
        for (library, prefix) in &self.declared.libraries {
            layout.push(text(format!("datatypes {prefix} = {}", literal(library))));
            layout.push(Layout::Break);
        }
        layout
    }

    /// A pattern with what is noted at it.
    fn whole(&mut self, pattern: &Pattern) -> Piece {
        let core = self.core(pattern);
        self.noted(core, &pattern.annotations)
    }

    /// A piece with what is noted at it.
    fn noted(&mut self, (mut core, mut shape): Piece, own: &Annotations) -> Piece {
        let is_open = match shape {
            Shape::Single | Shape::Followed | Shape::Except => false,
            Shape::Repeated => own.has_notes(),
            Shape::Operators => own.has_notes() || is_followed(own),
        };
        if is_open {
            (core, shape) = parentheses(core);
        }
        let mut layout = self.before(own);
        layout.append(&mut core);
        layout.extend(self.after(own));
        (layout, if shape == Shape::Single && is_followed(own) { Shape::Followed } else { shape })
    }

    /// A pattern beside an operator.
    fn member(&mut self, pattern: &Pattern) -> Vec<Layout> {
        closed(self.whole(pattern), &[Shape::Single, Shape::Followed, Shape::Repeated])
    }

    fn core(&mut self, pattern: &Pattern) -> Piece {
        let single = |word: &str| (vec![text(word)], Shape::Single);
        match &pattern.kind {
            PatternKind::Empty => single("empty"),
            PatternKind::NotAllowed => single("notAllowed"),
            PatternKind::Text => single("text"),
            PatternKind::Ref(name) => single(&identifier(&name.text)),
            PatternKind::ParentRef(name) => single(&format!("parent {}", identifier(&name.text))),
            PatternKind::Group(members) => self.joined(members, ","),
            PatternKind::Choice(members) => self.joined(members, "|"),
            PatternKind::Interleave(members) => self.joined(members, "&"),
            PatternKind::Optional(members) => self.repeated(members, "?"),
            PatternKind::ZeroOrMore(members) => self.repeated(members, "*"),
            PatternKind::OneOrMore(members) => self.repeated(members, "+"),
            PatternKind::Mixed(members) => self.held(vec![text("mixed ")], members, "empty"),
            PatternKind::List(members) => self.held(vec![text("list ")], members, "empty"),
            PatternKind::Element(name, members) => {
                let name = self.name_before_brace("element ", name, Use::Element);
                self.held(name, members, "empty")
            }
            PatternKind::Attribute(name, members) => {
                let name = self.name_before_brace("attribute ", name, Use::Attribute);
                self.held(name, members, "text")
            }
            PatternKind::External(reference) => {
                let reference = self.reference("external", reference);
                (vec![text(reference)], Shape::Single)
            }
            PatternKind::Grammar(components) => {
                let inside = self.components(components);
                (braces("grammar ", inside), Shape::Single)
            }
            PatternKind::Value(value) => (vec![self.value(value, pattern.span)], Shape::Single),
            PatternKind::Data(data) => self.data(data),
        }
    }

    /// Patterns with an operator between them.
    fn joined(&mut self, members: &[Pattern], sign: &str) -> Piece {
        match members {
            [] => (vec![text("empty")], Shape::Single),
            [only] => self.whole(only),
            [first, others @ ..] => {
                let mut layout = self.member(first);
                for member in others {
                    match sign {
                        "," => layout.extend([text(","), Layout::Space]),
                        _ => layout.extend([Layout::Space, text(format!("{sign} "))]),
                    }
                    layout.extend(self.member(member));
                }
                (vec![Layout::Together(layout)], Shape::Operators)
            }
        }
    }

    fn repeated(&mut self, members: &[Pattern], sign: &str) -> Piece {
        let mut layout = closed(self.joined(members, ","), &[Shape::Single]);
        layout.push(text(sign));
        (layout, Shape::Repeated)
    }

    /// Patterns in braces; `nothing` stands there when there are none.
    fn held(&mut self, mut layout: Vec<Layout>, members: &[Pattern], nothing: &str) -> Piece {
        let inside = if members.is_empty() { vec![text(nothing)] } else { self.joined(members, ",").0 };
        let inside = [vec![Layout::Space], inside].concat();
        layout.extend([text("{"), Layout::Indented(inside), Layout::Space, text("}")]);
        (vec![Layout::Together(layout)], Shape::Single)
    }

    fn name_before_brace(&mut self, keyword: &str, class: &NameClass, used: Use) -> Vec<Layout> {
        let mut layout = vec![text(keyword)];
        layout.extend(closed(self.name(class, used), &[Shape::Single, Shape::Followed, Shape::Except]));
        layout.push(text(" "));
        layout
    }

    fn name(&mut self, class: &NameClass, used: Use) -> Piece {
        let core = match &class.kind {
            NameClassKind::Name { namespace, prefix, local } => {
                (vec![text(self.qualified(namespace, prefix, local, used))], Shape::Single)
            }
            NameClassKind::AnyName { except } => self.excepted("*".to_owned(), except.as_deref(), used),
            NameClassKind::NsName { namespace, prefix, except } => {
                let prefix = self.prefix(namespace, prefix);
                self.excepted(format!("{prefix}:*"), except.as_deref(), used)
            }
            NameClassKind::Choice(members) => self.names(members, used),
        };
        self.noted(core, &class.annotations)
    }

    fn names(&mut self, members: &[NameClass], used: Use) -> Piece {
        if let [only] = members {
            return self.name(only, used);
        }
        let mut layout = Vec::new();
        for member in members {
            if !layout.is_empty() {
                layout.extend([Layout::Space, text("| ")]);
            }
            layout.extend(closed(self.name(member, used), &[Shape::Single, Shape::Followed]));
        }
        (vec![Layout::Together(layout)], Shape::Operators)
    }

    fn excepted(&mut self, wildcard: String, except: Option<&[NameClass]>, used: Use) -> Piece {
        let Some(except) = except else { return (vec![text(wildcard)], Shape::Single) };
        let mut layout = vec![text(format!("{wildcard} - "))];
        layout.extend(closed(self.names(except, used), &[Shape::Single]));
        (layout, Shape::Except)
    }

    fn qualified(&mut self, namespace: &Namespace, prefix: &str, local: &str, used: Use) -> String {
        let is_plain = match used {
            Use::Element => *namespace == self.declared.default,
            Use::Attribute => *namespace == Namespace::Uri(Arc::from("")),
        };
        if is_plain { local.to_owned() } else { format!("{}:{local}", self.prefix(namespace, prefix)) }
    }

    fn prefix(&mut self, namespace: &Namespace, liked: &str) -> String {
        // Everything that the tree names has one.
        let prefix = self.declared.prefix(namespace, liked).unwrap_or_default().to_owned();
        self.used.insert(prefix.clone());
        prefix
    }

    fn reference(&mut self, keyword: &str, reference: &Reference) -> String {
        let address = literal(&(self.address)(&reference.href.text));
        if reference.namespace == self.declared.default {
            return format!("{keyword} {address}");
        }
        format!("{keyword} {address} inherit = {}", self.prefix(&reference.namespace, ""))
    }

    fn type_name(&mut self, datatype: &TypeName) -> String {
        let name = &datatype.name;
        if let Some(prefix) = self.declared.libraries.get(&datatype.library) {
            return format!("{prefix}:{}", name.text);
        }
        if !matches!(name.text.as_str(), "string" | "token") {
            let message = format!("the compact syntax has no type `{}` without a library", name.text);
            self.cannot_say(message, name.span);
        }
        name.text.clone()
    }

    fn value(&mut self, value: &Value, span: Span) -> Layout {
        if let Some(prefix) = names_in(value) {
            let meant = value.scope.get(prefix);
            let is_said = match prefix {
                "" => meant.is_none_or(|meant| *meant == self.declared.default),
                "xml" => true,
                prefix => self.declared.prefixes.get(prefix) == meant,
            };
            self.used.insert(prefix.to_owned());
            if !is_said {
                let message = format!(
                    "the compact syntax has one meaning of a prefix for the whole file: `{}` needs another",
                    value.text.text
                );
                self.cannot_say(message, span);
            }
        }
        let string = literal(&value.text.text);
        text(match &value.datatype {
            Some(datatype) => format!("{} {string}", self.type_name(datatype)),
            None => string,
        })
    }

    fn cannot_say(&mut self, message: String, span: Span) {
        self.findings.push(Diagnostic::new(&diag::SCHEMA_UNSAYABLE, message).at(span));
    }

    fn data(&mut self, data: &Data) -> Piece {
        let mut layout = vec![text(self.type_name(&data.datatype))];
        if !data.params.is_empty() {
            let mut inside = Vec::new();
            for param in &data.params {
                inside.push(Layout::Space);
                inside.extend(self.param(param));
            }
            layout.extend([text(" {"), Layout::Indented(inside), Layout::Space, text("}")]);
        }
        let mut shape = Shape::Single;
        if let Some((members, annotations)) = &data.except {
            let except = Pattern {
                kind: PatternKind::Choice(members.clone()),
                span: Span::default(),
                annotations: annotations.clone(),
            };
            layout.push(text(" - "));
            layout.extend(closed(self.whole(&except), &[Shape::Single]));
            shape = Shape::Except;
        }
        (vec![Layout::Together(layout)], shape)
    }

    fn param(&mut self, param: &Param) -> Vec<Layout> {
        // Elements that follow a parameter are noted before it: nothing can stand behind.
        let Annotations { attributes, before, after } = param.annotations.clone();
        let mut layout = self.before(&Annotations { attributes, before: [before, after].concat(), after: Vec::new() });
        layout.push(text(format!("{} = {}", param.name.text, literal(&param.value.text))));
        layout
    }

    fn components(&mut self, components: &[Component]) -> Vec<Layout> {
        let mut layout = Vec::new();
        let mut was_apart = false;
        for component in components {
            let written = self.component(component);
            // What is one line and no more stands close to its like.
            let is_apart = !matches!((component, written.as_slice()), (Component::Define(_), [only]) if only.is_line());
            layout.push(if is_apart || was_apart { Layout::Gap } else { Layout::Break });
            was_apart = is_apart;
            layout.extend(written);
        }
        layout
    }

    fn component(&mut self, component: &Component) -> Vec<Layout> {
        match component {
            Component::Define(define) => self.define(define),
            Component::Div(inner, _, annotations) => {
                let inside = self.components(inner);
                [self.before(annotations), braces("div ", inside), self.after(annotations)].concat()
            }
            Component::Include(include) => self.include(include),
            Component::Foreign(foreign) => self.note(foreign),
        }
    }

    fn define(&mut self, define: &Define) -> Vec<Layout> {
        let name = define.name.as_ref().map_or_else(|| "start".to_owned(), |name| identifier(&name.text));
        let sign = match define.combine {
            None => "=",
            Some(Combine::Choice) => "|=",
            Some(Combine::Interleave) => "&=",
        };
        let mut layout = self.before(&define.annotations);
        let content = [vec![Layout::Space], self.joined(&define.content, ",").0].concat();
        layout.push(Layout::Together(vec![text(format!("{name} {sign}")), Layout::Indented(content)]));
        layout.extend(self.after(&define.annotations));
        layout
    }

    fn include(&mut self, include: &Include) -> Vec<Layout> {
        let mut layout = self.before(&include.annotations);
        let reference = self.reference("include", &include.reference);
        if include.overrides.is_empty() {
            layout.push(text(reference));
        } else {
            let inside = self.components(&include.overrides);
            layout.extend(braces(&format!("{reference} "), inside));
        }
        layout.extend(self.after(&include.annotations));
        layout
    }

    /// What is noted before something: comments and documentation as lines, the rest in brackets.
    fn before(&mut self, annotations: &Annotations) -> Vec<Layout> {
        let mut layout = Vec::new();
        let is_line =
            |foreign: &&Foreign| matches!(foreign, Foreign::Comment(_)) || plain_documentation(foreign).is_some();
        let lines = annotations.before.iter().take_while(is_line).count();
        let (lines, others) = annotations.before.split_at(lines);
        // Lines that follow each other would be one comment or one documentation.
        let mut last = None;
        for foreign in lines {
            let kind = plain_documentation(foreign).is_some();
            layout.push(if last == Some(kind) { Layout::Gap } else { Layout::Break });
            last = Some(kind);
            match plain_documentation(foreign) {
                Some(documentation) => layout.extend(documentation_lines(&documentation)),
                None => layout.extend(self.note(foreign)),
            }
            layout.push(Layout::Break);
        }
        if !annotations.attributes.is_empty() || !others.is_empty() {
            let mut inside = self.attributes(&annotations.attributes);
            for foreign in others {
                inside.push(Layout::Space);
                inside.extend(self.note(foreign));
            }
            layout.push(brackets("", inside));
            layout.push(Layout::Space);
        }
        layout
    }

    /// What is noted after something.
    fn after(&mut self, annotations: &Annotations) -> Vec<Layout> {
        let mut layout = Vec::new();
        for foreign in &annotations.after {
            match foreign {
                Foreign::Comment(_) => {
                    layout.push(Layout::Break);
                    layout.extend(self.note(foreign));
                }
                Foreign::Element(element) => {
                    let note = vec![Layout::Space, text(">> "), self.element(element)];
                    layout.push(Layout::Together(vec![Layout::Indented(note)]));
                }
            }
        }
        layout
    }

    /// A comment, or an element of another namespace.
    fn note(&mut self, foreign: &Foreign) -> Vec<Layout> {
        match foreign {
            Foreign::Comment(comment) => {
                let lines = comment.trim_end().trim_start_matches('\n').split('\n');
                let line = |line: &str| {
                    let line = escaped(line.trim_end());
                    let space = if line.is_empty() || line.starts_with(' ') { "" } else { " " };
                    [text(format!("#{space}{line}")), Layout::Break]
                };
                lines.flat_map(line).collect()
            }
            Foreign::Element(element) => vec![self.element(element)],
        }
    }

    fn element(&mut self, element: &ForeignElement) -> Layout {
        let mut inside = self.attributes(&element.attributes);
        let has_elements = element.children.iter().any(|child| matches!(child, ForeignNode::Foreign(_)));
        for child in &element.children {
            match child {
                ForeignNode::Foreign(foreign) => {
                    inside.push(Layout::Space);
                    inside.extend(self.note(foreign));
                }
                // Between elements white space is there for people.
                ForeignNode::Text(between) if has_elements && between.trim().is_empty() => {}
                ForeignNode::Text(string) => inside.extend([Layout::Space, text(literal(string))]),
            }
        }
        let name = self.foreign_name(&element.name);
        brackets(&format!("{name} "), inside)
    }

    fn attributes(&mut self, attributes: &[ForeignAttribute]) -> Vec<Layout> {
        let mut layout = Vec::new();
        for attribute in attributes {
            let name = self.foreign_name(&attribute.name);
            layout.extend([Layout::Space, text(format!("{name} = {}", literal(&attribute.value)))]);
        }
        layout
    }

    fn foreign_name(&mut self, name: &ForeignName) -> String {
        if name.namespace.is_empty() {
            return name.local.clone();
        }
        let namespace = Namespace::Uri(Arc::from(name.namespace.as_str()));
        format!("{}:{}", self.prefix(&namespace, &name.prefix), name.local)
    }
}

/// A piece, in parentheses unless its shape is one of these.
fn closed((layout, shape): Piece, allowed: &[Shape]) -> Vec<Layout> {
    if allowed.contains(&shape) { layout } else { parentheses(layout).0 }
}

fn parentheses(layout: Vec<Layout>) -> Piece {
    let inside = [vec![Layout::Cut], layout].concat();
    let whole = vec![text("("), Layout::Indented(inside), Layout::Cut, text(")")];
    (vec![Layout::Together(whole)], Shape::Single)
}

/// Components in braces.
fn braces(before: &str, inside: Vec<Layout>) -> Vec<Layout> {
    // The first begins a line, not a paragraph.
    let inside: Vec<Layout> = inside.into_iter().skip(1).collect();
    if inside.is_empty() {
        return vec![text(format!("{before}{{ }}"))];
    }
    let inside = [vec![Layout::Break], inside].concat();
    vec![text(format!("{before}{{")), Layout::Indented(inside), Layout::Break, text("}")]
}

/// Notes in brackets.
fn brackets(before: &str, inside: Vec<Layout>) -> Layout {
    if inside.is_empty() {
        return text(format!("{before}[]"));
    }
    Layout::Together(vec![text(format!("{before}[")), Layout::Indented(inside), Layout::Space, text("]")])
}

/// Whether an element is noted behind.
fn is_followed(annotations: &Annotations) -> bool {
    annotations.after.iter().any(|foreign| matches!(foreign, Foreign::Element(_)))
}

/// The text of `a:documentation` that is nothing but text.
fn plain_documentation(foreign: &Foreign) -> Option<String> {
    let Foreign::Element(element) = foreign else { return None };
    let is_plain = element.is_documentation()
        && element.attributes.is_empty()
        && element.children.iter().all(|child| matches!(child, ForeignNode::Text(_)));
    is_plain.then(|| element.text())
}

fn documentation_lines(documentation: &str) -> Vec<Layout> {
    let line = |line: &str| {
        let space = if line.is_empty() { "" } else { " " };
        [text(format!("##{space}{}", escaped(line))), Layout::Break]
    };
    documentation.split('\n').flat_map(line).collect()
}

/// The name of a definition.
fn identifier(name: &str) -> String {
    if KEYWORDS.contains(&name) { format!("\\{name}") } else { name.to_owned() }
}

/// A string in quotes.
fn literal(string: &str) -> String {
    let string = escaped(string);
    if string.contains('\n') && !string.contains("\"\"\"") && !string.ends_with('"') {
        return format!("\"\"\"{string}\"\"\"");
    }
    let string = string.replace('\n', r"\x{A}");
    match (string.contains('"'), string.contains('\'')) {
        (false, _) => format!("\"{string}\""),
        (true, false) => format!("'{string}'"),
        // An escape is a quote like any other.
        (true, true) => format!("\"{}\"", string.replace('"', r#"" ~ '"' ~ ""#)),
    }
}

/// Text of one line in which nothing is an escape that was none.
fn escaped(line: &str) -> String {
    line.replace(r"\x", r"\x{5C}x").replace('\r', r"\x{D}")
}
