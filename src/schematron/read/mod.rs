//! Schemas: from the elements of their files to patterns, rules and tests (ISO/IEC 19757-3:2020, sections 5 and 6). Takes a loader, an
//! address and a phase; gives a [`Schema`], with what is wrong in each file.

use std::sync::Arc;

use rustc_hash::{FxHashMap, FxHashSet};

use super::element::{Attribute, Child, Element, Language, Place};
use super::files::Files;
use super::function;
use super::quick_fix::{self, QuickFix};
use super::schema::{Check, Head, Let, Remark, Rule, RulePattern, Schema, Scope, Sense, Subject, Value};
use super::template::{Part, Template};
use crate::diag::{self, Diagnostic, Severity};
use crate::text::{Load, Source, Span};
use crate::xpath::{Error, Expression, Function, Library, Parameter, Pattern, QName, SequenceType, Static, Version};

/// Which patterns are run.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub enum Phase {
    /// Those of the phase that the schema names; all where it names none.
    #[default]
    Default,
    /// All.
    All,
    /// Those of a phase.
    Named(String),
}

impl Phase {
    /// The phase that a person names: `#ALL`, `#DEFAULT` or its id.
    #[must_use]
    pub fn named(name: &str) -> Self {
        match name {
            "#ALL" => Self::All,
            "#DEFAULT" => Self::Default,
            name => Self::Named(name.to_owned()),
        }
    }
}

/// What became of a schema.
#[derive(Debug)]
pub struct Read {
    /// The schema; `None` when there is any error.
    pub schema: Option<Schema>,
    /// Every file that was read, the first being the one asked for, with what was found in it.
    pub findings: Vec<(Arc<Source>, Vec<Diagnostic>)>,
}

/// Reads the schema at an address with all files that it includes.
///
/// # Errors
/// Why the first file cannot be read: a phrase.
pub fn read(loader: &dyn Load, address: &str, phase: &Phase) -> Result<Read, String> {
    let mut files = Files::new(loader);
    let root = files.read(address)?;
    Ok(compile(files, root, address, phase))
}

/// Reads the rules that stand in a schema of another language; `None` where there are none.
///
/// # Errors
/// Why the first file cannot be read: a phrase.
pub fn read_embedded(loader: &dyn Load, address: &str, phase: &Phase) -> Result<Option<Read>, String> {
    let mut files = Files::new(loader);
    let root = files.read(address)?.and_then(embedded);
    Ok(root.map(|root| compile(files, Some(root), address, phase)))
}

fn compile(files: Files<'_>, root: Option<Element>, address: &str, phase: &Phase) -> Read {
    let mut reader = Reader {
        files,
        library: Library::default(),
        prefixes: Arc::default(),
        version: Version::One,
        lets: Vec::new(),
        scopes: Vec::new(),
        diagnostics: Vec::new(),
    };
    let patterns = root.as_ref().and_then(|root| reader.schema(root, phase));
    let head = root.as_ref().map(|root| head(root, phase)).unwrap_or_default();
    let Reader { mut files, library, lets, diagnostics, .. } = reader;
    for findings in &mut files.findings {
        findings.sort_by_key(|finding| finding.span.map_or(0, |span| span.start));
    }
    let has_errors = files.findings.iter().flatten().any(|finding| finding.severity() == Severity::Error);
    let schema = patterns.filter(|_| !has_errors).map(|patterns| Schema {
        address: address.to_owned(),
        head,
        library,
        patterns,
        lets,
        diagnostics,
    });
    Read { schema, findings: files.sources.into_iter().zip(files.findings).collect() }
}

/// What a schema says of itself.
fn head(root: &Element, phase: &Phase) -> Head {
    let namespaces =
        root.named("ns").filter_map(|ns| Some((ns.value("prefix")?.to_owned(), ns.value("uri")?.to_owned())));
    let phase = match phase {
        Phase::All => Some("#ALL"),
        Phase::Default => root.value("defaultPhase"),
        Phase::Named(name) => Some(name.as_str()),
    };
    Head {
        title: title(root),
        version: root.value("schemaVersion").map(str::to_owned),
        phase: phase.map(str::to_owned),
        namespaces: namespaces.collect(),
    }
}

/// The title of a schema or pattern, white space as one blank.
fn title(element: &Element) -> Option<String> {
    let title = element.named("title").next()?.text();
    Some(title.split_whitespace().collect::<Vec<_>>().join(" "))
}

/// The rules in a schema of another language as a schema of their own; those that stand alone are a pattern each.
fn embedded(root: Element) -> Option<Element> {
    let mut children = Vec::new();
    collect(&root, &mut children);
    let has_rules = children.iter().any(|child| matches!(child, Child::Element(element) if element.is("pattern")));
    let place = root.place;
    let binding = Attribute { name: "queryBinding".to_owned(), value: "xslt3".to_owned(), place };
    let (name, attributes) = ("schema".to_owned(), vec![binding]);
    has_rules.then_some(Element { language: Language::Schematron, name, attributes, children, ..root })
}

/// Collects the parts of a Schematron schema that stand between those of another one.
fn collect(element: &Element, parts: &mut Vec<Child>) {
    const PARTS: &[&str] = &["ns", "let", "pattern", "phase", "diagnostics", "properties", "rules"];
    for inner in element.elements() {
        let is_part = inner.language == Language::Schematron && PARTS.contains(&inner.name.as_str());
        let is_declaration = inner.language == Language::Xslt && matches!(inner.name.as_str(), "function" | "key");
        if is_part || is_declaration {
            let is_there = inner.is("ns") && parts.iter().any(|part| is_same_prefix(part, inner));
            if !is_there {
                parts.push(Child::Element(inner.clone()));
            }
        } else if inner.is("rule") {
            let pattern = Element {
                name: "pattern".to_owned(),
                attributes: Vec::new(),
                children: vec![Child::Element(inner.clone())],
                ..inner.clone()
            };
            parts.push(Child::Element(pattern));
        } else {
            collect(inner, parts);
        }
    }
}

fn is_same_prefix(part: &Child, ns: &Element) -> bool {
    matches!(part, Child::Element(other) if other.is("ns") && other.value("prefix") == ns.value("prefix"))
}

struct Reader<'l> {
    files: Files<'l>,
    library: Library,
    prefixes: Arc<Vec<(Arc<str>, Arc<str>)>>,
    version: Version,
    lets: Vec<Let>,
    /// Variables in scope: those of other patterns, of the schema, the phase, the pattern, the rule.
    scopes: Vec<FxHashMap<QName, u32>>,
    diagnostics: Vec<Remark>,
}

/// Query languages with the XPath that they have.
const BINDINGS: &[(&str, Version)] = &[
    ("xslt", Version::One),
    ("xslt1", Version::One),
    ("xpath", Version::One),
    ("xslt2", Version::Later),
    ("xslt3", Version::Later),
    ("xpath2", Version::Later),
    ("xpath3", Version::Later),
    ("xpath31", Version::Later),
];

/// How many scopes there are in a pattern.
const PATTERN: usize = 4;

fn local(name: &str) -> QName {
    QName { namespace: "".into(), prefix: "".into(), local: name.into() }
}

impl Reader<'_> {
    fn wrong(&mut self, place: Place, message: impl Into<String>) {
        self.files.report(place, Diagnostic::new(&diag::SCHEMATRON_STRUCTURE, message));
    }

    /// What an expression cannot be read for: an error of the schema, or something that cannot be run.
    fn refused(&mut self, place: Place, error: &Error) {
        let source = self.files.sources.get(place.file).cloned();
        let written = source.as_ref().map_or("", |source| source.slice(place.span));
        // Where the value stands in the file as it is, the place in the expression is one in the file.
        let inside = Span { start: place.span.start + error.span.start, end: place.span.start + error.span.end };
        let is_inside =
            inside.end <= place.span.end && error.span.end > 0 && !written.contains(['&', '\r', '\n', '\t']);
        let place = if is_inside { Place { span: inside, ..place } } else { place };
        if error.is_not_run() {
            let finding = Diagnostic::new(&diag::RULE_NOT_RUN, format!("this is not run: {}", error.message));
            self.files.report(place, finding);
        } else {
            let finding = Diagnostic::new(&diag::BAD_EXPRESSION, error.to_string());
            self.files.report(place, finding);
        }
    }

    fn with_static<T>(&mut self, work: impl FnOnce(&mut Static<'_>) -> T) -> T {
        let mut variables = FxHashMap::default();
        for scope in &self.scopes {
            variables.extend(scope.iter().map(|(name, number)| (name.clone(), *number)));
        }
        let mut context = Static {
            library: &mut self.library,
            prefixes: Arc::clone(&self.prefixes),
            default_namespace: Arc::default(),
            version: self.version,
            variables,
        };
        work(&mut context)
    }

    fn expression(&mut self, text: &str, place: Place) -> Option<Expression> {
        match self.with_static(|context| Expression::parse(text, context)) {
            Ok(expression) => Some(expression),
            Err(error) => {
                self.refused(place, &error);
                None
            }
        }
    }

    fn schema(&mut self, root: &Element, phase: &Phase) -> Option<Vec<RulePattern>> {
        if !root.is("schema") {
            self.wrong(root.place, format!("the root element is `{}`, not `schema` of Schematron", root.name));
            return None;
        }
        self.version(root);
        self.namespaces(root);
        self.functions(root);
        self.scopes = vec![FxHashMap::default(), FxHashMap::default()];
        self.declare(root, Scope::Document);
        let phase = self.phase(root, phase)?;
        self.scopes.push(FxHashMap::default());
        if let Some(phase) = phase {
            self.declare(phase, Scope::Document);
        }
        let active: Option<FxHashSet<&str>> =
            phase.map(|phase| phase.named("active").filter_map(|active| active.value("pattern")).collect());
        self.keys(root);
        let is_active = |pattern: &Element| match &active {
            Some(active) => pattern.value("id").is_some_and(|id| active.contains(id)),
            None => true,
        };
        let groups = root.named("pattern").chain(root.named("group"));
        let groups = groups.filter(|pattern| pattern.value("abstract") != Some("true") && is_active(pattern));
        let groups: Vec<Element> = groups.filter_map(|pattern| self.filled(root, pattern)).collect();
        // The variables of a pattern can be used in others too, where they have none of the name (5.4.5).
        let mut own = Vec::new();
        for pattern in &groups {
            self.scopes.push(FxHashMap::default());
            self.declare(pattern, Scope::Document);
            own.extend(self.scopes.pop());
        }
        if let Some(elsewhere) = self.scopes.first_mut() {
            elsewhere.extend(own.iter().flatten().map(|(name, number)| (name.clone(), *number)));
        }
        let mut patterns = Vec::new();
        for (pattern, scope) in groups.iter().zip(own) {
            self.scopes.push(scope);
            patterns.extend(self.pattern(root, pattern));
            self.scopes.pop();
        }
        Some(patterns)
    }

    /// A pattern, with its parameters in the abstract one that it is made from.
    fn filled(&mut self, root: &Element, pattern: &Element) -> Option<Element> {
        let Some(of) = pattern.attribute("is-a") else { return Some(pattern.clone()) };
        let is_it = |other: &&Element| other.value("id") == Some(&of.value);
        let Some(model) = root.named("pattern").find(is_it) else {
            self.wrong(of.place, format!("there is no abstract pattern `{}`", of.value));
            return None;
        };
        let mut filled = model.clone();
        let parameters = pattern
            .named("param")
            .filter_map(|param| Some((param.value("name")?.to_owned(), param.value("value")?.to_owned())));
        filled.filled(&parameters.collect::<Vec<_>>());
        filled.attributes.retain(|attribute| attribute.name != "id");
        filled.attributes.extend(pattern.attribute("id").cloned());
        Some(filled)
    }

    /// The language of the queries (6.4); XPath 1.0 where none is named.
    fn version(&mut self, root: &Element) {
        let Some(binding) = root.attribute("queryBinding") else { return };
        let row = BINDINGS.iter().find(|(name, _)| binding.value.eq_ignore_ascii_case(name));
        match row {
            Some((_, version)) => self.version = *version,
            None => {
                let known: Vec<&str> = BINDINGS.iter().map(|(name, _)| *name).collect();
                let (name, known) = (&binding.value, known.join(", "));
                let message = format!("the query language `{name}` is not known: Recto knows {known}");
                self.wrong(binding.place, message);
            }
        }
    }

    fn namespaces(&mut self, root: &Element) {
        let mut prefixes = Vec::new();
        for ns in root.named("ns") {
            match (ns.value("prefix"), ns.value("uri")) {
                (Some(prefix), Some(uri)) => prefixes.push((Arc::from(prefix), Arc::from(uri))),
                _ => self.wrong(ns.place, "`ns` needs `prefix` and `uri`"),
            }
        }
        self.prefixes = Arc::new(prefixes);
    }

    /// Works with the prefixes of an element of XSLT beside those of the schema.
    fn inside<T>(&mut self, element: &Element, work: impl FnOnce(&mut Self) -> T) -> T {
        let mut prefixes = (*element.prefixes).clone();
        prefixes.retain(|(prefix, _)| !prefix.is_empty());
        prefixes.extend(self.prefixes.iter().cloned());
        let before = std::mem::replace(&mut self.prefixes, Arc::new(prefixes));
        let result = work(self);
        self.prefixes = before;
        result
    }

    fn name(&self, written: &str) -> QName {
        let (prefix, local) = written.split_once(':').unwrap_or(("", written));
        let namespace = self.prefixes.iter().rev().find(|(known, _)| **known == *prefix && !prefix.is_empty());
        let namespace = namespace.map(|(_, namespace)| Arc::clone(namespace)).unwrap_or_default();
        QName { namespace, prefix: prefix.into(), local: local.into() }
    }

    fn functions(&mut self, root: &Element) {
        let functions: Vec<&Element> =
            root.elements().filter(|e| e.language == Language::Xslt && e.name == "function").collect();
        let mut declared = Vec::new();
        for element in functions {
            let number = self.inside(element, |this| {
                let name = this.name(element.value("name").unwrap_or_default());
                let params = element.elements().filter(|e| e.language == Language::Xslt && e.name == "param");
                let mut parameters = Vec::new();
                for param in params {
                    let kind = this.kind(param);
                    parameters.push(Parameter { name: this.name(param.value("name").unwrap_or_default()), kind });
                }
                let result = this.kind(element);
                this.with_static(|context| context.declare(Function { name, parameters, result, body: None }))
            });
            declared.push((element, number));
        }
        for (element, number) in declared {
            let place = element.place;
            self.inside(element, |this| {
                let body = function::body(element).map_err(|reason| Error::new("XPST0017", reason));
                let defined = body.and_then(|body| this.with_static(|context| context.define(number, &body)));
                if let Err(error) = defined {
                    this.refused(place, &Error { span: Span::at(0), ..error });
                }
            });
        }
        let others = |e: &&Element| {
            e.language == Language::Xslt && !matches!(e.name.as_str(), "function" | "key" | "variable" | "output")
        };
        for element in root.elements().filter(others) {
            let finding = Diagnostic::new(&diag::RULE_NOT_RUN, format!("`xsl:{}` is not run", element.name));
            self.files.report(element.place, finding);
        }
    }

    /// The type that an element of XSLT says.
    fn kind(&mut self, element: &Element) -> SequenceType {
        let Some(kind) = element.attribute("as") else { return SequenceType::ANY };
        match self.with_static(|context| SequenceType::parse(&kind.value, context)) {
            Ok(kind) => kind,
            Err(error) => {
                self.refused(kind.place, &error);
                SequenceType::ANY
            }
        }
    }

    fn keys(&mut self, root: &Element) {
        for key in root.elements().filter(|e| e.language == Language::Xslt && e.name == "key") {
            self.inside(key, |this| {
                let (Some(name), Some(nodes)) = (key.value("name"), key.attribute("match")) else {
                    return this.wrong(key.place, "`xsl:key` needs `name` and `match`");
                };
                let name = this.name(name);
                let nodes_place = nodes.place;
                let nodes = this.with_static(|context| Pattern::parse(&nodes.value, context));
                let (text, place) = match key.attribute("use") {
                    Some(value) => (Ok(value.value.clone()), value.place),
                    None => (function::content(key), key.place),
                };
                let text = text.unwrap_or_else(|_| "()".to_owned());
                let value = this.expression(&text, place);
                match nodes {
                    Ok(nodes) => {
                        if let Some(value) = value {
                            this.library.add_key(name, nodes, value);
                        }
                    }
                    Err(error) => this.refused(nodes_place, &error),
                }
            });
        }
    }

    /// Declares the variables of an element in the innermost scope; gives their numbers.
    fn declare(&mut self, element: &Element, scope: Scope) -> Vec<u32> {
        let mut numbers = Vec::new();
        let lets: Vec<&Element> = element.named("let").collect();
        // Those of the schema may use each other in any order, those of a rule only what stands before them.
        let mut later = Vec::new();
        for declared in lets {
            let Some(name) = declared.value("name") else {
                self.wrong(declared.place, "`let` needs `name`");
                continue;
            };
            let number = u32::try_from(self.lets.len()).unwrap_or(u32::MAX);
            let is_known = self.scopes.last().is_some_and(|scope| scope.contains_key(&local(name)));
            let is_global = scope == Scope::Document
                && self.scopes.len() == PATTERN
                && self.scopes.get(1).is_some_and(|scope| scope.contains_key(&local(name)));
            if is_known || is_global {
                let finding =
                    Diagnostic::new(&diag::DUPLICATE_LET, format!("the variable `${name}` is declared twice"));
                self.files.report(declared.place, finding);
                continue;
            }
            let value = self.content(declared);
            let kind = self.kind(declared);
            self.lets.push(Let { name: name.to_owned(), value, kind, scope });
            numbers.push(number);
            if scope == Scope::Document {
                self.bind(name, number);
                later.push((declared, number));
            } else {
                self.define(declared, number);
                self.bind(name, number);
            }
        }
        for (declared, number) in later {
            self.define(declared, number);
        }
        numbers
    }

    /// What the content of a variable says: elements are a tree, as in XSLT (3.0, 9.3).
    fn content(&self, declared: &Element) -> Value {
        if declared.elements().next().is_none() {
            return Value::Text(declared.text());
        }
        let source = self.files.sources.get(declared.place.file);
        let inside = source.map_or("", |source| source.slice(declared.inside));
        let declarations = declared.prefixes.iter().filter(|(prefix, _)| &**prefix != "xml");
        let declarations = declarations.map(|(prefix, namespace)| {
            let colon = if prefix.is_empty() { "" } else { ":" };
            format!(" xmlns{colon}{prefix}=\"{}\"", quick_xml::escape::escape(&**namespace))
        });
        Value::Tree(format!("<let{}>{inside}</let>", declarations.collect::<String>()))
    }

    fn bind(&mut self, name: &str, number: u32) {
        if let Some(scope) = self.scopes.last_mut() {
            scope.insert(local(name), number);
        }
    }

    fn define(&mut self, declared: &Element, number: u32) {
        let Some(value) = declared.attribute("value") else { return };
        if let Some(expression) = self.expression(&value.value, value.place)
            && let Some(own) = self.lets.get_mut(number as usize)
        {
            own.value = Value::Expression(expression);
        }
    }

    /// The phase that is run; `None` inside for all patterns.
    fn phase<'r>(&mut self, root: &'r Element, phase: &Phase) -> Option<Option<&'r Element>> {
        let name = match phase {
            Phase::All => return Some(None),
            Phase::Default => match root.value("defaultPhase") {
                Some("#ALL") | None => return Some(None),
                Some(name) => name,
            },
            Phase::Named(name) => name,
        };
        let found = root.named("phase").find(|phase| phase.value("id") == Some(name));
        if found.is_none() {
            let names: Vec<&str> = root.named("phase").filter_map(|phase| phase.value("id")).collect();
            let known =
                if names.is_empty() { "it has none".to_owned() } else { format!("it has {}", names.join(", ")) };
            self.wrong(root.place, format!("the schema has no phase `{name}`: {known}"));
        }
        found.map(Some)
    }

    fn pattern(&mut self, root: &Element, pattern: &Element) -> Option<RulePattern> {
        let documents = match pattern.attribute("documents") {
            None => None,
            Some(documents) => match self.expression(&documents.value, documents.place) {
                Some(expression) => Some(expression),
                None => return None,
            },
        };
        let mut rules = Vec::new();
        for rule in pattern.named("rule").filter(|rule| rule.value("abstract") != Some("true")) {
            rules.extend(self.rule(root, pattern, rule));
        }
        Some(RulePattern { id: pattern.value("id").map(str::to_owned), title: title(pattern), rules, documents })
    }

    fn rule(&mut self, root: &Element, pattern: &Element, rule: &Element) -> Option<Rule> {
        let Some(context) = rule.attribute("context") else {
            self.wrong(rule.place, "`rule` needs `context`");
            return None;
        };
        let matcher = self.with_static(|ours| Pattern::parse(&context.value, ours));
        self.scopes.push(FxHashMap::default());
        let mut whole = rule.clone();
        whole.children = self.extended(root, pattern, rule, 0);
        let lets = self.declare(&whole, Scope::Rule);
        let mut checks = Vec::new();
        for child in whole.elements() {
            let sense = match child.name.as_str() {
                "assert" if child.is("assert") => Sense::Assert,
                "report" if child.is("report") => Sense::Report,
                _ => continue,
            };
            let fix = self.quick_fix(root, &whole, child);
            checks.extend(self.check(root, child, sense).map(|check| Check { fix, ..check }));
        }
        let subject = self.subject(&whole);
        self.scopes.pop();
        let matcher = match matcher {
            Ok(matcher) => matcher,
            Err(error) => {
                self.refused(context.place, &error);
                return None;
            }
        };
        let value = |name: &str| rule.value(name).map(str::to_owned);
        let (id, role, flag) = (value("id"), value("role"), value("flag"));
        Some(Rule { context: matcher, text: context.value.clone(), id, role, flag, subject, lets, checks })
    }

    /// What stands in a rule, with what abstract rules bring to it.
    fn extended(&mut self, root: &Element, pattern: &Element, rule: &Element, depth: usize) -> Vec<Child> {
        const DEEPEST: usize = 20;
        let mut children = Vec::new();
        for child in &rule.children {
            let Child::Element(element) = child else { continue };
            let Some(of) = element.attribute("rule").filter(|_| element.is("extends")) else {
                children.push(child.clone());
                continue;
            };
            let is_it = |other: &&Element| other.value("id") == Some(&of.value);
            let library = || root.named("rules").flat_map(|rules| rules.named("rule")).find(is_it);
            let found = pattern.named("rule").find(is_it).or_else(library);
            match found {
                Some(found) if depth < DEEPEST => {
                    let found = found.clone();
                    children.extend(self.extended(root, pattern, &found, depth + 1));
                }
                Some(_) => self.wrong(of.place, format!("the rule `{}` extends itself", of.value)),
                None => self.wrong(of.place, format!("there is no abstract rule `{}`", of.value)),
            }
        }
        children
    }

    fn check(&mut self, root: &Element, element: &Element, sense: Sense) -> Option<Check> {
        let Some(test) = element.attribute("test") else {
            self.wrong(element.place, format!("`{}` needs `test`", element.name));
            return None;
        };
        let message = self.template(element);
        let mut diagnostics = Vec::new();
        for (name, kind) in [("diagnostics", "diagnostic"), ("properties", "property")] {
            let ids = element.attribute(name).cloned();
            for id in ids.iter().flat_map(|ids| ids.value.split_whitespace()) {
                let found = root.named(name).flat_map(Element::elements).find(|remark| remark.value("id") == Some(id));
                let Some(remark) = found else {
                    self.wrong(ids.as_ref().map_or(element.place, |ids| ids.place), format!("nothing is named `{id}`"));
                    continue;
                };
                let message = self.template(remark);
                diagnostics.push(self.diagnostics.len());
                let language = remark.value("xml:lang").map(str::to_owned);
                self.diagnostics.push(Remark { element: kind, id: id.to_owned(), language, message });
            }
        }
        let text = test.value.clone();
        let test = self.expression(&text, test.place)?;
        let value = |name: &str| element.value(name).map(str::to_owned);
        let (id, role, see) = (value("id"), value("role"), value("see"));
        let (flag, subject) = (value("flag"), self.subject(element));
        Some(Check { sense, test, text, message, diagnostics, id, role, see, flag, subject, fix: None })
    }

    /// What a rule or test says that it is about (5.5.15, `subject`).
    fn subject(&mut self, element: &Element) -> Option<Subject> {
        let subject = element.attribute("subject")?;
        let expression = self.expression(&subject.value, subject.place)?;
        Some(Subject { expression, text: subject.value.clone() })
    }

    /// The fix that a test names first, where it is a simple one.
    fn quick_fix(&mut self, root: &Element, rule: &Element, check: &Element) -> Option<QuickFix> {
        let named = check.value("sqf:default-fix").or_else(|| check.value("sqf:fix")?.split_whitespace().next())?;
        let is_it =
            |fix: &&Element| fix.language == Language::QuickFix && fix.name == "fix" && fix.value("id") == Some(named);
        let shared = root.elements().filter(|e| e.language == Language::QuickFix && e.name == "fixes");
        let fix = rule.elements().find(is_it).or_else(|| shared.flat_map(Element::elements).find(is_it))?.clone();
        quick_fix::read(&fix, &mut |text: &str| self.with_static(|context| Expression::parse(text, context)).ok())
    }

    fn template(&mut self, element: &Element) -> Template {
        let mut parts = Vec::new();
        self.parts(element, &mut parts);
        Template(parts)
    }

    fn parts(&mut self, element: &Element, parts: &mut Vec<Part>) {
        for child in &element.children {
            let inner = match child {
                Child::Text(text) => {
                    parts.push(Part::Text(text.clone()));
                    continue;
                }
                Child::Element(inner) => inner,
            };
            let is_value = inner.is("value-of")
                || inner.language == Language::Xslt && matches!(inner.name.as_str(), "value-of" | "copy-of");
            let attribute = if is_value { inner.attribute("select") } else { inner.attribute("path") };
            match attribute {
                Some(attribute) if is_value || inner.is("name") => {
                    match self.with_static(|context| Expression::parse(&attribute.value, context)) {
                        Ok(expression) => parts.push(Part::Value(expression)),
                        Err(error) => {
                            parts.push(Part::NotRun(error.message.clone()));
                            self.refused(attribute.place, &error);
                        }
                    }
                }
                None if inner.is("name") => parts.push(Part::Name),
                _ if inner.is("value-of") => self.wrong(inner.place, "`value-of` needs `select`"),
                _ => self.parts(inner, parts),
            }
        }
    }
}
