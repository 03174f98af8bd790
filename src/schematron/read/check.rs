//! Assertions and reports (ISO/IEC 19757-3:2020, 5.4). Takes their elements; gives tests with their message, the diagnostics and
//! properties that they name, their subject and their fix.

use super::reader::{Reader, Remarks};
use crate::diag::{self, Diagnostic};
use crate::schematron::element::{Child, Element, Language};
use crate::schematron::file::Place;
use crate::schematron::quick_fix::{self, QuickFix};
use crate::schematron::schema::{Check, Label, Labels, Remark, Sense};
use crate::xpath::Expression;

impl Reader<'_> {
    /// The diagnostic or property with an id, of several the first, behind the section it stands in.
    fn remark<'e>(&mut self, root: &'e Element, around: &'static str, id: &str) -> Option<(&'e Element, &'e Element)> {
        let remarks = self.remarks.get_or_insert_with(|| remarks(root));
        let (section, remark) = *remarks.get(&(around, id.to_owned()))?;
        let inside = |around: &'e Element, at| match around.children.get(at) {
            Some(Child::Element(element)) => Some(element),
            _ => None,
        };
        let section = inside(root, section)?;
        Some((section, inside(section, remark)?))
    }

    pub(super) fn check(&mut self, root: &Element, element: &Element, sense: Sense) -> Option<Check> {
        let Some(test) = element.attribute("test") else {
            self.wrong(element.place, format!("`{}` needs `test`", element.name));
            return None;
        };
        let message = self.template(element);
        let mut diagnostics = Vec::new();
        for (name, kind) in [("diagnostics", "diagnostic"), ("properties", "property")] {
            let ids = element.attribute(name).cloned();
            for id in ids.iter().flat_map(|ids| ids.value.split_whitespace()) {
                let Some((section, remark)) = self.remark(root, name, id) else {
                    self.wrong(ids.as_ref().map_or(element.place, |ids| ids.place), format!("nothing is named `{id}`"));
                    continue;
                };
                let place = ids.as_ref().map_or(element.place, |ids| ids.place);
                if !self.files.has_room(0, place)
                    || !self.files.has_room(remark.size(), place)
                    || !self.files.has_bytes(remark.bytes(), place)
                {
                    break;
                }
                let mut remark = remark.clone();
                // Diagnostics of an abstract pattern have its parameters too.
                if let Err(place) = remark.fill(&self.parameters) {
                    self.wrong(place, "this is too long with the parameters of the pattern filled in");
                    continue;
                }
                let message = self.template(&remark);
                diagnostics.push(self.diagnostics.len());
                let language = language(&[&remark, section]);
                self.diagnostics.push(Remark { element: kind, id: id.to_owned(), language, message });
            }
        }
        let text = test.value.clone();
        let test = self.expression(&text, test.place)?;
        let value = |name: &str| element.value(name).map(str::to_owned);
        let (id, see) = (value("id"), value("see"));
        let subject = element.attribute("subject").and_then(|subject| self.asked(subject));
        let labels = self.labels(element);
        Some(Check { sense, test, text, message, diagnostics, id, language: None, labels, see, subject, fix: None })
    }

    /// What a rule or test says of its findings: a word, or a variable that has it (2025, 5.6.6).
    pub(super) fn labels(&mut self, element: &Element) -> Labels {
        let mut label = |name: &str| {
            let own = element.attribute(name)?;
            match own.value.trim().starts_with('$') {
                true => self.asked(own).map(Label::Variable),
                false => Some(Label::Word(own.value.clone())),
            }
        };
        Labels { role: label("role"), flag: label("flag"), severity: label("severity") }
    }

    /// The fix that a test names first, where it is a simple one. Those that are not offered are reported.
    pub(super) fn quick_fix(&mut self, root: &Element, rule: &Element, check: &Element) -> Option<QuickFix> {
        let all = check.attribute("sqf:fix");
        let default = check.attribute("sqf:default-fix");
        let mut names: Vec<(&str, Place)> = Vec::new();
        for (own, place) in
            default.into_iter().chain(all).flat_map(|own| own.value.split_whitespace().map(|name| (name, own.place)))
        {
            if names.iter().all(|(known, _)| *known != own) {
                names.push((own, place));
            }
        }
        let mut offered = None;
        for (at, (name, place)) in names.into_iter().enumerate() {
            let fix = match at {
                0 => self.read_fix(root, rule, name),
                _ => Err("one fix of a test is offered"),
            };
            match fix {
                Ok(fix) => offered = Some(fix),
                Err(reason) => {
                    let message = format!("the fix `{name}` is not offered: {reason}");
                    self.files.report(place, Diagnostic::new(&diag::PASSED_OVER, message));
                }
            }
        }
        offered
    }

    fn read_fix(&mut self, root: &Element, rule: &Element, named: &str) -> Result<QuickFix, &'static str> {
        let is_it =
            |fix: &&Element| fix.language == Language::QuickFix && fix.name == "fix" && fix.value("id") == Some(named);
        let shared = root.elements().filter(|e| e.language == Language::QuickFix && e.name == "fixes");
        let fix = rule.elements().find(is_it).or_else(|| shared.flat_map(Element::elements).find(is_it));
        let fix = fix.ok_or("no `sqf:fix` has this name")?.clone();
        let parse = &mut |text: &str| self.with_static(|context| Expression::parse(text, context)).ok();
        quick_fix::read(&fix, parse).ok_or("it is not one step that Recto makes")
    }
}

/// What the first of these elements that says it says its language is; an empty `xml:lang` says that it is not known.
pub(super) fn language(around: &[&Element]) -> Option<String> {
    let said = around.iter().find_map(|element| element.value("xml:lang"))?.trim();
    Some(said).filter(|tag| !tag.is_empty()).map(str::to_owned)
}

/// Where diagnostics and properties stand among what a schema holds.
fn remarks(root: &Element) -> Remarks {
    let mut found = Remarks::default();
    for (at, section) in elements(root) {
        let Some(around) = ["diagnostics", "properties"].into_iter().find(|name| section.is(name)) else { continue };
        for (remark, element) in elements(section) {
            if let Some(id) = element.value("id") {
                found.entry((around, id.to_owned())).or_insert((at, remark));
            }
        }
    }
    found
}

/// The elements in an element, each with its number among what it holds.
fn elements(around: &Element) -> impl Iterator<Item = (usize, &Element)> {
    around.children.iter().enumerate().filter_map(|(at, child)| match child {
        Child::Element(element) => Some((at, element)),
        Child::Text(_) => None,
    })
}
