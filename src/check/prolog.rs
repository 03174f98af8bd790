//! The processing instructions before the root element, and its start tag, found without reading the document: they say which schemas to
//! read it with. Takes text; gives targets and data with their places. Checks nothing: what is not well-formed ends the search, and `xml`
//! reports it.

use crate::text::Span;
use crate::xml::is_name_start;

/// A processing instruction; a start tag has the same form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Instruction<'t> {
    /// Its name.
    pub target: &'t str,
    /// What follows the name and white space.
    pub data: &'t str,
    /// Where the data stands.
    pub span: Span,
    /// Where it was found.
    pub place: Place,
}

/// Where an instruction stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// Before the root element.
    Prolog,
    /// Inside the document type.
    Subset,
}

/// The processing instructions before the root element, in order; the XML declaration is the first of them, where there is one.
pub fn instructions(text: &str) -> Vec<Instruction<'_>> {
    read(text).0
}

/// The start tag of the root element: its name and what stands behind it, without `/`. `None` where it does not end.
pub fn root(text: &str) -> Option<Instruction<'_>> {
    let start = read(text).1;
    let tag = text.get(start..)?.strip_prefix('<').filter(|tag| tag.starts_with(is_name_start))?;
    let mut quote = None;
    let is_end = |c| {
        match (quote, c) {
            (None, '"' | '\'') => quote = Some(c),
            (Some(open), _) if open == c => quote = None,
            _ => {}
        }
        quote.is_none() && c == '>'
    };
    let body = tag.get(..tag.find(is_end)?)?;
    Some(instruction(body.strip_suffix('/').unwrap_or(body), start + 1, Place::Prolog))
}

/// The instructions, and where they end.
fn read(text: &str) -> (Vec<Instruction<'_>>, usize) {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(rest) = text.get(at..) {
        let inner = rest.trim_start_matches([' ', '\t', '\r', '\n', '\u{feff}']);
        at += rest.len() - inner.len();
        let length = if let Some(body) = inner.strip_prefix("<?") {
            body.find("?>").map(|end| {
                found.push(instruction(body.get(..end).unwrap_or_default(), at + 2, Place::Prolog));
                end + 4
            })
        } else if inner.starts_with("<!--") {
            inner.find("-->").map(|end| end + 3)
        } else if inner.starts_with("<!DOCTYPE") {
            document_type(inner, at, &mut found)
        } else {
            None
        };
        match length {
            Some(length) => at += length,
            None => break,
        }
    }
    (found, at)
}

/// Cuts what stands between `<?` and `?>`, or `<` and `>`, which begins at byte `start` of the document.
fn instruction(body: &str, start: usize, place: Place) -> Instruction<'_> {
    let (target, rest) = body.split_at(body.find(|c: char| c.is_ascii_whitespace()).unwrap_or(body.len()));
    let data = rest.trim_start();
    let start = start + body.len() - data.len();
    Instruction { target, data, span: Span::new(start, start + data.len()), place }
}

/// How long the document type is that the text begins with, which is byte `start` of the document; `None` when it does not end.
fn document_type<'t>(text: &'t str, start: usize, found: &mut Vec<Instruction<'t>>) -> Option<usize> {
    let mut at = 1;
    let mut is_in_subset = false;
    loop {
        let rest = text.get(at..)?;
        let next = rest.find(['"', '\'', '<', '[', ']', '>'])?;
        let rest = rest.get(next..)?;
        let length = match rest.chars().next()? {
            quote @ ('"' | '\'') => rest.get(1..)?.find(quote)? + 2,
            '<' if rest.starts_with("<!--") => rest.find("-->")? + 3,
            '<' if rest.starts_with("<?") => {
                let end = rest.find("?>")?;
                found.push(instruction(rest.get(2..end)?, start + at + next + 2, Place::Subset));
                end + 2
            }
            '>' if !is_in_subset => return Some(at + next + 1),
            sign => {
                is_in_subset = (is_in_subset || sign == '[') && sign != ']';
                1
            }
        };
        at += next + length;
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
    fn the_root_is_found_behind_them() {
        let cases = [
            ("<?x <b?><!-- <c> --><!DOCTYPE a [<!ELEMENT a ANY>]>\n<a x='>' y=\"'>\"/>", Some(("a", "x='>' y=\"'>\""))),
            ("<a>", Some(("a", ""))),
            ("<p:a\n x='y' >", Some(("p:a", "x='y' "))),
            ("<a x='>", None),
            ("a <b>", None),
            ("<1>", None),
            ("", None),
        ];
        for (text, expected) in cases {
            assert_eq!(root(text).map(|root| (root.target, root.data)), expected, "{text}");
        }
    }

    #[test]
    fn a_document_type_is_passed_over() {
        check("<!DOCTYPE a><?x?><a/>", &[("x", "")]);
        check("<!DOCTYPE a SYSTEM 'it>s.dtd'><?x?><a/>", &[("x", "")]);
        check("<!DOCTYPE a [<!ENTITY e ']>'><!-- ' ]> --><?n ]>'?> %p; ] ><?x?><a/>", &[("n", "]>'"), ("x", "")]);
        check("<!DOCTYPE a [<!ENTITY e 'x'><?x?><a/>", &[("x", "")]);
    }
}
