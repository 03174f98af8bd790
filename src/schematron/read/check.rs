//! Assertions and reports (ISO/IEC 19757-3:2020, 5.4). Takes their elements; gives tests with their message, the diagnostics and
//! properties that they name, their subject and their fix.

use super::Reader;
use crate::schematron::element::{Element, Language};
use crate::schematron::quick_fix::{self, QuickFix};
use crate::schematron::schema::{Check, Remark, Sense, Subject};
use crate::xpath::Expression;

impl Reader<'_> {
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
    pub(super) fn subject(&mut self, element: &Element) -> Option<Subject> {
        let subject = element.attribute("subject")?;
        let expression = self.expression(&subject.value, subject.place)?;
        Some(Subject { expression, text: subject.value.clone() })
    }

    /// The fix that a test names first, where it is a simple one.
    pub(super) fn quick_fix(&mut self, root: &Element, rule: &Element, check: &Element) -> Option<QuickFix> {
        let named = check.value("sqf:default-fix").or_else(|| check.value("sqf:fix")?.split_whitespace().next())?;
        let is_it =
            |fix: &&Element| fix.language == Language::QuickFix && fix.name == "fix" && fix.value("id") == Some(named);
        let shared = root.elements().filter(|e| e.language == Language::QuickFix && e.name == "fixes");
        let fix = rule.elements().find(is_it).or_else(|| shared.flat_map(Element::elements).find(is_it))?.clone();
        quick_fix::read(&fix, &mut |text: &str| self.with_static(|context| Expression::parse(text, context)).ok())
    }
}
