//! Schemas that are named where it does not count: behind the beginning of the root element. Takes text and the place of the root's
//! attributes; gives a finding for the first `xml-model` and the first address of a W3C XML Schema there.

use super::association::{XSI, unheeded};
use crate::diag::Diagnostic;
use crate::text::Span;
use crate::xml::{self, External, Sink, Start};

use super::language::Language;

/// What is named behind the start tag of the root element. The text is read once more only where there may be something.
pub fn late(text: &str, root: Span) -> Vec<Diagnostic> {
    let behind = text.get(root.end..).unwrap_or_default();
    if !behind.contains("<?xml-model") && !behind.contains("chemaLocation") {
        return Vec::new();
    }
    let mut reader = Reader::default();
    xml::parse(text, External::Noted, &mut reader);
    reader.model.into_iter().chain(reader.xml_schema).collect()
}

#[derive(Default)]
struct Reader {
    is_behind: bool,
    model: Option<Diagnostic>,
    xml_schema: Option<Diagnostic>,
}

impl Sink for Reader {
    fn start(&mut self, start: &Start<'_>) {
        if self.is_behind && self.xml_schema.is_none() {
            let is_named = |attribute: &&xml::Attribute<'_>| {
                let name = start.names.get(attribute.name);
                name.is_some_and(|name| &*name.namespace == XSI && name.local.ends_with("chemaLocation"))
            };
            let found = start.attributes.iter().find(is_named);
            let address = |value: &str| value.split_whitespace().last().unwrap_or_default().to_owned();
            self.xml_schema =
                found.map(|found| Language::XmlSchema.not_run(&address(&found.value)).at(found.value_span));
        }
        self.is_behind = true;
    }

    fn instruction(&mut self, target: &str, _: &str, span: Span) {
        if self.is_behind && target == "xml-model" && self.model.is_none() {
            let finding = unheeded("`xml-model` counts only before the root element", span);
            self.model = Some(finding.help("move it in front of the root element"));
        }
    }
}
