//! Rules that stand in a schema of RELAX NG, in either syntax and in all its files. Takes the files as they are written; gives a schema that
//! holds the rules, or nothing where there are none.
//!
//! Parts of a schema are taken as they stand. A rule that stands alone is a pattern; a rule without context, an assertion and a report are
//! about the `element` or `attribute` that they stand in, in a definition about the elements in it. An element of another
//! language may stand around them.

use std::collections::BTreeMap;
use std::sync::Arc;

use rustc_hash::{FxHashMap, FxHashSet};

use crate::diag::{self, Diagnostic};
use crate::relaxng::syntax::{
    Component, File, Foreign, ForeignElement, ForeignName, ForeignNode, NameClass, NameClassKind, Namespace, Pattern,
    PatternKind, Reference,
};
use crate::schematron::element::{Attribute, Child, Element, Language, Prefixes};
use crate::schematron::file::{FileId, Place};
use crate::schematron::files::Files;
use crate::schematron::read::survey::{asks_for_files, unheeded_base};
use crate::schematron::{NAMESPACE_1, QUICK_FIX};
use crate::xml::XML_NAMESPACE;

/// The rules in the files of a schema as a schema of their own.
pub(super) fn embedded(files: &mut Files<'_>, schema: &[(String, File)]) -> Option<Element> {
    let written = schema.iter().map(|(address, file)| Written {
        id: files.add(address, Arc::clone(&file.source)),
        address,
        file,
    });
    let schema: Vec<Written<'_>> = written.collect();
    let first = *schema.first()?;
    let place = Place { file: first.id, span: first.file.pattern.span };
    let (seen, parts, declared, scopes, bases) = Default::default();
    let mut collector =
        Collector { schema, files, seen, parts, declared, scopes, bases, binding: None, is_first: None };
    collector.file(first, &Around { file: first, inherited: Arc::default(), context: None });
    let Collector { files, parts, binding, is_first, .. } = collector;
    // Rules of Schematron 1.x are in XPath 1.0.
    let default = (is_first != Some(true)).then(|| attribute("queryBinding", "xslt3", place));
    let mut root = element("schema", Vec::new(), place);
    let size = 1 + parts.iter().map(|part| part.child.size()).sum::<usize>();
    if is_first == Some(true) {
        root.namespace = Arc::from(NAMESPACE_1);
    }
    let parts = if files.has_room(size, place) { parts } else { Vec::new() };
    root.attributes.extend(binding.or(default));
    files.binding = root.value("queryBinding").map(str::to_ascii_lowercase);
    for Part { child, base } in parts {
        let mut whole = element("schema", vec![child], place);
        files.put_together(&mut whole, base.as_deref());
        root.children.append(&mut whole.children);
    }
    let has_rules = root.elements().any(|part| part.is("pattern") || part.is("group"));
    (has_rules || files.all.values().any(|file| !file.findings.is_empty())).then_some(root)
}

/// A file of the schema, as it is written.
#[derive(Clone, Copy)]
struct Written<'f> {
    id: FileId,
    address: &'f str,
    file: &'f File,
}

/// What is around a note.
#[derive(Clone)]
struct Around<'f> {
    file: Written<'f>,
    /// The namespace that the file has from the one that refers to it.
    inherited: Arc<str>,
    /// The nodes that are meant.
    context: Option<Arc<str>>,
}

impl Around<'_> {
    fn within(&self, context: Option<String>) -> Self {
        Self { context: context.map(Arc::from).or_else(|| self.context.clone()), ..self.clone() }
    }
}

/// A part of the schema.
struct Part {
    child: Child,
    /// The base URI that something around it says.
    base: Base,
}

type Base = Option<Arc<str>>;

struct Collector<'f, 'l> {
    schema: Vec<Written<'f>>,
    files: &'f mut Files<'l>,
    seen: FxHashSet<FileId>,
    parts: Vec<Part>,
    /// Prefixes that were declared, with their namespaces, so that they are not declared twice.
    declared: FxHashSet<(Option<String>, Option<String>)>,
    /// Prefixes in scope, by where they are listed.
    scopes: FxHashMap<*const BTreeMap<String, Namespace>, Prefixes>,
    /// Base URIs, by the file and the text that says them.
    bases: FxHashMap<(FileId, *const str), Arc<str>>,
    /// The query language of a schema that stands in another.
    binding: Option<Attribute>,
    /// Whether all so far is Schematron 1.x; `None` where there is nothing so far.
    is_first: Option<bool>,
}

impl<'f> Collector<'f, '_> {
    /// The rules of a file that is reached for the first time.
    fn file(&mut self, file: Written<'f>, around: &Around<'f>) {
        if self.seen.insert(file.id) {
            self.pattern(&file.file.pattern, &Around { file, ..around.clone() });
        }
    }

    fn reference(&mut self, reference: &Reference, around: &Around<'f>) {
        let address = self.files.resolve(around.file.address, &reference.href.text);
        if let Some(target) = self.schema.iter().find(|known| known.address == address).copied() {
            let inherited = namespace(&reference.namespace, around);
            self.file(target, &Around { inherited, ..around.clone() });
        }
    }

    /// Recurses as deep as the parser allowed, and through files once each.
    fn pattern(&mut self, pattern: &'f Pattern, around: &Around<'f>) {
        let own = match &pattern.kind {
            PatternKind::Element(class, _) => Some(fitting(class, "", around)),
            PatternKind::Attribute(class, _) => Some(fitting(class, "@", around)),
            _ => None,
        };
        let inside = around.within(own);
        self.notes(&pattern.annotations.before, &inside);
        match &pattern.kind {
            PatternKind::Element(class, members) | PatternKind::Attribute(class, members) => {
                self.name_class(class, &inside);
                members.iter().for_each(|member| self.pattern(member, &inside));
            }
            PatternKind::Grammar(components) => self.components(components, &inside),
            PatternKind::External(reference) => self.reference(reference, &inside),
            PatternKind::Data(data) => {
                for param in &data.params {
                    self.notes(&param.annotations.before, &inside);
                    self.notes(&param.annotations.after, &inside);
                }
                if let Some((members, annotations)) = &data.except {
                    self.notes(&annotations.before, &inside);
                    members.iter().for_each(|member| self.pattern(member, &inside));
                    self.notes(&annotations.after, &inside);
                }
            }
            kind => kind.members().iter().for_each(|member| self.pattern(member, &inside)),
        }
        self.notes(&pattern.annotations.after, around);
    }

    fn name_class(&mut self, class: &NameClass, around: &Around<'f>) {
        self.notes(&class.annotations.before, around);
        match &class.kind {
            NameClassKind::Name { .. } => {}
            NameClassKind::AnyName { except } | NameClassKind::NsName { except, .. } => {
                except.iter().flatten().for_each(|class| self.name_class(class, around));
            }
            NameClassKind::Choice(members) => members.iter().for_each(|class| self.name_class(class, around)),
        }
        self.notes(&class.annotations.after, around);
    }

    fn components(&mut self, components: &'f [Component], around: &Around<'f>) {
        for component in components {
            match component {
                Component::Define(define) => {
                    let inside = around.within(defined(&define.content, around));
                    self.notes(&define.annotations.before, &inside);
                    define.content.iter().for_each(|member| self.pattern(member, &inside));
                    self.notes(&define.annotations.after, around);
                }
                Component::Div(inner, _, annotations) => {
                    self.notes(&annotations.before, around);
                    self.components(inner, around);
                    self.notes(&annotations.after, around);
                }
                Component::Include(include) => {
                    self.notes(&include.annotations.before, around);
                    self.reference(&include.reference, around);
                    self.components(&include.overrides, around);
                    self.notes(&include.annotations.after, around);
                }
                Component::Foreign(foreign) => self.notes(std::slice::from_ref(foreign), around),
            }
        }
    }

    /// What is noted at one place.
    fn notes(&mut self, notes: &[Foreign], around: &Around<'f>) {
        let elements = notes.iter().filter_map(|note| match note {
            Foreign::Element(element) => Some(element),
            Foreign::Comment(_) => None,
        });
        self.elements(elements, None, around);
    }

    /// `base` is what elements of other languages around them say, if they do.
    fn elements<'n>(&mut self, elements: impl Iterator<Item = &'n ForeignElement>, base: Base, around: &Around<'f>) {
        let mut alone = Vec::new();
        for note in elements {
            let base = base.clone().or_else(|| self.base(note, around.file.id));
            if Language::named(&note.name.namespace) == Language::Foreign {
                let inner = note.children.iter().filter_map(|child| match child {
                    ForeignNode::Foreign(Foreign::Element(element)) => Some(element),
                    _ => None,
                });
                let own =
                    note.attributes.iter().find(|own| own.name.namespace == XML_NAMESPACE && own.name.local == "base");
                let base = match own {
                    Some(own) => Some(self.within(base, &own.value, Place { file: around.file.id, span: own.span })),
                    None => base,
                };
                self.elements(inner.collect::<Vec<_>>().into_iter(), base, around);
                continue;
            }
            let own = self.converted(note, around.file);
            if base.is_some() && asks_for_files(&own) {
                self.files.report(own.place, unheeded_base());
            }
            match own.name.as_str() {
                "assert" | "report" | "let" if own.language == Language::Schematron => alone.push(own),
                _ => self.part(own, base, around),
            }
        }
        let is_check = |element: &Element| element.is("assert") || element.is("report");
        let Some(place) = alone.iter().find(|element| is_check(element)).map(|check| check.place) else {
            // A variable beside no assertion is one of the schema.
            return self.parts.extend(alone.into_iter().map(|own| Part { child: Child::Element(own), base: None }));
        };
        let Some(context) = &around.context else {
            for element in alone {
                let message = format!("`{}` stands in no element here: it is not run", element.name);
                self.files.report(element.place, Diagnostic::new(&diag::RULE_NOT_RUN, message));
            }
            return;
        };
        if !self.files.has_bytes(context.len(), place) {
            return;
        }
        let mut rule = element("rule", alone.into_iter().map(Child::Element).collect(), place);
        rule.attributes.push(attribute("context", context, place));
        let child = Child::Element(element("pattern", vec![Child::Element(rule)], place));
        self.parts.push(Part { child, base: None });
    }

    /// A part of a schema, or a whole one.
    fn part(&mut self, mut part: Element, base: Base, around: &Around<'f>) {
        if part.is("schema") {
            self.binding = self.binding.take().or_else(|| part.attribute("queryBinding").cloned());
            let base = match part.attribute("xml:base") {
                Some(own) => Some(self.within(base, &own.value, own.place)),
                None => base,
            };
            let parts = part.children.into_iter().map(|child| Part { child, base: base.clone() });
            return self.parts.extend(parts);
        }
        let said = |name| part.value(name).map(str::to_owned);
        if part.is("ns") && !self.declared.insert((said("prefix"), said("uri"))) {
            return;
        }
        if part.is("rule") {
            let place = part.place;
            let holder = if part.value("abstract") == Some("true") { "rules" } else { "pattern" };
            if let Some(context) = &around.context
                && holder == "pattern"
                && part.attribute("context").is_none()
            {
                if !self.files.has_bytes(context.len(), place) {
                    return;
                }
                part.attributes.push(attribute("context", context, place));
            }
            part = element(holder, vec![Child::Element(part)], place);
        }
        self.parts.push(Part { child: Child::Element(part), base });
    }

    /// What elements of RELAX NG around a note say, resolved once for all notes in it.
    fn base(&mut self, note: &ForeignElement, file: FileId) -> Base {
        if note.base.is_empty() {
            return None;
        }
        let key = (file, Arc::as_ptr(&note.base));
        if let Some(known) = self.bases.get(&key) {
            return Some(Arc::clone(known));
        }
        let base = self.within(None, &note.base, Place { file, span: note.span });
        self.bases.insert(key, Arc::clone(&base));
        Some(base)
    }

    /// A base URI in another one.
    fn within(&mut self, base: Base, own: &str, place: Place) -> Arc<str> {
        Arc::from(self.files.inside(base.as_deref(), own, place))
    }

    fn converted(&mut self, note: &ForeignElement, file: Written<'f>) -> Element {
        let language = Language::named(&note.name.namespace);
        if language == Language::Schematron {
            let is_first = note.name.namespace == NAMESPACE_1;
            self.is_first = Some(self.is_first.unwrap_or(true) && is_first);
        }
        let children = note.children.iter().filter_map(|child| match child {
            ForeignNode::Text(text) => Some(Child::Text(text.clone())),
            ForeignNode::Foreign(Foreign::Element(inner)) => Some(Child::Element(self.converted(inner, file))),
            ForeignNode::Foreign(Foreign::Comment(_)) => None,
        });
        let children = children.collect();
        let attributes = note.attributes.iter().map(|own| Attribute {
            namespace: Arc::from(own.name.namespace.as_str()),
            name: written(&own.name),
            value: own.value.clone(),
            place: Place { file: file.id, span: own.span },
        });
        let place = Place { file: file.id, span: note.span };
        let prefixes = if note.prefixes.is_empty() { &file.file.prefixes } else { &*note.prefixes };
        let prefixes = self.prefixes(prefixes, place);
        Element {
            language,
            namespace: Arc::from(note.name.namespace.as_str()),
            prefix: note.name.prefix.clone(),
            name: note.name.local.clone(),
            attributes: attributes.collect(),
            children,
            place,
            prefixes,
        }
    }

    /// Prefixes as an element has them, made once for each scope.
    fn prefixes(&mut self, declared: &BTreeMap<String, Namespace>, place: Place) -> Prefixes {
        if let Some(known) = self.scopes.get(&std::ptr::from_ref(declared)) {
            return Arc::clone(known);
        }
        if !self.files.has_prefixes(declared.len(), place) {
            return Arc::default();
        }
        let all = declared.iter().filter_map(|(prefix, namespace)| match namespace {
            Namespace::Uri(uri) => Some((Arc::from(prefix.as_str()), Arc::clone(uri))),
            Namespace::Inherited => None,
        });
        let all = Arc::new(all.collect());
        self.scopes.insert(declared, Arc::clone(&all));
        all
    }
}

fn written(name: &ForeignName) -> String {
    match (name.namespace.as_str(), name.prefix.as_str()) {
        (QUICK_FIX, _) => format!("sqf:{}", name.local),
        (_, "") => name.local.clone(),
        (_, prefix) => format!("{prefix}:{}", name.local),
    }
}

fn attribute(name: &str, value: &str, place: Place) -> Attribute {
    Attribute { namespace: Arc::default(), name: name.to_owned(), value: value.to_owned(), place }
}

/// An element of Schematron that stands nowhere.
fn element(name: &str, children: Vec<Child>, place: Place) -> Element {
    Element {
        language: Language::Schematron,
        namespace: Arc::from(crate::schematron::NAMESPACE),
        prefix: String::new(),
        name: name.to_owned(),
        attributes: Vec::new(),
        children,
        place,
        prefixes: Arc::default(),
    }
}

fn namespace(namespace: &Namespace, around: &Around<'_>) -> Arc<str> {
    match namespace {
        Namespace::Uri(uri) => Arc::clone(uri),
        Namespace::Inherited => Arc::clone(&around.inherited),
    }
}

/// The pattern of XPath for the nodes with these names; `at` is `@` for attributes.
fn fitting(class: &NameClass, at: &str, around: &Around<'_>) -> String {
    let all =
        |members: &[NameClass]| members.iter().map(|class| fitting(class, at, around)).collect::<Vec<_>>().join(" | ");
    let except = |own: String, except: &Option<Vec<NameClass>>| match except {
        Some(except) => format!("({own} except ({}))", all(except)),
        None => own,
    };
    let in_namespace = |uri: &Namespace, local: &str| match &*namespace(uri, around) {
        "" if local != "*" => format!("{at}{local}"),
        uri => format!("{at}Q{{{uri}}}{local}"),
    };
    match &class.kind {
        NameClassKind::Name { namespace, local, .. } => in_namespace(namespace, local),
        NameClassKind::AnyName { except: names } => except(format!("{at}*"), names),
        NameClassKind::NsName { namespace, except: names, .. } => except(in_namespace(namespace, "*"), names),
        NameClassKind::Choice(members) => all(members),
    }
}

/// The elements of a definition, or its attributes where it has no elements.
fn defined(content: &[Pattern], around: &Around<'_>) -> Option<String> {
    let (mut elements, mut attributes) = (Vec::new(), Vec::new());
    gather(content, around, &mut elements, &mut attributes);
    let found = if elements.is_empty() { attributes } else { elements };
    (!found.is_empty()).then(|| found.join(" | "))
}

fn gather(content: &[Pattern], around: &Around<'_>, elements: &mut Vec<String>, attributes: &mut Vec<String>) {
    for pattern in content {
        match &pattern.kind {
            PatternKind::Element(class, _) => elements.push(fitting(class, "", around)),
            PatternKind::Attribute(class, _) => attributes.push(fitting(class, "@", around)),
            kind => gather(kind.members(), around, elements, attributes),
        }
    }
}
