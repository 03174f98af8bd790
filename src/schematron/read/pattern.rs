//! Patterns and their rules (ISO/IEC 19757-3:2020, 5.4). Takes their elements; gives them with abstract patterns filled
//! in and abstract rules put where they are extended, at most so many inside each other.

use rustc_hash::FxHashMap;

use super::Reader;
use super::head::title;
use crate::schematron::element::{Child, Element};
use crate::schematron::schema::{Check, Rule, RulePattern, Scope, Sense};
use crate::xpath::Pattern;

/// Rules that extend each other, at most.
const DEEPEST: usize = 20;

/// Rules that are put into one, at most.
const MOST_EXTENDED: usize = 1000;

/// The rules that are put into one.
#[derive(Default)]
struct Extended {
    /// How many so far.
    count: usize,
    /// How many are open.
    depth: usize,
}

impl Reader<'_> {
    /// A pattern, with its parameters in the abstract one that it is made from.
    pub(super) fn filled(&mut self, root: &Element, pattern: &Element) -> Option<Element> {
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
        if let Err(place) = filled.fill(&parameters.collect::<Vec<_>>()) {
            self.wrong(place, "this is too long with the parameters of the pattern filled in");
            return None;
        }
        filled.attributes.retain(|attribute| attribute.name != "id");
        filled.attributes.extend(pattern.attribute("id").cloned());
        Some(filled)
    }

    pub(super) fn pattern(&mut self, root: &Element, pattern: &Element) -> Option<RulePattern> {
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
    fn extended(&mut self, root: &Element, pattern: &Element, rule: &Element, so_far: &mut Extended) -> Vec<Child> {
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
                Some(_) if so_far.count >= MOST_EXTENDED => {
                    if so_far.count == MOST_EXTENDED {
                        let message = format!("a rule extends other rules {MOST_EXTENDED} times at most");
                        self.wrong(of.place, message);
                        so_far.count += 1;
                    }
                    break;
                }
                Some(found) if so_far.depth < DEEPEST => {
                    let found = found.clone();
                    so_far.count += 1;
                    so_far.depth += 1;
                    children.extend(self.extended(root, pattern, &found, so_far));
                    so_far.depth -= 1;
                }
                Some(_) => self.wrong(of.place, format!("the rule `{}` extends itself", of.value)),
                None => self.wrong(of.place, format!("there is no abstract rule `{}`", of.value)),
            }
        }
        children
    }
}
