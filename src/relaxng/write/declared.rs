//! What a schema declares at its top: namespaces with their prefixes and datatype libraries. Takes the tree; gives tables in which
//! everything the tree names has its prefix.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::datatype::{XSD, is_nc_name};
use crate::relaxng::name_class::Use;
use crate::relaxng::syntax::{
    ANNOTATIONS, Annotations, Component, Data, File, Foreign, ForeignElement, ForeignName, ForeignNode, NameClass,
    NameClassKind, Namespace, Pattern, PatternKind, Prefixes, RELAX_NG, Reference, TypeName, Value,
};
use crate::xml::XML_NAMESPACE;

/// The declarations of a schema.
#[derive(Debug)]
pub(super) struct Declared {
    /// The namespace of elements without prefix.
    pub(super) default: Namespace,
    /// Whether anything is left to the namespace of the file that includes this one.
    pub(super) inherits: bool,
    /// Namespaces by prefix, without `xml`.
    pub(super) prefixes: BTreeMap<String, Namespace>,
    /// Prefixes by datatype library, without the built-in one.
    pub(super) libraries: BTreeMap<String, String>,
    /// The library that is named most.
    pub(super) main_library: String,
}

/// What a tree names.
#[derive(Debug, Default)]
struct Named {
    /// How often elements are in a namespace.
    elements: BTreeMap<Namespace, usize>,
    /// Namespaces with the prefixes they had; empty where they had none.
    prefixes: Vec<(String, Namespace)>,
    /// The same of what needs none in the default namespace.
    unless_default: Vec<(String, Namespace)>,
    /// Those that stand in values, which cannot be changed.
    fixed: Vec<(String, Namespace)>,
    libraries: BTreeMap<String, usize>,
    inherits: bool,
}

impl Declared {
    /// The declarations that a file needs, with those it has.
    pub(super) fn of(file: &File) -> Self {
        let mut named = Named::default();
        named.pattern(&file.pattern);
        let own = file.prefixes.get("").filter(|namespace| **namespace != Namespace::Uri(Arc::from(RELAX_NG)));
        let default = match own {
            Some(default) => default.clone(),
            None if named.inherits => Namespace::Inherited,
            None => {
                let most = named.elements.iter().max_by_key(|(_, times)| **times);
                most.map_or(Namespace::Inherited, |(namespace, _)| namespace.clone())
            }
        };
        let has_use = |namespace: &Namespace| {
            *namespace != Namespace::Uri(Arc::from(RELAX_NG))
                || named.prefixes.iter().chain(&named.unless_default).any(|(_, needed)| needed == namespace)
        };
        let kept = file.prefixes.iter().filter(|(prefix, _)| is_nc_name(prefix) && *prefix != "xml");
        let kept = kept.filter(|(_, namespace)| has_use(namespace));
        let mut declared = Self {
            default,
            inherits: named.inherits,
            prefixes: kept.map(|(prefix, namespace)| (prefix.clone(), namespace.clone())).collect(),
            libraries: BTreeMap::new(),
            main_library: String::new(),
        };
        for (prefix, namespace) in named.fixed {
            declared.prefixes.entry(prefix).or_insert(namespace);
        }
        named.unless_default.retain(|(_, namespace)| *namespace != declared.default);
        for (prefix, namespace) in named.prefixes.iter().chain(&named.unless_default) {
            declared.declare(prefix, namespace);
        }
        declared.name_libraries(file, &named.libraries);
        declared
    }

    /// The prefix of a namespace: the one that is liked if it has several.
    pub(super) fn prefix(&self, namespace: &Namespace, liked: &str) -> Option<&str> {
        if matches!(namespace, Namespace::Uri(uri) if **uri == *XML_NAMESPACE) {
            return Some("xml");
        }
        let mut prefixes = self.prefixes.iter().filter(|(_, own)| *own == namespace).map(|(prefix, _)| prefix.as_str());
        prefixes.clone().find(|prefix| *prefix == liked).or_else(|| prefixes.next())
    }

    fn declare(&mut self, liked: &str, namespace: &Namespace) {
        if self.prefix(namespace, liked).is_some() {
            return;
        }
        let usual = match namespace {
            _ if is_nc_name(liked) => liked,
            Namespace::Inherited => "inherited",
            Namespace::Uri(uri) => match &**uri {
                "" => "local",
                ANNOTATIONS => "a",
                RELAX_NG => "rng",
                "http://purl.oclc.org/dsdl/schematron" => "sch",
                "http://www.w3.org/1999/xhtml" => "html",
                _ => "ns",
            },
        };
        let prefix = free(usual, |prefix| prefix != "xml" && !self.prefixes.contains_key(prefix));
        self.prefixes.insert(prefix, namespace.clone());
    }

    fn name_libraries(&mut self, file: &File, times: &BTreeMap<String, usize>) {
        let mut taken: BTreeMap<&str, &str> = BTreeMap::new();
        for (prefix, library) in &file.libraries {
            if times.contains_key(library) && !self.libraries.contains_key(library) {
                taken.insert(prefix, library);
                self.libraries.insert(library.clone(), prefix.clone());
            }
        }
        for library in times.keys() {
            if !self.libraries.contains_key(library) {
                let usual = if library == XSD { "xsd" } else { "data" };
                let is_free = |prefix: &str| {
                    (library == XSD || prefix != "xsd") && !self.libraries.values().any(|known| known == prefix)
                };
                self.libraries.insert(library.clone(), free(usual, is_free));
            }
        }
        let most = times.iter().max_by_key(|(_, times)| **times);
        self.main_library = most.map(|(library, _)| library.clone()).unwrap_or_default();
    }
}

/// This name, or with a number behind it.
fn free(name: &str, is_free: impl Fn(&str) -> bool) -> String {
    let numbered = (1_u32..).map(|number| format!("{name}{number}"));
    std::iter::once(name.to_owned()).chain(numbered).find(|name| is_free(name)).unwrap_or_default()
}

/// The prefixes of names in a value of a type that holds qualified names, `""` for none.
pub(super) fn names_in(value: &Value) -> Option<&str> {
    let datatype = value.datatype.as_ref()?;
    let is_name = datatype.library == XSD && matches!(datatype.name.text.as_str(), "QName" | "NOTATION");
    is_name.then(|| value.text.text.trim().split_once(':').map_or("", |(prefix, _)| prefix))
}

impl Named {
    fn pattern(&mut self, pattern: &Pattern) {
        self.annotations(&pattern.annotations);
        match &pattern.kind {
            PatternKind::Element(name, _) => self.name(name, Use::Element),
            PatternKind::Attribute(name, _) => self.name(name, Use::Attribute),
            PatternKind::External(reference) => self.reference(reference),
            PatternKind::Grammar(components) => self.components(components),
            PatternKind::Value(value) => {
                value.datatype.iter().for_each(|datatype| self.library(datatype));
                if let Some(prefix) = names_in(value).filter(|prefix| !prefix.is_empty()) {
                    self.scope(prefix, &value.scope);
                }
            }
            PatternKind::Data(data) => self.data(data),
            _ => {}
        }
        self.patterns(pattern.kind.members());
    }

    fn patterns(&mut self, patterns: &[Pattern]) {
        patterns.iter().for_each(|pattern| self.pattern(pattern));
    }

    fn data(&mut self, data: &Data) {
        self.library(&data.datatype);
        data.params.iter().for_each(|param| self.annotations(&param.annotations));
        if let Some((members, annotations)) = &data.except {
            self.annotations(annotations);
            self.patterns(members);
        }
    }

    fn library(&mut self, datatype: &TypeName) {
        if !datatype.library.is_empty() {
            *self.libraries.entry(datatype.library.clone()).or_default() += 1;
        }
    }

    fn scope(&mut self, prefix: &str, scope: &Prefixes) {
        if let Some(namespace) = scope.get(prefix).filter(|_| prefix != "xml") {
            self.fixed.push((prefix.to_owned(), namespace.clone()));
        }
    }

    fn components(&mut self, components: &[Component]) {
        for component in components {
            match component {
                Component::Define(define) => {
                    self.annotations(&define.annotations);
                    self.patterns(&define.content);
                }
                Component::Div(inner, _, annotations) => {
                    self.annotations(annotations);
                    self.components(inner);
                }
                Component::Include(include) => {
                    self.annotations(&include.annotations);
                    self.reference(&include.reference);
                    self.components(&include.overrides);
                }
                Component::Foreign(foreign) => self.foreign(foreign),
            }
        }
    }

    /// The file that is referred to inherits a namespace; in compact syntax another than the default one needs a prefix.
    fn reference(&mut self, reference: &Reference) {
        self.inherits |= reference.namespace == Namespace::Inherited;
        self.unless_default.push((String::new(), reference.namespace.clone()));
    }

    fn name(&mut self, class: &NameClass, used: Use) {
        self.annotations(&class.annotations);
        match &class.kind {
            NameClassKind::Name { namespace, prefix, .. } => {
                self.inherits |= *namespace == Namespace::Inherited;
                let is_none = *namespace == Namespace::Uri(Arc::from(""));
                match used {
                    Use::Element => {
                        *self.elements.entry(namespace.clone()).or_default() += 1;
                        self.unless_default.push((prefix.clone(), namespace.clone()));
                    }
                    Use::Attribute if is_none => {}
                    Use::Attribute => self.prefixes.push((prefix.clone(), namespace.clone())),
                }
            }
            NameClassKind::NsName { namespace, prefix, except } => {
                self.inherits |= *namespace == Namespace::Inherited;
                self.prefixes.push((prefix.clone(), namespace.clone()));
                except.iter().flatten().for_each(|class| self.name(class, used));
            }
            NameClassKind::AnyName { except } => except.iter().flatten().for_each(|class| self.name(class, used)),
            NameClassKind::Choice(members) => members.iter().for_each(|class| self.name(class, used)),
        }
    }

    fn annotations(&mut self, annotations: &Annotations) {
        annotations.attributes.iter().for_each(|attribute| self.foreign_name(&attribute.name));
        annotations.before.iter().chain(&annotations.after).for_each(|foreign| self.foreign(foreign));
    }

    fn foreign(&mut self, foreign: &Foreign) {
        if let Foreign::Element(element) = foreign {
            self.element(element);
        }
    }

    fn element(&mut self, element: &ForeignElement) {
        self.foreign_name(&element.name);
        element.attributes.iter().for_each(|attribute| self.foreign_name(&attribute.name));
        for child in &element.children {
            if let ForeignNode::Foreign(foreign) = child {
                self.foreign(foreign);
            }
        }
    }

    fn foreign_name(&mut self, name: &ForeignName) {
        if !name.namespace.is_empty() {
            self.prefixes.push((name.prefix.clone(), Namespace::Uri(Arc::from(name.namespace.as_str()))));
        }
    }
}
