//! Patterns and their rules (ISO/IEC 19757-3:2020, 5.4). Takes their elements; gives them with abstract patterns filled
//! in and abstract rules put where they are extended, at most so many inside each other.

use std::cell::Cell;

use rustc_hash::FxHashMap;

use super::check::language;
use super::head::title;
use super::reader::Reader;
use crate::diag::{self, Diagnostic};
use crate::schematron::element::{Attribute, Child, Element};
use crate::schematron::file::Place;
use crate::schematron::schema::{Check, Choice, Rule, RulePattern, Scope, Sense};
use crate::xpath::Pattern;

/// Rules that extend each other, at most.
const DEEPEST: usize = 20;

/// Rules that are put into one, at most.
const MOST_EXTENDED: usize = 1000;

/// Rules that are looked at to find those that others extend, at most.
const MOST_COMPARED: usize = 1 << 27;

/// The rules that are put into one.
#[derive(Default)]
struct Extended {
    /// How many so far.
    count: usize,
    /// How many are open.
    depth: usize,
}

/// A pattern with its parameters filled in.
pub(super) struct Filled {
    pub(super) pattern: Element,
    pub(super) parameters: Vec<(String, String)>,
}

impl Reader<'_> {
    /// A pattern, with its parameters in the abstract one that it is made from.
    pub(super) fn filled(&mut self, root: &Element, pattern: &Element) -> Option<Filled> {
        let Some(of) = pattern.attribute("is-a") else {
            return Some(Filled { pattern: pattern.clone(), parameters: Vec::new() });
        };
        let is_it = |other: &&Element| other.value("id") == Some(&of.value);
        let is_abstract = |other: &&Element| other.value("abstract") == Some("true");
        let models = || root.named("pattern").filter(is_it);
        let Some(model) = models().find(is_abstract).or_else(|| models().next()) else {
            self.wrong(of.place, format!("there is no abstract pattern `{}`", of.value));
            return None;
        };
        if !is_abstract(&model) {
            self.beyond(of.place, format!("the pattern `{}` is not abstract: it is used all the same", of.value));
        }
        if !self.files.has_room(model.size(), pattern.place) {
            return None;
        }
        let mut filled = model.clone();
        let parameters = self.parameters(model, pattern)?;
        if let Err(place) = filled.fill(&parameters) {
            self.wrong(place, "this is too long with the parameters of the pattern filled in");
            return None;
        }
        let documents = filled.attribute("documents").cloned().filter(|_| pattern.attribute("documents").is_none());
        filled.attributes =
            pattern.attributes.iter().filter(|own| own.name != "is-a").cloned().chain(documents).collect();
        filled.children.splice(..0, pattern.named("title").cloned().map(Child::Element));
        Some(Filled { pattern: filled, parameters })
    }

    /// The parameters of a pattern: those that it gives, then those that have a value in the abstract one.
    fn parameters(&mut self, model: &Element, pattern: &Element) -> Option<Vec<(String, String)>> {
        let mut parameters: Vec<(String, String)> = Vec::new();
        for (param, owner) in
            pattern.named("param").map(|param| (param, pattern)).chain(model.named("param").map(|param| (param, model)))
        {
            let Some(name) = param.value("name") else {
                self.wrong(param.place, "`param` needs `name`");
                return None;
            };
            let is_known = parameters.iter().any(|(known, _)| known == name);
            match param.value("value") {
                _ if is_known => {}
                Some(value) => parameters.push((name.to_owned(), value.to_owned())),
                None if std::ptr::eq(owner, model) => {
                    self.wrong(pattern.place, format!("the pattern gives no value for the parameter `{name}`"));
                    return None;
                }
                None => {
                    self.wrong(param.place, "`param` needs `value`");
                    return None;
                }
            }
        }
        Some(parameters)
    }

    pub(super) fn pattern(&mut self, root: &Element, pattern: &Element) -> Option<RulePattern> {
        let documents = match pattern.attribute("documents") {
            None => None,
            Some(documents) => Some(self.expression(&documents.value, documents.place)?),
        };
        let mut rules = Vec::new();
        for rule in pattern.named("rule").filter(|rule| rule.value("abstract") != Some("true")) {
            rules.extend(self.rule(root, pattern, rule));
        }
        let choice = if pattern.is("group") { Choice::Each } else { Choice::First };
        let title = title(pattern).or_else(|| pattern.value("name").map(str::to_owned));
        Some(RulePattern { id: pattern.value("id").map(str::to_owned), title, choice, rules, documents })
    }

    fn rule(&mut self, root: &Element, pattern: &Element, rule: &Element) -> Option<Rule> {
        let Some(context) = rule.attribute("context") else {
            self.wrong(rule.place, "`rule` needs `context`");
            return None;
        };
        let matcher = self.with_static(|ours| Pattern::parse(&context.value, ours));
        self.scopes.push(FxHashMap::default());
        let mut whole = rule.clone();
        whole.children = self.extended(root, pattern, rule, &mut Extended::default());
        let lets = self.declare(&whole, Scope::Rule);
        let mut checks = Vec::new();
        for child in whole.elements() {
            let sense = match child.name.as_str() {
                "assert" if child.is("assert") => Sense::Assert,
                "report" if child.is("report") => Sense::Report,
                _ => continue,
            };
            let fix = self.quick_fix(root, &whole, child);
            let language = language(&[child, rule, pattern, root]);
            checks.extend(self.check(root, child, sense).map(|check| Check { fix, language, ..check }));
        }
        let subject = whole.attribute("subject").and_then(|subject| self.asked(subject));
        let visit_each = whole.attribute("visit-each").map(|items| self.asked(items));
        let labels = self.labels(rule);
        self.scopes.pop();
        let matcher = match matcher {
            Ok(matcher) => matcher,
            Err(error) => {
                self.refused(context.place, &error);
                return None;
            }
        };
        let visit_each = match visit_each {
            None => None,
            Some(items) => Some(items?),
        };
        let (id, text) = (rule.value("id").map(str::to_owned), context.value.clone());
        Some(Rule { context: matcher, text, id, labels, visit_each, subject, lets, checks })
    }

    /// What stands in a rule, with what abstract rules bring to it.
    fn extended(&mut self, root: &Element, pattern: &Element, rule: &Element, so_far: &mut Extended) -> Vec<Child> {
        let mut children = Vec::new();
        for child in &rule.children {
            let Child::Element(element) = child else { continue };
            let Some(of) = element.attribute("rule").filter(|_| element.is("extends")) else {
                children.push(child.clone());
                continue;
            };
            match self.model(root, pattern, of) {
                Some(_) if so_far.count >= MOST_EXTENDED => {
                    if so_far.count == MOST_EXTENDED {
                        let message = format!("a rule extends other rules {MOST_EXTENDED} times at most");
                        self.wrong(of.place, message);
                        so_far.count += 1;
                    }
                    break;
                }
                Some(found) if so_far.depth < DEEPEST => {
                    if !self.files.has_room(found.size(), of.place) {
                        break;
                    }
                    let found = found.clone();
                    so_far.count += 1;
                    so_far.depth += 1;
                    children.extend(self.extended(root, pattern, &found, so_far));
                    so_far.depth -= 1;
                }
                Some(_) => self.wrong(of.place, format!("the rule `{}` extends itself", of.value)),
                None if self.compared > MOST_COMPARED => {
                    self.wrong(of.place, "this rule is not looked for: too many rules extend others");
                }
                None => self.wrong(of.place, format!("there is no abstract rule `{}`", of.value)),
            }
        }
        children
    }

    /// The rule that is extended: of the pattern, of `rules`; beyond the standard also of another pattern.
    fn model<'r>(&mut self, root: &'r Element, pattern: &'r Element, of: &Attribute) -> Option<&'r Element> {
        if self.compared > MOST_COMPARED {
            return None;
        }
        let compared = Cell::new(self.compared);
        let is_it = |rule: &&Element| {
            compared.set(compared.get() + 1);
            rule.value("id") == Some(&of.value)
        };
        let near = pattern.named("rule").chain(root.named("rules").flat_map(|rules| rules.named("rule"))).filter(is_it);
        let far =
            root.elements().filter(|e| e.is("pattern") || e.is("group")).flat_map(|p| p.named("rule")).filter(is_it);
        let is_abstract = |rule: &&Element| rule.value("abstract") == Some("true");
        let (near, far): (Vec<_>, Vec<_>) = (near.collect(), far.collect());
        self.compared = compared.get();
        let all = || near.iter().chain(&far).copied();
        let found = all().find(is_abstract).or_else(|| all().next())?;
        let what = match (near.iter().any(|rule| std::ptr::eq(*rule, found)), is_abstract(&found)) {
            (true, true) => return Some(found),
            (false, _) => "stands in another pattern, not in `rules`",
            (true, false) => "is not abstract",
        };
        self.beyond(of.place, format!("the rule `{}` {what}: it is extended all the same", of.value));
        Some(found)
    }

    /// What the standard does not allow and is run.
    fn beyond(&mut self, place: Place, message: String) {
        self.files.report(place, Diagnostic::new(&diag::BEYOND_STANDARD, message));
    }
}
