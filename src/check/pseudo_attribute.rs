//! `name="value"` again and again: the data of `xml-model` (section 3.1 of "Associating Schemas with XML documents 1.0", after XML
//! Stylesheet 1.0), and the attributes of a start tag. Takes an instruction; gives the pairs with their places.

use quick_xml::escape::{resolve_xml_entity, unescape_with};

use super::prolog::Instruction;
use crate::diag::{self, Diagnostic};
use crate::text::Span;

/// A pseudo-attribute: its name, its value with references resolved, the place of both.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pair<'t> {
    pub name: &'t str,
    pub value: String,
    pub name_span: Span,
    pub span: Span,
}

/// The form that is right.
pub const FORM: &str = "write it as `<?xml-model href=\"letter.rng\" type=\"application/xml\"?>`";

/// The pairs of an instruction.
///
/// # Errors
/// The first place that is no pair, a reference that means nothing, or a name that is given twice.
pub fn pairs<'t>(instruction: &Instruction<'t>) -> Result<Vec<Pair<'t>>, Diagnostic> {
    let mut found: Vec<Pair<'t>> = Vec::new();
    for read in Reader::of(instruction) {
        let pair = read?;
        if found.iter().any(|other| other.name == pair.name) {
            return Err(bad(format!("`{}` is given twice", pair.name), pair.span));
        }
        found.push(pair);
    }
    Ok(found)
}

/// The pairs of an instruction up to the first place that is none.
pub fn pairs_leniently<'t>(instruction: &Instruction<'t>) -> Vec<Pair<'t>> {
    Reader::of(instruction).map_while(Result::ok).collect()
}

/// A finding about how a schema is named.
pub fn bad(message: impl Into<String>, span: Span) -> Diagnostic {
    Diagnostic::new(&diag::BAD_ASSOCIATION, message).at(span)
}

struct Reader<'t> {
    rest: &'t str,
    /// Where the data ends in the document.
    end: usize,
}

impl<'t> Reader<'t> {
    fn of(instruction: &Instruction<'t>) -> Self {
        let rest = instruction.data.trim_end();
        Self { rest, end: instruction.span.start + rest.len() }
    }

    fn pair(&mut self) -> Result<Pair<'t>, Diagnostic> {
        let rest = self.rest;
        let here = |rest: &str| self.end - rest.len();
        let fault = || bad("this is not `name=\"value\"`", Span::new(here(rest), self.end)).help(FORM);
        let (name, behind) = rest.split_once('=').ok_or_else(fault)?;
        let name = name.trim_end();
        let behind = behind.trim_start();
        let quote = behind.chars().next().filter(|c| matches!(c, '"' | '\'')).ok_or_else(fault)?;
        let inside = behind.get(1..).unwrap_or_default();
        let (raw, after) = inside.split_once(quote).ok_or_else(fault)?;
        let span = Span::new(here(inside), here(inside) + raw.len());
        if name.is_empty() || name.contains(char::is_whitespace) {
            return Err(fault());
        }
        let value =
            unescape_with(raw, resolve_xml_entity).map_err(|_| bad("this reference means nothing here", span))?;
        let name_span = Span::new(here(rest), here(rest) + name.len());
        self.rest = after.trim_start();
        Ok(Pair { name, value: value.into_owned(), name_span, span })
    }
}

impl<'t> Iterator for Reader<'t> {
    type Item = Result<Pair<'t>, Diagnostic>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.rest.is_empty() {
            return None;
        }
        let read = self.pair();
        if read.is_err() {
            self.rest = "";
        }
        Some(read)
    }
}
