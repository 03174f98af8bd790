//! Everything validation does, behind one call.
//!
//! Takes the text of a document, whole or in pieces, and compiled schemas; gives findings in the order of the text. Promises one pass over the text for
//! any number of schemas, and that what two of them say alike is said once. Which schemas a document names is [`associations`];
//! where they lie and what is done when there are none is left to the caller.

mod association;
mod prolog;

pub use association::{Association, Language, associations};

use std::io::Read;
use std::sync::Arc;

use crate::diag::Diagnostic;
use crate::relaxng::{Schema, Validator};
use crate::text::Span;
use crate::xml::{self, External, PieceFault, Pieces, Sink, Start};

/// Checks a document: is it well-formed, and does it fit every schema?
#[must_use]
pub fn check(text: &str, schemas: &[Arc<Schema>], external: External) -> Vec<Diagnostic> {
    let mut validators = Validators::of(schemas);
    let findings = xml::parse(text, external, &mut validators);
    validators.finish(findings)
}

/// Checks a document as [`check`] does, without holding it.
///
/// # Errors
/// What keeps it from being read to its end.
pub fn check_pieces<R: Read>(
    pieces: &mut Pieces<R>,
    schemas: &[Arc<Schema>],
    external: External,
) -> Result<Vec<Diagnostic>, PieceFault> {
    let mut validators = Validators::of(schemas);
    let findings = xml::parse_pieces(pieces, external, &mut validators)?;
    Ok(validators.finish(findings))
}

/// Findings in the order of the text, those about the whole document first, none twice.
#[must_use]
pub fn in_order(mut findings: Vec<Diagnostic>) -> Vec<Diagnostic> {
    findings.sort_by(|a, b| (a.span, a.code.id, &a.message).cmp(&(b.span, b.code.id, &b.message)));
    findings.dedup();
    findings
}

/// All validators of a document as one sink.
struct Validators<'s>(Vec<Validator<'s>>);

impl<'s> Validators<'s> {
    fn of(schemas: &'s [Arc<Schema>]) -> Self {
        Self(schemas.iter().map(|schema| schema.validator()).collect())
    }

    /// What was found beside these findings, all in order.
    fn finish(self, mut findings: Vec<Diagnostic>) -> Vec<Diagnostic> {
        findings.extend(self.0.into_iter().flat_map(Validator::finish));
        in_order(findings)
    }
}

impl Sink for Validators<'_> {
    fn start(&mut self, start: &Start<'_>) {
        self.0.iter_mut().for_each(|validator| validator.start(start));
    }

    fn end(&mut self, span: Span) {
        self.0.iter_mut().for_each(|validator| validator.end(span));
    }

    fn text(&mut self, text: &str, span: Span) {
        self.0.iter_mut().for_each(|validator| validator.text(text, span));
    }

    fn comment(&mut self, text: &str, span: Span) {
        self.0.iter_mut().for_each(|validator| validator.comment(text, span));
    }

    fn instruction(&mut self, target: &str, data: &str, span: Span) {
        self.0.iter_mut().for_each(|validator| validator.instruction(target, data, span));
    }

    fn unparsed_entity(&mut self, name: &str) {
        self.0.iter_mut().for_each(|validator| validator.unparsed_entity(name));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diag;

    #[test]
    fn findings_are_told_in_order_and_once() {
        let finding = |start, message: &str| Diagnostic::new(&diag::BAD_VALUE, message).at(Span::at(start));
        let whole = Diagnostic::new(&diag::EMPTY_INPUT, "whole");
        let told = in_order(vec![finding(7, "b"), finding(3, "x"), whole.clone(), finding(7, "a"), finding(7, "b")]);
        assert_eq!(told, [whole, finding(3, "x"), finding(7, "a"), finding(7, "b")]);
    }
}
