//! Documents that are made of texts: `parse-xml`, `parse-xml-fragment` (Functions and Operators 3.1, 14.7).

use super::call::{Call, Single, given};
use crate::text::Span;
use crate::xml::document::Builder;
use crate::xml::{Document, External, Sink, Start, parse};
use crate::xpath::error::Error;

fn broken(message: &str) -> Error {
    Error::new("FODC0006", format!("the text is no XML: {message}"))
}

pub(super) fn parse_xml<'d>(call: &mut Call<'_, '_, 'd>) -> Single<'d> {
    let Some(source) = call.string(0)? else { return Ok(None) };
    call.evaluation.make_ready(source.len())?;
    let (document, faults) = Document::parse(&source, External::Refused);
    match faults.first() {
        Some(fault) => Err(broken(&fault.message)),
        None => given(call.evaluation.keep_document(document)?),
    }
}

/// A document of what stands inside an element.
struct Inside {
    builder: Builder,
    depth: usize,
}

impl Sink for Inside {
    fn start(&mut self, start: &Start<'_>) {
        self.depth += 1;
        if self.depth > 1 {
            self.builder.start(start);
        }
    }

    fn end(&mut self, span: Span) {
        if self.depth > 1 {
            self.builder.end(span);
        }
        self.depth = self.depth.saturating_sub(1);
    }

    fn text(&mut self, text: &str, span: Span) {
        self.builder.text(text, span);
    }

    fn comment(&mut self, text: &str, span: Span) {
        self.builder.comment(text, span);
    }

    fn instruction(&mut self, target: &str, data: &str, span: Span) {
        self.builder.instruction(target, data, span);
    }
}

/// Nodes that stand beside each other, perhaps behind a text declaration.
pub(super) fn parse_xml_fragment<'d>(call: &mut Call<'_, '_, 'd>) -> Single<'d> {
    let Some(source) = call.string(0)? else { return Ok(None) };
    call.evaluation.make_ready(source.len())?;
    let declared = source.strip_prefix("<?xml").filter(|rest| rest.starts_with(crate::xml::is_space));
    let inside = match declared {
        None => &*source,
        Some(rest) => {
            let (declaration, rest) =
                rest.split_once("?>").ok_or_else(|| broken("the text declaration does not end"))?;
            if declaration.contains("standalone") || !declaration.contains("encoding") {
                return Err(broken("the text declaration says something else than a version and an encoding"));
            }
            rest
        }
    };
    let mut sink = Inside { builder: Builder::new(), depth: 0 };
    let faults = parse(&format!("<x>{inside}</x>"), External::Refused, &mut sink);
    if let Some(fault) = faults.first() {
        return Err(broken(&fault.message));
    }
    given(call.evaluation.keep_document(sink.builder.finish())?)
}
