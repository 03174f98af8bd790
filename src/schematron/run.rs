//! The rules of a schema on a document (ISO/IEC 19757-3:2020, 6.5). Takes a document; gives findings in its order.
//!
//! All patterns go through the document together: for each node only the rules whose context may end there are tried, and of a pattern
//! only those before the first that fits.

use std::collections::BTreeSet;

use super::candidates::{Candidates, RuleAt};
use super::dynamic_context::{DocumentPool, DynamicContext, Library};
use super::finding::{Finding, Kind, Remark};
use super::schema::{self, Check, Choice, Label, Rule, RulePattern, Schema, Selection, Sense};
use super::variables::Variables;
use crate::diag::LONGEST_MESSAGE;
use crate::text::{Span, cut};
use crate::xml::Document;
use crate::xpath::{Documents, Error, Evaluation, Expression, Item, NodeRef, location};

/// Runs one schema for one document.
struct Run<'s, 'v, 'e, 'd> {
    schema: &'s Schema,
    variables: &'v Variables<'s, 'd>,
    evaluation: Evaluation<'e, 'd>,
    library: &'v Library<'e, 'd>,
    findings: Vec<Finding>,
    /// Bytes of the findings.
    bytes: usize,
    /// Findings that are not kept.
    more: usize,
    /// Where the rules ended before their end.
    stopped: Option<(NodeRef<'d>, &'s str)>,
    /// Which rules fitted, where that is to be reported.
    fired: Option<Vec<Fired>>,
    /// Contexts and tests that raised an error: reported once for each.
    broken: BTreeSet<(RuleAt, Asked)>,
    /// What of each document is looked at; all of it where there is none.
    from: Option<&'s schema::Asked>,
}

/// An expression of a rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Asked {
    /// The condition of a phase, or what of a document it looks at.
    Phase,
    /// The documents of its pattern.
    Documents,
    Context,
    /// What its tests are run for.
    Visited,
    /// The test with a number, and the node it is about.
    Test(usize),
    Subject(usize),
    /// Its message and diagnostics.
    Message(usize),
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

/// Findings in one document that are kept; the others are counted.
const MOST_FINDINGS: usize = 10_000;

/// Bytes of the findings in one document that are kept.
const MOST_BYTES: usize = 8 << 20;

impl Schema {
    /// Runs the rules on a document that has this address.
    #[must_use]
    pub fn run(&self, document: &Document, address: &str, dynamic_context: &DynamicContext<'_>) -> Vec<Finding> {
        self.trace(document, address, dynamic_context, None).0
    }

    /// Runs the rules as [`Self::run`] does; gives every rule that fitted a node as well, in the order of the document.
    #[must_use]
    pub fn run_told(
        &self,
        document: &Document,
        address: &str,
        dynamic_context: &DynamicContext<'_>,
    ) -> (Vec<Finding>, Vec<Fired>) {
        self.trace(document, address, dynamic_context, Some(Vec::new()))
    }

    fn trace(
        &self,
        document: &Document,
        address: &str,
        dynamic_context: &DynamicContext<'_>,
        fired: Option<Vec<Fired>>,
    ) -> (Vec<Finding>, Vec<Fired>) {
        let Some(top) = document.top() else { return Default::default() };
        let opened = DocumentPool::default();
        let library = Library { dynamic_context, opened: &opened, address, base: &self.address };
        let top = NodeRef { node: top, document: 0, attribute: 0 };
        let variables = Variables::new(&self.lets, top.into(), dynamic_context.meter);
        let evaluation = Evaluation::new(&self.library, &library, &variables, dynamic_context.meter);
        let mut run = Run {
            schema: self,
            variables: &variables,
            evaluation,
            library: &library,
            findings: Vec::new(),
            bytes: 0,
            more: 0,
            stopped: None,
            fired,
            broken: BTreeSet::new(),
            from: None,
        };
        run.evaluation.enter(document, 0);
        if let Some(selection) = run.selected(top) {
            run.from = selection.from.as_ref();
            let patterns = || selection.patterns.clone().filter_map(|at| Some((at, self.patterns.get(at)?)));
            let is_own = |pattern: &RulePattern| pattern.documents.is_none();
            let own: Vec<usize> = patterns().filter(|(_, pattern)| is_own(pattern)).map(|(at, _)| at).collect();
            run.document(top, &own);
            for (at, pattern) in patterns() {
                if let Some(documents) = &pattern.documents {
                    run.elsewhere(at, documents, top);
                }
            }
        }
        run.conclude(top);
        let mut findings = run.findings;
        findings.sort_by_key(|finding| finding.span.start);
        (findings, run.fired.unwrap_or_default())
    }
}

impl<'s, 'd> Run<'s, '_, '_, 'd> {
    /// The patterns that are run: those of the first phase whose condition holds.
    fn selected(&mut self, top: NodeRef<'d>) -> Option<&'s Selection> {
        for (at, selection) in self.schema.selections.iter().enumerate() {
            let Some(when) = &selection.when else { return Some(selection) };
            match self.evaluation.is_true(&when.expression, Some(&top.into())) {
                Ok(true) => return Some(selection),
                Ok(false) => {}
                Err(error) => self.failed(&error, top, ((at, 0), Asked::Phase), (&when.text, &when.text)),
            }
        }
        None
    }

    fn document(&mut self, top: NodeRef<'d>, patterns: &[usize]) {
        let candidates = Candidates::new(self.schema, top.tree(), patterns);
        let Some(from) = self.from else { return self.below(top, &candidates) };
        match self.evaluation.items(&from.expression, Some(&top.into())) {
            Err(error) => self.failed(&error, top, ((0, 0), Asked::Phase), (&from.text, &from.text)),
            Ok(items) => {
                let mut begun: Vec<NodeRef<'d>> = items.iter().filter_map(node_of).collect();
                begun.sort_unstable();
                let mut end = 0;
                for node in begun.into_iter().filter(|node| node.document == top.document) {
                    // What stands in another one was looked at with it.
                    if node.node.id() >= end {
                        self.below(node, &candidates);
                        end = if node.attribute == 0 { node.node.after() } else { end };
                    }
                }
            }
        }
    }

    /// Looks at a node and all below it.
    fn below(&mut self, top: NodeRef<'d>, candidates: &Candidates) {
        if top.attribute != 0 {
            return self.node(top, candidates.of(top));
        }
        for node in std::iter::once(top.node).chain(top.node.descendants()) {
            if self.stopped.is_some() {
                return;
            }
            let node = top.with(node);
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
            if fired == Some(pattern) || self.stopped.is_some() {
                continue;
            }
            let Some(own) = schema.patterns.get(pattern) else { continue };
            let Some(rule) = own.rules.get(number) else { continue };
            match rule.context.takes(&mut self.evaluation, node) {
                Ok(false) => {}
                Ok(true) => {
                    fired = Some(pattern).filter(|_| own.choice == Choice::First);
                    self.fire(rule, (pattern, number), node);
                }
                Err(error) => self.failed(&error, node, ((pattern, number), Asked::Context), (&rule.text, &rule.text)),
            }
            if self.evaluation.exceeded().is_some() {
                self.stopped = Some((node, &rule.text));
            }
        }
    }

    fn fire(&mut self, rule: &Rule, place: RuleAt, node: NodeRef<'d>) {
        let item = Item::Node(node);
        let before = self.findings.len();
        self.variables.begin(&rule.lets, &item);
        match &rule.visit_each {
            None => self.tests(rule, place, node, &item),
            Some(asked) => match self.evaluation.items(&asked.expression, Some(&item)) {
                Err(error) => self.failed(&error, node, (place, Asked::Visited), (&rule.text, &asked.text)),
                Ok(items) => {
                    for item in items {
                        let at = node_of(&item).filter(|item| item.document == node.document).unwrap_or(node);
                        self.variables.begin(&rule.lets, &item);
                        self.tests(rule, place, at, &item);
                    }
                }
            },
        }
        if let Some(fired) = &mut self.fired {
            let document = (node.document != 0).then(|| self.library.address(node.document));
            let findings = self.findings.get(before..).unwrap_or_default().to_vec();
            let (pattern, rule) = place;
            let bytes = size_of::<Fired>() + findings.iter().map(Finding::weight).sum::<usize>();
            if self.evaluation.keep(bytes as u64) {
                fired.push(Fired { pattern, rule, document, findings });
            }
        }
    }

    /// Says what was not done.
    fn conclude(&mut self, top: NodeRef<'d>) {
        if let Some(exceeded) = self.evaluation.exceeded() {
            let (node, context) = self.stopped.unwrap_or((top, "/"));
            let message =
                format!("the rules are not run to their end, the last one was that for `{context}`: {exceeded}");
            let context = cut(context, LONGEST_MESSAGE).into_owned();
            self.findings.push(Finding { kind: Kind::Exceeded, message, context, ..self.at(node) });
        }
        if self.more > 0 {
            let message = format!("{} more findings of rules are not kept", self.more);
            let nowhere = Finding { span: Span::at(0), location: "/".to_owned(), ..Finding::default() };
            self.findings.push(Finding { kind: Kind::More, message, ..nowhere });
        }
    }

    fn is_full(&self) -> bool {
        self.findings.len() >= MOST_FINDINGS || self.bytes >= MOST_BYTES
    }

    /// The tests of a rule for an item at a node.
    fn tests(&mut self, rule: &Rule, place: RuleAt, node: NodeRef<'d>, item: &Item<'d>) {
        for (at, check) in rule.checks.iter().enumerate() {
            match self.evaluation.is_true(&check.test, Some(item)) {
                Ok(holds) if holds == (check.sense == Sense::Report) => {
                    self.found(rule, (check, at), place, (node, item));
                }
                Ok(_) => {}
                Err(error) => self.failed(&error, node, (place, Asked::Test(at)), (&rule.text, &check.text)),
            }
        }
    }

    /// What a label says; for a variable without a value its name.
    fn label(&mut self, label: Option<&Label>, item: &Item<'d>) -> Option<String> {
        Some(match label? {
            Label::Word(word) => word.clone(),
            Label::Variable(asked) => {
                let items = self.evaluation.items(&asked.expression, Some(item));
                let first = items.ok().and_then(|items| items.first().map(|item| item.string().into_owned()));
                first.unwrap_or_else(|| asked.text.clone())
            }
        })
    }

    fn found(
        &mut self,
        rule: &Rule,
        (check, at): (&Check, usize),
        place: RuleAt,
        (node, item): (NodeRef<'d>, &Item<'d>),
    ) {
        if self.is_full() {
            self.more += 1;
            return;
        }
        let mut failures = Vec::new();
        let message = check.message.fill(&mut self.evaluation, item, &mut failures);
        let schema = self.schema;
        let remarks = check.diagnostics.iter().filter_map(|&at| schema.diagnostics.get(at));
        let remarks = remarks.map(|remark| Remark {
            element: remark.element,
            id: remark.id.clone(),
            language: remark.language.clone(),
            text: remark.message.fill(&mut self.evaluation, item, &mut failures),
        });
        let remarks = remarks.collect();
        let fix = check.fix.as_ref().filter(|_| node.document == 0);
        let repair = fix.and_then(|fix| fix.repair(&mut self.evaluation, node));
        let pattern = schema.patterns.get(place.0).and_then(|pattern| pattern.id.clone());
        let kind = if check.sense == Sense::Assert { Kind::Assert } else { Kind::Report };
        let about = match check.subject.as_ref().or(rule.subject.as_ref()) {
            None => node,
            Some(subject) => self.subject(&subject.expression, item, node).unwrap_or_else(|error| {
                self.failed(&error, node, (place, Asked::Subject(at)), (&rule.text, &subject.text));
                node
            }),
        };
        let (own, of_rule) = (&check.labels, &rule.labels);
        let severity = own.severity.as_ref().or(of_rule.severity.as_ref());
        let flag = own.flag.as_ref().or(of_rule.flag.as_ref());
        let finding = Finding {
            kind,
            message,
            context: cut(&rule.text, LONGEST_MESSAGE).into_owned(),
            test: cut(&check.text, LONGEST_MESSAGE).into_owned(),
            id: check.id.clone(),
            rule: rule.id.clone().or(pattern),
            role: self.label(own.role.as_ref(), item),
            rule_role: self.label(of_rule.role.as_ref(), item),
            severity: self.label(severity, item),
            language: check.language.clone(),
            see: check.see.clone(),
            flag: self.label(flag, item),
            remarks,
            repair,
            ..self.at(about)
        };
        self.push(finding);
        // What a message could not say is reported in it; what was not run or read is a finding of its own, with its exit status.
        for error in failures.iter().filter(|error| error.is_outside() || error.is_not_run()) {
            self.failed(error, node, (place, Asked::Message(at)), (&rule.text, &check.text));
        }
    }

    /// The first node that a test is about; the node of the rule where there is none.
    fn subject(&mut self, subject: &Expression, item: &Item<'d>, node: NodeRef<'d>) -> Result<NodeRef<'d>, Error> {
        let items = self.evaluation.items(subject, Some(item))?;
        Ok(match items.first() {
            Some(Item::Node(found)) => *found,
            _ => node,
        })
    }

    fn at(&self, node: NodeRef<'d>) -> Finding {
        let is_here = node.document == 0;
        Finding {
            span: if is_here { node.span() } else { Span::at(0) },
            location: location(node),
            document: (!is_here).then(|| self.library.address(node.document)),
            ..Finding::default()
        }
    }

    /// A test that raised an error: reported at the first node.
    fn failed(&mut self, error: &Error, node: NodeRef<'d>, place: (RuleAt, Asked), texts: (&str, &str)) {
        // What has no value since nothing is left of the budget is reported once.
        if self.evaluation.exceeded().is_some() || !self.broken.insert(place) {
            return;
        }
        let kind = match error {
            error if error.is_outside() => Kind::Outside,
            error if error.is_not_run() => Kind::NotRun,
            _ => Kind::Broken,
        };
        let (context, test) = (cut(texts.0, LONGEST_MESSAGE), cut(texts.1, LONGEST_MESSAGE));
        let ((pattern, number), asked) = place;
        let pattern = self.schema.patterns.get(pattern);
        let rule = pattern.and_then(|pattern| pattern.rules.get(number));
        let check = rule.and_then(|rule| match asked {
            Asked::Test(at) | Asked::Subject(at) | Asked::Message(at) => rule.checks.get(at),
            _ => None,
        });
        let id = check.and_then(|check| check.id.clone());
        let rule = rule.and_then(|rule| rule.id.clone()).or_else(|| pattern.and_then(|pattern| pattern.id.clone()));
        let remote = error.remote.clone();
        let message = match kind {
            Kind::NotRun | Kind::Outside => format!("`{test}` is not run: {error}"),
            _ => format!("`{test}` has no value: {error}"),
        };
        let (context, test) = (context.into_owned(), test.into_owned());
        self.push(Finding { kind, message, context, test, id, rule, remote, ..self.at(node) });
    }

    fn push(&mut self, finding: Finding) {
        if self.is_full() {
            self.more += 1;
            return;
        }
        self.bytes += finding.weight();
        self.findings.push(finding);
    }
}

fn node_of<'d>(item: &Item<'d>) -> Option<NodeRef<'d>> {
    match item {
        Item::Node(node) => Some(*node),
        Item::Atom(_) | Item::Function(_) => None,
    }
}
