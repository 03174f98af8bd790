//! A schema as it is written, in lines that are the same for both syntaxes. Takes the tree of a file; gives its outline.
//!
//! Left out is what one syntax cannot say: prefixes, groups that are implied, and where exactly a comment stands. Comments are
//! told at the end, in order, without white space.

use std::fmt::Write as _;

use recto::internals::relaxng::syntax::{
    Annotations, Component, File, Foreign, ForeignElement, ForeignNode, NameClass, NameClassKind, Namespace, Pattern,
    PatternKind, Reference, TypeName,
};

/// The outline of a file.
pub fn outline(file: &File) -> String {
    let mut outline = Outline::default();
    outline.pattern(&file.pattern, 0);
    outline.lines + "comments: " + &outline.comments.join(" ")
}

#[derive(Default)]
struct Outline {
    lines: String,
    comments: Vec<String>,
}

impl Outline {
    fn line(&mut self, depth: usize, text: &str) {
        writeln!(self.lines, "{}{text}", "  ".repeat(depth)).unwrap();
    }

    fn pattern(&mut self, pattern: &Pattern, depth: usize) {
        let own = &pattern.annotations;
        let inner = |members: &[Pattern]| members.len() == 1 && own.attributes.is_empty() && !has_elements(own);
        if let PatternKind::Group(members) | PatternKind::Choice(members) | PatternKind::Interleave(members) =
            &pattern.kind
            && inner(members)
        {
            self.before(own, depth);
            self.pattern(&members[0], depth);
            return self.after(own, depth);
        }
        let mut list = |name: &str, members: &[Pattern]| {
            self.line(depth, name);
            self.before(own, depth + 1);
            members.iter().for_each(|member| self.pattern(member, depth + 1));
        };
        match &pattern.kind {
            PatternKind::Empty => list("empty", &[]),
            PatternKind::NotAllowed => list("notAllowed", &[]),
            PatternKind::Text => list("text", &[]),
            PatternKind::Group(members) => list("group", members),
            PatternKind::Interleave(members) => list("interleave", members),
            PatternKind::Choice(members) => list("choice", members),
            PatternKind::Ref(name) => list(&format!("ref {}", name.text), &[]),
            PatternKind::ParentRef(name) => list(&format!("parentRef {}", name.text), &[]),
            PatternKind::External(reference) => list(&format!("externalRef {}", address(reference)), &[]),
            PatternKind::Optional(members) => self.holder("optional", members, own, depth),
            PatternKind::ZeroOrMore(members) => self.holder("zeroOrMore", members, own, depth),
            PatternKind::OneOrMore(members) => self.holder("oneOrMore", members, own, depth),
            PatternKind::Mixed(members) => self.holder("mixed", members, own, depth),
            PatternKind::List(members) => self.holder("list", members, own, depth),
            PatternKind::Element(name, members) => self.named("element", name, members, own, depth),
            PatternKind::Attribute(name, members) => self.named("attribute", name, members, own, depth),
            PatternKind::Grammar(components) => {
                self.line(depth, "grammar");
                self.before(own, depth + 1);
                self.components(components, depth + 1);
            }
            PatternKind::Value(value) => {
                let kind = value.datatype.as_ref().map_or_else(|| " token".to_owned(), type_name);
                self.line(depth, &format!("value {kind} {:?}", value.text.text));
                self.before(own, depth + 1);
            }
            PatternKind::Data(data) => {
                self.line(depth, &format!("data {}", type_name(&data.datatype)));
                self.before(own, depth + 1);
                for param in &data.params {
                    self.line(depth + 1, &format!("param {} {:?}", param.name.text, param.value.text));
                    self.before(&param.annotations, depth + 2);
                    self.after(&param.annotations, depth + 1);
                }
                if let Some((members, annotations)) = &data.except {
                    self.line(depth + 1, "except");
                    self.before(annotations, depth + 2);
                    self.members(members, |kind| matches!(kind, PatternKind::Choice(_)), depth + 2);
                    self.after(annotations, depth + 1);
                }
            }
        }
        self.after(own, depth);
    }

    fn holder(&mut self, name: &str, members: &[Pattern], own: &Annotations, depth: usize) {
        self.line(depth, name);
        self.before(own, depth + 1);
        self.members(members, |kind| matches!(kind, PatternKind::Group(_)), depth + 1);
    }

    fn named(&mut self, what: &str, name: &NameClass, members: &[Pattern], own: &Annotations, depth: usize) {
        self.line(depth, what);
        self.before(own, depth + 1);
        self.name(name, depth + 1);
        match members {
            [] => self.line(depth + 1, "text"),
            _ => self.members(members, |kind| matches!(kind, PatternKind::Group(_)), depth + 1),
        }
    }

    /// Members, or those of the one list that is implied.
    fn members(&mut self, members: &[Pattern], is_implied: fn(&PatternKind) -> bool, depth: usize) {
        if let [only] = members
            && is_implied(&only.kind)
            && only.annotations.attributes.is_empty()
            && !has_elements(&only.annotations)
            && let PatternKind::Group(inner) | PatternKind::Choice(inner) = &only.kind
        {
            self.before(&only.annotations, depth);
            inner.iter().for_each(|member| self.pattern(member, depth));
            return self.after(&only.annotations, depth);
        }
        members.iter().for_each(|member| self.pattern(member, depth));
    }

    fn name(&mut self, class: &NameClass, depth: usize) {
        let except = match &class.kind {
            NameClassKind::Name { namespace, local, .. } => {
                self.line(depth, &format!("name {} {local}", uri(namespace)));
                &None
            }
            NameClassKind::AnyName { except } => {
                self.line(depth, "anyName");
                except
            }
            NameClassKind::NsName { namespace, except, .. } => {
                self.line(depth, &format!("nsName {}", uri(namespace)));
                except
            }
            NameClassKind::Choice(members) => {
                self.line(depth, "choice of names");
                members.iter().for_each(|member| self.name(member, depth + 1));
                &None
            }
        };
        self.before(&class.annotations, depth + 1);
        let listed = except.as_deref().unwrap_or_default();
        let members = match listed {
            // A list of several is a choice.
            [NameClass { kind: NameClassKind::Choice(members), annotations, .. }]
                if annotations.attributes.is_empty() && !has_elements(annotations) =>
            {
                members
            }
            listed => listed,
        };
        for excepted in members {
            self.line(depth + 1, "except");
            self.name(excepted, depth + 2);
        }
        self.after(&class.annotations, depth);
    }

    fn components(&mut self, components: &[Component], depth: usize) {
        for component in components {
            match component {
                Component::Define(define) => {
                    let name = define.name.as_ref().map_or("start", |name| &name.text);
                    self.line(depth, &format!("define {name} {:?}", define.combine));
                    self.before(&define.annotations, depth + 1);
                    self.members(&define.content, |kind| matches!(kind, PatternKind::Group(_)), depth + 1);
                    self.after(&define.annotations, depth);
                }
                Component::Div(inner, _, annotations) => {
                    self.line(depth, "div");
                    self.before(annotations, depth + 1);
                    self.components(inner, depth + 1);
                    self.after(annotations, depth);
                }
                Component::Include(include) => {
                    self.line(depth, &format!("include {}", address(&include.reference)));
                    self.before(&include.annotations, depth + 1);
                    self.components(&include.overrides, depth + 1);
                    self.after(&include.annotations, depth);
                }
                Component::Foreign(foreign) => self.foreign(foreign, depth),
            }
        }
    }

    fn before(&mut self, annotations: &Annotations, depth: usize) {
        for attribute in &annotations.attributes {
            let name = &attribute.name;
            self.line(depth, &format!("@{{{}}}{} = {:?}", name.namespace, name.local, attribute.value));
        }
        annotations.before.iter().for_each(|foreign| self.foreign(foreign, depth));
    }

    fn after(&mut self, annotations: &Annotations, depth: usize) {
        annotations.after.iter().for_each(|foreign| self.foreign(foreign, depth));
    }

    fn foreign(&mut self, foreign: &Foreign, depth: usize) {
        match foreign {
            Foreign::Comment(text) => self.comments.push(text.split_whitespace().collect()),
            Foreign::Element(element) => self.element(element, depth),
        }
    }

    fn element(&mut self, element: &ForeignElement, depth: usize) {
        self.line(depth, &format!("note {{{}}}{}", element.name.namespace, element.name.local));
        for attribute in &element.attributes {
            let name = &attribute.name;
            self.line(depth + 1, &format!("@{{{}}}{} = {:?}", name.namespace, name.local, attribute.value));
        }
        for child in &element.children {
            match child {
                ForeignNode::Foreign(foreign) => self.foreign(foreign, depth + 1),
                // Between elements white space is there for people.
                ForeignNode::Text(text) if text.trim().is_empty() => {}
                ForeignNode::Text(text) => self.line(depth + 1, &format!("{text:?}")),
            }
        }
    }
}

fn has_elements(annotations: &Annotations) -> bool {
    annotations.before.iter().any(|foreign| matches!(foreign, Foreign::Element(_)))
}

fn uri(namespace: &Namespace) -> &str {
    match namespace {
        Namespace::Inherited => "inherited",
        Namespace::Uri(uri) => uri,
    }
}

fn type_name(name: &TypeName) -> String {
    format!("{} {}", name.library, name.name.text)
}

/// The other file without what its syntax puts at the end of its name.
fn address(reference: &Reference) -> String {
    let name = reference.href.text.trim_end_matches(".rnc").trim_end_matches(".rng");
    format!("{name} {}", uri(&reference.namespace))
}
