//! Patterns as written to simple ones, reference by reference (sections 4.5 to 4.18), for all definitions of all grammars.
//!
//! Takes the files; gives [`Lowered`] and what is wrong with names, datatypes and references. The pattern of another file is a
//! definition without a name, made once for all places where it means the same; a nested grammar is a reference to its start.
//! Recurses as deep as the parsers allow, never over references.

use std::sync::Arc;

use la_arena::{Arena, ArenaMap, RawIdx};
use rustc_hash::{FxHashMap, FxHashSet};

use super::lowered::{Definition, DefinitionId, Element, Lowered, Node, NodeId};
use super::scope::{Collector, Joined, Part, Scope, ScopeId, Site};
use crate::datatype::{Context, Datatype, Fault, Param};
use crate::diag::{self, Diagnostic};
use crate::relaxng::files::Files;
use crate::relaxng::findings::Findings;
use crate::relaxng::limits::Limits;
use crate::relaxng::name_class::{Maker, Use};
use crate::relaxng::simple::{NameClass, Place};
use crate::relaxng::syntax::{
    self, Annotations, Combine, Component, Data, Namespace, Pattern, PatternKind, Prefixes, Reference, TypeName, Word,
};
use crate::text::{Span, nearest};
use crate::xml::XML_NAMESPACE;

/// Lowers all files from the pattern of the first on; `None` when it has none.
pub(super) fn lower(files: &Files<'_>, limits: &Limits, findings: &mut Findings) -> Option<Lowered> {
    let pattern = files.pattern(0)?;
    let (scopes, joined, elements, nodes, places) = Default::default();
    let (files_taken, strings, datatypes) = Default::default();
    let (budget, expressions) = (limits.patterns, limits.expressions);
    let mut lowering = Lowering {
        files,
        findings,
        scopes,
        joined,
        files_taken,
        strings,
        datatypes,
        nodes,
        places,
        elements,
        budget,
        expressions,
        compared: 0,
    };
    let site = Site { file: 0, namespace: Arc::from(""), scope: None };
    let start = lowering.file(pattern, site);
    // Lowering a definition may find more of them.
    let mut definitions = Arena::new();
    while lowering.budget > 0
        && let Some(joined) = lowering.joined.get_mut(definitions.len())
    {
        let (name, combine, parts) = (joined.name, joined.combine, std::mem::take(&mut joined.parts));
        let body = lowering.definition(combine, &parts);
        definitions.alloc(Definition { name: name.map(Arc::from), body });
    }
    if lowering.budget == 0 {
        let message = format!("the schema comes to more than {} patterns", limits.patterns);
        lowering.findings.add(0, Diagnostic::new(&diag::SCHEMA_TOO_LARGE, message).help(RAISE));
    }
    let Lowering { nodes, places, elements, .. } = lowering;
    Some(Lowered { nodes, places, elements, definitions, start })
}

/// The id that what is joined at this place gets as a definition: they are lowered in this order.
fn definition_id(at: usize) -> DefinitionId {
    DefinitionId::from_raw(RawIdx::from_u32(u32::try_from(at).unwrap_or(u32::MAX)))
}

/// What a person can do where memory is the bound.
const RAISE: &str = "make the schema smaller, or raise the limit: `--limit memory=BYTES`";

/// Names that undefined ones are compared with, at most.
const MOST_COMPARED: usize = 1 << 20;

/// Library, name and parameters of a datatype.
type TypeKey<'f> = (&'f str, &'f str, Vec<(&'f str, &'f str)>);

struct Lowering<'f, 'c> {
    files: &'f Files<'f>,
    findings: &'c mut Findings,
    scopes: Vec<Scope<'f>>,
    joined: Vec<Joined<'f>>,
    /// The patterns of other files, by what they mean.
    files_taken: FxHashMap<Site, DefinitionId>,
    strings: FxHashSet<Arc<str>>,
    datatypes: FxHashMap<TypeKey<'f>, Result<Arc<Datatype>, Fault>>,
    nodes: Arena<Node>,
    places: ArenaMap<NodeId, Place>,
    elements: Arena<Element>,
    /// How many more patterns and components there may be.
    budget: u32,
    /// Names that undefined ones were compared with.
    compared: usize,
    /// What further expressions may weigh.
    expressions: u64,
}

impl<'f> Lowering<'f, '_> {
    /// The pattern of a file as a definition without a name.
    fn file(&mut self, pattern: &'f Pattern, site: Site) -> DefinitionId {
        let id = definition_id(self.joined.len());
        let parts = vec![Part::file(pattern, site)];
        self.joined.push(Joined { name: None, combine: Combine::Choice, parts });
        id
    }

    /// Section 4.17: all definitions of one name.
    fn definition(&mut self, combine: Combine, parts: &[Part<'f>]) -> NodeId {
        let place = parts.first().map(|part| part.place).unwrap_or_default();
        let bodies: Vec<NodeId> = parts.iter().map(|part| self.part(part)).collect();
        match combine {
            Combine::Choice => self.choice(bodies, place),
            Combine::Interleave => self.interleave(bodies, place),
        }
    }

    fn part(&mut self, part: &Part<'f>) -> NodeId {
        let body = self.group(part.content, &part.site, part.place);
        if let [Pattern { kind: PatternKind::Element(..), .. }] = part.content
            && let Node::Element(element) = self.nodes[body]
            && self.elements[element].documentation.is_none()
        {
            self.elements[element].documentation = part.annotations.and_then(documentation);
        }
        body
    }

    fn pattern(&mut self, pattern: &'f Pattern, site: &Site) -> NodeId {
        let place = self.first_line(site, pattern.span);
        match &pattern.kind {
            PatternKind::Empty => self.add(Node::Empty, place),
            PatternKind::NotAllowed => self.add(Node::NotAllowed, place),
            PatternKind::Text => self.add(Node::Text, place),
            PatternKind::Element(name, content) => {
                let place = self.first_line(site, name.span);
                let name = self.name_class(name, site, Use::Element);
                let content = self.group(content, site, place);
                let documentation = documentation(&pattern.annotations);
                let element = self.elements.alloc(Element { name, content, place, documentation });
                self.add(Node::Element(element), place)
            }
            PatternKind::Attribute(name, content) => {
                let place = self.first_line(site, name.span);
                let name = self.name_class(name, site, Use::Attribute);
                let content = match content.as_slice() {
                    [] => self.add(Node::Text, place),
                    content => self.group(content, site, place),
                };
                self.add(Node::Attribute(name, content), place)
            }
            PatternKind::Group(members) => self.group(members, site, place),
            PatternKind::Interleave(members) => {
                let members = self.patterns(members, site);
                self.interleave(members, place)
            }
            PatternKind::Choice(members) => {
                let members = self.patterns(members, site);
                self.choice(members, place)
            }
            PatternKind::Optional(members) => {
                let members = vec![self.group(members, site, place), self.add(Node::Empty, place)];
                self.choice(members, place)
            }
            PatternKind::ZeroOrMore(members) => {
                let members = self.group(members, site, place);
                let members = vec![self.add(Node::OneOrMore(members), place), self.add(Node::Empty, place)];
                self.choice(members, place)
            }
            PatternKind::OneOrMore(members) => {
                let members = self.group(members, site, place);
                self.add(Node::OneOrMore(members), place)
            }
            PatternKind::Mixed(members) => {
                let members = vec![self.group(members, site, place), self.add(Node::Text, place)];
                self.interleave(members, place)
            }
            PatternKind::List(members) => {
                let members = self.group(members, site, place);
                self.add(Node::List(members), place)
            }
            PatternKind::Ref(name) => self.reference(name, site.scope, site),
            PatternKind::ParentRef(name) => {
                let scope = site.scope.and_then(|scope| self.scopes.get(scope.0)?.parent);
                self.reference(name, scope, site)
            }
            PatternKind::External(reference) => self.external(reference, site, place),
            PatternKind::Grammar(components) => self.grammar(components, site, place),
            PatternKind::Value(value) => self.value(value, site),
            PatternKind::Data(data) => self.data(data, site),
        }
    }

    fn patterns(&mut self, patterns: &'f [Pattern], site: &Site) -> Vec<NodeId> {
        patterns.iter().map(|pattern| self.pattern(pattern, site)).collect()
    }

    /// Several patterns where one stands are a group (section 4.12).
    fn group(&mut self, members: &'f [Pattern], site: &Site, place: Place) -> NodeId {
        let members = self.patterns(members, site);
        let members = self.flat(members, |node| if let Node::Group(inner) = node { Some(inner) } else { None });
        self.list(members, Node::Group, place)
    }

    fn choice(&mut self, members: Vec<NodeId>, place: Place) -> NodeId {
        let members = self.flat(members, |node| if let Node::Choice(inner) = node { Some(inner) } else { None });
        self.list(members, Node::Choice, place)
    }

    fn interleave(&mut self, members: Vec<NodeId>, place: Place) -> NodeId {
        let members = self.flat(members, |node| if let Node::Interleave(inner) = node { Some(inner) } else { None });
        self.list(members, Node::Interleave, place)
    }

    /// Members with those of lists of the same kind in their place. Only what is written in one another is joined so, not what
    /// a reference leads to: that stays shared.
    fn flat(&mut self, members: Vec<NodeId>, same: impl Fn(&Node) -> Option<&Vec<NodeId>>) -> Vec<NodeId> {
        let inner = |member: &NodeId| same(&self.nodes[*member]);
        // One alone stays where it stands.
        if members.len() < 2 || members.iter().all(|member| inner(member).is_none()) {
            return members;
        }
        members.iter().flat_map(|member| inner(member).cloned().unwrap_or_else(|| vec![*member])).collect()
    }

    fn list(&mut self, members: Vec<NodeId>, kind: impl Fn(Vec<NodeId>) -> Node, place: Place) -> NodeId {
        match members.as_slice() {
            [] => self.add(Node::Empty, place),
            [only] => *only,
            _ => {
                self.budget = self.budget.saturating_sub(u32::try_from(members.len() / 16).unwrap_or(u32::MAX));
                self.add(kind(members), place)
            }
        }
    }

    fn add(&mut self, node: Node, place: Place) -> NodeId {
        self.budget = self.budget.saturating_sub(1);
        let id = self.nodes.alloc(node);
        self.places.insert(id, place);
        id
    }

    /// The part of a pattern on its first line: enough to find it by.
    fn first_line(&self, site: &Site, span: Span) -> Place {
        let line = span.of(self.files.text(site.file)).bytes().position(|byte| matches!(byte, b'\n' | b'\r'));
        site.place(line.map_or(span, |length| Span::new(span.start, span.start + length)))
    }

    fn name_class(&mut self, class: &syntax::NameClass, site: &Site, used: Use) -> Arc<NameClass> {
        let strings = &mut self.strings;
        let mut intern = |text: &str| intern(strings, text);
        let mut maker = Maker { used, inherited: &site.namespace, intern: &mut intern, findings: Vec::new() };
        let class = maker.make(class);
        for finding in maker.findings {
            self.findings.add(site.file, finding);
        }
        Arc::new(class)
    }

    /// Section 4.18.
    fn reference(&mut self, name: &'f Word, scope: Option<ScopeId>, site: &Site) -> NodeId {
        let place = site.place(name.span);
        let Some(scope) = scope.and_then(|scope| self.scopes.get(scope.0)) else {
            let message =
                format!("`{}` is referred to where there is no grammar to define it (section 4.18)", name.text);
            let help = "`ref` stands inside a `grammar`, `parentRef` inside a `grammar` in another one";
            self.findings.at(place, Diagnostic::new(&diag::SCHEMA_NO_GRAMMAR, message).help(help));
            return self.add(Node::NotAllowed, place);
        };
        if let Some(&definition) = scope.definitions.get(&Some(name.text.as_str())) {
            return self.add(Node::Reference(definition), place);
        }
        // To look for the name that was meant takes as many steps as there are definitions.
        self.compared = self.compared.saturating_add(scope.definitions.len());
        let mut names: Vec<&str> = Vec::new();
        if self.compared < MOST_COMPARED {
            names.extend(scope.definitions.keys().copied().flatten());
            names.sort_unstable();
        }
        let message = format!("`{}` is not defined in this grammar (section 4.18)", name.text);
        let mut finding = Diagnostic::new(&diag::SCHEMA_UNDEFINED, message);
        finding = match nearest(&name.text, &names) {
            Some(likely) => finding.help(format!("did you mean `{likely}`?")),
            None => finding.help("define it, or take the reference out"),
        };
        self.findings.at(place, finding);
        self.add(Node::NotAllowed, place)
    }

    /// Section 4.6.
    fn external(&mut self, reference: &'f Reference, site: &Site, place: Place) -> NodeId {
        let files = self.files;
        let target = files.target(site.file, reference);
        let Some((file, pattern)) = target.and_then(|file| Some((file, files.pattern(file)?))) else {
            return self.add(Node::NotAllowed, place);
        };
        let scope = site.scope.filter(|_| !files.is_closed(file));
        let taken = Site { file, namespace: site.namespace(&reference.namespace), scope };
        let definition = match self.files_taken.get(&taken) {
            Some(&known) => known,
            None => {
                let definition = self.file(pattern, taken.clone());
                self.files_taken.insert(taken, definition);
                definition
            }
        };
        self.add(Node::Reference(definition), place)
    }

    fn grammar(&mut self, components: &'f [Component], site: &Site, place: Place) -> NodeId {
        let id = ScopeId(self.scopes.len());
        let inside = Site { scope: Some(id), ..site.clone() };
        let mut collector = Collector::new(self.files, self.findings, &mut self.budget);
        collector.components(components, &inside, 0);
        collector.combine();
        let first = self.joined.len();
        let joined = collector.joined;
        let numbered = joined.iter().enumerate();
        let definitions: FxHashMap<_, _> =
            numbered.map(|(at, joined)| (joined.name, definition_id(first + at))).collect();
        let start = definitions.get(&None).copied();
        self.joined.extend(joined);
        self.scopes.push(Scope { parent: site.scope, definitions });
        let Some(start) = start else {
            let finding = Diagnostic::new(&diag::SCHEMA_NO_START, "the grammar has no `start` (section 4.18)");
            self.findings.at(place, finding.help("say with `start` which pattern a document matches"));
            return self.add(Node::NotAllowed, place);
        };
        self.add(Node::Reference(start), place)
    }

    fn value(&mut self, value: &'f syntax::Value, site: &Site) -> NodeId {
        let place = self.first_line(site, value.text.span);
        let datatype = match &value.datatype {
            Some(name) => self.datatype(name, &[], site),
            None => self.built_in_token(),
        };
        let Some(datatype) = datatype else { return self.add(Node::NotAllowed, place) };
        let context = Scoped { prefixes: &value.scope, inherited: &site.namespace };
        let Some(meant) = datatype.value(&value.text.text, &context) else {
            let fault = datatype.fault(&value.text.text, &context).unwrap_or_default();
            let kind = value.datatype.as_ref().map_or("token", |kind| kind.name.text.as_str());
            let message = format!("`{}` does not belong to the type `{kind}`: {fault}", value.text.text);
            let finding = Diagnostic::new(&diag::SCHEMA_VALUE_OUTSIDE, message);
            self.findings.at(place, finding.help("mend the value or its type"));
            return self.add(Node::NotAllowed, place);
        };
        let text = intern(&mut self.strings, &value.text.text);
        self.add(Node::Value(datatype, meant, text), place)
    }

    fn data(&mut self, data: &'f Data, site: &Site) -> NodeId {
        let place = site.place(data.datatype.name.span);
        let except = data.except.as_ref().map(|(members, _)| {
            let members = self.patterns(members, site);
            self.choice(members, place)
        });
        match self.datatype(&data.datatype, &data.params, site) {
            Some(datatype) => self.add(Node::Data(datatype, except), place),
            None => self.add(Node::NotAllowed, place),
        }
    }

    fn built_in_token(&mut self) -> Option<Arc<Datatype>> {
        let make = || Datatype::new("", "token", &[]).map(Arc::new);
        self.datatypes.entry(("", "token", Vec::new())).or_insert_with(make).as_ref().ok().cloned()
    }

    /// The type, made once (section 4.16).
    fn datatype(&mut self, kind: &'f TypeName, params: &'f [syntax::Param], site: &Site) -> Option<Arc<Datatype>> {
        let pairs = params.iter().map(|param| (param.name.text.as_str(), param.value.text.as_str())).collect();
        if self.expressions == 0 {
            let message = "the regular expressions of the schema are too large together";
            self.findings.at(site.place(kind.name.span), Diagnostic::new(&diag::SCHEMA_TOO_LARGE, message).help(RAISE));
            return None;
        }
        let before = &mut self.expressions;
        let made = self.datatypes.entry((&kind.library, &kind.name.text, pairs)).or_insert_with_key(|(.., pairs)| {
            let owned =
                pairs.iter().map(|(name, value)| Param { name: (*name).to_owned(), value: (*value).to_owned() });
            let made = Datatype::new(&kind.library, &kind.name.text, &owned.collect::<Vec<_>>());
            *before = before.saturating_sub(made.as_ref().map_or(0, Datatype::weight));
            made.map(Arc::new)
        });
        let fault = match made {
            Ok(datatype) => return Some(Arc::clone(datatype)),
            Err(fault) => fault,
        };
        let name = &kind.name.text;
        let (span, finding) = match fault {
            Fault::Library => {
                let message = format!("there is no datatype library `{}` (section 4.16)", kind.library);
                let help = format!("the libraries are `{}` and the built-in one", crate::datatype::XSD);
                (kind.name.span, Diagnostic::new(&diag::SCHEMA_DATATYPE, message).help(help))
            }
            Fault::Type(likely) => {
                let library = if kind.library.is_empty() { "the built-in library" } else { kind.library.as_str() };
                let message = format!("there is no datatype `{name}` in {library} (section 4.16)");
                let help = match likely {
                    Some(likely) => format!("did you mean `{likely}`?"),
                    None if kind.library.is_empty() => {
                        format!(
                            "it has `string` and `token`; others need `datatypeLibrary=\"{}\"`",
                            crate::datatype::XSD
                        )
                    }
                    None => "mend the name of the type".to_owned(),
                };
                (kind.name.span, Diagnostic::new(&diag::SCHEMA_DATATYPE, message).help(help))
            }
            Fault::Param(at, reason) => {
                let param = params.get(*at);
                let message = match param {
                    Some(param) => format!("parameter `{}` of `{name}`: {reason} (section 4.16)", param.name.text),
                    None => format!("parameters of `{name}`: {reason} (section 4.16)"),
                };
                let span = param.map_or(kind.name.span, |param| param.name.span);
                (span, Diagnostic::new(&diag::SCHEMA_PARAM, message).help("mend the parameter or take it out"))
            }
        };
        self.findings.at(site.place(span), finding);
        None
    }
}

/// The namespaces that a value is read with.
struct Scoped<'s> {
    prefixes: &'s Prefixes,
    inherited: &'s str,
}

impl Context for Scoped<'_> {
    fn namespace(&self, prefix: &str) -> Option<&str> {
        if prefix == "xml" {
            return Some(XML_NAMESPACE);
        }
        let namespace = match self.prefixes.get(prefix)? {
            Namespace::Inherited => self.inherited,
            Namespace::Uri(uri) => uri,
        };
        Some(namespace).filter(|namespace| !namespace.is_empty())
    }

    fn is_unparsed_entity(&self, _: &str) -> bool {
        false
    }
}

/// The same string for the same text.
fn intern(strings: &mut FxHashSet<Arc<str>>, text: &str) -> Arc<str> {
    if let Some(known) = strings.get(text) {
        return Arc::clone(known);
    }
    let new: Arc<str> = Arc::from(text);
    strings.insert(Arc::clone(&new));
    new
}

/// The first documentation with its white space joined.
fn documentation(annotations: &Annotations) -> Option<Arc<str>> {
    let text = annotations.documentation().next()?;
    Some(text.split_whitespace().collect::<Vec<_>>().join(" ")).filter(|text| !text.is_empty()).map(Arc::from)
}
