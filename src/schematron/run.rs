//! The rules of a schema on a document (ISO/IEC 19757-3:2020, 6.5). Takes a document; gives findings in its order.
//!
//! All patterns go through the document together: for each node only the rules whose context may end there are tried, and of a pattern
//! only those before the first that fits.

use std::cell::OnceCell;
use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, PoisonError};

use rustc_hash::FxHashMap;

use super::finding::{Finding, Kind, Remark};
use super::schema::{Check, Rule, RulePattern, Schema, Sense};
use super::variables::Variables;
use crate::text::{Load, Span};
use crate::xml::{Document, External};
use crate::xpath::{Documents, Error, Evaluation, Expression, Item, NodeRef, Target, Temporal, location};

/// Documents that are kept for a whole run, at most.
const MOST_DOCUMENTS: usize = 256;

/// Documents that were asked for in a run, to be asked for again.
#[derive(Debug, Default)]
pub struct Documented(Mutex<FxHashMap<String, Result<Arc<Document>, String>>>);

impl Documented {
    fn get(&self, loader: &dyn Load, address: &str) -> Result<Arc<Document>, String> {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(found) = known.get(address) {
            return found.clone();
        }
        let found = loader.load(address).map(|source| Arc::new(Document::parse(source.text(), External::Noted).0));
        if known.len() < MOST_DOCUMENTS {
            known.insert(address.to_owned(), found.clone());
        }
        found
    }
}

/// What surrounds a run: where other documents come from, and the time.
pub struct Surroundings<'r> {
    /// Where documents come from.
    pub loader: &'r (dyn Load + Sync),
    /// Those that were read before.
    pub documented: &'r Documented,
    /// The time of the run, as seconds since 1970; `None` where rules must not know it.
    pub now: Option<i64>,
}

impl Surroundings<'_> {
    /// The document at an address; it is read once for all that ask for it.
    ///
    /// # Errors
    /// Why there is none: a phrase.
    pub fn document(&self, address: &str) -> Result<Arc<Document>, String> {
        self.documented.get(self.loader, address)
    }
}

impl std::fmt::Debug for Surroundings<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Surroundings").field("now", &self.now).finish_non_exhaustive()
    }
}

/// The documents of one run beside the one that is checked, which has the number 0. They are kept to the end of the run.
#[derive(Default)]
struct Opened {
    slots: [OnceCell<(String, Arc<Document>)>; 32],
    more: OnceCell<Box<Opened>>,
}

/// Documents that functions may make in one run, and documents that may be opened.
const MOST_OPENED: u32 = 100_000;

impl Opened {
    /// Keeps a document that `make` gives, unless there is one of this address; gives it with its number.
    fn keep(
        &self,
        address: &str,
        make: impl FnOnce() -> Result<Arc<Document>, Error>,
    ) -> Result<(u32, &Document), Error> {
        let mut part = self;
        let mut number = 0;
        loop {
            for slot in &part.slots {
                number += 1;
                match slot.get() {
                    Some((known, document)) if known == address && !address.is_empty() => {
                        return Ok((number, document));
                    }
                    Some(_) => {}
                    None => {
                        let document = make()?;
                        return Ok((number, &slot.get_or_init(|| (address.to_owned(), document)).1));
                    }
                }
            }
            if number >= MOST_OPENED {
                return Err(Error::new("XPDY0130", "too many documents"));
            }
            part = part.more.get_or_init(Box::default);
        }
    }

    fn address(&self, number: u32) -> Option<&str> {
        let mut part = self;
        let mut at = usize::try_from(number).ok()?.checked_sub(1)?;
        while at >= part.slots.len() {
            at -= part.slots.len();
            part = part.more.get()?;
        }
        part.slots.get(at)?.get().map(|(address, _)| address.as_str())
    }
}

struct Library<'r, 'd> {
    surroundings: &'r Surroundings<'r>,
    opened: &'d Opened,
    address: &'r str,
    base: &'r str,
}

/// How far a collection goes down where it takes all folders below its own.
const DEEPEST_FOLDER: usize = 50;

/// Whether a name fits a pattern in which `*` stands for any characters.
fn is_like(name: &str, pattern: &str) -> bool {
    let Some((start, rest)) = pattern.split_once('*') else { return name == pattern };
    let Some(mut name) = name.strip_prefix(start) else { return false };
    let mut parts = rest.split('*').peekable();
    while let Some(part) = parts.next() {
        if parts.peek().is_none() {
            return name.ends_with(part);
        }
        let Some(at) = name.find(part) else { return false };
        name = name.get(at + part.len()..).unwrap_or_default();
    }
    true
}

impl<'d> Library<'_, 'd> {
    /// The document at an address that was asked for as `href`.
    fn at(&self, address: &str, href: &str) -> Result<NodeRef<'d>, Error> {
        let missing = |reason: String| Error::new("FODC0002", format!("the document `{href}` cannot be had: {reason}"));
        let make = || self.surroundings.document(address).map_err(missing);
        let (number, document) = self.opened.keep(address, make)?;
        let top = document.root().and(document.top()).ok_or_else(|| missing("it has no element".to_owned()))?;
        Ok(NodeRef { node: top, document: number, attribute: 0 })
    }
}

impl<'d> Documents<'d> for Library<'_, 'd> {
    fn document(&self, href: &str, base: &str) -> Result<NodeRef<'d>, Error> {
        self.at(&self.surroundings.loader.resolve(base, href), href)
    }

    fn keep(&self, document: Document) -> Result<NodeRef<'d>, Error> {
        let (number, document) = self.opened.keep("", || Ok(Arc::new(document)))?;
        let top = document.top().ok_or_else(|| Error::new("XPDY0130", "the document is too large"))?;
        Ok(NodeRef { node: top, document: number, attribute: 0 })
    }

    fn collection(&self, href: &str, base: &str) -> Result<Vec<NodeRef<'d>>, Error> {
        let missing =
            |reason: String| Error::new("FODC0002", format!("the collection `{href}` cannot be had: {reason}"));
        let (folder, query) = href.split_once('?').unwrap_or((href, ""));
        if folder.is_empty() {
            return Err(missing("it needs the name of a folder".to_owned()));
        }
        let (mut select, mut depth) = ("*.xml", 0);
        for part in query.split([';', '&']).filter(|part| !part.is_empty()) {
            match part.split_once('=') {
                Some(("select", pattern)) => select = pattern,
                Some(("recurse", "yes")) => depth = DEEPEST_FOLDER,
                Some(("recurse", "no")) => depth = 0,
                _ => return Err(missing(format!("`{part}` is not known: there are `select` and `recurse`"))),
            }
        }
        let loader = self.surroundings.loader;
        let files = loader.list(&loader.resolve(base, folder), depth).map_err(missing)?;
        let name = |address: &str| address.rsplit(['/', '\\']).next().unwrap_or_default().to_owned();
        let chosen = files.iter().filter(|address| is_like(&name(address), select));
        chosen.map(|address| self.at(address, href)).collect()
    }

    fn text(&self, href: &str, base: &str) -> Result<String, Error> {
        let address = self.surroundings.loader.resolve(base, href);
        let missing = |reason: String| Error::new("FODC0002", format!("the text `{href}` cannot be had: {reason}"));
        self.surroundings.loader.load(&address).map(|source| source.text().to_owned()).map_err(missing)
    }

    fn address(&self, document: u32) -> String {
        self.opened.address(document).unwrap_or(self.address).to_owned()
    }

    fn base(&self) -> String {
        self.base.to_owned()
    }

    fn now(&self) -> Option<Temporal> {
        Temporal::from_unix(self.surroundings.now?)
    }
}

/// The rules that may fit the nodes of a document, by what the nodes are.
#[derive(Debug, Default)]
struct Candidates {
    /// By the key of an element's name.
    elements: Vec<Vec<RuleAt>>,
    other_elements: Vec<RuleAt>,
    attributes: FxHashMap<u32, Vec<RuleAt>>,
    other_attributes: Vec<RuleAt>,
    texts: Vec<RuleAt>,
    others: Vec<RuleAt>,
    has_attributes: bool,
}

/// A rule by the place of its pattern in the schema and its own in the pattern.
type RuleAt = (usize, usize);

impl Candidates {
    fn new(schema: &Schema, document: &Document, patterns: &[usize]) -> Self {
        let mut named: FxHashMap<u32, Vec<RuleAt>> = FxHashMap::default();
        let mut made = Self::default();
        for &at in patterns {
            let rules = schema.patterns.get(at).map_or(&[][..], |pattern| &pattern.rules);
            for (number, rule) in rules.iter().enumerate() {
                let place = (at, number);
                for target in rule.context.targets() {
                    let key = |name| schema.library.key(document, name);
                    match target {
                        Target::Element(name) => named.entry(key(name).unwrap_or(u32::MAX)).or_default().push(place),
                        Target::Attribute(name) => {
                            made.attributes.entry(key(name).unwrap_or(u32::MAX)).or_default().push(place);
                        }
                        Target::AnyElement => made.other_elements.push(place),
                        Target::AnyAttribute => made.other_attributes.push(place),
                        Target::Text => made.texts.push(place),
                        Target::Any => {
                            made.other_elements.push(place);
                            made.other_attributes.push(place);
                            made.texts.push(place);
                            made.others.push(place);
                        }
                    }
                }
            }
        }
        let merged = |own: &[RuleAt], others: &[RuleAt]| {
            let all: BTreeSet<RuleAt> = own.iter().chain(others).copied().collect();
            all.into_iter().collect::<Vec<_>>()
        };
        for (key, own) in named {
            let at = key as usize;
            if key == u32::MAX {
                continue;
            }
            if made.elements.len() <= at {
                made.elements.resize(at + 1, made.other_elements.clone());
            }
            if let Some(list) = made.elements.get_mut(at) {
                *list = merged(&own, &made.other_elements);
            }
        }
        for own in made.attributes.values_mut() {
            *own = merged(own, &made.other_attributes);
        }
        made.has_attributes = !made.attributes.is_empty() || !made.other_attributes.is_empty();
        for list in [&mut made.other_elements, &mut made.other_attributes, &mut made.texts, &mut made.others] {
            *list = merged(list, &[]);
        }
        made
    }

    fn of(&self, node: NodeRef<'_>) -> &[RuleAt] {
        use crate::xml::document::Kind::{Comment, Document, Element, Instruction, Text};
        match node.kind() {
            None => node.key().and_then(|key| self.attributes.get(&key)).unwrap_or(&self.other_attributes),
            Some(Element) => {
                let own = node.key().and_then(|key| self.elements.get(key as usize));
                own.unwrap_or(&self.other_elements)
            }
            Some(Text) => &self.texts,
            Some(Comment | Document | Instruction) => &self.others,
        }
    }
}

/// Runs one schema for one document.
struct Run<'s, 'v, 'e, 'd> {
    schema: &'s Schema,
    variables: &'v Variables<'s, 'd>,
    evaluation: Evaluation<'e, 'd>,
    library: &'v Library<'e, 'd>,
    findings: Vec<Finding>,
    /// Which rules fitted, where that is to be told.
    fired: Option<Vec<Fired>>,
    /// Contexts and tests that raised an error: told once for each.
    broken: BTreeSet<(RuleAt, Asked)>,
}

/// An expression of a rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Asked {
    /// The documents of its pattern.
    Documents,
    Context,
    /// The test with a number, and the node it is about.
    Test(usize),
    Subject(usize),
}

/// A rule that fitted a node.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fired {
    pub(super) pattern: usize,
    pub(super) rule: usize,
    /// The address of the document, where it is another than the one that is checked.
    pub(super) document: Option<String>,
    /// What its tests found.
    pub(super) findings: Vec<Finding>,
}

/// Findings in one document before the rest is left out.
const MOST_FINDINGS: usize = 10_000;

impl Schema {
    /// Runs the rules on a document that has this address.
    #[must_use]
    pub fn run(&self, document: &Document, address: &str, surroundings: &Surroundings<'_>) -> Vec<Finding> {
        self.trace(document, address, surroundings, None).0
    }

    /// Runs the rules as [`Self::run`] does; gives every rule that fitted a node as well, in the order of the document.
    #[must_use]
    pub fn run_told(
        &self,
        document: &Document,
        address: &str,
        surroundings: &Surroundings<'_>,
    ) -> (Vec<Finding>, Vec<Fired>) {
        self.trace(document, address, surroundings, Some(Vec::new()))
    }

    fn trace(
        &self,
        document: &Document,
        address: &str,
        surroundings: &Surroundings<'_>,
        fired: Option<Vec<Fired>>,
    ) -> (Vec<Finding>, Vec<Fired>) {
        let Some(top) = document.top() else { return Default::default() };
        let opened = Opened::default();
        let library = Library { surroundings, opened: &opened, address, base: &self.address };
        let top = NodeRef { node: top, document: 0, attribute: 0 };
        let variables = Variables::new(&self.lets, top.into());
        let evaluation = Evaluation::new(&self.library, &library, &variables);
        let mut run = Run {
            schema: self,
            variables: &variables,
            evaluation,
            library: &library,
            findings: Vec::new(),
            fired,
            broken: BTreeSet::new(),
        };
        run.evaluation.enter(document, 0);
        let is_own = |pattern: &RulePattern| pattern.documents.is_none();
        let own: Vec<usize> = self.patterns.iter().enumerate().filter(|(_, p)| is_own(p)).map(|(at, _)| at).collect();
        run.document(top, &own);
        for (at, pattern) in self.patterns.iter().enumerate() {
            if let Some(documents) = &pattern.documents {
                run.elsewhere(at, documents, top);
            }
        }
        let mut findings = run.findings;
        findings.sort_by_key(|finding| finding.span.start);
        (findings, run.fired.unwrap_or_default())
    }
}

impl<'d> Run<'_, '_, '_, 'd> {
    fn document(&mut self, top: NodeRef<'d>, patterns: &[usize]) {
        let candidates = Candidates::new(self.schema, top.tree(), patterns);
        let nodes = std::iter::once(top.node).chain(top.node.descendants());
        for node in nodes {
            let node = NodeRef { node, ..top };
            self.node(node, candidates.of(node));
            if candidates.has_attributes {
                for attribute in node.attributes() {
                    self.node(attribute, candidates.of(attribute));
                }
            }
        }
    }

    /// A pattern about other documents (5.4.10, `documents`).
    fn elsewhere(&mut self, at: usize, documents: &Expression, top: NodeRef<'d>) {
        let named = self.evaluation.items(documents, Some(&top.into()));
        let opened = named.and_then(|items| {
            let open = |item: &Item<'d>| self.library.document(&item.string(), &self.library.address(0));
            items.iter().map(open).collect::<Result<Vec<_>, Error>>()
        });
        match opened {
            Err(error) => self.failed(&error, top, ((at, 0), Asked::Documents), ("", "")),
            Ok(documents) => {
                for document in documents {
                    self.evaluation.enter(document.tree(), document.document);
                    self.document(document, &[at]);
                }
            }
        }
    }

    fn node(&mut self, node: NodeRef<'d>, rules: &[RuleAt]) {
        let schema = self.schema;
        let mut fired = None;
        for &(pattern, number) in rules {
            if fired == Some(pattern) || self.findings.len() >= MOST_FINDINGS {
                continue;
            }
            let Some(rule) = schema.patterns.get(pattern).and_then(|pattern| pattern.rules.get(number)) else {
                continue;
            };
            match rule.context.takes(&mut self.evaluation, node) {
                Ok(false) => {}
                Ok(true) => {
                    fired = Some(pattern);
                    self.fire(rule, (pattern, number), node);
                }
                Err(error) => self.failed(&error, node, ((pattern, number), Asked::Context), (&rule.text, &rule.text)),
            }
        }
    }

    fn fire(&mut self, rule: &Rule, place: RuleAt, node: NodeRef<'d>) {
        let item = Item::Node(node);
        let before = self.findings.len();
        self.variables.begin(&rule.lets, &item);
        for (at, check) in rule.checks.iter().enumerate() {
            match self.evaluation.is_true(&check.test, Some(&item)) {
                Ok(holds) if holds == (check.sense == Sense::Report) => self.found(rule, (check, at), place, node),
                Ok(_) => {}
                Err(error) => self.failed(&error, node, (place, Asked::Test(at)), (&rule.text, &check.text)),
            }
        }
        if let Some(fired) = &mut self.fired {
            let document = (node.document != 0).then(|| self.library.address(node.document));
            let findings = self.findings.get(before..).unwrap_or_default().to_vec();
            let (pattern, rule) = place;
            fired.push(Fired { pattern, rule, document, findings });
        }
    }

    fn found(&mut self, rule: &Rule, (check, at): (&Check, usize), place: RuleAt, node: NodeRef<'d>) {
        let item = Item::Node(node);
        let message = check.message.fill(&mut self.evaluation, &item);
        let schema = self.schema;
        let remarks = check.diagnostics.iter().filter_map(|&at| schema.diagnostics.get(at));
        let remarks = remarks.map(|remark| Remark {
            element: remark.element,
            id: remark.id.clone(),
            language: remark.language.clone(),
            text: remark.message.fill(&mut self.evaluation, &item),
        });
        let remarks = remarks.collect();
        let fix = check.fix.as_ref().filter(|_| node.document == 0);
        let edit = fix.and_then(|fix| fix.edit(&mut self.evaluation, node));
        let pattern = schema.patterns.get(place.0).and_then(|pattern| pattern.id.clone());
        let kind = if check.sense == Sense::Assert { Kind::Assert } else { Kind::Report };
        let about = match check.subject.as_ref().or(rule.subject.as_ref()) {
            None => node,
            Some(subject) => self.subject(&subject.expression, node).unwrap_or_else(|error| {
                self.failed(&error, node, (place, Asked::Subject(at)), (&rule.text, &subject.text));
                node
            }),
        };
        self.push(Finding {
            kind,
            message,
            context: rule.text.clone(),
            test: check.text.clone(),
            id: check.id.clone(),
            rule: rule.id.clone().or(pattern),
            role: check.role.clone(),
            rule_role: rule.role.clone(),
            see: check.see.clone(),
            flag: check.flag.clone().or_else(|| rule.flag.clone()),
            remarks,
            edit,
            ..self.at(about)
        });
    }

    /// The first node that a test is about; the node of the rule where there is none.
    fn subject(&mut self, subject: &Expression, node: NodeRef<'d>) -> Result<NodeRef<'d>, Error> {
        let items = self.evaluation.items(subject, Some(&Item::Node(node)))?;
        Ok(match items.first() {
            Some(Item::Node(found)) => *found,
            _ => node,
        })
    }

    fn at(&self, node: NodeRef<'d>) -> Finding {
        let is_here = node.document == 0;
        Finding {
            kind: Kind::Assert,
            span: if is_here { node.span() } else { Span::at(0) },
            location: location(node),
            message: String::new(),
            context: String::new(),
            test: String::new(),
            id: None,
            rule: None,
            role: None,
            rule_role: None,
            see: None,
            flag: None,
            remarks: Vec::new(),
            edit: None,
            document: (!is_here).then(|| self.library.address(node.document)),
        }
    }

    /// A test that raised an error: told at the first node.
    fn failed(&mut self, error: &Error, node: NodeRef<'d>, place: (RuleAt, Asked), texts: (&str, &str)) {
        if !self.broken.insert(place) {
            return;
        }
        let kind = if error.is_not_run() { Kind::NotRun } else { Kind::Broken };
        let (context, test) = texts;
        let message = match kind {
            Kind::NotRun => format!("`{test}` is not run: {error}"),
            _ => format!("`{test}` has no value: {error}"),
        };
        self.push(Finding { kind, message, context: context.to_owned(), test: test.to_owned(), ..self.at(node) });
    }

    fn push(&mut self, finding: Finding) {
        if self.findings.len() < MOST_FINDINGS {
            self.findings.push(finding);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stars_stand_for_any_characters() {
        for (name, pattern, is_it) in [
            ("a.xml", "*.xml", true),
            ("a.xml", "a.xml", true),
            ("a.xml", "b*.xml", false),
            ("a.b.xml", "a*b*l", true),
            ("ab", "a*bb", false),
            ("a", "*", true),
            ("aba", "a*b*a", true),
            ("ab", "ab*b", false),
        ] {
            assert_eq!(is_like(name, pattern), is_it, "{name} {pattern}");
        }
    }
}
