//! What stands in a schema that is not run. Takes the elements of a schema; reports what no edition of Schematron has, what stands where it
//! says nothing, what is of another language, and what the table of constructs calls not run. Leaves out messages: `message` looks
//! at those it reads.

use std::collections::BTreeSet;

use super::reader::Reader;
use crate::diag::{self, Diagnostic};
use crate::schematron::constructs::{self, Treatment};
use crate::schematron::element::{Attribute, Element, Language};
use crate::schematron::file::Place;
use crate::text::nearest;
use crate::xml::XML_NAMESPACE;

/// Elements whose content is text for people, messages, or of any language.
const CLOSED: &[&str] = &["title", "p", "active", "assert", "report", "diagnostic", "property", "let", "param"];

/// Elements of quick fixes, with what they stand in.
const FIXES: &[(&str, &[&str])] = &[
    ("fixes", &["schema", "library"]),
    ("fix", &["rule", "pattern", "group"]),
    ("group", &["rule", "pattern", "group"]),
];

impl Reader<'_> {
    /// Reports what of a whole schema is not run.
    pub(super) fn survey(&mut self, root: &Element) {
        self.look(root, &mut BTreeSet::new());
    }

    /// Looks at an element of Schematron that is known. `reported` holds names of other languages that were reported.
    fn look(&mut self, element: &Element, reported: &mut BTreeSet<String>) {
        for attribute in &element.attributes {
            self.attribute(element, attribute, reported);
        }
        if CLOSED.contains(&element.name.as_str()) {
            return;
        }
        for inner in element.elements() {
            match inner.language {
                Language::Schematron if self.is_run(inner, element) => self.look(inner, reported),
                Language::Schematron => {}
                Language::Xslt if matches!(element.name.as_str(), "schema" | "library") => {}
                Language::Xslt => {
                    let message = format!("`xsl:{}` in `{}` is not run", inner.name, element.name);
                    self.not_run(inner, message);
                }
                Language::QuickFix
                    if FIXES.iter().any(|(name, within)| inner.name == *name && within.contains(&&*element.name)) => {}
                Language::QuickFix | Language::Foreign => self.foreign(inner, reported),
            }
        }
    }

    /// Whether an element of Schematron is one, and stands where it can; reports it where not.
    pub(super) fn is_run(&mut self, inner: &Element, around: &Element) -> bool {
        let name = &inner.name;
        let message = match constructs::element(name) {
            None => format!("no edition of Schematron has an element `{name}`: it is not run"),
            Some(row) if !row.is_of(&around.name) => {
                format!("`{name}` says nothing in `{}`: it is not run", around.name)
            }
            Some(_) if around.attribute("is-a").is_some() && matches!(name.as_str(), "rule" | "let") => {
                format!("`{name}` says nothing in a pattern with `is-a`: it is not run")
            }
            Some(_) if around.is("rules") && name == "rule" && inner.value("abstract") != Some("true") => {
                "a rule in `rules` is run where it is extended, and has to be `abstract`".to_owned()
            }
            Some(_) => return true,
        };
        self.not_run(inner, message);
        false
    }

    fn not_run(&mut self, element: &Element, message: String) {
        self.files.report(element.place, Diagnostic::new(&diag::RULE_NOT_RUN, message));
    }

    fn attribute(&mut self, element: &Element, attribute: &Attribute, reported: &mut BTreeSet<String>) {
        let (of, name) = (&element.name, &attribute.name);
        match &*attribute.namespace {
            "" => {}
            XML_NAMESPACE if name == "xml:base" && asks_for_files(element) => {
                return self.files.report(attribute.place, unheeded_base());
            }
            XML_NAMESPACE => return,
            _ if name.starts_with("sqf:") => return,
            _ => return self.pass_over(element.place, name, reported),
        }
        let finding = match constructs::attribute(of, name) {
            Some(row) if row.treatment == Treatment::NotRun => {
                Diagnostic::new(&diag::RULE_NOT_RUN, format!("`{name}` of `{of}` is not heeded"))
            }
            Some(_) if of == "rule" && name == "context" && element.value("abstract") == Some("true") => {
                Diagnostic::new(&diag::UNKNOWN_IN_SCHEMATRON, "an abstract rule has no `context`: it is not heeded")
            }
            Some(_) if name == "abstract" && !matches!(attribute.value.as_str(), "true" | "false") => {
                let message = format!("`abstract` is `true` or `false`, not `{}`", attribute.value);
                Diagnostic::new(&diag::UNKNOWN_IN_SCHEMATRON, message)
            }
            Some(_) => return,
            None => {
                let own = constructs::CONSTRUCTS
                    .iter()
                    .filter(|row| row.part == constructs::Part::Attribute && row.is_of(of));
                let names: Vec<&str> = own.map(|row| row.name).collect();
                let message = format!("`{of}` has no attribute `{name}`: it is passed over");
                let finding = Diagnostic::new(&diag::UNKNOWN_IN_SCHEMATRON, message);
                match nearest(name, &names) {
                    Some(likely) => finding.help(format!("did you mean `{likely}`?")),
                    None => finding,
                }
            }
        };
        self.files.report(attribute.place, finding);
    }

    /// An element of another language: passed over, but for Schematron in it.
    fn foreign(&mut self, element: &Element, reported: &mut BTreeSet<String>) {
        let name = match element.prefix.as_str() {
            "" => element.name.clone(),
            prefix => format!("{prefix}:{}", element.name),
        };
        let mut inner = Vec::new();
        buried(element, &mut inner);
        for found in inner {
            let message = format!("`{}` in `{name}`, which is not Schematron's, is not run", found.name);
            self.not_run(found, message);
        }
        self.pass_over(element.place, &name, reported);
    }

    fn pass_over(&mut self, place: Place, name: &str, reported: &mut BTreeSet<String>) {
        if reported.insert(name.to_owned()) {
            let message = format!("`{name}` is not Schematron's: it is passed over");
            self.files.report(place, Diagnostic::new(&diag::PASSED_OVER, message));
        }
    }
}

/// That what is around an expression says another base URI than the one that functions have.
pub(super) fn unheeded_base() -> Diagnostic {
    let message = "`xml:base` is not heeded by functions: their addresses are relative to the schema";
    Diagnostic::new(&diag::RULE_NOT_RUN, message)
}

/// Functions of XPath whose addresses are relative to the base URI.
const OF_FILES: &[&str] =
    &["doc(", "doc-available(", "document(", "collection(", "unparsed-text", "resolve-uri(", "static-base-uri("];

/// Whether an expression in an element may ask for what its base URI is.
pub(super) fn asks_for_files(element: &Element) -> bool {
    let asks = |attribute: &Attribute| OF_FILES.iter().any(|function| attribute.value.contains(function));
    element.attributes.iter().any(asks) || element.elements().any(asks_for_files)
}

/// The outermost elements of Schematron in an element of another language.
fn buried<'e>(element: &'e Element, found: &mut Vec<&'e Element>) {
    for inner in element.elements() {
        match inner.language {
            Language::Schematron => found.push(inner),
            _ => buried(inner, found),
        }
    }
}
