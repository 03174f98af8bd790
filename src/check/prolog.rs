//! The processing instructions before the root element, found without reading the document: they say which schemas to read it
//! with. Takes text; gives targets and data with their places. Checks nothing: what is not well-formed ends the search, and
//! `xml` reports it.

use crate::text::Span;

/// A processing instruction.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Instruction<'t> {
    /// Its name.
    pub target: &'t str,
    /// What follows the name and white space.
    pub data: &'t str,
    /// Where the data stands.
    pub span: Span,
}

/// The processing instructions in the prolog, in order; the XML declaration is the first of them, where there is one. Those
/// inside the document type are left out.
pub fn instructions(text: &str) -> Vec<Instruction<'_>> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(rest) = text.get(at..) {
        let inner = rest.trim_start_matches([' ', '\t', '\r', '\n', '\u{feff}']);
        at += rest.len() - inner.len();
        let length = if let Some(body) = inner.strip_prefix("<?") {
            body.find("?>").map(|end| {
                found.push(instruction(body.get(..end).unwrap_or_default(), at + 2));
                end + 4
            })
        } else if inner.starts_with("<!--") {
            inner.find("-->").map(|end| end + 3)
        } else if inner.starts_with("<!DOCTYPE") {
            document_type(inner)
        } else {
            None
        };
        match length {
            Some(length) => at += length,
            None => break,
        }
    }
    found
}

/// Cuts what stands between `<?` and `?>`, which begins at byte `start` of the document.
fn instruction(body: &str, start: usize) -> Instruction<'_> {
    let (target, rest) = body.split_at(body.find(|c: char| c.is_ascii_whitespace()).unwrap_or(body.len()));
    let data = rest.trim_start();
    let start = start + body.len() - data.len();
    Instruction { target, data, span: Span::new(start, start + data.len()) }
}

/// How long the document type is that the text begins with; `None` when it does not end.
fn document_type(text: &str) -> Option<usize> {
    let mut at = 1;
    let mut is_in_subset = false;
    loop {
        let rest = text.get(at..)?;
        let found = rest.find(['"', '\'', '<', '[', ']', '>'])?;
        let rest = rest.get(found..)?;
        let length = match rest.chars().next()? {
            quote @ ('"' | '\'') => rest.get(1..)?.find(quote)? + 2,
            '<' if rest.starts_with("<!--") => rest.find("-->")? + 3,
            '<' if rest.starts_with("<?") => rest.find("?>")? + 2,
            '>' if !is_in_subset => return Some(at + found + 1),
            sign => {
                is_in_subset = (is_in_subset || sign == '[') && sign != ']';
                1
            }
        };
        at += found + length;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &[(&str, &str)]) {
        let found = instructions(text);
        let rows: Vec<_> = found.iter().map(|instruction| (instruction.target, instruction.data)).collect();
        assert_eq!(rows, expected, "{text}");
        for instruction in found {
            assert_eq!(instruction.span.of(text), instruction.data);
        }
    }

    #[test]
    fn instructions_are_found_up_to_the_root() {
        check("", &[]);
        check("<a><?x y?></a>", &[]);
        check("\u{feff}<?xml version='1.0'?>\n<?x?><?y  z ?><a/>", &[("xml", "version='1.0'"), ("x", ""), ("y", "z ")]);
        check("<!-- <?x?> --><?y?><a/>", &[("y", "")]);
        check("<?x", &[]);
        check("text <?x?>", &[]);
    }

    #[test]
    fn a_document_type_is_passed_over() {
        check("<!DOCTYPE a><?x?><a/>", &[("x", "")]);
        check("<!DOCTYPE a SYSTEM 'it>s.dtd'><?x?><a/>", &[("x", "")]);
        check("<!DOCTYPE a [<!ENTITY e ']>'><!-- ' ]> --><?n ]>'?> %p; ] ><?x?><a/>", &[("x", "")]);
        check("<!DOCTYPE a [<!ENTITY e 'x'><?x?><a/>", &[]);
    }
}
