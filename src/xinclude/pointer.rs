//! What an `xpointer` means (XPointer Framework; XPointer `element()` scheme). Takes a pointer and a document; gives the element, or why
//! there is none. Schemes that are not known are passed over (Framework, 3.3). Never recurses.

use crate::xml::document::Node;
use crate::xml::{Document, is_ncname, is_space};

/// The element that a pointer means.
///
/// # Errors
/// Why there is none: a phrase.
pub(super) fn element<'d>(document: &'d Document, pointer: &str) -> Result<Node<'d>, String> {
    let pointer = pointer.trim_matches(is_space);
    if is_ncname(pointer) {
        return document.element_with_id(pointer).ok_or_else(|| format!("no element has the id `{pointer}`"));
    }
    let mut unknown = Vec::new();
    for part in parts(pointer)? {
        match part.scheme {
            "element" => {
                if let Some(found) = located(document, &part.data)? {
                    return Ok(found);
                }
            }
            // It declares prefixes for parts after it.
            "xmlns" => {}
            scheme => unknown.push(scheme),
        }
    }
    Err(match unknown.first() {
        Some(scheme) => format!("the scheme `{scheme}()` is not known"),
        None => format!("`{pointer}` leads to no element"),
    })
}

/// A part of a pointer: `scheme(data)`.
struct Part<'p> {
    scheme: &'p str,
    /// Without the signs `^` that escape others.
    data: String,
}

/// The parts of a pointer that is none of a name alone (Framework, 3.1).
fn parts(pointer: &str) -> Result<Vec<Part<'_>>, String> {
    let bad = || format!("`{pointer}` is no XPointer");
    let mut parts = Vec::new();
    let mut rest = pointer;
    while !rest.is_empty() {
        let (scheme, after) = rest.split_once('(').ok_or_else(bad)?;
        let is_name = match scheme.split_once(':') {
            Some((prefix, local)) => is_ncname(prefix) && is_ncname(local),
            None => is_ncname(scheme),
        };
        let (data, length) = Some(after).filter(|_| is_name).and_then(data).ok_or_else(bad)?;
        parts.push(Part { scheme, data });
        rest = after.get(length..).unwrap_or_default().trim_start_matches(is_space);
    }
    if parts.is_empty() { Err("the XPointer is empty".to_owned()) } else { Ok(parts) }
}

/// The data of a part, and its length with the parenthesis at its end; `None` where it does not end, or `^` escapes nothing.
fn data(text: &str) -> Option<(String, usize)> {
    let mut data = String::new();
    let mut depth = 0_usize;
    let mut characters = text.char_indices();
    while let Some((at, c)) = characters.next() {
        match c {
            '^' => match characters.next() {
                Some((_, escaped @ ('(' | ')' | '^'))) => data.push(escaped),
                _ => return None,
            },
            ')' if depth == 0 => return Some((data, at + 1)),
            c => {
                depth = if c == '(' { depth + 1 } else { depth - usize::from(c == ')') };
                data.push(c);
            }
        }
    }
    None
}

/// The element that the data of `element()` leads to (`element()` scheme, 3).
fn located<'d>(document: &'d Document, data: &str) -> Result<Option<Node<'d>>, String> {
    let bad = || format!("`element({data})` is not written as the scheme wants it");
    let (id, steps) = match data.split_once('/') {
        Some((id, steps)) => (id, Some(steps)),
        None => (data, None),
    };
    let mut found = match id {
        "" if steps.is_some() => document.top(),
        id if is_ncname(id) => document.element_with_id(id),
        _ => return Err(bad()),
    };
    for step in steps.into_iter().flat_map(|steps| steps.split('/')) {
        let is_number =
            step.starts_with(|c| ('1'..='9').contains(&c)) && step.bytes().all(|byte| byte.is_ascii_digit());
        if !is_number {
            return Err(bad());
        }
        let place = step.parse::<usize>().unwrap_or(usize::MAX);
        found = found.and_then(|node| node.elements().nth(place - 1));
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::xml::External;

    const TEXT: &str = "<!DOCTYPE r [<!ATTLIST c i ID #IMPLIED>]>
        <!-- c --><r><a xml:id='one'>x<b/><?p?><b n='2'><c i='two'/></b></a><a xml:id='é'/></r>";

    fn found(pointer: &str) -> Result<String, String> {
        let (document, faults) = Document::parse(TEXT, External::Refused);
        assert_eq!(faults, []);
        element(&document, pointer).map(|node| node.span().of(TEXT).to_owned())
    }

    #[test]
    fn pointers_lead_to_elements() {
        for (pointer, expected) in [
            ("é", "<a xml:id='é'/>"),
            (" é ", "<a xml:id='é'/>"),
            ("two", "<c i='two'/>"),
            ("element(two)", "<c i='two'/>"),
            ("element(one/2/1)", "<c i='two'/>"),
            ("element(/1/2)", "<a xml:id='é'/>"),
            ("element(/1/1/1)", "<b/>"),
            ("element(/1/9)element(two)", "<c i='two'/>"),
            ("element(none) \n element(/1/2)", "<a xml:id='é'/>"),
            ("xpath-x(a^)b(c)^^)element(two)", "<c i='two'/>"),
            ("p:q(x)element(two)", "<c i='two'/>"),
            ("xmlns(x=http://x.org)element(two)", "<c i='two'/>"),
        ] {
            assert_eq!(found(pointer).as_deref(), Ok(expected), "{pointer}");
        }
    }

    #[test]
    fn what_is_no_pointer_or_leads_nowhere_is_said() {
        for (pointer, reason) in [
            ("three", "no element has the id `three`"),
            ("element(/2)", "`element(/2)` leads to no element"),
            ("element(/1/99999999999999999999)", "`element(/1/99999999999999999999)` leads to no element"),
            ("element(/0)", "`element(/0)` is not written as the scheme wants it"),
            ("element(/01)", "`element(/01)` is not written as the scheme wants it"),
            ("element(/1/)", "`element(/1/)` is not written as the scheme wants it"),
            ("element()", "`element()` is not written as the scheme wants it"),
            ("element(1/2)", "`element(1/2)` is not written as the scheme wants it"),
            ("element(/1", "`element(/1` is no XPointer"),
            ("element(^a)", "`element(^a)` is no XPointer"),
            ("element(two) two", "`element(two) two` is no XPointer"),
            ("(two)", "`(two)` is no XPointer"),
            ("", "the XPointer is empty"),
            ("range(x)", "the scheme `range()` is not known"),
        ] {
            assert_eq!(found(pointer), Err(reason.to_owned()), "{pointer}");
        }
    }
}
